//! Where the postings of terms are, by the terms' ordinals.
//!
//! As the engine packs them: 256 terms a block. A block's head has the first term's place in full and the bits of the numbers of
//! the others, which count from there; each ends where the next one begins.

use super::{number_at, senseless};
use std::io;
use std::ops::Range;
use tantivy::directory::{FileSlice, OwnedBytes};
use tantivy::postings::TermInfo;

/// Terms of a block.
const BLOCK_TERMS: u64 = 256;
/// Bytes of the head of a block.
const HEAD_BYTES: usize = 39;
/// Bytes before the first head: how many bytes the heads have, and how many terms there are.
const START_BYTES: usize = 16;

/// The places of the postings of a dictionary's terms.
pub(super) struct Places {
    pub terms: u64,
    bytes: OwnedBytes,
    /// Where the bytes are in the dictionary.
    start: usize,
    /// Where the blocks are in the bytes, behind their heads.
    blocks: usize,
}

/// What all numbers of a block depend on.
struct Head {
    /// The place of the first term.
    first: TermInfo,
    /// Bits of the numbers of a term: documents, start of postings, start of positions.
    documents: usize,
    postings: usize,
    positions: usize,
    /// Where the other terms are in the bytes.
    start: usize,
}

impl Places {
    /// Those in a part of a dictionary.
    pub fn of(dictionary: &FileSlice, span: Range<usize>) -> io::Result<Places> {
        let heads = number_at(dictionary, span.start)?;
        let terms = number_at(dictionary, span.start + START_BYTES / 2)? as u64;
        let blocks = START_BYTES + heads;
        if blocks > span.len() || terms.div_ceil(BLOCK_TERMS) as usize * HEAD_BYTES != heads {
            return Err(senseless("a dictionary is shorter than it says"));
        }
        let start = span.start;
        Ok(Places { terms, bytes: dictionary.read_bytes_slice(span)?, start, blocks })
    }

    /// The place of the term with an ordinal; `verify` verifies a part of the dictionary before it is read.
    pub fn info(
        &self,
        ordinal: u64,
        verify: impl Fn(Range<usize>) -> io::Result<()>,
    ) -> io::Result<TermInfo> {
        if ordinal >= self.terms {
            return Err(senseless("a term has no place"));
        }
        let verify = |range: &Range<usize>| verify(self.start + range.start..self.start + range.end);
        let head = START_BYTES + (ordinal / BLOCK_TERMS) as usize * HEAD_BYTES;
        verify(&(head..head + HEAD_BYTES))?;
        let head = self.head(head);
        let Some(number) = ((ordinal % BLOCK_TERMS) as usize).checked_sub(1) else { return Ok(head.first) };
        let bits = head.documents + head.postings + head.positions;
        let own = head.start + number * bits / 8..head.start + ((number + 2) * bits).div_ceil(8);
        verify(&(own.start..own.end.min(self.bytes.len())))?;
        Ok(self.unpacked(&head, number * bits))
    }

    fn head(&self, at: usize) -> Head {
        let bytes = &self.bytes[at..at + HEAD_BYTES];
        let (long, short) = (|at| number(bytes, at, 8) as usize, |at| number(bytes, at, 4) as usize);
        let (postings, positions) = (long(12), long(24));
        Head {
            first: TermInfo {
                doc_freq: short(8) as u32,
                postings_range: postings..postings + short(20),
                positions_range: positions..positions + short(32),
            },
            documents: bytes[36].into(),
            postings: bytes[37].into(),
            positions: bytes[38].into(),
            start: self.blocks + long(0),
        }
    }

    /// The place of the term whose numbers begin at a bit of its block.
    fn unpacked(&self, head: &Head, at: usize) -> TermInfo {
        let block = &self.bytes[head.start..];
        let next = at + head.documents + head.postings + head.positions;
        let postings = |at| head.first.postings_range.start + packed(block, at, head.postings);
        let positions =
            |at| head.first.positions_range.start + packed(block, at + head.postings, head.positions);
        TermInfo {
            doc_freq: packed(block, at + head.postings + head.positions, head.documents) as u32,
            postings_range: postings(at)..postings(next),
            positions_range: positions(at)..positions(next),
        }
    }
}

/// A number of so many bits, 56 at most, that begins at a bit.
fn packed(bytes: &[u8], at: usize, bits: usize) -> usize {
    let number = number(bytes, at / 8, 8) >> (at % 8);
    (number & ((1 << bits) - 1)) as usize
}

/// A number of so many bytes; those behind the end are zero.
fn number(bytes: &[u8], at: usize, count: usize) -> u64 {
    let own = &bytes[at.min(bytes.len())..(at + count).min(bytes.len())];
    let mut eight = [0; 8];
    eight[..own.len()].copy_from_slice(own);
    u64::from_le_bytes(eight)
}
