//! Which script a text is written in, and whether it is code.

/// What a text consists of, in characters.
#[derive(Clone, Copy, Default, Debug, PartialEq)]
pub(super) struct Census {
    counts: [u32; KINDS],
}

// Kinds of characters, the index into the counts.
/// Letters of the Latin script.
const LATIN: usize = 0;
/// Han characters.
const HAN: usize = 1;
/// Japanese kana.
const KANA: usize = 2;
/// Letters of all other scripts.
const FOREIGN: usize = 3;
/// Characters that code is full of: brackets and operators. Slashes are left out, as addresses stand in every
/// text, and so are asterisks and other marks of emphasis, headings and tables.
const SYMBOL: usize = 4;
/// Quotation marks, which code and speech share.
const QUOTE: usize = 5;
const SPACE: usize = 6;
/// The rest: digits, commas. An apostrophe, too, says nothing about code.
const PLAIN: usize = 7;
const KINDS: usize = 8;

/// What the characters of a text say about its language.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Script {
    Latin,
    Chinese,
    /// Japanese, or letters that none of the supported languages uses.
    Foreign,
}

impl Census {
    /// Counts the characters of `text`.
    pub fn of(text: &str) -> Census {
        let mut counts = [0; KINDS];
        for character in text.chars() {
            counts[kind(character)] += 1;
        }
        Census { counts }
    }

    pub fn han(&self) -> u32 {
        self.counts[HAN]
    }

    /// Letters of all scripts.
    pub fn letters(&self) -> u32 {
        self.counts[..=FOREIGN].iter().sum()
    }

    /// The script that the letters speak for.
    pub fn script(&self) -> Script {
        let [latin, han, kana, foreign, ..] = self.counts;
        let east_asian = kana + han;
        if kana * 5 > east_asian && east_asian > latin / 4 {
            Script::Foreign
        } else if han > 0 && self.latin_surplus() == 0 && han >= foreign {
            Script::Chinese
        } else if foreign > latin {
            Script::Foreign
        } else {
            Script::Latin
        }
    }

    /// How many Latin letters there are above those that Han outweighs: a Han character weighs as much as
    /// four.
    pub fn latin_surplus(&self) -> u32 {
        self.counts[LATIN].saturating_sub(self.counts[HAN].saturating_mul(4))
    }

    /// Whether the text looks like code of which cleaning left `cleaned_letters` letters: 12 % symbols do, or 6 %
    /// where most letters stand in identifiers.
    pub fn is_code(&self, cleaned_letters: u32) -> bool {
        const MIN_VISIBLE: u64 = 12;
        const MAX_LETTERS: u32 = 200;
        let visible = u64::from(self.counts.iter().sum::<u32>() - self.counts[SPACE]);
        if visible < MIN_VISIBLE || cleaned_letters >= MAX_LETTERS || self.counts[SYMBOL] == 0 {
            return false;
        }
        let symbols = u64::from(self.counts[SYMBOL] + self.counts[QUOTE]) * 100;
        let few_words = u64::from(cleaned_letters) * 10 < u64::from(self.letters()) * 6;
        symbols > visible * 12 || symbols > visible * 6 && few_words
    }
}

#[inline(always)]
fn kind(character: char) -> usize {
    match u8::try_from(character) {
        Ok(byte) if byte.is_ascii() => usize::from(ASCII_KINDS[usize::from(byte)]),
        _ => wide_kind(character),
    }
}

static ASCII_KINDS: [u8; 128] = {
    let mut kinds = [PLAIN as u8; 128];
    let mut byte = 0;
    while byte < kinds.len() {
        kinds[byte] = ascii_kind(byte as u8) as u8;
        byte += 1;
    }
    kinds
};

const fn ascii_kind(byte: u8) -> usize {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' => LATIN,
        0..=b' ' => SPACE,
        b'"' => QUOTE,
        b'{' | b'}' | b'[' | b']' | b'(' | b')' | b'<' | b'>' | b'=' | b';' | b'\\' => SYMBOL,
        b'&' | b'$' | b'@' | b'_' | b'+' | b'^' | b'~' | b':' | b'%' => SYMBOL,
        _ => PLAIN,
    }
}

fn wide_kind(character: char) -> usize {
    match character {
        // The dot lies among the kana, but Chinese writes foreign names with it.
        '×' | '÷' | '・' => PLAIN,
        '\u{c0}'..='\u{24f}' | 'ẞ' => LATIN,
        '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{f900}'..='\u{fad9}' => HAN,
        '々' | '〇' | '\u{20000}'..='\u{3ffff}' => HAN,
        '\u{3040}'..='\u{30ff}' | '\u{ff66}'..='\u{ff9f}' => KANA,
        _ if character >= '\u{370}' && character.is_alphabetic() => FOREIGN,
        _ => PLAIN,
    }
}

#[cfg(test)]
mod tests {
    use super::super::clean::clean;
    use super::{Census, Script};

    #[track_caller]
    fn check(text: &str, script: Script) {
        assert_eq!(Census::of(text).script(), script, "{text}");
    }

    #[test]
    fn letters_decide_the_script() {
        check("Die Verteidigung", Script::Latin);
        check("", Script::Latin);
        check("Twitter 和加密货币的关系一直很尴尬", Script::Chinese);
        check("迈克尔・乔丹", Script::Chinese);
        check("こんにちは、世界", Script::Foreign);
        check("東京タワーは高い", Script::Foreign);
        check("Привет, мир", Script::Foreign);
        check("안녕하세요 여러분", Script::Foreign);
        check("Der Name 北京 bedeutet nördliche Hauptstadt", Script::Latin);
    }

    #[track_caller]
    fn check_code(text: &str, expected: bool) {
        let mut words = String::new();
        clean(text, &mut words);
        assert_eq!(Census::of(text).is_code(Census::of(&words).letters()), expected, "{text}");
    }

    #[test]
    fn symbols_betray_code() {
        check_code("for (int i = 0; i < n; i++) { sum += a[i]; }", true);
        check_code("{\"name\": \"x\", \"size\": [1, 2]}", true);
        check_code("\\u003ct-41/\\u003e", true);
        check_code("\"Nein\", sagte sie.", false);
        check_code("Weitere Informationen: https://example.org/a/b/c/d.html", false);
        check_code("C'est l'été qu'il m'a dit d'attendre", false);
        check_code("Die Antwort (siehe Kapitel 3) steht im Anhang.", false);
    }
}
