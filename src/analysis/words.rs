//! Words by UAX #29, split further where people search for the parts.
//!
//! Hard borders (space, hyphen, apostrophe) part words: each has a position of its own, and what a hyphen or an
//! apostrophe joined is one more form, the words written together. Soft borders (`window.open`, `snake_case`,
//! `camelCase`, `Web3`) part a word into pieces that follow it: the whole first, its parts at their own positions.
//! Each Han character has a position; two neighbours form a pair.

use super::number::{is_number, is_thousands, plain_number};
use super::parts::soft_parts;
use super::segmenter::each_word;
use super::{Kind, Tokens, fold::normalize, han::is_han};
use std::ops::Range;

/// A longer chain of hyphens is a phrase, not a word.
const MAX_JOINED_WORDS: usize = 3;
/// Shorter neighbours of an apostrophe are elisions and possessives, not halves of a word.
const MIN_APOSTROPHE_CHARS: usize = 3;

/// Appends the words of a text with their forms.
pub fn words(text: &str, tokens: &mut Tokens) {
    let mut scanner = Scanner { text, tokens, chain: Chain::default(), han_end: None };
    each_word(text, |start, word| scanner.word(start, word));
    scanner.close_chain();
}

struct Scanner<'a> {
    text: &'a str,
    tokens: &'a mut Tokens,
    chain: Chain,
    /// Where the last Han character ended, in bytes.
    han_end: Option<usize>,
}

/// Words joined by hyphens, apostrophes or a number's spaces, so far.
#[derive(Default)]
struct Chain {
    /// Place of each word's first token, and the word's span.
    words: Vec<(usize, Range<usize>)>,
    link: Option<Link>,
}

#[derive(Clone, Copy, PartialEq)]
enum Link {
    Hyphen,
    Apostrophe,
    Thousands,
}

