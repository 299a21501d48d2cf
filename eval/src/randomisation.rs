//! Whether a difference between two runs is more than chance: Fisher's randomisation test, in pairs.
//!
//! Method: Smucker, Allan, Carterette, "A comparison of statistical significance tests for information retrieval
//! evaluation", CIKM 2007. If the two runs were alike, each topic's two scores might as well have been the other way
//! round; so the signs of the differences are flipped at random many times, and it is counted how often the sum is at
//! least as far from 0 as the one that was found.

use crate::random::Random;

const ROUNDS: u32 = 10_000;
const SEED: u64 = 2007;

/// Sums that differ by no more than this are the same but for rounding.
const ROUNDING: f64 = 1e-12;

/// Returns the two-sided p value of differences, one a topic: 1 if there are none.
///
/// The sum as found counts as one of the rounds, so that no p value is 0 (Phipson, Smyth, "Permutation p-values should
/// never be zero", 2010).
pub fn p_value(differences: &[f64]) -> f64 {
    // A difference of 0 is the same with either sign.
    let differences: Vec<f64> = differences.iter().copied().filter(|&difference| difference != 0.0).collect();
    let found = differences.iter().sum::<f64>().abs() - ROUNDING;
    let mut random = Random::new(SEED);
    let as_far = (0..ROUNDS).filter(|_| flipped_sum(&differences, &mut random).abs() >= found).count();
    (as_far as f64 + 1.0) / (f64::from(ROUNDS) + 1.0)
}

/// Sums the differences, each with a sign by chance.
fn flipped_sum(differences: &[f64], random: &mut Random) -> f64 {
    let mut sum = 0.0;
    for together in differences.chunks(64) {
        let mut signs = random.bits();
        for difference in together {
            sum += if signs & 1 == 0 { *difference } else { -difference };
            signs >>= 1;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(differences: &[f64], expected: std::ops::RangeInclusive<f64>) {
        let p = p_value(differences);
        assert!(expected.contains(&p), "p = {p}");
        assert_eq!(p, p_value(differences), "the same every time");
        let mirrored: Vec<f64> = differences.iter().map(|difference| -difference).collect();
        assert_eq!(p, p_value(&mirrored), "two-sided");
    }

    #[test]
    fn nothing_differs() {
        check(&[], 1.0..=1.0);
        check(&[0.0; 50], 1.0..=1.0);
    }

    #[test]
    fn differences_that_cancel() {
        let cancelling: Vec<f64> = (0..40).map(|place| if place % 2 == 0 { 0.3 } else { -0.3 }).collect();
        check(&cancelling, 0.99..=1.0);
    }

    #[test]
    fn large_and_always_the_same_way() {
        check(&[0.2; 30], 0.0..=0.0002);
    }

    #[test]
    fn a_few_topics_prove_little() {
        // Two of eight sign patterns are as far from 0.
        check(&[0.1; 3], 0.23..=0.27);
        check(&[1.0], 1.0..=1.0);
    }

    #[test]
    fn zeros_do_not_count() {
        let padded = [vec![0.0; 100], vec![0.1; 3]].concat();
        assert_eq!(p_value(&padded), p_value(&[0.1; 3]));
    }
}
