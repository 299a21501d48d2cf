//! A first opinion on words in Latin script: the linear model of whichlang, read from `data/whichlang.bin`.
//!
//! The model adds one row of weights per feature of the text, and each row holds a weight for every language
//! it knows. The crate tells the winner only; with the table at hand all scores come at the same price.

use std::sync::OnceLock;

/// Rows of the table. Features are hashed into them.
const BUCKETS: usize = 4096;
/// Languages of the model: ar zh de en fr hi it ja ko nl pt ru es sv tr vi.
const COLUMNS: usize = 16;
const BLOB: &[u8; BUCKETS * COLUMNS * 4] = include_bytes!("../../../data/whichlang.bin");
const INTERCEPTS: [f32; COLUMNS] = [
    -2.306742, -2.258932, 0.523372, 1.777966, 1.053884, -2.673501, 2.530283, -0.639573, -1.692796, 2.483821,
    1.158584, -2.405218, 0.882742, 1.775545, 1.994673, -2.204108,
];

/// The columns of the model for languages in Latin script, with their codes. Vietnamese is left out: hardly a
/// word of it is pure enough Latin to get here.
pub(super) const LATIN_COLUMNS: [(usize, &str); 9] =
    [(2, "de"), (3, "en"), (4, "fr"), (6, "it"), (9, "nl"), (10, "pt"), (12, "es"), (13, "sv"), (14, "tr")];

/// What the model says about one text.
#[derive(Debug, PartialEq)]
pub(super) struct Scores {
    /// One score per column: log-odds, up to a constant.
    pub columns: [f32; COLUMNS],
    /// How many features the text has: about three per letter.
    pub features: u32,
}

impl Scores {
    /// Scores `words`. The winner is that of `whichlang::detect_language`.
    pub fn of(words: &str) -> Scores {
        let table = table();
        let mut columns = [0.0; COLUMNS];
        let mut features = 0;
        each_feature(words, |hash| {
            features += 1;
            let row = &table[hash as usize % BUCKETS].0;
            for (score, weight) in columns.iter_mut().zip(row) {
                *score += weight;
            }
        });
        if features > 0 {
            let scale = 1.0 / (features as f32).sqrt();
            for (score, intercept) in columns.iter_mut().zip(INTERCEPTS) {
                *score = *score * scale + intercept;
            }
        }
        Scores { columns, features }
    }
}

/// A row of weights in one cache line.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Row([f32; COLUMNS]);

/// Returns the weights, decoded on first use, which only an indexer pays.
fn table() -> &'static [Row; BUCKETS] {
    static TABLE: OnceLock<Box<[Row; BUCKETS]>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = Box::new([Row([0.0; COLUMNS]); BUCKETS]);
        let (weights, _) = BLOB.as_chunks::<4>();
        for (weight, bytes) in table.iter_mut().flat_map(|row| &mut row.0).zip(weights) {
            *weight = f32::from_le_bytes(*bytes);
        }
        table
    })
}

/// Calls `found` with the hash of each feature, in whichlang's order: of every ASCII character the n-grams of
/// two to four characters that end in it, not reaching over a word's start; of every other character its
/// block and its class.
#[inline(always)]
fn each_feature(words: &str, mut found: impl FnMut(u32)) {
    let mut ngram = u32::from(b' ');
    let mut ascii_run = 1;
    for character in words.chars() {
        if !character.is_ascii() {
            found(hash(u32::from(character) / 128, SEED ^ 2));
            found(hash(character_class(character), SEED ^ 4));
            ascii_run = 0;
            continue;
        }
        ngram = ngram << 8 | u32::from(character.to_ascii_lowercase());
        if ascii_run >= 1 {
            found(hash(ngram & 0xffff, SEED));
        }
        if ascii_run >= 2 {
            found(hash(ngram & 0xff_ffff, SEED));
        }
        if ascii_run >= 3 {
            found(hash(ngram, SEED));
        }
        ascii_run = (ascii_run + 1).min(3);
        if !character.is_ascii_alphanumeric() {
            ngram = u32::from(b' ');
        }
    }
}

const SEED: u32 = 3_242_157_231;

/// MurmurHash2 of one 32-bit word.
#[inline(always)]
fn hash(word: u32, seed: u32) -> u32 {
    const MULTIPLIER: u32 = 0x5bd1_e995;
    let mut word = word.wrapping_mul(MULTIPLIER);
    word ^= word >> 24;
    word = word.wrapping_mul(MULTIPLIER);
    let mut hash = seed.wrapping_mul(MULTIPLIER) ^ word;
    hash ^= hash >> 13;
    hash = hash.wrapping_mul(MULTIPLIER);
    hash ^ (hash >> 15)
}

/// The characters at which whichlang's classes begin: letters with accents, and the blocks of East Asian
/// scripts.
const CLASS_STARTS: [u32; 52] = [
    160, 161, 171, 172, 173, 174, 187, 192, 196, 199, 200, 201, 202, 205, 214, 220, 223, 224, 225, 226, 227,
    228, 231, 232, 233, 234, 235, 236, 237, 238, 239, 242, 243, 244, 245, 246, 249, 250, 251, 252, 333, 339,
    0x3000, 0x303f, 0x3040, 0x309f, 0x30a0, 0x30ff, 0x4e00, 0x9faf, 0xff61, 0xff90,
];

fn character_class(character: char) -> u32 {
    CLASS_STARTS.partition_point(|&start| start < u32::from(character)) as u32
}

#[cfg(test)]
mod tests;
