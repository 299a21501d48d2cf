//! A unit of the query in one language: all forms under which it may be found there.

use super::kin::Finder;
use super::memory::Memory;
use super::pattern::Pattern;
use super::unit::Unit;
use super::vocabulary::{Entry, Vocabulary};
use crate::analysis::Kind;
use crate::index::CompoundTable;
use crate::index::term::SEPARATOR;
use crate::language::Language;
use crate::search::matching::sets::DocumentSets;
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

/// A function or question word counts this much of another word.
pub(crate) const FUNCTION_WORD_WEIGHT: f32 = 0.1;

/// A unit of the query in one language.
pub(crate) struct Group {
    /// Name of the unit: its exact form.
    pub unit: String,
    /// Number of the leaf it stems from.
    pub leaf: usize,
    /// What it counts: less for function words.
    pub weight: f32,
    /// Inverse document frequency of the most frequent way to match whole words.
    pub idf: f32,
    /// The ways to match; a document is scored by the best, the others add little.
    pub alternatives: Rc<Vec<Alternative>>,
    /// The index terms, each with the alternatives it belongs to.
    pub terms: Rc<Vec<Term>>,
    /// Whether it is a function word or a character out of a run, left out of closeness.
    pub is_light: bool,
    /// Whether it is a pair of Han characters.
    pub is_pair: bool,
    /// Whether it is a character out of a longer run.
    pub is_fragment: bool,
    /// Whether it merely lifts documents that match otherwise: a fragment, or a function word among other words.
    pub is_support: bool,
    /// Whether spellings in two scripts exist, so that the script of a match says something.
    pub has_scripts: bool,
    /// What its terms have in common, where its unit is no word that is written out.
    pub pattern: Option<Pattern>,
    /// The documents of the terms that are too many to be scored one by one.
    pub rest: Option<DocumentSets>,
}

/// A way to match.
#[derive(Clone)]
pub(crate) struct Alternative {
    pub manner: Manner,
    /// Documents that have any of its terms, as estimated.
    pub documents: f32,
    /// What it counts, compared with the exact form.
    pub weight: f32,
    /// Inverse document frequency of its terms taken together.
    pub idf: f32,
    /// Several parts of one word: their scores are averaged over this number.
    pub mean_of: Option<u8>,
    /// Whether it matches whole words, neither parts nor compounds.
    pub is_whole: bool,
    /// Whether it merely lifts documents that match otherwise.
    pub is_support: bool,
}

/// How the terms of an alternative are related to the unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// The same word, in any spelling.
    Spelling,
    /// The same stem.
    Stem,
    /// The same first letters.
    Beginning,
    /// A compound that holds the unit.
    Compound,
    /// A part of the unit.
    Part,
    /// What begins as the query asks.
    Prefix,
    /// As few edits away as the query asks.
    Edits,
    /// What looks alike, as no text has the unit.
    LookAlike,
}

/// An index term in a group.
#[derive(Clone)]
pub(crate) struct Term {
    pub entry: Entry,
    /// Bit `n`: belongs to alternative `n`.
    pub alternatives: u16,
    /// How exact it is, up to 1.
    pub weight: f32,
    pub kind: Kind,
    /// Where the parts stand that match, in bytes of the folded word; empty if all of it does.
    pub parts: Vec<Range<usize>>,
    /// Whether it merely lifts documents that match otherwise, and is not highlighted.
    pub is_support: bool,
}

/// Where a group is sought: the vocabulary of a field, its language, the documents that have it.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub language: &'static Language,
    pub words: &'a Vocabulary,
    /// Which compounds hold which parts.
    pub compounds: &'a CompoundTable<'a>,
    pub documents: u32,
    /// Whether only the words as they stand count.
    pub exact: bool,
}

/// Returns the group of a unit.
pub(crate) fn group(memory: &Memory, unit: &Unit, leaf: usize, place: &Place) -> Group {
    let Known { alternatives, terms } = known(memory, unit, place);
    let is_light = match unit {
        Unit::Word(word) => place.language.is_function_word(&word.exact),
        Unit::Han(han) => han.is_fragment,
    };
    let weight = match unit {
        Unit::Word(_) => {
            if is_light {
                FUNCTION_WORD_WEIGHT
            } else {
                1.0
            }
        }
        Unit::Han(han) => han.weight,
    };
    let is_han = |holds: fn(&super::unit::Han) -> bool| matches!(unit, Unit::Han(han) if holds(han));
    let idfs = alternatives.iter().filter(|alternative| alternative.is_whole);
    Group {
        unit: unit.name().to_owned(),
        leaf,
        weight,
        idf: idfs.map(|alternative| alternative.idf).fold(idf(place.documents, 0.0), f32::min),
        is_light,
        is_pair: is_han(|han| han.exact.chars().count() > 1),
        is_fragment: is_han(|han| han.is_fragment),
        is_support: is_han(|han| han.is_fragment),
        has_scripts: is_han(|_| true)
            && (terms.len() > 1 || terms.iter().any(|term| term.entry.key.contains(SEPARATOR))),
        pattern: None,
        rest: None,
        alternatives,
        terms,
    }
}

/// All forms of a unit, looked up once.
fn known(memory: &Memory, unit: &Unit, place: &Place) -> Known {
    memory.forms(unit, place.words.field, place.exact, || {
        let mut forms = Forms::default();
        Finder { place, forms: &mut forms }.find(unit);
        forms.into_known()
    })
}

/// Inverse document frequency as in BM25, never negative.
pub(crate) fn idf(documents: u32, with_term: f32) -> f32 {
    let all = (documents as f32).max(with_term);
    (1.0 + (all - with_term + 0.5) / (with_term + 0.5)).ln()
}

