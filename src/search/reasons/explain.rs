//! How the score of a hit came about: worked out for the hits that are shown, by the functions that scored them.

use super::findings::{Findings, findings};
use super::part::Part;
use super::reckoning::{length, score};
use crate::analysis::Kind;
use crate::document::{Passage, PassageKind};
use crate::error::Error;
use crate::index::Index;
use crate::index::outline::{Outline, Outlined};
use crate::index::term::split_key;
use crate::language::{LANGUAGES, Language};
use crate::query::Occur;
use crate::search::forms::group::{Group, Manner, Term};
use crate::search::matching::filter::Filter;
use crate::search::ranking::candidates::{Candidate, TermPlace};
use crate::search::ranking::closeness::Nearness;
use crate::search::ranking::occurrences::{Address, frequencies};
use crate::search::ranking::plan::{Plan, Scope, odds_factor};
use crate::search::ranking::score::Witness;
use std::ops::Range;

/// How the score of a hit came about.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The language whose words scored the document; None for the words of its path.
    pub language: Option<&'static Language>,
    /// How likely the query is in each language that was searched.
    pub odds: Vec<Odds>,
    /// What other languages would have scored it, and its path, best first.
    pub others: Vec<(Option<&'static Language>, f32)>,
    /// Documents that have text in the language.
    pub documents: u32,
    /// Words of the document that a word of the language is typically in.
    pub typical_words: f32,
    /// Words that the document has in the language; None for a path.
    pub words: Option<f32>,
    /// The stretch by which a long document was scored.
    pub stretch: Option<Stretch>,
    /// The passage that is shown.
    pub passage: Option<Place>,
    /// The words of the query, in its order, without those that must not occur.
    pub sought: Vec<Sought>,
    /// The factor for words that stand close together; None for candidates that were not looked at closely.
    pub closeness: Option<f32>,
    /// The factor for words in the title; None as for closeness.
    pub title: Option<f32>,
    /// The number by which frequencies are held back, the larger the longer the document: `length` in the score.
    pub length: Part,
    /// The score.
    pub score: Part,
}

/// How likely a query is in a language.
#[derive(Clone, Debug, PartialEq)]
pub struct Odds {
    /// The language.
    pub language: &'static Language,
    /// Compared with the likeliest language, which has 1.
    pub odds: f32,
    /// What they do to scores.
    pub factor: f32,
}

/// A stretch of a long document.
#[derive(Clone, Debug, PartialEq)]
pub struct Stretch {
    /// Words that a stretch has.
    pub words: f32,
    /// The share of the document that it is: what only the rest has counts by it.
    pub share: f32,
    /// Source lines of its first and last passage.
    pub lines: (u32, u32),
}

/// Where a passage stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Its number in the document, from 1.
    pub number: usize,
    /// How many the document has.
    pub of: usize,
    /// Its source line.
    pub line: u32,
    /// What it was in its source.
    pub kind: PassageKind,
    /// Its language.
    pub language: &'static Language,
}

/// A word of the query, and what the document has of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Sought {
    /// The word as it is sought; a character, or a pair of characters.
    pub word: String,
    /// What it weighs among the words of the query.
    pub weight: f32,
    /// What the query says that it weighs: the part of the weight that is not the word's own.
    pub boost: f32,
    /// Whether it is a function word or a character out of a run.
    pub is_light: bool,
    /// Its inverse document frequency, as the mass of the query counts it.
    pub idf: f32,
    /// How much of what was found counts: less than 1 for what stands only outside of a long document's stretch.
    pub share: f32,
    /// What its ways to match score together, before weight and share; 0 if it is not there.
    pub value: f32,
    /// What it adds to the sum of the words.
    pub adds: f32,
    /// The ways in which it matched, best first; empty if it is not there.
    pub ways: Vec<MatchedWay>,
}

/// A way in which a word matched.
#[derive(Clone, Debug, PartialEq)]
pub struct MatchedWay {
    /// Its name: spelling, stem, beginning, compound, part, prefix, edits or look-alike.
    pub name: &'static str,
    /// What the way counts, compared with the word itself.
    pub weight: f32,
    /// What the most exact form counts in it.
    pub exactness: f32,
    /// Occurrences of all its forms.
    pub frequency: u32,
    /// Documents of the language that have any of its forms, as estimated.
    pub documents: f32,
    /// Its inverse document frequency.
    pub idf: f32,
    /// What it scores.
    pub value: f32,
    /// Parts of one word share a score: of how many it is one.
    pub mean_of: Option<u8>,
    /// The forms that the document has, the most exact first. None are named of a word's rarest many.
    pub forms: Vec<Form>,
}

