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
use std::iter;
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

/// A stretch, behind its score.
type Scored = (f32, Range<u32>);

/// The best stretch of each candidate, with its score; candidates are in the order of their addresses.
fn best_stretches(
    index: &Index,
    scope: &Scope,
    filter: &Filter,
    candidates: &[&Candidate],
) -> Result<Vec<Option<Scored>>, Error> {
    let mut title_ends = title_ends(index, scope, candidates)?.into_iter();
    let mut best = Vec::with_capacity(candidates.len());
    let counts = |group: &Group, _: &Term| group.weight > 0.0 && filter.scores(group.leaf);
    occurrences(index, scope, candidates, counts, |candidate, found| {
        filter.drop_unguarded(scope, (candidate.segment, candidate.document), found);
        let title_end = title_ends.next().unwrap_or(0);
        best.push(best_stretch(scope, candidate, found, title_end));
    })?;
    Ok(best)
}

/// The best stretch of a document, given its occurrences. A stretch is two blocks of positions in a row, so that whatever stands
/// close together is in one stretch as a whole.
fn best_stretch(scope: &Scope, document: &Candidate, found: &[Occurrence], title_end: u32) -> Option<Scored> {
    let block_positions = scope.stretch / 2;
    let (title, text) = found.split_at(found.partition_point(|found| found.position < title_end));
    let mut stretches = Stretches::new(scope, found, title, scope.stretch as f32 / document.words);
    let (mut before, mut most) = ((0, &[][..]), 0);
    for (number, block) in blocks(text, block_positions) {
        let beside = if before.0 + 1 == number { before.1 } else { &[] };
        let count = beside.len() + block.len();
        // Of a single term, no more occurrences than elsewhere score no more.
        if document.terms.len() > 1 || count > most {
            stretches.score(beside, block, number);
            most = most.max(count);
        }
        before = (number, block);
    }
    let (score, number) = stretches.best?;
    Some((score, number.saturating_sub(1) * block_positions..(number + 1) * block_positions))
}

/// The blocks of so many positions that have occurrences, with their numbers.
fn blocks(mut rest: &[Occurrence], positions: u32) -> impl Iterator<Item = (u32, &[Occurrence])> {
    iter::from_fn(move || {
        let number = rest.first()?.position / positions;
        let end = (number + 1).saturating_mul(positions);
        let inside = rest.iter().take_while(|occurrence| occurrence.position < end).count();
        let (block, further) = rest.split_at(inside);
        rest = further;
        Some((number, block))
    })
}

/// Scores the stretches of a document, one after the other.
struct Stretches<'a> {
    scope: &'a Scope,
    norm: f32,
    /// What the whole document has of each group.
    whole: Vec<Found>,
    /// The share of the document that a stretch is.
    share: f32,
    title: &'a [Occurrence],
    title_found: Vec<Found>,
    /// What the stretch at hand has of each group.
    found: Vec<Found>,
    /// The highest score, and the number of the last block of the stretch.
    best: Option<(f32, u32)>,
}

impl<'a> Stretches<'a> {
    /// Scores the title by itself.
    fn new(scope: &'a Scope, all: &[Occurrence], title: &'a [Occurrence], share: f32) -> Stretches<'a> {
        let norm = length_norm(scope.stretch as f32, scope.typical_words);
        let (whole, title_found) = (found_in(scope, all), found_in(scope, title));
        let found = title_found.clone();
        let mut stretches = Stretches { scope, norm, whole, share, title, title_found, found, best: None };
        stretches.score(&[], &[], 0);
        stretches
    }

    /// Scores two blocks together with the title, unless there is only what merely supports.
    fn score(&mut self, before: &[Occurrence], block: &[Occurrence], number: u32) {
        let matches = |occurrence: &Occurrence| {
            let (group, term) = occurrence.term();
            let group = &self.scope.groups[group];
            !group.is_support && !group.terms[term].is_support
        };
        if ![self.title, before, block].into_iter().flatten().any(matches) {
            return;
        }
        self.found.clone_from(&self.title_found);
        add(self.scope, before, &mut self.found);
        add(self.scope, block, &mut self.found);
        let rest = Rest { found: &self.whole, share: self.share };
        let score = score(&self.scope.groups, &self.found, Some(rest), self.scope.mass, self.norm);
        if self.best.is_none_or(|(best, _)| score > best) {
            self.best = Some((score, number));
        }
    }
}

/// What some occurrences are of each group.
pub(crate) fn found_in(scope: &Scope, occurrences: &[Occurrence]) -> Vec<Found> {
    let mut found = vec![Found::default(); scope.groups.len()];
    add(scope, occurrences, &mut found);
    found
}

/// Adds some occurrences to what there is of each group.
fn add(scope: &Scope, occurrences: &[Occurrence], found: &mut [Found]) {
    for same in occurrences.chunk_by(Occurrence::has_term_of) {
        let (group, term) = same[0].term();
        found[group].add_term(&scope.groups[group].terms[term], same.len() as u32);
    }
}
