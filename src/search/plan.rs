//! A query in engine terms: for each field to be searched, the groups of forms that its units have there.

use super::group::{Group, Place, group};
use super::misspelt::add_look_alikes;
use super::unit::{Unit, units};
use super::vocabulary::Vocabulary;
use crate::error::Error;
use crate::index::{Index, LanguageStatistics, stretch_positions};
use crate::language::{LANGUAGES, Language, OTHER};
use crate::query::{Clause, Node, Occur, Query};
use tantivy::schema::Field;

/// How strongly the odds of the languages bear on scores. Gently: names leave all languages open.
const ODDS_WEIGHT: f32 = 0.1;
/// However clear the odds, a language keeps this much: a passage that was taken for another language's, or a quotation
/// in a text of another language, is still found. Without it, 5 % of wrong guesses cost 1.8 points of nDCG, with it 0.5.
const MIN_ODDS_FACTOR: f32 = 0.7;
/// A language's counts are taken together with so many documents of the whole index, so that an unseen word does not
/// rule a language out, and a language with little text says little.
const ODDS_PRIOR_DOCUMENTS: f32 = 10.0;

/// The query, ready to be run.
pub(super) struct Plan {
    pub scopes: Vec<Scope>,
    /// Whether only the words as they stand count.
    pub exact: bool,
}

/// A field to be searched.
pub(super) struct Scope {
    /// Ordinal of the language; None for the path.
    pub language: Option<usize>,
    pub vocabulary: Vocabulary,
    pub groups: Vec<Group>,
    /// Documents that have the field.
    pub documents: u32,
    /// Words in the field; 0 for the path.
    pub words: u64,
    /// Words in the field of the document that a word is typically in.
    pub typical_words: f32,
    /// Positions by which a long document is scored.
    pub stretch: u32,
    /// The idf mass of the whole query here: scores are divided by it, which makes languages comparable.
    pub mass: f32,
    /// The field's boost, times the odds that the query is in this language, softened.
    pub factor: f32,
}

/// Makes the plan of a query, for hits in some languages, or in all and in paths; `exact`: for the words as they stand.
pub(super) fn plan(
    index: &Index,
    query: &Query,
    languages: Option<&[&'static Language]>,
    exact: bool,
) -> Result<Plan, Error> {
    let parts = Vocabulary::open(index, index.fields.parts)?;
    let planner = Planner { index, query, parts, exact };
    let mut scopes = Vec::new();
    for (ordinal, &language) in LANGUAGES.iter().enumerate() {
        let boost = index.schema().boosts.body;
        let wanted = languages.is_none_or(|languages| languages.contains(&language));
        if wanted && boost > 0.0 {
            scopes.extend(planner.body(ordinal, boost)?);
        }
    }
    apply_odds(&mut scopes);
    let boost = index.schema().boosts.path;
    if languages.is_none() && boost > 0.0 {
        scopes.push(planner.path(boost)?);
    }
    settle_light_words(&mut scopes, query);
    if !exact {
        add_look_alikes(&mut scopes);
    }
    for scope in &mut scopes {
        let counted = scope.groups.iter().filter(|group| query.clauses[group.clause].occur != Occur::MustNot);
        scope.mass = counted.map(|group| group.weight * group.idf).sum();
    }
    Ok(Plan { scopes, exact })
}

struct Planner<'a> {
    index: &'a Index,
    query: &'a Query,
    parts: Vocabulary,
    exact: bool,
}

impl Planner<'_> {
    /// The scope of a language; None if no document has words in it.
    fn body(&self, ordinal: usize, boost: f32) -> Result<Option<Scope>, Error> {
        let Some(statistics) = self.index.statistics(ordinal) else { return Ok(None) };
        let field = self.index.fields.bodies[ordinal];
        let &LanguageStatistics { documents, words, typical_words } = statistics;
        let scope = self.scope(field, LANGUAGES[ordinal], documents, boost)?;
        Ok(Some(Scope { language: Some(ordinal), words, typical_words, ..scope }))
    }

    /// The scope of paths: all of one length.
    fn path(&self, boost: f32) -> Result<Scope, Error> {
        self.scope(self.index.fields.path, OTHER, self.index.documents(), boost)
    }

    fn scope(
        &self,
        field: Field,
        language: &'static Language,
        documents: u32,
        factor: f32,
    ) -> Result<Scope, Error> {
        let vocabulary = Vocabulary::open(self.index, field)?;
        let (words, parts, exact) = (&vocabulary, &self.parts, self.exact);
        let groups = groups(self.query, &Place { language, words, parts, documents, exact });
        let (words, typical_words, stretch) = (0, 1.0, stretch_positions(language));
        Ok(Scope {
            language: None,
            vocabulary,
            groups,
            documents,
            words,
            typical_words,
            stretch,
            mass: 0.0,
            factor,
        })
    }
}

