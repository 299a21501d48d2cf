//! Strips a passage of what is in no language: markup, inline code, identifiers, addresses.

/// How far the end of a piece of markup may lie from its start, in bytes. An unclosed bracket must not
/// swallow a passage.
const MAX_MARKUP_BYTES: usize = 400;

/// Replaces `words` by what in `text` looks like words of a language, separated as in the text.
///
/// Text that says much about its own language says little when every second word is `getElementById`:
/// cleaning lowers the errors on manuals by half, whatever the detector.
pub(super) fn clean(text: &str, words: &mut String) {
    copy_tokens(text, words, |token| !token.is_identifier());
}

/// Replaces `rest` by `text` without its markup and inline code; identifiers stay.
pub(super) fn strip_markup(text: &str, rest: &mut String) {
    copy_tokens(text, rest, |_| true);
}

#[inline]
fn copy_tokens(text: &str, words: &mut String, keep: impl Fn(&Token) -> bool) {
    words.clear();
    let mut rest = text;
    while let Some(&first) = rest.as_bytes().first() {
        let piece_bytes = if first <= b' ' {
            separate(words);
            1
        } else if let Some(markup_bytes) = markup_bytes(rest.as_bytes()) {
            separate(words);
            markup_bytes
        } else {
            let token = Token::at_start(rest);
            if keep(&token) {
                words.push_str(token.text);
            }
            token.text.len()
        };
        rest = &rest[piece_bytes..];
    }
}

fn separate(words: &mut String) {
    if !words.ends_with(' ') {
        words.push(' ');
    }
}

/// The length of the markup that `text` starts with: inline code, a tag, a macro, the target of a link.
fn markup_bytes(text: &[u8]) -> Option<usize> {
    match text {
        [b'`', ..] => Some(inline_code_bytes(text)),
        [b'<', b'a'..=b'z' | b'A'..=b'Z' | b'/' | b'!', ..] => through(text, b">"),
        [b'{', b'{', ..] => through(text, b"}}"),
        [b']', b'(', ..] => through(text, b")"),
        _ => None,
    }
}

/// The length of `text` through the first `end`, where that is near.
fn through(text: &[u8], end: &[u8]) -> Option<usize> {
    let near = &text[..text.len().min(MAX_MARKUP_BYTES)];
    near.windows(end.len()).position(|window| window == end).map(|start| start + end.len())
}

/// The length of the inline code that `text` starts with, or of its backticks alone where no equal run closes
/// it.
fn inline_code_bytes(text: &[u8]) -> usize {
    let fence = backticks(text);
    let mut at = fence;
    while at < text.len().min(MAX_MARKUP_BYTES) {
        let run = backticks(&text[at..]);
        if run == fence {
            return at + run;
        }
        at += run.max(1);
    }
    fence
}

fn backticks(text: &[u8]) -> usize {
    text.iter().take_while(|&&byte| byte == b'`').count()
}

/// What stands between white space and markup.
struct Token<'t> {
    text: &'t str,
    /// The traits of its bytes. A capital at the start does not count.
    traits: u8,
}

