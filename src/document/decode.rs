//! Bytes become text: encodings, byte order marks, line breaks, and files that are no text.

use std::borrow::Cow;

use super::failure::{Doubts, Reason};
use super::line_breaks;
use crate::schema::Encoding;

/// So many bytes at the start of a file decide whether it is text, and in which encoding.
pub(super) const PROBE_BYTES: usize = 8 << 10;

/// How files begin that are no text although no NUL byte may stand near their start.
const MAGIC: &[&[u8]] = &[
    b"%PDF-",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"\x1f\x8b",
    b"GIF87a",
    b"GIF89a",
    b"BZh",
    b"\xfd7zXZ",
    b"7z\xbc\xaf",
    b"\x28\xb5\x2f\xfd",
    b"\xd0\xcf\x11\xe0",
    b"\x7fELF",
    b"SQLite format 3",
];

/// Returns the text of a file, with `\n` as the only line break.
///
/// A byte order mark decides the encoding, else `rule` does, else it is UTF-8. What cannot be decoded becomes U+FFFD and one
/// doubt.
pub(super) fn decode(
    mut bytes: Vec<u8>,
    rule: Option<Encoding>,
    doubts: &mut Doubts,
) -> Result<String, Reason> {
    let (encoding, mark_bytes) = encoding(&bytes, rule);
    let mut faults = Faults::default();
    let text = match encoding {
        Encoding::Utf8 if is_binary(&bytes) => return Err(Reason::Binary),
        Encoding::Utf8 => {
            bytes.drain(..mark_bytes);
            from_utf8(bytes, &mut faults)
        }
        Encoding::Utf16Le => from_utf16(&bytes[mark_bytes..], u16::from_le_bytes, &mut faults),
        Encoding::Utf16Be => from_utf16(&bytes[mark_bytes..], u16::from_be_bytes, &mut faults),
    };
    faults.report(encoding, doubts);
    Ok(with_line_feeds(text))
}

/// Returns the text of some whole lines of a file in UTF-8, with `\n` as the only line break. The first of them is `first_line`.
pub(super) fn decode_lines<'b>(bytes: &'b [u8], first_line: u32, faults: &mut Faults) -> Cow<'b, str> {
    match str::from_utf8(bytes) {
        Ok(text) if !text.contains('\r') => Cow::Borrowed(text),
        Ok(text) => Cow::Owned(with_line_feeds(text.to_owned())),
        Err(_) => Cow::Owned(with_line_feeds(from_broken_utf8(bytes, first_line, faults))),
    }
}

/// Returns the encoding of a file that begins with some bytes, and how many of them are its mark.
pub(super) fn encoding(start: &[u8], rule: Option<Encoding>) -> (Encoding, usize) {
    let (marked, mark_bytes) = byte_order_mark(start);
    (marked.or(rule).unwrap_or(Encoding::Utf8), mark_bytes)
}

/// Returns the encoding that a byte order mark tells, and the bytes of the mark.
fn byte_order_mark(bytes: &[u8]) -> (Option<Encoding>, usize) {
    match bytes {
        [0xef, 0xbb, 0xbf, ..] => (Some(Encoding::Utf8), 3),
        [0xff, 0xfe, ..] => (Some(Encoding::Utf16Le), 2),
        [0xfe, 0xff, ..] => (Some(Encoding::Utf16Be), 2),
        _ => (None, 0),
    }
}

/// Tells whether the start of a file looks like no text: a known magic, a NUL byte, more than a tenth control characters.
pub(super) fn is_binary(bytes: &[u8]) -> bool {
    let probe = &bytes[..bytes.len().min(PROBE_BYTES)];
    let control_bytes = probe.iter().filter(|&&byte| is_control(byte)).count();
    MAGIC.iter().any(|magic| probe.starts_with(magic))
        || probe.contains(&0)
        || control_bytes * 10 > probe.len()
}

/// Tells whether a byte is a control character that text does not use. Terminal logs do use escape and backspace.
fn is_control(byte: u8) -> bool {
    byte == 0x7f || (byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b | 0x08))
}

fn from_utf8(bytes: Vec<u8>, faults: &mut Faults) -> String {
    match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => from_broken_utf8(error.as_bytes(), 1, faults),
    }
}

