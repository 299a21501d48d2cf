//! The standard output and standard error: what they are connected to decides how results and messages look.

use super::fault::Fault;
use anstream::AutoStream;
use std::env;
use std::io::{self, BufWriter, IsTerminal, Write};

/// Bytes that are collected before they are written, where nobody waits for them.
const BUFFER_BYTES: usize = 64 * 1024;
/// Cells of a line where the terminal does not tell.
const DEFAULT_CELLS: usize = 80;

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Color {
    /// On a terminal.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Locks the standard output: written line by line on a terminal, else in blocks.
pub(super) fn stdout() -> Box<dyn Write> {
    let stdout = io::stdout().lock();
    match stdout.is_terminal() {
        true => Box::new(stdout),
        false => Box::new(BufWriter::with_capacity(BUFFER_BYTES, stdout)),
    }
}

/// Writes results to the standard output, and makes sure that they have left.
pub(super) fn write_stdout(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Fault> {
    let mut out = stdout();
    write(&mut *out).and_then(|()| out.flush()).map_err(Fault::output)
}

/// Writes a message to standard error in one piece: other programs write there, too, and theirs come before or after it.
/// `write` may use colours.
pub(super) fn write_stderr(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
    let stderr = io::stderr();
    let mut message = AutoStream::new(Vec::new(), AutoStream::choice(&stderr));
    // Where standard error cannot be written there is nothing left to say.
    let _ = write(&mut message).and_then(|()| stderr.lock().write_all(&message.into_inner()));
}

/// Whether the standard output gets colours. Standard error follows the same choice, for itself.
pub(super) fn uses_color(choice: Color) -> bool {
    match choice {
        Color::Auto => {}
        Color::Always => anstream::ColorChoice::Always.write_global(),
        Color::Never => anstream::ColorChoice::Never.write_global(),
    }
    decide(choice, |name| env::var(name).ok(), io::stdout().is_terminal())
}

/// Flags come first, then `NO_COLOR` unless empty, then `CLICOLOR_FORCE` unless 0, then the terminal unless it is dumb.
fn decide(choice: Color, variable: impl Fn(&str) -> Option<String>, is_terminal: bool) -> bool {
    let is_set = |name| variable(name).is_some_and(|value: String| !value.is_empty());
    match choice {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if is_set("NO_COLOR") => false,
        Color::Auto if is_set("CLICOLOR_FORCE") && variable("CLICOLOR_FORCE").as_deref() != Some("0") => true,
        Color::Auto => is_terminal && variable("TERM").is_none_or(|terminal| terminal != "dumb"),
    }
}

/// The width of the terminal in cells: what `COLUMNS` says, else what the terminal says.
pub(super) fn terminal_cells() -> usize {
    let named = env::var("COLUMNS").ok().and_then(|columns| columns.trim().parse().ok());
    let told = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    named.or_else(told).filter(|&cells| cells > 0).unwrap_or(DEFAULT_CELLS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(choice: Color, variables: &[(&str, &str)], is_terminal: bool, expected: bool) {
        let variable = |name: &str| {
            let found = variables.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        assert_eq!(decide(choice, variable, is_terminal), expected, "{choice:?} {variables:?}");
    }

    #[test]
    fn who_decides_about_colours() {
        check(Color::Auto, &[], true, true);
        check(Color::Auto, &[], false, false);
        check(Color::Auto, &[("TERM", "dumb")], true, false);
        check(Color::Auto, &[("NO_COLOR", "1")], true, false);
        check(Color::Auto, &[("NO_COLOR", "")], true, true);
        check(Color::Auto, &[("CLICOLOR_FORCE", "1")], false, true);
        check(Color::Auto, &[("CLICOLOR_FORCE", "0")], false, false);
        check(Color::Auto, &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], true, false);
        check(Color::Always, &[("NO_COLOR", "1"), ("TERM", "dumb")], false, true);
        check(Color::Never, &[("CLICOLOR_FORCE", "1")], true, false);
    }
}
