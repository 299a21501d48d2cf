//! `eval routing`: what it costs when passages are taken for another language's.
//!
//! The documents are read by the library's own readers, some of their passages get a wrong language by chance, and both
//! kinds are indexed: so the engine needs no switch for it.

use crate::collection::{Collection, TopicSet};
use crate::engine::{Engine, schema};
use crate::places::Places;
use crate::random::Random;
use crate::score::{Run, Scores, TopicScores, mean, score_run};
use crate::sets::{NDCG, mean_name};
use figures::{Fault, Table, share, signed};
use std::collections::HashSet;
use std::path::Path;
use tetraglot::document::{Document, read, walk};
use tetraglot::index::{BuildOptions, IndexBuilder};
use tetraglot::language::Language;
use tetraglot::schema::Schema;

/// What its section in the record is called.
pub const TITLE: &str = "routing";
/// The column of what wrong routing leaves.
pub const MISROUTED: &str = "misrouted";

/// Which passages are taken for another language's.
#[derive(Clone, Copy, Debug)]
pub struct Chance {
    /// Of a hundred passages, so many.
    pub percent: u8,
    /// Which ones.
    pub seed: u64,
}

/// Asks all topics twice, with passages as the engine routes them and with some routed wrongly.
///
/// # Errors
/// If the texts cannot be read, or an index cannot be made.
pub fn table(places: &Places, chance: Chance) -> Result<Table, Fault> {
    let mut table = Table::new(&["set", "topics", NDCG, MISROUTED, "loss", "answers hit", "before", "after"]);
    for collection in Collection::open_all(&places.texts)? {
        let sets = measure(places, &collection, chance)?;
        sets.iter().for_each(|set| table.push(set.cells()));
        table.push(mean_row(&collection, &sets));
    }
    Ok(table)
}

/// A set asked twice.
struct Twice {
    set: String,
    routed: TopicScores,
    misrouted: TopicScores,
    /// Topics whose answer has a wrongly routed passage.
    hit: Vec<String>,
}

fn measure(places: &Places, collection: &Collection, chance: Chance) -> Result<Vec<Twice>, Fault> {
    let [routed, misrouted] = ["routed", "misrouted"].map(|name| format!("{}-{name}", collection.name));
    let corpus_dir = collection.corpus_dir();
    let routed_dir = places.index_dir(&routed)?;
    let schema = schema(&corpus_dir, &routed_dir);
    let mut documents = documents(&schema)?;
    let before = index(&documents, &schema, &routed_dir)?;
    let wrong = misroute(&mut documents, &schema.languages, chance);
    let after = index(&documents, &schema, &places.index_dir(&misrouted)?)?;
    collection.sets.iter().map(|set| ask(set, &before, &after, &wrong)).collect()
}

fn ask(set: &TopicSet, before: &Engine, after: &Engine, wrong: &HashSet<String>) -> Result<Twice, Fault> {
    let scores = |run: Run| score_run(&run, &set.judgements);
    let is_hit =
        |topic: &&String| set.judgements[*topic].iter().any(|(id, &grade)| grade > 0.0 && wrong.contains(id));
    Ok(Twice {
        set: set.name.clone(),
        routed: scores(before.run(&set.topics)?),
        misrouted: scores(after.run(&set.topics)?),
        hit: set.judgements.keys().filter(is_hit).cloned().collect(),
    })
}

/// Reads the documents of a schema's corpus.
fn documents(schema: &Schema) -> Result<Vec<Document>, Fault> {
    let mut documents = Vec::new();
    for source in walk(&schema.corpus) {
        read(&source?, schema, &mut |document| documents.push(document))?;
    }
    Ok(documents)
}

fn index(documents: &[Document], schema: &Schema, dir: &Path) -> Result<Engine, Fault> {
    let mut builder = IndexBuilder::create(dir, schema, BuildOptions::default().memory_bytes)?;
    for document in documents {
        builder.add(document)?;
    }
    builder.finish()?;
    Engine::open(dir)
}

