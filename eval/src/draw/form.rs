//! The forms of the query language, each with what was copied in it.

use super::Draw;
use super::copy::is_content;
use super::escape::{escaped, quoted};
use tetraglot::document::Document;

/// What people copy at once, in characters.
const MAX_SPAN_CHARS: usize = 120;
const MAX_PHRASE_CHARS: usize = 60;
/// The shortest word whose letters are changed.
const MIN_CHANGED_CHARS: usize = 5;

/// A form of the query language.
pub struct Form {
    /// What it is called in tables.
    pub name: &'static str,
    /// Whether it may be no query at all.
    pub is_raw: bool,
    /// Whether it is asked with `--exact`.
    pub is_exact: bool,
    /// Draws a query in this form from a document; None if that has nothing for it.
    pub draw: for<'d> fn(&mut Draw<'d>, &'d Document) -> Option<Drawn>,
}

/// A query that was drawn.
pub struct Drawn {
    pub text: String,
    /// A query for what must not occur.
    pub barred: Option<String>,
}

/// All forms.
pub static FORMS: [Form; 32] = [
    form("word", |draw, document| {
        draw.window(document).and_then(|text| draw.word(text)).and_then(|word| draw.typed(word))
    }),
    form("several words", several_words),
    form("Han run", |draw, document| {
        draw.window(document).and_then(|text| draw.run(text)).and_then(|run| draw.typed(run))
    }),
    form("span", |draw, document| {
        draw.copied_span(document, MAX_SPAN_CHARS).map(|span| Drawn::of(escaped(&span)))
    }),
    form("phrase", |draw, document| draw.phrase(document).map(Drawn::of)),
    form("phrase with room", phrase_with_room),
    form("=phrase", |draw, document| draw.phrase(document).map(|phrase| Drawn::of(format!("={phrase}")))),
    form("+must", |draw, document| draw.piece(document).map(|piece| Drawn::of(format!("+{piece}")))),
    form("+must beside", |draw, document| {
        let (piece, other) = (draw.piece(document)?, draw.other()?);
        Some(Drawn::of(format!("{other} +{piece}")))
    }),
    form("+several", |draw, document| draw.pieces(document).map(|[a, b]| Drawn::of(format!("+{a} +{b}")))),
    form("AND", |draw, document| draw.pieces(document).map(|[a, b]| Drawn::of(format!("{a} AND {b}")))),
    form("OR", |draw, document| {
        let (piece, other) = (draw.content(document)?, draw.other()?);
        Some(Drawn::of(format!("{other} OR {piece}")))
    }),
    form("groups", |draw, document| {
        let ([a, b], other) = (draw.contents(document)?, draw.other()?);
        Some(Drawn::of(format!("({a} OR {other}) AND ({other} {b})")))
    }),
    form("group of phrases", |draw, document| {
        let (phrase, piece, other) = (draw.phrase(document)?, draw.piece(document)?, draw.other()?);
        Some(Drawn::of(format!("+({other} {phrase}) ({piece} AND {other})")))
    }),
    form("-not", |draw, document| {
        let (piece, other) = (draw.piece(document)?, draw.other()?);
        Some(Drawn { text: format!("+{piece} -{other}"), barred: Some(format!("+{other}")) })
    }),
    form("AND NOT", |draw, document| {
        let (piece, [a, b]) = (draw.piece(document)?, [draw.other()?, draw.other()?]);
        let text = format!("{piece} AND NOT ({a} OR {b})");
        Some(Drawn { text, barred: Some(format!("+({a} {b})")) })
    }),
    form("NOT (AND)", |draw, document| {
        let (piece, [a, b]) = (draw.piece(document)?, [draw.other()?, draw.other()?]);
        Some(Drawn { text: format!("+{piece} NOT ({a} AND {b})"), barred: Some(format!("+{a} +{b}")) })
    }),
    form("prefix", prefix),
    form("fuzzy", fuzzy),
    form("title:", |draw, document| {
        let text = draw.title(document)?;
        let piece = draw.word_or_run(text)?;
        Some(Drawn::of(format!("title:{}", draw.typed_word(piece)?)))
    }),
    form("title: phrase", |draw, document| {
        let text = draw.title(document)?;
        let span = draw.span(text, MAX_PHRASE_CHARS)?;
        Some(Drawn::of(format!("title:{}", quoted(&draw.written(span), ['"', '"']))))
    }),
    form("path:", |draw, document| {
        let word = draw.path_word(document)?;
        Some(Drawn::of(format!("path:{}", draw.typed_word(word)?)))
    }),
    form("word of the path", |draw, document| draw.path_word(document).and_then(|word| draw.typed(word))),
    form("lang:", |draw, document| {
        let (passage, text) = draw.passage(document)?;
        let piece = draw.word_or_run(text)?;
        Some(Drawn::of(format!("lang:{} {}", passage.language.code, draw.typed_word(piece)?)))
    }),
    form("boosts", |draw, document| {
        let (piece, other) = (draw.content(document)?, draw.other()?);
        Some(Drawn::of(format!("{piece}^2.5 ({other} {piece})^.3")))
    }),
    form("=word", |draw, document| {
        let piece = draw.piece(document)?;
        // Before anything else than a word the sign is text.
        piece.starts_with(char::is_alphanumeric).then(|| Drawn::of(format!("={piece}")))
    }),
    form("habits", |draw, document| {
        let ([a, b], other) = (draw.contents(document)?, draw.other()?);
        Some(Drawn::of(format!("  {a}, {other}?　{b}; ")))
    }),
    form("full-width signs", |draw, document| {
        let ([a, b], other) = (draw.pieces(document)?, draw.other()?);
        Some(Drawn::of(format!("＋{a}　（{other}　OR　{b}）＾２")))
    }),
    Form { is_exact: true, ..form("--exact word", |draw, document| draw.piece(document).map(Drawn::of)) },
    Form { is_exact: true, ..form("--exact phrase", |draw, document| draw.phrase(document).map(Drawn::of)) },
    raw("raw span", |draw, document| {
        let text = draw.window(document)?;
        draw.raw_span(text, MAX_SPAN_CHARS).map(|span| Drawn::of(span.to_owned()))
    }),
    raw("raw operators", raw_operators),
];

