//! The units of a query: what counts as one thing to be found.

use crate::analysis::{Kind, Token, Tokens, han::is_han};
use crate::language::{Language, character_weights};

/// What a single character of a run counts, and a pair of neighbours.
const CHARACTER_WEIGHT: f32 = 0.5;
const PAIR_WEIGHT: f32 = 0.7;

/// One thing to be found.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Unit {
    Word(Word),
    Han(Han),
}

/// A word of an alphabet, or a number.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Word {
    /// The word as written, normalised.
    pub exact: String,
    /// Forms that hold it: written together over a hyphen, without a number's separators.
    pub joined: Vec<String>,
    /// Its parts at soft borders.
    pub parts: Vec<String>,
}

/// A Han character or a pair of neighbours.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Han {
    pub exact: String,
    pub weight: f32,
    /// Whether it is a character out of a longer run: finding it alone makes no hit.
    pub is_fragment: bool,
}

/// Returns the units of a text, by a language's recipe, in order, each once.
pub(crate) fn units(text: &str, language: &Language) -> Vec<Unit> {
    let mut tokens = Tokens::default();
    (language.analyze)(text, &mut tokens);
    let tokens: Vec<Token> = tokens.iter().collect();
    let mut units = Vec::new();
    let mut rest = tokens.as_slice();
    while let [first, tail @ ..] = rest {
        rest = tail;
        if first.kind != Kind::Exact {
            continue;
        }
        if is_han_token(first) {
            let run = run(first, tail);
            rest = &tail[tail.iter().take_while(|token| token.span.start < run.end).count()..];
            han_units(&text[run], &mut units);
        } else {
            units.push(Unit::Word(word(first, &tokens)));
        }
    }
    deduplicate(units)
}

fn is_han_token(token: &Token) -> bool {
    token.term.chars().next().is_some_and(is_han)
}

/// The span of the run of Han characters that begins with a token.
fn run(first: &Token, following: &[Token]) -> std::ops::Range<usize> {
    let mut end = first.span.end;
    for token in following {
        if token.kind == Kind::Pair {
            end = token.span.end;
        } else if token.span.start >= end {
            break;
        }
    }
    first.span.start..end
}

fn han_units(run: &str, units: &mut Vec<Unit>) {
    let characters: Vec<char> = run.chars().filter(|&c| is_han(c)).collect();
    let weights = character_weights(&characters.iter().collect::<String>());
    let lone = characters.len() == 1;
    for (pair, weight) in characters.windows(2).zip(weights.windows(2)) {
        let weight = PAIR_WEIGHT * weight[0].min(weight[1]);
        units.push(Unit::Han(Han { exact: pair.iter().collect(), weight, is_fragment: false }));
    }
    for (character, weight) in characters.iter().zip(weights) {
        let weight = if lone { weight.max(CHARACTER_WEIGHT) } else { CHARACTER_WEIGHT * weight };
        units.push(Unit::Han(Han { exact: character.to_string(), weight, is_fragment: !lone }));
    }
}

fn word(token: &Token, tokens: &[Token]) -> Word {
    let of_kind = |kind: Kind| tokens.iter().filter(move |other| other.kind == kind);
    let covers = |other: &&Token| other.span.start <= token.span.start && token.span.end <= other.span.end;
    let within = |other: &&Token| token.span.start <= other.span.start && other.span.end <= token.span.end;
    Word {
        exact: token.term.to_owned(),
        joined: of_kind(Kind::Variant).filter(covers).map(|other| other.term.to_owned()).collect(),
        parts: of_kind(Kind::Part).filter(within).map(|other| other.term.to_owned()).collect(),
    }
}

fn deduplicate(units: Vec<Unit>) -> Vec<Unit> {
    let mut distinct: Vec<Unit> = Vec::with_capacity(units.len());
    for unit in units {
        if !distinct.iter().any(|other| other.name() == unit.name()) {
            distinct.push(unit);
        }
    }
    distinct
}

impl Unit {
    /// Whether its forms depend on nothing but its exact form.
    pub fn is_its_name(&self) -> bool {
        match self {
            Unit::Word(word) => word.joined.is_empty() && word.parts.is_empty(),
            Unit::Han(_) => true,
        }
    }

    /// The exact form.
    pub fn name(&self) -> &str {
        match self {
            Unit::Word(word) => &word.exact,
            Unit::Han(han) => &han.exact,
        }
    }

    /// Whether it makes another one superfluous. A character out of a run does not find what the same by itself does.
    pub fn says(&self, other: &Unit) -> bool {
        let is_fragment = |unit: &Unit| matches!(unit, Unit::Han(han) if han.is_fragment);
        self.name() == other.name() && (is_fragment(other) || !is_fragment(self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::LANGUAGES;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let row: Vec<String> = units(text, LANGUAGES[0])
            .iter()
            .map(|unit| match unit {
                Unit::Word(word) => {
                    format!("{}[{}|{}]", word.exact, word.joined.join(","), word.parts.join(","))
                }
                Unit::Han(han) => {
                    format!("{}:{}{}", han.exact, han.weight, if han.is_fragment { "?" } else { "" })
                }
            })
            .collect();
        assert_eq!(row.join(" "), expected);
    }

    #[test]
    fn units_of_texts() {
        check("Binance Binance", "binance[|]");
        check("crypto-monnaies", "crypto[cryptomonnaies|] monnaies[cryptomonnaies|]");
        check("window.open 1,000", "window.open[|window,open] 1,000[1000|]");
        check("马斯", "马斯:0.7 马:0.5? 斯:0.5?");
        check("马 X", "马:1 x[|]");
        check("为什么买", "为什:0 什么:0 么买:0 为:0? 什:0? 么:0? 买:0.5?");
    }
}
