//! The real programs as scripts run them: JSON, batches, pipes.

use crate::sandbox::{Outcome, Sandbox};
use std::io::Write;

#[test]
fn hits_in_json() {
    let sandbox = Sandbox::new().built();
    let outcome = sandbox.search(&["--json", "--stats", "dragonfly"]);
    let [hit, stats] = &outcome.json()[..] else { panic!("{}", outcome.stdout) };
    let keys = ["query", "rank", "score", "path", "id", "title", "language", "line", "snippet", "matches"];
    let found: Vec<&str> = hit.as_object().expect("an object").keys().map(String::as_str).collect();
    assert!(keys.iter().all(|key| found.contains(key)) && found.len() == keys.len(), "{found:?}");
    let starts = outcome.stdout.starts_with("{\"query\":\"dragonfly\",\"rank\":1,\"score\":");
    assert!(starts, "{}", outcome.stdout);
    assert_eq!((hit["path"].as_str(), hit["id"].as_str()), (Some("corpus/notes.jsonl"), Some("n 1")));
    let (start, end) = (hit["matches"][0]["start"].as_u64(), hit["matches"][0]["end"].as_u64());
    let span = start.zip(end).map(|(start, end)| start as usize..end as usize).expect("a match");
    assert_eq!(&hit["snippet"].as_str().expect("a text")[span], "dragonfly");
    assert_eq!((stats["type"].as_str(), stats["total"].as_u64()), (Some("stats"), Some(1)));
}

#[test]
fn a_batch_answers_all_it_can() {
    let sandbox = Sandbox::new().built();
    let input = b"q1\tdragonfly\n\"open\nQuecksilberthermometer\n\xff\nmice";
    let outcome = sandbox.search_with(&["--batch", "-", "--format", "trec"], input);
    let names: Vec<&str> = outcome.stdout.lines().filter_map(|line| line.split(" tetra").next()).collect();
    assert!(names[0].starts_with("q1 Q0 n_1 1 "), "{}", outcome.stdout);
    assert!(names[1].starts_with("5 Q0 corpus/en/mice.md 1 "), "{}", outcome.stdout);
    assert_eq!((outcome.code, names.len()), (2, 2));
    assert!(outcome.stderr.starts_with("search: line 2: a quotation mark"), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("search: line 4: not UTF-8\n"), "{}", outcome.stderr);
    sandbox.write("queries.tsv", b"a 1\tdragonfly\r\nnone\tQuecksilberthermometer\r\n");
    sandbox.search(&["--batch", "queries.tsv", "-c"]).check(0, "a 1\t1\nnone\t0\n", "");
    let json = sandbox.search(&["--batch", "queries.tsv", "--json"]).json();
    assert_eq!(json[0]["query_id"], "a 1");
    sandbox.search_with(&["--batch", "-"], b"").check(1, "", "");
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let sandbox = Sandbox::new().built();
    let mut child = sandbox.command(env!("CARGO_BIN_EXE_search"), &["--batch", "-", "--json"]);
    let mut child = child.spawn().expect("search runs");
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().expect("a pipe");
    // The program may end before it has read all: that is what is tested.
    let _ = stdin.write_all("Twitter\n".repeat(5_000).as_bytes());
    drop(stdin);
    Outcome::from(child.wait_with_output().expect("search ends")).check(0, "", "");
}

#[test]
fn answers_do_not_wait_for_the_whole_batch() {
    use std::io::{BufRead, BufReader};
    let sandbox = Sandbox::new().built();
    // Who runs the tests in the background has them ignore interrupts, and so would the search.
    let search = env!("CARGO_BIN_EXE_search");
    let mut child = sandbox.command("/usr/bin/env", &["--default-signal=INT", search, "--batch", "-", "-c"]);
    let mut child = child.spawn().expect("search runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    let mut answers = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    for (query, expected) in [("dragonfly\n", "1\t1"), ("Twitter\n", "2\t3")] {
        stdin.write_all(query.as_bytes()).expect("search reads its input");
        assert_eq!(answers.next().expect("an answer").expect("it is text"), expected);
    }
    drop(stdin);
    assert!(child.wait().expect("search ends").success());
}

