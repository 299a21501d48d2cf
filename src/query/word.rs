//! Words and phrases of a query: their field, their operators, and what of them is text.

use super::letter::{Letter, is_punctuation, is_quote, is_special, numeral, sign};
use super::parse::Parser;
use super::{Field, Forms, Leaf, LeafKind, MAX_BOOST, Node, QueryError};
use crate::analysis::han::is_han;
use crate::language::{LANGUAGES, Language};
use unicode_normalization::char::is_combining_mark;

/// What people write for a field's name. Any other name before a colon is text: `std::string`, `10:30`.
const NEAR_MISSES: [&str; 17] = [
    "titel",
    "titles",
    "titre",
    "heading",
    "headline",
    "paths",
    "file",
    "files",
    "filename",
    "dir",
    "folder",
    "language",
    "languages",
    "langs",
    "lng",
    "langue",
    "sprache",
];
/// Extra positions in a phrase.
const MAX_SLOP: u32 = 1_000;
/// A shorter prefix is the beginning of too many words.
const MIN_PREFIX_CHARS: usize = 2;
/// A shorter word is a few edits away from any other.
const MIN_FUZZY_CHARS: usize = 3;
/// Longer words may have two edits where no number is given.
const ONE_EDIT_CHARS: usize = 5;

/// What may stand before a colon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FieldName {
    Of(Field),
    Language,
}

impl FieldName {
    fn find(name: &str) -> Option<FieldName> {
        match name {
            "title" => Some(FieldName::Of(Field::Title)),
            "path" => Some(FieldName::Of(Field::Path)),
            "lang" => Some(FieldName::Language),
            _ => None,
        }
    }
}

