//! Explanations of scores as lines of text.

use super::harmless;
use super::palette::Palette;
use super::wrap::{unwrapped, wrap};
use crate::search::{Explanation, Form, MatchedWay, Sought, Stretch};
use std::io::{self, Write};

/// Cells before a line of an explanation, and before what a line is continued by.
const MARGIN_CELLS: usize = 4;
const HANGING_CELLS: usize = 4;
/// No text is wrapped to less.
const MIN_CELLS: usize = 10;
/// Forms of a word that are named.
const MAX_FORMS: usize = 3;

/// Writes how a score came about: what it is the product of, then a line for each word of the query, then what is known of
/// languages and lengths. `cells`: wrapped to so many, where there is a width.
pub(super) fn write(
    out: &mut dyn Write,
    explanation: &Explanation,
    cells: Option<usize>,
    palette: &Palette,
) -> io::Result<()> {
    for line in lines(explanation) {
        let line = Line::new(&line);
        let wrapped = match cells {
            Some(cells) => wrap(line.text, &[], line.cells(cells)),
            None => vec![unwrapped(line.text, &[])],
        };
        for (number, runs) in wrapped.iter().enumerate() {
            let text: String = runs.iter().map(|run| run.text.as_str()).collect();
            let margin = line.margin + if number > 0 { HANGING_CELLS } else { 0 };
            writeln!(out, "{:margin$}{1}{text}{1:#}", "", palette.text)?;
        }
    }
    Ok(())
}

/// A line and the cells before it.
struct Line<'t> {
    text: &'t str,
    margin: usize,
}

impl<'t> Line<'t> {
    fn new(line: &'t str) -> Line<'t> {
        let text = line.trim_start_matches(' ');
        Line { text, margin: MARGIN_CELLS + line.len() - text.len() }
    }

    fn cells(&self, cells: usize) -> usize {
        cells.saturating_sub(self.margin + HANGING_CELLS).max(MIN_CELLS)
    }
}

fn lines(explanation: &Explanation) -> Vec<String> {
    let mut lines = vec![product(explanation)];
    lines.extend(explanation.sought.iter().map(|sought| format!("  {}", word(sought, explanation))));
    lines.push(languages(explanation));
    lines.extend(document(explanation));
    lines.extend(others(explanation));
    lines
}

/// `score 2.1 = words 1.5 × closeness 1.4`, without the factors that are 1.
fn product(explanation: &Explanation) -> String {
    let factors = explanation.score.parts.iter().enumerate();
    let factors = factors.filter(|(place, factor)| *place == 0 || factor.value != 1.0);
    let factors: Vec<String> =
        factors.map(|(_, factor)| format!("{} {}", factor.what, number(factor.value))).collect();
    let unknown = match (explanation.language, explanation.closeness) {
        (Some(_), None) => "; not among the best of its language that are looked at for closeness",
        _ => "",
    };
    format!("score {} = {}{unknown}", number(explanation.score.value), factors.join(" × "))
}

/// What a word of the query adds, and by which form.
fn word(sought: &Sought, explanation: &Explanation) -> String {
    let word = harmless(&sought.word);
    let weight = weight(sought);
    let Some(best) = sought.ways.first() else {
        return format!("{word} +0: not there{weight}, idf {:.3}", sought.idf);
    };
    let mut text = format!("{word} +{}: {}{weight}", number(sought.adds), way(best, explanation.documents));
    let others: Vec<&str> = sought.ways[1..].iter().map(|way| way.name).collect();
    if !others.is_empty() {
        text += &format!("; also by {}", distinct(&others).join(", "));
    }
    if sought.share < 1.0 {
        text += &format!("; outside of the stretch, so × {}", number(sought.share));
    }
    text
}

fn weight(sought: &Sought) -> String {
    match (sought.weight == 1.0, sought.is_light) {
        (true, _) => String::new(),
        (false, true) => format!(", weighs {} as a light word", number(sought.weight)),
        (false, false) => format!(", weighs {}", number(sought.weight)),
    }
}

/// `stem häuser 3 times, counts 0.8, in 4 of 40 documents, idf 2.3`.
fn way(way: &MatchedWay, documents: u32) -> String {
    let MatchedWay { weight, exactness, frequency, documents: with, idf, .. } = way;
    let times = if *frequency == 1 { "once".to_owned() } else { format!("{frequency} times") };
    let with = with.round().max(1.0);
    let counts = number(weight * exactness);
    format!("{} {times}, counts {counts}, in {with} of {documents} documents, idf {idf:.3}", forms(way))
}

/// The forms of a way, each kind once: `exact haus, stem häuser`.
fn forms(way: &MatchedWay) -> String {
    let mut named = Vec::new();
    let mut kind = "";
    for Form { form, kind: own, .. } in way.forms.iter().take(MAX_FORMS) {
        let form = harmless(form);
        named.push(if kind == *own { form.into_owned() } else { format!("{own} {form}") });
        kind = own;
    }
    match (way.forms.len(), way.forms.len().saturating_sub(MAX_FORMS)) {
        (0, _) => format!("{} by a rare word", way.name),
        (_, 0) => named.join(", "),
        (_, more) => format!("{} and {more} more", named.join(", ")),
    }
}

fn languages(explanation: &Explanation) -> String {
    let Explanation { documents, typical_words, .. } = explanation;
    let Some(language) = explanation.language else {
        return "by the words of its path".to_owned();
    };
    let odds = explanation.odds.iter().map(|other| {
        let effect = if other.factor < 1.0 { format!(" (× {:.3})", other.factor) } else { String::new() };
        format!("{} {:.3}{effect}", other.language.code, other.odds)
    });
    let odds = odds.collect::<Vec<_>>().join(", ");
    let code = language.code;
    format!("language {code}: {documents} documents, typically of {typical_words:.0} words; odds {odds}")
}

/// How long the document is, and which part of it counts and is shown.
fn document(explanation: &Explanation) -> Option<String> {
    let mut facts = Vec::new();
    if let Some(words) = explanation.words {
        facts.push(format!("{words} words"));
    }
    if let Some(Stretch { words, lines: (first, last), .. }) = &explanation.stretch {
        facts.push(format!("scored by the best {words}, in passages from line {first} to {last}"));
    }
    if let Some(passage) = &explanation.passage {
        let (kind, code) = (passage.kind.name(), passage.language.code);
        let (number, of, line) = (passage.number, passage.of, passage.line);
        facts.push(format!("shown is passage {number} of {of}, {kind} in {code} from line {line}"));
    }
    (!facts.is_empty()).then(|| format!("document: {}", facts.join("; ")))
}

/// What it would have scored otherwise.
fn others(explanation: &Explanation) -> Option<String> {
    let name =
        |language: &Option<&'static crate::language::Language>| language.map_or("path", |own| own.code);
    let others = explanation.others.iter();
    let others: Vec<String> =
        others.map(|(language, score)| format!("{} {}", name(language), number(*score))).collect();
    (!others.is_empty()).then(|| format!("by others less: {}", others.join(", ")))
}

fn distinct<'n>(names: &[&'n str]) -> Vec<&'n str> {
    let mut distinct: Vec<&str> = Vec::new();
    names.iter().for_each(|name| {
        if !distinct.contains(name) {
            distinct.push(name);
        }
    });
    distinct
}

/// A number to six places, so that products of such numbers are right to four.
fn number(value: f32) -> String {
    let text = format!("{value:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
