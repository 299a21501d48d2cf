//! The forms of a unit, found in the vocabulary of a field: what is spelled alike, what shares its stem, its parts and
//! the compounds that hold it, what begins alike.

use super::group::{Forms, Found, Manner, Place, Way};
use super::memory::Memory;
use super::unit::{Han, Unit, Word};
use super::vocabulary::Entry;
use crate::analysis::fold::{fold_char, folded, take_apart};
use crate::analysis::{Kind, compound};
use crate::index::term::{key, split_key};

/// What a form counts, compared with the exact one.
const STEM_WEIGHT: f32 = 0.8;
const PART_WEIGHT: f32 = 0.3;
const BEGINNING_WEIGHT: f32 = 0.3;
/// Another spelling of the same word: `ue` for `ü`.
const SPELLING_WEIGHT: f32 = 0.9;
/// A word with the same stem and other accents: Haus – Häuser, but also Bar – Bären.
const OTHER_ACCENTS_WEIGHT: f32 = 0.9;

/// Characters that words share which merely begin alike; a word must be longer to have such a beginning.
const BEGINNING_CHARS: usize = 5;
/// The shortest prefix under which the vocabulary is listed, in characters.
const MIN_PREFIX_CHARS: usize = 2;
/// Terms per alternative: the most frequent are kept, so that a query's work is bounded.
const MAX_TERMS: usize = 64;

/// The terms that a word of a phrase may stand for: itself in all spellings, and its kin by stem. Most were found for the plan.
pub(crate) fn phrase_forms(memory: &Memory, word: &str, place: &Place) -> Vec<Entry> {
    if let Some(known) = memory.known(word, place.words.field, place.exact) {
        return known.whole_terms().map(|term| term.entry.clone()).collect();
    }
    if place.exact {
        let key = key(word);
        return place.words.range(&key, &key, |_| true);
    }
    let word = Word { exact: word.to_owned(), joined: Vec::new(), parts: Vec::new() };
    let relatives = Finder { place, forms: &mut Forms::default() }.relatives(&word);
    let found = relatives.spelled.into_iter().chain(keep_most_frequent(relatives.stem));
    found.map(|found| found.entry).collect()
}

/// Finds the forms of one unit.
pub(crate) struct Finder<'a> {
    pub place: &'a Place<'a>,
    pub forms: &'a mut Forms,
}

