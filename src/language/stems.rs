//! Which words have a certain stem: a query asks it of all that begin alike, a batch of the same words again and again.

use super::Language;
use rustc_hash::FxHashMap;
use std::cell::RefCell;

/// Stems kept per thread; when there are more, all are forgotten.
const MAX_KNOWN: usize = 100_000;

/// No inflection adds more bytes to a stem.
const MAX_ENDING_BYTES: usize = 10;
/// Stemmers change as many of a stem's last letters at most: heureuse – heureux, countries – countri.
const CHANGED_CHARS: usize = 2;

/// By language code, a word's stem.
type Stems = FxHashMap<&'static str, FxHashMap<Box<str>, Option<Box<str>>>>;

thread_local! {
    static KNOWN: RefCell<Stems> = RefCell::default();
}

impl Language {
    /// Whether a word may have a certain stem, both folded: a quick look before the stemmer's long one.
    pub fn may_have_stem(&self, word: &str, stem: &str) -> bool {
        is_about(word, stem)
            && match (word.strip_prefix(stem), self.ending_letters) {
                (Some(ending), Some(letters)) => ending.chars().all(|letter| letters.contains(letter)),
                _ => true,
            }
    }

    /// Whether a normalised word has a certain stem, folded.
    pub fn has_stem(&self, word: &str, stem: &str) -> bool {
        KNOWN.with_borrow_mut(|known| {
            let known = known.entry(self.code).or_default();
            if let Some(known) = known.get(word) {
                return known.as_deref() == Some(stem);
            }
            if known.len() >= MAX_KNOWN {
                known.clear();
            }
            let found = self.stem(word);
            let is_it = found.as_deref() == Some(stem);
            known.insert(word.into(), found.map(String::into_boxed_str));
            is_it
        })
    }
}

/// Whether a word is as long as one with a stem may be, and begins like it.
fn is_about(word: &str, stem: &str) -> bool {
    let kept = stem.char_indices().rev().nth(CHANGED_CHARS - 1).map_or(0, |(at, _)| at);
    word.len() <= stem.len() + MAX_ENDING_BYTES && word.starts_with(&stem[..kept])
}

#[cfg(test)]
mod tests {
    use super::super::LANGUAGES;
    use super::is_about;
    use crate::analysis::fold::folded;

    #[test]
    fn knows_what_it_worked_out() {
        for _ in 0..2 {
            assert!(LANGUAGES[0].has_stem("häuser", "haus") && !LANGUAGES[0].has_stem("häuser", "hauser"));
            assert!(!LANGUAGES[3].has_stem("häuser", "haus"));
        }
    }

    #[test]
    fn a_quick_look_loses_no_kin() {
        let lists = [
            include_str!("../../tests/snowball/german.tsv"),
            include_str!("../../tests/snowball/french.tsv"),
            include_str!("../../tests/snowball/english.tsv"),
        ];
        for (language, list) in LANGUAGES.iter().zip(lists) {
            let rows = list.lines().filter(|line| !line.starts_with('#'));
            for word in rows.filter_map(|row| row.split('\t').next()) {
                let (stem, folded) = (language.stem(word).unwrap(), folded(word));
                assert!(language.may_have_stem(&folded, &stem) == is_about(&folded, &stem), "{word}: {stem}");
            }
        }
        let german = LANGUAGES[0];
        assert!(german.may_have_stem("funktionen", "funktion"));
        assert!(!german.may_have_stem("funktionsweise", "funktion"));
        assert!(!german.may_have_stem("funken", "funktion"));
        assert!(!german.may_have_stem("funktionierendere", "funk"));
    }
}