impl Group {
    /// Documents that hold the exact form.
    pub fn exact_documents(&self) -> f32 {
        let exact = self.terms.iter().filter(|term| term.kind == Kind::Exact);
        exact.map(|term| term.entry.documents as f32).sum()
    }

    /// Whether a document can be a hit by it.
    pub fn can_match(&self) -> bool {
        !self.is_fragment && self.weight > 0.0 && self.terms.iter().any(|term| !term.is_support)
    }

    /// The terms that stand for the whole unit, neither for a part of it nor for a word of which it is a part.
    pub fn whole_terms(&self) -> impl Iterator<Item = &Term> {
        whole_terms(&self.alternatives, &self.terms)
    }

    /// The terms by which a document may be a hit.
    pub fn matching_terms(&self) -> impl Iterator<Item = &Term> {
        self.terms.iter().filter(|term| !self.is_support && !term.is_support)
    }

    /// Adds an alternative with its terms, in a field of so many documents.
    pub fn add(&mut self, way: Way, found: Vec<Found>, documents: u32) {
        let terms = Rc::unwrap_or_clone(std::mem::take(&mut self.terms)).into_iter();
        let mut forms = Forms {
            alternatives: Rc::unwrap_or_clone(std::mem::take(&mut self.alternatives)),
            terms: terms.map(|term| (term.entry.key.clone(), term)).collect(),
        };
        forms.add(way, found, documents);
        Known { alternatives: self.alternatives, terms: self.terms } = forms.into_known();
    }

    /// Whether it tells languages apart: words and single characters do, pairs would count them twice.
    pub fn counts_for_odds(&self) -> bool {
        !self.is_pair
    }
}

/// The forms found so far for one unit.
#[derive(Default)]
pub(crate) struct Forms {
    alternatives: Vec<Alternative>,
    /// By key.
    terms: BTreeMap<Rc<str>, Term>,
}

/// All forms of a unit in a field.
#[derive(Clone)]
pub(crate) struct Known {
    pub alternatives: Rc<Vec<Alternative>>,
    pub terms: Rc<Vec<Term>>,
}

impl Known {
    /// As [`Group::whole_terms`].
    pub fn whole_terms(&self) -> impl Iterator<Item = &Term> {
        whole_terms(&self.alternatives, &self.terms)
    }
}

fn whole_terms<'t>(
    alternatives: &[Alternative],
    terms: &'t [Term],
) -> impl Iterator<Item = &'t Term> + use<'t> {
    let is_whole = |way: &Alternative| way.is_whole && !way.is_support;
    let whole = alternatives.iter().enumerate().filter(|(_, way)| is_whole(way));
    let whole = whole.fold(0u16, |bits, (number, _)| bits | 1 << number);
    terms.iter().filter(move |term| !term.is_support && term.alternatives & whole != 0)
}

/// A term found for an alternative, how exact it is, and as what.
#[derive(Clone)]
pub(crate) struct Found {
    pub entry: Entry,
    pub weight: f32,
    pub kind: Kind,
    /// Where the part stands that matches, in bytes of the folded word; None if all of it does.
    pub part: Option<Range<usize>>,
}

/// What the terms of an alternative have in common.
#[derive(Clone, Copy)]
pub(crate) struct Way {
    pub manner: Manner,
    pub weight: f32,
    pub mean_of: Option<u8>,
    /// Whether it is by whole words, neither by parts nor by compounds.
    pub is_whole: bool,
    pub is_support: bool,
}

impl Found {
    /// A term that matches as a whole.
    pub fn new(entry: Entry, weight: f32, kind: Kind) -> Found {
        Found { entry, weight, kind, part: None }
    }
}

impl Way {
    /// A way to match by whole words.
    pub fn whole(manner: Manner, weight: f32) -> Way {
        Way { manner, weight, mean_of: None, is_whole: true, is_support: false }
    }
}

impl Forms {
    fn into_known(self) -> Known {
        let Forms { alternatives, terms } = self;
        Known { alternatives: Rc::new(alternatives), terms: Rc::new(terms.into_values().collect()) }
    }

    /// Adds an alternative with its terms, in a field of so many documents.
    pub fn add(&mut self, way: Way, found: Vec<Found>, documents: u32) {
        let number = self.alternatives.len();
        if number >= u16::BITS as usize {
            return;
        }
        let with_any = union(documents, found.iter().map(|found| found.entry.documents));
        let Way { manner, weight, mean_of, is_whole, is_support } = way;
        let idf = idf(documents, with_any);
        let documents = with_any;
        self.alternatives.push(Alternative { manner, documents, weight, idf, mean_of, is_whole, is_support });
        for Found { entry, weight, kind, part } in found {
            let term = self.terms.entry(entry.key.clone()).or_insert_with(|| Term {
                entry,
                alternatives: 0,
                weight,
                kind,
                parts: part.iter().cloned().collect(),
                is_support,
            });
            if term.is_support && !is_support {
                // What merely began alike turns out to be a compound.
                (term.kind, term.parts) = (kind, part.into_iter().collect());
            } else if let Some(part) = part
                && !term.parts.is_empty()
                && !term.parts.contains(&part)
            {
                term.parts.push(part);
            }
            term.alternatives |= 1 << number;
            term.weight = term.weight.max(weight);
            term.is_support &= is_support;
        }
    }
}

/// Estimates how many documents hold any of several terms, as if they occurred independently: the same in any number
/// of segments, and no postings read.
fn union(documents: u32, frequencies: impl Iterator<Item = u32>) -> f32 {
    let all = documents.max(1) as f32;
    let without: f32 = frequencies.map(|with| 1.0 - (with as f32 / all).min(1.0)).product();
    all * (1.0 - without)
}
