//! The life of an index: rebuilt, interrupted, written twice, damaged, of another version.

use crate::support::{folder, index, schema};
use std::fs;
use std::path::{Path, PathBuf};
use tetraglot::error::Error;
use tetraglot::index::{BuildOptions, Index, IndexBuilder, build, check_files};
use tetraglot::query::Query;
use tetraglot::search::{SearchOptions, search};

fn count(index: &Index, query: &str) -> u64 {
    let query = Query::parse(query).expect("a sound query");
    search(index, &query, &SearchOptions::default()).expect("the index can be searched").total
}

fn generations(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).expect("the index folder").map(|entry| entry.expect("an entry").path());
    entries.filter(|path| path.is_dir()).collect()
}

#[test]
fn a_rebuild_leaves_readers_alone() {
    let corpus = folder(&[("a.txt", "Zahlung")]);
    let dir = tempfile::tempdir().expect("a folder");
    let old = index(corpus.path(), dir.path());
    fs::write(corpus.path().join("b.txt"), "Zahlungen").expect("a second file");
    let new = index(corpus.path(), dir.path());
    assert_eq!((count(&old, "Zahlung"), count(&new, "Zahlung")), (1, 2));
    assert_eq!(generations(dir.path()).len(), 1, "the old generation is removed");
}

#[test]
fn an_unfinished_build_changes_nothing() {
    let corpus = folder(&[("a.txt", "Zahlung")]);
    let dir = tempfile::tempdir().expect("a folder");
    index(corpus.path(), dir.path());
    let schema = schema(corpus.path(), dir.path());
    drop(IndexBuilder::create(dir.path(), &schema, 0).expect("a second build begins"));
    assert_eq!(count(&Index::open(dir.path()).expect("the index is whole"), "Zahlung"), 1);
    assert_eq!(generations(dir.path()).len(), 1, "nothing is left lying about");
}

#[test]
fn what_a_killed_build_left_is_tidied_up() {
    let corpus = folder(&[("a.txt", "Zahlung")]);
    let dir = tempfile::tempdir().expect("a folder");
    index(corpus.path(), dir.path());
    fs::create_dir(dir.path().join("generation-7")).expect("a leftover");
    assert_eq!(count(&Index::open(dir.path()).expect("a leftover harms nothing"), "Zahlung"), 1);
    index(corpus.path(), dir.path());
    assert_eq!(generations(dir.path()).len(), 1);
}

#[test]
fn one_writer_at_a_time() {
    let corpus = folder(&[("a.txt", "Zahlung")]);
    let dir = tempfile::tempdir().expect("a folder");
    let schema = schema(corpus.path(), dir.path());
    let first = IndexBuilder::create(dir.path(), &schema, 0).expect("the first writer");
    let second = IndexBuilder::create(dir.path(), &schema, 0);
    assert!(matches!(second, Err(Error::Locked(_))));
    drop(first);
    assert!(IndexBuilder::create(dir.path(), &schema, 0).is_ok());
}

#[test]
fn answers_do_not_depend_on_threads() {
    let texts: Vec<String> =
        (0..40).map(|number| "Zahlung und Übernahme. ".repeat(1 + number * 37 % 50)).collect();
    let names: Vec<String> = (0..40).map(|number| format!("{number:02}.txt")).collect();
    let files: Vec<(&str, &str)> =
        names.iter().zip(&texts).map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let corpus = folder(&files);
    let mut answers = Vec::new();
    for threads in [1, 2, 5] {
        let dir = tempfile::tempdir().expect("a folder");
        let schema = schema(corpus.path(), dir.path());
        let options = BuildOptions { threads, ..BuildOptions::default() };
        let report = build(&schema, &options, &mut |_| {}).expect("the folder can be indexed");
        assert_eq!((report.files, report.documents), (40, 40));
        let index = Index::open(dir.path()).expect("the index can be opened");
        let query = Query::parse("Zahlung").expect("a sound query");
        let options = SearchOptions { limit: 30, ..SearchOptions::default() };
        answers.push(search(&index, &query, &options).expect("an answer"));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2]);
}

