//! What the index knows of each file: committed with the documents, so the two cannot disagree.
//!
//! A file has one record, under a key of its own. A column beside it holds the file's mark, a hash of place and stamp: to
//! compare a corpus with its index, the marks of all files are enough, and no stored record of an unchanged one is read.

use super::Index;
use super::alive::Alive;
use super::counts::LanguageShares;
use super::dictionary::Dictionary;
use super::fields::{Fields, MANIFEST_KEY, MARK, STATE};
use crate::document::{Stamp, nanoseconds};
use crate::error::Error;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::fs::Metadata;
use std::io;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, TantivyDocument};
use xxhash_rust::xxh3::xxh3_64_with_seed;

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

/// Where a record of the manifest is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Place {
    pub segment: usize,
    pub document: DocId,
}

/// What the index knows of files, as far as they were not found in the corpus yet.
pub(crate) struct Manifest<'i> {
    index: &'i Index,
    /// The keys of records and documents, by segment.
    keys: Vec<Dictionary>,
    /// By the marks of files: where the records are of those that are settled.
    marks: FxHashMap<u64, Place>,
    /// By segment and document: whether there is a record that was not asked for yet.
    left: Vec<Vec<bool>>,
}

/// Tells a file as it is from all other files, and from itself as it was: a hash of its place and stamp. Files that are
/// not settled have none.
fn mark(record_key: &str, stamp: Stamp) -> Option<u64> {
    stamp.is_settled().then(|| xxh3_64_with_seed(record_key.as_bytes(), stamp.to_number()).max(1))
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
        record.add_u64(fields.mark, mark(&self.record_key(), self.stamp).unwrap_or_default());
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
    /// What is known of the files of the corpus.
    ///
    /// # Errors
    /// [`Error::Damaged`] if the columns cannot be read.
    pub(crate) fn manifest(&self) -> Result<Manifest<'_>, Error> {
        let keys = self.dictionaries(self.fields.key)?;
        let mut manifest = Manifest { index: self, keys, marks: FxHashMap::default(), left: Vec::new() };
        for segment in self.searcher.segment_readers() {
            manifest.add_segment(segment).map_err(|error| self.damaged(error.to_string()))?;
        }
        Ok(manifest)
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

impl Manifest<'_> {
    fn add_segment(&mut self, segment: &SegmentReader) -> tantivy::Result<()> {
        let mut left = vec![false; segment.max_doc() as usize];
        if let Some(marks) = segment.fast_fields().column_opt::<u64>(MARK)? {
            let number = self.left.len();
            self.marks.reserve(marks.values.num_vals() as usize);
            for document in segment.doc_ids_alive() {
                if let Some(mark) = marks.first(document) {
                    left[document as usize] = true;
                    self.marks.insert(mark, Place { segment: number, document });
                }
            }
        }
        self.left.push(left);
        Ok(())
    }

    /// Whether a file is as it was when it was read, given the key of its record.
    pub fn has(&mut self, record_key: &str, stamp: Stamp) -> bool {
        let found = mark(record_key, stamp).and_then(|mark| self.marks.get(&mark).copied());
        found.map(|place| self.take(place)).is_some()
    }

    /// What the index knows of a file, whatever it is like now.
    ///
    /// # Errors
    /// [`Error::Damaged`] if the record cannot be read.
    pub fn record(&mut self, record_key: &str) -> Result<Option<FileRecord>, Error> {
        let Some(place) = self.index.place_of(&self.keys, record_key)? else { return Ok(None) };
        self.take(place);
        self.index.known_record(place).map(Some)
    }

    /// What was not asked for, by key.
    ///
    /// # Errors
    /// [`Error::Damaged`] if a record cannot be read.
    pub fn rest(&self) -> Result<Vec<FileRecord>, Error> {
        let places = self.left.iter().enumerate().flat_map(|(segment, left)| {
            let documents = left.iter().enumerate().filter(|(_, is_left)| **is_left);
            documents.map(move |(document, _)| Place { segment, document: document as DocId })
        });
        let mut rest: Vec<FileRecord> =
            places.map(|place| self.index.known_record(place)).collect::<Result<_, _>>()?;
        rest.sort_by_cached_key(FileRecord::record_key);
        Ok(rest)
    }

    fn take(&mut self, place: Place) {
        self.left[place.segment][place.document as usize] = false;
    }
}

impl Index {
    /// Where the record with a key is, given the keys of the segments.
    fn place_of(&self, keys: &[Dictionary], record_key: &str) -> Result<Option<Place>, Error> {
        for (segment, keys) in keys.iter().enumerate() {
            let document = self.document_of(segment, keys, record_key);
            if let Some(document) = document.map_err(|error| self.damaged(error.to_string()))? {
                return Ok(Some(Place { segment, document }));
            }
        }
        Ok(None)
    }

    fn document_of(&self, segment: usize, keys: &Dictionary, record_key: &str) -> io::Result<Option<DocId>> {
        let Some(info) = keys.get(record_key.as_bytes())? else { return Ok(None) };
        let mut postings = keys.postings.read_postings_from_terminfo(&info, IndexRecordOption::Basic)?;
        let reader = &self.searcher.segment_readers()[segment];
        while postings.doc() != TERMINATED && reader.is_deleted(postings.doc()) {
            postings.advance();
        }
        Ok(Some(postings.doc()).filter(|&document| document != TERMINATED))
    }

    fn known_record(&self, place: Place) -> Result<FileRecord, Error> {
        let record = self.file_record(place.segment, place.document)?;
        record.ok_or_else(|| self.damaged("a file of the manifest has no record".into()))
    }

    /// What is known of a single file.
    ///
    /// # Errors
    /// [`Error::Damaged`] if it cannot be read.
    pub(super) fn known_file(&self, dir: u64, path: &str) -> Result<Option<FileRecord>, Error> {
        let place = self.place_of(&self.dictionaries(self.fields.key)?, &record_key(dir, path))?;
        place.map(|place| self.known_record(place)).transpose()
    }

    /// Whether any file is known below a path.
    ///
    /// # Errors
    /// [`Error::Damaged`] if the keys cannot be read.
    pub(super) fn knows_below(&self, dir: u64, path: &str) -> Result<bool, Error> {
        let first = record_key(dir, &format!("{path}/"));
        let last = format!("{first}{}", char::MAX);
        let is_known = |(keys, alive): (&Dictionary, Alive)| -> io::Result<bool> {
            let mut terms = keys.range(&first, &last)?;
            while let Some((_, ordinal)) = terms.next()? {
                if alive.documents(&keys.postings, &keys.info(ordinal)?)? > 0 {
                    return Ok(true);
                }
            }
            Ok(false)
        };
        let keys = self.dictionaries(self.fields.key)?;
        let alive = self.searcher.segment_readers().iter().map(Alive::of);
        for segment in keys.iter().zip(alive) {
            if is_known(segment).map_err(|error| self.damaged(error.to_string()))? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// How many files it knows, those that could not be read among them.
    ///
    /// # Errors
    /// [`Error::Damaged`] if they cannot be counted.
    pub(super) fn count_files(&self) -> Result<u64, Error> {
        let mut files = 0;
        for (segment, keys) in self.searcher.segment_readers().iter().zip(self.dictionaries(self.fields.key)?)
        {
            let count = || -> io::Result<u32> {
                let info = keys.get(MANIFEST_KEY.as_bytes())?;
                info.map_or(Ok(0), |info| Alive::of(segment).documents(&keys.postings, &info))
            };
            files += u64::from(count().map_err(|error| self.damaged(error.to_string()))?);
        }
        Ok(files)
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
