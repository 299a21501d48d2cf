//! HTML: the text that a reader of the page reads.

use std::borrow::Cow;
use std::convert::Infallible;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

use super::super::{LineCount, PassageKind, line_breaks};
use super::element::{Role, Tag, implied_ends, role};
use super::front_matter::front_matter;
use super::lines::Lines;
use super::writer::Writer;
use super::{Extract, language_from_tag};
use crate::language::Language;

/// Elements nested deeper than this have no effect of their own. Browsers stop at 512.
const MAX_DEPTH: usize = 1_000;

/// So many open elements are searched for the one that an end tag ends.
const MAX_SEARCH: usize = 128;

const H1: Tag = Tag::new(b"h1");
const HTML: Tag = Tag::new(b"html");
const BODY: Tag = Tag::new(b"body");

/// Reads an HTML page. Front matter, as static site generators know it, may stand above it.
pub(in super::super) fn extract(source: &str) -> Extract {
    let head = front_matter(source).unwrap_or_default();
    let mut writer = Writer::new(source.len() / 2);
    head.write(&mut writer);
    let line = 1 + line_breaks(&source.as_bytes()[..head.end]);
    let language = write_fragment(&source[head.end..], line, &mut writer);
    let (text, blocks) = writer.finish();
    Extract {
        date: head.date,
        language: head.language.or(language),
        text,
        blocks,
        line_count: LineCount::Running,
    }
}

/// Writes the text of a page, or of a part of one that starts on `line`. Returns the language that it claims as a whole.
///
/// A `<title>` or first `<h1>` is a title only if none was written before.
pub(super) fn write_fragment(source: &str, line: u32, writer: &mut Writer) -> Option<&'static Language> {
    let source = without_break_references(source);
    let mut page = Page {
        writer,
        lines: Lines::new(&source, line),
        elements: Vec::new(),
        start: StartTag::default(),
        language: None,
    };
    let on_event = |event: CallbackEvent<'_>, span: Span<usize>| -> Option<Infallible> {
        page.on_event(event, span.start);
        None
    };
    let mut emitter = CallbackEmitter::new(on_event);
    emitter.naively_switch_states(true);
    let Ok(()) = Tokenizer::new_with_emitter(&*source, emitter).finish();
    page.writer.end();
    page.language
}

/// Turns references to a line feed into spaces, so that the line breaks of the text are those of the source.
fn without_break_references(source: &str) -> Cow<'_, str> {
    if !source.contains("&#") && !source.contains("&NewLine;") {
        return Cow::Borrowed(source);
    }
    let mut result = String::with_capacity(source.len());
    let mut kept_until = 0;
    for (offset, _) in source.match_indices('&') {
        if let Some(bytes) = break_reference_bytes(&source[offset..]) {
            result.push_str(&source[kept_until..offset]);
            result.extend((0..bytes).map(|_| ' '));
            kept_until = offset + bytes;
        }
    }
    Cow::Owned(result + &source[kept_until..])
}

/// Returns the bytes of a reference to a line feed at the start of the text: `&#10;`, `&#x0A;`, `&NewLine;`.
fn break_reference_bytes(text: &str) -> Option<usize> {
    if text.starts_with("&NewLine;") {
        return Some("&NewLine;".len());
    }
    let number = text.strip_prefix("&#")?;
    let zeros = number.strip_prefix(['x', 'X']).unwrap_or(number);
    let is_hex = zeros.len() < number.len();
    let digits = zeros.trim_start_matches('0');
    let after = if is_hex { digits.strip_prefix(['a', 'A']) } else { digits.strip_prefix("10") }?;
    let goes_on =
        after.starts_with(|c: char| if is_hex { c.is_ascii_hexdigit() } else { c.is_ascii_digit() });
    let bytes = text.len() - after.strip_prefix(';').unwrap_or(after).len();
    (!goes_on).then_some(bytes)
}

/// The page while it is read.
struct Page<'w, 's> {
    writer: &'w mut Writer,
    lines: Lines<'s>,
    /// The open elements, outermost first.
    elements: Vec<Element>,
    start: StartTag,
    /// What `<html>` or `<body>` claims.
    language: Option<&'static Language>,
}

/// What is inherited from an open element.
#[derive(Clone, Copy)]
struct Element {
    tag: Tag,
    kind: PassageKind,
    hint: Option<&'static Language>,
    is_block: bool,
    is_skipped: bool,
    /// Stands in an article, where a footer belongs to the text.
    in_article: bool,
}

/// The document around the outermost element.
const OUTSIDE: Element = Element {
    tag: Tag::new(b""),
    kind: PassageKind::Prose,
    hint: None,
    is_block: true,
    is_skipped: false,
    in_article: false,
};

/// A start tag while its attributes are read.
struct StartTag {
    tag: Tag,
    role: Role,
    attribute: Attribute,
    language: Option<&'static Language>,
    is_hidden: bool,
    /// What stands for an image.
    alternative: String,
    in_article: bool,
}

impl Default for StartTag {
    fn default() -> Self {
        Self {
            tag: OUTSIDE.tag,
            role: Role::Inline,
            attribute: Attribute::Other,
            language: None,
            is_hidden: false,
            alternative: String::new(),
            in_article: false,
        }
    }
}

#[derive(Clone, Copy)]
enum Attribute {
    Language,
    Alternative,
    Other,
}

