//! What is told of a measurement that was repeated: its median, and where the middle half of it lies.

/// Median and quartiles of a series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    /// As many are below it as above.
    pub median: f64,
    /// A quarter is below it.
    pub low: f64,
    /// A quarter is above it.
    pub high: f64,
}

impl Summary {
    /// Sums up a series; None for an empty one.
    pub fn of(values: &[f64]) -> Option<Summary> {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let at = |share| quantile(&sorted, share);
        Some(Summary { median: at(0.5)?, low: at(0.25)?, high: at(0.75)? })
    }

    /// Sums up how one series compares to another, round by round: what disturbed a round disturbed both.
    pub fn of_ratios(values: &[f64], others: &[f64]) -> Option<Summary> {
        let ratios: Vec<f64> = values.iter().zip(others).map(|(value, other)| value / other).collect();
        Summary::of(&ratios)
    }
}

/// The value that a share of a sorted series lies below, between two neighbours in proportion.
fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let place = share * (sorted.len().checked_sub(1)? as f64);
    let (below, above) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    Some(below + (above - below) * place.fract())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(values: &[f64], low: f64, median: f64, high: f64) {
        assert_eq!(Summary::of(values), Some(Summary { median, low, high }));
    }

    #[test]
    fn series_are_summed_up() {
        check(&[3.0], 3.0, 3.0, 3.0);
        check(&[4.0, 2.0], 2.5, 3.0, 3.5);
        check(&[5.0, 1.0, 3.0], 2.0, 3.0, 4.0);
        check(&[9.0, 1.0, 2.0, 3.0, 4.0], 2.0, 3.0, 4.0);
        assert_eq!(Summary::of(&[]), None);
    }

    #[test]
    fn ratios_are_those_of_a_round() {
        let summary = Summary::of_ratios(&[2.0, 40.0, 6.0], &[1.0, 10.0, 2.0]);
        assert_eq!(summary, Some(Summary { median: 3.0, low: 2.5, high: 3.5 }));
        assert_eq!(Summary::of_ratios(&[1.0], &[]), None);
    }
}
