//! The forms of a query's words: what counts as one word, and its kin in the vocabulary of the index.

pub(super) mod group;
pub(super) mod kin;
pub(super) mod memory;
pub(super) mod misspelt;
pub(super) mod pattern;
pub(super) mod unit;
pub(super) mod vocabulary;
