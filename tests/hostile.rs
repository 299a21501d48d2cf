//! Corpora that nobody wishes for: odd names, folders without an end, things that are no files, files that fight back. No file
//! stops a run, and memory keeps its bounds.
//!
//! With `SOAK=1` in the environment the sizes are those of a bad night; `just soak` sets it.

#![cfg(unix)]

use crate::sandbox::Sandbox;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::PathBuf;
use std::process::Command;
use std::thread;
use std::time::Duration;
use tetraglot::document::{Reason, read, walk};
use tetraglot::schema::Schema;

const SEARCH_INDEX: &str = env!("CARGO_BIN_EXE_search-index");

/// The size of a trial: small in every run, large where there is a night for it.
fn size<T>(small: T, large: T) -> T {
    if std::env::var_os("SOAK").is_some() { large } else { small }
}

/// Numbers that look random and are the same in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn bytes(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| (self.next() >> 24) as u8).collect()
    }

    /// Characters of one to four bytes, a third of them Han, some of them marks.
    fn text(&mut self, characters: usize) -> String {
        let mut character = || {
            let number = (self.next() >> 20) as u32;
            let range = match number % 8 {
                0 | 1 => 0x20..0x7f,
                2 => 0xa0..0x250,
                3 => 0x300..0x370,
                4 | 5 => 0x4e00..0x9fff,
                6 => 0x2000..0x2100,
                _ => 0x1_0000..0x1_f9ff,
            };
            char::from_u32(range.start + (number >> 3) % (range.end - range.start)).unwrap_or(' ')
        };
        (0..characters).map(|_| character()).collect()
    }

    /// Han characters without a break: nearly all neighbours are new pairs.
    fn han(&mut self, bytes: usize) -> String {
        let character = |number: u64| char::from_u32(0x4e00 + (number % 20_000) as u32).unwrap_or('很');
        (0..bytes / 3).map(|_| character(self.next() >> 16)).collect()
    }

    /// Words of six letters that hardly ever come again.
    fn words(&mut self, bytes: usize) -> String {
        let letter = |number: u64, place: u32| (b'a' + (number >> (16 + 5 * place)) as u8 % 26) as char;
        (0..bytes / 7)
            .flat_map(|_| {
                let number = self.next();
                (0..6).map(move |place| letter(number, place)).chain([' '])
            })
            .collect()
    }
}

/// What a build left: its exit status, its messages, and the most memory it had, in MiB.
struct Build {
    code: i32,
    stderr: String,
    peak_mib: u64,
}

fn build(sandbox: &Sandbox, arguments: &[&str]) -> Build {
    let arguments = [&["build"], arguments].concat();
    let mut child = sandbox.command(SEARCH_INDEX, &arguments).spawn().expect("it runs");
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut peak_mib = 0;
    while child.try_wait().expect("it can be waited for").is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let peak = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse::<u64>().ok());
        peak_mib = peak_mib.max(kilobytes.unwrap_or(0) / 1024);
        thread::sleep(Duration::from_millis(2));
    }
    let output = child.wait_with_output().expect("it ends");
    let stderr = String::from_utf8(output.stderr).expect("messages are UTF-8");
    Build {
        code: output.status.code().unwrap_or_else(|| panic!("a signal ended it: {stderr}")),
        stderr,
        peak_mib,
    }
}

impl Build {
    /// Ended well, with or without failures, none of them a fault of ours.
    #[track_caller]
    fn check(&self, code: i32) -> &Build {
        assert_eq!(self.code, code, "{}", self.stderr);
        assert!(!self.stderr.contains("please report"), "{}", self.stderr);
        self
    }
}

/// The index is sound, and a text that was well is found.
#[track_caller]
fn check_rest(sandbox: &Sandbox) {
    sandbox.search(&["-l", "--in", "well.txt", "dragonfly"]).check(0, "corpus/well.txt\n", "");
    let check = sandbox.search_index(&["check"]);
    assert_eq!(check.code, 0, "{}{}", check.stdout, check.stderr);
    let stale = &sandbox.search_index(&["status", "--json"]).json()[0]["stale"];
    assert_eq!((&stale["new"], &stale["changed"], &stale["deleted"]), (&0.into(), &0.into(), &0.into()));
}

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.write("index-schema.toml", b"");
    sandbox.write("corpus/well.txt", b"A dragonfly.");
    sandbox
}

