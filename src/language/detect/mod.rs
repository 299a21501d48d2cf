//! Decides which language each passage of a document is in.
//!
//! Every passage gets log-odds of its own: from its script where that tells, else from a linear model over
//! what is left of it after [cleaning](clean). Then the document has its say: what its confident passages are
//! in ([prior]), what was claimed for it, and what stands next to each passage ([smooth]). Where all this
//! stays undecided, a slower detector is asked ([arbiter]). The constants were tuned on real and synthetic
//! documents.

mod arbiter;
mod clean;
mod evidence;
mod prior;
mod scores;
mod script;
mod smooth;

use evidence::{Evidence, Kind};
use smooth::{CLASSES, Odds};

use super::{Language, OTHER};

/// A passage as the router sees it.
#[derive(Clone, Copy, Debug)]
pub struct Sample<'t> {
    /// The passage's text, markup removed.
    pub text: &'t str,
    /// The language its surroundings claim (an HTML `lang` attribute on it), if any. Evidence, not law.
    pub hint: Option<&'static Language>,
    /// Whether the format says that it is code (a fence, `<pre>`); such passages are `other` and do not vote.
    pub code: bool,
}

/// A passage's language and how sure the router is: 0.5 means undecided between two, 1 certain.
#[derive(Clone, Copy, Debug)]
pub struct Verdict {
    /// The language it most likely is in.
    pub language: &'static Language,
    /// From 0.5, undecided between two, to 1, certain.
    pub confidence: f32,
}

/// Decides the language of each passage of one document, in order.
///
/// `hint`: what front matter or the root `lang` attribute claims for the whole document: evidence, not law.
/// `enabled`: the languages the schema allows; what is in any other becomes [`OTHER`].
pub fn route(
    samples: &[Sample<'_>],
    hint: Option<&'static Language>,
    enabled: &[&'static Language],
) -> Vec<Verdict> {
    let mut words = String::new();
    let mut evidence: Vec<Evidence> =
        samples.iter().map(|sample| evidence::weigh(sample, &mut words)).collect();
    let contexts = contexts(samples, &evidence, hint);
    let mut marginals = smooth_in(&evidence, &contexts);
    if arbiter::arbitrate(samples, &mut evidence, &marginals, &mut words) {
        marginals = smooth_in(&evidence, &contexts);
    }
    let enabled = CODES.map(|code| enabled.iter().any(|language| language.code == code));
    evidence.iter().zip(&marginals).map(|(evidence, marginal)| verdict(evidence, marginal, enabled)).collect()
}

/// The codes of the classes, the index into all [`Odds`].
const CODES: [&str; CLASSES] = ["de", "fr", "en", "zh", "other"];
/// The classes that words in Latin script can belong to, `other` aside.
const LATIN_CLASSES: [usize; 3] = [0, 1, 2];
const ENGLISH_CLASS: usize = 2;
const CHINESE_CLASS: usize = 3;
const OTHER_CLASS: usize = 4;

/// `other` has to make up for this before the first passage, in log-odds: most documents are in a supported
/// language.
const START: Odds = [0.0, 0.0, 0.0, 0.0, -1.0];

/// What a claim adds to its language for a passage, in log-odds: ln 20 on the passage itself, ln 3 on the
/// document.
const PASSAGE_HINT: f32 = 2.996;
const DOCUMENT_HINT: f32 = 1.099;

/// What speaks for each class of each passage beside its own text: the document's other passages, and claims.
fn contexts(samples: &[Sample<'_>], evidence: &[Evidence], hint: Option<&Language>) -> Vec<Odds> {
    let prior = prior::of(evidence);
    let context = |(sample, evidence): (&Sample<'_>, &Evidence)| {
        let mut odds = if evidence.kind == Kind::Words { prior } else { [0.0; CLASSES] };
        if matches!(evidence.kind, Kind::Words | Kind::Fragment) {
            add_claim(&mut odds, sample.hint, hint);
        }
        odds
    };
    samples.iter().zip(evidence).map(context).collect()
}

/// Adds the nearer of two claims.
fn add_claim(odds: &mut Odds, passage: Option<&Language>, document: Option<&Language>) {
    let near = passage.map(|language| (language, PASSAGE_HINT));
    let claim = near.or(document.map(|language| (language, DOCUMENT_HINT)));
    if let Some((language, bonus)) = claim
        && let Some(class) = CODES.iter().position(|&code| code == language.code)
    {
        odds[class] += bonus;
    }
}

fn smooth_in(evidence: &[Evidence], contexts: &[Odds]) -> Vec<Odds> {
    let add = |(evidence, context): (&Evidence, &Odds)| smooth::sum(&evidence.odds, context);
    let passages: Vec<Odds> = evidence.iter().zip(contexts).map(add).collect();
    smooth::smooth(&passages, START)
}

/// Names the best class of a passage, where what is not `enabled` counts as `other`.
fn verdict(evidence: &Evidence, marginal: &Odds, enabled: [bool; CLASSES]) -> Verdict {
    if evidence.kind == Kind::NotText {
        return Verdict { language: OTHER, confidence: 1.0 };
    }
    let mut odds = *marginal;
    for class in (0..CLASSES).filter(|&class| class != OTHER_CLASS && !enabled[class]) {
        odds[OTHER_CLASS] = odds[OTHER_CLASS].max(odds[class]);
        odds[class] = f32::NEG_INFINITY;
    }
    let margin = smooth::margin(&odds);
    let undecided = margin <= 0.0;
    let likeliest = Language::from_code(CODES[smooth::best(&odds)]);
    let language = likeliest.filter(|_| !undecided).unwrap_or(OTHER);
    Verdict { language, confidence: 1.0 / (1.0 + (-margin).exp()) }
}

#[cfg(test)]
mod tests;
