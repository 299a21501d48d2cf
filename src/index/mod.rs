//! The only writer and opener of the engine's index.

mod budget;
mod builder;
mod counts;
mod fields;
mod generation;
mod header;
mod indexing;
mod manifest;
pub(crate) mod outline;
mod prepare;
mod reading;
mod statistics;
mod stored;
mod stream;
pub(crate) mod term;
pub(crate) mod vocabulary;

use crate::error::Error;
use crate::language::LANGUAGES;
use crate::schema::Schema;
pub use builder::IndexBuilder;
pub(crate) use builder::{FILE_KEY, file_key, path_in_key};
pub use counts::LanguageCounts;
pub(crate) use fields::Fields;
pub(crate) use header::FORMAT;
use header::Header;
pub use indexing::{BuildOptions, Progress, Report, build};
pub use manifest::FileRecord;
use reading::ReadingDirectory;
pub(crate) use statistics::{LanguageStatistics, stretch_positions};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
pub(crate) use stored::StoredDocument;
use stream::StreamTokenizer;
use tantivy::directory::MmapDirectory;
use tantivy::schema::{Field, Value};
use tantivy::{ReloadPolicy, Searcher, TantivyDocument};

/// An index opened for reading: one generation, as it was when it was opened.
pub struct Index {
    dir: PathBuf,
    header: Header,
    schema: Schema,
    pub(crate) fields: Fields,
    pub(crate) searcher: Searcher,
    /// The corpus folders, where they are now.
    corpus_dirs: OnceLock<Vec<PathBuf>>,
}

/// How often opening is tried while a writer keeps swapping generations.
const OPEN_ATTEMPTS: usize = 5;

impl Index {
    /// Opens the current generation of an index.
    ///
    /// # Errors
    /// [`Error::NoIndex`] if there is none, [`Error::Format`] or [`Error::Fingerprint`] if another version wrote it,
    /// [`Error::Damaged`] if it cannot be read.
    pub fn open(dir: &Path) -> Result<Index, Error> {
        let mut attempt = 1;
        loop {
            let generation = generation::current(dir)?;
            // The engine trusts its files and panics over some that are damaged.
            let opened = catch_unwind(AssertUnwindSafe(|| Index::open_generation(dir, &generation)));
            let detail = || "a file makes no sense to the engine".to_owned();
            match opened.unwrap_or_else(|_| Err(Error::Damaged { dir: dir.into(), detail: detail() })) {
                // A writer may have swapped and removed this generation meanwhile.
                Err(Error::Damaged { .. })
                    if attempt < OPEN_ATTEMPTS && generation::current(dir)? != generation =>
                {
                    attempt += 1;
                }
                opened => return opened,
            }
        }
    }

    fn open_generation(dir: &Path, generation: &Path) -> Result<Index, Error> {
        let damaged = |detail: String| Error::Damaged { dir: dir.into(), detail };
        let directory = MmapDirectory::open(generation).map_err(|error| damaged(error.to_string()))?;
        let directory = ReadingDirectory::new(directory);
        let inner = tantivy::Index::open(directory).map_err(|error| damaged(error.to_string()))?;
        let metas = inner.load_metas().map_err(|error| damaged(error.to_string()))?;
        let header = Header::from_payload(metas.payload.as_deref(), dir)?;
        let schema = Schema::parse(&header.schema, Path::new("the schema in the index"))?;
        inner.tokenizers().register(fields::STREAM, StreamTokenizer::default());
        let reader = inner.reader_builder().reload_policy(ReloadPolicy::Manual).try_into();
        let reader: tantivy::IndexReader = reader.map_err(|error| damaged(error.to_string()))?;
        let (fields, _) = Fields::new();
        let (dir, searcher) = (dir.into(), reader.searcher());
        Ok(Index { dir, header, schema, fields, searcher, corpus_dirs: OnceLock::new() })
    }

    /// Folder of the index.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The corpus folders, by number.
    pub fn corpus_dirs(&self) -> Vec<PathBuf> {
        self.header.dirs.iter().map(|dir| self.header.resolve(dir, &self.dir)).collect()
    }

    /// The corpus folder with a number.
    pub(crate) fn corpus_dir(&self, number: u64) -> PathBuf {
        let resolve = |dir: &PathBuf| self.header.resolve(dir, &self.dir);
        let dirs = self.corpus_dirs.get_or_init(|| self.header.dirs.iter().map(resolve).collect());
        usize::try_from(number).ok().and_then(|number| dirs.get(number)).cloned().unwrap_or_default()
    }

    /// Whether it was built from the corpus folders of a schema, by the same rules.
    pub fn is_of(&self, schema: &Schema) -> bool {
        self.header.is_of(schema)
    }

    /// The schema that it was built with.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// When it was last brought up to date.
    pub fn committed(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(self.header.committed)
    }

    /// The program and version that wrote it.
    pub fn written_by(&self) -> &str {
        &self.header.written_by
    }

    /// The fingerprint of the analysers that it was built with.
    pub fn fingerprint(&self) -> &str {
        &self.header.analysis
    }

    /// How many documents it holds.
    pub(crate) fn documents(&self) -> u32 {
        self.header.statistics.documents
    }

    /// The statistics of a language, by ordinal; None if no document has words in it.
    pub(crate) fn statistics(&self, ordinal: usize) -> Option<&LanguageStatistics> {
        self.header.statistics.languages.get(LANGUAGES[ordinal].code)
    }

    /// All files that the index knows of, by corpus folder and path.
    ///
    /// # Errors
    /// [`Error::Damaged`] if a record cannot be read.
    pub fn files(&self) -> Result<Vec<FileRecord>, Error> {
        let mut files = Vec::new();
        self.each_stored(self.fields.manifest, |packed| {
            files.push(serde_json::from_slice(packed).map_err(|error| self.damaged(error.to_string()))?);
            Ok(())
        })?;
        files.sort_by(|a: &FileRecord, b| (a.dir, &a.path).cmp(&(b.dir, &b.path)));
        Ok(files)
    }

    /// Bytes that the current generation takes on disk.
    pub fn bytes(&self) -> u64 {
        let dir = generation::current(&self.dir).ok();
        let entries = dir.and_then(|dir| std::fs::read_dir(dir).ok());
        let metadata = entries.into_iter().flatten().filter_map(|entry| entry.ok()?.metadata().ok());
        metadata.map(|metadata| metadata.len()).sum()
    }

    /// Visits all stored values of a field of bytes. Reads all that is stored.
    fn each_stored(
        &self,
        field: Field,
        mut visit: impl FnMut(&[u8]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        for segment in self.searcher.segment_readers() {
            let store = segment.get_store_reader(1).map_err(|error| self.damaged(error.to_string()))?;
            for record in store.iter::<TantivyDocument>(segment.alive_bitset()) {
                let record = record.map_err(|error| self.damaged(error.to_string()))?;
                if let Some(value) = record.get_first(field).and_then(|value| value.as_bytes()) {
                    visit(value)?;
                }
            }
        }
        Ok(())
    }

    pub(crate) fn damaged(&self, detail: String) -> Error {
        Error::Damaged { dir: self.dir.clone(), detail }
    }
}
