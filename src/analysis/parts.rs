//! The parts of a word between its soft borders: `window.open`, `snake_case`, `camelCase`, `Web3`.

use super::fold::narrow;
use super::number::{is_dotted, is_number};
use std::ops::Range;
use unicode_normalization::char::is_combining_mark;

/// More parts than this are no identifier that someone reads.
const MAX_PARTS: usize = 24;
/// Several parts that are shorter than this on average are a checksum or a key: kept whole.
const MIN_MEAN_PART_CHARS: usize = 3;
/// As few parts as this may be short: a date, an address, `x86_64`.
const FEW_PARTS: usize = 4;

/// The parts of a word between its soft borders, as byte ranges; none for a plain word, or one with too many borders.
pub(super) fn soft_parts(word: &str) -> Vec<Range<usize>> {
    if is_plain(word) {
        return Vec::new();
    }
    if is_number(word) && !is_dotted(word) {
        return Vec::new();
    }
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut last = Class::Separator;
    for (at, c) in word.char_indices() {
        let end = at + c.len_utf8();
        if !c.is_ascii() && is_combining_mark(c) {
            // Part of the letter before it.
            parts.last_mut().into_iter().for_each(|part| part.end = end);
            continue;
        }
        let class = class(c);
        match parts.last_mut() {
            _ if class == Class::Separator => {}
            Some(part) if last != Class::Separator && !is_border(last, class, &word[at..]) => part.end = end,
            _ => parts.push(at..end),
        }
        last = class;
    }
    if is_readable(word, parts.len()) { parts } else { Vec::new() }
}

#[derive(Clone, Copy, PartialEq)]
enum Class {
    Lower,
    Upper,
    Digit,
    Separator,
}

fn class(c: char) -> Class {
    let c = narrow(c);
    if c.is_uppercase() {
        Class::Upper
    } else if c.is_numeric() {
        Class::Digit
    } else if c.is_alphanumeric() || !c.is_ascii() && !matches!(c, '·' | '‧' | '‿') {
        Class::Lower
    } else {
        Class::Separator
    }
}

/// Whether someone might search for the parts of a word with so many of them.
fn is_readable(word: &str, parts: usize) -> bool {
    // As many in any normal form.
    let chars = || word.chars().filter(|&c| !is_combining_mark(c)).count();
    parts <= FEW_PARTS || parts <= MAX_PARTS && chars() >= MIN_MEAN_PART_CHARS * parts
}

/// Most words: lower case throughout but for the first letter.
fn is_plain(word: &str) -> bool {
    if let [first, rest @ ..] = word.as_bytes()
        && first.is_ascii_alphabetic()
        && rest.iter().all(u8::is_ascii_lowercase)
    {
        return true;
    }
    let is_lower = |c: char| c.is_ascii_lowercase() || matches!(c, 'ß'..='ö' | 'ø'..='ÿ' | 'œ');
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_alphabetic) && chars.all(is_lower)
}

/// Whether a soft border stands before `rest`, which begins with a character of class `next`.
fn is_border(last: Class, next: Class, rest: &str) -> bool {
    match (last, next) {
        (Class::Lower, Class::Upper) => true,
        // `XMLHttp` parts before `Http`; `NFTs` does not part.
        (Class::Upper, Class::Upper) => {
            let mut following = rest.chars().skip(1);
            following.by_ref().take(2).filter(|c| c.is_lowercase()).count() == 2
        }
        (Class::Digit, Class::Lower | Class::Upper) | (Class::Lower | Class::Upper, Class::Digit) => true,
        _ => false,
    }
}
