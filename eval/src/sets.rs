//! `eval run`: all sets of topics, beside the figures of others and those that were committed.

use crate::baselines::{baselines, place};
use crate::collection::Collection;
use crate::condensed::condensed;
use crate::places::Places;
use crate::record::Record;
use crate::saved::SetScores;
use crate::score::{Scores, TopicScores, mean, score_run};
use figures::{Fault, Table, difference, share};

/// The column that is compared.
pub const NDCG: &str = "nDCG@10";

/// How rankings are scored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scoring {
    /// As they are.
    Whole,
    /// Without parallel paragraphs in other languages.
    Condensed,
}

impl Scoring {
    /// The title of its section in the record.
    pub fn title(self) -> &'static str {
        match self {
            Scoring::Whole => "run",
            Scoring::Condensed => "run --condensed",
        }
    }

    /// How to read the figures.
    pub fn note(self) -> &'static str {
        match self {
            Scoring::Whole => {
                "Lucene oracle: an index per language. The figures of others, and their sources: `eval/baselines.tsv`."
            }
            Scoring::Condensed => {
                "Parallel paragraphs in other languages than the answer's are taken out of the rankings."
            }
        }
    }

    /// The columns of the baselines that belong beside it, and what they are called there.
    fn others(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Scoring::Whole => &[
                ("lucene-mixed", "Lucene mixed"),
                ("lucene-oracle", "Lucene oracle"),
                ("prototype-f", "prototype F, 700 topics"),
                ("prototype-f-all", "prototype F"),
            ],
            Scoring::Condensed => {
                &[("lucene-oracle", "Lucene oracle"), ("condensed-f", "prototype F, condensed")]
            }
        }
    }
}

/// The sets of a collection with their scores.
pub struct Group {
    /// What the mean of the sets is called.
    pub mean: String,
    /// By set.
    pub sets: SetScores,
}

/// Asks all topics of all collections.
///
/// # Errors
/// If the texts cannot be read, or an index cannot be made.
pub fn measure(places: &Places, scoring: Scoring) -> Result<Vec<Group>, Fault> {
    let collections = Collection::open_all(&places.texts)?;
    collections.iter().map(|collection| measure_one(places, collection, scoring)).collect()
}

fn measure_one(places: &Places, collection: &Collection, scoring: Scoring) -> Result<Group, Fault> {
    let engine = places.engine_of(collection)?;
    let mut sets = SetScores::new();
    for set in &collection.sets {
        let run = engine.run(&set.topics)?;
        let run = match scoring {
            Scoring::Whole => run,
            Scoring::Condensed => condensed(&run, &set.judgements, &collection.languages),
        };
        sets.insert(set.name.clone(), score_run(&run, &set.judgements));
    }
    Ok(Group { mean: mean_name(collection), sets })
}

/// What the mean of a collection's sets is called.
pub fn mean_name(collection: &Collection) -> String {
    match collection.name {
        "all" => format!("mean of {}", collection.sets.len()),
        name => format!("mean of {name}"),
    }
}

/// The figures as they are committed: a row per set, then the means.
pub fn table(groups: &[Group], scoring: Scoring) -> Table {
    let others = scoring.others();
    let mut head = vec!["set", "topics", NDCG, "MRR@10", "recall@10", "recall@100"];
    head.extend(others.iter().map(|(_, name)| name));
    let mut table = Table::new(&head);
    for (name, topics, scores) in groups.iter().flat_map(rows) {
        let Scores { ndcg_10, mrr_10, recall_10, recall_100 } = scores;
        let figures = [ndcg_10, mrr_10, recall_10, recall_100].map(share);
        let beside =
            others.iter().map(|(column, _)| baselines().cell(&name, column).unwrap_or("").to_owned());
        table.push([name.clone(), topics.to_string()].into_iter().chain(figures).chain(beside).collect());
    }
    table
}

/// Name, number of topics and scores of each set, in the baselines' order, then of their mean.
fn rows(group: &Group) -> Vec<(String, usize, Scores)> {
    let set = |(name, topics): (&String, &TopicScores)| (name.clone(), topics.len(), mean(topics.values()));
    let mut rows: Vec<(String, usize, Scores)> = group.sets.iter().map(set).collect();
    rows.sort_by_key(|(name, ..)| place(name));
    let topics = rows.iter().map(|row| row.1).sum();
    let scores = mean(rows.iter().map(|row| &row.2));
    rows.push((group.mean.clone(), topics, scores));
    rows
}

/// Puts the last committed figures of a column, and the difference to them, behind a table.
pub fn beside_last(table: &Table, record: &Record, title: &str, column: &str) -> Table {
    let mut table = table.clone();
    let last = record.table(title);
    let names: Vec<String> = table.rows.iter().map(|row| row[0].clone()).collect();
    for name in names {
        let now = table.number(&name, column);
        let then = last.and_then(|last| last.number(&name, column));
        let change = now.map_or_else(String::new, |now| difference(now, then));
        if let Some(row) = table.rows.iter_mut().find(|row| row[0] == name) {
            row.extend([then.map_or_else(String::new, share), change]);
        }
    }
    table.head.extend(["last".to_owned(), "difference".to_owned()]);
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Section;

    fn groups() -> Vec<Group> {
        let scores = |ndcg_10| Scores { ndcg_10, ..Scores::default() };
        let topics = |figures: &[f64]| -> TopicScores {
            figures.iter().enumerate().map(|(place, &ndcg)| (format!("q{place}"), scores(ndcg))).collect()
        };
        let sets = SetScores::from([
            ("kw-de".to_owned(), topics(&[1.0, 0.5])),
            ("xquad-de".to_owned(), topics(&[1.0])),
            ("new".to_owned(), topics(&[0.0, 0.0, 0.0])),
        ]);
        vec![Group { mean: "mean of 3".to_owned(), sets }]
    }

    #[test]
    fn a_row_per_set_then_the_mean_of_sets() {
        let table = table(&groups(), Scoring::Whole);
        let names: Vec<&str> = table.rows.iter().map(|row| row[0].as_str()).collect();
        assert_eq!(names, ["xquad-de", "kw-de", "new", "mean of 3"]);
        assert_eq!(table.cell("mean of 3", NDCG), Some("0.5833"));
        assert_eq!(table.cell("mean of 3", "topics"), Some("6"));
        assert_eq!(table.cell("kw-de", "Lucene oracle"), Some("0.931"));
        assert_eq!(table.cell("new", "Lucene oracle"), Some(""));
    }

    #[test]
    fn differences_to_what_was_committed() {
        let now = table(&groups(), Scoring::Whole);
        let mut then = Table::new(&["set", NDCG]);
        then.push(vec!["kw-de".into(), "0.7000".into()]);
        let section = Section { title: "run".into(), day: String::new(), note: String::new(), table: then };
        let shown = beside_last(&now, &Record { sections: vec![section] }, "run", NDCG);
        assert_eq!(shown.cell("kw-de", "last"), Some("0.7000"));
        assert_eq!(shown.cell("kw-de", "difference"), Some("+0.0500"));
        assert_eq!(shown.cell("new", "difference"), Some(""));
    }
}
