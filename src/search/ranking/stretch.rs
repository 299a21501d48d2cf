//! A long document is scored by its best stretch, together with its title. What only the rest of it has counts by the
//! share that the stretch is of the document: much in an essay, next to nothing in a book.

use super::candidates::Candidate;
use super::classes::Classes;
use super::closeness::{Nearness, Weights};
use super::occurrences::{Held, each_held, merge, title_ends};
use super::plan::Scope;
use super::score::{Found, Rest, length_norm, score};
use crate::error::Error;
use crate::index::Index;
use crate::search::forms::group::{Group, Term};
use crate::search::matching::filter::Filter;
use std::mem;
use std::ops::Range;

/// Candidates that are settled together at least: terms are opened for each lot of them.
const AT_ONCE: usize = 16;

/// Settles the scores of the long documents among the `wanted` best candidates of a scope, which are sorted, best first,
/// and stay so. Those behind them keep a bound that is below the scores of those before them; so do those whose bound is
/// below `floor`.
pub(crate) fn settle(
    index: &Index,
    scope: &Scope,
    filter: &Filter,
    candidates: &mut [Candidate],
    wanted: usize,
    floor: f32,
) -> Result<(), Error> {
    let is_open = |candidate: &Candidate| candidate.stretch.is_none() && candidate.score >= floor;
    let needed = |candidates: &[Candidate]| {
        let wanted = candidates.iter().take(with_ties(candidates, wanted));
        wanted.filter(|candidate| is_open(candidate)).count()
    };
    // Of a query that finds no long document, none is needed.
    let mut classes = None;
    loop {
        let needed = needed(candidates);
        if needed == 0 {
            return Ok(());
        }
        let classes = classes.get_or_insert_with(|| Classes::of(scope));
        let open = candidates.iter_mut().filter(|candidate| is_open(candidate));
        let mut open: Vec<&mut Candidate> = open.take(needed.max(AT_ONCE)).collect();
        open.sort_by_key(|candidate| (candidate.segment, candidate.document));
        let best =
            best_stretches(index, classes, filter, &open.iter().map(|open| &**open).collect::<Vec<_>>())?;
        for (candidate, Best { score, stretch, nearness }) in open.into_iter().zip(best) {
            (candidate.score, candidate.stretch) = (score * scope.factor, Some(stretch));
            candidate.nearness = Some(nearness);
        }
        candidates.sort_by(Candidate::best_first);
    }
}

/// So many candidates, and those behind that are as good as the last of them: by path they may come before it.
fn with_ties(candidates: &[Candidate], wanted: usize) -> usize {
    let Some(last) = wanted.checked_sub(1).and_then(|last| candidates.get(last)) else { return wanted };
    let ties = candidates[wanted..].iter().take_while(|candidate| candidate.score == last.score);
    wanted + ties.count()
}

/// The best stretch of a document.
struct Best {
    score: f32,
    stretch: Range<u32>,
    /// Of the words in the stretch and in the title.
    nearness: Nearness,
}

/// The best stretch of each candidate; candidates are in the order of their addresses.
fn best_stretches(
    index: &Index,
    classes: &Classes,
    filter: &Filter,
    candidates: &[&Candidate],
) -> Result<Vec<Best>, Error> {
    let scope = classes.scope;
    let weights = Weights::of(scope);
    let mut title_ends = title_ends(index, scope, candidates)?.into_iter();
    let mut best = Vec::with_capacity(candidates.len());
    let mut stretches = Stretches::new(classes);
    let mut near = Vec::new();
    let counts = |group: &Group, _: &Term| group.weight > 0.0 && filter.scores(group.leaf);
    each_held(index, scope, candidates, counts, |candidate, held| {
        let title_end = title_ends.next().unwrap_or(0);
        let (score, stretch) = stretches.best(candidate.words, held, title_end).unwrap_or((0.0, 0..0));
        let near_in = held.iter().copied().flat_map(|held| held.near(title_end, &stretch));
        merge(near_in, &mut near);
        let nearness = weights.nearness(scope, &near, title_end, &stretch);
        best.push(Best { score, stretch, nearness });
    })?;
    Ok(best)
}

/// How often terms of a class occur in a block of positions.
struct Count {
    /// Number of the block.
    block: u32,
    class: u32,
    count: u32,
}

/// Scores the stretches of one document after the other. A stretch is two blocks of positions in a row, so that whatever stands close
/// together is in one stretch as a whole.
struct Stretches<'a> {
    classes: &'a Classes<'a>,
    norm: f32,
    /// What the document at hand has in its title, and in the text behind it, in the order of blocks.
    title: Vec<Count>,
    text: Vec<Count>,
    /// What its title, all of it, and a stretch together with the title have of each group.
    title_found: Vec<Found>,
    whole: Vec<Found>,
    found: Vec<Found>,
}

