//! `eval files`: paragraphs put together in files of many kinds, as people's files are.
//!
//! The same topics are asked of single paragraphs and of files; a file answers what one of its paragraphs answers. The
//! ranking of single paragraphs is turned into one of files, so that both are of the same things and the difference is
//! what the files cost: other passages' words, another length, several languages.

mod layout;
mod likeness;
mod outcome;
mod plan;
mod repetition;

use crate::collection::Collection;
use crate::engine::Engine;
use crate::places::Places;
use crate::random::Random;
use crate::score::{Run, Scores, mean, score_run};
use crate::sets::mean_name;
use figures::{Fault, Table, fresh_dir, share};
use layout::Layout;
use outcome::{FILES_NDCG, Figures, Outcome, outcomes};
use plan::Plan;
use repetition::{Repetition, repetition};
use std::collections::{BTreeMap, HashSet};

/// Chooses the files.
const SEED: u64 = 2025;

/// A table, and where its figures go in the record.
pub struct Report {
    /// Title of its section.
    pub title: &'static str,
    /// How to read it.
    pub note: &'static str,
    /// The column to compare with what was committed.
    pub column: &'static str,
    /// The figures.
    pub table: Table,
}

/// Makes the files, indexes them and asks all topics.
///
/// # Errors
/// If the texts cannot be read, the files not written, or an index not made.
pub fn reports(places: &Places) -> Result<Vec<Report>, Fault> {
    let collections = Collection::open_all(&places.texts)?;
    let collection = collections.into_iter().next().expect("the mixed paragraphs come first");
    let paragraphs = collection.paragraphs()?;
    let single = Filed::new(places, "single", &plan::single(&paragraphs))?;
    let runs = single.runs(&collection)?;
    let random = || Random::new(SEED);
    let glued = plan::glued(&paragraphs, &collection.languages, &mut random());
    let padded = plan::padded(&paragraphs, &collection.languages, &mut random());
    let (repeating, repeated) = plan::repeated(&glued, &mut random());
    let glued = Filed::new(places, "glued", &glued)?;
    let of_padded = Filed::new(places, "padded", &padded)?.outcomes(&collection, &runs)?;
    let repeating = Filed::new(places, "repeated", &repeating)?;
    Ok(vec![
        single_report(&collection, &runs),
        glued_report(&collection, &glued.outcomes(&collection, &runs)?),
        padded_report(&collection, &of_padded),
        size_report(&of_padded),
        repetition_report(&collection, &glued, &repeating, &repeated.into_iter().collect())?,
    ])
}

/// Files on disk and their index.
struct Filed {
    engine: Engine,
    layout: Layout,
}

/// The outcomes of each set.
type SetOutcomes = Vec<(String, Vec<Outcome>)>;

impl Filed {
    fn new(places: &Places, name: &str, plan: &Plan) -> Result<Filed, Fault> {
        let dir = fresh_dir(&places.work, &format!("files-{name}"))?;
        let layout = Layout::write(plan, &dir)?;
        let engine = Engine::of_folder(&dir, &places.index_dir(&format!("files-{name}"))?)?;
        Ok(Filed { engine, layout })
    }

    /// Asks all topics, and names the single paragraphs by their ids again.
    fn runs(&self, collection: &Collection) -> Result<BTreeMap<String, Run>, Fault> {
        let ids: BTreeMap<&str, &str> = collection
            .languages
            .keys()
            .filter_map(|id| Some((self.layout.place(id)?.file.as_str(), id.as_str())))
            .collect();
        let mut runs = BTreeMap::new();
        for set in &collection.sets {
            let mut run = self.engine.run(&set.topics)?;
            for ranked in run.values_mut().flatten() {
                ranked.document = ids.get(ranked.document.as_str()).copied().unwrap_or_default().to_owned();
            }
            runs.insert(set.name.clone(), run);
        }
        Ok(runs)
    }

