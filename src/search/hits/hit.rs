//! Hits: the best documents read from the index, with the passages that made them hits.

use super::highlight::Highlighter;
use super::shown::{PASSAGES_PER_SNIPPET, Shown};
use crate::document::PassageKind;
use crate::error::Error;
use crate::index::outline::{Outline, Outlined};
use crate::index::{Index, StoredDocument};
use crate::language::OTHER;
use crate::search::matching::filter::Filter;
use crate::search::ranking::candidates::Candidate;
use crate::search::ranking::occurrences::{Address, Occurrence, occurrences};
use crate::search::ranking::order::Ordered;
use crate::search::ranking::plan::{Plan, Scope};
use crate::search::reasons::explain::Explainer;
use crate::search::{Hit, SearchOptions};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// A match in a passage that repeats what the title line shows counts less towards being shown.
const TITLE_PASSAGE_SHARE: f32 = 0.7;

/// What each two words of the query add that follow one another.
const NEIGHBOURS_WEIGHT: f32 = 0.2;

/// Reads the documents that are shown, ordered by their keys, then path, then id.
pub(crate) fn hits(
    index: &Index,
    plan: &Plan,
    filter: &Filter,
    best: Vec<Ordered>,
    explainer: Option<&Explainer>,
    options: &SearchOptions,
) -> Result<Vec<Hit>, Error> {
    let end = options.offset.saturating_add(options.limit).min(best.len());
    // Documents that tie with the last one shown may come before it by path.
    let tie = best.get(end.wrapping_sub(1)).map_or(0, |last| {
        let ties = best[end..].iter().take_while(|other| other.key.compare(&last.key).is_eq());
        ties.count().min(MAX_TIES)
    });
    let mut shown = Vec::new();
    for Ordered { candidate, key } in best.into_iter().take(end + tie) {
        let document = index.stored(candidate.segment, candidate.document)?;
        shown.push((key, candidate, document));
    }
    shown.sort_by(|(a, _, left), (b, _, right)| {
        a.compare(b).then_with(|| (&left.path, &left.id).cmp(&(&right.path, &right.id)))
    });
    let shown = shown.into_iter().take(end).skip(options.offset);
    let shown: Vec<_> = shown.map(|(_, candidate, document)| (candidate, document)).collect();
    let passages = match options.snippets {
        0 => HashMap::new(),
        snippets => {
            let most = snippets.saturating_mul(PASSAGES_PER_SNIPPET);
            passages_with_matches(index, plan, filter, &shown, most)?
        }
    };
    let mut highlighters: HashMap<usize, Highlighter> = HashMap::new();
    let mut hits = Vec::with_capacity(shown.len());
    for (candidate, document) in shown {
        let number = candidate.scope;
        let highlighter =
            highlighters.entry(number).or_insert_with(|| Highlighter::new(&plan.scopes[number]));
        let chosen = passages.get(&(candidate.segment, candidate.document)).map_or(&[][..], Vec::as_slice);
        let first = (options.snippets > 0).then(|| chosen.first().map_or(0, |outlined| outlined.number));
        let explain = |explainer: &Explainer| explainer.explain(&candidate, &document.outline, first);
        let explanation = explainer.map(explain).transpose()?.map(Box::new);
        let (address, score) = ((candidate.segment, candidate.document), candidate.score);
        let shown = Shown { index, highlighter, filter, address, options };
        let hit = hit(&shown, score, chosen, document)?;
        hits.push(Hit { explanation, ..hit });
    }
    Ok(hits)
}

/// More documents than this with the very same score are not told apart by path across pages of hits.
pub(crate) const MAX_TIES: usize = 1000;

/// The passages with matches of each document, best first, so many of each at most.
fn passages_with_matches(
    index: &Index,
    plan: &Plan,
    filter: &Filter,
    shown: &[(Candidate, StoredDocument)],
    most: usize,
) -> Result<HashMap<Address, Vec<Outlined>>, Error> {
    let mut chosen = HashMap::new();
    for (number, scope) in plan.scopes.iter().enumerate() {
        let own = shown.iter().filter(|(candidate, _)| candidate.scope == number);
        let own: BTreeMap<Address, &(Candidate, StoredDocument)> =
            own.map(|shown| ((shown.0.segment, shown.0.document), shown)).collect();
        if scope.language.is_none() {
            continue;
        }
        let candidates: Vec<&Candidate> = own.values().map(|(candidate, _)| candidate).collect();
        occurrences(
            index,
            scope,
            &candidates,
            |group, term| !group.is_support && !term.is_support && filter.scores(group.leaf),
            |candidate, found| {
                let address = (candidate.segment, candidate.document);
                let stretch = candidate.stretch.clone().unwrap_or(0..u32::MAX);
                let counts = |group: usize, kind| filter.counts_in(scope.groups[group].leaf, kind);
                let outline = &own[&address].1.outline;
                chosen.insert(address, best_passages(scope, outline, &stretch, found, counts, most));
            },
        )?;
    }
    Ok(chosen)
}

