//! Hits as blocks of text, for people.

use super::palette::Palette;
use super::path::{linked_path, place};
use super::wrap::{Run, wrap};
use super::{Asked, Style, explanation, harmless};
use crate::search::{Answer, Hit, Snippet};
use std::io::{self, Write};

/// No text is wrapped to less.
const MIN_CELLS: usize = 10;
/// No text is wrapped to more: longer lines are hard to read.
const MAX_CELLS: usize = 100;
/// Cells before a line number, and behind a language.
const MARGIN_CELLS: usize = 2;

/// Writes each hit as its title, its path, and its snippets behind line and language; a thin line between hits. In a batch
/// the query stands on top, and an empty line below its answer.
pub(super) fn write(
    out: &mut dyn Write,
    answer: &Answer,
    asked: &Asked,
    style: &Style,
    cells: usize,
    palette: &Palette,
) -> io::Result<()> {
    if let Some(id) = asked.id {
        writeln!(out, "{0} {1}: {2} {0:#}", palette.query, harmless(id), harmless(asked.query))?;
    }
    let page = Page::new(answer, cells);
    for (number, hit) in answer.hits.iter().enumerate() {
        if number > 0 {
            writeln!(out, "{0}{1}{0:#}", palette.hairline, "─".repeat(page.cells.min(MAX_CELLS)))?;
        }
        write_title(out, hit, page.cells.min(MAX_CELLS), palette)?;
        write_place(out, hit, style, palette)?;
        hit.snippets.iter().try_for_each(|snippet| write_snippet(out, snippet, &page, palette))?;
        if let Some(explanation) = &hit.explanation {
            explanation::write(out, explanation, Some(page.cells.min(MAX_CELLS)), palette)?;
        }
    }
    if asked.id.is_some() {
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

/// How wide things are, the same for all hits of an answer, so that their texts stand below each other.
struct Page {
    cells: usize,
    line_cells: usize,
    language_cells: usize,
}

impl Page {
    fn new(answer: &Answer, cells: usize) -> Page {
        let snippets = || answer.hits.iter().flat_map(|hit| &hit.snippets);
        let digits = |snippet: &Snippet| snippet.line.checked_ilog10().unwrap_or(0) as usize + 1;
        Page {
            cells: cells.max(MIN_CELLS),
            line_cells: snippets().map(digits).max().unwrap_or(1),
            language_cells: snippets().map(|snippet| snippet.language.code.len()).max().unwrap_or(0),
        }
    }

    /// Cells before the text of a snippet.
    fn margin(&self) -> usize {
        MARGIN_CELLS + self.line_cells + 1 + self.language_cells + MARGIN_CELLS
    }

    fn text_cells(&self) -> usize {
        self.cells.saturating_sub(self.margin()).clamp(MIN_CELLS, MAX_CELLS)
    }
}

fn write_title(out: &mut dyn Write, hit: &Hit, cells: usize, palette: &Palette) -> io::Result<()> {
    for line in wrap(&hit.title, &hit.title_matches, cells) {
        write_runs(out, &line, palette.title, palette.title_match)?;
        writeln!(out)?;
    }
    Ok(())
}

/// Writes path and the id of a record. Not wrapped: people copy and click it.
fn write_place(out: &mut dyn Write, hit: &Hit, style: &Style, palette: &Palette) -> io::Result<()> {
    write!(out, "{0}{1}{0:#}", palette.path, linked_path(&hit.path, place(hit), style))?;
    if let Some(id) = &hit.id {
        write!(out, "{0} · {1}{0:#}", palette.text, harmless(id))?;
    }
    writeln!(out)
}

fn write_snippet(out: &mut dyn Write, snippet: &Snippet, page: &Page, palette: &Palette) -> io::Result<()> {
    let Page { line_cells, language_cells, .. } = *page;
    for (number, text) in wrap(&snippet.text, &snippet.matches, page.text_cells()).iter().enumerate() {
        if number == 0 {
            let (line, code) = (snippet.line, snippet.language.code);
            write!(out, "{:MARGIN_CELLS$}{1}{line:>line_cells$}{1:#} ", "", palette.number)?;
            write!(out, "{0}{code:<language_cells$}{0:#}{1:MARGIN_CELLS$}", palette.language, "")?;
        } else {
            write!(out, "{:1$}", "", page.margin())?;
        }
        write_runs(out, text, palette.text, palette.text_match)?;
        writeln!(out)?;
    }
    Ok(())
}
