//! The scores of each topic, kept in a folder so that two runs can be compared.

use crate::score::{Scores, TopicScores};
use figures::Fault;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// The scores of each set, by set.
pub type SetScores = BTreeMap<String, TopicScores>;

/// One line a topic: set, topic, nDCG@10, MRR@10, recall@10, recall@100, with tabs between them.
const FILE: &str = "scores.tsv";

/// Writes scores into a folder, which is made if need be.
///
/// # Errors
/// If the folder cannot be written.
pub fn save(dir: &Path, sets: &SetScores) -> Result<(), Fault> {
    fs::create_dir_all(dir).map_err(Fault::io(dir))?;
    let path = dir.join(FILE);
    fs::write(&path, print(sets)).map_err(Fault::io(&path))
}

/// Reads the scores of a folder.
///
/// # Errors
/// If there are none, or they make no sense.
pub fn load(dir: &Path) -> Result<SetScores, Fault> {
    let path = dir.join(FILE);
    let text = fs::read_to_string(&path).map_err(Fault::io(&path))?;
    parse(&text).map_err(|line| Fault::at_line(&path, line, "expected set, topic and four scores"))
}

fn print(sets: &SetScores) -> String {
    let mut text = String::new();
    for (set, topics) in sets {
        for (topic, Scores { ndcg_10, mrr_10, recall_10, recall_100 }) in topics {
            let _ =
                writeln!(text, "{set}\t{topic}\t{ndcg_10:.6}\t{mrr_10:.6}\t{recall_10:.6}\t{recall_100:.6}");
        }
    }
    text
}

/// Fails with the number of the line that makes no sense, from 1.
fn parse(text: &str) -> Result<SetScores, usize> {
    let mut sets = SetScores::new();
    for (row, line) in text.lines().zip(1..) {
        let fields: Vec<&str> = row.split('\t').collect();
        let [set, topic, scores @ ..] = &fields[..] else { return Err(line) };
        let scores: Result<Vec<f64>, _> = scores.iter().map(|score| score.parse()).collect();
        let [ndcg_10, mrr_10, recall_10, recall_100] = scores.map_err(|_| line)?[..] else {
            return Err(line);
        };
        let scores = Scores { ndcg_10, mrr_10, recall_10, recall_100 };
        sets.entry((*set).to_owned()).or_default().insert((*topic).to_owned(), scores);
    }
    Ok(sets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let scores = Scores { ndcg_10: 0.5, mrr_10: 0.25, recall_10: 1.0, recall_100: 1.0 };
        let topics = TopicScores::from([("q1".to_owned(), scores), ("q2".to_owned(), Scores::default())]);
        let sets = SetScores::from([("kw-de".to_owned(), topics)]);
        assert_eq!(parse(&print(&sets)), Ok(sets));
    }

    #[test]
    fn a_line_without_sense_is_named() {
        assert_eq!(parse("kw-de\tq1\t1\t1\t1\t1\nkw-de\tq1\t1\n"), Err(2));
        assert_eq!(parse("kw-de\tq1\t1\t1\tone\t1\n"), Err(1));
    }
}
