//! Which file or folder is meant, whatever stands in its place now.

use std::fs::{self, File, Metadata};
use std::io;
use std::path::Path;

/// What tells a file or folder from another one of the same name.
#[derive(Clone, Debug)]
pub(super) struct Identity(Metadata);

impl Identity {
    pub fn of_path(path: &Path) -> io::Result<Identity> {
        fs::metadata(path).map(Identity)
    }

    pub fn of_file(file: &File) -> io::Result<Identity> {
        file.metadata().map(Identity)
    }

    /// Whether it is still what stands at a path.
    pub fn is_at(&self, path: &Path) -> bool {
        fs::metadata(path).is_ok_and(|there| is_same(&self.0, &there))
    }
}

#[cfg(unix)]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

/// Elsewhere an open file keeps its folder from being removed.
#[cfg(not(unix))]
fn is_same(_: &Metadata, _: &Metadata) -> bool {
    true
}
