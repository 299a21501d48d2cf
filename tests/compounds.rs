//! How well compounds are taken apart, on two lists of our own: compounds with their parts, and words to be left whole.
//!
//! The splitter is the engine's, with the rules of its language, on the evidence of two vocabularies: a rich one, in
//! which the parts occur as words (the wrong parts of the traps too), and a poor one, in which hardly a part occurs, and
//! the list of common parts has to do. `--nocapture` shows what is not right.

use crate::support::{root, schema};
use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::ops::{Range, RangeInclusive};
use tetraglot::analysis::fold::{fold, normalize};
use tetraglot::analysis::{Tokens, compound};
use tetraglot::document::{Document, read, walk};
use tetraglot::language::Language;

#[test]
fn compounds_are_split_where_their_parts_are_known() {
    check("rich", &rich_vocabulary(), &Measures { precision: 0.99, recall: 0.975, over_splitting: 0.01 });
}

#[test]
fn compounds_are_split_where_hardly_a_part_is_known() {
    check("poor", &poor_vocabulary(), &Measures { precision: 0.99, recall: 0.91, over_splitting: 0.01 });
}

#[test]
fn traps_are_seen_through() {
    let vocabulary = rich_vocabulary();
    let check = |word: &str, expected: &str, known: &[&str]| {
        assert_eq!(shown(word, &vocabulary.split(word)), expected);
        for part in known {
            assert!(vocabulary.documents.contains_key(*part), "{part} has to be known, or it is no trap");
        }
    };
    check("staubecken", "stau|becken", &["staub", "ecken"]);
    check("druckerzeugnis", "druck|erzeugnis", &["drucker", "zeugnis"]);
    check("wachstube", "wach|stube", &["wachs", "tube"]);
    check("gelbrandkafer", "gelb|rand|kafer", &["gel", "brand"]);
    check("konsumentenberatung", "konsument|beratung", &["konsum", "enten"]);
    check("blumentopferde", "blume|topf|erde", &["pferde"]);
    check("fussgangerstreifen", "fussganger|streifen", &["gang", "erst"]);
    check("umsatzsteuer", "umsatz|steuer", &["teuer"]);
    check("urinstinkt", "", &["urin", "stinkt"]);
    check("nachteil", "", &["nacht", "teil"]);
    check("verstand", "", &["vers", "tand"]);
    check("konsumenten", "", &["konsum", "enten"]);
}

/// What is measured, as shares of 1.
#[derive(Debug)]
struct Measures {
    /// Of the compounds that were split: those with all borders right and none too many.
    precision: f32,
    /// Of all compounds: the same.
    recall: f32,
    /// Of the simplex words: those that were split.
    over_splitting: f32,
}

#[track_caller]
fn check(name: &str, vocabulary: &Vocabulary, floors: &Measures) {
    let (compounds, simplex) = (compounds(), simplex_words());
    let split: Vec<_> =
        compounds.iter().map(|compound| (compound, vocabulary.split(&compound.folded))).collect();
    let (right, wrong): (Vec<_>, Vec<_>) =
        split.iter().partition(|(compound, parts)| compound.is_right(parts));
    let torn: Vec<String> = simplex.iter().map(|word| shown(word, &vocabulary.split(word))).collect();
    let torn: Vec<&String> = torn.iter().filter(|parts| !parts.is_empty()).collect();
    let measured = Measures {
        precision: share(right.len(), split.iter().filter(|(_, parts)| !parts.is_empty()).count()),
        recall: share(right.len(), compounds.len()),
        over_splitting: share(torn.len(), simplex.len()),
    };
    let (precision, recall) = by_border(&split);
    println!("{name}: {} compounds, {} simplex words: {measured:?}", compounds.len(), simplex.len());
    println!("{name}: precision of borders {precision}, recall {recall}");
    for (compound, parts) in wrong {
        println!("{name}: {} is {:?}", compound.line, shown(&compound.folded, parts));
    }
    println!("{name}: torn {torn:?}");
    assert!(measured.precision >= floors.precision, "{measured:?}");
    assert!(measured.recall >= floors.recall, "{measured:?}");
    assert!(measured.over_splitting < floors.over_splitting, "{measured:?}: {torn:?}");
}

/// Precision and recall of single borders.
fn by_border(split: &[(&Compound, Vec<Range<usize>>)]) -> (f32, f32) {
    let (mut found, mut right, mut wanted) = (0, 0, 0);
    for (compound, parts) in split {
        wanted += compound.borders.iter().filter(|border| !border.is_optional).count();
        for pair in parts.windows(2) {
            match compound.borders.iter().find(|border| border.is_between(pair)) {
                Some(border) if border.is_optional => {}
                border => {
                    found += 1;
                    right += usize::from(border.is_some());
                }
            }
        }
    }
    (share(right, found), share(right, wanted))
}

fn share(some: usize, all: usize) -> f32 {
    some as f32 / all.max(1) as f32
}

fn shown(word: &str, parts: &[Range<usize>]) -> String {
    parts.iter().map(|part| &word[part.clone()]).collect::<Vec<_>>().join("|")
}

/// A compound of the list.
#[derive(Default)]
struct Compound {
    line: String,
    folded: String,
    borders: Vec<Border>,
    /// What of it occurs in texts, folded: itself and its parts.
    words: BTreeSet<String>,
}

