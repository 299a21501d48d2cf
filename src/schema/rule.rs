//! What a schema says about single files: their language, encoding and format.

use std::path::Path;

use globset::GlobSet;

use super::glob::{GlobError, glob_set};
use crate::language::Language;

/// One `[[rule]]`: what holds for the files that a glob matches.
#[derive(Clone)]
pub struct Rule {
    /// The glob, as written; see [`super::glob_set`] for what it matches.
    pub glob: String,
    /// The language of all text of the file; [`crate::language::OTHER`] for exact forms only.
    pub language: Option<&'static Language>,
    /// How the file's bytes become characters.
    pub encoding: Option<Encoding>,
    /// How the file's text is read.
    pub format: Option<Format>,
    matcher: GlobSet,
}

/// What all rules together say about one file; nothing is said where a key is none.
#[derive(Clone, Copy, Default)]
pub struct RuleValues {
    /// The language of all text of the file; [`crate::language::OTHER`] for exact forms only.
    pub language: Option<&'static Language>,
    /// How the file's bytes become characters.
    pub encoding: Option<Encoding>,
    /// How the file's text is read.
    pub format: Option<Format>,
}

/// An encoding that can be decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
}

/// A format that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Text without markup, which is also what all unknown formats are read as.
    Text,
    /// Markdown.
    Markdown,
    /// HTML.
    Html,
    /// One JSON object on each line, each a document of its own.
    JsonLines,
}

impl Rule {
    /// Makes a rule.
    ///
    /// # Errors
    /// If the glob cannot be used.
    pub(super) fn new(glob: &str, values: RuleValues) -> Result<Rule, GlobError> {
        let RuleValues { language, encoding, format } = values;
        let matcher = glob_set(&[glob])?;
        Ok(Rule { glob: glob.to_owned(), language, encoding, format, matcher })
    }

    /// Whether the rule holds for a file, given by its path relative to its corpus folder.
    pub fn matches(&self, relative: &Path) -> bool {
        self.matcher.is_match(relative)
    }
}

impl RuleValues {
    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.language.is_none() && self.encoding.is_none() && self.format.is_none()
    }

    /// Whether a file is read alike by both.
    pub fn are_like(&self, other: &RuleValues) -> bool {
        let code = |values: &RuleValues| values.language.map(|language| language.code);
        code(self) == code(other) && self.encoding == other.encoding && self.format == other.format
    }

    pub(super) fn overridden_by(self, rule: &Rule) -> RuleValues {
        RuleValues {
            language: rule.language.or(self.language),
            encoding: rule.encoding.or(self.encoding),
            format: rule.format.or(self.format),
        }
    }
}

impl Encoding {
    /// All encodings.
    pub const ALL: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be];

    /// Returns the name that a schema gives the encoding.
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "utf-8",
            Encoding::Utf16Le => "utf-16le",
            Encoding::Utf16Be => "utf-16be",
        }
    }
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 4] = [Format::Text, Format::Markdown, Format::Html, Format::JsonLines];

    /// Returns the name that a schema gives the format.
    pub fn name(self) -> &'static str {
        match self {
            Format::Text => "text",
            Format::Markdown => "markdown",
            Format::Html => "html",
            Format::JsonLines => "json-lines",
        }
    }

    /// Returns the format that a file has by its extension, in capitals or not.
    pub fn from_path(path: &Path) -> Format {
        let extension = path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
        match extension.as_deref() {
            Some("md" | "markdown" | "mdown" | "mkd") => Format::Markdown,
            Some("html" | "htm" | "xhtml") => Format::Html,
            Some("jsonl" | "ndjson") => Format::JsonLines,
            _ => Format::Text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, format: Format) {
        assert_eq!(Format::from_path(Path::new(path)), format, "{path}");
    }

    #[test]
    fn the_extension_names_the_format() {
        check("notes/a.md", Format::Markdown);
        check("A.MARKDOWN", Format::Markdown);
        check("index.htm", Format::Html);
        check("part.2.jsonl", Format::JsonLines);
        check("part.ndjson", Format::JsonLines);
    }

    #[test]
    fn all_else_is_text() {
        check("a.txt", Format::Text);
        check("README", Format::Text);
        check(".md", Format::Text);
        check("md", Format::Text);
        check("a.json", Format::Text);
        check("信.信", Format::Text);
    }
}
