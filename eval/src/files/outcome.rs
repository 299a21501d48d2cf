//! What became of a topic when its answer stood in a file of many paragraphs.

use super::layout::Layout;
use crate::collection::{Topic, TopicSet};
use crate::engine::{Engine, ranked};
use crate::score::{Grades, Ranked, Run, Scores, mean, score};
use figures::{Fault, share, signed};
use tetraglot::search::Hit;

/// A topic asked of single paragraphs, whose ranking is turned into one of files, and of the files themselves.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Paragraphs in the file of the answer.
    pub size: usize,
    /// Of single paragraphs, in terms of files.
    pub single: Scores,
    /// Of files.
    pub files: Scores,
    /// Whether the line shown lies in the answer; None if the first hit is another file.
    pub shows_answer: Option<bool>,
}

/// Files that are looked at per topic.
const LIMIT: usize = 10;

/// Asks the topics of a set of files. `single` is the run over single paragraphs, named by their ids.
///
/// # Errors
/// If the index cannot be read.
pub fn outcomes(
    set: &TopicSet,
    single: &Run,
    engine: &Engine,
    layout: &Layout,
) -> Result<Vec<Outcome>, Fault> {
    let judged = layout.judged_files(&set.judgements);
    let asked = set.topics.iter().filter(|topic| judged.contains_key(&topic.id));
    asked
        .map(|topic: &Topic| {
            let hits = engine.hits(&topic.query, LIMIT, 1)?;
            let ranking: Vec<Ranked> = hits.iter().map(ranked).collect();
            let before = single.get(&topic.id).map(|ranking| layout.files(ranking)).unwrap_or_default();
            let (grades, answers) = (&judged[&topic.id], &set.judgements[&topic.id]);
            Ok(Outcome {
                size: size(answers, layout),
                single: score(&before, grades),
                files: score(&ranking, grades),
                shows_answer: hits.first().and_then(|hit| shows_answer(hit, grades, answers, layout)),
            })
        })
        .collect()
}

/// Paragraphs in the largest file with an answer.
fn size(answers: &Grades, layout: &Layout) -> usize {
    let answers = answers.iter().filter(|(_, grade)| **grade > 0.0);
    answers.filter_map(|(id, _)| layout.place(id)).map(|place| place.size).max().unwrap_or(0)
}

fn shows_answer(hit: &Hit, grades: &Grades, answers: &Grades, layout: &Layout) -> Option<bool> {
    let file = ranked(hit).document;
    grades.get(&file).filter(|&&grade| grade > 0.0)?;
    let mut places = answers.iter().filter(|(_, grade)| **grade > 0.0).filter_map(|(id, _)| layout.place(id));
    Some(places.any(|place| place.file == file && place.lines.contains(&hit.line)))
}

/// Outcomes of many topics together.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Figures {
    topics: usize,
    single: Scores,
    files: Scores,
    /// Topics whose first hit is an answer.
    first: usize,
    /// Of these, the ones that show the right line.
    right: usize,
}

impl Figures {
    /// Averages over topics.
    pub fn of<'o>(outcomes: impl Iterator<Item = &'o Outcome> + Clone) -> Figures {
        Figures {
            topics: outcomes.clone().count(),
            single: mean(outcomes.clone().map(|outcome| &outcome.single)),
            files: mean(outcomes.clone().map(|outcome| &outcome.files)),
            first: outcomes.clone().filter(|outcome| outcome.shows_answer.is_some()).count(),
            right: outcomes.filter(|outcome| outcome.shows_answer == Some(true)).count(),
        }
    }

    /// Averages scores over sets; counts are added up.
    pub fn mean(sets: &[Figures]) -> Figures {
        Figures {
            topics: sets.iter().map(|set| set.topics).sum(),
            single: mean(sets.iter().map(|set| &set.single)),
            files: mean(sets.iter().map(|set| &set.files)),
            first: sets.iter().map(|set| set.first).sum(),
            right: sets.iter().map(|set| set.right).sum(),
        }
    }

    /// The columns of [`Figures::cells`].
    pub const HEAD: [&str; 9] = [
        "topics",
        "nDCG@10 single",
        FILES_NDCG,
        "change",
        "recall@10 single",
        "recall@10 files",
        "recall change",
        "answer first",
        "passage right",
    ];

    /// The figures in cells, the first of which names them.
    pub fn cells(&self, name: &str) -> Vec<String> {
        let Figures { topics, single, files, first, right } = *self;
        vec![
            name.to_owned(),
            topics.to_string(),
            share(single.ndcg_10),
            share(files.ndcg_10),
            signed(files.ndcg_10 - single.ndcg_10),
            share(single.recall_10),
            share(files.recall_10),
            signed(files.recall_10 - single.recall_10),
            first.to_string(),
            share(right as f64 / first.max(1) as f64),
        ]
    }
}

/// The column that is compared.
pub const FILES_NDCG: &str = "nDCG@10 files";

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(single: f64, files: f64, shows_answer: Option<bool>) -> Outcome {
        let scores = |ndcg_10| Scores { ndcg_10, ..Scores::default() };
        Outcome { size: 1, single: scores(single), files: scores(files), shows_answer }
    }

    #[track_caller]
    fn check(figures: Figures, expected: &str) {
        let cells = figures.cells("x");
        assert_eq!([2, 3, 4, 8, 9].map(|place| cells[place].as_str()).join(" "), expected);
    }

    #[test]
    fn figures_of_topics_and_of_sets() {
        let one = [outcome(1.0, 0.5, None), outcome(1.0, 1.0, Some(true)), outcome(0.4, 1.0, Some(false))];
        let other = [outcome(0.0, 0.0, None)];
        let figures = [Figures::of(one.iter()), Figures::of(other.iter())];
        check(figures[0], "0.8000 0.8333 +0.0333 2 0.5000");
        check(figures[1], "0.0000 0.0000 +0.0000 0 0.0000");
        check(Figures::mean(&figures), "0.4000 0.4167 +0.0167 2 0.5000");
    }
}
