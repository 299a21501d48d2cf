//! What a passage by itself says about its language.

use super::clean::{clean, strip_markup};
use super::scores::{LATIN_COLUMNS, Scores};
use super::script::{Census, Script};
use super::smooth::{CLASSES, Odds, best};
use super::{CHINESE_CLASS, CODES, LATIN_CLASSES, OTHER_CLASS, Sample};

/// What a passage by itself says about its language.
pub(super) struct Evidence {
    pub kind: Kind,
    /// 0 for the best class, all 0 where the passage says nothing.
    pub odds: Odds,
    /// What it speaks with, in letters left after cleaning. A Han character counts as three.
    pub letters: u32,
}

impl Evidence {
    /// Whether there are Han characters, though too few to tell the language: what reads Latin only must not
    /// judge alone.
    pub fn has_han(&self) -> bool {
        self.odds[CHINESE_CLASS] > -CERTAIN
    }
}

/// What a passage is to the router.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    /// Code, or no letters at all: it is `other`, and says nothing about its neighbours.
    NotText,
    /// Letters, but no words: it follows its neighbours.
    Fragment,
    /// Words in Latin script: all evidence is weighed.
    Words,
    /// Its script tells.
    Script,
}

/// Certain, in log-odds: no passage says more, so that no single one can outvote all others.
const CERTAIN: f32 = 16.0;
/// Certainty of a single Han character.
const SINGLE_HAN: f32 = 8.0;
/// The odds against Chinese where Latin letters just prevail over Han.
const NEARLY_CHINESE: f32 = -1.0;
/// Each Latin letter above that lowers them by this: a long paragraph may quote a Chinese name.
const PER_LATIN_LETTER: f32 = -0.15;
/// How far a language outside the four has to be ahead of them, in log-odds.
const OTHER_LEAD: f32 = 3.0;
/// Words of a known language score at least this times the root of their number of features. 1.5 to 1.8 is
/// usual for sentences of the four, 0.5 for sentences of languages that the model does not know.
const LEAST_FAMILIAR: f32 = 0.8;
/// Fewer letters than these are no words.
const MIN_LETTERS: u32 = 3;
const LETTERS_PER_HAN: u32 = 3;

/// Weighs `sample` by itself. `words` is a buffer.
pub(super) fn weigh(sample: &Sample<'_>, words: &mut String) -> Evidence {
    let raw = Census::of(sample.text);
    if sample.code || raw.letters() == 0 {
        return silent(Kind::NotText);
    }
    if raw.script() != Script::Latin {
        return by_script(&raw);
    }
    clean(sample.text, words);
    let cleaned = Census::of(words);
    if cleaned.letters() > 0 && cleaned.script() != Script::Latin {
        return by_script(&cleaned);
    }
    if raw.is_code(cleaned.letters()) && is_code_throughout(sample.text, cleaned.letters()) {
        return silent(Kind::NotText);
    }
    if cleaned.letters() < MIN_LETTERS {
        return silent(Kind::Fragment);
    }
    Evidence { kind: Kind::Words, odds: word_odds(words, &cleaned), letters: cleaned.letters() }
}

/// Whether a text that looks like code still does without its markup: prose about code has symbols, too.
fn is_code_throughout(text: &str, cleaned_letters: u32) -> bool {
    let mut rest = String::new();
    strip_markup(text, &mut rest);
    let census = Census::of(&rest);
    census.letters() == 0 || census.is_code(cleaned_letters)
}

fn silent(kind: Kind) -> Evidence {
    Evidence { kind, odds: [0.0; CLASSES], letters: 0 }
}

fn by_script(census: &Census) -> Evidence {
    let (class, certainty) = match census.script() {
        Script::Chinese if census.han() == 1 => (CHINESE_CLASS, SINGLE_HAN),
        Script::Chinese => (CHINESE_CLASS, CERTAIN),
        Script::Foreign | Script::Latin => (OTHER_CLASS, CERTAIN),
    };
    let mut odds = [-certainty; CLASSES];
    odds[class] = 0.0;
    Evidence { kind: Kind::Script, odds, letters: census.letters() + census.han() * (LETTERS_PER_HAN - 1) }
}

fn word_odds(words: &str, census: &Census) -> Odds {
    let scores = Scores::of(words);
    let mut odds = [f32::NEG_INFINITY; CLASSES];
    odds[OTHER_CLASS] = LEAST_FAMILIAR * (scores.features as f32).sqrt();
    for (column, code) in LATIN_COLUMNS {
        let class = LATIN_CLASSES.into_iter().find(|&class| CODES[class] == code).unwrap_or(OTHER_CLASS);
        odds[class] = odds[class].max(scores.columns[column]);
    }
    odds[OTHER_CLASS] -= OTHER_LEAD;
    let mut odds = from_best(odds);
    odds[CHINESE_CLASS] = chinese_odds(census);
    odds
}

/// The odds for Chinese of a passage in which Latin letters prevail.
fn chinese_odds(census: &Census) -> f32 {
    if census.han() == 0 {
        return -CERTAIN;
    }
    let surplus = census.latin_surplus() as f32;
    (NEARLY_CHINESE + PER_LATIN_LETTER * surplus).max(-CERTAIN)
}

/// Shifts odds so that the best has 0, and none less than minus [`CERTAIN`].
pub(super) fn from_best(odds: Odds) -> Odds {
    let lead = odds[best(&odds)];
    odds.map(|value| (value - lead).max(-CERTAIN))
}
