//! Where words end that take several positions, such as `JavaScript`: a field of their own, with a token where such a word begins,
//! whose term tells a mark of the word and how many positions it takes.
//!
//! Words within such a word may begin where it does, so the mark tells them apart. No phrase needs a second dictionary of words
//! then, and only the few postings are read that are of words with the marks of those sought.

use super::dictionary::Dictionary;
use super::stream::Stream;
use super::{Index, fields::Fields};
use crate::analysis::{Kind, Tokens};
use crate::error::Error;
use rustc_hash::FxHashMap;
use std::io;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, TERMINATED, TantivyDocument};
use xxhash_rust::xxh3::xxh3_64;

/// What tells most words apart: how many bytes one has, and four bits of its hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Mark(u16);

/// Longest word that is told from longer ones, in bytes.
const MAX_LENGTH: usize = 0xff;

impl Mark {
    /// The mark of a word as it is written.
    pub fn of(word: &str) -> Mark {
        let bits = xxh3_64(word.as_bytes()) & 0xf;
        Mark((word.len().min(MAX_LENGTH) as u16) << 4 | bits as u16)
    }
}

/// Most positions behind the first: words with more do not occur outside tests.
const MAX_FURTHER: u32 = 0x1f;

/// A word of a document that takes several positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct LongWord {
    /// The first position that it takes.
    position: u32,
    mark: Mark,
    /// Positions that it takes behind the first.
    further: u32,
}

/// Appends the words that take several positions, where the first of all tokens stands at `position`.
pub(super) fn add_long_words(tokens: &Tokens, position: u32, words: &mut Vec<LongWord>) {
    let ends = tokens.iter_with_last().filter(|(token, _)| token.kind != Kind::Pair);
    let long = ends.filter(|(token, last)| *last > token.position);
    let before = words.len();
    words.extend(long.map(|(token, last)| LongWord {
        position: position + token.position,
        mark: Mark::of(token.term),
        further: (last - token.position).min(MAX_FURTHER),
    }));
    words[before..].sort_unstable();
}

/// Adds the words of a document to its record, in order of position.
pub(super) fn add_ends(words: &[LongWord], fields: &Fields, record: &mut TantivyDocument) {
    if words.is_empty() {
        return;
    }
    let mut stream = Stream::default();
    for word in words {
        stream.push(word.position, &term(word.mark, word.further));
    }
    record.add_text(fields.ends, stream.into_string());
}

fn term(Mark(mark): Mark, further: u32) -> String {
    format!("{mark:03x}{further:02x}")
}

/// Where the words of a segment end.
pub(crate) struct Ends {
    dictionary: Dictionary,
    /// By the mark of a word, then by the number of further positions.
    by_mark: FxHashMap<Mark, Vec<Long>>,
}

/// The words with a mark that take so many further positions.
struct Long {
    further: u32,
    postings: SegmentPostings,
    /// Where they begin in the document that was looked at last: to read the same positions again, the engine starts anew.
    starts: Vec<u32>,
    read: DocId,
}

impl Long {
    /// Goes on to a document.
    fn go_on(&mut self, document: DocId) {
        if self.read == document {
            return;
        }
        self.read = document;
        self.starts.clear();
        if self.postings.doc() < document {
            self.postings.seek(document);
        }
        if self.postings.doc() == document {
            self.postings.positions(&mut self.starts);
        }
    }
}

/// The words with one mark in a document.
#[derive(Default)]
pub(crate) struct Further<'e> {
    /// Those that take the fewest positions first.
    words: &'e [Long],
}

impl Further<'_> {
    /// How many positions a word takes behind the one at which it begins.
    pub fn of(&self, start: u32) -> u32 {
        let own = self.words.iter().find(|long| long.starts.binary_search(&start).is_ok());
        own.map_or(0, |long| long.further)
    }
}

impl Ends {
    /// Looks up how many further positions the words with a mark take in a document; documents must rise. What cannot be read is
    /// noted as damage.
    pub fn further(&mut self, document: DocId, mark: Mark) -> Further<'_> {
        let words = self.with_mark(mark);
        words.iter_mut().for_each(|long| long.go_on(document));
        Further { words }
    }

    /// How many further positions any word with a mark takes.
    pub fn most_further(&mut self, mark: Mark) -> u32 {
        self.with_mark(mark).iter().map(|long| long.further).max().unwrap_or(0)
    }

    fn with_mark(&mut self, mark: Mark) -> &mut Vec<Long> {
        let Ends { dictionary, by_mark } = self;
        by_mark.entry(mark).or_insert_with(|| open(dictionary, mark).unwrap_or_default())
    }
}

/// The words with a mark, by the number of further positions.
fn open(dictionary: &Dictionary, mark: Mark) -> io::Result<Vec<Long>> {
    let mut opened = Vec::new();
    let mut terms = dictionary.range(&term(mark, 0), &term(mark, MAX_FURTHER))?;
    while let Some((term, ordinal)) = terms.next()? {
        let further = str::from_utf8(&term[3..]).ok().and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let option = IndexRecordOption::WithFreqsAndPositions;
        let postings = dictionary.postings.read_postings_from_terminfo(&dictionary.info(ordinal)?, option)?;
        let long = |further| Long { further, postings, starts: Vec::new(), read: TERMINATED };
        opened.extend(further.map(long));
    }
    Ok(opened)
}

impl Index {
    /// Where the words end, by segment.
    ///
    /// # Errors
    /// [`Error::Damaged`] if it cannot be read.
    pub(crate) fn ends(&self) -> Result<Vec<Ends>, Error> {
        let of = |dictionary| Ends { dictionary, by_mark: FxHashMap::default() };
        Ok(self.dictionaries(self.fields.ends)?.into_iter().map(of).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::words;

    #[test]
    fn words_end_where_their_last_part_stands() {
        let (mut tokens, mut long) = (Tokens::default(), Vec::new());
        words("Ein JavaScript-Objekt, JavaScript und Javascript", &mut tokens);
        add_long_words(&tokens, 70_000, &mut long);
        let taken = |term: &str| {
            let own = tokens.iter().filter(|token| token.term == term);
            let is_of =
                |word: &LongWord, start| (word.position, word.mark) == (70_000 + start, Mark::of(term));
            let further = |start| long.iter().find(|word| is_of(word, start)).map_or(0, |word| word.further);
            own.map(|token| (token.position, token.position + further(token.position))).collect::<Vec<_>>()
        };
        assert_eq!(taken("javascript"), [(1, 2), (4, 5), (7, 7)]);
        assert_eq!(taken("javascriptobjekt"), [(1, 3)]);
        assert_eq!((taken("java"), taken("objekt")), (vec![(1, 1), (4, 4)], vec![(3, 3)]));
    }
}
