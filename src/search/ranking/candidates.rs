//! The documents that may be among the best, with their scores before closeness.

use super::closeness::Nearness;
use super::plan::{Plan, Scope};
use super::postings::{Opener, Posting, Postings};
use super::score::{Found, length_norm, score};
use super::top::{Bounds, Top};
use crate::analysis::Kind;
use crate::error::Error;
use crate::index::Index;
use crate::search::forms::group::Group;
use crate::search::matching::filter::Filter;
use crate::search::matching::sets::members;
use rustc_hash::FxHashMap;
use std::cmp::Ordering;
use std::ops::Range;
use tantivy::columnar::Column;
use tantivy::{BitSet, DocId};

/// A document that may be among the best.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Candidate {
    pub segment: usize,
    pub document: DocId,
    /// Orders those with the same score, wherever they lie.
    pub tie: u64,
    /// Number of the scope that scored it.
    pub scope: usize,
    /// Of a long document whose stretch is not settled, the highest that any stretch may have.
    pub score: f32,
    /// Words that the document has in the scope's language.
    pub words: f32,
    /// The terms of the scope that it holds.
    pub terms: Vec<TermPlace>,
    /// The positions that made the score; None for a long document whose stretch is not settled.
    pub stretch: Option<Range<u32>>,
    /// The group that found it by words too rare to be scored one by one.
    pub rest: Option<usize>,
    /// How close together its words stand; None if that was not looked at.
    pub nearness: Option<Nearness>,
}

impl Candidate {
    /// Orders candidates by score, then alike in any number of segments.
    pub fn best_first(&self, other: &Candidate) -> Ordering {
        let place =
            |candidate: &Candidate| (candidate.tie, candidate.segment, candidate.document, candidate.scope);
        other.score.total_cmp(&self.score).then_with(|| place(self).cmp(&place(other)))
    }
}

/// A term of a scope: places of its group, and of the term there.
pub(crate) type TermPlace = (usize, usize);

/// Collects the candidates of a query, scope by scope, and counts the documents that match.
pub(crate) struct Collector<'a> {
    pub index: &'a Index,
    pub plan: &'a Plan,
    pub filter: &'a Filter,
    limit: usize,
    /// The documents that match, by segment.
    matching: Vec<BitSet>,
    /// Documents that are wanted even if no score of theirs can reach the floor, by segment and number.
    spared: Vec<(usize, DocId)>,
    /// How many times a document was scored: the others could not be among the best.
    pub scored: u64,
}

impl<'a> Collector<'a> {
    /// A collector that keeps the `limit` best documents of each scope.
    pub fn new(index: &'a Index, plan: &'a Plan, filter: &'a Filter, limit: usize) -> Collector<'a> {
        let readers = index.searcher.segment_readers().iter();
        let matching = readers.map(|reader| BitSet::with_max_value(reader.max_doc())).collect();
        Collector { index, plan, filter, limit, matching, spared: Vec::new(), scored: 0 }
    }

    /// Collects the best documents of a scope, best first, of those whose scores may reach `floor`.
    ///
    /// # Errors
    /// [`Error::Damaged`] if the index cannot be read.
    pub fn collect(&mut self, number: usize, floor: f32) -> Result<Vec<Candidate>, Error> {
        let Collector { index, filter, .. } = *self;
        let scope = &self.plan.scopes[number];
        let mut top = Top::new(self.limit);
        for (segment, matching) in self.matching.iter_mut().enumerate() {
            let (top, spared) = (&mut top, &self.spared);
            let mut run = Run { index, scope, number, segment, filter, floor, spared, top, matching };
            run.collect()?;
            run.collect_rest()?;
        }
        self.scored += top.scored;
        Ok(top.into_best_first())
    }

    /// Has the documents of some candidates collected in the scopes to come, whatever the floor.
    pub fn spare(&mut self, candidates: &[Candidate]) {
        self.spared.extend(candidates.iter().map(|candidate| (candidate.segment, candidate.document)));
        self.spared.sort_unstable();
    }

    /// The number of documents that match in any of the scopes collected.
    pub fn total(&self) -> u64 {
        self.matching.iter().map(|set| set.len() as u64).sum()
    }
}

/// One scope in one segment.
struct Run<'a> {
    index: &'a Index,
    scope: &'a Scope,
    number: usize,
    segment: usize,
    filter: &'a Filter,
    floor: f32,
    spared: &'a [(usize, DocId)],
    top: &'a mut Top,
    matching: &'a mut BitSet,
}

