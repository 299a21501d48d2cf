//! Paths as they are shown: from the folder one is in, where they lie below it.

use super::hyperlink::linked;
use super::{Style, harmless};
use crate::search::Hit;
use std::path::Path;

/// Returns a path relative to a folder that it lies below, else as it is; as text that a terminal only shows.
pub fn shown_path(path: &Path, base: &Path) -> String {
    harmless(&relative(path, base).to_string_lossy()).into_owned()
}

/// Returns a path as it is shown, as a link to one of its lines and columns where there are to be links.
pub(super) fn linked_path(path: &Path, place: (u32, u32), style: &Style) -> String {
    let shown = shown_path(path, &style.base);
    match &style.link {
        Some(format) => linked(&shown, &format.address(path, place)),
        None => shown,
    }
}

/// Line and column of the first match in the best passage.
pub(super) fn place(hit: &Hit) -> (u32, u32) {
    (hit.line, hit.snippets.first().map_or(1, |snippet| snippet.column))
}

/// Returns a path relative to a folder that it lies below, else as it is.
pub(super) fn relative<'p>(path: &'p Path, base: &Path) -> &'p Path {
    match path.strip_prefix(base) {
        Ok(below) if !below.as_os_str().is_empty() => below,
        _ => path,
    }
}

/// Returns the bytes of a path in Base64 if they are no UTF-8.
pub(super) fn encoded_bytes(path: &Path) -> Option<String> {
    path.to_str().is_none().then(|| base64(path.as_os_str().as_encoded_bytes()))
}

/// Base64 of RFC 4648 with padding.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let [first, second, third] = [0, 1, 2].map(|place| u32::from(group.get(place).copied().unwrap_or(0)));
        let bits = first << 16 | second << 8 | third;
        for place in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * place) & 63) as usize];
            text.push(if place <= group.len() { char::from(digit) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_of_the_rfc() {
        let rows =
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("ÿ", "w78=")];
        for (text, expected) in rows {
            assert_eq!(base64(text.as_bytes()), expected);
        }
    }

    #[test]
    fn paths_below_the_base_are_relative() {
        let check = |path: &str, expected: &str| {
            assert_eq!(shown_path(Path::new(path), Path::new("/home/anna")), expected);
        };
        check("/home/anna/a/b.md", "a/b.md");
        check("/home/annabel/b.md", "/home/annabel/b.md");
        check("/home/anna", "/home/anna");
        check("/home/anna/a\nb.md", "a␊b.md");
    }
}
