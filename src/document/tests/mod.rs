//! What holds for every format, and rows for each.

mod laws;
mod lines;
mod reading;
mod rows;
mod walking;

use std::fs;
use std::path::{Path, PathBuf};

use super::{Document, Doubt, Failure, Source, read};
use crate::schema::Schema;

/// A corpus folder of its own, deleted when dropped.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder for the test"))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().expect("below the folder")).expect("a folder of the test");
        fs::write(path, bytes).expect("a file of the test");
    }

    fn read(&self, name: &str, schema: &Schema) -> Result<(Vec<Document>, Vec<Doubt>), Failure> {
        let metadata = fs::metadata(self.path()).expect("a folder of the test");
        let source = Source::new(self.path().into(), name.into(), &metadata);
        let mut documents = Vec::new();
        let doubts = read(&source, schema, &mut |document| documents.push(document))?;
        Ok((documents, doubts))
    }
}

fn schema() -> Schema {
    Schema::built_in(&PathBuf::from("/"))
}

/// Reads a file with these bytes; the name tells the format.
fn read_bytes(name: &str, bytes: impl AsRef<[u8]>) -> (Vec<Document>, Vec<Doubt>) {
    let folder = Folder::new();
    folder.write(name, bytes);
    folder.read(name, &schema()).expect("a readable file")
}

/// Reads a file that is one document.
fn read_one(name: &str, bytes: impl AsRef<[u8]>) -> Document {
    let (mut documents, _) = read_bytes(name, bytes);
    assert_eq!(documents.len(), 1);
    documents.remove(0)
}
