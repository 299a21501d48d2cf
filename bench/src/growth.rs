//! `bench growth`: what a document costs, and a query, as the corpus grows.

use crate::arguments::Rounds;
use crate::bed::Bed;
use crate::comparison::{CPU, CPU_MS, FAULTS, PEAK, Quantity};
use crate::corpora;
use crate::measure::{Contestant, Cost, in_turn};
use crate::places::size_of;
use figures::{Fault, Table, figure, fresh_dir};
use std::path::PathBuf;

/// How often the larger corpus has the documents of the one it is made of.
const TIMES: usize = 6;
/// Documents of the largest corpus.
const RECORDS: usize = 500_000;
/// What is asked: two words, and a frequent one.
const QUERIES: [&str; 2] = ["window open", "the"];

/// Measures the corpora, one after the other. The largest one only where it is asked for.
///
/// # Errors
/// If a program fails.
pub fn table(bed: &Bed, rounds: Rounds, large: bool) -> Result<Table, Fault> {
    let head = [
        "documents",
        "MB",
        "build CPU s",
        "CPU µs / document",
        "CPU s / 10 MB",
        "peak MiB",
        "index / text",
        "two words CPU ms",
        "frequent word CPU ms",
        "page faults",
    ];
    let mut table = Table::new(&head);
    let corpus = bed.places.corpus_dir()?;
    let documents = size_of(&corpus)?.1;
    add_row(bed, rounds, &mut table, (corpus.clone(), documents))?;
    let larger = fresh_dir(&bed.places.work, "larger")?;
    corpora::write_larger(&corpus, &larger, TIMES)?;
    add_row(bed, rounds, &mut table, (larger, documents * TIMES as u64))?;
    if large {
        let largest = fresh_dir(&bed.places.work, "largest")?;
        corpora::write_records(&corpus, &largest, RECORDS)?;
        add_row(bed, rounds, &mut table, (largest, RECORDS as u64))?;
    }
    Ok(table)
}

fn add_row(
    bed: &Bed,
    rounds: Rounds,
    table: &mut Table,
    (corpus, documents): (PathBuf, u64),
) -> Result<(), Fault> {
    let build: Contestant = Box::new(|| bed.build(&corpus, "growing", &[], "1"));
    let builds = in_turn(rounds.builds.min(3), &mut [build])?.remove(0);
    let mut asking = QUERIES.map(|query| -> Contestant { Box::new(move || bed.ask("growing", &[query])) });
    let queries = in_turn(rounds.queries, &mut asking)?;
    let median = |quantity: Quantity, costs: &[Cost]| quantity.median(costs).unwrap_or_default();
    let (cpu, megabytes) = (median(CPU, &builds), size_of(&corpus)?.0 as f64 / 1e6);
    table.push(vec![
        documents.to_string(),
        figure(megabytes),
        figure(cpu),
        figure(cpu * 1e6 / documents as f64),
        figure(cpu * 10.0 / megabytes),
        figure(median(PEAK, &builds)),
        figure(bed.share_of_text("growing", &corpus)?),
        figure(median(CPU_MS, &queries[0])),
        figure(median(CPU_MS, &queries[1])),
        figure(median(FAULTS, &queries[0])),
    ]);
    Ok(())
}
