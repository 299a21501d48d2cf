//! Indexes brought up to date: what `update` leaves is what `build` would make.

use crate::sandbox::Sandbox;
use crate::support::{folder, index, schema};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use tempfile::TempDir;
use tetraglot::document::Stamp;
use tetraglot::error::Error;
use tetraglot::index::{
    BuildOptions, Change, ChangeKind, Compaction, FileRecord, Index, IndexBuilder, LanguageCounts, Rebuild,
    Update, build, check_files, dry_run, update,
};
use tetraglot::query::Query;
use tetraglot::schema::Schema;
use tetraglot::search::{Hit, SearchOptions, search};

/// Long enough for a file to be taken for settled.
const SETTLED: Duration = Duration::from_millis(60);

fn updated(schema: &Schema, compaction: Compaction) -> Update {
    update(schema, &BuildOptions::default(), compaction, &mut |_| {})
        .expect("the index can be brought up to date")
}

/// A corpus and its index.
struct Project {
    corpus: TempDir,
    index_dir: TempDir,
}

impl Project {
    fn new(files: &[(&str, &str)]) -> Project {
        let project = Project { corpus: folder(files), index_dir: tempfile::tempdir().expect("a folder") };
        std::thread::sleep(SETTLED);
        index(project.corpus.path(), project.index_dir.path());
        project
    }

    fn schema(&self) -> Schema {
        schema(self.corpus.path(), self.index_dir.path())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.corpus.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::create_dir_all(self.path(name).parent().expect("a folder")).expect("the folder is made");
        fs::write(self.path(name), text).expect("the file is written");
    }

    /// What an update does, a word and a path each; a dry run says the same before.
    fn update(&self) -> Vec<String> {
        let foretold = dry_run(&self.schema()).expect("changes can be told");
        let done = updated(&self.schema(), Compaction::InMeasure);
        assert_eq!((&foretold.rebuilt, &foretold.changes), (&done.rebuilt, &done.changes));
        done.changes.iter().map(|change| self.shown(change)).collect()
    }

    fn shown(&self, change: &Change) -> String {
        let name =
            |path: &Path| path.strip_prefix(self.corpus.path()).expect("in the corpus").display().to_string();
        let path = name(&change.path);
        match &change.kind {
            ChangeKind::New => format!("new {path}"),
            ChangeKind::Changed => format!("changed {path}"),
            ChangeKind::Moved { from } => format!("moved {path} from {}", name(from)),
            ChangeKind::Touched => format!("touched {path}"),
            ChangeKind::Removed => format!("removed {path}"),
        }
    }

    fn open(&self) -> Index {
        Index::open(self.index_dir.path()).expect("the index can be opened")
    }

    fn count(&self, query: &str) -> u64 {
        let query = Query::parse(query).expect("a sound query");
        search(&self.open(), &query, &SearchOptions::default()).expect("the index can be searched").total
    }

    /// Bytes of the current generation.
    fn bytes(&self) -> u64 {
        let dir = self.index_dir.path().join(self.generation().trim_end());
        let files = fs::read_dir(dir).expect("a generation").map(|entry| entry.expect("an entry"));
        files.map(|file| file.metadata().expect("metadata").len()).sum()
    }

    fn generation(&self) -> String {
        fs::read_to_string(self.index_dir.path().join("current")).expect("a generation")
    }
}

#[test]
fn each_kind_of_change() {
    let project =
        Project::new(&[("a.txt", "Zahlung"), ("b.txt", "Hafen"), ("c.txt", "Garten"), ("d/e.txt", "Kran")]);
    let generation = project.generation();
    assert_eq!(project.update(), [""; 0]);
    assert_eq!(project.generation(), generation, "nothing is written for nothing");
    project.write("a.txt", "Zahlungen und Wege");
    project.write("b.txt", "Hafen");
    fs::rename(project.path("d"), project.path("f")).expect("the folder moves");
    fs::remove_file(project.path("c.txt")).expect("the file goes");
    project.write("g.txt", "Neuland");
    std::thread::sleep(SETTLED);
    assert_eq!(
        project.update(),
        ["changed a.txt", "touched b.txt", "moved f/e.txt from d/e.txt", "new g.txt", "removed c.txt"]
    );
    assert_eq!(project.update(), [""; 0]);
    let counts = ["Wege", "Hafen", "Kran", "Neuland", "Garten"].map(|word| project.count(word));
    assert_eq!(counts, [1, 1, 1, 1, 0]);
}

