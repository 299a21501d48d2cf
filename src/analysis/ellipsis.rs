//! Words that a hyphen cuts short because a neighbour says the rest: `Ein- und Ausgabe`, `Bücher und -spiele`.

use super::compound::{self, is_splittable};
use super::{Kind, Token, Tokens, fold::folded};
use std::ops::Range;

/// How a language cuts words short.
pub struct Rules {
    /// What may stand between a word that is cut short and the whole one, beside commas and slashes; sorted by bytes.
    pub conjunctions: &'static [&'static str],
    /// What a word may begin with that is no word itself, or not one with its own sense; folded, sorted by bytes.
    pub prefixes: &'static [&'static str],
    /// How whole words come apart.
    pub compounds: &'static compound::Rules,
}

/// Words between one that is cut short and the whole one, conjunctions counted: an enumeration, not a paragraph.
const MAX_WORDS_BETWEEN: usize = 8;
/// The shortest part that is taken over from a neighbour, or left of it, in bytes of the folded form.
const MIN_PART_BYTES: usize = 3;

/// Adds to each word of `text` that is cut short what it stands for, as one more form at its position.
///
/// Where a neighbour comes apart at several places, there is a form for each: of `Hin- und Rückflugticket` the one that is
/// meant and one that nobody asks for.
pub fn complete_words(text: &str, rules: &Rules, tokens: &mut Tokens) {
    if !has_lone_hyphen(text) {
        return;
    }
    let exact = tokens.iter().enumerate().filter(|(_, token)| token.kind == Kind::Exact);
    let words = Words { text, rules, words: exact.collect() };
    let complete: Vec<Complete> = (0..words.words.len()).flat_map(|at| words.complete(at)).collect();
    // From the last to the first: what is inserted moves what comes behind it.
    for Complete { place, span, position, term } in complete.into_iter().rev() {
        tokens.insert(place, span, position, Kind::Variant, |out| out.push_str(&term));
    }
}

