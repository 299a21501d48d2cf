//! What the index knows of each file: committed with the documents, so the two cannot disagree.

use super::counts::LanguageShares;
use serde::{Deserialize, Serialize};
use std::fs::Metadata;
use std::time::{SystemTime, UNIX_EPOCH};

/// A file of the corpus, as it was when it was read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FileRecord {
    /// Number of the corpus folder in the schema, from 0.
    pub dir: u64,
    /// Path relative to the corpus folder; bytes that are no UTF-8 as U+FFFD and two digits.
    pub path: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Last change, in nanoseconds since 1970.
    pub modified: u64,
    /// Documents that it holds.
    pub documents: u64,
    /// How much of them is in which language.
    #[serde(default)]
    pub languages: LanguageShares,
    /// Why it could not be read.
    pub failure: Option<String>,
    /// Why it was left out without a fault: it is no text.
    pub skipped: Option<String>,
    /// What is doubtful about it, such as broken characters.
    pub doubts: Vec<String>,
}

impl FileRecord {
    /// Whether a file still has the size and time of the record.
    pub fn is_as_recorded(&self, file: &Metadata) -> bool {
        self.bytes == file.len() && self.modified == nanoseconds(file.modified().ok())
    }
}

/// Nanoseconds since 1970; 0 for an unknown or earlier time.
pub(crate) fn nanoseconds(time: Option<SystemTime>) -> u64 {
    let since = time.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    since.map_or(0, |since| u64::try_from(since.as_nanos()).unwrap_or(u64::MAX))
}
