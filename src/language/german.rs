//! German.
//!
//! Index: words as written, with `ß` and umlauts. Kin, found through the index's own vocabulary: Snowball's German
//! stem (`Zahlungen` – Zahlung, `Häuser` – Haus), umlauts spelled out (`Uebernahme` – Übernahme), `ss` for `ß`,
//! the spelling of before 1996 (`Schifffahrt` – Schiffahrt), and the parts of compounds both ways (`Technologie` –
//! Weltraumtechnologie).
//!
//! Absent: a list of stop words (function words are light, never lost) and a dictionary of compounds (parts are
//! words of the user's own corpus, or on our list of common parts; a dictionary splits what nobody wrote).

use super::{Accents, Language};
use crate::analysis::{Tokens, compound::Rules, ellipsis, stem::Algorithm, words};

pub(super) static GERMAN: Language = Language {
    code: "de",
    name: "German",
    analyze,
    positions_per_word: 1.0,
    stemmer: Some(Algorithm::German),
    ending_letters: Some("cdeghiklmnrstu"),
    spell,
    // A vowel without its dots is another vowel: who asks for Bär does not mean Bar.
    accents: Accents { left_out_in_query: 0.6, left_out_in_text: 0.1, different: 0.1 },
    function_words: include!(concat!(env!("OUT_DIR"), "/function-words-de.rs")),
    compounds: Some(&COMPOUNDS),
};

fn analyze(text: &str, tokens: &mut Tokens) {
    words(text, tokens);
    ellipsis::complete_words(text, &ELLIPSES, tokens);
}

static ELLIPSES: ellipsis::Rules = ellipsis::Rules {
    conjunctions: &[
        "als",
        "auch",
        "beziehungsweise",
        "bis",
        "bzw",
        "noch",
        "o",
        "oder",
        "resp",
        "sowie",
        "u",
        "und",
        "wie",
    ],
    prefixes: PREFIXES,
    compounds: &COMPOUNDS,
};

static COMPOUNDS: Rules = Rules {
    links: &["", "s", "es", "n", "en", "e", "ns", "ens"],
    beginning_links: &["", "e"],
    link_share,
    can_share_letter,
    lost_ending,
    endings: &["n", "en", "e", "s", "es", "in", "innen"],
    common_parts: include!(concat!(env!("OUT_DIR"), "/compound-parts-de.rs")),
    common_beginnings: include!(concat!(env!("OUT_DIR"), "/compound-beginnings-de.rs")),
    is_barred,
    is_barred_as_last: |word| NEVER_LAST.binary_search(&word).is_ok(),
};

/// Umlauts and the two letters that stand for them on a foreign keyboard.
const SPELLINGS: [(&str, &str); 3] = [("ä", "ae"), ("ö", "oe"), ("ü", "ue")];

fn spell(word: &str, spellings: &mut Vec<String>) {
    let spelled_out =
        SPELLINGS.iter().fold(word.to_owned(), |word, (dots, letters)| word.replace(dots, letters));
    let dotted = SPELLINGS.iter().fold(word.to_owned(), |word, (dots, letters)| word.replace(letters, dots));
    let before_1996 = without_third_consonant(word);
    spellings.extend([spelled_out, dotted, before_1996].into_iter().filter(|spelling| spelling != word));
}

/// Writes the third of three equal consonants no longer, as was usual before 1996: Schiffahrt for Schifffahrt.
fn without_third_consonant(word: &str) -> String {
    let mut spelling = String::with_capacity(word.len());
    for letter in word.chars() {
        let is_third = spelling.chars().rev().take_while(|&before| before == letter).count() >= 2;
        if !is_third || !letter.is_alphabetic() {
            spelling.push(letter);
        }
    }
    spelling
}

