//! Words of the query that stand close together say more than the same words apart, and words in the title more yet.

use super::candidates::Candidate;
use super::group::{Group, Term, idf};
use super::occurrences::{Address, Occurrence, occurrences};
use super::plan::{Plan, Scope};
use crate::analysis::Kind;
use crate::error::Error;
use crate::index::Index;
use crate::index::outline::PassageShape;
use std::collections::HashMap;

/// Words within this many positions are close.
const WINDOW_POSITIONS: u32 = 10;
/// What it adds to have the whole query in one window.
const CLOSENESS_WEIGHT: f32 = 0.8;
/// What it adds to have the whole query in a title that is boosted twofold.
const TITLE_WEIGHT: f32 = 0.2;
/// Candidates of a scope that are looked at closely.
const LOOKED_AT: usize = 50;

/// Raises the scores of the best candidates of each scope in which the query's words are close together.
pub(super) fn raise(index: &Index, plan: &Plan, candidates: &mut [Candidate]) -> Result<(), Error> {
    for (number, scope) in plan.scopes.iter().enumerate() {
        if scope.language.is_none() {
            continue;
        }
        let weights = Weights::of(scope);
        let own = candidates.iter_mut().filter(|candidate| candidate.scope == number).take(LOOKED_AT);
        let mut own: Vec<&mut Candidate> = own.collect();
        own.sort_by_key(|candidate| (candidate.segment, candidate.document));
        let addresses: Vec<Address> =
            own.iter().map(|candidate| (candidate.segment, candidate.document)).collect();
        let mut factors = HashMap::new();
        occurrences(index, scope, &addresses, counts, |address, found| {
            factors.insert(address, factor(index, &weights, address, found));
        })?;
        for candidate in own {
            candidate.score *= factors.get(&(candidate.segment, candidate.document)).copied().unwrap_or(1.0);
        }
    }
    Ok(())
}

/// Whether a term counts for closeness: whole words and pairs, exact or by stem.
fn counts(group: &Group, term: &Term) -> bool {
    !group.is_light && !term.is_support && term.kind != Kind::Part
}

/// What each group weighs in a window.
struct Weights {
    /// By place of the group; 0 for those that do not count.
    groups: Vec<f32>,
    total: f32,
    distinct: usize,
}

impl Weights {
    fn of(scope: &Scope) -> Weights {
        let unseen = idf(scope.documents() as u32, 0.0);
        let weight = |group: &Group| {
            if group.is_light || group.weight == 0.0 {
                return 0.0;
            }
            // The second way to match, where there is one, is by stem.
            let ways = group.alternatives.iter().take(2).filter(|way| way.mean_of.is_none());
            ways.last().map_or(unseen, |way| way.idf)
        };
        let groups: Vec<f32> = scope.groups.iter().map(weight).collect();
        let total = groups.iter().sum();
        let distinct = groups.iter().filter(|&&weight| weight > 0.0).count();
        Weights { groups, total, distinct }
    }
}

fn factor(index: &Index, weights: &Weights, address: Address, found: &[Occurrence]) -> f32 {
    let mut factor = 1.0;
    if weights.distinct >= 2 {
        factor += CLOSENESS_WEIGHT * best_window(weights, found) / weights.total;
    }
    let title_boost = index.schema().boosts.title - 1.0;
    if title_boost != 0.0 && weights.total > 0.0 {
        let share = title_share(index, weights, address, found);
        factor *= (1.0 + TITLE_WEIGHT * title_boost * share).max(0.0);
    }
    factor
}

/// The largest weight of distinct groups within a window.
fn best_window(weights: &Weights, found: &[Occurrence]) -> f32 {
    let mut last: Vec<Option<u32>> = vec![None; weights.groups.len()];
    let mut best = 0.0f32;
    for occurrence in found {
        last[occurrence.group] = Some(occurrence.position);
        let inside = |position: &u32| occurrence.position - position < WINDOW_POSITIONS;
        let groups = last.iter().zip(&weights.groups).filter(|(last, _)| last.as_ref().is_some_and(inside));
        best = best.max(groups.map(|(_, weight)| weight).sum());
    }
    best
}

/// The share of the query's weight that the title holds.
fn title_share(index: &Index, weights: &Weights, address: Address, found: &[Occurrence]) -> f32 {
    let end = title_end(index, address);
    let mut groups: Vec<usize> =
        found.iter().take_while(|occurrence| occurrence.position < end).map(|found| found.group).collect();
    groups.sort_unstable();
    groups.dedup();
    groups.iter().map(|&group| weights.groups[group]).sum::<f32>() / weights.total
}

/// The position after the title; 0 without one at the beginning.
fn title_end(index: &Index, address: Address) -> u32 {
    let shapes = shapes(index, address);
    shapes.iter().take_while(|shape| shape.is_title).map(|shape| shape.positions).sum()
}

/// The shapes of a document's passages, in text order.
pub(super) fn shapes(index: &Index, (segment, document): Address) -> Vec<PassageShape> {
    let reader = &index.searcher.segment_readers()[segment];
    let column = reader.fast_fields().u64("passages").ok();
    let values = column.iter().flat_map(|column| column.values_for_doc(document));
    values.map(PassageShape::from_column).collect()
}
