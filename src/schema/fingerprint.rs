//! A stable hash of what shapes the content of an index.

use super::{Encoding, Format, Rule, Schema};

/// Returns a hash of languages, passages, records and rules.
pub(super) fn fingerprint(schema: &Schema) -> u64 {
    let mut hash = Fnv::new();
    hash.add_number(schema.languages.len() as u64);
    for language in &schema.languages {
        hash.add_text(language.code);
    }
    hash.add_number(schema.passages.max_chars as u64);
    for name in [&schema.records.id, &schema.records.title, &schema.records.text] {
        hash.add_text(name);
    }
    hash.add_number(schema.rules.len() as u64);
    for rule in &schema.rules {
        add_rule(&mut hash, rule);
    }
    hash.value()
}

fn add_rule(hash: &mut Fnv, rule: &Rule) {
    hash.add_text(&rule.glob);
    hash.add_text(rule.language.map_or("", |language| language.code));
    hash.add_text(rule.encoding.map_or("", Encoding::name));
    hash.add_text(rule.format.map_or("", Format::name));
}

/// FNV-1a with 64 bits: tiny, and fixed for all time, as the hashers of the standard library are not.
pub(crate) struct Fnv(u64);

impl Fnv {
    pub fn new() -> Fnv {
        Fnv(0xcbf2_9ce4_8422_2325)
    }

    pub fn add_text(&mut self, text: &str) {
        self.add_bytes(text.as_bytes());
        // No UTF-8 text has this byte, so that "ab", "c" and "a", "bc" differ.
        self.add_bytes(&[0xff]);
    }

    pub fn add_number(&mut self, number: u64) {
        self.add_bytes(&number.to_le_bytes());
    }

    pub fn value(&self) -> u64 {
        self.0
    }

    fn add_bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[track_caller]
    fn check_hash(text: &str, expected: u64) {
        let mut hash = Fnv::new();
        hash.add_bytes(text.as_bytes());
        assert_eq!(hash.0, expected);
    }

    #[track_caller]
    fn of(source: &str) -> u64 {
        match Schema::parse(source, Path::new("index-schema.toml")) {
            Ok(schema) => fingerprint(&schema),
            Err(error) => panic!("{error}"),
        }
    }

    #[test]
    fn the_hash_is_fnv_1a() {
        // Values from the test vectors of the FNV authors.
        check_hash("", 0xcbf2_9ce4_8422_2325);
        check_hash("a", 0xaf63_dc4c_8601_ec8c);
        check_hash("foobar", 0x8594_4171_f739_67e8);
    }

    #[test]
    fn what_shapes_the_index_changes_the_fingerprint() {
        let sources = [
            "",
            "[passages]\nmax-chars = 999",
            "[records]\nid = \"key\"",
            "[records]\ntitle = \"id\"\nid = \"title\"",
            "[[rule]]\nglob = \"a\"\nformat = \"text\"",
            "[[rule]]\nglob = \"b\"\nformat = \"text\"",
            "[[rule]]\nglob = \"a\"\nformat = \"html\"",
            "[[rule]]\nglob = \"a\"\nencoding = \"utf-8\"",
        ];
        let mut seen: Vec<u64> = sources.into_iter().map(of).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), sources.len());
    }

    #[test]
    fn all_else_leaves_it() {
        let rest = "[corpus]\ndirs = [\"x\"]\nhidden = true\n[index]\ndir = \"y\"\n[fields.title]\nboost = 3";
        assert_eq!(of(rest), of(""));
        assert_eq!(of("[passages]\nmax-chars = 1_000"), of(""));
    }
}
