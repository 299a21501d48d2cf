//! `bench run`: the main figures.

use crate::arguments::Rounds;
use crate::bed::{Bed, is_installed};
use crate::comparison::{self, CPU, CPU_MS, Comparison, FAULTS, PEAK, WALL, add_row};
use crate::corpora;
use crate::measure::{Contestant, Cost, in_turn, measure};
use crate::places::files;
use crate::queries::QUERIES;
use figures::{Fault, Table, fresh_dir};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

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
    let (build, cores) = building(bed, &corpus, rounds.builds)?;
    let mut tables = vec![
        ("Build", build),
        ("Build on all cores, beside one", cores),
        ("Cold queries, with snippets", querying(bed, ("ours", "floor"), rounds.queries)?),
        ("What a cold query touches", touching(bed, ("ours", "floor"), rounds.queries)?),
    ];
    let [build, queries, touched] = larger(bed, &corpus, 10, rounds.queries)?;
    tables.push(("Build, ten times as large", build));
    tables.push(("Cold queries, with snippets, ten times as large", queries));
    tables.push(("What a cold query touches, ten times as large", touched));
    let [build, queries, touched] = larger(bed, &corpus, 6, rounds.queries)?;
    tables.push(("Build, six times as large", build));
    tables.push(("Cold queries, with snippets, six times as large", queries));
    tables.push(("What a cold query touches, six times as large", touched));
    let updates = updating(bed, &bed.places.work.join("larger"), rounds.builds)?;
    tables.push(("Update, six times as large, beside a walk by `find`", updates));
    // Last, as these take memory, which the system counts as that of programs started afterwards.
    let long = long(bed, &corpus, rounds.queries)?;
    tables.push(("A document of 10 MB among ten hits, beside the nine others", long));
    tables.push(("Batch and start-up", others(bed, rounds)?));
    Ok(tables)
}

fn building(bed: &Bed, corpus: &Path, rounds: usize) -> Result<(Table, Table), Fault> {
    let mut table = comparison::table("floor");
    let pinned: &[&str] = if is_installed("taskset", "--version") { &ON_ONE_CORE } else { &[] };
    let one =
        both(rounds, || bed.build(corpus, "ours", pinned, "1"), || bed.build_floor(corpus, "floor", pinned))?;
    let cores = thread::available_parallelism().map_or(1, usize::from).to_string();
    let all =
        both(rounds, || bed.build(corpus, "ours", &[], &cores), || bed.build_floor(corpus, "floor", &[]))?;
    one.add(&mut table, "build on one core", CPU, "2.5");
    one.add(&mut table, "build on one core", WALL, "");
    all.add(&mut table, "build on all cores", CPU, "2.5");
    all.add(&mut table, "build on all cores", WALL, "");
    all.add(&mut table, "build on all cores", PEAK, "256 MiB");
    all.add(&mut table, "build on all cores", FAULTS, "");
    let share = bed.programs.floor().map(|_| bed.share_of_text("floor", corpus)).transpose()?;
    let share: Vec<f64> = share.into_iter().collect();
    add_row(&mut table, "index / text", "", (&[bed.share_of_text("ours", corpus)?], &share), "≤ 1.0");
    for program in ["search", "search-index"] {
        add_row(&mut table, program, "MB", (&[bed.programs.bytes(program)? as f64 / 1e6], &[]), "");
    }
    let mut cores = comparison::table("on one");
    Comparison { ours: all.ours, other: one.ours }.add(&mut cores, "build", WALL, "0.6");
    Ok((table, cores))
}

/// A corpus so many times as large, built once and asked.
fn larger(bed: &Bed, corpus: &Path, times: usize, queries: usize) -> Result<[Table; 3], Fault> {
    let copies = fresh_dir(&bed.places.work, "larger")?;
    corpora::write_larger(corpus, &copies, times)?;
    let mut build = comparison::table("floor");
    let cores = thread::available_parallelism().map_or(1, usize::from).to_string();
    let ours = vec![bed.build(&copies, "larger", &[], &cores)?];
    let other = bed.build_floor(&copies, "floor-larger", &[])?.into_iter().collect();
    let costs = Comparison { ours, other };
    costs.add(&mut build, "build on all cores", CPU, "2.5");
    costs.add(&mut build, "build on all cores", PEAK, "256 MiB");
    let share = bed.programs.floor().map(|_| bed.share_of_text("floor-larger", &copies)).transpose()?;
    let share: Vec<f64> = share.into_iter().collect();
    add_row(&mut build, "index / text", "", (&[bed.share_of_text("larger", &copies)?], &share), "≤ 1.0");
    let names = ("larger", "floor-larger");
    Ok([build, querying(bed, names, queries)?, touching(bed, names, queries)?])
}

