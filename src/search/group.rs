//! A unit of the query in one language: all forms under which it may be found there.

use super::vocabulary::{Entry, Vocabulary};
use crate::analysis::{Kind, compound, fold::fold_char};
use crate::index::term::{SEPARATOR, folded, key, split_key};
use crate::language::Language;
use crate::search::unit::{Han, Unit, Word};
use std::collections::BTreeMap;

/// What a form counts, compared with the exact one.
const STEM_WEIGHT: f32 = 0.8;
const PART_WEIGHT: f32 = 0.3;
const BEGINNING_WEIGHT: f32 = 0.3;
/// Another spelling of the same word: `ue` for `ü`.
const SPELLING_WEIGHT: f32 = 0.9;
/// A word with the same stem and other accents: Haus – Häuser, but also Bar – Bären.
const OTHER_ACCENTS_WEIGHT: f32 = 0.6;
/// A function or question word counts this much of another word.
const FUNCTION_WORD_WEIGHT: f32 = 0.1;

/// Characters that words share which merely begin alike, and the shortest word that has such a beginning.
const BEGINNING_CHARS: usize = 5;
/// No inflection adds more bytes to a stem.
const MAX_ENDING_BYTES: usize = 10;
/// Terms per alternative: the most frequent are kept, so that a query's work is bounded.
const MAX_TERMS: usize = 64;
/// Compounds that are looked up for a part.
const MAX_COMPOUNDS: usize = 256;

/// A unit of the query in one language.
pub(super) struct Group {
    /// Number of the unit in the query.
    pub unit: usize,
    /// Number of the clause it stems from.
    pub clause: usize,
    /// What it counts: less for function words.
    pub weight: f32,
    /// Inverse document frequency of its most frequent alternative.
    pub idf: f32,
    /// The ways to match; a document is scored by the best, the others add little.
    pub alternatives: Vec<Alternative>,
    /// The index terms, each with the alternatives it belongs to.
    pub terms: Vec<Term>,
    /// Whether it is a function word or a character out of a run, left out of closeness.
    pub is_light: bool,
    /// Whether it is a pair of Han characters.
    pub is_pair: bool,
    /// Whether it is a character out of a longer run.
    pub is_fragment: bool,
    /// Whether it merely lifts documents that match otherwise: a fragment, or a function word among other words.
    pub is_support: bool,
    /// Whether spellings in two scripts exist, so that the script of a match says something.
    pub has_scripts: bool,
}

impl Group {
    /// Documents that hold the exact form.
    pub fn exact_documents(&self) -> f32 {
        let exact = self.terms.iter().filter(|term| term.kind == Kind::Exact);
        exact.map(|term| term.entry.documents as f32).sum()
    }

    /// Whether it tells languages apart: words and single characters do, pairs would count them twice.
    pub fn counts_for_odds(&self) -> bool {
        !self.is_pair
    }
}

/// A way to match.
pub(super) struct Alternative {
    pub weight: f32,
    pub idf: f32,
    /// Several parts of one word: their scores are averaged over this number.
    pub mean_of: Option<u8>,
}

/// An index term in a group.
pub(super) struct Term {
    pub entry: Entry,
    /// Bit `n`: belongs to alternative `n`.
    pub alternatives: u16,
    /// How exact it is, up to 1.
    pub weight: f32,
    pub kind: Kind,
    /// The stem of the part that matches, where only a part does.
    pub part: Option<String>,
    /// Whether it merely lifts documents that match otherwise, and is not highlighted.
    pub is_support: bool,
}

/// Where a group is sought: the vocabulary of a field, its language, the documents that have it.
pub(super) struct Place<'a> {
    pub language: &'static Language,
    pub words: &'a Vocabulary,
    /// `stem NUL compound`.
    pub parts: &'a Vocabulary,
    pub documents: u32,
    /// Whether only the words as they stand count.
    pub exact: bool,
}

