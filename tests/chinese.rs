//! Chinese in both scripts, through the index: each spelling finds the other, and shows what stands in the text.

use crate::support::{folder, index};
use std::sync::LazyLock;
use tempfile::TempDir;
use tetraglot::index::Index;
use tetraglot::query::Query;
use tetraglot::search::{SearchOptions, search};

/// The same in both scripts: characters that are one in the simplified script and several in the other among them.
const TEXTS: &[(&str, &str, &str)] = &[
    (
        "hair",
        "她昨天去理髮店把頭髮剪短了，媽媽幾乎認不出她來。",
        "她昨天去理发店把头发剪短了，妈妈几乎认不出她来。",
    ),
    (
        "growth",
        "這座城市在十年之間發展得很快，道路也變寬了。",
        "这座城市在十年之间发展得很快，道路也变宽了。",
    ),
    ("queen", "皇后住在宮殿的東邊，每天早上都到花園散步。", "皇后住在宫殿的东边，每天早上都到花园散步。"),
    ("later", "後來他們搬到了海邊，從此再也沒有見過雪。", "后来他们搬到了海边，从此再也没有见过雪。"),
    ("dry", "冬天的空氣十分乾燥，晚上睡覺以前要多喝水。", "冬天的空气十分干燥，晚上睡觉以前要多喝水。"),
    ("cadre", "年輕的幹部走遍了每個村子，把問題都記了下來。", "年轻的干部走遍了每个村子，把问题都记了下来。"),
    ("inside", "箱子裡面放著一封信，信封上沒有寫名字。", "箱子里面放着一封信，信封上没有写名字。"),
    (
        "noodles",
        "街角的麵條店開到半夜，老闆總是笑著招呼客人。",
        "街角的面条店开到半夜，老板总是笑着招呼客人。",
    ),
    ("face", "他為了面子不肯道歉，兩個人一直沒有說話。", "他为了面子不肯道歉，两个人一直没有说话。"),
    ("lamp", "書桌上的檯燈亮了一整夜，她終於寫完了報告。", "书桌上的台灯亮了一整夜，她终于写完了报告。"),
    ("island", "臺灣的夏天常有颱風，學校有時會停課一天。", "台湾的夏天常有台风，学校有时会停课一天。"),
];

fn both_scripts() -> &'static Index {
    static INDEX: LazyLock<(TempDir, Index)> = LazyLock::new(|| {
        let of = |(name, traditional, simplified): &(&str, &'static str, &'static str)| {
            [(format!("{name}.hant.txt"), *traditional), (format!("{name}.hans.txt"), *simplified)]
        };
        let texts: Vec<(String, &str)> = TEXTS.iter().flat_map(of).collect();
        let files: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), *text)).collect();
        let corpus = folder(&files);
        let index = index(corpus.path(), &corpus.path().join("index"));
        (corpus, index)
    });
    &INDEX.1
}

/// The first two hits, as `file highlight`.
#[track_caller]
fn check(query: &str, expected: [&str; 2]) {
    let parsed = Query::parse(query).expect("a sound query");
    let hits = search(both_scripts(), &parsed, &SearchOptions::default()).expect("an answer").hits;
    let first_two: Vec<String> = hits
        .iter()
        .take(2)
        .map(|hit| {
            let snippet = &hit.snippets[0];
            let marked: Vec<&str> = snippet.matches.iter().map(|span| &snippet.text[span.clone()]).collect();
            format!("{} {}", hit.path.file_stem().expect("a name").to_string_lossy(), marked.join(","))
        })
        .collect();
    assert_eq!(first_two, expected, "{query}");
}

#[test]
fn each_script_finds_the_other_and_its_own_first() {
    check("頭髮", ["hair.hant 頭髮", "hair.hans 头发"]);
    check("头发", ["hair.hans 头发", "hair.hant 頭髮"]);
    check("發展", ["growth.hant 發展", "growth.hans 发展"]);
    check("发展", ["growth.hans 发展", "growth.hant 發展"]);
    check("後來", ["later.hant 後來", "later.hans 后来"]);
    check("后来", ["later.hans 后来", "later.hant 後來"]);
    check("乾燥", ["dry.hant 乾燥", "dry.hans 干燥"]);
    check("干部", ["cadre.hans 干部", "cadre.hant 幹部"]);
    check("裡面", ["inside.hant 裡面", "inside.hans 里面"]);
    check("麵條", ["noodles.hant 麵條", "noodles.hans 面条"]);
    check("面条", ["noodles.hans 面条", "noodles.hant 麵條"]);
    check("檯燈", ["lamp.hant 檯燈", "lamp.hans 台灯"]);
    check("台灯", ["lamp.hans 台灯", "lamp.hant 檯燈"]);
    check("臺灣", ["island.hant 臺灣", "island.hans 台湾"]);
    check("台湾", ["island.hans 台湾", "island.hant 臺灣"]);
}

#[test]
fn what_is_written_alike_in_both_is_found_in_both() {
    for query in ["皇后", "面子"] {
        let parsed = Query::parse(query).expect("a sound query");
        let hits = search(both_scripts(), &parsed, &SearchOptions::default()).expect("an answer").hits;
        assert_eq!(hits.len(), 2, "{query}");
        assert!(hits.iter().all(|hit| hit.snippets[0].text.contains(query)), "{query}");
    }
}

#[test]
fn the_words_as_they_stand_are_not_bridged() {
    let options = SearchOptions { exact: true, ..SearchOptions::default() };
    let count = |query: &str| {
        let query = Query::parse(query).expect("a sound query");
        search(both_scripts(), &query, &options).expect("an answer").total
    };
    assert_eq!((count("頭髮"), count("头发"), count("發"), count("后")), (1, 1, 1, 3));
}
