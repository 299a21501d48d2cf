//! What `--explain` tells: numbers from which the score can be worked out again, and words.

use crate::sandbox::{Outcome, Sandbox};
use crate::support::{own_corpus, program, root, split};
use serde_json::Value;
use std::collections::BTreeSet;

/// How far a score that is worked out again may be off.
const TOLERANCE: f64 = 1e-4;

/// Queries of every kind, in all languages.
const QUERIES: &[&str] = &[
    "Binance Twitter",
    "Zahlungen",
    "die Häuser am Fluss",
    "Uebernahme",
    "Rückruffunktion",
    "Weltraumtechnologie Satelliten",
    "Funktion",
    "l'écluse",
    "réseaux événement",
    "evenement musee",
    "shortages of memory",
    "the memory wall",
    "where is the museum",
    "马斯克收购推特",
    "刀削面",
    "函數",
    "Twitter 的马斯克",
    "为什么买",
    "\"digital wallet\"",
    "\"im Netzwerk\"~2",
    "\"Twitter 的马斯克\" Binance",
    "Werb*",
    "wall* Zahl*",
    "Binanse~1 Twitter",
    "bandwith~2",
    "Zahlumgen Twitter",
    "Binance^3 Twitter^0.5",
    "(Binance Zahlung)^2 Twitter",
    "+Twitter -Musk Binance",
    "Binance AND (Stadion OR Werbung*)",
    "(Twitter NOT Musk) OR mice",
    "title:wall memory",
    "title:Twitter",
    "path:satellites wallet",
    "zahlungen-im-netzwerk",
    "lang:de Twitter Binance",
    "lang:fr,en Binance",
    "=Zahlung Zahlungen",
    "crypto-monnaies",
    "window.open",
    "mice mice museum",
    "Haus Garten Netzwerk Sekunden Leute Geld Börse Kurs",
];

/// Answers all queries in one go, with explanations.
fn explained(arguments: &[&str]) -> Vec<Value> {
    let dir = tempfile::tempdir().expect("a folder");
    let batch = dir.path().join("queries");
    std::fs::write(&batch, QUERIES.join("\n")).expect("the queries are written");
    let output = program("search", root())
        .args(["--json", "--explain", "-n", "30", "--batch"])
        .arg(&batch)
        .arg("--index")
        .arg(own_corpus().dir())
        .args(arguments)
        .output();
    let outcome = Outcome::from(output.expect("search runs"));
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
    outcome.json()
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// Works a tree of numbers out again, from what is given.
fn recomputed(part: &Value) -> f64 {
    let parts: Vec<f64> = list(&part["parts"]).iter().map(recomputed).collect();
    let value = match (part["how"].as_str().expect("it says how"), parts.as_slice()) {
        ("given", []) => number(&part["value"]),
        ("sum", _) => parts.iter().sum(),
        ("product", _) => parts.iter().product(),
        ("quotient", [_, 0.0]) => 0.0,
        ("quotient", [above, below]) => above / below,
        ("power", [base, exponent]) => base.powf(*exponent),
        ("largest", [first, ..]) => parts.iter().copied().fold(*first, f64::max),
        (how, _) => panic!("{how} of {}", parts.len()),
    };
    let said = number(&part["value"]);
    assert!(
        (value - said).abs() < TOLERANCE * said.abs().max(1.0),
        "{} is {value}, said {said}",
        part["what"]
    );
    value
}

#[track_caller]
fn check(hit: &Value) {
    let (explanation, said) = (&hit["explanation"], number(&hit["score"]));
    let score = recomputed(&explanation["score"]);
    assert!((score - said).abs() < TOLERANCE, "{} {}: {score}, said {said}", hit["query"], hit["path"]);
    let words = &explanation["score"]["parts"][0];
    let added: f64 = list(&explanation["words"]).iter().map(|word| number(&word["adds"])).sum();
    assert!((added - number(&words["value"])).abs() < TOLERANCE, "{}: words add up to {added}", hit["query"]);
    let length = recomputed(&explanation["length"]);
    assert!(lengths(&explanation["score"]).iter().all(|used| (used - length).abs() < TOLERANCE));
}

/// All numbers in a tree that are called a length.
fn lengths(part: &Value) -> Vec<f64> {
    let own = (part["what"] == "length").then(|| number(&part["value"]));
    own.into_iter().chain(list(&part["parts"]).iter().flat_map(lengths)).collect()
}

#[test]
fn scores_can_be_worked_out_again() {
    let hits = explained(&[]);
    assert!(hits.len() > 300, "{}", hits.len());
    hits.iter().for_each(check);
    explained(&["--sort", "path"]).iter().for_each(check);
    explained(&["--lang", "de,zh", "--per-language", "3"]).iter().for_each(check);
    explained(&["--exact"]).iter().for_each(check);
}

#[test]
fn the_queries_show_all_there_is_to_explain() {
    let hits = explained(&[]);
    let explanations = || hits.iter().map(|hit| &hit["explanation"]);
    let words = || explanations().flat_map(|explanation| list(&explanation["words"]));
    let ways = || words().flat_map(|word| list(&word["ways"]));
    let kinds: BTreeSet<&str> =
        ways().flat_map(|way| list(&way["forms"])).filter_map(|form| form["kind"].as_str()).collect();
    let all = ["beginning", "compound", "edits", "exact", "look-alike", "part", "prefix", "stem", "variant"];
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), all);
    assert!(ways().any(|way| way["mean_of"].as_u64() > Some(1)));
    assert!(explanations().any(|explanation| explanation["language"].is_null()), "found by a path");
    assert!(explanations().any(|explanation| explanation["stretch"].is_object()), "a long document");
    assert!(words().any(|word| number(&word["share"]) < 1.0), "a word outside of the stretch");
    assert!(words().any(|word| word["light"] == true) && words().any(|word| number(&word["boost"]) == 3.0));
    let factors = |what: &str| {
        let parts = explanations().flat_map(|explanation| list(&explanation["score"]["parts"]));
        let own: Vec<f64> =
            parts.filter(|part| part["what"] == what).map(|part| number(&part["value"])).collect();
        own
    };
    for (what, least, most) in [
        ("coverage", 0.1, 0.99),
        ("script", 0.94, 0.96),
        ("language", 0.69, 0.71),
        ("closeness", 1.1, 1.81),
        ("title", 1.01, 1.11),
    ] {
        assert!(factors(what).iter().any(|value| (least..most).contains(value)), "{what}");
    }
    let languages: BTreeSet<&str> = explanations().filter_map(|told| told["language"].as_str()).collect();
    assert_eq!(languages.into_iter().collect::<Vec<_>>(), ["de", "en", "fr", "other", "zh"]);
}