/// Returns the group of a unit.
pub(super) fn group(unit: &Unit, number: usize, clause: usize, place: &Place) -> Group {
    let mut finder = Finder { place, alternatives: Vec::new(), terms: BTreeMap::new() };
    let (weight, is_light) = match unit {
        Unit::Word(word) => {
            if place.exact {
                finder.exact(&word.exact);
            } else {
                finder.word(word);
            }
            let light = place.language.is_function_word(&word.exact);
            (if light { FUNCTION_WORD_WEIGHT } else { 1.0 }, light)
        }
        Unit::Han(han) => {
            if place.exact {
                finder.exact(&han.exact);
            } else {
                finder.han(han);
            }
            (han.weight, han.is_fragment)
        }
    };
    let has_scripts = matches!(unit, Unit::Han(_))
        && (finder.terms.len() > 1 || finder.terms.keys().any(|key| key.contains(SEPARATOR)));
    let idfs = finder.alternatives.iter().filter(|alternative| alternative.mean_of.is_none());
    let idf = idfs.map(|alternative| alternative.idf).fold(idf(place.documents, 0.0), f32::min);
    Group {
        unit: number,
        clause,
        weight,
        idf,
        alternatives: finder.alternatives,
        terms: finder.terms.into_values().collect(),
        is_light,
        is_fragment: matches!(unit, Unit::Han(han) if han.is_fragment),
        is_support: matches!(unit, Unit::Han(han) if han.is_fragment),
        is_pair: matches!(unit, Unit::Han(han) if han.exact.chars().count() > 1),
        has_scripts,
    }
}

/// Inverse document frequency as in BM25, never negative.
pub(super) fn idf(documents: u32, with_term: f32) -> f32 {
    let all = (documents as f32).max(with_term);
    (1.0 + (all - with_term + 0.5) / (with_term + 0.5)).ln()
}

struct Finder<'a> {
    place: &'a Place<'a>,
    alternatives: Vec<Alternative>,
    terms: BTreeMap<String, Term>,
}

/// Terms found for one alternative.
type Found = Vec<(Entry, f32, Kind)>;

