//! What was copied, so that nothing in it is an operator.

/// Characters that mean something outside of quotation marks, in both widths.
const SIGNS: &str = "+-()*~:^=＋－（）＊～：＾＝";
/// Characters that open or close a quotation.
const MARKS: &str = "\"“”„‟«»「」『』〝〞＂";

/// Copied text, each of its words escaped.
pub fn escaped(text: &str) -> String {
    text.split_whitespace().map(escaped_word).collect::<Vec<_>>().join(" ")
}

/// Copied text between two quotation marks.
pub fn quoted(text: &str, [open, close]: [char; 2]) -> String {
    format!("{open}{}{close}", behind_backslashes(text, |c| MARKS.contains(c)))
}

fn escaped_word(word: &str) -> String {
    let operator = if ["AND", "OR", "NOT"].contains(&word) { "\\" } else { "" };
    operator.to_owned() + &behind_backslashes(word, |c| SIGNS.contains(c) || MARKS.contains(c))
}

fn behind_backslashes(text: &str, is_special: impl Fn(char) -> bool) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if c == '\\' || is_special(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_an_operator() {
        assert_eq!(escaped("(a)  AND\t\\b “c” ANDa"), "\\(a\\) \\AND \\\\b \\“c\\” ANDa");
        assert_eq!(quoted("a: \"b\" \\", ['„', '“']), "„a: \\\"b\\\" \\\\“");
    }
}