/// A form of a word that a document has.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    /// The form as it is indexed.
    pub form: String,
    /// Its kind: exact, variant, stem, part, compound, beginning, prefix, edits or look-alike.
    pub kind: &'static str,
    /// How exact it is, up to 1.
    pub exactness: f32,
    /// Occurrences.
    pub frequency: u32,
    /// Documents of the language that have it.
    pub documents: u32,
}

/// Explains the hits of a ranking.
pub(crate) struct Explainer<'a> {
    pub index: &'a Index,
    pub plan: &'a Plan,
    pub filter: &'a Filter,
    /// The candidates of each scope.
    pub candidates: &'a [Vec<Candidate>],
}

impl Explainer<'_> {
    /// Explains a hit, of which a passage is shown.
    pub fn explain(
        &self,
        hit: &Candidate,
        outline: &Outline,
        passage: Option<usize>,
    ) -> Result<Explanation, Error> {
        let is_it = |other: &&Candidate| (other.segment, other.document) == (hit.segment, hit.document);
        let mut own: Vec<&Candidate> = self.candidates.iter().flatten().filter(is_it).collect();
        own.sort_by(|a, b| a.best_first(b));
        let (best, others) = own.split_first().map_or((hit, &[][..]), |(best, others)| (*best, others));
        let scope = &self.plan.scopes[best.scope];
        let findings = findings(self.index, scope, self.filter, best)?;
        let mut notes = Notes::default();
        findings.score(scope, &mut notes);
        let sought = self.sought(scope, &findings, &notes);
        let title_boost = self.index.boosts().title - 1.0;
        let length = length(scope, &findings);
        let nearness = best.nearness.as_ref().map(|nearness| (nearness, title_boost));
        Ok(Explanation {
            language: language(scope),
            odds: self.odds(),
            others: others
                .iter()
                .map(|other| (language(&self.plan.scopes[other.scope]), other.score))
                .collect(),
            documents: scope.documents,
            typical_words: scope.typical_words,
            words: scope.language.map(|_| best.words),
            stretch: stretch(best, &findings, outline),
            passage: passage.and_then(|number| place(outline, number)),
            closeness: best.nearness.as_ref().map(Nearness::closeness),
            title: best.nearness.as_ref().map(|nearness| nearness.title(title_boost)),
            score: score(scope, &sought, length.value, notes.script, nearness),
            length,
            sought,
        })
    }

    fn odds(&self) -> Vec<Odds> {
        let odds = |scope: &Scope| {
            let language = language(scope)?;
            Some(Odds { language, odds: scope.odds.exp(), factor: odds_factor(scope.odds) })
        };
        self.plan.scopes.iter().filter_map(odds).collect()
    }

    /// What the document has of each word of the query.
    fn sought(&self, scope: &Scope, findings: &Findings, notes: &Notes) -> Vec<Sought> {
        let counts =
            |group: &Group| group.weight > 0.0 && self.plan.leaves[group.leaf].occur != Occur::MustNot;
        let groups = scope.groups.iter().enumerate().filter(|(_, group)| counts(group));
        groups.map(|(number, group)| self.word(scope, (number, group), findings, notes)).collect()
    }

    fn word(
        &self,
        scope: &Scope,
        (number, group): (usize, &Group),
        findings: &Findings,
        notes: &Notes,
    ) -> Sought {
        let note = notes.groups.iter().find(|note| note.group == number);
        let (share, value) = note.map_or((1.0, 0.0), |note| (note.share, note.value));
        let noted = note.map_or(&[][..], |note| &note.ways);
        let mut ways: Vec<MatchedWay> =
            noted.iter().map(|way| matched(group, way, findings.terms_of(number))).collect();
        ways.sort_by(|a, b| b.value.total_cmp(&a.value));
        Sought {
            word: group.unit.clone(),
            weight: group.weight,
            boost: self.plan.leaves[group.leaf].boost,
            is_light: group.is_light,
            idf: group.idf,
            share,
            value,
            adds: if scope.mass > 0.0 { share * group.weight * value / scope.mass } else { 0.0 },
            ways,
        }
    }
}

fn language(scope: &Scope) -> Option<&'static Language> {
    scope.language.map(|ordinal| LANGUAGES[ordinal])
}

