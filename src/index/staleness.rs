//! How far an index is behind its corpus.

use super::Index;
use super::changes::{self, ChangeKind};
use super::indexing::require_corpus;
use super::task::Task;
use crate::document::nanoseconds;
use crate::error::Error;
use crate::schema::Schema;

/// Files that are not as they were when they were indexed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Staleness {
    /// Files that the index does not know.
    pub new: u64,
    /// Files that hold something else; moved ones are new and gone.
    pub changed: u64,
    /// Files that are gone.
    pub deleted: u64,
    /// Bytes of the files that are new or may have changed.
    pub bytes: u64,
}

impl Staleness {
    /// Files that are not as they were.
    pub fn files(&self) -> u64 {
        self.new + self.changed + self.deleted
    }
}

/// More bytes than this are not read to tell whether files that were written changed at all.
const MAX_COMPARED_BYTES: u64 = 4 << 20;

/// Compares an index with the corpus of a schema. Looks at every file, and reads those that were written if they are few;
/// of many, some may be found to be as they were.
///
/// # Errors
/// [`Error::NoCorpus`] if a corpus folder does not exist, [`Error::Damaged`] if the index cannot be read.
pub fn staleness(index: &Index, schema: &Schema) -> Result<Staleness, Error> {
    require_corpus(schema)?;
    let plan = changes::plan(index, schema)?;
    let sources = plan.tasks.iter().flat_map(|task| &task.file);
    let bytes = sources.map(|source| source.bytes).sum();
    let mut staleness = Staleness { bytes, ..Staleness::default() };
    if bytes > MAX_COMPARED_BYTES {
        staleness.new = plan.tasks.iter().filter(|task| task.known.is_none()).count() as u64;
        staleness.changed = plan.tasks.iter().filter(|task| seems_changed(task)).count() as u64;
        staleness.deleted = plan.gone.len() as u64;
        return Ok(staleness);
    }
    let outcomes = changes::look(&plan, schema);
    for change in changes::changes(index, schema, &plan, &outcomes) {
        match change.kind {
            ChangeKind::New => staleness.new += 1,
            ChangeKind::Changed => staleness.changed += 1,
            ChangeKind::Removed => staleness.deleted += 1,
            ChangeKind::Moved { .. } => {
                staleness.new += 1;
                staleness.deleted += 1;
            }
            ChangeKind::Touched => {}
        }
    }
    Ok(staleness)
}

/// Whether a file that the index knows has another size or time than when it was read, or is to be read by another rule. A file
/// that was read as soon as it was written may have changed within the tick of the clock; that is left to an update to find out.
fn seems_changed(task: &Task) -> bool {
    match (&task.file, &task.known) {
        (_, None) => false,
        (Ok(source), Some(kept)) => {
            let (known, modified) = (&kept.record, nanoseconds(source.modified));
            kept.content.is_none() || (source.bytes, modified) != (known.bytes, known.modified)
        }
        (Err(_), Some(_)) => true,
    }
}
