//! JSON Lines files that are read in portions: what is found is what the whole text would give.

use std::fs::{self, File, OpenOptions};
use std::io::Write;

use proptest::collection::vec;
use proptest::prelude::*;

use super::super::contents::{Body, Contents, load};
use super::super::decode::decode;
use super::super::failure::Doubts;
use super::super::format::Extract;
use super::super::portion::{PORTION_BYTES, Sum};
use super::super::records::{records_of_file, records_of_text};
use super::super::{Document, Reason, Source, documents};
use super::{Folder, schema};
use crate::schema::{Encoding, Records, Schema};
use xxhash_rust::xxh3::xxh3_64;

/// Lines, and what may stand between and within them.
#[rustfmt::skip]
const PIECES: &[&[u8]] = &[
    b"{\"id\": 1, \"text\": \"eins\"}", b"{\"id\": \"1\", \"text\": \"one\"}", b"{\"id\": 2, \"title\": \"zwei\", \"text\": \"zwei. zwei\"}",
    "{\"id\": \"ä\", \"text\": \"Größe 中文 👩\u{200d}💻\"}".as_bytes(), b"{\"text\": \"no id\"}", b"{\"id\": \"Gr\xfc\xdfe\", \"text\": \"\xe4\xb8\"}",
    b"{\"id\": 1, \"text\": \"broken", b"[1]", b"{}", b" ", b"\xe2\x80", b"\xff", b"\0",
    b"{\"id\": \"2\", \"text\": \"a long line, longer than the portions are, most of the time, and than its neighbours\"}",
    b"\n", b"\n", b"\n", b"\n", b"\n", b"\r\n", b"\r\n", b"\r\n", b"\r", b"\n\n", b"\r\r\n", b"\n\r",
];

const MARK: &[u8] = b"\xef\xbb\xbf";

/// A record as it was handed over: id, text, and the lines of its blocks.
type Row = (Option<String>, String, Vec<u32>);

fn row(id: Option<String>, extract: Extract) -> Row {
    (id, extract.text, extract.blocks.iter().map(|block| block.line).collect())
}

fn of_whole(bytes: &[u8], keys: &Records) -> (Result<Vec<Row>, Reason>, Vec<String>) {
    let (mut rows, mut doubts) = (Vec::new(), Doubts::default());
    let text = decode(bytes.to_vec(), None, &mut doubts);
    let text = text.map(|text| {
        records_of_text(&text, keys, &mut doubts, &mut |id, extract| rows.push(row(id, extract)));
    });
    (text.map(|()| rows), doubts.finish().iter().map(ToString::to_string).collect())
}

fn of_portions(
    bytes: &[u8],
    portion_bytes: usize,
    keys: &Records,
) -> (Result<Vec<Row>, Reason>, Vec<String>) {
    let mut file = tempfile::tempfile().expect("a file");
    file.write_all(bytes).expect("it is written");
    let sum = Sum { bytes: bytes.len() as u64, hash: xxh3_64(bytes) };
    let (mut rows, mut doubts) = (Vec::new(), Doubts::default());
    let is_same = records_of_file(&file, sum, portion_bytes, keys, &mut doubts, &mut |id, extract| {
        rows.push(row(id, extract));
    });
    let rows = is_same.map(|is_same| {
        assert!(is_same);
        rows
    });
    (rows, doubts.finish().iter().map(ToString::to_string).collect())
}

#[track_caller]
fn check(bytes: &[u8], portion_bytes: usize) {
    let keys = schema().records;
    assert_eq!(of_portions(bytes, portion_bytes, &keys), of_whole(bytes, &keys), "{}", bytes.escape_ascii());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn portions_give_what_the_whole_gives(
        has_mark: bool,
        pieces in vec(0..PIECES.len(), 0..40),
        portion_bytes in 1..200_usize,
    ) {
        let mark = if has_mark { MARK } else { b"" };
        let bytes: Vec<u8> = mark.iter().chain(pieces.iter().flat_map(|&piece| PIECES[piece])).copied().collect();
        check(&bytes, portion_bytes);
    }
}

#[test]
fn borders_of_portions() {
    let lines = "{\"id\":1,\"text\":\"ä\"}\r\n{\"id\":2,\"text\":\"中\"}\r{\"id\":1,\"text\":\"👩\"}\r\n\r\nx\n{\"id\":3}";
    for bytes in
        [lines.as_bytes(), &[MARK, lines.as_bytes()].concat(), b"", MARK, b"\n", b"{\"text\":\"\xff\"}"]
    {
        (1..=bytes.len() + 1).for_each(|portion_bytes| check(bytes, portion_bytes));
    }
    // As many doubts as are kept, and more, with one about bytes before them.
    check(&b"x\r\n\n\xff\n".repeat(70), 10);
    check(&b"{\"id\":1}\n".repeat(200), 10);
}

