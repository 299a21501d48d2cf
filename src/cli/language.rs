//! Languages as arguments.

use crate::language::{LANGUAGES, Language};

/// The codes of all languages, to be named in messages.
pub(super) fn codes() -> String {
    LANGUAGES.iter().map(|language| language.code).collect::<Vec<_>>().join(", ")
}

/// Finds the language that an argument names. The message of a failure ends with a line that helps.
pub(super) fn parse(code: &str) -> Result<&'static Language, String> {
    let known = || format!("unknown language\ntip: known languages are {}", codes());
    Language::from_code(&code.to_ascii_lowercase()).ok_or_else(known)
}
