//! The documents of a term in one segment, one after the other.

use crate::error::Error;
use crate::index::Index;
use std::vec::IntoIter;
use tantivy::postings::{BlockSegmentPostings, Postings, SegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, InvertedIndexReader, TERMINATED};

/// Terms of so many documents are read at once. The engine's postings take more than two kilobytes each, and a query has
/// hundreds of terms, most of them rare.
const FEW_DOCUMENTS: u32 = 128;

/// A place in the documents of a term, which only moves on.
pub(crate) enum Cursor {
    Few { at: (DocId, u32), rest: IntoIter<(DocId, u32)> },
    Many(Box<SegmentPostings>),
}

/// Opens the terms of one field in one segment.
pub(crate) struct Cursors<'a> {
    index: &'a Index,
    reader: &'a InvertedIndexReader,
    /// Reused for one rare term after the other.
    block: Option<BlockSegmentPostings>,
}

impl<'a> Cursors<'a> {
    pub fn new(index: &'a Index, reader: &'a InvertedIndexReader) -> Cursors<'a> {
        Cursors { index, reader, block: None }
    }

    /// Opens a term at its first document.
    ///
    /// # Errors
    /// [`Error::Damaged`] if its postings cannot be read.
    pub fn open(&mut self, info: &TermInfo) -> Result<Cursor, Error> {
        let cursor = if info.doc_freq <= FEW_DOCUMENTS { self.few(info) } else { self.many(info) };
        cursor.map_err(|error| self.index.damaged(error.to_string()))
    }

    fn many(&self, info: &TermInfo) -> std::io::Result<Cursor> {
        let postings = self.reader.read_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?;
        Ok(Cursor::Many(Box::new(postings)))
    }

    fn few(&mut self, info: &TermInfo) -> std::io::Result<Cursor> {
        let block = match &mut self.block {
            Some(block) => {
                self.reader.reset_block_postings_from_terminfo(info, block)?;
                block
            }
            none => none
                .insert(self.reader.read_block_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?),
        };
        let mut documents = Vec::with_capacity(info.doc_freq as usize);
        while block.block_len() > 0 {
            documents.extend(block.docs().iter().copied().zip(block.freqs().iter().copied()));
            block.advance();
        }
        let mut rest = documents.into_iter();
        Ok(Cursor::Few { at: rest.next().unwrap_or(END), rest })
    }
}

/// Behind the last document.
const END: (DocId, u32) = (TERMINATED, 0);

impl Cursor {
    /// The document it stands at; [`TERMINATED`] behind the last.
    pub fn document(&self) -> DocId {
        match self {
            Cursor::Few { at, .. } => at.0,
            Cursor::Many(postings) => postings.doc(),
        }
    }

    /// How often the term occurs in the document it stands at.
    pub fn frequency(&self) -> u32 {
        match self {
            Cursor::Few { at, .. } => at.1,
            Cursor::Many(postings) => postings.term_freq(),
        }
    }

    /// Goes on to the next document, and returns it.
    pub fn advance(&mut self) -> DocId {
        match self {
            Cursor::Few { at, rest } => {
                *at = rest.next().unwrap_or(END);
                at.0
            }
            Cursor::Many(postings) => postings.advance(),
        }
    }

    /// Goes on to a document, or to the first one behind it.
    pub fn seek(&mut self, document: DocId) {
        match self {
            Cursor::Few { at, rest } => {
                while at.0 < document {
                    *at = rest.next().unwrap_or(END);
                }
            }
            Cursor::Many(postings) if postings.doc() < document => {
                postings.seek(document);
            }
            Cursor::Many(_) => {}
        }
    }
}