#[test]
fn odd_names() {
    let sandbox = sandbox();
    let long = "n".repeat(251) + ".txt";
    let names: [&[u8]; 12] = [
        b"a\nb.txt",
        b"\n",
        b"-rf.txt",
        b"--help",
        b"caf\xe9.txt",
        b"caf\xea.txt",
        b"\xff\xfe",
        "caf\u{fffd}.txt".as_bytes(),
        b"\x1b[31mred\x07.txt",
        "\u{202e}txt.exe".as_bytes(),
        b"\"'$(touch pwned)`\\*.txt",
        long.as_bytes(),
    ];
    for name in names {
        let path = sandbox.path("corpus").join(OsStr::from_bytes(name));
        fs::write(path, "Thirteen dragonflies, by name.").expect("the file system takes any name");
    }
    for number in 0..size(500, 1_000_000) {
        sandbox.write(format!("corpus/many/{}/{number}\n\u{1f432}.txt", number % 1000), b"");
    }
    build(&sandbox, &["-q"]).check(0);
    check_rest(&sandbox);
    let text = sandbox.search(&["-n", "50", "dragonflies"]);
    assert_eq!(text.stdout.lines().count(), 13, "a line for each hit: {}", text.stdout);
    assert!(!text.stdout.contains(['\u{1b}', '\u{202e}', '\u{7}']));
    let json = sandbox.search(&["-n", "50", "--json", "dragonflies"]).json();
    assert!(json.iter().any(|hit| hit["path"] == "corpus/a\nb.txt"));
    assert!(json.iter().any(|hit| hit["path"].as_str().is_some_and(|path| path.ends_with(&long))));
    let zero =
        sandbox.command(env!("CARGO_BIN_EXE_search"), &["-n", "50", "-l", "-0", "dragonflies"]).output();
    let zero = zero.expect("search runs").stdout;
    let paths: Vec<&[u8]> = zero.split(|&byte| byte == 0).filter(|path| !path.is_empty()).collect();
    assert_eq!(paths.len(), 13);
    for path in paths {
        assert!(
            sandbox.path(".").join(OsStr::from_bytes(path)).exists(),
            "{}",
            String::from_utf8_lossy(path)
        );
    }
    assert!(!sandbox.path("pwned").exists());
}

#[test]
fn folders_deeper_than_a_path_may_be_long() {
    use rustix::fs::{CWD, Mode, OFlags, mkdirat, openat};
    let sandbox = sandbox();
    let mut dir = openat(CWD, sandbox.path("corpus"), OFlags::DIRECTORY, Mode::empty()).expect("the corpus");
    let name = "d".repeat(200);
    for _ in 0..30 {
        mkdirat(&dir, &name, Mode::RWXU).expect("one folder more");
        dir = openat(&dir, &name, OFlags::DIRECTORY, Mode::empty()).expect("one folder down");
    }
    let mut shallow = PathBuf::from("corpus");
    (0..size(300, 1500)).for_each(|_| shallow.push("s"));
    sandbox.write(shallow.join("deep.txt"), b"A deep dragonfly.");
    let build = build(&sandbox, &["-q"]);
    build.check(1);
    assert!(build.stderr.contains("File name too long"), "{}", build.stderr);
    check_rest(&sandbox);
    assert_eq!(sandbox.search(&["-c", "deep"]).stdout, "1\n");
}

#[test]
fn links_that_go_in_circles() {
    let sandbox = sandbox();
    let corpus = sandbox.path("corpus");
    for (target, name) in
        [(".", "self"), ("..", "up"), ("b", "a"), ("a", "b"), ("nowhere", "dangling"), ("/", "root")]
    {
        symlink(target, corpus.join(name)).expect("a link");
    }
    build(&sandbox, &["-q"]).check(0);
    check_rest(&sandbox);
    assert_eq!(sandbox.search_index(&["status", "--json"]).json()[0]["files"], 1);
}

#[test]
fn things_that_are_no_files() {
    let sandbox = sandbox();
    let corpus = sandbox.path("corpus");
    let made = Command::new("mkfifo").arg(corpus.join("pipe.txt")).status();
    assert!(made.is_ok_and(|status| status.success()), "mkfifo is there");
    let _socket = UnixListener::bind(corpus.join("socket.txt")).expect("a socket");
    // Only root may make devices.
    let device = Command::new("mknod").arg(corpus.join("zero.txt")).args(["c", "1", "5"]).output();
    let has_device = device.is_ok_and(|output| output.status.success());
    sandbox.write_sparse("corpus/sparse.txt", 10 << 30);
    sandbox.write_sparse("corpus/zeros.txt", 1 << 20);
    let build = build(&sandbox, &["-q"]);
    build.check(1);
    assert_eq!(
        build.stderr,
        "corpus/sparse.txt: has 10737418240 bytes, the limit is 67108864\n"
            .replace("corpus", &corpus.display().to_string())
    );
    check_rest(&sandbox);
    let skipped = &sandbox.search_index(&["status", "--json"]).json()[0]["skipped"];
    assert_eq!(skipped.as_array().map(Vec::len), Some(3 + usize::from(has_device)), "{skipped}");
    // Nobody ever writes to the pipe.
    sandbox
        .search_index(&["passages", "corpus/pipe.txt"])
        .check_error("neither a file nor a folder", "index-schema.toml");
}