/// Updates the larger index, at first with nothing changed.
fn updating(bed: &Bed, edited: &Path, rounds: usize) -> Result<Table, Fault> {
    let mut table = comparison::table("find");
    if !bed.programs.can("update") {
        return Ok(table);
    }
    let find = || match is_installed("find", "--version") {
        true => measure(Command::new("find").arg(edited).args(["-printf", "%s %T@"]), &[0]).map(Some),
        false => Ok(None),
    };
    let unchanged = both(rounds, || bed.update(edited, "larger"), find)?;
    unchanged.add(&mut table, "nothing changed", CPU, "0.5");
    unchanged.add(&mut table, "nothing changed", WALL, "");
    let mut ours = Vec::new();
    for round in 0..rounds {
        corpora::edit(edited, round)?;
        ours.push(bed.update(edited, "larger")?);
    }
    let changed = Comparison { ours, other: Vec::new() };
    changed.add(&mut table, "1 % edited", CPU, "1.0");
    changed.add(&mut table, "1 % edited", WALL, "");
    Ok(table)
}

/// Asks two indexes: ours, and the floor's.
fn querying(bed: &Bed, (ours, floor): (&str, &str), rounds: usize) -> Result<Table, Fault> {
    let mut table = comparison::table("floor");
    for asked in QUERIES {
        let costs = both(rounds, || bed.ask(ours, &[asked.query]), || bed.ask_floor(floor, asked.plain))?;
        costs.add(&mut table, asked.name, CPU_MS, "2.5, 6 ms");
    }
    Ok(table)
}

/// What of the system a query touches.
fn touching(bed: &Bed, (ours, floor): (&str, &str), rounds: usize) -> Result<Table, Fault> {
    let mut table = comparison::table("floor");
    let asked = &QUERIES[1];
    let costs = both(rounds, || bed.ask(ours, &[asked.query]), || bed.ask_floor(floor, asked.plain))?;
    for (quantity, budget) in [(FAULTS, ""), (PEAK, "20 MiB")] {
        costs.add(&mut table, asked.name, quantity, budget);
    }
    Ok(table)
}

fn others(bed: &Bed, rounds: Rounds) -> Result<Table, Fault> {
    let mut table = comparison::table("floor");
    if bed.places.texts.is_dir() {
        add_batch(bed, rounds.builds, &mut table)?;
    }
    let version = || measure(bed.programs.search().arg("--version"), &[0]);
    let none = || bed.programs.floor().map(|mut floor| measure(floor.arg("none"), &[0])).transpose();
    let start = both(rounds.queries, version, none)?;
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
        let text = fs::read_to_string(path).map_err(Fault::io(path))?;
        text.lines().for_each(|line| batch += &plain(line));
    }
    let path = work.join("topics.tsv");
    fs::write(&path, &batch).map_err(Fault::io(&path))?;
    Ok((path, batch.lines().count()))
}

/// A line of a batch, without the signs of a question that a query would take for more than text.
fn plain(line: &str) -> String {
    let (id, query) = line.split_once('\t').unwrap_or(("", line));
    let word = |c: char| if c.is_alphanumeric() { c } else { ' ' };
    format!("{id}\t{}\n", query.chars().map(word).collect::<String>())
}

/// What a long document among the hits adds: the same query with it, and with it left out of the answer.
fn long(bed: &Bed, corpus: &Path, rounds: usize) -> Result<Table, Fault> {
    let mut table = comparison::table("without");
    let texts = fresh_dir(&bed.places.work, "long")?;
    corpora::write_long(corpus, &texts, LONG_BYTES)?;
    bed.build(&texts, "long", &[], "1")?;
    let with = || bed.ask("long", &[corpora::RARE_WORD]);
    let without = || bed.ask("long", &[corpora::RARE_WORD, "--in", "short-*"]).map(Some);
    let costs = both(rounds, with, without)?;
    costs.add(&mut table, "one rare word", CPU_MS, "5 ms more");
    costs.add(&mut table, "one rare word", FAULTS, "");
    Ok(table)
}

/// Lets us and another do the same in turn.
fn both(
    rounds: usize,
    mut ours: impl FnMut() -> Result<Cost, Fault>,
    mut other: impl FnMut() -> Result<Option<Cost>, Fault>,
) -> Result<Comparison, Fault> {
    // The first round warms the page cache, and tells whether there is another.
    ours()?;
    let mut contestants: Vec<Contestant> = vec![Box::new(ours)];
    if other()?.is_some() {
        contestants.push(Box::new(move || other().map(Option::unwrap_or_default)));
    }
    let mut costs = in_turn(rounds, &mut contestants)?.into_iter();
    Ok(Comparison { ours: costs.next().unwrap_or_default(), other: costs.next().unwrap_or_default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_become_words() {
        assert_eq!(plain("xq-1\tWho said \"yes\" (1999)?"), "xq-1\tWho said  yes   1999  \n");
    }
}
