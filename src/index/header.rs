//! What an index says of itself, committed with its documents.

use super::seal::unsealed_text;
use super::sealed::NO_FILE;
use super::statistics::Statistics;
use crate::error::Error;
use crate::language;
use crate::schema::{Boosts, Schema};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};
use std::{fs, io};

/// Changes whenever the layout of an index changes.
pub(crate) const FORMAT: u32 = 7;

/// Program and version, for messages.
const WRITTEN_BY: &str = concat!("tetraglot ", env!("CARGO_PKG_VERSION"));

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Header {
    pub written_by: String,
    pub format: u32,
    /// Fingerprint of the analysers.
    pub analysis: String,
    /// Fingerprint of what the schema says about the content, in hexadecimal.
    pub content: String,
    /// The schema's text.
    pub schema: String,
    /// Its boosts, as each query needs them; None in indexes that were written before they had a place of their own.
    #[serde(default)]
    pub boosts: Option<Boosts>,
    /// Corpus folders: relative to the folder that holds the index if they lie in it, so that both can move together.
    #[serde(with = "paths")]
    pub dirs: Vec<PathBuf>,
    /// Seconds since 1970.
    pub committed: u64,
    pub last_run: LastRun,
    pub statistics: Statistics,
}

/// The run that brought the index to where it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LastRun {
    /// The command of `search-index`.
    pub command: String,
    /// What it took, without what came after the commit.
    pub seconds: f64,
}

impl Header {
    pub fn new(schema: &Schema, statistics: Statistics, last_run: LastRun) -> Header {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Header {
            written_by: WRITTEN_BY.to_owned(),
            format: FORMAT,
            analysis: language::fingerprint(),
            content: content(schema),
            schema: schema.source().to_owned(),
            boosts: Some(schema.boosts),
            dirs: relative_dirs(schema),
            committed: since.as_secs(),
            last_run,
            statistics,
        }
    }

    /// Whether the index holds what a schema describes.
    pub fn is_of(&self, schema: &Schema) -> bool {
        self.content == content(schema) && self.dirs == relative_dirs(schema)
    }

    /// Whether it would be the same for a schema, but for the statistics.
    pub fn says(&self, schema: &Schema) -> bool {
        self.schema == schema.source() && self.is_of(schema)
    }

    /// Whether a corpus folder of a schema, by its number, is the one of that number in the index.
    pub fn has_dir(&self, schema: &Schema, number: usize) -> bool {
        self.dirs.get(number).is_some_and(|dir| relative_dirs(schema).get(number) == Some(dir))
    }

    /// The schema.
    ///
    /// # Errors
    /// [`Error::Schema`] if it has a key that this version does not know.
    pub fn schema(&self) -> Result<Schema, Error> {
        Ok(Schema::parse(&self.schema, Path::new("the schema in the index"))?)
    }

    /// Where a corpus folder is now.
    pub fn resolve(&self, dir: &Path, index_dir: &Path) -> PathBuf {
        home(index_dir).join(dir)
    }

    pub fn to_payload(&self) -> String {
        serde_json::to_string(self).expect("a header is plain data")
    }

    /// Reads the header of a generation and makes sure that this program can search the index in the folder `dir`.
    ///
    /// # Errors
    /// [`Error::Format`] or [`Error::Fingerprint`] if another version wrote it, [`Error::Damaged`] if it cannot be read.
    pub fn read(generation: &Path, dir: &Path) -> Result<Header, Error> {
        let path = generation.join(META);
        let damaged = |what: &str| {
            let file = path.strip_prefix(dir).unwrap_or(&path).display();
            Error::Damaged { dir: dir.into(), detail: format!("{file} {what}") }
        };
        if path.symlink_metadata().is_ok_and(|metadata| !metadata.is_file()) {
            return Err(damaged(NO_FILE));
        }
        let file = fs::read(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => damaged("is missing"),
            _ => Error::io(&path)(error),
        })?;
        let text = match unsealed_text(&file) {
            Ok(text) => text,
            // Earlier formats had no sums.
            Err(what) if origin(&payload(&file)).is_none_or(|origin| origin.format == FORMAT) => {
                return Err(damaged(&what));
            }
            Err(_) => &file,
        };
        let payload = payload(text);
        let origin = origin(&payload).ok_or_else(|| damaged("does not say what wrote it"))?;
        if origin.format != FORMAT {
            return Err(Error::Format { dir: dir.into(), written_by: origin.written_by });
        }
        let header: Header = serde_json::from_str(&payload).map_err(|_| damaged("is garbled"))?;
        if header.analysis != language::fingerprint() {
            return Err(Error::Fingerprint(dir.into()));
        }
        Ok(header)
    }
}

/// The engine's file that holds what is committed with it.
pub(super) const META: &str = "meta.json";

/// What every version says of itself.
#[derive(Deserialize)]
struct Origin {
    written_by: String,
    format: u32,
}

fn origin(payload: &str) -> Option<Origin> {
    serde_json::from_str(payload).ok()
}

/// What was committed with an index; nothing if nothing was.
fn payload(meta: &[u8]) -> String {
    #[derive(Deserialize)]
    struct Meta {
        payload: Option<String>,
    }
    let meta: Option<Meta> = serde_json::from_slice(meta).ok();
    meta.and_then(|meta| meta.payload).unwrap_or_default()
}

fn content(schema: &Schema) -> String {
    format!("{:016x}", schema.fingerprint())
}

/// The corpus folders, relative to the folder that holds the index where they lie in it.
fn relative_dirs(schema: &Schema) -> Vec<PathBuf> {
    let home = home(&schema.index_dir);
    let relative = |dir: &PathBuf| {
        let dir = absolute(dir);
        dir.strip_prefix(&home).map(Path::to_path_buf).unwrap_or(dir)
    };
    schema.corpus.dirs.iter().map(relative).collect()
}

/// The folder that holds an index folder.
fn home(index_dir: &Path) -> PathBuf {
    let dir = absolute(index_dir);
    dir.parent().map_or_else(|| dir.clone(), Path::to_path_buf)
}

fn absolute(path: &Path) -> PathBuf {
    path.canonicalize().or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_path_buf())
}

/// Paths as bytes: a folder's name need not be text.
mod paths {
    use super::super::stored::path_from;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use std::path::PathBuf;

    pub fn serialize<S: Serializer>(paths: &[PathBuf], serializer: S) -> Result<S::Ok, S::Error> {
        let bytes: Vec<&[u8]> = paths.iter().map(|path| path.as_os_str().as_encoded_bytes()).collect();
        bytes.serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<PathBuf>, D::Error> {
        let bytes = Vec::<Vec<u8>>::deserialize(deserializer)?;
        Ok(bytes.iter().map(|bytes| path_from(bytes)).collect())
    }
}
