//! Rows: an answer in each form.

use super::*;
use crate::document::PassageKind;
use crate::language::LANGUAGES;
use crate::search::{Explanation, Form, Hit, How, MatchedWay, Odds, Part, Place, Snippet, Sought, Stretch};
use crate::search::{Hindrance, NoHits, SoughtIn, SoughtWord, Suggestion, Without};

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
            Snippet { text: text.into(), matches: vec![0..7, 18..25], line: 7, column: 5, language: german },
            Snippet { text: "推特".into(), matches: one(3..6), line: 9, column: 4, language: LANGUAGES[3] },
        ],
        explanation: None,
    };
    let record = Hit { path: "/else/b.jsonl".into(), id: Some("r 1".into()), score: 0.5, ..hit.clone() };
    Answer { hits: vec![hit, Hit { snippets: Vec::new(), line: 1, ..record }], total: 5 }
}

fn one(span: std::ops::Range<usize>) -> Vec<std::ops::Range<usize>> {
    std::iter::once(span).collect()
}

/// No colours, no links, one snippet.
fn style(format: Format, base: &str) -> Style {
    Style { format, color: false, base: base.into(), snippets: 1, link: None }
}

#[track_caller]
fn check(format: Format, color: bool, expected: &str) {
    let style = Style { color, ..style(format, "/home/anna") };
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
        Format::Terminal { cells: 22 },
        false,
        "Über Twitter\nde/a b.md\n  7 de  Binance kauft\n        ␛[1mTwitter\n  9 zh  推特\n\
         ──────────────────────\nÜber Twitter\n/else/b.jsonl · r 1\n",
    );
}

#[test]
fn blocks_in_colours() {
    let style = Style { color: true, ..style(Format::Terminal { cells: 40 }, "/home/anna") };
    let asked = Asked { query: "推特", id: Some("q1"), first_rank: 1 };
    let shown = written(|out| write_answer(out, &answer(), &asked, &style)).replace('\u{1b}', "␛");
    let expected = [
        "␛[1m␛[7m q1: 推特 ␛[0m",
        "␛[1mÜber ␛[0m␛[1m␛[4mTwitter␛[0m",
        "␛[35mde/a b.md␛[0m",
        "  ␛[32m7␛[0m de  ␛[1m␛[31mBinance␛[0m␛[2m kauft ␛[1m␛[0m␛[1m␛[31mTwitter␛[0m",
        "  ␛[32m9␛[0m zh  ␛[2m推␛[0m␛[1m␛[31m特␛[0m",
        "␛[2m────────────────────────────────────────␛[0m",
        "␛[1mÜber ␛[0m␛[1m␛[4mTwitter␛[0m",
        "␛[35m/else/b.jsonl␛[0m␛[2m · r 1␛[0m",
        "",
        "",
    ];
    assert_eq!(shown.split('\n').collect::<Vec<_>>(), expected);
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    use unicode_width::UnicodeWidthStr;
    let odd = "שלום עולם 👩‍👩‍👧 e\u{301}e\u{301} ＡＢＣ 推特推特推特推特推特 supercalifragilisticexpialidocious \u{202e}abc \u{1b}[31m";
    let mut hit = answer().hits.remove(0);
    hit.title = odd.repeat(3);
    hit.title_matches = Vec::new();
    hit.snippets[0] = Snippet { text: odd.repeat(5), matches: one(0..8), ..hit.snippets[0].clone() };
    let answer = Answer { hits: vec![hit.clone(), hit], total: 2 };
    let asked = Asked { query: "x", id: None, first_rank: 1 };
    for cells in [24, 60, 80, 200] {
        let style = style(Format::Terminal { cells }, "/home/anna");
        let shown = written(|out| write_answer(out, &answer, &asked, &style));
        assert!(!shown.contains(['\u{1b}', '\u{202e}']));
        assert_eq!(shown.lines().find(|line| line.width() > cells), None);
    }
}

