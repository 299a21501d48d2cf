//! Where two Han characters follow one another that form no pair, as a sign, a blank or the end of a passage stands between them: a
//! field of its own, with a mark of both.
//!
//! So documents in which one character follows another hold their pair, or this mark, and a phrase is sought in few. The pairs
//! themselves would fill a dictionary; marks are shared, so some documents have one for another pair.

use super::dictionary::Dictionary;
use super::vocabulary::presence;
use super::{Index, fields::Fields, stream::Stream};
use crate::analysis::han::{is_han, simplify};
use crate::analysis::{Kind, Tokens};
use crate::error::Error;
use std::io;
use tantivy::postings::TermInfo;
use tantivy::{InvertedIndexReader, TantivyDocument};
use xxhash_rust::xxh3::xxh3_64;

/// A few bits that tell most pairs apart, in whichever script.
fn mark(pair: &str) -> u16 {
    let simplified: String = pair.chars().map(simplify).collect();
    (xxh3_64(simplified.as_bytes()) & 0xfff) as u16
}

fn term(mark: u16) -> String {
    format!("{mark:03x}")
}

/// The marks of a document.
#[derive(Default)]
pub(super) struct BrokenPairs {
    marks: Vec<u16>,
    /// The last character, and its position.
    last: Option<(u32, char)>,
    /// The position of the last pair.
    paired: Option<u32>,
}

impl BrokenPairs {
    /// Adds those of the next passage, where the first of its tokens stands at `position`.
    pub fn add(&mut self, tokens: &Tokens, position: u32) {
        for token in tokens.iter() {
            let at = position + token.position;
            match (token.kind, token.term.chars().next().filter(|&c| is_han(c))) {
                (Kind::Pair, _) => self.paired = Some(at),
                (Kind::Exact, Some(character)) => {
                    if let Some((before, left)) = self.last.replace((at, character))
                        && before + 1 == at
                        && self.paired != Some(before)
                    {
                        self.marks.push(mark(&String::from_iter([left, character])));
                    }
                }
                _ => {}
            }
        }
    }

    /// Adds a pair that is not indexed.
    pub fn add_pair(&mut self, pair: &str) {
        self.marks.push(mark(pair));
    }

    /// Adds all to the record of the document.
    pub fn add_to(mut self, fields: &Fields, record: &mut TantivyDocument) {
        self.marks.sort_unstable();
        self.marks.dedup();
        let mut stream = Stream::default();
        self.marks.iter().for_each(|mark| stream.push(0, &term(*mark)));
        let has_none = self.marks.is_empty();
        record.add_text(fields.breaks, if has_none { presence() } else { stream.into_string() });
    }
}

/// The marks of a segment.
pub(crate) struct Breaks {
    dictionary: Dictionary,
}

impl Breaks {
    /// Where the documents are found in which the characters of a pair may follow one another without forming it.
    ///
    /// # Errors
    /// If that cannot be read.
    pub fn of(&self, pair: &str) -> io::Result<Option<(&InvertedIndexReader, TermInfo)>> {
        let info = self.dictionary.get(term(mark(pair)).as_bytes())?;
        Ok(info.map(|info| (&*self.dictionary.postings, info)))
    }
}

impl Index {
    /// The marks, by segment.
    ///
    /// # Errors
    /// [`Error::Damaged`] if they cannot be read.
    pub(crate) fn breaks(&self) -> Result<Vec<Breaks>, Error> {
        let of = |dictionary| Breaks { dictionary };
        Ok(self.dictionaries(self.fields.breaks)?.into_iter().map(of).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::words;

    #[test]
    fn characters_without_a_pair_are_marked() {
        let mut broken = BrokenPairs::default();
        let mut position = 0;
        for passage in ["创建，新文件\n的 函 X 数", "據。"] {
            let mut tokens = Tokens::default();
            words(passage, &mut tokens);
            broken.add(&tokens, position);
            position += tokens.positions();
        }
        assert_eq!(broken.marks, ["建新", "的函", "数据"].map(mark));
    }
}
