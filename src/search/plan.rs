//! A query in engine terms: for each field to be searched, the groups of forms that its units have there.

use super::group::{Group, Place, group};
use super::unit::{Unit, units};
use super::vocabulary::Vocabulary;
use crate::error::Error;
use crate::index::{DOCUMENT, Index};
use crate::language::{LANGUAGES, Language, OTHER};
use crate::query::{Clause, Node, Occur, Query};
use tantivy::Term;
use tantivy::schema::Field;

/// How strongly the odds of the languages bear on scores. Gently: names leave all languages open.
const ODDS_WEIGHT: f32 = 0.1;
/// Added to each count, so that an unseen word does not rule a language out.
const ODDS_SMOOTHING: f32 = 0.5;

/// The query, ready to be run.
pub(super) struct Plan {
    pub scopes: Vec<Scope>,
    /// Whether only the words as they stand count.
    pub exact: bool,
}

/// A field to be searched.
pub(super) struct Scope {
    pub field: Field,
    /// Ordinal of the language; None for the path.
    pub language: Option<usize>,
    pub vocabulary: Vocabulary,
    pub groups: Vec<Group>,
    /// Documents that have the field.
    pub documents: u32,
    /// Mean number of tokens of the documents that have the field.
    pub mean_tokens: f32,
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
        let field = index.fields.bodies[ordinal];
        let boost = index.schema().boosts.body;
        let wanted = languages.is_none_or(|languages| languages.contains(&language));
        if wanted && boost > 0.0 {
            let documents = documents_in(index, language.code)?;
            scopes.extend(planner.scope(field, Some(ordinal), documents, boost)?);
        }
    }
    apply_odds(&mut scopes);
    let boost = index.schema().boosts.path;
    if languages.is_none() && boost > 0.0 {
        let documents = documents_in(index, DOCUMENT)?;
        scopes.extend(planner.scope(index.fields.path, None, documents, boost)?);
    }
    settle_light_words(&mut scopes, query);
    for scope in &mut scopes {
        let counted = scope.groups.iter().filter(|group| query.clauses[group.clause].occur != Occur::MustNot);
        scope.mass = counted.map(|group| group.weight * group.idf).sum();
    }
    Ok(Plan { scopes, exact })
}

fn documents_in(index: &Index, code: &str) -> Result<u32, Error> {
    let term = Term::from_field_text(index.fields.languages, code);
    let documents = index.searcher.doc_freq(&term).map_err(|error| index.damaged(error.to_string()))?;
    Ok(u32::try_from(documents).unwrap_or(u32::MAX))
}

struct Planner<'a> {
    index: &'a Index,
    query: &'a Query,
    parts: Vocabulary,
    exact: bool,
}

impl Planner<'_> {
    /// The scope of a field; None if no document has it.
    fn scope(
        &self,
        field: Field,
        language: Option<usize>,
        documents: u32,
        boost: f32,
    ) -> Result<Option<Scope>, Error> {
        if documents == 0 {
            return Ok(None);
        }
        let words = Vocabulary::open(self.index, field)?;
        let place = Place {
            language: language.map_or(OTHER, |ordinal| LANGUAGES[ordinal]),
            words: &words,
            parts: &self.parts,
            documents,
            exact: self.exact,
        };
        Ok(Some(Scope {
            field,
            language,
            groups: groups(self.query, &place),
            documents,
            mean_tokens: words.tokens() as f32 / documents as f32,
            mass: 0.0,
            factor: boost,
            vocabulary: words,
        }))
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
        scope.factor *= (ODDS_WEIGHT * (odds - best)).exp();
    }
}

/// The sum over the query's units of how often they occur in a language, in logarithms.
fn log_odds(scope: &Scope, scopes: &[Scope]) -> f32 {
    let known = |unit: &str| scopes.iter().any(|scope| scope.exact_documents(unit) > 0.0);
    let counted = scope.groups.iter().filter(|group| group.counts_for_odds() && known(&group.unit));
    let documents = scope.documents as f32;
    counted
        .map(|group| {
            let with = scope.exact_documents(&group.unit);
            ((with + ODDS_SMOOTHING) / (documents + 2.0 * ODDS_SMOOTHING)).ln()
        })
        .sum()
}

impl Scope {
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
