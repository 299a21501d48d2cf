//! The query language through an index: what is found, in which order, what is highlighted.

use crate::support::{folder, index};
use std::sync::LazyLock;
use tempfile::TempDir;
use tetraglot::index::Index;
use tetraglot::query::Query;
use tetraglot::search::{Hit, SearchOptions, search};

const TEXTS: &[(&str, &str)] = &[
    (
        "katze.md",
        "# Die Katze im Garten\n\nEine Katze schläft heute den ganzen Tag unter dem alten Baum im Garten.",
    ),
    (
        "katzen.md",
        "# Tiere auf dem Hof\n\nViele Katzen und Hunde leben seit Jahren friedlich auf dem alten Hof.",
    ),
    ("hund.md", "# Der Hund\n\nDer Hund bewacht das Haus und schläft am Abend vor der Tür im Garten."),
    (
        "wall.md",
        "# The memory wall\n\nThe wallet was lost behind the wall, and the walls of the house are thick.",
    ),
    ("colour.md", "# Colours\n\nThe color of the house is grey, but the people here prefer another colour."),
    ("fox.md", "# Animals\n\nThe quick brown fox jumps over the lazy dog near the river every morning."),
    ("foxes.md", "# A city\n\nThe fox, which is quick, came to the city, where foxes are not brown at all."),
    ("musk.md", "# 推特\n\n有人说，Twitter 的马斯克收购了推特，币安也参与了这次交易。"),
    ("notes/gift.md", "# Schlange\n\nDas Gift der Schlange ist sehr gefährlich, sagen die Leute im Dorf."),
    (
        "notes/present.md",
        "# A birthday\n\nShe gave him a gift for his birthday, and he was very happy about it.",
    ),
];

static INDEX: LazyLock<(TempDir, Index)> = LazyLock::new(|| {
    let corpus = folder(TEXTS);
    let index = index(corpus.path(), &corpus.path().join("index"));
    (corpus, index)
});

fn hits(query: &str) -> Vec<Hit> {
    let query = Query::parse(query).unwrap_or_else(|error| panic!("{error}"));
    let answer = search(&INDEX.1, &query, &SearchOptions::default()).expect("the index can be searched");
    assert_eq!(answer.total, answer.hits.len() as u64, "{query}");
    let printed = Query::parse(&query.to_string()).expect("a printed query is one");
    assert_eq!(printed, query);
    answer.hits
}

fn name(hit: &Hit) -> String {
    hit.path.file_stem().expect("a name").to_string_lossy().into_owned()
}

/// The names of the files found, sorted.
#[track_caller]
fn check(query: &str, expected: &[&str]) {
    let mut names: Vec<String> = hits(query).iter().map(name).collect();
    names.sort();
    assert_eq!(names, expected, "{query}");
}

/// What is highlighted in the best hit.
#[track_caller]
fn check_shown(query: &str, expected: &[&str]) {
    let hits = hits(query);
    let snippet = &hits[0].snippets[0];
    let shown: Vec<&str> = snippet.matches.iter().map(|span| &snippet.text[span.clone()]).collect();
    assert_eq!(shown, expected, "{query}: {}", snippet.text);
}

#[test]
fn operators_hold_with_all_forms() {
    check("Garten", &["hund", "katze"]);
    check("Garten NOT Katzen", &["hund"]);
    check("Garten AND Katzen", &["katze"]);
    check("Katze OR Hunde", &["hund", "katze", "katzen"]);
    check("(Katze OR Hund) AND NOT Garten", &["katzen"]);
    check("Baum AND (Katze OR Hund)", &["katze"]);
    check("Baum (Katze AND Hunde)", &["katze", "katzen"]);
    check("+(Katze Hund) -Baum", &["hund", "katzen"]);
    check("Garten -(Katze Baum)", &["hund"]);
    check("Garten -(Katze AND Hund)", &["hund", "katze"]);
    check("schläft AND NOT (Baum OR Tür)", &[]);
    check("(fox AND city) (Katze AND Garten)", &["foxes", "katze"]);
    check("Katze ?", &["katze", "katzen"]);
}

#[test]
fn function_words_that_are_needed_find() {
    check("unter fox", &["fox", "foxes"]);
    check("+(unter fox)", &["fox", "foxes", "katze"]);
    check("(unter OR fox) AND NOT brown", &["katze"]);
    check("(unter OR fox) AND (dem OR river)", &["fox", "katze"]);
}

