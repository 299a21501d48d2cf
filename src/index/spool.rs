//! What is known of files, on its way from the reading of each to the end of a build: in a file, as in memory it would grow with
//! the corpus.

use super::manifest::FileRecord;
use super::sealed::make_private;
use crate::error::Error;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};

/// Records in the order in which they came.
pub(super) struct Spool {
    path: PathBuf,
    /// Opened once, as the user's mask may forbid to open it again; closed before the file is removed.
    file: Option<BufWriter<File>>,
}

impl Spool {
    /// Begins a spool in the folder of a generation that is being written; removed when the spool goes.
    ///
    /// # Errors
    /// [`Error::Io`] if the file cannot be made.
    pub fn create(dir: &Path) -> Result<Spool, Error> {
        let path = dir.join("spool");
        let file = File::options().read(true).write(true).create_new(true).open(&path);
        let file = file.map_err(Error::io(&path))?;
        // A file system that knows no rights keeps none.
        let _ = make_private(&path);
        Ok(Spool { path, file: Some(BufWriter::new(file)) })
    }

    /// Adds a record.
    ///
    /// # Errors
    /// [`Error::Io`] if it cannot be written.
    pub fn push(&mut self, record: &FileRecord) -> Result<(), Error> {
        let Some(file) = &mut self.file else { return Ok(()) };
        let mut line = serde_json::to_vec(record).expect("a file record is plain data");
        line.push(b'\n');
        file.write_all(&line).map_err(Error::io(&self.path))
    }

    /// Hands over the records. Nothing can be added any more.
    ///
    /// # Errors
    /// [`Error::Io`] if they cannot be read, or what `take` returns.
    pub fn drain(&mut self, mut take: impl FnMut(FileRecord) -> Result<(), Error>) -> Result<(), Error> {
        let Some(file) = self.file.take() else { return Ok(()) };
        let written = file.into_inner().map_err(|error| Error::io(&self.path)(error.into_error()))?;
        let mut lines = BufReader::new(written);
        lines.rewind().map_err(Error::io(&self.path))?;
        let mut line = Vec::new();
        while lines.read_until(b'\n', &mut line).map_err(Error::io(&self.path))? > 0 {
            take(serde_json::from_slice(&line).map_err(|error| Error::io(&self.path)(error.into()))?)?;
            line.clear();
        }
        Ok(())
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        self.file = None;
        // The folder goes as a whole if it is not swapped in.
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hands_over_what_came_and_leaves_nothing() {
        let dir = tempfile::tempdir().expect("a folder");
        let record = |number: u64| FileRecord {
            path: format!("{number} with\na line break, and \u{fffd}80.txt"),
            bytes: u64::MAX - number,
            doubts: vec!["broken characters".into()],
            ..FileRecord::default()
        };
        let mut spool = Spool::create(dir.path()).expect("a spool");
        (0..100).for_each(|number| spool.push(&record(number)).expect("room"));
        let mut records = Vec::new();
        let drained = spool.drain(|record| {
            records.push(record);
            Ok(())
        });
        drained.expect("what was written");
        assert_eq!(records, (0..100).map(record).collect::<Vec<_>>());
        drop(spool);
        assert_eq!(fs::read_dir(dir.path()).expect("a folder").count(), 0);
    }
}