/// A linking element is less likely than none, and does not follow every sound: `Umsatz·s|teuer` is none.
///
/// `er` is not among them: it is the plural of some eighty nouns, which are on the list, and else an ending of its own.
fn link_share(part: &str, link: &str) -> f32 {
    let ends = |endings: &[&str]| endings.iter().any(|ending| part.ends_with(ending));
    match link {
        "" => 1.0,
        "s" if !ends(&["s", "x", "z", "sch"]) => 0.5,
        "n" if ends(&["e", "el", "er"]) => 0.5,
        "en" | "es" if !ends(&["e"]) => 0.4,
        "ns" if ends(&["e"]) => 0.3,
        "ens" if ends(&["rz"]) => 0.3,
        // In few words: Hund·e|hütte, Les·e|brille.
        "e" if !ends(&["e"]) => 0.2,
        _ => 0.0,
    }
}

/// Before 1996, of three equal consonants before a vowel one was not written: Schiffahrt.
fn can_share_letter(part: &str, rest: &str) -> bool {
    let is_vowel = |byte: &u8| matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u');
    let [.., left, right] = part.as_bytes() else { return false };
    let begins_with_vowel = rest.as_bytes().first().is_some_and(is_vowel);
    left == right && !is_vowel(right) && begins_with_vowel && !is_barred(rest)
}

/// Many feminine nouns lose their `e`: Schul|haus, Sprach|kurs. Behind a silent `h` it is a verb's: `angeh|ort`.
fn lost_ending(part: &str) -> Option<&'static str> {
    (!part.ends_with('h') || part.ends_with("ch")).then_some("e")
}

fn is_barred(word: &str) -> bool {
    static FUNCTION_WORDS: &[&str] = include!(concat!(env!("OUT_DIR"), "/function-words-de-folded.rs"));
    let is_in = |words: &[&str]| words.binary_search(&word).is_ok();
    // Without its dots, `wäre` is a word of trade.
    is_in(AFFIXES) || is_in(PARTICLES) || is_in(FUNCTION_WORDS) && !is_in(COMPOUNDS.common_parts)
}

/// Suffixes that occur as words of their own, in tables and word lists if nowhere else.
const AFFIXES: &[&str] = &[
    "ation", "ationen", "chen", "ende", "endem", "enden", "ender", "endes", "heit", "heiten", "ieren",
    "ierend", "iert", "ierte", "ierten", "ierung", "ierungen", "ige", "igem", "igen", "iger", "iges",
    "igkeit", "isch", "ische", "ischen", "ischer", "isches", "keit", "keiten", "lich", "liche", "lichen",
    "licher", "liches", "lings", "mente", "schaft", "schaften", "tion", "tionen", "ungen",
];

/// What stands before verbs, and nouns made of them: `Ein- und Ausgabe`, `Hin- und Rückflug`.
const PREFIXES: &[&str] = &[
    "ab",
    "an",
    "auf",
    "aus",
    "auseinander",
    "be",
    "bei",
    "durch",
    "ein",
    "ent",
    "er",
    "fern",
    "fort",
    "ge",
    "gegen",
    "her",
    "herab",
    "heran",
    "herauf",
    "heraus",
    "herein",
    "herunter",
    "hervor",
    "hin",
    "hinab",
    "hinauf",
    "hinaus",
    "hinein",
    "hinter",
    "hinunter",
    "hinzu",
    "hoch",
    "in",
    "innen",
    "inner",
    "los",
    "mit",
    "nach",
    "neben",
    "ober",
    "ruck",
    "tief",
    "uber",
    "um",
    "un",
    "unter",
    "ver",
    "vor",
    "voran",
    "voraus",
    "vorder",
    "weg",
    "weiter",
    "wider",
    "wieder",
    "zer",
    "zu",
    "zuruck",
    "zusammen",
    "zwischen",
];

/// Adverbs that stand before verbs: who looks for `finden` does not mean `stattfinden`.
const PARTICLES: &[&str] = &[
    "aneinander",
    "aufeinander",
    "auseinander",
    "dahin",
    "durcheinander",
    "einander",
    "empor",
    "entgegen",
    "entzwei",
    "fort",
    "heran",
    "herauf",
    "heraus",
    "herbei",
    "herein",
    "herum",
    "herunter",
    "hervor",
    "herzu",
    "hierher",
    "hinab",
    "hinan",
    "hinauf",
    "hinaus",
    "hindurch",
    "hinein",
    "hintereinander",
    "hinuber",
    "hinunter",
    "hinweg",
    "ineinander",
    "miteinander",
    "nebeneinander",
    "statt",
    "ubereinander",
    "ubrig",
    "umher",
    "untereinander",
    "voneinander",
    "voran",
    "voraus",
    "vorbei",
    "vorher",
    "voruber",
    "zueinander",
    "zurecht",
    "zuruck",
    "zusammen",
];

