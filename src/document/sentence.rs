//! Where sentences end, as far as punctuation tells.

/// So many quotation marks and brackets may follow the mark that ends a sentence.
const MAX_CLOSING_CHARS: usize = 3;

/// Tells whether a sentence ends at the end of the text. Blanks, quotation marks and brackets may follow its last mark.
pub(super) fn ends_sentence(text: &str) -> bool {
    last_mark(text).is_some_and(|mark| matches!(mark, '.' | '!' | '?' | '…') || is_wide_stop(mark))
}

/// Tells whether a sentence ends at the end of the text with an East Asian mark, which needs no blank after it.
pub(super) fn ends_wide_sentence(text: &str) -> bool {
    last_mark(text).is_some_and(is_wide_stop)
}

/// Tells whether a character closes a quotation or a bracket.
pub(super) fn is_closing(character: char) -> bool {
    matches!(
        character,
        '"' | '\''
            | '”'
            | '“'
            | '’'
            | '‘'
            | '»'
            | '«'
            | '›'
            | ')'
            | ']'
            | '*'
            | '_'
            | '」'
            | '』'
            | '）'
            | '】'
            | '》'
    )
}

/// Returns the last character that is no blank and closes nothing.
fn last_mark(text: &str) -> Option<char> {
    text.trim_end().chars().rev().take(MAX_CLOSING_CHARS + 1).find(|&character| !is_closing(character))
}

fn is_wide_stop(character: char) -> bool {
    matches!(character, '。' | '！' | '？' | '；')
}
