//! Faults of queries: what is wrong, under which column, and the way out.

use unicode_width::UnicodeWidthStr;

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
    /// A fault at a byte of the query.
    pub(super) fn new(
        text: &str,
        at: usize,
        fault: impl Into<String>,
        hint: impl Into<String>,
    ) -> QueryError {
        let shown =
            |text: &str| text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
        QueryError {
            fault: fault.into(),
            column: shown(&text[..at]).width() + 1,
            source_text: shown(text),
            hint: hint.into(),
        }
    }

    /// What is wrong.
    pub fn fault(&self) -> &str {
        &self.fault
    }

    /// The way out.
    pub fn hint(&self) -> Option<&str> {
        Some(&self.hint)
    }

    /// Where the fault is: column from 1, in terminal cells.
    pub fn column(&self) -> usize {
        self.column
    }
}
