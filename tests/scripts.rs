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
    let mut child = sandbox.command(env!("CARGO_BIN_EXE_search"), &["--batch", "-", "-c"]);
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
