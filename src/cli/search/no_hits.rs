//! Why a query has no hits, told on standard error.

use crate::cli::output::{terminal_cells, write_stderr};
use crate::print::write_no_hits;
use crate::search::{Hindrance, NoHits, SearchOptions};

/// Tells why a query with some options has no hits.
pub(super) fn say_why(no_hits: &NoHits, options: &SearchOptions) {
    let named = |hindrance: &Hindrance| named(hindrance, options);
    write_stderr(|out| write_no_hits(out, no_hits, &named, terminal_cells()));
}

/// A condition as it was asked for.
fn named(hindrance: &Hindrance, options: &SearchOptions) -> String {
    let languages = || {
        let languages = options.languages.iter().flatten();
        format!("-L {}", languages.map(|language| language.code).collect::<Vec<_>>().join(","))
    };
    let within = || {
        let globs = options.within.iter().map(|glob| format!("--in '{glob}'"));
        globs.collect::<Vec<_>>().join(" ")
    };
    match hindrance {
        Hindrance::Languages => languages(),
        Hindrance::Within => within(),
        Hindrance::LanguagesAndWithin => format!("{} and {}", languages(), within()),
        Hindrance::Exact => "--exact".to_owned(),
        Hindrance::Clause(clause) => clause.clone(),
        Hindrance::Row(phrase) => format!("the order of {phrase}"),
        Hindrance::Field(leaf) => format!("the field of {leaf}"),
        Hindrance::AsWritten(leaf) => format!("the = of {leaf}"),
    }
}
