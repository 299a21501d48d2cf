//! Measures what Tetraglot costs: `bench run`, `peers`, `growth`, `parts`; see `bench --help`.
//!
//! What is measured are whole processes, as people start them; the parts are measured by `benches/`, and shown by this program.

mod arguments;
mod bed;
mod comparison;
mod corpora;
mod growth;
mod machine;
mod measure;

mod parts;
mod peers;
mod places;
mod queries;
mod record;
mod run;
mod series;

use arguments::{Arguments, Command};
use bed::Bed;
use clap::Parser;
use figures::{Fault, Table};
use std::process::ExitCode;

fn main() -> ExitCode {
    heap::give_back_large_blocks();
    figures::exit("bench", measure_all(Arguments::parse()))
}

fn measure_all(arguments: Arguments) -> Result<(), Fault> {
    let Arguments { command, rounds, places, write } = arguments;
    std::fs::create_dir_all(&places.work).map_err(Fault::io(&places.work))?;
    let machine = machine::description();
    let bed = || places.programs().map(|programs| Bed { programs, places: places.clone() });
    let rounds_made = format!("{} builds, {} runs of each query.", rounds.builds, rounds.queries);
    let (title, repeated, tables) = match command {
        Command::Run => ("`just bench`", rounds_made, run::tables(&bed()?, rounds)?),
        Command::Peers => ("`just bench peers`", rounds_made, vec![("", peers::table(&bed()?, rounds)?)]),
        Command::Growth { large } => {
            ("`just bench growth`", rounds_made, vec![("", growth::table(&bed()?, rounds, large)?)])
        }
        Command::Parts => ("`just bench parts`", parts::NOTE.to_owned(), vec![("", parts::table()?)]),
    };
    let body = format!("{machine} {repeated}\n{}", tables.iter().map(shown).collect::<String>());
    println!("{title}\n\n{body}");
    if write { record::write(&places::record(), title, &body) } else { Ok(()) }
}

/// A table under its name.
fn shown((name, table): &(&str, Table)) -> String {
    let heading = if name.is_empty() { String::new() } else { format!("\n### {name}\n") };
    format!("{heading}\n{}", table.markdown())
}
