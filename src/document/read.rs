//! One file becomes its documents.

use std::borrow::Cow;
use std::path::Path;

use super::contents::{Body, Contents, load};
use super::decode::decode;
use super::failure::{Doubt, Doubts, Failure, Reason};
use super::format::{Block, Extract, html, markdown, text};
use super::passage::cut;
use super::portion::{PORTION_BYTES, Sum};
use super::records::{Deliver, records_of_file, records_of_text};
use super::walk::Source;
use super::{Document, Passage, PassageKind};
use crate::language::{Language, OTHER, Sample, Verdict, route};
use crate::schema::{Format, Records, RuleValues, Schema};

/// Longest title that is shown, in characters.
const MAX_TITLE_CHARS: usize = 300;

/// How the documents of a file were read.
pub struct Outcome {
    /// What is doubtful about the file.
    pub doubts: Vec<Doubt>,
    /// Whether it was no longer what was loaded: neither hash nor stamp then tell what the documents are.
    pub has_changed: bool,
}

/// Reads one file and hands over its documents in order. Returns what is doubtful about it.
///
/// Takes memory for a few times the file, which has at most `max_file_bytes` bytes; of a JSON Lines file in UTF-8 for a few
/// times its longest line, at least 1 MiB, and up to 32 bytes for each id. An empty file is a document without passages.
///
/// # Errors
/// If it cannot be read, is too large or no text.
pub fn read(source: &Source, schema: &Schema, sink: &mut dyn FnMut(Document)) -> Result<Vec<Doubt>, Failure> {
    let outcome = documents(source, load(source, schema)?, schema, sink)?;
    Ok(outcome.doubts)
}

/// Hands over the documents of a file that was loaded, in order.
///
/// # Errors
/// If it is no text, or cannot be read further; some documents may have been handed over then.
pub fn documents(
    source: &Source,
    contents: Contents,
    schema: &Schema,
    sink: &mut dyn FnMut(Document),
) -> Result<Outcome, Failure> {
    let rule = contents.rule;
    let mut deliver = |id, extract| sink(assemble(&source.relative, id, extract, schema, &rule));
    let outcome = extract_each(contents, &schema.records, &mut deliver);
    outcome.map_err(|reason| Failure { path: source.path(), reason })
}

fn extract_each(contents: Contents, keys: &Records, deliver: &mut Deliver<'_>) -> Result<Outcome, Reason> {
    let Contents { body, format, rule, hash, bytes, mut doubts, .. } = contents;
    let has_changed = match body {
        Body::Whole(bytes) => {
            let text = decode(bytes, rule.encoding, &mut doubts)?;
            extract_text(text, format, keys, &mut doubts, deliver);
            false
        }
        Body::Lines(file) => {
            let sum = Sum { bytes, hash };
            !records_of_file(&file, sum, PORTION_BYTES, keys, &mut doubts, deliver)?
        }
    };
    if has_changed {
        doubts.add_change();
    }
    Ok(Outcome { doubts: doubts.finish(), has_changed })
}

fn extract_text(
    text: String,
    format: Format,
    keys: &Records,
    doubts: &mut Doubts,
    deliver: &mut Deliver<'_>,
) {
    match format {
        Format::Text => deliver(None, text::extract(text)),
        Format::Markdown => deliver(None, markdown::extract(&text)),
        Format::Html => deliver(None, html::extract(&text)),
        Format::JsonLines => records_of_text(&text, keys, doubts, deliver),
    }
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
