//! The best candidates so far, and how good a document must be to become one of them.

use super::candidates::Candidate;
use super::plan::Scope;
use super::score::{score_bound, whole_score};
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// The best candidates so far.
pub(crate) struct Top {
    limit: usize,
    kept: Vec<Candidate>,
    /// What orders those that are kept, and where they lie: moved about in their place, as they are large.
    heap: BinaryHeap<Reverse<Ranked>>,
    /// How many were offered.
    pub scored: u64,
}

/// A candidate's score and what orders it beside others with the same; the better one is the greater.
#[derive(PartialEq)]
struct Ranked {
    score: f32,
    tie: (u64, usize, u32),
    /// Place of the candidate.
    kept: usize,
}

impl Eq for Ranked {}

impl Ord for Ranked {
    fn cmp(&self, other: &Ranked) -> Ordering {
        self.score.total_cmp(&other.score).then_with(|| other.tie.cmp(&self.tie))
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
        Top { limit, kept: Vec::new(), heap: BinaryHeap::new(), scored: 0 }
    }

    /// The score that is needed to be among the best.
    pub fn threshold(&self) -> f32 {
        match self.heap.peek() {
            Some(worst) if self.kept.len() >= self.limit => worst.0.score,
            _ => f32::NEG_INFINITY,
        }
    }

    /// Offers a candidate of the scope that all others are of.
    pub fn push(&mut self, candidate: Candidate) {
        self.scored += 1;
        let tie = (candidate.tie, candidate.segment, candidate.document);
        let mut ranked = Ranked { score: candidate.score, tie, kept: self.kept.len() };
        if self.kept.len() < self.limit {
            self.kept.push(candidate);
            self.heap.push(Reverse(ranked));
        } else if let Some(mut worst) = self.heap.peek_mut()
            && worst.0 < ranked
        {
            ranked.kept = worst.0.kept;
            self.kept[ranked.kept] = candidate;
            *worst = Reverse(ranked);
        }
    }

    pub fn into_best_first(self) -> Vec<Candidate> {
        let mut best = self.kept;
        best.sort_by(Candidate::best_first);
        best
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

/// How much any document may score at most in a scope, before closeness.
pub(crate) fn highest_score(scope: &Scope) -> f32 {
    Bounds::new(scope, |_| true).bound(0..scope.groups.len())
}
