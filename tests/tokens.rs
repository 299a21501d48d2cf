//! What the analysers make of our own corpus, file by file: what is only to be faster must not change a token.
//!
//! `UPDATE=1` rewrites `tokens.txt`; then read the diff.

use crate::support::{root, schema};
use std::fmt::Write;
use std::fs;
use std::path::Path;
use tetraglot::analysis::{Tokens, compound};
use tetraglot::document::{Document, read, walk};
use tetraglot::language::LANGUAGES;

#[test]
fn the_tokens_of_our_corpus_stay_what_they_are() {
    let path = root().join("tests/tokens.txt");
    let now = record(&root().join("corpus"));
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &now).expect("the record can be written");
    }
    let before = fs::read_to_string(&path).expect("the record is there");
    assert_eq!(now, before, "a file's line: its tokens in all languages, and their hash");
}

/// A line for each document.
fn record(corpus: &Path) -> String {
    let schema = schema(corpus, Path::new("no-index"));
    let mut record = String::new();
    for source in walk(&schema.corpus) {
        let source = source.expect("a file of the corpus");
        let mut add = |document: Document| {
            let Summary { tokens, hash } = Summary::of(&document);
            writeln!(record, "{} {tokens} {hash:016x}", document.path.display()).expect("a line fits");
        };
        read(&source, &schema, &mut add).expect("a file of the corpus can be read");
    }
    record
}

/// All that analysis says of a document, as a number.
struct Summary {
    tokens: usize,
    hash: u64,
}

impl Summary {
    fn of(document: &Document) -> Summary {
        let mut summary = Summary { tokens: 0, hash: 0xcbf2_9ce4_8422_2325 };
        let mut tokens = Tokens::default();
        for passage in &document.passages {
            summary.add(passage.language.code);
            for language in LANGUAGES {
                tokens.clear();
                (language.analyze)(&document.text[passage.span.clone()], &mut tokens);
                summary.add_tokens(&tokens);
            }
        }
        summary
    }

    fn add_tokens(&mut self, tokens: &Tokens) {
        self.tokens += tokens.len();
        for token in tokens.iter() {
            self.add(token.term);
            self.add(token.kind.name());
            self.add(&format!("{:?} {}", token.span, token.position));
            for rules in LANGUAGES.iter().filter_map(|language| language.compounds) {
                let evidence = |word: &str| rules.evidence(word, || u32::from(word.len() > 5));
                self.add(&format!("{:?}", compound::split(token.term, rules, &evidence)));
            }
        }
    }

    /// FNV-1a, with an end behind each text.
    fn add(&mut self, text: &str) {
        for byte in text.bytes().chain([0xff]) {
            self.hash = (self.hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}
