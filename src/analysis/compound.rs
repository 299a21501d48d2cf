//! Compounds and their parts, on the evidence of words that are known to exist.
//!
//! A word splits only into known words and linking elements, nothing left over. The fewest parts that cover it are
//! taken; of several such splits the one whose parts are attested best on the geometric mean (Koehn and Knight,
//! "Empirical Methods for Compound Splitting", EACL 2003), and only if they are not far rarer than the word itself.
//! Then each part is split in turn.

use super::evidence::{Asked, Attested, Before, Evidence};
use std::ops::Range;

/// What a language's compounds are made of. All words are folded.
pub struct Rules {
    /// Elements between parts; the empty one first.
    pub links: &'static [&'static str],
    /// Those that may follow what is no word of its own.
    pub beginning_links: &'static [&'static str],
    /// How likely it is that a linking element follows a part: what that leaves of the part's evidence; 0 for never.
    pub link_share: fn(part: &str, link: &str) -> f32,
    /// Whether the last letter of a part can be the first of what follows as well.
    pub can_share_letter: fn(part: &str, rest: &str) -> bool,
    /// The ending that a part may have lost before another.
    pub lost_ending: fn(part: &str) -> Option<&'static str>,
    /// Endings that the last part may carry beyond a known word.
    pub endings: &'static [&'static str],
    /// Words that are common as parts, sorted by bytes: evidence beside the corpus, enough even for short parts. None of
    /// them is split itself.
    pub common_parts: &'static [&'static str],
    /// What is common before another part, but no word of its own, sorted by bytes.
    pub common_beginnings: &'static [&'static str],
    /// Whether a word is never a part: suffixes and function words that happen to be words of the corpus.
    pub is_barred: fn(&str) -> bool,
    /// Whether a word is never the last part: it looks like an ending of words and names.
    pub is_barred_as_last: fn(&str) -> bool,
}

/// The shortest part that is taken on the list's word, in bytes of the folded form.
const MIN_PART_BYTES: usize = 3;
/// The shortest part that is taken on the corpus's word alone.
const MIN_CORPUS_PART_BYTES: usize = 5;
/// The shortest part that may lack an ending, where no list vouches for it.
const MIN_BARE_PART_BYTES: usize = 5;
/// No compound that a reader would still take apart has more parts, those of its parts not counted.
const MAX_PARTS: usize = 4;
/// How much evidence the lists are, in documents.
const COMMON_PART_EVIDENCE: f32 = 4.0;
/// What is left of a part's evidence when it lacks an ending.
const BARE_SHARE: f32 = 0.5;
/// What is left of a part's evidence when it shares a letter with the next.
const SHARED_LETTER_SHARE: f32 = 0.25;
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
        let common = if self.is_common(word) { COMMON_PART_EVIDENCE } else { 0.0 };
        if common == 0.0 && word.len() < MIN_CORPUS_PART_BYTES {
            return 0.0;
        }
        common + documents() as f32
    }

    /// How well something that is no word of its own is attested before another part.
    pub(super) fn beginning_evidence(&self, word: &str, of_part: &dyn Fn(&str) -> f32) -> f32 {
        let evidence = if self.common_beginnings.binary_search(&word).is_ok() {
            COMMON_PART_EVIDENCE
        } else {
            self.bare_evidence(word, of_part)
        };
        // Asked last: few of the many stretches of letters get here.
        if evidence > 0.0 && (self.is_barred)(word) { 0.0 } else { evidence }
    }

    /// How well a word is attested that has lost its ending.
    fn bare_evidence(&self, word: &str, of_part: &dyn Fn(&str) -> f32) -> f32 {
        let lost = (self.lost_ending)(word).filter(|_| word.len() >= MIN_BARE_PART_BYTES);
        lost.map_or(0.0, |ending| BARE_SHARE * of_part(&format!("{word}{ending}")))
    }

    /// Whether a word is on the list of common parts.
    pub(super) fn is_common(&self, word: &str) -> bool {
        self.common_parts.binary_search(&word).is_ok()
    }

    /// Whether a word is one of the common parts, in any of its forms.
    pub(super) fn is_unit(&self, word: &str) -> bool {
        self.forms(word).any(|form| self.is_common(form))
    }

    /// A word, and what it may be a form of.
    fn forms<'w>(&self, word: &'w str) -> impl Iterator<Item = &'w str> {
        std::iter::once(word).chain(self.endings.iter().filter_map(move |ending| word.strip_suffix(ending)))
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
    split_by(word, rules, &Asked { rules, of_part: evidence })
}

