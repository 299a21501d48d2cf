//! What people copy out of a document: words, runs of Han characters, spans of text.

use super::Draw;
use tetraglot::analysis::han::is_han;
use tetraglot::analysis::{self, Kind, Tokens};
use tetraglot::document::{Document, Passage, PassageKind};
use tetraglot::language::{LANGUAGES, character_weights};
use unicode_normalization::char::is_combining_mark;

/// Nobody copies a longer word.
const MAX_WORD_CHARS: usize = 100;
const MAX_RUN_CHARS: usize = 12;

impl<'d> Draw<'d> {
    /// A document's passage and the one after it, as they stand: what is copied may go on over the border.
    pub fn window(&mut self, document: &'d Document) -> Option<&'d str> {
        let passages = &document.passages;
        let first = self.place(passages.len())?;
        let last = (first + 1).min(passages.len() - 1);
        Some(&document.text[passages[first].span.start..passages[last].span.end])
    }

    /// A passage with its text.
    pub fn passage(&mut self, document: &'d Document) -> Option<(&'d Passage, &'d str)> {
        let passage = &document.passages[self.place(document.passages.len())?];
        Some((passage, &document.text[passage.span.clone()]))
    }

    /// A word.
    pub fn word(&mut self, text: &'d str) -> Option<&'d str> {
        self.one_of(words(text).collect())
    }

    /// A word of nothing but letters and digits that is parted by no one: in alphabets that part words by blanks.
    pub fn plain_word(&mut self, text: &'d str) -> Option<&'d str> {
        let is_plain = |word: &&str| word.chars().all(|c| c.is_alphanumeric() && c < '\u{590}');
        self.one_of(words(text).filter(is_plain).collect())
    }

    /// A run of Han characters.
    pub fn run(&mut self, text: &'d str) -> Option<&'d str> {
        let runs = text.split(|c| !is_han(c)).filter(|run| !run.is_empty());
        let run = self.one_of(runs.collect())?;
        let ends: Vec<usize> = run.char_indices().map(|(at, _)| at).chain([run.len()]).collect();
        let first = self.random.below(ends.len() - 1);
        let most = (ends.len() - 1 - first).min(MAX_RUN_CHARS);
        let last = first + 1 + self.random.below(most);
        Some(&run[ends[first]..ends[last]])
    }

    /// A word or a run of Han characters.
    pub fn word_or_run(&mut self, text: &'d str) -> Option<&'d str> {
        match self.random.percent(30) {
            true => self.run(text).or_else(|| self.word(text)),
            false => self.word(text).or_else(|| self.run(text)),
        }
    }

    /// Text from one border to another, with a letter or digit in it. Nothing but blanks and Han characters has borders.
    pub fn span(&mut self, text: &'d str, max_chars: usize) -> Option<&'d str> {
        let borders = borders(text);
        let first = self.random.below(borders.len());
        let (start, from) = borders[first];
        let ends = borders[first + 1..].iter().take_while(|(_, to)| to - from <= max_chars);
        let end = self.one_of(ends.map(|(at, _)| *at).collect())?;
        let span = text[start..end].trim();
        span.contains(char::is_alphanumeric).then_some(span)
    }

    /// Text from any character to another.
    pub fn raw_span(&mut self, text: &'d str, max_chars: usize) -> Option<&'d str> {
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let first = self.place(places.len() - 1)?;
        let last = first + 1 + self.random.below(max_chars.min(places.len() - 1 - first));
        Some(&text[places[first]..places[last]])
    }

    /// A word of the path, which its extension is no part of.
    pub fn path_word(&mut self, document: &'d Document) -> Option<&'d str> {
        let extension = document.path.extension().map_or(0, |extension| extension.len() + 1);
        let path = document.path.to_str()?;
        let words = path[..path.len() - extension].split(|c: char| "/\\-_".contains(c) || c.is_whitespace());
        self.one_of(words.map(bare).filter(|word| is_copied(word)).collect())
    }

    /// The text of the title with which a document begins.
    pub fn title(&self, document: &'d Document) -> Option<&'d str> {
        let is_title = |passage: &&Passage| passage.kind == PassageKind::Title;
        let last = document.passages.iter().take_while(is_title).last()?;
        Some(&document.text[..last.span.end])
    }

    /// A word or run of any other document.
    pub fn foreign(&mut self) -> Option<&'d str> {
        let document = &self.documents[self.random.below(self.documents.len())];
        let text = self.window(document)?;
        self.word_or_run(text)
    }

    pub fn one_of<T>(&mut self, mut choices: Vec<T>) -> Option<T> {
        self.place(choices.len()).map(|place| choices.swap_remove(place))
    }

    /// A number below another, if there is one.
    fn place(&mut self, count: usize) -> Option<usize> {
        (count > 0).then(|| self.random.below(count))
    }
}

/// What stands between blanks and Han characters, without what belongs to no word on either side.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || is_han(c)).map(bare).filter(|word| is_copied(word))
}

/// Whether a word or run is more than function and question words of any language.
pub fn is_content(piece: &str) -> bool {
    let mut tokens = Tokens::default();
    analysis::words(piece, &mut tokens);
    let is_light = |term: &str| LANGUAGES.iter().any(|language| language.is_function_word(term));
    match piece.contains(is_han) {
        true => character_weights(piece).iter().all(|weight| *weight > 0.0),
        false => tokens.iter().any(|token| token.kind == Kind::Exact && !is_light(token.term)),
    }
}

fn bare(chunk: &str) -> &str {
    chunk.trim_matches(|c: char| {
        !c.is_alphanumeric() && !is_combining_mark(c) && !matches!(c, '_' | '＿' | '‿')
    })
}

fn is_copied(word: &str) -> bool {
    word.contains(char::is_alphanumeric) && word.chars().nth(MAX_WORD_CHARS).is_none()
}

/// The borders between blanks, Han characters and what they part: bytes, and characters before them.
fn borders(text: &str) -> Vec<(usize, usize)> {
    let parts = |c: char| c.is_whitespace() || is_han(c);
    let mut borders = vec![(0, 0)];
    let mut before = None;
    for (number, (at, c)) in text.char_indices().enumerate() {
        if before.is_some_and(|before| parts(before) || parts(c)) {
            borders.push((at, number));
        }
        before = Some(c);
    }
    borders.push((text.len(), text.chars().count()));
    borders
}
