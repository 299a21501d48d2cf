//! The postings of many terms of one field in one segment, gone through together, document by document.

use super::counting::sort_into;
use crate::error::Error;
use crate::index::Index;
use std::{io, mem};
use tantivy::postings::{BlockSegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, InvertedIndexReader, TERMINATED};

/// Terms of so many documents are read at once. The engine's postings take more than two kilobytes each, every document is compared
/// with the place in each of them, and a query has hundreds of terms, most of them rare.
const FEW_DOCUMENTS: u32 = 1024;

/// Values of a digit by which postings are sorted, if there are so many that going through all values is worth it.
const DIGITS: usize = 1 << 11;
const FEW_POSTINGS: usize = DIGITS / 8;

/// A term in a document.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Posting {
    pub document: DocId,
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
    frequent: Vec<Frequent>,
    /// By frequent term, the document at its place, or [`TERMINATED`]: beside each other, as they are compared for each document.
    places: Vec<DocId>,
}

/// A frequent term, and a place in its documents.
struct Frequent {
    /// The number under which the term was added.
    term: u32,
    block: BlockSegmentPostings,
    /// Place in the block; the engine has [`TERMINATED`] behind the last document of all.
    at: usize,
}

/// What comes next in the documents of several terms.
pub(crate) enum Next<'p> {
    /// Documents that hold one frequent term and no other.
    Alone(Lone<'p>),
    /// A document that holds a rare term, or several.
    Together(DocId),
}

/// Documents in a row that hold one frequent term and no other.
pub(crate) struct Lone<'p> {
    /// Place of the term among the frequent ones.
    pub place: usize,
    /// The number under which the term was added.
    pub term: u32,
    pub documents: &'p [DocId],
    /// How often the term occurs in each.
    pub frequencies: &'p [u32],
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

    fn add_frequent(&self, term: u32, info: &TermInfo, postings: &mut Postings) -> io::Result<()> {
        let block = self.reader.read_block_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?;
        postings.places.push(block.doc(0));
        postings.frequent.push(Frequent { term, block, at: 0 });
        Ok(())
    }

    fn add_rare(&mut self, term: u32, info: &TermInfo, postings: &mut Postings) -> io::Result<()> {
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

impl Next<'_> {
    /// The first document of them.
    pub fn document(&self) -> DocId {
        match self {
            Next::Alone(lone) => lone.documents[0],
            Next::Together(document) => *document,
        }
    }
}

impl Postings {
    /// Makes ready to be gone through; after the last term was added.
    pub fn sort(&mut self) {
        sort_by_document(&mut self.rare);
    }

    pub fn is_empty(&self) -> bool {
        self.rare.is_empty() && self.frequent.is_empty()
    }

    /// The next document that holds any of the terms; None behind the last.
    pub fn next(&self) -> Option<Next<'_>> {
        let (mut first, mut place, mut end) = (TERMINATED, 0, self.next_rare());
        for (number, &document) in self.places.iter().enumerate() {
            if document < first {
                end = end.min(first);
                (first, place) = (document, number);
            } else {
                end = end.min(document);
            }
        }
        match first < end {
            true => Some(Next::Alone(self.lone(place, end))),
            false => (end != TERMINATED).then_some(Next::Together(end)),
        }
    }

    /// The documents of a frequent term up to another document.
    fn lone(&self, place: usize, end: DocId) -> Lone<'_> {
        let Frequent { term, block, at } = &self.frequent[place];
        let documents = &block.docs()[*at..];
        let documents = match documents.last() {
            Some(&last) if last >= end => &documents[..documents.partition_point(|&document| document < end)],
            _ => documents,
        };
        let frequencies = &block.freqs()[*at..*at + documents.len()];
        Lone { place, term: *term, documents, frequencies }
    }

    /// Goes on to a document, or to the first one after it that holds any of the terms.
    pub fn seek(&mut self, document: DocId) {
        self.behind += self.rare[self.behind..].partition_point(|posting| posting.document < document);
        for (frequent, place) in self.frequent.iter_mut().zip(&mut self.places) {
            if *place < document {
                *place = frequent.seek(document);
            }
        }
    }

    /// Goes on behind as many documents of a frequent term, which came next.
    pub fn pass(&mut self, place: usize, documents: usize) {
        self.places[place] = self.frequent[place].pass(documents);
    }

    /// Goes on behind a document, and adds what it holds to `held`.
    pub fn take(&mut self, document: DocId, held: &mut Vec<Posting>) {
        while let Some(posting) = self.rare.get(self.behind).filter(|posting| posting.document <= document) {
            self.behind += 1;
            if posting.document == document {
                held.push(*posting);
            }
        }
        for (frequent, place) in self.frequent.iter_mut().zip(&mut self.places) {
            if *place < document {
                *place = frequent.seek(document);
            }
            if *place == document {
                let (term, frequency) = (frequent.term, frequent.block.freq(frequent.at));
                held.push(Posting { document, term, frequency });
                *place = frequent.pass(1);
            }
        }
    }

    fn next_rare(&self) -> DocId {
        self.rare.get(self.behind).map_or(TERMINATED, |posting| posting.document)
    }
}

impl Frequent {
    /// Goes on by so many documents, at most to the end of the block. Returns the document there, or [`TERMINATED`].
    fn pass(&mut self, documents: usize) -> DocId {
        self.at += documents;
        if self.at >= self.block.block_len() {
            self.block.advance();
            self.at = 0;
        }
        self.block.doc(self.at)
    }

    /// Goes on to a document behind the place, or to the next one that holds the term. Returns which.
    fn seek(&mut self, document: DocId) -> DocId {
        // Mostly it is the next one.
        if self.pass(1) < document {
            self.at = self.block.seek(document);
        }
        self.block.doc(self.at)
    }
}

/// Sorts some hundred or thousand postings of many terms, by the digits of their documents (radix sort; Knuth, "The Art of Computer
/// Programming", volume 3, section 5.2.5).
fn sort_by_document(postings: &mut Vec<Posting>) {
    if postings.len() < FEW_POSTINGS {
        return postings.sort_by_key(|posting| posting.document);
    }
    let mut last = postings.iter().map(|posting| posting.document).max().unwrap_or(0);
    let (mut sorted, mut shift) = (postings.clone(), 0);
    while last > 0 {
        let digit = |posting: &Posting| (posting.document >> shift) as usize % DIGITS;
        sort_into(postings, &mut sorted, DIGITS, digit);
        mem::swap(postings, &mut sorted);
        shift += DIGITS.ilog2();
        last /= DIGITS as DocId;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_by_document_then_as_they_came() {
        let spread = |number: u32| (number / 3).wrapping_mul(2_654_435_769) >> 7;
        for length in [0, 1, FEW_POSTINGS - 1, FEW_POSTINGS, 20_000] {
            let posting = |term| Posting { document: spread(term), term, frequency: 1 };
            let mut sorted: Vec<Posting> = (0..length as u32).map(posting).collect();
            let mut expected = sorted.clone();
            sort_by_document(&mut sorted);
            expected.sort_by_key(|posting| (posting.document, posting.term));
            let order = |postings: &[Posting]| {
                postings.iter().map(|posting| (posting.document, posting.term)).collect::<Vec<_>>()
            };
            assert_eq!(order(&sorted), order(&expected));
        }
    }
}