/// A term, as part of a group.
struct Leaf {
    /// Number of the query's leaf.
    number: usize,
    group: usize,
    /// Place of the term in its group.
    term: usize,
    alternatives: u16,
    weight: f32,
    is_exact: bool,
}

/// The terms of a scope in a segment, and their postings: of those that find documents, and of those that merely support.
#[derive(Default)]
struct Leaves {
    all: Vec<Leaf>,
    finding: Postings,
    supporting: Postings,
    /// Groups of which there is something that merely supports.
    supported: Vec<usize>,
}

impl Run<'_> {
    fn collect(&mut self) -> Result<(), Error> {
        let Leaves { all: leaves, mut finding, mut supporting, supported } = self.leaves()?;
        if finding.is_empty() {
            return Ok(());
        }
        let mut scoring = Scoring::open(self)?;
        let mut bounds = Bounds::new(self.scope, |group| supported.contains(&group));
        let mut held: Vec<Posting> = Vec::new();
        while let Some(document) = finding.document() {
            held.clear();
            finding.take(document, &mut held);
            self.drop_unguarded(document, &leaves, &mut held);
            if held.is_empty() || !self.is_wanted(document) {
                continue;
            }
            self.matching.insert(document);
            let groups = held.iter().map(|posting| leaves[posting.term as usize].group);
            if !self.takes(document, bounds.bound(groups)) {
                continue;
            }
            supporting.take(document, &mut held);
            self.drop_unguarded(document, &leaves, &mut held);
            if let Some((words, score)) = self.scored(document, &held, &leaves, &mut scoring) {
                let terms = held.iter().map(|posting| leaves[posting.term as usize].place()).collect();
                let candidate = self.candidate(document, words, score, &scoring.columns);
                self.top.push(Candidate { terms, ..candidate });
            }
        }
        Ok(())
    }

    /// The words of a document that holds some terms, and its score, if that may be among the best.
    fn scored(
        &self,
        document: DocId,
        held: &[Posting],
        leaves: &[Leaf],
        scoring: &mut Scoring,
    ) -> Option<(f32, f32)> {
        let Scoring { columns, found, alone } = scoring;
        // If it were empty but for what it holds.
        let highest = match held {
            [Posting { term, frequency, .. }] => *alone
                .entry((*term, *frequency))
                .or_insert_with(|| self.score_of(noted(held, leaves, found), 0.0)),
            _ => self.score_of(noted(held, leaves, found), 0.0),
        };
        if !self.takes(document, highest) {
            return None;
        }
        let found = if held.len() == 1 { noted(held, leaves, found) } else { found };
        let words = self.words(document, columns);
        let score = self.score_of(found, self.scope.scored_words(words));
        self.takes(document, score).then_some((words, score))
    }

    /// Drops the terms of phrases that do not hold in a document.
    fn drop_unguarded(&self, document: DocId, leaves: &[Leaf], held: &mut Vec<Posting>) {
        if self.filter.has_guards() {
            let guards = |leaf: &Leaf| self.filter.guards(leaf.number, self.segment, document);
            held.retain(|posting| guards(&leaves[posting.term as usize]));
        }
    }

    fn is_wanted(&self, document: DocId) -> bool {
        let reader = &self.index.searcher.segment_readers()[self.segment];
        self.filter.allows(self.segment, document) && !reader.is_deleted(document)
    }

    /// Whether a score is enough for a document to be among the best.
    fn takes(&self, document: DocId, score: f32) -> bool {
        let is_spared = || self.spared.binary_search(&(self.segment, document)).is_ok();
        score >= self.top.threshold() && (score >= self.floor || is_spared())
    }

    /// Collects the documents that match only by words too rare to be scored one by one: as if they had one of them once.
    fn collect_rest(&mut self) -> Result<(), Error> {
        if self.scope.groups.iter().all(|group| group.rest.is_none()) {
            return Ok(());
        }
        let columns = Columns::open(self)?;
        let mut found = vec![Found::default(); self.scope.groups.len()];
        for (number, group) in self.scope.groups.iter().enumerate() {
            let Some(rest) = group.rest.as_ref().filter(|_| self.filter.scores(group.leaf)) else { continue };
            for document in members(&rest[self.segment]) {
                if !self.filter.guards(group.leaf, self.segment, document)
                    || !self.is_wanted(document)
                    || self.matching.contains(document)
                {
                    continue;
                }
                self.matching.insert(document);
                found[number].add_rest(group);
                let words = self.words(document, &columns);
                let score = self.score_of(&found, self.scope.scored_words(words));
                found[number].clear();
                // There are no positions from which a stretch could be chosen.
                let stretch = Some(0..u32::MAX);
                let candidate = self.candidate(document, words, score, &columns);
                self.top.push(Candidate { stretch, rest: Some(number), ..candidate });
            }
        }
        Ok(())
    }

    /// The terms of the scope.
    fn leaves(&self) -> Result<Leaves, Error> {
        let mut opener = Opener::new(self.index, &self.scope.vocabulary.segments[self.segment]);
        let mut leaves = Leaves::default();
        for (number, group) in self.scope.groups.iter().enumerate() {
            if self.filter.scores(group.leaf) && group.weight > 0.0 {
                self.add_leaves(group, number, &mut opener, &mut leaves)?;
            }
        }
        leaves.finding.sort();
        leaves.supporting.sort();
        Ok(leaves)
    }

    fn add_leaves(
        &self,
        group: &Group,
        number: usize,
        opener: &mut Opener,
        leaves: &mut Leaves,
    ) -> Result<(), Error> {
        for (place, term) in group.terms.iter().enumerate() {
            let Some(info) = &term.entry.infos[self.segment] else { continue };
            let is_support = term.is_support || group.is_support;
            let postings = if is_support { &mut leaves.supporting } else { &mut leaves.finding };
            opener.add(leaves.all.len() as u32, info, postings)?;
            leaves.all.push(Leaf {
                number: group.leaf,
                group: number,
                term: place,
                alternatives: term.alternatives,
                weight: term.weight,
                is_exact: term.kind == Kind::Exact,
            });
            if is_support && leaves.supported.last() != Some(&number) {
                leaves.supported.push(number);
            }
        }
        Ok(())
    }

    fn words(&self, document: DocId, columns: &Columns) -> f32 {
        columns.words(document).map_or(self.scope.typical_words, |words| words as f32)
    }

    /// What a document of so many words scores by what was found: of a long one, the highest that a stretch of it may have.
    fn score_of(&self, found: &[Found], scored_words: f32) -> f32 {
        let norm = length_norm(scored_words, self.scope.typical_words);
        score(&self.scope.groups, found, None, self.scope.mass, norm) * self.scope.factor
    }

    fn candidate(&self, document: DocId, words: f32, score: f32, columns: &Columns) -> Candidate {
        let is_long = self.scope.scored_words(words) != words;
        Candidate {
            segment: self.segment,
            document,
            tie: columns.tie(document),
            scope: self.number,
            words,
            terms: Vec::new(),
            score,
            stretch: (!is_long).then_some(0..u32::MAX),
            rest: None,
            nearness: None,
        }
    }
}

