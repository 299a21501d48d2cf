//! A question asked, and what became of it.

use super::{Expected, Question};
use std::path::PathBuf;
use tetraglot::document::Document;
use tetraglot::error::Error;
use tetraglot::index::Index;
use tetraglot::query::Query;
use tetraglot::search::{Answer, SearchOptions, Searcher, no_hits};

/// More hits than any corpus has.
const NO_LIMIT: usize = 1 << 32;

/// Documents, and their index.
pub struct Corpus<'i> {
    /// The corpus folder.
    pub dir: PathBuf,
    /// Its documents.
    pub documents: Vec<Document>,
    /// Searches an index of them, as a batch does.
    searcher: Searcher<'i>,
    index: &'i Index,
}

/// What became of a question.
#[derive(Debug)]
pub enum Outcome {
    /// What was expected.
    Right,
    /// The document was not found.
    Missed,
    /// An error, where none may be.
    Failed(String),
}

impl<'i> Corpus<'i> {
    /// The documents of a corpus folder, and an index of them.
    pub fn new(dir: PathBuf, documents: Vec<Document>, index: &'i Index) -> Corpus<'i> {
        Corpus { dir, documents, searcher: Searcher::new(index), index }
    }

    /// Asks a question twice: for all paths, and for the best passages.
    pub fn ask(&self, question: &Question) -> Outcome {
        let query = match (Query::parse(&question.text), &question.expected) {
            (Ok(query), _) => query,
            (Err(_), Expected::Anything) => return Outcome::Right,
            (Err(error), _) => return Outcome::Failed(error.to_string()),
        };
        let options = SearchOptions { exact: question.exact, explain: true, ..SearchOptions::default() };
        let is_right = self.show(&query, &options).and_then(|()| match &question.expected {
            Expected::Anything => self.paths(&query, question.exact).map(|_| true),
            Expected::Document(number) => self.finds(&query, question.exact, *number),
            Expected::Either(number, other) => {
                let other = Query::parse(other).map_err(Error::from)?;
                let found = self.finds(&query, question.exact, *number)?;
                Ok(found != self.finds(&other, question.exact, *number)?)
            }
        });
        match is_right {
            Ok(true) => Outcome::Right,
            Ok(false) => Outcome::Missed,
            Err(error) => Outcome::Failed(error.to_string()),
        }
    }

    /// Asks as people do: for the best passages and why they are that, or why there are none.
    fn show(&self, query: &Query, options: &SearchOptions) -> Result<(), Error> {
        let answer = self.searcher.search(query, options)?;
        if answer.hits.is_empty() {
            no_hits(self.index, query, options)?;
        }
        Ok(())
    }

    /// The document that is expected, by its path and id.
    pub fn name(&self, expected: &Expected) -> String {
        match expected {
            Expected::Document(number) | Expected::Either(number, _) => {
                let Document { path, id, .. } = &self.documents[*number];
                format!("{} {}", path.display(), id.as_deref().unwrap_or_default()).trim_end().to_owned()
            }
            Expected::Anything => "any document".to_owned(),
        }
    }

    fn finds(&self, query: &Query, exact: bool, document: usize) -> Result<bool, Error> {
        let document = &self.documents[document];
        let path = self.dir.join(&document.path);
        Ok(self.paths(query, exact)?.contains(&(path, document.id.clone())))
    }

    /// The files, and records, that a query finds.
    fn paths(&self, query: &Query, exact: bool) -> Result<Vec<(PathBuf, Option<String>)>, Error> {
        let options = SearchOptions { limit: NO_LIMIT, snippets: 0, exact, ..SearchOptions::default() };
        let Answer { hits, total } = self.searcher.search(query, &options)?;
        assert_eq!(total, hits.len() as u64, "the hits of {query} are all that match");
        Ok(hits.into_iter().map(|hit| (hit.path, hit.id)).collect())
    }
}
