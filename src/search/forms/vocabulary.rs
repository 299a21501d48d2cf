//! The words that a field of the index holds, looked up and listed across its segments.

use crate::analysis::compound::Rules;
use crate::analysis::fold::folded;
use crate::error::Error;
use crate::index::term::{SEPARATOR, TITLE_END, split_key};
use crate::index::{Alive, Dictionary, Index, Known};
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::io;
use std::rc::Rc;
use tantivy::Term;
use tantivy::postings::TermInfo;
use tantivy::query::FuzzyTermQuery;
use tantivy::schema::Field;
use tantivy_fst::Automaton;
use tantivy_fst::automaton::AlwaysMatch;

/// The last character before those of Chinese, Japanese and Korean: Latin, Greek, Cyrillic letters and many more come before it.
const LAST_LETTER: char = '\u{2e7f}';

/// A field's term dictionaries, one a segment. What cannot be read of them is as if it were not there: the damage is noted, and a
/// search that met any fails.
pub(crate) struct Vocabulary {
    pub field: Field,
    pub segments: Vec<Dictionary>,
    /// By segment: which documents count.
    alive: Vec<Alive>,
    /// By segment: whether it has words in the field, beside the token that each segment has.
    has_words: Vec<bool>,
    /// Folded Han characters that were looked up, and whether any term is spelled like them.
    characters: RefCell<HashMap<char, bool>>,
    title_end: OnceCell<Option<Entry>>,
}

/// A term of the vocabulary; a copy shares what it holds.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// The term as the index holds it.
    pub key: Rc<str>,
    /// Documents that hold it.
    pub documents: u32,
    /// Where its postings are, by segment.
    pub infos: Rc<[Option<TermInfo>]>,
}

impl Vocabulary {
    pub fn open(index: &Index, field: Field) -> Result<Vocabulary, Error> {
        let alive = index.searcher.segment_readers().iter().map(Alive::of).collect();
        Vocabulary::with(index, field, alive)
    }

    /// The keys of files; documents that were deleted count.
    pub fn of_files(index: &Index) -> Result<Vocabulary, Error> {
        let alive = index.searcher.segment_readers().iter().map(|_| Alive::all()).collect();
        Vocabulary::with(index, index.fields.key, alive)
    }

    fn with(index: &Index, field: Field, alive: Vec<Alive>) -> Result<Vocabulary, Error> {
        let segments = index.dictionaries(field)?;
        let is_bare = |terms: &Dictionary| {
            terms.count() == 0
                || terms.count() == 1 && terms.get(TITLE_END.as_bytes()).is_ok_and(|mark| mark.is_some())
        };
        let has_words = segments.iter().map(|segment| !is_bare(segment)).collect();
        Ok(Vocabulary {
            field,
            segments,
            alive,
            has_words,
            characters: RefCell::default(),
            title_end: OnceCell::new(),
        })
    }

    /// Lists the terms from `first` up to `last`, both included, in order, as far as `wanted` wants them.
    pub fn range(&self, first: &str, last: &str, mut wanted: impl FnMut(&str) -> bool) -> Vec<Entry> {
        let listed = self.listed(&AlwaysMatch, (first, last), |key| wanted(key).then_some(()));
        listed.into_iter().map(|(entry, ())| entry).collect()
    }

    /// Lists the terms of a range that an automaton takes, each with what `judge` says of it, without those of which it says
    /// nothing.
    fn listed<A: Automaton<State: Clone>, T>(
        &self,
        taker: &A,
        range: (&str, &str),
        mut judge: impl FnMut(&str) -> Option<T>,
    ) -> Vec<(Entry, T)> {
        let mut entries: Vec<(Entry, T)> = Vec::new();
        let mut segments = 0;
        for number in (0..self.segments.len()).filter(|&number| self.has_words[number]) {
            let before = entries.len();
            // Where it cannot be read, there is no answer, so it does not matter what was found before.
            let _ = self.list(number, taker, range, &mut judge, &mut entries);
            segments += usize::from(entries.len() > before);
        }
        if segments > 1 { united(entries) } else { entries }
    }