impl Finder<'_> {
    /// Adds nothing but a word as it stands.
    fn exact(&mut self, exact: &str) {
        let key = key(exact);
        let entries = self.place.words.range(&key, &key, |_| true);
        let found = entries.into_iter().map(|entry| (entry, 1.0, Kind::Exact)).collect();
        self.add(1.0, None, found, None, false);
    }

    fn han(&mut self, han: &Han) {
        let entries = self.place.words.spelled_like(&han.exact);
        let found = entries.into_iter().map(|entry| {
            let kind = if split_key(&entry.key).1 == han.exact { Kind::Exact } else { Kind::Variant };
            (entry, 1.0, kind)
        });
        let found = found.collect();
        self.add(1.0, None, found, None, false);
    }

    fn word(&mut self, word: &Word) {
        let spellings = self.spellings(word);
        let mut exact = Found::new();
        let mut kin = Found::new();
        let mut beginning = Found::new();
        let folded_spellings: Vec<String> = spellings.iter().map(|(spelling, _)| folded(spelling)).collect();
        for (spelling, weight) in &spellings {
            self.scan(spelling, *weight, word, &folded_spellings, &mut exact, &mut kin, &mut beginning);
        }
        let stems = self.place.language.stemmer.is_some();
        kin = keep_most_frequent(kin);
        let class: Found = exact.iter().chain(&kin).cloned().collect();
        let begun: Found = class.iter().chain(&keep_most_frequent(beginning)).cloned().collect();
        self.add(1.0, None, exact, None, false);
        if stems {
            self.add(STEM_WEIGHT, None, class, None, false);
            if has_beginning(&folded(&word.exact)) {
                self.add(BEGINNING_WEIGHT, None, begun, None, true);
            }
        }
        self.compounds_with(&word.exact);
        self.parts_of(word);
    }

    /// The word itself and what else it may be spelled like, with what each counts.
    fn spellings(&self, word: &Word) -> Vec<(String, f32)> {
        let mut others = Vec::new();
        (self.place.language.spell)(&word.exact, &mut others);
        let mut spellings = vec![(word.exact.clone(), 1.0)];
        spellings.extend(word.joined.iter().map(|joined| (joined.clone(), 1.0)));
        spellings.extend(others.into_iter().map(|other| (other, SPELLING_WEIGHT)));
        spellings
    }

    /// Finds the terms that are spelled like a spelling, share its stem, or begin alike.
    fn scan(
        &self,
        spelling: &str,
        weight: f32,
        word: &Word,
        others: &[String],
        exact: &mut Found,
        kin: &mut Found,
        beginning: &mut Found,
    ) {
        let language = self.place.language;
        let (own, spelled) = (folded(&word.exact), folded(spelling));
        let stem = language.stem(spelling).filter(|_| spelled.bytes().all(|byte| !byte.is_ascii_digit()));
        let begin = stem.as_ref().and_then(|_| beginning_of(&spelled));
        let Some(prefix) = stem.as_deref().and_then(|stem| shared_prefix(&spelled, stem, begin)) else {
            return exact.extend(self.spelled_like(spelling, weight));
        };
        let max_bytes = stem.as_deref().map_or(0, str::len) + MAX_ENDING_BYTES;
        let begins = |key: &str| begin.is_some_and(|begin| key.starts_with(begin));
        let same_stem = |key: &str| key.len() <= max_bytes && language.stem(split_key(key).1) == stem;
        let entries = self.place.words.beginning_with(prefix, |key| {
            let (key_folded, _) = split_key(key);
            key_folded == spelled
                || begins(key)
                || same_stem_possible(key_folded, max_bytes) && same_stem(key)
        });
        for entry in entries {
            let (key_folded, key_exact) = split_key(&entry.key);
            if key_folded == own {
                // Whatever the spelling that led here: the word itself, but for accents.
                let (weight, kind) = self.exactness(key_exact, &word.exact, 1.0, word);
                exact.push((entry, weight, kind));
            } else if key_folded == spelled {
                let (weight, kind) = self.exactness(key_exact, spelling, weight, word);
                exact.push((entry, weight, kind));
            } else if others.iter().any(|other| key_folded == other) {
                // Comes with its own spelling, weighed as such.
            } else if same_stem_possible(key_folded, max_bytes) && language.stem(key_exact) == stem {
                let weight = if same_accents(key_exact, spelling) { 1.0 } else { OTHER_ACCENTS_WEIGHT };
                kin.push((entry, weight, Kind::Stem));
            } else if begins(key_folded) {
                beginning.push((entry, 1.0, Kind::Stem));
            }
        }
    }

    fn spelled_like(&self, spelling: &str, weight: f32) -> Found {
        let entries = self.place.words.spelled_like(spelling).into_iter();
        let word = Word { exact: spelling.to_owned(), joined: Vec::new(), parts: Vec::new() };
        entries
            .map(|entry| {
                let (weight, kind) = self.exactness(split_key(&entry.key).1, spelling, weight, &word);
                (entry, weight, kind)
            })
            .collect()
    }

    /// What a term counts that is spelled like the word but for accents.
    fn exactness(&self, term: &str, spelling: &str, weight: f32, word: &Word) -> (f32, Kind) {
        if term == spelling {
            return (weight, if spelling == word.exact { Kind::Exact } else { Kind::Variant });
        }
        let accents = self.place.language.accents;
        let is_plain = |word: &str| folded(word) == word;
        let share = match (is_plain(spelling), is_plain(term)) {
            (true, _) => accents.left_out_in_query,
            (false, true) => accents.left_out_in_text,
            (false, false) => accents.different,
        };
        (weight * share, Kind::Variant)
    }

    /// Adds the compounds that hold a word as a part.
    fn compounds_with(&mut self, word: &str) {
        if self.place.language.compounds.is_none() {
            return;
        }
        let Some(stem) = self.place.language.stem(word) else { return };
        let found = self.compounds(&stem);
        if !found.is_empty() {
            self.add(PART_WEIGHT, None, found, Some(&stem), false);
        }
    }

    /// The compounds that hold a part with a given stem.
    fn compounds(&self, stem: &str) -> Found {
        let first = format!("{stem}{SEPARATOR}");
        let mut left = MAX_COMPOUNDS;
        let listed = self.place.parts.range(&first, &format!("{first}{}", char::MAX), |_| {
            left = left.saturating_sub(1);
            left > 0
        });
        let entries = listed.iter().flat_map(|entry| self.place.words.with_folded(&entry.key[first.len()..]));
        keep_most_frequent(entries.map(|entry| (entry, 1.0, Kind::Part)).collect())
    }

    /// Adds the parts of a word, at soft borders or as a compound: their mean is one way to match.
    fn parts_of(&mut self, word: &Word) {
        let soft: Vec<(Found, Option<String>)> =
            word.parts.iter().map(|part| (self.spelled_like(part, 1.0), None)).collect();
        let parts = if soft.is_empty() { self.compound_parts(&word.exact) } else { soft };
        let count = parts.len().min(usize::from(u8::MAX)) as u8;
        for (found, stem) in parts {
            let found = found.into_iter().map(|(entry, weight, _)| (entry, weight, Kind::Part)).collect();
            self.add(PART_WEIGHT, Some(count), found, stem.as_deref(), false);
        }
    }

    fn compound_parts(&self, word: &str) -> Vec<(Found, Option<String>)> {
        let Some(rules) = self.place.language.compounds else { return Vec::new() };
        let folded = folded(word);
        let parts = compound::split(&folded, rules, &|part| self.place.words.evidence(part, rules));
        parts
            .into_iter()
            .filter_map(|span| {
                let part = &folded[span];
                let stem = self.place.language.stem(part)?;
                let mut found = self.class_of(part, &stem);
                found.extend(self.compounds(&stem));
                Some((found, Some(stem)))
            })
            .collect()
    }

    /// The words that share a part's stem.
    fn class_of(&self, part: &str, stem: &str) -> Found {
        let language = self.place.language;
        let Some(prefix) = shared_prefix(part, stem, None) else { return self.spelled_like(part, 1.0) };
        let max_bytes = stem.len() + MAX_ENDING_BYTES;
        let entries = self.place.words.beginning_with(prefix, |key| {
            let (folded, exact) = split_key(key);
            same_stem_possible(folded, max_bytes) && language.stem(exact).as_deref() == Some(stem)
        });
        keep_most_frequent(entries.into_iter().map(|entry| (entry, 1.0, Kind::Stem)).collect())
    }

    fn add(&mut self, weight: f32, mean_of: Option<u8>, found: Found, part: Option<&str>, is_support: bool) {
        let number = self.alternatives.len();
        if number >= u16::BITS as usize {
            return;
        }
        let documents = union(self.place.documents, found.iter().map(|(entry, ..)| entry.documents));
        self.alternatives.push(Alternative { weight, idf: idf(self.place.documents, documents), mean_of });
        for (entry, weight, kind) in found {
            let part = part.filter(|_| kind == Kind::Part).map(str::to_owned);
            let term = self.terms.entry(entry.key.clone()).or_insert_with(|| Term {
                entry,
                alternatives: 0,
                weight,
                kind,
                part,
                is_support,
            });
            term.alternatives |= 1 << number;
            term.weight = term.weight.max(weight);
            term.is_support &= is_support;
        }
    }
}

