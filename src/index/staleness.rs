//! How far an index is behind its corpus, by sizes and times of the files: none is read.

use super::indexing::{failed_record, files_of, place_of};
use super::manifest::{FileRecord, nanoseconds};
use crate::error::Error;
use crate::schema::Schema;
use std::collections::HashMap;

/// Files that are not as they were when they were indexed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Staleness {
    /// Files that the index does not know.
    pub new: u64,
    /// Files of another size or time.
    pub changed: u64,
    /// Files that are gone.
    pub deleted: u64,
}

/// Walks the corpus of a schema, and compares it with what an index knows of its files.
///
/// # Errors
/// [`Error::NoCorpus`] if a corpus folder does not exist.
pub fn staleness(schema: &Schema, files: &[FileRecord]) -> Result<Staleness, Error> {
    if let Some(missing) = schema.corpus.dirs.iter().find(|dir| !dir.is_dir()) {
        return Err(Error::NoCorpus(missing.clone()));
    }
    let place = |file: &FileRecord| (file.dir, file.path.clone());
    let mut known: HashMap<(u64, String), &FileRecord> =
        files.iter().map(|file| (place(file), file)).collect();
    let mut staleness = Staleness::default();
    for file in files_of(schema) {
        let (place, is_as) = match &file {
            Ok(source) => (place_of(source, schema), Ok((source.bytes, nanoseconds(source.modified)))),
            Err(failure) => {
                let record = failed_record(failure, schema);
                (place(&record), Err(record))
            }
        };
        match (known.remove(&place), is_as) {
            (None, _) => staleness.new += 1,
            (Some(file), Ok(seen)) => staleness.changed += u64::from((file.bytes, file.modified) != seen),
            (Some(file), Err(seen)) => staleness.changed += u64::from(*file != seen),
        }
    }
    staleness.deleted = known.len() as u64;
    Ok(staleness)
}
