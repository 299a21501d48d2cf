//! The terms of a field in a segment, verified where they are looked at.
//!
//! The engine opens a dictionary as one piece to look at a few places of it, so its folder cannot know which to verify; to verify
//! all would cost a query up to half its time. Here the engine's bytes are walked by its own automaton, and each node, and
//! each place of postings, is verified before it counts. The layout is the engine's: an automaton that gives each term its ordinal
//! (Gallant, "Index 1,600,000,000 Keys with Automata and Rust", 2015), then what the ordinals stand for, in blocks, then a
//! trailer.

mod places;
mod terms;
#[cfg(test)]
mod tests;

use super::Index;
use super::seal::BLOCK_BYTES;
use crate::error::Error;
use places::Places;
use std::io;
use std::iter;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tantivy::directory::{CompositeFile, FileSlice, OwnedBytes};
use tantivy::postings::TermInfo;
use tantivy::schema::Field;
use tantivy::termdict::TermDictionaryBuilder;
use tantivy::{Directory, HasLen, InvertedIndexReader, SegmentReader};
use tantivy_fst::Automaton;
use tantivy_fst::automaton::AlwaysMatch;
use tantivy_fst::raw::{Fst, Node};
use terms::Terms;

/// Bytes at the end of a dictionary: how many bytes stand before them that are not the automaton's, and two versions.
const TRAILER_BYTES: usize = 16;
/// Bytes before and behind an automaton's nodes.
const AUTOMATON_ENDS: usize = 16;
/// So many bytes up to the address of a node, its last byte, tell how long it is.
const NODE_HEAD_BYTES: usize = 4;

/// A field's terms in a segment.
pub(crate) struct Dictionary {
    /// What the engine reads postings with.
    pub postings: Arc<InvertedIndexReader>,
    bytes: FileSlice,
    /// By block of the bytes, whether it was verified.
    verified: Vec<AtomicBool>,
    automaton: Fst<OwnedBytes>,
    places: Places,
}

impl Index {
    /// Opens the dictionaries of a field, one a segment.
    ///
    /// # Errors
    /// [`Error::Damaged`] if they cannot be read.
    pub(crate) fn dictionaries(&self, field: Field) -> Result<Vec<Dictionary>, Error> {
        let files = self.term_files().iter();
        let opened = self.searcher.segment_readers().iter().zip(files).map(|(segment, file)| {
            let file = file.as_ref().map_err(|detail| self.damaged(detail.clone()))?;
            Dictionary::open(segment, file, field).map_err(|error| self.damaged(error.to_string()))
        });
        opened.collect()
    }

    /// The files that hold the dictionaries, one a segment; else why one cannot be opened.
    fn term_files(&self) -> &[Result<CompositeFile, String>] {
        let directory = self.searcher.index().directory();
        let open = |segment: &SegmentReader| {
            let name = format!("{}.term", segment.segment_id().uuid_string());
            let file = directory.open_read(Path::new(&name)).map_err(|error| error.to_string())?;
            CompositeFile::open(&file).map_err(|error| error.to_string())
        };
        self.term_files.get_or_init(|| self.searcher.segment_readers().iter().map(open).collect())
    }
}

impl Dictionary {
    fn open(segment: &SegmentReader, file: &CompositeFile, field: Field) -> tantivy::Result<Dictionary> {
        let postings = segment.inverted_index(field)?;
        let bytes = file.open_read(field).map_or_else(no_terms, Ok)?;
        let verified =
            iter::repeat_with(AtomicBool::default).take(bytes.len().div_ceil(BLOCK_BYTES)).collect();
        let trailer = bytes.len().checked_sub(TRAILER_BYTES);
        let trailer = trailer.ok_or_else(|| senseless("a dictionary is too short"))?;
        let automaton_bytes = trailer.checked_sub(number_at(&bytes, trailer)?);
        let automaton_bytes = automaton_bytes.filter(|bytes| *bytes >= 2 * AUTOMATON_ENDS);
        let automaton_bytes = automaton_bytes.ok_or_else(|| senseless("a dictionary has no automaton"))?;
        // Verified here, as the whole is only if it is small.
        bytes.read_bytes_slice(0..AUTOMATON_ENDS)?;
        bytes.read_bytes_slice(automaton_bytes - AUTOMATON_ENDS..automaton_bytes)?;
        let automaton = Fst::new(bytes.read_bytes_slice(0..automaton_bytes)?).map_err(senseless)?;
        let places = Places::of(&bytes, automaton_bytes..trailer)?;
        Ok(Dictionary { postings, bytes, verified, automaton, places })
    }

