//! What keeps a query from having hits: each of its conditions is left out in turn, and the documents counted.

use crate::error::Error;
use crate::query::{Clause, Field, Forms, Leaf, LeafKind, Node, Occur, Query};
use crate::search::SearchOptions;
use crate::search::forms::memory::Memory;
use crate::search::ranking::count;

/// Conditions that are tried, and those that are told of.
const MAX_TRIED: usize = 12;
const MAX_TOLD: usize = 6;

/// The documents that there would be without a condition.
#[derive(Clone, Debug, PartialEq)]
pub struct Without {
    /// What would have to go.
    pub hindrance: Hindrance,
    /// How many documents match then.
    pub documents: u64,
}

/// A condition that documents have to meet.
#[derive(Clone, Debug, PartialEq)]
pub enum Hindrance {
    /// That hits are in one of the languages of the options.
    Languages,
    /// That paths match one of the globs of the options.
    Within,
    /// Both of these.
    LanguagesAndWithin,
    /// That words stand as they are typed, by the options.
    Exact,
    /// A part of the query: `+must`, `-not`, `lang:de`.
    Clause(String),
    /// That the words of a phrase stand in a row.
    Row(String),
    /// That a word stands in a field: `title:word`.
    Field(String),
    /// That a word stands as it is typed: `=word`.
    AsWritten(String),
}

/// Finds the conditions without any one of which there are hits.
pub(crate) fn hindrances(
    memory: &Memory,
    query: &Query,
    options: &SearchOptions,
) -> Result<Vec<Without>, Error> {
    let mut found = Vec::new();
    let mut tried = |hindrance, query: &Query, options: &SearchOptions| -> Result<(), Error> {
        let documents = count(memory, query, options)?;
        if documents > 0 && found.len() < MAX_TOLD {
            found.push(Without { hindrance, documents });
        }
        Ok(())
    };
    for (hindrance, options) in freer_options(options) {
        tried(hindrance, query, &options)?;
    }
    for (hindrance, clauses) in freer_clauses(&query.clauses).into_iter().take(MAX_TRIED) {
        // What is left may ask for nothing, or be read otherwise: it counts as it would if it were typed.
        if let Ok(query) = Query::parse(&Query { clauses }.to_string()) {
            tried(hindrance, &query, options)?;
        }
    }
    let both = found.iter().position(|without: &Without| without.hindrance == Hindrance::LanguagesAndWithin);
    if let Some(both) = both.filter(|_| found.len() > 1) {
        found.remove(both);
    }
    Ok(found)
}

/// The options without one of their conditions; without two where either alone might not be enough.
fn freer_options(options: &SearchOptions) -> Vec<(Hindrance, SearchOptions)> {
    let mut freer = Vec::new();
    let any_language = SearchOptions { languages: None, ..options.clone() };
    let anywhere = SearchOptions { within: Vec::new(), ..options.clone() };
    if options.languages.is_some() && !options.within.is_empty() {
        let both = SearchOptions { languages: None, ..anywhere.clone() };
        freer.push((Hindrance::LanguagesAndWithin, both));
    }
    if options.languages.is_some() {
        freer.push((Hindrance::Languages, any_language));
    }
    if !options.within.is_empty() {
        freer.push((Hindrance::Within, anywhere));
    }
    if options.exact {
        freer.push((Hindrance::Exact, SearchOptions { exact: false, ..options.clone() }));
    }
    freer
}

/// Some clauses without one of their conditions, in as many ways as there are.
fn freer_clauses(clauses: &[Clause]) -> Vec<(Hindrance, Vec<Clause>)> {
    let mut freer = Vec::new();
    for (place, clause) in clauses.iter().enumerate() {
        if clause.occur != Occur::Should {
            let others = [&clauses[..place], &clauses[place + 1..]].concat();
            freer.push((Hindrance::Clause(clause.to_string()), others));
        }
        if clause.occur == Occur::MustNot {
            continue;
        }
        let nodes = match &clause.node {
            Node::Leaf(leaf) => freer_leaves(leaf),
            Node::Group(inner) => {
                let inner = freer_clauses(inner).into_iter();
                inner.map(|(hindrance, clauses)| (hindrance, Node::Group(clauses))).collect()
            }
            Node::Languages(_) => Vec::new(),
        };
        for (hindrance, node) in nodes {
            let mut changed = clauses.to_vec();
            changed[place].node = node;
            freer.push((hindrance, changed));
        }
    }
    freer
}

/// A leaf without one of its conditions.
fn freer_leaves(leaf: &Leaf) -> Vec<(Hindrance, Node)> {
    let name = leaf.to_string();
    let mut freer = Vec::new();
    if let LeafKind::Phrase { .. } = leaf.kind {
        freer.push((Hindrance::Row(name.clone()), apart(leaf)));
    }
    if let Some(Field::Title | Field::Path) = leaf.field {
        freer.push((Hindrance::Field(name.clone()), Node::Leaf(Leaf { field: None, ..leaf.clone() })));
    }
    if leaf.forms == Forms::AsWritten {
        let any_form = Leaf { forms: Forms::All, ..leaf.clone() };
        freer.push((Hindrance::AsWritten(name), Node::Leaf(any_form)));
    }
    freer
}

/// The words of a phrase, all of them anywhere.
fn apart(phrase: &Leaf) -> Node {
    let word = |text: &str| Leaf { kind: LeafKind::Word, text: text.to_owned(), ..phrase.clone() };
    let must = |text| Clause { occur: Occur::Must, node: Node::Leaf(word(text)), boost: 1.0 };
    match phrase.text.split_whitespace().collect::<Vec<_>>().as_slice() {
        // Without a blank it may still be several words to those who write none.
        [only] => Node::Leaf(word(only)),
        words => Node::Group(words.iter().copied().map(must).collect()),
    }
}
