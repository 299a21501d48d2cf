//! Writes clean text so that the line breaks inside a block are those of its source.

use super::super::clean::without_invisible;
use super::super::{PassageKind, line_breaks};
use super::{Block, MAX_BLOCKS};
use crate::language::Language;

/// A block is ended where more source lines than this are left out inside it; between blocks, at most so many are kept.
const MAX_GAP_LINES: u32 = 3;

/// Builds the text of a document and its blocks.
///
/// Source lines come with every piece of text; the writer adds line breaks until the text has caught up.
pub(super) struct Writer {
    text: String,
    blocks: Vec<Block>,
    has_title: bool,
    /// What the next block will be.
    kind: PassageKind,
    hint: Option<&'static Language>,
    /// Start of the block that is being written, in bytes of the text.
    open: Option<usize>,
    /// Source line of the open block's first byte.
    first_line: u32,
    /// Source line of the end of the text.
    line: u32,
    gap: Gap,
}

/// What separates the next word from the text, if they stand on the same line.
#[derive(Clone, Copy, PartialEq)]
enum Gap {
    None,
    Space,
    /// The border of two table cells.
    Tab,
}

impl Writer {
    /// `source_bytes` is only a guess of the room that the text will take.
    pub fn new(source_bytes: usize) -> Self {
        Self {
            text: String::with_capacity(source_bytes),
            blocks: Vec::new(),
            has_title: false,
            kind: PassageKind::Prose,
            hint: None,
            open: None,
            first_line: 1,
            line: 1,
            gap: Gap::None,
        }
    }

    /// Ends the block and says what the next one will be. It begins with the next word that is written.
    pub fn begin(&mut self, kind: PassageKind, hint: Option<&'static Language>) {
        self.end();
        if self.open.is_none() {
            self.kind = kind;
            self.hint = hint;
        }
    }

    /// Ends the block, if one is being written and there are not too many already.
    pub fn end(&mut self) {
        if self.blocks.len() < MAX_BLOCKS {
            self.close();
        } else {
            self.gap = Gap::Space;
        }
    }

    /// Separates what was written from what comes by a space.
    pub fn space(&mut self) {
        if self.gap == Gap::None {
            self.gap = Gap::Space;
        }
    }

    /// Separates two cells of a table row.
    pub fn cell(&mut self) {
        self.gap = Gap::Tab;
    }

    /// Writes running text that starts on the source line `line`. Blanks collapse; invisible characters go.
    pub fn prose(&mut self, words: &str, line: u32) {
        let words = without_invisible(words);
        for (row, line) in words.split('\n').zip(line..) {
            if line > self.line {
                self.space();
            }
            self.row(row, line);
        }
    }

    /// Writes text whose blanks count, which starts on the source line `line`.
    pub fn code(&mut self, code: &str, line: u32) {
        let (code, line) = match self.open {
            Some(_) => (code, line),
            None => without_blank_lines(code, line),
        };
        if code.trim_ascii().is_empty() && self.open.is_none() {
            return;
        }
        self.catch_up(line);
        self.text.push_str(code);
        self.line += line_breaks(code.as_bytes());
    }

    /// Tells whether a title was written.
    pub fn has_title(&self) -> bool {
        self.has_title
    }

    pub fn finish(mut self) -> (String, Vec<Block>) {
        self.close();
        (self.text, self.blocks)
    }

    fn close(&mut self) {
        let Some(start) = self.open.take() else { return };
        let end = start + self.text[start..].trim_end().len();
        self.line -= line_breaks(&self.text.as_bytes()[end..]);
        self.text.truncate(end);
        self.gap = Gap::None;
        // What holds nothing but no-break spaces is no block.
        if start < end {
            self.has_title |= self.kind == PassageKind::Title;
            let (line, kind, hint) = (self.first_line, self.kind, self.hint);
            self.blocks.push(Block { span: start..end, line, kind, hint });
        }
    }

    /// Writes a piece of one source line.
    fn row(&mut self, row: &str, line: u32) {
        if row.starts_with(is_blank) {
            self.space();
        }
        let words = row.trim_matches(is_blank);
        if !words.is_empty() {
            self.catch_up(line);
            push_collapsed(&mut self.text, words);
        }
        if row.ends_with(is_blank) {
            self.space();
        }
    }

    /// Opens a block if none is open, and adds line breaks, or else the gap, before something on source line `line`.
    fn catch_up(&mut self, line: u32) {
        if self.open.is_some() && (line < self.line || line - self.line > MAX_GAP_LINES) {
            self.close();
        }
        let gap = std::mem::replace(&mut self.gap, Gap::None);
        match self.open {
            None => self.open_block(line),
            Some(_) if line > self.line => self.break_lines(line - self.line),
            Some(_) if gap == Gap::Space => self.text.push(' '),
            Some(_) if gap == Gap::Tab => self.text.push('\t'),
            Some(_) => {}
        }
        self.line = line;
    }

    fn open_block(&mut self, line: u32) {
        if !self.text.is_empty() {
            self.break_lines(line.saturating_sub(self.line).clamp(1, MAX_GAP_LINES));
        }
        self.open = Some(self.text.len());
        self.first_line = line;
    }

    fn break_lines(&mut self, lines: u32) {
        self.text.extend((0..lines).map(|_| '\n'));
    }
}

fn is_blank(character: char) -> bool {
    character.is_ascii_whitespace()
}

/// Adds words with a single space where there are blanks between them.
fn push_collapsed(text: &mut String, words: &str) {
    let pairs = words.bytes().zip(words.bytes().skip(1));
    let has_other_blanks =
        |(here, next): (u8, u8)| here.is_ascii_whitespace() && (here != b' ' || next.is_ascii_whitespace());
    if !pairs.into_iter().any(has_other_blanks) {
        return text.push_str(words);
    }
    for (index, word) in words.split_ascii_whitespace().enumerate() {
        if index > 0 {
            text.push(' ');
        }
        text.push_str(word);
    }
}

/// Leaves out leading lines that are blank, keeping the indentation of the first other one.
fn without_blank_lines(code: &str, line: u32) -> (&str, u32) {
    let blank_bytes = code.len() - code.trim_ascii_start().len();
    let skipped = code[..blank_bytes].rfind('\n').map_or(0, |last| last + 1);
    (&code[skipped..], line + line_breaks(&code.as_bytes()[..skipped]))
}
