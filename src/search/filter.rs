//! Which documents may be hits at all: what must be there, what must not, which phrases hold.

use super::SearchOptions;
use super::group::Group;
use super::phrase;
use super::plan::{Plan, Scope};
use super::vocabulary::{Entry, Vocabulary};
use crate::error::Error;
use crate::index::{FILE_KEY, Index, path_in_key};
use crate::query::{Node, Occur, Query};
use crate::schema::glob_set;
use tantivy::schema::IndexRecordOption;
use tantivy::{BitSet, DocId, DocSet, TERMINATED};

/// The documents of each segment.
pub(super) type DocumentSets = Vec<BitSet>;

/// Which documents may be hits.
pub(super) struct Filter {
    /// Documents that have all that they must have; None: there is nothing that they must.
    required: Option<DocumentSets>,
    /// Documents that have what they must not.
    excluded: Option<DocumentSets>,
    /// Of each clause that is a phrase, the documents in which it holds.
    guards: Vec<Option<DocumentSets>>,
    occurs: Vec<Occur>,
}

impl Filter {
    /// Works out the filter of a query. `open` searches all fields, whatever languages hits may be in.
    pub fn new(index: &Index, query: &Query, open: &Plan, options: &SearchOptions) -> Result<Filter, Error> {
        let mut filter = Filter { required: None, excluded: None, guards: Vec::new(), occurs: Vec::new() };
        if !options.within.is_empty() {
            filter.require(index, documents_within(index, &options.within)?);
        }
        for (number, clause) in query.clauses.iter().enumerate() {
            let guard = match &clause.node {
                Node::Phrase(text) => Some(phrase::documents(index, text, open)?),
                Node::Text(_) => None,
            };
            match clause.occur {
                Occur::Should => {}
                Occur::Must => {
                    if let Some(with) = documents_with(index, (number, clause.text()), &guard, open)? {
                        filter.require(index, with);
                    }
                }
                Occur::MustNot => {
                    if let Some(with) = documents_with(index, (number, clause.text()), &guard, open)? {
                        filter.exclude(index, &with);
                    }
                }
            }
            filter.guards.push(guard);
            filter.occurs.push(clause.occur);
        }
        Ok(filter)
    }

    fn require(&mut self, index: &Index, with: DocumentSets) {
        self.required = Some(match self.required.take() {
            None => with,
            Some(before) => intersect(index, &before, &with),
        });
    }

    fn exclude(&mut self, index: &Index, with: &DocumentSets) {
        let excluded = self.excluded.get_or_insert_with(|| empty_sets(index));
        excluded.iter_mut().zip(with).for_each(|(set, with)| insert_all(set, with));
    }

    /// Whether a clause adds to scores.
    pub fn scores(&self, clause: usize) -> bool {
        self.occurs[clause] != Occur::MustNot
    }

    /// Whether a document may be a hit.
    pub fn allows(&self, segment: usize, document: DocId) -> bool {
        self.required.as_ref().is_none_or(|sets| sets[segment].contains(document))
            && self.excluded.as_ref().is_none_or(|sets| !sets[segment].contains(document))
    }

    /// Whether a clause's words count in a document: those of a phrase do only where it holds.
    pub fn guards(&self, clause: usize, segment: usize, document: DocId) -> bool {
        self.guards[clause].as_ref().is_none_or(|sets| sets[segment].contains(document))
    }
}

pub(super) fn empty_sets(index: &Index) -> DocumentSets {
    index.searcher.segment_readers().iter().map(|reader| BitSet::with_max_value(reader.max_doc())).collect()
}

fn insert_all(set: &mut BitSet, with: &BitSet) {
    for document in members(with) {
        set.insert(document);
    }
}

fn members(set: &BitSet) -> impl Iterator<Item = DocId> {
    (0..set.max_value()).filter(|&document| set.contains(document))
}

fn intersect(index: &Index, left: &DocumentSets, right: &DocumentSets) -> DocumentSets {
    let mut both = empty_sets(index);
    for ((both, left), right) in both.iter_mut().zip(left).zip(right) {
        for document in members(left).filter(|&document| right.contains(document)) {
            both.insert(document);
        }
    }
    both
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

/// The documents in which a clause matches, in any field: by its one word, or by its words in a row or written together.
/// None if it has no words of its own: it is all punctuation, or says again what another clause said.
fn documents_with(
    index: &Index,
    clause: (usize, &str),
    guard: &Option<DocumentSets>,
    open: &Plan,
) -> Result<Option<DocumentSets>, Error> {
    if let Some(guard) = guard {
        return Ok(Some(guard.clone()));
    }
    let (number, text) = clause;
    let groups = open.scopes.iter().flat_map(|scope| &scope.groups);
    let mut names: Vec<&str> = groups
        .filter(|group| group.clause == number && !group.is_fragment)
        .map(|group| group.unit.as_str())
        .collect();
    names.sort_unstable();
    names.dedup();
    match names.as_slice() {
        [] => Ok(None),
        [unit] => documents_with_unit(index, unit, number, &open.scopes).map(Some),
        _ => {
            let mut sets = phrase::documents(index, text, open)?;
            insert_joined(index, number, &open.scopes, &mut sets)?;
            Ok(Some(sets))
        }
    }
}

/// Adds the documents that have a clause's words written together.
fn insert_joined(
    index: &Index,
    clause: usize,
    scopes: &[Scope],
    sets: &mut DocumentSets,
) -> Result<(), Error> {
    for scope in scopes {
        let groups = scope.groups.iter().filter(|group| group.clause == clause);
        for term in groups.flat_map(Group::joined_terms) {
            insert_documents(index, &scope.vocabulary, &term.entry, sets)?;
        }
    }
    Ok(())
}

/// The documents with a unit: with a term that stands for all of it. Parts do not: who leaves out Haustür does not mean
/// every Haus.
fn documents_with_unit(
    index: &Index,
    unit: &str,
    clause: usize,
    scopes: &[Scope],
) -> Result<DocumentSets, Error> {
    let mut sets = empty_sets(index);
    for scope in scopes {
        for group in scope.groups.iter().filter(|group| group.unit == unit && group.clause == clause) {
            for term in group.whole_terms() {
                insert_documents(index, &scope.vocabulary, &term.entry, &mut sets)?;
            }
        }
    }
    Ok(sets)
}

fn insert_documents(
    index: &Index,
    vocabulary: &Vocabulary,
    entry: &Entry,
    sets: &mut DocumentSets,
) -> Result<(), Error> {
    for (segment, info) in entry.infos.iter().enumerate() {
        let Some(info) = info else { continue };
        let mut postings = vocabulary.segments[segment]
            .read_postings_from_terminfo(info, IndexRecordOption::Basic)
            .map_err(|error| index.damaged(error.to_string()))?;
        let mut document = postings.doc();
        while document != TERMINATED {
            sets[segment].insert(document);
            document = postings.advance();
        }
    }
    Ok(())
}
