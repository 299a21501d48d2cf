//! Line numbers of offsets that mostly rise.

use super::super::line_breaks;

/// Tells lines of byte offsets, counting only what lies between one question and the next.
pub(super) struct Lines<'s> {
    source: &'s [u8],
    offset: usize,
    line: u32,
}

impl<'s> Lines<'s> {
    /// `first_line` is the line of the source's first byte.
    pub fn new(source: &'s str, first_line: u32) -> Self {
        Self { source: source.as_bytes(), offset: 0, line: first_line }
    }

    /// Returns the line of a byte offset. Offsets beyond the end are on the last line.
    pub fn line_at(&mut self, offset: usize) -> u32 {
        let offset = offset.min(self.source.len());
        if offset >= self.offset {
            self.line += line_breaks(&self.source[self.offset..offset]);
        } else {
            self.line -= line_breaks(&self.source[offset..self.offset]);
        }
        self.offset = offset;
        self.line
    }
}
