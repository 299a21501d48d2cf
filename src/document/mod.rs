//! Files become documents, and documents are cut into passages.
//!
//! [`walk()`] finds the files of the corpus; [`read()`] turns one file into its documents. On the way a file is decoded, its
//! format's markup is removed, its text is cleaned of debris and cut, and every passage gets its language. A line of the
//! source never gets lost: [`Document::line_at`] leads from any byte of a passage back to it.

mod clean;
mod contents;
mod decode;
mod entity;
mod failure;
mod format;
mod ignored;
mod marks;
mod open;
mod passage;
mod portion;
mod read;
mod records;
mod seen;
mod sentence;
mod stamp;
mod walk;

use std::ops::Range;
use std::path::PathBuf;

use crate::language::Language;

pub use contents::{Contents, load};
pub use failure::{Doubt, Failure, Reason};
pub use ignored::{IgnoreRule, PassedOver, passed_over};
pub(crate) use open::open_plain;
pub use read::{Outcome, documents, read};
pub use seen::{Eye, Seen};
pub use stamp::Stamp;
pub(crate) use stamp::nanoseconds;
pub use walk::{Found, Source, sort, walk, walk_folders};

/// One file after its markup is removed, or one record of a JSON Lines file.
#[derive(Debug, Clone)]
pub struct Document {
    /// Path of its file relative to its corpus folder.
    pub path: PathBuf,
    /// The record's id where one file holds many documents; numbers are printed.
    pub id: Option<String>,
    /// What to call it, at most 300 characters on one line; never empty unless the file has no name.
    pub title: String,
    /// The date of the front matter as it is written there.
    pub date: Option<String>,
    /// The text without markup. Passages are slices of it, with at least one `\n` between the blocks they come from.
    pub text: String,
    /// In text order, not overlapping; together they hold every character of the text that is not blank.
    pub passages: Vec<Passage>,
    /// How the lines of the source run through the passages.
    pub line_count: LineCount,
}

/// A contiguous run of a document: the unit of language, snippets and lines.
#[derive(Debug, Clone, PartialEq)]
pub struct Passage {
    /// Bytes of [`Document::text`], neither starting nor ending with a blank.
    pub span: Range<usize>,
    /// Source line of its first byte, from 1.
    pub line: u32,
    /// What it was in the source.
    pub kind: PassageKind,
    /// The language whose analyser reads it.
    pub language: &'static Language,
    /// From 0 to 1; 1 where a rule of the schema decides.
    pub confidence: f32,
}

/// What a passage was in its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PassageKind {
    /// The title of the document: front matter, `<title>`, the first H1 without those, a record's title, a title line.
    Title,
    /// Running text.
    Prose,
    /// A heading that is not the title.
    Heading,
    /// To be indexed by exact form only.
    Code,
    /// Rows of a table, cells parted by a tab.
    Table,
    /// Items of a list.
    List,
}

impl PassageKind {
    /// The name that listings of passages print.
    pub fn name(self) -> &'static str {
        match self {
            PassageKind::Title => "title",
            PassageKind::Prose => "prose",
            PassageKind::Heading => "heading",
            PassageKind::Code => "code",
            PassageKind::Table => "table",
            PassageKind::List => "list",
        }
    }
}

/// How source lines run inside a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineCount {
    /// Each `\n` inside a passage is one source line further.
    Running,
    /// The whole document stands on one source line: a record.
    Fixed,
}

impl Document {
    /// Returns the source line, from 1, of a byte offset of the text inside the passage with the index `passage`.
    ///
    /// Offsets beyond the passage count as its end, offsets before it as its start; an unknown passage is on line 1.
    pub fn line_at(&self, passage: usize, offset: usize) -> u32 {
        let Some(passage) = self.passages.get(passage) else { return 1 };
        match self.line_count {
            LineCount::Fixed => passage.line,
            LineCount::Running => {
                let end = offset.clamp(passage.span.start, passage.span.end);
                passage.line + line_breaks(&self.text.as_bytes()[passage.span.start..end])
            }
        }
    }
}

/// Returns how many `\n` there are.
fn line_breaks(bytes: &[u8]) -> u32 {
    // Counts of so few bytes fit into a byte each, which makes adding up several times as fast.
    let counts = bytes
        .chunks(usize::from(u8::MAX))
        .map(|bytes| bytes.iter().map(|&byte| u8::from(byte == b'\n')).sum::<u8>());
    u32::try_from(counts.map(usize::from).sum::<usize>()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
