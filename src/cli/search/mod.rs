//! `search`: answers queries.

mod arguments;
mod batch;
mod no_hits;
mod session;
mod words;

use super::building::{Talk, build_aloud};
use super::fault::{Fault, note, run_to_end};
use super::generate;
use super::project::{Places, current_dir};
use crate::error::Error;
use crate::index::{BuildOptions, Index};
use crate::print::{Completeness, shown_path};
use crate::search::failed_files;
use arguments::Arguments;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, FromArgMatches};
use session::{Question, Session};
use std::env;
use std::mem::ManuallyDrop;
use std::process::ExitCode;

const PROGRAM: &str = "search";
/// Exit status of an answer without hits.
const NO_HITS: u8 = 1;

/// Runs the program: reads the arguments, writes the answers, returns the exit status.
pub fn main() -> ExitCode {
    run_to_end(PROGRAM, run)
}

fn run() -> Result<ExitCode, Fault> {
    let arguments = parse()?;
    if let Some(what) = arguments.generate {
        generate::run(what, Arguments::command())?;
        return Ok(ExitCode::SUCCESS);
    }
    arguments.check()?;
    let style = arguments.style()?;
    // The system takes mapped files back faster than the engine closes them one by one: a thirtieth of a query.
    let opened = ManuallyDrop::new(open_or_build(&arguments.places)?);
    let mut session = Session::new(&opened, &arguments, style)?;
    let outcome = match &arguments.batch {
        Some(file) => batch::run(&mut session, file)?,
        None => answer_one(&mut session, &arguments.query_text())?,
    };
    session.finish()?;
    Ok(outcome)
}

fn parse() -> Result<Arguments, Fault> {
    let mut command = Arguments::command();
    let marked = words::mark(env::args_os(), &command);
    let mut matches = command.try_get_matches_from_mut(marked).map_err(explained)?;
    Ok(Arguments::from_arg_matches_mut(&mut matches)?)
}

/// Tells those who begin with a word to leave out why it was taken for an option.
fn explained(error: clap::Error) -> Fault {
    let name = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(name)) if error.kind() == ErrorKind::UnknownArgument => name,
        _ => return error.into(),
    };
    if name.starts_with("--") {
        return error.into();
    }
    let hint = "a word to leave out stands after another one: search Twitter -Musk; after -- all is text";
    Fault::usage(format!("there is no option {name}"), hint)
}

/// An index, and whether it is the one that is meant.
struct Opened {
    index: Index,
    /// It is of other folders or rules than the schema.
    is_stale: bool,
}

impl Opened {
    /// Whether it holds what it should, as far as it and the schema tell.
    fn completeness(&self) -> Result<Completeness, Fault> {
        Ok(match (self.is_stale, failed_files(&self.index)?) {
            (true, _) => Completeness::Stale,
            (false, 0) => Completeness::Complete,
            (false, failed_files) => Completeness::Partial { failed_files },
        })
    }
}

/// Opens the index; where there is none but a corpus, builds it first.
fn open_or_build(places: &Places) -> Result<Opened, Fault> {
    // An index that is named and there needs no schema: it carries its own.
    let (dir, schema) = match &places.index {
        Some(dir) => (dir.clone(), None),
        None => {
            let schema = places.schema()?;
            (schema.index_dir.clone(), Some(schema))
        }
    };
    let no_index = match Index::open(&dir) {
        Err(error @ Error::NoIndex(_)) => error,
        Err(error) => return Err(error.into()),
        Ok(index) => {
            let wanted = if places.corpus.is_empty() { schema } else { Some(places.schema()?) };
            let is_stale = wanted.is_some_and(|schema| !index.is_of(&schema));
            if is_stale {
                note(&format!(
                    "{PROGRAM}: the index is of other folders or rules; `search-index build` brings it up to date"
                ));
            }
            return Ok(Opened { index, is_stale });
        }
    };
    let can_build = !places.corpus.is_empty() || places.schema_if_any()?.is_some();
    let schema = match schema {
        Some(schema) => schema,
        None if can_build => places.schema()?,
        None => return Err(no_index.into()),
    };
    note(&format!("{PROGRAM}: no index yet; building {}", shown_path(&dir, &current_dir()?)));
    build_aloud(&schema, &BuildOptions::default(), Talk::Normal)?;
    Ok(Opened { index: Index::open(&dir)?, is_stale: false })
}

fn answer_one(session: &mut Session, query: &str) -> Result<ExitCode, Fault> {
    let found = session.answer(&Question { text: query, id: None })?;
    Ok(if found { ExitCode::SUCCESS } else { ExitCode::from(NO_HITS) })
}
