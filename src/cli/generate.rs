//! Manual pages and completions, made of what the programs accept, for those who package them.

use super::fault::Fault;
use super::output::write_stdout;
use clap::Command;
use clap_complete::{Shell, generate};
use clap_mangen::Man;
use std::io;

/// What can be generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Generated {
    /// The manual page, in roff.
    Man,
    /// Completion for bash.
    CompleteBash,
    /// Completion for zsh.
    CompleteZsh,
    /// Completion for fish.
    CompleteFish,
}

/// Writes it to the standard output.
pub(super) fn run(what: Generated, mut command: Command) -> Result<(), Fault> {
    let name = command.get_name().to_owned();
    let mut text = Vec::new();
    match what {
        Generated::Man => manual(command, &mut text).map_err(Fault::output)?,
        Generated::CompleteBash => generate(Shell::Bash, &mut command, name, &mut text),
        Generated::CompleteZsh => generate(Shell::Zsh, &mut command, name, &mut text),
        Generated::CompleteFish => generate(Shell::Fish, &mut command, name, &mut text),
    }
    write_stdout(|out| out.write_all(&text))
}

/// One page for a program and all its commands.
fn manual(mut command: Command, out: &mut Vec<u8>) -> io::Result<()> {
    command.build();
    let page = Man::new(command.clone());
    page.render_title(out)?;
    page.render_name_section(out)?;
    page.render_synopsis_section(out)?;
    page.render_description_section(out)?;
    page.render_options_section(out)?;
    for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help") {
        out.extend(format!(".SH \"{}\"\n", inner.get_name().to_uppercase()).bytes());
        let page = Man::new(inner.clone());
        let mut sections = Vec::new();
        page.render_synopsis_section(&mut sections)?;
        page.render_description_section(&mut sections)?;
        page.render_options_section(&mut sections)?;
        // Its sections are parts of the command's.
        out.extend(String::from_utf8_lossy(&sections).replace("\n.SH ", "\n.SS ").bytes());
    }
    page.render_extra_section(out)?;
    page.render_version_section(out)
}
