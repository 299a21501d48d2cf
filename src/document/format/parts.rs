//! Large Markdown files are read in parts: the tree of a parser takes many times the memory of its text.

use std::ops::Range;

/// A part has at least so many bytes, unless it is the last one, and at most twice as many.
const PART_BYTES: usize = 1 << 20;

/// Returns the parts of a text from the byte `start` on, in order.
///
/// A part ends at a blank line outside a fenced code block where a line without indentation follows; without one, at any
/// line, or at last at any character. References to links and notes in other parts stay as they are written.
pub(super) fn parts(text: &str, start: usize) -> impl Iterator<Item = Range<usize>> {
    let mut next = Some(start);
    std::iter::from_fn(move || {
        let start = next?;
        let end = start + part_bytes(&text[start..]);
        next = (end < text.len()).then_some(end);
        Some(start..end)
    })
}

fn part_bytes(text: &str) -> usize {
    if text.len() <= 2 * PART_BYTES {
        return text.len();
    }
    let mut is_fenced = false;
    let mut is_after_blank = false;
    let mut offset = 0;
    for row in text.split_inclusive('\n') {
        if is_after_blank && !is_fenced && offset >= PART_BYTES && !row.starts_with([' ', '\t', '\n']) {
            return offset;
        }
        if offset + row.len() > 2 * PART_BYTES {
            break;
        }
        is_fenced ^= row.trim_start().starts_with("```") || row.trim_start().starts_with("~~~");
        is_after_blank = row.trim().is_empty();
        offset += row.len();
    }
    if offset > 0 {
        offset
    } else {
        (PART_BYTES..).find(|&end| text.is_char_boundary(end)).unwrap_or(text.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, ends_with: &str) {
        let parts: Vec<_> = parts(text, 0).collect();
        assert_eq!(parts.iter().map(|part| &text[part.clone()]).collect::<String>(), text);
        assert!(parts.iter().all(|part| part.len() <= 2 * PART_BYTES));
        assert!(text[parts[0].clone()].ends_with(ends_with));
    }

    #[test]
    fn parts_end_where_paragraphs_end() {
        check("short", "short");
        check("", "");
        check(&"Ein Absatz.\n\n".repeat(300_000), ".\n\n");
        check(&"```\nfenced\n\n```\n\n".repeat(300_000), "```\n\n");
        check(&"row\n".repeat(1_000_000), "row\n");
        check(&"é".repeat(2_000_000), "é");
    }
}
