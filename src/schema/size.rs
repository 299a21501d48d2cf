//! Sizes as people write them: `"64 MiB"`.

/// Units and their bytes.
const UNITS: &[(&str, u64)] = &[
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("KB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
];

/// Returns the bytes of a size: a whole number and a unit, with or without a space between them. None if it
/// is not one, or beyond 64 bits.
pub fn bytes(size: &str) -> Option<u64> {
    let (number, factor) =
        UNITS.iter().find_map(|(unit, factor)| Some((size.strip_suffix(unit)?, factor)))?;
    let digits = number.trim_end();
    let whole = digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse::<u64>().ok().filter(|_| whole)?.checked_mul(*factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(size: &str, expected: Option<u64>) {
        assert_eq!(bytes(size), expected, "{size}");
    }

    #[test]
    fn sizes_have_a_number_and_a_unit() {
        check("64 MiB", Some(64 << 20));
        check("64MiB", Some(64 << 20));
        check("3 GiB", Some(3 << 30));
        check("10 KB", Some(10_000));
        check("5 GB", Some(5_000_000_000));
        check("0 KB", Some(0));
    }

    #[test]
    fn other_strings_are_not_sizes() {
        check("", None);
        check("64", None);
        check("MiB", None);
        check("64 mib", None);
        check("-1 MB", None);
        check("+1 MB", None);
        check("1.5 GB", None);
        check(" 1 GB", None);
        check("99999999999999999 GB", None);
    }
}
