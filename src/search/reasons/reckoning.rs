//! A score as a tree of numbers, from what a witness saw of it.

use super::explain::{MatchedWay, Sought};
use super::findings::Findings;
use super::part::How::{Largest, Power, Product, Quotient, Sum};
use super::part::Part;
use crate::search::ranking::closeness::{CLOSENESS_WEIGHT, Nearness, TITLE_WEIGHT};
use crate::search::ranking::plan::{MIN_ODDS_FACTOR, ODDS_WEIGHT, Scope};
use crate::search::ranking::score::{B, COVERAGE_POWER, K1, TIE};

/// The number that holds frequencies back, by the length of what is scored.
pub(crate) fn length(scope: &Scope, findings: &Findings) -> Part {
    let words = Part::given("words", findings.scored_words);
    let typical = Part::given("typical words", scope.typical_words.max(1.0));
    let ratio = Part::of("relative length", Quotient, vec![words, typical]);
    let grows = Part::of("by length", Product, vec![Part::given("b", B), ratio]);
    let whole = Part::of("of length", Sum, vec![Part::given("1 - b", 1.0 - B), grows]);
    Part::of("length", Product, vec![Part::given("k1", K1), whole])
}

/// The score of a document that has some words of the query. `nearness` comes with the boost of titles above 1.
pub(crate) fn score(
    scope: &Scope,
    sought: &[Sought],
    length: f32,
    script: f32,
    nearness: Option<(&Nearness, f32)>,
) -> Part {
    let mass = mass(sought);
    let mut factors = vec![
        words(sought, &mass, length),
        coverage(sought, &mass),
        Part::given("script", script),
        language(scope),
    ];
    if let Some((nearness, title_boost)) = nearness {
        factors.extend([closeness(nearness), title(nearness, title_boost)]);
    }
    Part::of("score", Product, factors)
}

/// The idf of all words of the query, by their weight.
fn mass(sought: &[Sought]) -> Part {
    Part::of("mass", Sum, sought.iter().map(|sought| mass_of(sought, Vec::new())).collect())
}

fn mass_of(sought: &Sought, mut factors: Vec<Part>) -> Part {
    factors.extend([Part::given("weight", sought.weight), Part::given("idf", sought.idf)]);
    Part::of(&sought.word, Product, factors)
}

fn words(sought: &[Sought], mass: &Part, length: f32) -> Part {
    let there = sought.iter().filter(|sought| !sought.ways.is_empty());
    let sum = Part::of("sum", Sum, there.map(|sought| word(sought, length)).collect());
    Part::of("words", Quotient, vec![sum, mass.clone()])
}

fn word(sought: &Sought, length: f32) -> Part {
    let (share, weight) = (Part::given("share", sought.share), Part::given("weight", sought.weight));
    Part::of(&sought.word, Product, vec![share, weight, forms(&sought.ways, length)])
}

/// The best way to match, and a little of the others. Parts of one word are one way.
fn forms(ways: &[MatchedWay], length: f32) -> Part {
    let (parts, whole): (Vec<_>, Vec<_>) = ways.iter().partition(|way| way.mean_of.is_some());
    let mut values: Vec<Part> = whole.into_iter().map(|way| of_way(way, length)).collect();
    if let Some(count) = parts.first().and_then(|way| way.mean_of) {
        let sum = Part::of("sum", Sum, parts.into_iter().map(|way| of_way(way, length)).collect());
        values.push(Part::of("parts", Quotient, vec![sum, Part::given("number", f32::from(count))]));
    }
    values.sort_by(|a, b| b.value.total_cmp(&a.value));
    let others = values.split_off(values.len().min(1));
    if !others.is_empty() {
        let sum = Part::of("sum", Sum, others);
        values.push(Part::of("other ways", Product, vec![Part::given("tie", TIE), sum]));
    }
    Part::of("ways", Sum, values)
}

fn of_way(way: &MatchedWay, length: f32) -> Part {
    let frequency = Part::given("frequency", way.frequency as f32);
    let above = Part::of("raised", Product, vec![frequency.clone(), Part::given("k1 + 1", K1 + 1.0)]);
    let below = Part::of("held back", Sum, vec![frequency, Part::given("length", length)]);
    let factors = vec![
        Part::given("way", way.weight),
        Part::given("exactness", way.exactness),
        Part::given("idf", way.idf),
        Part::of("saturation", Quotient, vec![above, below]),
    ];
    Part::of(way.name, Product, factors)
}

/// How much of the query's mass is there, softened.
fn coverage(sought: &[Sought], mass: &Part) -> Part {
    let there = sought.iter().filter(|sought| !sought.ways.is_empty());
    let covered = there.map(|sought| mass_of(sought, vec![Part::given("share", sought.share)]));
    let covered = Part::of("covered", Sum, covered.collect());
    let whole = Part::given("mass", mass.value);
    let share = Part::of("share", Quotient, vec![covered, whole]);
    Part::of("coverage", Power, vec![share, Part::given("exponent", COVERAGE_POWER)])
}

fn language(scope: &Scope) -> Part {
    let odds = vec![Part::given("odds", scope.odds.exp()), Part::given("exponent", ODDS_WEIGHT)];
    let softened = Part::of("softened", Power, odds);
    let odds = Part::of("odds", Largest, vec![Part::given("least", MIN_ODDS_FACTOR), softened]);
    Part::of("language", Product, vec![Part::given("boost", scope.boost), odds])
}

fn closeness(nearness: &Nearness) -> Part {
    let (window, total) = (Part::given("window", nearness.window), Part::given("query", nearness.total));
    let share = match nearness.window > 0.0 {
        true => Part::of("share", Quotient, vec![window, total]),
        false => Part::given("share", 0.0),
    };
    raised("closeness", vec![Part::given("weight", CLOSENESS_WEIGHT), share])
}

fn title(nearness: &Nearness, boost: f32) -> Part {
    let (boost, share) = (Part::given("boost", boost), Part::given("share", nearness.title_share));
    raised("title", vec![Part::given("weight", TITLE_WEIGHT), boost, share])
}

/// One, and what some factors make.
fn raised(what: &str, factors: Vec<Part>) -> Part {
    Part::of(what, Sum, vec![Part::given("itself", 1.0), Part::of("more", Product, factors)])
}
