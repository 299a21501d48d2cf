//! Whether two passages say the same in nearly the same words.

use std::collections::HashSet;

/// Passages that share this much of their pairs of characters are alike.
const MIN_SHARED: f32 = 0.8;

/// Whether two texts are the same but for little: the Jaccard index of their pairs of letters and digits.
pub(crate) fn are_alike(left: &str, right: &str) -> bool {
    let (left, right) = (pairs(left), pairs(right));
    let shared = left.intersection(&right).count();
    let all = left.len() + right.len() - shared;
    all == 0 || shared as f32 >= MIN_SHARED * all as f32
}

fn pairs(text: &str) -> HashSet<(char, char)> {
    let characters: Vec<char> =
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    characters.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(left: &str, right: &str, expected: bool) {
        assert_eq!(are_alike(left, right), expected, "{left} / {right}");
    }

    #[test]
    fn alike_and_not() {
        let offer = "The offer for the company was accepted on Monday";
        check(offer, "The offer for the company was accepted on Tuesday", true);
        check(offer, "the offer, for the company: was accepted on Monday!", true);
        check(offer, "The board turned the offer for the company down", false);
        check("函数返回错误", "函数返回错误。", true);
        check("函数返回错误", "程序没有响应", false);
        check("", "?!", true);
    }
}
