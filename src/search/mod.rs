//! Queries answered: values in, values out.

mod candidates;
mod closeness;
mod files;
mod filter;
mod group;
mod highlight;
mod hit;
mod kin;
mod leaf;
mod likeness;
mod misspelt;
mod occurrences;
mod order;
mod pattern;
mod phrase;
mod plan;
mod score;
mod self_test;
mod sentence;
mod sets;
mod slot;
mod snippet;
mod stretch;
mod top;
mod unit;
mod vocabulary;

use crate::error::Error;
use crate::index::{Index, senseless};
use crate::language::Language;
use crate::query::Query;
use candidates::{Candidate, candidates};
pub use files::failed_files;
use filter::Filter;
pub use order::Sort;
use plan::Plan;
pub use self_test::{SelfTest, self_test};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
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
    /// Language of the passage.
    pub language: &'static Language,
}

/// Candidates per language that are kept until stretches and closeness are known.
const CANDIDATES: usize = 200;

/// Answers a query.
///
/// # Errors
/// [`Error::Damaged`] if the index cannot be read.
pub fn search(index: &Index, query: &Query, options: &SearchOptions) -> Result<Answer, Error> {
    // The engine trusts its files and panics over some that are damaged.
    let answer = catch_unwind(AssertUnwindSafe(|| answer(index, query, options)));
    let answer = answer.unwrap_or_else(|_| Err(senseless(index.dir())))?;
    index.unharmed()?;
    Ok(answer)
}

fn answer(index: &Index, query: &Query, options: &SearchOptions) -> Result<Answer, Error> {
    let plan = plan::plan(index, query, options.languages.as_deref(), options.exact)?;
    // A word that must not occur must not in any language.
    let open = match options.languages {
        Some(_) => Some(plan::plan(index, query, None, options.exact)?),
        None => None,
    };
    let filter = Filter::new(index, open.as_ref().unwrap_or(&plan), options)?;
    let wanted = wanted(options);
    let mut found = candidates(index, &plan, &filter, wanted.max(CANDIDATES))?;
    for (scope, best) in plan.scopes.iter().zip(&mut found.best) {
        stretch::settle(index, scope, &filter, best, wanted.max(closeness::LOOKED_AT))?;
        closeness::raise(index, scope, best)?;
    }
    let mut best = best_by_document(&plan, found.best.into_iter().flatten());
    if let Some(most) = options.per_language {
        order::best_of_each_language(&plan, &mut best, most);
    }
    let hits = hit::hits(index, &plan, &filter, order::ordered(index, best, options.sort)?, options)?;
    Ok(Answer { hits, total: found.total })
}

/// How many candidates of each scope are needed: all of them where others than the best may come first.
fn wanted(options: &SearchOptions) -> usize {
    match (options.per_language, options.sort) {
        // A document that two languages found is a hit of one of them, so there must be some to spare.
        (Some(most), _) => most.saturating_add(CANDIDATES),
        (None, Sort::Score) => options.offset.saturating_add(options.limit),
        (None, _) => usize::MAX,
    }
}

/// Keeps the best scope of each document; best document first. What is found by its path is shown by its text, if that
/// matches too.
fn best_by_document(plan: &Plan, candidates: impl Iterator<Item = Candidate>) -> Vec<Candidate> {
    let mut candidates: Vec<Candidate> = candidates.collect();
    candidates.sort_by(Candidate::best_first);
    let is_path = |candidate: &Candidate| plan.scopes[candidate.scope].language.is_none();
    let mut best: Vec<Candidate> = Vec::new();
    let mut places: HashMap<(usize, u32), usize> = HashMap::new();
    for candidate in candidates {
        match places.entry((candidate.segment, candidate.document)) {
            Entry::Vacant(place) => {
                place.insert(best.len());
                best.push(candidate);
            }
            Entry::Occupied(place) => {
                let kept = &mut best[*place.get()];
                if is_path(kept) {
                    *kept = Candidate { score: kept.score, ..candidate };
                }
            }
        }
    }
    best
}

#[cfg(test)]
mod tests;
