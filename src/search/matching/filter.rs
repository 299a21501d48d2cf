//! Which documents may be hits at all: what must be there, what must not, which phrases hold.

use super::leaf::Tree;
use super::phrase;
use super::sets::{
    DocumentSets, empty_sets, full_sets, insert_documents, intersect, next_member, subtract, unite,
};
use super::slot::{PhraseWord, PhraseWords, phrase_words};
use crate::document::PassageKind;
use crate::error::Error;
use crate::index::{FILE_KEY, Index, path_in_key};
use crate::language::Language;
use crate::query::{Field, LeafKind, Occur};
use crate::schema::glob_set;
use crate::search::SearchOptions;
use crate::search::forms::group::Group;
use crate::search::forms::memory::Memory;
use crate::search::forms::vocabulary::{Entry, Vocabulary};
use crate::search::ranking::plan::Plan;
use tantivy::DocId;

/// Which documents may be hits.
pub(crate) struct Filter {
    /// Documents that have all that they must have; None: there is nothing that they must.
    required: Option<DocumentSets>,
    /// Documents that have what they must not.
    excluded: Option<DocumentSets>,
    /// Of each leaf that is more than its words, the documents in which it holds.
    guards: Vec<Option<DocumentSets>>,
    has_guards: bool,
    occurs: Vec<Occur>,
    fields: Vec<Option<Field>>,
}

impl Filter {
    /// Works out the filter of a plan that searches all fields, whatever languages hits may be in.
    pub fn new(memory: &Memory, open: &Plan, options: &SearchOptions) -> Result<Filter, Error> {
        let matcher = Matcher::new(memory, open, options.languages.as_deref())?;
        let (mut required, excluded) = matcher.outermost()?;
        if !options.within.is_empty() {
            narrow(&mut required, documents_within(memory.index, &options.within)?);
        }
        let occurs = open.leaves.iter().map(|leaf| leaf.occur).collect();
        let fields = open.leaves.iter().map(|leaf| leaf.field).collect();
        let guards = matcher.guards;
        let has_guards = guards.iter().any(Option::is_some);
        let scored = || open.leaves.iter().zip(&guards).filter(|(leaf, _)| leaf.occur != Occur::MustNot);
        if scored().next().is_some() && scored().all(|(_, guard)| guard.is_some()) {
            // Nothing else can be a hit, so no other document need be looked at.
            let mut any = empty_sets(memory.index);
            scored().filter_map(|(_, guard)| guard.as_ref()).for_each(|guard| unite(&mut any, guard));
            narrow(&mut required, any);
        }
        Ok(Filter { required, excluded, guards, has_guards, occurs, fields })
    }

    /// Whether a leaf's words count in a kind of passage: those that are sought in titles do only there.
    pub fn counts_in(&self, leaf: usize, kind: PassageKind) -> bool {
        self.fields[leaf] != Some(Field::Title) || kind == PassageKind::Title
    }

    /// Whether a leaf adds to scores.
    pub fn scores(&self, leaf: usize) -> bool {
        self.occurs[leaf] != Occur::MustNot
    }

    /// Whether any document may be a hit.
    pub fn allows_all(&self) -> bool {
        self.required.is_none() && self.excluded.is_none()
    }

    /// Whether a document may be a hit.
    pub fn allows(&self, segment: usize, document: DocId) -> bool {
        self.required.as_ref().is_none_or(|sets| sets[segment].contains(document))
            && self.excluded.as_ref().is_none_or(|sets| !sets[segment].contains(document))
    }

    /// The first document from one on that has all that it must have; None behind the last.
    pub fn next_complete(&self, segment: usize, document: DocId) -> Option<DocId> {
        self.required.as_ref().map_or(Some(document), |sets| next_member(&sets[segment], document))
    }