#[test]
fn what_was_written_just_before_it_was_read_is_looked_at_again() {
    let project = Project::new(&[("a.txt", "Zahlung")]);
    project.write("a.txt", "Zahlend");
    updated(&project.schema(), Compaction::InMeasure);
    let record = &project.open().files().expect("the manifest")[0];
    assert_eq!((record.stamp, record.content == 0), (Stamp::UNSETTLED, false));
    std::thread::sleep(SETTLED);
    assert_eq!(project.update(), [""; 0], "it is no change");
    assert!(project.open().files().expect("the manifest")[0].stamp.is_settled(), "but now it is known");
}

#[test]
fn a_touched_file_is_not_indexed_again() {
    let project = Project::new(&[("a.txt", "Zahlung")]);
    let earlier = SystemTime::now() - Duration::from_secs(86_400);
    File::options()
        .write(true)
        .open(project.path("a.txt"))
        .and_then(|file| file.set_modified(earlier))
        .expect("a touch");
    std::thread::sleep(SETTLED);
    let done = updated(&project.schema(), Compaction::InMeasure);
    assert_eq!((done.changes.len(), done.report.files), (1, 0));
    let modified = earlier.duration_since(SystemTime::UNIX_EPOCH).expect("after 1970").as_secs();
    assert_eq!(project.open().files().expect("the manifest")[0].modified / 1_000_000_000, modified);
    assert_eq!(project.count("Zahlung"), 1);
}

#[test]
fn what_failed_is_tried_again_when_it_changed() {
    let project = Project::new(&[("a.txt", "Zahlung")]);
    let mut schema = project.schema();
    schema.corpus.max_file_bytes = 20;
    project.write("b.txt", "Zahlung und mehr als zwanzig Zeichen");
    project.write("c.txt", "Zahlung\0\0\0\0\0");
    std::thread::sleep(SETTLED);
    let done = updated(&schema, Compaction::InMeasure);
    assert_eq!((done.report.failures.len(), done.report.skipped), (1, 1));
    let generation = project.generation();
    let done = updated(&schema, Compaction::InMeasure);
    assert_eq!((done.changes, done.report.failures), (Vec::new(), Vec::new()));
    assert_eq!(project.generation(), generation);
    project.write("b.txt", "Zahlung");
    project.write("c.txt", "Zahlung");
    let done = updated(&schema, Compaction::InMeasure);
    assert_eq!((done.changes.len(), done.report.files), (2, 2));
    assert_eq!(project.count("Zahlung"), 3);
}

#[test]
fn names_that_are_no_text_do_not_meet() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let project = Project::new(&[("a.txt", "Zahlung")]);
    for name in [&b"b\xfe.txt"[..], b"b\xff.txt"] {
        fs::write(project.corpus.path().join(OsStr::from_bytes(name)), "Hafen").expect("a file");
    }
    assert_eq!(updated(&project.schema(), Compaction::InMeasure).changes.len(), 2);
    assert_eq!(project.count("Hafen"), 2);
    fs::remove_file(project.corpus.path().join(OsStr::from_bytes(b"b\xfe.txt"))).expect("the file goes");
    updated(&project.schema(), Compaction::InMeasure);
    assert_eq!(project.count("Hafen"), 1);
}

#[test]
fn a_schema_that_reads_otherwise_rebuilds() {
    let project = Project::new(&[("a.txt", "Zahlung")]);
    let mut schema = project.schema();
    schema.passages.max_chars = 500;
    let done = updated(&schema, Compaction::InMeasure);
    assert_eq!((done.rebuilt, done.files), (Some(Rebuild::Schema), 1));
    let none = tempfile::tempdir().expect("a folder");
    schema.index_dir = none.path().join("index");
    assert_eq!(dry_run(&schema).expect("a dry run").rebuilt, Some(Rebuild::Missing));
    assert!(!schema.index_dir.exists(), "a dry run writes nothing");
    assert_eq!(updated(&schema, Compaction::InMeasure).rebuilt, Some(Rebuild::Missing));
}

