//! Passages get their language: in files glued from paragraphs of several languages, and in a manual full of names.

use crate::support::root;
use std::fs;
use std::path::Path;
use tetraglot::language::{LANGUAGES, Language, Sample, route};

/// Files that are glued together.
const FILES: usize = 200;
/// The shortest paragraph that is glued, in characters; what is shorter is often a name or a date.
const MIN_CHARS: usize = 60;

fn languages() -> &'static [&'static Language] {
    &LANGUAGES[..LANGUAGES.len() - 1]
}

fn languages_of(passages: &[&str]) -> Vec<&'static Language> {
    let samples: Vec<Sample> = passages.iter().map(|text| Sample { text, hint: None, code: false }).collect();
    route(&samples, None, languages()).into_iter().map(|verdict| verdict.language).collect()
}

/// The paragraphs of our own articles in a language.
fn paragraphs(language: &Language) -> Vec<String> {
    let dir = root().join("corpus").join(language.code);
    let mut paths: Vec<_> =
        fs::read_dir(dir).expect("our articles").map(|entry| entry.expect("a file").path()).collect();
    paths.sort();
    let is_prose =
        |path: &Path| path.extension().is_some_and(|extension| extension == "txt" || extension == "md");
    let texts =
        paths.iter().filter(|path| is_prose(path)).map(|path| fs::read_to_string(path).expect("text"));
    texts
        .flat_map(|text| text.split("\n\n").map(str::to_owned).collect::<Vec<_>>())
        .filter(|text| is_paragraph(text) && !quotes_another(text, language))
        .collect()
}

fn is_paragraph(text: &str) -> bool {
    let is_markup = text.starts_with(['#', '-', '|', '>', '`', '*', '1', ' ']) || text.contains("```");
    !is_markup && text.chars().count() >= MIN_CHARS
}

/// Whether a paragraph quotes another language: it then is in two.
fn quotes_another(text: &str, language: &Language) -> bool {
    let marks = [("de", '„'), ("fr", '«')];
    marks.iter().any(|&(code, mark)| language.code != code && text.contains(mark))
}

#[test]
fn glued_files() {
    let paragraphs: Vec<Vec<String>> = languages().iter().map(|language| paragraphs(language)).collect();
    assert!(paragraphs.iter().all(|paragraphs| paragraphs.len() >= 20));
    let mut wrong = Vec::new();
    for number in 0..FILES {
        // Three different languages in turn, each time another paragraph.
        let order: Vec<usize> =
            (0..3).map(|place| (number + place * (1 + number / 100)) % languages().len()).collect();
        let passages: Vec<&str> =
            order.iter().map(|&language| pick(&paragraphs[language], number).as_str()).collect();
        for ((&expected, language), text) in order.iter().zip(languages_of(&passages)).zip(passages) {
            if *language != *languages()[expected] {
                wrong.push(format!("{} for {}: {text}", language.code, languages()[expected].code));
            }
        }
    }
    let share = wrong.len() as f64 / (FILES * 3) as f64;
    assert!(share <= 0.005, "{:.2} % are wrong:\n{}", share * 100.0, wrong.join("\n"));
}

fn pick(paragraphs: &[String], number: usize) -> &String {
    &paragraphs[number * 7 % paragraphs.len()]
}

#[test]
fn a_manual_full_of_english_names() {
    let manual = fs::read_to_string(root().join("tests/routing/manual.txt")).expect("the manual");
    let passages: Vec<&str> = manual.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect();
    assert!(passages.len() >= 40);
    let found = languages_of(&passages);
    let wrong: Vec<&str> = passages
        .iter()
        .zip(found)
        .filter(|(_, language)| **language != *LANGUAGES[0])
        .map(|(text, _)| *text)
        .collect();
    assert!(wrong.len() <= 2, "{}", wrong.join("\n"));
}