type DrawForm = for<'d> fn(&mut Draw<'d>, &'d Document) -> Option<Drawn>;

const fn form(name: &'static str, draw: DrawForm) -> Form {
    Form { name, is_raw: false, is_exact: false, draw }
}

const fn raw(name: &'static str, draw: DrawForm) -> Form {
    Form { name, is_raw: true, is_exact: false, draw }
}

impl Drawn {
    fn of(text: String) -> Drawn {
        Drawn { text, barred: None }
    }
}

/// What people type of what they copied.
impl<'d> Draw<'d> {
    fn written(&self, text: &str) -> String {
        self.writing.of(text)
    }

    /// A word by itself; None if another writing makes several of it.
    fn typed_word(&self, word: &str) -> Option<String> {
        let written = self.written(word);
        (!written.contains(char::is_whitespace)).then(|| escaped(&written))
    }

    fn typed(&self, word: &str) -> Option<Drawn> {
        self.typed_word(word).map(Drawn::of)
    }

    fn piece(&mut self, document: &'d Document) -> Option<String> {
        let text = self.window(document)?;
        let piece = self.word_or_run(text)?;
        self.typed_word(piece)
    }

    fn pieces(&mut self, document: &'d Document) -> Option<[String; 2]> {
        Some([self.piece(document)?, self.piece(document)?])
    }

    /// A word that is more than a function or question word: among others those merely lift what matches otherwise.
    fn content(&mut self, document: &'d Document) -> Option<String> {
        let text = self.window(document)?;
        let piece = self.word_or_run(text).filter(|piece| is_content(piece))?;
        self.typed_word(piece)
    }

    fn contents(&mut self, document: &'d Document) -> Option<[String; 2]> {
        Some([self.content(document)?, self.content(document)?])
    }

    /// A word of any document.
    fn other(&mut self) -> Option<String> {
        let word = self.foreign()?;
        self.typed_word(word)
    }

    fn copied_span(&mut self, document: &'d Document, max_chars: usize) -> Option<String> {
        let text = self.window(document)?;
        let span = self.span(text, max_chars)?;
        Some(self.written(span))
    }