#[test]
fn an_index_of_another_version_is_built_anew() {
    let check = |from: &str, to: &str, expected: Rebuild| {
        let project = Project::new(&[("a.txt", "Zahlung")]);
        let meta = project.index_dir.path().join(project.generation().trim_end()).join("meta.json");
        let text = fs::read_to_string(&meta).expect("what the index says of itself");
        let text = &text[..text.rfind("xxh3 ").expect("the sum stands on the last line")];
        assert!(text.contains(from), "{from} is not in {text}");
        let text = text.replace(from, to);
        let sum = xxhash_rust::xxh3::xxh3_64(text.as_bytes());
        fs::write(&meta, format!("{text}xxh3 {sum:016x}\n")).expect("a changed file");
        assert_eq!(updated(&project.schema(), Compaction::InMeasure).rebuilt, Some(expected));
        assert_eq!(project.count("Zahlung"), 1);
    };
    check(&tetraglot::language::fingerprint(), "other", Rebuild::Analysers);
    check("\\\"format\\\":7", "\\\"format\\\":6", Rebuild::Format);
}

#[test]
fn a_folder_that_is_named_twice_is_read_once() {
    let project = Project::new(&[("a.txt", "Zahlung")]);
    let mut schema = project.schema();
    schema.corpus.dirs.push(project.corpus.path().to_path_buf());
    assert_eq!(updated(&schema, Compaction::InMeasure).changes, []);
    build(&schema, &BuildOptions::default(), &mut |_| {}).expect("a build");
    assert_eq!(updated(&schema, Compaction::InMeasure).changes, []);
    assert_eq!(project.count("Zahlung"), 1);
}

#[test]
fn a_corpus_that_is_away_empties_nothing() {
    let project = Project::new(&[("a.txt", "Zahlung")]);
    let away = project.corpus.path().with_extension("away");
    fs::rename(project.corpus.path(), &away).expect("the folder goes");
    let outcome = update(&project.schema(), &BuildOptions::default(), Compaction::InMeasure, &mut |_| {});
    fs::rename(&away, project.corpus.path()).expect("the folder comes back");
    assert!(matches!(outcome, Err(Error::NoCorpus(_))));
    assert_eq!(project.count("Zahlung"), 1);
}

#[test]
fn two_writers_are_one_too_many() {
    let project = Project::new(&[("a.txt", "Zahlung")]);
    let first =
        IndexBuilder::create(project.index_dir.path(), &project.schema(), 0).expect("the first writer");
    let second = update(&project.schema(), &BuildOptions::default(), Compaction::InMeasure, &mut |_| {});
    assert!(matches!(second, Err(Error::Locked(_))));
    drop(first);
    assert_eq!(project.update(), [""; 0]);
}

#[test]
fn deletions_shrink_the_index() {
    let text =
        |number: usize| format!("Satz {number}: {}", "Der Hafenkran steht am Fluss. ".repeat(20 + number));
    let texts: Vec<(String, String)> =
        (0..60).map(|number| (format!("{number}.txt"), text(number))).collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let project = Project::new(&files);
    let before = project.bytes();
    (0..30)
        .for_each(|number| fs::remove_file(project.path(&format!("{number}.txt"))).expect("the file goes"));
    updated(&project.schema(), Compaction::InMeasure);
    let after = project.bytes();
    assert!(after * 10 < before * 8, "{before} bytes became {after}");
}

