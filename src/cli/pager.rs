//! A program that shows the hits page by page on a terminal, for those who name one.

use super::fault::Fault;
use std::env;
use std::io;
use std::process::{Child, ChildStdin, Command, Stdio};
#[cfg(unix)]
use std::sync::{Arc, atomic::AtomicBool};

/// Names a pager.
const VARIABLE: &str = "SEARCH_PAGER";
/// What less is told unless it has been told otherwise: to end where all fits one screen, to let colours through, and to
/// leave the text on the screen.
const LESS: (&str, &str) = ("LESS", "FRX");

/// The command of the pager that is wanted, if one is: what the option names, else what the variable does.
pub(super) fn wanted(named: Option<&str>) -> Option<String> {
    choose(named, env::var(VARIABLE).ok())
}

fn choose(named: Option<&str>, variable: Option<String>) -> Option<String> {
    named.map(str::to_owned).or(variable).filter(|command| !command.trim().is_empty())
}

/// A running pager. It is waited for at the latest when it is dropped, as it has the terminal until it ends.
pub(super) struct Pager {
    command: String,
    child: Child,
}

impl Pager {
    /// Starts a pager by the shell; what is written to the pipe is shown.
    pub fn start(command: &str) -> Result<(Pager, ChildStdin), Fault> {
        let failed = |error: io::Error| fault(command, &error.to_string());
        ignore_interrupts().map_err(failed)?;
        let mut shell = if cfg!(windows) { Command::new("cmd") } else { Command::new("sh") };
        shell.args([if cfg!(windows) { "/C" } else { "-c" }, command]).stdin(Stdio::piped());
        if env::var_os(LESS.0).is_none() {
            shell.env(LESS.0, LESS.1);
        }
        let mut child = shell.spawn().map_err(failed)?;
        let pipe = child.stdin.take().expect("the pipe was asked for");
        Ok((Pager { command: command.to_owned(), child }, pipe))
    }

    /// Waits until the reader leaves the pager. The pipe must be closed.
    pub fn wait(&mut self) -> Result<(), Fault> {
        let status = self.child.wait().map_err(|error| fault(&self.command, &error.to_string()))?;
        match status.code() {
            // What shells return for a program that is not there, or that is none.
            Some(126 | 127) => Err(fault(&self.command, "there is no such program")),
            _ => Ok(()),
        }
    }
}

impl Drop for Pager {
    fn drop(&mut self) {
        // The fault, if there is one, was told by `wait`.
        let _ = self.child.wait();
    }
}

fn fault(command: &str, message: &str) -> Fault {
    Fault::usage(format!("pager {command}: {message}"), "--no-pager shows the hits without one")
}

/// Leaves interrupts to the pager: to it they mean to stop scrolling, and who started it must not end before it.
#[cfg(unix)]
fn ignore_interrupts() -> io::Result<()> {
    let noticed = Arc::new(AtomicBool::new(false));
    signal_hook::flag::register(signal_hook::consts::SIGINT, noticed).map(drop)
}

#[cfg(not(unix))]
fn ignore_interrupts() -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_names_the_pager() {
        let check = |named: Option<&str>, variable: Option<&str>, expected: Option<&str>| {
            assert_eq!(choose(named, variable.map(str::to_owned)).as_deref(), expected);
        };
        check(None, None, None);
        check(None, Some("less"), Some("less"));
        check(Some("more -s"), Some("less"), Some("more -s"));
        check(None, Some(" "), None);
        check(Some(""), Some("less"), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_pager_that_is_not_there() {
        let (mut pager, pipe) = Pager::start("exec no-such-pager 2>/dev/null").expect("there is a shell");
        drop(pipe);
        assert!(pager.wait().is_err());
        let (mut pager, pipe) = Pager::start("cat >/dev/null").expect("there is a shell");
        drop(pipe);
        assert!(pager.wait().is_ok());
    }
}
