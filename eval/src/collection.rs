//! The evaluation's texts: paragraphs, sets of topics, and which paragraph answers which topic.
//!
//! The languages of the paragraphs are for looking at results and for making test files; the engine never sees them.

use crate::baselines::place;
use crate::score::Judgements;
use figures::Fault;
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

/// Folders with a collection each, below the folder of the evaluation's texts.
const FOLDERS: [&str; 2] = ["", "sent"];

/// Paragraphs, and the sets of topics that are asked of them.
pub struct Collection {
    /// `all` or the name of the folder; names the index, too.
    pub name: &'static str,
    /// In the order in which they are shown.
    pub sets: Vec<TopicSet>,
    /// Language of each paragraph, by id: de, en, fr, zh-Hans, zh-Hant.
    pub languages: HashMap<String, String>,
    dir: PathBuf,
}

/// Topics of one kind and language.
pub struct TopicSet {
    /// As in the names of its files: `xquad-de`.
    pub name: String,
    /// In the order of their file.
    pub topics: Vec<Topic>,
    /// What answers them.
    pub judgements: Judgements,
}

/// Something that is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Topic {
    /// Unique in its set.
    pub id: String,
    /// The query as it is typed.
    pub query: String,
}

/// A paragraph of a collection.
#[derive(Clone, Debug, PartialEq)]
pub struct Paragraph {
    /// Says to which source it belongs: `xq-de-0001`.
    pub id: String,
    /// May be empty.
    pub title: String,
    /// One line.
    pub text: String,
}

impl Collection {
    /// Opens the mixed paragraphs, and the single sentences.
    ///
    /// # Errors
    /// If the folder is not there, or a file in it makes no sense.
    pub fn open_all(texts: &Path) -> Result<Vec<Collection>, Fault> {
        if !texts.is_dir() {
            let place = texts.display();
            return Err(Fault::new(format!("{place}: no such folder; name that of the texts with --texts")));
        }
        FOLDERS.iter().map(|folder| Collection::open(texts, folder)).collect()
    }

    fn open(texts: &Path, folder: &'static str) -> Result<Collection, Fault> {
        let dir = texts.join(folder);
        let name = if folder.is_empty() { "all" } else { folder };
        let languages = pairs(&dir.join("languages.tsv"))?.into_iter().collect();
        let sets =
            set_names(&dir)?.iter().map(|name| TopicSet::open(&dir, name)).collect::<Result<_, _>>()?;
        Ok(Collection { name, sets, languages, dir })
    }

    /// The folder that is indexed.
    pub fn corpus_dir(&self) -> PathBuf {
        self.dir.join("collection")
    }

    /// The language of what answers a set; that of the most answers if there are several.
    pub fn language_of(&self, set: &TopicSet) -> &str {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let answers = set.judgements.values().flatten().filter(|(_, grade)| **grade > 0.0);
        for language in answers.filter_map(|(id, _)| self.languages.get(id)) {
            *counts.entry(language).or_default() += 1;
        }
        counts.into_iter().max_by_key(|(_, count)| *count).map_or("", |(language, _)| language)
    }

    /// Reads all paragraphs, in the order of their file.
    ///
    /// # Errors
    /// If the file cannot be read, or a line of it is no paragraph.
    pub fn paragraphs(&self) -> Result<Vec<Paragraph>, Fault> {
        let path = self.corpus_dir().join("docs.jsonl");
        let text = fs::read_to_string(&path).map_err(Fault::io(&path))?;
        let rows = text.lines().zip(1..);
        rows.map(|(row, line)| paragraph(row).ok_or_else(|| Fault::at_line(&path, line, "not a paragraph")))
            .collect()
    }
}

impl TopicSet {
    fn open(dir: &Path, name: &str) -> Result<TopicSet, Fault> {
        let topics = pairs(&dir.join(format!("topics.{name}.dev.tsv")))?;
        let topics = topics.into_iter().map(|(id, query)| Topic { id, query }).collect();
        let path = dir.join(format!("qrels.{name}.dev.txt"));
        let text = fs::read_to_string(&path).map_err(Fault::io(&path))?;
        let judgements = judgements(&text)
            .map_err(|line| Fault::at_line(&path, line, "expected topic, iteration, document, grade"))?;
        Ok(TopicSet { name: name.to_owned(), topics, judgements })
    }
}

/// Reads judgements in TREC's form. Fails with the number of the line that is in another, from 1.
pub fn judgements(text: &str) -> Result<Judgements, usize> {
    let mut judgements = Judgements::new();
    for (row, line) in text.lines().zip(1..) {
        let fields: Vec<&str> = row.split_whitespace().collect();
        let [topic, _, document, grade] = fields[..] else { return Err(line) };
        let grade: f64 = grade.parse().map_err(|_| line)?;
        judgements.entry(topic.to_owned()).or_default().insert(document.to_owned(), grade);
    }
    Ok(judgements)
}

fn paragraph(row: &str) -> Option<Paragraph> {
    let record: serde_json::Value = serde_json::from_str(row).ok()?;
    let field = |name: &str| record[name].as_str().map(str::to_owned);
    Some(Paragraph { id: field("id")?, title: field("title")?, text: field("text")? })
}

/// The sets whose topics lie in a folder, in the order in which they are shown.
fn set_names(dir: &Path) -> Result<Vec<String>, Fault> {
    let mut names = Vec::new();
    for entry in fs::read_dir(dir).map_err(Fault::io(dir))? {
        let name = entry.map_err(Fault::io(dir))?.file_name();
        let name = name.to_string_lossy();
        let set = name.strip_prefix("topics.").and_then(|name| name.strip_suffix(".dev.tsv"));
        names.extend(set.map(str::to_owned));
    }
    names.sort_by_cached_key(|name| (place(name), name.clone()));
    Ok(names)
}

/// Reads lines of two fields with a tab between them.
fn pairs(path: &Path) -> Result<Vec<(String, String)>, Fault> {
    let text = fs::read_to_string(path).map_err(Fault::io(path))?;
    let pair = |(row, line): (&str, usize)| match row.split_once('\t') {
        Some((first, second)) => Ok((first.to_owned(), second.to_owned())),
        None => Err(Fault::at_line(path, line, "expected two fields with a tab between them")),
    };
    text.lines().zip(1..).map(pair).collect()
}
