//! The passages of a stored document: where they are, in which language, on which line. Read for the hits that are shown.

use crate::document::{LineCount, Passage, PassageKind};
use crate::language::LANGUAGES;
use std::ops::Range;

/// A page of stored text ends with the passage that makes it this long, in bytes. A snippet from a long document costs
/// a page, not the document.
const PAGE_BYTES: usize = 16 * 1024;

/// Bytes of a packed passage, at least.
const MIN_PASSAGE_BYTES: usize = 6;

const KINDS: [PassageKind; 6] = [
    PassageKind::Title,
    PassageKind::Prose,
    PassageKind::Heading,
    PassageKind::Code,
    PassageKind::Table,
    PassageKind::List,
];

/// The passages of a document, and how its lines are counted.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Outline {
    pub passages: Vec<Passage>,
    /// Number of positions of each passage.
    pub positions: Vec<u32>,
    pub line_count: LineCount,
}

impl Outline {
    /// Packs the outline: variable-length numbers, distances where numbers rise.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![u8::from(self.line_count == LineCount::Fixed)];
        let (mut end, mut line) = (0, 0);
        for (passage, &positions) in self.passages.iter().zip(&self.positions) {
            write_number(&mut bytes, (passage.span.start - end) as u64);
            write_number(&mut bytes, passage.span.len() as u64);
            write_number(&mut bytes, u64::from(zigzag(passage.line, line)));
            write_number(&mut bytes, u64::from(positions));
            let kind = KINDS.iter().position(|&kind| kind == passage.kind).unwrap_or(1);
            bytes.push((kind << 4 | passage.language.ordinal()) as u8);
            bytes.push((passage.confidence * 255.0) as u8);
            (end, line) = (passage.span.end, passage.line);
        }
        bytes
    }

    /// Unpacks an outline; None for bytes that are none.
    pub fn decode(bytes: &[u8]) -> Option<Outline> {
        let (&lines, mut rest) = bytes.split_first()?;
        let line_count = if lines == 1 { LineCount::Fixed } else { LineCount::Running };
        let count = rest.len() / MIN_PASSAGE_BYTES;
        let (mut passages, mut positions) = (Vec::with_capacity(count), Vec::with_capacity(count));
        let (mut end, mut line) = (0usize, 0u32);
        while !rest.is_empty() {
            let start = end.checked_add(read_number(&mut rest)? as usize)?;
            end = start.checked_add(read_number(&mut rest)? as usize)?;
            line = unzigzag(u32::try_from(read_number(&mut rest)?).ok()?, line);
            positions.push(u32::try_from(read_number(&mut rest)?).ok()?);
            let (&[tags, confidence], tail) = rest.split_first_chunk()?;
            rest = tail;
            passages.push(Passage {
                span: start..end,
                line,
                kind: *KINDS.get(usize::from(tags >> 4))?,
                language: LANGUAGES.get(usize::from(tags & 15))?,
                confidence: f32::from(confidence) / 255.0,
            });
        }
        Some(Outline { passages, positions, line_count })
    }

    /// The spans of the pages of stored text, in order. A passage lies in one page.
    pub fn pages(&self) -> Vec<Range<usize>> {
        let mut pages = Vec::new();
        let mut start = 0;
        for passage in &self.passages {
            if passage.span.end - start >= PAGE_BYTES {
                pages.push(start..passage.span.end);
                start = passage.span.end;
            }
        }
        let end = self.passages.last().map_or(0, |passage| passage.span.end);
        if start < end || pages.is_empty() {
            pages.push(start..end);
        }
        pages
    }
}

fn zigzag(line: u32, before: u32) -> u32 {
    let distance = line.wrapping_sub(before) as i32;
    (distance << 1 ^ distance >> 31) as u32
}

fn unzigzag(number: u32, before: u32) -> u32 {
    before.wrapping_add(number >> 1 ^ (number & 1).wrapping_neg())
}

fn write_number(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn read_number(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passage(span: Range<usize>, line: u32) -> Passage {
        Passage { span, line, kind: PassageKind::Prose, language: LANGUAGES[1], confidence: 1.0 }
    }

    #[test]
    fn packs_and_unpacks() {
        let outline = Outline {
            passages: vec![passage(0..12, 1), passage(14..70_000, 3), passage(70_001..70_002, 2)],
            positions: vec![3, 12_000, 0],
            line_count: LineCount::Fixed,
        };
        assert_eq!(Outline::decode(&outline.encode()), Some(outline));
        assert_eq!(Outline::decode(&[]), None);
        assert_eq!(Outline::decode(&[0, 5]), None);
    }

    #[test]
    fn cuts_pages_at_passages() {
        let passages = (0..10).map(|number| passage(number * 5_000..number * 5_000 + 4_999, 1)).collect();
        let pages = Outline { passages, positions: vec![0; 10], line_count: LineCount::Running }.pages();
        assert_eq!(pages, [0..19_999, 19_999..39_999, 39_999..49_999]);
    }
}
