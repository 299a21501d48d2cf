//! How well a document answers the query in one language.
//!
//! BM25 per form and language (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009);
//! of a word's forms the best counts, the others add little; the sum is divided by the whole query's idf mass in the
//! language, so a word that a language does not know costs something there.

use crate::analysis::Kind;
use crate::search::forms::group::{Alternative, Group, Term};

pub(crate) const K1: f32 = 0.9;
pub(crate) const B: f32 = 0.75;
/// What the forms of a word beside its best one add.
pub(crate) const TIE: f32 = 0.2;
/// All words before some: the share of the query's idf mass that is found, to this power.
pub(crate) const COVERAGE_POWER: f32 = 0.4;
/// For a document in the other Chinese script than the query.
const OTHER_SCRIPT_FACTOR: f32 = 0.95;

/// Most alternatives a group has, one a bit of a term's set.
const MAX_ALTERNATIVES: usize = u16::BITS as usize;

/// What a document's length, in words, adds to a frequency before it counts: `K1 * (1 - B + B * words / typical)`.
pub(crate) fn length_norm(words: f32, typical_words: f32) -> f32 {
    K1 * (1.0 - B + B * words / typical_words.max(1.0))
}

/// Sees what a score is made of while it is worked out; `()` sees nothing and costs nothing.
pub(crate) trait Witness {
    /// A way to match the group that comes next: its number, occurrences, most exact term, and what it scores.
    fn way(&mut self, way: usize, frequency: u32, exactness: f32, value: f32);
    /// A group that is there: its number, what share of it counts, and what its ways score together.
    fn group(&mut self, group: usize, share: f32, value: f32);
    /// All groups: the factor for the script.
    fn whole(&mut self, script: f32);
}

impl Witness for () {
    fn way(&mut self, _: usize, _: u32, _: f32, _: f32) {}
    fn group(&mut self, _: usize, _: f32, _: f32) {}
    fn whole(&mut self, _: f32) {}
}

/// What a document has of one group.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    /// Occurrences by alternative.
    frequencies: [u32; MAX_ALTERNATIVES],
    /// The most exact term by alternative.
    weights: [f32; MAX_ALTERNATIVES],
    /// Alternatives with occurrences.
    alternatives: u16,
    same_script: bool,
}

impl Found {
    pub fn is_empty(&self) -> bool {
        self.alternatives == 0
    }

    pub fn clear(&mut self) {
        if !self.is_empty() {
            *self = Found::default();
        }
    }

    /// Notes that there is one of the words that are too rare to be scored one by one.
    pub fn add_rest(&mut self, group: &Group) {
        self.add(1 << (group.alternatives.len() - 1), 1.0, 1, false);
    }

    /// Notes so many occurrences of one of the group's terms.
    pub fn add_term(&mut self, term: &Term, frequency: u32) {
        self.add(term.alternatives, term.weight, frequency, term.kind == Kind::Exact);
    }

    /// Notes the occurrences of a term.
    pub fn add(&mut self, alternatives: u16, weight: f32, frequency: u32, same_script: bool) {
        self.alternatives |= alternatives;
        self.same_script |= same_script;
        let mut bits = alternatives;
        while bits != 0 {
            let number = bits.trailing_zeros() as usize;
            self.frequencies[number] += frequency;
            self.weights[number] = self.weights[number].max(weight);
            bits &= bits - 1;
        }
    }
}

/// What the rest of a long document has of each group.
#[derive(Clone, Copy)]
pub(crate) struct Rest<'a> {
    pub found: &'a [Found],
    /// What a group counts that only the rest has: the share of the document that its stretch is.
    pub share: f32,
}

/// Scores a document, or a stretch of one, from what it has of each group, before closeness. `norm` is a
/// [`length_norm`].
pub(crate) fn score(groups: &[Group], found: &[Found], rest: Option<Rest>, mass: f32, norm: f32) -> f32 {
    witnessed_score(groups, found, rest, mass, norm, &mut ())
}

