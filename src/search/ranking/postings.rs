//! The postings of many terms of one field in one segment, gone through together, document by document.

use crate::error::Error;
use crate::index::Index;
use tantivy::postings::{BlockSegmentPostings, Postings as _, SegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, InvertedIndexReader, TERMINATED};

/// Terms of so many documents are read at once. The engine's postings take more than two kilobytes each, and a query has
/// hundreds of terms, most of them rare.
const FEW_DOCUMENTS: u32 = 128;

/// A term in a document.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Posting {
    document: DocId,
    /// The number under which the term was added.
    pub term: u32,
    /// How often the term occurs there.
    pub frequency: u32,
}

/// Opens terms, one after the other.
pub(crate) struct Opener<'a> {
    index: &'a Index,
    reader: &'a InvertedIndexReader,
    /// Reused for one rare term after the other.
    block: Option<BlockSegmentPostings>,
}

/// A place in the documents of several terms, which only moves on.
#[derive(Default)]
pub(crate) struct Postings {
    /// Those of the rare terms, by document, and how many of them are behind.
    rare: Vec<Posting>,
    behind: usize,
    /// The frequent terms, with their numbers.
    frequent: Vec<(u32, SegmentPostings)>,
}

impl<'a> Opener<'a> {
    pub fn new(index: &'a Index, reader: &'a InvertedIndexReader) -> Opener<'a> {
        Opener { index, reader, block: None }
    }

    /// Adds a term, under a number, to postings that were not gone through yet.
    ///
    /// # Errors
    /// [`Error::Damaged`] if they cannot be read.
    pub fn add(&mut self, term: u32, info: &TermInfo, postings: &mut Postings) -> Result<(), Error> {
        let added = match info.doc_freq <= FEW_DOCUMENTS {
            true => self.add_rare(term, info, postings),
            false => self.add_frequent(term, info, postings),
        };
        added.map_err(|error| self.index.damaged(error.to_string()))
    }

    fn add_frequent(
        &self,
        term: u32,
        info: &TermInfo,
        postings: &mut Postings,
    ) -> Result<(), std::io::Error> {
        let opened = self.reader.read_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?;
        postings.frequent.push((term, opened));
        Ok(())
    }

    fn add_rare(
        &mut self,
        term: u32,
        info: &TermInfo,
        postings: &mut Postings,
    ) -> Result<(), std::io::Error> {
        let option = IndexRecordOption::WithFreqs;
        let block = match &mut self.block {
            Some(block) => {
                self.reader.reset_block_postings_from_terminfo(info, block)?;
                block
            }
            none => none.insert(self.reader.read_block_postings_from_terminfo(info, option)?),
        };
        while block.block_len() > 0 {
            let documents = block.docs().iter().zip(block.freqs());
            let posting = |(&document, &frequency): (&DocId, &u32)| Posting { document, term, frequency };
            postings.rare.extend(documents.map(posting));
            block.advance();
        }
        Ok(())
    }
}

impl Postings {
    /// Makes ready to be gone through; after the last term was added.
    pub fn sort(&mut self) {
        self.rare.sort_unstable_by_key(|posting| posting.document);
    }

    pub fn is_empty(&self) -> bool {
        self.rare.is_empty() && self.frequent.is_empty()
    }

    /// The next document that holds any of the terms; None behind the last.
    pub fn document(&self) -> Option<DocId> {
        let rare = self.rare.get(self.behind).map_or(TERMINATED, |posting| posting.document);
        let next = self.frequent.iter().fold(rare, |next, (_, postings)| next.min(postings.doc()));
        (next != TERMINATED).then_some(next)
    }

    /// Goes on behind a document, and adds what it holds to `held`.
    pub fn take(&mut self, document: DocId, held: &mut Vec<Posting>) {
        while let Some(posting) = self.rare.get(self.behind).filter(|posting| posting.document <= document) {
            self.behind += 1;
            if posting.document == document {
                held.push(*posting);
            }
        }
        for (term, postings) in &mut self.frequent {
            if postings.doc() < document {
                postings.seek(document);
            }
            if postings.doc() == document {
                held.push(Posting { document, term: *term, frequency: postings.term_freq() });
                postings.advance();
            }
        }
    }
}
