//! The command line: what the two programs accept, say and return.
//!
//! Only here are clap, standard output and exit codes known. Results go to standard output, all else to standard error.

mod building;
mod fault;
mod generate;
mod hyperlink;
mod language;
mod output;
mod pager;
mod project;
mod quantity;
pub mod search;
pub mod search_index;
mod version;
