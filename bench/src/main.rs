//! Measures what Tetraglot costs: `bench run`, `peers`, `growth`; see `bench --help`.
//!
//! What is measured are whole processes, as people start them.

mod arguments;
mod bed;
mod comparison;
mod corpora;
mod fault;
mod growth;
mod machine;
mod measure;
mod peers;
mod places;
mod queries;
mod record;
mod run;
mod series;
mod table;

use arguments::{Arguments, Command};
use bed::Bed;
use clap::Parser;
use fault::Fault;
use std::process::ExitCode;
use table::Table;

/// Exit status of an error.
const FAILED: u8 = 2;

fn main() -> ExitCode {
    match measure_all(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("bench: {fault}");
            ExitCode::from(FAILED)
        }
    }
}

fn measure_all(arguments: Arguments) -> Result<(), Fault> {
    let Arguments { command, rounds, places, write } = arguments;
    std::fs::create_dir_all(&places.work).map_err(Fault::io(&places.work))?;
    let machine = machine::description();
    let bed = Bed { programs: places.programs()?, places };
    let (title, tables) = match command {
        Command::Run => ("`just bench`", run::tables(&bed, rounds)?),
        Command::Peers => ("`just bench peers`", vec![("", peers::table(&bed, rounds)?)]),
        Command::Growth { large } => ("`just bench growth`", vec![("", growth::table(&bed, rounds, large)?)]),
    };
    let repeated = format!("{} builds, {} runs of each query.", rounds.builds, rounds.queries);
    let body = format!("{machine} {repeated}\n{}", tables.iter().map(shown).collect::<String>());
    println!("{title}\n\n{body}");
    if write { record::write(&places::record(), title, &body) } else { Ok(()) }
}

/// A table under its name.
fn shown((name, table): &(&str, Table)) -> String {
    let heading = if name.is_empty() { String::new() } else { format!("\n### {name}\n") };
    format!("{heading}\n{}", table.markdown())
}
