//! The parser of the query language.

use super::{Clause, Node, Occur, Query, QueryError};
use unicode_width::UnicodeWidthStr;

/// Quotation marks that people type or paste: what opens, and what may close it.
const QUOTES: [(char, &str); 11] = [
    ('"', "\"”“"),
    ('“', "”“\""),
    ('”', "”\""),
    ('„', "“”\""),
    ('‟', "”\""),
    ('«', "»"),
    ('»', "«»"),
    ('「', "」"),
    ('『', "』"),
    ('〝', "〞"),
    ('＂', "＂"),
];

/// Between words, these will be operators.
const OPERATORS: [&str; 3] = ["AND", "OR", "NOT"];

/// A longer query is a document.
const MAX_QUERY_CHARS: usize = 2_000;

pub(super) fn parse(text: &str) -> Result<Query, QueryError> {
    let mut parser = Parser { text, at: 0 };
    if text.chars().count() > MAX_QUERY_CHARS {
        let hint = "take the words that matter";
        return Err(Parser { text: &text[..60.min(text.ceil_char_boundary(60))], at: 0 }.fault(
            0,
            &format!("a query has {MAX_QUERY_CHARS} characters at most"),
            hint,
        ));
    }
    let mut clauses = Vec::new();
    let mut operator = None;
    while let Some((start, clause)) = parser.clause()? {
        if matches!(&clause.node, Node::Text(text) if OPERATORS.contains(&text.as_str())) {
            operator = operator.or(Some(start));
        }
        clauses.push(clause);
    }
    if let Some(start) = operator.filter(|_| clauses.len() > 1) {
        let hint = "write +word for a must, -word for a must not";
        return Err(parser.fault(start, "operators are not understood by this version", hint));
    }
    if clauses.is_empty() {
        return Err(parser.fault(0, "nothing is asked for", "give a word: search Zahlung"));
    }
    if clauses.iter().all(|clause| clause.occur == Occur::MustNot) {
        return Err(parser.fault(
            0,
            "only words that must not occur",
            "add a word that must: search Zahlung -Abo",
        ));
    }
    Ok(Query { clauses })
}

struct Parser<'t> {
    text: &'t str,
    /// Byte offset of what is read next.
    at: usize,
}

impl Parser<'_> {
    /// The next clause, and where it starts.
    fn clause(&mut self) -> Result<Option<(usize, Clause)>, QueryError> {
        self.at = self.text.len() - self.rest().trim_start().len();
        let start = self.at;
        let occur = self.occur();
        match self.rest().chars().next() {
            None => Ok(None),
            Some(c) if is_quote(c) => self.phrase(c).map(|node| Some((start, Clause { occur, node }))),
            Some(_) => self.word().map(|node| Some((start, Clause { occur, node }))),
        }
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    /// Reads a `+` or `-` that stands before something. A sign by itself is text, and so is one that follows a quotation:
    /// „Fischglas“-artig.
    fn occur(&mut self) -> Occur {
        if self.text[..self.at].chars().next_back().is_some_and(|before| !before.is_whitespace()) {
            return Occur::Should;
        }
        let mut chars = self.rest().chars();
        let (sign, next) = (chars.next(), chars.next());
        let occur = match sign {
            Some('+' | '＋') => Occur::Must,
            Some('-' | '－') => Occur::MustNot,
            _ => return Occur::Should,
        };
        match next {
            Some(c) if !c.is_whitespace() && !matches!(c, '+' | '-') => {
                self.at += sign.map_or(0, char::len_utf8);
                occur
            }
            _ => Occur::Should,
        }
    }

    /// Reads up to the closing quotation mark.
    fn phrase(&mut self, open: char) -> Result<Node, QueryError> {
        let start = self.at;
        self.at += open.len_utf8();
        let closing = QUOTES.iter().find(|(quote, _)| *quote == open).map_or("", |(_, closing)| closing);
        let Some((end, close)) = self.rest().char_indices().find(|&(_, c)| closing.contains(c)) else {
            return Err(self.fault(
                start,
                "a quotation mark without its partner",
                "close it, or leave it out",
            ));
        };
        let phrase = self.rest()[..end].to_owned();
        self.at += end + close.len_utf8();
        Ok(Node::Phrase(phrase))
    }

    /// Reads up to a blank or a quotation mark.
    fn word(&mut self) -> Result<Node, QueryError> {
        let end = self.rest().find(|c: char| c.is_whitespace() || is_quote(c)).unwrap_or(self.rest().len());
        let word = self.rest()[..end].to_owned();
        if let Some((fault, hint)) = not_understood(&word) {
            return Err(self.fault(self.at, &fault, hint));
        }
        self.at += end;
        Ok(Node::Text(word))
    }

    fn fault(&self, at: usize, fault: &str, hint: &str) -> QueryError {
        let shown =
            |text: &str| text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
        QueryError {
            fault: fault.to_owned(),
            column: shown(&self.text[..at]).width() + 1,
            source_text: shown(self.text),
            hint: hint.to_owned(),
        }
    }
}

