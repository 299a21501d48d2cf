//! One file becomes its documents.

use std::borrow::Cow;
use std::fs::Metadata;
use std::io::Read;
use std::path::Path;
use std::time::SystemTime;

use xxhash_rust::xxh3::xxh3_64;

use super::decode::decode;
use super::failure::{Doubt, Doubts, Failure, Reason};
use super::format::{Block, Extract, html, jsonl, markdown, text};
use super::open::open;
use super::passage::cut;
use super::stamp::Stamp;
use super::walk::Source;
use super::{Document, Passage, PassageKind};
use crate::language::{Language, OTHER, Sample, Verdict, route};
use crate::schema::{Format, RuleValues, Schema};

/// Longest title that is shown, in characters.
const MAX_TITLE_CHARS: usize = 300;

/// How often a file that changes while it is read is read again.
const ATTEMPTS: usize = 3;

/// What was in a file at one time.
pub struct Contents {
    /// At most `max_file_bytes` of the schema.
    pub bytes: Vec<u8>,
    /// What the system said of it.
    pub metadata: Metadata,
    /// Unsettled if it changed while it was read, or so shortly before that more changes might not show.
    pub stamp: Stamp,
    doubts: Doubts,
}

impl Contents {
    /// A hash of the bytes: files with the same hash are taken to be equal.
    pub fn hash(&self) -> u64 {
        xxh3_64(&self.bytes)
    }
}

/// Reads one file and hands over its documents in order. Returns what is doubtful about it.
///
/// Takes memory for a few times the file, which has at most `max_file_bytes` bytes. An empty file is a document without
/// passages.
///
/// # Errors
/// If it cannot be read, is too large or no text.
pub fn read(source: &Source, schema: &Schema, sink: &mut dyn FnMut(Document)) -> Result<Vec<Doubt>, Failure> {
    documents(source, load(source, schema)?, schema, sink)
}

/// Reads the bytes of a file. One that changes meanwhile is read again, and is doubtful if it goes on changing.
///
/// # Errors
/// If it cannot be read, or is larger than the schema allows, even if it grew since the walk.
pub fn load(source: &Source, schema: &Schema) -> Result<Contents, Failure> {
    let mut attempt = 1;
    loop {
        let now = SystemTime::now();
        let (bytes, before, metadata) = load_once(source, schema.corpus.max_file_bytes)
            .map_err(|reason| Failure { path: source.path(), reason })?;
        let is_whole = Stamp::of(&before) == Stamp::of(&metadata);
        let mut doubts = Doubts::default();
        if is_whole {
            let stamp = Stamp::when_read(&metadata, now);
            return Ok(Contents { bytes, metadata, stamp, doubts });
        } else if attempt == ATTEMPTS {
            doubts.add_to_whole("changed while it was read");
            return Ok(Contents { bytes, metadata, stamp: Stamp::UNSETTLED, doubts });
        }
        attempt += 1;
    }
}

/// Returns the bytes of a file, and what the system said of it before and after.
fn load_once(source: &Source, limit: u64) -> Result<(Vec<u8>, Metadata, Metadata), Reason> {
    let mut file = open(source)?;
    let before = file.metadata()?;
    if !before.is_file() {
        return Err(Reason::NotAFile);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(before.len().min(limit)).unwrap_or_default() + 1);
    (&mut file).take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    match bytes.len() as u64 {
        read if read > limit => Err(Reason::TooLarge { bytes: before.len().max(read), limit }),
        _ => Ok((bytes, before, file.metadata()?)),
    }
}

/// Hands over the documents of what was read from a file, in order. Returns what is doubtful about it.
///
/// # Errors
/// If it is no text.
pub fn documents(
    source: &Source,
    contents: Contents,
    schema: &Schema,
    sink: &mut dyn FnMut(Document),
) -> Result<Vec<Doubt>, Failure> {
    let Contents { bytes, mut doubts, .. } = contents;
    let rule = schema.rule_for(&source.relative);
    let format = rule.format.unwrap_or_else(|| Format::from_path(&source.relative));
    let text = decode(bytes, rule.encoding, &mut doubts)
        .map_err(|reason| Failure { path: source.path(), reason })?;
    let mut deliver = |id, extract| sink(assemble(&source.relative, id, extract, schema, &rule));
    match format {
        Format::Text => deliver(None, text::extract(text)),
        Format::Markdown => deliver(None, markdown::extract(&text)),
        Format::Html => deliver(None, html::extract(&text)),
        Format::JsonLines => jsonl::extract_each(&text, &schema.records, &mut doubts, deliver),
    }
    Ok(doubts.finish())
}

fn assemble(
    path: &Path,
    id: Option<String>,
    extract: Extract,
    schema: &Schema,
    rule: &RuleValues,
) -> Document {
    let passages = passages(&extract, schema, rule);
    let stem = || path.file_stem().unwrap_or_default().to_string_lossy();
    let title = title(&extract).map_or_else(stem, Cow::Borrowed);
    let title = shown_title(&title);
    Document {
        path: path.to_owned(),
        id,
        title,
        date: extract.date,
        text: extract.text,
        passages,
        line_count: extract.line_count,
    }
}

/// Returns the text of the title, else of a heading that the document begins with.
fn title(extract: &Extract) -> Option<&str> {
    let title = extract.blocks.iter().find(|block| block.kind == PassageKind::Title);
    let heading = || extract.blocks.first().filter(|block| block.kind == PassageKind::Heading);
    title.or_else(heading).map(|block| &extract.text[block.span.clone()])
}

/// Returns a title as one line of bounded length.
fn shown_title(title: &str) -> String {
    let words = title.split_whitespace().flat_map(|word| [" ", word]);
    words.skip(1).flat_map(str::chars).take(MAX_TITLE_CHARS).collect()
}

fn passages(extract: &Extract, schema: &Schema, rule: &RuleValues) -> Vec<Passage> {
    let blocks = cut(&extract.text, &extract.blocks, extract.line_count, schema.passages.max_chars);
    let is_enabled =
        |language: &&'static Language| schema.languages.iter().any(|&other| std::ptr::eq(other, *language));
    let samples: Vec<_> = blocks
        .iter()
        .map(|block| Sample {
            text: &extract.text[block.span.clone()],
            hint: block.hint.filter(is_enabled),
            code: block.kind == PassageKind::Code,
        })
        .collect();
    let verdicts = match rule.language {
        Some(language) => samples.iter().map(|sample| ruled(sample, language)).collect(),
        None => route(&samples, extract.language.filter(is_enabled), &schema.languages),
    };
    blocks.into_iter().zip(verdicts).map(|(block, verdict)| passage(block, &verdict)).collect()
}

fn passage(block: Block, verdict: &Verdict) -> Passage {
    let Verdict { language, confidence } = *verdict;
    Passage { span: block.span, line: block.line, kind: block.kind, language, confidence }
}

/// Returns the verdict where a rule of the schema gives the language. Code stays what it is: no language.
fn ruled(sample: &Sample<'_>, language: &'static Language) -> Verdict {
    Verdict { language: if sample.code { OTHER } else { language }, confidence: 1.0 }
}
