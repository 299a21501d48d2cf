//! The fields of the engine's index: what a document is made of there.

use crate::language::{LANGUAGES, Language};
use tantivy::schema::{
    FAST, Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};

/// The engine's fields. Positions run through a whole document, whichever language's field a token is in.
#[derive(Clone, Debug)]
pub(crate) struct Fields {
    /// The words of a document's passages, a field per language, by ordinal. Terms are [`super::term::key`]s.
    pub bodies: Vec<Field>,
    /// Where words end that take several positions, see [`super::ends`].
    pub ends: Field,
    /// Which Han characters follow one another without forming a pair, see [`super::breaks`].
    pub breaks: Field,
    /// The words of the file's path.
    pub path: Field,
    /// How many words a document has in each language, by ordinal: a column each.
    pub lengths: Vec<Field>,
    /// A number that orders documents with the same score: a column.
    pub tie: Field,
    /// The stems of parts of compounds; only in vocabulary records, see [`super::compounds`].
    pub parts: Field,
    /// Stored: which compounds hold these parts.
    pub compounds: Field,
    /// What the record is about: the key of a file, of its place in the manifest, or [`VOCABULARY_KEY`]. Records are
    /// replaced by it.
    pub key: Field,
    /// Stored: path of the file relative to its corpus folder, as bytes.
    pub file: Field,
    /// Stored: number of the corpus folder in the schema.
    pub dir: Field,
    /// Stored: the record's id in its file.
    pub id: Field,
    /// Stored: the title.
    pub title: Field,
    /// Stored: the passages; see [`super::outline`].
    pub outline: Field,
    /// Stored: the text, or the page of it that the record holds.
    pub text: Field,
    /// Stored: what the manifest says of a file.
    pub manifest: Field,
    /// By what an update knows an unchanged file, and whether it could be read: a column each, see [`super::manifest`].
    pub mark: Field,
    pub state: Field,
}

/// The key of the records that hold what was worked out from the whole vocabulary.
pub(crate) const VOCABULARY_KEY: &str = "vocabulary";

/// The second key of the records of the manifest, by which they are found without looking at any other.
pub(crate) const MANIFEST_KEY: &str = "manifest";

/// Name of the column that orders documents with the same score.
pub(crate) const TIE: &str = "tie";

/// Names of the columns of the manifest.
pub(crate) const MARK: &str = "mark";
pub(crate) const STATE: &str = "state";

/// The name under which [`super::stream::StreamTokenizer`] is registered.
pub(crate) const STREAM: &str = "stream";

impl Fields {
    /// The fields and the engine's schema that declares them.
    pub fn new() -> (Fields, Schema) {
        let mut schema = Schema::builder();
        // Norms would count every form of a word; the columns of lengths count words.
        let text = |record| {
            let indexing = TextFieldIndexing::default()
                .set_tokenizer(STREAM)
                .set_index_option(record)
                .set_fieldnorms(false);
            TextOptions::default().set_indexing_options(indexing)
        };
        let positions = text(IndexRecordOption::WithFreqsAndPositions);
        let mut by_language = |name: &str| {
            let name = |language: &&Language| format!("{name}.{}", language.code);
            let names = LANGUAGES.iter().map(name);
            names.map(|name| schema.add_text_field(&name, positions.clone())).collect()
        };
        let fields = Fields {
            bodies: by_language("body"),
            ends: schema.add_text_field("ends", positions),
            breaks: schema.add_text_field("breaks", text(IndexRecordOption::Basic)),
            path: schema.add_text_field("path", text(IndexRecordOption::WithFreqs)),
            lengths: LANGUAGES
                .iter()
                .map(|language| schema.add_u64_field(&length_name(language), FAST))
                .collect(),
            tie: schema.add_u64_field(TIE, FAST),
            parts: schema.add_text_field("parts", text(IndexRecordOption::Basic)),
            compounds: schema.add_text_field("compounds", STORED),
            key: schema.add_text_field("key", STRING),
            file: schema.add_bytes_field("file", STORED),
            dir: schema.add_u64_field("dir", STORED),
            id: schema.add_text_field("id", STORED),
            title: schema.add_text_field("title", STORED),
            outline: schema.add_bytes_field("outline", STORED),
            text: schema.add_text_field("text", STORED),
            manifest: schema.add_bytes_field("manifest", STORED),
            mark: schema.add_u64_field(MARK, FAST),
            state: schema.add_u64_field(STATE, FAST),
        };
        (fields, schema.build())
    }
}

/// Name of the column that holds how many words a document has in a language.
pub(crate) fn length_name(language: &Language) -> String {
    format!("length.{}", language.code)
}