#[test]
fn phrases_have_room() {
    check("\"quick fox\"", &[]);
    check("\"quick fox\"~1", &["fox"]);
    check("\"fox quick\"~1", &[]);
    check("\"fox quick\"~2", &["foxes"]);
    check("\"quick fox over\"~1", &[]);
    check("\"quick fox over\"~2", &["fox"]);
    check("\"Twitter 的马斯克\"", &["musk"]);
    check("\"的马斯克 Twitter\"", &[]);
    check("\"马斯克推特\"~3", &["musk"]);
    check("\"马斯克推特\"~2", &[]);
    check("fox \"quick brown\"", &["fox", "foxes"]);
    check("\"fox is\" \"quick brown\" fox", &["fox", "foxes"]);
    check("\"unter dem\" Tür", &["hund", "katze"]);
    check("=\"brown foxes\" OR =\"brown fox\"", &["fox"]);
}

#[test]
fn fields_narrow() {
    check("title:Katzen", &["katze"]);
    check("title:Hund", &["hund"]);
    check("title:\"memory wall\"", &["wall"]);
    check("title:\"wall memory\"", &[]);
    check("title:(city animals)", &["fox", "foxes"]);
    check("title:推特", &["musk"]);
    check("title:马斯克", &[]);
    check("title:wal*", &["wall"]);
    check("Garten -title:Katze", &["hund"]);
    check("path:notes", &["gift", "present"]);
    check("gift AND path:notes AND NOT path:present", &["gift"]);
    check("path:not*", &["gift", "present"]);
    check("path:notes-gift", &["gift"]);
    check("path:notes lang:de", &["gift"]);
    check("gift lang:de", &["gift"]);
    check("gift -lang:de", &["present"]);
    check("gift AND (lang:de OR lang:en)", &["gift", "present"]);
    check("(lang:de gift AND Schlange) OR (lang:en gift)", &["gift", "present"]);
    check("(lang:en gift Hund) OR (lang:de Schlange)", &["gift", "present"]);
}

#[test]
fn prefixes_and_distances_count_exactly() {
    check("wall*", &["wall"]);
    check("wallet*", &["wall"]);
    check("Kat*", &["katze", "katzen"]);
    check("katz* -Baum", &["katzen"]);
    check("马* 推*", &["musk"]);
    check("colour~1", &["colour"]);
    check("=colour~1", &["colour"]);
    check("=color", &["colour"]);
    check("=colors", &[]);
    check("gifd~1", &["gift", "present"]);
    check("=gifd~1 AND NOT birthday", &["gift"]);
    check_shown("wall*", &["wallet", "wall", "walls"]);
    check_shown("colur~1", &["color", "colour"]);
    check_shown("\"quick fox\"~1", &["quick", "fox"]);
}

#[test]
fn the_word_itself_comes_before_what_begins_so() {
    let corpus = folder(&[
        ("a.txt", "The wallets of the people are lost, and nobody knows where they may be found again."),
        ("b.txt", "The wall of the people is lost, and nobody knows where it may be found again, today."),
    ]);
    let index = index(corpus.path(), &corpus.path().join("index"));
    let query = Query::parse("wall*").expect("a query");
    let hits = search(&index, &query, &SearchOptions::default()).expect("an answer").hits;
    assert_eq!(hits.iter().map(name).collect::<Vec<_>>(), ["b", "a"]);
}

#[test]
fn weights_change_the_order() {
    let first = |query: &str| name(&hits(query)[0]);
    assert_eq!((first("Baum^20 Tür").as_str(), first("Baum Tür^20").as_str()), ("katze", "hund"));
    assert_eq!(first("(Baum Garten)^0.05 \"vor der Tür\""), "hund");
    assert_eq!(first("\"alten Baum\"^20 Tür"), "katze");
}

/// More words begin alike than are scored one by one: all their documents count.
#[test]
fn a_prefix_of_many_words_finds_them_all() {
    let texts: Vec<(String, String)> = (0..400)
        .map(|number| (format!("{number}.md"), format!("# A qu{} is\n\nhere", letters(number))))
        .collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let corpus = folder(&files);
    let index = index(corpus.path(), &corpus.path().join("index"));
    let count = |query: &str| {
        let query = Query::parse(query).expect("a query");
        let options = SearchOptions { limit: 1_000, ..SearchOptions::default() };
        let answer = search(&index, &query, &options).expect("an answer");
        assert_eq!(answer.total, answer.hits.len() as u64);
        answer.total
    };
    assert_eq!(count("qu*"), 400);
    assert_eq!(count("here AND qu*"), 400);
    assert_eq!(count("here -qu*"), 0);
    assert_eq!(count("(here AND qu*) OR nowhere"), 400);
    assert_eq!(count("title:qu*"), 400);
}

/// A number in letters, so that it is a word.
fn letters(number: usize) -> String {
    number.to_string().bytes().map(|digit| char::from(digit - b'0' + b'f')).collect()
}
