//! The seal of a file: what it was when it was written, so that damage is told before the engine trusts it.
//!
//! A sealed file is what the engine wrote, a sum for each block of it, and a trailer: the length of the engine's part, the
//! sum of that number, a mark. The engine has a sum of its own for each file, but it takes reading the whole file.

use std::ops::Range;
use xxhash_rust::xxh3::xxh3_64;

/// Bytes that a sum stands for. A query looks at some hundred places of a few bytes each, and for each of them a block is verified.
pub(super) const BLOCK_BYTES: usize = 1024;
const SUM_BYTES: usize = 4;
const LENGTH_BYTES: usize = 8;
const MARK: &[u8; 8] = b"tgltseal";
const TRAILER_BYTES: usize = LENGTH_BYTES + SUM_BYTES + MARK.len();

/// The sum of some bytes: half of their XXH3.
fn sum(bytes: &[u8]) -> [u8; SUM_BYTES] {
    (xxh3_64(bytes) as u32).to_le_bytes()
}

/// Makes the seal of a file while it is written.
#[derive(Default)]
pub(super) struct Sealer {
    sums: Vec<u8>,
    /// What is written of the block so far.
    block: Vec<u8>,
    length: u64,
}

impl Sealer {
    pub fn add(&mut self, bytes: &[u8]) {
        self.length += bytes.len() as u64;
        let room = if self.block.is_empty() { 0 } else { BLOCK_BYTES - self.block.len() };
        let (of_block, further) = bytes.split_at(bytes.len().min(room));
        self.block.extend(of_block);
        if self.block.len() == BLOCK_BYTES {
            self.end_block();
        }
        let (blocks, rest) = further.as_chunks::<BLOCK_BYTES>();
        self.sums.extend(blocks.iter().flat_map(|block| sum(block)));
        self.block.extend(rest);
    }

    /// What is to be written behind the file.
    pub fn finish(mut self) -> Vec<u8> {
        if !self.block.is_empty() {
            self.end_block();
        }
        let length = self.length.to_le_bytes();
        self.sums.extend(length);
        self.sums.extend(sum(&length));
        self.sums.extend(MARK);
        self.sums
    }

    fn end_block(&mut self) {
        self.sums.extend(sum(&self.block));
        self.block.clear();
    }
}

/// The seal of a file that is there.
#[derive(Clone, Debug)]
pub(super) struct Seal {
    /// Bytes of the engine's part.
    pub content_bytes: usize,
}

impl Seal {
    /// Finds the seal; fails, with what is wrong, for a file that is longer or shorter than it was.
    pub fn of(file: &[u8]) -> Result<Seal, String> {
        let end = &file[file.len().saturating_sub(TRAILER_BYTES)..];
        Seal::of_end(file.len() as u64, end)
    }

    /// The same, given the size of the file and its last bytes, as many as [`Seal::end`] says.
    pub fn of_end(file_bytes: u64, end: &[u8]) -> Result<Seal, String> {
        let Some(trailer) = end.first_chunk::<TRAILER_BYTES>() else {
            return Err(format!("has {file_bytes} bytes, which is too few"));
        };
        let (length, rest_of_trailer) = trailer.split_at(LENGTH_BYTES);
        let (sum, mark) = rest_of_trailer.split_at(SUM_BYTES);
        if mark != MARK || sum != self::sum(length) {
            return Err("does not end as it was written".to_owned());
        }
        let content_bytes = length.iter().rev().fold(0, |number, &byte| number << 8 | usize::from(byte));
        let sealed_bytes = content_bytes + content_bytes.div_ceil(BLOCK_BYTES) * SUM_BYTES + TRAILER_BYTES;
        match file_bytes == sealed_bytes as u64 {
            true => Ok(Seal { content_bytes }),
            false => Err(format!("has {file_bytes} bytes, which is not what was written")),
        }
    }

    /// Where the last bytes of a file are by which its seal is found.
    pub fn end(file_bytes: u64) -> Range<u64> {
        file_bytes.saturating_sub(TRAILER_BYTES as u64)..file_bytes
    }

