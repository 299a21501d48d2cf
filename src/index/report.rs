//! How a build or an update may use the machine, how far it is, and what it did.

use std::path::PathBuf;
use std::thread;

/// How a build may use the machine.
#[derive(Clone, Copy, Debug)]
pub struct BuildOptions {
    /// Threads that read and analyse; one more writes.
    pub threads: usize,
    /// Memory for the engine's terms and for text on its way to it, in bytes. Files that are being
    /// read, of JSON Lines a few lines of each, the vocabulary and mapped segments that are being merged come on top.
    pub memory_bytes: usize,
}

impl Default for BuildOptions {
    fn default() -> BuildOptions {
        let threads = thread::available_parallelism().map_or(1, usize::from);
        // The one that writes has less to do while files are read.
        BuildOptions { threads, memory_bytes: 256 * 1024 * 1024 }
    }
}

/// How far a build is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Progress {
    /// This many files and bytes are to be looked at.
    Found {
        /// Files.
        files: u64,
        /// Bytes of all of them.
        bytes: u64,
    },
    /// One more file of this many bytes is in the index, or failed.
    File {
        /// Its size.
        bytes: u64,
    },
    /// All files are read; the index is being completed.
    Completing,
}

/// What a build did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// Files that were read.
    pub files: u64,
    /// Documents in them.
    pub documents: u64,
    /// Bytes of the files that were read.
    pub bytes: u64,
    /// Passages by language, in the order of the languages, without those that have none.
    pub passages: Vec<(&'static str, u64)>,
    /// Files that were left out because they are no text.
    pub skipped: u64,
    /// Files that could not be read, by path.
    pub failures: Vec<(PathBuf, String)>,
    /// Files that were read with doubts, by path.
    pub doubts: Vec<(PathBuf, String)>,
}

impl Report {
    /// Passages in all languages.
    pub fn total_passages(&self) -> u64 {
        self.passages.iter().map(|(_, count)| count).sum()
    }
}
