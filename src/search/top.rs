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
    /// By group: what it adds to the score at most.
    scores: Vec<f32>,
    /// By group: whether it may be there beside those that are known to be.
    is_open: Vec<bool>,
}

impl Bounds<'_> {
    /// `open`: groups that may be there beside those that are known to be.
    pub fn new(scope: &Scope, open: impl Fn(usize) -> bool) -> Bounds<'_> {
        let scores = scope.groups.iter().map(|group| group.weight * score_bound(group)).collect();
        Bounds { scope, scores, is_open: (0..scope.groups.len()).map(open).collect() }
    }

    /// The bound of a document that has certain groups.
    pub fn bound(&self, known: impl Iterator<Item = usize> + Clone) -> f32 {
        let (mut sum, mut covered) = (0.0, 0.0);
        for (number, group) in self.scope.groups.iter().enumerate() {
            if self.is_open[number] || known.clone().any(|known| known == number) {
                sum += self.scores[number];
                covered += group.weight * group.idf;
            }
        }
        whole_score(sum, covered, self.scope.mass) * self.scope.factor
    }
}
