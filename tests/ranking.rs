//! How documents are ranked, by small corpora made for one point each.

use crate::support::{folder, index, schema};
use tempfile::TempDir;
use tetraglot::index::{BuildOptions, Index, build};
use tetraglot::query::Query;
use tetraglot::schema::Schema;
use tetraglot::search::{Hit, SearchOptions, search};

/// An index of some files, each a text.
fn index_of(files: &[(&str, &str)]) -> (TempDir, Index) {
    let corpus = folder(files);
    let index = index(corpus.path(), &corpus.path().join(".index"));
    (corpus, index)
}

fn hits(index: &Index, query: &str, snippets: usize) -> Vec<Hit> {
    let query = Query::parse(query).expect("a sound query");
    let options = SearchOptions { snippets, ..SearchOptions::default() };
    search(index, &query, &options).expect("the index can be searched").hits
}

/// The names of the files found, best first.
fn names(index: &Index, query: &str) -> Vec<String> {
    let name = |hit: Hit| hit.path.file_stem().expect("a name").to_string_lossy().into_owned();
    hits(index, query, 1).into_iter().map(name).collect()
}

/// So many words in which nothing is said, four to a sentence.
fn filler(words: usize) -> String {
    "Regen fiel auf Dächer. ".repeat(words / 4)
}

#[test]
fn a_book_counts_by_its_best_page() {
    let pages = filler(20_000);
    let book =
        format!("Zinnober allein.\n\n{pages}\n\nZinnober und Gewinde.\n\n{pages}\n\nGewinde allein.\n");
    let (_dir, index) = index_of(&[
        ("book.txt", &book),
        ("gewinde.txt", "Ein Gewinde allein macht noch keine Schraube."),
        ("zinnober.txt", "Der Zinnober allein macht noch keine Farbe."),
    ]);
    let found = hits(&index, "Zinnober Gewinde", 1);
    assert!(found[0].path.ends_with("book.txt"));
    assert_eq!(found[0].snippets[0].text, "Zinnober und Gewinde.");
}

#[test]
fn an_article_with_all_words_comes_before_notes_with_one() {
    let article = format!("Zinnober.\n\n{}\n\nGewinde.\n", filler(400));
    let (_dir, index) = index_of(&[
        ("article.txt", &article),
        ("note.txt", &format!("Das Gewinde klemmt. {}", filler(160))),
        ("rain.txt", &filler(120)),
    ]);
    assert_eq!(names(&index, "Zinnober Gewinde")[..2], ["article", "note"]);
}

#[test]
fn a_title_counts_for_every_page() {
    let with_title =
        |title: &str| format!("# {title}\n\n{}\n\nEin Gewinde.\n\n{}", filler(4_000), filler(4_000));
    let (_dir, index) =
        index_of(&[("colours.md", &with_title("Vom Zinnober")), ("birds.md", &with_title("Von Vögeln"))]);
    assert_eq!(names(&index, "Zinnober Gewinde"), ["colours", "birds"]);
    assert_eq!(hits(&index, "Zinnober Gewinde", 1)[0].snippets[0].text, "Ein Gewinde.");
}

#[test]
fn passages_that_say_the_same_are_shown_once() {
    let notice = "The offer for the quarry was accepted on Monday by all of its seven owners";
    let text = format!("{notice}.\n\n{notice}!\n\n{notice}, at last.\n\nA quarry is a hole in a hill.\n");
    let (_dir, index) = index_of(&[("quarry.txt", &text)]);
    let shown: Vec<u32> = hits(&index, "quarry", 3)[0].snippets.iter().map(|snippet| snippet.line).collect();
    assert_eq!(shown, [1, 7]);
}

#[test]
fn a_word_that_is_nowhere_lifts_what_looks_like_it() {
    let (_dir, index) = index_of(&[
        ("a.txt", "Le paquebot quitte le port de Marseille au matin."),
        ("b.txt", "Le paquebot Excelsior quitte le port de Brest au matin."),
    ]);
    assert_eq!(names(&index, "paquebot port matin"), ["a", "b"]);
    assert_eq!(names(&index, "paquebot Exelsior port matin"), ["b", "a"]);
    assert!(names(&index, "Exelsior").is_empty());
}

#[test]
fn a_text_that_was_taken_for_another_language_is_found() {
    let text = "马斯克买下推特之后，许多人问他下一步要做什么，记者也在门外等了一整天。";
    let other = "记者在门外等了一整天，天黑以后才离开，第二天又来了。";
    let corpus = folder(&[("a.txt", text), ("b.txt", other)]);
    let rule = "[[rule]]\nglob = \"a.txt\"\nlanguage = \"de\"\n";
    let ruled = Schema::parse(rule, &corpus.path().join("index-schema.toml")).expect("a sound schema");
    let mut schema = schema(corpus.path(), &corpus.path().join(".index"));
    schema.rules = ruled.rules;
    build(&schema, &BuildOptions::default(), &mut |_| {}).expect("the folder can be indexed");
    let index = Index::open(&schema.index_dir).expect("the index can be opened");
    assert_eq!(names(&index, "马斯克买下推特之后记者在门外等")[0], "a");
}

#[test]
fn what_is_found_by_its_name_is_shown_by_its_text() {
    let (_dir, index) = index_of(&[("becken.txt", "Oben am Hang.\n\nDas Staubecken ist leer.\n")]);
    let hit = &hits(&index, "Becken", 1)[0];
    assert_eq!((hit.line, hit.snippets[0].text.as_str()), (3, "Das Staubecken ist leer."));
}

#[test]
fn what_is_left_out_tells_no_language() {
    let (_dir, index) = index_of(&[
        ("de.txt", "Der Verkauf von Zorbax an die Stadt wurde gestern im Rathaus beschlossen."),
        ("en.txt", "The sale of Zorbax to the city was agreed upon in the town hall yesterday."),
        ("garten.txt", "Der Garten hinter dem Haus ist im Winter still und leer."),
    ]);
    let scores = |query: &str| -> Vec<f32> { hits(&index, query, 1).iter().map(|hit| hit.score).collect() };
    assert_eq!(scores("Zorbax -Garten -Winter"), scores("Zorbax"));
}

#[test]
fn what_is_only_as_good_at_most_does_not_come_before() {
    let [short, middle, long] = [100, 1_900, 3_800].map(filler);
    let beside = format!("{middle}{short}\n\nZinnober Zinnober.\n\n{short}{middle}");
    let apart = format!("{short}\n\nZinnober.\n\n{long}\n\nZinnober.\n\n{short}");
    let record = |id: String, text: &str| serde_json::json!({ "id": id, "text": text }).to_string() + "\n";
    // Of those that are equally good, the first ids are shown first.
    let best = (0..70).map(|number| record(format!("z{number:02}"), &beside));
    let others = (0..40).map(|number| record(format!("a{number:02}"), &apart));
    let (_dir, index) = index_of(&[("records.jsonl", &best.chain(others).collect::<String>())]);
    let options = SearchOptions { limit: 60, ..SearchOptions::default() };
    let query = Query::parse("Zinnober").expect("a sound query");
    let found = search(&index, &query, &options).expect("the index can be searched").hits;
    let ids: Vec<_> = found.iter().filter_map(|hit| hit.id.as_deref()).collect();
    assert_eq!(ids.len(), 60);
    assert!(ids.iter().all(|id| id.starts_with('z')), "{ids:?}");
}
