//! Every measurement once, over a handful of paragraphs.

use crate::arguments::DrawnArguments;
use crate::collection::Collection;
use crate::places::Places;
use crate::routing::Chance;
use crate::sets::{self, NDCG, Scoring};
use crate::{crossed, drawn, files, routing, saved};
use std::path::{Path, PathBuf};
use std::{env, fs, process};

/// Id, language, title and text of each paragraph.
const PARAGRAPHS: [[&str; 4]; 6] = [
    ["xq-de-0", "de", "", "Die Gärtnerin gießt am Morgen die Rosen hinter der großen Mühle."],
    ["xq-en-0", "en", "Garden", "In the morning the gardener waters the roses behind the large mill."],
    ["piaf-0", "fr", "Rivière", "La rivière déborde chaque hiver et les prés restent longtemps sous l'eau."],
    ["cmrc-0", "zh-Hans", "面馆", "老板每天早上四点起床，在后面的厨房里揉面。"],
    ["drcd-0", "zh-Hant", "圖書館", "圖書館的後面有一個安靜的花園，學生常在那裡讀書。"],
    ["xq-zh-0", "zh-Hans", "", "园丁早上在大磨坊后面给玫瑰浇水。"],
];

/// Set, query and the paragraph that answers it.
const TOPICS: [[&str; 3]; 4] = [
    ["kw-de", "Gärtnerin gießt Rosen", "xq-de-0"],
    ["kw-fr", "rivière déborde prés", "piaf-0"],
    ["kw-zh", "厨房里揉面", "cmrc-0"],
    ["kw-hant", "安靜的花園", "drcd-0"],
];

/// A folder of texts and one to work in; goes when it is dropped.
struct Sandbox {
    dir: PathBuf,
    places: Places,
}

impl Sandbox {
    fn new(name: &str) -> Sandbox {
        let dir = env::temp_dir().join(format!("tetraglot-eval-{}-{name}", process::id()));
        let places = Places { texts: dir.join("texts"), work: dir.join("work") };
        write_texts(&places.texts);
        write_texts(&places.texts.join("sent"));
        Sandbox { dir, places }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.dir);
    }
}

fn write_texts(dir: &Path) {
    fs::create_dir_all(dir.join("collection")).expect("a temporary folder");
    let write = |name: String, text: String| fs::write(dir.join(name), text).expect("a temporary file");
    let record = |[id, _, title, text]: [&str; 4]| {
        serde_json::json!({"id": id, "title": title, "text": text}).to_string() + "\n"
    };
    write("collection/docs.jsonl".into(), PARAGRAPHS.map(record).concat());
    write(
        "languages.tsv".into(),
        PARAGRAPHS.map(|[id, language, ..]| format!("{id}\t{language}\n")).concat(),
    );
    for [set, query, answer] in TOPICS {
        write(format!("topics.{set}.dev.tsv"), format!("q1\t{query}\n"));
        write(format!("qrels.{set}.dev.txt"), format!("q1 0 {answer} 1\n"));
    }
}

#[test]
fn sets_are_asked_and_saved() {
    let Sandbox { places, .. } = &Sandbox::new("sets");
    for scoring in [Scoring::Whole, Scoring::Condensed] {
        let groups = sets::measure(places, scoring).expect("the texts can be read");
        let table = sets::table(&groups, scoring);
        let names: Vec<&str> = table.rows.iter().map(|row| row[0].as_str()).collect();
        assert_eq!(names[..5], ["kw-de", "kw-fr", "kw-zh", "kw-hant", "mean of 4"]);
        assert_eq!(table.cell("mean of 4", NDCG), Some("1.0000"));
        assert_eq!(table.cell("mean of sent", NDCG), Some("1.0000"));
        saved::save(&places.work, &groups[0].sets).expect("the folder can be written");
        assert_eq!(saved::load(&places.work).expect("scores are there").len(), 4);
    }
}

#[test]
fn other_spellings_are_asked() {
    let table = crossed::table(&Sandbox::new("crossed").places).expect("the texts can be read");
    assert_eq!(table.cell("kw-zh, traditional", "changed"), Some("1"));
    assert_eq!(table.cell("kw-hant, simplified", "changed"), Some("1"));
    assert_eq!(table.cell("kw-fr, no accents", "points lost"), Some("0.00"));
    assert_eq!(table.cell("kw-de, ss", "points lost"), Some("0.00"));
}

#[test]
fn files_are_made_and_asked() {
    let reports = files::reports(&Sandbox::new("files").places).expect("the files can be made");
    let titles: Vec<&str> = reports.iter().map(|report| report.title).collect();
    assert_eq!(
        titles,
        ["files, single", "files, glued", "files, padded", "files, padded, by size", "files, repeated"]
    );
    assert_eq!(reports[0].table.cell("kw-de", NDCG), Some("1.0000"));
    assert_eq!(reports[1].table.cell("mean of 4", "nDCG@10 single"), Some("1.0000"));
    assert_eq!(reports[1].table.cell("mean of 4", "passage right"), Some("1.0000"));
    for files::Report { column, table, .. } in &reports {
        assert!(table.head.iter().any(|head| head == column), "{column}");
    }
}

#[test]
fn routing_is_disturbed() {
    let Sandbox { places, .. } = &Sandbox::new("routing");
    let rows = |percent| routing::table(places, Chance { percent, seed: 1 }).expect("the texts can be read");
    assert_eq!(rows(0).cell("mean of 4", "loss"), Some("+0.0000"));
    assert_eq!(rows(100).cell("mean of 4", "answers hit"), Some("4"));
}

#[test]
fn what_is_drawn_is_found_and_kept() {
    let Sandbox { dir, places } = &Sandbox::new("drawn");
    let save = Some(dir.join("batch.tsv"));
    let drawn = |arguments: DrawnArguments| drawn::run(places, &arguments).map_err(|fault| fault.to_string());
    let texts = places.texts.join("collection");
    let first = DrawnArguments { dir: texts.clone(), queries: 200, seed: 3, save, keep: false };
    assert_eq!(drawn(first), Ok(()));
    let batch = fs::read_to_string(dir.join("batch.tsv")).expect("the queries are kept");
    assert!(batch.starts_with("0\t") && batch.lines().count() > 100, "{batch}");
    // Other files than those of the index that is kept are not found.
    fs::write(texts.join("new.txt"), "Quecksilberthermometer und Zwetschgenkuchen")
        .expect("a temporary file");
    let again = DrawnArguments { dir: texts, queries: 200, seed: 3, save: None, keep: true };
    assert!(drawn(again).is_err_and(|fault| fault.ends_with("of 200 queries were not answered right")));
    let empty = DrawnArguments { dir: dir.join("none"), queries: 1, seed: 1, save: None, keep: false };
    assert!(drawn(empty).is_err());
}

#[test]
fn a_missing_folder_is_one_line() {
    let fault =
        Collection::open_all(&PathBuf::from("no/such/folder")).err().expect("there is no such folder");
    assert_eq!(fault.to_string(), "no/such/folder: no such folder; name that of the texts with --texts");
}
