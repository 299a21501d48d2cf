//! How much of an index is in which language.

use super::Index;
use super::outline::PassageShape;
use crate::error::Error;
use crate::language::{LANGUAGES, Language};

/// What is in one language.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LanguageCounts {
    /// The language.
    pub language: &'static Language,
    /// Documents that have passages in it.
    pub documents: u64,
    /// Passages in it.
    pub passages: u64,
}

impl Index {
    /// Counts documents and passages per language, in the order of the languages, without those that have none.
    ///
    /// # Errors
    /// [`Error::Damaged`] if the column of passages cannot be read.
    pub fn counts(&self) -> Result<Vec<LanguageCounts>, Error> {
        let none = |&language| LanguageCounts { language, documents: 0, passages: 0 };
        let mut counts: Vec<LanguageCounts> = LANGUAGES.iter().map(none).collect();
        for segment in self.searcher.segment_readers() {
            let column =
                segment.fast_fields().u64("passages").map_err(|error| self.damaged(error.to_string()))?;
            for document in segment.doc_ids_alive() {
                let mut passages = vec![0; counts.len()];
                for value in column.values_for_doc(document) {
                    let ordinal = PassageShape::from_column(value).language;
                    *passages
                        .get_mut(ordinal)
                        .ok_or_else(|| self.damaged("a passage in no language".into()))? += 1;
                }
                for (counts, passages) in counts.iter_mut().zip(passages) {
                    counts.passages += passages;
                    counts.documents += u64::from(passages > 0);
                }
            }
        }
        counts.retain(|counts| counts.passages > 0);
        Ok(counts)
    }
}