fn matched(group: &Group, note: &WayNote, terms: impl Iterator<Item = (usize, u32)>) -> MatchedWay {
    let way = &group.alternatives[note.way];
    let own = terms.filter(|(term, _)| group.terms[*term].alternatives & 1 << note.way != 0);
    let mut forms: Vec<Form> =
        own.map(|(term, frequency)| form(&group.terms[term], way.manner, frequency)).collect();
    sort(&mut forms);
    MatchedWay {
        name: way.manner.name(),
        weight: way.weight,
        exactness: note.exactness,
        frequency: note.frequency,
        documents: way.documents,
        idf: way.idf,
        value: note.value,
        mean_of: way.mean_of,
        forms,
    }
}

/// The forms of a group that a document has, the most exact first.
pub(crate) fn forms_in(
    index: &Index,
    scope: &Scope,
    address: Address,
    number: usize,
) -> Result<Vec<Form>, Error> {
    let group = &scope.groups[number];
    let places: Vec<TermPlace> = (0..group.terms.len()).map(|term| (number, term)).collect();
    let form_of = |((_, term), frequency): (TermPlace, u32)| {
        let term = &group.terms[term];
        let first = group.alternatives.get(term.alternatives.trailing_zeros() as usize)?;
        Some(form(term, first.manner, frequency))
    };
    let found = frequencies(index, scope, address, &places)?;
    let mut forms: Vec<Form> = found.into_iter().filter_map(form_of).collect();
    sort(&mut forms);
    Ok(forms)
}

fn sort(forms: &mut [Form]) {
    forms.sort_by(|a, b| {
        b.exactness.total_cmp(&a.exactness).then(b.frequency.cmp(&a.frequency)).then(a.form.cmp(&b.form))
    });
}

fn form(term: &Term, manner: Manner, frequency: u32) -> Form {
    let kind = match (manner, term.kind) {
        (_, Kind::Exact) => Kind::Exact.name(),
        (Manner::Spelling | Manner::Stem, kind) => kind.name(),
        (Manner::Beginning, kind) if !term.is_support => kind.name(),
        _ => manner.name(),
    };
    Form {
        form: split_key(&term.entry.key).1.to_owned(),
        kind,
        exactness: term.weight,
        frequency,
        documents: term.entry.documents,
    }
}

fn place(outline: &Outline, number: usize) -> Option<Place> {
    let Passage { line, kind, language, .. } = outline.passages().nth(number)?.passage;
    Some(Place { number: number + 1, of: outline.passages().count(), line, kind, language })
}

/// The stretch of a long document.
fn stretch(candidate: &Candidate, findings: &Findings, outline: &Outline) -> Option<Stretch> {
    let positions = candidate.stretch.clone().filter(|_| findings.scored_words < candidate.words)?;
    Some(Stretch { words: findings.scored_words, share: findings.share, lines: lines(outline, &positions) })
}

/// The lines of the first and last passage that some positions lie in.
fn lines(outline: &Outline, positions: &Range<u32>) -> (u32, u32) {
    let of_stretch = |outlined: &Outlined| outlined.overlaps(positions);
    outline.passages().filter(of_stretch).fold((0, 0), |(first, _), Outlined { passage, .. }| {
        (if first == 0 { passage.line } else { first }, passage.line)
    })
}

impl Manner {
    /// Its name in explanations.
    pub fn name(self) -> &'static str {
        match self {
            Manner::Spelling => "spelling",
            Manner::Stem => "stem",
            Manner::Beginning => "beginning",
            Manner::Compound => "compound",
            Manner::Part => "part",
            Manner::Prefix => "prefix",
            Manner::Edits => "edits",
            Manner::LookAlike => "look-alike",
        }
    }
}

/// What a witness noted of a score.
#[derive(Default)]
struct Notes {
    groups: Vec<GroupNote>,
    /// Ways of the group that comes next.
    ways: Vec<WayNote>,
    script: f32,
}

struct GroupNote {
    group: usize,
    share: f32,
    value: f32,
    ways: Vec<WayNote>,
}

struct WayNote {
    way: usize,
    frequency: u32,
    exactness: f32,
    value: f32,
}

impl Witness for Notes {
    fn way(&mut self, way: usize, frequency: u32, exactness: f32, value: f32) {
        self.ways.push(WayNote { way, frequency, exactness, value });
    }

    fn group(&mut self, group: usize, share: f32, value: f32) {
        let ways = std::mem::take(&mut self.ways);
        self.groups.push(GroupNote { group, share, value, ways });
    }

    fn whole(&mut self, script: f32) {
        self.script = script;
    }
}
