//! Local full-text search for folders of German, French, Chinese and English text.
//!
//! [`index::build`] makes an index of a corpus as [`schema::Schema`] describes it; [`search::search`] answers a
//! [`query::Query`] from it. ARCHITECTURE.md tells how the modules lie.

pub mod analysis;
pub mod language;
pub mod schema;
pub mod document;
pub mod query;
pub mod error;
pub mod index;
pub mod search;
pub mod print;
pub mod cli;
