//! Terms as the index holds them.
//!
//! A term sorts by its folded form: a word with accents is `folded NUL exact`, any other word is itself. So all
//! spellings of a word that differ in accents, `ß` or script stand next to each other in the term dictionary, and
//! whatever begins alike is one range of it, however it is accented.

use crate::analysis::fold::fold;

/// Parts the folded form from the exact one. No normalised word holds it.
pub(crate) const SEPARATOR: char = '\0';

/// Stands at the last position of a title, among the words. No normalised word holds it.
pub(crate) const TITLE_END: &str = "\u{1}";

/// Appends the index term of a normalised word.
pub(crate) fn write_key(exact: &str, key: &mut String) {
    if exact.is_ascii() {
        return key.push_str(exact);
    }
    let start = key.len();
    fold(exact, key);
    if &key[start..] != exact {
        key.push(SEPARATOR);
        key.push_str(exact);
    }
}

/// The index term of a normalised word.
pub(crate) fn key(exact: &str) -> String {
    let mut key = String::with_capacity(exact.len() * 2 + 1);
    write_key(exact, &mut key);
    key
}

/// Splits an index term into its folded and its exact form.
pub(crate) fn split_key(key: &str) -> (&str, &str) {
    key.split_once(SEPARATOR).unwrap_or((key, key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_sort_by_folded_form() {
        let mut keys: Vec<String> = ["bär", "bar", "bars", "barb", "函數", "函数"].map(key).into();
        keys.sort();
        let exact: Vec<&str> = keys.iter().map(|key| split_key(key).1).collect();
        assert_eq!(exact, ["bar", "bär", "barb", "bars", "函数", "函數"]);
    }
}