#[test]
fn an_answer_is_the_same_with_and_without() {
    let search = |arguments: &[String]| {
        let output =
            program("search", root()).args(arguments).arg("--index").arg(own_corpus().dir()).output();
        Outcome::from(output.expect("search runs")).stdout
    };
    let plain = search(&split("--json Binance Twitter -n 5"));
    let told = search(&split("--json Binance Twitter -n 5 --explain"));
    let before: Vec<&str> =
        told.lines().map(|line| line.split(",\"explanation\":").next().expect("a line")).collect();
    let plain: Vec<&str> = plain.lines().map(|line| line.trim_end_matches('}')).collect();
    assert_eq!(before.iter().map(|line| line.trim_end_matches('}')).collect::<Vec<_>>(), plain);
}

#[test]
fn words_too_rare_to_be_scored_one_by_one() {
    let sandbox = Sandbox::new();
    let letter = |number: u8| char::from(b'a' + number % 20);
    for number in 0..300u16 {
        let (first, last) = (letter((number / 20) as u8), letter((number % 20) as u8));
        let text = format!("The quagga{first}{last} was here, and nobody saw what it did with the flowers.");
        sandbox.write(format!("corpus/many/{number}.txt"), text.as_bytes());
    }
    let sandbox = sandbox.built();
    let hits = sandbox.search(&["quagga*", "--json", "--explain", "-n", "400"]).json();
    assert_eq!(hits.len(), 300);
    hits.iter().for_each(check);
    let has_no_form = |hit: &&Value| list(&hit["explanation"]["words"][0]["ways"][0]["forms"]).is_empty();
    assert_eq!(hits.iter().filter(has_no_form).count(), 44);
}

#[test]
fn long_documents_and_their_titles() {
    let sandbox = Sandbox::new();
    let filler = "Nothing of note was said in this sentence at all.\n\n".repeat(60);
    let text =
        format!("# The quagga\n\n{filler}Here an okapi met a tapir.\n\n{filler}And a pangolin.\n\n{filler}");
    sandbox.write("corpus/animals.md", text.as_bytes());
    let sandbox = sandbox.built();
    for query in ["okapi", "quagga okapi tapir", "okapi pangolin", "pangolin said", "\"okapi met\" quagga"] {
        let hits = sandbox.search(&[query, "--json", "--explain"]).json();
        hits.iter().for_each(check);
        let stretch = &hits[0]["explanation"]["stretch"];
        assert!(number(&stretch["share"]) < 0.5 && stretch["first_line"].as_u64() >= Some(1), "{query}");
    }
}

#[test]
fn explanations_in_words() {
    let sandbox = Sandbox::new().built();
    let outcome = sandbox.search(&["museums", "dragonfly", "the", "--explain", "--in", "en"]);
    let lines: Vec<&str> = outcome.stdout.lines().collect();
    assert!(lines[0].starts_with("corpus/en/mice.md:"), "{lines:#?}");
    assert!(lines[1].starts_with("    score 0.") && lines[1].contains(" = words 0."), "{}", lines[1]);
    assert!(
        lines[2].starts_with("      museums +0.") && lines[2].contains(": stem museum once, "),
        "{}",
        lines[2]
    );
    assert!(lines[3].starts_with("      dragonfly +0: not there, idf "), "{}", lines[3]);
    assert!(lines[4].contains("weighs 0.1 as a light word"), "{}", lines[4]);
    assert!(lines[5].starts_with("    language en: ") && lines[5].contains("; odds de "), "{}", lines[5]);
    assert!(lines[6].contains("shown is passage "), "{}", lines[6]);
    for arguments in [&["-c"][..], &["-l"], &["--format", "trec"], &["--format", "vimgrep"]] {
        sandbox
            .search(&[&["mice", "--explain"], arguments].concat())
            .check_error("--explain tells", "--json");
    }
}

/// The factors that a line names, multiplied, are the score that it names.
#[test]
fn the_numbers_in_words_make_the_score() {
    let output = program("search", root())
        .args(["Binance Twitter Zahlung", "--explain", "-n", "20", "--index"])
        .arg(own_corpus().dir())
        .output();
    let text = Outcome::from(output.expect("search runs")).stdout;
    let lines: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("    score ")).collect();
    assert!(lines.len() == 20, "{text}");
    for line in lines {
        let (score, factors) = line.split_once(" = ").expect("a score and its factors");
        let factors = factors.split(';').next().unwrap_or_default().split(" × ");
        let value = |factor: &str| -> f64 {
            factor.rsplit(' ').next().and_then(|number| number.parse().ok()).expect("a number")
        };
        let product: f64 = factors.map(value).product();
        assert!((product - score.parse::<f64>().expect("a number")).abs() < TOLERANCE, "{line}");
    }
}
