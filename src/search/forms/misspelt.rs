//! Words that occur nowhere in the index: likely misspelt, so words that look like them lift documents that match
//! otherwise.

use super::group::{Found, Group, Manner, Way};
use crate::analysis::Kind;
use crate::analysis::fold::folded;
use crate::search::matching::leaf::Leaf;
use crate::search::ranking::plan::Scope;

/// What a look-alike counts, compared with the exact form.
const LOOK_ALIKE_WEIGHT: f32 = 0.3;
/// A shorter word has look-alikes that are other words; in characters.
const MIN_CHARS: usize = 5;
/// Edits between a word and a look-alike.
const EDITS: u8 = 1;
/// Look-alikes of a word, the most frequent ones.
const MAX_LOOK_ALIKES: usize = 8;

/// Gives words that no scope knows the look-alikes that each scope has.
pub(crate) fn add_look_alikes(scopes: &mut [Scope], leaves: &[Leaf]) {
    let may_be = |group: &&Group| leaves[group.leaf].may_be_misspelt();
    let unknown: Vec<String> = match scopes.first() {
        Some(first) => first.groups.iter().filter(may_be).map(|group| group.unit.clone()).collect(),
        None => return,
    };
    let is_known = |unit: &String| {
        scopes.iter().flat_map(|scope| &scope.groups).any(|group| group.unit == *unit && group.is_found())
    };
    let unknown: Vec<String> =
        unknown.into_iter().filter(|unit| can_be_misspelt(unit) && !is_known(unit)).collect();
    for scope in scopes {
        let Scope { groups, vocabulary, documents, .. } = scope;
        let is_unknown = |group: &&mut Group| may_be(&&**group) && unknown.contains(&group.unit);
        for group in groups.iter_mut().filter(is_unknown) {
            let folded = folded(&group.unit);
            // A slip in the first letter is rare, and all other words need not be looked at.
            let first_letter = folded.char_indices().nth(1).map_or("", |(end, _)| &folded[..end]);
            let mut entries = vocabulary.within_edits(&folded, EDITS, first_letter);
            entries.sort_by(|a, b| b.documents.cmp(&a.documents).then_with(|| a.key.cmp(&b.key)));
            entries.truncate(MAX_LOOK_ALIKES);
            let found = entries.into_iter().map(|entry| Found::new(entry, 1.0, Kind::Variant));
            let way = Way::whole(Manner::LookAlike, LOOK_ALIKE_WEIGHT);
            group.add(Way { is_support: true, ..way }, found.collect(), *documents);
        }
    }
}

fn can_be_misspelt(word: &str) -> bool {
    word.chars().count() >= MIN_CHARS && word.chars().all(char::is_alphabetic)
}

impl Group {
    /// Whether any of its forms is in the index, beside what merely looks alike.
    pub fn is_found(&self) -> bool {
        self.terms.iter().any(|term| !term.is_support)
    }
}
