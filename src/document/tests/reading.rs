//! Whole files: records, languages, limits, doubts, hostile input.

use std::time::{Duration, Instant};

use super::super::{PassageKind, Reason};
use super::{Folder, read_bytes, read_one, schema};
use crate::language::{LANGUAGES, OTHER};
use crate::schema::Schema;

#[test]
fn records_are_documents() {
    let source = concat!(
        "{\"id\": 7, \"title\": \"Der Titel\", \"text\": \"Eins.\\n\\nZwei &amp; drei\"}\n",
        "\n",
        "kaputt\n",
        "[1]\n",
        "{\"id\": \"8\", \"lead\": \"Vor\", \"body\": [\"a\", \"b\"], \"meta\": {\"x\": \"y\"}}",
    );
    let (documents, doubts) = read_bytes("a.jsonl", source);
    let doubts: Vec<_> = doubts.iter().map(ToString::to_string).collect();
    assert_eq!(
        doubts,
        [
            "line 3: not a JSON object (expected value)",
            "line 4: not a JSON object (invalid type: sequence, expected an object)",
        ]
    );
    let [first, second] = &documents[..] else { panic!("two documents") };
    assert_eq!((first.id.as_deref(), first.title.as_str()), (Some("7"), "Der Titel"));
    assert_eq!(first.text, "Der Titel\nEins.\n\nZwei & drei");
    assert_eq!(first.passages[0].kind, PassageKind::Title);
    assert_eq!((second.title.as_str(), second.text.trim_end()), ("Vor", "Vor\n\na\n\nb"));
    assert!(first.passages.iter().all(|passage| passage.line == 1));
    assert_eq!(second.line_at(0, 3), 5);
}

#[test]
fn of_records_with_the_same_id_the_last_one_counts() {
    let source = concat!(
        "{\"id\": 7, \"text\": \"one\"}\n",
        "{\"text\": \"no id\"}\n{\"text\": \"none either\"}\n",
        "{\"id\": \"7\", \"text\": \"two\"}\n",
        "{\"id\": \"8\", \"text\": \"other\"}\n",
        "{\"id\": \"7\", \"text\": \"broken\n",
        "{\"id\": \"6\", \"text\": \"three\", \"id\": 7}\n",
        "{\"id\": \"8\", \"text\": \"broken, too\"} }\n",
    );
    let (documents, doubts) = read_bytes("a.jsonl", source);
    let texts: Vec<&str> = documents.iter().map(|document| document.text.as_str()).collect();
    assert_eq!(texts, ["no id", "none either", "other", "three"]);
    let doubts: Vec<_> = doubts.iter().map(ToString::to_string).collect();
    assert_eq!(doubts.len(), 4, "{doubts:?}");
    assert_eq!(
        doubts[..2],
        [1, 4].map(|line| format!("line {line}: duplicate id \"7\", replaced by line 7"))
    );
    assert!(
        doubts[2].starts_with("line 6: not a JSON object")
            && doubts[3].starts_with("line 8: not a JSON object")
    );
}

#[test]
fn a_rule_gives_the_language() {
    let language = LANGUAGES[1];
    let rule = format!("[[rule]]\nglob = \"*\"\nlanguage = \"{}\"\n", language.code);
    let schema = Schema::parse(&rule, "index-schema.toml".as_ref()).expect("a valid schema");
    let folder = Folder::new();
    folder.write("a.md", "Some text\n\n```\ncode\n```\n");
    let (documents, _) = folder.read("a.md", &schema).expect("a readable file");
    let found: Vec<_> =
        documents[0].passages.iter().map(|passage| (passage.language.code, passage.confidence)).collect();
    assert_eq!(found, [(language.code, 1.0), (OTHER.code, 1.0)]);
}

#[test]
fn long_paragraphs_are_cut() {
    let document = read_one("a.txt", "Ein Satz mit Wörtern. ".repeat(200));
    let texts: Vec<_> =
        document.passages.iter().map(|passage| &document.text[passage.span.clone()]).collect();
    assert!(texts.len() > 4 && texts.iter().all(|text| text.ends_with('.') && text.chars().count() <= 1_000));
    let document = read_one("zh.txt", "没有空格的句子。".repeat(400));
    assert!(document.passages.iter().all(|passage| document.text[passage.span.clone()].ends_with('。')));
    let document = read_one("e.txt", "e\u{301}".repeat(1_500));
    assert!(document.passages.iter().all(|passage| document.text[passage.span.clone()].starts_with('e')));
}

#[test]
fn files_that_are_left_out() {
    let folder = Folder::new();
    folder.write("big.txt", "x".repeat(100));
    folder.write("binary.txt", b"a\0b");
    let mut schema = schema();
    schema.corpus.max_file_bytes = 99;
    let reason = |name: &str| folder.read(name, &schema).expect_err("a failure").reason;
    assert_eq!(reason("big.txt"), Reason::TooLarge { bytes: 100, limit: 99 });
    assert_eq!(reason("binary.txt"), Reason::Binary);
    assert_eq!(reason("gone.txt"), Reason::Vanished);
    assert_eq!(reason(""), Reason::NotAFile);
}

#[test]
fn doubts_are_bounded() {
    let (documents, doubts) = read_bytes("a.jsonl", "x\n".repeat(1_000));
    assert_eq!((documents.len(), doubts.len()), (0, 101));
    assert_eq!(doubts[100].to_string(), "900 more doubts");
}

/// Input that is made to hurt takes neither the stack nor, by the square of its length, the time.
#[track_caller]
fn check_hostile(name: &str, source: String) {
    let start = Instant::now();
    let bytes = source.len();
    let documents = read_bytes(name, source).0;
    assert!(start.elapsed() < Duration::from_secs(10), "{bytes} bytes took {:?}", start.elapsed());
    assert!(documents.iter().map(|document| document.text.len()).sum::<usize>() <= bytes * 2);
}

#[test]
fn hostile_files() {
    for tag in [
        "<div>",
        "<b>",
        "<ul><li>",
        "<nav>",
        "</i>",
        "<table><tr><td>",
        "<p hidden>",
        "<svg/>",
        "<a b='",
        "&",
    ] {
        check_hostile("a.html", format!("{}x", tag.repeat(100_000)));
        check_hostile("a.md", format!("{}\n", tag.repeat(20_000)));
    }
    for mark in
        ["> ", "- ", "[", "*", "**a", "`", "<b", "{{", "| ", "&#10;", "[^1]: ", "<!--", "_a_ ", "![", "\n- "]
    {
        check_hostile("a.md", format!("{}x", mark.repeat(20_000)));
    }
    for mark in [")", "\\u003ca", "\\u0026", "&amp;", "a\n\n", "\u{200b}", "a.\n", "¶ ", "..."] {
        check_hostile("a.txt", mark.repeat(400_000));
    }
    check_hostile("a.jsonl", format!("{{\"a\": {}", "[".repeat(100_000)));
    check_hostile("a.jsonl", "{\"id\":1}\n".repeat(50_000));
    check_hostile("a.md", format!("---\ntitle: x\n{}", "  y\n".repeat(300_000)));
}
