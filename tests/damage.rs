//! A damaged index: each of its files with bits flipped, cut short, longer, missing. `check` names the file; a search gives
//! the answer of the sound index or an error, nothing between.

use crate::sandbox::Sandbox;
use crate::support::{folder, index, program};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use tetraglot::error::Error;
use tetraglot::index::{FilesReport, Index, check_files};
use tetraglot::query::Query;
use tetraglot::search::{Answer, SearchOptions, search, self_test};

/// Asked of every damaged index: words in all forms, Han characters, a prefix, a phrase, a path, an order by the manifest.
const QUERIES: [&str; 6] =
    ["Zahlung 加密 réseau", "Über*", "\"memory wall\"", "path:mixed", "xqzzyn", "-Zahlung +wall"];
/// Bytes that are flipped in each file, spread over it, beside its first and its last ones.
const FLIPS: usize = 40;

fn answers(dir: &Path) -> Result<Vec<Answer>, Error> {
    let index = Index::open(dir)?;
    let ask = |text: &&str| {
        let query = Query::parse(text).expect("a sound query");
        search(&index, &query, &SearchOptions::default())
    };
    QUERIES.iter().map(ask).collect()
}

/// An index of texts in all languages, one of them long enough for several blocks of stored text.
fn sound_index() -> (TempDir, PathBuf) {
    let long =
        "Die Zahlung ging über das Netzwerk an die Bank, und niemand merkte etwas davon.\n\n".repeat(1200);
    let corpus = folder(&[
        ("a.txt", "Zahlung und Übernahme"),
        ("mixed/b.txt", "加密货币\n\nThe memory wall is high.\n\nLes réseaux sociaux sont partout."),
        ("long.txt", &long),
        ("records.jsonl", "{\"id\":\"1\",\"text\":\"One wall\"}\n{\"id\":\"2\",\"text\":\"Two walls\"}\n"),
    ]);
    let dir = corpus.path().join("index");
    index(corpus.path(), &dir);
    (corpus, dir)
}

/// All files of an index that say something. The locks are empty.
fn files(dir: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).expect("a folder of the index") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => files.extend(self::files(&path)),
            false => files.push(path),
        }
    }
    files.retain(|path| !path.file_name().is_some_and(|name| name.to_string_lossy().ends_with("lock")));
    files
}

/// The places that are damaged in a file of so many bytes.
fn places(length: usize) -> Vec<usize> {
    let spread = (0..length).step_by(length / FLIPS + 1);
    let last = length.saturating_sub(30)..length;
    spread.chain(0..length.min(4)).chain(last).collect()
}

struct Trial {
    dir: PathBuf,
    sound: Vec<Answer>,
    refused: usize,
    harmless: usize,
}

impl Trial {
    /// Looks at the index, of which one file was changed.
    #[track_caller]
    fn examine(&mut self, file: &Path, what: &str) {
        let name = file.strip_prefix(&self.dir).expect("a file of the index");
        let found: Result<FilesReport, Error> = check_files(&self.dir);
        let is_named = match &found {
            Ok(report) => report.faults.len() == 1 && report.faults[0].path == name,
            // Without it nothing of the index can be told.
            Err(error) => name == Path::new("current") && error.hint().is_some(),
        };
        assert!(is_named, "{what}: {found:?} does not name {}", name.display());
        match answers(&self.dir) {
            Ok(answers) => {
                assert_eq!(answers, self.sound, "{} {what}: another answer", name.display());
                self.harmless += 1;
            }
            Err(error) => {
                let message = error.to_string();
                assert!(matches!(error, Error::Damaged { .. } | Error::NoIndex(_)), "{what}: {message}");
                assert!(
                    message.contains(&name.display().to_string()) || name == Path::new("current"),
                    "{what}: {message}"
                );
                assert!(error.hint().is_some_and(|hint| hint.contains("search-index build")));
                self.refused += 1;
            }
        }
    }
}

#[test]
fn damage_is_named_and_never_another_answer() {
    let (_corpus, dir) = sound_index();
    let sound = answers(&dir).expect("the index is sound");
    assert!(sound.iter().take(4).all(|answer| answer.total > 0));
    assert_eq!(check_files(&dir).expect("the index is sound").faults, []);
    let mut trial = Trial { sound, dir, refused: 0, harmless: 0 };
    let files = files(&trial.dir);
    assert!(files.len() >= 10, "{files:?}");
    for file in files {
        let bytes = fs::read(&file).expect("a file of the index");
        for at in places(bytes.len()) {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1 << (at % 8);
            fs::write(&file, &damaged).expect("the file is damaged");
            trial.examine(&file, &format!("with byte {at} of {} flipped", bytes.len()));
        }
        for length in [0, 1, bytes.len() / 2, bytes.len() - 1] {
            fs::write(&file, &bytes[..length]).expect("the file is cut");
            trial.examine(&file, &format!("cut to {length} bytes of {}", bytes.len()));
        }
        fs::write(&file, [bytes.as_slice(), b"\n"].concat()).expect("the file grows");
        trial.examine(&file, "longer by a byte");
        fs::remove_file(&file).expect("the file goes");
        trial.examine(&file, "removed");
        fs::write(&file, &bytes).expect("the file is sound again");
    }
    assert_eq!(answers(&trial.dir).ok(), Some(trial.sound));
    assert!(trial.refused > trial.harmless, "{} refused, {} harmless", trial.refused, trial.harmless);
}

