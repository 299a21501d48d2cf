//! Languages as arguments.

use crate::language::{LANGUAGES, Language};
use clap::builder::{PossibleValue, TypedValueParser};
use std::ffi::OsStr;

/// The codes of all languages, to be named in messages.
pub(super) fn codes() -> String {
    LANGUAGES.iter().map(|language| language.code).collect::<Vec<_>>().join(", ")
}

/// Reads an argument that names a language. Shells complete it.
#[derive(Clone, Copy, Debug)]
pub(super) struct LanguageParser;

impl TypedValueParser for LanguageParser {
    type Value = &'static Language;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<&'static Language, clap::Error> {
        (parse as fn(&str) -> _).parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue>>> {
        Some(Box::new(LANGUAGES.iter().map(|language| PossibleValue::new(language.code).help(language.name))))
    }
}

/// Finds the language that an argument names. The message of a failure ends with a line that helps.
fn parse(code: &str) -> Result<&'static Language, String> {
    let known = || format!("unknown language\ntip: known languages are {}", codes());
    Language::from_code(&code.to_ascii_lowercase()).ok_or_else(known)
}
