//! Which documents may be hits at all: what must be there, what must not, which phrases hold.

use super::SearchOptions;
use super::group::Group;
use super::leaf::{Leaf, Tree};
use super::phrase;
use super::plan::Plan;
use super::sets::{DocumentSets, empty_sets, full_sets, insert_documents, intersect, subtract, unite};
use super::slot::places;
use super::vocabulary::Vocabulary;
use crate::error::Error;
use crate::index::{FILE_KEY, Index, path_in_key};
use crate::query::{Field, LeafKind, Occur};
use crate::schema::glob_set;
use tantivy::DocId;

/// Which documents may be hits.
pub(super) struct Filter {
    /// Documents that have all that they must have; None: there is nothing that they must.
    required: Option<DocumentSets>,
    /// Documents that have what they must not.
    excluded: Option<DocumentSets>,
    /// Of each leaf that is more than its words, the documents in which it holds.
    guards: Vec<Option<DocumentSets>>,
    occurs: Vec<Occur>,
}

impl Filter {
    /// Works out the filter of a plan that searches all fields, whatever languages hits may be in.
    pub fn new(index: &Index, open: &Plan, options: &SearchOptions) -> Result<Filter, Error> {
        let guards: Result<Vec<_>, Error> = open.leaves.iter().map(|leaf| guard(index, leaf, open)).collect();
        let matcher = Matcher { index, open, guards: &guards? };
        let (mut required, excluded) = matcher.outermost()?;
        if !options.within.is_empty() {
            narrow(&mut required, documents_within(index, &options.within)?);
        }
        let occurs = open.leaves.iter().map(|leaf| leaf.occur).collect();
        Ok(Filter { required, excluded, guards: matcher.guards.to_vec(), occurs })
    }

    /// Whether a leaf adds to scores.
    pub fn scores(&self, leaf: usize) -> bool {
        self.occurs[leaf] != Occur::MustNot
    }

    /// Whether a document may be a hit.
    pub fn allows(&self, segment: usize, document: DocId) -> bool {
        self.required.as_ref().is_none_or(|sets| sets[segment].contains(document))
            && self.excluded.as_ref().is_none_or(|sets| !sets[segment].contains(document))
    }

    /// Whether a leaf's words count in a document: those of a phrase do only where it holds.
    pub fn guards(&self, leaf: usize, segment: usize, document: DocId) -> bool {
        self.guards[leaf].as_ref().is_none_or(|sets| sets[segment].contains(document))
    }
}

fn narrow(sets: &mut Option<DocumentSets>, with: DocumentSets) {
    match sets {
        None => *sets = Some(with),
        Some(sets) => intersect(sets, &with),
    }
}

fn widen(sets: &mut Option<DocumentSets>, with: DocumentSets) {
    match sets {
        None => *sets = Some(with),
        Some(sets) => unite(sets, &with),
    }
}

/// The documents whose path in its corpus folder matches one of some globs.
fn documents_within(index: &Index, globs: &[String]) -> Result<DocumentSets, Error> {
    let wanted = glob_set(globs)?;
    let mut sets = empty_sets(index);
    let files = Vocabulary::open(index, index.fields.key)?;
    for file in
        files.beginning_with(FILE_KEY, |key| path_in_key(key).is_some_and(|path| wanted.is_match(path)))
    {
        insert_documents(index, &files, &file, &mut sets)?;
    }
    Ok(sets)
}

/// The documents in which a leaf holds that is more than its words: a phrase, or words in a title. None if it is none.
fn guard(index: &Index, leaf: &Leaf, open: &Plan) -> Result<Option<DocumentSets>, Error> {
    match (leaf.kind, leaf.field) {
        (LeafKind::Phrase { slop }, None | Some(Field::Title)) => {
            let places = places(index, leaf, open)?;
            phrase::documents(index, open, &places, slop, leaf.field).map(Some)
        }
        (_, Some(Field::Title)) => in_title(index, leaf, open).map(Some),
        _ => Ok(None),
    }
}

/// The documents that have a word in their title.
fn in_title(index: &Index, leaf: &Leaf, open: &Plan) -> Result<DocumentSets, Error> {
    let number = open.leaves.iter().position(|other| std::ptr::eq(other, leaf));
    let groups = open
        .scopes
        .iter()
        .enumerate()
        .flat_map(|(number, scope)| scope.groups.iter().map(move |group| (number, group)));
    let own: Vec<(usize, &Group)> =
        groups.filter(|(_, group)| Some(group.leaf) == number && !group.is_fragment).collect();
    let places = match names(own.iter().map(|(_, group)| *group)).len() {
        1 => {
            let terms = own
                .iter()
                .flat_map(|&(scope, group)| group.whole_terms().map(move |term| (scope, term.entry.clone())));
            vec![terms.collect()]
        }
        _ => places(index, leaf, open)?,
    };
    let mut sets = phrase::documents(index, open, &places, 0, leaf.field)?;
    // What is too rare to be looked at one by one has no positions here.
    for group in own.iter().filter(|(_, group)| group.rest.is_some()) {
        unite(&mut sets, &rest_in_title(index, leaf, open, *group)?);
    }
    Ok(sets)
}

fn rest_in_title(
    index: &Index,
    leaf: &Leaf,
    open: &Plan,
    (scope, group): (usize, &Group),
) -> Result<DocumentSets, Error> {
    let words = &open.scopes[scope].vocabulary;
    let listed = group.beginnings.iter().flat_map(|beginning| words.beginning_with(beginning, |_| true));
    let places = vec![listed.map(|entry| (scope, entry)).collect()];
    phrase::documents(index, open, &places, 0, leaf.field)
}