    pub fn blocks(&self) -> usize {
        self.content_bytes.div_ceil(BLOCK_BYTES)
    }

    /// The bytes of a block.
    pub fn span(&self, block: usize) -> Range<usize> {
        block * BLOCK_BYTES..((block + 1) * BLOCK_BYTES).min(self.content_bytes)
    }

    /// Whether the bytes of a block are as they were written, given the sealed file, in which its sum is.
    pub fn is_sound(&self, bytes: &[u8], file: &[u8], block: usize) -> bool {
        let at = self.content_bytes + block * SUM_BYTES;
        sum(bytes) == file[at..at + SUM_BYTES]
    }

    /// Where the sums of some blocks are in the sealed file.
    pub fn sums(&self, blocks: Range<usize>) -> Range<u64> {
        let at = |block: usize| (self.content_bytes + block * SUM_BYTES) as u64;
        at(blocks.start)..at(blocks.end)
    }

    /// The first of some blocks that is not as it was written, given the bytes of all and their sums.
    pub fn first_unsound(bytes: &[u8], sums: &[u8]) -> Option<usize> {
        let mut blocks = bytes.chunks(BLOCK_BYTES).zip(sums.chunks(SUM_BYTES));
        blocks.position(|(bytes, own)| sum(bytes) != own)
    }

    /// What is wrong with the blocks of a file, if something is.
    pub fn fault(&self, file: &[u8]) -> Option<String> {
        let block = (0..self.blocks()).find(|&block| !self.is_sound(&file[self.span(block)], file, block))?;
        Some(fault_in(&self.span(block)))
    }
}

/// Says that bytes of a file are not what they were.
pub(super) fn fault_in(span: &Range<usize>) -> String {
    format!("bytes {} to {} are not as they were written", span.start, span.end.saturating_sub(1))
}

/// What stands before the sum of a small file that is written at once, on its last line.
const SUM_LINE: &str = "xxh3 ";
const SUM_LINE_BYTES: usize = SUM_LINE.len() + 16 + 1;

/// A small text with a last line that holds its sum.
pub(super) fn sealed_text(text: &[u8]) -> Vec<u8> {
    let line = format!("{SUM_LINE}{:016x}\n", xxh3_64(text));
    [text, line.as_bytes()].concat()
}

/// The text of a small file; fails, with what is wrong, if it is not as it was written.
pub(super) fn unsealed_text(file: &[u8]) -> Result<&[u8], String> {
    let text = &file[..file.len().saturating_sub(SUM_LINE_BYTES)];
    match sealed_text(text) == file {
        true => Ok(text),
        false => Err("is not as it was written".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed(content: &[u8]) -> Vec<u8> {
        let mut sealer = Sealer::default();
        content.chunks(1000).for_each(|chunk| sealer.add(chunk));
        [content, &sealer.finish()].concat()
    }

    #[test]
    fn every_length_has_a_seal() {
        for length in [0, 1, BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES + 1, 3 * BLOCK_BYTES] {
            let file = sealed(&vec![7; length]);
            let seal = Seal::of(&file).expect("the file is as it was written");
            assert_eq!((seal.content_bytes, seal.fault(&file)), (length, None));
            for shorter in 0..file.len() {
                assert!(Seal::of(&file[..shorter]).is_err(), "{shorter} of {length}");
            }
        }
    }

    #[test]
    fn every_bit_counts() {
        let sound = sealed(&(0..=255).cycle().take(BLOCK_BYTES + 50).collect::<Vec<u8>>());
        for at in 0..sound.len() {
            let mut file = sound.clone();
            file[at] ^= 1 << (at % 8);
            assert!(Seal::of(&file).map_or(true, |seal| seal.fault(&file).is_some()), "byte {at}");
        }
        let sound = sealed_text(b"{}\n");
        assert_eq!(unsealed_text(&sound), Ok(b"{}\n".as_slice()));
        for at in 0..sound.len() {
            let mut file = sound.clone();
            file[at] ^= 1 << (at % 8);
            assert!(unsealed_text(&file).is_err() && unsealed_text(&sound[..at]).is_err(), "byte {at}");
        }
    }
}
