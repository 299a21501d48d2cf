//! An index brought up to date: what it holds afterwards is what a build would make.

use super::Index;
use super::builder::IndexBuilder;
use super::changes::{self, Change, Plan};
use super::extent::{self, Extent};
use super::generation::Writer;
use super::indexing::{Indexing, Outcome, build_by, files_of, require_corpus};
use super::merging::Compaction;
use super::report::{BuildOptions, Progress, Report};
use super::task::Task;
use crate::error::Error;
use crate::schema::Schema;
use std::fmt;

/// What an update did, or would do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Update {
    /// Why the index was built anew; None if it was not.
    pub rebuilt: Option<Rebuild>,
    /// Files that were found in the corpus.
    pub files: u64,
    /// What was done about files, in the order of the walk, those that are gone last; empty after a rebuild.
    pub changes: Vec<Change>,
    /// What was read.
    pub report: Report,
    /// How many segments were merged into one, without what was deleted; None unless all were to be, and it was needed.
    pub compacted: Option<usize>,
}

/// Why an index cannot be updated, but only built anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rebuild {
    /// There is none.
    Missing,
    /// Another version wrote it, in another form.
    Format,
    /// It was made by other analysers.
    Analysers,
    /// The schema has other languages, limits of passages or names of a record's fields.
    Schema,
}

impl fmt::Display for Rebuild {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Rebuild::Missing => "there is no index yet",
            Rebuild::Format => "it was written by another version",
            Rebuild::Analysers => "it was built with other analysers",
            Rebuild::Schema => "the schema has other languages, passages or records",
        })
    }
}

/// Brings the index of a schema up to date, or builds it where it cannot be.
///
/// # Errors
/// As a build; besides [`Error::Damaged`] if the index cannot be read.
pub fn update(
    schema: &Schema,
    options: &BuildOptions,
    compaction: Compaction,
    progress: &mut dyn FnMut(Progress),
) -> Result<Update, Error> {
    update_within(Extent::Whole, schema, options, compaction, progress).map(|(update, _)| update)
}

/// The same where no more of the corpus than an extent can have changed. Returns also what was looked at: all, if what
/// is known does not tell enough.
pub(super) fn update_within(
    extent: Extent,
    schema: &Schema,
    options: &BuildOptions,
    compaction: Compaction,
    progress: &mut dyn FnMut(Progress),
) -> Result<(Update, Extent), Error> {
    require_corpus(schema)?;
    let writer = Writer::lock(&schema.index_dir)?;
    match standing(schema)? {
        Standing::Usable(index) => {
            let (plan, extent) = extent::plan(&index, schema, extent)?;
            let update = Updating { index, schema, compaction }.run(plan, writer, options, progress)?;
            Ok((update, extent))
        }
        Standing::Anew(rebuild) => {
            let report = build_by(writer, schema, options, progress)?;
            let files = report.files + report.skipped + report.failures.len() as u64;
            Ok((Update { rebuilt: Some(rebuild), files, report, ..Update::default() }, Extent::Whole))
        }
    }
}

/// Tells what [`update`] would do. Takes no lock and writes nothing; reads the files that look changed.
///
/// # Errors
/// As [`update`].
pub fn dry_run(schema: &Schema) -> Result<Update, Error> {
    require_corpus(schema)?;
    let index = match standing(schema)? {
        Standing::Usable(index) => index,
        Standing::Anew(rebuild) => {
            let files = files_of(schema).count() as u64;
            return Ok(Update { rebuilt: Some(rebuild), files, ..Update::default() });
        }
    };
    let plan = changes::plan(&index, schema)?;
    let outcomes = changes::look(&plan, schema);
    let changes = changes::changes(&index, schema, &plan, &outcomes);
    Ok(Update { files: plan.files, changes, ..Update::default() })
}

/// Whether an index can be updated.
enum Standing {
    Usable(Box<Index>),
    Anew(Rebuild),
}

fn standing(schema: &Schema) -> Result<Standing, Error> {
    Ok(match Index::open(&schema.index_dir) {
        Ok(index) => match index.schema()?.reads_like(schema) {
            true => Standing::Usable(Box::new(index)),
            false => Standing::Anew(Rebuild::Schema),
        },
        Err(Error::NoIndex(_)) => Standing::Anew(Rebuild::Missing),
        Err(Error::Format { .. }) => Standing::Anew(Rebuild::Format),
        Err(Error::Fingerprint(_)) => Standing::Anew(Rebuild::Analysers),
        Err(error) => return Err(error),
    })
}

struct Updating<'s> {
    index: Box<Index>,
    schema: &'s Schema,
    compaction: Compaction,
}

impl Updating<'_> {
    fn run(
        &self,
        plan: Plan,
        writer: Writer,
        options: &BuildOptions,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Update, Error> {
        let mut update = Update { files: plan.files, ..Update::default() };
        if plan.tasks.is_empty() && plan.gone.is_empty() && !self.has_other_work() {
            writer.confirm();
            return Ok(update);
        }
        let statistics = self.index.header.statistics.clone();
        let builder = IndexBuilder::from_current(writer, self.schema, statistics, options.memory_bytes)?;
        let mut indexing = Indexing::new(builder, self.schema);
        remove_gone(&mut indexing.builder, &plan);
        let mut outcomes = Vec::new();
        indexing.run(&plan.tasks, self.schema, options, progress, &mut |outcome| {
            outcomes.push(outcome);
            Ok(())
        })?;
        if plan.gone.is_empty() && !self.has_other_work() && is_as_known(&plan.tasks, &outcomes) {
            indexing.builder.abandon();
            return Ok(update);
        }
        progress(Progress::Completing);
        write_records(&indexing.builder, &plan.tasks, &outcomes)?;
        update.changes = changes::changes(&self.index, self.schema, &plan, &outcomes);
        let (builder, report) = indexing.end();
        update.report = report;
        let merged = builder.finish_merged(self.compaction)?;
        update.compacted = Some(merged).filter(|&merged| merged > 0 && self.compaction == Compaction::Whole);
        Ok(update)
    }

    /// Whether there is something to do beside files.
    fn has_other_work(&self) -> bool {
        !self.index.header.says(self.schema)
            || self.compaction == Compaction::Whole && !self.index.is_compact()
    }
}

fn remove_gone(builder: &mut IndexBuilder, plan: &Plan) {
    for record in &plan.gone {
        builder.remove_documents(record);
        builder.remove_file(record);
    }
}

/// Whether all files are what the manifest says already.
fn is_as_known(tasks: &[Task], outcomes: &[Outcome]) -> bool {
    let mut pairs = tasks.iter().zip(outcomes);
    pairs.all(|(task, outcome)| {
        let known = task.known.as_ref().map(|known| &known.record);
        matches!(outcome, Outcome::Same(record) if Some(record) == known)
    })
}

/// Writes what the manifest is to say of the files that were looked at.
fn write_records(builder: &IndexBuilder, tasks: &[Task], outcomes: &[Outcome]) -> Result<(), Error> {
    for (task, outcome) in tasks.iter().zip(outcomes) {
        let former = task.known.as_ref().map(|known| &known.record);
        if former != Some(outcome.record()) {
            former.into_iter().for_each(|former| builder.remove_file(former));
            builder.add_file(outcome.record())?;
        }
    }
    Ok(())
}
