//! Schema files. Those in `schema/invalid` have one fault each; their first two lines say what must be
//! reported: `# expect: LINE: MESSAGE` and `# hint: HINT`. Those in `schema/valid` have none, and rows below
//! say what they hold.

use std::fs;
use std::path::{Path, PathBuf};

use tetraglot::language::{LANGUAGES, OTHER};
use tetraglot::schema::{DEFAULT, Encoding, FILE_NAME, Format, Refresh, Schema, SchemaError};

#[test]
fn each_invalid_file_is_reported_with_its_line_and_hint() {
    let files = schema_files("invalid");
    assert!(files.len() >= 16, "the files are missing");
    let wrong: Vec<String> = files.iter().filter_map(|file| wrong_report(file)).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn each_valid_file_is_read() {
    let files = schema_files("valid");
    assert!(files.len() >= 10, "the files are missing");
    let faults: Vec<String> =
        files.iter().filter_map(|file| Schema::load(file).err()).map(|e| e.to_string()).collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn what_a_file_leaves_out_is_as_in_the_default() {
    for name in ["empty", "comments-only", "no-rules"] {
        check_is_default(&valid(name));
    }
}

#[test]
fn the_built_in_schema_is_the_commented_file() {
    let schema = Schema::built_in(Path::new("project"));
    assert_eq!(schema.source(), DEFAULT);
    assert_eq!(schema.corpus.dirs, [Path::new("project/corpus")]);
    assert_eq!(schema.index_dir, Path::new("project/.search-index"));
    let all = LANGUAGES.iter().map(|language| language.code).filter(|code| *code != OTHER.code);
    assert_eq!(codes(&schema), all.collect::<Vec<_>>(), "{FILE_NAME} lists every language");
}

#[test]
fn the_commented_rules_of_the_default_are_sound() {
    let start = DEFAULT.find("# [[rule]]").expect("the default shows rules");
    let rules = DEFAULT[start..].lines().map(|line| line.trim_start_matches('#').trim_start());
    let schema = parsed(&rules.collect::<Vec<_>>().join("\n"));
    assert_eq!(schema.rules.len(), DEFAULT.matches("# [[rule]]").count());
}

#[test]
fn languages_are_in_the_order_of_the_list() {
    assert_eq!(codes(&valid("one-language")), ["zh"]);
    assert_eq!(codes(&valid("languages-in-any-order")), ["de", "en", "zh"]);
}

#[test]
fn folders_start_from_the_folder_of_the_file() {
    let dir = folder("valid");
    let expected = [dir.join("letters"), dir.join("../shared"), PathBuf::from("/srv/texts"), dir.join(".")];
    assert_eq!(valid("several-folders").corpus.dirs, expected);
    assert_eq!(parsed("").corpus.dirs, [Path::new("corpus")]);
}

#[test]
fn files_are_chosen_as_written() {
    let corpus = valid("globs").corpus;
    assert_eq!(corpus.include, ["*.md", "notes/**/*.{txt,text}", "章?.txt"]);
    assert_eq!(corpus.exclude, ["drafts", "/old/", "[._]*"]);
    let corpus = valid("all-files").corpus;
    assert!(corpus.hidden && !corpus.ignore_files);
}

#[test]
fn sizes_are_bytes() {
    assert_eq!(valid("size-in-bytes").corpus.max_file_bytes, 1_000_000);
    assert_eq!(valid("size-with-unit").corpus.max_file_bytes, 2 << 30);
    assert_eq!(valid("size-hexadecimal").corpus.max_file_bytes, 1 << 20);
}

#[test]
fn boosts_passages_and_records_are_read() {
    let boosts = valid("whole-boosts").boosts;
    assert_eq!([boosts.title, boosts.body, boosts.path], [3.0, 1.0, 0.0]);
    let dotted = valid("dotted-keys");
    assert_eq!([dotted.boosts.title, dotted.boosts.body, dotted.boosts.path], [2.5, 1.25, 0.3]);
    assert_eq!(dotted.index_dir, folder("valid").join("index"));
    assert_eq!(dotted.passages.max_chars, 500);
    assert_eq!(valid("max-chars-limits").passages.max_chars, 100);
    let records = valid("records").records;
    assert_eq!([records.id, records.title, records.text], ["doc_id", "Überschrift", "contents"]);
}

#[test]
fn a_search_refreshes_as_told() {
    assert_eq!(parsed("").refresh, Refresh::Never);
    assert_eq!(valid("refresh").refresh, Refresh::Auto);
}

#[test]
fn files_of_other_editors_are_read() {
    for name in ["byte-order-mark", "windows-lines"] {
        assert_eq!(valid(name).passages.max_chars, 2000, "{name}");
    }
}

#[test]
fn the_last_rule_that_has_a_key_decides_it() {
    check_rules("a.md", None, None, None);
    check_rules("a.log", Some("other"), None, Some(Format::Text));
    check_rules("x/y/a.log", Some("other"), None, Some(Format::Text));
    check_rules("letters/a.md", Some("fr"), None, None);
    check_rules("letters/a.log", Some("fr"), None, Some(Format::Text));
    check_rules("letters/old/a.log", Some("de"), Some(Encoding::Utf16Le), Some(Format::Text));
    check_rules("x/letters/old/a.log", Some("fr"), None, Some(Format::Text));
}

#[test]
fn a_fault_names_its_key() {
    check_key("hiden = true", Some("hiden"));
    check_key("[corpus]\nhiden = true", Some("corpus.hiden"));
    check_key("[corpus]\ninclude = [\"a\", 1]", Some("corpus.include"));
    check_key("[fields.title]\nboost = -1", Some("fields.title.boost"));
    check_key("[[rule]]\nglob = \"a\"\nformat = \"pdf\"", Some("rule.format"));
    check_key("[index]\ndir = \"a\"\ndir = \"b\"", Some("dir"));
    check_key("[index", None);
}

#[test]
fn messages_hold_no_control_characters_and_are_short() {
    let error = fault("\"\\u001b[31m\\u202e\" = 1");
    assert_eq!(error.to_string(), "index-schema.toml:1: unknown key `\\u{1b}[31m\\u{202e}`");
    assert!(fault(&format!("languages = [\"{}\"]", "很".repeat(9000))).to_string().chars().count() < 120);
    assert_eq!(fault("[[[[").to_string().lines().count(), 1);
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let missing = folder.path().join("missing.toml");
    let error = Schema::load(&missing).err().expect("there is no such file");
    let expected = format!("{}: cannot read the schema: ", missing.display());
    assert!(error.to_string().starts_with(&expected), "{error}");
    assert_eq!((error.line(), error.key(), error.file()), (None, None, missing.as_path()));
    assert!(error.hint().is_some());
    assert!(std::error::Error::source(&error).is_some());
}

#[test]
fn a_schema_file_has_at_most_one_mebibyte() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(FILE_NAME);
    fs::write(&path, "#".repeat(1 << 20)).expect("the largest file");
    assert!(Schema::load(&path).is_ok());
    fs::write(&path, "#".repeat((1 << 20) + 1)).expect("a larger file");
    assert!(Schema::load(&path).is_err());
}

#[test]
fn the_nearest_schema_file_is_found() {
    let folder = tempfile::tempdir().expect("a folder");
    let (near, far) = (folder.path().join("a/b"), folder.path().join("a/b/c/d"));
    fs::create_dir_all(far.join(FILE_NAME)).expect("a folder of the same name, which is no schema");
    for dir in [folder.path(), near.as_path()] {
        fs::write(dir.join(FILE_NAME), "").expect("a schema file");
    }
    assert_eq!(Schema::find(&far), Some(near.join(FILE_NAME)));
    assert_eq!(Schema::find(&near), Some(near.join(FILE_NAME)));
    assert_eq!(Schema::find(&folder.path().join("a")), Some(folder.path().join(FILE_NAME)));
}

#[test]
fn the_fingerprint_is_stable() {
    // If the value changed for the same schema, all indexes of earlier versions would be taken for stale.
    assert_eq!(parsed("").fingerprint(), 0xf0c1_b5c6_2033_37c5);
    assert_eq!(
        valid("languages-in-any-order").fingerprint(),
        parsed("languages = [\"de\", \"zh\", \"en\"]").fingerprint()
    );
    assert_ne!(valid("one-language").fingerprint(), parsed("").fingerprint());
}

/// Returns what is wrong with the report on an invalid file.
fn wrong_report(file: &Path) -> Option<String> {
    let bytes = fs::read(file).expect("a schema file");
    let text = String::from_utf8_lossy(&bytes);
    let mut lines = text.lines();
    let mut header = |start: &str| lines.next().and_then(|line| line.strip_prefix(start)).map(str::to_owned);
    let (Some(expected), Some(hint)) = (header("# expect: "), header("# hint: ")) else {
        return Some(format!("{}: lines `# expect: ` and `# hint: ` are missing", file.display()));
    };
    let (line, message) = expected.split_once(": ").unwrap_or_default();
    let expected = format!("{}:{line}: {message}\nhint: {hint}", file.display());
    let reported = match Schema::load(file) {
        Ok(_) => format!("{}: no fault", file.display()),
        Err(error) => format!("{error}\nhint: {}", error.hint().unwrap_or_default()),
    };
    (reported != expected).then(|| format!("expected {expected}\nreported {reported}\n"))
}

#[track_caller]
fn check_is_default(schema: &Schema) {
    let default = Schema::built_in(&folder("valid"));
    assert_eq!(schema.corpus, default.corpus);
    assert_eq!(schema.index_dir, default.index_dir);
    assert_eq!(schema.boosts, default.boosts);
    assert_eq!(schema.fingerprint(), default.fingerprint());
}

#[track_caller]
fn check_rules(path: &str, language: Option<&str>, encoding: Option<Encoding>, format: Option<Format>) {
    let values = valid("rules").rule_for(Path::new(path));
    assert_eq!(values.language.map(|language| language.code), language, "{path}");
    assert_eq!((values.encoding, values.format), (encoding, format), "{path}");
}

#[track_caller]
fn check_key(source: &str, key: Option<&str>) {
    assert_eq!(fault(source).key(), key, "{source}");
}

fn codes(schema: &Schema) -> Vec<&'static str> {
    schema.languages.iter().map(|language| language.code).collect()
}

#[track_caller]
fn valid(name: &str) -> Schema {
    Schema::load(&folder("valid").join(name).with_extension("toml")).unwrap_or_else(|error| panic!("{error}"))
}

#[track_caller]
fn parsed(source: &str) -> Schema {
    Schema::parse(source, Path::new(FILE_NAME)).unwrap_or_else(|error| panic!("{error}"))
}

#[track_caller]
fn fault(source: &str) -> SchemaError {
    Schema::parse(source, Path::new(FILE_NAME)).err().expect("a fault")
}

fn folder(kind: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schema").join(kind)
}

fn schema_files(kind: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder(kind)).expect("the folder of schema files");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files
}
