//! From files to an index: reading and analysing in some threads, writing in another.
//!
//! Files are dealt out to the readers in turn, and their documents taken back in turn, so the order of an index does
//! not depend on the number of threads, and what waits between them is bounded.

use super::builder::IndexBuilder;
use super::counts::LanguageShares;
use super::generation::Writer;
use super::manifest::FileRecord;
use super::merging::Compaction;
use super::prepare::Preparer;
use super::report::{BuildOptions, Progress, Report};
use super::spool::Spool;
use super::task::{Piece, Task, read_tasks};
use super::turns::{Turn, Turns};
use crate::document::{Found, Source, sort, walk_folders};
use crate::error::Error;
use crate::schema::{Corpus, Schema};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

/// Documents of a reader that may wait for the writer.
const WAITING: usize = 4;

/// Builds the index of a schema anew, beside the old one, and swaps it in when it is complete.
///
/// # Errors
/// [`Error::NoCorpus`] if a corpus folder does not exist, [`Error::Locked`] if another process writes to the index,
/// [`Error::Writing`] or [`Error::Io`] if it cannot be written. A file that cannot be read is no error, but a failure in
/// the report.
pub fn build(
    schema: &Schema,
    options: &BuildOptions,
    progress: &mut dyn FnMut(Progress),
) -> Result<Report, Error> {
    require_corpus(schema)?;
    build_by(Writer::lock(&schema.index_dir)?, schema, options, progress)
}

/// Builds the index of a schema anew, for who may write already.
pub(super) fn build_by(
    writer: Writer,
    schema: &Schema,
    options: &BuildOptions,
    progress: &mut dyn FnMut(Progress),
) -> Result<Report, Error> {
    let builder = IndexBuilder::empty(writer, schema, options.memory_bytes)?;
    let tasks: Vec<Task> = files_of(schema).map(|file| Task { file, known: None }).collect();
    let mut spool = Spool::create(builder.folder())?;
    let mut indexing = Indexing::new(builder, schema);
    indexing.run(&tasks, schema, options, progress, &mut |outcome| spool.push(outcome.record()))?;
    progress(Progress::Completing);
    drop(tasks);
    // The manifest comes last and so lies together: it is read as a whole.
    spool.drain(|record| indexing.builder.add_file(&record))?;
    drop(spool);
    let (builder, report) = indexing.end();
    // A query pays for each segment, every time; to merge them costs a tenth of the build, once.
    builder.finish_merged(Compaction::BeyondFew)?;
    Ok(report)
}

/// Makes sure that all corpus folders are there.
pub(super) fn require_corpus(schema: &Schema) -> Result<(), Error> {
    match schema.corpus.dirs.iter().find(|dir| !dir.is_dir()) {
        Some(missing) => Err(Error::NoCorpus(missing.clone())),
        None => Ok(()),
    }
}

/// The files of the corpus in order, but for those of the index where it lies among them.
pub(super) fn files_of(schema: &Schema) -> impl Iterator<Item = Found> {
    folders_of(schema).flat_map(|mut found| {
        sort(&mut found);
        found
    })
}

/// The same folder by folder, each in no order.
pub(super) fn folders_of(schema: &Schema) -> impl Iterator<Item = Vec<Found>> {
    let index_dir = schema.index_dir.canonicalize().ok();
    let below =
        |dir: &Path| Some(index_dir.as_ref()?.strip_prefix(dir.canonicalize().ok()?).ok()?.to_owned());
    let own: Vec<(PathBuf, PathBuf)> =
        schema.corpus.dirs.iter().filter_map(|dir| Some((dir.clone(), below(dir)?))).collect();
    let is_of_index = move |source: &Source| {
        own.iter().any(|(dir, below)| *source.dir == **dir && source.relative.starts_with(below))
    };
    let folders: Vec<Vec<Found>> = walk_folders(&once_each(&schema.corpus)).collect();
    folders.into_iter().map(move |mut found| {
        found.retain(|file| !file.as_ref().is_ok_and(&is_of_index));
        found
    })
}

/// The same without folders that are named a second time.
fn once_each(corpus: &Corpus) -> Corpus {
    let mut corpus = corpus.clone();
    let mut seen = HashSet::new();
    corpus.dirs.retain(|dir| seen.insert(dir.clone()));
    corpus
}

