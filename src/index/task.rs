//! A file that is to be looked at: read, analysed, or found to be what the index holds already.

use super::counts::LanguageShares;
use super::manifest::FileRecord;
use super::path_text::path_text;
use super::prepare::{Origin, Prepared, Preparer};
use super::turns::{Turn, Turns};
use super::variety;
use crate::document::{Contents, Failure, Found, Reason, Source, Stamp, documents, load, nanoseconds};
use crate::schema::Schema;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::SyncSender;

/// A file that is to be looked at.
pub(super) struct Task {
    /// As the walk found it.
    pub file: Found,
    /// What the index has of it.
    pub known: Option<Box<Kept>>,
}

/// What the index has of a file.
pub(super) struct Kept {
    pub record: FileRecord,
    /// The hash of the content that would become the same documents again; None if any content has to be read anew.
    pub content: Option<u64>,
}

/// What a look at a file brought.
pub(super) enum Look {
    /// It has to be read as documents.
    New(Contents),
    /// It holds what it held; its record may still be another one.
    Same(FileRecord),
    /// It cannot be read.
    Failed(FileRecord),
}

/// What a reader hands over: the documents of a file, then its record.
pub(super) enum Piece<'t> {
    Document(Prepared),
    /// With the turn of a large file, which ends when the writer has taken it.
    EndOfFile(FileRecord, Option<Turn<'t>>),
    /// In place of all that: the documents are those that the index has.
    Same(FileRecord),
}

impl Task {
    /// Reads the file, as far as is needed to tell what became of it.
    pub fn look(&self, schema: &Schema) -> Look {
        let source = match &self.file {
            Ok(source) => source,
            Err(failure) => return self.failed(failed_record(failure, schema)),
        };
        let contents = match load(source, schema) {
            Ok(contents) => contents,
            Err(failure) => return self.failed(left_out(unread_record(source, schema), &failure.reason)),
        };
        match &self.known {
            Some(kept) if kept.content == Some(contents.hash) => {
                Look::Same(FileRecord { documents: kept.record.documents, ..kept.of(&contents) })
            }
            _ => Look::New(contents),
        }
    }

    fn failed(&self, record: FileRecord) -> Look {
        match &self.known {
            Some(kept) if kept.record == record => Look::Same(record),
            _ => Look::Failed(record),
        }
    }
}

impl Kept {
    /// The record of the file with the same content as before.
    fn of(&self, contents: &Contents) -> FileRecord {
        let modified = nanoseconds(contents.metadata.modified().ok());
        FileRecord { modified, stamp: contents.stamp, ..self.record.clone() }
    }
}

/// Reads and analyses files in order, until all are done or the writer has stopped. Large files have a number, by which
/// they take turns.
pub(super) fn read_tasks<'f, 't>(
    tasks: impl Iterator<Item = (&'f Task, Option<usize>)>,
    turns: &'t Turns,
    schema: &Schema,
    mut preparer: Preparer,
    sender: &SyncSender<Piece<'t>>,
) {
    for (task, number) in tasks {
        let bytes = task.file.as_ref().map_or(0, |source| source.bytes);
        let mut turn = number.map(|number| turns.take(number, bytes));
        let end = match (task.look(schema), &task.file) {
            (Look::Same(record), _) => Piece::Same(record),
            (Look::Failed(record), _) => Piece::EndOfFile(record, turn),
            (Look::New(contents), Ok(source)) => {
                turn.iter_mut().for_each(|turn| turn.lower(contents.held_bytes));
                let record = read_documents(source, contents, schema, &mut preparer, sender);
                Piece::EndOfFile(record, turn)
            }
            (Look::New(_), Err(failure)) => Piece::EndOfFile(failed_record(failure, schema), turn),
        };
        if sender.send(end).is_err() {
            return;
        }
    }
}

fn read_documents(
    source: &Source,
    contents: Contents,
    schema: &Schema,
    preparer: &mut Preparer,
    sender: &SyncSender<Piece<'_>>,
) -> FileRecord {
    let record = FileRecord {
        bytes: contents.bytes,
        modified: nanoseconds(contents.metadata.modified().ok()),
        content: contents.hash,
        stamp: contents.stamp,
        ..unread_record(source, schema)
    };
    let origin = Origin { dir: record.dir, key: record.key() };
    let (mut count, mut languages, mut crowded) = (0, LanguageShares::default(), None);
    // A panic in a format's library costs the file, not the run.
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        documents(source, contents, schema, &mut |document| {
            count += 1;
            languages.add_document(&document.passages);
            let prepared = preparer.prepare(&document, &origin);
            crowded = crowded.or(prepared.crowded);
            // A writer that has stopped will not take the end of the file either.
            let _ = sender.send(Piece::Document(prepared));
        })
    }));
    let outcome = outcome.unwrap_or(Err(Failure { path: source.path(), reason: Reason::Unfathomable }));
    let record = FileRecord { documents: count, languages, ..record };
    match outcome {
        Ok(read) => {
            let doubts = read.doubts.iter().map(ToString::to_string).chain(crowded.map(variety::doubt));
            let record = FileRecord { doubts: doubts.collect(), ..record };
            if read.has_changed { unsettled(record) } else { record }
        }
        Err(Failure { reason: reason @ Reason::Unreadable(_), .. }) => left_out(unsettled(record), &reason),
        Err(failure) => left_out(record, &failure.reason),
    }
}

