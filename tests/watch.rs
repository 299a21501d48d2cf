//! A corpus that changes while a real process watches it.

use crate::sandbox::Sandbox;
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, ExitStatus};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};
use tetraglot::index::Index;
use tetraglot::query::Query;
use tetraglot::search::{SearchOptions, search};

/// Nothing takes as long even on a busy machine; what is seen at once is not waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// A program that watches a sandbox's corpus, and what it has said.
struct Watched {
    sandbox: Sandbox,
    child: Child,
    said: Arc<Mutex<String>>,
}

impl Watched {
    fn new(arguments: &[&str]) -> Watched {
        let sandbox = Sandbox::empty();
        sandbox.write("index-schema.toml", b"");
        sandbox.write("corpus/a.txt", b"Hafenkran\n");
        let program = env!("CARGO_BIN_EXE_search-index");
        let mut child = sandbox.command(program, arguments).spawn().expect("the program runs");
        let (said, lines) = (Arc::new(Mutex::new(String::new())), child.stderr.take().expect("a pipe"));
        let noted = Arc::clone(&said);
        thread::spawn(move || {
            for line in BufReader::new(lines).lines().map_while(Result::ok) {
                noted.lock().expect("no panic").push_str(&(line + "\n"));
            }
        });
        let watched = Watched { sandbox, child, said };
        watched.wait_for("Hafenkran", 1);
        watched
    }

    fn write(&self, path: &str, text: &str) {
        self.sandbox.write(path, text.as_bytes());
    }

    fn said(&self) -> String {
        self.said.lock().expect("no panic").clone()
    }

    fn count(&self, query: &str) -> Option<u64> {
        let index = Index::open(&self.sandbox.path(".search-index")).ok()?;
        let query = Query::parse(query).expect("a sound query");
        Some(search(&index, &query, &SearchOptions::default()).expect("an answer").total)
    }

    #[track_caller]
    fn wait_for(&self, query: &str, count: u64) {
        self.wait_until(|| self.count(query) == Some(count), query);
    }

    #[track_caller]
    fn wait_until(&self, is_so: impl Fn() -> bool, what: &str) {
        let started = Instant::now();
        while !is_so() {
            assert!(started.elapsed() < PATIENCE, "{what} did not come; said was:\n{}", self.said());
            thread::sleep(Duration::from_millis(30));
        }
    }

    fn send(&self, signal: &str) {
        let process = self.child.id().to_string();
        Command::new("kill").args([signal, &process]).status().expect("kill runs");
    }

    fn end(mut self, signal: &str) -> ExitStatus {
        self.send(signal);
        self.child.wait().expect("the program ends")
    }
}

#[test]
fn changes_are_followed() {
    let watched = Watched::new(&["watch"]);
    watched.wait_until(|| watched.said().contains("watching for changes"), "the word that it watches");
    watched.write("corpus/neu/b.txt", "Schleuse\n");
    watched.wait_for("Schleuse", 1);
    // As editors save: beside, and then in its place.
    watched.write("corpus/.a.txt.swp", "Boje\n");
    fs::rename(watched.sandbox.path("corpus/.a.txt.swp"), watched.sandbox.path("corpus/a.txt"))
        .expect("a rename");
    watched.wait_for("Hafenkran", 0);
    watched.wait_for("Boje", 1);
    fs::rename(watched.sandbox.path("corpus/neu"), watched.sandbox.path("corpus/alt")).expect("a rename");
    watched.wait_for("path:alt", 1);
    watched.write("corpus/alt/tief/c.txt", "Im umbenannten Ordner, Leuchtturm\n");
    watched.wait_for("Leuchtturm", 1);
    fs::remove_dir_all(watched.sandbox.path("corpus/alt")).expect("the folder goes");
    watched.wait_for("Schleuse", 0);
    watched.write("index-schema.toml", "[corpus]\nexclude = [\"a.txt\"]\n");
    watched.wait_for("Boje", 0);
    watched.write("index-schema.toml", "[corpus]\nexclude = 3\n");
    watched.wait_until(|| watched.said().contains("index-schema.toml:2"), "the fault of the schema");
    assert_eq!(watched.end("-TERM").code(), Some(0));
}

#[test]
fn what_is_ignored_stays_ignored() {
    let watched = Watched::new(&["watch"]);
    watched.wait_until(|| watched.said().contains("watching for changes"), "the word that it watches");
    watched.write("corpus/.gitignore", "skip/\n*.bak\n");
    watched.write("corpus/skip/b.txt", "Schleuse\n");
    watched.write("corpus/b.txt", "Leuchtturm\n");
    watched.wait_for("Leuchtturm", 1);
    // Each alone, so that no folder or ignore file among the changes calls for a walk.
    for (number, name) in ["skip/b.txt", "skip/c.txt", "c.bak"].into_iter().enumerate() {
        watched.write(&format!("corpus/{name}"), "Schleuse und Boje\n");
        watched.write("corpus/b.txt", &format!("Leuchtturm{number}\n"));
        watched.wait_for(&format!("Leuchtturm{number}"), 1);
        assert_eq!(watched.count("Schleuse"), Some(0), "{name}");
    }
    fs::rename(watched.sandbox.path("corpus/c.bak"), watched.sandbox.path("corpus/c.txt")).expect("a rename");
    watched.wait_for("Schleuse", 1);
    fs::rename(watched.sandbox.path("corpus/c.txt"), watched.sandbox.path("corpus/c.bak")).expect("a rename");
    watched.wait_for("Schleuse", 0);
    watched.write("corpus/.gitignore", "skip/\n");
    watched.wait_for("Schleuse", 1);
    assert_eq!(watched.end("-TERM").code(), Some(0));
}

