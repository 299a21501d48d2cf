//! Where the words of a query stand in the documents that are looked at closely.

use super::candidates::{Candidate, TermPlace};
use super::counting::sorted;
use super::plan::Scope;
use crate::error::Error;
use crate::index::Index;
use crate::search::forms::group::{Group, Term};
use crate::search::forms::vocabulary::Entry;
use std::ops::Range;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet};

/// One occurrence of a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Occurrence {
    /// Token order in the document.
    pub position: u32,
    /// Place of the group in its scope; small, as there may be a million occurrences.
    group: u32,
    /// Place of the term in its group.
    term: u32,
}

impl Occurrence {
    /// Place of the group in its scope.
    pub fn group(&self) -> usize {
        self.group as usize
    }

    /// Places of the group in its scope, and of the term in its group.
    pub fn term(&self) -> TermPlace {
        (self.group as usize, self.term as usize)
    }
}

/// A document of a segment.
pub(crate) type Address = (usize, DocId);

/// A term that a candidate holds, and where: positions in order.
#[derive(Clone, Copy)]
pub(crate) struct Held<'p> {
    pub term: TermPlace,
    pub positions: &'p [u32],
}

impl<'p> Held<'p> {
    /// What of it lies before a position, and what behind.
    pub fn split(&self, position: u32) -> (Held<'p>, Held<'p>) {
        let (before, behind) = self.positions.split_at(self.positions.partition_point(|&own| own < position));
        (Held { positions: before, ..*self }, Held { positions: behind, ..*self })
    }

    /// What of it lies in a title, which ends before a position, and what in a stretch behind it.
    pub fn near(self, title_end: u32, stretch: &Range<u32>) -> [Held<'p>; 2] {
        let (title, text) = self.split(title_end);
        [title, text.split(stretch.start).1.split(stretch.end).0]
    }
}

/// Hands over the occurrences of the terms that each candidate holds, in order of position; candidates in their order, which is that
/// of their addresses. `counts` tells which terms are wanted.
pub(crate) fn occurrences(
    index: &Index,
    scope: &Scope,
    candidates: &[&Candidate],
    counts: impl Fn(&Group, &Term) -> bool,
    mut visit: impl FnMut(&Candidate, &[Occurrence]),
) -> Result<(), Error> {
    let mut found = Vec::new();
    each_held(index, scope, candidates, counts, |candidate, held| {
        merge(held.iter().copied(), &mut found);
        visit(candidate, &found);
    })
}

/// Puts the occurrences of some terms into one list, in order of position.
pub(crate) fn merge<'p>(held: impl Iterator<Item = Held<'p>>, found: &mut Vec<Occurrence>) {
    found.clear();
    for Held { term: (group, term), positions } in held {
        let (group, term) = (group as u32, term as u32);
        found.extend(positions.iter().map(|&position| Occurrence { position, group, term }));
    }
    // Those of one term are in order.
    if !found.is_sorted_by_key(|occurrence| occurrence.position) {
        found.sort_by_key(|occurrence| occurrence.position);
    }
}

/// Hands over the terms that each candidate holds, one by one; candidates in their order, which is that of their addresses. `counts`
/// tells which terms are wanted.
pub(crate) fn each_held(
    index: &Index,
    scope: &Scope,
    candidates: &[&Candidate],
    counts: impl Fn(&Group, &Term) -> bool,
    mut visit: impl FnMut(&Candidate, &[Held]),
) -> Result<(), Error> {
    for in_segment in candidates.chunk_by(|left, right| left.segment == right.segment) {
        let Places { positions, spans } = places(index, scope, in_segment, &counts)?;
        let held = |span: &Span| Held { term: span.term, positions: &positions[span.positions.clone()] };
        let mut held = spans.iter().map(|span| (span.candidate, held(span))).peekable();
        let mut own = Vec::new();
        for (number, candidate) in in_segment.iter().enumerate() {
            own.clear();
            while let Some((_, held)) = held.next_if(|(candidate, _)| *candidate == number) {
                own.push(held);
            }
            visit(candidate, &own);
        }
    }
    Ok(())
}

/// Where terms stand in some candidates: positions alone, as there may be a million of them.
struct Places {
    positions: Vec<u32>,
    /// By candidate, then by term.
    spans: Vec<Span>,
}

/// A term in a candidate.
#[derive(Clone)]
struct Span {
    /// Number of the candidate.
    candidate: usize,
    term: TermPlace,
    /// Which of the positions are the term's.
    positions: Range<usize>,
}

