//! Plain text: paragraphs, and a title if the first line looks like one.

use std::ops::Range;

use super::super::clean::clean;
use super::super::sentence::{ends_sentence, is_closing};
use super::super::{LineCount, PassageKind, line_breaks};
use super::{Block, Extract, MAX_BLOCKS};

/// Longest line that can be a title, in characters.
const MAX_TITLE_CHARS: usize = 120;

/// A line of more columns was not wrapped by hand, so it is a paragraph. East Asian characters take two.
const MAX_WRAPPED_COLUMNS: usize = 100;

/// Reads plain text. Paragraphs end at blank lines, or at every line where lines are paragraphs.
pub(in super::super) fn extract(text: String) -> Extract {
    let text = clean(text);
    let blocks = titled_paragraphs(&text);
    Extract { date: None, language: None, text, blocks, line_count: LineCount::Running }
}

/// Returns the paragraphs of a text, and before them its first line if that looks like a title.
pub(super) fn titled_paragraphs(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let (mut start, mut line) = (0, 1);
    if let Some(title) = title_line(text) {
        start = title.end;
        line += line_breaks(&text.as_bytes()[..title.start]);
        push(&mut blocks, title, line, PassageKind::Title);
    }
    paragraphs(text, start, line, &mut blocks);
    blocks
}

/// Adds the paragraphs of the text from the byte `start` on, which stands on `line`.
pub(super) fn paragraphs(text: &str, start: usize, line: u32, blocks: &mut Vec<Block>) {
    let mut paragraph = Paragraph::new(start, line);
    let mut offset = start;
    for (row, line) in text[start..].split('\n').zip(line..) {
        if row.trim_start().is_empty() {
            paragraph.push_blocks(text, blocks);
            paragraph = Paragraph::new(offset + row.len() + 1, line + 1);
        } else {
            paragraph.add(row, offset);
        }
        offset += row.len() + 1;
    }
    paragraph.push_blocks(text, blocks);
}

/// Lines without a blank one between them.
struct Paragraph {
    /// Bytes of the text.
    span: Range<usize>,
    line: u32,
    lines: usize,
    /// How many lines look like paragraphs of their own.
    whole: usize,
    last: Row,
}

/// What a line looks like.
#[derive(Clone, Copy, PartialEq)]
enum Row {
    Wrapped,
    /// Ends a sentence, as the last line of a wrapped paragraph does too.
    Ended,
    /// Too long to be wrapped by hand.
    Long,
}

impl Paragraph {
    fn new(start: usize, line: u32) -> Self {
        Self { span: start..start, line, lines: 0, whole: 0, last: Row::Wrapped }
    }

    fn add(&mut self, row: &str, offset: usize) {
        self.last = match row {
            row if is_long(row) => Row::Long,
            row if ends_sentence(row) => Row::Ended,
            _ => Row::Wrapped,
        };
        self.whole += usize::from(self.last != Row::Wrapped);
        self.lines += 1;
        self.span.end = offset + row.len();
    }

    fn push_blocks(&self, text: &str, blocks: &mut Vec<Block>) {
        if self.lines_are_paragraphs() {
            let mut offset = self.span.start;
            for (row, line) in text[self.span.clone()].split('\n').zip(self.line..) {
                push(blocks, offset..offset + row.len(), line, PassageKind::Prose);
                offset += row.len() + 1;
            }
        } else if self.lines > 0 {
            push(blocks, self.span.clone(), self.line, PassageKind::Prose);
        }
    }

    /// Most lines are long or end a sentence. That the last one ends a sentence tells nothing.
    fn lines_are_paragraphs(&self) -> bool {
        let silent = usize::from(self.last == Row::Ended);
        self.whole.saturating_sub(silent) * 2 > self.lines.saturating_sub(silent)
    }
}

fn push(blocks: &mut Vec<Block>, span: Range<usize>, line: u32, kind: PassageKind) {
    let are_many = blocks.len() >= MAX_BLOCKS;
    match blocks.last_mut() {
        Some(last) if are_many => last.span.end = span.end,
        _ => blocks.push(Block { span, line, kind, hint: None }),
    }
}

/// Returns the bytes of the first line with text, if it looks like a title.
///
/// It has at most 120 characters, does not end like a sentence (a question may), and a blank line, an underline, a line half
/// as long again or a long one follows. A file of this one line has no title.
fn title_line(text: &str) -> Option<Range<usize>> {
    let start = text.len() - text.trim_start().len();
    let (first, rest) = text[start..].split_once('\n')?;
    let title = first.trim_end();
    let last = title.trim_end_matches(is_closing).chars().next_back()?;
    let reads_as_title = !".。．;；:：,，、…".contains(last) && title.contains(char::is_alphanumeric);
    let next = rest.split('\n').next().unwrap_or_default().trim();
    let stands_apart =
        next.is_empty() || is_underline(next) || is_long(next) || columns(next) * 2 > columns(title) * 3;
    let is_short = title.chars().nth(MAX_TITLE_CHARS).is_none();
    (reads_as_title && stands_apart && is_short && !rest.trim().is_empty())
        .then(|| start..start + title.len())
}

fn is_underline(row: &str) -> bool {
    row.len() >= 3
        && ['=', '-', '~', '*', '#'].iter().any(|&mark| row.chars().all(|character| character == mark))
}

fn is_long(row: &str) -> bool {
    row.len() > MAX_WRAPPED_COLUMNS && columns(row) > MAX_WRAPPED_COLUMNS
}

/// Returns roughly the columns a line takes: East Asian scripts, from the lead byte E3 on, take two.
fn columns(row: &str) -> usize {
    row.bytes().map(|byte| usize::from(byte & 0xc0 != 0x80) + usize::from(byte >= 0xe3)).sum()
}