impl<'a> Stretches<'a> {
    fn new(classes: &'a Classes<'a>) -> Stretches<'a> {
        let scope = classes.scope;
        let found = vec![Found::default(); scope.groups.len()];
        Stretches {
            classes,
            norm: length_norm(scope.stretch as f32, scope.typical_words),
            title: Vec::new(),
            text: Vec::new(),
            title_found: found.clone(),
            whole: found.clone(),
            found,
        }
    }

    /// The best stretch of a document of so many words, behind its score.
    fn best(&mut self, words: f32, held: &[Held], title_end: u32) -> Option<(f32, Range<u32>)> {
        let stretch = self.classes.scope.stretch;
        self.take(held, title_end, stretch / 2);
        let (share, text) = (stretch as f32 / words, mem::take(&mut self.text));
        // The title by itself.
        let mut best = self.score(&[], &[], share).map(|score| (score, 0));
        let mut before: (&[Count], u32) = (&[], 0);
        let (mut most, are_alike) = (0, self.are_alike(&text));
        for block in text.chunk_by(|left, right| left.block == right.block) {
            let (number, count) = (block[0].block, block.iter().map(|of_class| of_class.count).sum());
            let is_beside = before.0.last().is_some_and(|last| last.block + 1 == number);
            let (beside, count_beside) = if is_beside { before } else { (&[][..], 0) };
            // Of what counts alike, no more occurrences than elsewhere score no more.
            if !are_alike || count + count_beside > most {
                let score = self.score(beside, block, share).map(|score| (score, number));
                best = score.filter(|score| best.is_none_or(|best| score.0 > best.0)).or(best);
                most = most.max(count + count_beside);
            }
            before = (block, count);
        }
        self.text = text;
        let (score, number) = best?;
        Some((score, number.saturating_sub(1) * (stretch / 2)..(number + 1).saturating_mul(stretch / 2)))
    }

    /// Takes in what a document holds.
    fn take(&mut self, held: &[Held], title_end: u32, block_positions: u32) {
        self.title.clear();
        self.text.clear();
        for held in held {
            let (title, text) = held.split(title_end);
            count(self.classes, &title, u32::MAX, &mut self.title);
            count(self.classes, &text, block_positions, &mut self.text);
        }
        join(&mut self.title);
        join(&mut self.text);
        self.title_found.iter_mut().for_each(Found::clear);
        add(self.classes, &self.title, &mut self.title_found);
        self.whole.clone_from(&self.title_found);
        add(self.classes, &self.text, &mut self.whole);
    }

    fn are_alike(&self, text: &[Count]) -> bool {
        let mut all = self.title.iter().chain(text);
        all.next().is_some_and(|first| all.all(|other| other.class == first.class))
    }

    /// Scores two blocks together with the title; None if there is only what merely supports.
    fn score(&mut self, before: &[Count], block: &[Count], share: f32) -> Option<f32> {
        let matches = |count: &Count| self.classes.is_match(count.class);
        [self.title.as_slice(), before, block].into_iter().flatten().find(|count| matches(count))?;
        self.found.clone_from(&self.title_found);
        add(self.classes, before, &mut self.found);
        add(self.classes, block, &mut self.found);
        let (scope, rest) = (self.classes.scope, Rest { found: &self.whole, share });
        Some(score(&scope.groups, &self.found, Some(rest), scope.mass, self.norm))
    }
}

/// Counts the occurrences of a term by blocks of so many positions.
fn count(classes: &Classes, held: &Held, block_positions: u32, counts: &mut Vec<Count>) {
    let (class, mut rest) = (classes.number(held.term), held.positions);
    while let Some(first) = rest.first() {
        let block = first / block_positions;
        let end = (block + 1).saturating_mul(block_positions);
        // At least one: behind the last block that can be counted, no position is below its end.
        let count = rest.iter().take_while(|&&position| position < end).count().max(1);
        counts.push(Count { block, class, count: count as u32 });
        rest = &rest[count..];
    }
}

/// Joins the counts of the same class in the same block, in the order of blocks.
fn join(counts: &mut Vec<Count>) {
    let key = |count: &Count| (count.block, count.class);
    if counts.is_sorted_by(|left, right| key(left) < key(right)) {
        return;
    }
    counts.sort_unstable_by_key(key);
    counts.dedup_by(|next, last| {
        let is_alike = key(next) == key(last);
        last.count += if is_alike { next.count } else { 0 };
        is_alike
    });
}

/// Adds some occurrences to what there is of each group.
fn add(classes: &Classes, counts: &[Count], found: &mut [Found]) {
    counts.iter().for_each(|of_class| classes.add(of_class.class, of_class.count, found));
}
