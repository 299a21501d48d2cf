//! The programs, a folder to work in, and the commands that are measured there.

use crate::measure::{Cost, measure};
use crate::places::{Places, Programs, size_of};
use figures::Fault;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Exit statuses of a search: hits, or none.
const ANSWERED: &[i32] = &[0, 1];

/// Where measuring takes place.
pub struct Bed {
    /// What is measured.
    pub programs: Programs,
    /// Folders.
    pub places: Places,
}

impl Bed {
    /// Builds a corpus into the index with a name, anew.
    ///
    /// # Errors
    /// If the program fails.
    pub fn build(&self, corpus: &Path, name: &str, prefix: &[&str], threads: &str) -> Result<Cost, Fault> {
        let index = self.emptied(name)?;
        let mut command = self.programs.search_index();
        command
            .args(["build", "--quiet", "--threads", threads, "--corpus"])
            .arg(corpus)
            .arg("--index")
            .arg(index);
        measure(&mut prefixed(prefix, &command), &[0])
    }

    /// The same by the floor; None where it is not there.
    ///
    /// # Errors
    /// If the program fails.
    pub fn build_floor(&self, corpus: &Path, name: &str, prefix: &[&str]) -> Result<Option<Cost>, Fault> {
        let Some(mut command) = self.programs.floor() else { return Ok(None) };
        command.arg("index").arg(corpus).arg(self.emptied(name)?);
        measure(&mut prefixed(prefix, &command), &[0]).map(Some)
    }

    /// Brings the index with a name up to date.
    ///
    /// # Errors
    /// If the program fails.
    pub fn update(&self, corpus: &Path, name: &str) -> Result<Cost, Fault> {
        let mut command = self.programs.search_index();
        command.args(["update", "--quiet", "--corpus"]).arg(corpus).arg("--index").arg(self.index(name));
        measure(&mut command, &[0])
    }

    /// Asks the index with a name.
    ///
    /// # Errors
    /// If the program fails.
    pub fn ask(&self, name: &str, arguments: &[&str]) -> Result<Cost, Fault> {
        let mut command = self.programs.search();
        command.arg("--index").arg(self.index(name)).args(arguments);
        measure(&mut command, ANSWERED)
    }

    /// Asks the floor's index with a name.
    ///
    /// # Errors
    /// If the program fails.
    pub fn ask_floor(&self, name: &str, words: &str) -> Result<Option<Cost>, Fault> {
        let Some(mut command) = self.programs.floor() else { return Ok(None) };
        measure(command.arg("query").arg(self.index(name)).arg(words), &[0]).map(Some)
    }

    /// Bytes that the index with a name takes, of each byte of text.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn share_of_text(&self, name: &str, corpus: &Path) -> Result<f64, Fault> {
        Ok(size_of(&self.index(name))?.0 as f64 / size_of(corpus)?.0 as f64)
    }

    /// The folder of the index with a name.
    pub fn index(&self, name: &str) -> PathBuf {
        self.places.work.join(format!("index-{name}"))
    }

    fn emptied(&self, name: &str) -> Result<PathBuf, Fault> {
        let index = self.index(name);
        if index.exists() {
            fs::remove_dir_all(&index).map_err(Fault::io(&index))?;
        }
        Ok(index)
    }
}

/// A command behind another that runs it, such as one that pins it to a core.
fn prefixed(prefix: &[&str], command: &Command) -> Command {
    let mut words = prefix.iter().map(OsStr::new).chain([command.get_program()]).chain(command.get_args());
    let mut prefixed = Command::new(words.next().unwrap_or_default());
    prefixed.args(words);
    prefixed
}

/// Whether a program is installed, as its answer to an argument tells.
pub fn is_installed(program: &str, argument: &str) -> bool {
    Command::new(program).arg(argument).output().is_ok_and(|output| output.status.success())
}