#[test]
fn files_and_folders_take_each_others_places() {
    let watched = Watched::new(&["watch"]);
    watched.wait_until(|| watched.said().contains("watching for changes"), "the word that it watches");
    watched.write("corpus/b", "Schleuse\n");
    watched.wait_for("Schleuse", 1);
    fs::remove_file(watched.sandbox.path("corpus/b")).expect("the file goes");
    watched.wait_for("Schleuse", 0);
    watched.write("corpus/b/c.txt", "Schleuse\n");
    watched.wait_for("path:c Schleuse", 1);
    fs::remove_dir_all(watched.sandbox.path("corpus/b")).expect("the folder goes");
    watched.write("corpus/b", "Leuchtturm\n");
    watched.wait_for("Leuchtturm", 1);
    watched.wait_for("Schleuse", 0);
    fs::remove_file(watched.sandbox.path("corpus/a.txt")).expect("the file goes");
    watched.wait_for("Hafenkran", 0);
    assert_eq!(watched.end("-TERM").code(), Some(0));
}

#[test]
fn a_storm_is_taken_in_few_updates() {
    let watched = Watched::new(&["watch"]);
    for number in 0..1_500 {
        watched.write(&format!("corpus/{}/{number}.txt", number % 40), "Sturmflut\n");
    }
    watched.wait_for("Sturmflut", 1_500);
    let updates = watched.said().lines().filter(|line| line.contains(" new")).count();
    assert!(updates < 100, "{updates} updates");
    for number in 0..40 {
        fs::remove_dir_all(watched.sandbox.path(&format!("corpus/{number}"))).expect("a folder goes");
    }
    watched.wait_for("Sturmflut", 0);
    assert_eq!(watched.end("-INT").code(), Some(0));
}

#[test]
#[cfg(target_os = "linux")]
fn events_that_were_lost_are_made_up_for() {
    let watched = Watched::new(&["watch"]);
    watched.wait_until(|| watched.said().contains("watching for changes"), "the word that it watches");
    let limit = fs::read_to_string("/proc/sys/fs/inotify/max_queued_events").expect("a limit");
    let limit: usize = limit.trim().parse().expect("a number");
    // While nobody takes them out, events fill the queue; equal ones in a row would be one.
    watched.send("-STOP");
    for _ in 0..limit / 4 {
        watched.write("corpus/b.txt", "Schleuse\n");
        watched.write("corpus/c.txt", "Schleuse\n");
    }
    watched.write("corpus/neu/d.txt", "Leuchtturm\n");
    watched.send("-CONT");
    watched.wait_for("Leuchtturm", 1);
    watched.write("corpus/neu/e.txt", "Leuchtturm\n");
    watched.wait_for("Leuchtturm", 2);
    assert_eq!(watched.end("-TERM").code(), Some(0));
}

#[test]
fn a_corpus_that_comes_back_is_watched_again() {
    let watched = Watched::new(&["watch"]);
    fs::rename(watched.sandbox.path("corpus"), watched.sandbox.path("away")).expect("the corpus goes");
    watched
        .wait_until(|| watched.said().contains("no such corpus folder"), "the word that the corpus is away");
    assert_eq!(watched.count("Hafenkran"), Some(1), "nothing is forgotten meanwhile");
    watched.write("corpus/c.txt", "Neubau\n");
    watched.wait_for("Neubau", 1);
    watched.wait_for("Hafenkran", 0);
    watched.write("corpus/d.txt", "Anbau\n");
    watched.wait_for("Anbau", 1);
    // In place of the folder, at once.
    fs::rename(watched.sandbox.path("corpus"), watched.sandbox.path("gone")).expect("the corpus goes");
    watched.write("corpus/e.txt", "Umbau\n");
    watched.wait_for("Umbau", 1);
    watched.wait_for("Anbau", 0);
    watched.write("corpus/f.txt", "Ausbau\n");
    watched.wait_for("Ausbau", 1);
    assert_eq!(watched.end("-TERM").code(), Some(0));
}

#[test]
fn without_the_systems_word_it_looks_for_itself() {
    let watched = Watched::new(&["watch", "--poll"]);
    watched.write("corpus/b.txt", "Schleuse\n");
    watched.wait_for("Schleuse", 1);
    fs::remove_file(watched.sandbox.path("corpus/a.txt")).expect("the file goes");
    watched.wait_for("Hafenkran", 0);
    assert!(!watched.said().contains("watching for changes"));
    assert_eq!(watched.end("-TERM").code(), Some(0));
}

#[test]
fn an_index_in_the_corpus_does_not_wake_its_watch() {
    let watched = Watched::new(&["watch", "--corpus", "."]);
    watched.write("b.txt", "Schleuse\n");
    watched.wait_for("Schleuse", 1);
    let current = || fs::read_to_string(watched.sandbox.path(".search-index/current")).expect("a generation");
    // Long enough for the update that follows each change as an afterthought.
    thread::sleep(Duration::from_secs(4));
    let before = current();
    thread::sleep(Duration::from_secs(3));
    assert_eq!(current(), before);
    watched.end("-TERM");
}
