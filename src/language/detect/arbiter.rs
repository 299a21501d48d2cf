//! A second opinion where the first is weak: lingua, which is best at single words and far too slow for all
//! text.

use std::sync::OnceLock;

use lingua::{Language, LanguageDetector, LanguageDetectorBuilder};

use super::Sample;
use super::clean::clean;
use super::evidence::{Evidence, Kind, from_best};
use super::smooth::{Odds, margin};
use super::{CODES, LATIN_CLASSES, OTHER_CLASS};

/// A passage is asked about when its lead after smoothing stays under this, in log-odds.
const WEAK: f32 = 2.0;
/// The same for a passage without neighbours. From here on the first opinion is right in 995 of 1,000 runs of
/// a few words.
const WEAK_ALONE: f32 = 8.0;
/// A document of no more passages than these, all short, has no neighbours worth asking.
const MAX_LONE_PASSAGES: usize = 2;
/// A passage is short below this, in letters left after cleaning.
const SHORT_LETTERS: u32 = 60;
/// The arbiter reads no more of a passage than these. More does not change its mind, and it is slow.
const MAX_READ_CHARS: usize = 200;
/// Stands for a confidence of 0, which has no logarithm.
const MIN_CONFIDENCE: f32 = 1e-6;

/// Replaces the odds of passages about which the first opinion is weak, and tells whether there were any.
///
/// `marginals` are the odds after smoothing, `words` is a buffer.
pub(super) fn arbitrate(
    samples: &[Sample<'_>],
    evidence: &mut [Evidence],
    marginals: &[Odds],
    words: &mut String,
) -> bool {
    let weak = if stands_alone(evidence) { WEAK_ALONE } else { WEAK };
    let mut any = false;
    for ((sample, passage), marginal) in samples.iter().zip(evidence).zip(marginals) {
        if passage.kind == Kind::Words && !passage.has_han() && margin(marginal) < weak {
            clean(sample.text, words);
            passage.odds = second_opinion(words, passage.letters, &passage.odds);
            any = true;
        }
    }
    any
}

/// Whether a document consists of one or two short passages: a note, a title, a record.
fn stands_alone(evidence: &[Evidence]) -> bool {
    let mut speaking = evidence.iter().filter(|passage| matches!(passage.kind, Kind::Words | Kind::Script));
    let short = |passage: &Evidence| passage.letters < SHORT_LETTERS;
    speaking.clone().count() <= MAX_LONE_PASSAGES && speaking.all(short)
}

/// Weighs lingua's confidences, the first opinion and the doubt whether the words are in any of lingua's
/// languages.
///
/// The factors are a logistic fit on runs of one to eight words; together the two are right more often than
/// either.
fn second_opinion(words: &str, letters: u32, first: &Odds) -> Odds {
    let confidences = confidences(words);
    let mut odds = *first;
    for (class, confidence) in LATIN_CLASSES.into_iter().zip(confidences) {
        odds[class] = 1.25 * confidence.max(MIN_CONFIDENCE).ln() + 0.25 * first[class];
    }
    let most = confidences.into_iter().fold(MIN_CONFIDENCE, f32::max);
    let lead = first[OTHER_CLASS] - best_latin(first);
    odds[OTHER_CLASS] =
        best_latin(&odds) + 0.45 * lead + unfamiliarity(most, letters) + foreign_letters(words);
    from_best(odds)
}

/// The log-odds that words are in none of lingua's languages, given its highest confidence in one of them.
///
/// lingua shares 1 out among its languages whatever it reads, but with so many letters it should be surer of
/// its own. Over 18 letters the first opinion knows better what is foreign.
fn unfamiliarity(confidence: f32, letters: u32) -> f32 {
    let sureness = (confidence / (1.0 - confidence).max(0.001)).ln();
    (letters.min(18) as f32).sqrt() * (0.82 - 0.15 * sureness) - 1.8
}

/// The log-odds for `other` of letters such as ł, å and ñ, which the supported languages have in names at
/// most.
fn foreign_letters(words: &str) -> f32 {
    let foreign = |&letter: &char| letter.is_alphabetic() && !"äöüßàâæçéèêëîïôœùûÿ".contains(letter);
    let wide = words.chars().filter(|character| !character.is_ascii());
    wide.flat_map(char::to_lowercase).filter(foreign).take(3).count() as f32 * 1.5
}

/// lingua's confidence in each of the Latin classes, from 0 to 1.
fn confidences(words: &str) -> [f32; LATIN_CLASSES.len()] {
    let end = words.char_indices().nth(MAX_READ_CHARS).map_or(words.len(), |(start, _)| start);
    let values = detector().compute_language_confidence_values(&words[..end]);
    LATIN_CLASSES.map(|class| {
        let value = values.iter().find(|(language, _)| code(*language) == CODES[class]);
        value.map_or(0.0, |&(_, confidence)| confidence as f32)
    })
}

fn best_latin(odds: &Odds) -> f32 {
    LATIN_CLASSES.into_iter().map(|class| odds[class]).fold(f32::NEG_INFINITY, f32::max)
}

fn code(language: Language) -> &'static str {
    match language {
        Language::German => "de",
        Language::French => "fr",
        Language::English => "en",
        Language::Chinese => "zh",
    }
}

/// Returns the detector, built on first use: it takes 16 MB.
fn detector() -> &'static LanguageDetector {
    static DETECTOR: OnceLock<LanguageDetector> = OnceLock::new();
    DETECTOR.get_or_init(|| LanguageDetectorBuilder::from_all_languages().build())
}
