//! What the parts of an index take on disk.

use super::{Index, generation};
use std::fs;
use std::path::Path;

/// Bytes on disk, by what they hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PartSizes {
    /// Stored text, titles, passages and the manifest, compressed.
    pub text: u64,
    /// Terms, and the documents that hold them.
    pub terms: u64,
    /// Where terms stand in documents.
    pub positions: u64,
    /// Numbers of each document: its words by language.
    pub columns: u64,
    /// What the index says of itself.
    pub rest: u64,
}

impl PartSizes {
    /// All parts together.
    pub fn total(&self) -> u64 {
        self.text + self.terms + self.positions + self.columns + self.rest
    }

    fn add(&mut self, file: &Path, bytes: u64) {
        let part = match file.extension().and_then(|ending| ending.to_str()) {
            Some("store") => &mut self.text,
            Some("term" | "idx") => &mut self.terms,
            Some("pos") => &mut self.positions,
            Some("fast" | "fieldnorm") => &mut self.columns,
            _ => &mut self.rest,
        };
        *part += bytes;
    }
}

impl Index {
    /// What the files of the current generation take.
    pub fn sizes(&self) -> PartSizes {
        let mut sizes = PartSizes::default();
        let generation = generation::current(&self.dir).ok();
        let entries = generation.and_then(|generation| fs::read_dir(generation).ok());
        for entry in entries.into_iter().flatten().flatten() {
            sizes.add(&entry.path(), entry.metadata().map_or(0, |metadata| metadata.len()));
        }
        sizes
    }
}