impl Scanner<'_> {
    fn word(&mut self, start: usize, word: &str) {
        match word.chars().next() {
            Some(first) if is_han(first) => self.han(start, word),
            _ => self.between_apostrophes(start, word),
        }
    }

    /// Pushes a Han character, and before it the pair that it forms with its left neighbour.
    fn han(&mut self, start: usize, character: &str) {
        if self.han_end.is_some_and(|end| is_line_break(&self.text[end..start])) {
            self.tokens.push_pair(start + character.len(), |term| normalize(character, term));
        }
        let position = self.tokens.next_position();
        self.push(start, character, position, Kind::Exact);
        self.han_end = Some(start + character.len());
    }

    fn between_apostrophes(&mut self, start: usize, word: &str) {
        if word.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return self.hard_word(start, word);
        }
        // A narrow no-break space belongs to the word by UAX #29; French sets it before `»` and `!`.
        for piece in word.split(|c| is_apostrophe(c) || c == '\u{202f}').filter(|piece| !piece.is_empty()) {
            let offset = piece.as_ptr() as usize - word.as_ptr() as usize;
            self.hard_word(start + offset, piece);
        }
    }

    fn hard_word(&mut self, start: usize, word: &str) {
        let symbol = self.trailing_symbol(start + word.len(), word);
        self.link(start..start + word.len(), word);
        let whole = &self.text[start..start + word.len() + symbol];
        let mut parts = soft_parts(word);
        if symbol > 0 {
            parts = std::iter::once(0..word.len()).collect();
        }
        let position = self.tokens.positions();
        self.push(start, whole, position, Kind::Exact);
        if is_number(word) {
            self.number_variant(start, word, position);
        }
        let whole_bytes = whole.len();
        if parts.iter().any(|part| part.len() < whole_bytes) {
            for part in parts {
                let position = self.tokens.next_position();
                self.push(start + part.start, &word[part], position, Kind::Part);
            }
        } else {
            self.tokens.next_position();
        }
    }

    fn push(&mut self, start: usize, word: &str, position: u32, kind: Kind) {
        self.tokens.push(start..start + word.len(), position, kind, |term| normalize(word, term));
    }

    /// Length in bytes of what makes `C++`, `C#` or `F#` of a letter.
    fn trailing_symbol(&self, end: usize, word: &str) -> usize {
        if word.len() > 1 {
            return 0;
        }
        let rest = &self.text[end..];
        let symbol = if rest.starts_with("++") { 2 } else { usize::from(rest.starts_with('#')) };
        let ends = !rest[symbol..].starts_with(|c: char| c.is_alphanumeric() || c == '+');
        if symbol > 0 && ends && word.as_bytes()[0].is_ascii_alphabetic() { symbol } else { 0 }
    }

    fn number_variant(&mut self, start: usize, number: &str, position: u32) {
        if let Some(plain) = plain_number(number) {
            self.tokens
                .push(start..start + number.len(), position, Kind::Variant, |term| term.push_str(&plain));
        }
    }

    /// Continues the chain of joined words, or closes it and begins another.
    fn link(&mut self, span: Range<usize>, word: &str) {
        let link = self.chain.words.last().and_then(|(_, last)| {
            link_between(&self.text[last.clone()], &self.text[last.end..span.start], word)
        });
        if link.is_none() {
            self.close_chain();
        } else if self.chain.link.is_some() && self.chain.link != link {
            // The last word of one chain is the first of the next: `l'e-mail`.
            let last = self.chain.words.last().cloned();
            let before = self.tokens.len();
            self.close_chain();
            let moved = self.tokens.len() - before;
            self.chain.words.extend(last.map(|(place, span)| (place + moved, span)));
        }
        if !self.chain.words.is_empty() {
            self.chain.link = link;
        }
        // Only now: closing a chain may have inserted a token.
        self.chain.words.push((self.tokens.len(), span));
    }

    /// Adds the form of a chain's words written together.
    fn close_chain(&mut self) {
        if self.chain.link.is_none() {
            return self.chain.words.clear();
        }
        let Chain { words, link } = std::mem::take(&mut self.chain);
        let (Some(link), [(place, first), .., (_, last)]) = (link, words.as_slice()) else {
            return self.keep_buffer(words);
        };
        let texts = || words.iter().map(|(_, span)| &self.text[span.clone()]);
        let joins = match link {
            Link::Hyphen => words.len() <= MAX_JOINED_WORDS,
            Link::Apostrophe => texts().all(|word| word.chars().count() >= MIN_APOSTROPHE_CHARS),
            Link::Thousands => true,
        };
        if joins {
            let joined = join(link, texts());
            let position = self.tokens.position_at(*place);
            self.tokens.insert(*place, first.start..last.end, position, Kind::Variant, |term| {
                normalize(&joined, term);
            });
        }
        self.keep_buffer(words);
    }

    fn keep_buffer(&mut self, mut words: Vec<(usize, Range<usize>)>) {
        words.clear();
        self.chain.words = words;
    }
}

/// The words of a chain written together.
fn join<'t>(link: Link, words: impl Iterator<Item = &'t str>) -> String {
    let separator = if link == Link::Apostrophe { "'" } else { "" };
    let joined = words.collect::<Vec<_>>().join(separator);
    if link == Link::Thousands { plain_number(&joined).unwrap_or(joined) } else { joined }
}

/// What joins two words that stand next to each other, if anything does.
fn link_between(left: &str, gap: &str, right: &str) -> Option<Link> {
    let mut chars = gap.chars();
    let (Some(c), None) = (chars.next(), chars.next()) else { return None };
    let letters = |word: &str| word.chars().any(char::is_alphabetic);
    match c {
        '-' | '\u{2010}' | '\u{2011}' if letters(left) && letters(right) => Some(Link::Hyphen),
        _ if is_apostrophe(c) && letters(left) && letters(right) => Some(Link::Apostrophe),
        '\'' | '’' | '\u{a0}' | '\u{202f}' | '\u{2009}' if is_thousands(left, right) => {
            Some(Link::Thousands)
        }
        _ => None,
    }
}