/// The record of a file that has to be read anew by the next update, whatever it holds then.
fn unsettled(record: FileRecord) -> FileRecord {
    FileRecord { content: 0, stamp: Stamp::UNSETTLED, ..record }
}

/// What the walk alone tells of a file.
fn unread_record(source: &Source, schema: &Schema) -> FileRecord {
    let (dir, path) = place(source, schema);
    let modified = nanoseconds(source.modified);
    FileRecord { dir, path, bytes: source.bytes, modified, ..FileRecord::default() }
}

/// The number of a file's corpus folder, and its path in it as text.
pub(super) fn place(source: &Source, schema: &Schema) -> (u64, String) {
    let dir = schema.corpus.dirs.iter().position(|dir| **dir == *source.dir).unwrap_or(0);
    (dir as u64, path_text(&source.relative))
}

/// The same of what was found, whether or not it can be read.
pub(super) fn place_of(file: &Found, schema: &Schema) -> (u64, String) {
    match file {
        Ok(source) => place(source, schema),
        Err(failure) => {
            let FileRecord { dir, path, .. } = failed_record(failure, schema);
            (dir, path)
        }
    }
}

fn left_out(record: FileRecord, reason: &Reason) -> FileRecord {
    let reason_text = Some(reason.to_string());
    if reason.is_no_text() {
        FileRecord { skipped: reason_text, ..record }
    } else {
        FileRecord { failure: reason_text, ..record }
    }
}

/// The record of what the walk could not enter. It stays unsettled: whether it can be entered now is seen by trying.
pub(super) fn failed_record(failure: &Failure, schema: &Schema) -> FileRecord {
    let dirs = schema.corpus.dirs.iter().enumerate();
    let mut relative = dirs.filter_map(|(number, dir)| Some((number, failure.path.strip_prefix(dir).ok()?)));
    let (dir, path) = relative.next().unwrap_or((0, &failure.path));
    let record = FileRecord { dir: dir as u64, path: path_text(path), ..FileRecord::default() };
    left_out(FileRecord { stamp: Stamp::UNSETTLED, ..record }, &failure.reason)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::walk;
    use crate::index::fields::Fields;
    use std::fs;
    use std::sync::mpsc::sync_channel;

    #[test]
    fn a_file_that_changes_under_the_reader_is_looked_at_again() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("a.jsonl");
        fs::write(&path, "{\"text\":\"one\"}\n{\"text\":\"two\"}\n").expect("a file");
        let mut schema = Schema::built_in(dir.path());
        schema.corpus.dirs = vec![dir.path().to_owned()];
        let source = walk(&schema.corpus).next().expect("a file").expect("a plain file");
        let task = Task { file: Ok(source.clone()), known: None };
        let Look::New(contents) = task.look(&schema) else { panic!("it is new") };
        fs::write(&path, "{\"text\":\"three\"}\n").expect("a file");
        let (sender, receiver) = sync_channel(9);
        let mut preparer = Preparer::new(&Fields::new().0);
        let record = read_documents(&source, contents, &schema, &mut preparer, &sender);
        assert_eq!((record.content, record.stamp, record.documents), (0, Stamp::UNSETTLED, 1));
        assert_eq!(record.doubts, ["changed while it was read"]);
        drop(sender);
        assert_eq!(receiver.iter().count(), 1);
    }
}