impl Finder<'_> {
    /// Adds all forms of a unit.
    pub fn find(&mut self, unit: &Unit) {
        match unit {
            _ if self.place.exact => self.as_it_stands(unit.name()),
            Unit::Word(word) => self.word(word),
            Unit::Han(han) => self.han(han),
        }
    }

    fn as_it_stands(&mut self, exact: &str) {
        let key = key(exact);
        let entries = self.place.words.range(&key, &key, |_| true).into_iter();
        let found = entries.map(|entry| Found::new(entry, 1.0, Kind::Exact)).collect();
        self.add(Way::whole(Manner::Spelling, 1.0), found);
    }

    fn han(&mut self, han: &Han) {
        let entries = self.place.words.han_like(&han.exact).into_iter();
        let found = entries.map(|entry| {
            let kind = if split_key(&entry.key).1 == han.exact { Kind::Exact } else { Kind::Variant };
            Found::new(entry, 1.0, kind)
        });
        let found = found.collect();
        self.add(Way::whole(Manner::Spelling, 1.0), found);
    }

    fn word(&mut self, word: &Word) {
        let relatives = self.relatives(word);
        self.add(Way::whole(Manner::Spelling, 1.0), relatives.spelled.clone());
        if self.place.language.is_function_word(&word.exact) {
            return;
        }
        if self.place.language.stemmer.is_some() {
            let mut class = relatives.spelled;
            class.extend(keep_most_frequent(relatives.stem));
            self.add(Way::whole(Manner::Stem, STEM_WEIGHT), class.clone());
            if beginning_of(&folded(&word.exact)).is_some() {
                class.extend(keep_most_frequent(relatives.beginning));
                let way = Way::whole(Manner::Beginning, BEGINNING_WEIGHT);
                self.add(Way { is_support: true, ..way }, class);
            }
        }
        self.compounds_with(&word.exact);
        self.parts_of(word);
    }

    fn relatives(&self, word: &Word) -> Relatives {
        let spellings = Spellings::of(word, self.place);
        let mut relatives = Relatives::default();
        for spelling in &spellings.all {
            self.relatives_of(spelling, &spellings, &mut relatives);
        }
        relatives
    }

    /// Adds the words that are spelled like a spelling, share its stem, or begin alike.
    fn relatives_of(&self, spelling: &Spelling, spellings: &Spellings, relatives: &mut Relatives) {
        let language = self.place.language;
        // The kin of a function word are other function words: none.
        let has_kin = is_without_digits(&spelling.folded) && !language.is_function_word(&spelling.text);
        let stem = language.stem(&spelling.text).filter(|_| has_kin);
        let beginning = stem.as_ref().and_then(|_| beginning_of(&spelling.folded));
        let prefix = stem.as_deref().and_then(|stem| shared_prefix(&spelling.folded, stem, beginning));
        let (Some(stem), Some(prefix)) = (stem.as_deref(), prefix) else {
            return relatives.spelled.extend(self.spelled_like(spelling, spellings));
        };
        let judge = |key: &str| self.relation(key, spelling, stem, beginning, spellings);
        for (entry, relation) in self.place.words.judged(prefix, judge) {
            match relation {
                Relation::Spelled => relatives.spelled.push(self.as_spelled(entry, spelling, spellings)),
                Relation::Stem(weight) => {
                    relatives.stem.push(Found::new(entry, weight, Kind::Stem));
                }
                Relation::Beginning => {
                    relatives.beginning.push(Found::new(entry, 1.0, Kind::Stem));
                }
            }
        }
    }

    /// How a term of the vocabulary is related to a spelling, if at all.
    fn relation(
        &self,
        key: &str,
        spelling: &Spelling,
        stem: &str,
        beginning: Option<&str>,
        spellings: &Spellings,
    ) -> Option<Relation> {
        let (folded, exact) = split_key(key);
        if folded == spelling.folded {
            return Some(Relation::Spelled);
        }
        // Another spelling of the word comes with its own look-up, and is weighed as such.
        if spellings.all.iter().any(|other| folded == other.folded) {
            return None;
        }
        if self.has_stem(folded, exact, stem) {
            let weight = if same_accents(exact, &spelling.text) { 1.0 } else { OTHER_ACCENTS_WEIGHT };
            return Some(Relation::Stem(weight));
        }
        beginning.filter(|beginning| folded.starts_with(beginning)).map(|_| Relation::Beginning)
    }

    /// Whether a term of the vocabulary, in its folded and its exact form, has a stem.
    fn has_stem(&self, folded: &str, exact: &str, stem: &str) -> bool {
        let language = self.place.language;
        is_without_digits(folded) && language.may_have_stem(folded, stem) && language.has_stem(exact, stem)
    }

    fn spelled_like(&self, spelling: &Spelling, spellings: &Spellings) -> Vec<Found> {
        let entries = self.place.words.with_folded(&spelling.folded).into_iter();
        entries.map(|entry| self.as_spelled(entry, spelling, spellings)).collect()
    }

    /// A term that differs from a spelling in accents at most, weighed by that.
    fn as_spelled(&self, entry: Entry, spelling: &Spelling, spellings: &Spellings) -> Found {
        let exact = split_key(&entry.key).1;
        let word = &spellings.all[0];
        // Whatever spelling led here: if it is the word itself but for accents, it is weighed as that.
        let nearest = if spelling.folded == word.folded { word } else { spelling };
        let accents = self.place.language.accents;
        let share = match (folded(&nearest.text) == nearest.text, folded(exact) == exact) {
            _ if exact == nearest.text => 1.0,
            // ß and ss, œ and oe are one spelling to many.
            _ if take_apart(exact) == take_apart(&nearest.text) => SPELLING_WEIGHT,
            (true, _) => accents.left_out_in_query,
            (false, true) => accents.left_out_in_text,
            (false, false) => accents.different,
        };
        let kind = if exact == word.text { Kind::Exact } else { Kind::Variant };
        Found::new(entry, nearest.weight * share, kind)
    }

    /// Adds the compounds that hold a word as a part.
    fn compounds_with(&mut self, word: &str) {
        if self.place.language.compounds.is_none() {
            return;
        }
        let Some(stem) = self.place.language.stem(word) else { return };
        let found = self.compounds(&stem);
        if !found.is_empty() {
            self.add(Way { is_whole: false, ..Way::whole(Manner::Compound, PART_WEIGHT) }, found);
        }
    }

    /// The most frequent compounds that hold a part with a given stem.
    fn compounds(&self, stem: &str) -> Vec<Found> {
        let mut found = Vec::new();
        let words = self.place.words;
        self.place.compounds.each(stem, words.field, |compound, known| {
            let entry = match known {
                Some(known) => words.get_known(compound.term, known),
                None => words.get(compound.term),
            };
            found.extend(
                entry.map(|entry| Found { part: Some(compound.part), ..Found::new(entry, 1.0, Kind::Part) }),
            );
        });
        found
    }

    /// Adds the parts of a word, at soft borders or as a compound: their mean is one way to match.
    fn parts_of(&mut self, word: &Word) {
        let parts =
            if word.parts.is_empty() { self.compound_parts(&word.exact) } else { self.soft_parts(word) };
        let count = parts.len().min(usize::from(u8::MAX)) as u8;
        for mut found in parts {
            found.iter_mut().for_each(|found| found.kind = Kind::Part);
            let way = Way::whole(Manner::Part, PART_WEIGHT);
            let way = Way { mean_of: Some(count), is_whole: false, ..way };
            self.add(way, found);
        }
    }

    fn soft_parts(&self, word: &Word) -> Vec<Vec<Found>> {
        let found = |part: &String| {
            let spellings = Spellings::plain(part);
            self.spelled_like(&spellings.all[0], &spellings)
        };
        word.parts.iter().map(found).collect()
    }

    /// Of each part of a compound: the words that share its stem, and the compounds that hold it.
    fn compound_parts(&self, word: &str) -> Vec<Vec<Found>> {
        let Some(rules) = self.place.language.compounds else { return Vec::new() };
        let folded = folded(word);
        let parts = compound::split(&folded, rules, &self.place.words.evidence(rules));
        let found = |part: &str| {
            let stem = self.place.language.stem(part)?;
            let mut found = self.class_of(part, &stem);
            found.extend(self.compounds(&stem));
            Some(found)
        };
        parts.into_iter().filter_map(|span| found(&folded[span])).collect()
    }

    /// The words that share a part's stem.
    fn class_of(&self, part: &str, stem: &str) -> Vec<Found> {
        let Some(prefix) = shared_prefix(part, stem, None) else {
            let spellings = Spellings::plain(&part.to_owned());
            return self.spelled_like(&spellings.all[0], &spellings);
        };
        let entries = self.place.words.beginning_with(prefix, |key| {
            let (folded, exact) = split_key(key);
            self.has_stem(folded, exact, stem)
        });
        let found = entries.into_iter().map(|entry| Found::new(entry, 1.0, Kind::Stem));
        keep_most_frequent(found.collect())
    }

    fn add(&mut self, way: Way, found: Vec<Found>) {
        self.forms.add(way, found, self.place.documents);
    }
}