/// The same on the evidence of a whole vocabulary.
pub fn split_attested(word: &str, rules: &Rules, attested: &Attested) -> Vec<Range<usize>> {
    split_by(word, rules, attested)
}

fn split_by(word: &str, rules: &Rules, evidence: &impl Evidence) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    if is_splittable(word) {
        Splitter { word, rules, evidence }.split(0..word.len(), &mut parts);
    }
    if parts.len() > 1 { parts } else { Vec::new() }
}

struct Splitter<'a, E> {
    word: &'a str,
    rules: &'a Rules,
    evidence: &'a E,
}

/// The best way found so far to cover a word up to some place.
#[derive(Clone)]
struct Way {
    parts: usize,
    /// Sum of the logarithms of the parts' evidence.
    weight: f32,
    /// Its last part.
    last: Range<usize>,
    /// The place that its other parts cover the word up to.
    before: usize,
}

impl<E: Evidence> Splitter<'_, E> {
    /// Appends the parts of a part, or the part itself.
    fn split(&self, part: Range<usize>, parts: &mut Vec<Range<usize>>) {
        match self.pieces(part.clone()) {
            pieces if pieces.len() > 1 => pieces.into_iter().for_each(|piece| self.split(piece, parts)),
            _ => parts.push(part),
        }
    }

    /// The fewest parts that a part consists of, if they are attested well enough.
    fn pieces(&self, part: Range<usize>) -> Vec<Range<usize>> {
        let whole = &self.word[part.clone()];
        if part.len() < 2 * MIN_PART_BYTES || self.is_unit(whole) {
            return Vec::new();
        }
        let ways = self.ways(&part);
        let Some(way) = &ways[part.end] else { return Vec::new() };
        let mean = (way.weight / way.parts as f32).exp();
        if mean < MIN_SHARE_OF_WHOLE * self.inflected_evidence(whole) {
            return Vec::new();
        }
        let before = |way: &&Way| ways[way.before].as_ref().filter(|before| before.parts > 0);
        let mut pieces: Vec<_> =
            std::iter::successors(Some(way), before).map(|way| way.last.clone()).collect();
        pieces.reverse();
        pieces
    }

    /// The same as [`Rules::is_unit`], by the evidence.
    fn is_unit(&self, word: &str) -> bool {
        self.rules.forms(word).any(|form| self.evidence.is_common(form))
    }

    /// The best way up to each place of the word where a part of `whole` may begin, and up to its end.
    fn ways(&self, whole: &Range<usize>) -> Vec<Option<Way>> {
        let mut ways = vec![None; whole.end + 1];
        ways[whole.start] = Some(Way { parts: 0, weight: 0.0, last: 0..0, before: 0 });
        for start in whole.clone() {
            let Some(way) = ways[start].clone() else { continue };
            if way.parts > 0 {
                let last = start..whole.end;
                way.extend(self.last_evidence(&self.word[last.clone()]), last, whole.end, &mut ways);
            }
            if way.parts + 1 < MAX_PARTS {
                self.extend(&way, start..whole.end, &mut ways);
            }
        }
        ways
    }

    /// Goes on from a way by each part that may stand at the beginning of `rest`, and what may link it to the next.
    fn extend(&self, way: &Way, rest: Range<usize>, ways: &mut [Option<Way>]) {
        for end in rest.start + MIN_PART_BYTES..=rest.end.saturating_sub(MIN_PART_BYTES) {
            let (part, after) = (rest.start..end, &self.word[end..rest.end]);
            let word = &self.word[part.clone()];
            let (evidence, links) = match self.evidence.before_another(word) {
                Before::Part(evidence) => (evidence, self.rules.links),
                Before::Beginning(0.0) => continue,
                Before::Beginning(evidence) => (evidence, self.rules.beginning_links),
            };
            for link in links.iter().filter(|link| after.starts_with(**link) && after.len() > link.len()) {
                let evidence = evidence * (self.rules.link_share)(word, link);
                way.extend(evidence, part.clone(), end + link.len(), ways);
            }
            if (self.rules.can_share_letter)(word, after) {
                way.extend(evidence * SHARED_LETTER_SHARE, part, end - 1, ways);
            }
        }
    }

    /// How well a word is attested, with or without an ending.
    fn inflected_evidence(&self, word: &str) -> f32 {
        self.rules.forms(word).map(|form| self.evidence.of_part(form)).fold(0.0, f32::max)
    }

    /// How well a word is attested as the last part, with or without an ending.
    fn last_evidence(&self, word: &str) -> f32 {
        let is_barred = self.rules.is_barred_as_last;
        if is_barred(word) {
            return 0.0;
        }
        let attested = self.rules.forms(word).map(|form| (form, self.evidence.of_part(form)));
        let attested = attested.filter(|&(form, evidence)| evidence > 0.0 && !is_barred(form));
        attested.map(|(_, evidence)| evidence).fold(0.0, f32::max)
    }
}

