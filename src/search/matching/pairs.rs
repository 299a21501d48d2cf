//! The Han characters of a phrase that follow one another: documents that hold it hold their pairs, or a mark that tells that they
//! may stand in a row without forming one. There are far fewer of these than of those that hold each character.

use super::sets::{Marked, each_document};
use super::slot::PhrasePair;
use crate::error::Error;
use crate::index::{Breaks, Index};
use crate::search::ranking::plan::Plan;
use std::io;
use tantivy::InvertedIndexReader;
use tantivy::postings::TermInfo;

/// The pairs of a phrase.
pub(super) struct Pairs<'p> {
    plan: &'p Plan,
    pairs: &'p [PhrasePair],
    /// By segment.
    breaks: Vec<Breaks>,
}

impl<'p> Pairs<'p> {
    /// Opens the marks, where there are pairs.
    ///
    /// # Errors
    /// [`Error::Damaged`] if the index cannot be read.
    pub fn new(index: &Index, plan: &'p Plan, pairs: &'p [PhrasePair]) -> Result<Pairs<'p>, Error> {
        let breaks = if pairs.is_empty() { Vec::new() } else { index.breaks()? };
        Ok(Pairs { plan, pairs, breaks })
    }

    /// The documents of a segment, of so many, in which all characters may follow one another; None if nothing tells.
    pub fn documents(&self, segment: usize, documents: u32) -> io::Result<Option<Marked>> {
        let mut pairs = Vec::new();
        for pair in self.pairs {
            let postings = self.postings(pair, segment)?;
            pairs.push((postings.iter().map(|(_, info)| u64::from(info.doc_freq)).sum::<u64>(), postings));
        }
        pairs.sort_by_key(|(frequency, _)| *frequency);
        let mut among: Option<Marked> = None;
        for (frequency, postings) in pairs {
            if among.as_ref().is_some_and(|among| among.are_few_beside(frequency)) {
                break;
            }
            let mut own = Marked::none(documents);
            for (reader, info) in &postings {
                each_document(reader, info, |document| own.insert(document))?;
            }
            among = Some(own.within(among.as_ref()));
        }
        Ok(among)
    }

    /// Where the documents are found that hold a pair in any form, or its mark.
    fn postings(
        &self,
        pair: &PhrasePair,
        segment: usize,
    ) -> io::Result<Vec<(&InvertedIndexReader, TermInfo)>> {
        let mut postings = Vec::new();
        for (scope, entry) in &pair.terms {
            let reader = &*self.plan.scopes[*scope].vocabulary.segments[segment].postings;
            postings.extend(entry.infos[segment].clone().map(|info| (reader, info)));
        }
        postings.extend(self.breaks[segment].of(&pair.pair)?);
        Ok(postings)
    }
}
