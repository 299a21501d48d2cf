//! The path of a file as a text that no other path has.

use std::fmt::Write;
use std::path::Path;

/// Returns a path as text. Bytes that are no UTF-8 become U+FFFD and two hexadecimal digits, and so does U+FFFD itself, so that
/// different paths stay different.
pub(crate) fn path_text(path: &Path) -> String {
    let mut text = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        let mut valid = chunk.valid().split(char::REPLACEMENT_CHARACTER);
        text.push_str(valid.next().unwrap_or_default());
        for piece in valid {
            push_bytes(&mut text, "\u{fffd}".as_bytes());
            text.push_str(piece);
        }
        push_bytes(&mut text, chunk.invalid());
    }
    text
}

fn push_bytes(text: &mut String, bytes: &[u8]) {
    for byte in bytes {
        let _ = write!(text, "\u{fffd}{byte:02x}");
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    #[test]
    fn different_paths_stay_different() {
        let check = |bytes: &[u8], expected: &str| {
            assert_eq!(path_text(Path::new(OsStr::from_bytes(bytes))), expected);
        };
        check("a/ä\n.md".as_bytes(), "a/ä\n.md");
        check(b"caf\xe9.md", "caf\u{fffd}e9.md");
        check(b"\xff\xfe", "\u{fffd}ff\u{fffd}fe");
        check("caf\u{fffd}e9.md".as_bytes(), "caf\u{fffd}ef\u{fffd}bf\u{fffd}bde9.md");
    }
}
