//! Removes what is plainly debris of other programs: invisible characters, escaped markup, character references.

use std::borrow::Cow;

use super::entity::decode_entity;

/// Longest escaped tag that is recognised, in bytes.
const MAX_TAG_BYTES: usize = 1_000;

/// Bytes at which debris of plain text can begin.
const TEXT_LEADS: [bool; 256] = leads(b"&\\\x1b\xc2\xe2\xef");
/// Bytes at which an invisible character can begin.
const INVISIBLE_LEADS: [bool; 256] = leads(b"\xc2\xe2\xef");

/// Cleans plain text. It has as many `\n` afterwards as before, at the same places.
///
/// Invisible characters go; so do tags that stand as JSON escapes, such as `\u003cbr/\u003e`, and colours of a terminal;
/// character references are decoded.
pub(super) fn clean(text: String) -> String {
    match replace(&text, &TEXT_LEADS, debris_at) {
        Cow::Borrowed(_) => text,
        Cow::Owned(cleaned) => cleaned,
    }
}

/// Removes zero-width characters and soft hyphens. Joiners stay where a script or an emoji needs them.
pub(super) fn without_invisible(text: &str) -> Cow<'_, str> {
    replace(text, &INVISIBLE_LEADS, invisible_at)
}

/// A stretch that is not meant for readers.
struct Debris {
    bytes: usize,
    instead: Instead,
}

enum Instead {
    Nothing,
    Character(char),
    /// A space, unless there is a blank on either side already.
    Gap,
}

const fn leads(bytes: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut index = 0;
    while index < bytes.len() {
        table[bytes[index] as usize] = true;
        index += 1;
    }
    table
}

fn replace<'t>(text: &'t str, leads: &[bool; 256], find: fn(&str, usize) -> Option<Debris>) -> Cow<'t, str> {
    let mut cleaned = String::new();
    let mut kept_until = 0;
    let mut offset = 0;
    while let Some(distance) = text.as_bytes()[offset..].iter().position(|&byte| leads[usize::from(byte)]) {
        offset += distance;
        let Some(debris) = find(text, offset) else {
            offset += 1;
            continue;
        };
        cleaned.reserve(if kept_until == 0 { text.len() } else { 0 });
        cleaned.push_str(&text[kept_until..offset]);
        offset += debris.bytes;
        kept_until = offset;
        push_instead(&mut cleaned, &debris.instead, &text[offset..]);
    }
    match kept_until {
        0 => Cow::Borrowed(text),
        _ => Cow::Owned(cleaned + &text[kept_until..]),
    }
}

fn push_instead(cleaned: &mut String, instead: &Instead, rest: &str) {
    let joins =
        || cleaned.ends_with(|c: char| !c.is_whitespace()) && rest.starts_with(|c: char| !c.is_whitespace());
    match instead {
        Instead::Character(character) => cleaned.push(*character),
        Instead::Gap if joins() => cleaned.push(' '),
        Instead::Gap | Instead::Nothing => {}
    }
}

fn debris_at(text: &str, offset: usize) -> Option<Debris> {
    match text.as_bytes()[offset] {
        b'&' => reference(&text[offset + 1..], 1),
        b'\\' => escaped_markup(&text[offset..]),
        b'\x1b' => terminal_sequence(&text.as_bytes()[offset..]),
        _ => invisible_at(text, offset),
    }
}

/// Recognises `eacute;` after an ampersand of `lead_bytes`; a reference to an invisible character stands for nothing.
fn reference(rest: &str, lead_bytes: usize) -> Option<Debris> {
    let (character, bytes) = decode_entity(rest)?;
    let instead = match character {
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => Instead::Nothing,
        _ => Instead::Character(character),
    };
    Some(Debris { bytes: lead_bytes + bytes, instead })
}

/// Recognises `\u003ct-41/\u003e`, that is `<t-41/>`, and `\u0026nbsp;`, that is `&nbsp;`.
fn escaped_markup(rest: &str) -> Option<Debris> {
    match rest.as_bytes().first_chunk::<6>()? {
        b"\\u003c" | b"\\u003C" => {
            escaped_tag(&rest[6..]).map(|bytes| Debris { bytes: bytes + 6, instead: Instead::Gap })
        }
        b"\\u0026" => reference(&rest[6..], 6),
        _ => None,
    }
}

