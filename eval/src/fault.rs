//! What ends the program early: one line.

use std::fmt;
use std::io;
use std::path::Path;

/// What went wrong and the way out, in one line without a full stop.
#[derive(Debug)]
pub struct Fault(String);

impl Fault {
    /// Makes a fault of a message; only its first line is kept.
    pub fn new(message: impl AsRef<str>) -> Fault {
        Fault(message.as_ref().lines().next().unwrap_or_default().to_owned())
    }

    /// Names the file or folder that could not be read or written.
    pub fn io(path: &Path) -> impl FnOnce(io::Error) -> Fault + '_ {
        move |error| Fault::new(format!("{}: {error}", path.display()))
    }

    /// Names the line of a file that makes no sense. `line` counts from 1.
    pub fn at_line(path: &Path, line: usize, fault: &str) -> Fault {
        Fault::new(format!("{}:{line}: {fault}", path.display()))
    }
}

impl From<tetraglot::error::Error> for Fault {
    fn from(error: tetraglot::error::Error) -> Fault {
        Fault::new(error.to_string())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
