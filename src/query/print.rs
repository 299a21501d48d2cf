//! Queries as text that parses to the same query.

use super::letter::{OPERATORS, is_mark, sign};
use super::{Clause, Forms, Leaf, LeafKind, Node, Occur, Query};
use std::fmt::{self, Display, Formatter, Write};

impl Display for Query {
    fn fmt(&self, formatter: &mut Formatter) -> fmt::Result {
        write_list(&self.clauses, formatter)
    }
}

fn write_list(clauses: &[Clause], formatter: &mut Formatter) -> fmt::Result {
    for (number, clause) in clauses.iter().enumerate() {
        if number > 0 {
            formatter.write_char(' ')?;
        }
        clause.fmt(formatter)?;
    }
    Ok(())
}

impl Display for Clause {
    fn fmt(&self, formatter: &mut Formatter) -> fmt::Result {
        match (self.occur, &self.node) {
            // A language is a must by nature.
            (Occur::Should, _) | (Occur::Must, Node::Languages(_)) => {}
            (Occur::Must, _) => formatter.write_char('+')?,
            (Occur::MustNot, _) => formatter.write_char('-')?,
        }
        match &self.node {
            Node::Leaf(leaf) => leaf.fmt(formatter)?,
            Node::Group(clauses) => {
                formatter.write_char('(')?;
                write_list(clauses, formatter)?;
                formatter.write_char(')')?;
            }
            Node::Languages(languages) => {
                let codes: Vec<&str> = languages.iter().map(|language| language.code).collect();
                write!(formatter, "lang:{}", codes.join(","))?;
            }
        }
        if self.boost != 1.0 {
            write!(formatter, "^{}", self.boost)?;
        }
        Ok(())
    }
}

impl Display for Leaf {
    fn fmt(&self, formatter: &mut Formatter) -> fmt::Result {
        if let Some(field) = self.field {
            write!(formatter, "{}:", field.name())?;
        }
        if self.forms == Forms::AsWritten {
            formatter.write_char('=')?;
        }
        match self.kind {
            LeafKind::Word => write_word(&self.text, formatter),
            LeafKind::Phrase { slop } => {
                formatter.write_char('"')?;
                write_quoted(&self.text, formatter)?;
                formatter.write_char('"')?;
                if slop > 0 { write!(formatter, "~{slop}") } else { Ok(()) }
            }
            LeafKind::Prefix => {
                write_word(&self.text, formatter)?;
                formatter.write_char('*')
            }
            LeafKind::Fuzzy { edits } => {
                write_word(&self.text, formatter)?;
                write!(formatter, "~{edits}")
            }
        }
    }
}

fn write_word(text: &str, formatter: &mut Formatter) -> fmt::Result {
    if OPERATORS.iter().any(|(name, _)| *name == text) {
        formatter.write_char('\\')?;
    }
    for (number, c) in text.chars().enumerate() {
        let is_special = match sign(c) {
            Some('+' | '-' | '=') => number == 0,
            Some(_) => true,
            None => c == '\\' || is_mark(c),
        };
        if is_special {
            formatter.write_char('\\')?;
        }
        formatter.write_char(c)?;
    }
    Ok(())
}

fn write_quoted(text: &str, formatter: &mut Formatter) -> fmt::Result {
    for c in text.chars() {
        if c == '\\' || is_mark(c) {
            formatter.write_char('\\')?;
        }
        formatter.write_char(c)?;
    }
    Ok(())
}
