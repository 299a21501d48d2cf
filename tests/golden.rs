//! Golden folders: a tiny corpus, commands, what they print.
//!
//! `golden/<case>/session.txt` holds commands behind `$ ` and under each its output, standard error included where it
//! is not empty, behind `! `, and the exit status behind `? ` where it is not 0. UPDATE=1 rewrites the files.

use crate::support::{program, root, run, split, stderr, stdout};
use std::fs;
use std::path::Path;

#[test]
fn sessions_print_what_they_did() {
    let mut cases: Vec<_> = fs::read_dir(root().join("tests/golden"))
        .expect("the golden folders")
        .map(|entry| entry.expect("a folder").path())
        .collect();
    cases.sort();
    assert!(cases.len() >= 6, "the golden folders are missing");
    let wrong: Vec<String> = cases.iter().filter_map(|case| compare(case)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Runs a case; what differs, if anything does.
fn compare(case: &Path) -> Option<String> {
    let path = case.join("session.txt");
    let expected = fs::read_to_string(&path).expect("a session");
    let index = tempfile::tempdir().expect("a folder");
    let index_dir = index.path().join("index");
    let index_dir = index_dir.to_str().expect("a temporary folder's name is text");
    let built = run("search-index", case, &["build", "--quiet", "--corpus", "corpus", "--index", index_dir]);
    // 1: some files could not be read, which a case may want.
    assert!(matches!(built.status.code(), Some(0 | 1)), "{}: {}", case.display(), stderr(&built));
    let commands = expected.lines().filter_map(|line| line.strip_prefix("$ "));
    let actual: String = commands.map(|command| session(case, command, index_dir)).collect();
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &actual).expect("the session can be written");
        return None;
    }
    (actual != expected)
        .then(|| format!("{}\n--- expected\n{expected}\n--- printed\n{actual}", case.display()))
}

fn session(case: &Path, command: &str, index_dir: &str) -> String {
    let mut words = split(command);
    let name = words.remove(0);
    if name == "search" {
        words.extend(["--index".to_owned(), index_dir.to_owned()]);
    }
    let output = program(&name, case).args(words).output().expect("the program runs");
    let mut text = format!("$ {command}\n{}", stdout(&output));
    for line in stderr(&output).lines() {
        text.push_str(&format!("! {}\n", line.replace(index_dir, "INDEX")));
    }
    match output.status.code() {
        Some(0) => {}
        code => text.push_str(&format!("? {}\n", code.unwrap_or(-1))),
    }
    text.push('\n');
    text
}
