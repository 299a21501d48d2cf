//! What keeps a document from being a hit: the clauses of the query that it does not meet.

use super::why::Presence;
use crate::error::Error;
use crate::index::Index;
use crate::language::Language;
use crate::query::{Clause, Field, LeafKind, Node, Occur, Query};
use crate::search::forms::memory::Memory;
use crate::search::matching::filter::Matcher;
use crate::search::matching::leaf::{Leaf, Tree};
use crate::search::matching::sets::DocumentSets;
use crate::search::ranking::occurrences::Address;
use crate::search::ranking::plan::Plan;

/// A clause of a query that a document does not meet.
#[derive(Clone, Debug, PartialEq)]
pub struct Lack {
    /// The clause, as a query has it.
    pub clause: String,
    /// Why it is not met.
    pub fault: Misfit,
    /// The languages that the query allows for it; empty for all.
    pub languages: Vec<&'static Language>,
}

/// Why a document does not meet a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// It has what must not be there.
    Excluded,
    /// It has no form of a word.
    Missing,
    /// It has merely what makes no hit by itself here: parts, beginnings, function words.
    Weak,
    /// It has the words, but not in a row.
    NotInRow,
    /// It has the words, but not in its title.
    NotInTitle,
    /// Its path does not have them.
    NotInPath,
    /// It has no text in the languages that are allowed.
    OtherLanguage,
}

impl Misfit {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Misfit::Excluded => "excluded",
            Misfit::Missing => "missing",
            Misfit::Weak => "weak",
            Misfit::NotInRow => "not-in-row",
            Misfit::NotInTitle => "not-in-title",
            Misfit::NotInPath => "not-in-path",
            Misfit::OtherLanguage => "other-language",
        }
    }
}

/// Lists what keeps a document from being a hit, in the order of the query.
pub(crate) fn lacks(
    index: &Index,
    query: &Query,
    plan: &Plan,
    address: Address,
    words: &[Presence],
) -> Result<Vec<Lack>, Error> {
    let memory = Memory::new(index);
    let matcher = Matcher::new(&memory, plan, None)?;
    let mut search = Search { matcher, plan, address, words, lacks: Vec::new() };
    search.clauses(&query.clauses, &plan.tree)?;
    Ok(search.lacks)
}

struct Search<'a> {
    matcher: Matcher<'a>,
    plan: &'a Plan,
    address: Address,
    words: &'a [Presence],
    lacks: Vec<Lack>,
}

impl Search<'_> {
    /// Notes what some clauses beside each other lack: those that must hold and do not, and if no other reason is found, those
    /// of which one should hold.
    fn clauses(&mut self, clauses: &[Clause], trees: &[(Occur, Tree)]) -> Result<(), Error> {
        let words = clauses.iter().filter(|clause| !matches!(clause.node, Node::Languages(_)));
        let both: Vec<(&Clause, &Tree)> = words.zip(trees.iter().map(|(_, tree)| tree)).collect();
        let known = self.lacks.len();
        for &(clause, tree) in both.iter().filter(|(clause, _)| clause.occur != Occur::Should) {
            let holds = self.holds(tree)?;
            match clause.occur {
                Occur::MustNot if holds => self.note(clause.to_string(), Misfit::Excluded, &[]),
                Occur::Must if !holds => self.inside(clause, tree)?,
                _ => {}
            }
        }
        let must = both.iter().any(|(clause, _)| clause.occur == Occur::Must);
        if must || self.lacks.len() > known {
            return Ok(());
        }
        for (clause, tree) in both.iter().filter(|(clause, _)| clause.occur == Occur::Should) {
            self.inside(clause, tree)?;
        }
        Ok(())
    }

    fn inside(&mut self, clause: &Clause, tree: &Tree) -> Result<(), Error> {
        match (&clause.node, tree) {
            (Node::Group(clauses), Tree::Group(trees)) => self.clauses(clauses, trees),
            (_, Tree::Leaf(number)) => {
                self.leaf(clause, *number);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn leaf(&mut self, clause: &Clause, number: usize) {
        let leaf = &self.plan.leaves[number];
        let languages = leaf.languages.clone().unwrap_or_default();
        let fault = self.misfit(leaf, number, &languages);
        self.note(clause.to_string(), fault, &languages);
    }

    fn misfit(&self, leaf: &Leaf, number: usize, languages: &[&'static Language]) -> Misfit {
        if leaf.field == Some(Field::Path) {
            return Misfit::NotInPath;
        }
        let units = self.units(number);
        let own = || self.words.iter().filter(|word| units.contains(&word.word.as_str()) && !word.is_barred);
        let is_there = |word: &Presence| word.places.iter().any(|place| place.is_there);
        let has_text = || own().flat_map(|word| &word.places).any(|place| place.language.is_some());
        if !languages.is_empty() && !has_text() {
            Misfit::OtherLanguage
        } else if !own().all(is_there) {
            Misfit::Missing
        } else if leaf.field == Some(Field::Title) {
            Misfit::NotInTitle
        } else if matches!(leaf.kind, LeafKind::Phrase { .. })
            || (leaf.occur == Occur::Must && own().count() > 1)
        {
            Misfit::NotInRow
        } else {
            Misfit::Weak
        }
    }

    /// The words of a leaf.
    fn units(&self, number: usize) -> Vec<&str> {
        let groups = self.plan.scopes.iter().flat_map(|scope| &scope.groups);
        groups.filter(|group| group.leaf == number).map(|group| group.unit.as_str()).collect()
    }

    /// Whether the document matches.
    fn holds(&self, tree: &Tree) -> Result<bool, Error> {
        let (segment, document) = self.address;
        let has = |sets: DocumentSets| sets[segment].contains(document);
        // What has no words asks for nothing, and bars nothing.
        Ok(self.matcher.documents(tree)?.is_some_and(has))
    }

    fn note(&mut self, clause: String, fault: Misfit, languages: &[&'static Language]) {
        self.lacks.push(Lack { clause, fault, languages: languages.to_vec() });
    }
}
