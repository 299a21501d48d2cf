//! The documents that match, ranked: candidates of each scope, settled, raised, the best of each document.

pub(super) mod candidates;
pub(super) mod classes;
pub(super) mod closeness;
pub(super) mod counting;
pub(super) mod files;
pub(super) mod occurrences;
pub(super) mod order;
pub(super) mod plan;
pub(super) mod postings;
pub(super) mod score;
pub(super) mod scoring;
pub(super) mod stretch;
pub(super) mod top;

use crate::error::Error;
use crate::query::Query;
use crate::search::SearchOptions;
use crate::search::forms::memory::Memory;
use crate::search::matching::filter::Filter;
use candidates::{Candidate, Collector};
use order::Sort;
use plan::Plan;
use rustc_hash::FxHashMap;
use std::collections::hash_map::Entry;

/// Candidates per language that are kept until stretches and closeness are known.
const CANDIDATES: usize = 200;

/// A query worked out, and the documents that it ranks.
pub(crate) struct Ranking {
    pub plan: Plan,
    pub filter: Filter,
    /// Best first.
    pub best: Vec<Candidate>,
    /// The candidates of each scope, where scores are to be explained.
    pub explained: Option<Vec<Vec<Candidate>>>,
    /// The number of documents that match.
    pub total: u64,
}

/// Works a query out and ranks the documents that match.
pub(crate) fn rank(memory: &Memory, query: &Query, options: &SearchOptions) -> Result<Ranking, Error> {
    let index = memory.index;
    let plan = plan::plan(memory, query, options.languages.as_deref(), options.exact)?;
    // A word that must not occur must not in any language.
    let open = match options.languages {
        Some(_) => Some(plan::plan(memory, query, None, options.exact)?),
        None => None,
    };
    let filter = Filter::new(memory, open.as_ref().unwrap_or(&plan), options)?;
    let wanted = wanted(options);
    let mut collector = Collector::new(index, &plan, &filter, wanted.max(CANDIDATES));
    // Where each language has its share, none is measured by the others; nor is one that is to be explained.
    let is_measured = options.per_language.is_none() && !options.explain;
    let shown = if is_measured { wanted } else { usize::MAX };
    let found = settled(&mut collector, wanted, shown)?;
    let total = collector.total();
    let explained = options.explain.then(|| found.clone());
    let mut best = best_by_document(&plan, found.into_iter().flatten());
    if let Some(most) = options.per_language {
        order::best_of_each_language(&plan, &mut best, most);
    }
    Ok(Ranking { plan, filter, best, explained, total })
}

/// Counts the documents that match a query.
pub(crate) fn count(memory: &Memory, query: &Query, options: &SearchOptions) -> Result<u64, Error> {
    let bare = SearchOptions {
        limit: 0,
        offset: 0,
        sort: Sort::Score,
        per_language: None,
        snippets: 0,
        explain: false,
        ..options.clone()
    };
    rank(memory, query, &bare).map(|ranking| ranking.total)
}

/// The candidates of each scope, their scores settled by stretch, closeness and title: the most promising scope first. Those that
/// cannot come to be among the best `shown` are left as they are, or left out.
fn settled(collector: &mut Collector, wanted: usize, shown: usize) -> Result<Vec<Vec<Candidate>>, Error> {
    let Collector { index, plan, filter, .. } = *collector;
    let mut best = vec![Vec::new(); plan.scopes.len()];
    let mut floor = f32::NEG_INFINITY;
    for number in most_promising_first(plan) {
        let scope = &plan.scopes[number];
        let before_raise = floor / closeness::highest_factor(index, scope);
        let mut candidates = collector.collect(number, before_raise)?;
        let looked_at = wanted.max(closeness::LOOKED_AT);
        stretch::settle(index, scope, filter, &mut candidates, looked_at, before_raise)?;
        closeness::raise(index, scope, &mut candidates, floor)?;
        // The documents of one scope are distinct, so that many are this good at least.
        floor = floor.max(score_at(&candidates, shown));
        if scope.language.is_none() {
            // What is found by its path is shown by its text.
            collector.spare(&candidates);
        }
        best[number] = candidates;
    }
    Ok(best)
}

/// The scopes by the highest score that a document may have there; paths first, as they tell which texts are wanted.
fn most_promising_first(plan: &Plan) -> Vec<usize> {
    let highest = |number: &usize| top::highest_score(&plan.scopes[*number]);
    let is_body = |number: &usize| plan.scopes[*number].language.is_some();
    let mut scopes: Vec<usize> = (0..plan.scopes.len()).collect();
    scopes.sort_by(|a, b| is_body(a).cmp(&is_body(b)).then_with(|| highest(b).total_cmp(&highest(a))));
    scopes
}

/// The score of the candidate at a rank, from 1; the lowest there is if there are fewer whose scores are settled.
fn score_at(candidates: &[Candidate], rank: usize) -> f32 {
    let settled = candidates.iter().filter(|candidate| candidate.stretch.is_some());
    let mut scores: Vec<f32> = settled.map(|candidate| candidate.score).collect();
    if !(1..=scores.len()).contains(&rank) {
        return f32::NEG_INFINITY;
    }
    let (_, last, _) = scores.select_nth_unstable_by(rank - 1, |a, b| b.total_cmp(a));
    *last
}

/// How many candidates of each scope are needed: all of them where others than the best may come first.
fn wanted(options: &SearchOptions) -> usize {
    match (options.per_language, options.sort) {
        // A document that two languages found is a hit of one of them, so there must be some to spare.
        (Some(most), _) => most.saturating_add(CANDIDATES),
        (None, Sort::Score) => options.offset.saturating_add(options.limit),
        (None, _) => usize::MAX,
    }
}

/// Keeps the best scope of each document; best document first. What is found by its path is shown by its text, if that
/// matches too.
fn best_by_document(plan: &Plan, candidates: impl Iterator<Item = Candidate>) -> Vec<Candidate> {
    let mut candidates: Vec<Candidate> = candidates.collect();
    candidates.sort_by(Candidate::best_first);
    let is_path = |candidate: &Candidate| plan.scopes[candidate.scope].language.is_none();
    let mut best: Vec<Candidate> = Vec::new();
    let mut places: FxHashMap<(usize, u32), usize> = FxHashMap::default();
    for candidate in candidates {
        match places.entry((candidate.segment, candidate.document)) {
            Entry::Vacant(place) => {
                place.insert(best.len());
                best.push(candidate);
            }
            Entry::Occupied(place) => {
                let kept = &mut best[*place.get()];
                if is_path(kept) {
                    *kept = Candidate { score: kept.score, ..candidate };
                }
            }
        }
    }
    best
}
