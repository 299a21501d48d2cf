//! `bench peers`: what other programs cost for the same texts and words, those of them that are installed.

use crate::arguments::Rounds;
use crate::bed::{Bed, is_installed};
use crate::comparison::{CPU, CPU_MS, PEAK, Quantity};
use crate::measure::{Contestant, Cost, in_turn, measure};
use crate::places::{files, size_of};
use figures::{Fault, Table, figure, fresh_dir};
use std::fs;
use std::path::Path;
use std::process::Command;

/// What is asked of all of them.
const WORDS: &str = "window open";

/// A program to compare with: how it makes its index of a corpus in a folder, and how it is asked.
struct Peer {
    name: &'static str,
    build: Option<Work>,
    ask: Work,
}

/// Something that is done with a corpus, in a folder.
type Work = fn(corpus: &Path, dir: &Path) -> Result<Cost, Fault>;

/// Measures all that are there, us first.
///
/// # Errors
/// If a program fails.
pub fn table(bed: &Bed, rounds: Rounds) -> Result<Table, Fault> {
    let corpus = bed.places.corpus_dir()?;
    let mut table =
        Table::new(&["program", "build CPU s", "peak MiB", "index / text", "query CPU ms", "peak MiB of it"]);
    let builds = in_turn(rounds.builds, &mut [Box::new(|| bed.build(&corpus, "ours", &[], "1"))])?.remove(0);
    let queries = in_turn(rounds.queries, &mut [Box::new(|| bed.ask("ours", &[WORDS]))])?.remove(0);
    add_row(&mut table, "Tetraglot", &builds, Some(bed.share_of_text("ours", &corpus)?), &queries);
    for peer in installed() {
        let dir = fresh_dir(&bed.places.work, peer.name)?;
        let build = || peer.build.map_or(Ok(Cost::default()), |build| build(&corpus, &dir));
        let builds = if peer.build.is_some() { vec![build()?] } else { Vec::new() };
        let share = size_of(&dir)?.0 as f64 / size_of(&corpus)?.0 as f64;
        let ask: Contestant = Box::new(|| (peer.ask)(&corpus, &dir));
        let queries = in_turn(rounds.queries, &mut [ask])?.remove(0);
        add_row(&mut table, peer.name, &builds, peer.build.map(|_| share), &queries);
    }
    Ok(table)
}

fn installed() -> Vec<Peer> {
    let known = [
        ("rg", Peer { name: "ripgrep", build: None, ask: ask_ripgrep }),
        ("recollq", Peer { name: "Recoll", build: Some(build_recoll), ask: ask_recoll }),
        ("sqlite3", Peer { name: "SQLite FTS5", build: Some(build_sqlite), ask: ask_sqlite }),
    ];
    let is_there = |program: &str| is_installed(program, "--version") || is_installed(program, "-version");
    known.into_iter().filter(|(program, _)| is_there(program)).map(|(_, peer)| peer).collect()
}

fn add_row(table: &mut Table, name: &str, builds: &[Cost], share: Option<f64>, queries: &[Cost]) {
    let median = |quantity: Quantity, costs: &[Cost]| quantity.median(costs).map_or(String::new(), figure);
    table.push(vec![
        name.to_owned(),
        median(CPU, builds),
        median(PEAK, builds),
        share.map_or(String::new(), figure),
        median(CPU_MS, queries),
        median(PEAK, queries),
    ]);
}

fn ask_ripgrep(corpus: &Path, _: &Path) -> Result<Cost, Fault> {
    measure(Command::new("rg").args(["--no-config", "-c", "window"]).arg(corpus), &[0])
}

fn build_recoll(corpus: &Path, dir: &Path) -> Result<Cost, Fault> {
    let settings = format!("topdirs = {}\n", corpus.display());
    let path = dir.join("recoll.conf");
    fs::write(&path, settings).map_err(Fault::io(&path))?;
    measure(Command::new("recollindex").arg("-c").arg(dir), &[0])
}

fn ask_recoll(_: &Path, dir: &Path) -> Result<Cost, Fault> {
    measure(Command::new("recollq").arg("-c").arg(dir).args(["-n", "10", WORDS]), &[0])
}

fn build_sqlite(corpus: &Path, dir: &Path) -> Result<Cost, Fault> {
    let list = dir.join("files.csv");
    let paths = files(corpus)?.iter().map(|path| format!("\"{}\"\n", path.display())).collect::<String>();
    fs::write(&list, paths).map_err(Fault::io(&list))?;
    let script = format!(
        "create table files(path); .mode csv\n.import \"{}\" files\ncreate virtual table texts using fts5(path, body); insert into texts select path, cast(readfile(path) as text) from files; drop table files;",
        list.display()
    );
    let script = script.replacen("files(path); ", "files(path);\n", 1);
    let path = dir.join("build.sql");
    fs::write(&path, script).map_err(Fault::io(&path))?;
    measure(
        Command::new("sqlite3").arg(dir.join("texts.db")).arg(format!(".read \"{}\"", path.display())),
        &[0],
    )
}

fn ask_sqlite(_: &Path, dir: &Path) -> Result<Cost, Fault> {
    let query = format!(
        "select path, snippet(texts, 1, '', '', '…', 30) from texts where texts match '{WORDS}' order by rank limit 10;"
    );
    measure(Command::new("sqlite3").arg(dir.join("texts.db")).arg(query), &[0])
}
