//! Documents as they are stored, read back for the hits that are shown.

use super::Index;
use super::manifest::FileRecord;
use super::outline::{Outline, Outlined};
use super::record::Record;
use crate::error::Error;
use std::ffi::OsStr;
use std::path::PathBuf;
use tantivy::store::StoreReader;
use tantivy::{DocId, SegmentReader};

/// Unpacked blocks of the store that are kept, a segment. The pages of a document lie side by side, and each hit has its own.
const CACHED_BLOCKS: usize = 1;

/// What is stored of a document, but for the further pages of its text.
#[derive(Clone, Debug)]
pub(crate) struct StoredDocument {
    pub path: PathBuf,
    pub id: Option<String>,
    pub title: String,
    pub outline: Outline,
    first_page: Vec<u8>,
}

impl Index {
    /// Returns the places of so many documents at most, evenly through the index.
    ///
    /// # Errors
    /// [`Error::Damaged`] if a column cannot be read.
    pub(crate) fn samples(&self, count: usize) -> Result<Vec<(usize, DocId)>, Error> {
        let mut documents = Vec::new();
        for (number, segment) in self.searcher.segment_readers().iter().enumerate() {
            // Pages, and what the index says of files, have no tie.
            let Some(ties) = self.ties(number)? else { continue };
            let alive = segment.doc_ids_alive().filter(|&document| ties.first(document).is_some());
            documents.extend(alive.map(|document| (number, document)));
        }
        let step = documents.len().div_ceil(count.max(1)).max(1);
        Ok(documents.into_iter().step_by(step).collect())
    }

    /// Reads a document.
    ///
    /// # Errors
    /// [`Error::Damaged`] if the record cannot be read or makes no sense.
    pub(crate) fn stored(&self, segment: usize, document: DocId) -> Result<StoredDocument, Error> {
        let record = self.record(segment, document)?;
        let bytes = |field| record.bytes(field).unwrap_or_default();
        let dir = self.corpus_dir(record.number(self.fields.dir).unwrap_or_default());
        let path = dir.join(path_from(bytes(self.fields.file)));
        let outline = Outline::decode(bytes(self.fields.outline));
        Ok(StoredDocument {
            path,
            id: record.text(self.fields.id).map(str::to_owned),
            title: record.text(self.fields.title).unwrap_or_default().to_owned(),
            outline: outline.ok_or_else(|| self.damaged("a document has no outline".into()))?,
            first_page: bytes(self.fields.text).to_vec(),
        })
    }

    /// What the manifest says of a file, if a record is of the manifest.
    ///
    /// # Errors
    /// [`Error::Damaged`] if the record cannot be read or makes no sense.
    pub(crate) fn file_record(&self, segment: usize, document: DocId) -> Result<Option<FileRecord>, Error> {
        let record = self.record(segment, document)?;
        let file = record.bytes(self.fields.manifest).map(serde_json::from_slice).transpose();
        file.map_err(|error| self.damaged(error.to_string()))
    }

    /// The text of a passage, from the page that holds it.
    ///
    /// # Errors
    /// [`Error::Damaged`] if the page cannot be read or is too short.
    pub(crate) fn passage_text(
        &self,
        segment: usize,
        document: DocId,
        stored: &StoredDocument,
        Outlined { passage, page, .. }: &Outlined,
    ) -> Result<String, Error> {
        let span = passage.span.start - page.start..passage.span.end - page.start;
        let text = |page: &[u8]| str::from_utf8(page.get(span)?).ok().map(str::to_owned);
        let text = if page.number == 0 {
            text(&stored.first_page)
        } else {
            let page = self.record(segment, document + page.number as DocId)?;
            page.bytes(self.fields.text).and_then(text)
        };
        text.ok_or_else(|| self.damaged("the text of a document is not what its outline says".into()))
    }

    /// Reads a record.
    ///
    /// # Errors
    /// [`Error::Damaged`] if it cannot be read or makes no sense.
    pub(super) fn record(&self, segment: usize, document: DocId) -> Result<Record, Error> {
        let store = self.stores()[segment].as_ref().map_err(|detail| self.damaged(detail.clone()))?;
        Record::read(store, document).map_err(|error| self.damaged(error.to_string()))
    }

    /// The stores of the records, one a segment.
    fn stores(&self) -> &[Result<StoreReader, String>] {
        let open = |segment: &SegmentReader| {
            segment.get_store_reader(CACHED_BLOCKS).map_err(|error| error.to_string())
        };
        self.stores.get_or_init(|| self.searcher.segment_readers().iter().map(open).collect())
    }
}

#[cfg(unix)]
pub(super) fn path_from(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
pub(super) fn path_from(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}
