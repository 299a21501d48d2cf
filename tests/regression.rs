//! Faults that were found, one test each, so that they stay mended.

use crate::support::{folder, index};
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;
use tetraglot::index::Index;
use tetraglot::query::Query;
use tetraglot::search::{Answer, SearchOptions, search};

/// An index of some files, each a text.
fn index_of(files: &[(&str, &str)]) -> (TempDir, Index) {
    let corpus = folder(files);
    let index = index(corpus.path(), &corpus.path().join("index"));
    (corpus, index)
}

fn answer(index: &Index, query: &str) -> Answer {
    let query = Query::parse(query).expect("a sound query");
    search(index, &query, &SearchOptions::default()).expect("the index can be searched")
}

/// The names of the files found, best first.
fn names(index: &Index, query: &str) -> Vec<String> {
    let name = |path: PathBuf| path.file_name().expect("a name").to_string_lossy().into_owned();
    answer(index, query).hits.into_iter().map(|hit| name(hit.path)).collect()
}

/// The same in order.
fn sorted_names(index: &Index, query: &str) -> Vec<String> {
    let mut names = names(index, query);
    names.sort();
    names
}

#[test]
fn a_word_that_must_not_occur_is_the_whole_word() {
    let (_dir, index) = index_of(&[
        ("a.txt", "Der Garten hinter dem Haus hat eine Tür."),
        ("b.txt", "Der Garten hat eine Haustür."),
        ("c.txt", "We lies in js, and an e stands by the mail."),
    ]);
    assert_eq!(names(&index, "Garten -Haustüren"), ["a.txt"]);
    assert_eq!(names(&index, "lies -node.js"), ["c.txt"]);
    assert_eq!(names(&index, "lies -e-mail"), ["c.txt"]);
    assert_eq!(names(&index, "Garten +Haustür"), ["b.txt"]);
    assert_eq!(names(&index, "Garten -Haus"), ["b.txt"]);
    assert_eq!(names(&index, "+Garten +Garten -Haustür -Haustür"), ["a.txt"]);
}

#[test]
fn a_phrase_has_all_spellings_of_its_words() {
    let (_dir, index) = index_of(&[
        ("a.txt", "Übung macht den Meister, sagt man."),
        ("b.txt", "Vitamin C ist gesund."),
        ("c.txt", "We bought two cities and wrote C++ in them."),
    ]);
    assert_eq!(names(&index, "\"uebung macht\""), ["a.txt"]);
    assert_eq!(names(&index, "\"C++\""), ["c.txt"]);
    assert_eq!(names(&index, "\"two city\""), ["c.txt"]);
}

#[test]
fn a_phrase_that_does_not_hold_lifts_and_shows_nothing() {
    let (_dir, index) = index_of(&[("a.txt", "A fox that is red drives a car."), ("b.txt", "One red fox.")]);
    let hits = answer(&index, "\"red fox\" car").hits;
    let car = hits.iter().find(|hit| hit.path.ends_with("a.txt")).expect("the car is found");
    let matched: Vec<&str> =
        car.snippets[0].matches.iter().map(|span| &car.snippets[0].text[span.clone()]).collect();
    assert_eq!(matched, ["car"]);
}

#[test]
fn a_function_word_is_found_where_nothing_else_is() {
    let (_dir, index) = index_of(&[("a.txt", "The house on the hill is where they all were.")]);
    assert_eq!(names(&index, "the xyzzyx"), ["a.txt"]);
    assert_eq!(names(&index, "the"), ["a.txt"]);
    let (_dir, index) = index_of(&[("a.txt", "这是什么？没有人知道。"), ("b.txt", "马斯克买了推特。")]);
    assert_eq!(names(&index, "什么"), ["a.txt"]);
    assert_eq!(names(&index, "为什么马斯克"), ["b.txt"]);
}

