//! The documents that may be among the best, with their scores before closeness.

use super::closeness::Nearness;
use super::cursor::{Cursor, Cursors};
use super::plan::{Plan, Scope};
use super::score::{Found, length_norm, score};
use super::top::{Bounds, Top};
use crate::analysis::Kind;
use crate::error::Error;
use crate::index::Index;
use crate::search::forms::group::Group;
use crate::search::matching::filter::Filter;
use crate::search::matching::sets::members;
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::ops::Range;
use tantivy::columnar::Column;
use tantivy::{BitSet, DocId, TERMINATED};

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

/// The candidates of a query.
pub(crate) struct Candidates {
    /// The best of each scope, best first.
    pub best: Vec<Vec<Candidate>>,
    /// The number of documents that match.
    pub total: u64,
    /// How many times one of them was scored: the others could not be among the best.
    #[cfg_attr(not(test), expect(dead_code, reason = "tells tests how much is pruned"))]
    pub scored: u64,
}

/// Collects the `limit` best documents of each scope, and counts all that match.
pub(crate) fn candidates(
    index: &Index,
    plan: &Plan,
    filter: &Filter,
    limit: usize,
) -> Result<Candidates, Error> {
    let readers = index.searcher.segment_readers();
    let mut matching: Vec<BitSet> =
        readers.iter().map(|reader| BitSet::with_max_value(reader.max_doc())).collect();
    let (mut best, mut scored) = (Vec::new(), 0);
    for (number, scope) in plan.scopes.iter().enumerate() {
        let mut top = Top::new(limit);
        for (segment, matching) in matching.iter_mut().enumerate() {
            let mut run = Run { index, scope, number, segment, filter, top: &mut top, matching };
            run.collect()?;
            run.collect_rest()?;
        }
        scored += top.scored;
        best.push(top.into_best_first().collect());
    }
    let total = matching.iter().map(|set| set.len() as u64).sum();
    Ok(Candidates { best, total, scored })
}

/// One scope in one segment.
struct Run<'a> {
    index: &'a Index,
    scope: &'a Scope,
    number: usize,
    segment: usize,
    filter: &'a Filter,
    top: &'a mut Top,
    matching: &'a mut BitSet,
}

/// The postings of a term, as part of a group.
struct Leaf {
    cursor: Cursor,
    /// Number of the query's leaf.
    number: usize,
    group: usize,
    /// Place of the term in its group.
    term: usize,
    alternatives: u16,
    weight: f32,
    is_exact: bool,
}

