//! Storage that gives out: a full disk, folders without rights or gone, another writer, a clock that is wrong. There is a
//! clear error, and the old index still answers.

#![cfg(unix)]

use crate::sandbox::{Outcome, Sandbox};
use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, SystemTime};
use tetraglot::index::IndexBuilder;
use tetraglot::schema::Schema;

const SEARCH: &str = env!("CARGO_BIN_EXE_search");
const SEARCH_INDEX: &str = env!("CARGO_BIN_EXE_search-index");

/// The sandbox with an index and then with more text than before.
fn grown() -> Sandbox {
    let sandbox = Sandbox::new().built();
    let words = |file: u32| {
        (0..20_000u32).map(move |n| format!("w{:x}", (n + file * 31_337).wrapping_mul(2_654_435_761)))
    };
    for file in 0..4 {
        let text = words(file).collect::<Vec<_>>().join(" ") + "\n\nquicksilver\n";
        sandbox.write(format!("corpus/grown/{file}.txt"), text.as_bytes());
    }
    sandbox
}

/// What the index answered before.
#[track_caller]
fn check_answers_as_before(sandbox: &Sandbox) {
    sandbox.search(&["--index", ".search-index", "-l", "dragonfly"]).check(0, "corpus/notes.jsonl\n", "");
    sandbox.search(&["--index", ".search-index", "-c", "quicksilver"]).check(1, "0\n", "");
    assert_eq!(sandbox.search_index(&["check", "--index", ".search-index"]).code, 0);
    let generations = fs::read_dir(sandbox.path(".search-index")).expect("the index folder");
    let generations = generations.filter(|entry| entry.as_ref().is_ok_and(|entry| entry.path().is_dir()));
    assert_eq!(generations.count(), 1, "nothing unfinished is left");
}

#[test]
fn a_file_that_may_not_grow() {
    let sandbox = grown();
    for blocks in [0, 3, 40] {
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec {SEARCH_INDEX} build -q");
        let output = sandbox.command("/bin/sh", &["-c", &script]).output().expect("a shell");
        let outcome = Outcome::from(output);
        outcome.check_error("File too large", "make room");
        assert!(outcome.stderr.starts_with("search-index: "), "{}", outcome.stderr);
        check_answers_as_before(&sandbox);
    }
    assert_eq!(sandbox.search_index(&["build", "-q"]).code, 0);
    sandbox.search(&["-c", "quicksilver"]).check(0, "4\n", "");
}

/// A small file system of its own, or the reason why there is none.
struct Mount(PathBuf);

