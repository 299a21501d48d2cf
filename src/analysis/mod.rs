//! Text to tokens. Knows no list of languages and no engine.
//!
//! A step is a plain function on [`Tokens`]; a language's recipe (`language/`) calls them in order.

pub mod compound;
pub mod ellipsis;
pub mod evidence;
pub mod fold;
pub mod han;
mod number;
mod parts;
mod segmenter;
pub mod stem;
mod tokens;
mod words;

pub use tokens::{Kind, Token, Tokens};
pub use words::words;

/// Text to tokens for one language.
pub type Analyzer = fn(&str, &mut Tokens);
