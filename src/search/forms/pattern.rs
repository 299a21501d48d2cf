//! Words that are not written out: what begins with some letters, what is a few edits away.

use super::group::{Found, Group, Manner, Place, Way, group};
use super::kin::most_frequent;
use super::memory::Memory;
use super::unit::{Unit, Word};
use super::vocabulary::{Entry, Vocabulary};
use crate::analysis::Kind;
use crate::analysis::fold::folded;
use crate::error::Error;
use crate::index::Index;
use crate::index::term::split_key;
use crate::query::LeafKind;
use crate::search::matching::leaf::Leaf;
use crate::search::matching::sets::{DocumentSets, empty_sets, insert_documents};

/// What a word counts that begins as asked for, or is an edit away, compared with the word itself.
const BEGINNING_WEIGHT: f32 = 0.6;
const NEAR_WEIGHT: f32 = 0.5;
/// Words that are scored one by one, the most frequent; the documents of all others count for matching.
const MAX_SCORED: usize = 256;

/// What words have in common that are not written out.
pub(crate) enum Pattern {
    /// They begin with any of some folded letters, and where only the words as they stand count with these letters.
    Beginning { folded: Vec<String>, exact: Option<String> },
    /// They are so many edits away at most from a folded word.
    Near { folded: String, edits: u8 },
}

/// Returns the group of a word that is not written out.
pub(crate) fn pattern_group(
    memory: &Memory,
    (number, leaf): (usize, &Leaf),
    word: &str,
    place: &Place,
) -> Result<Group, Error> {
    let itself = Unit::Word(Word { exact: word.to_owned(), joined: Vec::new(), parts: Vec::new() });
    // The word itself, without kin of its own.
    let mut group = group(memory, &itself, number, &Place { exact: true, ..*place });
    let pattern = Pattern::new(word, leaf, place);
    let way = match pattern {
        Pattern::Near { .. } => Way::whole(Manner::Edits, NEAR_WEIGHT),
        Pattern::Beginning { .. } => Way::whole(Manner::Prefix, BEGINNING_WEIGHT),
    };
    let mut entries = pattern.entries(place.words);
    let others = most_frequent(&mut entries, MAX_SCORED);
    let found = entries.into_iter().map(|entry| {
        let kind = if split_key(&entry.key).1 == word { Kind::Exact } else { Kind::Variant };
        Found::new(entry, 1.0, kind)
    });
    group.add(way, found.collect(), place.documents);
    group.rest = rest(memory.index, &others, place)?;
    // As a name that no written word has: what is known of those does not hold for it.
    group.unit = match pattern {
        Pattern::Near { edits, .. } => format!("{word}~{edits}"),
        Pattern::Beginning { .. } => format!("{word}*"),
    };
    group.idf = group.idf.min(group.alternatives.iter().map(|way| way.idf).fold(f32::MAX, f32::min));
    (group.is_light, group.is_support, group.weight) = (false, false, 1.0);
    group.pattern = Some(pattern);
    Ok(group)
}

impl Pattern {
    fn new(word: &str, leaf: &Leaf, place: &Place) -> Pattern {
        match leaf.kind {
            LeafKind::Fuzzy { edits } => Pattern::Near { folded: folded(word), edits },
            _ => Pattern::Beginning {
                folded: beginnings(word, place),
                exact: place.exact.then(|| word.to_owned()),
            },
        }
    }

    /// Whether a normalised word is meant.
    pub fn matches(&self, word: &str) -> bool {
        let own = folded(word);
        match self {
            Pattern::Beginning { folded, exact } => {
                folded.iter().any(|beginning| own.starts_with(beginning))
                    && exact.as_ref().is_none_or(|exact| word.starts_with(exact))
            }
            Pattern::Near { folded, edits } => strsim::osa_distance(&own, folded) <= usize::from(*edits),
        }
    }

    /// Lists the words of a vocabulary that are meant.
    pub fn entries(&self, words: &Vocabulary) -> Vec<Entry> {
        match self {
            Pattern::Beginning { folded, exact } => {
                let is_meant =
                    |key: &str| exact.as_ref().is_none_or(|exact| split_key(key).1.starts_with(exact));
                folded.iter().flat_map(|beginning| words.beginning_with(beginning, is_meant)).collect()
            }
            Pattern::Near { folded, edits } => words.within_edits(folded, *edits, ""),
        }
    }
}

/// The folded letters that words begin with, in each way to write them.
fn beginnings(word: &str, place: &Place) -> Vec<String> {
    let mut spellings = Vec::new();
    if !place.exact {
        (place.language.spell)(word, &mut spellings);
    }
    let mut beginnings = vec![folded(word)];
    for spelling in spellings.iter().map(|spelling| folded(spelling)) {
        if !beginnings.iter().any(|other| spelling.starts_with(other.as_str())) {
            beginnings.push(spelling);
        }
    }
    beginnings
}

/// The documents of the terms that are not scored; None if all are.
fn rest(index: &Index, others: &[Entry], place: &Place) -> Result<Option<DocumentSets>, Error> {
    if others.is_empty() {
        return Ok(None);
    }
    let mut sets = empty_sets(index);
    for entry in others {
        insert_documents(index, place.words, entry, &mut sets)?;
    }
    Ok(Some(sets))
}
