//! A record as it comes out of the store: its values are taken over as they are read, not copied into the engine's
//! own document first, which for long texts costs more than unpacking them.

use tantivy::schema::document::{DeserializeError, DocumentDeserialize, DocumentDeserializer};
use tantivy::schema::{Field, OwnedValue};

/// The stored values of one record.
pub(super) struct Record {
    values: Vec<(Field, OwnedValue)>,
}

impl DocumentDeserialize for Record {
    fn deserialize<'de, D: DocumentDeserializer<'de>>(mut record: D) -> Result<Record, DeserializeError> {
        let mut values = Vec::with_capacity(record.size_hint());
        while let Some(value) = record.next_field()? {
            values.push(value);
        }
        Ok(Record { values })
    }
}

impl Record {
    fn value(&self, wanted: Field) -> Option<&OwnedValue> {
        self.values.iter().find(|(field, _)| *field == wanted).map(|(_, value)| value)
    }

    /// The text of a field.
    pub fn text(&self, field: Field) -> Option<&str> {
        match self.value(field) {
            Some(OwnedValue::Str(text)) => Some(text),
            _ => None,
        }
    }

    /// Takes the text of a field out of the record.
    pub fn take_text(&mut self, wanted: Field) -> Option<String> {
        match self.values.iter_mut().find(|(field, _)| *field == wanted) {
            Some((_, OwnedValue::Str(text))) => Some(std::mem::take(text)),
            _ => None,
        }
    }

    /// The bytes of a field.
    pub fn bytes(&self, field: Field) -> Option<&[u8]> {
        match self.value(field) {
            Some(OwnedValue::Bytes(bytes)) => Some(bytes),
            _ => None,
        }
    }

    /// The number of a field.
    pub fn number(&self, field: Field) -> Option<u64> {
        match self.value(field) {
            Some(OwnedValue::U64(number)) => Some(*number),
            _ => None,
        }
    }
}