impl Way {
    /// Notes the way that goes on by one more part, if it is the best one to the place where the next may begin.
    fn extend(&self, evidence: f32, part: Range<usize>, next: usize, ways: &mut [Option<Way>]) {
        let way = Way {
            parts: self.parts + 1,
            weight: self.weight + evidence.ln(),
            before: part.start,
            last: part,
        };
        let is_better =
            |known: &Way| way.parts < known.parts || way.parts == known.parts && way.weight > known.weight;
        if evidence > 0.0 && ways[next].as_ref().is_none_or(is_better) {
            ways[next] = Some(way);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: Rules = Rules {
        links: &["", "s", "es", "n", "en", "e"],
        beginning_links: &["", "e"],
        link_share: |part, link| match link {
            "" => 1.0,
            "s" if part.ends_with('s') => 0.0,
            _ => 0.5,
        },
        can_share_letter: |part, rest| part.ends_with("ff") && rest.starts_with('a'),
        lost_ending: |_| Some("e"),
        endings: &["n", "en", "e"],
        common_parts: &[
            "auto", "bar", "bau", "becken", "gang", "haus", "rat", "stau", "staub", "tur", "weltraum",
            "zahlung",
        ],
        common_beginnings: &["les", "wasch"],
        is_barred: |word| matches!(word, "ungen" | "heiten"),
        is_barred_as_last: |word| word == "bar",
    };
    const CORPUS: &[&str] = &[
        "bar",
        "brille",
        "ecken",
        "fahrt",
        "fussganger",
        "haustur",
        "heiten",
        "kindergarten",
        "maschine",
        "musik",
        "schiff",
        "schule",
        "steuer",
        "streifen",
        "system",
        "technologie",
        "teuer",
        "umsatz",
        "zahlung",
    ];

    #[track_caller]
    fn check(word: &str, expected: &str) {
        let evidence = |word: &str| RULES.evidence(word, || u32::from(CORPUS.contains(&word)));
        let shown = |parts: Vec<Range<usize>>| {
            parts.into_iter().map(|part| &word[part]).collect::<Vec<&str>>().join(" ")
        };
        assert_eq!(shown(split(word, &RULES, &evidence)), expected);
        let attested = Attested::new(&RULES, CORPUS.iter().map(|word| (*word, 1)));
        assert_eq!(shown(split_attested(word, &RULES, &attested)), expected, "by the vocabulary");
    }

    #[test]
    fn words_split_into_known_words() {
        check("weltraumtechnologie", "weltraum technologie");
        check("zahlungssysteme", "zahlung systeme");
        check("technologie", "");
        check("kindergarten", "");
        check("zahlungen", "");
        check("zahlungx", "");
        check("weltraumheiten", "");
        check("", "");
        check("größe", "");
    }

    #[test]
    fn the_fewest_and_best_attested_parts_are_taken() {
        check("fussgangerstreifen", "fussganger streifen");
        check("staubecken", "stau becken");
        check("umsatzsteuer", "umsatz steuer");
        check("rathaustur", "rat haus tur");
        check("haustur", "haus tur");
    }

    #[test]
    fn common_parts_stay_whole() {
        check("autobauhaus", "auto bau haus");
        check("weltraumes", "");
        check("staubbecken", "staub becken");
    }

    #[test]
    fn beginnings_stand_before_another_part_only() {
        check("waschmaschine", "wasch maschine");
        check("lesebrille", "les brille");
        check("waschsmaschine", "");
        check("maschinewasch", "");
        check("schulhaus", "schul haus");
        check("hausschul", "");
    }

    #[test]
    fn what_looks_like_an_ending_is_never_last() {
        check("hausbar", "");
        check("musikbar", "");
        check("musikbaren", "");
        check("barmusik", "bar musik");
    }

    #[test]
    fn a_letter_may_belong_to_two_parts() {
        check("schiffahrt", "schiff fahrt");
        check("schifffahrt", "schiff fahrt");
    }
}
