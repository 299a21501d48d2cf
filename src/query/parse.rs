//! The parser of the query language.
//!
//! `NOT` binds most tightly, then `AND`, then `OR` and mere juxtaposition, which are the same: `a b AND c` is
//! `a OR (b AND c)`.

use super::letter::{OPERATORS, Operator, closing, is_escapable, is_mark, is_quote, sign};
use super::word::FieldName;
use super::{Clause, Node, Occur, Query, QueryError};

/// A longer query is a document.
const MAX_QUERY_CHARS: usize = 2_000;
/// Parentheses within parentheses.
const MAX_DEPTH: usize = 20;
/// How much of a query that is too long is shown.
const SHOWN_BYTES: usize = 60;

pub(super) fn parse(text: &str) -> Result<Query, QueryError> {
    if text.chars().count() > MAX_QUERY_CHARS {
        let shown = &text[..text.floor_char_boundary(SHOWN_BYTES)];
        let fault = format!("a query has {MAX_QUERY_CHARS} characters at most");
        return Err(QueryError::new(shown, 0, fault, "take the words that matter"));
    }
    let mut parser = Parser::new(text);
    let clauses = parser.list(None)?;
    if clauses.is_empty() {
        return Err(parser.fault(0, "nothing is asked for", "give a word: search Zahlung"));
    }
    parser.check_positive(&clauses, 0)?;
    Ok(Query { clauses })
}

pub(super) struct Parser<'t> {
    pub text: &'t str,
    /// Byte offset of what is read next.
    pub at: usize,
    /// Parentheses that are open.
    pub depth: usize,
    /// Opening parentheses in words, which are text, and so is what closes them.
    pub text_parentheses: usize,
    /// Byte after the last parenthesis that opened a group: a sign may stand there.
    opened: usize,
    /// The field of all that is in the parentheses or the quotation at hand.
    pub field: Option<FieldName>,
}

/// One of the things that stand side by side in a list.
enum Part {
    One(Clause),
    /// Joined by `AND`.
    All(Vec<Clause>),
}