    /// Whether there is any leaf whose words do not count in all documents.
    pub fn has_guards(&self) -> bool {
        self.has_guards
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
    let files = Vocabulary::of_files(index)?;
    for file in
        files.beginning_with(FILE_KEY, |key| path_in_key(key).is_some_and(|path| wanted.is_match(path)))
    {
        insert_documents(index, &files, &file, &mut sets)?;
    }
    Ok(sets)
}

/// The documents that have words in some languages.
fn documents_in(index: &Index, languages: &[&'static Language]) -> Result<DocumentSets, Error> {
    let mut sets = empty_sets(index);
    for (segment, set) in sets.iter_mut().enumerate() {
        for language in languages {
            let Some(lengths) = index.lengths(segment, language.ordinal())? else { continue };
            for document in (0..set.max_value()).filter(|&document| lengths.first(document).is_some()) {
                set.insert(document);
            }
        }
    }
    Ok(sets)
}

/// The units of groups, each once.
fn names<'g>(groups: impl Iterator<Item = &'g Group>) -> Vec<&'g str> {
    let mut names: Vec<&str> = groups.map(|group| group.unit.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Works out which documents match a query.
pub(crate) struct Matcher<'a> {
    memory: &'a Memory<'a>,
    index: &'a Index,
    open: &'a Plan,
    /// As in [`Filter`].
    guards: Vec<Option<DocumentSets>>,
}

impl<'a> Matcher<'a> {
    /// Works out in which documents the leaves hold that are more than their words, where hits may be in some languages.
    pub fn new(
        memory: &'a Memory<'a>,
        open: &'a Plan,
        languages: Option<&[&'static Language]>,
    ) -> Result<Matcher<'a>, Error> {
        let mut matcher = Matcher { memory, index: memory.index, open, guards: Vec::new() };
        let guards = (0..open.leaves.len()).map(|leaf| matcher.guard(leaf, languages));
        matcher.guards = guards.collect::<Result<_, _>>()?;
        Ok(matcher)
    }

    /// The documents in which a leaf holds that is more than its words: a phrase, words in a title, words in the path of a
    /// document that has text in some languages. None if it is none.
    fn guard(
        &self,
        number: usize,
        languages: Option<&[&'static Language]>,
    ) -> Result<Option<DocumentSets>, Error> {
        let leaf = &self.open.leaves[number];
        match (leaf.kind, leaf.field) {
            (_, Some(Field::Path)) => self.in_path(number, languages).map(Some),
            (LeafKind::Phrase { slop }, _) => {
                let words = phrase_words(self.memory, leaf, self.open)?;
                phrase::documents(self.index, self.open, &words, slop, leaf.field).map(Some)
            }
            (_, Some(Field::Title)) => self.in_title(number).map(Some),
            (_, None) => Ok(None),
        }
    }

    /// The documents that have all words of a leaf in their path, and text in the languages where some are asked for.
    fn in_path(&self, number: usize, asked: Option<&[&'static Language]>) -> Result<DocumentSets, Error> {
        let leaf = &self.open.leaves[number];
        let names = names(self.groups(number).map(|(_, group)| group).filter(|group| !group.is_fragment));
        let mut sets = self.with_units(&names, number)?;
        let asked = asked.filter(|_| leaf.occur != Occur::MustNot);
        for languages in leaf.languages.as_deref().into_iter().chain(asked) {
            intersect(&mut sets, &documents_in(self.index, languages)?);
        }
        Ok(sets)
    }

    /// The documents that have a leaf's words in their title.
    fn in_title(&self, number: usize) -> Result<DocumentSets, Error> {
        let leaf = &self.open.leaves[number];
        let own: Vec<(usize, &Group)> = self.groups(number).filter(|(_, group)| !group.is_fragment).collect();
        let words = match names(own.iter().map(|(_, group)| *group)).len() {
            1 => {
                let terms = own.iter().flat_map(|place| self.whole_entries(*place)).collect();
                PhraseWords { words: vec![PhraseWord { positions: 0..=0, terms }], ..PhraseWords::default() }
            }
            _ => phrase_words(self.memory, leaf, self.open)?,
        };
        phrase::documents(self.index, self.open, &words, 0, leaf.field)
    }

    /// The terms that stand for all of a group's unit, with its scope. Those that are too many to be scored are listed anew.
    fn whole_entries(&self, (scope, group): (usize, &Group)) -> Vec<(usize, Entry)> {
        let words = &self.open.scopes[scope].vocabulary;
        let pattern = group.pattern.iter().filter(|_| group.rest.is_some());
        let others = pattern.flat_map(|pattern| pattern.entries(words));
        let scored = group.whole_terms().map(|term| term.entry.clone());
        scored.chain(others).map(|entry| (scope, entry)).collect()
    }

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
    pub fn documents(&self, tree: &Tree) -> Result<Option<DocumentSets>, Error> {
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
            _ => {
                let words = phrase_words(self.memory, leaf, self.open)?;
                phrase::documents(self.index, self.open, &words, 0, None).map(Some)
            }
        }
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