    fn phrase(&mut self, document: &'d Document) -> Option<String> {
        let span = self.copied_span(document, MAX_PHRASE_CHARS)?;
        let quotes = [['"', '"'], ['“', '”'], ['„', '“'], ['«', '»'], ['»', '«'], ['「', '」'], ['＂', '＂']];
        Some(quoted(&span, quotes[self.random.below(quotes.len())]))
    }
}

fn several_words<'d>(draw: &mut Draw<'d>, document: &'d Document) -> Option<Drawn> {
    let count = 2 + draw.random.below(4);
    let words: Option<Vec<String>> = (0..count).map(|_| draw.piece(document)).collect();
    Some(Drawn::of(words?.join(" ")))
}

/// A phrase without what stands in its middle. That has no more positions than characters.
fn phrase_with_room<'d>(draw: &mut Draw<'d>, document: &'d Document) -> Option<Drawn> {
    let text = draw.window(document)?;
    let span = draw.span(text, MAX_PHRASE_CHARS)?;
    let words: Vec<&str> = span.split_whitespace().collect();
    let [first, .., last] = words.as_slice() else { return None };
    let ends = [first, last].map(|word| draw.written(word));
    let has_words = ends.iter().all(|end| end.contains(char::is_alphanumeric));
    let room = span.chars().count();
    has_words.then(|| Drawn::of(format!("{}~{room}", quoted(&ends.join(" "), ['"', '"']))))
}

fn prefix<'d>(draw: &mut Draw<'d>, document: &'d Document) -> Option<Drawn> {
    let text = draw.window(document)?;
    let (beginning, least) = match draw.random.percent(20) {
        true => (draw.run(text)?, 1),
        false => (draw.plain_word(text)?, 2),
    };
    let places: Vec<usize> =
        beginning.char_indices().map(|(at, c)| at + c.len_utf8()).skip(least - 1).collect();
    let end = draw.one_of(places)?;
    Some(Drawn::of(format!("{}*", draw.written(&beginning[..end]))))
}

/// A word with an edit or two, of plain letters: others count for two, when they are written so.
fn fuzzy<'d>(draw: &mut Draw<'d>, document: &'d Document) -> Option<Drawn> {
    let text = draw.window(document)?;
    let mut letters: Vec<char> = draw.plain_word(text)?.chars().collect();
    if letters.len() < MIN_CHANGED_CHARS || !letters.iter().all(char::is_ascii_alphabetic) {
        return None;
    }
    let (edits, distance) = [(1, "~"), (1, "~1"), (2, "~2"), (1, "~2")][draw.random.below(4)];
    // Letters that were changed about are one edit only as long as nothing else is.
    let kinds = if edits == 1 { 4 } else { 3 };
    for _ in 0..edits {
        let place = draw.random.below(letters.len() - 1);
        match draw.random.below(kinds) {
            0 => letters[place] = 'q',
            1 => letters.insert(place, 'x'),
            2 => drop(letters.remove(place)),
            _ => letters.swap(place, place + 1),
        }
    }
    let word: String = letters.iter().collect();
    Some(Drawn::of(format!("{}{distance}", draw.written(&word))))
}

/// Words and operators without any order.
fn raw_operators<'d>(draw: &mut Draw<'d>, document: &'d Document) -> Option<Drawn> {
    const OPERATORS: [&str; 30] = [
        "AND", "OR", "NOT", "(", ")", "+", "-", "\"", "“", "」", "~", "~2", "*", "^", "^2", "title:",
        "path:", "lang:de", "lang:", "-lang:fr", "=", "\\", "（", "＋", "　", "?", ",", "~1000", "^0.001",
        "title:(",
    ];
    let mut text = String::new();
    for _ in 0..2 + draw.random.below(10) {
        match draw.random.percent(50) {
            true => text.push_str(OPERATORS[draw.random.below(OPERATORS.len())]),
            false => text.push_str(&draw.piece(document)?),
        }
        if draw.random.percent(50) {
            text.push(' ');
        }
    }
    Some(Drawn::of(text))
}
