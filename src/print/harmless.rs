//! Text that a terminal only shows: characters that would steer it, or turn its text around, become visible signs.

use std::borrow::Cow;
use std::fmt::Write;

/// Replaces control characters by their pictures (`␛`), and other characters that steer what is shown by their number
/// (`<U+202E>`).
pub fn harmless(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_harmful) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\0'..='\u{1f}' => shown.push(picture(c)),
            '\u{7f}' => shown.push('␡'),
            c if is_harmful(c) => write!(shown, "<U+{:04X}>", u32::from(c)).expect("a string takes all text"),
            c => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

fn is_harmful(c: char) -> bool {
    c.is_control() || steers_direction(c) || hides_text(c)
}

/// Marks, overrides and isolates of writing direction: text would read otherwise than it is stored.
fn steers_direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Line breaks of Unicode, deprecated format characters, annotations, and the invisible alphabet of tags.
fn hides_text(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}' | '\u{206a}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}')
}

/// The picture of a character below the space.
fn picture(control: char) -> char {
    char::from_u32(0x2400 + u32::from(control)).expect("every control character has a picture")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(harmless(text), expected);
    }

    #[test]
    fn harmful_characters_are_shown() {
        check("a\u{1b}[31mb", "a␛[31mb");
        check("a\0\t\r\n\u{7f}", "a␀␉␍␊␡");
        check("\u{9b}31m\u{85}", "<U+009B>31m<U+0085>");
        check("evil\u{202e}txt.exe\u{2066}\u{200f}", "evil<U+202E>txt.exe<U+2066><U+200F>");
        check("a\u{2028}b\u{e0041}", "a<U+2028>b<U+E0041>");
    }

    #[test]
    fn other_text_stays() {
        check(
            "Größe – «naïve» 「推特」 👩‍👩‍👧 e\u{301} a\u{ad}b",
            "Größe – «naïve» 「推特」 👩‍👩‍👧 e\u{301} a\u{ad}b",
        );
        assert!(matches!(harmless("plain"), Cow::Borrowed(_)));
    }
}
