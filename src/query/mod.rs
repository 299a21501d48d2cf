//! Query text to [`Query`] and back. Pure: knows no index, and of the languages only their codes.

mod fault;
mod letter;
mod parse;
mod print;
#[cfg(test)]
mod tests;
mod word;

use crate::language::Language;
pub use fault::QueryError;

/// What someone asks for. Printed, it is text that parses to the same query.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// The parts of the query in the order in which they were written.
    pub clauses: Vec<Clause>,
}

/// A part of a query.
#[derive(Clone, Debug, PartialEq)]
pub struct Clause {
    /// Whether documents need it, must not have it, or gain from it.
    pub occur: Occur,
    /// What it asks for.
    pub node: Node,
    /// What its words weigh compared with others: above 0, at most [`MAX_BOOST`].
    pub boost: f32,
}

/// How a clause bears on a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occur {
    /// Documents with it come first; one such clause must match if none is a must.
    Should,
    /// Only documents with it are hits.
    Must,
    /// Documents with it are no hits.
    MustNot,
}

/// What a clause asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// A word or a phrase.
    Leaf(Leaf),
    /// Clauses in parentheses, or joined by `AND`.
    Group(Vec<Clause>),
    /// Matches in one of these languages only, for all clauses beside it. Its occur is a must or a must-not.
    Languages(Vec<&'static Language>),
}

/// A word or a phrase: what is looked up as one thing, in whatever forms.
#[derive(Clone, Debug, PartialEq)]
pub struct Leaf {
    /// Where it has to stand; None for anywhere.
    pub field: Option<Field>,
    /// How its text is meant.
    pub kind: LeafKind,
    /// Which forms of its words count.
    pub forms: Forms,
    /// The text, without operators.
    pub text: String,
}

/// How the text of a leaf is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeafKind {
    /// Text as people type it: usually one word, several where analysis finds more.
    Word,
    /// Words that follow one another, with so many other positions between them in all at most.
    Phrase {
        /// Extra positions.
        slop: u32,
    },
    /// Words that begin with it.
    Prefix,
    /// Words that are so many edits away from it at most: 1 or 2.
    Fuzzy {
        /// Letters more, less, other, or changed about.
        edits: u8,
    },
}

/// Which forms of a word count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forms {
    /// All that the languages know.
    All,
    /// The word as it stands.
    AsWritten,
}

/// Where a leaf may have to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// In the document's title.
    Title,
    /// In the file's path.
    Path,
}

/// The largest boost.
pub const MAX_BOOST: f32 = 100.0;

impl Query {
    /// Parses a query.
    ///
    /// # Errors
    /// If a quotation mark or parenthesis has no partner, an operator nothing to work on, a field nothing in it, a number
    /// is out of its range, if nothing is asked for, or only what must not be there.
    pub fn parse(text: &str) -> Result<Query, QueryError> {
        parse::parse(text)
    }
}

impl Field {
    /// The name before the colon.
    pub fn name(self) -> &'static str {
        match self {
            Field::Title => "title",
            Field::Path => "path",
        }
    }
}
