//! The arrows between modules, by plain text search: what is left of a module may be imported, nothing else.

use crate::support::root;
use std::fs;
use std::path::{Path, PathBuf};

/// From left to right. A module imports only from its left.
const ORDER: [&str; 10] =
    ["analysis", "language", "schema", "document", "query", "error", "index", "search", "print", "cli"];

/// What measures the engine, as anyone could.
const MEASURING: [&str; 4] = ["benches", "bench/src", "eval/src", "figures/src"];

const MAX_LINES: usize = 400;

#[test]
fn modules_import_from_their_left() {
    for source in sources() {
        let Some(own) = ORDER.iter().position(|module| *module == source.module) else { continue };
        for (other, module) in ORDER.iter().enumerate() {
            let imports = source.code.contains(&format!("crate::{module}"));
            assert!(!imports || other <= own, "{} imports {module}, which is right of it", source.name());
        }
    }
}

#[test]
fn foreign_names_stay_in_their_rooms() {
    let rooms: [(&[&str], &[&str]); 3] = [
        (&["tantivy"], &["index", "search", "error"]),
        (&["lingua"], &["language"]),
        (&["clap", "env::args", "stdout()", "ExitCode", "process::exit"], &["cli", "bin"]),
    ];
    for source in sources() {
        for (names, modules) in rooms {
            for name in names {
                let named = source.code.lines().any(|line| names_crate(line, name));
                assert!(
                    !named || modules.contains(&source.module.as_str()),
                    "{} names {name}",
                    source.name()
                );
            }
        }
    }
}

/// Whether a line of code names something as a word of its own.
fn names_crate(line: &str, name: &str) -> bool {
    line.match_indices(name).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + name.len()..].chars().next();
        let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '"');
        !is_part(before) && !is_part(after)
    })
}

#[test]
fn languages_are_named_in_their_files_only() {
    let words = ["German", "French", "Chinese", "English", "\"de\"", "\"fr\"", "\"zh\"", "\"en\""];
    for source in sources().iter().filter(|source| source.module != "language") {
        for word in words {
            assert!(!source.code.contains(word), "{} names a language: {word}", source.name());
        }
    }
}

#[test]
fn the_measuring_programs_are_strangers() {
    for source in MEASURING.into_iter().flat_map(sources_of) {
        for name in ["tantivy", "lingua", "include!", "#[path"] {
            assert!(!source.code.contains(name), "{} reaches behind the library: {name}", source.name());
        }
        let clap_rooms = ["arguments", "places", "main"];
        let names_clap = source.code.lines().any(|line| names_crate(line, "clap"));
        assert!(!names_clap || clap_rooms.contains(&source.module.as_str()), "{} names clap", source.name());
    }
}

#[test]
fn no_file_is_a_magazine() {
    for source in all_sources() {
        let lines = source.text.lines().count();
        assert!(lines <= MAX_LINES, "{} has {lines} lines", source.name());
    }
}

#[test]
fn no_room_is_named_after_nothing() {
    for source in all_sources() {
        for name in ["util", "utils", "common", "helpers", "misc"] {
            let is_named = source
                .path
                .components()
                .any(|part| part.as_os_str().to_string_lossy().split('.').next() == Some(name));
            assert!(!is_named, "{} says nothing", source.name());
        }
    }
}

struct Source {
    /// Below the folder of sources.
    path: PathBuf,
    /// The first folder or file in it.
    module: String,
    text: String,
    /// Without comments and tests.
    code: String,
}

impl Source {
    fn name(&self) -> String {
        self.path.display().to_string()
    }
}

fn sources() -> Vec<Source> {
    let sources = sources_of("src");
    assert!(sources.len() > 40, "the sources are found");
    sources
}

fn all_sources() -> Vec<Source> {
    sources().into_iter().chain(MEASURING.into_iter().flat_map(sources_of)).collect()
}

fn sources_of(folder: &str) -> Vec<Source> {
    let folder = root().join(folder);
    let mut paths = Vec::new();
    collect(&folder, &mut paths);
    assert!(!paths.is_empty(), "{} holds sources", folder.display());
    paths.into_iter().map(|path| source(&folder, path)).collect()
}

fn collect(dir: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, paths);
        } else {
            paths.push(path);
        }
    }
}

fn source(folder: &Path, path: PathBuf) -> Source {
    let relative = path.strip_prefix(folder).expect("a source").to_path_buf();
    let text = fs::read_to_string(&path).expect("a source is text");
    let first = relative.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
    let is_test = relative.components().any(|part| part.as_os_str().to_string_lossy().starts_with("tests"));
    let without_tests = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let lines = without_tests.lines().filter(|line| !line.trim_start().starts_with("//"));
    let code = if is_test { String::new() } else { lines.collect::<Vec<_>>().join("\n") };
    Source { path: relative, module: first.trim_end_matches(".rs").to_owned(), text, code }
}
