//! Phrases: words that follow one another in a document, in any of their forms, across languages and passages. One word
//! is a phrase, too, where it matters in which place it stands.

use super::plan::Plan;
use super::sets::{DocumentSets, empty_sets};
use super::slot::{Slot, Step};
use crate::error::Error;
use crate::index::Index;
use crate::query::Field;
use std::cmp::Reverse;
use std::ops::RangeInclusive;
use tantivy::{DocId, TERMINATED};

/// The documents in which some steps follow one another, with so many extra positions in all at most; of a title, before
/// its end.
pub(super) fn documents(
    index: &Index,
    plan: &Plan,
    steps: &[Step],
    slop: u32,
    field: Option<Field>,
) -> Result<DocumentSets, Error> {
    let mut sets = empty_sets(index);
    for (segment, set) in sets.iter_mut().enumerate() {
        let open = |step: &Step| {
            Ok(OpenStep { place: step.place.clone(), slot: Slot::open(index, plan, &step.terms, segment)? })
        };
        let mut phrase = Phrase { steps: steps.iter().map(open).collect::<Result<_, Error>>()?, slop };
        let mut title = match field {
            Some(Field::Title) => Some(Slot::of_titles(index, plan, segment)?),
            _ => None,
        };
        let rarest = phrase.rarest();
        let mut document = phrase.next_of(&rarest, 0);
        while document != TERMINATED {
            let end = title.as_mut().map_or(u32::MAX, |title| end_of(title, document));
            if end > 0 && phrase.holds(document, end) {
                set.insert(document);
            }
            document = phrase.next_of(&rarest, document.saturating_add(1).min(TERMINATED));
        }
    }
    Ok(sets)
}

/// The position after the title of a document; 0 if it has none.
fn end_of(title: &mut Slot, document: DocId) -> u32 {
    if title.seek(document) != document {
        return 0;
    }
    title.places(document).last().map_or(0, |last| last.end() + 1)
}

/// A phrase in a segment.
struct Phrase {
    steps: Vec<OpenStep>,
    slop: u32,
}

struct OpenStep {
    place: RangeInclusive<u32>,
    slot: Slot,
}

/// Where a phrase may have got to at some position: the last one that it takes in the document, and the extra ones that are
/// left.
type Reached = Vec<(u32, u32)>;

impl Phrase {
    /// The number of positions.
    fn length(&self) -> u32 {
        self.steps.iter().map(|step| step.place.end() + 1).max().unwrap_or(0)
    }

    /// The steps over that position which the fewest documents have: every document that holds the phrase has one of them.
    fn rarest(&self) -> Vec<usize> {
        let over = |position| {
            let is_over = move |number: &usize| self.steps[*number].place.contains(&position);
            (0..self.steps.len()).filter(is_over)
        };
        let documents = |position: &u32| -> u64 {
            over(*position).map(|number| u64::from(self.steps[number].slot.documents())).sum()
        };
        let position = (0..self.length()).min_by_key(documents);
        position.map(|position| over(position).collect()).unwrap_or_default()
    }

    /// The first document from one on that has any of some steps.
    fn next_of(&mut self, steps: &[usize], document: DocId) -> DocId {
        let next = steps.iter().map(|&number| self.steps[number].slot.seek(document));
        next.min().unwrap_or(TERMINATED)
    }

    /// Whether steps follow one another from the first position to the last, somewhere in a document before a position.
    fn holds(&mut self, document: DocId, end: u32) -> bool {
        let mut found: Vec<(RangeInclusive<u32>, Vec<RangeInclusive<u32>>)> = Vec::new();
        for step in &mut self.steps {
            step.slot.seek(document);
            found.push((step.place.clone(), step.slot.places(document)));
        }
        let length = self.length();
        let mut reached: Vec<Reached> = vec![Reached::new(); length as usize + 1];
        for position in 0..length {
            let before = best(std::mem::take(&mut reached[position as usize]));
            for (place, places) in found.iter().filter(|(place, _)| *place.start() == position) {
                let after = &mut reached[*place.end() as usize + 1];
                if position == 0 {
                    after.extend(places.iter().map(|found| (*found.end(), self.slop)));
                }
                before.iter().for_each(|&(last, room)| follow(places, last, room, after));
            }
        }
        reached[length as usize].iter().any(|&(last, _)| last < end)
    }
}

/// Keeps the most room for each last position.
fn best(mut reached: Reached) -> Reached {
    reached.sort_unstable_by_key(|&(last, room)| (last, Reverse(room)));
    reached.dedup_by_key(|(last, _)| *last);
    reached
}

/// Goes on from a position to the next of some places, if that is near enough.
fn follow(places: &[RangeInclusive<u32>], last: u32, room: u32, after: &mut Reached) {
    let following = &places[places.partition_point(|place| *place.start() <= last)..];
    let Some(first) = following.first().map(|place| *place.start()) else { return };
    let Some(left) = room.checked_sub(first - last - 1) else { return };
    let alike = following.iter().take_while(|place| *place.start() == first);
    after.extend(alike.map(|place| (*place.end(), left)));
}
