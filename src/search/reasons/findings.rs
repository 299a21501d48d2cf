//! What a document has of a query: gathered anew for a hit that is explained, and scored before a witness.

use crate::error::Error;
use crate::index::Index;
use crate::search::matching::filter::Filter;
use crate::search::ranking::candidates::{Candidate, TermPlace};
use crate::search::ranking::occurrences::{Occurrence, frequencies, occurrences, title_ends};
use crate::search::ranking::plan::Scope;
use crate::search::ranking::score::{Found, Rest, Witness, length_norm, witnessed_score};
use std::collections::BTreeMap;

/// What a document has of each group.
pub(crate) struct Findings {
    /// In what is scored: all of the document, or a stretch and the title.
    found: Vec<Found>,
    /// In all of a long document.
    whole: Option<Vec<Found>>,
    /// What a group counts that only the rest of a long document has.
    pub share: f32,
    /// How often each term occurs in what is scored, and in the whole of a long document.
    terms: [BTreeMap<TermPlace, u32>; 2],
    /// Words of what is scored.
    pub scored_words: f32,
    pub norm: f32,
}

/// Gathers what a candidate has of its scope's groups.
pub(crate) fn findings(
    index: &Index,
    scope: &Scope,
    filter: &Filter,
    candidate: &Candidate,
) -> Result<Findings, Error> {
    let scored_words = scope.scored_words(candidate.words);
    let mut findings = Findings {
        found: vec![Found::default(); scope.groups.len()],
        whole: None,
        share: 1.0,
        terms: Default::default(),
        scored_words,
        norm: length_norm(scored_words, scope.typical_words),
    };
    if let Some(group) = candidate.rest {
        findings.found[group].add_rest(&scope.groups[group]);
    } else if scored_words == candidate.words {
        findings.gather(index, scope, filter, candidate)?;
    } else {
        findings.gather_stretch(index, scope, filter, candidate)?;
    }
    Ok(findings)
}

impl Findings {
    fn gather(
        &mut self,
        index: &Index,
        scope: &Scope,
        filter: &Filter,
        candidate: &Candidate,
    ) -> Result<(), Error> {
        let address = (candidate.segment, candidate.document);
        for ((group, number), frequency) in frequencies(index, scope, address, &candidate.terms)? {
            if filter.guards(scope.groups[group].leaf, address.0, address.1) {
                self.found[group].add_term(&scope.groups[group].terms[number], frequency);
                self.terms[0].insert((group, number), frequency);
            }
        }
        Ok(())
    }

    fn gather_stretch(
        &mut self,
        index: &Index,
        scope: &Scope,
        filter: &Filter,
        candidate: &Candidate,
    ) -> Result<(), Error> {
        let address = (candidate.segment, candidate.document);
        let title_end = title_ends(index, scope, &[candidate])?.first().copied().unwrap_or(0);
        let stretch = candidate.stretch.clone().unwrap_or(0..0);
        self.share = scope.stretch as f32 / candidate.words;
        occurrences(
            index,
            scope,
            &[candidate],
            |group, _| filter.guards(group.leaf, address.0, address.1),
            |_, found| {
                if stretch.is_empty() {
                    return;
                }
                let is_scored = |occurrence: &&Occurrence| {
                    occurrence.position < title_end || stretch.contains(&occurrence.position)
                };
                let scored: Vec<Occurrence> = found.iter().filter(is_scored).copied().collect();
                self.terms = [counted(&scored), counted(found)];
                self.found = found_of(scope, &self.terms[0]);
                self.whole = Some(found_of(scope, &self.terms[1]));
            },
        )
    }

    /// Scores what was gathered.
    pub fn score(&self, scope: &Scope, witness: &mut impl Witness) -> f32 {
        let rest = self.whole.as_ref().map(|whole| Rest { found: whole, share: self.share });
        witnessed_score(&scope.groups, &self.found, rest, scope.mass, self.norm, witness)
    }

    /// The terms of a group that made its score, by their places, each with its occurrences.
    pub fn terms_of(&self, group: usize) -> impl Iterator<Item = (usize, u32)> {
        let terms = &self.terms[usize::from(self.whole.is_some() && self.found[group].is_empty())];
        terms.range((group, 0)..(group + 1, 0)).map(|(&(_, term), &frequency)| (term, frequency))
    }
}

/// What there is of each group, given how often each term occurs.
fn found_of(scope: &Scope, terms: &BTreeMap<TermPlace, u32>) -> Vec<Found> {
    let mut found = vec![Found::default(); scope.groups.len()];
    for (&(group, term), &frequency) in terms {
        found[group].add_term(&scope.groups[group].terms[term], frequency);
    }
    found
}

fn counted(found: &[Occurrence]) -> BTreeMap<TermPlace, u32> {
    let mut counts = BTreeMap::new();
    for occurrence in found {
        *counts.entry(occurrence.term()).or_insert(0) += 1;
    }
    counts
}
