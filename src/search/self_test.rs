//! A search for words that are known to be in the index: drawn from stored documents, they have to find these.

use super::forms::vocabulary::Vocabulary;
use super::{SearchOptions, guarded, search};
use crate::analysis::{Kind, Tokens};
use crate::error::Error;
use crate::index::term::key;
use crate::index::{Index, IndexFault, StoredDocument, holds_all_terms};
use crate::language::Language;
use crate::query::{Clause, Forms, Leaf, LeafKind, Node, Occur, Query};
use tantivy::DocId;

/// What searching for words of stored documents found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SelfTest {
    /// Words that were searched for.
    pub words: u64,
    /// Documents that are not found by a word of theirs.
    pub faults: Vec<IndexFault>,
}

/// Tokens of a passage among which the rarest word is looked for.
const MAX_TOKENS: usize = 200;
/// A word that more documents hold tells little: the hit that is meant may not be among the best.
const MAX_DOCUMENTS: u32 = 1_000;

/// Draws a word from each of so many stored documents, which lie evenly through the index, and searches for it.
///
/// # Errors
/// [`Error::Damaged`] if the index cannot be read.
pub fn self_test(index: &Index, documents: usize) -> Result<SelfTest, Error> {
    guarded(index, || tested(index, documents))
}

fn tested(index: &Index, documents: usize) -> Result<SelfTest, Error> {
    let mut test = SelfTest::default();
    for (segment, document) in index.samples(documents)? {
        let stored = index.stored(segment, document)?;
        if let Some((word, language)) = rarest_word(index, segment, document, &stored)? {
            test.words += 1;
            if !finds(index, &word, language, &stored)? {
                test.faults
                    .push(IndexFault { path: stored.path, what: format!("is not found by \"{word}\"") });
            }
        }
    }
    Ok(test)
}

/// The word of a document's last passage with words that the fewest documents hold, and the passage's language. Of a huge document
/// it is the first passage, as what comes later may not be indexed.
fn rarest_word(
    index: &Index,
    segment: usize,
    document: DocId,
    stored: &StoredDocument,
) -> Result<Option<(String, &'static Language)>, Error> {
    let bytes = stored.outline.passages().last().map_or(0, |last| last.passage.span.end);
    let mut with_words = stored.outline.passages().filter(|outlined| !outlined.positions.is_empty());
    let outlined = if holds_all_terms(bytes) { with_words.last() } else { with_words.next() };
    let Some(outlined) = outlined else { return Ok(None) };
    let text = index.passage_text(segment, document, stored, &outlined)?;
    let passage = &outlined.passage;
    let mut tokens = Tokens::default();
    (passage.language.analyze)(&text, &mut tokens);
    let vocabulary = Vocabulary::open(index, index.fields.bodies[passage.language.ordinal()])?;
    let is_word = |term: &str| is_itself(term, passage.language);
    let words =
        tokens.iter().take(MAX_TOKENS).filter(|token| token.kind == Kind::Exact && is_word(token.term));
    let documents = |term: &str| vocabulary.get(&key(term)).map_or(0, |entry| entry.documents);
    let rarest = words.map(|token| (documents(token.term), token.term.to_owned())).min();
    let is_rare = |&(documents, _): &(u32, String)| documents <= MAX_DOCUMENTS;
    Ok(rarest.filter(is_rare).map(|(_, word)| (word, passage.language)))
}

/// Whether a term by itself is one word, so that a query with it asks for it: a number cut in the middle is not.
fn is_itself(term: &str, language: &Language) -> bool {
    let mut tokens = Tokens::default();
    (language.analyze)(term, &mut tokens);
    let mut words = tokens.iter().filter(|token| token.kind == Kind::Exact);
    words.next().is_some_and(|word| word.term == term) && words.next().is_none()
}

/// Whether a word finds a document among all that have it in a language: in others it may be common.
fn finds(
    index: &Index,
    word: &str,
    language: &'static Language,
    stored: &StoredDocument,
) -> Result<bool, Error> {
    let leaf = Leaf { field: None, kind: LeafKind::Word, forms: Forms::AsWritten, text: word.to_owned() };
    let query = Query { clauses: vec![Clause { occur: Occur::Must, node: Node::Leaf(leaf), boost: 1.0 }] };
    let limit = MAX_DOCUMENTS as usize * 2;
    let languages = Some(vec![language]);
    let options = SearchOptions { limit, languages, snippets: 0, ..SearchOptions::default() };
    let hits = search(index, &query, &options)?.hits;
    Ok(hits.iter().any(|hit| hit.path == stored.path && hit.id == stored.id))
}
