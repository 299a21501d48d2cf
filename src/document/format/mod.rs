//! Formats: from the text of a file to clean text and its blocks. One file per format.

pub(super) mod html;
pub(super) mod jsonl;
pub(super) mod markdown;
pub(super) mod text;

mod element;
mod front_matter;
mod lines;
mod parts;
mod writer;

use std::ops::Range;

use super::{LineCount, PassageKind};
use crate::language::{LANGUAGES, Language, OTHER};

/// After so many blocks of one document, what follows is not told apart any more. This bounds the memory that a file of
/// millions of tiny paragraphs takes.
const MAX_BLOCKS: usize = 1 << 18;

/// A document as its format tells it, not yet cut.
pub(super) struct Extract {
    /// The date of the front matter as it is written there.
    pub date: Option<String>,
    /// The language that the document claims as a whole.
    pub language: Option<&'static Language>,
    pub text: String,
    /// In text order, not overlapping. Everything that is not blank lies in one.
    pub blocks: Vec<Block>,
    pub line_count: LineCount,
}

/// A paragraph, heading, list item, table row, code block, or a piece of one.
///
/// Unless lines are fixed, the k-th `\n` inside it is the k-th line break of the source from `line` on.
#[derive(Clone)]
pub(super) struct Block {
    /// Bytes of the text.
    pub span: Range<usize>,
    /// Source line of its first byte, from 1.
    pub line: u32,
    pub kind: PassageKind,
    /// The language that the markup around it claims.
    pub hint: Option<&'static Language>,
}

/// Returns the language that a tag, with or without a region or script behind `-` or `_`, or an English name means.
pub(super) fn language_from_tag(tag: &str) -> Option<&'static Language> {
    let primary = tag.trim().split(['-', '_']).next()?;
    let is_meant = |language: &&&Language| {
        language.code.eq_ignore_ascii_case(primary) || language.name.eq_ignore_ascii_case(primary)
    };
    LANGUAGES.iter().filter(|language| !std::ptr::eq(**language, OTHER)).find(is_meant).copied()
}
