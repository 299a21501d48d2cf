//! Why a file is a hit or none, for people and for programs. Keys keep their order, new ones are only ever added at the end.

use super::explanation;
use super::palette::Palette;
use super::path::{encoded_bytes, relative, shown_path};
use super::reckoning::{ExplanationValue, FormValue};
use super::{harmless, wrap};
use crate::language::Language;
use crate::search::{Judged, Lack, Looked, Misfit, Presence, Verdict};
use serde::Serialize;
use std::io::{self, Write};
use std::path::Path;

/// Cells before each line but the first.
const MARGIN_CELLS: usize = 2;
/// No text is wrapped to less.
const MIN_CELLS: usize = 10;

/// What there is to say of a file and a query.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// The query.
    pub query: &'a str,
    /// The file.
    pub path: &'a Path,
    /// The record that was asked for, where a file holds many documents.
    pub id: Option<&'a str>,
    /// What keeps the file out, or is odd about it.
    pub notes: &'a [Note],
    /// The document before the query, if the index has it.
    pub document: Option<&'a Judged>,
    /// Folder that the paths of files below it are relative to.
    pub base: &'a Path,
}

/// Something that is to be said of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What it is, in a word for programs.
    pub kind: &'static str,
    /// What it is, in a sentence without a full stop.
    pub text: String,
}

impl Note {
    /// Makes a note.
    pub fn new(kind: &'static str, text: impl Into<String>) -> Note {
        Note { kind, text: text.into() }
    }
}

impl Report<'_> {
    /// Whether the file, or the record that was asked for, is a hit.
    pub fn is_hit(&self) -> bool {
        self.document.is_some_and(|document| matches!(document.verdict, Verdict::Hit { .. }))
    }

    fn id(&self) -> Option<&str> {
        self.document.and_then(|document| document.id.as_deref()).or(self.id)
    }
}

/// Writes a report for people, wrapped to so many cells where there is a width.
///
/// # Errors
/// If `out` cannot be written.
pub fn write_report(out: &mut dyn Write, report: &Report, cells: Option<usize>) -> io::Result<()> {
    let id = report.id().map(|id| format!(" · {}", harmless(id))).unwrap_or_default();
    writeln!(out, "{}{id}: {}", shown_path(report.path, report.base), headline(report))?;
    let notes = report.notes.iter().map(|note| note.text.clone());
    notes.chain(report.document.map(lines).unwrap_or_default()).try_for_each(|line| {
        let width = cells.map_or(usize::MAX, |cells| cells.saturating_sub(2 * MARGIN_CELLS).max(MIN_CELLS));
        for (number, runs) in wrap::wrap(&line, &[], width).iter().enumerate() {
            let margin = if number == 0 { MARGIN_CELLS } else { 2 * MARGIN_CELLS };
            let text: String = runs.iter().map(|run| run.text.as_str()).collect();
            writeln!(out, "{:margin$}{text}", "")?;
        }
        Ok::<(), io::Error>(())
    })?;
    match report.document.map(|document| &document.verdict) {
        Some(Verdict::Hit { hit, .. }) => match &hit.explanation {
            Some(told) => explanation::write(out, told, cells, &Palette::default()),
            None => Ok(()),
        },
        _ => Ok(()),
    }
}

fn headline(report: &Report) -> String {
    match report.document.map(|document| &document.verdict) {
        Some(Verdict::Hit { rank, total, hit }) => format!("hit {rank} of {total}, score {}", hit.score),
        Some(Verdict::Missed { total: 0, .. }) => "no hit, nor is any other document".to_owned(),
        Some(Verdict::Missed { total: 1, .. }) => "no hit, 1 other document is".to_owned(),
        Some(Verdict::Missed { total, .. }) => format!("no hit, {total} other documents are"),
        None => "no hit".to_owned(),
    }
}

fn lines(document: &Judged) -> Vec<String> {
    let mut lines = Vec::new();
    if let Verdict::Missed { lacks, .. } = &document.verdict {
        lines.extend(lacks.iter().map(lack));
        if lacks.is_empty() {
            lines.push("nothing of the query that makes a hit is in it".to_owned());
        }
    }
    let languages: Vec<String> = document
        .languages
        .iter()
        .map(|(language, passages)| format!("{} {passages}", language.code))
        .collect();
    let judged = if languages.is_empty() { "none, it has no text".to_owned() } else { languages.join(", ") };
    lines.push(format!("passages by language: {judged}"));
    lines.extend(document.words.iter().map(presence));
    lines
}

/// What keeps a document out, in words.
fn lack(lack: &Lack) -> String {
    let codes: Vec<&str> = lack.languages.iter().map(|language| language.code).collect();
    let within = if codes.is_empty() { String::new() } else { format!(" in {}", codes.join(", ")) };
    let clause = &lack.clause;
    match lack.fault {
        Misfit::Excluded => format!("it has what must not be there: {clause}"),
        Misfit::Missing => format!("it lacks {clause}{within}"),
        Misfit::Weak => format!("of {clause} it has merely what makes no hit by itself{within}"),
        Misfit::NotInRow => format!("it has the words of {clause}, but not in a row{within}"),
        Misfit::NotInTitle => format!("it has the words of {clause}, but not in its title"),
        Misfit::NotInPath => format!("its path lacks {clause}{within}"),
        Misfit::OtherLanguage => format!("it has no text{within}, where {clause} is looked for"),
    }
}

