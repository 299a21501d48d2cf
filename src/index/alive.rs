//! How many documents hold a term, those not counted that were deleted.
//!
//! The engine's own numbers count a deleted document until its segment is merged; by them, an updated index would
//! score, split and forgive otherwise than one built anew.

use std::io;
use tantivy::fastfield::AliveBitSet;
use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, InvertedIndexReader, SegmentReader};

/// The documents of a segment that are not deleted.
#[derive(Clone)]
pub(crate) struct Alive {
    /// None if all are alive.
    bits: Option<AliveBitSet>,
}

impl Alive {
    /// Of a segment.
    pub fn of(segment: &SegmentReader) -> Alive {
        Alive { bits: segment.alive_bitset().cloned() }
    }

    /// Takes all documents of a segment for alive.
    pub fn all() -> Alive {
        Alive { bits: None }
    }

    /// Whether a document is not deleted.
    pub fn holds(&self, document: DocId) -> bool {
        self.bits.as_ref().is_none_or(|bits| bits.is_alive(document))
    }

    /// How many documents of the segment hold a term. Reads its postings where documents were deleted.
    ///
    /// # Errors
    /// If the postings cannot be read.
    pub fn documents(&self, terms: &InvertedIndexReader, info: &TermInfo) -> io::Result<u32> {
        let Some(bits) = &self.bits else { return Ok(info.doc_freq) };
        let mut postings = terms.read_block_postings_from_terminfo(info, IndexRecordOption::Basic)?;
        let mut documents = 0;
        while !postings.docs().is_empty() {
            let alive = |document: &&DocId| bits.is_alive(**document);
            documents += postings.docs().iter().filter(alive).count() as u32;
            postings.advance();
        }
        Ok(documents)
    }
}