#[test]
fn umlauts_and_sharp_s_rank_by_what_was_typed() {
    let text = |word: &str| {
        format!("Gestern sprach der alte Mann am Rand des Dorfes lange von {word} und die Kinder staunten.")
    };
    let (a, b, c, d) = (text("Bar"), text("Bär"), text("Baer"), text("Bären"));
    let (_dir, index) = index_of(&[("0.txt", &a), ("1.txt", &b), ("2.txt", &c), ("3.txt", &d)]);
    assert_eq!(names(&index, "Bär"), ["1.txt", "2.txt", "3.txt", "0.txt"]);
    let (a, b, c) = (text("Straßenbahn"), text("Strasse"), text("Straße"));
    let (_dir, index) = index_of(&[("0.txt", &a), ("1.txt", &b), ("2.txt", &c)]);
    assert_eq!(names(&index, "Straße"), ["2.txt", "1.txt", "0.txt"]);
}

#[test]
fn reading_writes_nothing_beside_the_index() {
    let (dir, _) = index_of(&[("a.txt", "Zahlung")]);
    let generation = dir.path().join("index/generation-1");
    for entry in fs::read_dir(&generation).expect("the generation") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|extension| extension == "lock") {
            fs::remove_file(path).expect("the engine's lock goes");
        }
    }
    let count = || fs::read_dir(&generation).expect("the generation").count();
    let before = count();
    let index = Index::open(&dir.path().join("index")).expect("the index opens without a lock");
    assert_eq!(names(&index, "Zahlung"), ["a.txt"]);
    assert_eq!(count(), before);
}

#[test]
fn a_garbled_line_does_not_cost_the_generation() {
    let (dir, _) = index_of(&[("a.txt", "Zahlung")]);
    let index_dir = dir.path().join("index");
    fs::write(index_dir.join("current"), "garbage\n").expect("a garbled line");
    let schema = crate::support::schema(dir.path(), &index_dir);
    drop(tetraglot::index::IndexBuilder::create(&index_dir, &schema, 0).expect("a build begins"));
    fs::write(index_dir.join("current"), "generation-1\n").expect("the line is put right");
    assert_eq!(names(&Index::open(&index_dir).expect("the index is whole"), "Zahlung"), ["a.txt"]);
}

#[test]
fn damage_is_an_error_or_harmless_but_no_panic() {
    let (dir, _) = index_of(&[("a.txt", "Zahlung und Übernahme"), ("b.txt", "加密货币 memory wall réseaux")]);
    let index_dir = dir.path().join("index");
    let mut refused = 0;
    for entry in fs::read_dir(index_dir.join("generation-1")).expect("the generation") {
        let path = entry.expect("an entry").path();
        let sound = fs::read(&path).expect("a file of the index");
        for at in (0..sound.len()).step_by(sound.len() / 6 + 1) {
            let mut damaged = sound.clone();
            damaged[at] ^= 0xff;
            fs::write(&path, &damaged).expect("the file is damaged");
            let opened = Index::open(&index_dir);
            let found = opened.and_then(|index| {
                let query = Query::parse("Zahlung 加密 réseau").expect("a sound query");
                search(&index, &query, &SearchOptions::default())
            });
            refused += usize::from(found.is_err());
        }
        fs::write(&path, &sound).expect("the file is sound again");
    }
    assert!(refused > 0, "some damage is noticed");
}

#[test]
fn question_words_that_are_meant_find() {
    let (_dir, index) = index_of(&[("a.txt", "他为什么要买下那家公司？"), ("b.txt", "马斯克昨天来了。")]);
    assert_eq!(names(&index, "为什么 马斯克"), ["b.txt"]);
    assert_eq!(names(&index, "+为什么 马斯克"), ["a.txt"]);
    assert_eq!(names(&index, "\"为什么\" 马斯克").len(), 2);
}

#[test]
fn full_width_numbers_are_numbers() {
    let (_dir, index) = index_of(&[("a.txt", "Summe: 1.310,00 Euro"), ("b.txt", "合计：４４０，００元")]);
    for query in ["\"１．３１０，００ Euro\"", "+1310.00", "+１３１０．００"] {
        assert_eq!(names(&index, query), ["a.txt"], "{query}");
    }
    for query in ["+440.00", "\"440,00\"", "+４４０，００"] {
        assert_eq!(names(&index, query), ["b.txt"], "{query}");
    }
}

