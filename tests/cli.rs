//! The real programs in a sealed sandbox: what the library cannot show. A folder of its own for each test, and a
//! cleared environment.

use serde_json::Value;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A folder with a schema and a few texts, where the programs run.
struct Sandbox {
    dir: TempDir,
}

/// What a program left behind.
struct Outcome {
    code: i32,
    stdout: String,
    stderr: String,
}

const TEXTS: &[(&str, &str)] = &[
    (
        "de/musk.md",
        "# Übernahme\n\nElon Musk kaufte das Netzwerk Twitter, und Binance half ihm dabei mit Geld.\n",
    ),
    (
        "de/zahlung.md",
        "# Zahlungen im Netzwerk\n\nEine Zahlung auf Twitter dauert zwei Sekunden, sagen die Leute.\n",
    ),
    ("en/mice.md", "# Mice in the museum\n\nThe mice have been living behind the paintings for years.\n"),
    ("zh/twitter.md", "# 推特\n\n马斯克收购了推特，币安也参与了这次交易。\n"),
    ("notes.jsonl", "{\"id\":\"n 1\",\"title\":\"Wallet\",\"text\":\"A wallet for the dragonfly pond.\"}\n"),
];

impl Sandbox {
    /// Makes the folder with all texts and the default schema.
    fn new() -> Sandbox {
        let sandbox = Sandbox::empty();
        for (path, text) in TEXTS {
            sandbox.write(format!("corpus/{path}"), text.as_bytes());
        }
        sandbox.write("index-schema.toml", b"");
        sandbox
    }

    fn empty() -> Sandbox {
        Sandbox { dir: tempfile::tempdir().expect("a folder for the test") }
    }

    fn path(&self, path: &str) -> std::path::PathBuf {
        self.dir.path().join(path)
    }

