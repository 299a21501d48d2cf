//! Why a document is a hit of a query, and at which place, or why it is none.

use super::explain::{Explainer, Form, forms_in};
use super::lack::{Lack, lacks};
use crate::error::Error;
use crate::index::{FileRecord, Index, StoredDocument};
use crate::language::{LANGUAGES, Language};
use crate::query::{Occur, Query};
use crate::search::forms::memory::Memory;
use crate::search::hits::hit;
use crate::search::ranking::candidates::Candidate;
use crate::search::ranking::files::{documents_of, file_of};
use crate::search::ranking::occurrences::Address;
use crate::search::ranking::order::{Key, Ordered};
use crate::search::ranking::plan::{Plan, Scope};
use crate::search::ranking::{Ranking, rank};
use crate::search::{Hit, SearchOptions};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What an index knows of a file, and what a query finds in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Why {
    /// What the manifest says of the file.
    pub file: FileRecord,
    /// The document that was asked for, else the best of the file; None if there is none.
    pub document: Option<Judged>,
}

/// A document before a query.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// The record's id, where a file holds many documents.
    pub id: Option<String>,
    /// Its title.
    pub title: String,
    /// The languages that its passages were judged to be in, each with their number, most passages first.
    pub languages: Vec<(&'static Language, usize)>,
    /// What it has of the query's words, in the order of the query.
    pub words: Vec<Presence>,
    /// Whether it is a hit.
    pub verdict: Verdict,
}

/// What a document has of a word.
#[derive(Clone, Debug, PartialEq)]
pub struct Presence {
    /// The word as it is sought.
    pub word: String,
    /// Whether the query leaves out what has it.
    pub is_barred: bool,
    /// Where it was looked for in the document: in each language of its passages, and in its path.
    pub places: Vec<Looked>,
}

/// What a document has of a word in one language.
#[derive(Clone, Debug, PartialEq)]
pub struct Looked {
    /// The language; None for the path.
    pub language: Option<&'static Language>,
    /// Whether the document has it.
    pub is_there: bool,
    /// Its forms there, the most exact first; those of a word's rarest many are not named.
    pub forms: Vec<Form>,
    /// Whether no form of the word is known in that language at all.
    pub is_unknown: bool,
}

/// Whether a document is a hit.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// It is.
    Hit {
        /// Its place, from 1.
        rank: usize,
        /// Documents that match.
        total: u64,
        /// The hit, with its explanation.
        hit: Box<Hit>,
    },
    /// It is none.
    Missed {
        /// What keeps it out, in the order of the query.
        lacks: Vec<Lack>,
        /// Documents that match.
        total: u64,
    },
}

/// Tells why the documents of a file, or the one with an id, are hits of a query or not. The file is given by the number of
/// its corpus folder and the path in it; None if the index does not know it.
///
/// # Errors
/// [`Error::Damaged`] if the index cannot be read.
pub fn why(
    index: &Index,
    query: &Query,
    (dir, path): (u64, &str),
    id: Option<&str>,
) -> Result<Option<Why>, Error> {
    // The engine trusts its files and panics over some that are damaged.
    let told = catch_unwind(AssertUnwindSafe(|| {
        let Some(file) = file_of(index, dir, path)? else { return Ok(None) };
        let document = judged(index, query, documents_of(index, dir, path)?, id)?;
        Ok(Some(Why { file, document }))
    }));
    told.unwrap_or_else(|_| Err(index.damaged("a file makes no sense to the engine".into())))
}

/// Judges the best of some documents.
fn judged(
    index: &Index,
    query: &Query,
    addresses: Vec<Address>,
    id: Option<&str>,
) -> Result<Option<Judged>, Error> {
    let mut documents = Vec::new();
    for address in addresses {
        let document = index.stored(address.0, address.1)?;
        if id.is_none() || document.id.as_deref() == id {
            documents.push((address, document));
        }
    }
    if documents.is_empty() {
        return Ok(None);
    }
    let (ranking, options) = ranking_with(index, query, &documents)?;
    let Some((place, (address, document))) = best(&ranking, documents) else { return Ok(None) };
    let words = presences(index, &ranking.plan, &document, address)?;
    let verdict = match place {
        Some(place) => hit_at(index, ranking, place, &options)?,
        None => missed(index, query, &ranking, address, &words)?,
    };
    let languages = languages(&document);
    Ok(Some(Judged { id: document.id, title: document.title, languages, words, verdict }))
}

/// Ranks as many documents as a search does by default, and all if none of the documents is among those.
fn ranking_with(
    index: &Index,
    query: &Query,
    documents: &[(Address, StoredDocument)],
) -> Result<(Ranking, SearchOptions), Error> {
    let options = SearchOptions { explain: true, ..SearchOptions::default() };
    let memory = Memory::new(index);
    let ranking = rank(&memory, query, &options)?;
    let shown = ranking.best.iter().take(options.limit);
    let mut shown = shown.map(|candidate| (candidate.segment, candidate.document));
    if shown.any(|address| documents.iter().any(|(own, _)| *own == address)) {
        return Ok((ranking, options));
    }
    let options = SearchOptions { limit: usize::MAX, ..options };
    Ok((rank(&memory, query, &options)?, options))
}