/// `musk: de exact musk (1); fr lacks it`. A path without the word is worth saying where nothing else was looked at.
fn presence(presence: &Presence) -> String {
    let is_alone = presence.places.len() == 1;
    let is_told = |looked: &&Looked| is_alone || looked.is_there || looked.language.is_some();
    let places: Vec<String> = presence.places.iter().filter(is_told).map(looked).collect();
    let barred = if presence.is_barred { " (must not be there)" } else { "" };
    format!("{}{barred}: {}", presence.word, places.join("; "))
}

fn looked(looked: &Looked) -> String {
    let place = code(looked.language).unwrap_or("path");
    if !looked.is_there {
        return match (looked.is_unknown, looked.language) {
            (false, _) => format!("{place} lacks it"),
            (true, Some(_)) => format!("no {place} text has it"),
            (true, None) => "no path has it".to_owned(),
        };
    }
    let form = |form: &crate::search::Form| format!("{} {} ({})", form.kind, form.form, form.frequency);
    let forms: Vec<String> = looked.forms.iter().map(form).collect();
    let forms = if forms.is_empty() { "a rare form".to_owned() } else { forms.join(", ") };
    format!("{place} {forms}")
}

fn code(language: Option<&'static Language>) -> Option<&'static str> {
    language.map(|language| language.code)
}

#[derive(Serialize)]
struct ReportValue<'a> {
    query: &'a str,
    path: &'a str,
    id: Option<&'a str>,
    hit: bool,
    rank: Option<usize>,
    score: Option<f32>,
    total: Option<u64>,
    reasons: Vec<ReasonValue<'a>>,
    title: Option<&'a str>,
    languages: Vec<LanguageValue<'a>>,
    words: Vec<PresenceValue<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path_bytes: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<ExplanationValue<'a>>,
}

/// Of the file, or with a clause of the query.
#[derive(Serialize)]
struct ReasonValue<'a> {
    reason: &'a str,
    text: String,
    clause: Option<&'a str>,
}

#[derive(Serialize)]
struct LanguageValue<'a> {
    language: &'a str,
    passages: usize,
}

#[derive(Serialize)]
struct PresenceValue<'a> {
    word: &'a str,
    barred: bool,
    places: Vec<LookedValue<'a>>,
}

/// Without a language it is the path.
#[derive(Serialize)]
struct LookedValue<'a> {
    language: Option<&'a str>,
    there: bool,
    known: bool,
    forms: Vec<FormValue<'a>>,
}

/// Writes a report as a JSON object on a line.
///
/// # Errors
/// If `out` cannot be written.
pub fn write_report_json(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let path = relative(report.path, report.base);
    let verdict = report.document.map(|document| &document.verdict);
    let (rank, hit) = match verdict {
        Some(Verdict::Hit { rank, hit, .. }) => (Some(*rank), Some(hit)),
        _ => (None, None),
    };
    let languages = report.document.map_or(&[][..], |document| &document.languages);
    let of_language = |&(language, passages): &(&'static Language, usize)| LanguageValue {
        language: language.code,
        passages,
    };
    let value = ReportValue {
        query: report.query,
        path: &path.to_string_lossy(),
        id: report.id(),
        hit: report.is_hit(),
        rank,
        score: hit.map(|hit| hit.score),
        total: verdict.map(|(Verdict::Hit { total, .. } | Verdict::Missed { total, .. })| *total),
        reasons: reasons(report),
        title: report.document.map(|document| document.title.as_str()),
        languages: languages.iter().map(of_language).collect(),
        words: report.document.map_or(&[][..], |document| &document.words).iter().map(of_word).collect(),
        path_bytes: encoded_bytes(path),
        explanation: hit.and_then(|hit| hit.explanation.as_deref()).map(ExplanationValue::from),
    };
    serde_json::to_writer(&mut *out, &value)?;
    writeln!(out)
}

fn reasons<'a>(report: &Report<'a>) -> Vec<ReasonValue<'a>> {
    let of_file = report.notes.iter().map(|note| ReasonValue {
        reason: note.kind,
        text: note.text.clone(),
        clause: None,
    });
    let lacks = match report.document.map(|document| &document.verdict) {
        Some(Verdict::Missed { lacks, .. }) => lacks.as_slice(),
        _ => &[],
    };
    let of_query = lacks.iter().map(|own| ReasonValue {
        reason: own.fault.name(),
        text: lack(own),
        clause: Some(&own.clause),
    });
    of_file.chain(of_query).collect()
}

fn of_word(presence: &Presence) -> PresenceValue<'_> {
    let places = presence.places.iter().map(of_place).collect();
    PresenceValue { word: &presence.word, barred: presence.is_barred, places }
}

fn of_place(looked: &Looked) -> LookedValue<'_> {
    LookedValue {
        language: code(looked.language),
        there: looked.is_there,
        known: !looked.is_unknown,
        forms: looked.forms.iter().map(FormValue::from).collect(),
    }
}
