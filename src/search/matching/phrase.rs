//! Phrases: words that follow one another in a document, in any of their forms, across languages and passages. One word
//! is a phrase, too, where it matters in which place it stands.

use super::sets::{DocumentSets, empty_sets};
use super::slot::{PhraseWord, Slot};
use crate::error::Error;
use crate::index::{Ends, Index};
use crate::query::Field;
use crate::search::ranking::plan::Plan;
use std::cmp::Reverse;
use std::ops::RangeInclusive;
use tantivy::{DocId, TERMINATED};

/// The documents in which words follow one another from the first position of a phrase to its last, with so many extra
/// positions in all at most; of a title, before its end.
pub(crate) fn documents(
    index: &Index,
    plan: &Plan,
    words: &[PhraseWord],
    slop: u32,
    field: Option<Field>,
) -> Result<DocumentSets, Error> {
    let mut sets = empty_sets(index);
    for ((segment, set), ends) in sets.iter_mut().enumerate().zip(index.ends()?) {
        let open = |PhraseWord { positions, terms }: &PhraseWord| {
            Ok(Word { positions: positions.clone(), slot: Slot::open(index, plan, terms, segment)? })
        };
        let words = words.iter().map(open).collect::<Result<_, Error>>()?;
        let mut phrase = Phrase::new(words, slop, ends);
        let mut title = match field {
            Some(Field::Title) => Some(Slot::of_titles(index, plan, segment)?),
            _ => None,
        };
        let rarest = phrase.rarest();
        let mut document = phrase.next_of(&rarest, 0);
        while document != TERMINATED {
            let end = title.as_mut().map_or(u32::MAX, |title| end_of(title, document));
            if end > 0 && phrase.is_in(document) && phrase.may_hold(document) && phrase.holds(document, end) {
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
    title.last_start(document).map_or(0, |last| last + 1)
}

/// A phrase in a segment.
struct Phrase {
    words: Vec<Word>,
    /// The words over each position.
    over: Vec<Vec<usize>>,
    /// The same, those that the fewest documents have first.
    rarest_first: Vec<Vec<usize>>,
    /// Positions that no word takes together with the one before: there one word must follow another. Those of the rarest words
    /// come first.
    borders: Vec<u32>,
    slop: u32,
    ends: Ends,
    /// Room for where words before a border begin and reach, and for those behind it.
    before: Vec<(u32, u32)>,
    after: Vec<(u32, u32)>,
}

/// A word of a phrase in a segment.
struct Word {
    /// The positions of the phrase that it takes.
    positions: RangeInclusive<u32>,
    slot: Slot,
}

impl Word {
    /// Whether it takes a position together with the one before.
    fn spans(&self, position: u32) -> bool {
        *self.positions.start() < position && position <= *self.positions.end()
    }

    /// Whether it ends before a position or starts at it.
    fn is_beside(&self, position: u32) -> bool {
        *self.positions.end() + 1 == position || *self.positions.start() == position
    }
}

/// Where a phrase may have got to at some position of its own: the last one that it takes in the document, and the extra ones
/// that are left.
type Reached = Vec<(u32, u32)>;

impl Phrase {
    fn new(words: Vec<Word>, slop: u32, ends: Ends) -> Phrase {
        let length = words.iter().map(|word| word.positions.end() + 1).max().unwrap_or(0);
        let is_over = |position, number: &usize| words[*number].positions.contains(&position);
        let over = |position| (0..words.len()).filter(|number| is_over(position, number)).collect();
        let over: Vec<Vec<usize>> = (0..length).map(over).collect();
        let documents = |number: &usize| u64::from(words[*number].slot.documents());
        let mut rarest_first = over.clone();
        rarest_first.sort_by_cached_key(|over| over.iter().map(documents).sum::<u64>());
        let is_border = |position: &u32| !words.iter().any(|word| word.spans(*position));
        let mut borders: Vec<u32> = (1..length).filter(is_border).collect();
        let beside = |border: &u32| {
            let beside = (0..words.len()).filter(|number| words[*number].is_beside(*border));
            beside.map(|number| documents(&number)).sum::<u64>()
        };
        borders.sort_by_cached_key(beside);
        let (before, after) = (Vec::new(), Vec::new());
        Phrase { over, rarest_first, borders, words, slop, ends, before, after }
    }

    /// The words over that position which the fewest documents have: every document that holds the phrase has one of them.
    fn rarest(&self) -> Vec<usize> {
        self.rarest_first.first().cloned().unwrap_or_default()
    }

    /// The first document from one on that has any of some words.
    fn next_of(&mut self, words: &[usize], document: DocId) -> DocId {
        next_of(&mut self.words, words, document)
    }

    /// Goes on to a document that has one of the rarest words. Whether it has a word for each position.
    fn is_in(&mut self, document: DocId) -> bool {
        let words = &mut self.words;
        self.rarest_first.iter().skip(1).all(|over| next_of(words, over, document) == document)
    }

    /// A quick look at a document that it went on to: whether one word may follow another at each border.
    fn may_hold(&mut self, document: DocId) -> bool {
        let failing = (0..self.borders.len()).find(|&number| !self.may_cross(self.borders[number], document));
        if let Some(failing) = failing {
            // The border that rules one document out is likely to rule out others.
            self.borders[..=failing].rotate_right(1);
        }
        failing.is_none()
    }

    /// Whether one word may follow another at a border.
    fn may_cross(&mut self, border: u32, document: DocId) -> bool {
        let Phrase { words, ends, before, after, .. } = self;
        before.clear();
        after.clear();
        for word in words {
            if *word.positions.end() + 1 == border {
                word.slot.add_reaches(document, ends, before);
            } else if *word.positions.start() == border {
                word.slot.add_reaches(document, ends, after);
            }
        }
        after.sort_unstable();
        before.iter().any(|&(start, last)| {
            let next = after.get(after.partition_point(|&(other, _)| other <= start));
            next.is_some_and(|&(next, _)| next <= last + 1 + self.slop)
        })
    }

    /// Whether words follow one another in a document that it went on to, before a position.
    fn holds(&mut self, document: DocId, end: u32) -> bool {
        let length = self.over.len() as u32;
        let mut reached: Vec<Reached> = vec![Reached::new(); length as usize + 1];
        for position in 0..length {
            let before = best(std::mem::take(&mut reached[position as usize]));
            if position > 0 && before.is_empty() {
                continue;
            }
            for word in self.words.iter_mut().filter(|word| *word.positions.start() == position) {
                let found = word.slot.positions(document, &mut self.ends);
                let after = &mut reached[*word.positions.end() as usize + 1];
                if position == 0 {
                    after.extend(found.iter().map(|found| (*found.end(), self.slop)));
                }
                before.iter().for_each(|&(last, room)| follow(&found, last, room, after));
            }
        }
        reached[length as usize].iter().any(|&(last, _)| last < end)
    }
}

fn next_of(words: &mut [Word], some: &[usize], document: DocId) -> DocId {
    some.iter().map(|&number| words[number].slot.seek(document)).min().unwrap_or(TERMINATED)
}

/// Keeps the most room for each last position.
fn best(mut reached: Reached) -> Reached {
    reached.sort_unstable_by_key(|&(last, room)| (last, Reverse(room)));
    reached.dedup_by_key(|(last, _)| *last);
    reached
}

/// Goes on from a position to the next occurrence of a word, if that is near enough.
fn follow(found: &[RangeInclusive<u32>], last: u32, room: u32, after: &mut Reached) {
    let following = &found[found.partition_point(|found| *found.start() <= last)..];
    let Some(first) = following.first().map(|found| *found.start()) else { return };
    let Some(left) = room.checked_sub(first - last - 1) else { return };
    let alike = following.iter().take_while(|found| *found.start() == first);
    after.extend(alike.map(|found| (*found.end(), left)));
}
