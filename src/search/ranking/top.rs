//! The best candidates so far, and how good a document must be to become one of them.

use super::candidates::Candidate;
use super::plan::Scope;
use super::score::{score_bound, whole_score};
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// The best candidates so far.
pub(crate) struct Top {
    limit: usize,
    heap: BinaryHeap<Reverse<Ranked>>,
    /// How many were offered.
    pub scored: u64,
}

#[derive(PartialEq)]
struct Ranked(Candidate);

impl Eq for Ranked {}

impl Ord for Ranked {
    fn cmp(&self, other: &Ranked) -> Ordering {
        other.0.best_first(&self.0)
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Ranked) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Top {
    /// Keeps so many.
    pub fn new(limit: usize) -> Top {
        Top { limit, heap: BinaryHeap::new(), scored: 0 }
    }

    pub fn is_full(&self) -> bool {
        self.heap.len() >= self.limit
    }

    /// Whether a score is enough to be among the best.
    pub fn takes(&self, score: f32) -> bool {
        !self.is_full() || self.heap.peek().is_some_and(|worst| score >= worst.0.0.score)
    }

    /// Offers a candidate.
    pub fn push(&mut self, candidate: Candidate) {
        self.scored += 1;
        if !self.is_full() {
            self.heap.push(Reverse(Ranked(candidate)));
            return;
        }
        let candidate = Ranked(candidate);
        if self.heap.peek().is_some_and(|worst| worst.0 < candidate) {
            self.heap.pop();
            self.heap.push(Reverse(candidate));
        }
    }

    pub fn into_best_first(self) -> impl Iterator<Item = Candidate> {
        self.heap.into_sorted_vec().into_iter().map(|Reverse(Ranked(candidate))| candidate)
    }
}

/// Sets of groups whose bounds are kept: those of the first documents, which are the common ones.
const MAX_KNOWN: usize = 16;

/// How much a document may score at most, given the groups it has.
pub(crate) struct Bounds<'a> {
    scope: &'a Scope,
    /// By group: what it adds at most to the score, and to the mass that is found, beyond what it may add to any document.
    shares: Vec<(f32, f32)>,
    /// What the groups may add to any document, by what merely supports.
    open: (f32, f32),
    /// Bounds of the sets of groups that were met, as bits.
    known: Vec<(u128, f32)>,
}

impl Bounds<'_> {
    /// `is_supported`: groups of which there is something that merely supports.
    pub fn new(scope: &Scope, is_supported: impl Fn(usize) -> bool) -> Bounds<'_> {
        let mut bounds = Bounds {
            scope,
            shares: Vec::with_capacity(scope.groups.len()),
            open: (0.0, 0.0),
            known: Vec::new(),
        };
        for (number, group) in scope.groups.iter().enumerate() {
            let all = (group.weight * score_bound(group, |_| true), group.weight * group.idf);
            let support = match group.is_support || number >= u128::BITS as usize {
                true => all,
                false if !is_supported(number) => (0.0, 0.0),
                false => (group.weight * score_bound(group, |way| way.is_support), all.1),
            };
            bounds.open = (bounds.open.0 + support.0, bounds.open.1 + support.1);
            bounds.shares.push((all.0 - support.0, all.1 - support.1));
        }
        bounds
    }

    /// The bound of a document that has certain groups.
    pub fn bound(&mut self, groups: impl Iterator<Item = usize>) -> f32 {
        let counted = groups.filter(|&group| group < u128::BITS as usize);
        let set = counted.fold(0u128, |set, group| set | 1 << group);
        if let Some((_, bound)) = self.known.iter().find(|(known, _)| *known == set) {
            return *bound;
        }
        let bound = self.bound_of(set);
        if self.known.len() < MAX_KNOWN {
            self.known.push((set, bound));
        }
        bound
    }

    fn bound_of(&self, set: u128) -> f32 {
        let (mut sum, mut covered) = self.open;
        let shares = self.shares.iter().take(u128::BITS as usize).enumerate();
        for (_, share) in shares.filter(|(group, _)| set & 1 << group != 0) {
            sum += share.0;
            covered += share.1;
        }
        whole_score(sum, covered, self.scope.mass) * self.scope.factor
    }
}
