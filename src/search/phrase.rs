//! Phrases: words that follow one another in a document, in any of their forms, across languages and passages.

use super::filter::{DocumentSets, empty_sets};
use super::plan::Plan;
use super::slot::{Slot, forms, slots};
use crate::error::Error;
use crate::index::Index;
use tantivy::{DocId, TERMINATED};

/// The documents in which a phrase holds.
pub(super) fn documents(index: &Index, text: &str, plan: &Plan) -> Result<DocumentSets, Error> {
    let forms = forms(index, text, plan)?;
    let mut sets = empty_sets(index);
    for (segment, set) in sets.iter_mut().enumerate() {
        let mut slots = slots(index, plan, &forms, segment)?;
        let Some(rarest) = (0..slots.len()).min_by_key(|&number| slots[number].documents()) else { continue };
        let mut document = slots[rarest].doc();
        while document != TERMINATED {
            if holds(&mut slots, document) {
                set.insert(document);
            }
            document = slots[rarest].advance();
        }
    }
    Ok(sets)
}

/// Whether the slots stand in a row somewhere in a document.
fn holds(slots: &mut [Slot], document: DocId) -> bool {
    if slots.iter_mut().any(|slot| slot.seek(document) != document) {
        return false;
    }
    let positions: Vec<Vec<u32>> = slots.iter_mut().map(Slot::positions).collect();
    let [first, others @ ..] = positions.as_slice() else { return false };
    first.iter().any(|start| {
        let mut place = *start;
        others.iter().all(|positions| {
            place += 1;
            positions.binary_search(&place).is_ok()
        })
    })
}
