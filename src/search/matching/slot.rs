//! The words of a phrase, each in any of its forms, in any of the searched fields, with the positions of the phrase that it
//! takes. `JavaScript` is two words, and one that takes both positions; so are words that a hyphen joins.

use super::leaf::Leaf;
use super::sets::each_document;
use crate::analysis::{Kind, Tokens};
use crate::error::Error;
use crate::index::term::{TITLE_END, split_key};
use crate::index::{CompoundTable, Ends, Further, Index, Mark};
use crate::language::LANGUAGES;
use crate::query::Forms;
use crate::search::forms::group::Place;
use crate::search::forms::kin::phrase_forms;
use crate::search::forms::memory::Memory;
use crate::search::forms::vocabulary::Entry;
use crate::search::ranking::plan::Plan;
use std::io;
use std::ops::RangeInclusive;
use tantivy::postings::{Postings, SegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, InvertedIndexReader, TERMINATED};

/// A word of a phrase.
pub(crate) struct PhraseWord {
    /// The positions of the phrase that it takes.
    pub positions: RangeInclusive<u32>,
    /// The terms that stand for it, each with the number of its scope.
    pub terms: Vec<(usize, Entry)>,
}

/// Two Han characters of a phrase that follow one another.
pub(crate) struct PhrasePair {
    pub pair: String,
    /// As in a word.
    pub terms: Vec<(usize, Entry)>,
}

/// What a phrase is made of.
#[derive(Default)]
pub(crate) struct PhraseWords {
    pub words: Vec<PhraseWord>,
    pub pairs: Vec<PhrasePair>,
}

/// Finds the words of a leaf's text, in the bodies of all languages that it counts in.
pub(crate) fn phrase_words(memory: &Memory, leaf: &Leaf, plan: &Plan) -> Result<PhraseWords, Error> {
    let compounds = CompoundTable::open(memory.index)?;
    let exact = plan.exact || leaf.forms == Forms::AsWritten;
    let PhraseWords { mut words, mut pairs } = PhraseWords::default();
    for (number, scope) in plan.scopes.iter().enumerate() {
        let Some(language) = scope.language.map(|ordinal| LANGUAGES[ordinal]) else { continue };
        if !leaf.counts_in(Some(language)) {
            continue;
        }
        let (vocabulary, documents) = (&scope.vocabulary, scope.documents);
        let place = Place { language, words: vocabulary, compounds: &compounds, documents, exact };
        let mut tokens = Tokens::default();
        (language.analyze)(&leaf.text, &mut tokens);
        let terms = |word: &str| phrase_forms(memory, word, &place).into_iter().map(|entry| (number, entry));
        for (positions, word) in words_of(&tokens, exact) {
            match words.iter_mut().find(|word| word.positions == positions) {
                Some(known) => known.terms.extend(terms(&word)),
                None => words.push(PhraseWord { positions, terms: terms(&word).collect() }),
            }
        }
        for pair in tokens.iter().filter(|token| token.kind == Kind::Pair).map(|token| token.term) {
            match pairs.iter_mut().find(|known| known.pair == pair) {
                Some(known) => known.terms.extend(terms(pair)),
                None => pairs.push(PhrasePair { pair: pair.to_owned(), terms: terms(pair).collect() }),
            }
        }
    }
    Ok(PhraseWords { words, pairs })
}

/// The marks of what stands at the last position of a title, each with the number of its scope.
pub(crate) fn title_marks(plan: &Plan) -> Vec<(usize, Entry)> {
    let bodies = plan.scopes.iter().enumerate().filter(|(_, scope)| scope.language.is_some());
    bodies.filter_map(|(number, scope)| Some((number, scope.vocabulary.get(TITLE_END)?))).collect()
}

/// The words of a text and the positions that they take. `exact`: as they stand, neither taken apart nor put together.
fn words_of(tokens: &Tokens, exact: bool) -> Vec<(RangeInclusive<u32>, String)> {
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
pub(crate) struct Slot<'a> {
    terms: Vec<Occurrences<'a>>,
    /// The document that each term stands at: beside each other, as they are compared for each document.
    places: Vec<DocId>,
}

/// Where a term begins.
pub(crate) struct Occurrences<'a> {
    reader: &'a InvertedIndexReader,
    info: &'a TermInfo,
    postings: SegmentPostings,
    /// Where it begins in the document that was looked at last: to read the same positions again, the engine starts anew.
    starts: Vec<u32>,
    read: DocId,
    /// Of the word as it is written.
    mark: Mark,
    /// Upper bound of the further positions that it takes anywhere, once that was asked for.
    most: Option<u32>,
}

