//! The only writer and opener of the engine's index.

mod agreement;
mod alive;
mod breaks;
mod budget;
mod builder;
mod changes;
mod check;
mod compounds;
mod counts;
mod dictionary;
mod ends;
mod extent;
mod fields;
mod files;
mod generation;
mod header;
mod identity;
mod indexing;
mod manifest;
mod merging;
pub(crate) mod outline;
mod paged;
mod path_text;
mod prepare;
mod reading;
mod record;
mod report;
mod seal;
mod sealed;
mod size;
mod spool;
mod staleness;
mod statistics;
mod stored;
mod stream;
mod task;
pub(crate) mod term;
mod trouble;
mod turns;
mod update;
mod variety;
mod vocabulary;
mod watch;
mod watcher;
mod windowed;

use crate::error::Error;
use crate::language::LANGUAGES;
use crate::schema::{Boosts, Schema};
pub use agreement::Agreement;
pub(crate) use alive::Alive;
pub(crate) use breaks::Breaks;
pub use builder::IndexBuilder;
pub use changes::{Change, ChangeKind};
pub use check::{FilesReport, IndexFault, check_files};
pub(crate) use compounds::{CompoundTable, Known};
pub use counts::{LanguageCounts, LanguageShare, LanguageShares};
pub(crate) use dictionary::Dictionary;
pub(crate) use ends::{Ends, Further, Mark};
pub(crate) use fields::Fields;
pub(crate) use header::FORMAT;
use header::Header;
pub use header::LastRun;
pub use indexing::build;
pub use manifest::FileRecord;
pub(crate) use manifest::{FILE_KEY, RECORD_KEY, file_key, path_in_key, record_key};
pub use merging::Compaction;
pub(crate) use path_text::path_text;
use reading::ReadingDirectory;
pub use report::{BuildOptions, Progress, Report};
pub use size::PartSizes;
pub use staleness::{Staleness, staleness};
pub(crate) use statistics::{LanguageStatistics, stretch_positions};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
pub(crate) use stored::StoredDocument;
use stream::StreamTokenizer;
use tantivy::directory::CompositeFile;
use tantivy::store::StoreReader;
use tantivy::{ReloadPolicy, Searcher};
use trouble::Damage;
pub use update::{Rebuild, Update, dry_run, update};
pub(crate) use variety::holds_all_terms;
pub use watch::{Method, Notice, Watch};

/// An index opened for reading: one generation, as it was when it was opened.
pub struct Index {
    dir: PathBuf,
    header: Header,
    boosts: Boosts,
    pub(crate) fields: Fields,
    pub(crate) searcher: Searcher,
    damage: Damage,
    /// The corpus folders, where they are now.
    corpus_dirs: OnceLock<Vec<PathBuf>>,
    /// The files of the dictionaries, one a segment; else why one cannot be opened.
    term_files: OnceLock<Vec<Result<CompositeFile, String>>>,
    /// The stores of the records, one a segment; else why one cannot be opened.
    stores: OnceLock<Vec<Result<StoreReader, String>>>,
}

/// How often opening is tried while a writer keeps swapping generations.
const OPEN_ATTEMPTS: usize = 20;

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
            match opened.unwrap_or_else(|_| Err(senseless(dir))) {
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
        if !generation.symlink_metadata().is_ok_and(|metadata| metadata.is_dir()) {
            return Err(generation::lost(dir, generation.strip_prefix(dir).unwrap_or(generation)));
        }
        let damaged = |detail: String| Error::Damaged { dir: dir.into(), detail };
        let header = Header::read(generation, dir)?;
        let boosts = match header.boosts {
            Some(boosts) => boosts,
            None => header.schema()?.boosts,
        };
        let directory = ReadingDirectory::open(generation).map_err(|error| damaged(error.to_string()))?;
        let damage = directory.damage();
        let damaged = |detail: String| damaged(damage.first().map_or(detail, str::to_owned));
        let inner = tantivy::Index::open(directory).map_err(|error| damaged(error.to_string()))?;
        inner.tokenizers().register(fields::STREAM, StreamTokenizer::default());
        let reader = inner
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .doc_store_cache_num_blocks(0)
            .try_into();
        let reader: tantivy::IndexReader = reader.map_err(|error| damaged(error.to_string()))?;
        let (fields, _) = Fields::new();
        let (dir, searcher) = (dir.into(), reader.searcher());
        let (corpus_dirs, term_files, stores) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        Ok(Index { dir, header, boosts, fields, searcher, damage, corpus_dirs, term_files, stores })
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

    /// The schema that it was built with. A query does without: to parse it costs some hundredths of a query.
    ///
    /// # Errors
    /// [`Error::Schema`] if another version wrote it, and this one does not know a key.
    pub fn schema(&self) -> Result<Schema, Error> {
        self.header.schema()
    }

    /// The boosts of the schema that it was built with.
    pub(crate) fn boosts(&self) -> &Boosts {
        &self.boosts
    }

    /// When it was last brought up to date, or found to be.
    pub fn committed(&self) -> SystemTime {
        let committed = UNIX_EPOCH + Duration::from_secs(self.header.committed);
        generation::confirmed(&self.dir).map_or(committed, |confirmed| confirmed.max(committed))
    }

    /// The run that brought it to where it is.
    pub fn last_run(&self) -> &LastRun {
        &self.header.last_run
    }

    /// The schema that it was built with, for its corpus folders where they are now.
    ///
    /// # Errors
    /// As [`Index::schema`].
    pub fn schema_in_place(&self) -> Result<Schema, Error> {
        let mut schema = self.schema()?;
        schema.corpus.dirs = self.header.dirs.iter().map(|dir| self.header.resolve(dir, &self.dir)).collect();
        schema.index_dir.clone_from(&self.dir);
        Ok(schema)
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

    /// Whether its documents lie in one segment, without any that were deleted.
    fn is_compact(&self) -> bool {
        let sizes = merging::sizes(&self.searcher, &self.fields).unwrap_or_default();
        merging::merges(sizes, Compaction::Whole).is_empty()
    }

    /// The error that something cannot be read: for the damage that was met, if it is known, else for what was noticed.
    pub(crate) fn damaged(&self, noticed: String) -> Error {
        let detail = self.damage.first().map_or(noticed, str::to_owned);
        Error::Damaged { dir: self.dir.clone(), detail }
    }

    /// Fails if any damage was met since the index was opened, whatever was made of it.
    ///
    /// # Errors
    /// [`Error::Damaged`].
    pub(crate) fn unharmed(&self) -> Result<(), Error> {
        self.damage.first().map_or(Ok(()), |detail| Err(self.damaged(detail.to_owned())))
    }
}

/// The error that the engine panicked over a file. That took time already, so there is time to find out which one it was.
pub(crate) fn senseless(dir: &Path) -> Error {
    let unknown = || "a file makes no sense to the engine".to_owned();
    Error::Damaged { dir: dir.into(), detail: check::first_damage(dir).unwrap_or_else(unknown) }
}
