//! What is shown of a hit: snippets of the passages that match, without those that say again what is shown.

use super::column::source_column;
use super::highlight::{Highlighter, Match, spans};
use super::likeness::are_alike;
use super::snippet::{fragments, render, sentences_around};
use crate::document::{LineCount, Passage, PassageKind};
use crate::error::Error;
use crate::index::outline::Outlined;
use crate::index::{Index, StoredDocument};
use crate::search::forms::group::Group;
use crate::search::matching::filter::Filter;
use crate::search::ranking::occurrences::Address;
use crate::search::{SearchOptions, Snippet};
use std::borrow::Cow;
use std::ops::Range;

/// Passages that are read for a snippet: those that say again what is shown are left out.
pub(super) const PASSAGES_PER_SNIPPET: usize = 4;
/// So much of a document's text is read where only the text tells where it matches.
const MAX_READ_BYTES: usize = 512 * 1024;

/// A document that is shown, and by what.
pub(crate) struct Shown<'a> {
    pub index: &'a Index,
    pub highlighter: &'a Highlighter<'a>,
    pub filter: &'a Filter,
    pub address: Address,
    pub options: &'a SearchOptions,
}

impl Shown<'_> {
    /// The snippets of the passages with matches, best first; without any, of the first passage.
    pub fn snippets(&self, document: &StoredDocument, passages: &[Outlined]) -> Result<Vec<Snippet>, Error> {
        if self.options.snippets == 0 {
            return Ok(Vec::new());
        }
        let mut passages = Cow::from(passages);
        if passages.is_empty() && self.highlighter.has_patterns() {
            passages = self.passages_by_text(document)?.into();
        }
        if passages.is_empty() {
            passages = document.outline.passages().take(1).collect();
        }
        let mut snippets = Vec::new();
        let mut texts: Vec<String> = Vec::new();
        let mut title = None;
        for outlined in passages.iter().take(self.options.snippets.saturating_mul(PASSAGES_PER_SNIPPET)) {
            if snippets.len() == self.options.snippets {
                break;
            }
            let (passage, text) = (&outlined.passage, self.text(document, outlined)?);
            if self.options.shows_titles && is_same(&text, &document.title) {
                title = title.or(Some((passage, text)));
            } else if !texts.iter().any(|shown| are_alike(shown, &text)) {
                snippets.push(self.snippet(document, passage, &text));
                texts.push(text);
            }
        }
        if let Some((passage, text)) = title.filter(|_| snippets.is_empty()) {
            snippets.push(self.snippet(document, passage, &text));
        }
        Ok(snippets)
    }

    /// What matched in the title.
    pub fn title_matches(&self, title: &str) -> Vec<Range<usize>> {
        match self.options.snippets {
            0 => Vec::new(),
            _ => spans(&self.matches(title, PassageKind::Title)),
        }
    }

    /// The first passages whose text matches, for terms of which no positions are known.
    fn passages_by_text(&self, document: &StoredDocument) -> Result<Vec<Outlined>, Error> {
        let (mut found, mut read_bytes) = (Vec::new(), 0);
        for outlined in document.outline.passages() {
            read_bytes += outlined.passage.span.len();
            if found.len() >= self.options.snippets || read_bytes > MAX_READ_BYTES {
                break;
            }
            if !self.matches(&self.text(document, &outlined)?, outlined.passage.kind).is_empty() {
                found.push(outlined);
            }
        }
        Ok(found)
    }

    fn text(&self, document: &StoredDocument, outlined: &Outlined) -> Result<String, Error> {
        self.index.passage_text(self.address.0, self.address.1, document, outlined)
    }

    fn matches(&self, text: &str, kind: PassageKind) -> Vec<Match> {
        let is_shown = |group: &Group| {
            self.filter.scores(group.leaf)
                && self.filter.guards(group.leaf, self.address.0, self.address.1)
                && self.filter.counts_in(group.leaf, kind)
        };
        self.highlighter.matches(text, &is_shown)
    }

    fn snippet(&self, document: &StoredDocument, passage: &Passage, text: &str) -> Snippet {
        let matches = self.matches(text, passage.kind);
        let fragments = match self.options.context {
            Some(sentences) => sentences_around(text, &matches, self.options.snippet_chars, sentences),
            None => fragments(text, &matches, self.options.snippet_chars),
        };
        let is_shown = |found: &&Match| fragments.iter().any(|fragment| fragment.contains(&found.span.start));
        let first = matches.iter().find(is_shown).map(|found| found.span.clone());
        let start = fragments.first().map_or(0, |fragment| fragment.start);
        let first = first.unwrap_or(start..start);
        let breaks = text[..first.start].bytes().filter(|&byte| byte == b'\n').count() as u32;
        let is_fixed = document.outline.line_count == LineCount::Fixed;
        let line = if is_fixed { passage.line } else { passage.line + breaks };
        let before = &text[text[..first.start].rfind('\n').map_or(0, |at| at + 1)..first.start];
        let of_source =
            self.options.source_columns.then(|| source_column(&document.path, line, before, &text[first]));
        // A line that holds a whole record begins with something else than the passage.
        let of_text = if is_fixed { 1 } else { before.len() as u32 + 1 };
        let (text, matches) = render(text, &fragments, &spans(&matches));
        let column = of_source.flatten().unwrap_or(of_text);
        Snippet { text, matches, line, column, language: passage.language }
    }
}

/// Whether two texts are the same but for blanks.
fn is_same(left: &str, right: &str) -> bool {
    left.split_whitespace().eq(right.split_whitespace())
}
