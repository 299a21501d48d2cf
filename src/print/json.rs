//! One JSON object a line. Keys keep their order, new ones are only ever added at the end.

use super::path::{encoded_bytes, relative};
use super::reckoning::ExplanationValue;
use super::{Asked, Refusal, Stats, Style};
use crate::search::{Answer, Hit, Snippet};
use serde::Serialize;
use std::borrow::Cow;
use std::io::{self, Write};

pub(super) fn write_hits(
    out: &mut dyn Write,
    answer: &Answer,
    asked: &Asked,
    style: &Style,
) -> io::Result<()> {
    for (place, hit) in answer.hits.iter().enumerate() {
        write_line(out, &hit_line(hit, asked.first_rank + place, asked, style))?;
    }
    Ok(())
}

pub(super) fn write_total(out: &mut dyn Write, total: u64, asked: &Asked) -> io::Result<()> {
    write_line(out, &TotalLine { query: asked.query, query_id: asked.id, total })
}

pub(super) fn write_stats(out: &mut dyn Write, stats: &Stats, asked: &Asked) -> io::Result<()> {
    let seconds = (stats.seconds * 1e6).round() / 1e6;
    let Stats { total, index_age_seconds, completeness, suggestion, .. } = *stats;
    let line = StatsLine {
        r#type: "stats",
        query: asked.query,
        query_id: asked.id,
        total,
        seconds,
        index_age_seconds,
        completeness: completeness.name(),
        reason: completeness.reason(),
        suggestion,
    };
    write_line(out, &line)
}

pub(super) fn write_refusal(out: &mut dyn Write, refusal: &Refusal, asked: &Asked) -> io::Result<()> {
    let Refusal { line, message, hint } = *refusal;
    let (query, query_id) = (asked.query, asked.id);
    write_line(out, &FaultLine { r#type: "fault", query, query_id, line, message, hint })
}

#[derive(Serialize)]
struct HitLine<'a> {
    query: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    query_id: Option<&'a str>,
    rank: usize,
    score: f32,
    path: Cow<'a, str>,
    id: Option<&'a str>,
    title: &'a str,
    language: &'a str,
    line: u32,
    snippet: &'a str,
    matches: Vec<MatchValue<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path_bytes: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    snippets: Option<Vec<SnippetValue<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<ExplanationValue<'a>>,
}

#[derive(Serialize)]
struct MatchValue<'a> {
    start: usize,
    end: usize,
    text: &'a str,
}

#[derive(Serialize)]
struct SnippetValue<'a> {
    line: u32,
    language: &'a str,
    snippet: &'a str,
    matches: Vec<MatchValue<'a>>,
}

#[derive(Serialize)]
struct TotalLine<'a> {
    query: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    query_id: Option<&'a str>,
    total: u64,
}

#[derive(Serialize)]
struct StatsLine<'a> {
    r#type: &'a str,
    query: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    query_id: Option<&'a str>,
    total: u64,
    seconds: f64,
    index_age_seconds: u64,
    completeness: &'a str,
    reason: Option<String>,
    suggestion: Option<&'a str>,
}

#[derive(Serialize)]
struct FaultLine<'a> {
    r#type: &'a str,
    query: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    query_id: Option<&'a str>,
    line: usize,
    message: &'a str,
    hint: Option<&'a str>,
}

fn hit_line<'a>(hit: &'a Hit, rank: usize, asked: &Asked<'a>, style: &Style) -> HitLine<'a> {
    let path = relative(&hit.path, &style.base);
    let best = hit.snippets.first();
    HitLine {
        query: asked.query,
        query_id: asked.id,
        rank,
        score: hit.score,
        path: path.to_string_lossy(),
        id: hit.id.as_deref(),
        title: &hit.title,
        language: hit.language.code,
        line: hit.line,
        snippet: best.map_or("", |snippet| &snippet.text),
        matches: best.map(matches).unwrap_or_default(),
        path_bytes: encoded_bytes(path),
        snippets: (style.snippets > 1).then(|| hit.snippets.iter().map(snippet_value).collect()),
        explanation: hit.explanation.as_deref().map(ExplanationValue::from),
    }
}

fn snippet_value(snippet: &Snippet) -> SnippetValue<'_> {
    let Snippet { text, line, language, .. } = snippet;
    SnippetValue { line: *line, language: language.code, snippet: text, matches: matches(snippet) }
}

fn matches(snippet: &Snippet) -> Vec<MatchValue<'_>> {
    let value = |span: &std::ops::Range<usize>| MatchValue {
        start: span.start,
        end: span.end,
        text: &snippet.text[span.clone()],
    };
    snippet.matches.iter().map(value).collect()
}

fn write_line(out: &mut dyn Write, line: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}
