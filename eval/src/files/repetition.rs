//! Whether several snippets of a file say the same, when the file repeats itself.

use super::layout::Layout;
use super::likeness::has_near_identical;
use crate::collection::TopicSet;
use crate::engine::{Engine, ranked};
use crate::score::Grades;
use figures::Fault;
use std::collections::HashSet;
use tetraglot::search::Hit;

/// Hits with several snippets, and how many of them show the same twice.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Repetition {
    /// Files that repeat the answer and were found with at least two snippets.
    pub hits: usize,
    /// Those of them with two snippets that are nearly the same.
    pub doubled: usize,
}

const LIMIT: usize = 10;
const SNIPPETS: usize = 3;

/// Asks the topics of a set whose answer is among the `repeated` paragraphs.
///
/// # Errors
/// If the index cannot be read.
pub fn repetition(
    set: &TopicSet,
    engine: &Engine,
    layout: &Layout,
    repeated: &HashSet<String>,
) -> Result<Repetition, Fault> {
    let mut counted = Repetition::default();
    for topic in &set.topics {
        let Some(file) = set.judgements.get(&topic.id).and_then(|grades| file(grades, layout, repeated))
        else {
            continue;
        };
        let hits = engine.hits(&topic.query, LIMIT, SNIPPETS)?;
        let found = hits.iter().find(|hit| ranked(hit).document == file && hit.snippets.len() > 1);
        counted.hits += usize::from(found.is_some());
        counted.doubled += usize::from(found.is_some_and(says_the_same));
    }
    Ok(counted)
}

/// The file that repeats the answer.
fn file(grades: &Grades, layout: &Layout, repeated: &HashSet<String>) -> Option<String> {
    let mut answers = grades.iter().filter(|(id, grade)| **grade > 0.0 && repeated.contains(*id));
    answers.find_map(|(id, _)| layout.place(id)).map(|place| place.file.clone())
}

fn says_the_same(hit: &Hit) -> bool {
    let texts: Vec<&str> = hit.snippets.iter().map(|snippet| snippet.text.as_str()).collect();
    has_near_identical(&texts)
}

impl Repetition {
    /// Both counts together.
    pub fn plus(self, other: Repetition) -> Repetition {
        Repetition { hits: self.hits + other.hits, doubled: self.doubled + other.doubled }
    }

    /// Share of the hits that show the same twice.
    pub fn share(self) -> f64 {
        self.doubled as f64 / self.hits.max(1) as f64
    }
}
