//! Our stems are Snowball's: a sample of its vocabularies, each word with the stem that Snowball gives it.
//!
//! The vocabularies, 84,853 words, were compared as a whole once, and all stems were those of Snowball 3.1.1.
//! The stem is taken of the word as the analyzer hands it over, before anything is folded. One thing differs on purpose:
//! Snowball takes off elisions and possessives itself (`l'écluse`, `Musk's`); our words end at an apostrophe, in every
//! language alike, so that a stemmer never sees one.

use crate::support::root;
use std::fs;
use tetraglot::analysis::{Tokens, stem};
use tetraglot::language::Language;

#[track_caller]
fn check(code: &str, list: &str) {
    let language = Language::from_code(code).expect("a language");
    let text = fs::read_to_string(root().join("tests/snowball").join(list)).expect("a list");
    let rows = text.lines().filter(|line| !line.starts_with('#'));
    let rows: Vec<(&str, &str)> = rows.map(|line| line.split_once('\t').expect("a tab")).collect();
    assert_eq!(rows.len(), 300, "{list} is whole");
    for (word, expected) in rows {
        assert_eq!(stems(language, word), [expected], "{word}");
    }
}

/// The stems of a text's words.
fn stems(language: &Language, text: &str) -> Vec<String> {
    let algorithm = language.stemmer.expect("a language with stems");
    let mut tokens = Tokens::default();
    (language.analyze)(text, &mut tokens);
    let stem = |term: &str| {
        let mut stemmed = String::new();
        stem::stem(algorithm, term, &mut stemmed);
        stemmed
    };
    tokens.iter().map(|token| stem(token.term)).collect()
}

#[test]
fn stems_are_those_of_snowball() {
    check("de", "german.tsv");
    check("fr", "french.tsv");
    check("en", "english.tsv");
}

#[test]
fn a_stemmer_sees_no_apostrophe() {
    let check = |code: &str, text: &str, stem: &str| {
        let found = stems(Language::from_code(code).expect("a language"), text);
        assert!(found.iter().any(|found| found == stem), "{text}: {found:?}");
    };
    check("fr", "l'écluse", "éclus");
    check("fr", "d’événements", "éven");
    check("en", "Musk's", "musk");
}
