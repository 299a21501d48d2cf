//! What is worked out from all words of an index at once: which compounds hold which parts.
//!
//! The evidence for a split is the corpus's own vocabulary, so parts cannot be told while documents are read. The table
//! is a record like any other, and so is committed, merged and dropped with the documents it was made from.

use super::fields::{Fields, VOCABULARY_KEY};
use super::stream::Stream;
use super::term::{SEPARATOR, split_key};
use crate::analysis::compound::{Rules, is_splittable, split};
use crate::language::{LANGUAGES, Language};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use tantivy::schema::Field;
use tantivy::{Searcher, TantivyDocument};

/// Entries per record: bounds the memory that a record takes on its way.
const ENTRIES_PER_RECORD: usize = 50_000;

/// Digits of the number that stands before a compound, the most frequent compound of a part first.
const RANK_DIGITS: usize = 4;
/// No more compounds of a part are kept.
const MAX_COMPOUNDS: usize = 1 << (4 * RANK_DIGITS);

/// The first and the last entry there may be for the most frequent compounds with a part, given by its stem.
pub(crate) fn compounds_range(stem: &str, count: usize) -> (String, String) {
    let last = count.clamp(1, MAX_COMPOUNDS) - 1;
    (entry(stem, 0, ""), entry(stem, last, char::MAX.encode_utf8(&mut [0; 4])))
}

/// The folded compound of an entry.
pub(crate) fn compound_of(entry: &str) -> Option<&str> {
    entry.split_once(SEPARATOR)?.1.get(RANK_DIGITS..)
}

fn entry(stem: &str, rank: usize, compound: &str) -> String {
    format!("{stem}{SEPARATOR}{rank:0RANK_DIGITS$x}{compound}")
}

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
    let mut compounds: BTreeMap<String, BTreeSet<(Reverse<u32>, &str)>> = BTreeMap::new();
    for (word, &documents) in words {
        for part in split(word, rules, &evidence) {
            let stem = language.stem(&word[part]).unwrap_or_default();
            compounds.entry(stem).or_default().insert((Reverse(documents), word));
        }
    }
    for (stem, compounds) in compounds {
        let ranked = compounds.into_iter().take(MAX_COMPOUNDS).enumerate();
        entries.extend(ranked.map(|(rank, (_, compound))| entry(&stem, rank, compound)));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_compounds_come_first() {
        let (first, last) = compounds_range("zahlung", 256);
        let inside = |entry: &String| first <= *entry && *entry <= last;
        assert!(
            inside(&entry("zahlung", 0, "zahlungssystem")) && inside(&entry("zahlung", 255, "zuzahlung"))
        );
        assert!(!inside(&entry("zahlung", 256, "auszahlung")) && !inside(&entry("zahl", 0, "zahlwort")));
        assert_eq!(compound_of(&entry("zahlung", 17, "zahlungssystem")), Some("zahlungssystem"));
    }
}
