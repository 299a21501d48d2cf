//! How well words are attested as parts of compounds: asked for one by one, or known for a whole vocabulary.

use super::compound::Rules;
use rustc_hash::FxHashMap;

/// Tells how well folded words are attested as parts; 0 for what is none.
pub(super) trait Evidence {
    /// Of a word.
    fn of_part(&self, word: &str) -> f32;
    /// Of what is no word of its own, but may stand before another part.
    fn of_beginning(&self, word: &str) -> f32;
}

/// Evidence that is asked for.
pub(super) struct Asked<'a> {
    pub rules: &'a Rules,
    pub of_part: &'a dyn Fn(&str) -> f32,
}

impl Evidence for Asked<'_> {
    fn of_part(&self, word: &str) -> f32 {
        (self.of_part)(word)
    }

    fn of_beginning(&self, word: &str) -> f32 {
        self.rules.beginning_evidence(word, self.of_part)
    }
}

/// The evidence of a vocabulary. What may be a beginning is worked out once, not for each stretch of letters.
pub struct Attested<'w> {
    parts: FxHashMap<&'w str, f32>,
    beginnings: FxHashMap<&'w str, f32>,
}

/// No ending that a part loses is longer, in bytes.
const MAX_LOST_BYTES: usize = 3;

impl<'w> Attested<'w> {
    /// Takes in the folded words of a vocabulary, each with the number of documents that hold it.
    pub fn new(rules: &Rules, words: impl Iterator<Item = (&'w str, u32)>) -> Attested<'w> {
        // What the list alone attests; words of the vocabulary take its place.
        let listed = rules.common_parts.iter().map(|&word| (word, 0));
        let attested =
            listed.chain(words).map(|(word, documents)| (word, rules.evidence(word, || documents)));
        let parts: FxHashMap<&str, f32> = attested.filter(|&(_, evidence)| evidence > 0.0).collect();
        let of_part = |word: &str| parts.get(word).copied().unwrap_or(0.0);
        let bare = parts.keys().flat_map(|word| bare_forms(word, rules));
        let beginnings = rules.common_beginnings.iter().copied().chain(bare);
        let beginnings = beginnings.map(|word| (word, rules.beginning_evidence(word, &of_part)));
        let beginnings = beginnings.filter(|&(_, evidence)| evidence > 0.0).collect();
        Attested { parts, beginnings }
    }
}

/// What is left of a word without an ending that it may lose.
fn bare_forms<'w>(word: &'w str, rules: &Rules) -> impl Iterator<Item = &'w str> {
    (1..=MAX_LOST_BYTES).filter_map(|bytes| {
        let (bare, ending) = word.split_at_checked(word.len().checked_sub(bytes)?)?;
        ((rules.lost_ending)(bare) == Some(ending)).then_some(bare)
    })
}

impl Evidence for Attested<'_> {
    fn of_part(&self, word: &str) -> f32 {
        self.parts.get(word).copied().unwrap_or(0.0)
    }

    fn of_beginning(&self, word: &str) -> f32 {
        self.beginnings.get(word).copied().unwrap_or(0.0)
    }
}