fn is_line_break(gap: &str) -> bool {
    gap.is_empty() || gap == "\n"
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '＇')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Terms in order; a form that is not exact has its kind's first letter before a colon.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let mut tokens = Tokens::default();
        words(text, &mut tokens);
        let row: Vec<String> = tokens
            .iter()
            .map(|token| match token.kind {
                Kind::Exact => format!("{}@{}", token.term, token.position),
                kind => format!("{}:{}@{}", &kind.name()[..2], token.term, token.position),
            })
            .collect();
        assert_eq!(row.join(" "), expected);
    }

    #[test]
    fn plain_words() {
        check("Die Übernahme, endlich!", "die@0 übernahme@1 endlich@2");
        check("", "");
        check("… “” — !", "");
    }

    #[test]
    fn soft_borders() {
        check("window.open", "window.open@0 pa:window@0 pa:open@1");
        check("snake_case x", "snake_case@0 pa:snake@0 pa:case@1 x@2");
        check("camelCase", "camelcase@0 pa:camel@0 pa:case@1");
        check("XMLHttpRequest", "xmlhttprequest@0 pa:xml@0 pa:http@1 pa:request@2");
        check("NFTs", "nfts@0");
        check("U\u{308}BERNAHME E\u{301}te\u{301}", "übernahme@0 été@1");
        check("Web3", "web3@0 pa:web@0 pa:3@1");
        check("node.js", "node.js@0 pa:node@0 pa:js@1");
        check("__init__", "__init__@0 pa:init@0");
        check("C++ und C#, F#", "c++@0 pa:c@0 und@1 c#@2 pa:c@2 f#@3 pa:f@3");
        check("a1b2c3d4e5f6", "a1b2c3d4e5f6@0");
        check(
            "getElementByClassNameOrTag",
            "getelementbyclassnameortag@0 pa:get@0 pa:element@1 pa:by@2 pa:class@3 pa:name@4 pa:or@5 pa:tag@6",
        );
        check("BTC TWITTER", "btc@0 twitter@1");
    }

    #[test]
    fn hard_borders() {
        check("crypto-monnaies", "va:cryptomonnaies@0 crypto@0 monnaies@1");
        check("e‑mail", "va:email@0 e@0 mail@1");
        check("co-op e-mail", "va:coop@0 co@0 op@1 va:email@2 e@2 mail@3");
        check("Hieb- und Stichwaffe", "hieb@0 und@1 stichwaffe@2");
        check("state-of-the-art", "state@0 of@1 the@2 art@3");
        check("d’événements l'oiseau", "d@0 événements@1 l@2 oiseau@3");
        check("l'e-mail", "l@0 va:email@1 e@1 mail@2");
        check("Musk's", "musk@0 s@1");
        check("aujourd’hui", "va:aujourd'hui@0 aujourd@0 hui@1");
        check("« mot\u{202f}»", "mot@0");
        check("a@b.de", "a@0 b.de@1 pa:b@1 pa:de@2");
    }

    #[test]
    fn numbers() {
        check("44.000.000", "44.000.000@0 va:44000000@0");
        check("1,234.5", "1,234.5@0 va:1234.5@0");
        check("10,25 %", "10,25@0 va:10.25@0");
        check("10.25", "10.25@0");
        check("1'000", "va:1000@0 1@0 000@1");
        check("27.10.2022", "27.10.2022@0 pa:27@0 pa:10@1 pa:2022@2");
        check("３１０,００", "310,00@0 va:310.00@0");
        check("１２．３４５，６", "12.345,6@0 va:12345.6@0");
        check("４４\u{a0}０００", "va:44000@0 44@0 000@1");
        check(
            "２７．１０．２０２２ ｗｅｂ３",
            "27.10.2022@0 pa:27@0 pa:10@1 pa:2022@2 web3@3 pa:web@3 pa:3@4",
        );
        check("44\u{202f}000\u{a0}000", "va:44000000@0 44@0 000@1 000@2");
    }

    #[test]
    fn han() {
        check("马斯克", "马@0 pa:马斯@0 斯@1 pa:斯克@1 克@2");
        check("在Twitter上", "在@0 twitter@1 上@2");
        check("函\n数 中", "函@0 pa:函数@0 数@1 中@2");
    }

    #[test]
    fn spans() {
        let text = "l’Œuvre Web3";
        let mut tokens = Tokens::default();
        words(text, &mut tokens);
        let spans: Vec<&str> = tokens.iter().map(|token| &text[token.span]).collect();
        assert_eq!(spans, ["l", "Œuvre", "Web3", "Web", "3"]);
    }
}
