//! How good a ranking is: the measures of trec_eval that the project goes by.

use std::collections::{BTreeMap, HashMap};

/// Documents that answer a topic, and how well: above 0 for those that do.
pub type Grades = HashMap<String, f64>;

/// The grades of each topic.
pub type Judgements = BTreeMap<String, Grades>;

/// The ranking of each topic that was asked.
pub type Run = HashMap<String, Vec<Ranked>>;

/// The scores of each topic, by topic.
pub type TopicScores = BTreeMap<String, Scores>;

/// A document that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// Its id.
    pub document: String,
    /// Comparable within one ranking.
    pub score: f64,
}

/// How good a ranking is, or many are on average; all from 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Scores {
    /// Discounted gain of the first ten, as a share of the best possible. The gain is the grade.
    pub ndcg_10: f64,
    /// One over the rank of the first answer, 0 if it is not among the first ten.
    pub mrr_10: f64,
    /// Share of the answers among the first ten.
    pub recall_10: f64,
    /// Share of the answers among the first hundred.
    pub recall_100: f64,
}

const SHORT: usize = 10;
const LONG: usize = 100;

/// Scores a run, topic by topic. A topic without a ranking scores 0; one without judgements does not count.
pub fn score_run(run: &Run, judgements: &Judgements) -> TopicScores {
    let score = |(topic, grades): (&String, &Grades)| {
        (topic.clone(), run.get(topic).map_or_else(Scores::default, |ranking| score(ranking, grades)))
    };
    judgements.iter().map(score).collect()
}

/// Scores a ranking. Its order is by score, then by id, both descending, whatever the order it comes in.
pub fn score(ranking: &[Ranked], grades: &Grades) -> Scores {
    let gains = gains(ranking, grades);
    let mut ideal: Vec<f64> = grades.values().copied().filter(|&grade| grade > 0.0).collect();
    ideal.sort_by(|a, b| b.total_cmp(a));
    let found = |depth: usize| gains.iter().take(depth).filter(|&&gain| gain > 0.0).count() as f64;
    let first = gains.iter().take(SHORT).position(|&gain| gain > 0.0);
    Scores {
        ndcg_10: share(discounted(&gains), discounted(&ideal)),
        mrr_10: first.map_or(0.0, |place| 1.0 / (place + 1) as f64),
        recall_10: share(found(SHORT), ideal.len() as f64),
        recall_100: share(found(LONG), ideal.len() as f64),
    }
}

/// Averages scores; 0 for none.
pub fn mean<'s>(scores: impl Iterator<Item = &'s Scores>) -> Scores {
    let (mut sum, mut count) = (Scores::default(), 0.0);
    for scores in scores {
        sum.ndcg_10 += scores.ndcg_10;
        sum.mrr_10 += scores.mrr_10;
        sum.recall_10 += scores.recall_10;
        sum.recall_100 += scores.recall_100;
        count += 1.0;
    }
    Scores {
        ndcg_10: share(sum.ndcg_10, count),
        mrr_10: share(sum.mrr_10, count),
        recall_10: share(sum.recall_10, count),
        recall_100: share(sum.recall_100, count),
    }
}

/// The grades of the first hundred, in trec_eval's order.
fn gains(ranking: &[Ranked], grades: &Grades) -> Vec<f64> {
    let mut order: Vec<&Ranked> = ranking.iter().collect();
    order.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| b.document.cmp(&a.document)));
    let gain = |ranked: &&Ranked| grades.get(&ranked.document).copied().unwrap_or(0.0);
    order.iter().take(LONG).map(gain).collect()
}

fn discounted(gains: &[f64]) -> f64 {
    gains.iter().take(SHORT).zip(2..).map(|(gain, place)| gain / f64::from(place).log2()).sum()
}

fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A run is `document score, …`; judgements are `document grade, …`.
    #[track_caller]
    fn check(run: &str, judged: &str, expected: [f64; 4]) {
        let grades: Grades = pairs(judged).collect();
        let ranking: Vec<Ranked> = pairs(run).map(|(document, score)| Ranked { document, score }).collect();
        let Scores { ndcg_10, mrr_10, recall_10, recall_100 } = score(&ranking, &grades);
        for (value, expected) in [ndcg_10, mrr_10, recall_10, recall_100].into_iter().zip(expected) {
            assert!((value - expected).abs() < 5e-5, "{run}: {value}, not {expected}");
        }
    }

    fn pairs(text: &str) -> impl Iterator<Item = (String, f64)> + '_ {
        let rows = text.split(", ").filter(|row| !row.is_empty());
        rows.map(|row| {
            let (name, value) = row.split_once(' ').expect("a name and a number");
            (name.to_owned(), value.parse().expect("a number"))
        })
    }

    #[test]
    fn one_answer() {
        check("a 3, b 2, c 1", "a 1", [1.0, 1.0, 1.0, 1.0]);
        check("a 3, b 2, c 1", "b 1", [0.6309, 0.5, 1.0, 1.0]);
        check("a 3, b 2, c 1", "c 1", [0.5, 1.0 / 3.0, 1.0, 1.0]);
        check("a 3, b 2, c 1", "d 1", [0.0; 4]);
        check("", "a 1", [0.0; 4]);
        check("a 1", "", [0.0; 4]);
        check("a 1", "a 0", [0.0; 4]);
    }

    #[test]
    fn the_order_given_does_not_count() {
        check("c 1, a 3, b 2", "b 1", [0.6309, 0.5, 1.0, 1.0]);
    }

    #[test]
    fn ties_go_by_id_descending() {
        check("a 1, b 1, c 1", "c 1", [1.0, 1.0, 1.0, 1.0]);
        check("a 1, b 1, c 1", "a 1", [0.5, 1.0 / 3.0, 1.0, 1.0]);
        check("a 2, b 1, c 1", "b 1", [0.5, 1.0 / 3.0, 1.0, 1.0]);
    }

    #[test]
    fn several_answers() {
        // (1 + 1 / log2(4)) / (1 + 1 / log2(3))
        check("a 3, b 2, c 1", "a 1, c 1", [0.9197, 1.0, 1.0, 1.0]);
        // (1 + 2 / log2(3)) / (2 + 1 / log2(3))
        check("a 2, b 1", "a 1, b 2", [0.8597, 1.0, 1.0, 1.0]);
        check("a 2, b 1", "a 1, d 1", [0.6131, 1.0, 0.5, 0.5]);
    }

    #[test]
    fn ten_and_a_hundred() {
        let run = (1..=120).map(|rank| format!("d{rank:03} {}", 200 - rank)).collect::<Vec<_>>().join(", ");
        check(&run, "d010 1", [0.2891, 0.1, 1.0, 1.0]);
        check(&run, "d011 1", [0.0, 0.0, 0.0, 1.0]);
        check(&run, "d100 1", [0.0, 0.0, 0.0, 1.0]);
        check(&run, "d101 1", [0.0; 4]);
    }

    #[test]
    fn topics_that_are_missing() {
        let grades = |name: &str| Grades::from([(name.to_owned(), 1.0)]);
        let judgements = Judgements::from([("q1".to_owned(), grades("a")), ("q2".to_owned(), grades("b"))]);
        let found = |name: &str| vec![Ranked { document: name.to_owned(), score: 1.0 }];
        let run = Run::from([("q1".to_owned(), found("a")), ("q3".to_owned(), found("c"))]);
        let scores = score_run(&run, &judgements);
        assert_eq!(scores.keys().collect::<Vec<_>>(), ["q1", "q2"]);
        assert_eq!(mean(scores.values()).ndcg_10, 0.5);
        assert_eq!(mean([].iter()), Scores::default());
    }
}