fn is_quote(c: char) -> bool {
    QUOTES.iter().any(|(quote, _)| *quote == c)
}

/// What looks like an operator that this version does not have: better a fault than another query.
fn not_understood(word: &str) -> Option<(String, &'static str)> {
    let fault = |what: &str, hint| Some((format!("{what} not understood by this version"), hint));
    let (head, tail) = word.split_once(':').unwrap_or((word, ""));
    match word {
        _ if matches!(head, "title" | "path" | "lang") && !tail.is_empty() => {
            fault(&format!("the field {head}: is"), "--lang and --in narrow a search down")
        }
        _ if word.len() > 1 && word.ends_with('*') => {
            fault("prefixes (word*) are", "inflected forms are found anyway")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Clauses as `+text`, `-text`, `"phrase"`, parted by bars; or the fault with its column.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let row = match parse(text) {
            Ok(query) => query.clauses.iter().map(show).collect::<Vec<_>>().join("|"),
            Err(error) => format!("{} @{}", error.fault, error.column),
        };
        assert_eq!(row, expected);
    }

    fn show(clause: &Clause) -> String {
        let sign = match clause.occur {
            Occur::Should => "",
            Occur::Must => "+",
            Occur::MustNot => "-",
        };
        match &clause.node {
            Node::Text(text) => format!("{sign}{text}"),
            Node::Phrase(text) => format!("{sign}\"{text}\""),
        }
    }

    #[test]
    fn clauses() {
        check("Binance Twitter", "Binance|Twitter");
        check("  +must -not  x ", "+must|-not|x");
        check("\"a phrase\" word", "\"a phrase\"|word");
        check("-\"not this\" x", "-\"not this\"|x");
        check("「推特」 „so nicht“ «oiseau»", "\"推特\"|\"so nicht\"|\"oiseau\"");
        check("马斯克　订阅", "马斯克|订阅");
        check("C++ a-b - x -- y", "C++|a-b|-|x|--|y");
        check("hello -#tag +.NET", "hello|-#tag|+.NET");
        check("\"he said «hello» loud\" x", "\"he said «hello» loud\"|x");
        check("http://example.org 10:30", "http://example.org|10:30");
    }

    #[test]
    fn a_sign_after_a_quotation_is_text() {
        let query = Query::parse("Helm „Fischglas“-artig").expect("a query");
        assert!(query.clauses.iter().all(|clause| clause.occur == Occur::Should));
    }

    #[test]
    fn faults() {
        check("", "nothing is asked for @1");
        check("-a -b", "only words that must not occur @1");
        check("fox \"open quote", "a quotation mark without its partner @5");
        check("马 「x", "a quotation mark without its partner @4");
        check("fox AND city", "operators are not understood by this version @5");
        check("AND", "AND");
        check("path:city", "the field path: is not understood by this version @1");
        check("wall*", "prefixes (word*) are not understood by this version @1");
        check(&"x ".repeat(1001), "a query has 2000 characters at most @1");
    }
}
