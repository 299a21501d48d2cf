//! What can fail, where, and the way out.

use crate::query::QueryError;
use crate::schema::{GlobError, SchemaError};
use std::{io, path::PathBuf};

/// A failure of a whole operation. [`Error::hint`] tells the way out, where there is one.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The schema file is missing or says something it cannot say.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// The query cannot be understood.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// A glob of the command line cannot be understood.
    #[error(transparent)]
    Glob(#[from] GlobError),
    /// A folder or file of the index, or a file named on the command line, cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The folder or file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The corpus folder does not exist.
    #[error("{}: no such corpus folder", .0.display())]
    NoCorpus(PathBuf),
    /// There is no index in the folder.
    #[error("{}: no index here", .0.display())]
    NoIndex(PathBuf),
    /// The folder that is to hold the index holds something else.
    #[error("{}: neither empty nor an index", .0.display())]
    NotAnIndex(PathBuf),
    /// Another program is writing to the index.
    #[error("{}: another search-index is writing to this index", .0.display())]
    Locked(PathBuf),
    /// The index was made by a version that lays it out differently.
    #[error("{}: the index was written by {written_by}, in a form that this version does not read", dir.display())]
    Format {
        /// Folder of the index.
        dir: PathBuf,
        /// Program and version.
        written_by: String,
    },
    /// The index was made with other analysers than this program's.
    #[error("{}: the index was built with other analysers than this version has", .0.display())]
    Fingerprint(PathBuf),
    /// Something in the index is not as it was written.
    #[error("{}: the index is damaged: {detail}", dir.display())]
    Damaged {
        /// Folder of the index.
        dir: PathBuf,
        /// What is wrong.
        detail: String,
    },
    /// The engine failed while writing.
    #[error("{}: writing the index failed: {source}", dir.display())]
    Writing {
        /// Folder of the index.
        dir: PathBuf,
        /// The engine's own words.
        source: Box<tantivy::TantivyError>,
    },
}

impl Error {
    /// The way out, as a sentence without a full stop.
    pub fn hint(&self) -> Option<String> {
        const REBUILD: &str = "rebuild it with `search-index build`";
        match self {
            Error::Schema(error) => error.hint().map(str::to_owned),
            Error::Query(error) => error.hint().map(str::to_owned),
            Error::Glob(error) => Some(error.hint().to_owned()),
            Error::NoCorpus(_) => Some("name the folder in index-schema.toml, or with --corpus DIR".into()),
            Error::NoIndex(_) => Some("build it with `search-index build`".into()),
            Error::NotAnIndex(_) => Some("give the index a folder of its own, such as .search-index".into()),
            Error::Locked(_) => Some("wait until it has finished, or stop it".into()),
            Error::Format { .. } | Error::Fingerprint(_) => {
                Some(format!("{REBUILD}, or use the version that wrote it"))
            }
            Error::Damaged { .. } => Some(REBUILD.into()),
            Error::Writing { .. } => Some("the index is as it was before".into()),
            Error::Io { source, .. } => match source.kind() {
                io::ErrorKind::NotFound => Some("look whether the name is right".into()),
                io::ErrorKind::PermissionDenied => Some("look whether you may read and write it".into()),
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                    Some("make room, or name another place with --index DIR; what was there before is untouched".into())
                }
                io::ErrorKind::ReadOnlyFilesystem => {
                    Some("name a place that can be written, with --index DIR".into())
                }
                _ => None,
            },
        }
    }

    /// Puts a path to an input or output error.
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Error {
        let path = path.into();
        move |source| Error::Io { path, source }
    }
}