/// The document that is ranked first, with its place; if none is, the first.
fn best<D>(ranking: &Ranking, mut documents: Vec<(Address, D)>) -> Option<(Option<usize>, (Address, D))> {
    let number = |address: Address| documents.iter().position(|(own, _)| *own == address);
    let ranked = ranking.best.iter().enumerate();
    let mut ranked = ranked
        .filter_map(|(place, candidate)| Some((place, number((candidate.segment, candidate.document))?)));
    let (place, number) = ranked.next().map_or((None, 0), |(place, number)| (Some(place), number));
    drop(ranked);
    (number < documents.len()).then(|| (place, documents.swap_remove(number)))
}

fn hit_at(index: &Index, ranking: Ranking, place: usize, options: &SearchOptions) -> Result<Verdict, Error> {
    let Ranking { plan, filter, best, explained, total } = ranking;
    let rank = rank_of(index, &best, place)?;
    let Some(candidate) = best.into_iter().nth(place) else {
        return Ok(Verdict::Missed { lacks: Vec::new(), total });
    };
    let explainer = Explainer {
        index,
        plan: &plan,
        filter: &filter,
        candidates: explained.as_deref().unwrap_or_default(),
    };
    let options = SearchOptions { limit: 1, ..options.clone() };
    let ordered = vec![Ordered { key: Key::Score(candidate.score), candidate }];
    let hits = hit::hits(index, &plan, &filter, ordered, Some(&explainer), &options)?;
    Ok(match hits.into_iter().next() {
        Some(hit) => Verdict::Hit { rank, total, hit: Box::new(hit) },
        None => Verdict::Missed { lacks: Vec::new(), total },
    })
}

/// The rank of what stands at a place: those with the same score are ordered by path and id.
fn rank_of(index: &Index, best: &[Candidate], place: usize) -> Result<usize, Error> {
    let own = &best[place];
    let name = |candidate: &Candidate| -> Result<_, Error> {
        let document = index.stored(candidate.segment, candidate.document)?;
        Ok((document.path, document.id))
    };
    let better = best.iter().take_while(|other| other.score > own.score).count();
    let own_name = name(own)?;
    let mut before = 0;
    for other in best[better..].iter().take_while(|other| other.score == own.score).take(hit::MAX_TIES) {
        before += usize::from(name(other)? < own_name);
    }
    Ok(better + before + 1)
}

fn missed(
    index: &Index,
    query: &Query,
    ranking: &Ranking,
    address: Address,
    words: &[Presence],
) -> Result<Verdict, Error> {
    let lacks = lacks(index, query, &ranking.plan, address, words)?;
    Ok(Verdict::Missed { lacks, total: ranking.total })
}

/// The languages of the passages of a document, most passages first.
fn languages(document: &StoredDocument) -> Vec<(&'static Language, usize)> {
    let mut counts: Vec<_> = LANGUAGES.iter().map(|&language| (language, 0)).collect();
    document.outline.passages().for_each(|outlined| counts[outlined.passage.language.ordinal()].1 += 1);
    counts.retain(|(_, count)| *count > 0);
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}

/// What a document has of each word of the query, where it has text.
fn presences(
    index: &Index,
    plan: &Plan,
    document: &StoredDocument,
    address: Address,
) -> Result<Vec<Presence>, Error> {
    let has_text = |scope: &&Scope| {
        let language = scope.language.map(|ordinal| LANGUAGES[ordinal]);
        language
            .is_none_or(|language| languages(document).iter().any(|(own, _)| std::ptr::eq(*own, language)))
    };
    let mut words: Vec<(usize, Presence)> = Vec::new();
    for scope in plan.scopes.iter().filter(has_text) {
        for (number, group) in scope.groups.iter().enumerate().filter(|(_, group)| !group.is_fragment) {
            let forms = forms_in(index, scope, address, number)?;
            let rest = group.rest.as_ref().is_some_and(|rest| rest[address.0].contains(address.1));
            let looked = Looked {
                language: scope.language.map(|ordinal| LANGUAGES[ordinal]),
                is_there: rest || !forms.is_empty(),
                forms,
                is_unknown: group.terms.is_empty(),
            };
            let is_it = |(leaf, presence): &&mut (usize, Presence)| {
                *leaf == group.leaf && presence.word == group.unit
            };
            match words.iter_mut().find(is_it) {
                Some((_, presence)) => presence.places.push(looked),
                None => words.push((
                    group.leaf,
                    Presence {
                        word: group.unit.clone(),
                        is_barred: plan.leaves[group.leaf].occur == Occur::MustNot,
                        places: vec![looked],
                    },
                )),
            }
        }
    }
    words.sort_by_key(|(leaf, _)| *leaf);
    Ok(words.into_iter().map(|(_, presence)| presence).collect())
}
