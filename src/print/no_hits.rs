//! Why a query has no hits, in a few lines for people.

use super::palette::Palette;
use super::wrap::wrap;
use crate::search::{Hindrance, NoHits, SoughtIn, SoughtWord, Suggestion, Without};
use anstyle::Style;
use std::io::{self, Write};

/// Cells before what was looked for.
const MARGIN_CELLS: usize = 2;
/// No text is wrapped to less.
const MIN_CELLS: usize = 20;
/// No text is wrapped to more: longer lines are hard to read.
const MAX_CELLS: usize = 100;

/// Writes why a query has no hits, with colours: `out` takes them away where they are not wanted. `named` says how a
/// condition was asked for, since not all stand in the query.
///
/// # Errors
/// If `out` cannot be written.
pub fn write_no_hits(
    out: &mut dyn Write,
    no_hits: &NoHits,
    named: &dyn Fn(&Hindrance) -> String,
    cells: usize,
) -> io::Result<()> {
    let mut page = Page { out, cells: cells.clamp(MIN_CELLS, MAX_CELLS), palette: Palette::of_blocks(true) };
    let NoHits { sought, unknown, suggestions, without } = no_hits;
    let opening = if sought.is_empty() { "no hits" } else { "no hits; looked for" };
    writeln!(page.out, "{0}{opening}{0:#}", page.palette.title)?;
    sought.iter().try_for_each(|sought| page.sought(sought))?;
    if !unknown.is_empty() {
        page.item("not in the index: ", &unknown.join(", "), Style::new())?;
    }
    if !suggestions.is_empty() {
        page.item("did you mean: ", &shown_suggestions(suggestions), page.palette.title)?;
    }
    for Without { hindrance, documents } in without {
        let plural = if *documents == 1 { "is 1 document" } else { &format!("are {documents} documents") };
        page.item("without ", &format!("{} there {plural}", named(hindrance)), Style::new())?;
    }
    Ok(())
}

struct Page<'o> {
    out: &'o mut dyn Write,
    cells: usize,
    palette: Palette,
}

impl Page<'_> {
    fn sought(&mut self, sought: &SoughtIn) -> io::Result<()> {
        let label = format!("{:MARGIN_CELLS$}{}: ", "", sought.places.join(" "));
        let words: Vec<String> = sought.words.iter().map(shown_word).collect();
        self.labelled((&label, self.palette.language), &words.join(", "), self.palette.text)
    }

    fn item(&mut self, label: &str, text: &str, style: Style) -> io::Result<()> {
        self.labelled((label, Style::new()), text, style)
    }

    /// Writes a text behind a label, its further lines below its first one.
    fn labelled(&mut self, (label, of_label): (&str, Style), text: &str, style: Style) -> io::Result<()> {
        let margin = label.chars().count();
        let lines = wrap(text, &[], self.cells.saturating_sub(margin).max(MIN_CELLS));
        for (number, line) in lines.iter().enumerate() {
            match number {
                0 => write!(self.out, "{of_label}{label}{of_label:#}")?,
                _ => write!(self.out, "{:margin$}", "")?,
            }
            let text: String = line.iter().map(|run| run.text.as_str()).collect();
            writeln!(self.out, "{style}{text}{style:#}")?;
        }
        Ok(())
    }
}

fn shown_word(SoughtWord { forms, has_more }: &SoughtWord) -> String {
    format!("{}{}", forms.join(" · "), if *has_more { " …" } else { "" })
}

/// The queries; of several, also the languages that tell them apart.
fn shown_suggestions(suggestions: &[Suggestion]) -> String {
    let shown = |Suggestion { query, places }: &Suggestion| match suggestions.len() {
        1 => query.clone(),
        _ => format!("{query} ({})", places.join(" ")),
    };
    suggestions.iter().map(shown).collect::<Vec<_>>().join(" · ")
}
