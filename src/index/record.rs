//! A record as it lies in the store, its values read in place.
//!
//! The engine copies each value: a text after proving that all of it is UTF-8, other bytes one by one. Of a long text, a hit shows a
//! line. The layout is the engine's: how many values there are; then of each its field, a code for its type, and the value, before
//! which stands its length if that varies.

use std::ops::Range;
use tantivy::directory::OwnedBytes;
use tantivy::schema::Field;
use tantivy::store::StoreReader;
use tantivy::{DocId, TantivyError};

/// The engine's codes of types.
const TEXT: u8 = 0;
const NUMBER: u8 = 1;
const BYTES: u8 = 4;
/// Set in the last byte of a number of variable length, and in no other.
const STOP_BIT: u8 = 0x80;

/// The stored values of one record.
pub(super) struct Record {
    bytes: OwnedBytes,
    values: Vec<(Field, Value)>,
}

#[derive(Clone, Debug, PartialEq)]
enum Value {
    /// Text or bytes: where they lie.
    Span(Range<usize>),
    Number(u64),
}

impl Record {
    /// Reads the record of a document.
    ///
    /// # Errors
    /// If it cannot be read or makes no sense.
    pub fn read(store: &StoreReader, document: DocId) -> tantivy::Result<Record> {
        let bytes = store.get_document_bytes(document)?;
        let values = values(&bytes);
        let values = values.ok_or_else(|| TantivyError::InternalError("a record is garbled".to_owned()))?;
        Ok(Record { bytes, values })
    }

    fn value(&self, wanted: Field) -> Option<&Value> {
        self.values.iter().find(|(field, _)| *field == wanted).map(|(_, value)| value)
    }

    /// The bytes of a field, which may be a text's.
    pub fn bytes(&self, field: Field) -> Option<&[u8]> {
        match self.value(field) {
            Some(Value::Span(span)) => self.bytes.get(span.clone()),
            _ => None,
        }
    }

    /// The text of a field; None if its bytes are no text.
    pub fn text(&self, field: Field) -> Option<&str> {
        self.bytes(field).and_then(|bytes| str::from_utf8(bytes).ok())
    }

    /// The number of a field.
    pub fn number(&self, field: Field) -> Option<u64> {
        match self.value(field) {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        }
    }
}

/// The values of a record, given its bytes; None for bytes that are none.
fn values(bytes: &[u8]) -> Option<Vec<(Field, Value)>> {
    let mut rest = bytes;
    let count = take_number(&mut rest)?;
    let mut values = Vec::new();
    for _ in 0..count {
        let field = Field::from_field_id(u32::from_le_bytes(take(&mut rest)?));
        let [code] = take(&mut rest)?;
        let value = match code {
            TEXT | BYTES => {
                let length = take_number(&mut rest)?;
                let start = bytes.len() - rest.len();
                rest = rest.get(length..)?;
                Value::Span(start..start + length)
            }
            NUMBER => Value::Number(u64::from_le_bytes(take(&mut rest)?)),
            _ => return None,
        };
        values.push((field, value));
    }
    rest.is_empty().then_some(values)
}

/// Takes so many bytes.
fn take<const COUNT: usize>(bytes: &mut &[u8]) -> Option<[u8; COUNT]> {
    let (taken, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(*taken)
}

/// Takes a number of variable length, seven bits a byte, the lowest first.
fn take_number(bytes: &mut &[u8]) -> Option<usize> {
    let mut number = 0;
    for shift in (0..usize::BITS).step_by(7) {
        let [byte] = take(bytes)?;
        number |= usize::from(byte & !STOP_BIT) << shift;
        if byte & STOP_BIT != 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use tantivy::schema::{STORED, Schema};
    use tantivy::{Index, TantivyDocument};

    #[test]
    fn reads_what_the_engine_wrote() {
        let mut schema = Schema::builder();
        let (text, bytes) = (schema.add_text_field("text", STORED), schema.add_bytes_field("bytes", STORED));
        let (number, absent) =
            (schema.add_u64_field("number", STORED), schema.add_text_field("absent", STORED));
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 15_000_000).expect("a writer");
        let of =
            |length: usize| ("函ä1".repeat(length), (0..=255).cycle().take(length * 3).collect::<Vec<u8>>());
        for length in [0, 1, 127, 128, 20_000] {
            let mut document = TantivyDocument::new();
            document.add_u64(number, u64::MAX - length as u64);
            document.add_text(text, &of(length).0);
            document.add_bytes(bytes, &of(length).1);
            writer.add_document(document).expect("a document");
        }
        writer.commit().expect("a segment");
        let searcher = index.reader().expect("a reader").searcher();
        let store = searcher.segment_reader(0).get_store_reader(1).expect("a store");
        for (document, length) in (0..).zip([0, 1, 127, 128, 20_000]) {
            let record = Record::read(&store, document).expect("a record");
            assert_eq!(record.text(text), Some(of(length).0.as_str()));
            assert_eq!(record.bytes(bytes), Some(of(length).1.as_slice()));
            assert_eq!(record.number(number), Some(u64::MAX - length as u64));
            assert_eq!((record.text(absent), record.number(text)), (None, None));
        }
        assert!(Record::read(&store, 5).is_err());
    }

    #[test]
    fn garbled_bytes_are_no_record() {
        let sound = [0x81, 7, 0, 0, 0, TEXT, 0x82, b'o', b'k'];
        let field = Field::from_field_id(7);
        assert_eq!(values(&sound), Some(vec![(field, Value::Span(7..9))]));
        assert_eq!(values(&[0x80]), Some(Vec::new()));
        for end in 0..sound.len() {
            assert_eq!(values(&sound[..end]), None);
        }
        assert_eq!(values(&[&sound[..], b"more"].concat()), None);
        assert_eq!(values(&[0x81, 7, 0, 0, 0, 99, 0x80]), None);
        assert_eq!(values(&[0xff; 3]), None);
        assert_eq!(values(&[0; 20]), None);
    }
}
