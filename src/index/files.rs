//! What the index says of the files of the corpus, found without reading their texts.

use super::Index;
use super::dictionary::Dictionary;
use super::fields::MANIFEST_KEY;
use super::manifest::FileRecord;
use super::record::Record;
use crate::error::Error;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, SegmentReader, TERMINATED};

impl Index {
    /// All files that the index knows of, by corpus folder and path.
    ///
    /// # Errors
    /// [`Error::Damaged`] if a record cannot be read.
    pub fn files(&self) -> Result<Vec<FileRecord>, Error> {
        let mut files = Vec::new();
        for (segment, keys) in self.searcher.segment_readers().iter().zip(self.dictionaries(self.fields.key)?)
        {
            self.add_files(segment, &keys, &mut files).map_err(|error| self.damaged(error.to_string()))?;
        }
        self.unharmed()?;
        files.sort_by(|a: &FileRecord, b| (a.dir, &a.path).cmp(&(b.dir, &b.path)));
        Ok(files)
    }

    fn add_files(
        &self,
        segment: &SegmentReader,
        keys: &Dictionary,
        files: &mut Vec<FileRecord>,
    ) -> tantivy::Result<()> {
        let Some(info) = keys.get(MANIFEST_KEY.as_bytes())? else { return Ok(()) };
        let mut postings = keys.postings.read_postings_from_terminfo(&info, IndexRecordOption::Basic)?;
        let store = segment.get_store_reader(1)?;
        let mut document = postings.doc();
        while document != TERMINATED {
            if !segment.is_deleted(document) {
                let record = Record::read(&store, document)?;
                let packed = record.bytes(self.fields.manifest);
                files.push(serde_json::from_slice(packed.unwrap_or_default())?);
            }
            document = postings.advance();
        }
        Ok(())
    }
}
