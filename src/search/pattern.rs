//! Words that are not written out: what begins with some letters, what is a few edits away.

use super::group::{Found, Group, Place, Way, group};
use super::kin::most_frequent;
use super::leaf::Leaf;
use super::sets::{DocumentSets, empty_sets, insert_documents};
use super::unit::{Unit, Word};
use super::vocabulary::Entry;
use crate::analysis::Kind;
use crate::analysis::fold::folded;
use crate::error::Error;
use crate::index::Index;
use crate::index::term::split_key;
use crate::query::LeafKind;

/// What a word counts that begins as asked for, or is an edit away, compared with the word itself.
const BEGINNING_WEIGHT: f32 = 0.6;
const NEAR_WEIGHT: f32 = 0.5;
/// Words that are scored one by one, the most frequent; the documents of all others count for matching.
const MAX_SCORED: usize = 256;

/// Returns the group of a word that is not written out.
pub(super) fn pattern_group(
    index: &Index,
    (number, leaf): (usize, &Leaf),
    word: &str,
    place: &Place,
) -> Result<Group, Error> {
    let itself = Unit::Word(Word { exact: word.to_owned(), joined: Vec::new(), parts: Vec::new() });
    // The word itself, without kin of its own.
    let mut group = group(&itself, number, &Place { exact: true, ..*place });
    let beginnings = beginnings(word, leaf, place);
    let (weight, mut entries) = match leaf.kind {
        LeafKind::Fuzzy { edits } => (NEAR_WEIGHT, place.words.within_edits(&folded(word), edits, "")),
        _ => (BEGINNING_WEIGHT, listed(&beginnings, word, place)),
    };
    let others = most_frequent(&mut entries, MAX_SCORED);
    let found = entries.into_iter().map(|entry| {
        let kind = if split_key(&entry.key).1 == word { Kind::Exact } else { Kind::Variant };
        Found::new(entry, 1.0, kind)
    });
    group.add(Way::whole(weight), found.collect(), place.documents);
    group.rest = rest(index, &others, place)?;
    // As a name that no written word has: what is known of those does not hold for it.
    group.unit = match leaf.kind {
        LeafKind::Fuzzy { edits } => format!("{word}~{edits}"),
        _ => format!("{word}*"),
    };
    group.idf = group.idf.min(group.alternatives.iter().map(|way| way.idf).fold(f32::MAX, f32::min));
    (group.is_light, group.is_support, group.weight) = (false, false, 1.0);
    if leaf.kind == LeafKind::Prefix {
        group.beginnings = beginnings;
    }
    Ok(group)
}

/// The folded letters that words begin with, in each way to write them.
fn beginnings(word: &str, leaf: &Leaf, place: &Place) -> Vec<String> {
    let mut spellings = Vec::new();
    if leaf.kind == LeafKind::Prefix && !place.exact {
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

fn listed(beginnings: &[String], word: &str, place: &Place) -> Vec<Entry> {
    let is_wanted = |key: &str| !place.exact || split_key(key).1.starts_with(word);
    beginnings.iter().flat_map(|beginning| place.words.beginning_with(beginning, is_wanted)).collect()
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