#[test]
fn the_program_tells_what_it_does() {
    let sandbox = Sandbox::new().built();
    std::thread::sleep(SETTLED);
    sandbox.search_index(&["update", "--quiet"]).check(0, "", "");
    sandbox.write("corpus/de/neu.md", b"# Neu\n\nEin Satz.\n");
    fs::remove_file(sandbox.path("corpus/en/mice.md")).expect("the file goes");
    fs::rename(sandbox.path("corpus/zh"), sandbox.path("corpus/cn")).expect("the folder moves");
    let listed =
        "> corpus/cn/twitter.md (from corpus/zh/twitter.md)\n+ corpus/de/neu.md\n- corpus/en/mice.md\n";
    sandbox.search_index(&["update", "--dry-run"]).check(0, listed, "");
    let lines = sandbox.search_index(&["update", "--dry-run", "--json"]).json();
    let moved =
        serde_json::json!({"change":"moved","path":"corpus/cn/twitter.md","from":"corpus/zh/twitter.md"});
    assert_eq!((lines.len(), &lines[0]), (3, &moved));
    let outcome = sandbox.search_index(&["update"]);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (0, ""));
    assert!(
        outcome.stderr.starts_with("1 new, 1 moved, 1 removed of 5 files; 2 files, "),
        "{}",
        outcome.stderr
    );
    sandbox.write("corpus/de/neu.md", b"# Neu\n\nEin anderer Satz.\n");
    let outcome = sandbox.search_index(&["update", "--compact"]);
    let said = "2 segments compacted into one; 1 changed of 5 files; 1 file, ";
    assert!(outcome.stderr.starts_with(said), "{}", outcome.stderr);
    sandbox.write("corpus/de/neu.md", b"# Neu\n\nZwei neue Zeilen.\n");
    let done = serde_json::json!({
        "files": 5, "changes": {"changed": 1}, "rebuilt": null, "compacted": 2, "failures": 0
    });
    assert_eq!(sandbox.search_index(&["update", "--compact", "--quiet", "--json"]).json(), [done]);
    // What was written so shortly before an update is looked at again, and noted as settled.
    std::thread::sleep(SETTLED);
    sandbox.search_index(&["update", "--quiet"]).check(0, "", "");
    let outcome = sandbox.search_index(&["update", "--compact"]);
    assert!(outcome.stderr.starts_with("nothing changed in 5 files, "), "{}", outcome.stderr);
}

#[test]
fn a_search_tells_of_changes_or_sees_to_them() {
    let sandbox = Sandbox::new().built();
    std::thread::sleep(SETTLED);
    sandbox.write("corpus/de/neu.md", b"# Neu\n\nDer Leuchtturm.\n");
    sandbox.search(&["-l", "Leuchtturm"]).check(1, "", "");
    sandbox.write("index-schema.toml", b"[index]\nrefresh = \"check\"\n");
    let said =
        "search: 1 file changed since the index was brought up to date; `search-index update` does it\n";
    sandbox.search(&["-l", "Leuchtturm"]).check(1, "", said);
    let stats = &sandbox.search(&["--json", "--stats", "Leuchtturm"]).json()[0];
    let told = (stats["completeness"].as_str(), stats["reason"].as_str());
    assert_eq!(told, (Some("stale"), Some("1 file changed since")));
    sandbox.write("index-schema.toml", b"[index]\nrefresh = \"auto\"\n");
    sandbox.search(&["-l", "Leuchtturm"]).check(0, "corpus/de/neu.md\n", "");
    // Too much to be done before a search.
    (0..1_100).for_each(|number| sandbox.write(format!("corpus/viel/{number}.txt"), b"Leuchtturm\n"));
    let outcome = sandbox.search(&["-c", "Leuchtturm"]);
    assert_eq!(outcome.stdout, "1\n");
    assert!(outcome.stderr.starts_with("search: 1100 files changed since"), "{}", outcome.stderr);
    fs::remove_dir_all(sandbox.path("corpus/viel")).expect("the folder goes");
    // A writer is at work: the search goes on with what there is.
    sandbox.write("corpus/de/neuer.md", b"# Neuer\n\nDer Leuchtturm.\n");
    let schema = Schema::load(&sandbox.path("index-schema.toml")).expect("a sound schema");
    let writer = IndexBuilder::create(&schema.index_dir, &schema, 0).expect("a writer");
    let outcome = sandbox.search(&["-c", "Leuchtturm"]);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (0, "1\n"));
    assert!(outcome.stderr.contains("another search-index is writing"), "{}", outcome.stderr);
    drop(writer);
    assert_eq!(sandbox.search(&["-c", "Leuchtturm"]).stdout, "2\n");
}