/// What became of a file that was looked at.
pub(super) enum Outcome {
    /// Its documents are in the index, or it failed.
    Read(FileRecord),
    /// Its documents are those that the index has.
    Same(FileRecord),
}

impl Outcome {
    pub fn record(&self) -> &FileRecord {
        match self {
            Outcome::Read(record) | Outcome::Same(record) => record,
        }
    }
}

/// Files on their way into an index.
pub(super) struct Indexing {
    pub builder: IndexBuilder,
    dirs: Vec<PathBuf>,
    report: Report,
    /// What was read of each language.
    languages: LanguageShares,
}

impl Indexing {
    pub fn new(builder: IndexBuilder, schema: &Schema) -> Indexing {
        let dirs = schema.corpus.dirs.clone();
        Indexing { builder, dirs, report: Report::default(), languages: LanguageShares::default() }
    }

    /// Looks at files and takes over their documents. Hands over what became of each, in order.
    pub fn run(
        &mut self,
        tasks: &[Task],
        schema: &Schema,
        options: &BuildOptions,
        progress: &mut dyn FnMut(Progress),
        note: &mut dyn FnMut(Outcome) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let sources = tasks.iter().flat_map(|task| &task.file);
        let bytes = sources.map(|source| source.bytes).sum();
        progress(Progress::Found { files: tasks.len() as u64, bytes });
        let threads = options.threads.clamp(1, 64);
        let turns = Turns::default();
        let sizes = tasks.iter().map(|task| task.file.as_ref().map_or(0, |source| source.bytes));
        let numbered: Vec<_> = tasks.iter().zip(Turns::numbers(sizes)).collect();
        thread::scope(|scope| {
            let mut receivers = Vec::new();
            for first in 0..threads {
                let (sender, receiver) = sync_channel(WAITING);
                let preparer = Preparer::new(self.builder.fields());
                let tasks = numbered.iter().copied().skip(first).step_by(threads);
                let turns = &turns;
                scope.spawn(move || read_tasks(tasks, turns, schema, preparer, &sender));
                receivers.push(receiver);
            }
            let outcome = tasks.iter().enumerate().try_for_each(|(number, task)| {
                self.take_file(task, &receivers[number % threads], progress).and_then(&mut *note)
            });
            turns.end();
            outcome
        })
    }

    /// Takes over all documents of the next file, in place of those that were there before.
    fn take_file(
        &mut self,
        task: &Task,
        receiver: &Receiver<Piece<'_>>,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Outcome, Error> {
        let mut former = task.known.as_ref().map(|known| &known.record);
        for piece in receiver {
            if let (Piece::Document(_) | Piece::EndOfFile(..), Some(former)) = (&piece, former.take()) {
                self.builder.remove_documents(former);
            }
            match piece {
                Piece::Document(prepared) => self.builder.add_prepared(prepared)?,
                Piece::EndOfFile(record, turn) => {
                    if turn.as_ref().is_some_and(Turn::is_huge) {
                        self.builder.wait_for_engine();
                    }
                    progress(Progress::File { bytes: record.bytes });
                    self.note(&record);
                    return Ok(Outcome::Read(record));
                }
                Piece::Same(record) => {
                    progress(Progress::File { bytes: record.bytes });
                    return Ok(Outcome::Same(record));
                }
            }
        }
        unreachable!("a reader hands over the end of each file, or stops all by its panic")
    }

    fn note(&mut self, record: &FileRecord) {
        let path = || self.dirs[record.dir as usize].join(&record.path);
        match (&record.failure, &record.skipped) {
            (Some(failure), _) => self.report.failures.push((path(), failure.clone())),
            (None, Some(_)) => self.report.skipped += 1,
            (None, None) => {
                self.report.files += 1;
                self.report.documents += record.documents;
                self.report.bytes += record.bytes;
            }
        }
        self.languages.add(&record.languages);
        self.report.doubts.extend(record.doubts.iter().map(|doubt| (path(), doubt.clone())));
    }

    /// Returns what it was made of: the builder, to be finished, and what was read.
    pub fn end(mut self) -> (IndexBuilder, Report) {
        let counts = self.languages.counts().into_iter();
        self.report.passages = counts.map(|counts| (counts.language.code, counts.share.passages)).collect();
        (self.builder, self.report)
    }
}
