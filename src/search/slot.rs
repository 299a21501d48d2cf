//! The places of a phrase: at each, one word in any of its forms, in any of the searched fields.

use super::group::Place;
use super::kin::phrase_forms;
use super::leaf::Leaf;
use super::plan::Plan;
use super::vocabulary::{Entry, Vocabulary};
use crate::analysis::{Kind, Token, Tokens};
use crate::error::Error;
use crate::index::Index;
use crate::index::term::TITLE_END;
use crate::language::{LANGUAGES, Language};
use crate::query::Forms;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, TERMINATED};

/// The postings of all forms of one word, as one.
pub(super) struct Slot {
    postings: Vec<SegmentPostings>,
}

/// The terms of each place of a phrase, each with the number of its scope.
pub(super) type Places = Vec<Vec<(usize, Entry)>>;

/// Finds the terms of each place of a leaf's text, in the bodies of all languages that it counts in.
pub(super) fn places(index: &Index, leaf: &Leaf, plan: &Plan) -> Result<Places, Error> {
    let parts = Vocabulary::open(index, index.fields.parts)?;
    let mut places: Places = Vec::new();
    for (number, scope) in plan.scopes.iter().enumerate() {
        let Some(language) = scope.language.map(|ordinal| LANGUAGES[ordinal]) else { continue };
        if !leaf.counts_in(Some(language)) {
            continue;
        }
        let (words, documents) = (&scope.vocabulary, scope.documents);
        let exact = plan.exact || leaf.forms == Forms::AsWritten;
        let place = Place { language, words, parts: &parts, documents, exact };
        for (position, word) in base_words(&leaf.text, language).iter().enumerate() {
            if position == places.len() {
                places.push(Vec::new());
            }
            places[position].extend(phrase_forms(word, &place).into_iter().map(|entry| (number, entry)));
        }
    }
    Ok(places)
}

/// The slots of a phrase in a segment.
pub(super) fn slots(index: &Index, plan: &Plan, places: &Places, segment: usize) -> Result<Vec<Slot>, Error> {
    let open = |(scope, entry): &(usize, Entry)| {
        let info = entry.infos[segment].as_ref()?;
        let reader = &plan.scopes[*scope].vocabulary.segments[segment];
        Some(reader.read_postings_from_terminfo(info, IndexRecordOption::WithFreqsAndPositions))
    };
    let slot = |terms: &Vec<(usize, Entry)>| {
        let postings: std::io::Result<Vec<SegmentPostings>> = terms.iter().filter_map(open).collect();
        postings.map(|postings| Slot { postings }).map_err(|error| index.damaged(error.to_string()))
    };
    places.iter().map(slot).collect()
}

/// The slot of what stands at the last position of a title.
pub(super) fn title_end(index: &Index, plan: &Plan, segment: usize) -> Result<Slot, Error> {
    let bodies = plan.scopes.iter().enumerate().filter(|(_, scope)| scope.language.is_some());
    let marks = bodies.filter_map(|(number, scope)| Some((number, scope.vocabulary.get(TITLE_END)?)));
    let mut slots = slots(index, plan, &vec![marks.collect()], segment)?;
    Ok(slots.pop().expect("a place has a slot"))
}

/// The words of a text that have positions of their own: the parts of a word that has several, else the word.
fn base_words(text: &str, language: &Language) -> Vec<String> {
    let mut tokens = Tokens::default();
    (language.analyze)(text, &mut tokens);
    let tokens: Vec<Token> = tokens.iter().collect();
    let parts_of = |whole: &Token| {
        let within = |part: &&Token| whole.span.start <= part.span.start && part.span.end <= whole.span.end;
        tokens.iter().filter(|token| token.kind == Kind::Part).filter(within).count()
    };
    let mut words: Vec<String> = Vec::new();
    let mut whole_until = 0;
    for token in &tokens {
        let is_base = match token.kind {
            Kind::Exact if parts_of(token) < 2 => {
                whole_until = token.span.end;
                true
            }
            Kind::Part => token.span.start >= whole_until,
            _ => false,
        };
        if is_base {
            words.push(token.term.to_owned());
        }
    }
    words
}

impl Slot {
    /// Upper bound of the documents that have the slot.
    pub fn documents(&self) -> u32 {
        self.postings.iter().map(SegmentPostings::doc_freq).sum()
    }

    /// The document it stands at.
    pub fn doc(&self) -> DocId {
        self.postings.iter().map(DocSet::doc).min().unwrap_or(TERMINATED)
    }

    /// Goes on to the next document.
    pub fn advance(&mut self) -> DocId {
        let document = self.doc();
        self.seek(document.saturating_add(1).min(TERMINATED))
    }

    /// Goes on to a document, or the first one after it.
    pub fn seek(&mut self, document: DocId) -> DocId {
        for postings in &mut self.postings {
            if postings.doc() < document {
                postings.seek(document);
            }
        }
        self.doc()
    }

    /// The positions in the document it stands at, sorted.
    pub fn positions(&mut self) -> Vec<u32> {
        let document = self.doc();
        let mut positions = Vec::new();
        for postings in self.postings.iter_mut().filter(|postings| postings.doc() == document) {
            postings.append_positions_with_offset(0, &mut positions);
        }
        positions.sort_unstable();
        positions
    }
}
