//! Numbers and their separators, which every country sets otherwise.

use super::fold::narrow;
use std::borrow::Cow;

/// Whether a word is a number with separators, if any, of any width: `1,234.5`.
pub(super) fn is_number(word: &str) -> bool {
    let mut chars = word.chars().map(narrow);
    chars.next().is_some_and(|c| c.is_ascii_digit())
        && chars.all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '\''))
}

/// Whether two words may be the thousands of a number and what follows them: `44` and `000,50`.
pub(super) fn is_thousands(left: &str, right: &str) -> bool {
    let (left, right) = (narrowed(left), narrowed(right));
    let group = right.split(['.', ',']).next().unwrap_or(&right);
    left.len() <= 3 && group.len() == 3 && is_number(&right) && left.bytes().all(|byte| byte.is_ascii_digit())
}

/// A number without the separators of its thousands and with a point before its decimals, if that differs.
pub(super) fn plain_number(number: &str) -> Option<String> {
    let number = &*narrowed(number);
    let separators: Vec<(usize, char)> = number.char_indices().filter(|(_, c)| !c.is_ascii_digit()).collect();
    let (&(last_at, last), first) = (separators.last()?, separators.first()?.1);
    let groups =
        |digits: &str| digits.split(|c: char| !c.is_ascii_digit()).skip(1).all(|group| group.len() == 3);
    if groups(number) && separators.iter().all(|&(_, c)| c == first) {
        return Some(number.replace(first, ""));
    }
    let (whole, decimals) = (&number[..last_at], &number[last_at + 1..]);
    let mixed = separators.len() == 1 || (first != last && groups(whole));
    let plain = format!("{}.{decimals}", whole.replace(first, ""));
    (mixed && plain != number).then_some(plain)
}

/// Dates and version numbers, `27.10.2022`, as against `44.000.000`.
pub(super) fn is_dotted(number: &str) -> bool {
    let separators = number.chars().filter(|&c| !narrow(c).is_ascii_digit());
    separators.count() > 1 && plain_number(number).is_none()
}

fn narrowed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.chars().map(narrow).collect()) }
}