/// Whether a hyphen has a letter on one side only.
fn has_lone_hyphen(text: &str) -> bool {
    text.match_indices(is_hyphen).any(|(at, hyphen)| {
        let before = text[..at].ends_with(char::is_alphabetic);
        before != text[at + hyphen.len()..].starts_with(char::is_alphanumeric)
    })
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

/// A form to be added.
struct Complete {
    /// Of the token that it stands before.
    place: usize,
    span: Range<usize>,
    position: u32,
    term: String,
}

/// The words of a text, each with its place among the tokens.
struct Words<'a> {
    text: &'a str,
    rules: &'a Rules,
    words: Vec<(usize, Token<'a>)>,
}

impl Words<'_> {
    /// What the word at a place stands for, if it is cut short.
    fn complete(&self, at: usize) -> Vec<Complete> {
        let word = &self.words[at].1;
        if !word.term.chars().all(char::is_alphabetic) {
            return Vec::new();
        }
        if let Some(hyphen) = self.hyphen_after(at) {
            let tails = self.whole_after(at).map(|whole| self.tails(word.term, whole)).unwrap_or_default();
            let span = word.span.start..hyphen.end;
            return tails.iter().map(|tail| self.form(at, &span, format!("{}{tail}", word.term))).collect();
        }
        let Some(hyphen) = self.hyphen_before(at).filter(|_| word.term.len() >= MIN_PART_BYTES) else {
            return Vec::new();
        };
        let heads = self.whole_before(at).map(|whole| self.heads(whole)).unwrap_or_default();
        let span = hyphen.start..word.span.end;
        heads.iter().map(|head| self.form(at, &span, format!("{head}{}", word.term))).collect()
    }

    fn form(&self, at: usize, span: &Range<usize>, term: String) -> Complete {
        let (place, word) = &self.words[at];
        Complete { place: *place, span: span.clone(), position: word.position, term }
    }

    /// The hyphen at the end of a word that is cut short there.
    fn hyphen_after(&self, at: usize) -> Option<Range<usize>> {
        let end = self.words[at].1.span.end;
        let hyphen = self.text[end..].chars().next().filter(|&c| is_hyphen(c))?.len_utf8();
        let is_lone = !self.text[end + hyphen..].starts_with(|c: char| c.is_alphanumeric() || is_hyphen(c));
        is_lone.then_some(end..end + hyphen)
    }

    /// The hyphen before a word that is cut short there, and before it a blank or a bracket.
    fn hyphen_before(&self, at: usize) -> Option<Range<usize>> {
        let start = self.words[at].1.span.start;
        let hyphen = self.text[..start].chars().next_back().filter(|&c| is_hyphen(c))?.len_utf8();
        let is_lone = self.text[..start - hyphen].ends_with([' ', '\u{a0}', '(', '/']);
        is_lone.then_some(start - hyphen..start)
    }

    /// The whole word that says how a word cut short at its end goes on.
    fn whole_after(&self, at: usize) -> Option<usize> {
        let mut joined = false;
        for next in (at + 1..self.words.len()).take(MAX_WORDS_BETWEEN) {
            joined |= self.joins(next - 1)?;
            let is_whole = !self.is_conjunction(next) && self.hyphen_after(next).is_none();
            if is_whole {
                return (joined && self.hyphen_before(next).is_none()).then_some(next);
            }
            joined |= self.is_conjunction(next);
        }
        None
    }

    /// The whole word that says how a word cut short at its beginning begins.
    fn whole_before(&self, at: usize) -> Option<usize> {
        let mut joined = false;
        for before in (0..at).rev().take(MAX_WORDS_BETWEEN) {
            joined |= self.joins(before)?;
            let is_whole = !self.is_conjunction(before) && self.hyphen_before(before).is_none();
            if is_whole {
                return (joined && self.hyphen_after(before).is_none()).then_some(before);
            }
            joined |= self.is_conjunction(before);
        }
        None
    }

    /// Whether a comma or slash joins a word to the next; None if something stands between that parts them.
    fn joins(&self, at: usize) -> Option<bool> {
        let gap = &self.text[self.words[at].1.span.end..self.words[at + 1].1.span.start];
        let is_gap = |c: char| c.is_whitespace() || is_hyphen(c) || matches!(c, ',' | '/' | '(' | ')');
        // `bzw.` ends with a full stop that ends no sentence.
        let rest = if self.is_conjunction(at) { gap.trim_start_matches('.') } else { gap };
        rest.chars().all(is_gap).then(|| gap.contains([',', '/']))
    }

    fn is_conjunction(&self, at: usize) -> bool {
        self.rules.conjunctions.binary_search(&self.words[at].1.term).is_ok()
    }

    /// The ends of a whole word that may be those of `short`, too.
    fn tails(&self, short: &str, whole: usize) -> Vec<&str> {
        let term = self.words[whole].1.term;
        if let Some(last) = self.last_of_chain(whole) {
            return vec![self.words[last].1.term];
        }
        self.rules.borders(Some(short), term).into_iter().map(|border| &term[border..]).collect()
    }

    /// The beginnings of a whole word that may be those of its neighbour, too.
    fn heads(&self, whole: usize) -> Vec<&str> {
        let term = self.words[whole].1.term;
        self.rules.borders(None, term).into_iter().map(|border| &term[..border]).collect()
    }

    /// The last of the words that hyphens join to the one at a place, if there are any.
    fn last_of_chain(&self, at: usize) -> Option<usize> {
        let joined = |&at: &usize| {
            let gap = self.words[at].1.span.end..self.words[at + 1].1.span.start;
            self.text.get(gap).is_some_and(|gap| gap.chars().all(is_hyphen) && !gap.is_empty())
        };
        let links = (at..self.words.len().saturating_sub(1)).take_while(joined).count();
        (links > 0).then_some(at + links)
    }
}

impl Rules {
    /// The places where a word comes apart, in bytes. A neighbour that is a prefix tells that the word has one as well.
    fn borders(&self, short: Option<&str>, word: &str) -> Vec<usize> {
        let whole = folded(word);
        if !is_splittable(&whole) {
            return Vec::new();
        }
        let prefix = short.filter(|short| self.is_prefix(&folded(short))).and_then(|_| self.prefix(&whole));
        let borders = match prefix {
            Some(border) => vec![border],
            None => self.compound_borders(&whole),
        };
        borders.into_iter().filter_map(|border| unfolded(word, whole.len() - border)).collect()
    }

    fn is_prefix(&self, folded: &str) -> bool {
        self.prefixes.binary_search(&folded).is_ok()
    }

    /// The length of the longest prefix of a word.
    fn prefix(&self, folded: &str) -> Option<usize> {
        (2..=folded.len().saturating_sub(MIN_PART_BYTES)).rev().find(|&end| self.is_prefix(&folded[..end]))
    }

    /// Where a word's parts begin, on the word of the lists alone: what else a corpus holds is not known here.
    fn compound_borders(&self, folded: &str) -> Vec<usize> {
        let evidence = |word: &str| self.compounds.evidence(word, || 0);
        let parts = compound::split(folded, self.compounds, &evidence);
        if !parts.is_empty() {
            return parts[1..].iter().map(|part| part.start).collect();
        }
        let mut borders = MIN_PART_BYTES..(folded.len() + 1).saturating_sub(MIN_PART_BYTES);
        borders.find(|&border| self.compounds.is_unit(&folded[border..])).into_iter().collect()
    }
}

/// The byte of a word behind which its folded form has so many bytes.
fn unfolded(word: &str, bytes_behind: usize) -> Option<usize> {
    let mut borders = word.char_indices().map(|(at, _)| at);
    borders.find(|&at| folded(&word[at..]).len() == bytes_behind)
}
