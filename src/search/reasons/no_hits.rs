//! Why a query has no hits: what was looked for, what the index does not know, and what would have hits.

use super::hindrance::{Without, hindrances};
use super::suggest::{Suggestion, suggestions};
use crate::analysis::{Kind, han::is_han};
use crate::error::Error;
use crate::index::Index;
use crate::index::term::split_key;
use crate::language::LANGUAGES;
use crate::query::{Clause, Field, LeafKind, Node, Occur, Query};
use crate::search::forms::group::{Group, Term};
use crate::search::forms::memory::Memory;
use crate::search::matching::leaf::Leaf;
use crate::search::ranking::plan::{Plan, Scope, plan};
use crate::search::{SearchOptions, guarded};
use std::cmp::Reverse;

/// Words that are told of, and forms of each: the word itself, then the most frequent.
const MAX_WORDS: usize = 8;
const MAX_FORMS: usize = 6;

/// Why a query has no hits, as far as that can be told in a few lines.
#[derive(Clone, Debug, PartialEq)]
pub struct NoHits {
    /// What was looked for, by language.
    pub sought: Vec<SoughtIn>,
    /// Words that the index holds in no form, in the order of the query; eight at most.
    pub unknown: Vec<String>,
    /// Queries that were likely meant and have hits, the likeliest first; three at most.
    pub suggestions: Vec<Suggestion>,
    /// What has to go for there to be hits; six at most.
    pub without: Vec<Without>,
}

/// What was looked for in some languages.
#[derive(Clone, Debug, PartialEq)]
pub struct SoughtIn {
    /// Codes of the languages in which the same was looked for; `path` for the names of files.
    pub places: Vec<&'static str>,
    /// Eight at most.
    pub words: Vec<SoughtWord>,
}

/// A word of a query, in the forms under which it was looked for.
#[derive(Clone, Debug, PartialEq)]
pub struct SoughtWord {
    /// The forms that the index holds, six at most; of a word that it does not know, the ways to write it.
    pub forms: Vec<String>,
    /// Whether there are more forms.
    pub has_more: bool,
}

/// Tells why a query has no hits. The work is bounded: a few look-ups of words that are near, and a few searches.
///
/// # Errors
/// [`Error::Damaged`] if the index cannot be read.
pub fn no_hits(index: &Index, query: &Query, options: &SearchOptions) -> Result<NoHits, Error> {
    guarded(index, || {
        let memory = Memory::new(index);
        let restricted = plan(&memory, query, options.languages.as_deref(), options.exact)?;
        let open = Query { clauses: in_all_languages(&query.clauses) };
        let open = plan(&memory, &open, None, options.exact)?;
        Ok(NoHits {
            sought: sought(&restricted),
            unknown: shown_names(&unknown(&open)),
            suggestions: suggestions(&memory, query, options, &open)?,
            without: hindrances(&memory, query, options)?,
        })
    })
}

/// A query without what it says of languages.
fn in_all_languages(clauses: &[Clause]) -> Vec<Clause> {
    let others = clauses.iter().filter(|clause| !matches!(clause.node, Node::Languages(_)));
    let opened = others.map(|clause| match &clause.node {
        Node::Group(inner) => Clause { node: Node::Group(in_all_languages(inner)), ..clause.clone() },
        _ => clause.clone(),
    });
    opened.collect()
}

fn sought(plan: &Plan) -> Vec<SoughtIn> {
    let mut all: Vec<SoughtIn> = Vec::new();
    for scope in &plan.scopes {
        let is_told = |group: &&Group| {
            let leaf = &plan.leaves[group.leaf];
            // Every word is looked for in paths, too: that need not be said.
            let is_asked = scope.language.is_some() || leaf.field == Some(Field::Path);
            is_asked && !group.is_fragment && leaf.occur != Occur::MustNot
        };
        let groups = scope.groups.iter().filter(is_told).take(MAX_WORDS);
        let words: Vec<SoughtWord> = groups.map(|group| sought_word(group, scope, plan)).collect();
        let place = place(scope);
        match all.iter_mut().find(|other| other.words == words) {
            _ if words.is_empty() => {}
            Some(same) => same.places.push(place),
            None => all.push(SoughtIn { places: vec![place], words }),
        }
    }
    all
}

/// The code of a scope's language, or the name of the field of paths.
pub(crate) fn place(scope: &Scope) -> &'static str {
    scope.language.map_or(Field::Path.name(), |ordinal| LANGUAGES[ordinal].code)
}

fn sought_word(group: &Group, scope: &Scope, plan: &Plan) -> SoughtWord {
    let mut terms: Vec<&Term> = match &plan.leaves[group.leaf] {
        // Parts do not stand for a word that must be there.
        Leaf { occur: Occur::Must, .. } | Leaf { kind: LeafKind::Phrase { .. }, .. } => {
            group.whole_terms().collect()
        }
        _ => group.terms.iter().filter(|term| !term.is_support).collect(),
    };
    let is_lesser = |term: &Term| (term.kind != Kind::Exact, term.kind == Kind::Part);
    terms.sort_by_key(|term| (is_lesser(term), Reverse(term.entry.documents)));
    let mut forms: Vec<String> = terms.iter().map(|term| split_key(&term.entry.key).1.to_owned()).collect();
    if forms.is_empty() {
        forms.push(group.unit.clone());
        if let (Some(ordinal), false) = (scope.language, plan.exact) {
            (LANGUAGES[ordinal].spell)(&group.unit, &mut forms);
        }
    }
    let has_more = forms.len() > MAX_FORMS || group.rest.is_some();
    forms.truncate(MAX_FORMS);
    SoughtWord { forms, has_more }
}

/// A word that the index holds in no form.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Unknown {
    /// Its exact form.
    pub word: String,
    pub field: Option<Field>,
}

/// The words of a plan for all languages that occur nowhere, in the order of the query.
pub(crate) fn unknown(open: &Plan) -> Vec<Unknown> {
    let mut unknown: Vec<Unknown> = Vec::new();
    for (number, leaf) in open.leaves.iter().enumerate().filter(|(_, leaf)| leaf.occur != Occur::MustNot) {
        let scopes = open.scopes.iter();
        let groups = scopes.flat_map(|scope| &scope.groups).filter(|group| group.leaf == number);
        for group in groups.filter(|group| !group.is_fragment) {
            let Leaf { field, .. } = *leaf;
            let word = Unknown { word: group.unit.clone(), field };
            if !is_known(open, &group.unit) && !unknown.contains(&word) {
                unknown.push(word);
            }
        }
    }
    unknown
}

fn is_known(open: &Plan, unit: &str) -> bool {
    open.scopes.iter().flat_map(|scope| &scope.groups).any(|group| group.unit == unit && group.is_found())
}

/// The names of unknown words; pairs of Han characters that overlap are one.
fn shown_names(unknown: &[Unknown]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for Unknown { word, field } in unknown {
        let first = word.chars().next().filter(|&c| is_han(c));
        match names.last_mut() {
            Some(last) if first.is_some() && last.chars().next_back() == first => {
                last.extend(word.chars().skip(1));
            }
            _ if *field == Some(Field::Path) => names.push(format!("{}:{word}", Field::Path.name())),
            _ => names.push(word.clone()),
        }
    }
    names.truncate(MAX_WORDS);
    names
}
