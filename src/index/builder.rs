//! The one writer of an index.

use super::budget::{Budget, Record};
use super::fields::{Fields, STREAM, VOCABULARY_KEY};
use super::generation::{Draft, Writer};
use super::header::{Header, LastRun};
use super::manifest::{FileRecord, file_key};
use super::merging::{Compaction, merges, sizes};
use super::path_text::path_text;
use super::prepare::{Origin, Prepared, Preparer};
use super::sealed::{Reading, SealedDirectory};
use super::statistics::Statistics;
use super::stream::StreamTokenizer;
use super::trouble::WriteFailure;
use super::vocabulary;
use crate::document::Document;
use crate::error::Error;
use crate::schema::Schema;
use std::path::Path;
use std::time::Instant;
use tantivy::indexer::{NoMergePolicy, UserOperation};
use tantivy::schema::Term;
use tantivy::{IndexReader, IndexSettings, IndexWriter, ReloadPolicy, Searcher, TantivyDocument};

/// The smallest heap the engine's writer works with, in bytes.
const MIN_WRITER_BYTES: usize = 16 * 1024 * 1024;

/// Bytes of stored text that are compressed together, and read together for a hit. Half as many again as is usual make an index
/// smaller by a hundredth and a half, and cost a query some hundredths of a millisecond.
const STORE_BLOCK_BYTES: usize = 24 * 1024;

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
    /// Of the generation that this one begins from, as long as no document is added or removed.
    statistics: Option<Statistics>,
    /// What it is told as the last run.
    command: &'static str,
    started: Instant,
    failure: WriteFailure,
}

impl IndexBuilder {
    /// Begins an empty generation in an index folder, which is made if need be. Of `memory_bytes`, terms take a sixth, and text on
    /// its way a sixteenth; the largest document comes on top.
    ///
    /// # Errors
    /// [`Error::Locked`] if another process writes to the index; [`Error::Io`] if the folder cannot be written.
    pub fn create(dir: &Path, schema: &Schema, memory_bytes: usize) -> Result<IndexBuilder, Error> {
        IndexBuilder::empty(Writer::lock(dir)?, schema, memory_bytes)
    }

    /// Begins an empty generation.
    pub(super) fn empty(writer: Writer, schema: &Schema, memory_bytes: usize) -> Result<IndexBuilder, Error> {
        let draft = writer.begin()?;
        let (_, engine_schema) = Fields::new();
        let settings = IndexSettings { docstore_blocksize: STORE_BLOCK_BYTES, ..IndexSettings::default() };
        let create = |folder| tantivy::Index::create(folder, engine_schema, settings);
        IndexBuilder::of(create, draft, writer, schema, memory_bytes)
    }

    /// Begins a generation with all that the current one holds, whose statistics are given.
    pub(super) fn from_current(
        writer: Writer,
        schema: &Schema,
        statistics: Statistics,
        memory_bytes: usize,
    ) -> Result<IndexBuilder, Error> {
        let draft = writer.begin_from_current()?;
        let mut builder = IndexBuilder::of(tantivy::Index::open, draft, writer, schema, memory_bytes)?;
        builder.statistics = Some(statistics);
        builder.command = "update";
        Ok(builder)
    }

    fn of(
        open: impl FnOnce(SealedDirectory) -> tantivy::Result<tantivy::Index>,
        draft: Draft,
        writer: Writer,
        schema: &Schema,
        memory_bytes: usize,
    ) -> Result<IndexBuilder, Error> {
        let started = Instant::now();
        let folder = SealedDirectory::open(&draft.dir, Reading::Windowed);
        let folder = folder.map_err(|source| failed(&draft.dir, &WriteFailure::default(), source))?;
        let failure = folder.failure();
        let failed = |source| failed(&draft.dir, &failure, source);
        let index = open(folder).map_err(failed)?;
        index.tokenizers().register(STREAM, StreamTokenizer::default());
        // To write a segment out takes as much again.
        let terms = (memory_bytes / 6).max(MIN_WRITER_BYTES);
        let inner = index.writer_with_num_threads(1, terms).map_err(failed)?;
        // Segments are merged when all documents are in, by the sizes that they then have.
        inner.set_merge_policy(Box::new(NoMergePolicy));
        let (fields, _) = Fields::new();
        Ok(IndexBuilder {
            preparer: Preparer::new(&fields),
            fields,
            inner,
            budget: Budget::new(memory_bytes / 16),
            draft,
            writer,
            schema: schema.clone(),
            statistics: None,
            command: "build",
            started,
            failure,
        })
    }

