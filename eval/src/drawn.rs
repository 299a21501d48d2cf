//! `eval drawn DIR`: queries drawn from what the files of a folder hold, and whether these find them.

use crate::arguments::DrawnArguments;
use crate::draw::{Corpus, Draw, Outcome, Question};
use crate::engine::schema;
use crate::places::Places;
use figures::{Fault, Table};
use std::fs;
use std::path::Path;
use tetraglot::document::{Document, read, walk};
use tetraglot::index::{BuildOptions, Index, build};
use tetraglot::schema::Schema;

/// Misses and errors of a form that are shown.
const SHOWN: usize = 5;

/// Draws queries, asks them and shows by form and by writing how many are answered right, and which are not.
///
/// # Errors
/// If the files cannot be read or indexed, the queries not be written, or some query is not answered right.
pub fn run(places: &Places, arguments: &DrawnArguments) -> Result<(), Fault> {
    let (documents, index) = indexed(places, &arguments.dir, arguments.keep)?;
    let corpus = Corpus::new(arguments.dir.clone(), documents, &index);
    if corpus.documents.is_empty() {
        return Err(Fault::new(format!("{}: no documents", arguments.dir.display())));
    }
    let questions = Draw::new(&corpus.documents, arguments.seed).questions(arguments.queries);
    if let Some(file) = &arguments.save {
        fs::write(file, batch(&questions)).map_err(Fault::io(file))?;
    }
    let outcomes: Vec<Outcome> = questions.iter().map(|question| corpus.ask(question)).collect();
    let asked: Vec<(&Question, &Outcome)> = questions.iter().zip(&outcomes).collect();
    print!("{}", table("form", &asked, |question| question.form).aligned());
    println!();
    print!("{}", table("written", &asked, |question| question.writing).aligned());
    let wrong = show_wrong(&corpus, &asked);
    match wrong {
        0 => Ok(()),
        wrong => Err(Fault::new(format!("{wrong} of {} queries were not answered right", asked.len()))),
    }
}

/// The documents of a folder, and their index.
fn indexed(places: &Places, dir: &Path, keep: bool) -> Result<(Vec<Document>, Index), Fault> {
    let index_dir = places.index_dir("drawn")?;
    let schema = schema(dir, &index_dir);
    if !keep {
        build(&schema, &BuildOptions::default(), &mut |_| {})?;
    }
    Ok((documents(&schema), Index::open(&index_dir)?))
}

/// The documents of all files that can be read.
fn documents(schema: &Schema) -> Vec<Document> {
    let mut documents = Vec::new();
    for source in walk(&schema.corpus).flatten() {
        // What could not be read to its end is not in the index.
        let before = documents.len();
        if read(&source, schema, &mut |document| documents.push(document)).is_err() {
            documents.truncate(before);
        }
    }
    documents
}

/// The questions as lines of a batch, each with its number; without those that need an option.
fn batch(questions: &[Question]) -> String {
    let asked = questions.iter().enumerate().filter(|(_, question)| !question.exact);
    asked.map(|(number, question)| format!("{number}\t{}\n", question.text)).collect()
}

fn table(head: &str, asked: &[(&Question, &Outcome)], name: impl Fn(&Question) -> &'static str) -> Table {
    let mut names: Vec<&str> = Vec::new();
    for (question, _) in asked {
        if !names.contains(&name(question)) {
            names.push(name(question));
        }
    }
    let mut table = Table::new(&[head, "queries", "errors", "misses", "right"]);
    for row in names {
        let own = asked.iter().filter(|(question, _)| name(question) == row);
        table.push(cells(row, own.map(|(_, outcome)| *outcome)));
    }
    table.push(cells("all", asked.iter().map(|(_, outcome)| *outcome)));
    table
}

fn cells<'o>(name: &str, outcomes: impl Iterator<Item = &'o Outcome>) -> Vec<String> {
    let (mut queries, mut errors, mut misses) = (0, 0, 0);
    for outcome in outcomes {
        queries += 1;
        match outcome {
            Outcome::Right => {}
            Outcome::Missed => misses += 1,
            Outcome::Failed(_) => errors += 1,
        }
    }
    let right = 100.0 * f64::from(queries - errors - misses) / f64::from(queries.max(1));
    let counts = [queries, errors, misses].map(|count| count.to_string());
    [name.to_owned()].into_iter().chain(counts).chain([format!("{right:.2} %")]).collect()
}

/// Shows the first questions of each form that were not answered right. Returns how many there are in all.
fn show_wrong(corpus: &Corpus<'_>, asked: &[(&Question, &Outcome)]) -> usize {
    let mut shown: Vec<&str> = Vec::new();
    for (question, outcome) in asked {
        let what = match outcome {
            Outcome::Right => continue,
            Outcome::Missed => "not found",
            Outcome::Failed(error) => error,
        };
        shown.push(question.form);
        if shown.iter().filter(|form| **form == question.form).count() <= SHOWN {
            println!("\n{}, {}: {}", question.form, question.writing, question.text);
            println!("  {}: {what}", corpus.name(&question.expected));
        }
    }
    shown.len()
}
