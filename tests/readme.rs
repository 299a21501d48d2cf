//! The README's examples print what it says. UPDATE=1 rewrites it.

use crate::support::{program, root, run, stderr, stdout};
use std::fs;

const OPEN: &str = "```console\n";
const CLOSE: &str = "```\n";

#[test]
fn the_examples_are_true() {
    let path = root().join("README.md");
    let readme = fs::read_to_string(&path).expect("the README");
    let dir = tempfile::tempdir().expect("a folder");
    let index = dir.path().join("index");
    let index = index.to_str().expect("a temporary folder's name is text");
    let built = run("search-index", root(), &["build", "--quiet", "--index", index]);
    assert!(built.status.success(), "{}", stderr(&built));

    let mut actual = String::new();
    let mut examples = 0;
    for (number, piece) in readme.split(OPEN).enumerate() {
        if number == 0 {
            actual.push_str(piece);
            continue;
        }
        let (block, rest) = piece.split_once(CLOSE).expect("a block ends");
        let command =
            block.lines().next().and_then(|line| line.strip_prefix("$ ")).expect("a block has a command");
        actual.push_str(&format!("{OPEN}$ {command}\n{}{CLOSE}{rest}", answer(command, index)));
        examples += 1;
    }
    assert!(examples >= 5);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &actual).expect("the README can be written");
    } else {
        let pairs = actual.lines().zip(readme.lines());
        let differing = pairs.filter(|(actual, readme)| actual != readme).map(|(actual, _)| actual);
        let differing: Vec<&str> = differing.collect();
        assert!(actual == readme, "printed now, UPDATE=1 writes it: {differing:#?}");
    }
}

fn answer(command: &str, index: &str) -> String {
    let mut words = crate::support::split(command);
    let name = words.remove(0);
    let output =
        program(&name, root()).args(words).args(["--index", index]).output().expect("the program runs");
    // Why a file is no hit is an answer, too.
    let expected = if name == "search" { 0 } else { 1 };
    assert_eq!(output.status.code(), Some(expected), "{command}: {}", stderr(&output));
    stdout(&output)
}