/// Scores as [`score`] does, before a witness.
pub(crate) fn witnessed_score(
    groups: &[Group],
    found: &[Found],
    rest: Option<Rest>,
    mass: f32,
    norm: f32,
    witness: &mut impl Witness,
) -> f32 {
    let mut total = Total::default();
    for (number, group) in groups.iter().enumerate() {
        let (found, share) = match rest {
            Some(rest) if found[number].is_empty() => (&rest.found[number], rest.share),
            _ => (&found[number], 1.0),
        };
        if found.is_empty() {
            continue;
        }
        let way = |way: usize| (found.frequencies[way], found.weights[way]);
        let of_group = group_score(group, found.alternatives, way, norm, witness);
        witness.group(number, share, of_group);
        total.add(group, share, of_group, found.same_script);
    }
    witness.whole(total.script());
    total.score(mass)
}

/// Scores a document that has one term so often and nothing else, as [`score`] does.
pub(crate) fn score_of_one(group: &Group, term: OneTerm, frequency: u32, mass: f32, norm: f32) -> f32 {
    let of_group = group_score(group, term.alternatives, |_| (frequency, term.weight), norm, &mut ());
    let mut total = Total::default();
    total.add(group, 1.0, of_group, term.same_script);
    total.score(mass)
}

/// What a term counts in its group.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OneTerm {
    /// Bit `n`: belongs to alternative `n`.
    pub alternatives: u16,
    /// How exact it is, up to 1.
    pub weight: f32,
    /// Whether it is in the script of the query.
    pub same_script: bool,
}

/// What the groups that are there score together.
#[derive(Default)]
struct Total {
    sum: f32,
    /// How much of the query's idf mass is there.
    covered: f32,
    same_script: f32,
    other_script: f32,
}

impl Total {
    fn add(&mut self, group: &Group, share: f32, of_group: f32, same_script: bool) {
        let value = share * group.weight * of_group;
        self.sum += value;
        self.covered += share * group.weight * group.idf;
        if group.has_scripts {
            *(if same_script { &mut self.same_script } else { &mut self.other_script }) += value;
        }
    }

    /// The factor for the script.
    fn script(&self) -> f32 {
        if self.other_script > self.same_script { OTHER_SCRIPT_FACTOR } else { 1.0 }
    }

    fn score(&self, mass: f32) -> f32 {
        whole_score(self.sum, self.covered, mass) * self.script()
    }
}

/// The score from the sum over the groups that are there, and their share of the query's idf mass.
pub(crate) fn whole_score(sum: f32, covered: f32, mass: f32) -> f32 {
    if mass <= 0.0 {
        return 0.0;
    }
    let share = covered / mass;
    if share < 1.0 { sum / mass * share.powf(COVERAGE_POWER) } else { sum / mass }
}

/// What a group adds to a score at most by some of its alternatives, before its weight: in a document that is empty but
/// for them.
pub(crate) fn score_bound(group: &Group, counts: impl Fn(&Alternative) -> bool) -> f32 {
    let (mut best, mut sum) = (0.0f32, 0.0);
    for alternative in group.alternatives.iter().filter(|alternative| counts(alternative)) {
        let value = alternative.weight * alternative.idf * (K1 + 1.0);
        // The mean over several parts is not above the best of them.
        best = best.max(value);
        sum += value;
    }
    best + TIE * (sum - best)
}

/// The best alternative, and a little of the others. `way` tells how often each of those that are there occurs, and its most exact
/// term.
fn group_score(
    group: &Group,
    alternatives: u16,
    way: impl Fn(usize) -> (u32, f32),
    norm: f32,
    witness: &mut impl Witness,
) -> f32 {
    let (mut best, mut sum, mut mean) = (0.0f32, 0.0, 0.0);
    let mut bits = alternatives;
    while bits != 0 {
        let number = bits.trailing_zeros() as usize;
        bits &= bits - 1;
        let alternative = &group.alternatives[number];
        let (count, exactness) = way(number);
        let frequency = count as f32;
        let bm25 = alternative.idf * frequency * (K1 + 1.0) / (frequency + norm);
        let value = alternative.weight * exactness * bm25;
        witness.way(number, count, exactness, value);
        match alternative.mean_of {
            Some(parts) => mean += value / f32::from(parts),
            None => {
                best = best.max(value);
                sum += value;
            }
        }
    }
    best = best.max(mean);
    best + TIE * (sum + mean - best)
}
