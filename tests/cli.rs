//! The real programs: exit codes, places, errors, what `search-index` tells.

use crate::sandbox::{Outcome, Sandbox};
use serde_json::json;
use std::fs::{self, File};

#[test]
fn the_first_search_builds_the_index() {
    let sandbox = Sandbox::new();
    let first = sandbox.search(&["-l", "Twitter"]);
    assert_eq!((first.code, first.stdout.lines().count()), (0, 3), "{}", first.stderr);
    assert!(first.stderr.starts_with("search: no index yet; building .search-index\n"), "{}", first.stderr);
    assert!(first.stderr.contains("5 files, 5 documents, "), "{}", first.stderr);
    let second = sandbox.search(&["-l", "Twitter"]);
    second.check(0, &first.stdout, "");
}

#[test]
fn exit_status() {
    let sandbox = Sandbox::new().built();
    assert_eq!(sandbox.search(&["Twitter"]).code, 0);
    sandbox.search(&["Quecksilberthermometer"]).check(1, "", "");
    sandbox.search(&["-c", "Quecksilberthermometer"]).check(1, "0\n", "");
    sandbox
        .search(&["\"open"])
        .check_error("search: a quotation mark without its partner at column 1", "close it");
    sandbox.search(&["--jsn", "a"]).check_error("search: unexpected argument '--jsn' found", "'--json'");
    sandbox.search(&["-L", "xx", "a"]).check_error("unknown language", "known languages are de, ");
    sandbox.search(&["a", "-0"]).check_error("-0 ends paths", "-l");
    sandbox.search(&["-Musk"]).check_error("there is no option -M", "search Twitter -Musk");
    sandbox.search(&["--batch", "none.tsv"]).check_error("none.tsv: ", "the name");
}

#[test]
fn faults_of_queries_stand_under_their_column() {
    let sandbox = Sandbox::new().built();
    let faulty = sandbox.search(&["马斯克", "AND"]);
    let expected = "search: nothing after AND at column 8\n  马斯克 AND\n         ^\nhint: as a word: and; the \
        operator stands between two words\n";
    faulty.check(2, "", expected);
    sandbox.search(&["title:"]).check_error("nothing in the field title: at column 1", "title\\:");
    sandbox.search(&["Twitter NOT"]).check_error("nothing after NOT at column 9", "before what must not occur");
    sandbox.search(&["titel:Musk"]).check_error("unknown field titel:", "title:, path: and lang:");
    sandbox.search(&["wall^0"]).check_error("a weight that is none at column 5", "word^2");
}

#[test]
fn the_query_language_at_the_command_line() {
    let sandbox = Sandbox::new().built();
    let count = |query: &[&str]| sandbox.search(&[&["-c"], query].concat()).stdout;
    assert_eq!(count(&["Twitter", "AND", "NOT", "Musk"]), "2\n");
    assert_eq!(count(&["Netz*", "-title:Netzwerk"]), "1\n");
    assert_eq!(count(&["Twiter~1", "-lang:zh"]), "2\n");
    assert_eq!(count(&["(推特 OR mice)", "path:zh"]), "2\n");
    assert_eq!(count(&["+(推特 OR mice)", "+path:zh"]), "1\n");
    sandbox.search(&["-l", "lang:en", "m*s museum~"]).check_error("a * that is not at the end", "wall*");
    sandbox.search(&["-l", "lang:en", "mi* museun~"]).check(0, "corpus/en/mice.md\n", "");
}

#[test]
fn without_a_project() {
    let sandbox = Sandbox::empty();
    sandbox.search(&["a"]).check_error("no index-schema.toml here", "`search-index init`");
    sandbox.search(&["--index", "none", "a"]).check_error("none: no index here", "search-index build");
    sandbox.search_index(&["build", "--corpus", "none"]).check_error("no index-schema.toml", "--index DIR");
    sandbox
        .search_index(&["build", "--corpus", "none", "--index", "index"])
        .check_error("none: no such corpus", "--corpus");
    assert!(!sandbox.path("index").exists());
    sandbox.write("texts/a.md", b"a dragonfly");
    sandbox.search(&["--corpus", "texts", "--index", "index", "-l", "dragonfly"]);
    sandbox.search(&["--index", "index", "-l", "dragonfly"]).check(0, "texts/a.md\n", "");
}

#[test]
fn an_index_has_a_folder_of_its_own() {
    let sandbox = Sandbox::new();
    let build = |index: &str| sandbox.search_index(&["build", "-q", "--index", index]);
    build("corpus").check_error("corpus: the index folder holds the corpus", ".search-index");
    build(".").check_error(".: the index folder holds the corpus", ".search-index");
    build("/").check_error("/: the index folder holds the corpus", ".search-index");
    sandbox.write("letters/a.md", b"not for the index");
    build("letters").check_error("letters: neither empty nor an index", ".search-index");
    sandbox.search(&["--index", "letters", "a"]);
    let kept = fs::read_dir(sandbox.path("letters")).expect("it is there").count();
    assert_eq!((kept, sandbox.path("corpus/.gitignore").exists()), (1, false));
    fs::create_dir(sandbox.path("empty")).expect("a folder");
    build("empty").check(0, "", "");
    build("empty").check(0, "", "");
}

