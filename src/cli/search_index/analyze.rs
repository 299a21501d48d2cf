//! `search-index analyze`: the tokens of a text.

use super::arguments::Form;
use crate::analysis::{Kind, Token, Tokens};
use crate::cli::fault::Fault;
use crate::cli::output::write_stdout;
use crate::language::{LANGUAGES, Language, OTHER, Sample, route};
use crate::print::harmless;
use serde::Serialize;
use std::io::{self, Write};
use std::ops::Range;
use std::process::ExitCode;

/// Prints the tokens of a text, and the forms of each word that queries look for besides.
pub(super) fn run(text: &str, language: Option<&'static Language>, form: Form) -> Result<ExitCode, Fault> {
    let language = language.unwrap_or_else(|| detected(text));
    let forms = forms(text, language);
    write_stdout(|out| forms.iter().try_for_each(|found| found.write(out, language, form)))?;
    Ok(ExitCode::SUCCESS)
}

fn detected(text: &str) -> &'static Language {
    let verdicts = route(&[Sample { text, hint: None, code: false }], None, LANGUAGES);
    verdicts.first().map_or(OTHER, |verdict| verdict.language)
}

/// A form under which a word is found.
#[derive(Debug, PartialEq)]
struct FoundForm {
    term: String,
    kind: Kind,
    position: u32,
    /// Bytes of the text.
    span: Range<usize>,
}

fn forms(text: &str, language: &Language) -> Vec<FoundForm> {
    let mut tokens = Tokens::default();
    (language.analyze)(text, &mut tokens);
    let mut forms = Vec::new();
    for token in tokens.iter() {
        forms.push(form(&token, token.term.to_owned(), token.kind));
        if token.kind == Kind::Exact {
            let stem = language.stem(token.term).filter(|stem| stem != token.term);
            forms.extend(stem.map(|stem| form(&token, stem, Kind::Stem)));
            let mut spellings = Vec::new();
            (language.spell)(token.term, &mut spellings);
            forms.extend(spellings.into_iter().map(|spelling| form(&token, spelling, Kind::Variant)));
        }
    }
    forms
}

fn form(token: &Token, term: String, kind: Kind) -> FoundForm {
    FoundForm { term, kind, position: token.position, span: token.span.clone() }
}

#[derive(Serialize)]
struct FormLine<'a> {
    term: &'a str,
    kind: &'a str,
    position: u32,
    start: usize,
    end: usize,
    language: &'a str,
}

impl FoundForm {
    fn write(&self, out: &mut dyn Write, language: &Language, form: Form) -> io::Result<()> {
        let FoundForm { term, kind, position, span: Range { start, end } } = self;
        let (kind, language) = (kind.name(), language.code);
        match form {
            Form::Text => writeln!(out, "{}\t{kind}\t{position}\t{start}..{end}\t{language}", harmless(term)),
            Form::Json => {
                let line = FormLine { term, kind, position: *position, start: *start, end: *end, language };
                serde_json::to_writer(&mut *out, &line)?;
                writeln!(out)
            }
        }
    }
}
