//! Condensed runs: without the parallel paragraphs in other languages than the answer's.
//!
//! XQuAD has each paragraph in German, English and Chinese. For a query of names all three are right, yet only one is
//! judged to be; an index per language never meets the other two. So, for topics that a parallel paragraph answers, the
//! parallel paragraphs in other languages are taken out of the ranking, and the others move up.

use crate::score::{Grades, Judgements, Ranked, Run};
use std::collections::HashMap;

/// What the ids of parallel paragraphs, and of their sentences, begin with.
const PARALLEL: [&str; 2] = ["xq-", "xr-"];

/// Returns a run without parallel paragraphs in other languages than those of the topic's answers. `languages` holds
/// the language of each paragraph, by id.
pub fn condensed(run: &Run, judgements: &Judgements, languages: &HashMap<String, String>) -> Run {
    let none = Grades::new();
    let ranking = |(topic, ranking): (&String, &Vec<Ranked>)| {
        let grades = judgements.get(topic).unwrap_or(&none);
        (topic.clone(), without_translations(ranking, grades, languages))
    };
    run.iter().map(ranking).collect()
}

fn without_translations(
    ranking: &[Ranked],
    grades: &Grades,
    languages: &HashMap<String, String>,
) -> Vec<Ranked> {
    let answers = grades.iter().filter(|(id, grade)| **grade > 0.0 && is_parallel(id));
    let wanted: Vec<&String> = answers.filter_map(|(id, _)| languages.get(id)).collect();
    let stays = |ranked: &&Ranked| {
        let id = &ranked.document;
        wanted.is_empty() || !is_parallel(id) || languages.get(id).is_some_and(|own| wanted.contains(&own))
    };
    ranking.iter().filter(stays).cloned().collect()
}

fn is_parallel(id: &str) -> bool {
    PARALLEL.iter().any(|prefix| id.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The ids that stay of a ranking, for a topic with one answer.
    #[track_caller]
    fn check(ranking: &str, answer: &str, expected: &str) {
        let languages =
            ["xq-de-1 de", "xq-de-2 de", "xq-en-1 en", "xq-zh-2 zh-Hans", "xr-en-1 en", "piaf-1 fr"];
        let languages = languages.iter().filter_map(|row| row.split_once(' '));
        let languages = languages.map(|(id, language)| (id.to_owned(), language.to_owned())).collect();
        let judgements = Judgements::from([("q".to_owned(), Grades::from([(answer.to_owned(), 1.0)]))]);
        let ranked = |document: &str| Ranked { document: document.to_owned(), score: 1.0 };
        let run = Run::from([("q".to_owned(), ranking.split(' ').map(ranked).collect())]);
        let condensed = condensed(&run, &judgements, &languages);
        let left: Vec<&str> = condensed["q"].iter().map(|ranked| ranked.document.as_str()).collect();
        assert_eq!(left.join(" "), expected);
    }

    #[test]
    fn translations_go() {
        check("xq-en-1 xq-de-1 xq-zh-2 xq-de-2 piaf-1", "xq-de-1", "xq-de-1 xq-de-2 piaf-1");
        check("xr-en-1 xq-en-1 xq-de-1", "xq-en-1", "xr-en-1 xq-en-1");
    }

    #[test]
    fn topics_of_other_sources_keep_all() {
        check("xq-en-1 xq-de-1 piaf-1", "piaf-1", "xq-en-1 xq-de-1 piaf-1");
    }
}
