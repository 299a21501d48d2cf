//! What is told of a query without hits: what was looked for, what is unknown, what was likely meant, what hinders.

use crate::sandbox::Sandbox;
use crate::support::{folder, index, own_corpus, root};
use std::collections::BTreeSet;
use std::sync::LazyLock;
use tempfile::TempDir;
use tetraglot::analysis::{Kind, Tokens};
use tetraglot::index::Index;
use tetraglot::language::{LANGUAGES, Language};
use tetraglot::query::Query;
use tetraglot::search::{Hindrance, NoHits, SearchOptions, no_hits, search};

const TEXTS: &[(&str, &str)] = &[
    (
        "de/tuer.txt",
        "Die Haustür des alten Hauses klemmt, denn die Haustüren hier sind aus Holz und quellen.",
    ),
    ("de/bruecke.txt", "Über die Brücke fährt heute keine Straßenbahn, weil der Fluss gestiegen ist."),
    ("fr/fete.txt", "La fête du village a lieu chaque été, et le maire prononce un discours sur la place."),
    ("en/harbour.txt", "The harbour was quiet, and the red boats were waiting for a fox that never came."),
    ("fr/peau.txt", "Un nævus est une tache sur la peau que le médecin du village regarde chaque année."),
    ("zh/tuite.txt", "马斯克收购了推特，币安也参与了这次交易。"),
];

fn texts() -> &'static Index {
    static INDEX: LazyLock<(TempDir, Index)> = LazyLock::new(|| {
        let corpus = folder(TEXTS);
        let index = index(corpus.path(), &corpus.path().join("index"));
        (corpus, index)
    });
    &INDEX.1
}

fn told(index: &Index, query: &str, options: &SearchOptions) -> NoHits {
    let parsed = Query::parse(query).expect("a sound query");
    assert_eq!(total(index, query, options), 0, "{query} has hits");
    no_hits(index, &parsed, options).expect("the index can be searched")
}

fn total(index: &Index, query: &str, options: &SearchOptions) -> u64 {
    let query = Query::parse(query).expect("a sound query");
    search(index, &query, options).expect("the index can be searched").total
}

fn everywhere() -> SearchOptions {
    SearchOptions::default()
}

fn only_in(code: &str) -> SearchOptions {
    let language: &Language = Language::from_code(code).expect("a language");
    SearchOptions { languages: Some(vec![language]), ..SearchOptions::default() }
}

#[track_caller]
fn check_sought(query: &str, expected: &[&str]) {
    let told = told(texts(), query, &everywhere());
    let line = |sought: &tetraglot::search::SoughtIn| {
        let words = sought.words.iter().map(|word| word.forms.join("·")).collect::<Vec<_>>();
        format!("{}: {}", sought.places.join(" "), words.join(", "))
    };
    assert_eq!(told.sought.iter().map(line).collect::<Vec<_>>(), expected);
}

#[track_caller]
fn check_unknown(query: &str, expected: &[&str]) {
    assert_eq!(told(texts(), query, &everywhere()).unknown, expected);
}

#[track_caller]
fn check_meant(query: &str, expected: &[&str]) {
    let told = told(texts(), query, &everywhere());
    let shown = told.suggestions.iter().map(|meant| format!("{} ({})", meant.query, meant.places.join(" ")));
    assert_eq!(shown.collect::<Vec<_>>(), expected);
}

#[track_caller]
fn check_without(query: &str, options: &SearchOptions, expected: &[(Hindrance, u64)]) {
    let told = told(texts(), query, options).without;
    let shown: Vec<_> = told.into_iter().map(|without| (without.hindrance, without.documents)).collect();
    assert_eq!(shown, expected);
}

#[test]
fn what_was_looked_for() {
    check_sought("Fuechsin", &["de: fuechsin·füchsin", "fr en zh: fuechsin"]);
    check_sought("+Haustür +Dach", &["de: haustür·haustüren, dach", "fr en zh: haustür, dach"]);
    check_sought("+path:docs -Haustür", &["path: docs"]);
    check_sought("狐狸", &["de fr en zh: 狐狸"]);
}

#[test]
fn what_the_index_does_not_know() {
    check_unknown("Fuchsbau Quastenflosser", &["fuchsbau", "quastenflosser"]);
    check_unknown("+Haustür +Quastenflosser", &["quastenflosser"]);
    check_unknown("lang:fr Haustür", &[]);
    check_unknown("\"red fox\"", &[]);
    check_unknown("+Haustür -Quastenflosser +path:docs", &["path:docs"]);
    check_unknown("麻婆豆腐", &["麻婆豆腐"]);
}

#[test]
fn slips_of_each_kind() {
    check_meant("Hautsür", &["Haustür (de)"]);
    check_meant("haustr", &["haustür (de)"]);
    check_meant("Haustüür", &["Haustür (de)"]);
    check_meant("Hausdür", &["Haustür (de)"]);
    check_meant("Raustür", &["Haustür (de)"]);
    check_meant("Hasutuer", &["Haustür (de)"]);
    check_meant("BRÜKCE", &["BRÜCKE (de)"]);
    check_meant("Strasenbahn", &["Straßenbahn (de)"]);
    check_meant("dsicours", &["discours (fr)"]);
    check_meant("proonnce", &["prononce (fr)"]);
    check_meant("hrabour", &["harbour (en path)"]);
    check_meant("xyzzyx", &[]);
    check_meant("lax", &[]);
}

#[test]
fn accents_are_no_slips() {
    // Nearer than été, which has other letters, is what has other accents alone.
    check_meant("fètee", &["fête (fr)"]);
    check_meant("villlàge", &["village (fr)"]);
    check_meant("ænvus", &["nævus (fr)"]);
}

