//! Queries answered: values in, values out.

mod forms;
mod hits;
mod matching;
mod ranking;
mod reasons;
mod self_test;

use crate::error::Error;
use crate::index::{Index, senseless};
use crate::language::Language;
use crate::query::Query;
use forms::memory::Memory;
pub use ranking::files::file_of;
pub use ranking::order::Sort;
use ranking::{Ranking, rank};
use reasons::explain::Explainer;
pub use reasons::explain::{Explanation, Form, MatchedWay, Odds, Place, Sought, Stretch};
pub use reasons::hindrance::{Hindrance, Without};
pub use reasons::lack::{Lack, Misfit};
pub use reasons::no_hits::{NoHits, SoughtIn, SoughtWord, no_hits};
pub use reasons::part::{How, Part};
pub use reasons::suggest::Suggestion;
pub use reasons::why::{Judged, Looked, Presence, Verdict, Why, why};
pub use self_test::{SelfTest, self_test};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

/// What a search is to return.
#[derive(Clone, Debug)]
pub struct SearchOptions {
    /// Hits at most.
    pub limit: usize,
    /// Hits to skip.
    pub offset: usize,
    /// Only hits whose matching passage is in one of these languages; None for all, and for matches in paths.
    pub languages: Option<Vec<&'static Language>>,
    /// Globs of which a document's path in its corpus folder must match one; empty for all documents.
    pub within: Vec<String>,
    /// What hits are ordered by. Any but the score goes over all documents that match, not the best alone.
    pub sort: Sort,
    /// The best so many hits of each language, whatever the others have; None for the best of all.
    pub per_language: Option<usize>,
    /// Whether only the words as they stand count: no stems, foldings, parts, other spellings or scripts.
    pub exact: bool,
    /// Passages shown per hit; 0 reads no text.
    pub snippets: usize,
    /// Width of a snippet in characters.
    pub snippet_chars: usize,
    /// Sentences shown before and after those that matched, in place of a width.
    pub context: Option<usize>,
    /// Whether hits say how their scores came about.
    pub explain: bool,
    /// Whether titles stand above the snippets: a passage that says no more than the title is shown only where no other
    /// matches.
    pub shows_titles: bool,
    /// Whether files are read to tell the column of a match: markup is not stored.
    pub source_columns: bool,
}

impl Default for SearchOptions {
    fn default() -> SearchOptions {
        SearchOptions {
            limit: 10,
            offset: 0,
            languages: None,
            within: Vec::new(),
            sort: Sort::Score,
            per_language: None,
            exact: false,
            snippets: 1,
            snippet_chars: 200,
            context: None,
            explain: false,
            shows_titles: false,
            source_columns: false,
        }
    }
}

/// The answer to a query.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// In the order asked for, then by path, then by id.
    pub hits: Vec<Hit>,
    /// The number of documents that match.
    pub total: u64,
}

/// A document that answers the query, with its best passages.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Path of the file: its corpus folder's path, then its own in it.
    pub path: PathBuf,
    /// The record's id, where a file holds many documents.
    pub id: Option<String>,
    /// Source line of the first match in the best passage, from 1.
    pub line: u32,
    /// Language of the best passage.
    pub language: &'static Language,
    /// Title of the document.
    pub title: String,
    /// What matched in the title, in bytes.
    pub title_matches: Vec<Range<usize>>,
    /// Comparable within one answer only.
    pub score: f32,
    /// The best passages, best first.
    pub snippets: Vec<Snippet>,
    /// How the score came about, where that was asked for.
    pub explanation: Option<Box<Explanation>>,
}

/// A piece of a passage.
#[derive(Clone, Debug, PartialEq)]
pub struct Snippet {
    /// Plain text on one line.
    pub text: String,
    /// What matched, in bytes of the text; in order, apart from each other.
    pub matches: Vec<Range<usize>>,
    /// Source line of the first match, from 1.
    pub line: u32,
    /// Where the first match begins in that line, in bytes from 1: in the file if [`SearchOptions::source_columns`] asks for
    /// it and the file still has it there, else in the text without markup.
    pub column: u32,
    /// Language of the passage.
    pub language: &'static Language,
}

/// Answers one query. For many over the same index, a [`Searcher`] is faster.
///
/// # Errors
/// [`Error::Damaged`] if the index cannot be read.
pub fn search(index: &Index, query: &Query, options: &SearchOptions) -> Result<Answer, Error> {
    Searcher::new(index).search(query, options)
}

/// Answers queries over one index, and remembers the words that they have in common.
pub struct Searcher<'i> {
    memory: Memory<'i>,
}

impl<'i> Searcher<'i> {
    /// A searcher that remembers nothing yet.
    pub fn new(index: &'i Index) -> Searcher<'i> {
        Searcher { memory: Memory::new(index) }
    }

    /// Answers a query, as if it were the first.
    ///
    /// # Errors
    /// [`Error::Damaged`] if the index cannot be read.
    pub fn search(&self, query: &Query, options: &SearchOptions) -> Result<Answer, Error> {
        guarded(self.memory.index, || answer(&self.memory, query, options))
    }
}

fn answer(memory: &Memory, query: &Query, options: &SearchOptions) -> Result<Answer, Error> {
    let Ranking { plan, filter, best, explained, total, .. } = rank(memory, query, options)?;
    let index = memory.index;
    let ordered = ranking::order::ordered(index, best, options.sort)?;
    let (plan, filter) = (&plan, &filter);
    let explainer = explained.as_deref().map(|candidates| Explainer { index, plan, filter, candidates });
    let hits = hits::hit::hits(index, plan, filter, ordered, explainer.as_ref(), options)?;
    Ok(Answer { hits, total })
}

/// The engine trusts its files and panics over some that are damaged: that becomes an error, and so does any damage that was
/// met, whatever was made of it.
fn guarded<T>(index: &Index, work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    let outcome = catch_unwind(AssertUnwindSafe(work));
    let outcome = outcome.unwrap_or_else(|_| Err(senseless(index.dir())))?;
    index.unharmed()?;
    Ok(outcome)
}

#[cfg(test)]
mod tests;
