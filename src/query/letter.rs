//! The characters that mean something in a query, and those that merely look so because they are escaped.

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

/// Words between others that say how these bear on documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    And,
    Or,
    Not,
}

/// The operators as they are written.
pub(super) const OPERATORS: [(&str, Operator); 3] =
    [("AND", Operator::And), ("OR", Operator::Or), ("NOT", Operator::Not)];

/// A character of a word.
#[derive(Clone, Copy, Debug)]
pub(super) struct Letter {
    pub c: char,
    /// Byte of the query.
    pub at: usize,
    /// The operator that it may be; None if it is none or escaped.
    pub sign: Option<char>,
}

/// The operator character that a character may be, whatever its width.
pub(super) fn sign(c: char) -> Option<char> {
    Some(match c {
        '+' | '＋' => '+',
        '-' | '－' => '-',
        '(' | '（' => '(',
        ')' | '）' => ')',
        '*' | '＊' => '*',
        '~' | '～' => '~',
        ':' | '：' => ':',
        '^' | '＾' => '^',
        '=' | '＝' => '=',
        _ => return None,
    })
}

/// The digit or point of a number that a character may be, whatever its width.
pub(super) fn numeral(c: char) -> Option<char> {
    match c {
        '0'..='9' | '.' => Some(c),
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10),
        '．' => Some('.'),
        _ => None,
    }
}

/// Whether it opens a quotation.
pub(super) fn is_quote(c: char) -> bool {
    QUOTES.iter().any(|(quote, _)| *quote == c)
}

/// What may close a quotation.
pub(super) fn closing(open: char) -> &'static str {
    QUOTES.iter().find(|(quote, _)| *quote == open).map_or("", |(_, closing)| closing)
}

/// Whether a backslash takes its meaning away. Before anything else a backslash is text: `C:\temp`.
pub(super) fn is_escapable(rest: &str) -> bool {
    let after = OPERATORS.iter().find_map(|(name, _)| rest.strip_prefix(name));
    rest.starts_with(is_special) || after.is_some_and(|after| !after.starts_with(char::is_alphanumeric))
}

/// Whether a backslash before it means the character itself.
pub(super) fn is_special(c: char) -> bool {
    c == '\\' || sign(c).is_some() || is_mark(c)
}

/// Whether it opens or closes a quotation.
pub(super) fn is_mark(c: char) -> bool {
    QUOTES.iter().any(|(open, closing)| *open == c || closing.contains(c))
}

/// Whether it may stand after a word without being part of what is meant.
pub(super) fn is_punctuation(c: char) -> bool {
    matches!(c, ',' | ';' | '.' | '?' | '!' | '，' | '；' | '。' | '？' | '！' | '、' | '…')
}
