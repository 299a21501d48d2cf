//! Where words end that take several positions, such as `JavaScript`: a field of their own, with a token where such a word begins,
//! whose term tells the length of the word's term and how many positions it takes.
//!
//! Words within such a word may begin where it does, so the length tells them apart. No phrase needs a second dictionary of words
//! then, and only the few postings are read that are of words as long as those sought.

use super::dictionary::Dictionary;
use super::stream::Stream;
use super::{Index, fields::Fields};
use crate::analysis::{Kind, Tokens};
use crate::error::Error;
use rustc_hash::FxHashMap;
use std::io;
use std::ops::RangeInclusive;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, TERMINATED, TantivyDocument};

/// Longest term that is told from longer ones, in bytes.
const MAX_LENGTH: usize = 0xff;
/// Most positions behind the first: words with more do not occur outside tests.
const MAX_FURTHER: u32 = 0x1f;

/// A word of a document that takes several positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct LongWord {
    /// The first position that it takes.
    position: u32,
    /// Bytes of its term.
    length: usize,
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
        length: token.term.len().min(MAX_LENGTH),
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
        stream.push(word.position, &term(word.length, word.further));
    }
    record.add_text(fields.ends, stream.into_string());
}

fn term(length: usize, further: u32) -> String {
    format!("{length:02x}{further:02x}")
}

/// Where the words of a segment end.
pub(crate) struct Ends {
    dictionary: Dictionary,
    /// By the length of a word's term, then by the number of further positions.
    by_length: FxHashMap<usize, Vec<Long>>,
}

/// The words of a length that take so many further positions.
struct Long {
    further: u32,
    postings: SegmentPostings,
    /// Where they begin in the document that was looked at last: to read the same positions again, the engine starts anew.
    starts: Vec<u32>,
    read: DocId,
}

impl Long {
    /// Goes on to a document. Where such words begin there.
    fn starts(&mut self, document: DocId) -> &[u32] {
        if self.read != document {
            self.read = document;
            self.starts.clear();
            if self.postings.doc() < document {
                self.postings.seek(document);
            }
            if self.postings.doc() == document {
                self.postings.positions(&mut self.starts);
            }
        }
        &self.starts
    }
}

impl Ends {
    /// Reads where the words of a document begin whose terms have so many bytes, and how many further positions they take, in
    /// order; documents must rise. What cannot be read is noted as damage.
    pub fn read(&mut self, document: DocId, bytes: usize, words: &mut Vec<(u32, u32)>) {
        words.clear();
        for long in self.of_length(bytes) {
            let further = long.further;
            words.extend(long.starts(document).iter().map(|&start| (start, further)));
        }
        words.sort_unstable();
    }

    /// How many further positions any word takes whose term has so many bytes.
    pub fn most_further(&mut self, bytes: usize) -> u32 {
        self.of_length(bytes).iter().map(|long| long.further).max().unwrap_or(0)
    }

    fn of_length(&mut self, bytes: usize) -> &mut Vec<Long> {
        let Ends { dictionary, by_length } = self;
        let length = bytes.min(MAX_LENGTH);
        by_length.entry(length).or_insert_with(|| open(dictionary, length).unwrap_or_default())
    }
}

/// The words whose terms have so many bytes, by the number of further positions.
fn open(dictionary: &Dictionary, length: usize) -> io::Result<Vec<Long>> {
    let mut opened = Vec::new();
    let mut terms = dictionary.range(&term(length, 0), &term(length, MAX_FURTHER))?;
    while let Some((term, ordinal)) = terms.next()? {
        let further = str::from_utf8(&term[2..]).ok().and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let option = IndexRecordOption::WithFreqsAndPositions;
        let postings = dictionary.postings.read_postings_from_terminfo(&dictionary.info(ordinal)?, option)?;
        let long = |further| Long { further, postings, starts: Vec::new(), read: TERMINATED };
        opened.extend(further.map(long));
    }
    Ok(opened)
}

/// Appends the positions that a word takes where it begins at some, in order, given those of its length that take several.
pub(crate) fn add_taken(long: &[(u32, u32)], starts: &[u32], taken: &mut Vec<RangeInclusive<u32>>) {
    let mut long = long.iter().peekable();
    taken.extend(starts.iter().map(|&start| {
        while long.next_if(|(other, _)| *other < start).is_some() {}
        let own = long.peek().filter(|(other, _)| *other == start);
        start..=start + own.map_or(0, |(_, further)| *further)
    }));
}

impl Index {
    /// Where the words end, by segment.
    ///
    /// # Errors
    /// [`Error::Damaged`] if it cannot be read.
    pub(crate) fn ends(&self) -> Result<Vec<Ends>, Error> {
        let of = |dictionary| Ends { dictionary, by_length: FxHashMap::default() };
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
            let starts: Vec<u32> = own.map(|token| 70_000 + token.position).collect();
            let same = long.iter().filter(|word| word.length == term.len());
            let same: Vec<(u32, u32)> = same.map(|word| (word.position, word.further)).collect();
            let mut taken = Vec::new();
            add_taken(&same, &starts, &mut taken);
            taken.iter().map(|taken| (taken.start() - 70_000, taken.end() - 70_000)).collect::<Vec<_>>()
        };
        assert_eq!(taken("javascript"), [(1, 2), (4, 5), (7, 7)]);
        assert_eq!(taken("javascriptobjekt"), [(1, 3)]);
        assert_eq!((taken("java"), taken("objekt")), (vec![(1, 1), (4, 4)], vec![(3, 3)]));
    }
}