#[test]
fn which_documents() {
    let sandbox = Sandbox::new().built();
    let check = |arguments: &[&str], paths: &[&str]| {
        let outcome = sandbox.search(&[&["-l"], arguments].concat());
        let mut found: Vec<&str> = outcome.stdout.lines().collect();
        found.sort_unstable();
        assert_eq!(found, paths, "{arguments:?} {}", outcome.stderr);
    };
    check(&["Twitter", "-Musk"], &["corpus/de/zahlung.md", "corpus/zh/twitter.md"]);
    check(&["-L", "de", "Twitter"], &["corpus/de/musk.md", "corpus/de/zahlung.md"]);
    check(&["-Lde,zh", "推特"], &["corpus/zh/twitter.md"]);
    check(&["museums"], &["corpus/en/mice.md"]);
    check(&["--", "mice"], &["corpus/en/mice.md"]);
}

#[test]
fn globs_and_exact_words() {
    let sandbox = Sandbox::new().built();
    let count = |arguments: &[&str]| sandbox.search(&[arguments, &["-c"]].concat()).stdout;
    assert_eq!(count(&["Twitter", "--in", "de/**"]), "2\n");
    assert_eq!(count(&["Twitter", "--in", "de/**", "--in", "zh"]), "3\n");
    assert_eq!(count(&["museums", "--exact"]), "0\n");
    sandbox.search(&["Twitter", "--in", "[a"]).check_error("malformed glob \"[a\"", "[[]");
}

#[test]
fn init_then_build_then_search() {
    let sandbox = Sandbox::empty();
    sandbox.write("letter.txt", "The quagga is a German zebra.".as_bytes());
    let init = sandbox.search_index(&["init"]);
    assert_eq!((init.stdout.as_str(), init.code), ("index-schema.toml\n", 0), "{}", init.stderr);
    sandbox.search_index(&["init"]).check_error("index-schema.toml: there is a schema already", "remove it");
    let build = sandbox.search_index(&["build"]);
    assert_eq!((build.stdout.as_str(), build.code), ("", 0));
    assert!(build.stderr.starts_with("1 file, 1 document, 1 passage ("), "{}", build.stderr);
    assert_eq!(build.stderr.lines().count(), 1);
    sandbox.search(&["-l", "German"]).check(0, "letter.txt\n", "");
}

/// More bytes than the default schema takes.
const TOO_LARGE: u64 = 65 << 20;

#[test]
fn files_that_fail() {
    let sandbox = Sandbox::new();
    sandbox.write_sparse("corpus/blob.txt", TOO_LARGE);
    let build = sandbox.search_index(&["build"]);
    assert_eq!(build.code, 1, "{}", build.stderr);
    let first = build.stderr.lines().next().expect("a line");
    assert!(first.ends_with("corpus/blob.txt: has 68157440 bytes, the limit is 67108864"), "{first}");
    assert!(build.stderr.trim_end().ends_with(", 1 failure"), "{}", build.stderr);
    let status = sandbox.search_index(&["status", "--json"]).json();
    assert_eq!(status[0]["failures"][0]["path"], "blob.txt");
}

#[test]
fn files_that_are_no_text_are_skipped() {
    let sandbox = Sandbox::new();
    sandbox.write("corpus/image.png", b"\x89PNG\r\n\x1a\n\x00\x00");
    let build = sandbox.search_index(&["build"]);
    assert_eq!(build.code, 0, "{}", build.stderr);
    assert!(build.stderr.trim_end().ends_with(", 0 failures, 1 file skipped (no text)"), "{}", build.stderr);
    let status = sandbox.search_index(&["status", "--json"]).json();
    assert_eq!(status[0]["skipped"][0]["path"], "image.png");
}

#[test]
fn many_files_that_fail_are_not_all_named() {
    let sandbox = Sandbox::new();
    (0..25).for_each(|number| sandbox.write_sparse(&format!("corpus/blob-{number}.txt"), TOO_LARGE));
    let build = sandbox.search_index(&["build", "--quiet"]);
    assert_eq!((build.code, build.stderr.lines().count()), (1, 21), "{}", build.stderr);
    assert!(build.stderr.ends_with("and 5 more; see `search-index status`\n"), "{}", build.stderr);
}

#[test]
fn one_writer_at_a_time() {
    let sandbox = Sandbox::new().built();
    let lock = File::create(sandbox.path(".search-index/lock")).expect("the lock can be opened");
    lock.lock().expect("nobody else writes");
    sandbox.search_index(&["build"]).check_error("another search-index is writing", "wait");
    assert_eq!(sandbox.search(&["Twitter"]).code, 0, "readers are not disturbed");
}