/// Those of the stretch that made the score, with the most of the query first, then those of the rest; `most` of them. `counts`
/// tells whether a group counts in a kind of passage.
fn best_passages(
    scope: &Scope,
    outline: &Outline,
    stretch: &Range<u32>,
    found: &[Occurrence],
    counts: impl Fn(usize, PassageKind) -> bool,
    most: usize,
) -> Vec<Outlined> {
    let until_stretch = outline.passages().take_while(|outlined| outlined.positions.start < stretch.end);
    let of_stretch = until_stretch.filter(|outlined| outlined.overlaps(stretch));
    let mut scored = scored_passages(scope, of_stretch, stretch, found, &counts);
    // The rest of a long document is looked at only if it is needed.
    if scored.iter().filter(|scored| scored.made_score).count() < most {
        scored = scored_passages(scope, outline.passages(), stretch, found, &counts);
    }
    if most < scored.len() {
        scored.select_nth_unstable_by(most, Scored::best_first);
        scored.truncate(most);
    }
    scored.sort_unstable_by(Scored::best_first);
    scored.into_iter().map(|scored| scored.outlined).collect()
}

/// A passage with matches.
struct Scored {
    /// Whether it is of the stretch that made the score.
    made_score: bool,
    /// How much of the query it holds.
    mass: f32,
    occurrences: usize,
    outlined: Outlined,
}

impl Scored {
    fn best_first(&self, other: &Scored) -> Ordering {
        let by_score = other.made_score.cmp(&self.made_score).then(other.mass.total_cmp(&self.mass));
        let by_matches = by_score.then(other.occurrences.cmp(&self.occurrences));
        by_matches.then(self.outlined.number.cmp(&other.outlined.number))
    }
}

/// Those of some passages that have matches, in order, given all of the document's occurrences.
fn scored_passages(
    scope: &Scope,
    passages: impl Iterator<Item = Outlined>,
    stretch: &Range<u32>,
    found: &[Occurrence],
    counts: impl Fn(usize, PassageKind) -> bool,
) -> Vec<Scored> {
    let mut scored = Vec::new();
    let mut rest = found;
    for outlined in passages {
        let Range { start, end } = outlined.positions;
        if rest.first().is_some_and(|first| first.position < start) {
            rest = &rest[rest.partition_point(|occurrence| occurrence.position < start)..];
        }
        let inside = rest.iter().take_while(|occurrence| occurrence.position < end).count();
        let (own, further) = rest.split_at(inside);
        rest = further;
        let counts = |occurrence: &Occurrence| counts(occurrence.group(), outlined.passage.kind);
        let own: Cow<[Occurrence]> = match own.iter().all(counts) {
            true => own.into(),
            false => own.iter().copied().filter(counts).collect(),
        };
        if own.is_empty() {
            continue;
        }
        let share = if outlined.passage.kind == PassageKind::Title { TITLE_PASSAGE_SHARE } else { 1.0 };
        scored.push(Scored {
            made_score: own.iter().any(|occurrence| stretch.contains(&occurrence.position)),
            mass: mass(scope, &own) * share,
            occurrences: own.len(),
            outlined,
        });
    }
    scored
}

/// How much of the query a passage holds, and how closely.
fn mass(scope: &Scope, found: &[Occurrence]) -> f32 {
    let is_found = |group: usize| found.iter().any(|occurrence| occurrence.group() == group);
    let groups = scope.groups.iter().enumerate().filter(|(number, _)| is_found(*number));
    let mass: f32 = groups.map(|(_, group)| group.weight * group.idf).sum();
    let follows =
        |pair: &&[Occurrence]| pair[0].group() != pair[1].group() && pair[1].position - pair[0].position == 1;
    let mut neighbours: Vec<(usize, usize)> =
        found.windows(2).filter(follows).map(|pair| (pair[0].group(), pair[1].group())).collect();
    neighbours.sort_unstable();
    neighbours.dedup();
    mass * (1.0 + NEIGHBOURS_WEIGHT * neighbours.len() as f32)
}

fn hit(shown: &Shown, score: f32, passages: &[Outlined], document: StoredDocument) -> Result<Hit, Error> {
    let snippets = shown.snippets(&document, passages)?;
    let best = snippets.first();
    Ok(Hit {
        line: best.map_or(1, |snippet| snippet.line),
        language: best.map_or(OTHER, |snippet| snippet.language),
        title_matches: shown.title_matches(&document.title),
        path: document.path,
        id: document.id,
        title: document.title,
        score,
        snippets,
        explanation: None,
    })
}
