//! What the parts are measured on: the texts of `corpus/`, and their index.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use tetraglot::analysis::compound::is_splittable;
use tetraglot::analysis::fold::folded;
use tetraglot::analysis::{Kind, Tokens};
use tetraglot::document::{Contents, Document, PassageKind, Source, load, read, walk};
use tetraglot::index::{BuildOptions, build};
use tetraglot::language::{LANGUAGES, Language};
use tetraglot::schema::Schema;

/// The documents of all texts.
pub static DOCUMENTS: LazyLock<Vec<Document>> = LazyLock::new(|| {
    let (schema, mut documents) = (schema(), Vec::new());
    for source in sources(&schema) {
        read(&source, &schema, &mut |document| documents.push(document)).expect("the texts are sound");
    }
    documents
});

/// The folder of their index, built anew for each run.
pub static INDEX_DIR: LazyLock<PathBuf> = LazyLock::new(|| {
    let schema = schema();
    let report = build(&schema, &BuildOptions::default(), &mut |_| {}).expect("the texts can be indexed");
    assert!(report.failures.is_empty(), "the texts are sound");
    schema.index_dir
});

/// The default schema, for the texts.
pub fn schema() -> Schema {
    let mut schema = Schema::built_in(Path::new(env!("CARGO_MANIFEST_DIR")));
    schema.index_dir = work_dir().join("index");
    schema
}

/// The default schema for files whose language nobody asks for.
pub fn schema_without_routing() -> Schema {
    let rule = "[[rule]]\nglob = \"**\"\nlanguage = \"de\"\n";
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("index-schema.toml");
    Schema::parse(rule, &file).expect("the rule is sound")
}

/// The files that a schema names, in order.
pub fn sources(schema: &Schema) -> Vec<Source> {
    walk(&schema.corpus).map(|found| found.expect("the texts can be read")).collect()
}

/// What is in files.
pub fn contents<'s>(sources: &'s [Source], schema: &Schema) -> Vec<(&'s Source, Contents)> {
    let load = |source| (source, load(source, schema).expect("the texts can be read"));
    sources.iter().map(load).collect()
}

/// The language with an English name.
pub fn language(name: &str) -> &'static Language {
    LANGUAGES.iter().find(|language| language.name == name).expect("the language is known")
}

/// The passages in a language.
pub fn passages(language: &Language) -> Vec<&'static str> {
    let texts = |document: &'static Document| {
        let passages = document.passages.iter().filter(|passage| passage.language == language);
        passages.map(|passage| &document.text[passage.span.clone()])
    };
    DOCUMENTS.iter().flat_map(texts).collect()
}

/// The folded words of a language that compounds are made of, each with the number of passages that hold it.
pub fn vocabulary(language: &Language) -> BTreeMap<String, u32> {
    let (mut vocabulary, mut tokens) = (BTreeMap::new(), Tokens::default());
    for text in passages(language) {
        tokens.clear();
        (language.analyze)(text, &mut tokens);
        let words = tokens.iter().filter(|token| token.kind == Kind::Exact).map(|token| folded(token.term));
        for word in words.filter(|word| is_splittable(word)).collect::<BTreeSet<String>>() {
            *vocabulary.entry(word).or_default() += 1;
        }
    }
    vocabulary
}

/// A file with all prose of a language as one paragraph.
pub fn paragraph(language: &Language) -> Source {
    let prose = |document: &'static Document| {
        let passages = document.passages.iter();
        let passages =
            passages.filter(|passage| passage.language == language && passage.kind == PassageKind::Prose);
        passages.flat_map(|passage| document.text[passage.span.clone()].lines())
    };
    let text = DOCUMENTS.iter().flat_map(prose).collect::<Vec<&str>>().join(" ");
    let (dir, name) = (work_dir(), PathBuf::from("paragraph.txt"));
    let path = dir.join(&name);
    fs::write(&path, text)
        .and_then(|()| fs::metadata(&path))
        .map(|metadata| Source::new(dir.into(), name, &metadata))
        .expect("a file can be written")
}

/// A folder that may be deleted at any time.
fn work_dir() -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("parts");
    fs::create_dir_all(&dir).expect("a folder can be made");
    dir
}
