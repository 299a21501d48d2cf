//! The documents that may be among the best, with their scores before closeness.

use super::closeness::Nearness;
use super::plan::{Plan, Scope};
use super::postings::{Lone, Next, Posting, Postings};
use super::score::Found;
use super::scoring::{Columns, Scoring, SegmentTerm, SegmentTerms, score_of};
use super::top::Top;
use crate::error::Error;
use crate::index::Index;
use crate::search::matching::filter::Filter;
use crate::search::matching::sets::{Marked, members};
use std::cmp::Ordering;
use std::ops::Range;
use tantivy::DocId;

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
    /// The terms of the scope that it holds, without those of phrases that do not hold there.
    pub terms: Vec<TermPlace>,
    /// The positions that made the score; None for a long document whose stretch is not settled.
    pub stretch: Option<Range<u32>>,
    /// The group that found it by words too rare to be scored one by one.
    pub rest: Option<usize>,
    /// How close together its words stand; None if that was not looked at or does not count.
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
    matching: Vec<Marked>,
    /// Documents that are wanted even if no score of theirs can reach the floor, by segment, in order.
    spared: Vec<Vec<DocId>>,
    /// How many times a document was scored: the others could not be among the best.
    pub scored: u64,
}

impl<'a> Collector<'a> {
    /// A collector that keeps the `limit` best documents of each scope.
    pub fn new(index: &'a Index, plan: &'a Plan, filter: &'a Filter, limit: usize) -> Collector<'a> {
        let segments = index.searcher.segment_readers();
        let matching = segments.iter().map(|segment| Marked::none(segment.max_doc())).collect();
        let spared = vec![Vec::new(); segments.len()];
        Collector { index, plan, filter, limit, matching, spared, scored: 0 }
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
            let (top, spared) = (&mut top, self.spared[segment].as_slice());
            let has_deletes = index.searcher.segment_readers()[segment].has_deletes();
            let all_wanted = filter.allows_all() && !has_deletes;
            let mut run =
                Run { index, scope, number, segment, filter, all_wanted, floor, spared, top, matching };
            run.collect()?;
            run.collect_rest()?;
        }
        self.scored += top.scored;
        Ok(top.into_best_first())
    }

    /// Has the documents of some candidates collected in the scopes to come, whatever the floor.
    pub fn spare(&mut self, candidates: &[Candidate]) {
        for candidate in candidates {
            self.spared[candidate.segment].push(candidate.document);
        }
        self.spared.iter_mut().for_each(|spared| spared.sort_unstable());
    }

    /// The number of documents that match in any of the scopes collected.
    pub fn total(&self) -> u64 {
        self.matching.iter().map(Marked::count).sum()
    }
}

/// One scope in one segment.
struct Run<'a> {
    index: &'a Index,
    scope: &'a Scope,
    number: usize,
    segment: usize,
    filter: &'a Filter,
    /// Whether no document is deleted or filtered out.
    all_wanted: bool,
    floor: f32,
    spared: &'a [DocId],
    top: &'a mut Top,
    matching: &'a mut Marked,
}

