//! Normalising a word, and folding away what people leave out when they type.

use super::han;
use unicode_normalization::{UnicodeNormalization, char::decompose_canonical};

/// Appends the exact form of a word: NFKC, lower case, invisible characters dropped.
///
/// Case is folded as Unicode says, but for `ß`, which stays apart from `ss` until [`fold`]: exact forms come first.
pub fn normalize(word: &str, out: &mut String) {
    if word.is_ascii() {
        out.extend(word.bytes().map(|byte| byte.to_ascii_lowercase() as char));
        return;
    }
    for c in word.chars().filter(|&c| !is_invisible(c)).nfkc() {
        match c {
            // A final sigma differs from a sigma by its place alone.
            'ς' => out.push('σ'),
            '’' | 'ʼ' | '＇' | '‘' => out.push('\''),
            _ => out.extend(c.to_lowercase()),
        }
    }
}

/// Appends a term as people type it who skip what is hard to type: no accents, `ss` for `ß`, `oe` for `œ`,
/// simplified for traditional characters. `term` is normalised already.
pub fn fold(term: &str, out: &mut String) {
    if term.is_ascii() {
        out.push_str(term);
        return;
    }
    let start = out.len();
    term.chars().for_each(|c| fold_char(c, out));
    if out.len() == start {
        // Nothing but accents: better itself than nothing.
        out.push_str(term);
    }
}

/// A term with letters that are written as two taken apart, accents left alone: `strasse`, `oeuvré`.
pub fn take_apart(term: &str) -> String {
    term.replace('ß', "ss").replace('œ', "oe").replace('æ', "ae")
}

/// Appends one character, folded.
pub fn fold_char(c: char, out: &mut String) {
    match c {
        '\0'..='\x7f' => out.push(c),
        'ß' => out.push_str("ss"),
        'œ' => out.push_str("oe"),
        'æ' => out.push_str("ae"),
        'ø' => out.push('o'),
        'ł' => out.push('l'),
        'đ' | 'ð' => out.push('d'),
        'þ' => out.push_str("th"),
        'ı' => out.push('i'),
        // Alphabets whose accents are marks above letters: Latin, Greek, Cyrillic.
        '\u{80}'..='\u{52f}' | '\u{1e00}'..='\u{1fff}' => {
            decompose_canonical(c, |part| {
                if !('\u{300}'..='\u{36f}').contains(&part) {
                    out.push(part);
                }
            });
        }
        _ => out.push(han::simplify(c)),
    }
}

/// Characters that change nothing a reader sees: soft hyphen, zero-width marks, variation selectors.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
        || matches!(c, '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(word: &str, normal: &str, folded: &str) {
        let (mut term, mut key) = (String::new(), String::new());
        normalize(word, &mut term);
        fold(&term, &mut key);
        assert_eq!((term.as_str(), key.as_str()), (normal, folded));
    }

    #[test]
    fn forms() {
        check("Binance", "binance", "binance");
        check("STRAẞE", "straße", "strasse");
        check("Übernahme", "übernahme", "ubernahme");
        check("U\u{308}bernahme", "übernahme", "ubernahme");
        check("ÉVÉNEMENTS", "événements", "evenements");
        check("cœur", "cœur", "coeur");
        check("Ｗｅｂ３", "web3", "web3");
        check("ﬁn", "fin", "fin");
        check("函數", "函數", "函数");
        check("Ver\u{ad}trag", "vertrag", "vertrag");
        check("aujourd’hui", "aujourd'hui", "aujourd'hui");
        check("ΟΔΟΣ", "οδοσ", "οδοσ");
        check("한국", "한국", "한국");
        check("\u{301}", "\u{301}", "\u{301}");
    }
}