#[test]
fn links() {
    let link = LinkFormat::parse("kitty", |_| String::new()).expect("a format that is known");
    let one = Answer { hits: vec![answer().hits.remove(1)], total: 1 };
    let asked = Asked { query: "x", id: None, first_rank: 1 };
    let shown = |format| {
        let style = Style { link: link.clone(), ..style(format, "/else") };
        written(|out| write_answer(out, &one, &asked, &style))
    };
    let path = "\u{1b}]8;;file:///else/b.jsonl#1\u{1b}\\b.jsonl\u{1b}]8;;\u{1b}\\";
    assert_eq!(shown(Format::Lines), format!("{path}:1:Über Twitter\n"));
    assert_eq!(shown(Format::Terminal { cells: 80 }), format!("Über Twitter\n{path} · r 1\n"));
    assert_eq!(shown(Format::Paths(PathEnd::Line)), format!("{path}\n"));
    assert_eq!(shown(Format::Paths(PathEnd::Nul)), "b.jsonl\0");
}

#[test]
fn colours() {
    let one = Answer {
        hits: vec![Hit { snippets: answer().hits[0].snippets[1..].to_vec(), ..answer().hits.remove(0) }],
        total: 1,
    };
    let style = Style { color: true, ..style(Format::Lines, "/") };
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
        "de/a b.md:7:5:Binance kauft ␛[1mTwitter\nde/a b.md:9:4:推特\n/else/b.jsonl:1:1:Über Twitter\n",
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
    let style = Style { snippets: 2, ..style(Format::Json, "/") };
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
    let style = style(Format::Json, "/home/anna");
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
    let stats = Stats {
        total: 42,
        seconds: 0.001_234_567,
        index_age_seconds: 60,
        completeness: Completeness::Complete,
        suggestion: None,
    };
    let start = r#"{"type":"stats","query":"x","total":42,"seconds":0.001235,"index_age_seconds":60,"#;
    let shown = |completeness| {
        let stats = Stats { completeness, ..stats };
        written(|out| write_stats(out, &stats, &Asked { id: None, ..asked }))
    };
    let end = |completeness| shown(completeness).strip_prefix(start).map(str::to_owned);
    let expected = |end: &str| Some(format!("{end}\n"));
    assert_eq!(
        end(Completeness::Complete),
        expected(r#""completeness":"complete","reason":null,"suggestion":null}"#)
    );
    assert_eq!(
        end(Completeness::Partial { failed_files: 2 }),
        expected(r#""completeness":"partial","reason":"2 files could not be read","suggestion":null}"#)
    );
    let refusal = Refusal { line: 2, message: "no", hint: None };
    assert_eq!(
        written(|out| write_refusal(out, &refusal, &asked)),
        "{\"type\":\"fault\",\"query\":\"x\",\"query_id\":\"q\",\"line\":2,\"message\":\"no\",\"hint\":null}\n"
    );
}

fn part(what: &str, value: f32) -> Part {
    Part { what: what.into(), value, how: How::Given, parts: Vec::new() }
}

/// A word that is there, and one that is not.
fn sought() -> Vec<Sought> {
    let form = "\u{1b}häuser".to_owned();
    let form = Form { form, kind: "variant", exactness: 0.9, frequency: 2, documents: 3 };
    let way = MatchedWay {
        name: "stem",
        weight: 0.8,
        exactness: 0.9,
        frequency: 2,
        documents: 3.4,
        idf: 2.5,
        value: 1.5,
        mean_of: None,
        forms: vec![form],
    };
    let there = Sought {
        word: "haus".into(),
        weight: 2.0,
        boost: 2.0,
        is_light: false,
        idf: 2.5,
        share: 0.25,
        value: 1.5,
        adds: 0.75,
        ways: vec![way],
    };
    let absent =
        Sought { word: "der".into(), weight: 0.1, is_light: true, ways: Vec::new(), ..there.clone() };
    vec![there, absent]
}

fn explanation() -> Explanation {
    let german = LANGUAGES[0];
    Explanation {
        language: Some(german),
        odds: vec![Odds { language: german, odds: 0.5, factor: 0.93 }],
        others: vec![(None, 0.3)],
        documents: 40,
        typical_words: 222.4,
        words: Some(1200.0),
        stretch: Some(Stretch { words: 256.0, share: 0.25, lines: (3, 9) }),
        passage: Some(Place { number: 2, of: 7, line: 5, kind: PassageKind::Prose, language: german }),
        sought: sought(),
        closeness: None,
        title: None,
        length: part("length", 1.0),
        score: Part {
            parts: vec![part("words", 0.75), part("coverage", 1.0), part("language", 0.93)],
            ..part("score", 0.6975)
        },
    }
}

fn explained() -> Answer {
    let hit = Hit { explanation: Some(Box::new(explanation())), ..answer().hits.remove(1) };
    Answer { hits: vec![hit.clone(), hit], total: 2 }
}

#[test]
fn explanations_in_a_pipe() {
    let asked = Asked { query: "x", id: None, first_rank: 1 };
    let style = style(Format::Lines, "/else");
    let shown = written(|out| write_answer(out, &explained(), &asked, &style));
    let expected = [
        "b.jsonl:1:Über Twitter",
        "    score 0.6975 = words 0.75 × language 0.93; not among the best of its language that are looked at for closeness",
        "      haus +0.75: variant ␛häuser 2 times, counts 0.72, in 3 of 40 documents, idf 2.500, weighs 2; outside of the stretch, so × 0.25",
        "      der +0: not there, weighs 0.1 as a light word, idf 2.500",
        "    language de: 40 documents, typically of 222 words; odds de 0.500 (× 0.930)",
        "    document: 1200 words; scored by the best 256, in passages from line 3 to 9; shown is passage 2 of 7, prose in de from line 5",
        "    by others less: path 0.3",
    ];
    assert_eq!(shown.lines().take(7).collect::<Vec<_>>(), expected);
}

#[test]
fn explanations_fit_the_terminal() {
    use unicode_width::UnicodeWidthStr;
    let asked = Asked { query: "x", id: None, first_rank: 1 };
    for cells in [24, 60, 80, 200] {
        let style = style(Format::Terminal { cells }, "/else");
        let shown = written(|out| write_answer(out, &explained(), &asked, &style));
        assert_eq!(shown.lines().find(|line| line.width() > cells), None);
        assert!(shown.contains("    score 0.6975 =") && !shown.contains('\u{1b}'), "{shown}");
    }
}

fn no_hits() -> NoHits {
    let word = |forms: &[&str], has_more| SoughtWord {
        forms: forms.iter().map(|form| (*form).to_owned()).collect(),
        has_more,
    };
    let sought = |places: &[&'static str], words| SoughtIn { places: places.into(), words };
    let meant =
        |query: &str, places: &[&'static str]| Suggestion { query: query.into(), places: places.into() };
    NoHits {
        sought: vec![
            sought(&["de"], vec![word(&["zahlung", "zahlungen"], true), word(&["推特"], false)]),
            sought(&["fr", "en"], vec![word(&["za\u{1b}"], false)]),
        ],
        unknown: vec!["twiter".into(), "xyz".into()],
        suggestions: vec![meant("Twitter", &["de", "en"]), meant("éviter", &["fr"])],
        without: vec![
            Without { hindrance: Hindrance::Within, documents: 1 },
            Without { hindrance: Hindrance::Clause("-a".into()), documents: 12 },
        ],
    }
}

#[track_caller]
fn check_no_hits(no_hits: &NoHits, expected: &[&str]) {
    let named = |hindrance: &Hindrance| match hindrance {
        Hindrance::Clause(text) => text.clone(),
        _ => "--in 'a'".to_owned(),
    };
    let coloured = written(|out| write_no_hits(out, no_hits, &named, 36));
    let shown = anstream::adapter::strip_str(&coloured).to_string();
    assert_eq!(shown.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn why_there_are_no_hits() {
    check_no_hits(
        &no_hits(),
        &[
            "no hits; looked for",
            "  de: zahlung · zahlungen …, 推特",
            "  fr en: za␛",
            "not in the index: twiter, xyz",
            "did you mean: Twitter (de en) ·",
            "              éviter (fr)",
            "without --in 'a' there is 1 document",
            "without -a there are 12 documents",
        ],
    );
    let NoHits { unknown, mut suggestions, .. } = no_hits();
    suggestions.truncate(1);
    let few = NoHits { sought: Vec::new(), unknown, suggestions, without: Vec::new() };
    check_no_hits(&few, &["no hits", "not in the index: twiter, xyz", "did you mean: Twitter"]);
}
