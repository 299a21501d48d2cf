//! Why: scores explained, files that are no hits, queries without hits.

pub(super) mod explain;
pub(super) mod findings;
pub(super) mod hindrance;
pub(super) mod lack;
pub(super) mod no_hits;
pub(super) mod part;
pub(super) mod reckoning;
pub(super) mod suggest;
pub(super) mod why;
