//! Stems that were worked out before: the queries of a batch ask for the stems of the same words again and again.

use super::Language;
use std::cell::RefCell;
use std::collections::HashMap;

/// Stems kept per thread; when there are more, all are forgotten.
const MAX_KNOWN: usize = 100_000;

/// By language code, a word's stem.
type Stems = HashMap<&'static str, HashMap<Box<str>, Option<Box<str>>>>;

thread_local! {
    static KNOWN: RefCell<Stems> = RefCell::default();
}

impl Language {
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

#[cfg(test)]
mod tests {
    use super::super::LANGUAGES;

    #[test]
    fn knows_what_it_worked_out() {
        for _ in 0..2 {
            assert!(LANGUAGES[0].has_stem("häuser", "haus") && !LANGUAGES[0].has_stem("häuser", "hauser"));
            assert!(!LANGUAGES[3].has_stem("häuser", "haus"));
        }
    }
}
