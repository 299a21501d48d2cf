//! The same query as others would type it: in the other Chinese script, without accents, without umlauts.

use std::collections::HashMap;

/// Traditional characters and their simplified counterparts: the project's own table.
const HAN: &str = include_str!("../../data/han-simplified.tsv");

/// Another way to write a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelling {
    /// Traditional characters for simplified ones.
    Traditional,
    /// Simplified characters for traditional ones.
    Simplified,
    /// Letters without what stands on or under them: `evenement`, `Uber`.
    WithoutAccents,
    /// `ae`, `oe`, `ue` for umlauts.
    WithoutUmlauts,
    /// `ss` for `ß`.
    DoubleS,
}

impl Spelling {
    /// The spellings that people use instead of a language's own: of `de`, `zh-Hans` and so on.
    pub fn of_language(language: &str) -> &'static [Spelling] {
        match language {
            "de" => &[Spelling::WithoutAccents, Spelling::WithoutUmlauts, Spelling::DoubleS],
            "fr" => &[Spelling::WithoutAccents],
            "zh-Hans" => &[Spelling::Traditional],
            "zh-Hant" => &[Spelling::Simplified],
            _ => &[],
        }
    }

    /// What it is called in tables.
    pub fn name(self) -> &'static str {
        match self {
            Spelling::Traditional => "traditional",
            Spelling::Simplified => "simplified",
            Spelling::WithoutAccents => "no accents",
            Spelling::WithoutUmlauts => "ae oe ue",
            Spelling::DoubleS => "ss",
        }
    }
}

/// Rewrites queries.
pub struct Speller {
    simplified: HashMap<char, char>,
    traditional: HashMap<char, char>,
}

impl Speller {
    /// Learns from traditional texts which of several traditional characters is meant by a simplified one: the most
    /// frequent one there, which may be the character itself, else the first of the table.
    pub fn new<'t>(traditional_texts: impl Iterator<Item = &'t str>) -> Speller {
        let mut counts: HashMap<char, usize> = HashMap::new();
        for c in traditional_texts.flat_map(str::chars) {
            *counts.entry(c).or_default() += 1;
        }
        let count = |c: char| counts.get(&c).copied().unwrap_or(0);
        let (mut simplified, mut traditional) = (HashMap::new(), HashMap::new());
        for (from, to) in pairs() {
            simplified.insert(from, to);
            let best = traditional.entry(to).or_insert(if count(to) > count(from) { to } else { from });
            if count(from) > count(*best) {
                *best = from;
            }
        }
        Speller { simplified, traditional }
    }

    /// Writes a query in another way.
    pub fn respell(&self, query: &str, spelling: Spelling) -> String {
        let by = |table: &HashMap<char, char>| {
            query.chars().map(|c| table.get(&c).copied().unwrap_or(c)).collect()
        };
        match spelling {
            Spelling::Traditional => by(&self.traditional),
            Spelling::Simplified => by(&self.simplified),
            Spelling::WithoutAccents => replaced(query, without_accents),
            Spelling::WithoutUmlauts => replaced(query, without_umlauts),
            Spelling::DoubleS => replaced(query, double_s),
        }
    }
}

fn pairs() -> impl Iterator<Item = (char, char)> {
    let rows = HAN.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
    rows.filter_map(|(from, to)| Some((from.chars().next()?, to.chars().next()?)))
}

/// Replaces the characters for which there is something else.
fn replaced(text: &str, by: fn(char) -> Option<&'static str>) -> String {
    let mut replaced = String::with_capacity(text.len());
    for c in text.chars() {
        match by(c) {
            Some(other) => replaced.push_str(other),
            None => replaced.push(c),
        }
    }
    replaced
}

fn without_accents(c: char) -> Option<&'static str> {
    Some(match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => "a",
        'ç' => "c",
        'è' | 'é' | 'ê' | 'ë' => "e",
        'ì' | 'í' | 'î' | 'ï' => "i",
        'ñ' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' => "o",
        'ù' | 'ú' | 'û' | 'ü' => "u",
        'ÿ' | 'ý' => "y",
        'œ' => "oe",
        'æ' => "ae",
        'À' | 'Á' | 'Â' | 'Ã' | 'Ä' | 'Å' => "A",
        'Ç' => "C",
        'È' | 'É' | 'Ê' | 'Ë' => "E",
        'Ì' | 'Í' | 'Î' | 'Ï' => "I",
        'Ñ' => "N",
        'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ö' => "O",
        'Ù' | 'Ú' | 'Û' | 'Ü' => "U",
        'Œ' => "OE",
        'Æ' => "AE",
        _ => return None,
    })
}

fn without_umlauts(c: char) -> Option<&'static str> {
    Some(match c {
        'ä' => "ae",
        'ö' => "oe",
        'ü' => "ue",
        'Ä' => "Ae",
        'Ö' => "Oe",
        'Ü' => "Ue",
        _ => return None,
    })
}

fn double_s(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'ẞ' => "SS",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(spelling: Spelling, query: &str, expected: &str) {
        let texts = ["皇后坐在後面的臺上，裡面有後門", "克拉克的麵在裡面"];
        assert_eq!(Speller::new(texts.into_iter()).respell(query, spelling), expected);
    }

    #[test]
    fn chinese_scripts() {
        check(Spelling::Simplified, "馬斯克 Twitter 函數", "马斯克 Twitter 函数");
        check(Spelling::Traditional, "马斯克 Twitter 函数", "馬斯克 Twitter 函數");
    }

    #[test]
    fn the_most_frequent_traditional_character_is_meant() {
        check(Spelling::Traditional, "后面", "後面");
        check(Spelling::Traditional, "里台", "裡臺");
    }

    #[test]
    fn keyboards_without_accents() {
        check(
            Spelling::WithoutAccents,
            "L'événement à Œdenbourg, ça, Straße",
            "L'evenement a OEdenbourg, ca, Straße",
        );
        check(Spelling::WithoutUmlauts, "Übergröße Café", "Uebergroeße Café");
        check(Spelling::DoubleS, "Übergröße", "Übergrösse");
    }
}