/// Where one part ends and the next begins, in bytes of the folded word.
struct Border {
    /// Before a linking element, behind it, or within.
    end: RangeInclusive<usize>,
    /// Before or behind a letter that both parts have.
    start: RangeInclusive<usize>,
    is_optional: bool,
}

impl Compound {
    /// Whether all borders were found that have to be, and none beside them.
    fn is_right(&self, parts: &[Range<usize>]) -> bool {
        let is_found = |border: &Border| parts.windows(2).any(|pair| border.is_between(pair));
        let is_wanted = |pair: &[Range<usize>]| self.borders.iter().any(|border| border.is_between(pair));
        let all_found = self.borders.iter().all(|border| border.is_optional || is_found(border));
        all_found && parts.windows(2).all(is_wanted)
    }
}

impl Border {
    fn is_between(&self, pair: &[Range<usize>]) -> bool {
        self.end.contains(&pair[0].end) && self.start.contains(&pair[1].start)
    }
}

/// Reads a line of the list, whose head explains the notation.
#[derive(Default)]
struct Reader {
    compound: Compound,
    /// The word that the current part is, lost letters included.
    part: String,
    /// Where the current part's linking element or ending begins.
    extra: Option<usize>,
    /// Where the current part begins, optional borders not counted.
    unit: usize,
    is_lost: bool,
}

impl Reader {
    fn read(line: &str) -> Compound {
        let mut reader = Reader::default();
        for c in line.chars() {
            match c {
                '(' | ')' => reader.is_lost = c == '(',
                '·' | '~' => reader.extra = Some(reader.compound.folded.len()),
                '|' | '¦' => reader.border(c == '¦'),
                letter => reader.letter(letter),
            }
        }
        reader.border(false);
        let mut compound = reader.compound;
        compound.borders.pop();
        compound.words.insert(compound.folded.clone());
        Compound { line: line.to_owned(), ..compound }
    }

    fn letter(&mut self, letter: char) {
        let letter = folded(letter.encode_utf8(&mut [0; 4]));
        let end = self.compound.folded.len();
        if self.is_lost && self.part.is_empty() {
            let border = self.compound.borders.last_mut().expect("letters are lost at a border");
            border.start = end - letter.len()..=end;
        }
        if self.extra.is_none() {
            self.part.push_str(&letter);
        }
        if !self.is_lost {
            self.compound.folded.push_str(&letter);
        }
    }

    fn border(&mut self, is_optional: bool) {
        let end = self.compound.folded.len();
        let part_end = self.extra.take().unwrap_or(end);
        self.compound.borders.push(Border { end: part_end..=end, start: end..=end, is_optional });
        self.compound.words.insert(std::mem::take(&mut self.part));
        let is_inside = self.compound.borders.iter().rev().nth(1).is_some_and(|border| border.is_optional);
        if is_inside && !is_optional {
            self.compound.words.insert(self.compound.folded[self.unit..part_end].to_owned());
        }
        if !is_optional {
            self.unit = end;
        }
    }
}

fn compounds() -> Vec<Compound> {
    lines("compounds.txt").iter().map(|line| Reader::read(line)).collect()
}

fn simplex_words() -> Vec<String> {
    lines("simplex.txt").iter().flat_map(|line| line.split(' ')).map(folded).collect()
}

/// The lines of a list but for comments.
fn lines(name: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join("tests/compounds").join(name)).expect("a list");
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect()
}

fn folded(word: &str) -> String {
    let (mut normal, mut folded) = (String::new(), String::new());
    normalize(word, &mut normal);
    fold(&normal, &mut folded);
    folded
}

/// The folded words of some documents, and the number of documents that hold each.
#[derive(Default)]
struct Vocabulary {
    documents: HashMap<String, u32>,
}

impl Vocabulary {
    fn add(&mut self, words: impl IntoIterator<Item = String>) {
        words.into_iter().for_each(|word| *self.documents.entry(word).or_default() += 1);
    }

    /// Splits a word that is taken to occur, in one document at least.
    fn split(&self, word: &str) -> Vec<Range<usize>> {
        let rules = Language::from_code("de").and_then(|language| language.compounds).expect("rules");
        let documents = |part: &str| {
            let known = self.documents.get(part).copied().unwrap_or(0);
            known.max(u32::from(part == word))
        };
        compound::split(word, rules, &|part| rules.evidence(part, || documents(part)))
    }
}

/// Our own corpus, the compounds, each part of each of them once more, and the simplex words.
fn rich_vocabulary() -> Vocabulary {
    let mut vocabulary = poor_vocabulary();
    vocabulary.add(compounds().into_iter().flat_map(|compound| compound.words));
    vocabulary.add(simplex_words());
    vocabulary
}

/// Our own corpus, read as the index reads it.
fn poor_vocabulary() -> Vocabulary {
    let mut vocabulary = Vocabulary::default();
    let dir = root().join("corpus/de");
    let schema = schema(&dir, &dir);
    for source in walk(&schema.corpus) {
        let source = source.expect("a file of the corpus");
        read(&source, &schema, &mut |document| vocabulary.add(words_of(&document))).expect("a sound file");
    }
    vocabulary
}

fn words_of(document: &Document) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for passage in document.passages.iter().filter(|passage| passage.language.code == "de") {
        let mut tokens = Tokens::default();
        (passage.language.analyze)(&document.text[passage.span.clone()], &mut tokens);
        words.extend(tokens.iter().map(|token| folded(token.term)));
    }
    words
}
