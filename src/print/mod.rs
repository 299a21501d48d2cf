//! Answers written out: as blocks for a terminal, as lines for programs.
//!
//! Everything goes into an [`io::Write`] that the caller gives; what it is, and whether it shows colours, is not known
//! here.

mod explanation;
mod harmless;
mod hyperlink;
mod json;
mod lines;
mod no_hits;
mod palette;
mod path;
mod reckoning;
mod report;
mod terminal;
mod wrap;

use crate::search::Answer;
pub use harmless::harmless;
pub use hyperlink::{LinkFormat, Surrounding};
pub use no_hits::write_no_hits;
use palette::Palette;
pub use path::shown_path;
pub use report::{Note, Report, write_report, write_report_json};
use std::io::{self, Write};
use std::path::PathBuf;

/// How answers are written.
#[derive(Clone, Debug)]
pub struct Style {
    /// The form of a hit.
    pub format: Format,
    /// Whether text may have colours.
    pub color: bool,
    /// Folder that the paths of files below it are relative to.
    pub base: PathBuf,
    /// Passages that were asked for per hit. JSON lists them if there may be more than one.
    pub snippets: usize,
    /// How paths in text become links; None for no links.
    pub link: Option<LinkFormat>,
}

/// The form of a hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Title, path and wrapped snippets, for a terminal that is this many cells wide.
    Terminal {
        /// Width in cells.
        cells: usize,
    },
    /// `path:line:snippet`, a line per snippet.
    Lines,
    /// One JSON object a line.
    Json,
    /// `qid Q0 docid rank score tetraglot`.
    Trec,
    /// `path:line:column:snippet`; the column counts the bytes of the line from 1.
    Vimgrep,
    /// Paths alone, each once.
    Paths(PathEnd),
}

/// What ends a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathEnd {
    /// A line break; the path is shown in a harmless form.
    Line,
    /// NUL; the path is written byte by byte.
    Nul,
}

/// What was asked, as far as an answer repeats it.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'q> {
    /// The query.
    pub query: &'q str,
    /// Its name in a batch; None for a single query.
    pub id: Option<&'q str>,
    /// Rank of the first hit, from 1.
    pub first_rank: usize,
}

/// What answering took.
#[derive(Clone, Copy, Debug)]
pub struct Stats<'a> {
    /// Documents that match.
    pub total: u64,
    /// Time for the answer.
    pub seconds: f64,
    /// Time since the index was brought up to date.
    pub index_age_seconds: u64,
    /// Whether the index holds what it should.
    pub completeness: Completeness,
    /// Of a query without hits, one that was likely meant and has some.
    pub suggestion: Option<&'a str>,
}

/// Whether an answer is of all that is to be searched, as far as the index and the schema tell. Files are looked at only
/// where the schema says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Completeness {
    /// Nothing is known to be missing.
    Complete,
    /// The index is of other folders or rules than the schema.
    Stale,
    /// Files changed since the index was brought up to date.
    Outdated {
        /// How many.
        changed_files: u64,
    },
    /// Files could not be read when the index was made.
    Partial {
        /// How many.
        failed_files: u64,
    },
}

impl Completeness {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Completeness::Complete => "complete",
            Completeness::Stale | Completeness::Outdated { .. } => "stale",
            Completeness::Partial { .. } => "partial",
        }
    }

    /// Why it is not complete.
    pub fn reason(self) -> Option<String> {
        match self {
            Completeness::Complete => None,
            Completeness::Stale => Some("the index is of other folders or rules than the schema".to_owned()),
            Completeness::Outdated { changed_files: 1 } => Some("1 file changed since".to_owned()),
            Completeness::Outdated { changed_files } => Some(format!("{changed_files} files changed since")),
            Completeness::Partial { failed_files: 1 } => Some("1 file could not be read".to_owned()),
            Completeness::Partial { failed_files } => Some(format!("{failed_files} files could not be read")),
        }
    }
}

/// Why a query of a batch has no answer.
#[derive(Clone, Copy, Debug)]
pub struct Refusal<'f> {
    /// Number of its line, from 1.
    pub line: usize,
    /// What is wrong, in one line.
    pub message: &'f str,
    /// The way out.
    pub hint: Option<&'f str>,
}

/// Writes the hits of an answer.
///
/// # Errors
/// If `out` cannot be written.
pub fn write_answer(out: &mut dyn Write, answer: &Answer, asked: &Asked, style: &Style) -> io::Result<()> {
    let palette = Palette::of_lines(style.color);
    match style.format {
        Format::Terminal { cells } => {
            terminal::write(out, answer, asked, style, cells, &Palette::of_blocks(style.color))
        }
        Format::Lines => lines::write_text(out, answer, style, &palette),
        Format::Json => json::write_hits(out, answer, asked, style),
        Format::Trec => lines::write_trec(out, answer, asked, style),
        Format::Vimgrep => lines::write_vimgrep(out, answer, style, &palette),
        Format::Paths(end) => lines::write_paths(out, answer, style, end),
    }
}

/// Writes the number of documents that match: as an object in JSON, else as a number after the query's name in a batch.
///
/// # Errors
/// If `out` cannot be written.
pub fn write_total(out: &mut dyn Write, total: u64, asked: &Asked, format: Format) -> io::Result<()> {
    match (format, asked.id) {
        (Format::Json, _) => json::write_total(out, total, asked),
        (_, Some(id)) => writeln!(out, "{}\t{total}", harmless(id)),
        (_, None) => writeln!(out, "{total}"),
    }
}

/// Writes what answering took, as a JSON object.
///
/// # Errors
/// If `out` cannot be written.
pub fn write_stats(out: &mut dyn Write, stats: &Stats, asked: &Asked) -> io::Result<()> {
    json::write_stats(out, stats, asked)
}

/// Writes why a query has no answer, as a JSON object.
///
/// # Errors
/// If `out` cannot be written.
pub fn write_refusal(out: &mut dyn Write, refusal: &Refusal, asked: &Asked) -> io::Result<()> {
    json::write_refusal(out, refusal, asked)
}

#[cfg(test)]
mod tests;