/// Files that became something else between the walk and the reading.
#[test]
fn files_that_are_swapped_under_the_reader() {
    let sandbox = sandbox();
    sandbox.write("private/diary.txt", b"a secret");
    for name in
        ["corpus/link.txt", "corpus/dir/inner.txt", "corpus/pipe.txt", "corpus/gone.txt", "corpus/grown.txt"]
    {
        sandbox.write(name, b"harmless");
    }
    let mut schema = Schema::load(&sandbox.path("index-schema.toml")).expect("the schema is sound");
    schema.corpus.max_file_bytes = 1000;
    let sources: Vec<_> = walk(&schema.corpus).map(|source| source.expect("a file")).collect();
    let replace = |name: &str| {
        let path = sandbox.path(name);
        fs::remove_file(&path).expect("a file goes");
        path
    };
    symlink("../private/diary.txt", replace("corpus/link.txt")).expect("a link");
    fs::rename(sandbox.path("corpus/dir"), sandbox.path("away")).expect("a folder goes");
    symlink("../away", sandbox.path("corpus/dir")).expect("a link");
    assert!(
        Command::new("mkfifo").arg(replace("corpus/pipe.txt")).status().is_ok_and(|status| status.success())
    );
    replace("corpus/gone.txt");
    sandbox.write("corpus/grown.txt", &[b'x'; 5000]);
    for source in sources {
        let outcome = read(&source, &schema, &mut |_| {}).map_err(|failure| failure.reason);
        let expected = match source.relative.to_str().expect("a plain name") {
            "link.txt" => Err(Reason::BecameLink),
            "dir/inner.txt" if cfg!(target_os = "linux") => Err(Reason::BecameLink),
            "pipe.txt" => Err(Reason::NotAFile),
            "gone.txt" => Err(Reason::Vanished),
            "grown.txt" => Err(Reason::TooLarge { bytes: 5000, limit: 1000 }),
            _ => Ok(Vec::new()),
        };
        assert_eq!(outcome, expected, "{}", source.relative.display());
    }
}

#[test]
fn nesting_without_an_end() {
    let sandbox = sandbox();
    let depth = 100_000;
    let html = |tag: &str| {
        format!("<{tag}>").repeat(depth) + "A nested dragonfly" + &format!("</{tag}>").repeat(depth)
    };
    for tag in ["div", "b", "ul><li", "table><tr><td", "svg", "script"] {
        sandbox.write(format!("corpus/{}.html", tag.replace(['>', '<'], "-")), html(tag).as_bytes());
    }
    let markdown = [
        ("quotes", "> "),
        ("lists", "- "),
        ("brackets", "["),
        ("stars", "*a "),
        ("links", "[a]("),
        ("images", "!["),
    ];
    for (name, piece) in markdown {
        sandbox.write(format!("corpus/{name}.md"), (piece.repeat(depth) + "A nested dragonfly").as_bytes());
    }
    let json = |open: &str, close: &str| {
        format!("{{\"text\":{}\"x\"{}}}\n", open.repeat(depth), close.repeat(depth))
    };
    let lines = json("[", "]") + &json("{\"a\":", "}") + "{\"id\":\"ok\",\"text\":\"A nested dragonfly\"}\n";
    sandbox.write("corpus/nested.jsonl", lines.as_bytes());
    build(&sandbox, &["-q"]).check(0);
    check_rest(&sandbox);
    let hits = sandbox.search(&["-l", "-n", "50", "nested", "dragonfly"]).stdout;
    assert!(hits.contains("corpus/div.html") && hits.contains("corpus/nested.jsonl"), "{hits}");
    let doubts = sandbox.search_index(&["status", "--json"]).json()[0]["doubts"].to_string();
    assert!(doubts.contains("line 1: not a JSON object"), "{doubts}");
}

