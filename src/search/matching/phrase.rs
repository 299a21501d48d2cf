//! Phrases: words that follow one another in a document, in any of their forms, across languages and passages. One word
//! is a phrase, too, where it matters in which place it stands.

use super::pairs::Pairs;
use super::sets::{DocumentSets, Marked, empty_sets};
use super::slot::{PhraseWord, PhraseWords, Slot, title_marks};
use crate::error::Error;
use crate::index::{Ends, Index};
use crate::query::Field;
use crate::search::ranking::plan::Plan;
use std::cmp::Reverse;
use std::io;
use std::ops::RangeInclusive;
use tantivy::DocId;

/// The documents in which words follow one another from the first position of a phrase to its last, with so many extra
/// positions in all at most; of a title, before its end.
pub(crate) fn documents<'p>(
    index: &Index,
    plan: &'p Plan,
    words: &'p PhraseWords,
    slop: u32,
    field: Option<Field>,
) -> Result<DocumentSets, Error> {
    let mut sets = empty_sets(index);
    let titles = if field == Some(Field::Title) { Some(title_marks(plan)) } else { None };
    let pairs = Pairs::new(index, plan, if slop == 0 { &words.pairs } else { &[] })?;
    for ((segment, set), ends) in sets.iter_mut().enumerate().zip(index.ends()?) {
        let open = |PhraseWord { positions, terms }: &'p PhraseWord| {
            Ok(Word { positions: positions.clone(), slot: Slot::open(index, plan, terms, segment)? })
        };
        let words = words.words.iter().map(open).collect::<Result<_, Error>>()?;
        let mut phrase = Phrase::new(words, slop, ends);
        let titles = titles.as_ref().map(|marks| Slot::open(index, plan, marks, segment));
        let mut titles = titles.transpose()?;
        let paired = pairs.documents(segment, set.max_value());
        let complete = paired.and_then(|paired| phrase.complete(paired, set.max_value()));
        for document in complete.map_err(|error| index.damaged(error.to_string()))?.documents() {
            let end = titles.as_mut().map_or(u32::MAX, |titles| end_of(titles, document));
            if end > 0 && phrase.is_in(document) && phrase.may_hold(document) && phrase.holds(document, end) {
                set.insert(document);
            }
        }
    }
    Ok(sets)
}

/// The position after the title of a document; 0 if it has none.
fn end_of(title: &mut Slot, document: DocId) -> u32 {
    if !title.is_in(document) {
        return 0;
    }
    title.last_start(document).map_or(0, |last| last + 1)
}

/// A phrase in a segment.
struct Phrase<'p> {
    words: Vec<Word<'p>>,
    /// The positions that it takes.
    length: u32,
    /// The words over each position, those that the fewest documents have first. In the documents that are looked at, there is one
    /// of those that are not listed any more.
    over: Vec<Vec<usize>>,
    /// Positions that no word takes together with the one before: there one word must follow another. Those of the rarest words
    /// come first.
    borders: Vec<u32>,
    slop: u32,
    ends: Ends,
}

/// A word of a phrase in a segment.
struct Word<'p> {
    /// The positions of the phrase that it takes.
    positions: RangeInclusive<u32>,
    slot: Slot<'p>,
}

impl Word<'_> {
    /// Whether it takes a position together with the one before.
    fn spans(&self, position: u32) -> bool {
        *self.positions.start() < position && position <= *self.positions.end()
    }

    /// Whether it ends before a position or starts at it.
    fn is_beside(&self, position: u32) -> bool {
        *self.positions.end() + 1 == position || *self.positions.start() == position
    }

    /// Goes wherever it is in a document.
    fn begin(&mut self, document: DocId, ends: &mut Ends, slop: u32, after: &mut Reached) {
        for term in self.slot.at_mut(document) {
            let (starts, further) = term.with_further(ends);
            after.extend(starts.iter().map(|&start| (start + further.of(start), slop)));
        }
    }

    /// Goes on to where it is next in a document, from each place that is near enough.
    fn follow(&mut self, document: DocId, ends: &mut Ends, before: &[(u32, u32)], after: &mut Reached) {
        let mut next = vec![u32::MAX; before.len()];
        for term in self.slot.at_mut(document) {
            let mut starts = term.starts().iter().peekable();
            for (next, (last, _)) in next.iter_mut().zip(before) {
                while starts.next_if(|start| *start <= last).is_some() {}
                *next = starts.peek().map_or(*next, |start| (*next).min(**start));
            }
        }
        let steps = next.into_iter().zip(before);
        let steps = steps.filter_map(|(next, (last, room))| Some((next, room.checked_sub(next - last - 1)?)));
        let steps: Reached = steps.collect();
        for term in self.slot.at_mut(document) {
            let (starts, further) = term.with_further(ends);
            let own = steps.iter().filter(|(next, _)| starts.binary_search(next).is_ok());
            after.extend(own.map(|&(next, room)| (next + further.of(next), room)));
        }
    }
}

