//! `search-index passages`: what a file is cut into.

use super::PROGRAM;
use super::arguments::Form;
use crate::cli::fault::{Fault, note};
use crate::cli::output::write_stdout;
use crate::cli::project::{Places, current_dir};
use crate::document::{Document, Passage, Source, read};
use crate::error::Error;
use crate::print::harmless;
use crate::schema::Schema;
use serde::Serialize;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Characters of a passage that are shown.
const SHOWN_CHARS: usize = 60;

/// Prints the passages of a file, as the schema has it read.
pub(super) fn run(file: &Path, schema: Option<PathBuf>, form: Form) -> Result<ExitCode, Fault> {
    let places = Places { schema, corpus: Vec::new(), index: None };
    let schema = match places.schema_if_any()? {
        Some(schema) => schema,
        None => Schema::built_in(&current_dir()?),
    };
    let mut documents = Vec::new();
    let outcome = read(&source(file, &schema)?, &schema, &mut |document| documents.push(document));
    let doubts = outcome.map_err(|failure| {
        Fault::usage(failure.to_string(), "`index-schema.toml` tells which files are read, and how")
    })?;
    for doubt in doubts {
        note(&format!("{PROGRAM}: {}: {doubt}", file.display()));
    }
    write_stdout(|out| documents.iter().try_for_each(|document| write_document(out, document, form)))?;
    Ok(ExitCode::SUCCESS)
}

/// Finds the corpus folder that a file lies in, as rules of the schema go by the path in it; else takes the file's own.
fn source(file: &Path, schema: &Schema) -> Result<Source, Fault> {
    let path = file.canonicalize().map_err(Error::io(file))?;
    let metadata = fs::metadata(&path).map_err(Error::io(file))?;
    let roots = schema.corpus.dirs.iter().filter_map(|dir| dir.canonicalize().ok());
    let own = path.parent().unwrap_or(Path::new("")).to_owned();
    let dir = roots.into_iter().find(|root| path.starts_with(root) && path != *root).unwrap_or(own);
    let relative = path.strip_prefix(&dir).unwrap_or(&path).to_owned();
    Ok(Source::new(dir.into(), relative, &metadata))
}

#[derive(Serialize)]
struct PassageLine<'a> {
    id: Option<&'a str>,
    line: u32,
    language: &'a str,
    confidence: f32,
    kind: &'a str,
    text: &'a str,
}

fn write_document(out: &mut dyn Write, document: &Document, form: Form) -> io::Result<()> {
    document.passages.iter().try_for_each(|passage| write_passage(out, document, passage, form))
}

fn write_passage(out: &mut dyn Write, document: &Document, passage: &Passage, form: Form) -> io::Result<()> {
    let Passage { span, line, kind, language, confidence } = passage;
    let (text, kind, code) = (&document.text[span.clone()], kind.name(), language.code);
    match form {
        Form::Text => writeln!(out, "{line}\t{code}\t{confidence:.2}\t{kind}\t{}", beginning(text)),
        Form::Json => {
            let confidence = (confidence * 1000.0).round() / 1000.0;
            let id = document.id.as_deref();
            let passage = PassageLine { id, line: *line, language: code, confidence, kind, text };
            serde_json::to_writer(&mut *out, &passage)?;
            writeln!(out)
        }
    }
}

/// The first characters of a text on one line.
fn beginning(text: &str) -> String {
    let words = text.split_whitespace().flat_map(|word| [" ", word]).skip(1);
    let start: String = words.flat_map(str::chars).take(SHOWN_CHARS).collect();
    harmless(&start).into_owned()
}
