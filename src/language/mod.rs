//! What is known about each language, one file per language, and which language a passage is in.
//!
//! A language is a record ([`Language`]); the rest of the engine goes through [`LANGUAGES`] and never names one.
//! A fifth language is one file here and one line in the list.

mod chinese;
mod detect;
mod english;
mod french;
mod german;
mod other;
mod stems;

use crate::analysis::{Analyzer, compound, fold::fold, stem};
pub use chinese::character_weights;
pub use detect::{Sample, Verdict, route};

/// All that the engine knows about one language.
pub struct Language {
    /// ISO 639-1 code, or `other`.
    pub code: &'static str,
    /// English name, for messages.
    pub name: &'static str,
    /// The recipe: text to the tokens that the index holds.
    pub analyze: Analyzer,
    /// Positions that a word takes: more than one where each character has its own.
    pub positions_per_word: f32,
    /// Words with the same stem are kin. None: no word has kin.
    pub stemmer: Option<stem::Algorithm>,
    /// The letters of all endings that the stemmer cuts off; None if it changes letters, too.
    pub ending_letters: Option<&'static str>,
    /// Appends other spellings of a normalised word.
    pub spell: fn(&str, &mut Vec<String>),
    /// What a word counts that differs from the query's in accents alone.
    pub accents: Accents,
    /// Function and question words, sorted by bytes: found like any other, but light.
    pub function_words: &'static [&'static str],
    /// How compounds are made, in languages that write them as one word.
    pub compounds: Option<&'static compound::Rules>,
}

/// What a word counts that differs from the query's in accents alone, from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Accents {
    /// The query leaves out what the text has: `evenement` for événement.
    pub left_out_in_query: f32,
    /// The text leaves out what the query has.
    pub left_out_in_text: f32,
    /// Both have some, and not the same: pêche, péché.
    pub different: f32,
}

/// Accents that people may leave out, but not exchange.
const OPTIONAL_ACCENTS: Accents = Accents { left_out_in_query: 0.9, left_out_in_text: 0.7, different: 0.3 };

/// The languages in the order of their ordinals, which the index stores. [`OTHER`] is last.
pub static LANGUAGES: &[&Language] =
    &[&german::GERMAN, &french::FRENCH, &english::ENGLISH, &chinese::CHINESE, &other::OTHER];

/// The language of text that is in none of the supported languages, too short to tell, or not text.
pub static OTHER: &Language = &other::OTHER;

/// Counts the changes of the recipes. A test notices when it has to be raised.
const RECIPES_VERSION: &str = "4";

/// Names the analysers of this program: an index is searched by the analysers that made it, or not at all.
pub fn fingerprint() -> String {
    format!("{RECIPES_VERSION}-{}", env!("DATA_FINGERPRINT"))
}

impl Language {
    /// Finds a language by its code.
    pub fn from_code(code: &str) -> Option<&'static Language> {
        LANGUAGES.iter().copied().find(|language| language.code == code)
    }

    /// The language's place in [`LANGUAGES`].
    pub fn ordinal(&self) -> usize {
        LANGUAGES
            .iter()
            .position(|language| language.code == self.code)
            .expect("LANGUAGES holds every language")
    }

    /// Whether a normalised word is a function or question word.
    pub fn is_function_word(&self, word: &str) -> bool {
        self.function_words.binary_search(&word).is_ok()
    }

    /// The stem of a normalised word, folded: the name of its class of kin.
    pub fn stem(&self, word: &str) -> Option<String> {
        let algorithm = self.stemmer?;
        let (mut stemmed, mut folded) = (String::new(), String::new());
        stem::stem(algorithm, word, &mut stemmed);
        fold(&stemmed, &mut folded);
        Some(folded)
    }
}

impl PartialEq for Language {
    fn eq(&self, other: &Language) -> bool {
        self.code == other.code
    }
}

impl Eq for Language {}

impl std::fmt::Debug for Language {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Tokens, compound};

    /// A text in which each rule of the recipes has something to do.
    const SAMPLE: &str = "Straße Übernahme d’Étienne aujourd'hui crypto-monnaies Musk's window.open snake_case \
        camelCase XMLHttpRequest Web3 C++ 1.234,50 44\u{202f}000 27.10.2022 Ein- und Ausgabe 加密貨幣と函数 Ｗｅｂ １２，５ U\u{308}ber ﬁn Ἀθῆναι";

    /// Folded words in which each rule for compounds has something to do.
    const COMPOUNDS: &str = "zahlungssysteme schulhaus lesebrille schiffahrt umsatzsteuer glaubensfrage herzenswunsch \
        hundehutte bundestagswahl wunderbar salzburg stattfinden bahnhofstrasse leiterin warenkorb";

    /// Changes with any token, stem or split: then an index of before is not this program's any more. Raise
    /// [`RECIPES_VERSION`] and take the new number.
    #[test]
    fn the_version_of_the_recipes_is_that_of_what_they_do() {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        let mut add = |text: &str| {
            for byte in text.bytes().chain([0]) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        };
        let mut tokens = Tokens::default();
        for language in LANGUAGES {
            tokens.clear();
            (language.analyze)(SAMPLE, &mut tokens);
            for token in tokens.iter() {
                add(&format!("{} {:?} {} {:?}", token.term, token.span, token.position, token.kind));
                add(&language.stem(token.term).unwrap_or_default());
            }
            if let Some(rules) = language.compounds {
                for word in COMPOUNDS.split(' ') {
                    let parts = compound::split(word, rules, &|word| rules.evidence(word, || 0));
                    add(&format!("{parts:?}"));
                }
            }
        }
        assert_eq!((RECIPES_VERSION, hash), ("4", 6424958719916101829));
    }
}
