//! What the parts of the engine cost, each by itself: `just bench parts` makes a table of it.
//!
//! Only the public library is used, on the texts of `corpus/`; files are in the system's cache. Throughput is in bytes of the
//! text that a part reads or writes, that of compounds in words.

mod bed;

use bed::{
    DOCUMENTS, INDEX_DIR, contents, language, paragraph, passages, schema, schema_without_routing, sources,
    vocabulary,
};
use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, Divan, black_box, black_box_drop};
use std::path::PathBuf;
use std::time::Duration;
use tetraglot::analysis::Tokens;
use tetraglot::analysis::compound::split_attested;
use tetraglot::analysis::evidence::Attested;
use tetraglot::document::{Source, documents};
use tetraglot::index::Index;
use tetraglot::language::{Sample, route};
use tetraglot::print::{Asked, Format, Style, write_answer};
use tetraglot::query::Query;
use tetraglot::schema::Schema;
use tetraglot::search::{Answer, SearchOptions, search};

const LANGUAGES: [&str; 4] = ["German", "French", "Chinese", "English"];

/// As long as a part is run, at least.
const MIN_TIME: Duration = Duration::from_millis(500);

fn main() {
    Divan::default().min_time(MIN_TIME).config_with_args().main();
}

/// The passages of a language to tokens.
#[divan::bench(args = LANGUAGES)]
fn analysis(bencher: Bencher, name: &str) {
    let (language, mut tokens) = (language(name), Tokens::default());
    let passages = passages(language);
    let bytes: usize = passages.iter().map(|text| text.len()).sum();
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        for text in &passages {
            tokens.clear();
            (language.analyze)(black_box(text), &mut tokens);
            black_box(&tokens);
        }
    });
}

/// The words of a language taken apart, on the evidence of them all.
#[divan::bench]
fn compounds(bencher: Bencher) {
    let german = language("German");
    let (rules, words) = (german.compounds.expect("German has compounds"), vocabulary(german));
    let attested = Attested::new(rules, words.iter().map(|(word, &passages)| (word.as_str(), passages)));
    bencher.counter(ItemsCount::new(words.len())).bench_local(|| {
        for word in words.keys() {
            black_box_drop(split_attested(black_box(word), rules, &attested));
        }
    });
}

/// The languages of the passages of all documents.
#[divan::bench]
fn routing(bencher: Bencher) {
    let sample = |text| Sample { text, hint: None, code: false };
    let texts = DOCUMENTS.iter().map(|document| {
        document.passages.iter().map(|passage| sample(&document.text[passage.span.clone()])).collect()
    });
    let (texts, enabled) = (texts.collect::<Vec<Vec<Sample>>>(), schema().languages);
    let bytes: usize = texts.iter().flatten().map(|sample| sample.text.len()).sum();
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        for samples in &texts {
            black_box_drop(route(black_box(samples), None, &enabled));
        }
    });
}

/// The files of a format to documents: decoding, markup, cutting into passages.
#[divan::bench(args = ["txt", "md", "html", "jsonl"])]
fn format(bencher: Bencher, extension: &str) {
    let mut sources = sources(&schema());
    sources.retain(|source| source.relative.extension().is_some_and(|own| own == extension));
    measure_reading(bencher, &sources, &schema_without_routing());
}

/// A paragraph to passages: what more and shorter ones cost beyond the one that it is left as.
#[divan::bench(name = "cutting, max chars", args = [100, 1000, 100_000])]
fn cutting(bencher: Bencher, max_chars: usize) {
    let mut schema = schema_without_routing();
    schema.passages.max_chars = max_chars;
    measure_reading(bencher, &[paragraph(language("German"))], &schema);
}

fn measure_reading(bencher: Bencher, sources: &[Source], schema: &Schema) {
    let bytes: u64 = sources.iter().map(|source| source.bytes).sum();
    let files = bencher.counter(BytesCount::new(bytes)).with_inputs(|| contents(sources, schema));
    files.bench_local_values(|files| {
        for (source, contents) in files {
            let doubts = documents(source, contents, schema, &mut |document| black_box_drop(document));
            black_box_drop(doubts.expect("the texts are sound"));
        }
    });
}

/// What is typed to a query.
#[divan::bench(args = ["Musk Twitter", "+Musk (Twitter OR \"social media\") -film* lang:en"])]
fn parsing(bencher: Bencher, text: &str) {
    bencher.counter(BytesCount::of_str(text)).bench(|| Query::parse(black_box(text)));
}

/// An index as a process finds it.
#[divan::bench]
fn opening(bencher: Bencher) {
    let dir = &*INDEX_DIR;
    bencher.bench(|| Index::open(black_box(dir)));
}

/// The same, and a query of it without snippets.
#[divan::bench(args = LANGUAGES)]
fn searching(bencher: Bencher, language: &str) {
    let query = query(language);
    bencher.bench(|| answer(black_box(&query), 0));
}

/// The same with a snippet of each hit.
#[divan::bench(name = "searching, snippets", args = LANGUAGES)]
fn searching_with_snippets(bencher: Bencher, language: &str) {
    let query = query(language);
    bencher.bench(|| answer(black_box(&query), 1));
}

/// An answer to JSON.
#[divan::bench]
fn printing(bencher: Bencher) {
    let answer = answer(&query("English"), 1);
    let asked = Asked { query: words("English"), id: None, first_rank: 1 };
    let style = Style { format: Format::Json, color: false, base: PathBuf::new(), snippets: 1, link: None };
    let mut out = Vec::new();
    write_answer(&mut out, &answer, &asked, &style).expect("memory can be written");
    bencher.counter(BytesCount::new(out.len())).bench_local(|| {
        out.clear();
        write_answer(&mut out, black_box(&answer), &asked, &style).expect("memory can be written");
        black_box(&out);
    });
}

fn answer(query: &Query, snippets: usize) -> Answer {
    let index = Index::open(&INDEX_DIR).expect("the index was just built");
    let options = SearchOptions { snippets, ..SearchOptions::default() };
    let answer = search(&index, query, &options).expect("the index was just built");
    assert!(!answer.hits.is_empty(), "the texts hold what is sought");
    answer
}

fn query(language: &str) -> Query {
    Query::parse(words(language)).expect("words are a query")
}

/// Two words that texts in a language have.
fn words(language: &str) -> &'static str {
    match language {
        "German" => "Speicher Zahlung",
        "French" => "mémoire paiement",
        "Chinese" => "内存 支付",
        _ => "memory payment",
    }
}
