//! Laws over generated files.

use proptest::collection::vec;
use proptest::prelude::*;

use super::super::format::{Extract, html, markdown, text};
use super::super::passage::cut;
use super::super::{Document, LineCount, Passage, Reason};
use super::{Folder, read_bytes, schema};
use crate::language::OTHER;

const MAX_CHARS: usize = 60;

/// What files are made of: markup of every format, broken too, and characters of every kind.
#[rustfmt::skip]
const PIECES: &[&str] = &[
    "word ", "Satz. ", "中文。", "字", "é", "e\u{301}", " ", "   ", "\t", "\u{a0}", "\u{ad}", "\u{200b}", "👩\u{200d}💻",
    "# ", "## ", "- ", "1. ", "> ", "    ", "| a | b |", "|---|---|", "```", "~~~", "---", "===", "***", "**", "_", "`",
    "``", "[x](", ")", "[^1]", "[^1]: ", "![alt](u)", "\\", "&#10;", "&amp;", "&shy;", "&NewLine;", "&#x0a", "{{", "}}",
    "{% x %}", "- [ ] ", ": ", "<div>", "</div>", "<p>", "</p>", "<p hidden>", "<b>", "</b>", "<br>", "<hr>", "<!--", "-->",
    "<pre>", "</pre>", "<table>", "<tr>", "<td>", "</td>", "</tr>", "</table>", "<ul>", "<li>", "</ul>", "<nav>", "</nav>",
    "<script>", "</script>", "<title>", "</title>", "<h1>", "</h1>", "<img alt='an image'", ">", "<a href=\"", "\">", "<",
    "</", "<textarea>", "</textarea>", "<![CDATA[", "]]>", "<svg/>", "<footer>", "</footer>", "\\u003cb\\u003e", "\\u0026",
    "a\"b'", "{\"id\": 1, \"text\": \"", "\"}", "...", "title: x",
];

const EXTRACTORS: &[fn(&str) -> Extract] =
    &[|source| text::extract(source.to_owned()), markdown::extract, html::extract];

fn document(extract: Extract) -> Document {
    let cut = cut(&extract.text, &extract.blocks, extract.line_count, MAX_CHARS);
    let passage = |block: super::super::format::Block| Passage {
        span: block.span,
        line: block.line,
        kind: block.kind,
        language: OTHER,
        confidence: 0.0,
    };
    Document {
        path: "x".into(),
        id: None,
        title: String::new(),
        date: None,
        text: extract.text,
        passages: cut.into_iter().map(passage).collect(),
        line_count: extract.line_count,
    }
}

/// Passages are in order, trimmed and short, and hold everything that is not blank.
fn check_cover(document: &Document, max_chars: usize) {
    let mut covered_until = 0;
    for passage in &document.passages {
        let text = &document.text[passage.span.clone()];
        assert!(
            document.text[covered_until..passage.span.start].trim().is_empty(),
            "left out before {text:?}"
        );
        assert!(!text.is_empty() && text.trim().len() == text.len(), "blank at the border of {text:?}");
        assert!(text.chars().count() <= max_chars, "{text:?} is long");
        covered_until = passage.span.end;
    }
    assert!(document.text[covered_until..].trim().is_empty(), "left out at the end");
}

/// Every mark `L7L` stands on the line that its number tells.
fn check_lines(source: &str, document: &Document) {
    for (index, passage) in document.passages.iter().enumerate() {
        let text = &document.text[passage.span.clone()];
        for (offset, mark) in text.match_indices('L') {
            let digits = text[offset + mark.len()..].split_once('L').map_or("", |(digits, _)| digits);
            if let Ok(line) = digits.parse::<u32>() {
                let found = document.line_at(index, passage.span.start + offset);
                assert_eq!(found, line, "{text:?} of\n{source}\n= {source:?}");
            }
        }
    }
}

/// Lines of pieces, with a mark of the line's number after each piece.
fn source(rows: &[Vec<usize>]) -> String {
    let mut source = String::new();
    for (row, line) in rows.iter().zip(1..) {
        for piece in row {
            source.push_str(PIECES[*piece]);
            source.push_str(&format!("L{line}L "));
        }
        source.push('\n');
    }
    source
}

fn rows() -> impl Strategy<Value = Vec<Vec<usize>>> {
    vec(vec(0..PIECES.len(), 0..5), 0..25)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lines_are_those_of_the_source(rows in rows()) {
        let source = source(&rows);
        for extract in EXTRACTORS {
            let document = document(extract(&source));
            check_lines(&source, &document);
            check_cover(&document, MAX_CHARS);
        }
    }

    #[test]
    fn cleaning_keeps_the_lines_of_any_text(source in "(\\PC|[\n&;\\\\u003ce<>\"]){0,200}") {
        let cleaned = text::extract(source.clone()).text;
        assert_eq!(cleaned.matches('\n').count(), source.matches('\n').count());
    }

    #[test]
    fn any_bytes_can_be_read(bytes in vec(any::<u8>(), 0..100), pieces in vec(0..PIECES.len(), 0..50)) {
        let pieces: String = pieces.iter().map(|&piece| PIECES[piece]).collect();
        let folder = Folder::new();
        for name in ["a.txt", "a.md", "a.html", "a.jsonl"] {
            folder.write(name, [pieces.as_bytes(), &bytes].concat());
            match folder.read(name, &schema()) {
                Ok((documents, _)) => documents.iter().for_each(|document| {
                    check_cover(document, 1_000);
                    assert!(!document.title.is_empty(), "no title");
                }),
                Err(failure) => assert_eq!(failure.reason, Reason::Binary),
            }
        }
    }

    #[test]
    fn a_record_stands_on_its_line(texts in vec("\\PC{0,80}", 1..5)) {
        let rows = texts.iter().enumerate().map(|(id, text)| serde_json::json!({ "id": id, "title": text, "text": format!("{text}\n\n{text}") }));
        let source = rows.map(|row| row.to_string() + "\n").collect::<String>();
        let (documents, _) = read_bytes("a.jsonl", source);
        assert_eq!(documents.len(), texts.len());
        for (document, line) in documents.iter().zip(1..) {
            check_cover(document, 1_000);
            assert_eq!(document.line_count, LineCount::Fixed);
            assert!((0..document.passages.len()).all(|index| document.line_at(index, usize::MAX) == line));
        }
    }
}
