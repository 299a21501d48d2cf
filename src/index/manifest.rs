//! What the index knows of each file: committed with the documents, so the two cannot disagree.
//!
//! A file has one record, under a key of its own. What an update looks at stands in columns besides, so that to compare
//! a corpus with its index no stored record is read.

use super::Index;
use super::counts::LanguageShares;
use super::fields::{CONTENT, Fields, MANIFEST_KEY, STAMP, STATE};
use crate::document::{Stamp, nanoseconds};
use crate::error::Error;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fs::Metadata;
use tantivy::columnar::Column;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, TantivyDocument};

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
    /// Hash of what was in it; 0 if it could not be read.
    pub content: u64,
    /// Tells whether it changed since.
    pub stamp: Stamp,
}

/// What columns say of a file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Known {
    pub stamp: u64,
    pub content: u64,
    /// Where its record is.
    pub segment: usize,
    pub document: DocId,
}

/// The state of a file that could not be read.
const FAILED: u64 = 2;

impl FileRecord {
    /// The key of its documents.
    pub(crate) fn key(&self) -> String {
        file_key(self.dir, &self.path)
    }

    /// The key of its record.
    pub(crate) fn record_key(&self) -> String {
        record_key(self.dir, &self.path)
    }

    /// Whether a file still has the size and time of the record.
    pub fn is_as_recorded(&self, file: &Metadata) -> bool {
        self.bytes == file.len() && self.modified == nanoseconds(file.modified().ok())
    }

    /// As the engine takes it.
    pub(super) fn to_record(&self, fields: &Fields) -> TantivyDocument {
        let mut record = TantivyDocument::new();
        record.add_text(fields.key, self.record_key());
        record.add_text(fields.key, MANIFEST_KEY);
        let packed = serde_json::to_vec(self).expect("a file record is plain data");
        record.add_bytes(fields.manifest, packed.as_slice());
        record.add_u64(fields.stamp, self.stamp.to_number());
        record.add_u64(fields.content, self.content);
        record.add_u64(fields.state, self.state());
        record
    }

    fn state(&self) -> u64 {
        match (&self.failure, &self.skipped) {
            (Some(_), _) => FAILED,
            (None, Some(_)) => 1,
            (None, None) => 0,
        }
    }
}

/// What the keys of files begin with.
pub(crate) const FILE_KEY: &str = "file:";
/// What the keys of their records begin with.
pub(crate) const RECORD_KEY: &str = "record:";

/// The key of all documents of a file, given the number of its corpus folder and its path as text.
pub(crate) fn file_key(dir: u64, path: &str) -> String {
    format!("{FILE_KEY}{dir}:{path}")
}

/// The key of what the manifest says of a file.
pub(crate) fn record_key(dir: u64, path: &str) -> String {
    format!("{RECORD_KEY}{dir}:{path}")
}

/// The path in the key of a file.
pub(crate) fn path_in_key(key: &str) -> Option<&str> {
    key.strip_prefix(FILE_KEY)?.split_once(':').map(|(_, path)| path)
}

impl Index {
    /// What the columns say of all files, by the keys of their records.
    ///
    /// # Errors
    /// [`Error::Damaged`] if they cannot be read.
    pub(crate) fn known(&self) -> Result<HashMap<String, Known>, Error> {
        let mut known = HashMap::new();
        for (number, segment) in self.searcher.segment_readers().iter().enumerate() {
            self.add_known(number, segment, &mut known).map_err(|error| self.damaged(error.to_string()))?;
        }
        Ok(known)
    }

    fn add_known(
        &self,
        number: usize,
        segment: &SegmentReader,
        known: &mut HashMap<String, Known>,
    ) -> tantivy::Result<()> {
        let columns = segment.fast_fields();
        let (stamps, contents) = (columns.column_opt(STAMP)?, columns.column_opt(CONTENT)?);
        let (Some(stamps), Some(contents)): (Option<Column<u64>>, Option<Column<u64>>) = (stamps, contents)
        else {
            return Ok(());
        };
        let keys = segment.inverted_index(self.fields.key)?;
        let last = format!("{RECORD_KEY}{}", char::MAX);
        let mut terms = keys.terms().range().ge(RECORD_KEY).le(&last).into_stream()?;
        while let Some((key, info)) = terms.next() {
            let mut postings = keys.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
            while postings.doc() != TERMINATED && segment.is_deleted(postings.doc()) {
                postings.advance();
            }
            let document = postings.doc();
            if document == TERMINATED {
                continue;
            }
            let (stamp, content) = (stamps.first(document), contents.first(document));
            let (stamp, content) = (stamp.unwrap_or_default(), content.unwrap_or_default());
            let key = String::from_utf8_lossy(key).into_owned();
            known.insert(key, Known { stamp, content, segment: number, document });
        }
        Ok(())
    }

    /// Counts the files that could not be read when the index was last brought up to date.
    ///
    /// # Errors
    /// [`Error::Damaged`] if the columns cannot be read.
    pub fn failed_files(&self) -> Result<u64, Error> {
        let mut failed = 0;
        for segment in self.searcher.segment_readers() {
            let states = segment.fast_fields().column_opt::<u64>(STATE);
            let Some(states) = states.map_err(|error| self.damaged(error.to_string()))? else { continue };
            let has_failed = |&document: &DocId| states.first(document) == Some(FAILED);
            failed += segment.doc_ids_alive().filter(has_failed).count() as u64;
        }
        Ok(failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_hold_paths() {
        assert_eq!(path_in_key(&file_key(3, "a:b")), Some("a:b"));
        assert_eq!(path_in_key(&record_key(3, "a:b")), None);
    }
}
