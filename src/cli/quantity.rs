//! Quantities as people read them.

/// A number and what it counts: `1 file`, `2 files`.
pub(super) fn counted(count: u64, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}

/// Bytes in decimal units: `812 bytes`, `1.2 MB`.
pub(super) fn bytes(bytes: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];
    match UNITS.iter().find(|(size, _)| bytes >= *size) {
        Some((size, unit)) => format!("{:.1} {unit}", bytes as f64 / *size as f64),
        None => counted(bytes, "byte"),
    }
}

/// A time span in its largest unit: `3 hours`.
pub(super) fn duration(seconds: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(86_400, "day"), (3_600, "hour"), (60, "minute")];
    match UNITS.iter().find(|(size, _)| seconds >= *size) {
        Some((size, unit)) => counted(seconds / size, unit),
        None => counted(seconds, "second"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities() {
        assert_eq!(counted(1, "file"), "1 file");
        assert_eq!(counted(0, "file"), "0 files");
        assert_eq!(bytes(1), "1 byte");
        assert_eq!(bytes(999), "999 bytes");
        assert_eq!(bytes(1_250_000), "1.2 MB");
        assert_eq!(duration(59), "59 seconds");
        assert_eq!(duration(7_300), "2 hours");
        assert_eq!(duration(86_400), "1 day");
    }
}
