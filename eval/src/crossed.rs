//! `eval run --crossed`: what is lost when queries are spelled in another way than the texts.

use crate::collection::{Collection, Topic, TopicSet};
use crate::engine::Engine;
use crate::places::Places;
use crate::score::{TopicScores, mean, score_run};
use crate::spelling::{Speller, Spelling};
use figures::{Fault, Table, share};
use std::collections::BTreeMap;

/// What its section in the record is called.
pub const TITLE: &str = "run --crossed";
/// How to read it.
pub const NOTE: &str = "Queries spelled as others would type them, against the same texts. Losses in points of nDCG@10: \
    over all topics of the set, and over those whose query changed.";
/// The column of what other spellings leave.
pub const CROSSED: &str = "crossed";

/// Asks the sets of all collections in their own spelling and in others.
///
/// # Errors
/// If the texts cannot be read, or an index cannot be made.
pub fn table(places: &Places) -> Result<Table, Fault> {
    let collections = Collection::open_all(&places.texts)?;
    let speller = speller(&collections)?;
    let mut crossings = Vec::new();
    for collection in &collections {
        let engine = places.engine_of(collection)?;
        for set in &collection.sets {
            crossings.extend(cross(set, collection.language_of(set), &engine, &speller)?);
        }
    }
    Ok(table_of(&crossings))
}

/// A set in another spelling.
struct Crossing {
    set: String,
    spelling: Spelling,
    own: TopicScores,
    crossed: TopicScores,
    /// Topics whose query is another one then.
    changed: usize,
}

/// Knows how the collections write traditional characters.
fn speller(collections: &[Collection]) -> Result<Speller, Fault> {
    let mut texts = Vec::new();
    for collection in collections {
        let paragraphs = collection.paragraphs()?.into_iter();
        let own = paragraphs.filter(|paragraph| collection.languages[&paragraph.id] == "zh-Hant");
        texts.extend(own.map(|paragraph| paragraph.text));
    }
    Ok(Speller::new(texts.iter().map(String::as_str)))
}

fn cross(set: &TopicSet, language: &str, engine: &Engine, speller: &Speller) -> Result<Vec<Crossing>, Fault> {
    let spellings = Spelling::of_language(language);
    if spellings.is_empty() {
        return Ok(Vec::new());
    }
    let own = score_run(&engine.run(&set.topics)?, &set.judgements);
    spellings
        .iter()
        .map(|&spelling| {
            let topics = respelled(&set.topics, speller, spelling);
            let crossed = score_run(&engine.run(&topics)?, &set.judgements);
            let changed = topics.iter().zip(&set.topics).filter(|(one, other)| one != other).count();
            Ok(Crossing { set: set.name.clone(), spelling, own: own.clone(), crossed, changed })
        })
        .collect()
}

fn respelled(topics: &[Topic], speller: &Speller, spelling: Spelling) -> Vec<Topic> {
    let respell =
        |Topic { id, query }: &Topic| Topic { id: id.clone(), query: speller.respell(query, spelling) };
    topics.iter().map(respell).collect()
}

fn table_of(crossings: &[Crossing]) -> Table {
    let mut table = Table::new(&[
        "set, spelling",
        "topics",
        "changed",
        "own",
        CROSSED,
        "points lost",
        "per changed query",
    ]);
    let mut by_spelling: BTreeMap<&str, Vec<&Crossing>> = BTreeMap::new();
    for crossing in crossings {
        table.push(cells(&crossing.set, &[crossing]));
        by_spelling.entry(crossing.spelling.name()).or_default().push(crossing);
    }
    for crossings in by_spelling.values().filter(|crossings| crossings.len() > 1) {
        table.push(cells("mean", crossings));
    }
    table
}

/// The mean of crossings of one spelling.
fn cells(name: &str, crossings: &[&Crossing]) -> Vec<String> {
    let count = crossings.len() as f64;
    let mean_of = |side: fn(&Crossing) -> &TopicScores| {
        crossings.iter().map(|crossing| mean(side(crossing).values()).ndcg_10).sum::<f64>() / count
    };
    let (own, crossed) = (mean_of(|crossing| &crossing.own), mean_of(|crossing| &crossing.crossed));
    let topics: usize = crossings.iter().map(|crossing| crossing.own.len()).sum();
    let changed: usize = crossings.iter().map(|crossing| crossing.changed).sum();
    let lost: f64 = crossings.iter().map(|crossing| lost(crossing)).sum();
    vec![
        format!("{name}, {}", crossings[0].spelling.name()),
        topics.to_string(),
        changed.to_string(),
        share(own),
        share(crossed),
        points(own - crossed),
        points(lost / changed.max(1) as f64),
    ]
}

/// nDCG@10 lost by all topics together.
fn lost(crossing: &Crossing) -> f64 {
    let own: f64 = crossing.own.values().map(|scores| scores.ndcg_10).sum();
    own - crossing.crossed.values().map(|scores| scores.ndcg_10).sum::<f64>()
}

/// A share in hundredths.
fn points(share: f64) -> String {
    format!("{:.2}", share * 100.0 + 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::Scores;

    fn crossing(set: &str, own: &[f64], crossed: &[f64], changed: usize) -> Crossing {
        let scores = |figures: &[f64]| -> TopicScores {
            let scores = figures.iter().map(|&ndcg_10| Scores { ndcg_10, ..Scores::default() });
            scores.enumerate().map(|(place, scores)| (format!("q{place}"), scores)).collect()
        };
        let (own, crossed) = (scores(own), scores(crossed));
        Crossing { set: set.to_owned(), spelling: Spelling::WithoutAccents, own, crossed, changed }
    }

    #[test]
    fn losses_are_points() {
        let sets = [
            crossing("a", &[1.0, 1.0, 1.0, 1.0], &[1.0, 0.5, 1.0, 1.0], 2),
            crossing("b", &[0.5], &[0.5], 0),
        ];
        let table = table_of(&sets);
        assert_eq!(table.cell("a, no accents", "points lost"), Some("12.50"));
        assert_eq!(table.cell("a, no accents", "per changed query"), Some("25.00"));
        assert_eq!(table.cell("b, no accents", "points lost"), Some("0.00"));
        assert_eq!(table.cell("mean, no accents", "points lost"), Some("6.25"));
        assert_eq!(table.cell("mean, no accents", "per changed query"), Some("25.00"));
    }
}
