//! Words of the query that stand close together say more than the same words apart, and words in the title more yet.

use super::candidates::Candidate;
use super::occurrences::{Occurrence, occurrences, title_ends};
use super::plan::Scope;
use crate::error::Error;
use crate::index::Index;
use crate::search::forms::group::{Group, Term, idf};
use std::ops::Range;

/// Words within this many positions are close.
const WINDOW_POSITIONS: u32 = 10;
/// What it adds to have the whole query in one window.
pub(crate) const CLOSENESS_WEIGHT: f32 = 0.8;
/// What it adds to have the whole query in a title that is boosted twofold.
pub(crate) const TITLE_WEIGHT: f32 = 0.2;
/// What the rounding of a product may add to it.
const ROUNDING: f32 = 1.0001;
/// Candidates of a scope that are looked at closely.
pub(crate) const LOOKED_AT: usize = 50;

/// Raises the scores of the best candidates of a scope, which are sorted, best first, where the query's words are close
/// together. Those that cannot be raised to `floor` are left as they are.
pub(crate) fn raise(
    index: &Index,
    scope: &Scope,
    candidates: &mut [Candidate],
    floor: f32,
) -> Result<(), Error> {
    if scope.language.is_none() {
        return Ok(());
    }
    let weights = Weights::of(scope);
    let title_boost = index.boosts().title - 1.0;
    let most = weights.highest_factor(title_boost);
    let may_rise = |candidate: &&Candidate| candidate.score * most >= floor;
    let looked_at = candidates.iter().take(LOOKED_AT).take_while(may_rise).count();
    let (raised, left) = candidates.split_at_mut(looked_at);
    look_at(index, scope, &weights, raised)?;
    for candidate in raised {
        if let Some(nearness) = &candidate.nearness {
            candidate.score *= nearness.closeness() * nearness.title(title_boost);
        }
    }
    left.iter_mut().for_each(|candidate| candidate.nearness = None);
    Ok(())
}

/// Notes how close together the words of the query stand in each candidate, unless that was noted as its stretch was settled.
fn look_at(
    index: &Index,
    scope: &Scope,
    weights: &Weights,
    candidates: &mut [Candidate],
) -> Result<(), Error> {
    let new = candidates.iter_mut().filter(|candidate| candidate.nearness.is_none());
    let mut new: Vec<&mut Candidate> = new.collect();
    new.sort_by_key(|candidate| (candidate.segment, candidate.document));
    let read: Vec<&Candidate> = new.iter().map(|new| &**new).collect();
    let mut title_ends = title_ends(index, scope, &read)?.into_iter();
    let mut nearness = Vec::with_capacity(new.len());
    occurrences(index, scope, &read, counts, |candidate, found| {
        let title_end = title_ends.next().unwrap_or(0);
        let stretch = candidate.stretch.clone().unwrap_or(0..u32::MAX);
        nearness.push(weights.nearness(scope, found, title_end, &stretch));
    })?;
    for (candidate, nearness) in new.into_iter().zip(nearness) {
        candidate.nearness = Some(nearness);
    }
    Ok(())
}

/// By how much closeness and the title may raise a score of a scope at most.
pub(crate) fn highest_factor(index: &Index, scope: &Scope) -> f32 {
    Weights::of(scope).highest_factor(index.boosts().title - 1.0)
}

/// How close together the words of a query stand in a document, and how much of it its title holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Nearness {
    /// The largest weight that stands in one window; 0 where the query has but one word.
    pub window: f32,
    /// The weight of the whole query.
    pub total: f32,
    /// The share of the query's weight that stands in the title.
    pub title_share: f32,
}

impl Nearness {
    /// The factor for what stands close together.
    pub fn closeness(&self) -> f32 {
        if self.window > 0.0 { 1.0 + CLOSENESS_WEIGHT * self.window / self.total } else { 1.0 }
    }

    /// The factor for what stands in the title, which is boosted by so much above 1.
    pub fn title(&self, boost: f32) -> f32 {
        (1.0 + TITLE_WEIGHT * boost * self.title_share).max(0.0)
    }
}

/// Whether a term counts for closeness: words in any form, compounds that hold them, and pairs.
fn counts(group: &Group, term: &Term) -> bool {
    !group.is_light && !term.is_support
}

/// What each group weighs in a window.
pub(super) struct Weights {
    /// By place of the group; 0 for those that do not count.
    groups: Vec<f32>,
    total: f32,
    distinct: usize,
}

impl Weights {
    pub fn of(scope: &Scope) -> Weights {
        let unseen = idf(scope.documents, 0.0);
        let weight = |group: &Group| {
            if group.is_light || group.weight == 0.0 {
                return 0.0;
            }
            // The second way to match, where there is one, is by stem.
            let mut ways = group.alternatives.iter().take(2).filter(|way| way.mean_of.is_none());
            ways.next_back().map_or(unseen, |way| way.idf)
        };
        let groups: Vec<f32> = scope.groups.iter().map(weight).collect();
        let total = groups.iter().sum();
        let distinct = groups.iter().filter(|&&weight| weight > 0.0).count();
        Weights { groups, total, distinct }
    }
}

impl Weights {
    /// By how much closeness may raise a score at most, and the title, which is boosted by so much above 1.
    fn highest_factor(&self, title_boost: f32) -> f32 {
        let window = if self.distinct < 2 { 0.0 } else { 1.0 };
        let most = Nearness { window, total: 1.0, title_share: 1.0 };
        most.closeness() * most.title(title_boost.max(0.0)) * ROUNDING
    }

    /// How close together words stand in a stretch of a document, and which of them in its title, given all that count and maybe
    /// others.
    pub fn nearness(
        &self,
        scope: &Scope,
        found: &[Occurrence],
        title_end: u32,
        stretch: &Range<u32>,
    ) -> Nearness {
        let counts = |occurrence: &&Occurrence| {
            let (group, term) = occurrence.term();
            counts(&scope.groups[group], &scope.groups[group].terms[term])
        };
        let before = |position: u32| found.partition_point(|occurrence| occurrence.position < position);
        let of_stretch = found[before(stretch.start)..before(stretch.end)].iter().filter(counts);
        let of_title = found[..before(title_end)].iter().filter(counts);
        Nearness {
            // One word alone is close to none.
            window: if self.distinct < 2 { 0.0 } else { self.best_window(of_stretch) },
            total: self.total,
            title_share: self.title_share(of_title),
        }
    }

    /// The largest weight of distinct groups within a window.
    fn best_window<'f>(&self, found: impl Iterator<Item = &'f Occurrence>) -> f32 {
        let mut last: Vec<Option<u32>> = vec![None; self.groups.len()];
        let mut best = 0.0f32;
        for occurrence in found {
            last[occurrence.group()] = Some(occurrence.position);
            let inside = |position: &u32| occurrence.position - position < WINDOW_POSITIONS;
            let groups = last.iter().zip(&self.groups).filter(|(last, _)| last.as_ref().is_some_and(inside));
            best = best.max(groups.map(|(_, weight)| weight).sum());
        }
        best
    }

    /// The share of the query's weight that stands in the title.
    fn title_share<'f>(&self, found: impl Iterator<Item = &'f Occurrence>) -> f32 {
        if self.total == 0.0 {
            return 0.0;
        }
        let mut groups: Vec<usize> = found.map(Occurrence::group).collect();
        groups.sort_unstable();
        groups.dedup();
        groups.iter().map(|&group| self.groups[group]).sum::<f32>() / self.total
    }
}
