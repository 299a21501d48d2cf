//! How much of an index is in which language, added up file by file.

use super::manifest::FileRecord;
use crate::document::Passage;
use crate::language::{LANGUAGES, Language};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;

/// How much of a file is in which language. There is one for each file of a corpus, and most files have one language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LanguageShares {
    /// In the order of the languages, without those that it has nothing in.
    shares: Box<[(u8, LanguageShare)]>,
}

/// How much is in one language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LanguageShare {
    /// Documents that have passages in it.
    pub documents: u64,
    /// Passages in it.
    pub passages: u64,
    /// Bytes of the text of these passages, without markup.
    pub bytes: u64,
}

/// What of some files is in one language.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LanguageCounts {
    /// The language.
    pub language: &'static Language,
    /// How much it is.
    pub share: LanguageShare,
}

impl LanguageCounts {
    /// Adds up files. Returns the languages in their order, without those that have no passages.
    pub fn of<'f>(files: impl Iterator<Item = &'f FileRecord>) -> Vec<LanguageCounts> {
        let mut sum = LanguageShares::default();
        files.for_each(|file| sum.add(&file.languages));
        sum.counts()
    }
}

impl LanguageShare {
    fn with(self, other: &LanguageShare) -> LanguageShare {
        LanguageShare {
            documents: self.documents + other.documents,
            passages: self.passages + other.passages,
            bytes: self.bytes + other.bytes,
        }
    }
}

impl LanguageShares {
    /// How much is in a language; None for nothing.
    pub fn get(&self, language: &Language) -> Option<&LanguageShare> {
        let own = self.shares.iter().find(|(ordinal, _)| usize::from(*ordinal) == language.ordinal());
        own.map(|(_, share)| share)
    }

    /// The languages in their order.
    pub(super) fn counts(&self) -> Vec<LanguageCounts> {
        let counts = |(ordinal, share): &(u8, LanguageShare)| LanguageCounts {
            language: LANGUAGES[usize::from(*ordinal)],
            share: *share,
        };
        self.shares.iter().map(counts).collect()
    }

    /// Adds those of another file.
    pub(super) fn add(&mut self, other: &LanguageShares) {
        let mut all = self.all();
        for (ordinal, share) in &other.shares {
            let own = &mut all[usize::from(*ordinal)];
            *own = own.with(share);
        }
        *self = LanguageShares::of(all);
    }

    /// Adds the passages of one more document of the file.
    pub(super) fn add_document(&mut self, passages: &[Passage]) {
        let mut all = self.all();
        let mut seen = [0; LANGUAGES.len()];
        for passage in passages {
            let ordinal = passage.language.ordinal();
            let bytes = passage.span.len() as u64;
            let documents = u64::from(seen[ordinal] == 0);
            seen[ordinal] = 1;
            all[ordinal] = all[ordinal].with(&LanguageShare { documents, passages: 1, bytes });
        }
        *self = LanguageShares::of(all);
    }

    /// By ordinal of the language.
    fn all(&self) -> [LanguageShare; LANGUAGES.len()] {
        let mut all = [LanguageShare::default(); LANGUAGES.len()];
        for (ordinal, share) in &self.shares {
            all[usize::from(*ordinal)] = *share;
        }
        all
    }

    fn of(all: [LanguageShare; LANGUAGES.len()]) -> LanguageShares {
        let shares = all.into_iter().enumerate().filter(|(_, share)| share.passages > 0);
        LanguageShares { shares: shares.map(|(ordinal, share)| (ordinal as u8, share)).collect() }
    }
}

/// As a map of the languages' codes.
impl Serialize for LanguageShares {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let code = |ordinal: u8| LANGUAGES[usize::from(ordinal)].code;
        serializer.collect_map(self.shares.iter().map(|(ordinal, share)| (code(*ordinal), share)))
    }
}

impl<'de> Deserialize<'de> for LanguageShares {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<LanguageShares, D::Error> {
        let by_code = BTreeMap::<String, LanguageShare>::deserialize(deserializer)?;
        let share = |language: &Language| Some((language.ordinal() as u8, *by_code.get(language.code)?));
        Ok(LanguageShares { shares: LANGUAGES.iter().filter_map(|&language| share(language)).collect() })
    }
}