/// The places in some candidates of one segment, read term by term: so the postings of one term are open at a time, and only the
/// documents that hold it are sought.
fn places(
    index: &Index,
    scope: &Scope,
    candidates: &[&Candidate],
    counts: impl Fn(&Group, &Term) -> bool,
) -> Result<Places, Error> {
    let term_at = |(group, term): TermPlace| &scope.groups[group].terms[term];
    let mut places = Places { positions: Vec::new(), spans: Vec::new() };
    let holders = holders(scope, candidates, |place| counts(&scope.groups[place.0], term_at(place)));
    for holders in holders.chunk_by(|left, right| left.0 == right.0) {
        let term = holders[0].0;
        let Some(mut postings) = open(index, scope, &term_at(term).entry, candidates[0].segment)? else {
            continue;
        };
        for &(_, candidate) in holders {
            if seek(&mut postings, candidates[candidate].document) {
                let before = places.positions.len();
                postings.append_positions_with_offset(0, &mut places.positions);
                places.spans.push(Span { candidate, term, positions: before..places.positions.len() });
            }
        }
    }
    places.spans = sorted(places.spans, candidates.len(), |span| span.candidate);
    Ok(places)
}

/// The terms that candidates hold, in their order, with the numbers of the candidates, in theirs.
fn holders(
    scope: &Scope,
    candidates: &[&Candidate],
    counts: impl Fn(TermPlace) -> bool,
) -> Vec<(TermPlace, usize)> {
    let mut before = Vec::with_capacity(scope.groups.len());
    let terms = scope.groups.iter().fold(0, |terms, group| {
        before.push(terms);
        terms + group.terms.len()
    });
    let held = candidates.iter().enumerate().flat_map(|(number, candidate)| {
        candidate.terms.iter().filter(|&&place| counts(place)).map(move |&place| (place, number))
    });
    sorted(held.collect(), terms, |((group, term), _)| before[*group] + term)
}

/// How often each of some terms of a scope occurs in a document; those that do not are left out.
pub(crate) fn frequencies(
    index: &Index,
    scope: &Scope,
    (segment, document): Address,
    terms: &[TermPlace],
) -> Result<Vec<(TermPlace, u32)>, Error> {
    let mut found = Vec::new();
    for &(group, term) in terms {
        let Some(info) = &scope.groups[group].terms[term].entry.infos[segment] else { continue };
        let mut postings = scope.vocabulary.segments[segment]
            .postings
            .read_postings_from_terminfo(info, IndexRecordOption::WithFreqs)
            .map_err(|error| index.damaged(error.to_string()))?;
        if seek(&mut postings, document) {
            found.push(((group, term), postings.term_freq()));
        }
    }
    Ok(found)
}

/// The position after the title of each candidate, 0 if its title is not in the scope's language; candidates are in the order of
/// their addresses.
pub(crate) fn title_ends(index: &Index, scope: &Scope, candidates: &[&Candidate]) -> Result<Vec<u32>, Error> {
    let mut ends = Vec::with_capacity(candidates.len());
    let mut positions = Vec::new();
    for in_segment in candidates.chunk_by(|left, right| left.segment == right.segment) {
        let mark = scope.vocabulary.title_end();
        let postings = mark.map(|mark| open(index, scope, mark, in_segment[0].segment)).transpose()?;
        let mut postings = postings.flatten();
        for candidate in in_segment {
            positions.clear();
            if let Some(postings) = &mut postings
                && seek(postings, candidate.document)
            {
                postings.positions(&mut positions);
            }
            ends.push(positions.last().map_or(0, |position| position + 1));
        }
    }
    Ok(ends)
}

/// Goes on to a document; documents must rise. Returns whether it holds the term.
fn seek(postings: &mut SegmentPostings, document: DocId) -> bool {
    if postings.doc() < document {
        postings.seek(document);
    }
    postings.doc() == document
}

/// The postings of a term in a segment, with positions; None if the segment does not have it.
fn open(
    index: &Index,
    scope: &Scope,
    entry: &Entry,
    segment: usize,
) -> Result<Option<SegmentPostings>, Error> {
    let Some(info) = &entry.infos[segment] else { return Ok(None) };
    scope.vocabulary.segments[segment]
        .postings
        .read_postings_from_terminfo(info, IndexRecordOption::WithFreqsAndPositions)
        .map(Some)
        .map_err(|error| index.damaged(error.to_string()))
}
