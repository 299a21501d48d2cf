//! Text in no supported language, too short to tell, or not text at all: code, numbers, fragments.
//!
//! Index: words as written. Absent: kin of any sort; a guess would be wrong in most languages of the world.

use super::{Language, OPTIONAL_ACCENTS};
use crate::analysis::words;

pub(super) static OTHER: Language = Language {
    code: "other",
    name: "other text",
    analyze: words,
    positions_per_word: 1.0,
    stemmer: None,
    ending_letters: None,
    spell: |_, _| {},
    accents: OPTIONAL_ACCENTS,
    function_words: &[],
    compounds: None,
};
