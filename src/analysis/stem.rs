//! Snowball stemmers.

pub use frostem::Algorithm;

/// Appends the stem of a normalised word.
pub fn stem(algorithm: Algorithm, word: &str, out: &mut String) {
    out.push_str(&frostem::Stemmer::new(algorithm).stem(word));
}