impl<'a> Slot<'a> {
    /// Opens the postings of some terms, each with the number of its scope, at the first document.
    pub fn open(
        index: &Index,
        plan: &'a Plan,
        terms: &'a [(usize, Entry)],
        segment: usize,
    ) -> Result<Slot<'a>, Error> {
        let terms = terms.iter().map(|(scope, entry)| Occurrences::open(plan, *scope, entry, segment));
        let terms: tantivy::Result<Vec<Option<Occurrences>>> = terms.collect();
        let terms = terms.map_err(|error| index.damaged(error.to_string()))?;
        let terms: Vec<Occurrences> = terms.into_iter().flatten().collect();
        Ok(Slot { places: terms.iter().map(|term| term.postings.doc()).collect(), terms })
    }

    /// Upper bound of the documents that have the slot.
    pub fn documents(&self) -> u32 {
        self.terms.iter().map(|term| term.postings.doc_freq()).sum()
    }

    /// Goes through the documents that have the slot, each as often as it has forms of the word.
    pub fn each_document(&self, mut each: impl FnMut(DocId)) -> io::Result<()> {
        self.terms.iter().try_for_each(|term| each_document(term.reader, term.info, &mut each))
    }

    /// Goes on to a document; they must rise. Whether it has the slot.
    pub fn is_in(&mut self, document: DocId) -> bool {
        let mut is_in = false;
        for (place, term) in self.places.iter_mut().zip(&mut self.terms) {
            if *place < document {
                *place = term.postings.seek(document);
            }
            is_in |= *place == document;
        }
        is_in
    }

    /// The last position at which it begins in a document it went on to.
    pub fn last_start(&mut self, document: DocId) -> Option<u32> {
        self.at_mut(document).filter_map(|term| term.starts().last().copied()).max()
    }

    /// The terms that are in a document it went on to.
    pub fn at(&self, document: DocId) -> impl Iterator<Item = &Occurrences<'a>> {
        let terms = self.places.iter().zip(&self.terms);
        terms.filter(move |(place, _)| **place == document).map(|(_, term)| term)
    }

    /// The same, to be read.
    pub fn at_mut(&mut self, document: DocId) -> impl Iterator<Item = &mut Occurrences<'a>> {
        let terms = self.places.iter().zip(&mut self.terms);
        terms.filter(move |(place, _)| **place == document).map(|(_, term)| term)
    }
}

impl<'a> Occurrences<'a> {
    /// None if the segment does not have the term.
    fn open(
        plan: &'a Plan,
        scope: usize,
        entry: &'a Entry,
        segment: usize,
    ) -> tantivy::Result<Option<Occurrences<'a>>> {
        let Some(info) = &entry.infos[segment] else { return Ok(None) };
        let reader = &*plan.scopes[scope].vocabulary.segments[segment].postings;
        let postings = reader.read_postings_from_terminfo(info, IndexRecordOption::WithFreqsAndPositions)?;
        let word = split_key(&entry.key).1;
        let mark = Mark::of(word);
        // There is a character for each position, at least.
        let most = (word.chars().count() == 1).then_some(0);
        let (starts, read) = (Vec::new(), TERMINATED);
        Ok(Some(Occurrences { reader, info, postings, starts, read, mark, most }))
    }

    /// Where it begins in the document it stands at.
    pub fn starts(&mut self) -> &[u32] {
        if self.read != self.postings.doc() {
            self.read = self.postings.doc();
            self.postings.positions(&mut self.starts);
        }
        &self.starts
    }

    /// Where it begins in the document it stands at, and how many further positions it takes there.
    pub fn with_further<'o>(&'o mut self, ends: &'o mut Ends) -> (&'o [u32], Further<'o>) {
        let further = match self.most {
            Some(0) => Further::default(),
            _ => ends.further(self.postings.doc(), self.mark),
        };
        (self.starts(), further)
    }

    /// Looks up what [`Occurrences::may_precede`] compares.
    pub fn get_ready(&mut self, ends: &mut Ends) {
        self.starts();
        self.most.get_or_insert_with(|| ends.most_further(self.mark));
    }

    /// Whether it may end so many positions at most before another one begins, in the document that both stand at.
    pub fn may_precede(&self, other: &Occurrences, slop: u32) -> bool {
        let reach = self.most.unwrap_or(0) + 1 + slop;
        let mut following = other.starts.as_slice();
        for &start in &self.starts {
            let behind = following.iter().take_while(|next| **next <= start).count();
            following = &following[behind..];
            match following.first() {
                Some(&next) if next <= start + reach => return true,
                Some(_) => {}
                None => return false,
            }
        }
        false
    }
}
