//! Numbers as tables show them.

/// Writes a figure with three digits that count: `0.012`, `1.23`, `45.6`, `789`.
pub fn figure(value: f64) -> String {
    let decimals = match value.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 1.0 => 2,
        _ => 3,
    };
    format!("{value:.decimals$}")
}

/// A measure from 0 to 1, with four decimals.
pub fn share(value: f64) -> String {
    format!("{value:.4}")
}

/// A difference of two measures, with its sign; empty if one of them is missing.
pub fn difference(ours: f64, other: Option<f64>) -> String {
    other.map_or_else(String::new, |other| signed(ours - other))
}

/// A difference with its sign and four decimals.
pub fn signed(value: f64) -> String {
    // A loss that rounds to nothing is none.
    let rounded = (value * 10_000.0).round() / 10_000.0 + 0.0;
    format!("{rounded:+.4}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_three_digits() {
        let figures = [0.01234, 1.2345, 45.678, 789.01, 0.0].map(figure);
        assert_eq!(figures, ["0.012", "1.23", "45.7", "789", "0.000"]);
    }

    #[test]
    fn differences() {
        assert_eq!(difference(0.5, Some(0.4)), "+0.1000");
        assert_eq!(difference(0.5, None), "");
        assert_eq!(signed(-0.000_01), "+0.0000");
    }
}
