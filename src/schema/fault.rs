//! What is wrong with a schema file, and where.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// The longest name or value that a message repeats, in characters.
const MAX_SHOWN_CHARS: usize = 60;

/// A fault in a schema file: the file, the line, the fault, and the way out.
#[derive(Debug)]
pub struct SchemaError {
    file: PathBuf,
    line: Option<usize>,
    key: Option<String>,
    fault: String,
    hint: Option<String>,
    source: Option<io::Error>,
}

impl SchemaError {
    pub(super) fn at_line(file: &Path, line: usize, fault: String, hint: String) -> SchemaError {
        let (line, hint) = (Some(line), Some(hint));
        SchemaError { file: file.to_owned(), line, key: None, fault, hint, source: None }
    }

    pub(super) fn unreadable(file: &Path, source: io::Error) -> SchemaError {
        let hint = match source.kind() {
            io::ErrorKind::NotFound => Some("`search-index init` writes a commented schema".to_owned()),
            _ => None,
        };
        let fault = format!("cannot read the schema: {source}");
        SchemaError { file: file.to_owned(), line: None, key: None, fault, hint, source: Some(source) }
    }

    pub(super) fn with_key(self, key: &str) -> SchemaError {
        SchemaError { key: Some(key.to_owned()), ..self }
    }

    /// Returns the schema file, as it was named to the reader.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Returns the line of the fault, from 1; none if the file could not be read at all.
    pub fn line(&self) -> Option<usize> {
        self.line
    }

    /// Returns the key whose name or value is at fault, with its tables: `fields.title.boost`.
    pub fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// Returns the way out, in one line.
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }
}

impl fmt::Display for SchemaError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.file.display())?;
        if let Some(line) = self.line {
            write!(out, ":{line}")?;
        }
        write!(out, ": {}", self.fault)
    }
}

impl StdError for SchemaError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_ref().map(|source| source as &(dyn StdError + 'static))
    }
}

/// Returns a name or value so that it can stand in a message: short, and without control characters.
pub(super) fn shown(text: &str) -> String {
    let start: String = text.chars().take(MAX_SHOWN_CHARS).collect();
    let rest = if start.len() < text.len() { "…" } else { "" };
    format!("{}{rest}", start.escape_debug())
}

/// Returns the message of a library as one line.
pub(super) fn one_line(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_short_and_harmless() {
        assert_eq!(shown("größe"), "größe");
        assert_eq!(shown("a\u{1b}[31m\n\u{202e}"), "a\\u{1b}[31m\\n\\u{202e}");
        assert_eq!(shown(&"很".repeat(60)), "很".repeat(60));
        assert_eq!(shown(&"很".repeat(61)), "很".repeat(60) + "…");
    }
}
