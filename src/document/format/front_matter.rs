//! Front matter: the few keys of a file's YAML or TOML head that matter here.

use super::super::PassageKind;
use super::super::clean::clean;
use super::language_from_tag;
use super::writer::Writer;
use crate::language::Language;

/// Longest front matter that is looked for, in bytes.
const MAX_BYTES: usize = 64 << 10;

/// What stands between `---` lines (YAML) or `+++` lines (TOML) at the start of a file.
#[derive(Default)]
pub(super) struct FrontMatter {
    pub title: Option<Entry>,
    pub description: Option<Entry>,
    pub date: Option<String>,
    pub language: Option<&'static Language>,
    /// Where the text after it starts, in bytes.
    pub end: usize,
}

pub(super) struct Entry {
    pub value: String,
    /// Source line of its key, from 1.
    pub line: u32,
}

/// Reads the front matter of a text, if it begins with some.
///
/// Only `key: value` (or `key = value`) at the top level counts, over several lines if the others are indented.
pub(super) fn front_matter(text: &str) -> Option<FrontMatter> {
    let mark = ["---", "+++"].into_iter().find(|mark| text.starts_with(mark))?;
    let separator = if mark == "---" { ':' } else { '=' };
    let mut found = FrontMatter::default();
    let mut rows = rows(text).skip(1).peekable();
    let mut keys = 0;
    while let Some((offset, line, row)) = rows.next().filter(|row| row.0 < MAX_BYTES) {
        if row.trim_end() == mark || (mark == "---" && row.trim_end() == "...") {
            found.end = offset + row.len();
            return (keys > 0).then_some(found);
        }
        let Some((key, value)) = entry(row, separator) else { continue };
        keys += 1;
        let mut value = value.to_owned();
        while let Some((_, _, more)) = rows.next_if(|row| is_continuation(row.2)) {
            value.push(' ');
            value.push_str(more.trim());
        }
        found.set(key, clean(scalar(&value)), line);
    }
    None
}

impl FrontMatter {
    /// Writes what readers of the document should find of it: its title, and its description as the first paragraph.
    pub fn write(&self, writer: &mut Writer) {
        let entries = [(&self.title, PassageKind::Title), (&self.description, PassageKind::Prose)];
        let mut entries: Vec<_> =
            entries.into_iter().filter_map(|(entry, kind)| Some((entry.as_ref()?, kind))).collect();
        entries.sort_by_key(|(entry, _)| entry.line);
        for (entry, kind) in entries {
            writer.begin(kind, None);
            writer.prose(&entry.value, entry.line);
        }
        writer.end();
    }

    /// Keeps a value. The first one of each key counts: tables that follow have keys of the same names.
    fn set(&mut self, key: &str, value: String, line: u32) {
        if value.is_empty() {
            return;
        }
        match key.to_ascii_lowercase().as_str() {
            "title" if self.title.is_none() => self.title = Some(Entry { value, line }),
            "description" | "summary" if self.description.is_none() => {
                self.description = Some(Entry { value, line })
            }
            "date" | "ms.date" if self.date.is_none() => self.date = Some(value),
            "lang" | "language" | "locale" if self.language.is_none() => {
                self.language = language_from_tag(&value)
            }
            _ => {}
        }
    }
}

/// Returns every line with its offset in bytes and its number from 1. Line breaks are part of it.
fn rows(text: &str) -> impl Iterator<Item = (usize, u32, &str)> {
    let rows = text.split_inclusive('\n').zip(1..);
    rows.scan(0, |next, (row, line)| {
        let offset = *next;
        *next += row.len();
        Some((offset, line, row))
    })
}

fn entry(row: &str, separator: char) -> Option<(&str, &str)> {
    let (key, value) = row.split_once(separator)?;
    let key = key.trim_end().trim_matches('"');
    let is_key = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
    (is_key && (separator == '=' || value.starts_with(char::is_whitespace))).then(|| (key, value.trim()))
}

fn is_continuation(row: &str) -> bool {
    row.starts_with([' ', '\t']) && !row.trim().is_empty() && !row.trim_start().starts_with("- ")
}

/// Takes the quotes, the comment and the block mark (`>-`) off a value, and makes it one line.
fn scalar(value: &str) -> String {
    let value = value.trim_start_matches(['>', '|']);
    let value = if value.starts_with("- ") { &value[1..] } else { value };
    let value = value.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    for quote in ['"', '\''] {
        if let Some((inner, _)) = value.strip_prefix(quote).and_then(|rest| rest.rsplit_once(quote)) {
            return inner.replace("\\\"", "\"").replace("''", "'");
        }
    }
    value.split(" #").next().unwrap_or_default().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::LANGUAGES;

    #[track_caller]
    fn check(text: &str, title: &str, line: u32, rest: &str) {
        let found = front_matter(text).expect("there is front matter");
        let entry = found.title.expect("it has a title");
        assert_eq!((entry.value.as_str(), entry.line, &text[found.end..]), (title, line, rest));
    }

    #[test]
    fn titles() {
        check("---\ntitle: Über uns\n---\nText", "Über uns", 2, "Text");
        check("---\nslug: a\ntitle: \"Say \\\"hi\\\": now\" # c\n---\n", "Say \"hi\": now", 3, "");
        check("---\ntitle: 'L''eau'\n...\nx", "L'eau", 2, "x");
        check("---\ntitle: >-\n  two\n  lines\nlang: xx\n---\n", "two lines", 2, "");
        check("+++\ntitle = \"Hugo\"\ndate = 2024-01-02\n+++\n", "Hugo", 2, "");
        check("---\ntitle: A # comment\n---\n", "A", 2, "");
    }

    #[test]
    fn other_keys() {
        let language = LANGUAGES[1];
        let head = format!("---\nlang: {}-XY\ndate: 2024-05-06T07:08\ntags:\n  - x\n---\n", language.code);
        let found = front_matter(&head).expect("found");
        assert_eq!(found.date.as_deref(), Some("2024-05-06T07:08"));
        assert!(found.language.is_some_and(|found| found == language));
    }

    #[test]
    fn rules_are_not_front_matter() {
        for text in ["---\n\nText\n---\n", "---\ntitle: open", "Text", "", "---", "- a\n---\n"] {
            assert!(front_matter(text).is_none(), "{text}");
        }
    }
}
