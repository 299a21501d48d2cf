//! Hits as blocks of text, for people.

use super::palette::Palette;
use super::wrap::{Run, wrap};
use super::{Asked, Style, harmless, shown_path};
use crate::search::{Answer, Hit, Snippet};
use std::io::{self, Write};

/// Snippets begin this many cells from the left.
const INDENT_CELLS: usize = 2;
/// No text is wrapped to less.
const MIN_CELLS: usize = 10;

/// Writes each hit as a title, its place and its snippets, with an empty line after each. In a batch the query stands on
/// top.
pub(super) fn write(
    out: &mut dyn Write,
    answer: &Answer,
    asked: &Asked,
    style: &Style,
    cells: usize,
    palette: &Palette,
) -> io::Result<()> {
    if let Some(id) = asked.id {
        writeln!(out, "{0} {1}: {2} {0:#}\n", palette.query, harmless(id), harmless(asked.query))?;
    }
    let cells = cells.max(MIN_CELLS);
    for hit in &answer.hits {
        write_title(out, hit, cells, palette)?;
        if hit.snippets.is_empty() {
            write_place(out, hit, hit.line, hit.language.code, style, palette)?;
        }
        for snippet in &hit.snippets {
            write_place(out, hit, snippet.line, snippet.language.code, style, palette)?;
            write_snippet(out, snippet, cells, palette)?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// Writes runs of text; matches in their own style.
pub(super) fn write_runs(
    out: &mut dyn Write,
    runs: &[Run],
    plain: anstyle::Style,
    matching: anstyle::Style,
) -> io::Result<()> {
    for run in runs {
        let style = if run.is_match { matching } else { plain };
        write!(out, "{style}{}{style:#}", run.text)?;
    }
    Ok(())
}

fn write_title(out: &mut dyn Write, hit: &Hit, cells: usize, palette: &Palette) -> io::Result<()> {
    for line in wrap(&hit.title, &hit.title_matches, cells) {
        write_runs(out, &line, palette.title, palette.title_match)?;
        writeln!(out)?;
    }
    Ok(())
}

/// Writes path, line and language, and the id of a record. Not wrapped: people copy and click it.
fn write_place(
    out: &mut dyn Write,
    hit: &Hit,
    line: u32,
    language: &str,
    style: &Style,
    palette: &Palette,
) -> io::Result<()> {
    let path = shown_path(&hit.path, &style.base);
    let id = hit.id.as_ref().map(|id| format!(" · {}", harmless(id))).unwrap_or_default();
    writeln!(out, "{0}{path}:{line} · {language}{id}{0:#}", palette.place)
}

fn write_snippet(out: &mut dyn Write, snippet: &Snippet, cells: usize, palette: &Palette) -> io::Result<()> {
    for line in wrap(&snippet.text, &snippet.matches, cells - INDENT_CELLS) {
        write!(out, "{:INDENT_CELLS$}", "")?;
        write_runs(out, &line, palette.text, palette.text_match)?;
        writeln!(out)?;
    }
    Ok(())
}
