//! Ready tokens handed to the engine as a string, so that analysis happens in our threads, once.
//!
//! A token is the distance of its position from the one before it, in two characters, its term, and a line feed.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Base of the two characters of a distance; below the surrogates, so every digit is a character.
const BASE: u32 = 0x4000;

/// Tokens on their way to the engine.
#[derive(Debug, Default, Clone)]
pub(crate) struct Stream {
    encoded: String,
    position: u32,
}

impl Stream {
    /// Appends a token whose term `write` appends; positions never fall.
    pub fn push(&mut self, position: u32, write: impl FnOnce(&mut String)) {
        let distance = position - self.position;
        self.position = position;
        self.encoded.extend([digit(distance / BASE), digit(distance % BASE)]);
        write(&mut self.encoded);
        self.encoded.push('\n');
    }

    pub fn is_empty(&self) -> bool {
        self.encoded.is_empty()
    }

    pub fn into_string(self) -> String {
        self.encoded
    }
}

fn digit(value: u32) -> char {
    char::from_u32(value).expect("a digit lies below the surrogates, a document below 2^28 positions")
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
        let (Some(high), Some(low)) = (chars.next(), chars.next()) else { return false };
        let rest = chars.as_str();
        let Some((term, rest)) = rest.split_once('\n') else { return false };
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
            stream.push(position, |out| out.push_str(term));
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
