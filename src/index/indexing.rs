//! From a corpus to an index: reading and analysing in some threads, writing in another.
//!
//! Files are dealt out to the readers in turn, and their documents taken back in turn, so the order of an index does
//! not depend on the number of threads, and what waits between them is bounded.

use super::builder::{IndexBuilder, file_key};
use super::counts::{LanguageCounts, LanguageShares, add_document};
use super::manifest::{FileRecord, nanoseconds};
use super::path_text::path_text;
use super::prepare::{Origin, Prepared, Preparer};
use super::turns::{Turn, Turns};
use super::variety;
use crate::document::{Failure, Reason, Source, read, walk};
use crate::error::Error;
use crate::schema::Schema;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

/// How a build may use the machine.
#[derive(Clone, Copy, Debug)]
pub struct BuildOptions {
    /// Threads that read and analyse; one more writes.
    pub threads: usize,
    /// Memory for the engine's terms and for text on its way to it, in bytes. Files that are being read, the vocabulary
    /// and mapped segments that are being merged come on top.
    pub memory_bytes: usize,
}

impl Default for BuildOptions {
    fn default() -> BuildOptions {
        let threads = thread::available_parallelism().map_or(1, usize::from);
        BuildOptions { threads: threads.saturating_sub(1).max(1), memory_bytes: 256 * 1024 * 1024 }
    }
}

/// How far a build is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Progress {
    /// The walk found this many files and bytes.
    Found {
        /// Files.
        files: u64,
        /// Bytes of all of them.
        bytes: u64,
    },
    /// One more file of this many bytes is in the index, or failed.
    File {
        /// Its size.
        bytes: u64,
    },
    /// All files are read; the index is being completed.
    Completing,
}

/// What a build did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// Files that were read.
    pub files: u64,
    /// Documents in them.
    pub documents: u64,
    /// Bytes of the files that were read.
    pub bytes: u64,
    /// Passages by language, in the order of the languages, without those that have none.
    pub passages: Vec<(&'static str, u64)>,
    /// Files that were left out because they are no text.
    pub skipped: u64,
    /// Files that could not be read, by path.
    pub failures: Vec<(PathBuf, String)>,
    /// Files that were read with doubts, by path.
    pub doubts: Vec<(PathBuf, String)>,
}

impl Report {
    /// Passages in all languages.
    pub fn total_passages(&self) -> u64 {
        self.passages.iter().map(|(_, count)| count).sum()
    }
}

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
    if let Some(missing) = schema.corpus.dirs.iter().find(|dir| !dir.is_dir()) {
        return Err(Error::NoCorpus(missing.clone()));
    }
    let builder = IndexBuilder::create(&schema.index_dir, schema, options.memory_bytes)?;
    let files = files_of(schema);
    let bytes = files.iter().flatten().map(|source| source.bytes).sum();
    progress(Progress::Found { files: files.len() as u64, bytes });
    let dirs = schema.corpus.dirs.clone();
    let mut indexing = Indexing { dirs, builder, report: Report::default(), records: Vec::new() };
    indexing.run(&files, schema, options, progress)?;
    progress(Progress::Completing);
    indexing.finish()
}

/// The files of the corpus, but for those of the index where it lies among them.
pub(super) fn files_of(schema: &Schema) -> Vec<Result<Source, Failure>> {
    let files = walk(&schema.corpus);
    let Ok(index_dir) = schema.index_dir.canonicalize() else { return files.collect() };
    let holds_index = |dir: &PathBuf| dir.canonicalize().is_ok_and(|dir| index_dir.starts_with(dir));
    if !schema.corpus.dirs.iter().any(holds_index) {
        return files.collect();
    }
    let is_of_index =
        |source: &Source| source.path().canonicalize().is_ok_and(|path| path.starts_with(&index_dir));
    files.filter(|file| !file.as_ref().is_ok_and(is_of_index)).collect()
}

/// What a reader hands over.
enum Piece<'t> {
    Document(Prepared),
    /// With the turn of a large file, which ends when the writer has taken it.
    EndOfFile(FileRecord, Option<Turn<'t>>),
}

struct Indexing {
    dirs: Vec<PathBuf>,
    builder: IndexBuilder,
    report: Report,
    records: Vec<FileRecord>,
}

