//! What of a text matched: the words, parts of words and characters that made it a hit.

use crate::analysis::fold::{fold_char, folded};
use crate::analysis::{Kind, Token, Tokens};
use crate::index::term::write_key;
use crate::language::{LANGUAGES, Language, OTHER};
use crate::search::forms::group::Group;
use crate::search::forms::pattern::Pattern;
use crate::search::ranking::plan::Scope;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Finds what matches a query in texts of one scope.
pub(crate) struct Highlighter<'a> {
    scope: &'a Scope,
    language: &'static Language,
    /// Index term → the groups it belongs to, with the spans of the parts where only parts match.
    terms: FxHashMap<&'a str, Vec<GroupParts<'a>>>,
    /// Groups with more terms than are scored, and what these have in common.
    patterns: Vec<(usize, &'a Pattern)>,
}

/// A group's place in its scope, and the spans of the parts that match of the folded word.
type GroupParts<'a> = (usize, &'a [Range<usize>]);

/// A match in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Match {
    /// Bytes of the text.
    pub span: Range<usize>,
    /// Place of the group in its scope.
    pub group: usize,
}

impl<'a> Highlighter<'a> {
    pub fn new(scope: &'a Scope) -> Highlighter<'a> {
        let mut terms: FxHashMap<&str, Vec<_>> = FxHashMap::default();
        for (number, group) in scope.groups.iter().enumerate().filter(|(_, group)| !group.is_support) {
            for term in group.terms.iter().filter(|term| !term.is_support) {
                terms.entry(&*term.entry.key).or_default().push((number, term.parts.as_slice()));
            }
        }
        let language = scope.language.map_or(OTHER, |ordinal| LANGUAGES[ordinal]);
        let patterns = scope.groups.iter().enumerate().filter(|(_, group)| group.rest.is_some());
        let patterns = patterns.filter_map(|(number, group)| Some((number, group.pattern.as_ref()?)));
        Highlighter { scope, language, terms, patterns: patterns.collect() }
    }

    /// Whether some documents match by terms that are not listed, so that only their text tells where.
    pub fn has_patterns(&self) -> bool {
        !self.patterns.is_empty()
    }

    /// The matches of some groups in a text, by start.
    pub fn matches(&self, text: &str, is_shown: &dyn Fn(&Group) -> bool) -> Vec<Match> {
        let mut tokens = Tokens::default();
        (self.language.analyze)(text, &mut tokens);
        let (mut matches, mut key) = (Vec::new(), String::new());
        for token in tokens.iter() {
            key.clear();
            write_key(token.term, &mut key);
            self.add_matches(text, &token, &key, &mut matches);
        }
        matches.retain(|found| is_shown(&self.scope.groups[found.group]));
        matches.sort_by_key(|found| (found.span.start, std::cmp::Reverse(found.span.end)));
        matches
    }

    /// Adds the matches of a token, whose index term is `key`.
    fn add_matches(&self, text: &str, token: &Token, key: &str, matches: &mut Vec<Match>) {
        let meant = self.patterns.iter().filter(|(_, pattern)| pattern.matches(token.term));
        matches.extend(meant.map(|&(group, _)| Match { span: token.span.clone(), group }));
        for &(group, parts) in self.terms.get(key).into_iter().flatten() {
            if !parts.is_empty() && token.kind == Kind::Variant {
                // Words written together: each of them stands for itself.
                continue;
            }
            if parts.is_empty() || token.kind == Kind::Pair {
                matches.push(Match { span: token.span.clone(), group });
            } else {
                let spans = part_spans(&text[token.span.clone()], token, parts);
                matches.extend(spans.into_iter().map(|span| Match { span, group }));
            }
        }
    }
}

/// Where parts of a folded word stand in the word as written; the whole word if that cannot be told.
fn part_spans(word: &str, token: &Token, parts: &[Range<usize>]) -> Vec<Range<usize>> {
    let folded = folded(token.term);
    let within = parts.iter().filter_map(|part| unfold(word, &folded, part));
    let spans: Vec<Range<usize>> =
        within.map(|part| token.span.start + part.start..token.span.start + part.end).collect();
    if spans.is_empty() { vec![token.span.clone()] } else { spans }
}

/// Finds the bytes of a word that a span of its folded form stands for; None if normalising changed more than folding.
fn unfold(word: &str, folded_word: &str, span: &Range<usize>) -> Option<Range<usize>> {
    let mut folded = String::new();
    let (mut start, mut end) = (None, None);
    for (at, c) in word.char_indices() {
        if folded.len() == span.start {
            start = start.or(Some(at));
        }
        c.to_lowercase().for_each(|lower| fold_char(lower, &mut folded));
        if folded.len() == span.end {
            end = Some(at + c.len_utf8());
        }
    }
    (folded == folded_word).then_some(start?..end?)
}

/// Joins matches that overlap into the spans to be shown.
pub(crate) fn spans(matches: &[Match]) -> Vec<Range<usize>> {
    let mut spans: Vec<Range<usize>> = Vec::new();
    for found in matches {
        match spans.last_mut() {
            Some(last) if found.span.start < last.end => last.end = last.end.max(found.span.end),
            _ => spans.push(found.span.clone()),
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unfolds_spans() {
        assert_eq!(unfold("Größenwahn", "grossenwahn", &(7..11)), Some(8..12));
        assert_eq!(unfold("Rückruf", "ruckruf", &(4..7)), Some(5..8));
        assert_eq!(unfold("Ｒuf", "ruf", &(0..3)), None);
    }
}