#[test]
fn a_broken_line_costs_itself() {
    let sandbox = sandbox();
    let lines = "{\"id\":\"1\",\"text\":\"a first dragonfly\"}\n{\"id\":\"2\",\"text\":\"cut sho\n\
        {\"id\":\"3\",\"text\":\"a dragonfly below\"}\n{\"id\":\"1\",\"text\":\"a replaced dragonfly\"}\n";
    sandbox.write("corpus/records.jsonl", lines.as_bytes());
    build(&sandbox, &["-q"]).check(0);
    check_rest(&sandbox);
    let hits = sandbox.search(&["--json", "path:records"]).json();
    let ids: Vec<&str> = hits.iter().filter_map(|hit| hit["id"].as_str()).collect();
    assert_eq!(ids, ["1", "3"]);
    assert_eq!(sandbox.search(&["-c", "first"]).stdout, "0\n", "the last record of an id counts");
    assert_eq!(sandbox.search(&["-c", "replaced"]).stdout, "1\n");
    let doubts = &sandbox.search_index(&["status", "--json"]).json()[0]["doubts"][0];
    let expected = [
        "line 1: duplicate id \"1\", replaced by line 4",
        "line 2: not a JSON object (EOF while parsing a string)",
    ];
    assert_eq!(
        (doubts["path"].as_str(), &doubts["doubts"]),
        (Some("records.jsonl"), &expected.as_slice().into())
    );
}

/// Bytes and characters without sense, in every format.
#[test]
fn noise_in_every_format() {
    let sandbox = sandbox();
    let mut random = Random(20_240_607);
    let endings = ["txt", "md", "html", "jsonl", "unknown", ""];
    for number in 0..size(10, 2_000) {
        for ending in endings {
            let length = (random.next() >> 20) as usize % size(3_000, 30_000);
            let noise = random.bytes(length);
            sandbox.write(format!("corpus/bytes/{number}.{ending}"), &noise);
            let marked: Vec<u8> = noise
                .iter()
                .map(|byte| b"<>&;[]()*_`#-\n \"{}:,\\/!ab\xc3\xa4\xe5"[usize::from(byte % 28)])
                .collect();
            sandbox.write(format!("corpus/markup/{number}.{ending}"), &marked);
            sandbox.write(format!("corpus/text/{number}.{ending}"), random.text(length / 3).as_bytes());
        }
    }
    build(&sandbox, &["-q"]).check(0);
    check_rest(&sandbox);
}

/// A build with `--memory 64MiB` takes at most so much more than that: the program and its tables; nine times the largest file,
/// from 8 MiB on 64 MiB of it; two million different terms.
const OWN_MIB: u64 = 110;
const TIMES_LARGEST_FILE: u64 = 9;
const TERMS_MIB: u64 = 300;

#[test]
fn one_line_without_an_end() {
    let bytes = size(1 << 20, 60 << 20);
    let mut random = Random(7);
    let mut kinds = vec![
        ("letters", "a".repeat(bytes)),
        ("words", random.words(bytes)),
        ("han", random.han(bytes)),
        ("unicode", random.text(bytes / 3)),
        ("marks", "e\u{301}\u{302}".repeat(bytes / 5)),
        ("joined", "👩\u{200d}".repeat(bytes / 7)),
        ("digits", "1.234,5".repeat(bytes / 7)),
        ("blanks", " \t".repeat(bytes / 2)),
    ];
    kinds.push((
        "log",
        (0..bytes / 70).map(|_| format!("{:064x}\n", u128::from(random.next()) << 60)).collect(),
    ));
    for (name, text) in kinds {
        let sandbox = sandbox();
        sandbox.write(format!("corpus/{name}.txt"), text.as_bytes());
        let build = build(&sandbox, &["-q", "--memory", "64MiB"]);
        build.check(0);
        let limit =
            64 + OWN_MIB + TERMS_MIB.min(bytes as u64 >> 13) + TIMES_LARGEST_FILE * (bytes as u64 >> 20);
        eprintln!("{name}: {} MiB of {limit}", build.peak_mib);
        assert!(build.peak_mib <= limit, "{name}: {} MiB, more than {limit}", build.peak_mib);
        check_rest(&sandbox);
    }
}

/// Files above the limit are named and not read, one above it by the schema's leave is.
#[test]
fn a_hundred_megabytes_on_one_line() {
    let bytes = size(2 << 20, 100 << 20);
    let sandbox = sandbox();
    let mut text = "Der Drache fliegt über den See und ".repeat(bytes / 36);
    text.push_str("Quecksilberthermometer");
    sandbox.write("corpus/line.txt", text.as_bytes());
    sandbox.write("index-schema.toml", b"[corpus]\nmax-file-size = \"1 MiB\"");
    let refused = build(&sandbox, &["-q"]);
    refused.check(1);
    assert!(refused.stderr.contains("line.txt: has ") && refused.peak_mib < 150, "{}", refused.stderr);
    sandbox.write("index-schema.toml", b"[corpus]\nmax-file-size = \"200 MiB\"");
    build(&sandbox, &["-q"]).check(0);
    check_rest(&sandbox);
    let found = sandbox.search(&["--json", "Quecksilberthermometer"]).json();
    assert_eq!((found.len(), &found[0]["line"]), (1, &1.into()));
}
