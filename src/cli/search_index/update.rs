//! `search-index update`: the index brought up to date.

use super::arguments::{Form, UpdateArguments};
use super::build::SOME_FAILED;
use crate::cli::building::{kinds, update_aloud};
use crate::cli::fault::{Fault, note};
use crate::cli::output::write_stdout;
use crate::cli::project::current_dir;
use crate::index::{Change, ChangeKind, Compaction, Update, dry_run};
use crate::print::shown_path;
use crate::schema::Schema;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

/// Brings the index that the schema describes up to date, or tells what that would do.
pub(super) fn run(arguments: &UpdateArguments) -> Result<ExitCode, Fault> {
    let schema = arguments.build.places.schema()?;
    if arguments.dry_run {
        return list(&schema, arguments.json.into());
    }
    let compaction = if arguments.compact { Compaction::Whole } else { Compaction::InMeasure };
    let update = update_aloud(&schema, &arguments.build.options(), compaction, arguments.build.talk())?;
    if arguments.json {
        write_stdout(|out| write_done(out, &update))?;
    }
    Ok(if update.report.failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(SOME_FAILED) })
}

fn list(schema: &Schema, form: Form) -> Result<ExitCode, Fault> {
    let update = dry_run(schema)?;
    if let Some(rebuild) = &update.rebuilt {
        note(&format!("the index would be built anew from {} files: {rebuild}", update.files));
    }
    let base = current_dir()?;
    write_stdout(|out| update.changes.iter().try_for_each(|change| write_change(out, change, &base, form)))?;
    Ok(ExitCode::SUCCESS)
}

/// What was done, as one line.
#[derive(Serialize)]
struct DoneLine {
    /// Files that were found.
    files: u64,
    /// How many of them were changed, by kind; those of a rebuild have none.
    changes: BTreeMap<&'static str, u64>,
    /// Why the index was built anew.
    rebuilt: Option<String>,
    /// Segments that were merged into one.
    compacted: usize,
    /// Files that could not be read.
    failures: usize,
}

fn write_done(out: &mut dyn Write, update: &Update) -> io::Result<()> {
    let line = DoneLine {
        files: update.files,
        changes: kinds(update).collect(),
        rebuilt: update.rebuilt.as_ref().map(ToString::to_string),
        compacted: update.compacted.unwrap_or_default(),
        failures: update.report.failures.len(),
    };
    serde_json::to_writer(&mut *out, &line)?;
    writeln!(out)
}

#[derive(Serialize)]
struct ChangeLine<'a> {
    change: &'a str,
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<&'a str>,
}

fn write_change(out: &mut dyn Write, change: &Change, base: &Path, form: Form) -> io::Result<()> {
    let (mark, name, from) = match &change.kind {
        ChangeKind::New => ('+', "new", None),
        ChangeKind::Changed => ('~', "changed", None),
        ChangeKind::Moved { from } => ('>', "moved", Some(shown_path(from, base))),
        ChangeKind::Touched => ('=', "touched", None),
        ChangeKind::Removed => ('-', "removed", None),
    };
    let path = shown_path(&change.path, base);
    match (form, &from) {
        (Form::Text, Some(from)) => writeln!(out, "{mark} {path} (from {from})"),
        (Form::Text, None) => writeln!(out, "{mark} {path}"),
        (Form::Json, _) => {
            let line = ChangeLine { change: name, path: &path, from: from.as_deref() };
            serde_json::to_writer(&mut *out, &line)?;
            writeln!(out)
        }
    }
}
