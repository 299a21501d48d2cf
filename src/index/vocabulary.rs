//! What is worked out from all words of an index at once: which compounds hold which parts.
//!
//! The evidence for a split is the corpus's own vocabulary, so parts cannot be told while documents are read. The table
//! is a record like any other, and so is committed, merged and dropped with the documents it was made from.

use super::fields::{Fields, VOCABULARY_KEY};
use super::stream::Stream;
use super::term::{SEPARATOR, split_key};
use crate::analysis::compound::{Rules, is_splittable, split};
use crate::language::{LANGUAGES, Language};
use std::collections::{BTreeSet, HashMap};
use tantivy::schema::Field;
use tantivy::{Searcher, TantivyDocument};

/// Entries per record: bounds the memory that a record takes on its way.
const ENTRIES_PER_RECORD: usize = 50_000;

/// Returns the records that say which compounds of the searcher's documents hold which parts.
pub(crate) fn records(searcher: &Searcher, fields: &Fields) -> tantivy::Result<Vec<TantivyDocument>> {
    let mut entries = BTreeSet::new();
    for (language, &field) in LANGUAGES.iter().zip(&fields.bodies) {
        if let Some(rules) = language.compounds {
            let words = document_frequencies(searcher, field)?;
            add_parts(language, rules, &words, &mut entries);
        }
    }
    let entries: Vec<String> = entries.into_iter().collect();
    Ok(entries.chunks(ENTRIES_PER_RECORD).map(|entries| record(entries, fields)).collect())
}

/// The folded words of a field that can be split or be parts, and the number of documents they occur in.
fn document_frequencies(searcher: &Searcher, field: Field) -> tantivy::Result<HashMap<String, u32>> {
    let mut frequencies: HashMap<String, u32> = HashMap::new();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(field)?;
        let mut terms = index.terms().stream()?;
        while let Some((key, info)) = terms.next() {
            let Ok(key) = str::from_utf8(key) else { continue };
            let folded = split_key(key).0;
            if !is_splittable(folded) {
                continue;
            }
            match frequencies.get_mut(folded) {
                Some(documents) => *documents += info.doc_freq,
                None => drop(frequencies.insert(folded.to_owned(), info.doc_freq)),
            }
        }
    }
    Ok(frequencies)
}

fn add_parts(
    language: &Language,
    rules: &Rules,
    words: &HashMap<String, u32>,
    entries: &mut BTreeSet<String>,
) {
    let candidates = words.keys().map(String::as_str).chain(rules.common_parts.iter().copied());
    let documents = |word: &str| words.get(word).copied().unwrap_or(0);
    let evidence: HashMap<&str, f32> =
        candidates.map(|word| (word, rules.evidence(word, || documents(word)))).collect();
    let evidence = |word: &str| evidence.get(word).copied().unwrap_or(0.0);
    for word in words.keys() {
        for part in split(word, rules, &evidence) {
            let stem = language.stem(&word[part]).unwrap_or_default();
            entries.insert(format!("{stem}{SEPARATOR}{word}"));
        }
    }
}

fn record(entries: &[String], fields: &Fields) -> TantivyDocument {
    let mut stream = Stream::default();
    for entry in entries {
        stream.push(0, |out| out.push_str(entry));
    }
    let mut record = TantivyDocument::new();
    record.add_text(fields.key, VOCABULARY_KEY);
    record.add_text(fields.parts, stream.into_string());
    record
}
