//! Measures how well Tetraglot finds: `eval run`, `files`, `routing`, `compare`, `drawn`; see `eval --help`.
//!
//! The evaluation uses the engine by its public library alone, as anyone could.

mod arguments;
mod baselines;
mod collection;
mod compare;
mod condensed;
mod crossed;
mod draw;
mod drawn;
mod engine;
mod files;
mod places;
mod random;
mod randomisation;
mod record;
mod routing;
mod saved;
mod score;
mod sets;
mod spelling;

use arguments::{Arguments, Command, Recording, RunArguments};
use clap::Parser;
use figures::{Fault, Table};
use places::Places;
use record::{Record, Section};
use sets::Scoring;
use std::process::ExitCode;

fn main() -> ExitCode {
    let Arguments { command, places } = Arguments::parse();
    let outcome = match command {
        Command::Run(arguments) => run(&places, &arguments),
        Command::Files { recording } => files(&places, recording),
        Command::Routing { percent, seed, recording } => {
            routing(&places, routing::Chance { percent, seed }, recording)
        }
        Command::Compare { first, second } => {
            compare::compare(&first, &second).map(|table| print!("{}", table.aligned()))
        }
        Command::Drawn(arguments) => drawn::run(&places, &arguments),
    };
    figures::exit("eval", outcome)
}

fn run(places: &Places, arguments: &RunArguments) -> Result<(), Fault> {
    if arguments.crossed {
        let table = crossed::table(places)?;
        return report(crossed::TITLE, crossed::NOTE, crossed::CROSSED, table, arguments.recording);
    }
    let scoring = if arguments.condensed { Scoring::Condensed } else { Scoring::Whole };
    let groups = sets::measure(places, scoring)?;
    let dir = arguments.save.clone().unwrap_or_else(|| places.work.join("last"));
    let all = groups.iter().flat_map(|group| group.sets.clone()).collect();
    saved::save(&dir, &all)?;
    report(scoring.title(), scoring.note(), sets::NDCG, sets::table(&groups, scoring), arguments.recording)
}

fn files(places: &Places, recording: Recording) -> Result<(), Fault> {
    for files::Report { title, note, column, table } in files::reports(places)? {
        println!("{title}");
        report(title, note, column, table, recording)?;
        println!();
    }
    Ok(())
}

fn routing(places: &Places, chance: routing::Chance, recording: Recording) -> Result<(), Fault> {
    let table = routing::table(places, chance)?;
    let note = format!(
        "{} % of the passages were taken for another language's (seed {}). `answers hit`: topics whose answer is \
         among them, with their nDCG@10 before and after.",
        chance.percent, chance.seed
    );
    report(routing::TITLE, &note, routing::MISROUTED, table, recording)
}

/// Shows a table beside the last committed one, and commits it if asked to.
fn report(title: &str, note: &str, column: &str, table: Table, recording: Recording) -> Result<(), Fault> {
    let path = places::record();
    let mut record = Record::load(&path)?;
    print!("{}", sets::beside_last(&table, &record, title, column).aligned());
    if recording.write {
        record.put(Section { title: title.to_owned(), day: figures::today(), note: note.to_owned(), table });
        record.save(&path)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