/// Gives some passages another language than theirs. Returns the ids of their documents.
fn misroute(documents: &mut [Document], languages: &[&'static Language], chance: Chance) -> HashSet<String> {
    let mut random = Random::new(chance.seed);
    let mut wrong = HashSet::new();
    for document in documents {
        for passage in &mut document.passages {
            if random.percent(chance.percent) {
                let others: Vec<_> = languages.iter().filter(|other| **other != passage.language).collect();
                passage.language = others[random.below(others.len())];
                wrong.extend(document.id.clone());
            }
        }
    }
    wrong
}

impl Twice {
    fn means(&self) -> (Scores, Scores) {
        (mean(self.routed.values()), mean(self.misrouted.values()))
    }

    fn cells(&self) -> Vec<String> {
        let (routed, misrouted) = self.means();
        let of_hit = |scores: &TopicScores| mean(self.hit.iter().map(|topic| &scores[topic])).ndcg_10;
        let hit = (self.hit.len(), of_hit(&self.routed), of_hit(&self.misrouted));
        cells(&self.set, self.routed.len(), routed.ndcg_10, misrouted.ndcg_10, hit)
    }
}

fn mean_row(collection: &Collection, sets: &[Twice]) -> Vec<String> {
    let means: Vec<(Scores, Scores)> = sets.iter().map(Twice::means).collect();
    let of_hit = |side: fn(&Twice) -> &TopicScores| {
        let scores = sets.iter().flat_map(|set| set.hit.iter().map(move |topic| &side(set)[topic]));
        mean(scores).ndcg_10
    };
    let hit = sets.iter().map(|set| set.hit.len()).sum();
    cells(
        &mean_name(collection),
        sets.iter().map(|set| set.routed.len()).sum(),
        mean(means.iter().map(|(routed, _)| routed)).ndcg_10,
        mean(means.iter().map(|(_, misrouted)| misrouted)).ndcg_10,
        (hit, of_hit(|set| &set.routed), of_hit(|set| &set.misrouted)),
    )
}

/// `hit`: topics whose answer was hit, and their nDCG before and after.
fn cells(name: &str, topics: usize, routed: f64, misrouted: f64, hit: (usize, f64, f64)) -> Vec<String> {
    let (hit, before, after) = hit;
    let figures = [share(routed), share(misrouted), signed(misrouted - routed)];
    let of_hit = [hit.to_string(), share(before), share(after)];
    [name.to_owned(), topics.to_string()].into_iter().chain(figures).chain(of_hit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tetraglot::document::{LineCount, Passage, PassageKind};
    use tetraglot::language::{LANGUAGES, OTHER};

    fn documents() -> Vec<Document> {
        let passage = |language: &'static Language| Passage {
            span: 0..1,
            line: 1,
            kind: PassageKind::Prose,
            language,
            confidence: 1.0,
        };
        let document = |number: usize| Document {
            path: "docs.jsonl".into(),
            id: Some(number.to_string()),
            title: String::new(),
            date: None,
            text: "x".into(),
            passages: vec![passage(LANGUAGES[number % LANGUAGES.len()])],
            line_count: LineCount::Fixed,
        };
        (0..1000).map(document).collect()
    }

    /// The languages of the documents behind a chance, and the ids of those that were hit.
    fn misrouted(percent: u8, seed: u64) -> (Vec<&'static str>, HashSet<String>) {
        let languages: Vec<&'static Language> =
            LANGUAGES.iter().copied().filter(|language| *language != OTHER).collect();
        let mut documents = documents();
        let wrong = misroute(&mut documents, &languages, Chance { percent, seed });
        (documents.iter().map(|document| document.passages[0].language.code).collect(), wrong)
    }

    #[test]
    fn as_many_as_asked_for_and_never_right() {
        let (before, none) = misrouted(0, 1);
        assert!(none.is_empty());
        for (percent, expected) in [(5, 30..70), (100, 1000..1001)] {
            let (after, wrong) = misrouted(percent, 1);
            assert!(expected.contains(&wrong.len()), "{}", wrong.len());
            for (number, (before, after)) in before.iter().zip(&after).enumerate() {
                assert_eq!(before != after, wrong.contains(&number.to_string()), "{number}");
            }
        }
    }

    #[test]
    fn a_seed_chooses() {
        assert_eq!(misrouted(5, 1), misrouted(5, 1));
        assert_ne!(misrouted(5, 1), misrouted(5, 2));
    }
}
