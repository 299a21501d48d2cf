//! Reading TOML key by key, with the place of everything read.

use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fault::{SchemaError, one_line, shown};
use super::keys;

/// The text of a schema file and its name.
pub(super) struct Text<'t> {
    pub source: &'t str,
    pub file: &'t Path,
}

impl<'t> Text<'t> {
    /// Returns all tables of the text; a fault of TOML's own grammar is an error.
    pub fn parse(&self) -> Result<DeTable<'t>, SchemaError> {
        DeTable::parse(self.source).map(Spanned::into_inner).map_err(|error| self.grammar_fault(&error))
    }

    fn grammar_fault(&self, error: &toml::de::Error) -> SchemaError {
        const HINT: &str =
            "TOML is key = \"text\", key = 1, key = true or key = [\"one\", \"two\"], with each key once";
        let span = error.span().unwrap_or(0..0);
        let place = self.source.get(span.clone()).unwrap_or_default();
        // What the parser would have accepted instead is a list of TOML's grammar terms; the hint says more.
        let fault = error.message().split(", expected ").next().unwrap_or_default();
        match fault {
            "duplicate key" => {
                let fault = format!("duplicate key `{}`", shown(place));
                self.fault(span.start, fault, HINT.to_owned()).with_key(place)
            }
            _ => self.fault(span.start, one_line(fault), HINT.to_owned()),
        }
    }

    fn fault(&self, start: usize, fault: String, hint: String) -> SchemaError {
        SchemaError::at_line(self.file, self.line(start), fault, hint)
    }

    /// Returns the line of a byte, from 1. The end of the text counts to its last line.
    fn line(&self, byte: usize) -> usize {
        let before = &self.source.as_bytes()[..byte.min(self.source.len())];
        let line = before.split(|&byte| byte == b'\n').count();
        line.min(self.source.lines().count().max(1))
    }
}

/// A table of the schema file. For keys that it leaves out, the default schema has a table of the same name.
pub(super) struct Table<'t> {
    text: &'t Text<'t>,
    name: &'static str,
    start: usize,
    own: Option<&'t DeTable<'t>>,
    default: Option<&'t DeTable<'t>>,
}

impl<'t> Table<'t> {
    /// Returns the top level of a schema file.
    pub fn top(
        text: &'t Text<'t>,
        own: &'t DeTable<'t>,
        default: &'t DeTable<'t>,
    ) -> Result<Self, SchemaError> {
        Table { text, name: "", start: 0, own: Some(own), default: Some(default) }.checked()
    }

    /// Returns the table `[name]`, which stands in this table under its last part.
    pub fn table(&self, name: &'static str) -> Result<Table<'t>, SchemaError> {
        let key = name.rsplit('.').next().unwrap_or(name);
        let (start, own) = match self.own_value(key) {
            None => (self.start, None),
            Some(found) => (found.start, Some(found.table(name)?)),
        };
        let default =
            self.default.and_then(|table| table.get(key)).and_then(|value| value.get_ref().as_table());
        Table { text: self.text, name, start, own, default }.checked()
    }

    /// Returns the tables `[[name]]`, in the order of the file. They have no defaults.
    pub fn tables(&self, name: &'static str) -> Result<Vec<Table<'t>>, SchemaError> {
        let Some(found) = self.own_value(name) else { return Ok(Vec::new()) };
        let entries = found.list("a list of tables, each written below a line [[rule]]")?;
        let table = |entry: Found<'t, &'t DeValue<'t>>| {
            let own = Some(entry.table(name)?);
            Table { text: self.text, name, start: entry.start, own, default: None }.checked()
        };
        entries.into_iter().map(table).collect()
    }

    /// Returns the value of a key, or its default.
    ///
    /// # Panics
    /// If the default schema leaves the key out, which no input can bring about.
    pub fn value(&self, key: &str) -> Found<'t, &'t DeValue<'t>> {
        let default = || self.default.and_then(|table| self.found(table, key));
        self.own_value(key).or_else(default).expect("the default schema has a value for every key")
    }