#[test]
fn the_same_query_gives_the_same_bytes() {
    let sandbox = Sandbox::new().built();
    let first = sandbox.search(&["--json", "Twitter"]);
    sandbox.search(&["--json", "Twitter"]).check(0, &first.stdout, "");
}

/// The keys of an object as they stand in its line.
fn keys(line: &str) -> String {
    // The parser sorts the keys of objects, so that the places of the keys tell their order.
    let object: serde_json::Map<String, serde_json::Value> = serde_json::from_str(line).expect("an object");
    let mut keys: Vec<(usize, &str)> = object
        .keys()
        .map(|key| (line.find(&format!("\"{key}\":")).expect("the key is in the line"), key.as_str()))
        .collect();
    keys.sort_unstable();
    keys.into_iter().map(|(_, key)| key).collect::<Vec<_>>().join(" ")
}

#[test]
fn keys_are_a_promise() {
    let sandbox = Sandbox::new().built();
    sandbox.write("queries.tsv", b"q1\tdragonfly\nq2\t\"open\n");
    let check = |arguments: &[&str], expected: &[&str]| {
        let outcome = sandbox.search(&[&["--json"], arguments].concat());
        assert_eq!(outcome.stdout.lines().map(keys).collect::<Vec<_>>(), expected, "{arguments:?}");
    };
    let hit = "query rank score path id title language line snippet matches";
    check(&["dragonfly"], &[hit]);
    check(&["dragonfly", "--snippets=2"], &[&format!("{hit} snippets")]);
    check(&["dragonfly", "--explain"], &[&format!("{hit} explanation")]);
    check(&["dragonfly", "--explain", "--snippets=2"], &[&format!("{hit} snippets explanation")]);
    check(&["dragonfly", "-c"], &["query total"]);
    let stats = "total seconds index_age_seconds completeness reason suggestion";
    check(&["dragonfly", "--stats"], &[hit, &format!("type query {stats}")]);
    let named = hit.replace("query", "query query_id");
    let fault = "type query query_id line message hint";
    check(&["--batch", "queries.tsv"], &[&named, fault]);
    check(&["--batch", "queries.tsv", "--stats"], &[&named, &format!("type query query_id {stats}"), fault]);
}

#[test]
fn keys_of_explanations_are_a_promise() {
    let sandbox = Sandbox::new().built();
    let line = sandbox.search(&["dragonfly", "--json", "--explain"]).stdout;
    let explanation =
        line.split_once("\"explanation\":").and_then(|(_, rest)| rest.trim_end().strip_suffix('}'));
    let explanation = explanation.expect("it comes last");
    let expected =
        "language odds others documents typical_words document_words stretch passage words length score";
    assert_eq!(keys(explanation), expected);
    let all: serde_json::Value = serde_json::from_str(explanation).expect("an object");
    let inner = |value: &serde_json::Value, expected: &[&str]| {
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(value.as_object().expect("an object").keys().collect::<Vec<_>>(), expected);
    };
    inner(&all["odds"][0], &["language", "odds", "factor"]);
    inner(&all["passage"], &["passage", "of", "line", "kind", "language"]);
    inner(&all["words"][0], &["word", "weight", "boost", "light", "idf", "share", "value", "adds", "ways"]);
    let way = &all["words"][0]["ways"][0];
    let of_way = ["way", "weight", "exactness", "frequency", "documents", "idf", "value", "mean_of", "forms"];
    inner(way, &of_way);
    inner(&way["forms"][0], &["form", "kind", "exactness", "frequency", "documents"]);
    inner(&all["score"], &["what", "value", "how", "parts"]);
}