impl Parser<'_> {
    /// Reads a phrase, with its slop and boost.
    pub fn phrase(&mut self, open: char) -> Result<(Node, f32), QueryError> {
        self.phrase_of(open, Forms::All)
    }

    fn phrase_of(&mut self, open: char, forms: Forms) -> Result<(Node, f32), QueryError> {
        let start = self.at;
        let text = self.quoted(open)?;
        let slop = self.slop()?;
        let boost = self.boost()?.unwrap_or(1.0);
        let node = self.node(start, LeafKind::Phrase { slop }, forms, text)?;
        Ok((node, boost))
    }

    /// Reads the `~3` after a phrase.
    fn slop(&mut self) -> Result<u32, QueryError> {
        let Some((at, digits)) = self.number_after('~', |c| c != '.') else { return Ok(0) };
        let slop = digits.parse().ok().filter(|slop| *slop <= MAX_SLOP);
        let hint = format!("a number up to {MAX_SLOP}: \"a phrase\"~3 may have 3 words more in it");
        slop.ok_or_else(|| self.fault(at, "a distance that is none", hint))
    }

    /// Reads the `^2` after a phrase or parentheses.
    pub fn boost(&mut self) -> Result<Option<f32>, QueryError> {
        let number = self.number_after('^', |_| true);
        number.map(|(at, number)| self.boost_of(at, number.trim_end_matches('.'))).transpose()
    }

    /// Reads an operator that a number belongs to, and the number, which may be empty.
    fn number_after(&mut self, operator: char, is_part: impl Fn(char) -> bool) -> Option<(usize, String)> {
        let at = self.at;
        let first = self.peek().filter(|&c| sign(c) == Some(operator))?;
        self.at += first.len_utf8();
        let mut number = String::new();
        while let Some((c, part)) = self.peek().and_then(|c| Some((c, numeral(c).filter(|&c| is_part(c))?))) {
            number.push(part);
            self.at += c.len_utf8();
        }
        Some((at, number))
    }

    fn boost_of(&self, at: usize, number: &str) -> Result<f32, QueryError> {
        let boost = number.parse::<f32>().ok().filter(|&boost| boost > 0.0 && boost <= MAX_BOOST);
        let hint = format!("a number above 0, at most {MAX_BOOST}: word^2 weighs twice as much");
        boost.ok_or_else(|| self.fault(at, "a weight that is none", hint))
    }

    /// Reads up to a blank or a quotation mark, or the parenthesis that closes the group at hand.
    pub fn word(&mut self) -> Result<(Node, f32), QueryError> {
        let start = self.at;
        let letters = self.letters();
        let (name, letters) = self.split_field(&letters)?;
        if let Some(name) = name {
            if self.field.is_some() {
                let hint = "one field is enough: title:(a b)";
                return Err(self.fault(start, "a field within a field", hint));
            }
            self.field = Some(name);
        }
        let parsed = match letters.split_first() {
            // The quotation or the parentheses after the field.
            None => self.atom(),
            Some((first, rest)) if first.sign == Some('=') && self.is_exact(rest) => self.exact(start, rest),
            Some(_) => self.leaf(start, letters, Forms::All),
        };
        if name.is_some() {
            self.field = None;
        }
        parsed
    }

    /// Whether what follows a `=` is one word that is meant exactly.
    fn is_exact(&self, rest: &[Letter]) -> bool {
        match rest.first() {
            // An escaped character counts; `=>` is text.
            Some(first) => first.sign.is_none() && (first.c.is_alphanumeric() || is_special(first.c)),
            None => self.peek().is_some_and(is_quote),
        }
    }

    fn exact(&mut self, start: usize, rest: &[Letter]) -> Result<(Node, f32), QueryError> {
        match self.peek().filter(|_| rest.is_empty()) {
            Some(open) => self.phrase_of(open, Forms::AsWritten),
            None => self.leaf(start, rest, Forms::AsWritten),
        }
    }

    /// Reads the letters of a word.
    fn letters(&mut self) -> Vec<Letter> {
        let mut letters: Vec<Letter> = Vec::new();
        let mut open = 0;
        while let Some(c) = self.peek() {
            if let Some(c) = self.escaped() {
                letters.push(Letter { c, at: self.at, sign: None });
                self.at += 1 + c.len_utf8();
                continue;
            }
            match sign(c) {
                Some('(') if is_field(&letters) => break,
                Some('(') => open += 1,
                Some(')') if open > 0 => open -= 1,
                Some(')') if self.text_parentheses > 0 => self.text_parentheses -= 1,
                Some(')') if self.depth > 0 => break,
                _ if c.is_whitespace() || is_quote(c) => break,
                _ => {}
            }
            letters.push(Letter { c, at: self.at, sign: sign(c) });
            self.at += c.len_utf8();
        }
        self.text_parentheses += open;
        letters
    }

    /// Splits the name of a field off, if it has one.
    fn split_field<'l>(
        &self,
        letters: &'l [Letter],
    ) -> Result<(Option<FieldName>, &'l [Letter]), QueryError> {
        let Some(colon) = letters.iter().position(|letter| letter.sign == Some(':')) else {
            return Ok((None, letters));
        };
        let (name, tail) = (text(&letters[..colon]), &letters[colon + 1..]);
        // Paths of code and addresses are text.
        let is_text =
            tail.first().is_some_and(|first| first.sign == Some(':')) || text(tail).starts_with("//");
        let holds_more = self.peek().is_some_and(|c| is_quote(c) || sign(c) == Some('('));
        match FieldName::find(&name).filter(|_| !is_text) {
            Some(_) if tail.is_empty() && !holds_more => {
                let hint = format!("write {name}:word without a blank, or {name}\\: for the text");
                Err(self.fault(letters[0].at, format!("nothing in the field {name}:"), hint))
            }
            Some(field) => Ok((Some(field), tail)),
            None if NEAR_MISSES.contains(&name.as_str()) && !is_text && (holds_more || !tail.is_empty()) => {
                let hint = format!("fields are title:, path: and lang:; for the text write {name}\\:");
                Err(self.fault(letters[0].at, format!("unknown field {name}:"), hint))
            }
            None => Ok((None, letters)),
        }
    }

    /// What a word means, with its operators.
    fn leaf(&self, start: usize, letters: &[Letter], forms: Forms) -> Result<(Node, f32), QueryError> {
        let (core, boost) = self.split_boost(letters)?;
        let ended = trimmed(core);
        let (kind, core) = match self.edits(ended)? {
            Some((edits, core)) => (LeafKind::Fuzzy { edits }, core),
            None => match self.prefix(ended)? {
                Some(core) => (LeafKind::Prefix, core),
                None => (LeafKind::Word, core),
            },
        };
        let node = self.node(start, kind, forms, text(core))?;
        Ok((node, boost))
    }

    fn split_boost<'l>(&self, letters: &'l [Letter]) -> Result<(&'l [Letter], f32), QueryError> {
        let ended = trimmed(letters);
        let caret = ended.iter().rposition(|letter| letter.sign == Some('^')).filter(|&place| place > 0);
        let Some(caret) = caret else { return Ok((letters, 1.0)) };
        match number(&ended[caret + 1..]) {
            Some(number) => Ok((&ended[..caret], self.boost_of(ended[caret].at, &number)?)),
            None => Ok((letters, 1.0)),
        }
    }

    /// The number of edits after a `~`, and the word before it.
    fn edits<'l>(&self, letters: &'l [Letter]) -> Result<Option<(u8, &'l [Letter])>, QueryError> {
        let tilde = letters.iter().rposition(|letter| letter.sign == Some('~')).filter(|&place| place > 0);
        let Some(tilde) = tilde else { return Ok(None) };
        let (core, number) = (&letters[..tilde], number(&letters[tilde + 1..]));
        let at = letters[tilde].at;
        let holds_han = core.iter().any(|letter| is_han(letter.c));
        // A range of numbers, or a wave as a full stop.
        let is_text =
            !core.iter().any(|letter| letter.c.is_alphabetic()) || (holds_han && letters[tilde].c != '~');
        let Some(number) = number.filter(|number| !is_text && !number.contains('.')) else { return Ok(None) };
        if holds_han {
            return Err(self.fault(at, "a distance to characters", "~ is for words of letters"));
        }
        self.check_one_word(core, at, "~")?;
        if core.len() < MIN_FUZZY_CHARS {
            let fault = format!("a distance to less than {MIN_FUZZY_CHARS} letters");
            return Err(self.fault(at, fault, "write more of the word, or leave the ~ out"));
        }
        let by_length = if core.len() <= ONE_EDIT_CHARS { 1 } else { 2 };
        let edits = if number.is_empty() { Some(by_length) } else { number.parse().ok() };
        let edits = edits.filter(|edits| matches!(edits, 1 | 2));
        let hint = "colour~1 finds words with one letter more, less or other, ~2 with two";
        let edits = edits.ok_or_else(|| self.fault(at, "a distance that is none", hint))?;
        Ok(Some((edits, core)))
    }

    /// The beginning before a `*`.
    fn prefix<'l>(&self, letters: &'l [Letter]) -> Result<Option<&'l [Letter]>, QueryError> {
        let Some(star) = letters.iter().position(|letter| letter.sign == Some('*')) else { return Ok(None) };
        let at = letters[star].at;
        if star + 1 < letters.len() || star == 0 {
            let is_masked = |letter: &Letter| letter.c.is_alphanumeric() || letter.sign == Some('*');
            let has_letter = letters.iter().any(|letter| letter.c.is_alphabetic());
            return match has_letter && letters.iter().all(is_masked) {
                true => Err(self.fault(
                    at,
                    "a * that is not at the end",
                    "wall* finds what begins so; \\* is text",
                )),
                false => Ok(None),
            };
        }
        let core = &letters[..star];
        if !is_of_word(core[star - 1].c) {
            return Ok(None);
        }
        let holds_han = core.iter().any(|letter| is_han(letter.c));
        if !holds_han {
            self.check_one_word(core, at, "*")?;
        }
        if core.len() < MIN_PREFIX_CHARS && !holds_han {
            let fault = format!("a beginning of less than {MIN_PREFIX_CHARS} letters");
            return Err(self.fault(at, fault, "write more of the word; \\* is text"));
        }
        Ok(Some(core))
    }

    fn check_one_word(&self, core: &[Letter], at: usize, operator: &str) -> Result<(), QueryError> {
        let is_part = |letter: &Letter| is_of_word(letter.c) || matches!(letter.c, '.' | '_' | ',');
        if core.iter().all(is_part) {
            return Ok(());
        }
        let hint = format!("part them by blanks; \\{operator} is text");
        Err(self.fault(at, format!("{operator} after more than one word"), hint))
    }

    /// A leaf in the field at hand, or the languages that it names.
    fn node(&self, start: usize, kind: LeafKind, forms: Forms, text: String) -> Result<Node, QueryError> {
        let field = match self.field {
            None => None,
            Some(FieldName::Of(field)) => Some(field),
            Some(FieldName::Language) => return self.languages(start, kind, &text),
        };
        Ok(Node::Leaf(Leaf { field, kind, forms, text }))
    }

    fn languages(&self, start: usize, kind: LeafKind, codes: &str) -> Result<Node, QueryError> {
        let known: Vec<&str> = LANGUAGES.iter().map(|language| language.code).collect();
        let hint = format!("known languages are {}", known.join(", "));
        let fault = |fault: &str| Err(self.fault(start, fault, hint.as_str()));
        if kind != LeafKind::Word {
            return fault("no language's code");
        }
        let mut languages = Vec::new();
        for code in codes.trim_end_matches(is_punctuation).split([',', '，']) {
            match Language::from_code(&code.to_ascii_lowercase()) {
                Some(language) if languages.contains(&language) => {}
                Some(language) => languages.push(language),
                None => return fault("unknown language"),
            }
        }
        Ok(Node::Languages(languages))
    }
}

/// Whether it is a letter, a digit, or an accent behind one.
fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

fn text(letters: &[Letter]) -> String {
    letters.iter().map(|letter| letter.c).collect()
}

/// The number, perhaps empty, that letters are; None if one of them is no part of any.
fn number(letters: &[Letter]) -> Option<String> {
    letters.iter().map(|letter| numeral(letter.c)).collect()
}

/// Without punctuation at the end.
fn trimmed(letters: &[Letter]) -> &[Letter] {
    let kept = letters.iter().rposition(|letter| !is_punctuation(letter.c)).map_or(0, |last| last + 1);
    &letters[..kept]
}

/// Whether it is the name of a field and the colon, so that a parenthesis may follow.
fn is_field(letters: &[Letter]) -> bool {
    let Some((last, name)) = letters.split_last() else { return false };
    let name = text(name);
    last.sign == Some(':') && (FieldName::find(&name).is_some() || NEAR_MISSES.contains(&name.as_str()))
}
