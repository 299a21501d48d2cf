//! How many different terms a document has: the engine keeps all of them in memory until the document ends.

use xxhash_rust::xxh3::xxh3_64_with_seed;

/// Text of fewer bytes cannot have too many: a Han character and its pair with the next one take three bytes.
const MIN_BYTES: usize = 4 << 20;
/// Different terms of a document that are indexed. The engine takes some 120 bytes for one, so 240 MiB in all. A book has
/// some ten thousand; sixty megabytes of Chinese have a million and a half pairs of characters.
const MAX_TERMS: usize = 2 << 20;
/// Bits of the table, by which a thirtieth of the terms above the limit is taken for known ones.
const TABLE_BITS: usize = 1 << 26;

/// Whether every term of a document whose text has so many bytes is indexed, whatever they are.
pub(crate) fn holds_all_terms(bytes: usize) -> bool {
    bytes < MIN_BYTES
}

/// The terms of a document so far, told apart by a bit for each.
#[derive(Debug, Default)]
pub(super) struct Variety {
    /// Empty for documents that are small enough anyway.
    table: Vec<u64>,
    terms: usize,
}

impl Variety {
    /// Of a document whose text has so many bytes.
    pub fn new(bytes: usize) -> Variety {
        let words = if holds_all_terms(bytes) { 0 } else { TABLE_BITS / 64 };
        Variety { table: vec![0; words], terms: 0 }
    }

    /// Whether a term of a field is a known one, or there is room for one more.
    pub fn admits(&mut self, field: usize, term: &str) -> bool {
        if self.table.is_empty() {
            return true;
        }
        let place = xxh3_64_with_seed(term.as_bytes(), field as u64) as usize % TABLE_BITS;
        let (word, bit) = (&mut self.table[place / 64], 1 << (place % 64));
        if *word & bit == 0 {
            if self.terms >= MAX_TERMS {
                return false;
            }
            *word |= bit;
            self.terms += 1;
        }
        true
    }
}

/// What is doubtful about a document that has too many, from a line on.
pub(super) fn doubt(line: u32) -> String {
    format!(
        "line {line}: has more than {MAX_TERMS} different words; those that are new from here on are not found"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_terms_stay_known() {
        let mut variety = Variety::new(usize::MAX);
        let term = |number: usize| format!("w{number}");
        let admitted = (0..MAX_TERMS * 2).filter(|&number| variety.admits(0, &term(number))).count();
        assert!((MAX_TERMS..MAX_TERMS + MAX_TERMS / 10).contains(&admitted), "{admitted}");
        assert!((0..1000).all(|number| variety.admits(0, &term(number))));
        assert!(!(0..1000).all(|number| variety.admits(1, &term(number))), "another field has other terms");
    }

    #[test]
    fn small_documents_are_not_counted() {
        let mut variety = Variety::new(MIN_BYTES - 1);
        assert!(variety.table.is_empty() && variety.admits(0, "a"));
    }
}
