//! The leaves of a query: each word or phrase with all that the clauses around it say of it.

use crate::language::Language;
use crate::query::{Clause, Field, Forms, LeafKind, Node, Occur, Query};
use crate::search::forms::unit::{Unit, units};

/// A word or phrase of the query.
#[derive(Clone, Debug)]
pub(crate) struct Leaf {
    pub text: String,
    pub kind: LeafKind,
    pub field: Option<Field>,
    pub forms: Forms,
    /// How its own clause bears on documents; a must-not if any around it is one.
    pub occur: Occur,
    /// What it weighs, with all that is around it.
    pub boost: f32,
    /// The languages in which it counts; None for all.
    pub languages: Option<Vec<&'static Language>>,
    /// Whether it stands in the query itself, not in parentheses.
    pub is_outer: bool,
    /// Whether it is needed, or stands in parentheses something of which is.
    pub is_needed: bool,
}

/// The query without its words: how the leaves, by number, bear on documents.
#[derive(Clone, Debug)]
pub(crate) enum Tree {
    Leaf(usize),
    Group(Vec<(Occur, Tree)>),
}

/// Lists the leaves of a query in the order in which they were written, and how they hang together.
pub(crate) fn leaves(query: &Query) -> (Vec<Leaf>, Vec<(Occur, Tree)>) {
    let mut leaves = Vec::new();
    let around = Around { occur: None, boost: 1.0, languages: None, is_outer: true, is_needed: false };
    let tree = branches(&query.clauses, &around, &mut leaves);
    (leaves, tree)
}

/// What the clauses around some others say of them.
#[derive(Clone)]
struct Around {
    /// A must-not around them.
    occur: Option<Occur>,
    boost: f32,
    languages: Option<Vec<&'static Language>>,
    is_outer: bool,
    is_needed: bool,
}

fn branches(clauses: &[Clause], around: &Around, leaves: &mut Vec<Leaf>) -> Vec<(Occur, Tree)> {
    let languages = languages(clauses, around.languages.as_deref());
    let mut trees = Vec::new();
    for clause in clauses {
        let occur = around.occur.or((clause.occur == Occur::MustNot).then_some(Occur::MustNot));
        // What must not occur must not in any language.
        let languages = if occur.is_none() { languages.clone() } else { None };
        let is_needed = around.is_needed || clause.occur == Occur::Must;
        let boost = around.boost * clause.boost;
        let around = Around { occur, boost, languages, is_needed, ..around.clone() };
        let tree = match &clause.node {
            Node::Languages(_) => continue,
            Node::Leaf(leaf) => {
                leaves.push(Leaf {
                    text: leaf.text.clone(),
                    kind: leaf.kind,
                    field: leaf.field,
                    forms: leaf.forms,
                    occur: around.occur.unwrap_or(clause.occur),
                    boost: around.boost,
                    languages: around.languages,
                    is_outer: around.is_outer,
                    is_needed: around.is_needed,
                });
                Tree::Leaf(leaves.len() - 1)
            }
            Node::Group(clauses) => {
                Tree::Group(branches(clauses, &Around { is_outer: false, ..around }, leaves))
            }
        };
        trees.push((clause.occur, tree));
    }
    trees
}

/// The languages that clauses leave of those around them: any of those that are named, without those that are barred.
fn languages(clauses: &[Clause], around: Option<&[&'static Language]>) -> Option<Vec<&'static Language>> {
    let named = |occur: Occur| {
        clauses.iter().filter(move |clause| clause.occur == occur).filter_map(|clause| match &clause.node {
            Node::Languages(languages) => Some(languages),
            _ => None,
        })
    };
    let wanted: Vec<&'static Language> = named(Occur::Must).flatten().copied().collect();
    let barred: Vec<&'static Language> = named(Occur::MustNot).flatten().copied().collect();
    if wanted.is_empty() && barred.is_empty() {
        return around.map(<[_]>::to_vec);
    }
    let all = crate::language::LANGUAGES.iter().copied();
    let is_left = |language: &&'static Language| {
        around.is_none_or(|around| around.contains(language))
            && (wanted.is_empty() || wanted.contains(language))
            && !barred.contains(language)
    };
    Some(all.filter(is_left).collect())
}

impl Leaf {
    /// Whether it counts in texts of a language; None for paths.
    pub fn counts_in(&self, language: Option<&'static Language>) -> bool {
        match (language, self.field) {
            (None, Some(Field::Path)) => true,
            (None, Some(Field::Title)) | (Some(_), Some(Field::Path)) => false,
            (None, None) => self.languages.is_none(),
            (Some(language), _) => {
                self.languages.as_ref().is_none_or(|languages| languages.contains(&language))
            }
        }
    }

    /// Whether it is a word as people type it, beside others: said twice, it counts once.
    pub fn is_plain(&self) -> bool {
        let is_unmarked = self.field.is_none() && self.forms == Forms::All && self.boost == 1.0;
        self.kind == LeafKind::Word && self.is_outer && is_unmarked && self.languages.is_none()
    }

    /// Whether words that may be misspelt lift documents by what looks like them.
    pub fn may_be_misspelt(&self) -> bool {
        let is_meant = matches!(self.kind, LeafKind::Word | LeafKind::Phrase { .. });
        is_meant && self.forms == Forms::All && self.field.is_none()
    }

    /// The one word that it begins or is near to; None if it is another kind of leaf, or its text is no single word.
    pub fn pattern(&self, language: &Language) -> Option<String> {
        if !matches!(self.kind, LeafKind::Prefix | LeafKind::Fuzzy { .. }) {
            return None;
        }
        match units(&self.text, language).as_slice() {
            [Unit::Word(word)] => Some(word.exact.clone()),
            _ => None,
        }
    }
}
