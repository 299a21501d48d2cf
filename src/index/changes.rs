//! How a corpus differs from its index.

use super::Index;
use super::indexing::{Outcome, folders_of};
use super::manifest::{FileRecord, Manifest, record_key};
use super::task::{Kept, Look, Task, failed_record, place, place_of};
use crate::document::{Found, Source, sort};
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
    let mut plan = Plan { tasks: Vec::new(), gone: Vec::new(), files: 0 };
    for folder in folders_of(schema) {
        plan.files += folder.len() as u64;
        let mut changed: Vec<Found> = folder.into_iter().filter(|file| !comparison.is_known(file)).collect();
        sort(&mut changed);
        for file in changed {
            plan.tasks.push(comparison.task(file)?);
        }
    }
    plan.gone = comparison.manifest.rest()?;
    Ok(plan)
}

struct Comparison<'i> {
    rules: Rules<'i>,
    schema: &'i Schema,
    manifest: Manifest<'i>,
}

impl Comparison<'_> {
    fn of<'i>(index: &'i Index, schema: &'i Schema) -> Result<Comparison<'i>, Error> {
        Ok(Comparison { rules: Rules::of(index, schema)?, schema, manifest: index.manifest()? })
    }

    /// Whether the index holds a file as it is.
    fn is_known(&mut self, file: &Found) -> bool {
        let Ok(source) = file else { return false };
        let (dir, path) = place(source, self.schema);
        self.rules.is_same_dir(dir)
            && self.rules.hold(&source.relative)
            && self.manifest.has(&record_key(dir, &path), source.stamp)
    }

    /// What is to be done about a file.
    fn task(&mut self, file: Found) -> Result<Task, Error> {
        let (dir, path) = place_of(&file, self.schema);
        let is_same_dir = self.rules.is_same_dir(dir);
        let record = if is_same_dir { self.manifest.record(&record_key(dir, &path))? } else { None };
        Ok(self.rules.task(file, record))
    }
}

/// What has to be the same for a file of the corpus and of an index to be compared.
pub(super) struct Rules<'s> {
    /// The schema that the index was built with.
    of_index: Schema,
    schema: &'s Schema,
    /// By corpus folder: whether the index has the same under its number.
    same_dirs: Vec<bool>,
    has_same_rules: bool,
}

impl Rules<'_> {
    /// # Errors
    /// As [`Index::schema`].
    pub fn of<'s>(index: &Index, schema: &'s Schema) -> Result<Rules<'s>, Error> {
        let of_index = index.schema()?;
        let dirs = 0..schema.corpus.dirs.len();
        let same_dirs = dirs.map(|number| index.header.has_dir(schema, number)).collect();
        let has_same_rules = of_index.fingerprint() == schema.fingerprint();
        Ok(Rules { of_index, schema, same_dirs, has_same_rules })
    }

    fn is_same_dir(&self, dir: u64) -> bool {
        self.same_dirs.get(dir as usize) == Some(&true)
    }

    /// Whether a file is read as it was when the index was made.
    fn hold(&self, relative: &Path) -> bool {
        let of = |schema: &Schema| schema.rule_for(relative);
        self.has_same_rules || of(&self.of_index).are_like(&of(self.schema))
    }

    /// A file that is to be looked at, with what the index has of it.
    pub fn task(&self, file: Found, record: Option<FileRecord>) -> Task {
        let hold = file.as_ref().is_ok_and(|source| self.hold(&source.relative));
        let known = record.map(|record| {
            let content = Some(record.content).filter(|&content| hold && content != 0);
            Box::new(Kept { record, content })
        });
        Task { file, known }
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
            (Look::New(contents), Ok(source)) => read(source, contents.hash),
            (Look::New(_), Err(failure)) => Outcome::Read(failed_record(failure, schema)),
            (Look::Failed(record), _) => Outcome::Read(record),
            (Look::Same(record), _) => Outcome::Same(record),
        },
    };
    plan.tasks.iter().map(outcome).collect()
}