    /// How many terms there are.
    pub fn count(&self) -> u64 {
        self.places.terms
    }

    /// Looks a term up.
    ///
    /// # Errors
    /// If what decides it is not as it was written.
    pub fn get(&self, term: &[u8]) -> io::Result<Option<TermInfo>> {
        let (mut node, mut ordinal) = (self.root()?, 0);
        for &byte in term {
            let Some(place) = node.find_input(byte) else { return Ok(None) };
            let transition = node.transition(place);
            ordinal += transition.out.value();
            node = self.node(transition.addr)?;
        }
        match node.is_final() {
            true => self.info(ordinal + node.final_output().value()).map(Some),
            false => Ok(None),
        }
    }

    /// Steps through the terms from `first` up to `last`, both included, in order.
    ///
    /// # Errors
    /// If what decides where they begin is not as it was written.
    pub fn range(&self, first: &str, last: &str) -> io::Result<Terms<'_, AlwaysMatch>> {
        self.search(AlwaysMatch, first, last)
    }

    /// Steps through those terms from `first` up to `last`, both included, that an automaton takes, in order.
    ///
    /// # Errors
    /// If what decides where they begin is not as it was written.
    pub fn search<A: Automaton<State: Clone>>(
        &self,
        taker: A,
        first: &str,
        last: &str,
    ) -> io::Result<Terms<'_, A>> {
        Terms::between(self, taker, first, last)
    }

    /// Where the postings of the term with an ordinal are.
    ///
    /// # Errors
    /// If that is not as it was written.
    pub fn info(&self, ordinal: u64) -> io::Result<TermInfo> {
        self.places.info(ordinal, |range| self.verify(range))
    }

    /// The node that all terms begin at.
    fn root(&self) -> io::Result<Node<'_>> {
        self.node(self.automaton.root().addr())
    }

    /// The node at an address, which is that of its last byte.
    fn node(&self, address: usize) -> io::Result<Node<'_>> {
        let head = address.saturating_sub(NODE_HEAD_BYTES);
        self.verify(head..address + 1)?;
        let node = self.automaton.node(address);
        let start = (address + 1).saturating_sub(node.as_slice().len());
        if start / BLOCK_BYTES == head / BLOCK_BYTES {
            return Ok(node);
        }
        // What of it was read from the block before was not verified yet.
        self.verify(start..head)?;
        Ok(self.automaton.node(address))
    }

    #[inline]
    fn verify(&self, range: Range<usize>) -> io::Result<()> {
        let (first, last) = (range.start / BLOCK_BYTES, range.end.saturating_sub(1) / BLOCK_BYTES);
        let is_verified =
            |block: usize| self.verified.get(block).is_some_and(|block| block.load(Ordering::Relaxed));
        match is_verified(first) && (first == last || (first..=last).all(is_verified)) {
            true => Ok(()),
            false => (first..=last).try_for_each(|block| self.verify_block(block)),
        }
    }

    #[cold]
    fn verify_block(&self, block: usize) -> io::Result<()> {
        let verified =
            self.verified.get(block).ok_or_else(|| senseless("a dictionary leads beyond its end"))?;
        if !verified.load(Ordering::Relaxed) {
            let end = ((block + 1) * BLOCK_BYTES).min(self.bytes.len());
            self.bytes.read_bytes_slice(block * BLOCK_BYTES..end)?;
            verified.store(true, Ordering::Relaxed);
        }
        Ok(())
    }
}

/// What the engine reads for a field that a segment does not have.
fn no_terms() -> io::Result<FileSlice> {
    TermDictionaryBuilder::create(Vec::new())?.finish().map(FileSlice::from)
}

/// The number that stands somewhere in a file, in eight bytes.
fn number_at(bytes: &FileSlice, at: usize) -> io::Result<usize> {
    let number = bytes.read_bytes_slice(at..at + 8)?;
    let number = number.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte));
    usize::try_from(number).map_err(senseless)
}

/// The error for what cannot be, and so was not noticed where the bytes were verified.
fn senseless(what: impl ToString) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what.to_string())
}
