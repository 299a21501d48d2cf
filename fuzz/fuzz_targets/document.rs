//! Files of any bytes and format can be read; their passages lie in the text, in order, and hold all that is not blank.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::path::Path;
use std::sync::{Arc, LazyLock};
use tetraglot::document::{Document, Reason, Source, read};
use tetraglot::schema::Schema;

const NAMES: [&str; 4] = ["a.txt", "a.md", "a.html", "a.jsonl"];

/// Where the file is written; `TMPDIR` may name a folder in memory.
static DIR: LazyLock<Arc<Path>> = LazyLock::new(|| {
    let dir = std::env::temp_dir().join(format!("tetraglot-fuzz-{}", std::process::id()));
    std::fs::create_dir_all(&dir).expect("a temporary folder");
    dir.into()
});

/// One that judges languages, and one that is told, which is much faster.
static SCHEMAS: LazyLock<[Schema; 2]> = LazyLock::new(|| {
    let told = "passages.max-chars = 200\n[[rule]]\nglob = \"*\"\nlanguage = \"fr\"\n";
    let told = Schema::parse(told, Path::new("/index-schema.toml")).expect("a schema");
    [Schema::built_in(Path::new("/")), told]
});

fuzz_target!(|data: &[u8]| {
    let Some((&choice, bytes)) = data.split_first() else { return };
    let name = NAMES[usize::from(choice) % NAMES.len()];
    // One file in eight is judged.
    let schema = &SCHEMAS[usize::from(choice >> 2 & 7 > 0)];
    std::fs::write(DIR.join(name), bytes).expect("the file is written");
    let metadata = std::fs::metadata(DIR.join(name)).expect("the file is there");
    let source = Source::new(Arc::clone(&DIR), name.into(), &metadata);
    let mut documents = Vec::new();
    if let Err(failure) = read(&source, schema, &mut |document| documents.push(document)) {
        assert_eq!(failure.reason, Reason::Binary);
    }
    documents.iter().for_each(|document| check(document, schema.passages.max_chars));
});

fn check(document: &Document, max_chars: usize) {
    let text = &document.text;
    let mut end = 0;
    for (number, passage) in document.passages.iter().enumerate() {
        let own = &text[passage.span.clone()];
        assert!(text[end..passage.span.start].trim().is_empty(), "text between passages");
        assert!(!own.is_empty() && own.trim() == own, "{own:?} has blank borders");
        assert!(own.chars().count() <= max_chars, "{own:?} is long");
        assert!(document.line_at(number, passage.span.end) >= document.line_at(number, passage.span.start));
        end = passage.span.end;
    }
    assert!(text[end..].trim().is_empty(), "text behind the passages");
    assert!(document.title.chars().count() <= 300 && !document.title.is_empty());
}
