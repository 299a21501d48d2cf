//! Phrases: words that follow one another in a document, in any of their forms, across languages and passages. One word
//! is a phrase, too, where it matters in which place it stands.

use super::plan::Plan;
use super::sets::{DocumentSets, empty_sets};
use super::slot::{Places, Slot, slots, title_end};
use crate::error::Error;
use crate::index::Index;
use crate::query::Field;
use tantivy::{DocId, TERMINATED};

/// The documents in which the terms of some places follow one another, with so many extra positions in all at most; of a
/// title, before its end.
pub(super) fn documents(
    index: &Index,
    plan: &Plan,
    places: &Places,
    slop: u32,
    field: Option<Field>,
) -> Result<DocumentSets, Error> {
    let mut sets = empty_sets(index);
    for (segment, set) in sets.iter_mut().enumerate() {
        let mut slots = slots(index, plan, places, segment)?;
        let Some(rarest) = (0..slots.len()).min_by_key(|&number| slots[number].documents()) else { continue };
        let mut title = match field {
            Some(Field::Title) => Some(title_end(index, plan, segment)?),
            _ => None,
        };
        let mut document = slots[rarest].doc();
        while document != TERMINATED {
            let end = title.as_mut().map_or(u32::MAX, |title| end_of(title, document));
            if holds(&mut slots, document, slop, end) {
                set.insert(document);
            }
            document = slots[rarest].advance();
        }
    }
    Ok(sets)
}

/// The position after the title of a document; 0 if it has none.
fn end_of(title: &mut Slot, document: DocId) -> u32 {
    if title.seek(document) != document {
        return 0;
    }
    title.positions().last().map_or(0, |last| last + 1)
}

/// Whether the slots follow one another somewhere in a document, before a position.
fn holds(slots: &mut [Slot], document: DocId, slop: u32, end: u32) -> bool {
    if end == 0 || slots.iter_mut().any(|slot| slot.seek(document) != document) {
        return false;
    }
    let positions: Vec<Vec<u32>> = slots.iter_mut().map(Slot::positions).collect();
    let [first, others @ ..] = positions.as_slice() else { return false };
    first.iter().any(|&start| {
        let last = others.iter().try_fold(start, |before, positions| next_after(positions, before));
        last.is_some_and(|last| last < end && last - start - others.len() as u32 <= slop)
    })
}

fn next_after(positions: &[u32], before: u32) -> Option<u32> {
    positions.get(positions.partition_point(|&position| position <= before)).copied()
}
