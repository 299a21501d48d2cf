//! What is worked out from all words of an index at once: which compounds hold which parts.
//!
//! The evidence for a split is the corpus's own vocabulary, so parts cannot be told while documents are read. The table
//! is a record like any other, and so is committed, merged and dropped with the documents it was made from.

use super::alive::Alive;
use super::fields::{Fields, VOCABULARY_KEY};
use super::stream::Stream;
use super::term::{SEPARATOR, TITLE_END, split_key};
use crate::analysis::compound::{Rules, is_splittable, split};
use crate::language::{LANGUAGES, Language};
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::ops::Range;
use tantivy::schema::Field;
use tantivy::{Searcher, TantivyDocument};

/// Entries per record: bounds the memory that a record takes on its way.
const ENTRIES_PER_RECORD: usize = 50_000;

/// Digits of the number that stands before a compound, the most frequent compound of a part first.
const RANK_DIGITS: usize = 2;
/// Of the compounds of a part, so many of the most frequent are kept: a query asks for no more.
const MAX_COMPOUNDS: usize = 128;
/// The least end of a part's span. Each is one character, and no word that is split is so long that it would not be ASCII.
const START: u8 = b' ';

/// A compound that holds a part, as an entry of the table says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Compound<'e> {
    /// Its index term.
    pub term: &'e str,
    /// Where the part stands, in bytes of the folded compound.
    pub part: Range<usize>,
}

/// The first and the last entry there may be for the compounds with a part, given by its stem.
pub(crate) fn compounds_range(stem: &str) -> (String, String) {
    (format!("{stem}{SEPARATOR}"), format!("{stem}{SEPARATOR}{}", char::MAX))
}

/// What an entry says; None for what is no entry.
pub(crate) fn compound_of(entry: &str) -> Option<Compound<'_>> {
    let tail = entry.split_once(SEPARATOR)?.1.get(RANK_DIGITS..)?;
    let (span, term) = tail.split_at_checked(2)?;
    let number = |at: usize| span.as_bytes()[at].checked_sub(START).map(usize::from);
    Some(Compound { term, part: number(0)?..number(1)? })
}

fn entry(stem: &str, rank: usize, compound: &Compound) -> String {
    let Compound { term, part: Range { start, end } } = compound;
    let place = |place: usize| char::from(START + place as u8);
    format!("{stem}{SEPARATOR}{rank:0RANK_DIGITS$x}{}{}{term}", place(*start), place(*end))
}

/// The words of a field that can be split or be parts, by folded form.
type Words = FxHashMap<String, Word>;

#[derive(Default)]
struct Word {
    /// Documents that hold it in any spelling.
    documents: u32,
    /// Whether it occurs without accents.
    is_plain: bool,
    /// The index terms of its other spellings.
    accented: Vec<String>,
}

/// Returns the records that say which compounds of the searcher's documents hold which parts.
pub(crate) fn records(searcher: &Searcher, fields: &Fields) -> tantivy::Result<Vec<TantivyDocument>> {
    let mut entries = Vec::new();
    for (language, &field) in LANGUAGES.iter().zip(&fields.bodies) {
        if let Some(rules) = language.compounds {
            add_parts(language, rules, &words(searcher, field)?, &mut entries);
        }
    }
    // Sorted already, but for what several languages have.
    entries.sort();
    entries.dedup();
    Ok(entries.chunks(ENTRIES_PER_RECORD).map(|entries| record(entries, fields)).collect())
}

fn words(searcher: &Searcher, field: Field) -> tantivy::Result<Words> {
    let mut words = Words::default();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(field)?;
        let alive = Alive::of(segment);
        let mut terms = index.terms().stream()?;
        while let Some((key, info)) = terms.next() {
            let Ok(key) = str::from_utf8(key) else { continue };
            let folded = split_key(key).0;
            if !is_splittable(folded) {
                continue;
            }
            match (alive.documents(&index, info)?, words.get_mut(folded)) {
                (0, _) => {}
                (documents, Some(word)) => word.add(key, folded, documents),
                (documents, None) => words.entry(folded.to_owned()).or_default().add(key, folded, documents),
            }
        }
    }
    Ok(words)
}

/// A compound by how rare it is, and where the part stands.
type Ranked<'w> = (Reverse<u32>, &'w str, (usize, usize));

impl Word {
    fn add(&mut self, key: &str, folded: &str, documents: u32) {
        self.documents += documents;
        if key == folded {
            self.is_plain = true;
        } else if !self.accented.iter().any(|known| known == key) {
            self.accented.push(key.to_owned());
        }
    }

    /// Its index terms, given its folded form.
    fn terms<'w>(&'w self, folded: &'w str) -> impl Iterator<Item = &'w str> {
        let plain = self.is_plain.then_some(folded);
        plain.into_iter().chain(self.accented.iter().map(String::as_str))
    }
}

