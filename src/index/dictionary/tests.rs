//! Terms are those that the engine itself tells of, one by one and in any range.

use super::*;
use crate::document::{Document, LineCount, Passage, PassageKind};
use crate::index::IndexBuilder;
use crate::language::LANGUAGES;
use crate::schema::Schema;
use tantivy::Term;
use tantivy::query::FuzzyTermQuery;

/// Some thousand words, many of which begin alike, in letters of one to three bytes.
fn words() -> Vec<String> {
    let word = |number: u32| match number % 3 {
        0 => format!("haus{}", number * 7_919 % 5_003),
        1 => format!(
            "größe{}",
            char::from(b'a' + (number % 26) as u8).to_string().repeat(number as usize % 40)
        ),
        _ => format!("{}", char::from_u32(0x4e00 + number).unwrap_or('x')),
    };
    (0..9_000).map(word).collect()
}

fn index(dir: &Path) -> Index {
    let text = words().join(" ");
    let language = LANGUAGES[0];
    let passage =
        Passage { span: 0..text.len(), line: 1, kind: PassageKind::Prose, language, confidence: 1.0 };
    let document = Document {
        path: "words.txt".into(),
        id: None,
        title: String::new(),
        date: None,
        text,
        passages: vec![passage],
        line_count: LineCount::Running,
    };
    let mut schema = Schema::built_in(dir);
    schema.index_dir = dir.join("index");
    let mut builder =
        IndexBuilder::create(&schema.index_dir, &schema, 64 << 20).expect("a folder to write to");
    builder.add(&document).expect("the document is indexed");
    builder.finish().expect("the index is written");
    Index::open(&schema.index_dir).expect("the index can be opened")
}

/// The dictionary of the segment that has the words; another one has the compounds.
fn of_documents(index: &Index) -> Dictionary {
    let dictionaries = index.dictionaries(index.fields.bodies[0]).expect("the index is sound");
    dictionaries.into_iter().max_by_key(Dictionary::count).expect("a segment")
}

type Listed = Vec<(Vec<u8>, TermInfo)>;

fn listed<A: Automaton<State: Clone>>(dictionary: &Dictionary, mut terms: Terms<'_, A>) -> Listed {
    let mut listed = Vec::new();
    while let Some((term, ordinal)) = terms.next().expect("the dictionary is sound") {
        listed.push((term.to_vec(), dictionary.info(ordinal).expect("the dictionary is sound")));
    }
    listed
}

#[test]
fn terms_are_those_of_the_engine() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let index = index(dir.path());
    let dictionary = &of_documents(&index);
    let engine = dictionary.postings.terms();
    assert_eq!(dictionary.count() as usize, engine.num_terms());
    assert!(engine.num_terms() > 3_000, "{}", engine.num_terms());
    let bounds =
        ["", "h", "haus", "haus1", "haus12", "hausx", "grosse", "größe", "a", "z", "一", "中", "\u{10ffff}"];
    for first in bounds {
        for last in bounds {
            let mut expected = Vec::new();
            let mut terms = engine.range().ge(first).le(last).into_stream().expect("the engine's terms");
            while let Some((term, info)) = terms.next() {
                expected.push((term.to_vec(), info.clone()));
            }
            let terms = dictionary.range(first, last).expect("the dictionary is sound");
            assert_eq!(listed(dictionary, terms), expected, "{first} to {last}");
        }
    }
    let is_there = |term: &[u8]| dictionary.get(term).expect("the dictionary is sound");
    for word in words() {
        let term = crate::analysis::fold::folded(&word);
        for term in [term.as_bytes(), &term.as_bytes()[1..], b"", word.as_bytes()] {
            assert_eq!(is_there(term), engine.get(term).expect("the engine's terms"), "{word}");
        }
    }
}

#[test]
fn an_automaton_takes_what_it_takes_of_the_engine() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let index = index(dir.path());
    let dictionary = &of_documents(&index);
    let near = FuzzyTermQuery::new(Term::from_field_text(index.fields.bodies[0], "haus123"), 2, true);
    let automaton = near.automaton().expect("a distance that the engine knows");
    let mut expected = Vec::new();
    let terms = dictionary.postings.terms().search(&automaton).ge("h").le("hz").into_stream();
    let mut terms = terms.expect("the engine's terms");
    while let Some((term, info)) = terms.next() {
        expected.push((term.to_vec(), info.clone()));
    }
    assert!(expected.len() > 50, "{}", expected.len());
    let terms = dictionary.search(&automaton, "h", "hz").expect("the dictionary is sound");
    assert_eq!(listed(dictionary, terms), expected);
}