impl<'t> Parser<'t> {
    pub fn new(text: &'t str) -> Parser<'t> {
        Parser { text, at: 0, depth: 0, text_parentheses: 0, opened: 0, field: None }
    }

    /// Reads up to the end, or up to the partner of the parenthesis at byte `open`.
    fn list(&mut self, open: Option<usize>) -> Result<Vec<Clause>, QueryError> {
        let mut parts = Vec::new();
        let mut pending = None;
        while self.is_more(open)? {
            let start = self.at;
            if let Some(operator @ (Operator::And | Operator::Or)) = self.peek_operator() {
                self.take_operator();
                let is_misplaced = operator == Operator::And || pending.is_some();
                match parts.last() {
                    Some(left) if !is_misplaced => self.check_alternative(left, start)?,
                    _ => return Err(self.lonely(start, "before")),
                }
                pending = Some(start);
                continue;
            }
            let part = self.conjunction()?;
            if let Some(at) = pending.take() {
                self.check_alternative(&part, at)?;
            }
            parts.push(part);
        }
        match pending {
            Some(at) => Err(self.lonely(at, "after")),
            None => Ok(united(parts)),
        }
    }

    /// Skips blanks, and the parenthesis that ends the list. Whether there is more in it.
    fn is_more(&mut self, open: Option<usize>) -> Result<bool, QueryError> {
        self.skip_blanks();
        match (self.peek(), open) {
            (None, None) => Ok(false),
            (None, Some(open)) => Err(self.fault(open, "a parenthesis without its partner", CLOSE_IT)),
            (Some(c), _) if sign(c) != Some(')') || self.text_parentheses > 0 => Ok(true),
            (Some(_), None) => {
                Err(self.fault(self.at, "a parenthesis without its partner", "leave it out, or write \\)"))
            }
            (Some(c), Some(_)) => {
                self.at += c.len_utf8();
                Ok(false)
            }
        }
    }

    fn conjunction(&mut self) -> Result<Part, QueryError> {
        let mut starts = vec![self.at];
        let mut clauses = vec![self.operand()?];
        loop {
            self.skip_blanks();
            let start = self.at;
            match self.take_operator() {
                Some(Operator::And) => {}
                operator => {
                    self.at = if operator.is_some() { start } else { self.at };
                    break;
                }
            }
            self.skip_blanks();
            if self.is_at_end() || matches!(self.peek_operator(), Some(Operator::And | Operator::Or)) {
                return Err(self.lonely(start, "after"));
            }
            starts.push(self.at);
            clauses.push(self.operand()?);
        }
        if clauses.len() == 1 {
            return Ok(Part::One(clauses.remove(0)));
        }
        for (clause, start) in clauses.iter_mut().zip(starts) {
            match clause.occur {
                Occur::Must if !matches!(clause.node, Node::Languages(_)) => {
                    let hint = "AND asks for both already; parentheses part them: +a (b AND c)";
                    return Err(self.fault(start, "a + beside AND", hint));
                }
                Occur::Should => clause.occur = Occur::Must,
                Occur::Must | Occur::MustNot => {}
            }
        }
        Ok(Part::All(clauses))
    }

    fn operand(&mut self) -> Result<Clause, QueryError> {
        let (mut start, mut negations) = (self.at, 0);
        while self.peek_operator() == Some(Operator::Not) {
            start = self.at;
            self.take_operator();
            negations += 1;
            self.skip_blanks();
            if self.is_at_end() || matches!(self.peek_operator(), Some(Operator::And | Operator::Or)) {
                return Err(self.lonely(start, "after"));
            }
        }
        let signed = self.at;
        let mut occur = self.sign();
        if negations > 0 && occur != Occur::Should {
            return Err(self.fault(signed, "a sign after NOT", "leave one of them out"));
        }
        if negations % 2 == 1 {
            occur = Occur::MustNot;
        }
        let (node, boost) = self.atom()?;
        if matches!(node, Node::Languages(_)) {
            if boost != 1.0 {
                return Err(self.fault(start, "a language has no weight", "leave the ^ out"));
            }
            occur = if occur == Occur::MustNot { occur } else { Occur::Must };
        }
        Ok(Clause { occur, node, boost })
    }

    /// Reads a word, a phrase, or what is in parentheses, with its boost.
    pub fn atom(&mut self) -> Result<(Node, f32), QueryError> {
        match self.peek() {
            Some(c) if is_quote(c) => self.phrase(c),
            Some(c) if sign(c) == Some('(') => self.group(c),
            _ => self.word(),
        }
    }

    fn group(&mut self, open: char) -> Result<(Node, f32), QueryError> {
        let start = self.at;
        if self.depth == MAX_DEPTH {
            let fault = format!("more than {MAX_DEPTH} parentheses within each other");
            return Err(self.fault(start, fault, "part the query into several"));
        }
        self.at += open.len_utf8();
        self.opened = self.at;
        self.depth += 1;
        let outer = std::mem::take(&mut self.text_parentheses);
        let mut clauses = self.list(Some(start))?;
        self.text_parentheses = outer;
        self.depth -= 1;
        if clauses.is_empty() {
            return Err(self.fault(start, "nothing in the parentheses", "leave them out, or write \\(\\)"));
        }
        let boost = self.boost()?.unwrap_or(1.0);
        if let Some(languages) = all_languages(&clauses) {
            return Ok((Node::Languages(languages), boost));
        }
        self.check_positive(&clauses, start)?;
        match clauses.as_slice() {
            // Parentheses around one thing say nothing.
            [only] if only.boost == 1.0 || boost == 1.0 => {
                let boost = only.boost * boost;
                Ok((clauses.remove(0).node, boost))
            }
            _ => Ok((Node::Group(clauses), boost)),
        }
    }

    /// Reads up to the closing quotation mark. The text inside, without escapes.
    pub fn quoted(&mut self, open: char) -> Result<String, QueryError> {
        let start = self.at;
        self.at += open.len_utf8();
        let mut text = String::new();
        while let Some(c) = self.peek() {
            self.at += c.len_utf8();
            if closing(open).contains(c) {
                return Ok(text);
            }
            match self.peek() {
                Some(next) if c == '\\' && (next == '\\' || is_mark(next)) => {
                    text.push(next);
                    self.at += next.len_utf8();
                }
                _ => text.push(c),
            }
        }
        Err(self.fault(start, "a quotation mark without its partner", CLOSE_IT))
    }

    /// Reads a `+` or `-` that stands before something. A sign by itself is text, and so is one that follows a quotation:
    /// „Fischglas“-artig.
    fn sign(&mut self) -> Occur {
        let before = self.text[..self.at].chars().next_back();
        if before.is_some_and(|before| !before.is_whitespace()) && self.at != self.opened {
            return Occur::Should;
        }
        let mut chars = self.rest().chars();
        let (Some(first), Some(next)) = (chars.next(), chars.next()) else { return Occur::Should };
        let occur = match sign(first) {
            Some('+') => Occur::Must,
            Some('-') => Occur::MustNot,
            _ => return Occur::Should,
        };
        if next.is_whitespace() || matches!(sign(next), Some('+' | '-' | ')')) {
            return Occur::Should;
        }
        self.at += first.len_utf8();
        occur
    }

    fn take_operator(&mut self) -> Option<Operator> {
        let operator = self.peek_operator()?;
        self.at += OPERATORS.iter().find(|(_, other)| *other == operator).map_or(0, |(name, _)| name.len());
        Some(operator)
    }

    fn peek_operator(&self) -> Option<Operator> {
        let ends = |c: char| c.is_whitespace() || is_quote(c) || matches!(sign(c), Some('(' | ')'));
        let is_next = |name: &str| {
            let after = self.rest().strip_prefix(name);
            after.is_some_and(|after| after.chars().next().is_none_or(ends))
        };
        OPERATORS.iter().find(|(name, _)| is_next(name)).map(|(_, operator)| *operator)
    }

    fn is_at_end(&self) -> bool {
        self.peek().is_none_or(|c| sign(c) == Some(')') && self.depth > 0 && self.text_parentheses == 0)
    }

    fn skip_blanks(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    pub fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// The character after a backslash, if that takes its meaning away.
    pub fn escaped(&self) -> Option<char> {
        let after = self.rest().strip_prefix('\\')?;
        after.chars().next().filter(|_| is_escapable(after))
    }
}

const CLOSE_IT: &str = "close it, or leave it out";

impl Parser<'_> {
    pub fn fault(&self, at: usize, fault: impl Into<String>, hint: impl Into<String>) -> QueryError {
        QueryError::new(self.text, at, fault, hint)
    }

    fn lonely(&self, at: usize, side: &str) -> QueryError {
        let name = OPERATORS.iter().find(|(name, _)| self.text[at..].starts_with(name));
        let name = name.map_or("", |(name, _)| *name);
        let hint = match name {
            "NOT" => "as a word: not; the operator stands before what must not occur".to_owned(),
            _ => format!("as a word: {}; the operator stands between two words", name.to_lowercase()),
        };
        self.fault(at, format!("nothing {side} {name}"), hint)
    }

    /// Refuses what cannot be one of several: all that lacks a word is too much, a language no match.
    fn check_alternative(&self, part: &Part, at: usize) -> Result<(), QueryError> {
        let fault = match part {
            Part::One(Clause { occur: Occur::Must, node: Node::Languages(_), .. }) => return Ok(()),
            Part::One(clause) if clause.occur == Occur::Should => return Ok(()),
            Part::All(clauses) if clauses.iter().any(|clause| clause.occur == Occur::Must) => return Ok(()),
            Part::One(Clause { occur: Occur::Must, .. }) => "a + beside OR",
            _ => "nearly everything: OR beside what must not occur",
        };
        Err(self.fault(at, fault, "OR stands between words of which one is enough; AND NOT leaves out"))
    }

    /// Refuses clauses of which none says what is to be found.
    fn check_positive(&self, clauses: &[Clause], at: usize) -> Result<(), QueryError> {
        if clauses.iter().any(asks) {
            return Ok(());
        }
        let is_language = |clause: &Clause| matches!(clause.node, Node::Languages(_));
        if clauses.iter().any(is_language) {
            return Err(self.fault(at, "a language, but no word", "add a word that must occur there"));
        }
        Err(self.fault(at, "only words that must not occur", "add a word that must: search Zahlung -Abo"))
    }
}

/// Whether it says what is to be found, not merely which documents are meant.
fn asks(clause: &Clause) -> bool {
    clause.occur != Occur::MustNot && !matches!(clause.node, Node::Languages(_))
}

/// The clauses of a list.
fn united(mut parts: Vec<Part>) -> Vec<Clause> {
    if let [Part::All(_)] = parts.as_slice()
        && let Some(Part::All(clauses)) = parts.pop()
    {
        return clauses;
    }
    let mut all = Vec::new();
    for part in parts {
        match part {
            Part::One(clause) => all.push(clause),
            // They hold for all that stands beside them.
            Part::All(clauses) if !clauses.iter().any(asks) => all.extend(clauses),
            Part::All(clauses) => {
                all.push(Clause { occur: Occur::Should, node: Node::Group(clauses), boost: 1.0 });
            }
        }
    }
    all
}

/// The languages of clauses that are nothing else, one of which is enough.
fn all_languages(clauses: &[Clause]) -> Option<Vec<&'static crate::language::Language>> {
    let mut all = Vec::new();
    for clause in clauses {
        let (Node::Languages(languages), Occur::Must) = (&clause.node, clause.occur) else { return None };
        all.extend(languages.iter().filter(|language| !all.contains(*language)).copied().collect::<Vec<_>>());
    }
    Some(all)
}
