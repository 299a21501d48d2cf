//! Which segments are put together when an index was built, or brought up to date.
//!
//! A build merges once, if at all, when all documents are in.
//!
//! Each update adds a segment, and a query pays for each of them; to merge all of them each time would cost what a build
//! costs. So sizes stay apart by a factor: a segment is merged when those smaller than it have grown to a share of it.
//! A document is then written about as often as that factor goes into the corpus, and segments are few.

use super::fields::{Fields, VOCABULARY_KEY};
use tantivy::Searcher;
use tantivy::index::SegmentId;
use tantivy::schema::Term;

/// Segments are merged with smaller ones that hold more than one in so many of their documents.
const FACTOR: u32 = 4;
/// Smaller segments are merged whenever there is another one; it costs next to nothing.
const SMALL: u32 = 1_000;
/// So many segments are few: a query hardly feels them, and a build is a tenth cheaper without a merge.
const FEW: usize = 3;
/// A build merges so many segments at a time at most: the dictionaries of all of them are in memory until the merge ends.
const AT_ONCE: usize = 24;
/// A segment is written anew when one in so many of its documents is deleted.
const DELETED: u32 = 5;

/// What is to become of the segments of an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compaction {
    /// They are left for a later update to merge.
    Later,
    /// They are merged in measure.
    InMeasure,
    /// They are left while they are few, else all become one, as at the end of a build; of very many, several.
    BeyondFew,
    /// All become one, without what was deleted.
    Whole,
}

/// A segment, as far as merging goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Size<I> {
    pub id: I,
    /// Documents that are not deleted.
    pub alive: u32,
    pub deleted: u32,
}

/// Returns which segments are to be merged with each other; each set has one or more.
pub(super) fn merges<I: Copy>(mut sizes: Vec<Size<I>>, compaction: Compaction) -> Vec<Vec<I>> {
    sizes.sort_by_key(|size| size.alive);
    let together = match compaction {
        Compaction::Later => return Vec::new(),
        Compaction::BeyondFew if sizes.len() <= FEW => return Vec::new(),
        Compaction::BeyondFew if sizes.len() > AT_ONCE => return in_equal_numbers(&sizes),
        Compaction::InMeasure => count_of_small(&sizes),
        Compaction::BeyondFew | Compaction::Whole => sizes.len(),
    };
    let (small, large) = sizes.split_at(together);
    let is_due = |size: &Size<I>| size.deleted * DELETED > size.alive + size.deleted;
    let has_work = small.len() > 1 || small.iter().any(|size| size.deleted > 0);
    let small: Vec<I> = small.iter().map(|size| size.id).collect();
    let alone = large.iter().filter(|size| is_due(size)).map(|size| vec![size.id]);
    has_work.then_some(small).into_iter().chain(alone).collect()
}

/// As few sets as may be merged one after the other.
fn in_equal_numbers<I: Copy>(sizes: &[Size<I>]) -> Vec<Vec<I>> {
    let sets = sizes.len().div_ceil(AT_ONCE);
    let ids = |set: &[Size<I>]| set.iter().map(|size| size.id).collect();
    sizes.chunks(sizes.len().div_ceil(sets)).map(ids).collect()
}

/// How many of the segments, which are sorted, have grown together to be merged.
fn count_of_small<I>(sizes: &[Size<I>]) -> usize {
    let mut sum = 0;
    let mut together = 0;
    for (number, size) in sizes.iter().enumerate() {
        if number > 0 && size.alive > SMALL.max(sum * FACTOR) {
            break;
        }
        sum += size.alive;
        together = number + 1;
    }
    // One alone is left as it is, unless much of it is deleted.
    if together == 1 { 0 } else { together }
}

/// The sizes of the segments, without those that hold vocabulary records alone, which are soon replaced.
pub(super) fn sizes(searcher: &Searcher, fields: &Fields) -> tantivy::Result<Vec<Size<SegmentId>>> {
    let vocabulary = Term::from_field_text(fields.key, VOCABULARY_KEY);
    let mut sizes = Vec::new();
    for segment in searcher.segment_readers() {
        let records = segment.inverted_index(fields.key)?.doc_freq(&vocabulary)?;
        if records < segment.max_doc() {
            let (alive, deleted) = (segment.num_docs(), segment.num_deleted_docs());
            sizes.push(Size { id: segment.segment_id(), alive, deleted });
        }
    }
    Ok(sizes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(id: usize, (alive, deleted): (u32, u32)) -> Size<usize> {
        Size { id, alive, deleted }
    }

    #[track_caller]
    fn check(sizes: &[(u32, u32)], compaction: Compaction, expected: &[&[usize]]) {
        let sizes = sizes.iter().enumerate().map(|(id, &counts)| size(id, counts)).collect();
        assert_eq!(merges(sizes, compaction), expected);
    }

    #[test]
    fn small_ones_are_merged() {
        check(&[(80_000, 0), (5, 0), (3, 0)], Compaction::InMeasure, &[&[2, 1]]);
        check(&[(80_000, 0), (900, 0)], Compaction::InMeasure, &[]);
        check(&[(80_000, 0), (3_000, 0), (900, 0)], Compaction::InMeasure, &[&[2, 1]]);
        check(&[(80_000, 0), (9_000, 0), (900, 0)], Compaction::InMeasure, &[]);
        check(&[(20, 0)], Compaction::InMeasure, &[]);
    }

    #[test]
    fn what_is_deleted_is_dropped_in_measure() {
        check(&[(80_000, 10_000), (900, 0)], Compaction::InMeasure, &[]);
        check(&[(80_000, 30_000), (900, 0)], Compaction::InMeasure, &[&[0]]);
        check(&[(10, 30)], Compaction::InMeasure, &[&[0]]);
    }

    #[test]
    fn a_build_leaves_few_or_one() {
        check(&[(80_000, 0), (900, 0), (20, 0)], Compaction::BeyondFew, &[]);
        check(&[(80_000, 0), (900, 0), (20, 0), (10, 0)], Compaction::BeyondFew, &[&[3, 2, 1, 0]]);
    }

    #[test]
    fn a_large_build_merges_so_many_at_a_time() {
        let sizes: Vec<_> = (0..50).map(|id| size(id, (1_000, 0))).collect();
        let merged: Vec<usize> = merges(sizes, Compaction::BeyondFew).iter().map(Vec::len).collect();
        assert_eq!(merged, [17, 17, 16]);
    }

    #[test]
    fn a_whole_compaction_leaves_one() {
        check(&[(80_000, 0), (900, 0)], Compaction::Whole, &[&[1, 0]]);
        check(&[(80_000, 1)], Compaction::Whole, &[&[0]]);
        check(&[(80_000, 0)], Compaction::Whole, &[]);
    }

    #[test]
    fn segments_stay_few() {
        let mut sizes = vec![size(0, (80_000, 0))];
        let mut written = 0;
        for id in 1..=1_000 {
            sizes.push(size(id, (800, 0)));
            for merge in merges(sizes.clone(), Compaction::InMeasure) {
                let alive = sizes.iter().filter(|size| merge.contains(&size.id)).map(|size| size.alive).sum();
                sizes.retain(|size| !merge.contains(&size.id));
                sizes.push(size(id * 10_000, (alive, 0)));
                written += u64::from(alive);
            }
            assert!(sizes.len() <= 6, "{sizes:?}");
        }
        assert!(written < 10 * 880_000, "{written}");
    }
}