/// Estimates how many documents hold any of several terms, as if they occurred independently: the same in any number
/// of segments, and no postings read.
fn union(documents: u32, frequencies: impl Iterator<Item = u32>) -> f32 {
    let all = documents.max(1) as f32;
    let without: f32 = frequencies.map(|with| 1.0 - (with as f32 / all).min(1.0)).product();
    all * (1.0 - without)
}

fn keep_most_frequent(mut found: Found) -> Found {
    if found.len() > MAX_TERMS {
        found.sort_by(|(a, ..), (b, ..)| b.documents.cmp(&a.documents).then_with(|| a.key.cmp(&b.key)));
        found.truncate(MAX_TERMS);
    }
    found
}

/// Whether two words have the same accents as far as they are alike without them.
fn same_accents(left: &str, right: &str) -> bool {
    let alike = left.chars().zip(right.chars()).take_while(|&(left, right)| {
        let (mut a, mut b) = (String::new(), String::new());
        fold_char(left, &mut a);
        fold_char(right, &mut b);
        a == b
    });
    alike.into_iter().all(|(left, right)| left == right)
}

fn has_beginning(folded: &str) -> bool {
    folded.chars().count() > BEGINNING_CHARS && folded.chars().all(char::is_alphabetic)
}

fn beginning_of(folded: &str) -> Option<&str> {
    let end = folded.char_indices().nth(BEGINNING_CHARS)?.0;
    has_beginning(folded).then(|| &folded[..end])
}

fn same_stem_possible(folded: &str, max_bytes: usize) -> bool {
    folded.len() <= max_bytes && folded.bytes().all(|byte| !byte.is_ascii_digit())
}

/// The prefix under which all words with a stem lie, and all that begin alike; None if it is too short to list.
///
/// Stemmers change a final `y` to `i`, so that letter is left out.
fn shared_prefix<'w>(folded: &'w str, stem: &str, beginning: Option<&str>) -> Option<&'w str> {
    let stem = stem.strip_suffix('i').unwrap_or(stem);
    let shared = folded.char_indices().zip(stem.chars()).take_while(|((_, a), b)| a == b);
    let bytes = shared.map(|((at, c), _)| at + c.len_utf8()).last()?;
    let bytes = beginning.map_or(bytes, |beginning| bytes.min(beginning.len()));
    (folded[..bytes].chars().count() >= 2).then(|| &folded[..bytes])
}
