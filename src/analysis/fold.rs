//! Normalising a word, and folding away what people leave out when they type.

use super::han;
use unicode_normalization::{UnicodeNormalization, char::decompose_canonical};

/// Appends the exact form of a word: NFKC, lower case, invisible characters dropped.
///
/// Case is folded as Unicode says, but for `ß`, which stays apart from `ss` until [`fold`]: exact forms come first.
pub fn normalize(word: &str, out: &mut String) {
    let start = out.len();
    if word.is_ascii() {
        out.push_str(word);
        out[start..].make_ascii_lowercase();
        return;
    }
    if word.chars().all(|c| lower_common(c).map(|lower| out.push(lower)).is_some()) {
        return;
    }
    out.truncate(start);
    for c in word.chars().filter(|&c| !is_invisible(c)).nfkc() {
        match c {
            // A final sigma differs from a sigma by its place alone.
            'ς' => out.push('σ'),
            '’' | 'ʼ' | '＇' | '‘' => out.push('\''),
            _ => out.extend(c.to_lowercase()),
        }
    }
}

/// The ASCII character of which a character is the full-width form; any other as it is.
pub(super) fn narrow(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// The lower case of characters that NFKC leaves alone: those of most words in our languages.
fn lower_common(c: char) -> Option<char> {
    match c {
        '\0'..='\x7f' => Some(c.to_ascii_lowercase()),
        '×' | '÷' => None,
        'À'..='Þ' => char::from_u32(c as u32 + 0x20),
        'ß'..='ÿ' | 'œ' | '\u{4e00}'..='\u{9fff}' => Some(c),
        'Œ' => Some('œ'),
        '’' => Some('\''),
        _ => None,
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

/// The folded form of a term; see [`fold`].
pub fn folded(term: &str) -> String {
    let mut folded = String::with_capacity(term.len());
    fold(term, &mut folded);
    folded
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
        // The accents of our languages, before the tables are asked.
        'à'..='å' => out.push('a'),
        'ç' => out.push('c'),
        'è'..='ë' => out.push('e'),
        'ì'..='ï' => out.push('i'),
        'ñ' => out.push('n'),
        'ò'..='ö' => out.push('o'),
        'ù'..='ü' => out.push('u'),
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

/// Characters that change nothing a reader sees: soft hyphen, zero-width marks, variation selectors, and control
/// characters, to which a mark may cling.
fn is_invisible(c: char) -> bool {
    let is_mark =
        matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}');
    is_mark || matches!(c, '\u{e0100}'..='\u{e01ef}') || c.is_control()
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

    /// The short cuts say what Unicode's tables say.
    #[test]
    fn short_cuts() {
        for c in ('\u{80}'..='\u{17f}').chain('\u{4e00}'..='\u{9fff}') {
            if let Some(lower) = lower_common(c) {
                let slow: String = std::iter::once(c).nfkc().flat_map(char::to_lowercase).collect();
                assert_eq!(lower.to_string(), slow);
            }
        }
        for c in ('à'..='ÿ').filter(|c| !"æðøþ÷".contains(*c)) {
            let (mut folded, mut slow) = (String::new(), String::new());
            fold_char(c, &mut folded);
            decompose_canonical(c, |part| {
                slow.extend((!('\u{300}'..='\u{36f}').contains(&part)).then_some(part))
            });
            assert_eq!(folded, slow);
        }
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
        check("\0\u{65c}", "\u{65c}", "\u{65c}");
    }
}