/// What was found for a word.
#[derive(Default)]
struct Relatives {
    spelled: Vec<Found>,
    stem: Vec<Found>,
    beginning: Vec<Found>,
}

#[derive(Clone, Copy)]
enum Relation {
    Spelled,
    /// With its weight.
    Stem(f32),
    Beginning,
}

/// A way to write a word.
struct Spelling {
    text: String,
    folded: String,
    weight: f32,
}

/// The ways to write a word; the first is the word as the query has it.
struct Spellings {
    all: Vec<Spelling>,
}

impl Spellings {
    fn of(word: &Word, place: &Place) -> Spellings {
        let mut others = Vec::new();
        (place.language.spell)(&word.exact, &mut others);
        let mut spellings = Spellings::plain(&word.exact);
        spellings.extend(word.joined.iter(), 1.0);
        spellings.extend(others.iter(), SPELLING_WEIGHT);
        spellings
    }

    fn plain(word: &String) -> Spellings {
        let mut spellings = Spellings { all: Vec::new() };
        spellings.extend(std::iter::once(word), 1.0);
        spellings
    }

    fn extend<'t>(&mut self, texts: impl Iterator<Item = &'t String>, weight: f32) {
        self.all.extend(texts.map(|text| Spelling { text: text.clone(), folded: folded(text), weight }));
    }
}

fn keep_most_frequent(mut found: Vec<Found>) -> Vec<Found> {
    if found.len() > MAX_TERMS {
        let frequency = |found: &Found| std::cmp::Reverse(found.entry.documents);
        found.sort_by(|a, b| frequency(a).cmp(&frequency(b)).then_with(|| a.entry.key.cmp(&b.entry.key)));
        found.truncate(MAX_TERMS);
    }
    found
}

/// Keeps the most frequent of some terms, and returns the others.
pub(crate) fn most_frequent(entries: &mut Vec<Entry>, max: usize) -> Vec<Entry> {
    if entries.len() <= max {
        return Vec::new();
    }
    entries.sort_by(|a, b| b.documents.cmp(&a.documents).then_with(|| a.key.cmp(&b.key)));
    entries.split_off(max)
}

/// Whether two words have the same accents as far as they are alike without them.
fn same_accents(left: &str, right: &str) -> bool {
    let folded = |c: char| {
        let mut folded = String::new();
        fold_char(c, &mut folded);
        folded
    };
    let mut alike = left.chars().zip(right.chars()).take_while(|&(a, b)| a == b || folded(a) == folded(b));
    alike.all(|(a, b)| a == b)
}

/// The first letters of a word that is long enough to have kin by them.
fn beginning_of(folded: &str) -> Option<&str> {
    let end = folded.char_indices().nth(BEGINNING_CHARS)?.0;
    folded.chars().all(char::is_alphabetic).then(|| &folded[..end])
}

fn is_without_digits(folded: &str) -> bool {
    folded.bytes().all(|byte| !byte.is_ascii_digit())
}

/// The prefix under which all words with a stem lie, and all that begin alike; None if it is too short to list.
///
/// Stemmers change a final `y` to `i`, so that letter is left out.
fn shared_prefix<'w>(folded: &'w str, stem: &str, beginning: Option<&str>) -> Option<&'w str> {
    let stem = stem.strip_suffix('i').unwrap_or(stem);
    let shared = folded.char_indices().zip(stem.chars()).take_while(|((_, a), b)| a == b);
    let bytes = shared.map(|((at, c), _)| at + c.len_utf8()).last()?;
    let bytes = beginning.map_or(bytes, |beginning| bytes.min(beginning.len()));
    (folded[..bytes].chars().count() >= MIN_PREFIX_CHARS).then(|| &folded[..bytes])
}