/// What is at hand while the documents of a segment are scored.
struct Scoring {
    columns: Columns,
    /// Room for what a document has of each group.
    found: Vec<Found>,
    /// What a document scores at most that has one term so often and nothing else: most have one term, and most of these equally often.
    alone: FxHashMap<(u32, u32), f32>,
}

impl Scoring {
    fn open(run: &Run) -> Result<Scoring, Error> {
        let found = vec![Found::default(); run.scope.groups.len()];
        Ok(Scoring { columns: Columns::open(run)?, found, alone: FxHashMap::default() })
    }
}

/// Notes what a document holds of each group.
fn noted<'f>(held: &[Posting], leaves: &[Leaf], found: &'f mut [Found]) -> &'f [Found] {
    found.iter_mut().for_each(Found::clear);
    held.iter().for_each(|posting| leaves[posting.term as usize].note(posting.frequency, found));
    found
}

/// What a segment knows of each of its documents.
struct Columns {
    lengths: Option<Column<u64>>,
    ties: Option<Column<u64>>,
}

impl Columns {
    fn open(run: &Run) -> Result<Columns, Error> {
        let lengths = run.scope.language.map(|ordinal| run.index.lengths(run.segment, ordinal));
        Ok(Columns { lengths: lengths.transpose()?.flatten(), ties: run.index.ties(run.segment)? })
    }

    fn words(&self, document: DocId) -> Option<u64> {
        self.lengths.as_ref().and_then(|lengths| lengths.first(document))
    }

    fn tie(&self, document: DocId) -> u64 {
        self.ties.as_ref().and_then(|ties| ties.first(document)).unwrap_or_default()
    }
}

impl Leaf {
    fn place(&self) -> TermPlace {
        (self.group, self.term)
    }

    fn note(&self, frequency: u32, found: &mut [Found]) {
        found[self.group].add(self.alternatives, self.weight, frequency, self.is_exact);
    }
}