#[test]
fn a_phrase_of_han_characters_does_not_mind_what_stands_between() {
    let (_dir, index) = index_of(&[
        ("together.txt", "现在可以创建新文件了。"),
        ("sign.txt", "首先创建，新文件随后打开。"),
        ("blank.txt", "这里写着创建 新文件四个词。"),
        ("line.txt", "这一行写着创建\n新文件，换了行。"),
        ("passages.md", "# 如何创建\n\n新文件在这里。"),
        ("traditional.txt", "這裡可以創建、新文件也行。"),
        ("apart.txt", "新文件可以创建，文件很新，建议新建文件。"),
        ("latin.txt", "Man darf 创建, 新文件 sagen."),
    ]);
    let names = |query: &str| sorted_names(&index, query);
    let all = ["blank", "latin", "line", "passages", "sign", "together", "traditional"];
    let all = all.map(|name| format!("{name}.{}", if name == "passages" { "md" } else { "txt" }));
    for query in ["\"创建新文件\"", "\"創建新文件\"", "\"创建，新文件\"", "+创建新文件"]
    {
        assert_eq!(names(query), all, "{query}");
    }
    assert_eq!(names("=\"創建、新文件\""), ["traditional.txt"]);
    assert_eq!(names("\"建新文\""), all);
    assert!(names("\"文件创建\"").is_empty());
}

#[test]
fn a_phrase_does_not_mind_where_a_word_comes_apart() {
    let (_dir, index) = index_of(&[
        ("camel.txt", "Das JavaScript Objekt meldet sich mit 44\u{a0}000 Euro."),
        ("plain.txt", "Das javascript Objekt meldet sich mit 44000 Euro."),
        ("hyphen.txt", "Les crypto-monnaies montent encore."),
        ("whole.txt", "Les cryptomonnaies montent encore."),
    ]);
    let names = |query: &str| sorted_names(&index, query);
    for query in [
        "\"das javascript objekt\"",
        "\"DAS JAVASCRIPT OBJEKT MELDET\"",
        "=\"das JavaScript Objekt\"",
        "+das-JavaScript-Objekt",
        "\"mit 44000 Euro\"",
        "\"mit 44\u{a0}000 Euro\"",
    ] {
        assert_eq!(names(query), ["camel.txt", "plain.txt"], "{query}");
    }
    for query in ["\"les cryptomonnaies montent\"", "\"les crypto-monnaies montent\"", "+crypto-monnaies"] {
        assert_eq!(names(query), ["hyphen.txt", "whole.txt"], "{query}");
    }
    assert_eq!(names("\"java script objekt\""), ["camel.txt"]);
    assert!(names("\"javascript script\"").is_empty());
    assert!(names("\"java objekt\"").is_empty());
    assert_eq!(names("\"java objekt\"~1"), ["camel.txt"]);
}

#[test]
fn a_character_by_itself_is_more_than_one_of_a_run() {
    let (_dir, index) = index_of(&[("a.txt", "磨坊后面有一条小河。"), ("b.txt", "他后来没有再回去。")]);
    assert_eq!(names(&index, "磨坊后"), ["a.txt"]);
    assert_eq!(names(&index, "磨坊后 后"), ["a.txt", "b.txt"]);
    assert_eq!(names(&index, "后 磨坊后"), ["a.txt", "b.txt"]);
}

#[test]
fn misspelt_words_of_any_script_are_found() {
    let files = [
        ("ko.txt", "도서관은 내일 다시 문을 엽니다."),
        ("ja.txt", "カメラ を かいました。"),
        ("de.txt", "Die Kamera ist neu."),
    ];
    let (_dir, index) = index_of(&files);
    for (query, file) in [
        ("도서관은~1", "ko.txt"),
        ("도서간은~1", "ko.txt"),
        ("カメラ~1", "ja.txt"),
        ("カメタ~1", "ja.txt"),
        ("Kanera~1", "de.txt"),
    ] {
        assert_eq!(names(&index, query), [file], "{query}");
    }
}