/// A file of a size that takes several portions, and its contents as they were loaded.
fn loaded(folder: &Folder, lines: &[u8], schema: &Schema) -> (Source, Contents) {
    folder.write("a.jsonl", lines);
    let metadata = fs::metadata(folder.path()).expect("a folder of the test");
    let source = Source::new(folder.path().into(), "a.jsonl".into(), &metadata);
    let contents = load(&source, schema).expect("a readable file");
    (source, contents)
}

fn many_lines() -> Vec<u8> {
    let line = |number| format!("{{\"id\":{number},\"text\":\"\",\"more\":[\"{}\"]}}\n", "x".repeat(10_000));
    (0..3 * PORTION_BYTES / 10_000).map(line).collect::<String>().into_bytes()
}

fn file_of(folder: &Folder) -> File {
    OpenOptions::new().write(true).open(folder.path().join("a.jsonl")).expect("the file is there")
}

#[track_caller]
fn check_read(source: &Source, contents: Contents, schema: &Schema, has_changed: bool) -> Vec<Document> {
    let mut found = Vec::new();
    let outcome = documents(source, contents, schema, &mut |document| found.push(document));
    let outcome = outcome.expect("a readable file");
    let doubts: Vec<_> = outcome.doubts.iter().map(ToString::to_string).collect();
    assert_eq!(outcome.has_changed, has_changed);
    assert_eq!(doubts.first().map(String::as_str), has_changed.then_some("changed while it was read"));
    found
}

#[test]
fn what_is_loaded_tells_what_was_in_the_file() {
    let (folder, schema, lines) = (Folder::new(), schema(), many_lines());
    let (source, contents) = loaded(&folder, &lines, &schema);
    assert_eq!((contents.bytes, contents.hash), (lines.len() as u64, xxh3_64(&lines)));
    assert!(contents.held_bytes < 2 * PORTION_BYTES as u64 && matches!(contents.body, Body::Lines(_)));
    check_read(&source, contents, &schema, false);
    let long = [b"{\"text\":\"", "x".repeat(5 * PORTION_BYTES).as_bytes(), b"\"}\n{}\n"].concat();
    let (_, contents) = loaded(&folder, &long, &schema);
    assert!(contents.held_bytes >= 5 * PORTION_BYTES as u64 && contents.held_bytes <= contents.bytes);
    let (_, contents) = loaded(&folder, b"\xff\xfe{\0}\0", &schema);
    assert!(matches!(contents.body, Body::Whole(_)) && contents.rule.encoding != Some(Encoding::Utf8));
}

#[test]
fn files_that_grow_are_read_as_they_were() {
    let (folder, schema, lines) = (Folder::new(), schema(), many_lines());
    let (source, contents) = loaded(&folder, &lines, &schema);
    let mut file = OpenOptions::new().append(true).open(source.path()).expect("the file is there");
    file.write_all(b"{\"id\":0,\"text\":\"once more\"}\n").expect("a line more");
    let count = lines.iter().filter(|&&byte| byte == b'\n').count();
    assert_eq!(check_read(&source, contents, &schema, false).len(), count);
}

#[test]
fn files_that_change_under_the_reader_are_doubtful() {
    let (folder, schema, lines) = (Folder::new(), schema(), many_lines());
    let (source, contents) = loaded(&folder, &lines, &schema);
    file_of(&folder).set_len(lines.len() as u64 / 2).expect("the file shrinks");
    check_read(&source, contents, &schema, true);
    let (source, contents) = loaded(&folder, &lines, &schema);
    file_of(&folder).write_all(b"{\"id\":7").expect("another beginning");
    check_read(&source, contents, &schema, true);
}

#[test]
fn a_file_that_was_replaced_is_read_as_it_was() {
    let (folder, schema) = (Folder::new(), schema());
    let (source, contents) = loaded(&folder, b"{\"text\":\"old\"}\n", &schema);
    folder.write("b", b"{\"text\":\"new\"}\n{\"text\":\"newer\"}\n");
    fs::rename(folder.path().join("b"), source.path()).expect("the file is replaced");
    let found = check_read(&source, contents, &schema, false);
    assert_eq!(found.iter().map(|document| document.text.as_str()).collect::<Vec<_>>(), ["old"]);
}
