//! Forms with a line per hit or snippet, for other programs.

use super::palette::Palette;
use super::path::{linked_path, place, relative};
use super::terminal::write_runs;
use super::wrap::unwrapped;
use super::{Asked, PathEnd, Style, explanation, harmless};
use crate::search::{Answer, Hit, Snippet};
use std::collections::HashSet;
use std::io::{self, Write};

/// The last column of TREC's form: what made the ranking.
const RUN: &str = "tetraglot";

/// Writes `path:line:snippet`, and under the snippets of a hit, indented, how its score came about, if that is known.
pub(super) fn write_text(
    out: &mut dyn Write,
    answer: &Answer,
    style: &Style,
    palette: &Palette,
) -> io::Result<()> {
    for hit in &answer.hits {
        each_snippet_of(hit, |snippet| {
            write_place(out, hit, snippet, style, palette)?;
            write_snippet(out, hit, snippet, palette)
        })?;
        if let Some(explanation) = &hit.explanation {
            explanation::write(out, explanation, None, palette)?;
        }
    }
    Ok(())
}

/// Writes `path:line:column:snippet`, the column that of the first match in its line, in bytes from 1.
pub(super) fn write_vimgrep(
    out: &mut dyn Write,
    answer: &Answer,
    style: &Style,
    palette: &Palette,
) -> io::Result<()> {
    answer.hits.iter().try_for_each(|hit| {
        each_snippet_of(hit, |snippet| {
            write_place(out, hit, snippet, style, palette)?;
            let column = snippet.map_or(1, |snippet| snippet.column);
            write!(out, "{0}{column}{0:#}:", palette.number)?;
            write_snippet(out, hit, snippet, palette)
        })
    })
}

/// Writes `qid Q0 docid rank score tetraglot`. Blanks in names become `_`.
pub(super) fn write_trec(
    out: &mut dyn Write,
    answer: &Answer,
    asked: &Asked,
    style: &Style,
) -> io::Result<()> {
    let query = name(asked.id.unwrap_or("1"));
    for (place, hit) in answer.hits.iter().enumerate() {
        let path = || relative(&hit.path, &style.base).to_string_lossy();
        let document = hit.id.as_deref().map_or_else(|| name(&path()), name);
        writeln!(out, "{query} Q0 {document} {} {} {RUN}", asked.first_rank + place, hit.score)?;
    }
    Ok(())
}

/// Writes the path of each file once.
pub(super) fn write_paths(
    out: &mut dyn Write,
    answer: &Answer,
    style: &Style,
    end: PathEnd,
) -> io::Result<()> {
    let mut written = HashSet::new();
    for hit in answer.hits.iter().filter(|hit| written.insert(&hit.path)) {
        match end {
            PathEnd::Line => writeln!(out, "{}", linked_path(&hit.path, place(hit), style))?,
            PathEnd::Nul => {
                out.write_all(relative(&hit.path, &style.base).as_os_str().as_encoded_bytes())?;
                out.write_all(b"\0")?;
            }
        }
    }
    Ok(())
}

/// Calls for each snippet of a hit; without any, once with none.
fn each_snippet_of(hit: &Hit, mut write: impl FnMut(Option<&Snippet>) -> io::Result<()>) -> io::Result<()> {
    if hit.snippets.is_empty() {
        write(None)?;
    }
    hit.snippets.iter().try_for_each(|snippet| write(Some(snippet)))
}

fn write_place(
    out: &mut dyn Write,
    hit: &Hit,
    snippet: Option<&Snippet>,
    style: &Style,
    palette: &Palette,
) -> io::Result<()> {
    let (line, column) = snippet.map_or(place(hit), |snippet| (snippet.line, snippet.column));
    let path = linked_path(&hit.path, (line, column), style);
    write!(out, "{0}{path}{0:#}:{1}{line}{1:#}:", palette.path, palette.number)
}

/// Writes a snippet and ends the line; for a document without text its title.
fn write_snippet(
    out: &mut dyn Write,
    hit: &Hit,
    snippet: Option<&Snippet>,
    palette: &Palette,
) -> io::Result<()> {
    let runs = match snippet {
        Some(snippet) => unwrapped(&snippet.text, &snippet.matches),
        None => unwrapped(&hit.title, &hit.title_matches),
    };
    write_runs(out, &runs, palette.text, palette.text_match)?;
    writeln!(out)
}

fn name(text: &str) -> String {
    harmless(text).chars().map(|c| if c.is_whitespace() { '_' } else { c }).collect()
}