impl Run<'_> {
    fn collect(&mut self) -> Result<(), Error> {
        let (mut leaves, mut support) = self.leaves()?;
        if leaves.is_empty() {
            return Ok(());
        }
        let columns = Columns::open(self)?;
        let mut bounds = Bounds::new(self.scope, |group| support.iter().any(|leaf| leaf.group == group));
        let mut found = vec![Found::default(); self.scope.groups.len()];
        let mut queue = queue(&leaves);
        let mut standing: Vec<Standing> = Vec::new();
        while let Some(document) = next(&queue) {
            standing.clear();
            take(document, &mut queue, &mut leaves, &mut standing);
            let counts = |leaf: &Leaf| self.filter.guards(leaf.number, self.segment, document);
            standing.retain(|standing| counts(&leaves[standing.leaf]));
            if standing.is_empty() || !self.is_wanted(document) {
                continue;
            }
            self.matching.insert(document);
            let groups = standing.iter().map(|standing| leaves[standing.leaf].group);
            if self.top.is_full() && !self.top.takes(bounds.bound(groups)) {
                continue;
            }
            for standing in &standing {
                leaves[standing.leaf].note(standing.frequency, &mut found);
            }
            add_support(document, &mut support, &mut found, counts);
            let (words, score) = self.score(document, &found, &columns);
            found.iter_mut().for_each(Found::clear);
            if self.top.takes(score) {
                let terms = terms_at(document, &leaves, &standing, &support);
                let candidate = self.candidate(document, words, score, &columns);
                self.top.push(Candidate { terms, ..candidate });
            }
        }
        Ok(())
    }

    fn is_wanted(&self, document: DocId) -> bool {
        let reader = &self.index.searcher.segment_readers()[self.segment];
        self.filter.allows(self.segment, document) && !reader.is_deleted(document)
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
                let (words, score) = self.score(document, &found, &columns);
                found[number].clear();
                // There are no positions from which a stretch could be chosen.
                let stretch = Some(0..u32::MAX);
                let candidate = self.candidate(document, words, score, &columns);
                self.top.push(Candidate { stretch, rest: Some(number), ..candidate });
            }
        }
        Ok(())
    }

    /// The postings of all terms that find documents, and of those that merely support.
    fn leaves(&self) -> Result<(Vec<Leaf>, Vec<Leaf>), Error> {
        let mut cursors = Cursors::new(self.index, &self.scope.vocabulary.segments[self.segment]);
        let (mut leaves, mut support) = (Vec::new(), Vec::new());
        for (number, group) in self.scope.groups.iter().enumerate() {
            if self.filter.scores(group.leaf) && group.weight > 0.0 {
                self.open(group, number, &mut cursors, &mut leaves, &mut support)?;
            }
        }
        Ok((leaves, support))
    }

    /// The words of a document, and its score; of a long one, the highest that a stretch of it may have.
    fn score(&self, document: DocId, found: &[Found], columns: &Columns) -> (f32, f32) {
        let words = columns.words(document).map_or(self.scope.typical_words, |words| words as f32);
        let norm = length_norm(self.scope.scored_words(words), self.scope.typical_words);
        (words, score(&self.scope.groups, found, None, self.scope.mass, norm) * self.scope.factor)
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

    fn open(
        &self,
        group: &Group,
        number: usize,
        cursors: &mut Cursors,
        leaves: &mut Vec<Leaf>,
        support: &mut Vec<Leaf>,
    ) -> Result<(), Error> {
        for (term_number, term) in group.terms.iter().enumerate() {
            let Some(info) = &term.entry.infos[self.segment] else { continue };
            let leaf = Leaf {
                cursor: cursors.open(info)?,
                number: group.leaf,
                group: number,
                term: term_number,
                alternatives: term.alternatives,
                weight: term.weight,
                is_exact: term.kind == Kind::Exact,
            };
            let is_support = term.is_support || group.is_support;
            (if is_support { &mut *support } else { &mut *leaves }).push(leaf);
        }
        Ok(())
    }
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

/// A leaf that stands at a document, and how often its term occurs there.
struct Standing {
    leaf: usize,
    frequency: u32,
}

/// Leaves by the document they stand at, the next one first.
type Queue = BinaryHeap<Reverse<(DocId, usize)>>;

fn queue(leaves: &[Leaf]) -> Queue {
    leaves.iter().enumerate().map(|(number, leaf)| Reverse((leaf.cursor.document(), number))).collect()
}

/// The next document at which any leaf stands.
fn next(queue: &Queue) -> Option<DocId> {
    queue.peek().map(|Reverse((document, _))| *document).filter(|&document| document != TERMINATED)
}

/// Notes all leaves that stand at a document, and takes them on to their next one.
fn take(document: DocId, queue: &mut Queue, leaves: &mut [Leaf], standing: &mut Vec<Standing>) {
    while let Some(mut head) = queue.peek_mut() {
        let Reverse((at, leaf)) = *head;
        if at != document {
            break;
        }
        let cursor = &mut leaves[leaf].cursor;
        standing.push(Standing { leaf, frequency: cursor.frequency() });
        head.0.0 = cursor.advance();
    }
}

/// The terms that a document holds, given the leaves that stood there.
fn terms_at(document: DocId, leaves: &[Leaf], standing: &[Standing], support: &[Leaf]) -> Vec<TermPlace> {
    let standing = standing.iter().map(|standing| &leaves[standing.leaf]);
    let support = support.iter().filter(|leaf| leaf.cursor.document() == document);
    standing.chain(support).map(|leaf| (leaf.group, leaf.term)).collect()
}

/// Notes what the supporting terms have in a document that matches otherwise.
fn add_support(document: DocId, support: &mut [Leaf], found: &mut [Found], counts: impl Fn(&Leaf) -> bool) {
    for leaf in support {
        leaf.cursor.seek(document);
        if leaf.cursor.document() == document && counts(leaf) {
            leaf.note(leaf.cursor.frequency(), found);
        }
    }
}

impl Leaf {
    fn note(&self, frequency: u32, found: &mut [Found]) {
        found[self.group].add(self.alternatives, self.weight, frequency, self.is_exact);
    }
}
