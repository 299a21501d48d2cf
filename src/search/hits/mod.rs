//! The documents that are shown: read from the index, with the passages that matched, cut and highlighted.

pub(super) mod column;
pub(super) mod highlight;
pub(super) mod hit;
pub(super) mod likeness;
pub(super) mod sentence;
pub(super) mod shown;
pub(super) mod snippet;