/// The units of groups, each once.
fn names<'g>(groups: impl Iterator<Item = &'g Group>) -> Vec<&'g str> {
    let mut names: Vec<&str> = groups.map(|group| group.unit.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Works out which documents match a query.
struct Matcher<'a> {
    index: &'a Index,
    open: &'a Plan,
    guards: &'a [Option<DocumentSets>],
}

impl Matcher<'_> {
    /// What the query requires and excludes. The words beside must only be looked up where some of them are in
    /// parentheses: any word that stands by itself makes a hit without.
    fn outermost(&self) -> Result<(Option<DocumentSets>, Option<DocumentSets>), Error> {
        let (mut required, mut excluded) = (None, None);
        for (occur, tree) in &self.open.tree {
            match occur {
                Occur::Should => {}
                Occur::Must => self.documents(tree)?.into_iter().for_each(|with| narrow(&mut required, with)),
                Occur::MustNot => {
                    self.documents(tree)?.into_iter().for_each(|with| widen(&mut excluded, with));
                }
            }
        }
        let others = || self.open.tree.iter().filter(|(occur, _)| *occur == Occur::Should);
        if required.is_none() && others().any(|(_, tree)| matches!(tree, Tree::Group(_))) {
            for (_, tree) in others() {
                let with = match tree {
                    Tree::Leaf(leaf) => self.with_any_form(*leaf)?,
                    Tree::Group(_) => self.documents(tree)?,
                };
                with.into_iter().for_each(|with| widen(&mut required, with));
            }
        }
        Ok((required, excluded))
    }

    /// The documents that match; None if there are no words in it.
    fn documents(&self, tree: &Tree) -> Result<Option<DocumentSets>, Error> {
        let branches = match tree {
            Tree::Leaf(leaf) => return self.with_leaf(*leaf),
            Tree::Group(branches) => branches,
        };
        let (mut required, mut any, mut excluded) = (None, None, None);
        for (occur, tree) in branches {
            let Some(with) = self.documents(tree)? else { continue };
            match occur {
                Occur::Should => widen(&mut any, with),
                Occur::Must => narrow(&mut required, with),
                Occur::MustNot => widen(&mut excluded, with),
            }
        }
        let Some(excluded) = excluded else { return Ok(required.or(any)) };
        let mut sets = required.or(any).unwrap_or_else(|| full_sets(self.index));
        subtract(&mut sets, &excluded);
        Ok(Some(sets))
    }

    fn groups(&self, leaf: usize) -> impl Iterator<Item = (usize, &Group)> {
        let scopes = self.open.scopes.iter().enumerate();
        let groups = scopes.flat_map(|(number, scope)| scope.groups.iter().map(move |group| (number, group)));
        groups.filter(move |(_, group)| group.leaf == leaf)
    }

    /// The documents in which a leaf matches, in any field: by its one word, or by its words in a row or written together.
    /// None if it has no words of its own: it is all punctuation, or says again what another said.
    fn with_leaf(&self, number: usize) -> Result<Option<DocumentSets>, Error> {
        if let Some(guard) = &self.guards[number] {
            return Ok(Some(guard.clone()));
        }
        let leaf = &self.open.leaves[number];
        let names = names(self.groups(number).map(|(_, group)| group).filter(|group| !group.is_fragment));
        match names.as_slice() {
            [] => Ok(None),
            [unit] => self.with_unit(unit, number).map(Some),
            units if leaf.field == Some(Field::Path) => self.with_units(units, number).map(Some),
            _ => {
                let places = places(self.index, leaf, self.open)?;
                let mut sets = phrase::documents(self.index, self.open, &places, 0, None)?;
                self.insert_joined(number, &mut sets)?;
                Ok(Some(sets))
            }
        }
    }

    /// Adds the documents that have a leaf's words written together.
    fn insert_joined(&self, leaf: usize, sets: &mut DocumentSets) -> Result<(), Error> {
        for (scope, group) in self.groups(leaf) {
            for term in group.joined_terms() {
                insert_documents(self.index, &self.open.scopes[scope].vocabulary, &term.entry, sets)?;
            }
        }
        Ok(())
    }

    /// The documents with a unit: with a term that stands for all of it. Parts do not: who leaves out Haustür does not mean
    /// every Haus.
    fn with_unit(&self, unit: &str, leaf: usize) -> Result<DocumentSets, Error> {
        let mut sets = empty_sets(self.index);
        for (scope, group) in self.groups(leaf).filter(|(_, group)| group.unit == unit) {
            for term in group.whole_terms() {
                insert_documents(self.index, &self.open.scopes[scope].vocabulary, &term.entry, &mut sets)?;
            }
            group.rest.iter().for_each(|rest| unite(&mut sets, rest));
        }
        Ok(sets)
    }

    /// The documents with all of some units, wherever they stand.
    fn with_units(&self, units: &[&str], leaf: usize) -> Result<DocumentSets, Error> {
        let mut sets = full_sets(self.index);
        for unit in units {
            intersect(&mut sets, &self.with_unit(unit, leaf)?);
        }
        Ok(sets)
    }

    /// The documents with any form of any word of a leaf: those that it makes hits by itself.
    fn with_any_form(&self, leaf: usize) -> Result<Option<DocumentSets>, Error> {
        if let Some(guard) = &self.guards[leaf] {
            return Ok(Some(guard.clone()));
        }
        let mut sets = empty_sets(self.index);
        for (scope, group) in self.groups(leaf) {
            for term in group.matching_terms() {
                insert_documents(self.index, &self.open.scopes[scope].vocabulary, &term.entry, &mut sets)?;
            }
            group.rest.iter().for_each(|rest| unite(&mut sets, rest));
        }
        Ok(Some(sets))
    }
}
