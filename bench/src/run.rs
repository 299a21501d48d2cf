//! `bench run`: the main figures.

use crate::arguments::Rounds;
use crate::bed::{Bed, is_installed};
use crate::comparison::{self, CPU, CPU_MS, Comparison, FAULTS, PEAK, WALL, add_row};
use crate::corpora;
use crate::fault::Fault;
use crate::measure::{Contestant, Cost, in_turn, measure};
use crate::places::{files, size_of};
use crate::queries::QUERIES;
use crate::table::Table;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Runs a program on one core.
const ON_ONE_CORE: [&str; 3] = ["taskset", "-c", "0"];
/// Size of the long document.
const LONG_BYTES: usize = 10_000_000;

/// Measures all, and returns a table for each kind of work, under its name.
///
/// # Errors
/// If a program fails.
pub fn tables(bed: &Bed, rounds: Rounds) -> Result<Vec<(&'static str, Table)>, Fault> {
    let corpus = bed.places.corpus_dir()?;
    Ok(vec![
        ("Build", building(bed, &corpus, rounds.builds)?),
        ("Update", updating(bed, &corpus, rounds.builds)?),
        ("Cold queries, with snippets", querying(bed, rounds.queries)?),
        ("Batch, long documents, start-up", others(bed, &corpus, rounds)?),
    ])
}

fn building(bed: &Bed, corpus: &Path, rounds: usize) -> Result<Table, Fault> {
    let mut table = comparison::table();
    let pinned: &[&str] = if is_installed("taskset", "--version") { &ON_ONE_CORE } else { &[] };
    let one =
        both(rounds, || bed.build(corpus, "ours", pinned, "1"), || bed.build_floor(corpus, "floor", pinned))?;
    let two = both(rounds, || bed.build(corpus, "ours", &[], "1"), || bed.build_floor(corpus, "floor", &[]))?;
    one.add(&mut table, "build on one core", CPU, "2.5");
    one.add(&mut table, "build on one core", WALL, "");
    two.add(&mut table, "build on all cores", CPU, "2.5");
    two.add(&mut table, "build on all cores", WALL, "");
    two.add(&mut table, "build on all cores", PEAK, "256 MiB");
    two.add(&mut table, "build on all cores", FAULTS, "");
    let walls = |comparison: &Comparison| comparison.ours.iter().map(|cost| cost.wall).collect::<Vec<_>>();
    add_row(
        &mut table,
        "all cores (ours) against one (floor's column)",
        "wall s",
        (&walls(&two), &walls(&one)),
        "0.6",
    );
    let floor_share = bed.programs.floor().map(|_| bed.share_of_text("floor", corpus)).transpose()?;
    let floor_share: Vec<f64> = floor_share.into_iter().collect();
    add_row(&mut table, "index / text", "", (&[bed.share_of_text("ours", corpus)?], &floor_share), "≤ 1.0");
    for program in ["search", "search-index"] {
        add_row(&mut table, program, "MB", (&[bed.programs.bytes(program)? as f64 / 1e6], &[]), "");
    }
    Ok(table)
}

fn updating(bed: &Bed, corpus: &Path, rounds: usize) -> Result<Table, Fault> {
    let mut table = comparison::table();
    if !bed.programs.can("update") {
        return Ok(table);
    }
    let edited = bed.places.fresh_dir("edited")?;
    corpora::copy(corpus, &edited)?;
    bed.build(&edited, "edited", &[], "1")?;
    let find = || match is_installed("find", "--version") {
        true => measure(Command::new("find").arg(&edited).args(["-printf", "%s %T@"]), &[0]).map(Some),
        false => Ok(None),
    };
    let unchanged = both(rounds, || bed.update(&edited, "edited"), find)?;
    unchanged.add(&mut table, "update, nothing changed (floor: find)", CPU, "");
    unchanged.add(&mut table, "update, nothing changed (floor: find)", WALL, "");
    let mut ours = Vec::new();
    for round in 0..rounds {
        corpora::edit(&edited, round)?;
        ours.push(bed.update(&edited, "edited")?);
    }
    let changed = Comparison { ours, floor: Vec::new() };
    changed.add(&mut table, "update, 1 % edited", CPU, "");
    changed.add(&mut table, "update, 1 % edited", WALL, "");
    Ok(table)
}

