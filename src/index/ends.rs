//! Where words end that take several positions, such as `JavaScript`: a column with a number for each of a document's, in order.
//!
//! Words within such a word may begin where it does, so a number tells how long the term is. No phrase needs a second
//! dictionary then, and the numbers are read only of the documents that may hold it.

use super::Index;
use super::fields::ENDS;
use crate::analysis::{Kind, Tokens};
use crate::error::Error;
use std::ops::RangeInclusive;
use tantivy::DocId;
use tantivy::columnar::Column;

/// Bits of the length of a term, in bytes: the lowest ones tell the words apart that begin together.
const LENGTH_BITS: u32 = 6;
/// Bits of the number of positions behind the first: words with more do not occur outside tests.
const FURTHER_BITS: u32 = 5;
const MAX_FURTHER: u64 = (1 << FURTHER_BITS) - 1;

/// Appends the numbers of the words that take several positions, where the first of all tokens stands at `position`.
pub(super) fn add_ends(tokens: &Tokens, position: u32, ends: &mut Vec<u64>) {
    let words = tokens.iter_with_last().filter(|(token, _)| token.kind != Kind::Pair);
    let long = words.filter(|(token, last)| *last > token.position);
    let before = ends.len();
    ends.extend(long.map(|(token, last)| {
        let further = u64::from(last - token.position).min(MAX_FURTHER);
        first_number(position + token.position, token.term.len()) | further
    }));
    ends[before..].sort_unstable();
}

/// The least number of a term of so many bytes that begins at a position.
fn first_number(position: u32, bytes: usize) -> u64 {
    let length = bytes as u64 % (1 << LENGTH_BITS);
    (u64::from(position) << LENGTH_BITS | length) << FURTHER_BITS
}

/// Where the words of a segment end.
#[derive(Clone)]
pub(crate) struct Ends(Option<Column<u64>>);

impl Ends {
    /// Reads the numbers of a document's words.
    pub fn read(&self, document: DocId, numbers: &mut Vec<u64>) {
        numbers.clear();
        if let Some(column) = &self.0 {
            let rows = column.index.value_row_ids(document);
            numbers.resize(rows.len(), 0);
            column.values.get_range(u64::from(rows.start), numbers);
        }
    }
}

/// Appends the positions that a term of so many bytes takes where it begins at some, in order, given the numbers of the
/// document's words.
pub(crate) fn add_taken(numbers: &[u64], starts: &[u32], bytes: usize, taken: &mut Vec<RangeInclusive<u32>>) {
    let mut numbers = numbers.iter().copied().peekable();
    taken.extend(starts.iter().map(|&start| {
        let first = first_number(start, bytes);
        while numbers.next_if(|&number| number < first).is_some() {}
        let further = numbers.peek().map_or(0, |number| number - first);
        start..=start + if further <= MAX_FURTHER { further as u32 } else { 0 }
    }));
}

impl Index {
    /// Where the words of a segment end.
    ///
    /// # Errors
    /// [`Error::Damaged`] if the column cannot be read.
    pub(crate) fn ends(&self, segment: usize) -> Result<Ends, Error> {
        let columns = self.searcher.segment_readers()[segment].fast_fields();
        columns.column_opt(ENDS).map(Ends).map_err(|error| self.damaged(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::words;

    #[test]
    fn words_end_where_their_last_part_stands() {
        let (mut tokens, mut numbers) = (Tokens::default(), Vec::new());
        words("Ein JavaScript-Objekt, JavaScript und Javascript", &mut tokens);
        add_ends(&tokens, 70_000, &mut numbers);
        let taken = |term: &str| {
            let own = tokens.iter().filter(|token| token.term == term);
            let starts: Vec<u32> = own.map(|token| 70_000 + token.position).collect();
            let mut taken = Vec::new();
            add_taken(&numbers, &starts, term.len(), &mut taken);
            taken.iter().map(|taken| (taken.start() - 70_000, taken.end() - 70_000)).collect::<Vec<_>>()
        };
        assert_eq!(taken("javascript"), [(1, 2), (4, 5), (7, 7)]);
        assert_eq!(taken("javascriptobjekt"), [(1, 3)]);
        assert_eq!((taken("java"), taken("objekt")), (vec![(1, 1), (4, 4)], vec![(3, 3)]));
    }
}
