//! How much of an index is in which language, added up file by file.

use super::manifest::FileRecord;
use crate::document::Passage;
use crate::language::{LANGUAGES, Language};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How much of a file is in which language, by the language's code.
pub type LanguageShares = BTreeMap<String, LanguageShare>;

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
    pub fn of<'f>(files: impl Iterator<Item = &'f FileRecord> + Clone) -> Vec<LanguageCounts> {
        let share = |language: &Language| {
            let shares = files.clone().filter_map(|file| file.languages.get(language.code));
            shares.fold(LanguageShare::default(), |sum, share| sum.with(share))
        };
        let counts = LANGUAGES.iter().map(|&language| LanguageCounts { language, share: share(language) });
        counts.filter(|counts| counts.share.passages > 0).collect()
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

/// Adds the passages of one more document of a file.
pub(super) fn add_document(shares: &mut LanguageShares, passages: &[Passage]) {
    let mut codes = BTreeSet::new();
    for passage in passages {
        let code = passage.language.code;
        let one = LanguageShare {
            documents: u64::from(codes.insert(code)),
            passages: 1,
            bytes: passage.span.len() as u64,
        };
        match shares.get_mut(code) {
            Some(share) => *share = share.with(&one),
            None => drop(shares.insert(code.to_owned(), one)),
        }
    }
}