impl Indexing {
    fn run(
        &mut self,
        files: &[Result<Source, Failure>],
        schema: &Schema,
        options: &BuildOptions,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(), Error> {
        let threads = options.threads.clamp(1, 64);
        let turns = Turns::default();
        let sizes = files.iter().map(|file| file.as_ref().map_or(0, |source| source.bytes));
        let numbered: Vec<_> = files.iter().zip(Turns::numbers(sizes)).collect();
        thread::scope(|scope| {
            let mut receivers = Vec::new();
            for first in 0..threads {
                let (sender, receiver) = sync_channel(WAITING);
                let preparer = Preparer::new(self.builder.fields());
                let files = numbered.iter().copied().skip(first).step_by(threads);
                let turns = &turns;
                scope.spawn(move || read_files(files, turns, schema, preparer, &sender));
                receivers.push(receiver);
            }
            let outcome = (0..files.len())
                .try_for_each(|number| self.take_file(&receivers[number % threads], progress));
            turns.end();
            outcome
        })
    }

    /// Takes over all documents of the next file.
    fn take_file(
        &mut self,
        receiver: &Receiver<Piece<'_>>,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(), Error> {
        for piece in receiver {
            match piece {
                Piece::Document(prepared) => self.builder.add_prepared(prepared)?,
                Piece::EndOfFile(record, turn) => {
                    if turn.as_ref().is_some_and(Turn::is_huge) {
                        self.builder.wait_for_engine();
                    }
                    progress(Progress::File { bytes: record.bytes });
                    self.note(&record);
                    self.records.push(record);
                    break;
                }
            }
        }
        Ok(())
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
        self.report.doubts.extend(record.doubts.iter().map(|doubt| (path(), doubt.clone())));
    }

    fn finish(mut self) -> Result<Report, Error> {
        // The manifest comes last and so lies together: it is read as a whole.
        for record in &self.records {
            self.builder.add_file(record)?;
        }
        self.builder.finish()?;
        let counts = LanguageCounts::of(&self.records).into_iter();
        self.report.passages = counts.map(|counts| (counts.language.code, counts.share.passages)).collect();
        Ok(self.report)
    }
}

/// Reads and analyses files in order, until all are done or the writer has stopped.
fn read_files<'f, 't>(
    files: impl Iterator<Item = (&'f Result<Source, Failure>, Option<usize>)>,
    turns: &'t Turns,
    schema: &Schema,
    mut preparer: Preparer,
    sender: &SyncSender<Piece<'t>>,
) {
    for (file, number) in files {
        let bytes = file.as_ref().map_or(0, |source| source.bytes);
        let turn = number.map(|number| turns.take(number, bytes));
        let record = match file {
            Ok(source) => read_file(source, schema, &mut preparer, sender),
            Err(failure) => failed_record(failure, schema),
        };
        if sender.send(Piece::EndOfFile(record, turn)).is_err() {
            return;
        }
    }
}

fn read_file(
    source: &Source,
    schema: &Schema,
    preparer: &mut Preparer,
    sender: &SyncSender<Piece<'_>>,
) -> FileRecord {
    let (dir, path) = place_of(source, schema);
    let origin = Origin { dir, key: file_key(dir, &path) };
    let (mut documents, mut languages, mut crowded) = (0, LanguageShares::new(), None);
    // A panic in a format's library costs the file, not the run.
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        read(source, schema, &mut |document| {
            documents += 1;
            add_document(&mut languages, &document.passages);
            let prepared = preparer.prepare(&document, &origin);
            crowded = crowded.or(prepared.crowded);
            // A writer that has stopped will not take the end of the file either.
            let _ = sender.send(Piece::Document(prepared));
        })
    }));
    let outcome = outcome.unwrap_or(Err(Failure { path: source.path(), reason: Reason::Unfathomable }));
    let modified = nanoseconds(source.modified);
    let record = FileRecord {
        dir,
        path,
        bytes: source.bytes,
        modified,
        documents,
        languages,
        ..FileRecord::default()
    };
    match outcome {
        Ok(doubts) => {
            let doubts = doubts.iter().map(ToString::to_string).chain(crowded.map(variety::doubt));
            FileRecord { doubts: doubts.collect(), ..record }
        }
        Err(failure) => left_out(record, &failure.reason),
    }
}

/// Number of the corpus folder that a file lies in, and its path there, as the manifest has them.
pub(super) fn place_of(source: &Source, schema: &Schema) -> (u64, String) {
    let dir = schema.corpus.dirs.iter().position(|dir| *dir == source.dir).unwrap_or(0) as u64;
    (dir, path_text(&source.relative))
}

fn left_out(record: FileRecord, reason: &Reason) -> FileRecord {
    let reason_text = Some(reason.to_string());
    if reason.is_no_text() {
        FileRecord { skipped: reason_text, ..record }
    } else {
        FileRecord { failure: reason_text, ..record }
    }
}

/// What the manifest says of a file that the walk could not take.
pub(super) fn failed_record(failure: &Failure, schema: &Schema) -> FileRecord {
    let dirs = schema.corpus.dirs.iter().enumerate();
    let mut relative = dirs.filter_map(|(number, dir)| Some((number, failure.path.strip_prefix(dir).ok()?)));
    let (dir, path) = relative.next().unwrap_or((0, &failure.path));
    let (dir, path) = (dir as u64, path_text(path));
    left_out(FileRecord { dir, path, ..FileRecord::default() }, &failure.reason)
}