impl Page<'_, '_> {
    fn on_event(&mut self, event: CallbackEvent<'_>, offset: usize) {
        match event {
            CallbackEvent::OpenStartTag { name } => self.on_name(name),
            CallbackEvent::AttributeName { name } => self.on_attribute(name),
            CallbackEvent::AttributeValue { value } => self.on_value(&String::from_utf8_lossy(value)),
            CallbackEvent::CloseStartTag { self_closing } => self.on_start(self_closing, offset),
            CallbackEvent::EndTag { name } => self.on_end(Tag::new(name)),
            CallbackEvent::String { value } => self.on_text(&String::from_utf8_lossy(value), offset),
            CallbackEvent::Comment { .. } | CallbackEvent::Doctype { .. } | CallbackEvent::Error(_) => {}
        }
    }

    fn on_name(&mut self, name: &[u8]) {
        let role = role(name);
        let (implied, borders) = implied_ends(name, role);
        self.end_implied(implied, borders);
        let in_article = matches!(name, b"article" | b"main" | b"section" | b"blockquote");
        self.start = StartTag { tag: Tag::new(name), role, in_article, ..StartTag::default() };
    }

    fn on_attribute(&mut self, name: &[u8]) {
        self.start.is_hidden |= name == b"hidden";
        self.start.attribute = match name {
            b"lang" | b"xml:lang" => Attribute::Language,
            b"alt" => Attribute::Alternative,
            _ => Attribute::Other,
        };
    }

    fn on_value(&mut self, value: &str) {
        match self.start.attribute {
            Attribute::Language => self.start.language = language_from_tag(value),
            Attribute::Alternative => self.start.alternative = value.replace('\n', " "),
            Attribute::Other => {}
        }
    }

    fn on_start(&mut self, is_closed: bool, offset: usize) {
        let start = std::mem::take(&mut self.start);
        let around = self.around();
        match start.role {
            Role::Void | Role::Break | Role::Rule if around.is_skipped => {}
            Role::Void if !start.alternative.is_empty() => {
                self.writer.space();
                self.writer.prose(&start.alternative, self.lines.line_at(offset));
                self.writer.space();
            }
            Role::Void => {}
            Role::Break => self.writer.space(),
            Role::Rule => self.writer.end(),
            role => {
                let element = self.element(&start, around);
                self.open(element, is_closed, role);
            }
        }
    }

    /// Returns what follows from a start tag for the text in it.
    fn element(&mut self, start: &StartTag, around: Element) -> Element {
        let is_document = matches!(start.tag, HTML | BODY);
        if is_document {
            self.language = self.language.or(start.language);
        }
        let hint = if is_document { None } else { start.language.or(around.hint) };
        let is_boilerplate =
            start.role == Role::Skipped || (start.role == Role::Footer && !around.in_article);
        Element {
            tag: start.tag,
            kind: self.kind_in(start, around.kind),
            hint,
            is_block: !matches!(start.role, Role::Inline | Role::Cell),
            is_skipped: around.is_skipped || is_boilerplate || (start.is_hidden && !is_document),
            in_article: around.in_article || start.in_article,
        }
    }

    /// Paragraphs in list items and table cells are part of them.
    fn kind_in(&self, start: &StartTag, around: PassageKind) -> PassageKind {
        use PassageKind::{Code, Heading, List, Prose, Table, Title};
        match start.role {
            Role::Block(Prose) if matches!(around, List | Table | Code) => around,
            Role::Title if self.writer.has_title() => Heading,
            Role::Title => Title,
            Role::Block(_) if start.tag == H1 && !self.writer.has_title() => Title,
            Role::Block(kind) => kind,
            _ => around,
        }
    }

    fn open(&mut self, element: Element, is_closed: bool, role: Role) {
        let has_room =
            self.elements.len() < MAX_DEPTH || (role == Role::Skipped && !self.around().is_skipped);
        if !element.is_skipped {
            match role {
                Role::Cell => self.writer.cell(),
                _ if element.is_block => self.writer.begin(element.kind, element.hint),
                _ => {}
            }
        }
        if has_room && !is_closed {
            self.elements.push(element);
        }
    }

    fn on_end(&mut self, tag: Tag) {
        let searched = self.elements.len().saturating_sub(MAX_SEARCH);
        if let Some(index) = self.elements[searched..].iter().rposition(|element| element.tag == tag) {
            self.end_from(searched + index);
        }
    }

    /// Ends elements that the start of another one ends without an end tag.
    fn end_implied(&mut self, implied: &[Tag], borders: &[Tag]) {
        let searched = self.elements.len().saturating_sub(MAX_SEARCH);
        let mut candidates = self.elements[searched..].iter().map(|element| element.tag);
        let nearest = candidates.rposition(|tag| implied.contains(&tag) || borders.contains(&tag));
        if let Some(index) = nearest.filter(|index| implied.contains(&self.elements[searched + index].tag)) {
            self.end_from(searched + index);
        }
    }

    fn end_from(&mut self, index: usize) {
        let ends_block = self.elements[index..].iter().any(|element| element.is_block && !element.is_skipped);
        self.elements.truncate(index);
        let around = self.around();
        if ends_block && !around.is_skipped {
            self.writer.begin(around.kind, around.hint);
        }
    }

    fn on_text(&mut self, text: &str, offset: usize) {
        let around = self.around();
        // A link to the heading itself, as Sphinx and others add it.
        if around.is_skipped || text == "¶" {
            return;
        }
        let line = self.lines.line_at(offset);
        match around.kind {
            PassageKind::Code => self.writer.code(text, line),
            _ => self.writer.prose(text, line),
        }
    }

    fn around(&self) -> Element {
        self.elements.last().copied().unwrap_or(OUTSIDE)
    }
}
