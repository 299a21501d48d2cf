//! Words by UAX #29, the usual ones at a glance.
//!
//! Between blanks there is mostly one word, of plain letters, with punctuation at most around it; and Han characters are
//! words of their own. All else is the library's, which knows all of Unicode: alone, it makes a build cost 5 % more.

use std::ops::RangeInclusive;
use unicode_segmentation::UnicodeSegmentation;

/// Calls `found` with each word of a text and the byte where it starts.
pub(super) fn each_word<'t>(text: &'t str, mut found: impl FnMut(usize, &'t str)) {
    let bytes = text.as_bytes();
    let mut start = 0;
    // No word spans a blank; a mark behind one leans on nothing.
    while start < bytes.len() {
        let word = start + run(&bytes[start..], Class::Around);
        let word_end = word + run(&bytes[word..], Class::Inside);
        let end = word_end + run(&bytes[word_end..], Class::Around);
        if bytes.get(end).is_none_or(|&byte| class(byte) == Class::Blank) {
            // One word in ASCII, which most chunks are.
            if word < word_end {
                found(word, &text[word..word_end]);
            }
            start = end + 1;
        } else {
            let blank = bytes[end..].iter().position(|&byte| class(byte) == Class::Blank);
            let end = blank.map_or(bytes.len(), |distance| end + distance + 1);
            each_word_between_blanks(&text[start..end], |offset, word| found(start + offset, word));
            start = end;
        }
    }
}

/// What a byte is to the words of a text.
#[derive(Clone, Copy, PartialEq)]
enum Class {
    Blank,
    /// A letter or digit in ASCII.
    Inside,
    /// ASCII that belongs to no word at the end of which it stands.
    Around,
    /// Needs a closer look.
    Other,
}

static CLASSES: [Class; 256] = {
    let mut classes = [Class::Other; 256];
    let mut byte = 0;
    while byte < 128 {
        classes[byte] = match byte as u8 {
            b' ' | b'\n' | b'\t' => Class::Blank,
            b'_' => Class::Other,
            byte if byte.is_ascii_alphanumeric() => Class::Inside,
            _ => Class::Around,
        };
        byte += 1;
    }
    classes
};

fn class(byte: u8) -> Class {
    CLASSES[usize::from(byte)]
}

/// How many bytes of a class a text begins with.
fn run(bytes: &[u8], wanted: Class) -> usize {
    bytes.iter().take_while(|&&byte| class(byte) == wanted).count()
}

fn each_word_between_blanks<'t>(chunk: &'t str, mut found: impl FnMut(usize, &'t str)) {
    match plain_word(chunk) {
        Some("") => {}
        Some(word) => found(word.as_ptr() as usize - chunk.as_ptr() as usize, word),
        None => each_word_of_chunk(chunk, found),
    }
}

/// The one word of a chunk, empty if there is none; None where a closer look is needed.
fn plain_word(chunk: &str) -> Option<&str> {
    let word = chunk.trim_matches(is_around);
    word.chars().all(is_plain_letter).then_some(word)
}

/// Letters and digits that form a word in any order.
fn is_plain_letter(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, 'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ÿ' | 'Œ' | 'œ')
}

/// Punctuation that belongs to no word at the end of which it stands.
fn is_around(c: char) -> bool {
    c.is_ascii() && !c.is_ascii_alphanumeric() && c != '_'
        || matches!(c, '«' | '»' | '\u{a0}' | '–' | '—' | '“' | '”' | '„' | '’' | '…')
}

fn each_word_of_chunk<'t>(chunk: &'t str, mut found: impl FnMut(usize, &'t str)) {
    let mut start = 0;
    while start < chunk.len() {
        let rest = &chunk[start..];
        if let Some(bytes) = lone_han_bytes(rest) {
            found(start, &rest[..bytes]);
            start += bytes;
        } else {
            let bytes = bytes_to_han(rest);
            rest[..bytes].unicode_word_indices().for_each(|(offset, word)| found(start + offset, word));
            start += bytes;
        }
    }
}

/// The ideographs of everyday text: words of their own, with a border before them whatever stands there.
const IDEOGRAPHS: RangeInclusive<char> = '\u{4e00}'..='\u{9fff}';

/// Length of the ideograph that a text begins with, if what follows it cannot be a mark that belongs to it.
fn lone_han_bytes(text: &str) -> Option<usize> {
    let mut chars = text.chars();
    let first = chars.next().filter(|c| IDEOGRAPHS.contains(c))?;
    let stands_apart = |c: char| {
        c.is_ascii()
            || IDEOGRAPHS.contains(&c)
            || matches!(c, '\u{3000}'..='\u{3029}' | '\u{ff01}'..='\u{ff60}')
    };
    chars.next().is_none_or(stands_apart).then_some(first.len_utf8())
}

/// Bytes up to the next ideograph behind the first character, or to the end.
fn bytes_to_han(text: &str) -> usize {
    let mut borders = text.char_indices().skip(1).filter(|(_, c)| IDEOGRAPHS.contains(c));
    borders.next().map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str) {
        let mut words = Vec::new();
        each_word(text, |start, word| words.push((start, word)));
        // Between blanks: the library makes a word of a blank and a mark that leans on it.
        let chunks = text.split_inclusive([' ', '\n', '\t']).scan(0, |start, chunk| {
            *start += chunk.len();
            Some((*start - chunk.len(), chunk))
        });
        let expected = chunks.flat_map(|(start, chunk)| {
            chunk.unicode_word_indices().map(move |(offset, word)| (start + offset, word))
        });
        assert_eq!(words, expected.collect::<Vec<_>>(), "{text:?}");
    }

    #[test]
    fn finds_what_the_library_finds() {
        for text in [
            "",
            " — !",
            "(Die) »Übernahme«, endlich…",
            "d'été aujourd’hui ‘so’ a’ 3.14, 1,5. x_y _z __",
            "在Twitter上，函数。函\u{fe00}数 数\u{302a} 々 〇",
            "Ver\u{ad}trag e\u{301}t é\u{301} カタカナ 한국 ß× ÷ª",
        ] {
            check(text);
        }
    }

    proptest! {
        #[test]
        fn finds_what_the_library_finds_in_any_text(text in "[ -~À-ÿ’“„…—\u{a0}\u{ad}\u{301}一-龥，。、々ー\u{fe00}\u{200d}カ한]{0,24}") {
            check(&text);
        }

        #[test]
        fn and_in_all_of_unicode(text in "\\PC{0,12}") {
            check(&text);
        }
    }
}