/// What can be seen of an index: answers to a few queries, the manifest, the counts.
fn face(schema: &Schema) -> (Vec<String>, Vec<FileRecord>, String) {
    let index = Index::open(&schema.index_dir).expect("the index can be opened");
    let options = SearchOptions { limit: 100, ..SearchOptions::default() };
    let mut answers = Vec::new();
    for query in QUERIES {
        let answer =
            search(&index, &Query::parse(query).expect("a sound query"), &options).expect("an answer");
        answers.push(format!("{query}: {}", answer.total));
        answers.extend(answer.hits.iter().map(|hit| {
            format!(
                "{query}: {} {:?} {} {} {:?}",
                hit.path.display(),
                hit.id,
                hit.score,
                hit.line,
                hit.snippets
            )
        }));
    }
    let files = index.files().expect("the manifest can be read");
    let counts = format!("{:?}", LanguageCounts::of(files.iter()));
    let files = files.into_iter().map(|file| FileRecord { stamp: Stamp::UNSETTLED, ..file }).collect();
    let sound = (
        check_files(&schema.index_dir).expect("the files can be read").faults,
        index.agreement().expect("the documents can be read").faults,
    );
    assert_eq!(sound, (Vec::new(), Vec::new()));
    (answers, files, counts)
}

const QUERIES: [&str; 12] = [
    "Hafen",
    "Kran am Fluss",
    "Garten Zahlung",
    "Funktion",
    "harbour crane",
    "\"im Hafen\"",
    "Zahlungsfunktion",
    "gar*",
    "Haffen",
    "函数 港口",
    "+Hafen -Kran",
    "path:notiz Fluss",
];

const WORDS: [&str; 24] = [
    "Hafen",
    "Kran",
    "Hafenkran",
    "Garten",
    "Gärten",
    "Fluss",
    "Zahlung",
    "Zahlungen",
    "Funktion",
    "Rückruffunktion",
    "Zahlungsfunktion",
    "am",
    "im",
    "der",
    "und",
    "harbour",
    "crane",
    "the",
    "函数",
    "港口",
    "Nutzgarten",
    "jardin",
    "Hafenfluss",
    "Kranfunktion",
];

/// Numbers that look random and are the same each time (xorshift).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }

    fn text(&mut self) -> String {
        let words: Vec<&str> = (0..5 + self.roll(40)).map(|_| WORDS[self.roll(WORDS.len())]).collect();
        words.join(" ") + ".\n"
    }

    fn file(&mut self) -> (String, String) {
        let dir = ["", "a/", "b/", "a/notiz/"][self.roll(4)];
        let name = format!("{dir}{}", self.roll(8));
        match self.roll(4) {
            0 => (format!("{name}.md"), format!("# {}\n{}", self.text(), self.text())),
            1 => {
                let line = |number, text: String| format!("{{\"id\":\"{number}\",\"text\":{text:?}}}\n");
                (format!("{name}.jsonl"), line(1, self.text()) + &line(2, self.text()))
            }
            _ => (format!("{name}.txt"), self.text()),
        }
    }
}

/// Does something to a corpus, or to what its schema says.
fn edit(dice: &mut Dice, project: &Project, schema: &mut Schema) {
    let files: BTreeSet<PathBuf> = walkdir(project.corpus.path());
    let some = files.iter().nth(dice.roll(files.len().max(1))).cloned();
    let (name, text) = dice.file();
    match (dice.roll(12), some) {
        (0..=3, _) | (_, None) => project.write(&name, &text),
        (4, Some(path)) => fs::write(path, text).expect("the file is changed"),
        (5, Some(path)) => fs::write(&path, fs::read(&path).expect("a file")).expect("the file is touched"),
        (6 | 7, Some(path)) => fs::remove_file(path).expect("the file goes"),
        (8, Some(path)) => {
            project.write(&name, "");
            fs::rename(path, project.path(&name)).expect("the file moves");
        }
        (9, Some(path)) => fs::write(path, "Hafen\0\0\0\0").expect("the file is no text now"),
        (10, _) => project.write(&name, &"Hafen ".repeat(2_000)),
        (_, _) => change_schema(dice, schema),
    }
}

