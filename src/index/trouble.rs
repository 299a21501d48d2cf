//! What went wrong with a file, kept for who has to tell it: the engine names neither the file nor, at times, the cause.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// The first damage that was met. Who reads may have to know, whatever the engine makes of it.
#[derive(Clone, Debug)]
pub(super) struct Damage {
    generation: PathBuf,
    first: Arc<OnceLock<String>>,
}

impl Damage {
    pub fn new(generation: &Path) -> Damage {
        let generation = generation.file_name().map(PathBuf::from).unwrap_or_default();
        Damage { generation, first: Arc::default() }
    }

    /// The file, by its path in the index folder, and what is wrong with it.
    pub fn first(&self) -> Option<&str> {
        self.first.get().map(String::as_str)
    }

    /// Notes damage; returns the error that tells it.
    pub fn met(&self, file: &Path, what: &str) -> io::Error {
        let message = format!("{} {what}", self.generation.join(file).display());
        io::Error::new(io::ErrorKind::InvalidData, self.first.get_or_init(|| message).clone())
    }
}

/// The first failure of writing.
#[derive(Clone, Debug, Default)]
pub(super) struct WriteFailure(Arc<OnceLock<(PathBuf, io::ErrorKind, String)>>);

impl WriteFailure {
    /// The file and what happened, if something did.
    pub fn first(&self) -> Option<(PathBuf, io::Error)> {
        let (path, kind, message) = self.0.get()?;
        Some((path.clone(), io::Error::new(*kind, message.clone())))
    }

    /// Passes an outcome on; notes a failure.
    pub fn note<T>(&self, path: &Path, outcome: io::Result<T>) -> io::Result<T> {
        outcome.inspect_err(|error| {
            self.0.get_or_init(|| (path.to_path_buf(), error.kind(), error.to_string()));
        })
    }
}