    /// Adds a document.
    ///
    /// # Errors
    /// [`Error::Writing`] if the engine cannot write.
    pub fn add(&mut self, document: &Document) -> Result<(), Error> {
        let origin = Origin { dir: 0, key: file_key(0, &path_text(&document.path)) };
        let prepared = self.preparer.prepare(document, &origin);
        self.add_prepared(prepared)
    }

    /// Adds a document that was prepared elsewhere; waits while too much is on its way to the engine.
    pub(super) fn add_prepared(&mut self, prepared: Prepared) -> Result<(), Error> {
        self.statistics = None;
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
        self.add_record(file.to_record(&self.fields))
    }

    /// Removes the documents of a file that have been there before.
    pub(super) fn remove_documents(&mut self, file: &FileRecord) {
        self.statistics = None;
        self.inner.delete_term(Term::from_field_text(self.fields.key, &file.key()));
    }

    /// Removes what the manifest has said of a file before.
    pub(super) fn remove_file(&self, file: &FileRecord) {
        self.inner.delete_term(Term::from_field_text(self.fields.key, &file.record_key()));
    }

    /// The folder that is being written.
    pub(super) fn folder(&self) -> &Path {
        &self.draft.dir
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
        self.finish_committed()
    }

    /// Merges segments, then goes on as [`IndexBuilder::finish`]. Returns how many were merged.
    pub(super) fn finish_merged(mut self, compaction: Compaction) -> Result<usize, Error> {
        let merged = self.merge(compaction).map_err(|error| self.failed(error))?;
        self.finish_committed()?;
        Ok(merged)
    }

    /// Leaves the current generation as it is, having found it up to date.
    pub(super) fn abandon(self) {
        self.writer.confirm();
    }

    fn finish_committed(mut self) -> Result<(), Error> {
        self.complete().map_err(|error| self.failed(error))?;
        let (dir, failure) = (self.draft.dir.clone(), self.failure);
        self.inner.wait_merging_threads().map_err(|error| failed(&dir, &failure, error))?;
        self.writer.swap(self.draft)
    }

    fn merge(&mut self, compaction: Compaction) -> tantivy::Result<usize> {
        self.inner.commit()?;
        let searcher = self.searcher()?;
        let sizes = sizes(&searcher, &self.fields)?;
        drop(searcher);
        let merges = merges(sizes, compaction);
        for together in &merges {
            self.inner.merge(together).wait()?;
        }
        Ok(merges.iter().map(Vec::len).sum())
    }

    /// Commits what depends on the whole: statistics, and what was worked out from all words.
    fn complete(&mut self) -> tantivy::Result<()> {
        let statistics = match self.statistics.take() {
            Some(statistics) => statistics,
            None => self.replace_vocabulary()?,
        };
        let last_run =
            LastRun { command: self.command.to_owned(), seconds: self.started.elapsed().as_secs_f64() };
        let header = Header::new(&self.schema, statistics, last_run);
        let mut commit = self.inner.prepare_commit()?;
        commit.set_payload(&header.to_payload());
        commit.commit().map(drop)
    }

    /// Works out the vocabulary records anew. Returns the statistics of all documents.
    fn replace_vocabulary(&mut self) -> tantivy::Result<Statistics> {
        let searcher = self.searcher()?;
        let records = vocabulary::records(&searcher, &self.fields)?;
        self.inner.delete_term(Term::from_field_text(self.fields.key, VOCABULARY_KEY));
        for record in records {
            self.inner.add_document(Record::new(record))?;
        }
        Statistics::of(&searcher)
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
