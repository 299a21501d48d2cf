//! What holds for any query, and cannot be seen from outside.

use super::matching::filter::Filter;
use super::ranking::candidates::Collector;
use super::ranking::plan::plan;
use super::*;
use crate::document::{Document, LineCount, Passage, PassageKind};
use crate::index::IndexBuilder;
use crate::language::LANGUAGES;
use crate::schema::Schema;
use std::path::Path;

const SUBJECTS: [&str; 7] = ["Hafen", "Garten", "Kran", "Schleuse", "Brücke", "Hafenkran", "Gärten"];
const VERBS: [&str; 5] = ["liegt", "steht", "ruht", "lag", "stehen"];
const PLACES: [&str; 6] =
    ["am Fluss", "im Hafen", "hinter dem Garten", "an der Schleuse", "im Tal", "am Hang"];

/// A few hundred texts, no two of the same words and lengths.
fn texts() -> Vec<String> {
    let text = |number: usize| {
        let (subject, verb) = (SUBJECTS[number % 7], VERBS[number % 5]);
        let place = PLACES[(number / 3) % 6];
        format!("Der {subject} {verb} {place}. {}", "Es regnet seit Tagen. ".repeat(number % 11))
    };
    (0..300).map(text).collect()
}

fn document(number: usize, text: &str) -> Document {
    let language = LANGUAGES[0];
    let kind = PassageKind::Prose;
    let passage = Passage { span: 0..text.len(), line: 1, kind, language, confidence: 1.0 };
    Document {
        path: format!("{number:03}.txt").into(),
        id: None,
        title: String::new(),
        date: None,
        text: text.to_owned(),
        passages: vec![passage],
        line_count: LineCount::Running,
    }
}

/// An index of the texts, with so many documents a segment.
fn index(dir: &Path, documents_per_segment: usize) -> Index {
    let mut schema = Schema::built_in(dir);
    schema.index_dir = dir.join("index");
    let mut builder =
        IndexBuilder::create(&schema.index_dir, &schema, 64 << 20).expect("a folder to write to");
    for (number, text) in texts().iter().enumerate() {
        builder.add(&document(number, text)).expect("the document is indexed");
        if number % documents_per_segment == documents_per_segment - 1 {
            builder.end_segment();
        }
    }
    builder.finish().expect("the index is written");
    Index::open(&schema.index_dir).expect("the index can be opened")
}

#[test]
fn the_order_is_the_same_in_any_number_of_segments() {
    let (one, many) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let (one, many) = (index(one.path(), 1000), index(many.path(), 60));
    assert!(many.searcher.segment_readers().len() > one.searcher.segment_readers().len() + 2);
    let options = SearchOptions { limit: 300, ..SearchOptions::default() };
    for query in ["Hafen", "Garten Fluss", "Kran am Hang", "+Schleuse -Garten Brücke", "\"im Hafen\" regnet"]
    {
        let query = Query::parse(query).expect("a sound query");
        let of = |index: &Index| search(index, &query, &options).expect("the index can be searched");
        let shown = |answer: Answer| -> Vec<String> {
            let name = |hit: &Hit| hit.path.file_name().map(|name| name.to_string_lossy().into_owned());
            answer.hits.iter().map(|hit| format!("{:?} {}", name(hit), hit.score)).collect()
        };
        let (left, right) = (of(&one), of(&many));
        assert!(left.total > 0 && left.total == right.total, "{query:?}");
        assert!(shown(left) == shown(right), "{query:?}");
    }
}

#[test]
fn what_cannot_be_among_the_best_is_counted_and_not_scored() {
    let dir = tempfile::tempdir().expect("a folder");
    let index = index(dir.path(), 1000);
    let query = Query::parse("Schleuse Tal").expect("a sound query");
    let memory = Memory::new(&index);
    let plan = plan(&memory, &query, None, false).expect("a plan");
    let filter = Filter::new(&memory, &plan, &SearchOptions::default()).expect("a filter");
    let mut all = Collector::new(&index, &plan, &filter, 300);
    let mut few = Collector::new(&index, &plan, &filter, 5);
    let best = all.collect(0, f32::NEG_INFINITY).expect("candidates");
    assert_eq!(few.collect(0, f32::NEG_INFINITY).expect("candidates"), best[..5]);
    assert_eq!(few.total(), all.total());
    assert!(few.scored < all.scored, "{} of {}", few.scored, all.scored);
    let mut above = Collector::new(&index, &plan, &filter, 300);
    let good = best.iter().take_while(|candidate| candidate.score >= best[20].score).count();
    assert_eq!(above.collect(0, best[20].score).expect("candidates"), best[..good]);
    assert_eq!(above.total(), all.total());
}