fn querying(bed: &Bed, rounds: usize) -> Result<Table, Fault> {
    let mut table = comparison::table();
    for asked in QUERIES {
        let costs = both(rounds, || bed.ask("ours", &[asked.query]), || bed.ask_floor("floor", asked.plain))?;
        costs.add(&mut table, asked.name, CPU_MS, "2.5, 6 ms");
    }
    let asked = &QUERIES[1];
    let costs = both(rounds, || bed.ask("ours", &[asked.query]), || bed.ask_floor("floor", asked.plain))?;
    for (quantity, budget) in [(FAULTS, ""), (PEAK, "20 MiB")] {
        costs.add(&mut table, asked.name, quantity, budget);
    }
    Ok(table)
}

fn others(bed: &Bed, corpus: &Path, rounds: Rounds) -> Result<Table, Fault> {
    let mut table = comparison::table();
    if bed.places.texts.is_dir() {
        add_batch(bed, rounds.builds, &mut table)?;
    }
    add_long(bed, corpus, rounds.queries, &mut table)?;
    let none = |bed: &Bed| bed.programs.floor().map(|mut floor| measure(floor.arg("none"), &[0])).transpose();
    let version = || measure(bed.programs.search().arg("--version"), &[0]);
    let start = both(rounds.queries, version, || none(bed))?;
    start.add(&mut table, "start-up alone", CPU_MS, "");
    start.add(&mut table, "start-up alone", FAULTS, "");
    Ok(table)
}

/// Topics a processor second, snippets off.
fn add_batch(bed: &Bed, rounds: usize, table: &mut Table) -> Result<(), Fault> {
    let (batch, queries) = write_batch(&bed.places.texts, &bed.places.work)?;
    bed.build(&bed.places.texts.join("collection"), "eval", &[], "1")?;
    let arguments = ["--batch", &batch.to_string_lossy(), "--format", "trec", "--limit", "10"];
    let costs = both(rounds, || bed.ask("eval", &arguments), || Ok(None))?;
    let speed: Vec<f64> = costs.ours.iter().map(|cost| queries as f64 / cost.cpu).collect();
    add_row(table, &format!("batch of {queries} topics"), "queries / CPU s", (&speed, &[]), "≥ 2000");
    costs.add(table, "batch", PEAK, "");
    Ok(())
}

/// Writes the topics of all sets into one file; returns it and their number.
fn write_batch(texts: &Path, work: &Path) -> Result<(PathBuf, usize), Fault> {
    let is_topics = |path: &PathBuf| {
        path.parent() == Some(texts)
            && path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("topics."))
    };
    let mut batch = String::new();
    for path in files(texts)?.iter().filter(|path| is_topics(path)) {
        batch += &fs::read_to_string(path).map_err(Fault::io(path))?;
    }
    let path = work.join("topics.tsv");
    fs::write(&path, &batch).map_err(Fault::io(&path))?;
    Ok((path, batch.lines().count()))
}

/// What a long document among the hits adds: the same query with it, and with it left out of the answer.
fn add_long(bed: &Bed, corpus: &Path, rounds: usize, table: &mut Table) -> Result<(), Fault> {
    let long = bed.places.fresh_dir("long")?;
    corpora::write_long(corpus, &long, LONG_BYTES)?;
    bed.build(&long, "long", &[], "1")?;
    let with = || bed.ask("long", &[corpora::RARE_WORD]);
    let without = || bed.ask("long", &[corpora::RARE_WORD, "--in", "short-*"]).map(Some);
    let costs = both(rounds, with, without)?;
    let megabytes = size_of(&long)?.0 as f64 / 1e6;
    costs.add(
        table,
        &format!("hits in {megabytes:.0} MB (floor's column: without the long one)"),
        CPU_MS,
        "5 ms more",
    );
    Ok(())
}

/// Lets us and the floor do the same in turn.
fn both(
    rounds: usize,
    mut ours: impl FnMut() -> Result<Cost, Fault>,
    mut floor: impl FnMut() -> Result<Option<Cost>, Fault>,
) -> Result<Comparison, Fault> {
    // The first round warms the page cache, and tells whether there is a floor.
    ours()?;
    let mut contestants: Vec<Contestant> = vec![Box::new(ours)];
    if floor()?.is_some() {
        contestants.push(Box::new(move || floor().map(Option::unwrap_or_default)));
    }
    let mut costs = in_turn(rounds, &mut contestants)?.into_iter();
    Ok(Comparison { ours: costs.next().unwrap_or_default(), floor: costs.next().unwrap_or_default() })
}
