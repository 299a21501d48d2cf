//! What was likely meant by a query without hits: its unknown words made words that the index has, one language at a
//! time.

use super::no_hits::{Unknown, place, unknown};
use crate::analysis::fold::folded;
use crate::analysis::han::is_han;
use crate::analysis::{Kind, Tokens};
use crate::error::Error;
use crate::index::term::split_key;
use crate::language::{LANGUAGES, Language, OTHER};
use crate::query::{Clause, Leaf, LeafKind, Node, Occur, Query};
use crate::search::SearchOptions;
use crate::search::forms::memory::Memory;
use crate::search::forms::vocabulary::Entry;
use crate::search::ranking::count;
use crate::search::ranking::plan::{Plan, Scope};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// Suggestions at most.
const MAX_SUGGESTIONS: usize = 3;
/// Words of a query that are put right.
const MAX_WORDS: usize = 6;
/// Near words that are tried for each.
const MAX_TRIED: usize = 3;
/// A shorter word is near to too many others, and not worth a suggestion; in characters.
const MIN_CHARS: usize = 3;
/// A word of at least so many characters may have two slips.
const MIN_CHARS_FOR_TWO: usize = 5;

/// A query that was likely meant.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// The query; it has hits with the options of the other.
    pub query: String,
    /// Codes of the languages from whose words it is made; `path` for the names of files.
    pub places: Vec<&'static str>,
}

/// Finds queries that have hits and differ little from one that has none, the likeliest first. `open` is its plan for all
/// languages.
pub(crate) fn suggestions(
    memory: &Memory,
    query: &Query,
    options: &SearchOptions,
    open: &Plan,
) -> Result<Vec<Suggestion>, Error> {
    let unknown: Vec<Unknown> = unknown(open).into_iter().take(MAX_WORDS).collect();
    if unknown.is_empty() {
        return Ok(Vec::new());
    }
    let mut found: Vec<(Cost, Suggestion)> = Vec::new();
    for scope in &open.scopes {
        let corrector = Corrector::new(scope, &unknown);
        let Some((cost, query)) = corrector.first_with_hits(memory, query, options)? else { continue };
        let place = place(scope);
        // The name of a file is meant only where no text has the word.
        let is_late = scope.language.is_none() && !found.is_empty();
        match found.iter_mut().find(|(_, other)| other.query == query) {
            Some((_, same)) => same.places.push(place),
            None if is_late => {}
            None => found.push((cost, Suggestion { query, places: vec![place] })),
        }
    }
    found.sort_by_key(|(cost, _)| *cost);
    found.truncate(MAX_SUGGESTIONS);
    Ok(found.into_iter().map(|(_, suggestion)| suggestion).collect())
}

/// How far a word is from another; the least is the nearest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Cost {
    /// Edits but for accents.
    edits: usize,
    other_first_letter: usize,
    /// Edits with accents.
    accented_edits: usize,
    rarity: Reverse<u32>,
}

/// Puts words right by the vocabulary of one scope.
struct Corrector<'a> {
    language: &'static Language,
    /// Unknown words, and what they may have been meant to be, nearest first.
    near: Vec<(&'a str, Vec<(Cost, String)>)>,
    /// Pairs of Han characters that the scope knows.
    pairs: BTreeSet<&'a str>,
}

impl<'a> Corrector<'a> {
    fn new(scope: &'a Scope, unknown: &'a [Unknown]) -> Corrector<'a> {
        let language = scope.language.map_or(OTHER, |ordinal| LANGUAGES[ordinal]);
        let near = unknown.iter().map(|Unknown { word, .. }| (word.as_str(), near(word, scope, language)));
        let known = scope.groups.iter().filter(|group| group.is_pair && group.is_found());
        Corrector { language, near: near.collect(), pairs: known.map(|group| group.unit.as_str()).collect() }
    }

    /// Tries the nearest words first. None if nothing near has hits.
    fn first_with_hits(
        &self,
        memory: &Memory,
        query: &Query,
        options: &SearchOptions,
    ) -> Result<Option<(Cost, String)>, Error> {
        for attempt in 0..MAX_TRIED {
            let mut cost = Cost::default();
            let clauses = self.corrected(&query.clauses, attempt, &mut cost);
            let corrected = Query { clauses };
            if corrected == *query {
                break;
            }
            let text = corrected.to_string();
            // As it will be read when it is typed.
            if let Ok(corrected) = Query::parse(&text)
                && count(memory, &corrected, options)? > 0
            {
                return Ok(Some((cost, text)));
            }
        }
        Ok(None)
    }

    fn corrected(&self, clauses: &[Clause], attempt: usize, cost: &mut Cost) -> Vec<Clause> {
        let correct = |clause: &Clause| match &clause.node {
            _ if clause.occur == Occur::MustNot => clause.clone(),
            Node::Leaf(leaf) if matches!(leaf.kind, LeafKind::Word | LeafKind::Phrase { .. }) => {
                let text = self.corrected_text(&leaf.text, attempt, cost);
                Clause { node: Node::Leaf(Leaf { text, ..leaf.clone() }), ..clause.clone() }
            }
            Node::Group(inner) => {
                Clause { node: Node::Group(self.corrected(inner, attempt, cost)), ..clause.clone() }
            }
            Node::Leaf(_) | Node::Languages(_) => clause.clone(),
        };
        clauses.iter().map(correct).collect()
    }

    fn corrected_text(&self, text: &str, attempt: usize, cost: &mut Cost) -> String {
        let mut tokens = Tokens::default();
        (self.language.analyze)(text, &mut tokens);
        let (mut corrected, mut end) = (String::new(), 0);
        for token in tokens.iter().filter(|token| token.kind == Kind::Exact) {
            let near = self.near.iter().find(|(word, _)| *word == token.term).map(|(_, near)| near);
            let Some((add, word)) = near.and_then(|near| near.get(attempt).or(near.last())) else { continue };
            cost.add(add);
            corrected.push_str(&text[end..token.span.start]);
            corrected.push_str(&in_case_of(&text[token.span.clone()], word));
            end = token.span.end;
        }
        corrected.push_str(&text[end..]);
        self.known_han(&corrected, cost)
    }

    /// A text in which runs of Han characters are cut down to the longest part that is known.
    fn known_han(&self, text: &str, cost: &mut Cost) -> String {
        let runs = text.split_inclusive(|c| !is_han(c));
        let cut = |piece: &str| {
            let run = piece.trim_end_matches(|c| !is_han(c));
            let Some(known) = self.longest_known(run) else { return piece.to_owned() };
            cost.edits += run.chars().count() - known.chars().count();
            format!("{known}{}", &piece[run.len()..])
        };
        runs.map(cut).collect()
    }

    /// The longest part of a run whose pairs are all known.
    fn longest_known<'r>(&self, run: &'r str) -> Option<&'r str> {
        let starts: Vec<usize> = run.char_indices().map(|(at, _)| at).chain([run.len()]).collect();
        let is_known = |pair: &[usize]| self.pairs.contains(&run[pair[0]..pair[2]]);
        let known: Vec<bool> = starts.windows(3).map(is_known).collect();
        let mut best = 0..0;
        for first in 0..known.len() {
            let pairs = known[first..].iter().take_while(|known| **known).count();
            if pairs > best.len() {
                best = first..first + pairs;
            }
        }
        (!best.is_empty()).then(|| &run[starts[best.start]..starts[best.end + 1]])
    }
}

