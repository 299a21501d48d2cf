//! Rows: an answer in each form.

use super::*;
use crate::language::LANGUAGES;
use crate::search::{Hit, Snippet};

fn answer() -> Answer {
    let text = "Binance kauft \u{1b}[1mTwitter";
    let german = LANGUAGES[0];
    let hit = Hit {
        path: "/home/anna/de/a b.md".into(),
        id: None,
        line: 7,
        language: german,
        title: "Über Twitter".into(),
        title_matches: one(6..13),
        score: 12.34,
        snippets: vec![
            Snippet { text: text.into(), matches: vec![0..7, 18..25], line: 7, language: german },
            Snippet { text: "推特".into(), matches: one(3..6), line: 9, language: LANGUAGES[3] },
        ],
    };
    let record = Hit { path: "/else/b.jsonl".into(), id: Some("r 1".into()), score: 0.5, ..hit.clone() };
    Answer { hits: vec![hit, Hit { snippets: Vec::new(), line: 1, ..record }], total: 5 }
}

fn one(span: std::ops::Range<usize>) -> Vec<std::ops::Range<usize>> {
    std::iter::once(span).collect()
}

#[track_caller]
fn check(format: Format, color: bool, expected: &str) {
    let style = Style { format, color, base: "/home/anna".into(), snippets: 1 };
    let asked = Asked { query: "Binance", id: None, first_rank: 3 };
    assert_eq!(written(|out| write_answer(out, &answer(), &asked, &style)), expected);
}

fn written(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).expect("memory takes all");
    String::from_utf8(out).expect("only text is written")
}

#[test]
fn blocks_for_a_terminal() {
    check(
        Format::Terminal { cells: 18 },
        false,
        "Über Twitter\nde/a b.md:7 · de\n  Binance kauft\n  ␛[1mTwitter\nde/a b.md:9 · zh\n  推特\n\n\
         Über Twitter\n/else/b.jsonl:1 · de · r 1\n\n",
    );
}

#[test]
fn colours() {
    let one = Answer {
        hits: vec![Hit { snippets: answer().hits[0].snippets[1..].to_vec(), ..answer().hits.remove(0) }],
        total: 1,
    };
    let style = Style { format: Format::Lines, color: true, base: "/".into(), snippets: 1 };
    let asked = Asked { query: "推", id: None, first_rank: 1 };
    let lines = written(|out| write_answer(out, &one, &asked, &style));
    assert_eq!(
        lines,
        "\u{1b}[35mhome/anna/de/a b.md\u{1b}[0m:\u{1b}[32m9\u{1b}[0m:推\u{1b}[1m\u{1b}[31m特\u{1b}[0m\n"
    );
}

#[test]
fn lines_for_programs() {
    check(
        Format::Lines,
        false,
        "de/a b.md:7:Binance kauft ␛[1mTwitter\nde/a b.md:9:推特\n/else/b.jsonl:1:Über Twitter\n",
    );
    check(
        Format::Vimgrep,
        false,
        "de/a b.md:7:1:Binance kauft ␛[1mTwitter\nde/a b.md:9:4:推特\n/else/b.jsonl:1:1:Über Twitter\n",
    );
    check(Format::Trec, false, "1 Q0 de/a_b.md 3 12.34 tetraglot\n1 Q0 r_1 4 0.5 tetraglot\n");
    check(Format::Paths(PathEnd::Line), false, "de/a b.md\n/else/b.jsonl\n");
    check(Format::Paths(PathEnd::Nul), false, "de/a b.md\0/else/b.jsonl\0");
}

#[test]
fn json_keeps_its_keys_in_order() {
    check(
        Format::Json,
        true,
        concat!(
            r#"{"query":"Binance","rank":3,"score":12.34,"path":"de/a b.md","id":null,"title":"Über Twitter","#,
            r#""language":"de","line":7,"snippet":"Binance kauft \u001b[1mTwitter","matches":["#,
            r#"{"start":0,"end":7,"text":"Binance"},{"start":18,"end":25,"text":"Twitter"}]}"#,
            "\n",
            r#"{"query":"Binance","rank":4,"score":0.5,"path":"/else/b.jsonl","id":"r 1","title":"Über Twitter","#,
            r#""language":"de","line":1,"snippet":"","matches":[]}"#,
            "\n"
        ),
    );
}

#[test]
fn json_of_a_batch_with_snippets() {
    let style = Style { format: Format::Json, color: false, base: "/".into(), snippets: 2 };
    let asked = Asked { query: "推特", id: Some("q7"), first_rank: 1 };
    let line = written(|out| write_answer(out, &answer(), &asked, &style));
    assert!(line.starts_with(r#"{"query":"推特","query_id":"q7","rank":1,"#), "{line}");
    let snippets =
        r#""snippets":[{"line":7,"language":"de","snippet":"Binance kauft \u001b[1mTwitter","matches":["#;
    assert!(line.contains(snippets), "{line}");
    assert!(line.lines().all(|line| line.ends_with("]}")), "{line}");
}

#[cfg(unix)]
#[test]
fn json_of_a_path_that_is_no_text() {
    use std::os::unix::ffi::OsStrExt;
    let mut answer = answer();
    answer.hits.truncate(1);
    answer.hits[0].path = std::ffi::OsStr::from_bytes(b"/home/anna/\xff.md").into();
    let style = Style { format: Format::Json, color: false, base: "/home/anna".into(), snippets: 1 };
    let asked = Asked { query: "x", id: None, first_rank: 1 };
    let line = written(|out| write_answer(out, &answer, &asked, &style));
    assert!(line.contains("\"path\":\"\u{fffd}.md\""), "{line}");
    assert!(line.ends_with("],\"path_bytes\":\"/y5tZA==\"}\n"), "{line}");
}

#[test]
fn totals_and_stats() {
    let asked = Asked { query: "x", id: Some("q"), first_rank: 1 };
    let total = |asked: &Asked, format| written(|out| write_total(out, 42, asked, format));
    assert_eq!(total(&asked, Format::Lines), "q\t42\n");
    assert_eq!(total(&Asked { id: None, ..asked }, Format::Lines), "42\n");
    assert_eq!(total(&asked, Format::Json), "{\"query\":\"x\",\"query_id\":\"q\",\"total\":42}\n");
    let stats = Stats { total: 42, seconds: 0.001_234_567, index_age_seconds: 60 };
    assert_eq!(
        written(|out| write_stats(out, &stats, &Asked { id: None, ..asked })),
        "{\"type\":\"stats\",\"query\":\"x\",\"total\":42,\"seconds\":0.001235,\"index_age_seconds\":60}\n"
    );
}
