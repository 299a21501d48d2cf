//! The documents that may be among the best, with their scores before closeness.

use super::filter::Filter;
use super::group::Group;
use super::plan::{Plan, Scope};
use super::score::{Found, length_norms, score};
use crate::analysis::Kind;
use crate::error::Error;
use crate::index::Index;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::IndexRecordOption;
use tantivy::{BitSet, DocId, DocSet, TERMINATED};

/// A document that may be among the best.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Candidate {
    pub segment: usize,
    pub document: DocId,
    /// Number of the scope that scored it.
    pub scope: usize,
    pub score: f32,
}

/// The candidates of a query.
pub(super) struct Candidates {
    /// The best of each scope, best first within a scope.
    pub best: Vec<Candidate>,
    /// The number of documents that match.
    pub total: u64,
}

/// Collects the `limit` best documents of each scope, and counts all that match.
pub(super) fn candidates(
    index: &Index,
    plan: &Plan,
    filter: &Filter,
    limit: usize,
) -> Result<Candidates, Error> {
    let readers = index.searcher.segment_readers();
    let mut matching: Vec<BitSet> =
        readers.iter().map(|reader| BitSet::with_max_value(reader.max_doc())).collect();
    let mut best = Vec::new();
    for (number, scope) in plan.scopes.iter().enumerate() {
        let mut top = Top { limit, heap: BinaryHeap::new() };
        for (segment, matching) in matching.iter_mut().enumerate() {
            let mut run = Run { index, scope, number, segment, filter, top: &mut top, matching };
            run.collect()?;
        }
        best.extend(top.into_best_first());
    }
    let total = matching.iter().map(|set| set.len() as u64).sum();
    Ok(Candidates { best, total })
}

/// One scope in one segment.
struct Run<'a> {
    index: &'a Index,
    scope: &'a Scope,
    number: usize,
    segment: usize,
    filter: &'a Filter,
    top: &'a mut Top,
    matching: &'a mut BitSet,
}

/// The postings of a term, as part of a group.
struct Leaf {
    postings: SegmentPostings,
    group: usize,
    alternatives: u16,
    weight: f32,
    is_exact: bool,
}

impl Run<'_> {
    fn collect(&mut self) -> Result<(), Error> {
        let (mut leaves, mut support) = (Vec::new(), Vec::new());
        for (number, group) in self.scope.groups.iter().enumerate() {
            if self.filter.scores(group.clause) && group.weight > 0.0 {
                self.open(group, number, &mut leaves, &mut support)?;
            }
        }
        if leaves.is_empty() {
            return Ok(());
        }
        let reader = &self.index.searcher.segment_readers()[self.segment];
        let norms = length_norms(self.scope.mean_tokens);
        let lengths = reader
            .get_fieldnorms_reader(self.scope.field)
            .map_err(|error| self.index.damaged(error.to_string()))?;
        let mut found = vec![Found::default(); self.scope.groups.len()];
        let mut queue: BinaryHeap<Reverse<(DocId, usize)>> =
            leaves.iter().enumerate().map(|(number, leaf)| Reverse((leaf.postings.doc(), number))).collect();
        while let Some(&Reverse((document, _))) = queue.peek() {
            if document == TERMINATED {
                break;
            }
            let wanted = self.filter.allows(self.segment, document) && !reader.is_deleted(document);
            let hit = take(document, &mut queue, &mut leaves, &mut found, |leaf| {
                wanted && self.filter.guards(self.scope.groups[leaf.group].clause, self.segment, document)
            });
            if hit {
                self.matching.insert(document);
                add_support(document, &mut support, &mut found, |leaf| {
                    self.filter.guards(self.scope.groups[leaf.group].clause, self.segment, document)
                });
                let norm = norms[usize::from(lengths.fieldnorm_id(document))];
                let score = score(&self.scope.groups, &found, self.scope.mass, norm) * self.scope.factor;
                self.top.push(Candidate { segment: self.segment, document, scope: self.number, score });
            }
            found.iter_mut().for_each(Found::clear);
        }
        Ok(())
    }

    fn open(
        &self,
        group: &Group,
        number: usize,
        leaves: &mut Vec<Leaf>,
        support: &mut Vec<Leaf>,
    ) -> Result<(), Error> {
        let reader = &self.scope.vocabulary.segments[self.segment];
        for term in &group.terms {
            let Some(info) = &term.entry.infos[self.segment] else { continue };
            let postings = reader
                .read_postings_from_terminfo(info, IndexRecordOption::WithFreqs)
                .map_err(|error| self.index.damaged(error.to_string()))?;
            let leaf = Leaf {
                postings,
                group: number,
                alternatives: term.alternatives,
                weight: term.weight,
                is_exact: term.kind == Kind::Exact,
            };
            let is_support = term.is_support || group.is_support;
            (if is_support { &mut *support } else { &mut *leaves }).push(leaf);
        }
        Ok(())
    }
}

/// Takes all leaves that stand at a document on to their next one, and notes what they have there. Returns whether any
/// leaf counted.
fn take(
    document: DocId,
    queue: &mut BinaryHeap<Reverse<(DocId, usize)>>,
    leaves: &mut [Leaf],
    found: &mut [Found],
    counts: impl Fn(&Leaf) -> bool,
) -> bool {
    let mut hit = false;
    while let Some(mut head) = queue.peek_mut() {
        let Reverse((at, number)) = *head;
        if at != document {
            break;
        }
        let leaf = &mut leaves[number];
        if counts(leaf) {
            leaf.note(found);
            hit = true;
        }
        head.0.0 = leaf.postings.advance();
    }
    hit
}

/// Notes what the supporting terms have in a document that matches otherwise.
fn add_support(document: DocId, support: &mut [Leaf], found: &mut [Found], counts: impl Fn(&Leaf) -> bool) {
    for leaf in support {
        if leaf.postings.doc() < document {
            leaf.postings.seek(document);
        }
        if leaf.postings.doc() == document && counts(leaf) {
            leaf.note(found);
        }
    }
}

impl Leaf {
    fn note(&self, found: &mut [Found]) {
        let frequency = self.postings.term_freq();
        found[self.group].add(self.alternatives, self.weight, frequency, self.is_exact);
    }
}

/// The best candidates so far.
struct Top {
    limit: usize,
    heap: BinaryHeap<Reverse<Ranked>>,
}

#[derive(PartialEq)]
struct Ranked(Candidate);

impl Eq for Ranked {}

impl Ord for Ranked {
    fn cmp(&self, other: &Ranked) -> std::cmp::Ordering {
        let place = |candidate: &Candidate| Reverse((candidate.segment, candidate.document));
        self.0.score.total_cmp(&other.0.score).then_with(|| place(&self.0).cmp(&place(&other.0)))
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Ranked) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Top {
    fn push(&mut self, candidate: Candidate) {
        if self.heap.len() < self.limit {
            self.heap.push(Reverse(Ranked(candidate)));
        } else if self.heap.peek().is_some_and(|worst| worst.0 < Ranked(candidate)) {
            self.heap.pop();
            self.heap.push(Reverse(Ranked(candidate)));
        }
    }

    fn into_best_first(self) -> impl Iterator<Item = Candidate> {
        self.heap.into_sorted_vec().into_iter().map(|Reverse(Ranked(candidate))| candidate)
    }
}