#[test]
fn the_environment_names_a_schema() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.path("elsewhere")).expect("a folder");
    let mut command = sandbox.command(env!("CARGO_BIN_EXE_search"), &["-c", "mice"]);
    command.current_dir(std::env::temp_dir()).env("SEARCH_SCHEMA", sandbox.path("index-schema.toml"));
    assert_eq!(Outcome::from(command.output().expect("search runs")).stdout, "1\n");
    let mut command = sandbox.command(env!("CARGO_BIN_EXE_search"), &["-c", "mice"]);
    assert_eq!(
        Outcome::from(command.current_dir(sandbox.path("corpus/de")).output().expect("search runs")).code,
        0
    );
    sandbox.search(&["--schema", "none.toml", "a"]).check_error("none.toml: cannot read the schema", "init");
}

#[test]
fn status() {
    let sandbox = Sandbox::new();
    sandbox.search_index(&["status"]).check_error("no index here", "search-index build");
    let sandbox = sandbox.built();
    let text = sandbox.search_index(&["status"]);
    assert!(text.stdout.contains("documents    5 in 5 files\n"), "{}", text.stdout);
    let status = &sandbox.search_index(&["status", "--json"]).json()[0];
    assert_eq!((status["documents"].as_u64(), status["files"].as_u64()), (Some(5), Some(5)));
    let languages = status["languages"].as_array().expect("a list");
    let passages: u64 = languages.iter().filter_map(|counts| counts["passages"].as_u64()).sum();
    assert_eq!(status["passages"].as_u64(), Some(passages));
    assert!(status["disk_bytes"].as_u64() > Some(0) && status["fingerprint"].is_string());
}

#[test]
fn passages() {
    let sandbox = Sandbox::new();
    let text = sandbox.search_index(&["passages", "corpus/de/zahlung.md"]);
    let rows: Vec<Vec<&str>> = text.stdout.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!(rows[0][0..2], ["1", "de"]);
    assert_eq!(rows[0][3..], ["title", "Zahlungen im Netzwerk"]);
    assert_eq!((rows[1][0], rows[1][3]), ("3", "prose"));
    let json = sandbox.search_index(&["passages", "corpus/notes.jsonl", "--json"]).json();
    assert_eq!(json[0]["id"], "n 1");
    sandbox.search_index(&["passages", "none.md"]).check_error("none.md: ", "the name");
}

#[test]
fn analyze() {
    let sandbox = Sandbox::empty();
    let text = sandbox.search_index(&["analyze", "--lang", "de", "Häuser"]);
    text.check(0, "häuser\texact\t0\t0..7\tde\nhaus\tstem\t0\t0..7\tde\nhaeuser\tvariant\t0\t0..7\tde\n", "");
    let detected = sandbox.search_index(&["analyze", "--json", "马斯克收购了推特"]).json();
    assert!(detected.iter().all(|token| token["language"] == "zh"), "{detected:?}");
    sandbox.search_index(&["analyse", "x"]).check_error("unrecognized subcommand 'analyse'", "'analyze'");
}

#[test]
fn status_tells_how_far_the_index_is_behind() {
    let sandbox = Sandbox::new().built();
    let stale = || sandbox.search_index(&["status", "--json"]).json()[0]["stale"].clone();
    let expect = |new: u64, changed: u64, deleted: u64| json!({"new": new, "changed": changed, "deleted": deleted, "rules": false, "unknown": null});
    assert_eq!(stale(), expect(0, 0, 0));
    assert!(sandbox.search_index(&["status"]).stdout.contains("\nstale        nothing\n"));
    sandbox.write("corpus/new.md", b"a dragonfly");
    sandbox.write("corpus/en/mice.md", b"No mice.");
    fs::remove_file(sandbox.path("corpus/notes.jsonl")).expect("a file goes");
    assert_eq!(stale(), expect(1, 1, 1));
    let text = sandbox.search_index(&["status", "--index", ".search-index"]).stdout;
    assert!(text.contains("\nstale        1 new, 1 changed, 1 deleted\n"), "{text}");
    sandbox.write("index-schema.toml", b"[passages]\nmax-chars = 200");
    assert_eq!(stale()["rules"], true);
    fs::remove_dir_all(sandbox.path("corpus")).expect("the corpus goes");
    assert!(stale()["unknown"].as_str().is_some_and(|why| why.contains("no such corpus folder")));
}

#[test]
fn status_tells_sizes_and_the_last_run() {
    let sandbox = Sandbox::new().built();
    let status = &sandbox.search_index(&["status", "--json"]).json()[0];
    let sizes = status["sizes"].as_object().expect("sizes by part");
    assert_eq!(sizes.keys().collect::<Vec<_>>(), ["columns", "positions", "rest", "terms", "text"]);
    let total: u64 = sizes.values().filter_map(|size| size.as_u64()).sum();
    assert_eq!(Some(total), status["disk_bytes"].as_u64());
    assert!(sizes.values().all(|size| size.as_u64() > Some(0)));
    assert_eq!(status["last_run"]["command"], "build");
    assert!(status["last_run"]["seconds"].is_number());
}