fn add_parts(language: &Language, rules: &Rules, words: &Words, entries: &mut Vec<String>) {
    let mut by_stem: FxHashMap<String, Vec<Ranked>> = FxHashMap::default();
    // Many compounds share a part: its stem is worked out once.
    for (part, compounds) in compounds_by_part(rules, words) {
        by_stem.entry(language.stem(part).unwrap_or_default()).or_default().extend(compounds);
    }
    let mut by_stem: Vec<(String, Vec<Ranked>)> = by_stem.into_iter().collect();
    by_stem.sort_unstable_by(|(stem, _), (other, _)| stem.cmp(other));
    for (stem, compounds) in by_stem {
        let ranked = most_frequent(compounds, words).into_iter().enumerate();
        entries.extend(ranked.map(|(rank, compound)| entry(&stem, rank, &compound)));
    }
}

fn most_frequent<'w>(mut compounds: Vec<Ranked<'w>>, words: &'w Words) -> Vec<Compound<'w>> {
    if compounds.len() > MAX_COMPOUNDS {
        compounds.select_nth_unstable(MAX_COMPOUNDS);
        compounds.truncate(MAX_COMPOUNDS);
    }
    compounds.sort_unstable();
    let with_spans = compounds.into_iter().flat_map(|(_, compound, (start, end))| {
        words[compound].terms(compound).map(move |term| Compound { term, part: start..end })
    });
    with_spans.take(MAX_COMPOUNDS).collect()
}

fn compounds_by_part<'w>(rules: &Rules, words: &'w Words) -> FxHashMap<&'w str, Vec<Ranked<'w>>> {
    let candidates = words.keys().map(String::as_str).chain(rules.common_parts.iter().copied());
    let documents = |word: &str| words.get(word).map_or(0, |word| word.documents);
    let attested = candidates.map(|word| (word, rules.evidence(word, || documents(word))));
    let evidence: FxHashMap<&str, f32> = attested.filter(|&(_, evidence)| evidence > 0.0).collect();
    let evidence = |word: &str| evidence.get(word).copied().unwrap_or(0.0);
    let mut by_part: FxHashMap<&str, Vec<Ranked>> = FxHashMap::default();
    for (word, &Word { documents, .. }) in words {
        for part in split(word, rules, &evidence) {
            let compounds = by_part.entry(&word[part.clone()]).or_default();
            compounds.push((Reverse(documents), word, (part.start, part.end)));
        }
    }
    by_part
}

/// A token that no query asks for, so that each segment has each field: for one that is missing, the engine makes an empty
/// dictionary whenever it is opened, at the cost of a sixth of a query's page faults.
pub(crate) fn presence() -> String {
    let mut stream = Stream::default();
    stream.push(0, TITLE_END);
    stream.into_string()
}

fn record(entries: &[String], fields: &Fields) -> TantivyDocument {
    let mut stream = Stream::default();
    for entry in entries {
        stream.push(0, entry);
    }
    let mut record = TantivyDocument::new();
    record.add_text(fields.key, VOCABULARY_KEY);
    record.add_text(fields.parts, stream.into_string());
    for &field in fields.bodies.iter().chain([&fields.path]) {
        record.add_text(field, presence());
    }
    record
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_entries_of_a_stem_lie_together_by_rank() {
        let (first, last) = compounds_range("zahlung");
        let with = |stem: &str, rank: usize, term: &str| entry(stem, rank, &Compound { term, part: 0..7 });
        let inside = |entry: &String| first <= *entry && *entry <= last;
        let own = [with("zahlung", 0, "zahlungssystem"), with("zahlung", MAX_COMPOUNDS - 1, "zahlungsart")];
        assert!(own.is_sorted() && own.iter().all(inside));
        assert!(!inside(&with("zahl", 0, "zahlwort")) && !inside(&with("zahlungs", 0, "zahlungsziel")));
    }

    /// A rare compound of a common part is left out, however many there are.
    #[test]
    fn the_most_frequent_compounds_are_kept() {
        let words: Vec<String> =
            (0..200).map(|number| format!("{}{}haus", letter(number / 26), letter(number % 26))).collect();
        let documents = |number: usize| number as u32 + 1;
        let ranked = words
            .iter()
            .enumerate()
            .map(|(number, word)| (Reverse(documents(number)), word.as_str(), (2, 6)));
        let table =
            words.iter().map(|word| (word.clone(), Word { is_plain: true, ..Word::default() })).collect();
        let kept = most_frequent(ranked.collect(), &table);
        assert_eq!(kept.len(), MAX_COMPOUNDS);
        assert_eq!(
            (kept[0].term, kept[MAX_COMPOUNDS - 1].term),
            (&*words[199], &*words[200 - MAX_COMPOUNDS])
        );
    }

    fn letter(number: usize) -> char {
        char::from(b'a' + number as u8)
    }

    #[test]
    fn entries_say_where_the_part_stands() {
        let compound = Compound { term: "ruckruffunktion\0rückruffunktion", part: 7..15 };
        assert_eq!(compound_of(&entry("funktion", 17, &compound)), Some(compound));
        assert_eq!(compound_of("funktion"), None);
        assert_eq!(compound_of("funktion\u{0}00"), None);
    }
}
