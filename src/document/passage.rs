//! Cuts blocks into passages of bounded length, and joins the smallest ones.

use super::format::Block;
use super::sentence::{ends_sentence, ends_wide_sentence, is_closing};
use super::{LineCount, PassageKind, line_breaks};

/// Items of a list and rows of a table are joined up to so many bytes.
const MAX_JOINED_BYTES: usize = 400;

/// So far back a cut looks for the start of a character with its accents.
const MAX_CLUSTER_CHARS: usize = 32;

/// Returns the blocks cut to at most `max_chars` characters, trimmed of blanks, in text order.
///
/// Small neighbouring list items or table rows become one. A cut is made after a line that ends a sentence, else after a
/// sentence, else at a blank, else between two characters.
pub(super) fn cut(text: &str, blocks: &[Block], line_count: LineCount, max_chars: usize) -> Vec<Block> {
    let mut cutter =
        Cutter { text, line_count, max_chars: max_chars.max(1), passages: Vec::with_capacity(blocks.len()) };
    for block in blocks {
        cutter.push_block(block.clone());
    }
    cutter.passages
}

struct Cutter<'t> {
    text: &'t str,
    line_count: LineCount,
    max_chars: usize,
    passages: Vec<Block>,
}

impl Cutter<'_> {
    fn push_block(&mut self, block: Block) {
        let mut rest = block;
        while let Some(whole) = self.trimmed(rest) {
            let head_bytes = head_bytes(&self.text[whole.span.clone()], self.max_chars, whole.kind);
            let mut head = whole.clone();
            head.span.end = head.span.start + head_bytes;
            self.push(head);
            rest = self.advanced(whole, head_bytes);
        }
    }

    /// Returns the block from so many bytes on.
    fn advanced(&self, block: Block, bytes: usize) -> Block {
        let start = block.span.start + bytes;
        let lines = match self.line_count {
            LineCount::Running => line_breaks(&self.text.as_bytes()[block.span.start..start]),
            LineCount::Fixed => 0,
        };
        Block { span: start..block.span.end, line: block.line + lines, ..block }
    }

    fn push(&mut self, block: Block) {
        let Some(block) = self.trimmed(block) else { return };
        match self.passages.last() {
            Some(last) if self.can_join(last, &block) => self.join(block),
            _ => self.passages.push(block),
        }
    }

    fn trimmed(&self, block: Block) -> Option<Block> {
        let text = &self.text[block.span.clone()];
        let mut block = self.advanced(block, text.len() - text.trim_start().len());
        block.span.end = block.span.start + text.trim().len();
        (!block.span.is_empty()).then_some(block)
    }

    fn can_join(&self, last: &Block, next: &Block) -> bool {
        let joined_bytes = next.span.end - last.span.start;
        let is_small =
            matches!(last.kind, PassageKind::List | PassageKind::Table) && joined_bytes <= MAX_JOINED_BYTES;
        is_small
            && last.kind == next.kind
            && last.hint.map(|hint| hint.code) == next.hint.map(|hint| hint.code)
            && joined_bytes <= self.max_chars
            && self.advanced(last.clone(), next.span.start - last.span.start).line == next.line
    }

    fn join(&mut self, next: Block) {
        if let Some(last) = self.passages.last_mut() {
            last.span.end = next.span.end;
        }
    }
}

/// Returns how many bytes of a text make its first passage.
fn head_bytes(text: &str, max_chars: usize, kind: PassageKind) -> usize {
    if text.len() <= max_chars {
        return text.len();
    }
    let Some((window_bytes, next)) = text.char_indices().nth(max_chars) else { return text.len() };
    let window = &text[..window_bytes];
    let half = window_bytes / 2;
    let is_prose = matches!(kind, PassageKind::Prose | PassageKind::Heading | PassageKind::Title);
    let sentence =
        |from, is_here: fn(&str, char) -> bool| last_cut(window, from, is_here).filter(|_| is_prose);
    sentence(half, |before, here| here == '\n' && ends_sentence(before))
        .or_else(|| sentence(half, ends_sentence_before))
        .or_else(|| last_cut(window, half, |_, here| here == '\n'))
        .or_else(|| last_cut(window, 1, |_, here| here.is_whitespace()))
        .unwrap_or_else(|| between_characters(window, next))
}

/// Returns the last place behind the byte `from` where a cut is right, given the text before and the character after it.
fn last_cut(window: &str, from: usize, is_right: fn(&str, char) -> bool) -> Option<usize> {
    let mut places = window.char_indices().rev().take_while(|&(offset, _)| offset >= from);
    places.find(|&(offset, here)| is_right(&window[..offset], here)).map(|(offset, _)| offset)
}

fn ends_sentence_before(before: &str, here: char) -> bool {
    let is_in_word = before.as_bytes().last().is_none_or(u8::is_ascii_alphanumeric);
    match here.is_whitespace() {
        _ if is_in_word => false,
        true => ends_sentence(before),
        false => !is_closing(here) && !before.ends_with(char::is_whitespace) && ends_wide_sentence(before),
    }
}

/// Returns a place at or before the end of the window that does not part a character from its accents or emoji from its kin.
fn between_characters(window: &str, next: char) -> usize {
    let mut after = next;
    let mut places = window.char_indices().rev().take(MAX_CLUSTER_CHARS);
    let place = places.find_map(|(offset, character)| {
        let is_whole = !extends(after) && !joins(character);
        after = character;
        is_whole.then_some(offset + character.len_utf8())
    });
    place.unwrap_or(window.len())
}

/// Tells whether a character belongs to the one before it.
fn extends(character: char) -> bool {
    matches!(
        character,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{610}'..='\u{61a}'
            | '\u{64b}'..='\u{65f}' | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}' | '\u{e31}'..='\u{e3a}'
            | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{200c}'..='\u{200d}' | '\u{20d0}'..='\u{20ff}'
            | '\u{3099}'..='\u{309a}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}' | '\u{1f3fb}'..='\u{1f3ff}'
            | '\u{e0100}'..='\u{e01ef}'
    )
}

/// Tells whether a character belongs to the one after it.
fn joins(character: char) -> bool {
    character == '\u{200d}'
}
