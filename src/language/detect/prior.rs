//! What the confident passages of a document say about the others.

use super::evidence::Evidence;
use super::smooth::{CLASSES, Odds, best, margin};
use super::{CODES, ENGLISH_CLASS, LATIN_CLASSES, OTHER_CLASS};

/// A passage is confident from this margin on, in log-odds.
const CONFIDENT: f32 = 4.0;
/// One long passage counts no more letters than these.
const MAX_LETTERS: u32 = 300;
/// Letters that speak for nothing, so that a few confident words do not bind a document.
const OPEN_LETTERS: f32 = 20.0;
/// No class gets a smaller share: every document may hold a sentence in any language.
const MIN_SHARE: f32 = 0.02;
/// The smallest share of what turns up everywhere: `other`, and English where no other Latin language is at
/// home.
const MIN_COMMON_SHARE: f32 = 0.2;

/// The prior of a document: how likely each class is for a passage in it, as the log of its share of
/// confident letters. All 0 where no passage is confident.
pub(super) fn of(evidence: &[Evidence]) -> Odds {
    let letters = confident_letters(evidence);
    let total: f32 = letters.iter().sum();
    if total == 0.0 {
        return [0.0; CLASSES];
    }
    let at_home = LATIN_CLASSES.iter().any(|&class| class != ENGLISH_CLASS && letters[class] > 0.0);
    std::array::from_fn(|class| {
        let common = class == OTHER_CLASS || class == ENGLISH_CLASS && !at_home;
        let least = if common { MIN_COMMON_SHARE } else { MIN_SHARE };
        (letters[class] / (total + OPEN_LETTERS)).max(least).ln()
    })
}

fn confident_letters(evidence: &[Evidence]) -> [f32; CODES.len()] {
    let mut letters = [0.0; CODES.len()];
    for passage in evidence.iter().filter(|passage| margin(&passage.odds) >= CONFIDENT) {
        letters[best(&passage.odds)] += passage.letters.min(MAX_LETTERS) as f32;
    }
    letters
}
