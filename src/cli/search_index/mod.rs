//! `search-index`: makes and explains the index.

mod analyze;
mod arguments;
mod build;
mod check;
mod init;
mod passages;
mod status;
mod update;
mod watch;
mod why;

use super::fault::{Fault, run_to_end};
use super::generate;
use arguments::{Arguments, Command};
use clap::{CommandFactory, Parser};
use std::process::ExitCode;

const PROGRAM: &str = "search-index";

/// Runs the program: reads the arguments, does what they say, returns the exit status.
pub fn main() -> ExitCode {
    run_to_end(PROGRAM, run)
}

fn run() -> Result<ExitCode, Fault> {
    let arguments = Arguments::try_parse()?;
    if let Some(what) = arguments.generate {
        generate::run(what, Arguments::command())?;
        return Ok(ExitCode::SUCCESS);
    }
    let Some(command) = arguments.command else {
        let hint = format!("`{PROGRAM} --help` lists the commands");
        return Err(Fault::usage("there is no command", hint));
    };
    match command {
        Command::Init { dir } => init::run(&dir),
        Command::Build(arguments) => build::run(&arguments),
        Command::Update(arguments) => update::run(&arguments),
        Command::Watch(arguments) => watch::run(&arguments),
        Command::Status { places, json } => status::run(&places, json.into()),
        Command::Check { places, json } => check::run(&places, json.into()),
        Command::Why(arguments) => why::run(&arguments),
        Command::Passages { file, schema, json } => passages::run(&file, schema, json.into()),
        Command::Analyze { lang, text, json } => analyze::run(&text.join(" "), lang, json.into()),
    }
}