    /// Returns the value of a key if the file has it.
    pub fn own_value(&self, key: &str) -> Option<Found<'t, &'t DeValue<'t>>> {
        self.own.and_then(|table| self.found(table, key))
    }

    /// Returns a fault of the table as a whole.
    pub fn fault(&self, fault: String, hint: String) -> SchemaError {
        self.text.fault(self.start, fault, hint).with_key(self.name)
    }

    fn found(&self, table: &'t DeTable<'t>, key: &str) -> Option<Found<'t, &'t DeValue<'t>>> {
        let value = table.get(key)?;
        let (start, key) = (value.span().start, self.full_key(key));
        Some(Found { value: value.get_ref(), text: self.text, start, key })
    }

    fn full_key(&self, key: &str) -> String {
        if self.name.is_empty() { key.to_owned() } else { format!("{}.{key}", self.name) }
    }

    fn checked(self) -> Result<Self, SchemaError> {
        let unknown = self
            .own
            .into_iter()
            .flat_map(DeTable::keys)
            .filter(|key| !keys::is_known(self.name, key.get_ref()));
        let Some(first) = unknown.min_by_key(|key| key.span().start) else { return Ok(self) };
        let key: &str = first.get_ref();
        let fault = match self.name {
            "" => format!("unknown key `{}`", shown(key)),
            name => format!("unknown key `{}` {}", shown(key), keys::place_of(name)),
        };
        let error = self.text.fault(first.span().start, fault, keys::hint_for(self.name, key));
        Err(error.with_key(&self.full_key(key)))
    }
}

/// A value, and where in the schema file it stands.
pub(super) struct Found<'t, V> {
    pub value: V,
    text: &'t Text<'t>,
    start: usize,
    key: String,
}

impl<V> Found<'_, V> {
    /// Returns the key of the value, with its tables.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Returns a fault of this value.
    pub fn fault(&self, fault: impl Into<String>, hint: impl Into<String>) -> SchemaError {
        self.text.fault(self.start, fault.into(), hint.into()).with_key(&self.key)
    }
}

impl<'t> Found<'t, &'t DeValue<'t>> {
    pub fn boolean(&self) -> Result<bool, SchemaError> {
        self.value.as_bool().ok_or_else(|| self.wrong_type("true or false, without quotes"))
    }

    /// Returns a whole number as it is written; none if it is below zero or beyond 64 bits.
    pub fn integer(&self) -> Result<Option<u64>, SchemaError> {
        let integer = self.value.as_integer().ok_or_else(|| self.wrong_type("a whole number"))?;
        Ok(u64::from_str_radix(integer.as_str(), integer.radix()).ok())
    }

    /// Returns a number with or without a fraction.
    pub fn number(&self) -> Result<f64, SchemaError> {
        match self.value {
            DeValue::Float(float) => Ok(float.as_str().parse().unwrap_or(f64::NAN)),
            #[expect(clippy::cast_precision_loss, reason = "boosts have few digits")]
            DeValue::Integer(integer) => {
                Ok(i64::from_str_radix(integer.as_str(), integer.radix())
                    .map_or(f64::NAN, |whole| whole as f64))
            }
            _ => Err(self.wrong_type("a number, such as 1.5")),
        }
    }

    pub fn string(&self) -> Result<Found<'t, &'t str>, SchemaError> {
        self.string_of("a string in double quotes")
    }

    pub fn strings(&self) -> Result<Vec<Found<'t, &'t str>>, SchemaError> {
        const EXPECTED: &str = "a list of strings, such as [\"one\", \"two\"]";
        self.list(EXPECTED)?.iter().map(|entry| entry.string_of(EXPECTED)).collect()
    }

    /// Returns the fault of a value that is of another type than expected.
    pub fn wrong_type(&self, expected: &str) -> SchemaError {
        let fault = format!("wrong type for `{}`: {}", self.key, type_name(self.value));
        self.fault(fault, format!("expected {expected}"))
    }

    fn string_of(&self, expected: &str) -> Result<Found<'t, &'t str>, SchemaError> {
        let value = self.value.as_str().ok_or_else(|| self.wrong_type(expected))?;
        Ok(Found { value, text: self.text, start: self.start, key: self.key.clone() })
    }

    fn list(&self, expected: &str) -> Result<Vec<Self>, SchemaError> {
        let entries = self.value.as_array().ok_or_else(|| self.wrong_type(expected))?;
        let entry = |value: &'t Spanned<DeValue<'t>>| Found {
            value: value.get_ref(),
            text: self.text,
            start: value.span().start,
            key: self.key.clone(),
        };
        Ok(entries.iter().map(entry).collect())
    }

    fn table(&self, name: &str) -> Result<&'t DeTable<'t>, SchemaError> {
        let header = if name == "rule" { "[[rule]]".to_owned() } else { format!("[{name}]") };
        let expected = || self.wrong_type(&format!("a table, written below a line {header}"));
        self.value.as_table().ok_or_else(expected)
    }
}

fn type_name(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
