//! What ends the program early: one line.

use std::fmt;
use std::io;
use std::path::Path;

/// What went wrong and the way out, in one line without a full stop.
#[derive(Debug)]
pub struct Fault(String);

impl Fault {
    /// Makes a fault of a message.
    pub fn new(message: impl Into<String>) -> Fault {
        Fault(message.into())
    }

    /// Names the file, folder or program that failed.
    pub fn io(path: &Path) -> impl FnOnce(io::Error) -> Fault + '_ {
        move |error| Fault::new(format!("{}: {error}", path.display()))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
