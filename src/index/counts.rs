//! How much of an index is in which language.

use super::Index;
use super::outline::Outline;
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
    /// Bytes of the text of these passages, without markup.
    pub bytes: u64,
}

impl Index {
    /// Counts per language, in the order of the languages, without those that have no passages. Reads all that is stored.
    ///
    /// # Errors
    /// [`Error::Damaged`] if a record cannot be read.
    pub fn counts(&self) -> Result<Vec<LanguageCounts>, Error> {
        let none = |&language| LanguageCounts { language, documents: 0, passages: 0, bytes: 0 };
        let mut counts: Vec<LanguageCounts> = LANGUAGES.iter().map(none).collect();
        self.each_stored(self.fields.outline, |packed| {
            let garbled = || self.damaged("the outline of a document is garbled".into());
            add_document(&mut counts, &Outline::decode(packed).ok_or_else(garbled)?);
            Ok(())
        })?;
        counts.retain(|counts| counts.passages > 0);
        Ok(counts)
    }
}

/// Adds the passages of one document. `counts` has a place for every language, by ordinal.
fn add_document(counts: &mut [LanguageCounts], outline: &Outline) {
    let mut occurs = vec![false; counts.len()];
    for passage in &outline.passages {
        let ordinal = passage.language.ordinal();
        counts[ordinal].passages += 1;
        counts[ordinal].bytes += passage.span.len() as u64;
        occurs[ordinal] = true;
    }
    counts.iter_mut().zip(occurs).for_each(|(counts, occurs)| counts.documents += u64::from(occurs));
}