impl Mount {
    fn new(path: PathBuf, bytes: &str) -> Result<Mount, String> {
        fs::create_dir_all(&path).expect("a folder");
        let options = format!("size={bytes}");
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(&path).output();
        match mount {
            Ok(output) if output.status.success() => Ok(Mount(path)),
            Ok(output) => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }

    fn make_read_only(&self) {
        let status = Command::new("mount").args(["-o", "remount,ro"]).arg(&self.0).status();
        assert!(status.is_ok_and(|status| status.success()), "what was mounted can be mounted anew");
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk() {
    for size in ["300k", "1200k"] {
        let sandbox = grown();
        fs::rename(sandbox.path(".search-index"), sandbox.path("kept")).expect("the index is put away");
        let mount = match Mount::new(sandbox.path(".search-index"), size) {
            Ok(mount) => mount,
            Err(reason) => return eprintln!("not tested, as nothing can be mounted: {reason}"),
        };
        let copy = Command::new("cp").arg("-rp").arg(sandbox.path("kept/.")).arg(&mount.0).status();
        assert!(copy.is_ok_and(|status| status.success()), "the index fits");
        sandbox.search_index(&["build", "-q"]).check_error("No space left on device", "make room");
        check_answers_as_before(&sandbox);
    }
}

#[test]
fn a_read_only_file_system() {
    let sandbox = grown();
    fs::rename(sandbox.path(".search-index"), sandbox.path("kept")).expect("the index is put away");
    let mount = match Mount::new(sandbox.path(".search-index"), "10m") {
        Ok(mount) => mount,
        Err(reason) => return eprintln!("not tested, as nothing can be mounted: {reason}"),
    };
    let copy = Command::new("cp").arg("-rp").arg(sandbox.path("kept/.")).arg(&mount.0).status();
    assert!(copy.is_ok_and(|status| status.success()), "the index fits");
    mount.make_read_only();
    sandbox.search_index(&["build", "-q"]).check_error("Read-only file system", "--index DIR");
    check_answers_as_before(&sandbox);
}

/// Runs a program as someone without special rights.
fn as_ordinary(sandbox: &Sandbox, user: Option<u32>, program: &str, arguments: &[&str]) -> Outcome {
    let mut command = sandbox.command(program, arguments);
    if let Some(id) = user {
        command.uid(id).gid(id);
    }
    Outcome::from(command.output().expect("it runs"))
}

fn set_mode(path: PathBuf, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).expect("the rights are set");
}

/// Takes the right to write from an index and all in it.
fn freeze(sandbox: &Sandbox) {
    for folder in [".search-index/generation-1", ".search-index"] {
        for entry in fs::read_dir(sandbox.path(folder)).expect("a folder of the index") {
            let path = entry.expect("an entry").path();
            let mode = if path.is_dir() { 0o500 } else { 0o400 };
            set_mode(path, mode);
        }
        set_mode(sandbox.path(folder), 0o500);
    }
}

#[test]
fn an_index_without_the_right_to_write() {
    let sandbox = grown();
    let user = sandbox.give_to_ordinary_user();
    if user.is_none() && is_root(&sandbox) {
        return eprintln!("not tested, as root may do everything");
    }
    freeze(&sandbox);
    let build = as_ordinary(&sandbox, user, SEARCH_INDEX, &["build", "-q"]);
    build.check_error("Permission denied", "read and write");
    let found = as_ordinary(&sandbox, user, SEARCH, &["-l", "dragonfly"]);
    found.check(0, "corpus/notes.jsonl\n", "");
    assert_eq!(as_ordinary(&sandbox, user, SEARCH_INDEX, &["check"]).code, 0);
    assert_eq!(as_ordinary(&sandbox, user, SEARCH_INDEX, &["status"]).code, 0);
}

fn is_root(sandbox: &Sandbox) -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(sandbox.path(".")).expect("the sandbox").uid() == 0
}

#[test]
fn an_index_without_the_right_to_read() {
    let sandbox = grown();
    let user = sandbox.give_to_ordinary_user();
    if user.is_none() && is_root(&sandbox) {
        return eprintln!("not tested, as root may do everything");
    }
    for part in [
        ".search-index",
        ".search-index/current",
        ".search-index/generation-1",
        ".search-index/generation-1/meta.json",
    ] {
        let mode = fs::metadata(sandbox.path(part)).expect("a part of the index").permissions().mode();
        set_mode(sandbox.path(part), 0);
        for (program, arguments) in
            [(SEARCH, &["dragonfly"][..]), (SEARCH_INDEX, &["check"]), (SEARCH_INDEX, &["status"])]
        {
            let outcome = as_ordinary(&sandbox, user, program, arguments);
            outcome.check_error("Permission denied", "whether you may read");
        }
        set_mode(sandbox.path(part), mode);
    }
    check_answers_as_before(&sandbox);
}

#[test]
fn a_corpus_without_the_right_to_read() {
    let sandbox = Sandbox::new();
    let user = sandbox.give_to_ordinary_user();
    if user.is_none() && is_root(&sandbox) {
        return eprintln!("not tested, as root may do everything");
    }
    set_mode(sandbox.path("corpus/en"), 0);
    set_mode(sandbox.path("corpus/zh/twitter.md"), 0);
    let build = as_ordinary(&sandbox, user, SEARCH_INDEX, &["build", "-q"]);
    assert_eq!(build.code, 1);
    assert!(build.stderr.contains("corpus/en: cannot be read: "), "{}", build.stderr);
    assert!(build.stderr.contains("corpus/zh/twitter.md: cannot be read: "), "{}", build.stderr);
    let found = as_ordinary(&sandbox, user, SEARCH, &["-l", "dragonfly"]);
    found.check(0, "corpus/notes.jsonl\n", "");
}

/// A build in this process, stopped before it is complete.
fn begun(sandbox: &Sandbox) -> IndexBuilder {
    let schema = Schema::load(&sandbox.path("index-schema.toml")).expect("the schema is sound");
    IndexBuilder::create(&schema.index_dir, &schema, 0).expect("a build begins")
}

#[test]
fn another_writer() {
    let sandbox = grown();
    let builder = begun(&sandbox);
    sandbox
        .search_index(&["build", "-q"])
        .check_error("another search-index is writing", "wait until it has finished");
    sandbox.search(&["-l", "dragonfly"]).check(0, "corpus/notes.jsonl\n", "");
    drop(builder);
    check_answers_as_before(&sandbox);
}

#[test]
fn an_index_folder_that_is_removed_while_it_is_built() {
    let sandbox = grown();
    let builder = begun(&sandbox);
    fs::remove_dir_all(sandbox.path(".search-index")).expect("the folder goes");
    let error = builder.finish().expect_err("there is nowhere to write to").to_string();
    assert!(error.contains(".search-index"), "{error}");
    assert!(!sandbox.path(".search-index").exists(), "nothing is left lying about");
    let builder = begun(&sandbox);
    fs::remove_dir_all(sandbox.path(".search-index")).expect("the folder goes");
    assert_eq!(sandbox.search_index(&["build", "-q"]).code, 0, "another one takes its place");
    let error = builder.finish().expect_err("its place is taken").to_string();
    assert!(error.contains("the index folder was removed meanwhile"), "{error}");
    sandbox.search(&["-c", "quicksilver"]).check(0, "4\n", "");
    assert_eq!(sandbox.search_index(&["check"]).code, 0);
}

#[test]
fn an_index_folder_that_is_removed_while_it_is_searched() {
    use std::io::{BufRead, BufReader, Write};
    let sandbox = Sandbox::new().built();
    let mut child = sandbox.command(SEARCH, &["--batch", "-", "-l"]).spawn().expect("search runs");
    let mut input = child.stdin.take().expect("a pipe");
    let mut output = BufReader::new(child.stdout.take().expect("a pipe"));
    let mut ask = |query: &str| {
        writeln!(input, "{query}").expect("search reads");
        let mut line = String::new();
        output.read_line(&mut line).expect("search answers");
        line
    };
    assert_eq!(ask("dragonfly"), "corpus/notes.jsonl\n");
    fs::remove_dir_all(sandbox.path(".search-index")).expect("the folder goes");
    assert_eq!(ask("museum"), "corpus/en/mice.md\n", "what is open stays readable");
    drop(input);
    assert_eq!(child.wait().expect("search ends").code(), Some(0));
    fs::remove_file(sandbox.path("index-schema.toml")).expect("the schema goes");
    let late = sandbox.search(&["--index", ".search-index", "museum"]);
    late.check_error("no index here", "search-index build");
}

#[test]
fn times_that_cannot_be() {
    let sandbox = Sandbox::new();
    let far = SystemTime::now() + Duration::from_secs(40 * 365 * 86_400);
    for (path, time) in [("corpus/en/mice.md", far), ("corpus/zh/twitter.md", SystemTime::UNIX_EPOCH)] {
        let file = File::options().write(true).open(sandbox.path(path)).expect("a text");
        file.set_modified(time).expect("its time is set");
    }
    let sandbox = sandbox.built();
    let status = &sandbox.search_index(&["status", "--json"]).json()[0];
    assert_eq!((&status["stale"]["new"], &status["stale"]["changed"]), (&0.into(), &0.into()));
    let found = sandbox.search(&["--sort", "date", "-l", "museum OR 推特 OR dragonfly"]);
    let first = found.stdout.lines().next();
    assert_eq!((found.code, first), (0, Some("corpus/en/mice.md")), "{}", found.stderr);
}
