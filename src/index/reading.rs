//! The engine's view of a generation that is only read: nothing is written beside it, not even a lock, so an index on a
//! read-only file system, or of another user, can be searched.
//!
//! A generation does not change once it is current, so readers need no lock against writers.

use super::sealed::{Reading, SealedDirectory};
use super::trouble::Damage;
use std::io;
use std::path::Path;
use std::sync::Arc;
use tantivy::Directory;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{DirectoryLock, FileHandle, Lock, WatchCallback, WatchHandle, WritePtr};

/// A folder of mapped files that refuses to be written to.
#[derive(Clone, Debug)]
pub(super) struct ReadingDirectory {
    inner: SealedDirectory,
}

/// Of what is opened as a whole to look at a few places, more than this at once, in bytes, is not verified by the folder: reading
/// all of it is what would cost a query, up to a millisecond. Dictionaries are verified where they are looked at.
const READING: Reading = Reading::Mapped { max_opened: 16 << 10 };

impl ReadingDirectory {
    /// Opens the folder of a generation.
    pub fn open(generation: &Path) -> tantivy::Result<ReadingDirectory> {
        Ok(ReadingDirectory { inner: SealedDirectory::open(generation, READING)? })
    }

    /// What will be known of damage.
    pub fn damage(&self) -> Damage {
        self.inner.damage()
    }
}

fn refusal() -> io::Error {
    io::Error::new(io::ErrorKind::ReadOnlyFilesystem, "the index is open for reading")
}

impl Directory for ReadingDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        // The engine does without some files where they are missing; of ours, each was there when it was written.
        self.inner.get_file_handle(path).map_err(|error| match error {
            OpenReadError::FileDoesNotExist(path) => {
                OpenReadError::wrap_io_error(io::ErrorKind::NotFound.into(), path)
            }
            error => error,
        })
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.inner.atomic_read(path)
    }

    fn acquire_lock(&self, _: &Lock) -> Result<DirectoryLock, LockError> {
        Ok(DirectoryLock::from(Box::new(())))
    }

    fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        Err(DeleteError::IoError { io_error: Arc::new(refusal()), filepath: path.to_path_buf() })
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        Err(OpenWriteError::wrap_io_error(refusal(), path.to_path_buf()))
    }

    fn atomic_write(&self, _: &Path, _: &[u8]) -> io::Result<()> {
        Err(refusal())
    }

    fn sync_directory(&self) -> io::Result<()> {
        Ok(())
    }
}
