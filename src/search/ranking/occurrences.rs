//! Where the words of a query stand in the documents that are looked at closely.

use super::candidates::TermPlace;
use super::plan::Scope;
use crate::error::Error;
use crate::index::Index;
use crate::search::forms::group::{Group, Term};
use crate::search::forms::vocabulary::Entry;
use std::collections::HashMap;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet};

/// One occurrence of a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Occurrence {
    /// Token order in the document.
    pub position: u32,
    /// Place of the group in its scope.
    pub group: usize,
    /// Place of the term in its group.
    pub term: usize,
}

/// A document of a segment.
pub(crate) type Address = (usize, DocId);

/// Hands over the occurrences of some terms, which are sorted, in each document, in order of position; documents in the order of the
/// addresses, which must rise.
pub(crate) fn occurrences(
    index: &Index,
    scope: &Scope,
    addresses: &[Address],
    terms: &[TermPlace],
    counts: impl Fn(&Group, &Term) -> bool,
    mut visit: impl FnMut(Address, &[Occurrence]),
) -> Result<(), Error> {
    let mut found = Vec::new();
    let mut positions = Vec::new();
    for in_segment in addresses.chunk_by(|left, right| left.0 == right.0) {
        let mut leaves = open(index, scope, in_segment[0].0, terms, &counts)?;
        for &(segment, document) in in_segment {
            found.clear();
            for (place, postings) in &mut leaves {
                if read(postings, document, &mut positions) {
                    let at = |&position: &u32| Occurrence { position, ..*place };
                    found.extend(positions.iter().map(at));
                }
            }
            found.sort_unstable();
            visit((segment, document), &found);
        }
    }
    Ok(())
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
            .read_postings_from_terminfo(info, IndexRecordOption::WithFreqs)
            .map_err(|error| index.damaged(error.to_string()))?;
        if postings.doc() < document {
            postings.seek(document);
        }
        if postings.doc() == document {
            found.push(((group, term), postings.term_freq()));
        }
    }
    Ok(found)
}

/// The position after the title, of the documents whose title is in the scope's language.
pub(crate) fn title_ends(
    index: &Index,
    scope: &Scope,
    addresses: &[Address],
) -> Result<HashMap<Address, u32>, Error> {
    let mut ends = HashMap::new();
    if let Some(mark) = scope.vocabulary.title_end() {
        positions(index, scope, mark, addresses, |address, positions| {
            ends.insert(address, positions.last().map_or(0, |position| position + 1));
        })?;
    }
    Ok(ends)
}

/// Hands over the positions of a term in each document that holds it; addresses must rise.
fn positions(
    index: &Index,
    scope: &Scope,
    entry: &Entry,
    addresses: &[Address],
    mut visit: impl FnMut(Address, &[u32]),
) -> Result<(), Error> {
    let mut positions = Vec::new();
    for in_segment in addresses.chunk_by(|left, right| left.0 == right.0) {
        let Some(mut postings) = open_entry(index, scope, entry, in_segment[0].0)? else { continue };
        for &(segment, document) in in_segment {
            if read(&mut postings, document, &mut positions) {
                visit((segment, document), &positions);
            }
        }
    }
    Ok(())
}

/// Goes on to a document and reads the positions there; addresses must rise. Returns whether there are any.
fn read(postings: &mut SegmentPostings, document: DocId, positions: &mut Vec<u32>) -> bool {
    if postings.doc() < document {
        postings.seek(document);
    }
    let found = postings.doc() == document;
    if found {
        postings.positions(positions);
    }
    found
}

fn open(
    index: &Index,
    scope: &Scope,
    segment: usize,
    terms: &[TermPlace],
    counts: impl Fn(&Group, &Term) -> bool,
) -> Result<Vec<(Occurrence, SegmentPostings)>, Error> {
    // The postings are large: room for all of them at once spares moving them.
    let mut leaves = Vec::with_capacity(terms.len());
    for (number, group) in scope.groups.iter().enumerate() {
        for (term_number, term) in group.terms.iter().enumerate() {
            if terms.binary_search(&(number, term_number)).is_err() || !counts(group, term) {
                continue;
            }
            let place = Occurrence { position: 0, group: number, term: term_number };
            let postings = open_entry(index, scope, &term.entry, segment)?;
            leaves.extend(postings.map(|postings| (place, postings)));
        }
    }
    Ok(leaves)
}

fn open_entry(
    index: &Index,
    scope: &Scope,
    entry: &Entry,
    segment: usize,
) -> Result<Option<SegmentPostings>, Error> {
    let Some(info) = &entry.infos[segment] else { return Ok(None) };
    scope.vocabulary.segments[segment]
        .read_postings_from_terminfo(info, IndexRecordOption::WithFreqsAndPositions)
        .map(Some)
        .map_err(|error| index.damaged(error.to_string()))
}
