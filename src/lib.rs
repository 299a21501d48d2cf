//! Local full-text search for folders of German, French, Chinese and English text.
//!
//! [`index::build`] makes an index of a corpus as [`schema::Schema`] describes it; [`search::search`] answers a
//! [`query::Query`] from it. ARCHITECTURE.md tells how the modules lie.

pub mod analysis;
pub mod cli;
pub mod document;
pub mod error;
pub mod index;
pub mod language;
pub mod print;
pub mod query;
pub mod schema;
pub mod search;
