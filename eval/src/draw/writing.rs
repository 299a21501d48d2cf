//! The same text in other characters: as another keyboard, program or file would have it.

use unicode_normalization::UnicodeNormalization;

/// A way to write what was copied.
pub struct Writing {
    /// What it is called in tables.
    pub name: &'static str,
    write: fn(&str) -> String,
}

/// All ways to write; the first leaves text as it is.
pub static WRITINGS: [Writing; 8] = [
    Writing { name: "as it stands", write: str::to_owned },
    Writing { name: "NFC", write: |text| text.nfc().collect() },
    Writing { name: "NFD", write: |text| text.nfd().collect() },
    Writing { name: "NFKC", write: |text| text.nfkc().collect() },
    Writing { name: "NFKD", write: |text| text.nfkd().collect() },
    Writing { name: "other apostrophe", write: with_other_apostrophes },
    Writing { name: "full width", write: |text| text.chars().map(full_width).collect() },
    Writing { name: "capitals", write: |text| text.chars().map(capital).collect() },
];

impl Writing {
    /// Writes a text in this way.
    pub fn of(&self, text: &str) -> String {
        (self.write)(text)
    }
}

fn with_other_apostrophes(text: &str) -> String {
    let other = |c| match c {
        '\'' => '’',
        '’' => '\'',
        _ => c,
    };
    text.chars().map(other).collect()
}

/// The wide form of an ASCII letter or digit.
fn full_width(c: char) -> char {
    let wide = |c: char| char::from_u32(c as u32 + 0xfee0);
    if c.is_ascii_alphanumeric() { wide(c).unwrap_or(c) } else { c }
}

/// The capital of a letter that has one, and is its small letter.
fn capital(c: char) -> char {
    let mut upper = c.to_uppercase();
    let (Some(capital), None) = (upper.next(), upper.next()) else { return c };
    if capital.to_lowercase().eq([c]) { capital } else { c }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_to_write() {
        let written = |text| WRITINGS.each_ref().map(|writing| writing.of(text));
        let expected = [
            "l’é1ßﬁ",
            "l’é1ßﬁ",
            "l’e\u{301}1ßﬁ",
            "l’é1ßfi",
            "l’e\u{301}1ßfi",
            "l'é1ßﬁ",
            "ｌ’é１ßﬁ",
            "L’É1ßﬁ",
        ];
        assert_eq!(written("l’é1ßﬁ"), expected);
    }
}
