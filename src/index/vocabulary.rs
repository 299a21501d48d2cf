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
use tantivy::schema::Field;
use tantivy::{Searcher, TantivyDocument};

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
    let mut lines = Vec::new();
    for (language, &field) in LANGUAGES.iter().zip(&fields.bodies) {
        if let Some(rules) = language.compounds {
            add_lines(language, rules, &words(searcher, field)?, &mut lines);
        }
    }
    lines.sort_unstable();
    Ok(compounds::records(&lines, fields))
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

fn add_lines(language: &Language, rules: &Rules, words: &Words, lines: &mut Vec<String>) {
    let mut by_stem: FxHashMap<String, Vec<Ranked>> = FxHashMap::default();
    // Many compounds share a part: its stem is worked out once.
    for (part, compounds) in compounds_by_part(rules, words) {
        if let Some(stem) = language.stem(part) {
            by_stem.entry(stem).or_default().extend(compounds);
        }
    }
    for (stem, compounds) in by_stem {
        lines.push(compounds::line(&stem, most_frequent(compounds, words)));
    }
}

/// The most frequent of the compounds of a part.
fn most_frequent<'w>(mut compounds: Vec<Ranked<'w>>, words: &'w Words) -> impl Iterator<Item = Compound<'w>> {
    if compounds.len() > MAX_COMPOUNDS {
        compounds.select_nth_unstable(MAX_COMPOUNDS);
        compounds.truncate(MAX_COMPOUNDS);
    }
    compounds.sort_unstable();
    compounds.into_iter().flat_map(|(_, compound, (start, end))| {
        words[compound].terms(compound).map(move |term| Compound { term, part: start..end })
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
