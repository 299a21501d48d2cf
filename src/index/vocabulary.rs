//! What is worked out from all words of an index at once: which compounds hold which parts.
//!
//! The evidence for a split is the corpus's own vocabulary, so parts cannot be told while documents are read. The table
//! is a record like any other, and so is committed, merged and dropped with the documents it was made from.

use super::alive::Alive;
use super::compounds::{self, Compound, MAX_COMPOUNDS};
use super::fields::Fields;
use super::stream::Stream;
use super::term::{TITLE_END, split_key};
use crate::analysis::compound::{Rules, is_splittable, split_attested};
use crate::analysis::evidence::Attested;
use crate::language::{LANGUAGES, Language};
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use tantivy::index::SegmentId;
use tantivy::schema::Field;
use tantivy::{Searcher, SegmentReader, TantivyDocument};

/// The words of a field that can be split or be parts, by folded form.
type Words = FxHashMap<String, Word>;

#[derive(Default)]
struct Word {
    /// Documents that hold it in any spelling.
    documents: u32,
    /// Whether it occurs without accents.
    is_plain: bool,
    /// The ordinal of that spelling, if it is in the home.
    plain_ordinal: Option<u64>,
    /// The index terms of its other spellings, with their ordinals.
    accented: Vec<(String, Option<u64>)>,
}

/// Returns the records that say which compounds of the searcher's documents hold which parts.
pub(crate) fn records(searcher: &Searcher, fields: &Fields) -> tantivy::Result<Vec<TantivyDocument>> {
    let mut records = Vec::new();
    for (language, &field) in LANGUAGES.iter().zip(&fields.bodies) {
        let (Some(rules), Some(home)) = (language.compounds, home(searcher, field)?) else { continue };
        let lines = lines(language, rules, &words(searcher, field, home)?);
        records.extend(compounds::records(&compounds::home(home, field), &lines, fields));
    }
    Ok(records)
}

/// The segment with the most terms of a field: by their ordinals there, most compounds are found.
fn home(searcher: &Searcher, field: Field) -> tantivy::Result<Option<SegmentId>> {
    let terms = |segment: &SegmentReader| {
        Ok((segment.inverted_index(field)?.terms().num_terms(), segment.segment_id()))
    };
    let terms: Vec<_> = searcher.segment_readers().iter().map(terms).collect::<tantivy::Result<_>>()?;
    Ok(terms.into_iter().max().map(|(_, segment)| segment))
}

/// The words of a field, with the ordinals of those that are in the home.
fn words(searcher: &Searcher, field: Field, home: SegmentId) -> tantivy::Result<Words> {
    let mut words = Words::default();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(field)?;
        let alive = Alive::of(segment);
        let is_home = segment.segment_id() == home;
        let mut terms = index.terms().stream()?;
        while terms.advance() {
            let Ok(key) = str::from_utf8(terms.key()) else { continue };
            let folded = split_key(key).0;
            if !is_splittable(folded) {
                continue;
            }
            let documents = alive.documents(&index, terms.value())?;
            if documents == 0 {
                continue;
            }
            let ordinal = is_home.then(|| terms.term_ord());
            match words.get_mut(folded) {
                Some(word) => word.add(key, folded, documents, ordinal),
                None => words.entry(folded.to_owned()).or_default().add(key, folded, documents, ordinal),
            }
        }
    }
    Ok(words)
}

/// A compound by how rare it is, and where the part stands.
type Ranked<'w> = (Reverse<u32>, &'w str, (usize, usize));

impl Word {
    fn add(&mut self, key: &str, folded: &str, documents: u32, ordinal: Option<u64>) {
        self.documents += documents;
        if key == folded {
            self.is_plain = true;
            self.plain_ordinal = self.plain_ordinal.or(ordinal);
        } else if let Some((_, known)) = self.accented.iter_mut().find(|(known, _)| known == key) {
            *known = known.or(ordinal);
        } else {
            self.accented.push((key.to_owned(), ordinal));
        }
    }

    /// Its index terms with their ordinals, given its folded form.
    fn terms<'w>(&'w self, folded: &'w str) -> impl Iterator<Item = (&'w str, Option<u64>)> {
        let plain = self.is_plain.then_some((folded, self.plain_ordinal));
        plain.into_iter().chain(self.accented.iter().map(|(term, ordinal)| (term.as_str(), *ordinal)))
    }
}

/// The lines of a language, sorted.
fn lines(language: &Language, rules: &Rules, words: &Words) -> Vec<String> {
    let mut by_stem: FxHashMap<String, Vec<Ranked>> = FxHashMap::default();
    // Many compounds share a part: its stem is worked out once.
    for (part, compounds) in compounds_by_part(rules, words) {
        if let Some(stem) = language.stem(part) {
            by_stem.entry(stem).or_default().extend(compounds);
        }
    }
    let line = |(stem, compounds): (String, _)| compounds::line(&stem, most_frequent(compounds, words));
    let mut lines: Vec<String> = by_stem.into_iter().map(line).collect();
    lines.sort_unstable();
    lines
}

/// The most frequent of the compounds of a part.
fn most_frequent<'w>(mut compounds: Vec<Ranked<'w>>, words: &'w Words) -> impl Iterator<Item = Compound<'w>> {
    if compounds.len() > MAX_COMPOUNDS {
        compounds.select_nth_unstable(MAX_COMPOUNDS);
        compounds.truncate(MAX_COMPOUNDS);
    }
    compounds.sort_unstable();
    compounds.into_iter().flat_map(|(_, compound, (start, end))| {
        let terms = words[compound].terms(compound);
        terms.map(move |(term, ordinal)| Compound { term, part: start..end, ordinal })
    })
}

fn compounds_by_part<'w>(rules: &Rules, words: &'w Words) -> FxHashMap<&'w str, Vec<Ranked<'w>>> {
    let attested = Attested::new(rules, words.iter().map(|(word, known)| (word.as_str(), known.documents)));
    let mut by_part: FxHashMap<&str, Vec<Ranked>> = FxHashMap::default();
    for (word, &Word { documents, .. }) in words {
        for part in split_attested(word, rules, &attested) {
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