#[test]
fn slips_among_other_things() {
    check_meant("+Hautsür -Fluss", &["+Haustür -Fluss (de)"]);
    check_meant("\"alten Huases\"", &["\"alten Hauses\" (de)"]);
    check_meant("l'hrabour", &["l'harbour (en path)"]);
    check_meant("title:Hautsür lang:de", &[]);
    check_meant("lang:fr Hautsür", &[]);
}

#[test]
fn han_runs_are_cut_to_what_is_known() {
    check_meant("+推特公斯", &["+推特 (zh)"]);
    check_meant("\"老马斯克\"", &["\"马斯克\" (zh)"]);
    check_meant("麻婆豆腐", &[]);
}

#[test]
fn what_hinders() {
    let clause = |text: &str| Hindrance::Clause(text.to_owned());
    check_without("Haustür", &only_in("fr"), &[(Hindrance::Languages, 1)]);
    let below = SearchOptions { within: vec!["fr/**".to_owned()], ..everywhere() };
    check_without("Haustür", &below, &[(Hindrance::Within, 1)]);
    let neither = SearchOptions { within: vec!["fr/**".to_owned()], ..only_in("fr") };
    check_without("Haustür", &neither, &[(Hindrance::LanguagesAndWithin, 1)]);
    let exact = SearchOptions { exact: true, ..everywhere() };
    check_without("Haustuer", &exact, &[(Hindrance::Exact, 1)]);
    check_without("lang:fr Haustür", &everywhere(), &[(clause("lang:fr"), 1)]);
    check_without("Haustür -klemmt", &everywhere(), &[(clause("-klemmt"), 1)]);
    check_without("+Haustür +boats", &everywhere(), &[(clause("+Haustür"), 1), (clause("+boats"), 1)]);
    check_without("\"red fox\"", &everywhere(), &[(Hindrance::Row("\"red fox\"".to_owned()), 1)]);
    check_without("title:klemmt", &everywhere(), &[(Hindrance::Field("title:klemmt".to_owned()), 1)]);
    check_without("=Haustuer", &everywhere(), &[(Hindrance::AsWritten("=Haustuer".to_owned()), 1)]);
    check_without("(Haustür -klemmt) lang:de", &everywhere(), &[(clause("-klemmt"), 1)]);
    check_without("xyzzyx Haustür -klemmt", &everywhere(), &[(clause("-klemmt"), 1)]);
    check_without("xyzzyx", &everywhere(), &[]);
}

/// The words of five letters and more in the texts of our own corpus.
fn corpus_words() -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let files = own_corpus().files().expect("the index can be read");
    let texts = files.iter().filter(|file| [".md", ".txt"].iter().any(|ending| file.path.ends_with(ending)));
    for file in texts {
        let path = root().join("corpus").join(&file.path);
        let text = std::fs::read_to_string(path).expect("our corpus is text");
        let mut tokens = Tokens::default();
        (LANGUAGES[0].analyze)(&text, &mut tokens);
        let of_letters = |word: &&str| word.chars().all(char::is_alphabetic) && word.chars().count() >= 5;
        let exact = tokens.iter().filter(|token| token.kind == Kind::Exact).map(|token| token.term);
        words.extend(exact.filter(of_letters).map(str::to_owned));
    }
    words
}

#[test]
fn a_slip_in_a_word_of_the_corpus_leads_back_to_hits() {
    let (mut told_of, mut rank) = (0, 0);
    let words = corpus_words();
    let words = words.iter().step_by(17).filter(|word| total(own_corpus(), word, &everywhere()) > 0);
    for word in words {
        let letters: Vec<char> = word.chars().collect();
        let at = letters.len() / 2;
        let dropped: String = [&letters[..at], &letters[at + 1..]].concat().into_iter().collect();
        let mut changed = letters.clone();
        changed.swap(0, 1);
        for slip in [dropped, changed.into_iter().collect()] {
            let index = own_corpus();
            let parsed = Query::parse(&slip).expect("letters are a query");
            if total(index, &slip, &everywhere()) > 0 {
                continue;
            }
            let told = no_hits(index, &parsed, &everywhere()).expect("the index can be searched");
            assert!(!told.suggestions.is_empty(), "{slip} for {word}");
            for meant in &told.suggestions {
                assert!(total(index, &meant.query, &everywhere()) > 0, "{} for {slip}", meant.query);
            }
            told_of += 1;
            rank += usize::from(told.suggestions[0].query == *word);
        }
    }
    println!("{rank} of {told_of} words are the first suggestion");
    assert!(told_of > 100 && rank * 10 > told_of * 7, "{rank} of {told_of}");
}

#[test]
fn records_of_answers_tell_it() {
    let sandbox = Sandbox::new().built();
    let record = |arguments: &[&str]| {
        let outcome = sandbox.search(&[&["--json", "--stats"], arguments].concat());
        assert_eq!(outcome.stderr, "");
        outcome.json().pop().expect("the record is the last line")
    };
    assert_eq!(record(&["Netzwrek"])["suggestion"], "Netzwerk");
    assert_eq!(record(&["xyzzyx"])["suggestion"], serde_json::Value::Null);
    assert_eq!(record(&["Netzwerk"])["suggestion"], serde_json::Value::Null);
}

#[test]
fn scripts_are_told_nothing() {
    let sandbox = Sandbox::new().built();
    sandbox.search(&["Netzwrek"]).check(1, "", "");
    sandbox.search(&["--json", "Netzwrek"]).check(1, "", "");
    sandbox.search_with(&["--batch", "-"], b"Netzwrek\n").check(1, "", "");
}