fn change_schema(dice: &mut Dice, schema: &mut Schema) {
    let text = [
        "",
        "[corpus]\nexclude = [\"a/notiz\"]",
        "[corpus]\ninclude = [\"*.md\", \"*.txt\"]",
        "[[rule]]\nglob = \"*.md\"\nformat = \"text\"",
        "[[rule]]\nglob = \"a\"\nlanguage = \"en\"",
        "[fields.title]\nboost = 2.0",
    ];
    let other = Schema::parse(text[dice.roll(text.len())], Path::new("/s/index-schema.toml"))
        .expect("a sound schema");
    let dirs = schema.corpus.dirs.clone();
    let index_dir = schema.index_dir.clone();
    *schema = other;
    schema.corpus.dirs = dirs;
    schema.index_dir = index_dir;
    schema.corpus.max_file_bytes = 10_000;
}

fn walkdir(dir: &Path) -> BTreeSet<PathBuf> {
    let entries = fs::read_dir(dir).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { walkdir(&path) } else { BTreeSet::from([path]) }).collect()
}

/// Edits a corpus at random, and compares what updates leave with what a build makes.
fn check_law(seed: u64, rounds: usize) {
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let files: Vec<(String, String)> = (0..12).map(|_| dice.file()).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let project = Project::new(&files);
    let fresh = tempfile::tempdir().expect("a folder");
    let mut schema = project.schema();
    schema.corpus.max_file_bytes = 10_000;
    for round in 0..rounds {
        (0..=dice.roll(4)).for_each(|_| edit(&mut dice, &project, &mut schema));
        let foretold = dry_run(&schema).expect("changes can be told").changes;
        // Left unmerged, deleted documents stay in their segments, and must not be seen to.
        let compaction =
            [Compaction::Later, Compaction::Later, Compaction::InMeasure, Compaction::Whole][dice.roll(4)];
        let done = updated(&schema, compaction);
        assert!(done.rebuilt.is_none());
        assert_eq!(foretold, done.changes, "seed {seed}, round {round}");
        let mut other = schema.clone();
        other.index_dir = fresh.path().to_path_buf();
        build(&other, &BuildOptions::default(), &mut |_| {}).expect("the folder can be indexed");
        assert_eq!(face(&schema), face(&other), "seed {seed}, round {round}");
    }
}

#[test]
fn what_updates_leave_is_what_a_build_makes() {
    (1..=5).for_each(|seed| check_law(seed, 6));
}

/// The table of compounds names a segment, and where its compounds stand there; nothing but names holds when it is merged.
#[test]
fn compounds_are_found_when_their_segment_was_merged() {
    let project = Project::new(&[
        ("amt.txt", "Die Zahlung geht an das Amt, und die Zahlung bleibt bei dem Amt."),
        ("ruck.txt", "Die Rückzahlung und die Zahlungsfrist sind nicht das gleiche wie das System."),
    ]);
    project.write("system.txt", "Das Zahlungssystem und eine Rückzahlung, aber auch die Anzahlung ist neu.");
    updated(&project.schema(), Compaction::Later);
    let hits = || {
        let index = Index::open(project.index_dir.path()).expect("the index can be opened");
        let query = Query::parse("Zahlung").expect("a sound query");
        let hits = search(&index, &query, &SearchOptions::default()).expect("an answer").hits;
        let shown = |hit: &Hit| format!("{} {} {:?}", hit.path.display(), hit.score, hit.snippets);
        hits.iter().map(shown).collect::<Vec<_>>()
    };
    let before = hits();
    assert_eq!(before.len(), 3);
    assert!(updated(&project.schema(), Compaction::Whole).compacted.is_some());
    assert_eq!(hits(), before);
}
