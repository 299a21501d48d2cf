//! The column of a match in its file, which has markup that the index does not store.

use crate::document::open_plain;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

/// No more of a file is read.
const MAX_FILE_BYTES: u64 = 64 << 20;
/// A byte order mark is no part of the first line.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// Finds where a match begins in a line of a file, in bytes from 1, as ripgrep counts columns; `before` is what stands
/// before it in its line of the text. None if the file cannot be read, or the line does not have it.
pub(crate) fn source_column(path: &Path, line: u32, before: &str, matched: &str) -> Option<u32> {
    let file = BufReader::new(open_plain(path)?.take(MAX_FILE_BYTES));
    let bytes = file.split(b'\n').nth(usize::try_from(line).ok()?.checked_sub(1)?)?.ok()?;
    column(std::str::from_utf8(&bytes).ok()?, before, matched)
}

fn column(line: &str, before: &str, matched: &str) -> Option<u32> {
    if matched.is_empty() {
        return None;
    }
    let line = line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line);
    let whole = || line.find(&format!("{before}{matched}")).map(|at| at + before.len());
    // With markup in between, it is the match that comes after as many of its like.
    let counted = || {
        let earlier = before.matches(matched).count();
        line.match_indices(matched).nth(earlier).map(|(at, _)| at)
    };
    let at = whole().or_else(counted)?;
    u32::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, before: &str, matched: &str, expected: Option<u32>) {
        assert_eq!(column(line, before, matched), expected);
    }

    #[test]
    fn columns_count_bytes_of_the_source() {
        check("Musk kauft Twitter.", "Musk kauft ", "Twitter", Some(12));
        check("\u{feff}# Über Twitter", "Über ", "Twitter", Some(9));
        check("- **Eins** und _eins_: Eins", "Eins und eins: ", "Eins", Some(24));
        check("马斯克*收购*了推特", "马斯克收购了", "推特", Some(21));
        check("nothing of it", "", "Twitter", None);
        check("anything", "", "", None);
    }
}
