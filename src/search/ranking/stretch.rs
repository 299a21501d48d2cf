//! A long document is scored by its best stretch, together with its title. What only the rest of it has counts by the
//! share that the stretch is of the document: much in an essay, next to nothing in a book.

use super::candidates::Candidate;
use super::occurrences::{Occurrence, occurrences, title_ends};
use super::plan::Scope;
use super::score::{Found, Rest, length_norm, score};
use crate::error::Error;
use crate::index::Index;
use crate::search::forms::group::{Group, Term};
use crate::search::matching::filter::Filter;
use std::ops::Range;

/// Settles the scores of the long documents among the `wanted` best candidates of a scope, which are sorted, best first,
/// and stay so. Those behind them keep a bound that is not above the scores of those before them; so do those whose bound is
/// below `floor`.
pub(crate) fn settle(
    index: &Index,
    scope: &Scope,
    filter: &Filter,
    candidates: &mut [Candidate],
    wanted: usize,
    floor: f32,
) -> Result<(), Error> {
    loop {
        let open = candidates
            .iter_mut()
            .take(wanted)
            .filter(|candidate| candidate.stretch.is_none() && candidate.score >= floor);
        let mut open: Vec<&mut Candidate> = open.collect();
        if open.is_empty() {
            return Ok(());
        }
        open.sort_by_key(|candidate| (candidate.segment, candidate.document));
        let best =
            best_stretches(index, scope, filter, &open.iter().map(|open| &**open).collect::<Vec<_>>())?;
        for (candidate, best) in open.into_iter().zip(best) {
            let (score, stretch) = best.unwrap_or((0.0, 0..0));
            (candidate.score, candidate.stretch) = (score * scope.factor, Some(stretch));
        }
        candidates.sort_by(Candidate::best_first);
    }
}

/// The best stretch of each candidate, with its score; candidates are in the order of their addresses.
fn best_stretches(
    index: &Index,
    scope: &Scope,
    filter: &Filter,
    candidates: &[&Candidate],
) -> Result<Vec<Option<(f32, Range<u32>)>>, Error> {
    let mut title_ends = title_ends(index, scope, candidates)?.into_iter();
    let mut best = Vec::with_capacity(candidates.len());
    let counts = |group: &Group, _: &Term| group.weight > 0.0 && filter.scores(group.leaf);
    occurrences(index, scope, candidates, counts, |candidate, found| {
        let leaf = |found: &Occurrence| scope.groups[found.group].leaf;
        let counts = |found: &&Occurrence| filter.guards(leaf(found), candidate.segment, candidate.document);
        let found: Vec<Occurrence> = found.iter().filter(counts).copied().collect();
        let mut stretches = Stretches::new(scope, &found, scope.stretch as f32 / candidate.words);
        let title_end = title_ends.next().unwrap_or(0);
        found.iter().for_each(|occurrence| stretches.add(occurrence, title_end));
        best.push(stretches.finish());
    })?;
    Ok(best)
}

/// Scores the stretches of a document while its occurrences go by.
struct Stretches<'a> {
    scope: &'a Scope,
    norm: f32,
    /// The whole document, and the share of it that a stretch is.
    whole: Vec<Found>,
    share: f32,
    title: Block,
    /// The block before the one at hand, and that one.
    blocks: [Block; 2],
    best: Option<(f32, Range<u32>)>,
}

/// What a block of positions has of the query.
#[derive(Clone)]
struct Block {
    number: u32,
    found: Vec<Found>,
    /// Whether there is more than what merely supports.
    can_match: bool,
}

impl<'a> Stretches<'a> {
    fn new(scope: &'a Scope, found: &[Occurrence], share: f32) -> Stretches<'a> {
        let block = Block { number: 0, found: vec![Found::default(); scope.groups.len()], can_match: false };
        let whole = found_in(scope, found);
        let norm = length_norm(scope.stretch as f32, scope.typical_words);
        let (title, blocks) = (block.clone(), [block.clone(), block]);
        Stretches { scope, norm, whole, share, title, blocks, best: None }
    }

    /// A stretch is two blocks in a row, so that whatever stands close together is in one stretch as a whole.
    fn block_positions(&self) -> u32 {
        self.scope.stretch / 2
    }

    /// Adds the next occurrence.
    fn add(&mut self, occurrence: &Occurrence, title_end: u32) {
        if occurrence.position < title_end {
            return self.title.add(self.scope, occurrence);
        }
        let number = occurrence.position / self.block_positions();
        if number != self.blocks[1].number {
            self.score_stretch();
            self.go_on(number);
        }
        self.blocks[1].add(self.scope, occurrence);
    }

    fn go_on(&mut self, number: u32) {
        self.blocks.swap(0, 1);
        self.blocks[1].clear(number);
        if self.blocks[0].number + 1 != number {
            self.blocks[0].clear(number.saturating_sub(1));
        }
    }

    /// Scores the two blocks, unless they are worse than two before them.
    fn score_stretch(&mut self) {
        let parts = [&self.title, &self.blocks[0], &self.blocks[1]];
        if !parts.iter().any(|part| part.can_match) {
            return;
        }
        let mut found = self.title.found.clone();
        for block in &self.blocks {
            found.iter_mut().zip(&block.found).for_each(|(all, more)| all.add_all(more));
        }
        let rest = Rest { found: &self.whole, share: self.share };
        let score = score(&self.scope.groups, &found, Some(rest), self.scope.mass, self.norm);
        if self.best.as_ref().is_none_or(|(best, _)| score > *best) {
            let start = self.blocks[0].number * self.block_positions();
            self.best = Some((score, start..(self.blocks[1].number + 1) * self.block_positions()));
        }
    }

    fn finish(mut self) -> Option<(f32, Range<u32>)> {
        self.score_stretch();
        self.best
    }
}

/// What some occurrences are of each group.
pub(crate) fn found_in(scope: &Scope, occurrences: &[Occurrence]) -> Vec<Found> {
    let mut found = vec![Found::default(); scope.groups.len()];
    for Occurrence { group, term, .. } in occurrences {
        found[*group].add_term(&scope.groups[*group].terms[*term], 1);
    }
    found
}

impl Block {
    fn add(&mut self, scope: &Scope, occurrence: &Occurrence) {
        let group = &scope.groups[occurrence.group];
        let term = &group.terms[occurrence.term];
        self.found[occurrence.group].add_term(term, 1);
        self.can_match |= !group.is_support && !term.is_support;
    }

    fn clear(&mut self, number: u32) {
        self.number = number;
        self.found.iter_mut().for_each(Found::clear);
        self.can_match = false;
    }
}
