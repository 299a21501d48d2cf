//! Markdown, with the tables, strikethrough, task lists and footnotes of GitHub.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::super::{LineCount, PassageKind};
use super::Extract;
use super::front_matter::front_matter;
use super::html::write_fragment;
use super::lines::Lines;
use super::parts::parts;
use super::writer::Writer;

/// Longest macro that is left out, in bytes.
const MAX_MACRO_BYTES: usize = 1_000;

/// What static site generators put between the words: `{{jsxref("Array")}}`, `{% include %}`, `{/* id */}`,
/// `[!INCLUDE [name](path)]`.
const MACROS: &[(&str, &str)] = &[
    ("{{", "}}"),
    ("{%", "%}"),
    ("{/*", "*/}"),
    ("[!INCLUDE", ")]"),
    ("[!include", ")]"),
    ("[!code-", ")]"),
];

/// How lines begin that open or close a box, as in `::: tip`.
const BOX_MARK: &str = ":::";

/// Reads Markdown. Code keeps its form; links and images keep their text and lose their target; macros go.
pub(in super::super) fn extract(source: &str) -> Extract {
    let head = front_matter(source).unwrap_or_default();
    let mut writer = Writer::new(source.len());
    head.write(&mut writer);
    let mut lines = Lines::new(source, 1);
    for part in parts(source, head.end) {
        let line = lines.line_at(part.start);
        read_part(&source[part], line, &mut writer);
    }
    let (text, blocks) = writer.finish();
    Extract { date: head.date, language: head.language, text, blocks, line_count: LineCount::Running }
}

/// Reads a part of a document that starts on `line`.
fn read_part(source: &str, line: u32, writer: &mut Writer) {
    let lines = Lines::new(source, line);
    let mut reader = Reader { source, lines, writer, item_depth: 0, in_code: false, left_out_until: 0 };
    for (event, span) in Parser::new_ext(source, options()).into_offset_iter() {
        reader.on_event(event, span);
    }
    reader.writer.end();
}

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
}

struct Reader<'s, 'w> {
    source: &'s str,
    lines: Lines<'s>,
    writer: &'w mut Writer,
    /// How many list items the text stands in.
    item_depth: u32,
    in_code: bool,
    /// What starts before this byte of the source is markup that was dealt with.
    left_out_until: usize,
}

impl Reader<'_, '_> {
    fn on_event(&mut self, event: Event<'_>, span: Range<usize>) {
        match event {
            Event::Start(tag) => self.on_start(&tag, span),
            Event::End(tag) => self.on_end(tag),
            Event::SoftBreak | Event::HardBreak => self.writer.space(),
            Event::Rule => self.writer.end(),
            _ if span.start < self.left_out_until => self.after_macro(&event, span),
            Event::Text(text) if self.in_code => self.writer.code(&text, self.lines.line_at(span.start)),
            Event::Text(text) if text.starts_with(BOX_MARK) => {}
            Event::Text(text) => self.on_text(&text, span),
            Event::Code(code) => self.on_inline_code(&code, span),
            Event::InlineHtml(tag) => self.on_inline_html(&tag),
            _ => {}
        }
    }

    fn on_start(&mut self, tag: &Tag<'_>, span: Range<usize>) {
        match tag {
            Tag::Paragraph
            | Tag::BlockQuote(_)
            | Tag::List(_)
            | Tag::FootnoteDefinition(_)
            | Tag::Table(_) => self.begin_text(),
            Tag::Item => {
                self.item_depth += 1;
                self.begin_text();
            }
            Tag::Heading { level, .. } => self.begin_heading(*level),
            Tag::CodeBlock(_) => {
                self.in_code = true;
                self.writer.begin(PassageKind::Code, None);
            }
            Tag::TableHead | Tag::TableRow => self.writer.begin(PassageKind::Table, None),
            Tag::TableCell => self.writer.cell(),
            Tag::HtmlBlock => self.html_block(span),
            _ => {}
        }
    }

    fn on_end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Item => self.item_depth -= 1,
            TagEnd::CodeBlock => self.in_code = false,
            TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Link
            | TagEnd::Image
            | TagEnd::TableCell => return,
            _ => {}
        }
        self.begin_text();
    }

    /// What follows is a block of its own: in a list if it stands in an item.
    fn begin_text(&mut self) {
        let kind = if self.item_depth > 0 { PassageKind::List } else { PassageKind::Prose };
        self.writer.begin(kind, None);
    }

    fn begin_heading(&mut self, level: HeadingLevel) {
        let is_title = level == HeadingLevel::H1 && !self.writer.has_title();
        self.writer.begin(if is_title { PassageKind::Title } else { PassageKind::Heading }, None);
    }

    fn html_block(&mut self, span: Range<usize>) {
        let line = self.lines.line_at(span.start);
        self.left_out_until = span.end;
        write_fragment(&self.source[span], line, self.writer);
    }

    /// Writes text up to a macro, and from behind it.
    fn on_text(&mut self, text: &str, span: Range<usize>) {
        // Text that differs from its source is a character reference; a line break of one is none of the source.
        if text.len() != span.len() {
            return self.write(&text.replace('\n', " "), span.start);
        }
        let mut start = span.start;
        while let Some(found) = next_macro(self.source, start..span.end) {
            self.write(&self.source[start..found.start], start);
            self.left_out_until = found.end;
            if found.end >= span.end {
                return;
            }
            start = found.end;
        }
        self.write(&self.source[start..span.end], start);
    }

    /// Writes the rest of a text in which a macro ended.
    fn after_macro(&mut self, event: &Event<'_>, span: Range<usize>) {
        let start = self.left_out_until;
        if matches!(event, Event::Text(text) if text.len() == span.len()) && start < span.end {
            self.on_text(&self.source[start..span.end], start..span.end);
        }
    }

    /// Code may run over several lines, and each may begin with the mark of a quotation.
    fn on_inline_code(&mut self, code: &str, span: Range<usize>) {
        if !self.source[span.clone()].contains('\n') {
            return self.write(code, span.start);
        }
        let mut offset = span.start;
        for row in self.source[span].split_inclusive('\n') {
            self.write(row.trim_matches(|c: char| c.is_whitespace() || matches!(c, '`' | '>')), offset);
            self.writer.space();
            offset += row.len();
        }
    }

    /// Tags vanish without a trace, as in H<sub>2</sub>O; only a line break parts words.
    fn on_inline_html(&mut self, tag: &str) {
        if tag.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("<br")) {
            self.writer.space();
        }
    }

    fn write(&mut self, text: &str, offset: usize) {
        let line = self.lines.line_at(offset);
        self.writer.prose(text, line);
    }
}

/// Returns the bytes of the next macro that starts in this span of the source and ends in the same paragraph.
fn next_macro(source: &str, span: Range<usize>) -> Option<Range<usize>> {
    let openings = source[span.clone()].match_indices(['{', '[']).map(|(offset, _)| span.start + offset);
    openings.filter_map(|start| Some(start..macro_end(source, start)?)).next()
}

fn macro_end(source: &str, start: usize) -> Option<usize> {
    let (open, close) = MACROS.iter().find(|(open, _)| source[start..].starts_with(open))?;
    let within = &source.as_bytes()[start..source.len().min(start + MAX_MACRO_BYTES)];
    let stops =
        |at: &usize| within[*at..].starts_with(close.as_bytes()) || within[*at..].starts_with(b"\n\n");
    let end = (open.len()..within.len()).find(stops)?;
    source[start + end..].starts_with(close).then_some(start + end + close.len())
}
