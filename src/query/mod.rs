//! Query text to [`Query`]. Pure: knows no index and no language.

mod parse;

/// What someone asks for.
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
    /// Text as people type it: usually one word, several where analysis finds more.
    Text(String),
    /// Words that follow one another.
    Phrase(String),
}

/// A fault in a query.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{fault} at column {column}\n  {source_text}\n  {:>column$}", "^")]
pub struct QueryError {
    fault: String,
    /// From 1, in terminal cells.
    column: usize,
    /// The query, on one line.
    source_text: String,
    hint: String,
}

impl QueryError {
    /// The way out.
    pub fn hint(&self) -> Option<&str> {
        Some(&self.hint)
    }

    /// Where the fault is: column from 1, in terminal cells.
    pub fn column(&self) -> usize {
        self.column
    }
}

impl Query {
    /// Parses a query.
    ///
    /// # Errors
    /// If a quotation mark has no partner, if nothing is asked for, or only what must not be there.
    pub fn parse(text: &str) -> Result<Query, QueryError> {
        parse::parse(text)
    }
}
