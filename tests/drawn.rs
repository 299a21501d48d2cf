//! Queries drawn from our own corpus, in all forms of the query language: what was copied out of a document finds it.

/// How queries are drawn: the same as for `eval drawn`.
#[path = "../eval/src/draw/mod.rs"]
mod draw;
#[path = "../eval/src/random.rs"]
mod random;

use crate::support::{own_corpus, program, root, schema};
use draw::{Corpus, Draw, Expected, FORMS, Outcome, Question};
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use std::path::Path;
use tetraglot::document::{Document, read, walk};
use tetraglot::query::Query;

/// Through the library; the real program is asked the first of them.
const QUERIES: usize = 3_000;
const QUERIES_OF_PROGRAM: usize = 1_000;
const SEED: u64 = 1;

fn documents() -> Vec<Document> {
    let schema = schema(&root().join("corpus"), Path::new("none"));
    let mut documents = Vec::new();
    for source in walk(&schema.corpus) {
        let source = source.expect("our corpus can be walked");
        read(&source, &schema, &mut |document| documents.push(document)).expect("our corpus is text");
    }
    documents
}

#[test]
fn what_is_copied_out_of_our_corpus_finds_it() {
    let corpus = Corpus::new(root().join("corpus"), documents(), own_corpus());
    let questions = Draw::new(&corpus.documents, SEED).questions(QUERIES);
    let forms: HashSet<&str> = questions.iter().map(|question| question.form).collect();
    assert_eq!((questions.len(), forms.len()), (QUERIES, FORMS.len()), "each form has something to draw");
    let mut wrong = Vec::new();
    for question in &questions {
        let fault = match corpus.ask(question) {
            Outcome::Right => continue,
            Outcome::Missed => format!("does not find {}", corpus.name(&question.expected)),
            Outcome::Failed(error) => error,
        };
        wrong.push(format!("{} ({}): {:?} {fault}", question.form, question.writing, question.text));
    }
    let right = 100.0 * (QUERIES - wrong.len()) as f64 / QUERIES as f64;
    println!("{right:.2} % of {QUERIES} queries drawn from our corpus are answered right");
    assert!(wrong.is_empty(), "{right:.2} %, not 100 %:\n{}", wrong.join("\n"));
}

/// The same through the program: every query of a batch is answered, or refused as no query, and nothing breaks.
#[test]
fn a_batch_of_drawn_queries_is_answered() {
    let documents = documents();
    let questions: Vec<Question> = Draw::new(&documents, SEED).questions(QUERIES_OF_PROGRAM);
    let dir = tempfile::tempdir().expect("a folder");
    let batch = dir.path().join("batch.tsv");
    let lines =
        questions.iter().enumerate().map(|(number, question)| format!("{number}\t{}\n", question.text));
    std::fs::write(&batch, lines.collect::<String>()).expect("the batch is written");
    let corpus = root().join("corpus");
    let mut command = program("search", dir.path());
    command.arg("--corpus").arg(&corpus).args(["--index", "index", "--json", "--limit=1000000", "--batch"]);
    let output = command.arg(&batch).output().expect("search runs");
    let messages = String::from_utf8_lossy(&output.stderr);
    let refused = messages.lines().filter(|line| line.starts_with("search: line ")).count();
    let no_queries = questions.iter().filter(|question| Query::parse(&question.text).is_err()).count();
    assert_eq!((refused, output.status.code()), (no_queries, Some(2)), "{messages}");
    assert!(!messages.contains("panicked"), "{messages}");
    let found = found(&String::from_utf8(output.stdout).expect("JSON is UTF-8"));
    for (number, question) in questions.iter().enumerate() {
        let Expected::Document(document) = question.expected else { continue };
        let Document { path, id, .. } = &documents[document];
        let file = corpus.join(path).to_string_lossy().into_owned();
        let hits = found.get(&number.to_string());
        let is_found = hits.is_some_and(|hits| hits.contains(&(file, id.clone())));
        assert!(is_found || question.exact, "{question:?} does not find {}", path.display());
    }
}

/// The files and records that each query of a batch found, by its name.
fn found(json: &str) -> HashMap<String, HashSet<(String, Option<String>)>> {
    let mut found: HashMap<String, HashSet<_>> = HashMap::new();
    for line in json.lines() {
        let record: Value = serde_json::from_str(line).expect("each line is JSON");
        let text = |key: &str| record[key].as_str().map(str::to_owned);
        if let (Some(name), Some(path)) = (text("query_id"), text("path")) {
            found.entry(name).or_default().insert((path, text("id")));
        }
    }
    found
}
