//! `eval compare A B`: whether the second of two saved runs is better, set by set and over all.

use crate::randomisation::p_value;
use crate::saved::{self, SetScores};
use crate::score::{Scores, TopicScores};
use figures::{Fault, Table, share, signed};
use std::path::Path;

/// Compares the runs that are saved in two folders by nDCG@10. Topics that only one of them has do not count.
///
/// # Errors
/// If one cannot be read, or they have no set in common.
pub fn compare(first: &Path, second: &Path) -> Result<Table, Fault> {
    let table = table(&saved::load(first)?, &saved::load(second)?);
    match table.rows.is_empty() {
        true => {
            Err(Fault::new(format!("{} and {} have no topics in common", first.display(), second.display())))
        }
        false => Ok(table),
    }
}

fn table(first: &SetScores, second: &SetScores) -> Table {
    let mut table = Table::new(&["set", "topics", "first", "second", "difference", "better", "worse", "p"]);
    let mut sets: Vec<Pairs> = Vec::new();
    for (set, topics) in first {
        let pairs = second.get(set).map(|others| pairs(topics, others)).unwrap_or_default();
        if !pairs.is_empty() {
            table.push(row(set, &pairs, &differences(&pairs)));
            sets.push(pairs);
        }
    }
    if sets.len() > 1 {
        table.push(mean_row(&sets));
    }
    table
}

/// The nDCG@10 of each topic in both runs.
type Pairs = Vec<(f64, f64)>;

fn pairs(first: &TopicScores, second: &TopicScores) -> Pairs {
    let pair = |(topic, scores): (&String, &Scores)| Some((scores.ndcg_10, second.get(topic)?.ndcg_10));
    first.iter().filter_map(pair).collect()
}

fn differences(pairs: &Pairs) -> Vec<f64> {
    pairs.iter().map(|(first, second)| second - first).collect()
}

fn row(name: &str, pairs: &Pairs, differences: &[f64]) -> Vec<String> {
    let count = pairs.len() as f64;
    let first = pairs.iter().map(|pair| pair.0).sum::<f64>() / count;
    let second = pairs.iter().map(|pair| pair.1).sum::<f64>() / count;
    cells(name, pairs.len(), first, second, differences)
}

/// The mean of the sets, each of which counts alike: a topic of a large set counts less.
fn mean_row(sets: &[Pairs]) -> Vec<String> {
    let (mut first, mut second, mut differences) = (0.0, 0.0, Vec::new());
    for pairs in sets {
        let weight = 1.0 / (pairs.len() * sets.len()) as f64;
        first += pairs.iter().map(|pair| pair.0 * weight).sum::<f64>();
        second += pairs.iter().map(|pair| pair.1 * weight).sum::<f64>();
        differences.extend(pairs.iter().map(|pair| (pair.1 - pair.0) * weight));
    }
    cells("mean of sets", differences.len(), first, second, &differences)
}

fn cells(name: &str, topics: usize, first: f64, second: f64, differences: &[f64]) -> Vec<String> {
    let better = differences.iter().filter(|&&difference| difference > 0.0).count();
    let worse = differences.iter().filter(|&&difference| difference < 0.0).count();
    vec![
        name.to_owned(),
        topics.to_string(),
        share(first),
        share(second),
        signed(second - first),
        better.to_string(),
        worse.to_string(),
        share(p_value(differences)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(sets: &[(&str, &[f64])]) -> SetScores {
        let topics = |figures: &[f64]| -> TopicScores {
            let scores = figures.iter().map(|&ndcg_10| Scores { ndcg_10, ..Scores::default() });
            scores.enumerate().map(|(place, scores)| (format!("q{place}"), scores)).collect()
        };
        sets.iter().map(|(set, figures)| ((*set).to_owned(), topics(figures))).collect()
    }

    #[test]
    fn the_same_run_twice() {
        let same = run(&[("a", &[0.5, 1.0]), ("b", &[0.0])]);
        let table = table(&same, &same);
        assert_eq!(table.cell("a", "difference"), Some("+0.0000"));
        assert_eq!(table.cell("mean of sets", "p"), Some("1.0000"));
    }

    #[test]
    fn sets_count_alike_and_strays_do_not() {
        let first = run(&[("a", &[0.0; 40]), ("b", &[1.0; 10]), ("gone", &[1.0])]);
        let second = run(&[("a", &[0.5; 40]), ("b", &[1.0; 12]), ("new", &[1.0])]);
        let table = table(&first, &second);
        assert_eq!(table.rows.len(), 3);
        assert_eq!(table.cell("b", "topics"), Some("10"));
        assert_eq!(table.cell("mean of sets", "difference"), Some("+0.2500"));
        assert_eq!(table.cell("mean of sets", "better"), Some("40"));
        assert!(table.number("a", "p").is_some_and(|p| p < 0.001));
    }

    #[test]
    fn runs_without_common_topics() {
        assert!(table(&run(&[("a", &[1.0])]), &run(&[("b", &[1.0])])).rows.is_empty());
    }
}
