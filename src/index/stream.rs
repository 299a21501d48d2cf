//! Ready tokens handed to the engine as a string, so that analysis happens in our threads, once.
//!
//! A token is the distance of its position from the one before it, in two characters, the length of its term, and the term.

use super::term::write_key;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Base of a number's characters; below the surrogates, so every digit is a character. No term has so many bytes.
const BASE: u32 = 0x4000;

/// Tokens on their way to the engine.
#[derive(Debug, Default, Clone)]
pub(crate) struct Stream {
    encoded: String,
    position: u32,
    /// The index term at hand: its length stands before it.
    key: String,
}

impl Stream {
    /// Appends a token; positions never fall.
    pub fn push(&mut self, position: u32, term: &str) {
        let distance = position - self.position;
        self.position = position;
        self.encoded.push(digit(distance / BASE));
        self.encoded.push(digit(distance % BASE));
        self.encoded.push(digit(term.len() as u32));
        self.encoded.push_str(term);
    }

    /// Appends a token with the index term of a normalised word.
    pub fn push_key(&mut self, position: u32, exact: &str) {
        if exact.is_ascii() {
            return self.push(position, exact);
        }
        let mut key = std::mem::take(&mut self.key);
        key.clear();
        write_key(exact, &mut key);
        self.push(position, &key);
        self.key = key;
    }

    pub fn is_empty(&self) -> bool {
        self.encoded.is_empty()
    }

    pub fn into_string(self) -> String {
        self.encoded
    }
}

fn digit(value: u32) -> char {
    char::from_u32(value).expect("a document has fewer than 2^28 positions, a term fewer than 2^14 bytes")
}

/// Gives the engine the tokens of a [`Stream`].
#[derive(Clone, Default)]
pub(crate) struct StreamTokenizer {
    token: Token,
}

impl Tokenizer for StreamTokenizer {
    type TokenStream<'a> = Tokens<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens<'a> {
        self.token = Token { position: 0, position_length: 1, ..Token::default() };
        Tokens { rest: text, token: &mut self.token }
    }
}

pub(crate) struct Tokens<'a> {
    rest: &'a str,
    token: &'a mut Token,
}

impl TokenStream for Tokens<'_> {
    fn advance(&mut self) -> bool {
        let mut chars = self.rest.chars();
        let (Some(high), Some(low), Some(bytes)) = (chars.next(), chars.next(), chars.next()) else {
            return false;
        };
        let Some((term, rest)) = chars.as_str().split_at_checked(bytes as usize) else { return false };
        self.token.position += (high as u32 * BASE + low as u32) as usize;
        self.token.text.clear();
        self.token.text.push_str(term);
        self.rest = rest;
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hands_tokens_over() {
        let mut stream = Stream::default();
        for (position, term) in [(0, "die"), (0, "d"), (10, "übernahme"), (70_000, "函数")] {
            stream.push(position, term);
        }
        let encoded = stream.into_string();
        let mut tokenizer = StreamTokenizer::default();
        let mut tokens = tokenizer.token_stream(&encoded);
        let mut seen = Vec::new();
        while tokens.advance() {
            seen.push((tokens.token().position, tokens.token().text.clone()));
        }
        let expected = [(0, "die"), (0, "d"), (10, "übernahme"), (70_000, "函数")];
        assert_eq!(seen, expected.map(|(position, term)| (position, term.to_owned())));
    }
}