impl<'t> Token<'t> {
    /// The token that `text` starts with, at least one character.
    fn at_start(text: &'t str) -> Token<'t> {
        let bytes = text.as_bytes();
        let mut traits = match bytes[0] {
            b'-' => MARK,
            first => TRAITS[usize::from(first)] & !CAPITAL,
        };
        // All that ends a token is ASCII, so no character is cut, not even the first.
        let mut end = 1;
        while let Some(&byte) = bytes.get(end) {
            let found = TRAITS[usize::from(byte)];
            if found & END != 0 && is_end(&bytes[end..]) {
                break;
            }
            traits |= found;
            end += 1;
        }
        Token { text: &text[..end], traits }
    }

    /// Whether it is a name of a machine's rather than a word: `max_size`, `getName`, `--force`, `a/b.txt`,
    /// `f(x)`, `v2`.
    fn is_identifier(&self) -> bool {
        let bytes = self.text.as_bytes();
        let has = |traits: u8| self.traits & traits != 0;
        !has(WIDE)
            && (has(MARK) || has(CAPITAL) && has_inner_capital(bytes) || has(JOINT) && has_inner_joint(bytes))
    }
}

/// Whether a capital follows a small letter: after capitals it is an abbreviation. An apostrophe does not
/// part the two.
fn has_inner_capital(token: &[u8]) -> bool {
    let mut after_small = false;
    token.iter().any(|byte| {
        let inner = after_small && byte.is_ascii_uppercase();
        after_small = byte.is_ascii_lowercase() || after_small && *byte == b'\'';
        inner
    })
}

/// Whether a dot, slash, colon or bracket has letters before it and does not end the token.
fn has_inner_joint(token: &[u8]) -> bool {
    let letter = token.iter().position(u8::is_ascii_alphabetic).unwrap_or(token.len());
    token[letter..].windows(2).any(|pair| TRAITS[usize::from(pair[0])] & JOINT != 0 && joins(pair[1]))
}

/// Whether a byte after an inner dot, slash, colon or bracket shows that the token goes on.
fn joins(next: u8) -> bool {
    next.is_ascii_alphanumeric() || matches!(next, b'/' | b')')
}

/// Whether a byte with the trait [`END`] ends the token before it.
fn is_end(text: &[u8]) -> bool {
    match text {
        [b']', next, ..] => *next == b'(',
        [b'{', next, ..] => *next == b'{',
        [b']' | b'{'] => false,
        _ => true,
    }
}

const CAPITAL: u8 = 1;
/// Joins the parts of an address, a path or a call.
const JOINT: u8 = 2;
/// Does not belong into words of running text.
const MARK: u8 = 4;
/// Not ASCII, as no identifier is.
const WIDE: u8 = 8;
/// Ends a token, some only with the next byte.
const END: u8 = 16;

/// The traits of each byte.
static TRAITS: [u8; 256] = {
    let mut traits = [0; 256];
    let mut byte = 0;
    while byte < traits.len() {
        traits[byte] = traits_of(byte as u8);
        byte += 1;
    }
    traits
};

const fn traits_of(byte: u8) -> u8 {
    match byte {
        b'A'..=b'Z' => CAPITAL,
        b'.' | b'/' | b':' | b'(' => JOINT,
        b'0'..=b'9' | b'_' | b'=' | b'\\' | b'@' | b'$' | b'#' | b'|' => MARK,
        b'+' | b'%' | b'}' | b'^' | b'~' | b'&' | b'>' => MARK,
        b'{' => MARK | END,
        0..=b' ' | b'`' | b'<' | b']' => END,
        0x80.. => WIDE,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let mut words = String::from("left over");
        clean(text, &mut words);
        assert_eq!(words.trim(), expected, "{text}");
    }

    #[test]
    fn words_stay() {
        check("Die NASA und der Pro-Bowl.", "Die NASA und der Pro-Bowl.");
        check("l'été, c'est (presque) fini", "l'été, c'est (presque) fini");
        check("größe_1 bleibt", "größe_1 bleibt");
        check("ein  Wort\n\tnoch eins", "ein Wort noch eins");
        check("", "");
    }

    #[test]
    fn identifiers_go() {
        check("call getElementById or max_size now", "call or now");
        check("siehe https://example.com/a und a/b.txt", "siehe und");
        check("mit --force und -v, f(x), f()", "mit und");
        check("Version 2.3 vom 12.5.", "Version vom");
        check("\\u003ct-41/\\u003e", "");
    }

    #[test]
    fn markup_goes() {
        check("der `code` hier", "der hier");
        check("``a ` b`` danach", "danach");
        check("ein <b>fettes</b> Wort", "ein fettes Wort");
        check("{{macro(\"x y\")}} Text", "Text");
        check("[Seite](https://x.de/a b) lesen", "[Seite lesen");
    }

    #[test]
    fn unclosed_markup_keeps_the_rest() {
        check("ein ` Zeichen", "ein Zeichen");
        check("wenn a <b und", "wenn a <b und");
        check("{{ offen", "offen");
        check("x](offen", "x](offen");
    }
}
