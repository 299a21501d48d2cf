//! English.
//!
//! Index: words as written; the `s` of a possessive and the rest of a contraction are words of their own (`Musk's`:
//! `musk`, `s`). Kin: Snowball's English stem (`shortages` – shortage).
//!
//! Absent: irregular forms (`bought` does not find `buy`; a table is for later, if it pays), British and American
//! spelling as kin, compounds, a list of stop words (function words are light, never lost).

use super::{Language, OPTIONAL_ACCENTS};
use crate::analysis::{stem::Algorithm, words};

pub(super) static ENGLISH: Language = Language {
    code: "en",
    name: "English",
    analyze: words,
    positions_per_word: 1.0,
    stemmer: Some(Algorithm::English),
    ending_letters: None,
    spell: |_, _| {},
    accents: OPTIONAL_ACCENTS,
    function_words: include!(concat!(env!("OUT_DIR"), "/function-words-en.rs")),
    compounds: None,
};
