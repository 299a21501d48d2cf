//! How a corpus differs from its index.

use super::Index;
use super::indexing::{Outcome, files_of};
use super::manifest::{FileRecord, Known, record_key};
use super::task::{Kept, Look, Task, failed_record, place};
use crate::document::{Failure, Source};
use crate::error::Error;
use crate::schema::Schema;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

/// What an update does, or did, about one file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// The file: its corpus folder joined with the path in it.
    pub path: PathBuf,
    /// What became of it.
    pub kind: ChangeKind,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// The index did not know it.
    New,
    /// It holds something else, or is to be read by another rule.
    Changed,
    /// It has the content of a file that is gone.
    Moved {
        /// Where that was.
        from: PathBuf,
    },
    /// It holds what it held, but was written or touched: only that is noted.
    Touched,
    /// It is gone, or no longer belongs to the corpus.
    Removed,
}

/// What is to be looked at, and what is gone.
pub(super) struct Plan {
    pub tasks: Vec<Task>,
    pub gone: Vec<FileRecord>,
    /// Files that were found.
    pub files: u64,
}

/// Compares the corpus of a schema with an index, by what the system says of files, without reading them.
pub(super) fn plan(index: &Index, schema: &Schema) -> Result<Plan, Error> {
    let mut comparison = Comparison::of(index, schema)?;
    let files = files_of(schema);
    let mut plan = Plan { tasks: Vec::new(), gone: Vec::new(), files: files.len() as u64 };
    for file in files {
        plan.tasks.extend(comparison.task(file)?);
    }
    plan.gone = comparison.rest()?;
    Ok(plan)
}

struct Comparison<'i> {
    index: &'i Index,
    schema: &'i Schema,
    /// By corpus folder: whether the index has the same under its number.
    same_dirs: Vec<bool>,
    has_same_rules: bool,
    /// What the index knows, without what was found in the corpus so far.
    known: HashMap<String, Known>,
}

impl Comparison<'_> {
    fn of<'i>(index: &'i Index, schema: &'i Schema) -> Result<Comparison<'i>, Error> {
        let dirs = 0..schema.corpus.dirs.len();
        Ok(Comparison {
            index,
            schema,
            same_dirs: dirs.map(|number| index.header.has_dir(schema, number)).collect(),
            has_same_rules: index.schema.fingerprint() == schema.fingerprint(),
            known: index.known()?,
        })
    }

    /// What is to be done about a file, if anything is.
    fn task(&mut self, file: Result<Source, Failure>) -> Result<Option<Task>, Error> {
        let (dir, path) = match &file {
            Ok(source) => place(source, self.schema),
            Err(failure) => {
                let FileRecord { dir, path, .. } = failed_record(failure, self.schema);
                (dir, path)
            }
        };
        let is_of_same_dir = self.same_dirs.get(dir as usize) == Some(&true);
        let known = if is_of_same_dir { self.known.remove(&record_key(dir, &path)) } else { None };
        let Some(known) = known else { return Ok(Some(Task { file, known: None })) };
        let rule_holds = file.as_ref().is_ok_and(|source| self.rule_holds(&source.relative));
        if rule_holds && file.as_ref().is_ok_and(|source| source.stamp.to_number() == known.stamp) {
            return Ok(None);
        }
        let content = Some(known.content).filter(|&content| rule_holds && content != 0);
        let known = Some(Kept { record: self.record(&known)?, content });
        Ok(Some(Task { file, known }))
    }

    /// Whether a file is read as it was when the index was made.
    fn rule_holds(&self, relative: &Path) -> bool {
        let of = |schema: &Schema| schema.rule_for(relative);
        self.has_same_rules || of(&self.index.schema).are_like(&of(self.schema))
    }

    fn record(&self, known: &Known) -> Result<FileRecord, Error> {
        let record = self.index.file_record(known.segment, known.document)?;
        record.ok_or_else(|| self.index.damaged("a file of the manifest has no record".into()))
    }

    /// What the index knows and the corpus no longer has, by key.
    fn rest(&mut self) -> Result<Vec<FileRecord>, Error> {
        let mut rest: Vec<(String, Known)> = self.known.drain().collect();
        rest.sort_by(|(a, _), (b, _)| a.cmp(b));
        rest.iter().map(|(_, known)| self.record(known)).collect()
    }
}

/// Tells what looks at the files have shown. Files that are gone come last.
pub(super) fn changes(index: &Index, schema: &Schema, plan: &Plan, outcomes: &[Outcome]) -> Vec<Change> {
    let mut gone: HashMap<u64, Vec<&FileRecord>> = HashMap::new();
    for record in plan.gone.iter().rev().filter(|record| record.content != 0) {
        gone.entry(record.content).or_default().push(record);
    }
    let mut moved = HashSet::new();
    let path = |record: &FileRecord| schema.corpus.dirs[record.dir as usize].join(&record.path);
    let old_path = |record: &FileRecord| match index.header.has_dir(schema, record.dir as usize) {
        true => path(record),
        false => index.corpus_dir(record.dir).join(&record.path),
    };
    let mut changes = Vec::new();
    for (task, outcome) in plan.tasks.iter().zip(outcomes) {
        let record = outcome.record();
        let kind = match (outcome, &task.known) {
            (Outcome::Read(_), None) => match gone.get_mut(&record.content).and_then(Vec::pop) {
                Some(former) => {
                    moved.insert(former.record_key());
                    ChangeKind::Moved { from: old_path(former) }
                }
                None => ChangeKind::New,
            },
            (Outcome::Read(_), Some(_)) => ChangeKind::Changed,
            // What was unsettled only had to be looked at once more.
            (Outcome::Same(_), Some(kept)) if kept.record == *record || !kept.record.stamp.is_settled() => {
                continue;
            }
            (Outcome::Same(_), _) => ChangeKind::Touched,
        };
        changes.push(Change { path: path(record), kind });
    }
    let rest = plan.gone.iter().filter(|record| !moved.contains(&record.record_key()));
    changes.extend(rest.map(|record| Change { path: old_path(record), kind: ChangeKind::Removed }));
    changes
}

/// Looks at the files of a plan without indexing any.
pub(super) fn look(plan: &Plan, schema: &Schema) -> Vec<Outcome> {
    let read = |source: &Source, content| {
        let (dir, path) = place(source, schema);
        Outcome::Read(FileRecord { dir, path, content, ..FileRecord::default() })
    };
    let outcome = |task: &Task| match (&task.file, &task.known) {
        // It is new whatever it holds: nothing can have been moved to it.
        (Ok(source), None) if plan.gone.is_empty() => read(source, 0),
        (file, _) => match (task.look(schema), file) {
            (Look::New(contents), Ok(source)) => read(source, contents.hash()),
            (Look::New(_), Err(failure)) => Outcome::Read(failed_record(failure, schema)),
            (Look::Failed(record), _) => Outcome::Read(record),
            (Look::Same(record), _) => Outcome::Same(record),
        },
    };
    plan.tasks.iter().map(outcome).collect()
}
