//! What the terms of a scope in one segment score: at most, by themselves, and together.

use super::candidates::TermPlace;
use super::plan::Scope;
use super::postings::{Opener, Posting, Postings};
use super::score::{Found, length_norm, score};
use super::top::Bounds;
use crate::analysis::Kind;
use crate::error::Error;
use crate::index::Index;
use crate::search::forms::group::Group;
use rustc_hash::FxHashMap;
use std::iter;
use tantivy::DocId;
use tantivy::columnar::Column;

/// A term of a segment, as part of a group.
pub(crate) struct SegmentTerm {
    /// Number of the query's leaf.
    pub leaf: usize,
    group: usize,
    /// Place of the term in its group.
    place: usize,
    alternatives: u16,
    weight: f32,
    is_exact: bool,
}

impl SegmentTerm {
    pub fn place(&self) -> TermPlace {
        (self.group, self.place)
    }

    fn note(&self, frequency: u32, found: &mut [Found]) {
        found[self.group].add(self.alternatives, self.weight, frequency, self.is_exact);
    }
}

/// The terms of a scope in a segment, and their postings: of those that find documents, and of those that merely support.
#[derive(Default)]
pub(crate) struct SegmentTerms {
    /// By the numbers under which the postings know them.
    pub all: Vec<SegmentTerm>,
    pub finding: Postings,
    pub supporting: Postings,
    /// Groups of which there is something that merely supports.
    pub supported: Vec<usize>,
}

impl SegmentTerms {
    /// Opens the terms of the leaves that score.
    ///
    /// # Errors
    /// [`Error::Damaged`] if the index cannot be read.
    pub fn open(
        index: &Index,
        scope: &Scope,
        segment: usize,
        scores: impl Fn(usize) -> bool,
    ) -> Result<SegmentTerms, Error> {
        let mut opener = Opener::new(index, &scope.vocabulary.segments[segment].postings);
        let mut terms = SegmentTerms::default();
        for (number, group) in scope.groups.iter().enumerate() {
            if scores(group.leaf) && group.weight > 0.0 {
                terms.add(number, group, segment, &mut opener)?;
            }
        }
        terms.finding.sort();
        terms.supporting.sort();
        Ok(terms)
    }

    fn add(
        &mut self,
        number: usize,
        group: &Group,
        segment: usize,
        opener: &mut Opener,
    ) -> Result<(), Error> {
        for (place, term) in group.terms.iter().enumerate() {
            let Some(info) = &term.entry.infos[segment] else { continue };
            let is_support = term.is_support || group.is_support;
            let postings = if is_support { &mut self.supporting } else { &mut self.finding };
            opener.add(self.all.len() as u32, info, postings)?;
            self.all.push(SegmentTerm {
                leaf: group.leaf,
                group: number,
                place,
                alternatives: term.alternatives,
                weight: term.weight,
                is_exact: term.kind == Kind::Exact,
            });
            if is_support && self.supported.last() != Some(&number) {
                self.supported.push(number);
            }
        }
        Ok(())
    }
}

/// What is at hand while the documents of a segment are scored.
pub(crate) struct Scoring<'a> {
    scope: &'a Scope,
    pub terms: Vec<SegmentTerm>,
    bounds: Bounds<'a>,
    /// By group, what a document that is found by it alone may score at most.
    bounds_alone: Vec<f32>,
    /// Whether any document may have something that merely supports.
    pub is_supported: bool,
    /// Room for what a document has of each group.
    found: Vec<Found>,
    /// What a document scores at most that has one term so often and nothing else: most have one term, and most of these equally often.
    alone: FxHashMap<(u32, u32), f32>,
}

impl<'a> Scoring<'a> {
    /// `supported`: groups of which there is something that merely supports.
    pub fn new(scope: &'a Scope, terms: Vec<SegmentTerm>, supported: &[usize]) -> Scoring<'a> {
        let mut bounds = Bounds::new(scope, |group| supported.contains(&group));
        Scoring {
            scope,
            terms,
            bounds_alone: (0..scope.groups.len()).map(|group| bounds.bound(iter::once(group))).collect(),
            bounds,
            is_supported: !supported.is_empty(),
            found: vec![Found::default(); scope.groups.len()],
            alone: FxHashMap::default(),
        }
    }

    /// What a document that is found by some terms may score at most.
    pub fn bound(&mut self, held: &[Posting]) -> f32 {
        match held {
            [posting] => self.bound_alone(posting.term),
            _ => self.bounds.bound(held.iter().map(|posting| self.terms[posting.term as usize].group)),
        }
    }

    /// What a document that is found by one term alone may score at most, however often it has it.
    pub fn bound_alone(&self, term: u32) -> f32 {
        self.bounds_alone[self.terms[term as usize].group]
    }

    /// What a document may score at most that holds one term so often and no others: as if there were nothing else in it.
    pub fn alone(&mut self, term: u32, frequency: u32) -> f32 {
        if let Some(&known) = self.alone.get(&(term, frequency)) {
            return known;
        }
        let highest = self.score(&[Posting { document: 0, term, frequency }], 0.0);
        self.alone.insert((term, frequency), highest);
        highest
    }

    /// What a document of so many words scores by the terms it holds: of a long one, the highest that a stretch of it may have.
    pub fn score(&mut self, held: &[Posting], words: f32) -> f32 {
        self.found.iter_mut().for_each(Found::clear);
        for posting in held {
            self.terms[posting.term as usize].note(posting.frequency, &mut self.found);
        }
        score_of(self.scope, &self.found, words)
    }
}

/// What a document of so many words scores by what was found: of a long one, the highest that a stretch of it may have.
pub(crate) fn score_of(scope: &Scope, found: &[Found], words: f32) -> f32 {
    let norm = length_norm(scope.scored_words(words), scope.typical_words);
    score(&scope.groups, found, None, scope.mass, norm) * scope.factor
}

/// What a segment knows of each of its documents.
pub(crate) struct Columns {
    lengths: Option<Column<u64>>,
    ties: Option<Column<u64>>,
    typical_words: f32,
}

impl Columns {
    /// # Errors
    /// [`Error::Damaged`] if the index cannot be read.
    pub fn open(index: &Index, scope: &Scope, segment: usize) -> Result<Columns, Error> {
        let lengths = scope.language.map(|ordinal| index.lengths(segment, ordinal));
        let lengths = lengths.transpose()?.flatten();
        Ok(Columns { lengths, ties: index.ties(segment)?, typical_words: scope.typical_words })
    }

    /// Words that a document has in the scope's language.
    pub fn words(&self, document: DocId) -> f32 {
        let words = self.lengths.as_ref().and_then(|lengths| lengths.first(document));
        words.map_or(self.typical_words, |words| words as f32)
    }

    /// What orders a document beside others with the same score.
    pub fn tie(&self, document: DocId) -> u64 {
        self.ties.as_ref().and_then(|ties| ties.first(document)).unwrap_or_default()
    }
}