#[test]
fn ties_are_in_the_order_of_paths() {
    let names: Vec<String> = (0..40).rev().map(|number| format!("{number:02}.txt")).collect();
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "Zahlung")).collect();
    let corpus = folder(&files);
    let dir = tempfile::tempdir().expect("a folder");
    let index = index(corpus.path(), dir.path());
    let query = Query::parse("Zahlung").expect("a sound query");
    let options = SearchOptions { limit: 7, offset: 5, ..SearchOptions::default() };
    let hits = search(&index, &query, &options).expect("an answer").hits;
    let names: Vec<String> =
        hits.iter().map(|hit| hit.path.file_name().expect("a name").to_string_lossy().into_owned()).collect();
    assert_eq!(names, ["05.txt", "06.txt", "07.txt", "08.txt", "09.txt", "10.txt", "11.txt"]);
}

#[test]
fn no_index_and_a_damaged_one() {
    let dir = tempfile::tempdir().expect("a folder");
    assert!(matches!(Index::open(dir.path()), Err(Error::NoIndex(_))));
    fs::write(dir.path().join("current"), "generation-1\n").expect("a line");
    assert!(matches!(Index::open(dir.path()), Err(Error::Damaged { .. })));
    fs::write(dir.path().join("current"), "../elsewhere\n").expect("a line");
    assert!(matches!(Index::open(dir.path()), Err(Error::Damaged { .. })));
}

#[test]
fn an_index_of_another_version_says_so() {
    let corpus = folder(&[("a.txt", "Zahlung")]);
    let dir = tempfile::tempdir().expect("a folder");
    index(corpus.path(), dir.path());
    let meta = generations(dir.path())[0].join("meta.json");
    let text = fs::read_to_string(&meta).expect("what the index says of itself");
    let text = &text[..text.rfind("xxh3 ").expect("the sum stands on the last line")];
    let replace = |from: &str, to: &str| {
        assert!(text.contains(from), "{from} is not in {text}");
        let text = text.replace(from, to);
        fs::write(&meta, format!("{text}xxh3 {:016x}\n", xxhash_rust::xxh3::xxh3_64(text.as_bytes())))
            .expect("a changed file");
        Index::open(dir.path()).err().expect("a refusal")
    };
    assert!(matches!(replace("\\\"format\\\":7", "\\\"format\\\":99"), Error::Format { .. }));
    // Before there were sums, a file ended with what is now the line before.
    fs::write(&meta, text.replace("\\\"format\\\":7", "\\\"format\\\":2"))
        .expect("a file of an earlier version");
    for error in [Index::open(dir.path()).err(), check_files(dir.path()).err()] {
        let error = error.expect("a refusal");
        assert!(error.to_string().contains("was written by tetraglot 0."), "{error}");
        assert!(error.hint().is_some_and(|hint| hint.contains("search-index build")));
    }
    let fingerprint = tetraglot::language::fingerprint();
    assert!(matches!(replace(&fingerprint, "other"), Error::Fingerprint(_)));
}

#[test]
fn an_index_can_move_with_its_corpus() {
    let project = folder(&[("corpus/a.txt", "Zahlung")]);
    index(&project.path().join("corpus"), &project.path().join(".search-index"));
    let parent = tempfile::tempdir().expect("a folder");
    let moved = parent.path().join("moved");
    fs::rename(project.path(), &moved).expect("the project moves");
    let index = Index::open(&moved.join(".search-index")).expect("the index is still there");
    let query = Query::parse("Zahlung").expect("a sound query");
    let hits = search(&index, &query, &SearchOptions::default()).expect("an answer").hits;
    assert_eq!(hits[0].path.canonicalize().ok(), moved.join("corpus/a.txt").canonicalize().ok());
}

#[test]
fn a_long_document_is_shown_page_by_page() {
    let filler = "Nichts Besonderes steht in diesem Absatz, er füllt nur die Seite.\n\n".repeat(6000);
    let text = format!("{filler}Hier steht die Rückruffunktion.\n\n{filler}");
    let corpus = folder(&[("long.txt", &text)]);
    let dir = tempfile::tempdir().expect("a folder");
    let index = index(corpus.path(), dir.path());
    let query = Query::parse("Rückruffunktion").expect("a sound query");
    let hits = search(&index, &query, &SearchOptions::default()).expect("an answer").hits;
    assert_eq!(hits[0].snippets[0].text, "Hier steht die Rückruffunktion.");
    assert_eq!(hits[0].line, 12_001);
}
