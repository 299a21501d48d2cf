//! Files that could not be indexed, and files that were with a doubt.

use std::fmt;
use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// At most so many doubts of one file are kept; the last one then counts the others.
const MAX_DOUBTS: usize = 100;

/// A file or folder that was left out, and why.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}: {reason}", path.display())]
pub struct Failure {
    /// As the walk found it: the corpus folder joined with the relative path.
    pub path: PathBuf,
    /// Why it was left out.
    pub reason: Reason,
}

/// Why a file was left out.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Reason {
    /// With the system's message.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// It has more bytes than the schema allows.
    #[error("has {bytes} bytes, the limit is {limit}")]
    TooLarge {
        /// Size of the file.
        bytes: u64,
        /// `max_file_bytes` of the schema.
        limit: u64,
    },
    /// Its bytes are no text.
    #[error("is a binary file")]
    Binary,
    /// A link that leads out of every corpus folder.
    #[error("is a symbolic link to a file outside the corpus")]
    OutsideCorpus,
    /// A link stands where the walk saw a file or a folder.
    #[error("became a symbolic link while the corpus was read")]
    BecameLink,
    /// It was there when its folder was listed, and not when it was read.
    #[error("vanished while the corpus was read")]
    Vanished,
    /// The format's reader gave up on it: a fault of ours, which must not stop the others.
    #[error("cannot be understood; please report this file")]
    Unfathomable,
    /// A pipe, socket or device.
    #[error("is neither a file nor a folder")]
    NotAFile,
    /// An include or exclude pattern of the schema, with the fault.
    #[error("{0}")]
    Pattern(String),
}

impl Reason {
    /// Whether the file was left out because it is no text, rather than by a fault.
    pub fn is_no_text(&self) -> bool {
        matches!(self, Reason::Binary | Reason::NotAFile)
    }
}

impl From<io::Error> for Reason {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Reason::Vanished,
            _ => Reason::Unreadable(error.to_string()),
        }
    }
}

/// Something in an indexed file that may not be as its author meant it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// Source line from 1, where one line is meant.
    pub line: Option<u32>,
    /// For example `12 bytes are not UTF-8` or `not a JSON object`.
    pub what: String,
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.what),
            None => f.write_str(&self.what),
        }
    }
}

/// Collects the doubts of one file, within a limit.
#[derive(Debug, Default)]
pub(super) struct Doubts {
    kept: Vec<Doubt>,
    others: usize,
}

impl Doubts {
    pub fn add(&mut self, line: u32, what: impl Into<String>) {
        if self.kept.len() < MAX_DOUBTS {
            self.kept.push(Doubt { line: Some(line), what: what.into() });
        } else {
            self.others += 1;
        }
    }

    /// Adds that the file was not the same all the time; this comes first, and once.
    pub fn add_change(&mut self) {
        let change = Doubt { line: None, what: "changed while it was read".to_owned() };
        if self.kept.first() != Some(&change) {
            self.kept.insert(0, change);
        }
    }

    pub fn finish(mut self) -> Vec<Doubt> {
        if self.others > 0 {
            self.kept.push(Doubt { line: None, what: format!("{} more doubts", self.others) });
        }
        self.kept
    }
}
