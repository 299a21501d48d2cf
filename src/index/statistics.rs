//! How much of an index is in which language, as scores need it.

use super::Index;
use super::fields::{TIE, length_name};
use crate::error::Error;
use crate::language::{LANGUAGES, Language};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tantivy::columnar::Column;
use tantivy::{Searcher, SegmentReader};

/// A longer text is scored by its best stretch of so many words, so that a book counts by what it says in one place.
pub(crate) const STRETCH_WORDS: u32 = 256;

/// Statistics of a whole index.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Statistics {
    /// Documents that have words.
    pub documents: u32,
    /// By language code; only languages that some document has words in.
    pub languages: BTreeMap<String, LanguageStatistics>,
}

/// Statistics of one language.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct LanguageStatistics {
    /// Documents that have words in it.
    pub documents: u32,
    /// Words in it, Han characters counted as words.
    pub words: u64,
    /// Number of words in it of the document, or of the stretch of a long one, that a word of it is typically in.
    ///
    /// The mean over words, not over documents: a lone title or quotation in a file of another language would else
    /// make a language's texts look short.
    pub typical_words: f32,
}

impl Statistics {
    /// Works out the statistics of the documents that a searcher sees.
    pub fn of(searcher: &Searcher) -> tantivy::Result<Statistics> {
        let mut documents = 0;
        let mut sums = vec![Sum::default(); LANGUAGES.len()];
        for segment in searcher.segment_readers() {
            let columns = columns(segment)?;
            for document in segment.doc_ids_alive() {
                let mut has_words = false;
                for (sum, lengths) in sums.iter_mut().zip(&columns) {
                    let words = lengths.as_ref().and_then(|lengths| lengths.first(document));
                    words.into_iter().for_each(|words| sum.add(words));
                    has_words |= words.is_some();
                }
                documents += u32::from(has_words);
            }
        }
        let coded = LANGUAGES.iter().map(|language| language.code.to_owned()).zip(sums);
        let spoken = coded.filter(|(_, sum)| sum.words > 0);
        Ok(Statistics { documents, languages: spoken.map(|(code, sum)| (code, sum.statistics())).collect() })
    }
}

impl Index {
    /// Numbers by which documents of a segment with the same score are ordered, the same in any number of segments.
    ///
    /// # Errors
    /// [`Error::Damaged`] if the column cannot be read.
    pub(crate) fn ties(&self, segment: usize) -> Result<Option<Column<u64>>, Error> {
        let columns = self.searcher.segment_readers()[segment].fast_fields();
        columns.column_opt(TIE).map_err(|error| self.damaged(error.to_string()))
    }

    /// How many words the documents of a segment have in a language; None if none of them has any.
    ///
    /// # Errors
    /// [`Error::Damaged`] if the column cannot be read.
    pub(crate) fn lengths(&self, segment: usize, ordinal: usize) -> Result<Option<Column<u64>>, Error> {
        let columns = self.searcher.segment_readers()[segment].fast_fields();
        let lengths = columns.column_opt(&length_name(LANGUAGES[ordinal]));
        lengths.map_err(|error| self.damaged(error.to_string()))
    }
}

/// The lengths of a segment's documents, by ordinal of the language.
fn columns(segment: &SegmentReader) -> tantivy::Result<Vec<Option<Column<u64>>>> {
    let open = |language: &&Language| segment.fast_fields().column_opt(&length_name(language));
    LANGUAGES.iter().map(open).collect()
}

#[derive(Clone, Default)]
struct Sum {
    documents: u32,
    words: u64,
    /// Each word counted with the length of the stretch it is in.
    weighted: f64,
}

impl Sum {
    fn add(&mut self, words: u64) {
        self.documents += 1;
        self.words += words;
        self.weighted += words as f64 * words.min(u64::from(STRETCH_WORDS)) as f64;
    }

    fn statistics(self) -> LanguageStatistics {
        let typical_words = (self.weighted / self.words as f64) as f32;
        LanguageStatistics { documents: self.documents, words: self.words, typical_words }
    }
}
