//! Whether the parts of an index agree: each document with the text that is stored of it, all of them with the manifest and
//! with the statistics.

use super::check::IndexFault;
use super::counts::LanguageShares;
use super::manifest::file_key;
use super::outline::{Outline, pages};
use super::path_text::path_text;
use super::record::Record;
use super::statistics::Statistics;
use super::stored::path_from;
use super::{Index, senseless};
use crate::document::Passage;
use crate::error::Error;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What the documents of an index are found to be, compared with what else it says of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agreement {
    /// Documents that were read.
    pub documents: u64,
    /// Files that the manifest knows.
    pub files: u64,
    /// Where two parts of the index contradict each other.
    pub faults: Vec<IndexFault>,
}

impl Index {
    /// Reads all that is stored, and compares documents, manifest and statistics.
    ///
    /// # Errors
    /// [`Error::Damaged`] if something cannot be read.
    pub fn agreement(&self) -> Result<Agreement, Error> {
        let agreement = catch_unwind(AssertUnwindSafe(|| self.compared()));
        let agreement = agreement.unwrap_or_else(|_| Err(senseless(&self.dir)))?;
        self.unharmed()?;
        Ok(agreement)
    }

    fn compared(&self) -> Result<Agreement, Error> {
        let mut found = self.found()?;
        let files = self.files()?;
        for file in &files {
            let here = found.files.remove(&file_key(file.dir, &file.path)).unwrap_or_default();
            let what = if here.documents != file.documents {
                format!("has {} documents, the manifest says {}", here.documents, file.documents)
            } else if here.languages != file.languages {
                "has other passages than the manifest says".to_owned()
            } else {
                continue;
            };
            found.faults.push(IndexFault { path: file.path.clone().into(), what });
        }
        let strangers = std::mem::take(&mut found.files);
        found.faults.extend(strangers.into_values().map(|file| file.fault("is not in the manifest")));
        let statistics = Statistics::of(&self.searcher).map_err(|error| self.damaged(error.to_string()))?;
        if statistics != self.header.statistics {
            let what = "says other numbers of words than the documents have".to_owned();
            found.faults.push(IndexFault { path: super::header::META.into(), what });
        }
        Ok(Agreement { documents: found.documents, files: files.len() as u64, faults: found.faults })
    }

    /// Reads all documents.
    fn found(&self) -> Result<Found, Error> {
        let mut found = Found::default();
        for segment in self.searcher.segment_readers() {
            let store = segment.get_store_reader(1).map_err(|error| self.damaged(error.to_string()))?;
            for document in segment.doc_ids_alive() {
                let record = Record::read(&store, document);
                let record = record.map_err(|error| self.damaged(error.to_string()))?;
                self.add_record(&record, &mut found);
            }
            found.end_document();
        }
        Ok(found)
    }

    fn add_record(&self, record: &Record, found: &mut Found) {
        let text = record.text(self.fields.text);
        if let Some(path) = record.bytes(self.fields.file) {
            let dir = record.number(self.fields.dir).unwrap_or_default();
            let path = path_text(&path_from(path));
            let outline = Outline::decode(record.bytes(self.fields.outline).unwrap_or_default());
            found.begin_document(dir, path, outline, text.unwrap_or_default());
        } else if let Some(page) = text {
            found.add_page(page);
        }
    }
}

/// What was found of a file.
#[derive(Default)]
struct FoundFile {
    path: String,
    documents: u64,
    languages: LanguageShares,
}

impl FoundFile {
    fn fault(self, what: &str) -> IndexFault {
        IndexFault { path: self.path.into(), what: what.to_owned() }
    }
}

#[derive(Default)]
struct Found {
    documents: u64,
    /// By the file's key.
    files: BTreeMap<String, FoundFile>,
    faults: Vec<IndexFault>,
    open: Option<OpenDocument>,
}

/// A document some of whose pages may still come.
struct OpenDocument {
    path: String,
    /// Bytes that each of its pages has.
    pages: Vec<usize>,
    /// Bytes that each of those has that were read.
    read: Vec<usize>,
}

impl Found {
    fn begin_document(&mut self, dir: u64, path: String, outline: Option<Outline>, first_page: &str) {
        self.end_document();
        self.documents += 1;
        let file = self.files.entry(file_key(dir, &path)).or_default();
        file.documents += 1;
        file.path.clone_from(&path);
        let Some(outline) = outline.filter(Outline::is_sound) else {
            let what = "has a document whose passages are garbled".to_owned();
            return self.faults.push(IndexFault { path: path.into(), what });
        };
        let passages: Vec<Passage> = outline.passages().map(|outlined| outlined.passage).collect();
        file.languages.add_document(&passages);
        let pages = pages(&passages).into_iter().map(|page| page.len()).collect();
        self.open = Some(OpenDocument { path, pages, read: vec![first_page.len()] });
    }

    fn add_page(&mut self, page: &str) {
        if let Some(document) = &mut self.open {
            document.read.push(page.len());
        }
    }

    fn end_document(&mut self) {
        if let Some(OpenDocument { path, pages, read }) = self.open.take()
            && pages != read
        {
            let what = "has a document with more or less text than its passages".to_owned();
            self.faults.push(IndexFault { path: path.into(), what });
        }
    }
}