    fn write(&self, path: impl AsRef<Path>, bytes: &[u8]) {
        let path = self.dir.path().join(path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("the folder is made");
        fs::write(path, bytes).expect("the file is written");
    }

    /// A file of so many bytes that takes no room.
    fn write_sparse(&self, path: &str, bytes: u64) {
        self.write(path, b"");
        let file = File::options().write(true).open(self.dir.path().join(path)).expect("the file is there");
        file.set_len(bytes).expect("the file grows");
    }

    fn search(&self, arguments: &[&str]) -> Outcome {
        Outcome::from(self.command(env!("CARGO_BIN_EXE_search"), arguments).output().expect("search runs"))
    }

    fn search_index(&self, arguments: &[&str]) -> Outcome {
        let command = self.command(env!("CARGO_BIN_EXE_search-index"), arguments).output();
        Outcome::from(command.expect("search-index runs"))
    }

    /// Runs `search` with text on its standard input.
    fn search_with(&self, arguments: &[&str], input: &[u8]) -> Outcome {
        let mut child = self.command(env!("CARGO_BIN_EXE_search"), arguments).spawn().expect("search runs");
        child.stdin.take().expect("a pipe").write_all(input).expect("search reads its input");
        Outcome::from(child.wait_with_output().expect("search ends"))
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(self.dir.path()).env_clear();
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs a build of which nothing is expected but success.
    fn built(self) -> Sandbox {
        self.search_index(&["build", "--quiet"]).check(0, "", "");
        self
    }
}

impl From<Output> for Outcome {
    fn from(output: Output) -> Outcome {
        let text = |bytes| String::from_utf8(bytes).expect("programs write UTF-8");
        Outcome {
            code: output.status.code().expect("no signal ended the program"),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }
}

impl Outcome {
    #[track_caller]
    fn check(&self, code: i32, stdout: &str, stderr: &str) -> &Outcome {
        assert_eq!((self.stdout.as_str(), self.stderr.as_str(), self.code), (stdout, stderr, code));
        self
    }

    /// An error: nothing on stdout, the first line of stderr, and the hint.
    #[track_caller]
    fn check_error(&self, message: &str, hint: &str) {
        assert_eq!((self.stdout.as_str(), self.code), ("", 2), "{}", self.stderr);
        let first = self.stderr.lines().next().unwrap_or_default();
        assert!(first.contains(message), "{first}");
        let last = self.stderr.lines().last().unwrap_or_default();
        assert!(last.starts_with("hint: ") && last.contains(hint), "{last}");
    }

    #[track_caller]
    fn json(&self) -> Vec<Value> {
        let parse = |line| serde_json::from_str(line).expect("each line is JSON");
        self.stdout.lines().map(parse).collect()
    }
}

#[test]
fn the_first_search_builds_the_index() {
    let sandbox = Sandbox::new();
    let first = sandbox.search(&["-l", "Twitter"]);
    assert_eq!((first.code, first.stdout.lines().count()), (0, 3), "{}", first.stderr);
    assert!(first.stderr.starts_with("search: no index yet; building .search-index\n"), "{}", first.stderr);
    assert!(first.stderr.contains("5 files, 5 documents, "), "{}", first.stderr);
    let second = sandbox.search(&["-l", "Twitter"]);
    second.check(0, &first.stdout, "");
}

#[test]
fn exit_status() {
    let sandbox = Sandbox::new().built();
    assert_eq!(sandbox.search(&["Twitter"]).code, 0);
    sandbox.search(&["Quecksilberthermometer"]).check(1, "", "");
    sandbox.search(&["-c", "Quecksilberthermometer"]).check(1, "0\n", "");
    sandbox
        .search(&["\"open"])
        .check_error("search: a quotation mark without its partner at column 1", "close it");
    sandbox.search(&["--jsn", "a"]).check_error("search: unexpected argument '--jsn' found", "'--json'");
    sandbox.search(&["-L", "xx", "a"]).check_error("unknown language", "known languages are de, ");
    sandbox.search(&["a", "-0"]).check_error("-0 ends paths", "-l");
    sandbox.search(&["-Musk"]).check_error("there is no option -M", "search Twitter -Musk");
    sandbox.search(&["--batch", "none.tsv"]).check_error("none.tsv: ", "the name");
}

#[test]
fn faults_of_queries_stand_under_their_column() {
    let sandbox = Sandbox::new().built();
    let faulty = sandbox.search(&["马斯克", "AND"]);
    let expected = "search: nothing after AND at column 8\n  马斯克 AND\n         ^\nhint: in lower case and is a word; \
        as an operator it joins what is meant\n";
    faulty.check(2, "", expected);
    sandbox.search(&["title:"]).check_error("nothing in the field title: at column 1", "title\\:");
    sandbox.search(&["Twitter NOT"]).check_error("nothing after NOT at column 9", "word");
    sandbox.search(&["titel:Musk"]).check_error("unknown field titel:", "title:, path: and lang:");
    sandbox.search(&["wall^0"]).check_error("a weight that is none at column 5", "word^2");
}

#[test]
fn the_query_language_at_the_command_line() {
    let sandbox = Sandbox::new().built();
    let count = |query: &[&str]| sandbox.search(&[&["-c"], query].concat()).stdout;
    assert_eq!(count(&["Twitter", "AND", "NOT", "Musk"]), "2\n");
    assert_eq!(count(&["Netz*", "-title:Netzwerk"]), "1\n");
    assert_eq!(count(&["Twiter~1", "-lang:zh"]), "2\n");
    assert_eq!(count(&["(推特 OR mice)", "path:zh"]), "2\n");
    assert_eq!(count(&["+(推特 OR mice)", "+path:zh"]), "1\n");
    sandbox.search(&["-l", "lang:en", "m*s museum~"]).check_error("a * that is not at the end", "wall*");
    sandbox.search(&["-l", "lang:en", "mi* museun~"]).check(0, "corpus/en/mice.md\n", "");
}

#[test]
fn without_a_project() {
    let sandbox = Sandbox::empty();
    sandbox.search(&["a"]).check_error("no index-schema.toml here", "`search-index init`");
    sandbox.search(&["--index", "none", "a"]).check_error("none: no index here", "search-index build");
    sandbox.search_index(&["build", "--corpus", "none"]).check_error("no index-schema.toml", "--index DIR");
    sandbox
        .search_index(&["build", "--corpus", "none", "--index", "index"])
        .check_error("none: no such corpus", "--corpus");
    assert!(!sandbox.path("index").exists());
    sandbox.write("texts/a.md", b"a dragonfly");
    sandbox.search(&["--corpus", "texts", "--index", "index", "-l", "dragonfly"]);
    sandbox.search(&["--index", "index", "-l", "dragonfly"]).check(0, "texts/a.md\n", "");
}

#[test]
fn an_index_has_a_folder_of_its_own() {
    let sandbox = Sandbox::new();
    let build = |index: &str| sandbox.search_index(&["build", "-q", "--index", index]);
    build("corpus").check_error("corpus: the index folder holds the corpus", ".search-index");
    build(".").check_error(".: the index folder holds the corpus", ".search-index");
    build("/").check_error("/: the index folder holds the corpus", ".search-index");
    sandbox.write("letters/a.md", b"not for the index");
    build("letters").check_error("letters: neither empty nor an index", ".search-index");
    sandbox.search(&["--index", "letters", "a"]);
    let kept = fs::read_dir(sandbox.path("letters")).expect("it is there").count();
    assert_eq!((kept, sandbox.path("corpus/.gitignore").exists()), (1, false));
    fs::create_dir(sandbox.path("empty")).expect("a folder");
    build("empty").check(0, "", "");
    build("empty").check(0, "", "");
}

#[test]
fn hits_in_json() {
    let sandbox = Sandbox::new().built();
    let outcome = sandbox.search(&["--json", "--stats", "dragonfly"]);
    let [hit, stats] = &outcome.json()[..] else { panic!("{}", outcome.stdout) };
    let keys = ["query", "rank", "score", "path", "id", "title", "language", "line", "snippet", "matches"];
    let found: Vec<&str> = hit.as_object().expect("an object").keys().map(String::as_str).collect();
    assert!(keys.iter().all(|key| found.contains(key)) && found.len() == keys.len(), "{found:?}");
    let starts = outcome.stdout.starts_with("{\"query\":\"dragonfly\",\"rank\":1,\"score\":");
    assert!(starts, "{}", outcome.stdout);
    assert_eq!((hit["path"].as_str(), hit["id"].as_str()), (Some("corpus/notes.jsonl"), Some("n 1")));
    let (start, end) = (hit["matches"][0]["start"].as_u64(), hit["matches"][0]["end"].as_u64());
    let span = start.zip(end).map(|(start, end)| start as usize..end as usize).expect("a match");
    assert_eq!(&hit["snippet"].as_str().expect("a text")[span], "dragonfly");
    assert_eq!((stats["type"].as_str(), stats["total"].as_u64()), (Some("stats"), Some(1)));
}

#[test]
fn which_documents() {
    let sandbox = Sandbox::new().built();
    let check = |arguments: &[&str], paths: &[&str]| {
        let outcome = sandbox.search(&[&["-l"], arguments].concat());
        let mut found: Vec<&str> = outcome.stdout.lines().collect();
        found.sort_unstable();
        assert_eq!(found, paths, "{arguments:?} {}", outcome.stderr);
    };
    check(&["Twitter", "-Musk"], &["corpus/de/zahlung.md", "corpus/zh/twitter.md"]);
    check(&["-L", "de", "Twitter"], &["corpus/de/musk.md", "corpus/de/zahlung.md"]);
    check(&["-Lde,zh", "推特"], &["corpus/zh/twitter.md"]);
    check(&["museums"], &["corpus/en/mice.md"]);
    check(&["--", "mice"], &["corpus/en/mice.md"]);
}

#[test]
fn globs_and_exact_words() {
    let sandbox = Sandbox::new().built();
    let count = |arguments: &[&str]| sandbox.search(&[arguments, &["-c"]].concat()).stdout;
    assert_eq!(count(&["Twitter", "--in", "de/**"]), "2\n");
    assert_eq!(count(&["Twitter", "--in", "de/**", "--in", "zh"]), "3\n");
    assert_eq!(count(&["museums", "--exact"]), "0\n");
    sandbox.search(&["Twitter", "--in", "[a"]).check_error("malformed glob \"[a\"", "[[]");
}

#[test]
fn a_batch_answers_all_it_can() {
    let sandbox = Sandbox::new().built();
    let input = b"q1\tdragonfly\n\"open\nQuecksilberthermometer\n\xff\nmice";
    let outcome = sandbox.search_with(&["--batch", "-", "--format", "trec"], input);
    let names: Vec<&str> = outcome.stdout.lines().filter_map(|line| line.split(" tetra").next()).collect();
    assert!(names[0].starts_with("q1 Q0 n_1 1 "), "{}", outcome.stdout);
    assert!(names[1].starts_with("5 Q0 corpus/en/mice.md 1 "), "{}", outcome.stdout);
    assert_eq!((outcome.code, names.len()), (2, 2));
    assert!(outcome.stderr.starts_with("search: line 2: a quotation mark"), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("search: line 4: not UTF-8\n"), "{}", outcome.stderr);
    sandbox.write("queries.tsv", b"a 1\tdragonfly\r\nnone\tQuecksilberthermometer\r\n");
    sandbox.search(&["--batch", "queries.tsv", "-c"]).check(0, "a 1\t1\nnone\t0\n", "");
    let json = sandbox.search(&["--batch", "queries.tsv", "--json"]).json();
    assert_eq!(json[0]["query_id"], "a 1");
    sandbox.search_with(&["--batch", "-"], b"").check(1, "", "");
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let sandbox = Sandbox::new().built();
    let mut child = sandbox.command(env!("CARGO_BIN_EXE_search"), &["--batch", "-", "--json"]);
    let mut child = child.spawn().expect("search runs");
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().expect("a pipe");
    // The program may end before it has read all: that is what is tested.
    let _ = stdin.write_all("Twitter\n".repeat(5_000).as_bytes());
    drop(stdin);
    Outcome::from(child.wait_with_output().expect("search ends")).check(0, "", "");
}

#[test]
fn answers_do_not_wait_for_the_whole_batch() {
    use std::io::{BufRead, BufReader};
    let sandbox = Sandbox::new().built();
    let mut child = sandbox.command(env!("CARGO_BIN_EXE_search"), &["--batch", "-", "-c"]);
    let mut child = child.spawn().expect("search runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    let mut answers = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    for (query, expected) in [("dragonfly\n", "1\t1"), ("Twitter\n", "2\t3")] {
        stdin.write_all(query.as_bytes()).expect("search reads its input");
        assert_eq!(answers.next().expect("an answer").expect("it is text"), expected);
    }
    drop(stdin);
    assert!(child.wait().expect("search ends").success());
}

#[cfg(unix)]
#[test]
fn control_characters_are_shown() {
    use std::os::unix::ffi::OsStrExt;
    let sandbox = Sandbox::new();
    sandbox.write("corpus/a\u{1b}[31m\u{202e}.txt", "quagga \u{1b}]0;title\u{7} and \u{202e}more".as_bytes());
    sandbox.write(std::ffi::OsStr::from_bytes(b"corpus/\xff.txt"), b"okapi");
    sandbox.search_index(&["build", "-q"]).check(0, "", "");
    let outcome = sandbox.search(&["quagga"]);
    assert!(!outcome.stdout.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{:?}", outcome.stdout);
    assert!(outcome.stdout.starts_with("corpus/a␛[31m<U+202E>.txt:1:quagga "), "{}", outcome.stdout);
    sandbox.search(&["-l", "quagga"]).check(0, "corpus/a␛[31m<U+202E>.txt\n", "");
    sandbox.search(&["-l0", "quagga"]).check(0, "corpus/a\u{1b}[31m\u{202e}.txt\0", "");
    let json = sandbox.search(&["--json", "okapi"]).json();
    assert_eq!(json[0]["path"], "corpus/\u{fffd}.txt");
    assert_eq!(json[0]["path_bytes"], "Y29ycHVzL/8udHh0");
}

#[test]
fn colours() {
    let sandbox = Sandbox::new().built();
    let has_colours = |arguments: &[&str], variables: &[(&str, &str)]| {
        let mut command = sandbox.command(env!("CARGO_BIN_EXE_search"), arguments);
        let output = command.envs(variables.iter().copied()).output().expect("search runs");
        Outcome::from(output).stdout.contains('\u{1b}')
    };
    assert!(!has_colours(&["mice"], &[]));
    assert!(has_colours(&["mice", "--color", "always"], &[("NO_COLOR", "1")]));
    assert!(has_colours(&["mice"], &[("CLICOLOR_FORCE", "1")]));
    assert!(!has_colours(&["mice", "--json", "--color=always"], &[]));
}

#[test]
fn init_then_build_then_search() {
    let sandbox = Sandbox::empty();
    sandbox.write("letter.txt", "The quagga is a German zebra.".as_bytes());
    let init = sandbox.search_index(&["init"]);
    assert_eq!((init.stdout.as_str(), init.code), ("index-schema.toml\n", 0), "{}", init.stderr);
    sandbox.search_index(&["init"]).check_error("index-schema.toml: there is a schema already", "remove it");
    let build = sandbox.search_index(&["build"]);
    assert_eq!((build.stdout.as_str(), build.code), ("", 0));
    assert!(build.stderr.starts_with("1 file, 1 document, 1 passage ("), "{}", build.stderr);
    assert_eq!(build.stderr.lines().count(), 1);
    sandbox.search(&["-l", "German"]).check(0, "letter.txt\n", "");
}

/// More bytes than the default schema takes.
const TOO_LARGE: u64 = 65 << 20;

#[test]
fn files_that_fail() {
    let sandbox = Sandbox::new();
    sandbox.write_sparse("corpus/blob.txt", TOO_LARGE);
    let build = sandbox.search_index(&["build"]);
    assert_eq!(build.code, 1, "{}", build.stderr);
    let first = build.stderr.lines().next().expect("a line");
    assert!(first.ends_with("corpus/blob.txt: has 68157440 bytes, the limit is 67108864"), "{first}");
    assert!(build.stderr.trim_end().ends_with(", 1 failure"), "{}", build.stderr);
    let status = sandbox.search_index(&["status", "--json"]).json();
    assert_eq!(status[0]["failures"][0]["path"], "blob.txt");
}

#[test]
fn files_that_are_no_text_are_skipped() {
    let sandbox = Sandbox::new();
    sandbox.write("corpus/image.png", b"\x89PNG\r\n\x1a\n\x00\x00");
    let build = sandbox.search_index(&["build"]);
    assert_eq!(build.code, 0, "{}", build.stderr);
    assert!(build.stderr.trim_end().ends_with(", 0 failures, 1 file skipped (no text)"), "{}", build.stderr);
    let status = sandbox.search_index(&["status", "--json"]).json();
    assert_eq!(status[0]["skipped"][0]["path"], "image.png");
}

#[test]
fn many_files_that_fail_are_not_all_named() {
    let sandbox = Sandbox::new();
    (0..25).for_each(|number| sandbox.write_sparse(&format!("corpus/blob-{number}.txt"), TOO_LARGE));
    let build = sandbox.search_index(&["build", "--quiet"]);
    assert_eq!((build.code, build.stderr.lines().count()), (1, 21), "{}", build.stderr);
    assert!(build.stderr.ends_with("and 5 more; see `search-index status`\n"), "{}", build.stderr);
}

#[test]
fn one_writer_at_a_time() {
    let sandbox = Sandbox::new().built();
    let lock = File::create(sandbox.path(".search-index/lock")).expect("the lock can be opened");
    lock.lock().expect("nobody else writes");
    sandbox.search_index(&["build"]).check_error("another search-index is writing", "wait");
    assert_eq!(sandbox.search(&["Twitter"]).code, 0, "readers are not disturbed");
}

#[test]
fn the_environment_names_a_schema() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.path("elsewhere")).expect("a folder");
    let mut command = sandbox.command(env!("CARGO_BIN_EXE_search"), &["-c", "mice"]);
    command.current_dir(std::env::temp_dir()).env("SEARCH_SCHEMA", sandbox.path("index-schema.toml"));
    assert_eq!(Outcome::from(command.output().expect("search runs")).stdout, "1\n");
    let mut command = sandbox.command(env!("CARGO_BIN_EXE_search"), &["-c", "mice"]);
    assert_eq!(
        Outcome::from(command.current_dir(sandbox.path("corpus/de")).output().expect("search runs")).code,
        0
    );
    sandbox.search(&["--schema", "none.toml", "a"]).check_error("none.toml: cannot read the schema", "init");
}

#[test]
fn status() {
    let sandbox = Sandbox::new();
    sandbox.search_index(&["status"]).check_error("no index here", "search-index build");
    let sandbox = sandbox.built();
    let text = sandbox.search_index(&["status"]);
    assert!(text.stdout.contains("documents    5 in 5 files\n"), "{}", text.stdout);
    let status = &sandbox.search_index(&["status", "--json"]).json()[0];
    assert_eq!((status["documents"].as_u64(), status["files"].as_u64()), (Some(5), Some(5)));
    let languages = status["languages"].as_array().expect("a list");
    let passages: u64 = languages.iter().filter_map(|counts| counts["passages"].as_u64()).sum();
    assert_eq!(status["passages"].as_u64(), Some(passages));
    assert!(status["disk_bytes"].as_u64() > Some(0) && status["fingerprint"].is_string());
}

#[test]
fn passages() {
    let sandbox = Sandbox::new();
    let text = sandbox.search_index(&["passages", "corpus/de/zahlung.md"]);
    let rows: Vec<Vec<&str>> = text.stdout.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!(rows[0][0..2], ["1", "de"]);
    assert_eq!(rows[0][3..], ["title", "Zahlungen im Netzwerk"]);
    assert_eq!((rows[1][0], rows[1][3]), ("3", "prose"));
    let json = sandbox.search_index(&["passages", "corpus/notes.jsonl", "--json"]).json();
    assert_eq!(json[0]["id"], "n 1");
    sandbox.search_index(&["passages", "none.md"]).check_error("none.md: ", "the name");
}

#[test]
fn analyze() {
    let sandbox = Sandbox::empty();
    let text = sandbox.search_index(&["analyze", "--lang", "de", "Häuser"]);
    text.check(0, "häuser\texact\t0\t0..7\tde\nhaus\tstem\t0\t0..7\tde\nhaeuser\tvariant\t0\t0..7\tde\n", "");
    let detected = sandbox.search_index(&["analyze", "--json", "马斯克收购了推特"]).json();
    assert!(detected.iter().all(|token| token["language"] == "zh"), "{detected:?}");
    sandbox.search_index(&["analyse", "x"]).check_error("unrecognized subcommand 'analyse'", "'analyze'");
}

#[test]
fn the_same_query_gives_the_same_bytes() {
    let sandbox = Sandbox::new().built();
    let first = sandbox.search(&["--json", "Twitter"]);
    sandbox.search(&["--json", "Twitter"]).check(0, &first.stdout, "");
}
