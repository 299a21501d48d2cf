//! What the index says of the files of the corpus, found without reading their texts.

use super::Index;
use super::fields::MANIFEST_KEY;
use super::manifest::FileRecord;
use super::record::Record;
use crate::error::Error;
use tantivy::schema::{IndexRecordOption, Term};
use tantivy::{DocSet, SegmentReader, TERMINATED};

impl Index {
    /// All files that the index knows of, by corpus folder and path.
    ///
    /// # Errors
    /// [`Error::Damaged`] if a record cannot be read.
    pub fn files(&self) -> Result<Vec<FileRecord>, Error> {
        let mut files = Vec::new();
        for segment in self.searcher.segment_readers() {
            self.add_files(segment, &mut files).map_err(|error| self.damaged(error.to_string()))?;
        }
        self.unharmed()?;
        files.sort_by(|a: &FileRecord, b| (a.dir, &a.path).cmp(&(b.dir, &b.path)));
        Ok(files)
    }

    fn add_files(&self, segment: &SegmentReader, files: &mut Vec<FileRecord>) -> tantivy::Result<()> {
        let keys = segment.inverted_index(self.fields.key)?;
        let term = Term::from_field_text(self.fields.key, MANIFEST_KEY);
        let Some(mut postings) = keys.read_postings(&term, IndexRecordOption::Basic)? else { return Ok(()) };
        let store = segment.get_store_reader(1)?;
        let mut document = postings.doc();
        while document != TERMINATED {
            if !segment.is_deleted(document) {
                let record: Record = store.get(document)?;
                let packed = record.bytes(self.fields.manifest);
                files.push(serde_json::from_slice(packed.unwrap_or_default())?);
            }
            document = postings.advance();
        }
        Ok(())
    }
}