#[test]
fn a_bad_line_has_a_record() {
    let sandbox = Sandbox::new().built();
    let outcome = sandbox.search_with(&["--batch", "-", "--json"], b"q1\tmice\nq2\t\"open\n\xff\nq4\tmice\n");
    let records = outcome.json();
    let ids: Vec<&str> = records.iter().filter_map(|record| record["query_id"].as_str()).collect();
    assert_eq!((ids, outcome.code), (vec!["q1", "q2", "3", "q4"], 2));
    assert_eq!((records[1]["type"].as_str(), records[1]["line"].as_u64()), (Some("fault"), Some(2)));
    assert!(records[1]["message"].as_str().is_some_and(|message| message.starts_with("a quotation mark")));
    assert_eq!((records[1]["query"].as_str(), records[2]["query"].as_str()), (Some("\"open"), Some("")));
}

#[test]
fn whether_an_answer_is_complete() {
    let sandbox = Sandbox::new().built();
    let check = |name: &str, reason: Option<&str>| {
        let stats = sandbox.search(&["--json", "--stats", "mice"]).json().pop().expect("a record");
        assert_eq!((stats["completeness"].as_str(), stats["reason"].as_str()), (Some(name), reason));
    };
    check("complete", None);
    sandbox.write_sparse("corpus/blob.txt", 65 << 20);
    assert_eq!(sandbox.search_index(&["build", "-q"]).code, 1);
    check("partial", Some("1 file could not be read"));
    sandbox.write("index-schema.toml", b"languages = [\"de\", \"en\"]\n");
    check("stale", Some("the index is of other folders or rules than the schema"));
    let note = sandbox.search(&["--stats", "mice"]).stderr;
    assert!(note.contains(" old, stale: the index is of other folders"), "{note}");
}

#[test]
fn manuals_and_completions() {
    let sandbox = Sandbox::empty();
    for what in ["man", "complete-bash", "complete-zsh", "complete-fish"] {
        for outcome in [sandbox.search(&["--generate", what]), sandbox.search_index(&["--generate", what])] {
            assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
            assert!(outcome.stdout.len() > 1_000, "{what}");
        }
    }
    let bash = sandbox.search(&["--generate", "complete-bash"]).stdout;
    assert!(bash.contains("de fr en zh") && bash.contains("text json trec vimgrep paths"), "{bash}");
    let manual = sandbox.search_index(&["--generate", "man"]).stdout;
    assert!(manual.contains(".SH \"PASSAGES\"") && manual.contains("\\-\\-memory"), "{manual}");
    sandbox.search(&["--generate", "pdf"]).check_error("invalid value 'pdf'", "complete-zsh");
}

#[test]
fn versions() {
    let sandbox = Sandbox::empty();
    let short = sandbox.search(&["-V"]);
    short.check(0, concat!("search ", env!("CARGO_PKG_VERSION"), "\n"), "");
    let long = sandbox.search(&["--version"]).stdout;
    assert!(long.starts_with(&short.stdout) && long.contains("\nanalysers "), "{long}");
    assert!(sandbox.search_index(&["--version"]).stdout.contains("\nindex format "));
}

#[cfg(target_os = "linux")]
#[test]
fn an_interrupt_ends_a_search() {
    use std::io::{BufRead, BufReader};
    use std::os::unix::process::ExitStatusExt;
    use std::process::Command;
    let sandbox = Sandbox::new().built();
    // Who runs the tests in the background has them ignore interrupts, and so would the search.
    let search = env!("CARGO_BIN_EXE_search");
    let mut child = sandbox.command("/usr/bin/env", &["--default-signal=INT", search, "--batch", "-", "-c"]);
    let mut child = child.spawn().expect("search runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(b"mice\n").expect("search reads its input");
    let mut answers = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    assert_eq!(answers.next().expect("an answer").expect("it is text"), "1\t1");
    let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(kill.expect("kill runs").success());
    // Shells make 130 of it.
    assert_eq!(child.wait().expect("search ends").signal(), Some(2));
}

#[test]
fn a_pipe_has_no_pager() {
    let sandbox = Sandbox::new().built();
    let plain = sandbox.search(&["mice"]);
    sandbox.search(&["mice", "--pager", "no-such-pager"]).check(0, &plain.stdout, "");
    sandbox.search(&["mice", "--no-pager"]).check(0, &plain.stdout, "");
}
