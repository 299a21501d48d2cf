//! Compounds and their parts, on the evidence of words that are known to exist.
//!
//! A word splits only into known words and linking elements, nothing left over. Of several splits the one with the
//! largest geometric mean of its parts' evidence is taken (Koehn and Knight, "Empirical Methods for Compound
//! Splitting", EACL 2003), and only if the parts are not far rarer than the word itself.

use std::ops::Range;

/// What a language's compounds are made of. All words are folded.
pub struct Rules {
    /// Elements between parts; the empty one first.
    pub links: &'static [&'static str],
    /// Endings that the last part may carry beyond a known word.
    pub endings: &'static [&'static str],
    /// Words that are common as parts, sorted by bytes: evidence beside the corpus, enough even for short parts.
    pub common_parts: &'static [&'static str],
    /// Whether a word is never a part: suffixes and function words that happen to be words of the corpus.
    pub is_barred: fn(&str) -> bool,
}

/// The shortest part that is taken on the list's word, in bytes of the folded form.
const MIN_PART_BYTES: usize = 3;
/// The shortest part that is taken on the corpus's word alone.
const MIN_CORPUS_PART_BYTES: usize = 5;
/// No compound that a reader would still take apart has more parts.
const MAX_PARTS: usize = 4;
/// How much evidence the list of common parts is, in documents.
const COMMON_PART_EVIDENCE: f32 = 4.0;
/// The parts' mean evidence must reach this share of the whole word's.
const MIN_SHARE_OF_WHOLE: f32 = 0.5;
/// A longer word is data, not language.
const MAX_WORD_BYTES: usize = 80;

impl Rules {
    /// How well a folded word is attested as a part, given the number of documents that hold it; 0 for no part.
    pub fn evidence(&self, word: &str, documents: impl FnOnce() -> u32) -> f32 {
        if word.len() < MIN_PART_BYTES || (self.is_barred)(word) {
            return 0.0;
        }
        let common = if self.common_parts.binary_search(&word).is_ok() { COMMON_PART_EVIDENCE } else { 0.0 };
        if common == 0.0 && word.len() < MIN_CORPUS_PART_BYTES {
            return 0.0;
        }
        common + documents() as f32
    }
}

/// Whether a folded word is such as can be split, or be a part: letters only, and not too many.
pub fn is_splittable(word: &str) -> bool {
    word.len() <= MAX_WORD_BYTES && word.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Returns the spans of the parts of a folded word, linking elements left out; empty for a word that stays whole.
///
/// `evidence` tells how well a word is attested as a part; see [`Rules::evidence`].
pub fn split(word: &str, rules: &Rules, evidence: &dyn Fn(&str) -> f32) -> Vec<Range<usize>> {
    if word.len() < 2 * MIN_PART_BYTES || !is_splittable(word) {
        return Vec::new();
    }
    let mut search = Search { word, rules, evidence, path: Vec::new(), best: (0.0, Vec::new()) };
    search.from(0, 0.0);
    let (mean, parts) = search.best;
    if mean >= MIN_SHARE_OF_WHOLE * evidence(word) { parts } else { Vec::new() }
}

struct Search<'a> {
    word: &'a str,
    rules: &'a Rules,
    evidence: &'a dyn Fn(&str) -> f32,
    path: Vec<Range<usize>>,
    best: (f32, Vec<Range<usize>>),
}

impl Search<'_> {
    /// Tries all parts that begin at `start`; `logs` is the sum of the evidence so far.
    fn from(&mut self, start: usize, logs: f32) {
        if !self.path.is_empty() {
            self.last(start, logs);
        }
        if self.path.len() + 1 == MAX_PARTS {
            return;
        }
        for end in start + MIN_PART_BYTES..=self.word.len().saturating_sub(MIN_PART_BYTES) {
            let evidence = (self.evidence)(&self.word[start..end]);
            if evidence > 0.0 {
                self.linked(start..end, logs + evidence.ln());
            }
        }
    }

    /// Goes on after a part and each linking element that may follow it.
    fn linked(&mut self, part: Range<usize>, logs: f32) {
        let (rules, end) = (self.rules, part.end);
        self.path.push(part);
        for link in rules.links {
            if self.word[end..].starts_with(link) && end + link.len() < self.word.len() {
                self.from(end + link.len(), logs);
            }
        }
        self.path.pop();
    }

    /// Takes the rest of the word as the last part, with an ending if need be.
    fn last(&mut self, start: usize, logs: f32) {
        let rest = &self.word[start..];
        let stem = self.rules.endings.iter().filter_map(|ending| rest.strip_suffix(ending));
        let evidence = stem.map(|stem| (self.evidence)(stem)).fold((self.evidence)(rest), f32::max);
        if evidence == 0.0 {
            return;
        }
        let mean = ((logs + evidence.ln()) / (self.path.len() + 1) as f32).exp();
        if mean > self.best.0 {
            self.path.push(start..self.word.len());
            self.best = (mean, self.path.clone());
            self.path.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: Rules = Rules {
        links: &["", "s", "es", "n", "en"],
        endings: &["n", "en", "e"],
        common_parts: &["bau", "becken", "haus", "rat", "staub", "tur", "weltraum", "zahlung"],
        is_barred: |word| matches!(word, "ungen" | "heiten"),
    };

    #[track_caller]
    fn check(word: &str, expected: &str) {
        let corpus = ["technologie", "system", "haustur", "zahlung", "kindergarten", "heiten"];
        let evidence = |word: &str| RULES.evidence(word, || u32::from(corpus.contains(&word)));
        let parts: Vec<&str> = split(word, &RULES, &evidence).into_iter().map(|part| &word[part]).collect();
        assert_eq!(parts.join(" "), expected);
    }

    #[test]
    fn splits() {
        check("weltraumtechnologie", "weltraum technologie");
        check("zahlungssysteme", "zahlung systeme");
        check("rathaustur", "rat haus tur");
        check("technologie", "");
        check("kindergarten", "");
        check("zahlungen", "");
        check("zahlungx", "");
        check("weltraumheiten", "");
        check("", "");
        check("größe", "");
    }
}
