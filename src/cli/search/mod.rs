//! `search`: answers queries.

mod arguments;
mod batch;
mod no_hits;
mod opened;
mod session;
mod words;

use super::fault::{Fault, run_to_end};
use super::generate;
use arguments::Arguments;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, FromArgMatches};
use opened::Opened;
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
    let opened = ManuallyDrop::new(Opened::find(&arguments.places)?);
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

fn answer_one(session: &mut Session, query: &str) -> Result<ExitCode, Fault> {
    let found = session.answer(&Question { text: query, id: None })?;
    Ok(if found { ExitCode::SUCCESS } else { ExitCode::from(NO_HITS) })
}
