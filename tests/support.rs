//! A sealed place to run the programs in, and an index of our own corpus.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;
use tempfile::TempDir;
use tetraglot::index::{BuildOptions, Index, build};
use tetraglot::schema::Schema;

/// The project's root.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// One of the two programs, in a folder, with nothing of this machine's environment.
pub fn program(name: &str, dir: &Path) -> Command {
    let path = match name {
        "search" => env!("CARGO_BIN_EXE_search"),
        "search-index" => env!("CARGO_BIN_EXE_search-index"),
        other => panic!("there is no program {other}"),
    };
    let mut command = Command::new(path);
    command.current_dir(dir).env_clear().env("HOME", dir).env("LANG", "C.UTF-8");
    command
}

/// Runs a program to its end.
pub fn run(name: &str, dir: &Path, args: &[&str]) -> Output {
    program(name, dir).args(args).output().expect("the program starts")
}

/// Standard output as text.
pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("the output is UTF-8")
}

/// Standard error as text.
pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("the messages are UTF-8")
}

/// The schema of some corpus folder with an index folder, otherwise the default.
pub fn schema(corpus: &Path, index_dir: &Path) -> Schema {
    let mut schema = Schema::built_in(root());
    schema.corpus.dirs = vec![corpus.to_path_buf()];
    schema.index_dir = index_dir.to_path_buf();
    schema
}

/// Indexes a folder.
pub fn index(corpus: &Path, index_dir: &Path) -> Index {
    let schema = schema(corpus, index_dir);
    build(&schema, &BuildOptions::default(), &mut |_| {}).expect("the folder can be indexed");
    Index::open(index_dir).expect("the index can be opened")
}

/// A folder with files in it.
pub fn folder(files: &[(&str, &str)]) -> TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in files {
        let path: PathBuf = dir.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("the folder can be made");
        std::fs::write(path, text).expect("the file can be written");
    }
    dir
}

/// An index of our own corpus, made once.
pub fn own_corpus() -> &'static Index {
    static INDEX: LazyLock<(TempDir, Index)> = LazyLock::new(|| {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let index = index(&root().join("corpus"), &dir.path().join("index"));
        (dir, index)
    });
    &INDEX.1
}

/// Splits a command at blanks outside of quotation marks, single or double, which are taken off. An apostrophe inside a word is
/// itself.
pub fn split(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut open = None;
    for c in command.chars() {
        match (c, open) {
            ('\'' | '"', None) if words.last().is_some_and(String::is_empty) => open = Some(c),
            (_, Some(quote)) if c == quote => open = None,
            (' ', None) => words.push(String::new()),
            _ => words.last_mut().expect("there is a word").push(c),
        }
    }
    words
}
