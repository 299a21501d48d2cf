//! JSON Lines: each line of the file is a document. The lines are looked through for ids, then read.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::hash::{BuildHasher, RandomState};

use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::super::clean::clean;
use super::super::failure::Doubts;
use super::super::{LineCount, PassageKind};
use super::text::{paragraphs, titled_paragraphs};
use super::{Block, Extract, language_from_tag};
use crate::schema::Records;

/// Keys that may tell the language of a record.
const LANGUAGE_KEYS: &[&str] = &["lang", "language"];

/// Hands over each record of some lines of a JSON Lines file with its id, in order; the first of them is `first_line`. Lines that
/// are no object are a doubt; so is a record with the id of a later one, which replaces it.
pub(in super::super) fn extract_each(
    lines: &str,
    first_line: u32,
    keys: &Records,
    ids: &Ids,
    doubts: &mut Doubts,
    sink: &mut dyn FnMut(Option<String>, Extract),
) {
    for (row, line) in rows(lines, first_line) {
        match serde_json::from_str::<Record>(row) {
            Ok(record) => match ids.replacement(record.get(&keys.id), line) {
                Some((id, later)) => {
                    doubts.add(line, format!("duplicate id {id:?}, replaced by line {later}"))
                }
                None => {
                    let (id, extract) = read_record(record, keys, line);
                    sink(id, extract);
                }
            },
            Err(error) => doubts.add(line, format!("not a JSON object ({})", fault(&error))),
        }
    }
}

/// The lines that are not blank, numbered.
fn rows(lines: &str, first_line: u32) -> impl Iterator<Item = (&str, u32)> {
    lines.split('\n').zip(first_line..).filter(|(row, _)| !row.trim().is_empty())
}

/// Returns serde's message without its position, which counts within the line.
fn fault(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.split(" at line ").next().unwrap_or_default().to_owned()
}

/// Finds the ids that several records of a file have. Keeps 8 bytes of each id, and the room of a table: there may be millions.
#[derive(Default)]
pub(in super::super) struct IdFinder {
    hasher: RandomState,
    seen: HashSet<u64>,
    last_lines: HashMap<u64, u32>,
}

impl IdFinder {
    /// Looks through further lines of the file for the ids alone; the first of them is `first_line`.
    pub fn add(&mut self, lines: &str, first_line: u32, keys: &Records) {
        for (row, line) in rows(lines, first_line) {
            let mut deserializer = serde_json::Deserializer::from_str(row);
            if let Ok(Some(id)) = (IdOf { key: &keys.id }).deserialize(&mut deserializer)
                && deserializer.end().is_ok()
            {
                let hash = self.hasher.hash_one(id.as_str());
                if !self.seen.insert(hash) {
                    self.last_lines.insert(hash, line);
                }
            }
        }
    }

    pub fn finish(self) -> Ids {
        Ids { hasher: self.hasher, last_lines: self.last_lines }
    }
}

/// The last line of each id that several records of a file have, by hashes.
pub(in super::super) struct Ids {
    hasher: RandomState,
    last_lines: HashMap<u64, u32>,
}

impl Ids {
    /// The id, and the later line that has it too, of a record on a line.
    fn replacement<'i>(&self, id: Option<&'i str>, line: u32) -> Option<(&'i str, u32)> {
        let id = id.filter(|_| !self.last_lines.is_empty())?;
        let last = *self.last_lines.get(&self.hasher.hash_one(id))?;
        (last > line).then_some((id, last))
    }
}

/// Takes the id out of a record and skips all else.
struct IdOf<'k> {
    key: &'k str,
}

impl<'de> DeserializeSeed<'de> for IdOf<'_> {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<String>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for IdOf<'_> {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Option<String>, A::Error> {
        let mut id = None;
        while let Some(key) = map.next_key::<Cow<str>>()? {
            if key == self.key {
                id = match map.next_value()? {
                    Value::Text(text) | Value::Number(text) => Some(text),
                    Value::Other => id,
                };
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(id)
    }
}

fn read_record(record: Record, keys: &Records, line: u32) -> (Option<String>, Extract) {
    let id = record.get(&keys.id).map(str::to_owned);
    let language = LANGUAGE_KEYS.iter().find_map(|key| record.get(key)).and_then(language_from_tag);
    let title = record.get(&keys.title).map(one_line).unwrap_or_default();
    let body = clean(record.get(&keys.text).map_or_else(|| record.other_texts(keys), str::to_owned));
    let (text, mut blocks) = match title.is_empty() {
        true => {
            let blocks = titled_paragraphs(&body);
            (body, blocks)
        }
        false => join(title, &body),
    };
    blocks.iter_mut().for_each(|block| block.line = line);
    (id, Extract { date: None, language, text, blocks, line_count: LineCount::Fixed })
}

/// Puts a title and a text together.
fn join(title: String, body: &str) -> (String, Vec<Block>) {
    let mut blocks = vec![Block { span: 0..title.len(), line: 1, kind: PassageKind::Title, hint: None }];
    let text = title + "\n" + body;
    paragraphs(&text, text.len() - body.len(), 1, &mut blocks);
    (text, blocks)
}

fn one_line(text: &str) -> String {
    clean(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The strings and numbers of an object, in order. Other values are only skipped, so that they take no memory.
struct Record(Vec<(String, Value)>);

enum Value {
    Text(String),
    Number(String),
    Other,
}

impl Record {
    /// Returns the string, or the printed number, of a key. The last one of equal keys counts.
    fn get(&self, key: &str) -> Option<&str> {
        let (_, value) = self.0.iter().rev().find(|(name, _)| name == key)?;
        match value {
            Value::Text(text) | Value::Number(text) => Some(text),
            Value::Other => None,
        }
    }

    /// Returns all strings but the id, title and language, one paragraph each.
    fn other_texts(&self, keys: &Records) -> String {
        let is_known = |name: &str| name == keys.id || name == keys.title || LANGUAGE_KEYS.contains(&name);
        let texts = self.0.iter().filter_map(|(name, value)| match value {
            Value::Text(text) if !is_known(name) => Some(text.as_str()),
            _ => None,
        });
        texts.collect::<Vec<_>>().join("\n\n")
    }
}

impl<'de> Deserialize<'de> for Record {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(RecordVisitor)
    }
}

struct RecordVisitor;

impl<'de> Visitor<'de> for RecordVisitor {
    type Value = Record;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Record, A::Error> {
        let mut entries = Vec::new();
        while let Some((key, value)) = map.next_entry::<String, Value>()? {
            if !matches!(value, Value::Other) {
                entries.push((key, value));
            }
        }
        Ok(Record(entries))
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::Text(text))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Number(number.to_string()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(serde_json::Number::from_f64(number)
            .map_or(Value::Other, |number| Value::Number(number.to_string())))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Value, E> {
        Ok(Value::Other)
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Other)
    }

    /// A list of texts is a text of so many paragraphs.
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut texts = String::new();
        while let Some(value) = list.next_element::<Value>()? {
            if let Value::Text(text) = value {
                texts.push_str(&text);
                texts.push_str("\n\n");
            }
        }
        Ok(if texts.is_empty() { Value::Other } else { Value::Text(texts) })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Value::Other)
    }
}
