//! Sets of documents, one a segment.

use crate::error::Error;
use crate::index::Index;
use crate::search::forms::vocabulary::{Entry, Vocabulary};
use std::{io, iter};
use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;
use tantivy::{BitSet, DocId, InvertedIndexReader};

/// Documents that the engine's sets keep together.
const BUCKET: u32 = 64;

/// The documents of each segment.
pub(crate) type DocumentSets = Vec<BitSet>;

pub(crate) fn empty_sets(index: &Index) -> DocumentSets {
    index.searcher.segment_readers().iter().map(|reader| BitSet::with_max_value(reader.max_doc())).collect()
}

/// All documents, records that are none among them.
pub(crate) fn full_sets(index: &Index) -> DocumentSets {
    let readers = index.searcher.segment_readers().iter();
    readers.map(|reader| BitSet::with_max_value_and_full(reader.max_doc())).collect()
}

/// Adds the members of other sets.
pub(crate) fn unite(sets: &mut DocumentSets, with: &DocumentSets) {
    for (set, with) in sets.iter_mut().zip(with) {
        for document in members(with) {
            set.insert(document);
        }
    }
}

/// Keeps what is in the other sets, too.
pub(crate) fn intersect(sets: &mut DocumentSets, with: &DocumentSets) {
    keep(sets, with, true);
}

/// Takes the members of other sets out.
pub(crate) fn subtract(sets: &mut DocumentSets, with: &DocumentSets) {
    keep(sets, with, false);
}

fn keep(sets: &mut DocumentSets, with: &DocumentSets, wanted: bool) {
    for (set, with) in sets.iter_mut().zip(with) {
        let out: Vec<DocId> = members(set).filter(|&document| with.contains(document) != wanted).collect();
        out.into_iter().for_each(|document| set.remove(document));
    }
}

/// The first member from a document on.
pub(crate) fn next_member(set: &BitSet, document: DocId) -> Option<DocId> {
    let members = |bucket: u32| set.tinyset(bucket).into_iter().map(move |place| bucket * BUCKET + place);
    let bucket = document / BUCKET;
    if document >= set.max_value() {
        return None;
    }
    members(bucket).find(|&member| member >= document).or_else(|| {
        let further = set.first_non_empty_bucket(bucket + 1)?;
        members(further).next()
    })
}

pub(crate) fn members(set: &BitSet) -> impl Iterator<Item = DocId> {
    iter::successors(next_member(set, 0), |member| next_member(set, member + 1))
}

/// Adds the documents that hold a term.
pub(crate) fn insert_documents(
    index: &Index,
    vocabulary: &Vocabulary,
    entry: &Entry,
    sets: &mut DocumentSets,
) -> Result<(), Error> {
    for (segment, info) in entry.infos.iter().enumerate() {
        let Some(info) = info else { continue };
        let postings = &vocabulary.segments[segment].postings;
        let each = each_document(postings, info, |document| _ = sets[segment].insert(document));
        each.map_err(|error| index.damaged(error.to_string()))?;
    }
    Ok(())
}

/// Goes through the documents of a segment that hold a term.
pub(super) fn each_document(
    postings: &InvertedIndexReader,
    info: &TermInfo,
    mut each: impl FnMut(DocId),
) -> io::Result<()> {
    let mut block = postings.read_block_postings_from_terminfo(info, IndexRecordOption::Basic)?;
    while block.block_len() > 0 {
        block.docs().iter().for_each(|&document| each(document));
        block.advance();
    }
    Ok(())
}

/// To look a document up takes as long as to go through so many postings in a row.
const LOOK_UP: u64 = 16;

/// Documents of a segment, marked in numbers: many come in at once, and the engine's sets count them as they come.
pub(crate) struct Marked {
    buckets: Vec<u64>,
}

impl Marked {
    /// None of so many documents.
    pub fn none(documents: u32) -> Marked {
        Marked { buckets: vec![0; documents.div_ceil(BUCKET) as usize] }
    }

    pub fn insert(&mut self, document: DocId) {
        self.buckets[(document / BUCKET) as usize] |= 1 << (document % BUCKET);
    }

    pub fn insert_all(&mut self, documents: &[DocId]) {
        documents.iter().for_each(|&document| self.insert(document));
    }

    pub fn contains(&self, document: DocId) -> bool {
        self.buckets[(document / BUCKET) as usize] & 1 << (document % BUCKET) != 0
    }

    pub fn count(&self) -> u64 {
        self.buckets.iter().map(|bucket| u64::from(bucket.count_ones())).sum()
    }

    /// Those that are in another set, too, if there is one.
    pub fn within(mut self, other: Option<&Marked>) -> Marked {
        let others = other.into_iter().flat_map(|other| &other.buckets);
        self.buckets.iter_mut().zip(others).for_each(|(own, other)| *own &= other);
        self
    }

    /// Whether it takes less time to look each of them up than to go through so many postings.
    pub fn are_few_beside(&self, postings: u64) -> bool {
        self.count() * LOOK_UP < postings
    }

    pub fn documents(&self) -> impl Iterator<Item = DocId> {
        let some = |bucket: u64| (bucket != 0).then_some(bucket);
        (0..).zip(&self.buckets).flat_map(move |(number, &bucket)| {
            let rests = iter::successors(some(bucket), move |rest| some(rest & (rest - 1)));
            rests.map(move |rest| number * BUCKET + rest.trailing_zeros())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_marked_in_both() {
        let marked = |documents: &[DocId]| {
            let mut marked = Marked::none(300);
            marked.insert_all(documents);
            marked
        };
        let own = marked(&[0, 5, 63, 64, 190, 299]);
        assert_eq!(own.documents().collect::<Vec<_>>(), [0, 5, 63, 64, 190, 299]);
        assert!(own.count() == 6 && own.contains(63) && !own.contains(62));
        let own = own.within(None).within(Some(&marked(&[1, 5, 64, 65, 299])));
        assert_eq!(own.documents().collect::<Vec<_>>(), [5, 64, 299]);
        assert!(own.are_few_beside(3 * LOOK_UP + 1) && !own.are_few_beside(3 * LOOK_UP));
        assert_eq!(marked(&[]).documents().next(), None);
        assert_eq!(Marked::none(0).documents().next(), None);
    }
}