impl Cost {
    fn add(&mut self, other: &Cost) {
        self.edits += other.edits;
        self.other_first_letter += other.other_first_letter;
        self.accented_edits += other.accented_edits;
        self.rarity = self.rarity.max(other.rarity);
    }
}

/// The words of a scope's vocabulary nearest to a word, in any of its spellings, nearest first.
fn near(word: &str, scope: &Scope, language: &Language) -> Vec<(Cost, String)> {
    let chars = word.chars().count();
    if chars < MIN_CHARS || !word.chars().all(|c| c.is_alphabetic() && !is_han(c)) {
        return Vec::new();
    }
    let mut spellings = vec![word.to_owned()];
    (language.spell)(word, &mut spellings);
    let most = if chars < MIN_CHARS_FOR_TWO { 1 } else { 2 };
    for edits in 1..=most {
        let mut near: Vec<(Cost, String)> = Vec::new();
        for spelling in &spellings {
            let spelled = folded(spelling);
            let beginning = if edits == 1 { String::new() } else { beginning(spelling) };
            let entries = scope.vocabulary.within_edits(&spelled, edits, &beginning);
            let entries = entries.iter().filter(|entry| is_plain_word(entry, word));
            near.extend(entries.map(|entry| (cost(entry, spelling, &spelled), exact(entry).to_owned())));
        }
        near.sort();
        let mut seen = BTreeSet::new();
        near.retain(|(_, word)| seen.len() < MAX_TRIED && seen.insert(word.clone()));
        if !near.is_empty() {
            return near;
        }
    }
    Vec::new()
}

/// What a word with two slips begins with. One in the first letter and another are rare, and most words need not be looked
/// at; but a letter such as æ is two once it is folded, and so is its one slip.
fn beginning(word: &str) -> String {
    let first: String = word.chars().take(1).collect();
    let folded = folded(&first);
    if folded.chars().count() == 1 { folded } else { String::new() }
}

fn exact(entry: &Entry) -> &str {
    split_key(&entry.key).1
}

/// Whether a term is a word in the script of another.
fn is_plain_word(entry: &Entry, word: &str) -> bool {
    let is_latin = |word: &str| folded(word).bytes().any(|byte| byte.is_ascii_alphabetic());
    let near = exact(entry);
    let is_long_enough = near.chars().nth(MIN_CHARS - 1).is_some();
    is_long_enough
        && near.chars().all(|c| c.is_alphabetic() && !is_han(c))
        && is_latin(near) == is_latin(word)
}

fn cost(entry: &Entry, word: &str, folded_word: &str) -> Cost {
    let (folded, exact) = split_key(&entry.key);
    Cost {
        edits: strsim::osa_distance(folded, folded_word),
        other_first_letter: usize::from(folded.chars().next() != folded_word.chars().next()),
        accented_edits: strsim::osa_distance(exact, word),
        rarity: Reverse(entry.documents),
    }
}

/// A word in capitals as far as another one is.
fn in_case_of(model: &str, word: &str) -> String {
    let mut letters = model.chars();
    let is_upper = letters.next().is_some_and(char::is_uppercase);
    match (is_upper, letters.next().is_some() && !model.chars().any(char::is_lowercase)) {
        (false, _) => word.to_owned(),
        (true, true) => word.to_uppercase(),
        (true, false) => {
            let mut letters = word.chars();
            letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
        }
    }
}
