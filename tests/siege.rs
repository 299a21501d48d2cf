//! Writers that are killed, and readers that come and go beside them.
//!
//! All files of the corpus say the same word, the number of a stand. Whoever finds some of them at one stand and some at
//! another has seen an index between two states.

use crate::sandbox::Sandbox;
use crate::trial::size;
use std::fs;
use std::process::Child;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use tetraglot::index::{BuildOptions, Compaction, Index, build, update};
use tetraglot::query::Query;
use tetraglot::schema::Schema;
use tetraglot::search::{SearchOptions, search};

/// Files of the corpus.
const FILES: u64 = 12;

fn corpus() -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.write("index-schema.toml", b"");
    write_stand(&sandbox, 0);
    sandbox
}

fn write_stand(sandbox: &Sandbox, stand: usize) {
    for number in 0..FILES {
        let text = format!("Das ist der Hafenkran, stand{stand}s, im Satz {number}.\n");
        sandbox.write(format!("corpus/{number}.txt"), text.as_bytes());
    }
}

/// The stand that all documents of an index are at.
#[track_caller]
fn stand(index: &Index) -> usize {
    let options = SearchOptions { limit: FILES as usize, ..SearchOptions::default() };
    let answer = search(index, &Query::parse("Hafenkran").expect("a query"), &options).expect("an answer");
    assert_eq!((answer.total, answer.hits.len() as u64), (FILES, FILES));
    let text = &answer.hits[0].snippets[0].text;
    let word = text.split([' ', ',']).find(|word| word.starts_with("stand")).expect("a stand");
    let own = search(index, &Query::parse(word).expect("a query"), &options).expect("an answer");
    assert_eq!(own.total, FILES, "an index between two stands");
    word.trim_matches(|c: char| !c.is_ascii_digit()).parse().expect("a number")
}

fn open(sandbox: &Sandbox) -> Index {
    Index::open(&sandbox.path(".search-index")).expect("the index can be opened")
}

/// Starts a program and kills it after a while. Returns whether it was still at work.
fn killed(mut child: Child, after: Duration) -> bool {
    thread::sleep(after);
    let was_at_work = child.try_wait().expect("the program can be asked").is_none();
    child.kill().expect("the program can be killed");
    child.wait().expect("the program ends");
    was_at_work
}

/// Kills a command at moments that are spread over the time it takes. After each the index is as before or as after.
///
/// `complete` does the same and comes to an end.
fn check_kills(command: &str, complete: &str, kills: usize) {
    let sandbox = corpus().built();
    let start = |command| {
        let mut program = sandbox.command(env!("CARGO_BIN_EXE_search-index"), &[command, "--quiet"]);
        program.spawn().expect("the program runs")
    };
    let run = || start(complete);
    write_stand(&sandbox, 1);
    let started = Instant::now();
    assert!(run().wait().expect("the program ends").success());
    let whole = started.elapsed();
    assert_eq!(stand(&open(&sandbox)), 1);
    let (mut last, mut interrupted) = (1, 0);
    for number in 0..kills {
        write_stand(&sandbox, number + 2);
        // Steps that are prime to their number reach each moment once.
        let moment = whole.mul_f64((number * 37 % kills) as f64 / kills as f64);
        interrupted += usize::from(killed(start(command), moment));
        let now = stand(&open(&sandbox));
        assert!(now == last || now == number + 2, "stand {now} after {last} and before {}", number + 2);
        last = now;
    }
    assert!(interrupted > kills / 4, "{interrupted} of {kills} were killed at work");
    assert!(run().wait().expect("the program ends").success());
    assert_eq!(stand(&open(&sandbox)), kills + 1);
    let entries = fs::read_dir(sandbox.path(".search-index")).expect("the index folder");
    let generations = entries.filter(|entry| entry.as_ref().is_ok_and(|entry| entry.path().is_dir()));
    assert_eq!(generations.count(), 1, "what the killed ones left is tidied up");
}

#[test]
fn a_killed_update_leaves_the_index_as_before_or_after() {
    check_kills("update", "update", 211);
}

#[test]
fn a_killed_build_leaves_the_index_as_before_or_after() {
    check_kills("build", "build", size(59, 211));
}

#[test]
fn a_killed_watch_leaves_the_index_as_before_or_after() {
    check_kills("watch", "update", size(59, 211));
}

/// Sends the readers home, also when the writer fails.
struct Ending<'e>(&'e AtomicBool);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn readers_never_fail_beside_a_writer() {
    let sandbox = corpus().built();
    let schema = Schema::load(&sandbox.path("index-schema.toml")).expect("a sound schema");
    let (ends, answers) = (AtomicBool::new(false), AtomicUsize::new(0));
    thread::scope(|scope| {
        let _guard = Ending(&ends);
        for _ in 0..20 {
            scope.spawn(|| {
                let mut last = 0;
                while !ends.load(Ordering::Relaxed) {
                    let now = stand(&open(&sandbox));
                    assert!(now >= last, "a later reader sees an earlier stand");
                    last = now;
                    answers.fetch_add(1, Ordering::Relaxed);
                    // The writer needs a processor, too.
                    thread::sleep(Duration::from_millis(20));
                }
            });
        }
        for number in 1..=55 {
            write_stand(&sandbox, number);
            let options = BuildOptions::default();
            if number % 11 == 0 {
                build(&schema, &options, &mut |_| {}).expect("a build");
            } else {
                update(&schema, &options, Compaction::InMeasure, &mut |_| {}).expect("an update");
            }
        }
    });
    assert!(answers.into_inner() > 55, "readers had a chance");
    assert_eq!(stand(&open(&sandbox)), 55);
}

#[test]
#[cfg(unix)]
fn an_index_that_nobody_may_write_can_be_searched() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = corpus().built();
    let dir = sandbox.path(".search-index");
    let generation = dir.join(fs::read_to_string(dir.join("current")).expect("a generation").trim_end());
    let set = |path: &std::path::Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("the mode is set");
    };
    let files = || fs::read_dir(&generation).expect("a folder").map(|entry| entry.expect("an entry").path());
    files().for_each(|path| set(&path, 0o400));
    [&generation, &dir].into_iter().for_each(|dir| set(dir, 0o500));
    assert_eq!(stand(&open(&sandbox)), 0);
    assert_eq!(sandbox.search(&["-c", "Hafenkran"]).stdout, "12\n");
    [&generation, &dir].into_iter().for_each(|dir| set(dir, 0o700));
    write_stand(&sandbox, 1);
    sandbox.search_index(&["update", "--quiet"]).check(0, "", "");
    assert_eq!(stand(&open(&sandbox)), 1);
}
