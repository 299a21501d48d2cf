//! The parser of the query language.

use super::{Clause, Node, Occur, Query, QueryError};
use unicode_width::UnicodeWidthStr;

/// Quotation marks that people type or paste. Any of them opens a phrase, and the next one closes it.
const QUOTES: [char; 12] = ['"', '“', '”', '„', '‟', '«', '»', '「', '」', '『', '』', '＂'];

pub(super) fn parse(text: &str) -> Result<Query, QueryError> {
    let mut parser = Parser { text, at: 0 };
    let mut clauses = Vec::new();
    while let Some(clause) = parser.clause()? {
        clauses.push(clause);
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
    fn clause(&mut self) -> Result<Option<Clause>, QueryError> {
        self.at = self.text.len() - self.rest().trim_start().len();
        let occur = self.occur();
        match self.rest().chars().next() {
            None => Ok(None),
            Some(c) if is_quote(c) => self.phrase(c).map(|node| Some(Clause { occur, node })),
            Some(_) => Ok(Some(Clause { occur, node: self.word() })),
        }
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    /// Reads a `+` or `-` that stands before something. A sign by itself is text.
    fn occur(&mut self) -> Occur {
        let mut chars = self.rest().chars();
        let (sign, next) = (chars.next(), chars.next());
        let occur = match sign {
            Some('+' | '＋') => Occur::Must,
            Some('-' | '－') => Occur::MustNot,
            _ => return Occur::Should,
        };
        match next {
            Some(c) if c.is_alphanumeric() || is_quote(c) => {
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
        let Some((end, close)) = self.rest().char_indices().find(|&(_, c)| is_quote(c)) else {
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
    fn word(&mut self) -> Node {
        let end = self.rest().find(|c: char| c.is_whitespace() || is_quote(c)).unwrap_or(self.rest().len());
        let word = self.rest()[..end].to_owned();
        self.at += end;
        Node::Text(word)
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
    QUOTES.contains(&c)
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
        check("C++ a-b - x", "C++|a-b|-|x");
        check("http://example.org 10:30", "http://example.org|10:30");
    }

    #[test]
    fn faults() {
        check("", "nothing is asked for @1");
        check("-a -b", "only words that must not occur @1");
        check("fox \"open quote", "a quotation mark without its partner @5");
        check("马 「x", "a quotation mark without its partner @4");
    }
}