/// Words, and forms of words, that are rather the end of another: of adjectives (`wunderbar`, `kulturellen`,
/// `amerikanische`), of plurals (`Konsumenten`) and of names (`Salzburg`).
const NEVER_LAST: &[&str] = &[
    "bach", "bar", "bare", "barem", "baren", "barer", "bares", "burg", "ehe", "elchen", "elle", "ellen",
    "eller", "elles", "ente", "hafte", "haftem", "haften", "hafter", "haftes", "hausen", "inne", "innen",
    "los", "lose", "losem", "losen", "loser", "loses", "massig", "massige", "massigem", "massigen",
    "massiger", "massiges", "nische", "nischem", "nischen", "nischer", "nisches",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Kind;

    /// What words stand for that are cut short.
    #[track_caller]
    fn check_completed(text: &str, expected: &str) {
        let mut tokens = Tokens::default();
        analyze(text, &mut tokens);
        let forms = tokens.iter().filter(|token| token.kind == Kind::Variant);
        let row: Vec<String> = forms.map(|token| format!("{}={}", &text[token.span], token.term)).collect();
        assert_eq!(row.join(" "), expected, "{text}");
    }

    #[test]
    fn words_cut_short_are_completed() {
        check_completed("Die Ein- und Ausgabe", "Ein-=eingabe");
        check_completed("Hin- und Rückflug", "Hin-=hinflug");
        check_completed("Hieb-/Stichwaffen", "Hieb-=hiebwaffen");
        check_completed("Haupt- bzw. Nebenstraße", "Haupt-=hauptstraße");
        check_completed(
            "Groß- oder Klein-, Haupt- und Nebenwege",
            "Groß-=großwege Klein-=kleinwege Haupt-=hauptwege",
        );
        check_completed("Block- und Inline-Richtung", "Block-=blockrichtung Inline-Richtung=inlinerichtung");
        check_completed("die Kinderbücher und -spiele", "-spiele=kinderspiele");
        check_completed("Vor- und Nachteile, auf- und abwärts", "Vor-=vorteile auf-=aufwärts");
    }

    #[test]
    fn lone_hyphens_that_shorten_nothing() {
        for text in [
            "Ein- Ausgabe",
            "Ein- und",
            "und -spiele",
            "a - b",
            "-v und -x",
            "Haus- und Macron",
            "1- und 2-mal",
            "Das ist so- und. Ausgabe",
        ] {
            check_completed(text, "");
        }
    }

    #[test]
    fn affixes_and_function_words_are_barred() {
        assert!(
            [AFFIXES, PREFIXES, PARTICLES, NEVER_LAST, ELLIPSES.conjunctions]
                .iter()
                .all(|words| words.is_sorted())
        );
        assert!(["endem", "ungen", "wahrend", "konnen", "dafur", "zuruck"].into_iter().all(is_barred));
        assert!(!is_barred("zahlung") && !is_barred("ware"));
    }

    #[test]
    fn common_parts_are_not_barred() {
        let parts = COMPOUNDS.common_parts.iter().chain(COMPOUNDS.common_beginnings);
        let barred: Vec<_> = parts.filter(|part| is_barred(part)).collect();
        assert!(barred.is_empty(), "{barred:?}");
    }

    #[test]
    fn common_parts_are_folded() {
        let mut folded = String::new();
        for part in COMPOUNDS.common_parts.iter().chain(COMPOUNDS.common_beginnings) {
            folded.clear();
            crate::analysis::fold::fold(part, &mut folded);
            assert_eq!(&folded, part);
        }
    }
}