    /// Adds what a segment has of the terms that are listed.
    fn list<A: Automaton<State: Clone>, T>(
        &self,
        number: usize,
        taker: &A,
        (first, last): (&str, &str),
        mut judge: impl FnMut(&str) -> Option<T>,
        entries: &mut Vec<(Entry, T)>,
    ) -> io::Result<()> {
        let dictionary = &self.segments[number];
        let mut terms = dictionary.search(taker, first, last)?;
        while let Some((key, ordinal)) = terms.next()? {
            let Ok(key) = str::from_utf8(key) else { continue };
            let Some(judgement) = judge(key) else { continue };
            let info = dictionary.info(ordinal)?;
            let documents = self.documents(number, &info);
            if documents == 0 {
                continue;
            }
            let only_here = |segment| (segment == number).then(|| info.clone());
            let infos = (0..self.segments.len()).map(only_here).collect();
            entries.push((Entry { key: key.into(), documents, infos }, judgement));
        }
        Ok(())
    }

    /// Looks a term up.
    pub fn get(&self, key: &str) -> Option<Entry> {
        self.entry(key, |number| self.info(number, key))
    }

    /// Looks a term up whose ordinal in a segment is known.
    pub fn get_known(&self, key: &str, Known { segment, ordinal }: Known) -> Option<Entry> {
        self.entry(key, |number| match number == segment {
            true => self.segments[number].info(ordinal).ok(),
            false => self.info(number, key),
        })
    }

    /// Where a segment has the postings of a term.
    fn info(&self, number: usize, key: &str) -> Option<TermInfo> {
        self.has_words[number]
            .then(|| self.segments[number].get(key.as_bytes()).unwrap_or_default())
            .flatten()
    }

    /// A term, given where each segment has its postings.
    fn entry(&self, key: &str, info: impl FnMut(usize) -> Option<TermInfo>) -> Option<Entry> {
        let infos: Rc<[Option<TermInfo>]> = (0..self.segments.len()).map(info).collect();
        let numbered = infos.iter().enumerate();
        let documents: u32 =
            numbered.filter_map(|(number, info)| Some(self.documents(number, info.as_ref()?))).sum();
        (documents > 0).then(|| Entry { key: key.into(), documents, infos })
    }

    /// How many documents of a segment hold a term.
    fn documents(&self, segment: usize, info: &TermInfo) -> u32 {
        let documents = self.alive[segment].documents(&self.segments[segment].postings, info);
        documents.unwrap_or_default()
    }

    /// The mark at the end of titles, if there are any.
    pub fn title_end(&self) -> Option<&Entry> {
        self.title_end.get_or_init(|| self.get(TITLE_END)).as_ref()
    }

    /// Lists the terms that begin with a folded prefix.
    pub fn beginning_with(&self, prefix: &str, wanted: impl FnMut(&str) -> bool) -> Vec<Entry> {
        self.range(prefix, &format!("{prefix}{}", char::MAX), wanted)
    }

    /// Lists the terms that begin with a folded prefix, each with what `judge` says of it, without those of which it
    /// says nothing.
    pub fn judged<T>(&self, prefix: &str, judge: impl FnMut(&str) -> Option<T>) -> Vec<(Entry, T)> {
        let last = format!("{prefix}{}", char::MAX);
        self.listed(&AlwaysMatch, (prefix, &last), judge)
    }

    /// Lists the terms that are spelled like a Han character or a pair of them. A pair is looked up only where both of its
    /// characters are known: most languages' texts have none.
    pub fn han_like(&self, han: &str) -> Vec<Entry> {
        let folded = folded(han);
        let mut characters = folded.chars();
        match (characters.next(), characters.next()) {
            (Some(first), Some(second)) if !self.has_character(first) || !self.has_character(second) => {
                Vec::new()
            }
            _ => self.with_folded(&folded),
        }
    }

