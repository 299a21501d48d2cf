//! Numbers and their separators, which every country sets otherwise.

/// Whether a word is a number with separators, if any: `1,234.5`.
pub(super) fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
        && word.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b'\''))
}

/// A number without the separators of its thousands and with a point before its decimals, if that differs.
pub(super) fn plain_number(number: &str) -> Option<String> {
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
    number.bytes().filter(|byte| !byte.is_ascii_digit()).count() > 1 && plain_number(number).is_none()
}
