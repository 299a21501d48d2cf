//! What holds for every language, every query and every document.

use crate::support::{folder, index, own_corpus};
use proptest::prelude::*;
use std::collections::HashMap;
use tetraglot::analysis::{Kind, Tokens};
use tetraglot::index::Index;
use tetraglot::language::LANGUAGES;
use tetraglot::query::{Clause, Field, Forms, Leaf, LeafKind, Node, Occur, Query};
use tetraglot::search::{SearchOptions, search};
use unicode_normalization::UnicodeNormalization;

/// Text of all the kinds that analysis distinguishes, and of those that it does not.
fn text() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        "[a-zäöüßéèçœA-ZÄÖÜ]{1,12}",
        "[马斯克订阅函数數發髮〇々]{1,6}",
        "[0-9.,' ]{1,8}",
        "[-'’‐_.@/+# \n\t\u{a0}\u{202f}]{1,3}",
        "[\u{300}-\u{310}\u{200b}\u{ad}\u{fe0f}]{1,2}",
        "[ａ-ｚ０-９ﬁ½①ªſ]{1,4}",
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(pieces, 0..20).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn tokens_keep_their_order(text in text()) {
        for language in LANGUAGES {
            let mut tokens = Tokens::default();
            (language.analyze)(&text, &mut tokens);
            let (mut start, mut position) = (0, 0);
            for token in tokens.iter() {
                prop_assert!(text.is_char_boundary(token.span.start) && text.is_char_boundary(token.span.end));
                prop_assert!(token.span.start < token.span.end, "an empty span in {text:?}");
                prop_assert!(token.span.start >= start, "starts fall in {text:?}");
                prop_assert!(token.position >= position, "positions fall in {text:?}");
                prop_assert!(token.position < tokens.positions());
                prop_assert!(!token.term.is_empty());
                (start, position) = (token.span.start, token.position);
            }
        }
    }

    #[test]
    fn analysis_is_repeatable(text in text()) {
        for language in LANGUAGES {
            let (mut once, mut twice) = (Tokens::default(), Tokens::default());
            (language.analyze)("something before", &mut twice);
            twice.clear();
            (language.analyze)(&text, &mut once);
            (language.analyze)(&text, &mut twice);
            prop_assert!(once.iter().eq(twice.iter()));
        }
    }

    #[test]
    fn any_query_is_answered_or_refused(text in text()) {
        if let Ok(query) = Query::parse(&text) {
            let answer = search(own_corpus(), &query, &SearchOptions::default());
            prop_assert!(answer.is_ok());
            for hit in answer.into_iter().flat_map(|answer| answer.hits) {
                for snippet in &hit.snippets {
                    for span in &snippet.matches {
                        prop_assert!(snippet.text.get(span.clone()).is_some_and(|found| !found.is_empty()));
                    }
                    prop_assert!(snippet.text.chars().count() <= 200);
                    prop_assert!(!snippet.text.contains('\n'));
                }
            }
        }
    }
}

/// Text with all that means something in a query.
fn query_text() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        4 => "[a-zäA-Z]{1,6}",
        2 => Just(" ".to_owned()),
        1 => "[马斯克]{1,3}",
        2 => r#"[-+*~:^=()\\"„“”«»「」＋－（）＊～：＾＝　,?.]{1,3}"#,
        1 => "[~^][0-9]{0,3}",
        1 => prop::sample::select(vec![" AND ", " OR ", " NOT ", "title:", "path:", "lang:de", "lang:", "file:"])
            .prop_map(String::from),
        1 => text(),
    ];
    prop::collection::vec(pieces, 0..14).prop_map(|pieces| pieces.concat())
}

