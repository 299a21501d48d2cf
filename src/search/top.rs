//! The best candidates so far, and how good a document must be to become one of them.

use super::candidates::Candidate;
use super::plan::Scope;
use super::score::{score_bound, whole_score};
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// The best candidates so far.
pub(super) struct Top {
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

/// How much a document may score at most, given the groups it has.
pub(super) struct Bounds<'a> {
    scope: &'a Scope,
    /// By group: what it adds to the score at most, and to the mass that is found; nothing if it may be in any document.
    shares: Vec<(f32, f32)>,
    /// What the groups add that may be in any document.
    open: (f32, f32),
    /// By group: the last document that was known to have it, counted from 1.
    seen: Vec<u32>,
    document: u32,
}

impl Bounds<'_> {
    /// `is_open`: groups that may be there beside those that are known to be.
    pub fn new(scope: &Scope, is_open: impl Fn(usize) -> bool) -> Bounds<'_> {
        let mut bounds = Bounds {
            scope,
            shares: Vec::with_capacity(scope.groups.len()),
            open: (0.0, 0.0),
            seen: vec![0; scope.groups.len()],
            document: 0,
        };
        for (number, group) in scope.groups.iter().enumerate() {
            let share = (group.weight * score_bound(group), group.weight * group.idf);
            let is_open = is_open(number);
            bounds.shares.push(if is_open { (0.0, 0.0) } else { share });
            if is_open {
                bounds.open = (bounds.open.0 + share.0, bounds.open.1 + share.1);
            }
        }
        bounds
    }

    /// The bound of the next document, which has certain groups.
    pub fn bound(&mut self, known: impl Iterator<Item = usize>) -> f32 {
        self.document += 1;
        let (mut sum, mut covered) = self.open;
        for group in known {
            if self.seen[group] != self.document {
                self.seen[group] = self.document;
                sum += self.shares[group].0;
                covered += self.shares[group].1;
            }
        }
        whole_score(sum, covered, self.scope.mass) * self.scope.factor
    }
}