    fn outcomes(&self, collection: &Collection, runs: &BTreeMap<String, Run>) -> Result<SetOutcomes, Fault> {
        let outcomes = |set| outcomes(set, &runs[&set.name], &self.engine, &self.layout);
        collection.sets.iter().map(|set| Ok((set.name.clone(), outcomes(set)?))).collect()
    }
}

fn single_report(collection: &Collection, runs: &BTreeMap<String, Run>) -> Report {
    let row = |name: String, scores: Scores| vec![name, share(scores.ndcg_10), share(scores.recall_10)];
    let mut table = Table::new(&["set", "nDCG@10", "recall@10"]);
    let mut means = Vec::new();
    for set in &collection.sets {
        let scores = mean(score_run(&runs[&set.name], &set.judgements).values());
        table.push(row(set.name.clone(), scores));
        means.push(scores);
    }
    table.push(row(mean_name(collection), mean(means.iter())));
    let note = "Each paragraph in a Markdown file of its own, its title a heading.";
    Report { title: "files, single", note, column: "nDCG@10", table }
}

fn glued_report(collection: &Collection, sets: &SetOutcomes) -> Report {
    let note = "Two to four paragraphs of different languages in a file. `single`: the ranking of single paragraphs, in \
        terms of these files. `passage right`: of the answers at rank 1, those whose line is in the right paragraph.";
    Report { title: "files, glued", note, column: FILES_NDCG, table: by_set(collection, sets) }
}

fn padded_report(collection: &Collection, sets: &SetOutcomes) -> Report {
    let note = "Books beside single paragraphs: files of 1000, 400, 300, 100, 10 paragraphs and of one.";
    Report { title: "files, padded", note, column: FILES_NDCG, table: by_set(collection, sets) }
}

fn by_set(collection: &Collection, sets: &SetOutcomes) -> Table {
    let mut table = outcome_table("set");
    let mut figures = Vec::new();
    for (set, outcomes) in sets {
        let own = Figures::of(outcomes.iter());
        table.push(own.cells(set));
        figures.push(own);
    }
    table.push(Figures::mean(&figures).cells(&mean_name(collection)));
    table
}

fn size_report(sets: &SetOutcomes) -> Report {
    let mut sizes: BTreeMap<usize, Vec<&Outcome>> = BTreeMap::new();
    for outcome in sets.iter().flat_map(|(_, outcomes)| outcomes) {
        sizes.entry(outcome.size).or_default().push(outcome);
    }
    let mut table = outcome_table("paragraphs");
    for (size, outcomes) in &sizes {
        table.push(Figures::of(outcomes.iter().copied()).cells(&size.to_string()));
    }
    let note =
        "The same, by the number of paragraphs in the file of the answer; topics of all sets together.";
    Report { title: "files, padded, by size", note, column: FILES_NDCG, table }
}

fn outcome_table(first: &str) -> Table {
    Table::new(&[&[first], &Figures::HEAD[..]].concat())
}

/// `plain` has the same files without repetitions: what is doubled there is doubled by chance.
fn repetition_report(
    collection: &Collection,
    plain: &Filed,
    filed: &Filed,
    repeated: &HashSet<String>,
) -> Result<Report, Fault> {
    let mut table = Table::new(&["set", "hits", "doubled", "share", "without repetition"]);
    let row = |name: &str, [plain, counted]: [Repetition; 2]| {
        let Repetition { hits, doubled } = counted;
        let shares = [share(counted.share()), share(plain.share())];
        [name.to_owned(), hits.to_string(), doubled.to_string()].into_iter().chain(shares).collect()
    };
    let mut all = [Repetition::default(); 2];
    for set in &collection.sets {
        let count = |filed: &Filed| repetition(set, &filed.engine, &filed.layout, repeated);
        let counted = [count(plain)?, count(filed)?];
        table.push(row(&set.name, counted));
        all = [all[0].plus(counted[0]), all[1].plus(counted[1])];
    }
    table.push(row("all topics", all));
    let note = "Glued files that repeat one paragraph twice with a word left out. Of the answer's file, three snippets are \
        asked for: `doubled` are those hits with two that are nearly the same.";
    Ok(Report { title: "files, repeated", note, column: "share", table })
}
