//! A file of lines, read in portions: however large it is, only a few of its lines are in memory at once.

use std::fs::File;
use std::io::{self, Read, Seek};

use xxhash_rust::xxh3::Xxh3;

/// Bytes that are read at once. A portion has fewer than twice as many, unless one line is longer.
pub(super) const PORTION_BYTES: usize = 1 << 20;

/// What was in a file when it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sum {
    pub bytes: u64,
    /// That of all bytes at once, whatever the portions.
    pub hash: u64,
}

/// Hands over the first `limit` bytes of a file in portions that end where a line ends, but for the last one.
///
/// A line ends at `\n`, `\r\n` or `\r`; no portion ends within `\r\n`.
///
/// # Errors
/// If it cannot be read.
pub(super) fn portions(
    mut file: &File,
    limit: u64,
    portion_bytes: usize,
    sink: &mut dyn FnMut(&[u8]),
) -> io::Result<Sum> {
    file.rewind()?;
    let mut input = file.take(limit);
    let (mut hash, mut bytes) = (Xxh3::new(), 0);
    let mut portion = Vec::with_capacity(2 * portion_bytes);
    loop {
        let known = portion.len();
        let read = input.by_ref().take(portion_bytes as u64).read_to_end(&mut portion)?;
        if read == 0 {
            break;
        }
        hash.update(&portion[known..]);
        bytes += read as u64;
        if let Some(end) = end_of_lines(&portion, known) {
            sink(&portion[..end]);
            portion.drain(..end);
        }
    }
    if !portion.is_empty() {
        sink(&portion);
    }
    Ok(Sum { bytes, hash: hash.digest() })
}

/// Where the last line ends that is whole; none ends among the `known` bytes, but for a `\r` as the last of them.
fn end_of_lines(bytes: &[u8], known: usize) -> Option<usize> {
    // What follows a `\r` at the end may be its `\n`.
    let certain = bytes.strip_suffix(b"\r").unwrap_or(bytes).len();
    let start = known.saturating_sub(1).min(certain);
    let last = bytes[start..certain].iter().rposition(|byte| matches!(byte, b'\n' | b'\r'))?;
    Some(start + last + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use xxhash_rust::xxh3::xxh3_64;

    #[track_caller]
    fn check(bytes: &str, portion_bytes: usize, expected: &[&str]) {
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(bytes.as_bytes()).expect("it is written");
        for _ in 0..2 {
            let mut found = Vec::new();
            let sum = portions(&file, u64::MAX, portion_bytes, &mut |portion| {
                found.push(String::from_utf8(portion.to_vec()).expect("whole characters"));
            });
            assert_eq!(found, expected);
            let hash = xxh3_64(bytes.as_bytes());
            assert_eq!(sum.ok(), Some(Sum { bytes: bytes.len() as u64, hash }));
        }
    }

    #[test]
    fn portions_end_where_lines_end() {
        check("", 4, &[]);
        check("ab", 4, &["ab"]);
        check("a\nb\nc\nd", 4, &["a\nb\n", "c\n", "d"]);
        check("a\nb\nc\nd", 3, &["a\n", "b\nc\n", "d"]);
        check("a\nbcdefghij\nk\n", 2, &["a\n", "bcdefghij\n", "k\n"]);
        check("äöü\nß", 3, &["äöü\n", "ß"]);
        check("a\r\nb\r\n", 2, &["a\r\n", "b\r\n"]);
        check("a\rb\rc\r", 2, &["a\r", "b\r", "c\r"]);
        check("\r\r\r\n", 1, &["\r", "\r", "\r\n"]);
    }

    #[test]
    fn no_more_is_read_than_was_asked_for() {
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(b"one\ntwo\nthree\n").expect("it is written");
        let mut found = Vec::new();
        let sum = portions(&file, 8, 5, &mut |portion| found.extend_from_slice(portion)).expect("it is read");
        assert_eq!((found.as_slice(), sum.bytes, sum.hash), (&b"one\ntwo\n"[..], 8, xxh3_64(b"one\ntwo\n")));
    }
}