/// Where a phrase may have got to at some position of its own: the last one that it takes in the document, and the extra ones
/// that are left.
type Reached = Vec<(u32, u32)>;

impl<'p> Phrase<'p> {
    fn new(words: Vec<Word<'p>>, slop: u32, ends: Ends) -> Phrase<'p> {
        let length = words.iter().map(|word| word.positions.end() + 1).max().unwrap_or(0);
        let is_over = |position, number: &usize| words[*number].positions.contains(&position);
        let over = |position| (0..words.len()).filter(|number| is_over(position, number)).collect();
        let mut over: Vec<Vec<usize>> = (0..length).map(over).collect();
        over.sort_by_cached_key(|over| documents_with(over.iter().map(|&number| &words[number])));
        let is_border = |position: &u32| !words.iter().any(|word| word.spans(*position));
        let mut borders: Vec<u32> = (1..length).filter(is_border).collect();
        borders
            .sort_by_cached_key(|border| documents_with(words.iter().filter(|word| word.is_beside(*border))));
        Phrase { words, length, over, borders, slop, ends }
    }

    /// The documents of a segment that have a word for each position, or may have, of those that come into question, if that is
    /// known: words that many more documents have are left to be looked up.
    fn complete(&mut self, mut among: Option<Marked>, documents: u32) -> io::Result<Marked> {
        for over in std::mem::take(&mut self.over) {
            let postings = documents_with(over.iter().map(|&number| &self.words[number]));
            if among.as_ref().is_some_and(|among| among.are_few_beside(postings)) {
                self.over.push(over);
                continue;
            }
            let mut own = Marked::none(documents);
            self.each_document(&over, |document| own.insert(document))?;
            among = Some(own.within(among.as_ref()));
        }
        Ok(among.unwrap_or_else(|| Marked::none(documents)))
    }

    /// Goes through the documents that have any of some words.
    fn each_document(&self, words: &[usize], mut each: impl FnMut(DocId)) -> io::Result<()> {
        words.iter().try_for_each(|&number| self.words[number].slot.each_document(&mut each))
    }

    /// Whether a document has a word for each position that was left to be looked up.
    fn is_in(&mut self, document: DocId) -> bool {
        let Phrase { words, over, .. } = self;
        over.iter().all(|over| over.iter().any(|&number| words[number].slot.is_in(document)))
    }

    /// A quick look at a document: whether one word may follow another at each border.
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
        let Phrase { words, ends, slop, .. } = self;
        for word in words.iter_mut().filter(|word| word.is_beside(border)) {
            word.slot.is_in(document);
            word.slot.at_mut(document).for_each(|term| term.get_ready(ends));
        }
        let after = words.iter().filter(|word| *word.positions.start() == border);
        let mut after = after.flat_map(|word| word.slot.at(document));
        let before = || words.iter().filter(|word| *word.positions.end() + 1 == border);
        after
            .any(|next| before().any(|word| word.slot.at(document).any(|term| term.may_precede(next, *slop))))
    }

    /// Whether words follow one another in a document, before a position.
    fn holds(&mut self, document: DocId, end: u32) -> bool {
        let Phrase { words, ends, slop, length, .. } = self;
        let mut reached = vec![Reached::new(); *length as usize + 1];
        for position in 0..*length {
            let before = best(std::mem::take(&mut reached[position as usize]));
            if position > 0 && before.is_empty() {
                continue;
            }
            for word in words.iter_mut().filter(|word| *word.positions.start() == position) {
                if !word.slot.is_in(document) {
                    continue;
                }
                let after = &mut reached[*word.positions.end() as usize + 1];
                match position {
                    0 => word.begin(document, ends, *slop, after),
                    _ => word.follow(document, ends, &before, after),
                }
            }
        }
        reached[*length as usize].iter().any(|&(last, _)| last < end)
    }
}

/// Upper bound of the documents that have any of some words.
fn documents_with<'w>(words: impl Iterator<Item = &'w Word<'w>>) -> u64 {
    words.map(|word| u64::from(word.slot.documents())).sum()
}

/// Keeps the most room for each last position.
fn best(mut reached: Reached) -> Reached {
    reached.sort_unstable_by_key(|&(last, room)| (last, Reverse(room)));
    reached.dedup_by_key(|(last, _)| *last);
    reached
}
