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

/// The passages of a stored document, packed: unpacked one by one, as a long document has thousands, and a hit shows one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Outline {
    pub line_count: LineCount,
    /// Variable-length numbers, distances where numbers rise.
    packed: Vec<u8>,
}

/// A passage as an outline knows it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Outlined {
    /// Its number in the document, from 0.
    pub number: usize,
    pub passage: Passage,
    /// Its positions, among those of the document.
    pub positions: Range<u32>,
    /// The page that it lies in.
    pub page: Page,
}

impl Outlined {
    /// Whether it has any of some positions of the document.
    pub fn overlaps(&self, positions: &Range<u32>) -> bool {
        self.positions.start < positions.end && positions.start < self.positions.end
    }
}

/// Where a page of stored text begins. A passage lies in one page.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Page {
    /// Its number in the document, from 0.
    pub number: usize,
    /// Its first byte, among those of the document's text.
    pub start: usize,
}

impl Page {
    /// The page of the passage that follows one in this page, which ends at a byte of the document's text.
    fn after(self, end: usize) -> Page {
        if end - self.start >= PAGE_BYTES { Page { number: self.number + 1, start: end } } else { self }
    }
}

/// The spans of the pages of a text with certain passages, in order.
pub(crate) fn pages<'p>(passages: impl IntoIterator<Item = &'p Passage>) -> Vec<Range<usize>> {
    let (mut pages, mut page, mut last) = (Vec::new(), Page::default(), 0);
    for passage in passages {
        last = passage.span.end;
        let next = page.after(last);
        if next != page {
            pages.push(page.start..last);
        }
        page = next;
    }
    if page.start < last || pages.is_empty() {
        pages.push(page.start..last);
    }
    pages
}

impl Outline {
    /// Packs the outline of a document: its passages, and the number of positions of each.
    pub fn new(passages: &[Passage], positions: &[u32], line_count: LineCount) -> Outline {
        let mut packed = Vec::with_capacity(passages.len() * 2 * MIN_PASSAGE_BYTES);
        let (mut end, mut line) = (0, 0);
        for (passage, &positions) in passages.iter().zip(positions) {
            write_number(&mut packed, (passage.span.start - end) as u64);
            write_number(&mut packed, passage.span.len() as u64);
            write_number(&mut packed, u64::from(zigzag(passage.line, line)));
            write_number(&mut packed, u64::from(positions));
            let kind = KINDS.iter().position(|&kind| kind == passage.kind).unwrap_or(1);
            packed.push((kind << 4 | passage.language.ordinal()) as u8);
            packed.push((passage.confidence * 255.0) as u8);
            (end, line) = (passage.span.end, passage.line);
        }
        Outline { line_count, packed }
    }

    /// The outline as it is stored.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(1 + self.packed.len());
        bytes.push(u8::from(self.line_count == LineCount::Fixed));
        bytes.extend_from_slice(&self.packed);
        bytes
    }

    /// An outline as it was stored; None for no bytes. Whether all of it makes sense, [`Outline::is_sound`] tells.
    pub fn decode(bytes: &[u8]) -> Option<Outline> {
        let (&lines, packed) = bytes.split_first()?;
        let line_count = if lines == 1 { LineCount::Fixed } else { LineCount::Running };
        Some(Outline { line_count, packed: packed.to_vec() })
    }

    /// The passages, in order, up to what makes no sense.
    pub fn passages(&self) -> Passages<'_> {
        Passages { packed: &self.packed, number: 0, position: 0, end: 0, line: 0, page: Page::default() }
    }

    /// Whether all of it makes sense.
    pub fn is_sound(&self) -> bool {
        let mut passages = self.passages();
        passages.by_ref().for_each(drop);
        passages.packed.is_empty()
    }
}

/// Unpacks the passages of an outline.
pub(crate) struct Passages<'o> {
    /// What comes after the last passage that made sense.
    packed: &'o [u8],
    number: usize,
    position: u32,
    end: usize,
    line: u32,
    page: Page,
}

impl Iterator for Passages<'_> {
    type Item = Outlined;

    fn next(&mut self) -> Option<Outlined> {
        let mut rest = self.packed;
        let start = self.end.checked_add(read_number(&mut rest)? as usize)?;
        let end = start.checked_add(read_number(&mut rest)? as usize)?;
        let line = unzigzag(u32::try_from(read_number(&mut rest)?).ok()?, self.line);
        let positions = u32::try_from(read_number(&mut rest)?).ok()?;
        let (&[tags, confidence], rest) = rest.split_first_chunk()?;
        let passage = Passage {
            span: start..end,
            line,
            kind: *KINDS.get(usize::from(tags >> 4))?,
            language: LANGUAGES.get(usize::from(tags & 15))?,
            confidence: f32::from(confidence) / 255.0,
        };
        let positions = self.position..self.position.checked_add(positions)?;
        let outlined =
            Outlined { number: self.number, passage, positions: positions.clone(), page: self.page };
        let (number, page) = (self.number + 1, self.page.after(end));
        *self = Passages { packed: rest, number, position: positions.end, end, line, page };
        Some(outlined)
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
        let passages = [passage(0..12, 1), passage(14..70_000, 3), passage(70_001..70_002, 2)];
        let outline = Outline::new(&passages, &[3, 12_000, 0], LineCount::Fixed);
        assert_eq!(Outline::decode(&outline.encode()), Some(outline.clone()));
        let outlined: Vec<Outlined> = outline.passages().collect();
        let first = Page::default();
        let second = Page { number: 1, start: 70_000 };
        let expected = [(0..3, first), (3..12_003, first), (12_003..12_003, second)];
        assert_eq!(outlined.len(), passages.len());
        for (number, ((outlined, passage), (positions, page))) in
            outlined.into_iter().zip(passages).zip(expected).enumerate()
        {
            assert_eq!(outlined, Outlined { number, passage, positions, page });
        }
        assert!(outline.is_sound());
    }

    #[test]
    fn what_makes_no_sense_ends_it() {
        assert_eq!(Outline::decode(&[]), None);
        let sound = Outline::new(&[passage(0..12, 1), passage(14..20, 3)], &[3, 2], LineCount::Running);
        let cut = sound.encode();
        let cut = Outline::decode(&cut[..cut.len() - 1]).expect("a first byte");
        assert_eq!(cut.passages().collect::<Vec<_>>(), sound.passages().take(1).collect::<Vec<_>>());
        assert!(!cut.is_sound());
        let unknown = Outline::decode(&[0, 0, 1, 2, 1, 0xff, 0]).expect("a first byte");
        assert!(unknown.passages().next().is_none() && !unknown.is_sound());
        assert!(Outline::decode(&[0]).is_some_and(|none| none.is_sound()));
    }

    #[test]
    fn cuts_pages_at_passages() {
        let passages: Vec<Passage> =
            (0..10).map(|number| passage(number * 5_000..number * 5_000 + 4_999, 1)).collect();
        assert_eq!(pages(&passages), [0..19_999, 19_999..39_999, 39_999..49_999]);
        assert_eq!(pages([]).first(), Some(&(0..0)));
        let outline = Outline::new(&passages, &[0; 10], LineCount::Running);
        let numbers: Vec<usize> = outline.passages().map(|outlined| outlined.page.number).collect();
        assert_eq!(numbers, [0, 0, 0, 0, 1, 1, 1, 1, 2, 2]);
    }
}
