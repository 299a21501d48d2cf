//! The words of a phrase, each in any of its forms, in any of the searched fields, with the positions of the phrase that it
//! takes. `JavaScript` is two words, and one that takes both positions; so are words that a hyphen joins.

use super::leaf::Leaf;
use crate::analysis::{Kind, Tokens};
use crate::error::Error;
use crate::index::term::{TITLE_END, split_key};
use crate::index::{CompoundTable, Ends, Index, add_taken};
use crate::language::{LANGUAGES, Language};
use crate::query::Forms;
use crate::search::forms::group::Place;
use crate::search::forms::kin::phrase_forms;
use crate::search::forms::memory::Memory;
use crate::search::forms::vocabulary::Entry;
use crate::search::ranking::plan::Plan;
use std::ops::RangeInclusive;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, TERMINATED};

/// A word of a phrase.
pub(crate) struct PhraseWord {
    /// The positions of the phrase that it takes.
    pub positions: RangeInclusive<u32>,
    /// The terms that stand for it, each with the number of its scope.
    pub terms: Vec<(usize, Entry)>,
}

/// Finds the words of a leaf's text, in the bodies of all languages that it counts in.
pub(crate) fn phrase_words(memory: &Memory, leaf: &Leaf, plan: &Plan) -> Result<Vec<PhraseWord>, Error> {
    let compounds = CompoundTable::open(memory.index)?;
    let exact = plan.exact || leaf.forms == Forms::AsWritten;
    let mut phrase: Vec<PhraseWord> = Vec::new();
    for (number, scope) in plan.scopes.iter().enumerate() {
        let Some(language) = scope.language.map(|ordinal| LANGUAGES[ordinal]) else { continue };
        if !leaf.counts_in(Some(language)) {
            continue;
        }
        let (words, documents) = (&scope.vocabulary, scope.documents);
        let place = Place { language, words, compounds: &compounds, documents, exact };
        for (positions, word) in words_of(&leaf.text, language, exact) {
            let terms = phrase_forms(memory, &word, &place).into_iter().map(|entry| (number, entry));
            match phrase.iter_mut().find(|word| word.positions == positions) {
                Some(word) => word.terms.extend(terms),
                None => phrase.push(PhraseWord { positions, terms: terms.collect() }),
            }
        }
    }
    Ok(phrase)
}

/// The words of a text and the positions that they take. `exact`: as they stand, neither taken apart nor put together.
fn words_of(text: &str, language: &Language, exact: bool) -> Vec<(RangeInclusive<u32>, String)> {
    let mut tokens = Tokens::default();
    (language.analyze)(text, &mut tokens);
    let whole: Vec<RangeInclusive<u32>> = tokens
        .iter_with_last()
        .filter(|(token, _)| token.kind == Kind::Exact)
        .map(|(token, last)| token.position..=last)
        .collect();
    let is_word = |kind: Kind, taken: &RangeInclusive<u32>| match kind {
        Kind::Exact => true,
        Kind::Variant => !exact,
        // What is left of a word without the signs around it is not the word.
        Kind::Part => !exact && !whole.contains(taken),
        Kind::Pair | Kind::Stem => false,
    };
    let words = tokens.iter_with_last().map(|(token, last)| (token.kind, token.position..=last, token.term));
    let words = words.filter(|(kind, taken, _)| is_word(*kind, taken));
    words.map(|(_, taken, term)| (taken, term.to_owned())).collect()
}

/// The postings of all forms of one word in a segment, as one.
pub(crate) struct Slot {
    terms: Vec<Occurrences>,
    /// The document that each term stands at: beside each other, as they are compared for each document.
    places: Vec<DocId>,
}

/// Where a term begins.
struct Occurrences {
    postings: SegmentPostings,
    /// Where it begins in the document that was looked at last: to read the same positions again, the engine starts anew.
    starts: Vec<u32>,
    read: DocId,
    /// Of the word as it is written.
    bytes: usize,
}

