//! How far an index is behind its corpus.

use super::Index;
use super::changes::{self, ChangeKind};
use super::indexing::require_corpus;
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
        staleness.changed = plan.tasks.len() as u64 - staleness.new;
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
