//! Chinese, traditional and simplified.
//!
//! Index: each character and each pair of neighbours, as written; Latin words and numbers between them as everywhere.
//! So any run of characters copied from a text finds it. Kin: the same characters in the other script (函數 – 函数).
//! A query's question words (什么, 多少) do not count, and function characters (的, 了) count half.
//!
//! Absent: a dictionary of words (megabytes for little; a word that the dictionary cuts differently in
//! query and text would be lost), pinyin (homophones are noise), regional words (軟體 – 软件).

use super::{Language, OPTIONAL_ACCENTS};
use crate::analysis::{han::simplify, words};

pub(super) static CHINESE: Language = Language {
    code: "zh",
    name: "Chinese",
    analyze: words,
    positions_per_word: 1.5,
    stemmer: None,
    ending_letters: None,
    spell: |_, _| {},
    accents: OPTIONAL_ACCENTS,
    function_words: include!(concat!(env!("OUT_DIR"), "/function-words-zh.rs")),
    compounds: None,
};

/// What a function character counts.
const FUNCTION_CHARACTER: f32 = 0.5;
/// The longest entry of the list, in characters.
const MAX_QUESTION_CHARS: usize = 4;

/// What each character of a query's run of Han characters counts, from 0 to 1.
pub fn character_weights(run: &str) -> Vec<f32> {
    let characters: Vec<char> = run.chars().map(simplify).collect();
    let mut weights: Vec<f32> = characters.iter().map(|&c| character_weight(c)).collect();
    for start in 0..characters.len() {
        for chars in 2..=MAX_QUESTION_CHARS.min(characters.len() - start) {
            let word: String = characters[start..start + chars].iter().collect();
            if CHINESE.is_function_word(&word) {
                weights[start..start + chars].fill(0.0);
            }
        }
    }
    weights
}

/// A single character of the list is a particle, or a question word by itself (谁, 哪): light either way.
fn character_weight(character: char) -> f32 {
    if CHINESE.is_function_word(character.encode_utf8(&mut [0; 4])) { FUNCTION_CHARACTER } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weighs_characters() {
        assert_eq!(character_weights("马斯克的"), [1.0, 1.0, 1.0, 0.5]);
        assert_eq!(character_weights("為什麼買"), [0.0, 0.0, 0.0, 1.0]);
    }
}