impl Run<'_> {
    fn collect(&mut self) -> Result<(), Error> {
        let SegmentTerms { all: terms, mut finding, mut supporting, supported } =
            SegmentTerms::open(self.index, self.scope, self.segment, |leaf| self.filter.scores(leaf))?;
        if finding.is_empty() {
            return Ok(());
        }
        let mut scoring = Scoring::new(self.scope, terms, &supported);
        let has_support = !supporting.is_empty();
        let mut columns = None;
        let mut held: Vec<Posting> = Vec::new();
        while let Some(document) = self.next_of(&mut finding, &mut scoring) {
            held.clear();
            finding.take(document, &mut held);
            self.drop_unguarded(document, &scoring.terms, &mut held);
            if held.is_empty() || !self.is_wanted(document) {
                continue;
            }
            self.matching.insert(document);
            if !self.takes(document, scoring.bound(&held)) {
                continue;
            }
            if has_support {
                supporting.take(document, &mut held);
                self.drop_unguarded(document, &scoring.terms, &mut held);
            }
            // Opened for the first document alone that needs them: to verify them takes a while.
            let columns = match &columns {
                Some(columns) => columns,
                None => columns.insert(Columns::open(self.index, self.scope, self.segment)?),
            };
            self.score(document, &held, &mut scoring, columns);
        }
        Ok(())
    }

    /// Goes on to the next document that has all that it must have, and may be among the best if it holds one term alone.
    fn next_of(&mut self, finding: &mut Postings, scoring: &mut Scoring) -> Option<DocId> {
        loop {
            let next = finding.next()?;
            let document = next.document();
            let complete = self.filter.next_complete(self.segment, document)?;
            if complete > document {
                finding.seek(complete);
                continue;
            }
            let Next::Alone(lone) = next else { return Some(document) };
            let (place, passed) = (lone.place, self.pass_over(&lone, scoring));
            let document = lone.documents.get(passed).copied();
            finding.pass(place, passed);
            if document.is_some() {
                return document;
            }
        }
    }

    /// Scores a document that holds some terms, and keeps it if it may be among the best.
    fn score(&mut self, document: DocId, held: &[Posting], scoring: &mut Scoring, columns: &Columns) {
        if let [Posting { term, frequency, .. }] = *held
            && !self.takes(document, scoring.alone(term, frequency))
        {
            return;
        }
        let words = columns.words(document);
        let score = scoring.score(held, words);
        if self.takes(document, score) {
            let terms = held.iter().map(|posting| scoring.terms[posting.term as usize].place()).collect();
            self.top.push(Candidate { terms, ..self.candidate(document, words, score, columns) });
        }
    }

    /// Passes over documents that hold one term alone, up to the first one that may be among the best. Returns how many.
    fn pass_over(&mut self, lone: &Lone, scoring: &mut Scoring) -> usize {
        let is_open = self.is_enough(scoring.bound_alone(lone.term));
        if is_open && scoring.is_supported || self.filter.has_guards() {
            return 0;
        }
        let spared = self.first_spared(lone.documents);
        let enough = if is_open { scoring.first_enough(lone, |score| self.is_enough(score)) } else { None };
        let passed = [spared, enough].into_iter().flatten().min().unwrap_or(lone.documents.len());
        let documents = &lone.documents[..passed];
        match self.all_wanted {
            true => self.matching.insert_all(documents),
            false => {
                let wanted: Vec<DocId> =
                    documents.iter().copied().filter(|&document| self.is_wanted(document)).collect();
                self.matching.insert_all(&wanted);
            }
        }
        passed
    }

    /// Drops the terms of phrases that do not hold in a document.
    fn drop_unguarded(&self, document: DocId, terms: &[SegmentTerm], held: &mut Vec<Posting>) {
        if self.filter.has_guards() {
            let guards = |term: &SegmentTerm| self.filter.guards(term.leaf, self.segment, document);
            held.retain(|posting| guards(&terms[posting.term as usize]));
        }
    }

    fn is_wanted(&self, document: DocId) -> bool {
        let reader = || &self.index.searcher.segment_readers()[self.segment];
        self.all_wanted || self.filter.allows(self.segment, document) && !reader().is_deleted(document)
    }

    /// Whether a document with a score may be among the best.
    fn takes(&self, document: DocId, score: f32) -> bool {
        self.is_enough(score) || score >= self.top.threshold() && self.is_spared(document)
    }

    fn is_enough(&self, score: f32) -> bool {
        score >= self.floor && score >= self.top.threshold()
    }

    fn is_spared(&self, document: DocId) -> bool {
        self.spared.binary_search(&document).is_ok()
    }

    /// The place of the first of some documents that is spared.
    fn first_spared(&self, documents: &[DocId]) -> Option<usize> {
        let (first, last) = (*documents.first()?, *documents.last()?);
        let spared = &self.spared[self.spared.partition_point(|&spared| spared < first)..];
        let within = spared.iter().take_while(|&&spared| spared <= last);
        within.flat_map(|spared| documents.binary_search(spared)).next()
    }

    /// Collects the documents that match only by words too rare to be scored one by one: as if they had one of them once.
    fn collect_rest(&mut self) -> Result<(), Error> {
        if self.scope.groups.iter().all(|group| group.rest.is_none()) {
            return Ok(());
        }
        let columns = Columns::open(self.index, self.scope, self.segment)?;
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
                let words = columns.words(document);
                let score = score_of(self.scope, &found, words);
                found[number].clear();
                // There are no positions from which a stretch could be chosen.
                let stretch = Some(0..u32::MAX);
                let candidate = self.candidate(document, words, score, &columns);
                self.top.push(Candidate { stretch, rest: Some(number), ..candidate });
            }
        }
        Ok(())
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
