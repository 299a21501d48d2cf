//! A query in engine terms: for each field to be searched, the groups of forms that its units have there.

use crate::error::Error;
use crate::index::{CompoundTable, LanguageStatistics, stretch_positions};
use crate::language::{LANGUAGES, Language, OTHER};
use crate::query::{Field, Forms, LeafKind, Occur, Query};
use crate::search::forms::group::{FUNCTION_WORD_WEIGHT, Group, Place, group};
use crate::search::forms::memory::Memory;
use crate::search::forms::misspelt::add_look_alikes;
use crate::search::forms::pattern::pattern_group;
use crate::search::forms::unit::{Unit, units};
use crate::search::forms::vocabulary::Vocabulary;
use crate::search::matching::leaf::{Leaf, Tree, leaves};
use std::rc::Rc;
use tantivy::schema;

/// How strongly the odds of the languages bear on scores. Gently: names leave all languages open.
pub(crate) const ODDS_WEIGHT: f32 = 0.1;
/// However clear the odds, a language keeps this much: a passage that was taken for another language's, or a quotation
/// in a text of another language, is still found. Without it, 5 % of wrong guesses cost 1.8 points of nDCG, with it 0.5.
pub(crate) const MIN_ODDS_FACTOR: f32 = 0.7;
/// A language's counts are taken together with so many documents of the whole index, so that an unseen word does not
/// rule a language out, and a language with little text says little.
const ODDS_PRIOR_DOCUMENTS: f32 = 10.0;

/// A document of more stretches is long: it is scored by one of them.
const LONG: f32 = 1.5;

/// The query, ready to be run.
pub(crate) struct Plan {
    pub scopes: Vec<Scope>,
    /// The words and phrases of the query.
    pub leaves: Vec<Leaf>,
    /// How they bear on documents.
    pub tree: Vec<(Occur, Tree)>,
    /// Whether only the words as they stand count.
    pub exact: bool,
}

/// A field to be searched.
pub(crate) struct Scope {
    /// Ordinal of the language; None for the path.
    pub language: Option<usize>,
    pub vocabulary: Rc<Vocabulary>,
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
    /// The field's boost.
    pub boost: f32,
    /// The odds that the query is in this language, compared with the likeliest, in logarithms; 0 for the path.
    pub odds: f32,
    /// The field's boost, times the odds that the query is in this language, softened.
    pub factor: f32,
}

/// Makes the plan of a query, for hits in some languages, or in all and in paths; `exact`: for the words as they stand.
pub(crate) fn plan(
    memory: &Memory,
    query: &Query,
    languages: Option<&[&'static Language]>,
    exact: bool,
) -> Result<Plan, Error> {
    let compounds = CompoundTable::open(memory.index)?;
    let (leaves, tree) = leaves(query);
    let planner = Planner { memory, leaves: &leaves, compounds, exact };
    let mut scopes = Vec::new();
    for (ordinal, &language) in LANGUAGES.iter().enumerate() {
        let boost = memory.index.boosts().body;
        let wanted = languages.is_none_or(|languages| languages.contains(&language));
        let counts = leaves.iter().any(|leaf| leaf.counts_in(Some(language)));
        if wanted && counts && boost > 0.0 {
            scopes.extend(planner.body(ordinal, boost)?);
        }
    }
    apply_odds(&mut scopes, &leaves);
    let boost = memory.index.boosts().path;
    if (languages.is_none() && boost > 0.0) || leaves.iter().any(|leaf| leaf.field == Some(Field::Path)) {
        scopes.push(planner.path(boost, languages.is_none() && boost > 0.0)?);
    }
    settle_light_words(&mut scopes, &leaves);
    if !exact {
        add_look_alikes(&mut scopes, &leaves);
    }
    for scope in &mut scopes {
        for group in &mut scope.groups {
            let leaf = &leaves[group.leaf];
            // What must not occur weighs nothing, in scores as in closeness.
            group.weight *= if leaf.occur == Occur::MustNot { 0.0 } else { leaf.boost };
        }
        scope.mass = scope.groups.iter().map(|group| group.weight * group.idf).sum();
    }
    Ok(Plan { scopes, leaves, tree, exact })
}

struct Planner<'a> {
    memory: &'a Memory<'a>,
    leaves: &'a [Leaf],
    compounds: CompoundTable<'a>,
    exact: bool,
}

