//! The order in which hits are shown, and which of them each language may have.

use super::candidates::Candidate;
use super::files::files_of;
use super::occurrences::Address;
use super::plan::Plan;
use crate::error::Error;
use crate::index::Index;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::path::PathBuf;

/// What hits are ordered by. Those that are equal in it are ordered by path, then by id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// The best first.
    #[default]
    Score,
    /// Their paths, folder by folder.
    Path,
    /// The files changed last first, as they were when the index was made.
    Date,
    /// The largest files first, as they were when the index was made.
    Size,
}

/// A candidate in its place.
pub(crate) struct Ordered {
    pub candidate: Candidate,
    pub key: Key,
}

/// What a candidate is ordered by.
pub(crate) enum Key {
    Score(f32),
    Path(PathBuf),
    Number(u64),
}

impl Key {
    /// Compares two keys of the same sort, so that what is shown first is less.
    pub fn compare(&self, other: &Key) -> Ordering {
        match (self, other) {
            (Key::Score(own), Key::Score(other)) => other.total_cmp(own),
            (Key::Path(own), Key::Path(other)) => own.cmp(other),
            (Key::Number(own), Key::Number(other)) => other.cmp(own),
            _ => Ordering::Equal,
        }
    }
}

/// Orders candidates that are sorted by score.
pub(crate) fn ordered(index: &Index, candidates: Vec<Candidate>, sort: Sort) -> Result<Vec<Ordered>, Error> {
    if sort == Sort::Score {
        let by_score = |candidate: Candidate| Ordered { key: Key::Score(candidate.score), candidate };
        return Ok(candidates.into_iter().map(by_score).collect());
    }
    let addresses: Vec<Address> =
        candidates.iter().map(|candidate| (candidate.segment, candidate.document)).collect();
    let files = files_of(index, &addresses)?;
    let with_key = |candidate: Candidate| {
        let file = &files[&(candidate.segment, candidate.document)];
        let key = match sort {
            Sort::Path => Key::Path(index.corpus_dir(file.dir).join(&file.path)),
            Sort::Date => Key::Number(file.modified),
            Sort::Size => Key::Number(file.bytes),
            Sort::Score => Key::Score(candidate.score),
        };
        Ordered { candidate, key }
    };
    let mut ordered: Vec<Ordered> = candidates.into_iter().map(with_key).collect();
    ordered.sort_by(|left, right| left.key.compare(&right.key));
    Ok(ordered)
}

/// Keeps the best `most` candidates of each language, in their order; what is found by its path alone counts as another.
pub(crate) fn best_of_each_language(plan: &Plan, candidates: &mut Vec<Candidate>, most: usize) {
    let mut kept: HashMap<Option<usize>, usize> = HashMap::new();
    candidates.retain(|candidate| {
        let number = kept.entry(plan.scopes[candidate.scope].language).or_insert(0);
        *number += 1;
        *number <= most
    });
}
