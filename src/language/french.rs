//! French.
//!
//! Index: words as written, with their accents; what an apostrophe elides is a word of its own (`d'événements`:
//! `d`, `événements`), and words that merely hold an apostrophe are also found whole (`aujourd'hui`, `presqu'île`).
//! Kin: Snowball's French stem (`réseaux` – réseau), accents left out (`evenement`), `œ` and `æ` taken apart.
//!
//! Absent: a light stemmer, compounds, a list of stop words (elided articles and other function
//! words are light, never lost).

use super::{Language, OPTIONAL_ACCENTS};
use crate::analysis::{stem::Algorithm, words};

pub(super) static FRENCH: Language = Language {
    code: "fr",
    name: "French",
    analyze: words,
    positions_per_word: 1.0,
    stemmer: Some(Algorithm::French),
    ending_letters: None,
    spell: |_, _| {},
    // Capitals and quick mails go without: ETAT, evenement.
    accents: OPTIONAL_ACCENTS,
    function_words: include!(concat!(env!("OUT_DIR"), "/function-words-fr.rs")),
    compounds: None,
};