fn groups(query: &Query, place: &Place) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut seen: Vec<(Unit, Occur)> = Vec::new();
    for (clause_number, clause) in query.clauses.iter().enumerate() {
        for unit in units(clause.text(), place.language) {
            let is_phrase = matches!(clause.node, Node::Phrase(_));
            let known = !is_phrase
                && seen.iter().any(|(other, occur)| other.name() == unit.name() && *occur == clause.occur);
            if !known {
                groups.push(group(&unit, clause_number, place));
                seen.push((unit, clause.occur));
            }
        }
    }
    groups
}

/// Among other words, function words merely lift what matches otherwise. A query of nothing else that is found means
/// them.
fn settle_light_words(scopes: &mut [Scope], query: &Query) {
    let occur = |group: &Group| query.clauses[group.clause].occur;
    let groups =
        || scopes.iter().flat_map(|scope| &scope.groups).filter(|group| occur(group) != Occur::MustNot);
    // A word is light if it is in any language: `the` is not what someone looks for, because a German text quotes it.
    let is_light =
        |unit: &str| groups().any(|group| group.unit == unit && (group.is_light || group.weight == 0.0));
    let answered = groups().any(|group| group.can_match() && !is_light(&group.unit));
    let groups = scopes.iter_mut().flat_map(|scope| &mut scope.groups);
    let light = |group: &&mut Group| (group.is_light || group.weight == 0.0) && !group.is_fragment;
    for group in groups.filter(light) {
        group.is_support = answered && occur(group) == Occur::Should;
        if !answered {
            group.weight = 1.0;
            group.is_light = false;
        }
    }
}

/// Multiplies the factor of each language by its odds: how well the query's words are known in it.
fn apply_odds(scopes: &mut [Scope]) {
    let odds: Vec<f32> = scopes.iter().map(|scope| log_odds(scope, scopes)).collect();
    let best = odds.iter().copied().fold(f32::MIN, f32::max);
    for (scope, odds) in scopes.iter_mut().zip(odds) {
        scope.factor *= (ODDS_WEIGHT * (odds - best)).exp().max(MIN_ODDS_FACTOR);
    }
}

/// The sum over the query's units of how often they occur in a language, in logarithms.
fn log_odds(scope: &Scope, scopes: &[Scope]) -> f32 {
    let all: f32 = scopes.iter().map(Scope::typical_documents).sum();
    let odds = |group: &Group| {
        let anywhere: f32 = scopes.iter().map(|scope| scope.exact_documents(&group.unit)).sum();
        let prior = ODDS_PRIOR_DOCUMENTS * anywhere / all;
        let here = scope.exact_documents(&group.unit) + prior;
        // A word that no language knows says nothing.
        if anywhere > 0.0 { (here / (scope.typical_documents() + ODDS_PRIOR_DOCUMENTS)).ln() } else { 0.0 }
    };
    scope.groups.iter().filter(|group| group.counts_for_odds()).map(odds).sum()
}

impl Scope {
    /// How many documents of the typical length its text would make.
    fn typical_documents(&self) -> f32 {
        self.words as f32 / self.typical_words
    }

    /// Documents that hold a unit's exact form.
    fn exact_documents(&self, unit: &str) -> f32 {
        let group = self.groups.iter().find(|group| group.unit == unit);
        group.map_or(0.0, |group| group.exact_documents())
    }
}

impl Clause {
    /// What is asked for, as text.
    pub(super) fn text(&self) -> &str {
        match &self.node {
            Node::Text(text) | Node::Phrase(text) => text,
        }
    }
}