fn leaf() -> impl Strategy<Value = Node> {
    let special = r#"[a-zäMA马\\"“«+\-=()*~:^,?.、＋：]{1,6}"#;
    let any_field = prop_oneof![3 => Just(None), 1 => Just(Some(Field::Title)), 1 => Just(Some(Field::Path))];
    let kinds = prop_oneof![
        special.prop_map(|text| (LeafKind::Word, text)),
        prop_oneof![Just("AND"), Just("OR"), Just("\\NOT")]
            .prop_map(|text| (LeafKind::Word, text.to_owned())),
        (0..30u32, r#" ?[a-z马\\"”«*~ ]{0,8}"#).prop_map(|(slop, text)| (LeafKind::Phrase { slop }, text)),
        "[a-zäö]{2,6}|马[a-z]".prop_map(|text| (LeafKind::Prefix, text)),
        (1..3u8, "[a-zäö]{3,6}").prop_map(|(edits, text)| (LeafKind::Fuzzy { edits }, text)),
    ];
    (any_field, prop_oneof![3 => Just(Forms::All), 1 => Just(Forms::AsWritten)], kinds).prop_map(
        |(field, forms, (kind, text))| {
            // Behind a `=` that is followed by something else than a word there is no leaf.
            let text = if forms == Forms::AsWritten { format!("a{text}") } else { text };
            Node::Leaf(Leaf { field, forms, kind, text })
        },
    )
}

fn clauses(node: impl Strategy<Value = Node>) -> impl Strategy<Value = Vec<Clause>> {
    let occur = prop_oneof![3 => Just(Occur::Should), 1 => Just(Occur::Must), 1 => Just(Occur::MustNot)];
    let boost = prop_oneof![3 => Just(1.0f32), 1 => 0.001f32..100.0];
    let clause = (occur, node, boost).prop_map(|(occur, node, boost)| Clause { occur, node, boost });
    prop::collection::vec(clause, 2..5).prop_map(|mut clauses| {
        if clauses.iter().all(|clause| clause.occur == Occur::MustNot) {
            clauses[0].occur = Occur::Must;
        }
        clauses
    })
}

fn query() -> impl Strategy<Value = Query> {
    let node = leaf().prop_recursive(3, 24, 4, |inner| clauses(inner).prop_map(Node::Group));
    let languages =
        prop_oneof![4 => Just(None), 1 => Just(Some(Occur::Must)), 1 => Just(Some(Occur::MustNot))];
    (clauses(node), languages).prop_map(|(mut clauses, occur)| {
        let languages = || Node::Languages(vec![LANGUAGES[0], LANGUAGES[2]]);
        clauses.extend(occur.map(|occur| Clause { occur, node: languages(), boost: 1.0 }));
        Query { clauses }
    })
}

proptest! {
    #[test]
    fn a_printed_query_is_the_same_query(text in query_text()) {
        if let Ok(query) = Query::parse(&text) {
            let printed = query.to_string();
            prop_assert_eq!(Query::parse(&printed), Ok(query), "{} printed {}", text, printed);
        }
    }

    #[test]
    fn a_query_printed_parses_to_itself(query in query()) {
        let printed = query.to_string();
        prop_assert_eq!(Query::parse(&printed), Ok(query), "printed {}", printed);
    }

    #[test]
    fn any_query_with_operators_is_answered(query in query(), text in query_text()) {
        let parsed = Query::parse(&text).ok();
        for query in parsed.iter().chain([&query]) {
            let options = SearchOptions { limit: 1_000, ..SearchOptions::default() };
            let answer = search(own_corpus(), query, &options).expect("the index can be searched");
            prop_assert_eq!(answer.total, answer.hits.len() as u64, "{}", query);
        }
    }
}

/// A document is found by each of its words, by each run of two and of five Han characters, as it stands and in every
/// Unicode normal form, with either apostrophe.
#[test]
fn documents_are_found_by_what_they_hold() {
    let texts = [
        (
            "de.txt",
            "Die Uebernahme der Straßenbahn\n\nFür d’Artagnan ist Weltraumtechnologie mit 1.234,5 Punkten nichts Neues.",
        ),
        (
            "fr.txt",
            "L’œuvre d'Étienne\n\nAujourd’hui, presqu'île et crypto‑monnaies : 44 000 000 d’euros « déjà ».",
        ),
        ("zh.txt", "加密貨幣與訂閱\n\n馬斯克在2022年以440億美元買下Twitter，後來改名為X。乾麵裡的頭髮發亮。"),
        (
            "en.txt",
            "Node.js and C++\n\nMusk's window.open call uses snake_case, camelCase, Web3 and a résumé.",
        ),
        ("other.txt", "Introduzione\n\nПривет мир, καλημέρα κόσμε, 한국어 텍스트."),
    ];
    let corpus = folder(&texts);
    let dir = tempfile::tempdir().expect("a folder");
    let index = index(corpus.path(), &dir.path().join("index"));
    for (name, text) in texts {
        for piece in pieces(text) {
            // In capitals some words are operators.
            let is_word = |form: &String| !["AND", "OR", "NOT"].contains(&form.as_str());
            for query in forms(&piece).into_iter().filter(is_word) {
                assert!(finds(&index, &query, name), "{name} is not found by {query:?}");
            }
        }
    }
}

/// The words and short runs of Han characters of a text, as someone would copy them.
fn pieces(text: &str) -> Vec<String> {
    let mut tokens = Tokens::default();
    (LANGUAGES[0].analyze)(text, &mut tokens);
    let mut pieces: Vec<String> = tokens
        .iter()
        .filter(|token| token.kind != Kind::Variant)
        .map(|token| text[token.span].to_owned())
        .collect();
    let is_han = |c: &char| ('\u{4e00}'..='\u{9fff}').contains(c);
    let characters: Vec<char> = text.chars().collect();
    let runs = characters.windows(5).filter(|window| window.iter().all(is_han));
    pieces.extend(runs.map(|run| run.iter().collect()));
    pieces
}

fn forms(piece: &str) -> Vec<String> {
    vec![
        piece.to_owned(),
        piece.nfc().collect(),
        piece.nfd().collect(),
        piece.nfkc().collect(),
        piece.nfkd().collect(),
        piece.replace('’', "'"),
        piece.replace('\'', "’"),
        piece.to_uppercase(),
    ]
}

fn finds(index: &Index, query: &str, name: &str) -> bool {
    let query = Query::parse(query).expect("a word is a query");
    let answer = search(index, &query, &SearchOptions { limit: 100, ..SearchOptions::default() });
    let hits = answer.expect("the index can be searched").hits;
    hits.iter().any(|hit| hit.path.ends_with(name))
}

/// The words of our own plain texts find their files.
#[test]
fn our_corpus_is_found_by_its_words() {
    let index = own_corpus();
    let options = SearchOptions { limit: 1000, snippets: 0, ..SearchOptions::default() };
    let mut words: HashMap<String, Vec<std::path::PathBuf>> = HashMap::new();
    for file in index.files().expect("the manifest can be read") {
        let path = crate::support::root().join("corpus").join(&file.path);
        if !file.path.ends_with(".txt") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("our corpus is text");
        for word in text.split_whitespace().filter(|word| word.chars().all(char::is_alphabetic)).step_by(5) {
            words.entry(word.to_owned()).or_default().push(path.clone());
        }
    }
    assert!(words.len() > 200);
    for (word, paths) in words {
        let query = Query::parse(&word).expect("a word is a query");
        let hits = search(index, &query, &options).expect("the index can be searched").hits;
        for path in paths {
            let found = hits.iter().any(|hit| {
                path.ends_with(hit.path.strip_prefix(crate::support::root()).unwrap_or(&hit.path))
            });
            assert!(found, "{} is not found by {word}", path.display());
        }
    }
}
