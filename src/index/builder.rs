//! The one writer of an index.

use super::budget::{Budget, Record};
use super::fields::{Fields, MANIFEST_KEY, STREAM, VOCABULARY_KEY};
use super::generation::{Draft, Writer};
use super::header::{Header, LastRun};
use super::manifest::FileRecord;
use super::path_text::path_text;
use super::prepare::{Origin, Prepared, Preparer};
use super::sealed::SealedDirectory;
use super::statistics::Statistics;
use super::stream::StreamTokenizer;
use super::trouble::WriteFailure;
use super::vocabulary;
use crate::document::Document;
use crate::error::Error;
use crate::schema::Schema;
use std::path::Path;
use std::time::Instant;
use tantivy::indexer::UserOperation;
use tantivy::schema::Term;
use tantivy::{IndexReader, IndexSettings, IndexWriter, ReloadPolicy, Searcher, TantivyDocument};

/// The smallest heap the engine's writer works with, in bytes.
const MIN_WRITER_BYTES: usize = 16 * 1024 * 1024;

/// Writes a new generation of an index beside the old one.
///
/// [`IndexBuilder::finish`] swaps it in; a builder dropped unfinished leaves the old generation in place.
pub struct IndexBuilder {
    fields: Fields,
    inner: IndexWriter<Record>,
    budget: Budget,
    preparer: Preparer,
    draft: Draft,
    writer: Writer,
    schema: Schema,
    started: Instant,
    failure: WriteFailure,
}

impl IndexBuilder {
    /// Begins a generation in an index folder, which is made if need be. Of `memory_bytes`, terms take half, and text on
    /// its way an eighth; the largest document comes on top.
    ///
    /// # Errors
    /// [`Error::Locked`] if another process writes to the index; [`Error::Io`] if the folder cannot be written.
    pub fn create(dir: &Path, schema: &Schema, memory_bytes: usize) -> Result<IndexBuilder, Error> {
        let writer = Writer::lock(dir)?;
        let draft = writer.begin()?;
        let (fields, engine_schema) = Fields::new();
        let folder = SealedDirectory::open(&draft.dir, usize::MAX);
        let folder = folder.map_err(|source| failed(&draft.dir, &WriteFailure::default(), source))?;
        let failure = folder.failure();
        let failed = |source| failed(&draft.dir, &failure, source);
        let index = tantivy::Index::create(folder, engine_schema, IndexSettings::default());
        let index = index.map_err(failed)?;
        index.tokenizers().register(STREAM, StreamTokenizer::default());
        let terms = (memory_bytes / 2).max(MIN_WRITER_BYTES);
        let inner = index.writer_with_num_threads(1, terms).map_err(failed)?;
        Ok(IndexBuilder {
            preparer: Preparer::new(&fields),
            fields,
            inner,
            budget: Budget::new(memory_bytes / 8),
            draft,
            writer,
            schema: schema.clone(),
            started: Instant::now(),
            failure,
        })
    }

    /// Adds a document.
    ///
    /// # Errors
    /// [`Error::Writing`] if the engine cannot write.
    pub fn add(&mut self, document: &Document) -> Result<(), Error> {
        let path = path_text(&document.path);
        let origin = Origin { dir: 0, key: file_key(0, &path) };
        let prepared = self.preparer.prepare(document, &origin);
        self.add_prepared(prepared)
    }

    /// Adds a document that was prepared elsewhere; waits while too much is on its way to the engine.
    pub(super) fn add_prepared(&self, prepared: Prepared) -> Result<(), Error> {
        let Prepared { records, bytes, .. } = prepared;
        let mut records: Vec<Record> = records.into_iter().map(Record::new).collect();
        if let Some(last) = records.pop() {
            records.push(last.weighed(bytes, &self.budget));
        }
        let operations: Vec<UserOperation<Record>> = records.into_iter().map(UserOperation::Add).collect();
        self.inner.run(operations).map(drop).map_err(|error| self.failed(error))
    }

    /// Waits until the engine has taken in all that was added.
    pub(super) fn wait_for_engine(&self) {
        self.budget.wait_until_free();
    }

    fn add_record(&self, record: TantivyDocument) -> Result<(), Error> {
        self.inner.add_document(Record::new(record)).map(drop).map_err(|error| self.failed(error))
    }

    /// Adds what the manifest says of a file.
    pub(super) fn add_file(&self, file: &FileRecord) -> Result<(), Error> {
        let mut record = TantivyDocument::new();
        record.add_text(self.fields.key, file_key(file.dir, &file.path));
        record.add_text(self.fields.key, MANIFEST_KEY);
        let packed = serde_json::to_vec(file).expect("a file record is plain data");
        record.add_bytes(self.fields.manifest, packed.as_slice());
        self.add_record(record)
    }

    pub(super) fn fields(&self) -> &Fields {
        &self.fields
    }

    /// Ends the segment that is being written.
    #[cfg(test)]
    pub(crate) fn end_segment(&mut self) {
        self.inner.commit().expect("the segment can be written");
    }

    /// Commits the generation and makes it the current one.
    ///
    /// # Errors
    /// [`Error::Writing`] if the engine cannot write, [`Error::Io`] if the swap fails; the old generation then stays.
    pub fn finish(mut self) -> Result<(), Error> {
        self.inner.commit().map_err(|error| self.failed(error))?;
        let searcher = self.searcher().map_err(|error| self.failed(error))?;
        let statistics = Statistics::of(&searcher).map_err(|error| self.failed(error))?;
        let records = vocabulary::records(&searcher, &self.fields).map_err(|error| self.failed(error))?;
        drop(searcher);
        self.inner.delete_term(Term::from_field_text(self.fields.key, VOCABULARY_KEY));
        for record in records {
            self.add_record(record)?;
        }
        let last_run = LastRun { command: "build".to_owned(), seconds: self.started.elapsed().as_secs_f64() };
        let header = Header::new(&self.schema, statistics, last_run);
        self.commit(&header).map_err(|error| self.failed(error))?;
        let (dir, failure) = (self.draft.dir.clone(), self.failure);
        self.inner.wait_merging_threads().map_err(|error| failed(&dir, &failure, error))?;
        self.writer.swap(self.draft)
    }

    fn commit(&mut self, header: &Header) -> tantivy::Result<()> {
        let mut commit = self.inner.prepare_commit()?;
        commit.set_payload(&header.to_payload());
        commit.commit().map(drop)
    }

    /// What is committed so far.
    fn searcher(&self) -> tantivy::Result<Searcher> {
        let reader = self.inner.index().reader_builder().reload_policy(ReloadPolicy::Manual);
        let reader: IndexReader = reader.try_into()?;
        Ok(reader.searcher())
    }

    fn failed(&self, source: tantivy::TantivyError) -> Error {
        failed(&self.draft.dir, &self.failure, source)
    }
}

/// The error that the engine could not write: what the system said, if it is known, else what the engine says.
fn failed(dir: &Path, failure: &WriteFailure, source: tantivy::TantivyError) -> Error {
    match failure.first() {
        Some((path, source)) => Error::Io { path, source },
        None => Error::Writing { dir: dir.into(), source: Box::new(source) },
    }
}

/// The key of all records of a file.
pub(crate) fn file_key(dir: u64, path: &str) -> String {
    format!("{FILE_KEY}{dir}:{path}")
}

/// What the keys of files begin with.
pub(crate) const FILE_KEY: &str = "file:";

/// The path in the key of a file.
pub(crate) fn path_in_key(key: &str) -> Option<&str> {
    key.strip_prefix(FILE_KEY)?.split_once(':').map(|(_, path)| path)
}