/// Asked of an index with a large dictionary: all of its words, some, those near one, one that is there and one that is not.
const OF_MANY_WORDS: [&str; 5] = ["no*", "no26*", "no2654435761x~1", "no2654435761x", "no2654435762x"];

#[test]
fn of_a_large_dictionary_what_a_query_walks_is_verified() {
    let words: Vec<String> =
        (0..10_000u32).map(|number| format!("no{}x", number.wrapping_mul(2_654_435_761))).collect();
    let corpus = folder(&[("a.txt", &words.join(" ")), ("b.txt", "wall")]);
    let dir = corpus.path().join("index");
    index(corpus.path(), &dir);
    let ask = |text: &&str| {
        let index = Index::open(&dir)?;
        search(&index, &Query::parse(text).expect("a sound query"), &SearchOptions::default())
    };
    let answers = || OF_MANY_WORDS.iter().map(ask).collect::<Vec<Result<Answer, Error>>>();
    let sound: Vec<Answer> = answers().into_iter().collect::<Result<_, _>>().expect("the index is sound");
    let dictionaries = files(&dir).into_iter().filter(|path| path.extension().is_some_and(|e| e == "term"));
    let size = |path: &PathBuf| fs::metadata(path).expect("a dictionary").len();
    let file = dictionaries.max_by_key(size).expect("a dictionary");
    let bytes = fs::read(&file).expect("a dictionary");
    assert!(bytes.len() > 100_000, "{}", bytes.len());
    let name = file.file_name().expect("a name").to_string_lossy();
    let mut refused = [0; OF_MANY_WORDS.len()];
    for at in (0..bytes.len()).step_by(bytes.len() / 40) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x10;
        fs::write(&file, &damaged).expect("the file is damaged");
        for (number, answer) in answers().into_iter().enumerate() {
            match answer {
                Ok(answer) => assert_eq!(answer, sound[number], "byte {at}: another answer"),
                Err(error) => {
                    assert!(error.to_string().contains(&*name), "byte {at}: {error}");
                    refused[number] += 1;
                }
            }
        }
        let faults = check_files(&dir).expect("the files can be read").faults;
        assert!(faults.len() == 1 && file.ends_with(&faults[0].path), "byte {at}: {faults:?}");
    }
    // For all words much of the file is read, for one word little.
    assert!(refused[0] > 15 && refused[3] < refused[0], "{refused:?}");
}

#[test]
fn a_sound_index_agrees_with_itself_and_finds_its_words() {
    let index = crate::support::own_corpus();
    let agreement = index.agreement().expect("the index can be read");
    assert_eq!(agreement.faults, []);
    assert!(agreement.documents > agreement.files && agreement.files > 50);
    let test = self_test(index, 60).expect("the index can be searched");
    assert_eq!(test.faults, []);
    assert!(test.words >= 40, "{}", test.words);
}

#[test]
fn what_the_programs_say_of_damage() {
    let sandbox = Sandbox::new().built();
    let sound = sandbox.search_index(&["check"]);
    assert_eq!((sound.code, sound.stderr.as_str()), (0, ""));
    assert!(sound.stdout.contains("read         5 documents of 5 files"), "{}", sound.stdout);
    assert!(sound.stdout.ends_with("searched     5 words\nfaults       0\n"), "{}", sound.stdout);
    let report = &sandbox.search_index(&["check", "--json"]).json()[0];
    assert_eq!((&report["sound"], &report["documents"]), (&true.into(), &5.into()));
    let store = files(&sandbox.path(".search-index"))
        .into_iter()
        .find(|path| path.extension().is_some_and(|ending| ending == "store"))
        .expect("a file of stored text");
    let mut bytes = fs::read(&store).expect("stored text");
    bytes[10] ^= 1;
    fs::write(&store, &bytes).expect("a flipped bit");
    let name = store.file_name().expect("a name").to_string_lossy().into_owned();
    let fault = format!("generation-1/{name} bytes 0 to ");
    sandbox.search(&["Twitter"]).check_error(&fault, "rebuild it with `search-index build`");
    let damaged = sandbox.search_index(&["check"]);
    assert!(damaged.stdout.contains(&format!("  .search-index/{fault}")), "{}", damaged.stdout);
    assert_eq!(damaged.code, 2);
    let expected =
        ".search-index: the index is damaged: 1 fault\nhint: rebuild it with `search-index build`\n";
    assert!(damaged.stderr.ends_with(expected), "{}", damaged.stderr);
    assert_eq!(sandbox.search_index(&["check", "--json"]).json()[0]["sound"], false);
    assert_eq!(sandbox.search_index(&["build", "-q"]).code, 0);
    assert_eq!(sandbox.search_index(&["check"]).code, 0, "a rebuild mends it");
}

#[test]
fn a_missing_index_is_no_sound_one() {
    let sandbox = Sandbox::new();
    sandbox.search_index(&["check"]).check_error(".search-index: no index here", "search-index build");
    let output = program("search-index", &sandbox.path(".")).arg("check").output().expect("it runs");
    assert_eq!(output.status.code(), Some(2));
}