impl Slot {
    /// Opens the postings of some terms, each with the number of its scope.
    pub fn open(index: &Index, plan: &Plan, terms: &[(usize, Entry)], segment: usize) -> Result<Slot, Error> {
        let terms = terms.iter().map(|(scope, entry)| Occurrences::open(plan, *scope, entry, segment));
        let terms: tantivy::Result<Vec<Option<Occurrences>>> = terms.collect();
        let terms = terms.map_err(|error| index.damaged(error.to_string()))?;
        let terms: Vec<Occurrences> = terms.into_iter().flatten().collect();
        Ok(Slot { places: terms.iter().map(|term| term.postings.doc()).collect(), terms })
    }

    /// Opens the mark of what stands at the last position of a title.
    pub fn of_titles(index: &Index, plan: &Plan, segment: usize) -> Result<Slot, Error> {
        let bodies = plan.scopes.iter().enumerate().filter(|(_, scope)| scope.language.is_some());
        let marks = bodies.filter_map(|(number, scope)| Some((number, scope.vocabulary.get(TITLE_END)?)));
        Slot::open(index, plan, &marks.collect::<Vec<_>>(), segment)
    }

    /// Upper bound of the documents that have the slot.
    pub fn documents(&self) -> u32 {
        self.terms.iter().map(|term| term.postings.doc_freq()).sum()
    }

    /// Goes on to a document, or the first one after it. Returns which.
    pub fn seek(&mut self, document: DocId) -> DocId {
        let mut next = TERMINATED;
        for (place, term) in self.places.iter_mut().zip(&mut self.terms) {
            if *place < document {
                *place = term.postings.seek(document);
            }
            next = next.min(*place);
        }
        next
    }

    /// The positions that each occurrence takes in a document it went on to, by the first of them, given where the words of the
    /// segment end.
    pub fn positions(&mut self, document: DocId, ends: &mut Ends) -> Vec<RangeInclusive<u32>> {
        let (mut long, mut positions) = (Vec::new(), Vec::new());
        let mut terms = 0;
        for term in self.terms.iter_mut().filter(|term| term.postings.doc() == document) {
            ends.read(document, term.bytes, &mut long);
            add_taken(&long, term.starts(), &mut positions);
            terms += 1;
        }
        if terms > 1 {
            // The occurrences of each term are in order.
            positions.sort_by_key(|taken| (*taken.start(), *taken.end()));
        }
        positions
    }

    /// Appends where it begins in a document it went on to, and the last position that it may take there.
    pub fn add_reaches(&mut self, document: DocId, ends: &mut Ends, reaches: &mut Vec<(u32, u32)>) {
        for term in self.terms.iter_mut().filter(|term| term.postings.doc() == document) {
            let most = ends.most_further(term.bytes);
            reaches.extend(term.starts().iter().map(|&start| (start, start + most)));
        }
    }

    /// The last position at which it begins in a document it went on to.
    pub fn last_start(&mut self, document: DocId) -> Option<u32> {
        let here = self.terms.iter_mut().filter(|term| term.postings.doc() == document);
        here.filter_map(|term| term.starts().last().copied()).max()
    }
}

impl Occurrences {
    /// None if the segment does not have the term.
    fn open(
        plan: &Plan,
        scope: usize,
        entry: &Entry,
        segment: usize,
    ) -> tantivy::Result<Option<Occurrences>> {
        let Some(info) = &entry.infos[segment] else { return Ok(None) };
        let segment = &plan.scopes[scope].vocabulary.segments[segment].postings;
        let postings = segment.read_postings_from_terminfo(info, IndexRecordOption::WithFreqsAndPositions)?;
        let bytes = split_key(&entry.key).1.len();
        Ok(Some(Occurrences { postings, starts: Vec::new(), read: TERMINATED, bytes }))
    }

    /// Where it begins in the document it stands at.
    fn starts(&mut self) -> &[u32] {
        if self.read != self.postings.doc() {
            self.read = self.postings.doc();
            self.postings.positions(&mut self.starts);
        }
        &self.starts
    }
}
