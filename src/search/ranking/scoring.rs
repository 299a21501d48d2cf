//! What the terms of a scope in one segment score: at most, by themselves, and together.

use super::candidates::TermPlace;
use super::plan::Scope;
use super::postings::{Lone, Opener, Posting, Postings};
use super::score::{Found, OneTerm, length_norm, score, score_of_one};
use super::top::Bounds;
use crate::analysis::Kind;
use crate::error::Error;
use crate::index::Index;
use crate::search::forms::group::Group;
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
    worth: OneTerm,
}

impl SegmentTerm {
    pub fn place(&self) -> TermPlace {
        (self.group, self.place)
    }

    fn note(&self, frequency: u32, found: &mut [Found]) {
        let OneTerm { alternatives, weight, same_script } = self.worth;
        found[self.group].add(alternatives, weight, frequency, same_script);
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
                worth: OneTerm {
                    alternatives: term.alternatives,
                    weight: term.weight,
                    same_script: term.kind == Kind::Exact,
                },
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
    /// By term, what is known of documents that have it and nothing else: most are such, and most of these have it equally often.
    alone: Vec<Alone>,
}

/// What is known of documents that have one term and nothing else.
#[derive(Clone, Default)]
struct Alone {
    /// What they score at most, by frequency; below 0 if that was not worked out.
    highest: Vec<f32>,
    /// Those that have it so often, or less, do not score enough.
    too_few: u32,
}

/// Frequencies of a term for which scores are kept.
const KEPT_FREQUENCIES: usize = 256;

impl<'a> Scoring<'a> {
    /// `supported`: groups of which there is something that merely supports.
    pub fn new(scope: &'a Scope, terms: Vec<SegmentTerm>, supported: &[usize]) -> Scoring<'a> {
        let mut bounds = Bounds::new(scope, |group| supported.contains(&group));
        Scoring {
            scope,
            alone: vec![Alone::default(); terms.len()],
            terms,
            bounds_alone: (0..scope.groups.len()).map(|group| bounds.bound(iter::once(group))).collect(),
            bounds,
            is_supported: !supported.is_empty(),
            found: vec![Found::default(); scope.groups.len()],
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
        let (alone, place) = (term as usize, frequency as usize);
        match self.alone[alone].highest.get(place) {
            Some(&known) if known >= 0.0 => return known,
            _ => {}
        }
        let score = self.score(&[Posting { document: 0, term, frequency }], 0.0);
        if place < KEPT_FREQUENCIES {
            let highest = &mut self.alone[alone].highest;
            highest.resize(highest.len().max(place + 1), -1.0);
            highest[place] = score;
        }
        score
    }

    /// The place of the first of some documents that may score enough, though they hold one term and no others. What is enough must
    /// not become less from one call to the next.
    pub fn first_enough(&mut self, lone: &Lone, is_enough: impl Fn(f32) -> bool) -> Option<usize> {
        let (term, mut passed) = (lone.term as usize, 0);
        loop {
            let too_few = self.alone[term].too_few;
            passed += lone.frequencies[passed..].iter().position(|&frequency| frequency > too_few)?;
            if is_enough(self.alone(lone.term, lone.frequencies[passed])) {
                return Some(passed);
            }
            self.alone[term].too_few = lone.frequencies[passed];
        }
    }

    /// What a document of so many words scores by the terms it holds: of a long one, the highest that a stretch of it may have.
    pub fn score(&mut self, held: &[Posting], words: f32) -> f32 {
        if let [Posting { term, frequency, .. }] = *held {
            let term = &self.terms[term as usize];
            let (scope, norm) = (self.scope, norm_of(self.scope, words));
            let group = &scope.groups[term.group];
            return score_of_one(group, term.worth, frequency, scope.mass, norm) * scope.factor;
        }
        self.found.iter_mut().for_each(Found::clear);
        for posting in held {
            self.terms[posting.term as usize].note(posting.frequency, &mut self.found);
        }
        score_of(self.scope, &self.found, words)
    }
}

/// What a document of so many words scores by what was found: of a long one, the highest that a stretch of it may have.
pub(crate) fn score_of(scope: &Scope, found: &[Found], words: f32) -> f32 {
    score(&scope.groups, found, None, scope.mass, norm_of(scope, words)) * scope.factor
}

/// The [`length_norm`] of a document of so many words, or of a stretch of a long one.
fn norm_of(scope: &Scope, words: f32) -> f32 {
    length_norm(scope.scored_words(words), scope.typical_words)
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