/// Returns the bytes of an escaped tag up to and with its `\u003e`, if a tag's name follows and the tag ends on this line.
fn escaped_tag(rest: &str) -> Option<usize> {
    let name = rest.strip_prefix('/').unwrap_or(rest).as_bytes().first()?;
    if !name.is_ascii_alphabetic() && *name != b'!' {
        return None;
    }
    let within = &rest.as_bytes()[..rest.len().min(MAX_TAG_BYTES)];
    let stop =
        within.windows(6).position(|six| matches!(six, b"\\u003e" | b"\\u003E" | b"\\u003c" | b"\\u003C"))?;
    let is_tag = within[stop + 5].eq_ignore_ascii_case(&b'e') && !within[..stop].contains(&b'\n');
    is_tag.then_some(stop + 6)
}

/// Recognises what a log says to a terminal, colours above all: `ESC [`, parameters, a letter.
fn terminal_sequence(rest: &[u8]) -> Option<Debris> {
    let parameters = rest.strip_prefix(b"\x1b[")?;
    let end = parameters.iter().position(|byte| !matches!(byte, b'0'..=b'?'))?;
    parameters[end].is_ascii_alphabetic().then_some(Debris { bytes: end + 3, instead: Instead::Nothing })
}

fn invisible_at(text: &str, offset: usize) -> Option<Debris> {
    let bytes = match &text.as_bytes()[offset..] {
        [0xc2, 0xad, ..] => 2,
        [0xe2, 0x80, 0x8b, ..] | [0xe2, 0x81, 0xa0, ..] | [0xef, 0xbb, 0xbf, ..] => 3,
        [0xe2, 0x80, 0x8c..=0x8f, ..] if !needs_joiners(text[..offset].chars().next_back()) => 3,
        _ => return None,
    };
    Some(Debris { bytes, instead: Instead::Nothing })
}

/// Tells whether a joiner or direction mark after this character has a meaning: in the scripts from Hebrew to Mongolian, and
/// between emoji.
fn needs_joiners(before: Option<char>) -> bool {
    matches!(
        before,
        Some('\u{590}'..='\u{1fff}' | '\u{2600}'..='\u{27bf}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}')
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(clean(text.to_owned()), expected);
    }

    #[test]
    fn invisible_characters_go() {
        check("Donau\u{ad}dampf\u{200b}schiff\u{feff}", "Donaudampfschiff");
        check("a\u{2060}b\u{200d}c\u{200c}d\u{200e}", "abcd");
        check("中\u{200b}文\u{200d}", "中文");
        check("👩\u{200d}💻 می\u{200c}خواهم", "👩\u{200d}💻 می\u{200c}خواهم");
        check("’“”–«»，。", "’“”–«»，。");
        check("a\u{a0}b", "a\u{a0}b");
    }

    #[test]
    fn escaped_markup_goes() {
        check("Ende\n\\u003ct-41/\\u003e\\u003ct-42/\\u003e\n\\u003cc-65/\\u003e", "Ende\n\n");
        check("eins\\u003cbr/\\u003ezwei \\u003C/p\\u003E drei", "eins zwei  drei");
        check("Tom \\u0026amp; Tim", "Tom & Tim");
        check("1 \\u003c 2 und 3 \\u003e 2", "1 \\u003c 2 und 3 \\u003e 2");
        check("\\u003ca\nb\\u003e", "\\u003ca\nb\\u003e");
        check("\\u00e9t\\u00e9 \\u003c \\ \\u00", "\\u00e9t\\u00e9 \\u003c \\ \\u00");
        check("\\u0026中中中中中中", "\\u0026中中中中中中");
    }

    #[test]
    fn terminal_sequences_go() {
        check("\x1b[1;31mrot\x1b[0m und \x1b[", "rot und \x1b[");
        check("\x1b]0;title\x07 \x1bM", "\x1b]0;title\x07 \x1bM");
    }

    #[test]
    fn character_references_are_decoded() {
        check("&quot;&Eacute;t&eacute;&quot; &amp; co&shy;co", "\"Été\" & coco");
        check("&nbsp;&#8203;x", "\u{a0}x");
        check("AT&T; R&D &copy &foo;", "AT&T; R&D &copy &foo;");
        check("&amp;lt;", "&lt;");
    }
}
