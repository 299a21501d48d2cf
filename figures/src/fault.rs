//! What ends a program early: one line.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::Path;
use std::process::ExitCode;

/// What went wrong and the way out, in one line without a full stop.
#[derive(Debug)]
pub struct Fault(String);

/// Exit status of an error.
const FAILED: u8 = 2;

/// Ends a program: a fault is told under the program's name, and is exit status 2.
pub fn exit(program: &str, outcome: Result<(), Fault>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("{program}: {fault}");
            ExitCode::from(FAILED)
        }
    }
}

impl Fault {
    /// Makes a fault of a message; only its first line is kept.
    pub fn new(message: impl AsRef<str>) -> Fault {
        Fault(message.as_ref().lines().next().unwrap_or_default().to_owned())
    }

    /// Names the file, folder or program that failed.
    pub fn io(path: &Path) -> impl FnOnce(io::Error) -> Fault + '_ {
        move |error| Fault::new(format!("{}: {error}", path.display()))
    }

    /// Names the line of a file that makes no sense. `line` counts from 1.
    pub fn at_line(path: &Path, line: usize, fault: &str) -> Fault {
        Fault::new(format!("{}:{line}: {fault}", path.display()))
    }
}

impl<E: Error> From<E> for Fault {
    fn from(error: E) -> Fault {
        Fault::new(error.to_string())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
