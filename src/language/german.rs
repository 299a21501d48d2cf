//! German.
//!
//! Index: words as written, with `ß` and umlauts. Kin, found through the index's own vocabulary: Snowball's German
//! stem (`Zahlungen` – Zahlung, `Häuser` – Haus), umlauts spelled out (`Uebernahme` – Übernahme), `ss` for `ß`,
//! and the parts of compounds both ways (`Technologie` – Weltraumtechnologie).
//!
//! Absent: a list of stop words (function words are light, never lost) and a dictionary of compounds (parts are
//! words of the user's own corpus, or on our list of common parts; a dictionary splits what nobody wrote).

use super::{Accents, Language};
use crate::analysis::{compound::Rules, stem::Algorithm, words};

pub(super) static GERMAN: Language = Language {
    code: "de",
    name: "German",
    analyze: words,
    stemmer: Some(Algorithm::German),
    spell,
    // A vowel without its dots is another vowel: who asks for Bär does not mean Bar.
    accents: Accents { left_out_in_query: 0.6, left_out_in_text: 0.1, different: 0.1 },
    function_words: include!(concat!(env!("OUT_DIR"), "/function-words-de.rs")),
    compounds: Some(&COMPOUNDS),
};

static COMPOUNDS: Rules = Rules {
    links: &["", "s", "es", "n", "en", "er", "e", "ns"],
    endings: &["n", "en", "e", "s", "es", "er", "ern"],
    common_parts: include!(concat!(env!("OUT_DIR"), "/compound-parts-de.rs")),
    is_barred,
};

/// Umlauts and the two letters that stand for them on a foreign keyboard.
const SPELLINGS: [(&str, &str); 3] = [("ä", "ae"), ("ö", "oe"), ("ü", "ue")];

fn spell(word: &str, spellings: &mut Vec<String>) {
    let spelled_out =
        SPELLINGS.iter().fold(word.to_owned(), |word, (dots, letters)| word.replace(dots, letters));
    let dotted = SPELLINGS.iter().fold(word.to_owned(), |word, (dots, letters)| word.replace(letters, dots));
    spellings.extend([spelled_out, dotted].into_iter().filter(|spelling| spelling != word));
}

/// Suffixes and prefixes that occur as words of their own, in tables and word lists if nowhere else.
const AFFIXES: &[&str] = &[
    "ation", "ationen", "chen", "ende", "endem", "enden", "ender", "endes", "heit", "heiten", "ieren",
    "ierend", "iert", "ierte", "ierten", "ierung", "igkeit", "isch", "ische", "ischen", "ischer", "isches",
    "keit", "keiten", "lich", "liche", "lichen", "licher", "liches", "lings", "mente", "schaft", "schaften",
    "tion", "tionen", "ungen",
];

fn is_barred(word: &str) -> bool {
    static FUNCTION_WORDS: &[&str] = include!(concat!(env!("OUT_DIR"), "/function-words-de-folded.rs"));
    AFFIXES.binary_search(&word).is_ok() || FUNCTION_WORDS.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn affixes_and_function_words_are_barred() {
        assert!(AFFIXES.is_sorted());
        assert!(["endem", "ungen", "wahrend", "konnen", "dafur"].into_iter().all(is_barred));
        assert!(!is_barred("zahlung"));
    }

    #[test]
    fn common_parts_are_folded() {
        let mut folded = String::new();
        for part in COMPOUNDS.common_parts {
            folded.clear();
            crate::analysis::fold::fold(part, &mut folded);
            assert_eq!(&folded, part);
        }
    }
}
