//! The places of a phrase: at each, one word in any of its forms, in any of the searched fields.

use super::plan::Scope;
use super::vocabulary::{Entry, Vocabulary};
use crate::analysis::{Kind, Token, Tokens};
use crate::error::Error;
use crate::index::Index;
use crate::index::term::{folded, key, split_key};
use crate::language::{LANGUAGES, Language};
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, TERMINATED};

/// Forms per word of a phrase and language.
const MAX_FORMS: usize = 64;

/// The postings of all forms of one word, as one.
pub(super) struct Slot {
    postings: Vec<SegmentPostings>,
}

/// The slots of a phrase in a segment.
pub(super) fn slots(
    index: &Index,
    text: &str,
    scopes: &[Scope],
    segment: usize,
    exact: bool,
) -> Result<Vec<Slot>, Error> {
    let mut slots: Vec<Slot> = Vec::new();
    for scope in scopes {
        let Some(language) = scope.language.map(|ordinal| LANGUAGES[ordinal]) else { continue };
        for (number, word) in base_words(text, language).iter().enumerate() {
            if number == slots.len() {
                slots.push(Slot { postings: Vec::new() });
            }
            let forms = if exact {
                let key = key(word);
                scope.vocabulary.range(&key, &key, |_| true)
            } else {
                forms(word, language, &scope.vocabulary)
            };
            for entry in forms {
                let Some(info) = &entry.infos[segment] else { continue };
                let postings = scope.vocabulary.segments[segment]
                    .read_postings_from_terminfo(info, IndexRecordOption::WithFreqsAndPositions)
                    .map_err(|error| index.damaged(error.to_string()))?;
                slots[number].postings.push(postings);
            }
        }
    }
    Ok(slots)
}

/// The words of a text that have positions of their own: parts rather than wholes.
fn base_words(text: &str, language: &Language) -> Vec<String> {
    let mut tokens = Tokens::default();
    (language.analyze)(text, &mut tokens);
    let tokens: Vec<Token> = tokens.iter().collect();
    let mut words: Vec<String> = Vec::new();
    for token in &tokens {
        let is_base = match token.kind {
            Kind::Part => true,
            Kind::Exact => !has_parts(token, &tokens),
            _ => false,
        };
        if is_base {
            words.push(token.term.to_owned());
        }
    }
    words
}

fn has_parts(token: &Token, tokens: &[Token]) -> bool {
    tokens.iter().any(|other| {
        other.kind == Kind::Part && token.span.start <= other.span.start && other.span.end <= token.span.end
    })
}

/// The word's spellings and its kin by stem.
fn forms(word: &str, language: &Language, vocabulary: &Vocabulary) -> Vec<Entry> {
    let folded = folded(word);
    let Some(stem) = language.stem(word) else { return vocabulary.with_folded(&folded) };
    let shared = folded.bytes().zip(stem.bytes()).take_while(|(a, b)| a == b).count();
    let prefix = &folded[..folded.floor_char_boundary(shared)];
    if prefix.len() < 3 {
        return vocabulary.with_folded(&folded);
    }
    let mut entries = vocabulary.beginning_with(prefix, |key| {
        let (key_folded, exact) = split_key(key);
        key_folded == folded || language.stem(exact).as_ref() == Some(&stem)
    });
    entries.sort_by(|a, b| b.documents.cmp(&a.documents).then_with(|| a.key.cmp(&b.key)));
    entries.truncate(MAX_FORMS);
    entries
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
