//! Which documents match: the tree of a query's words and phrases, worked out over sets of documents.

pub(super) mod filter;
pub(super) mod leaf;
mod pairs;
pub(super) mod phrase;
pub(super) mod sets;
pub(super) mod slot;
