//! Whether two snippets say nearly the same.

use std::collections::HashSet;

/// Two texts are nearly the same if they have this share of all their pairs of characters in common (Jaccard).
const NEAR: f64 = 0.7;

/// Whether any two texts are nearly the same.
pub fn has_near_identical(texts: &[&str]) -> bool {
    let pairs: Vec<HashSet<[char; 2]>> = texts.iter().map(|text| pairs_of(text)).collect();
    pairs.iter().enumerate().any(|(place, one)| pairs[place + 1..].iter().any(|other| is_near(one, other)))
}

fn is_near(one: &HashSet<[char; 2]>, other: &HashSet<[char; 2]>) -> bool {
    let all = one.union(other).count();
    all > 0 && one.intersection(other).count() as f64 / all as f64 >= NEAR
}

/// The pairs of characters that follow one another, without blanks and dots that mark a cut.
fn pairs_of(text: &str) -> HashSet<[char; 2]> {
    let characters: Vec<char> = text.chars().filter(|c| !c.is_whitespace() && *c != '…').collect();
    characters.windows(2).map(|pair| [pair[0], pair[1]]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(texts: &[&str], expected: bool) {
        assert_eq!(has_near_identical(texts), expected, "{texts:?}");
    }

    #[test]
    fn a_word_more_or_less_is_the_same() {
        check(&["Die Katze schläft auf dem Sofa.", "…Die Katze schläft dem Sofa."], true);
        check(&["…加密货币行业最重要的平台", "另一句", "加密货币行业最重的平台"], true);
    }

    #[test]
    fn other_words_are_not() {
        check(&["Die Katze schläft auf dem Sofa.", "Der Hund bellt vor der Tür."], false);
        check(&["加密货币", "刀削面"], false);
        check(&["Die Katze", "Die Katze schläft auf dem Sofa."], false);
        check(&["one"], false);
        check(&["", ""], false);
    }
}