    fn has_character(&self, character: char) -> bool {
        let known = self.characters.borrow().get(&character).copied();
        known.unwrap_or_else(|| {
            let is_known = !self.with_folded(character.encode_utf8(&mut [0; 4])).is_empty();
            self.characters.borrow_mut().insert(character, is_known);
            is_known
        })
    }

    /// Lists the terms with a given folded form.
    pub fn with_folded(&self, folded: &str) -> Vec<Entry> {
        // No character sorts before the separator, so nothing else lies between.
        self.range(folded, &format!("{folded}{SEPARATOR}{}", char::MAX), |_| true)
    }

    /// Lists the terms that begin with `beginning` and whose folded form is so many edits at most from a folded word: a
    /// letter more, less, other, or two changed about. `edits` is 1 or 2. A word of letters is not found by what has a Han
    /// character right after `beginning`.
    pub fn within_edits(&self, folded: &str, edits: u8, beginning: &str) -> Vec<Entry> {
        let near = FuzzyTermQuery::new(Term::from_field_text(self.field, folded), edits, true);
        let is_near =
            |key: &str| (strsim::osa_distance(split_key(key).0, folded) <= usize::from(edits)).then_some(());
        // Thousands of Han characters may stand in the place of a letter, and for each all that follows it would be tried.
        let is_of_letters = folded.chars().all(|c| c <= LAST_LETTER);
        let last = if is_of_letters { LAST_LETTER } else { char::MAX };
        let last = format!("{beginning}{last}");
        let automaton = OfFolded(near.automaton().expect("one and two are distances the engine knows"));
        let entries = self.listed(&automaton, (beginning, &last), is_near);
        entries.into_iter().map(|(entry, ())| entry).collect()
    }

    /// How well a folded word is attested as a part of compounds; each word is looked up once.
    pub fn evidence(&self, rules: &Rules) -> impl Fn(&str) -> f32 {
        let known: RefCell<HashMap<String, f32>> = RefCell::default();
        move |folded| {
            if let Some(&evidence) = known.borrow().get(folded) {
                return evidence;
            }
            let documents = || self.with_folded(folded).iter().map(|entry| entry.documents).sum();
            let evidence = rules.evidence(folded, documents);
            known.borrow_mut().insert(folded.to_owned(), evidence);
            evidence
        }
    }
}

/// Takes the terms whose folded form an automaton takes, whatever exact form stands behind it.
struct OfFolded<A>(A);

impl<A: Automaton> Automaton for OfFolded<A> {
    /// None behind a folded form that is taken.
    type State = Option<A::State>;

    fn start(&self) -> Self::State {
        Some(self.0.start())
    }

    fn is_match(&self, state: &Self::State) -> bool {
        state.as_ref().is_none_or(|state| self.0.is_match(state))
    }

    fn can_match(&self, state: &Self::State) -> bool {
        state.as_ref().is_none_or(|state| self.0.can_match(state))
    }

    fn accept(&self, state: &Self::State, byte: u8) -> Self::State {
        let state = state.as_ref()?;
        let is_end = char::from(byte) == SEPARATOR && self.0.is_match(state);
        (!is_end).then(|| self.0.accept(state, byte))
    }
}

/// Puts together what the segments have of each term.
fn united<T>(mut entries: Vec<(Entry, T)>) -> Vec<(Entry, T)> {
    entries.sort_by(|(a, _), (b, _)| a.key.cmp(&b.key));
    let mut united: Vec<(Entry, T)> = Vec::with_capacity(entries.len());
    for (entry, judgement) in entries {
        match united.last_mut() {
            Some((last, _)) if last.key == entry.key => {
                last.documents += entry.documents;
                for (info, other) in Rc::make_mut(&mut last.infos).iter_mut().zip(entry.infos.iter()) {
                    *info = other.clone().or(info.take());
                }
            }
            _ => united.push((entry, judgement)),
        }
    }
    united
}