fn from_broken_utf8(bytes: &[u8], first_line: u32, faults: &mut Faults) -> String {
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            faults.add(chunk.invalid().len(), first_line, &text);
            text.push(char::REPLACEMENT_CHARACTER);
        }
    }
    text
}

fn from_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16, faults: &mut Faults) -> String {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(bytes.len());
    for decoded in char::decode_utf16(pairs.iter().map(|&pair| unit(pair))) {
        if decoded.is_err() {
            faults.add(2, 1, &text);
        }
        text.push(decoded.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    if !rest.is_empty() {
        faults.add(rest.len(), 1, &text);
    }
    text
}

/// What of a file could not be decoded.
#[derive(Default)]
pub(super) struct Faults {
    bytes: usize,
    /// The line of the first one.
    line: Option<u32>,
}

impl Faults {
    /// Notes bytes that stand behind a text which begins on `first_line`.
    fn add(&mut self, bytes: usize, first_line: u32, text: &str) {
        self.bytes += bytes;
        let line = || first_line + line_breaks(with_line_feeds(text.to_owned()).as_bytes());
        self.line.get_or_insert_with(line);
    }

    /// Makes one doubt of them, if there are any.
    pub fn report(&self, encoding: Encoding, doubts: &mut Doubts) {
        let Some(line) = self.line else { return };
        let name = match encoding {
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf16Le | Encoding::Utf16Be => "UTF-16",
        };
        let what = match self.bytes {
            1 => format!("1 byte is not {name}"),
            bytes => format!("{bytes} bytes are not {name}"),
        };
        doubts.add(line, what);
    }
}

/// Turns `\r\n` and a lone `\r` into `\n`.
fn with_line_feeds(text: String) -> String {
    if !text.contains('\r') {
        return text;
    }
    let mut pieces = text.split('\r');
    let mut result = String::with_capacity(text.len());
    result.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        result.push('\n');
        result.push_str(piece.strip_prefix('\n').unwrap_or(piece));
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], rule: Option<Encoding>, text: &str, doubt: &str) {
        let mut doubts = Doubts::default();
        assert_eq!(decode(bytes.to_vec(), rule, &mut doubts), Ok(text.to_owned()));
        let doubts: Vec<_> = doubts.finish().iter().map(ToString::to_string).collect();
        assert_eq!(doubts.join("; "), doubt);
    }

    #[track_caller]
    fn check_binary(bytes: &[u8]) {
        assert_eq!(decode(bytes.to_vec(), None, &mut Doubts::default()), Err(Reason::Binary));
    }

    #[test]
    fn encodings_and_line_breaks() {
        check(b"", None, "", "");
        check("Stra\u{df}e".as_bytes(), None, "Straße", "");
        check(b"\xef\xbb\xbfa\r\nb\rc\n\r\nd\r", None, "a\nb\nc\n\nd\n", "");
        check(b"\xff\xfea\0\r\0\n\0b\0", None, "a\nb", "");
        check(b"\xfe\xff\0a\x4e\x2d", None, "a中", "");
        check(b"a\0b\0", Some(Encoding::Utf16Le), "ab", "");
        check(b"\0a\0b", Some(Encoding::Utf16Be), "ab", "");
    }

    #[test]
    fn broken_bytes_are_a_doubt() {
        check(b"a\r\nGr\xfc\xdfe", None, "a\nGr\u{fffd}\u{fffd}e", "line 2: 2 bytes are not UTF-8");
        check(b"\xff\xfea\0\n\0b", None, "a\n", "line 2: 1 byte is not UTF-16");
        check(b"\xff\xfe\x00\xd8a\0", None, "\u{fffd}a", "line 1: 2 bytes are not UTF-16");
    }

    #[test]
    fn binary_files_are_told() {
        check_binary(b"text and\0NUL");
        check_binary(b"%PDF-1.7 and so on");
        check_binary(b"PK\x03\x04");
        check_binary(b"\x89PNG\r\n");
        check_binary(b"\xff\xd8\xff\xe0");
        check_binary(b"\x01\x02abcdefgh");
        check(b"\x1b[1mlog\x1b[0m\n", None, "\u{1b}[1mlog\u{1b}[0m\n", "");
    }
}
