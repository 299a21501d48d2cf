//! How well words are attested as parts of compounds: asked for one by one, or known for a whole vocabulary.

use super::compound::Rules;
use rustc_hash::FxHashMap;

/// Tells how well folded words are attested as parts; 0 for what is none.
pub(super) trait Evidence {
    /// Of a word.
    fn of_part(&self, word: &str) -> f32;
    /// Of what may stand before another part.
    fn before_another(&self, word: &str) -> Before;
    /// Whether a word that is attested as a part is on the list of common ones.
    fn is_common(&self, word: &str) -> bool;
}

/// How well something is attested before another part.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Before {
    /// A word of its own.
    Part(f32),
    /// No word of its own; 0 for nothing at all.
    Beginning(f32),
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

    fn before_another(&self, word: &str) -> Before {
        match (self.of_part)(word) {
            0.0 => Before::Beginning(self.rules.beginning_evidence(word, self.of_part)),
            evidence => Before::Part(evidence),
        }
    }

    fn is_common(&self, word: &str) -> bool {
        self.rules.is_common(word) && self.of_part(word) > 0.0
    }
}

/// The evidence of a vocabulary. What may be a beginning is worked out once, not for each stretch of letters: most are
/// nothing, which a single look-up tells.
pub struct Attested<'w>(FxHashMap<&'w str, Known>);

#[derive(Clone, Copy)]
struct Known {
    evidence: Before,
    is_common: bool,
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
        let parts = attested.filter(|&(_, evidence)| evidence > 0.0);
        let known = |evidence| Known { evidence, is_common: false };
        let mut attested =
            Attested(parts.map(|(word, evidence)| (word, known(Before::Part(evidence)))).collect());
        for word in rules.common_parts {
            attested.0.entry(word).and_modify(|known| known.is_common = true);
        }
        for (word, evidence) in attested.beginnings(rules) {
            attested.0.entry(word).or_insert(known(Before::Beginning(evidence)));
        }
        attested
    }

    /// What is no word of its own, but common before another part or a word that lost its ending.
    fn beginnings(&self, rules: &Rules) -> Vec<(&'w str, f32)> {
        let bare = self.0.keys().flat_map(|word| bare_forms(word, rules));
        let beginnings = rules.common_beginnings.iter().copied().chain(bare);
        let of_part = |word: &str| self.of_part(word);
        let beginnings = beginnings.map(|word| (word, rules.beginning_evidence(word, &of_part)));
        beginnings.filter(|&(_, evidence)| evidence > 0.0).collect()
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
        match self.before_another(word) {
            Before::Part(evidence) => evidence,
            Before::Beginning(_) => 0.0,
        }
    }

    fn before_another(&self, word: &str) -> Before {
        self.0.get(word).map_or(Before::Beginning(0.0), |known| known.evidence)
    }

    fn is_common(&self, word: &str) -> bool {
        self.0.get(word).is_some_and(|known| known.is_common)
    }
}