impl Planner<'_> {
    /// The scope of a language; None if no document has words in it.
    fn body(&self, ordinal: usize, boost: f32) -> Result<Option<Scope>, Error> {
        let Some(statistics) = self.memory.index.statistics(ordinal) else { return Ok(None) };
        let field = self.memory.index.fields.bodies[ordinal];
        let &LanguageStatistics { documents, words, typical_words } = statistics;
        let (language, leaves) = (LANGUAGES[ordinal], self.numbered());
        let leaves = leaves.filter(|(_, leaf)| leaf.counts_in(Some(language))).collect();
        let scope = self.scope((field, language, leaves), documents, boost)?;
        Ok(Some(Scope { language: Some(ordinal), words, typical_words, ..scope }))
    }

    /// The scope of paths: all of one length. `any`: for all words, not only for those that are sought in paths.
    fn path(&self, boost: f32, any: bool) -> Result<Scope, Error> {
        let counts = |leaf: &Leaf| leaf.counts_in(None) && (any || leaf.field == Some(Field::Path));
        let leaves = self.numbered().filter(|(_, leaf)| counts(leaf)).collect();
        let factor = if boost > 0.0 { boost } else { 1.0 };
        self.scope((self.memory.index.fields.path, OTHER, leaves), self.memory.index.documents(), factor)
    }

    fn numbered(&self) -> impl Iterator<Item = (usize, &Leaf)> {
        self.leaves.iter().enumerate()
    }

    fn scope(
        &self,
        (field, language, leaves): (schema::Field, &'static Language, Vec<(usize, &Leaf)>),
        documents: u32,
        boost: f32,
    ) -> Result<Scope, Error> {
        let vocabulary = self.memory.vocabulary(field)?;
        let (words, compounds, exact) = (&*vocabulary, &self.compounds, self.exact);
        let place = Place { language, words, compounds, documents, exact };
        let groups = self.groups(&leaves, &place)?;
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
            boost,
            odds: 0.0,
            factor: boost,
        })
    }

    fn groups(&self, leaves: &[(usize, &Leaf)], place: &Place) -> Result<Vec<Group>, Error> {
        let mut groups = Vec::new();
        let mut seen: Vec<(Unit, Occur)> = Vec::new();
        for &(number, leaf) in leaves {
            let place = Place { exact: place.exact || leaf.forms == Forms::AsWritten, ..*place };
            if let Some(word) = leaf.pattern(place.language) {
                groups.push(pattern_group(self.memory, (number, leaf), &word, &place)?);
                continue;
            }
            for unit in units(&leaf.text, place.language) {
                let is_said = |(other, occur): &(Unit, Occur)| other.says(&unit) && *occur == leaf.occur;
                if leaf.is_plain() && seen.iter().any(is_said) {
                    continue;
                }
                groups.push(group(self.memory, &unit, number, &place));
                if leaf.is_plain() {
                    seen.push((unit, leaf.occur));
                }
            }
        }
        Ok(groups)
    }
}

/// Among other words, function words merely lift what matches otherwise. A query of nothing else that is found means
/// them, and so does one that needs them.
fn settle_light_words(scopes: &mut [Scope], leaves: &[Leaf]) {
    let occur = |group: &Group| leaves[group.leaf].occur;
    let groups =
        || scopes.iter().flat_map(|scope| &scope.groups).filter(|group| occur(group) != Occur::MustNot);
    // A word is light if it is in any language: `the` is not what someone looks for, because a German text quotes it.
    let is_light =
        |unit: &str| groups().any(|group| group.unit == unit && (group.is_light || group.weight == 0.0));
    // A phrase of nothing else means them.
    let is_phrase = |leaf: &usize| matches!(leaves[*leaf].kind, LeafKind::Phrase { .. });
    let is_bare =
        |leaf: &usize| groups().filter(|group| group.leaf == *leaf).all(|group| is_light(&group.unit));
    let bare_phrases: Vec<usize> = (0..leaves.len()).filter(is_phrase).filter(is_bare).collect();
    let answered = groups().any(|group| group.can_match() && !is_light(&group.unit));
    let groups = scopes.iter_mut().flat_map(|scope| &mut scope.groups);
    let light = |group: &&mut Group| (group.is_light || group.weight == 0.0) && !group.is_fragment;
    for group in groups.filter(light) {
        let leaf = &leaves[group.leaf];
        let is_meant = leaf.is_needed || leaf.occur == Occur::MustNot || bare_phrases.contains(&group.leaf);
        group.is_support = answered && !is_meant;
        if !answered {
            group.weight = 1.0;
            group.is_light = false;
        } else if is_meant {
            // A question word counts for nothing else, and what weighs nothing finds nothing.
            group.weight = group.weight.max(FUNCTION_WORD_WEIGHT);
        }
    }
}

/// Multiplies the factor of each language by its odds: how well the query's words are known in it, but for those that
/// must not occur.
fn apply_odds(scopes: &mut [Scope], leaves: &[Leaf]) {
    let odds: Vec<f32> = scopes.iter().map(|scope| log_odds(scope, scopes, leaves)).collect();
    let best = odds.iter().copied().fold(f32::MIN, f32::max);
    for (scope, odds) in scopes.iter_mut().zip(odds) {
        scope.odds = odds - best;
        scope.factor *= odds_factor(scope.odds);
    }
}

/// What the odds of a language, in logarithms, do to its scores.
pub(crate) fn odds_factor(odds: f32) -> f32 {
    (ODDS_WEIGHT * odds).exp().max(MIN_ODDS_FACTOR)
}

/// The sum over the query's units of how often they occur in a language, in logarithms.
fn log_odds(scope: &Scope, scopes: &[Scope], leaves: &[Leaf]) -> f32 {
    let all: f32 = scopes.iter().map(Scope::typical_documents).sum();
    let odds = |group: &Group| {
        let anywhere: f32 = scopes.iter().map(|scope| scope.exact_documents(&group.unit)).sum();
        let prior = ODDS_PRIOR_DOCUMENTS * anywhere / all;
        let here = scope.exact_documents(&group.unit) + prior;
        // A word that no language knows says nothing.
        if anywhere > 0.0 { (here / (scope.typical_documents() + ODDS_PRIOR_DOCUMENTS)).ln() } else { 0.0 }
    };
    let counts = |group: &&Group| group.counts_for_odds() && leaves[group.leaf].occur != Occur::MustNot;
    scope.groups.iter().filter(counts).map(odds).sum()
}

impl Scope {
    /// Of how many words a document of some words is scored: all, or those of a stretch.
    pub fn scored_words(&self, words: f32) -> f32 {
        let stretch = self.stretch as f32;
        if words > LONG * stretch { stretch } else { words }
    }

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
