//! What ends a program early, and how it says so.

use super::output::write_stderr;
use super::version;
use crate::error::Error;
use crate::print::harmless;
use anstyle::{AnsiColor, Style};
use std::env;
use std::io::{self, Write};
use std::panic;
use std::process::ExitCode;

/// Exit status of an error.
pub(super) const FAILED: u8 = 2;

/// What ends a program early.
#[derive(Debug)]
pub(super) enum Fault {
    /// Whoever read the standard output has enough.
    ClosedPipe,
    /// The standard output cannot be written.
    Output(io::Error),
    /// The engine's error.
    Engine(Error),
    /// What the arguments ask for cannot be.
    Usage {
        /// One line, lowercase.
        message: String,
        /// The way out.
        hint: String,
    },
    /// Arguments that clap refuses; also the calls for help and version.
    Arguments(clap::Error),
}

impl From<Error> for Fault {
    fn from(error: Error) -> Fault {
        Fault::Engine(error)
    }
}

impl From<clap::Error> for Fault {
    fn from(error: clap::Error) -> Fault {
        Fault::Arguments(error)
    }
}

impl Fault {
    /// Makes a fault of what writing to the standard output returned.
    pub fn output(error: io::Error) -> Fault {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Fault::ClosedPipe,
            _ => Fault::Output(error),
        }
    }

    /// Makes a fault of the arguments.
    pub fn usage(message: impl Into<String>, hint: impl Into<String>) -> Fault {
        Fault::Usage { message: message.into(), hint: hint.into() }
    }

    /// The message, its first line lowercase and without a full stop, and the way out.
    pub fn parts(&self, program: &str) -> (String, Option<String>) {
        match self {
            Fault::ClosedPipe => (String::new(), None),
            Fault::Output(error) => (format!("standard output: {error}"), None),
            Fault::Engine(error) => (error.to_string(), error.hint()),
            Fault::Usage { message, hint } => (message.clone(), Some(hint.clone())),
            Fault::Arguments(error) => refusal(&error.render().to_string(), program),
        }
    }
}

/// Runs a program to its end: says what went wrong, if something did, and returns the exit status.
pub(super) fn run_to_end(program: &str, run: fn() -> Result<ExitCode, Fault>) -> ExitCode {
    // A panic is a fault of ours, or damage that the library has already told by an error: either way one line is enough.
    panic::set_hook(Box::new(|_| {}));
    let outcome = panic::catch_unwind(run).unwrap_or_else(|cause| {
        let cause =
            cause.downcast_ref::<String>().map(String::as_str).or(cause.downcast_ref::<&str>().copied());
        let message = format!("internal fault: {}", cause.unwrap_or("unknown"));
        Err(Fault::usage(message, "please report what you did; the index is as it was"))
    });
    finish(outcome, program)
}

fn finish(outcome: Result<ExitCode, Fault>, program: &str) -> ExitCode {
    match outcome {
        Ok(code) => code,
        Err(Fault::ClosedPipe) => ExitCode::SUCCESS,
        Err(Fault::Arguments(error)) if wants_long_version(&error) => {
            // Nobody is there to be told that the version cannot be written.
            let _ = io::stdout().write_all(version::long(program).as_bytes());
            ExitCode::SUCCESS
        }
        Err(Fault::Arguments(error)) if is_help(&error) => {
            // Nobody is there to be told that help cannot be written.
            let _ = error.print();
            ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(FAILED))
        }
        Err(fault) => {
            let (message, hint) = fault.parts(program);
            say(&format!("{program}: {message}"), hint.as_deref());
            ExitCode::from(FAILED)
        }
    }
}

/// Writes an error and its hint to standard error.
pub(super) fn say(message: &str, hint: Option<&str>) {
    let (bold, green) = (Style::new().bold(), AnsiColor::Green.on_default());
    write_stderr(|out| {
        let mut lines = message.lines();
        writeln!(out, "{bold}{}{bold:#}", harmless(lines.next().unwrap_or_default()))?;
        lines.try_for_each(|line| writeln!(out, "{}", harmless(line)))?;
        hint.map_or(Ok(()), |hint| writeln!(out, "{green}hint:{green:#} {}", harmless(hint)))
    });
}

/// Writes a line to standard error.
pub(super) fn note(line: &str) {
    write_stderr(|out| writeln!(out, "{}", harmless(line)));
}

/// Whether `--version` was asked for: `-V` is short.
fn wants_long_version(error: &clap::Error) -> bool {
    error.kind() == clap::error::ErrorKind::DisplayVersion
        && env::args_os().any(|argument| argument == "--version")
}

fn is_help(error: &clap::Error) -> bool {
    use clap::error::ErrorKind::{DisplayHelp, DisplayHelpOnMissingArgumentOrSubcommand, DisplayVersion};
    matches!(error.kind(), DisplayHelp | DisplayVersion | DisplayHelpOnMissingArgumentOrSubcommand)
}

/// Makes clap's paragraphs our two lines: the error, and the tips that clap gives.
fn refusal(rendered: &str, program: &str) -> (String, Option<String>) {
    let (mut message, mut hints) = (Vec::new(), Vec::new());
    let lines = rendered.lines().map(str::trim).filter(|line| !line.is_empty());
    for line in
        lines.take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more information"))
    {
        if let Some(tip) = line.strip_prefix("tip: ") {
            hints.push(tip.to_owned());
        } else if let Some(values) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            hints.insert(0, values.to_owned());
        } else {
            message.push(line.strip_prefix("error: ").unwrap_or(line));
        }
    }
    if hints.is_empty() {
        hints.push(format!("`{program} --help` tells what there is"));
    }
    (message.join(" "), Some(hints.join("; ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(rendered: &str, message: &str, hint: &str) {
        assert_eq!(refusal(rendered, "search"), (message.to_owned(), Some(hint.to_owned())));
    }

    #[test]
    fn refusals_are_two_lines() {
        check(
            "error: unexpected argument '--jsn' found\n\n  tip: a similar argument exists: '--json'\n\nUsage: x\n",
            "unexpected argument '--jsn' found",
            "a similar argument exists: '--json'",
        );
        check(
            "error: invalid value 'x' for '--format <FORMAT>'\n  [possible values: text, json]\n\nFor more information",
            "invalid value 'x' for '--format <FORMAT>'",
            "possible values: text, json",
        );
        check(
            "error: the following required arguments were not provided:\n  <QUERY>...\n\nUsage: search\n",
            "the following required arguments were not provided: <QUERY>...",
            "`search --help` tells what there is",
        );
    }
}
