//! Corpora that nobody wishes for: odd names, folders without an end, things that are no files, nesting without an end. No file
//! stops a run.
//!
//! With `SOAK=1` in the environment the sizes are those of a bad night; `just soak` sets it.

#![cfg(target_os = "linux")]

use crate::sandbox::Sandbox;
use crate::trial::size;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::PathBuf;
use std::process::Command;
use tetraglot::document::{Reason, read, walk};
use tetraglot::schema::Schema;

#[test]
fn odd_names() {
    let sandbox = Sandbox::with_one_text();
    for name in names() {
        let path = sandbox.path("corpus").join(OsStr::from_bytes(&name));
        fs::write(path, "Thirteen dragonflies, by name.").expect("the file system takes any name");
    }
    for number in 0..size(500, 1_000_000) {
        sandbox.write(format!("corpus/many/{}/{number}\n\u{1f432}.txt", number % 1000), b"");
    }
    sandbox.build(&["-q"]).check(0);
    sandbox.check_rest();
    check_names_in_output(&sandbox);
    assert!(!sandbox.path("pwned").exists());
}

/// Names that a file system takes: all but two bytes are allowed, and 255 of them.
fn names() -> Vec<Vec<u8>> {
    let names: [&[u8]; 11] = [
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
    ];
    names.iter().map(|name| name.to_vec()).chain([long_name().into_bytes()]).collect()
}

fn long_name() -> String {
    "n".repeat(251) + ".txt"
}

fn check_names_in_output(sandbox: &Sandbox) {
    let text = sandbox.search(&["-n", "50", "dragonflies"]);
    assert_eq!(text.stdout.lines().count(), 13, "a line for each hit: {}", text.stdout);
    assert!(!text.stdout.contains(['\u{1b}', '\u{202e}', '\u{7}']));
    let json = sandbox.search(&["-n", "50", "--json", "dragonflies"]).json();
    assert!(json.iter().any(|hit| hit["path"] == "corpus/a\nb.txt"));
    assert!(json.iter().any(|hit| hit["path"].as_str().is_some_and(|path| path.ends_with(&long_name()))));
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
}

#[test]
fn folders_deeper_than_a_path_may_be_long() {
    use rustix::fs::{CWD, Mode, OFlags, mkdirat, openat};
    let sandbox = Sandbox::with_one_text();
    let mut dir = openat(CWD, sandbox.path("corpus"), OFlags::DIRECTORY, Mode::empty()).expect("the corpus");
    let name = "d".repeat(200);
    for _ in 0..30 {
        mkdirat(&dir, &name, Mode::RWXU).expect("one folder more");
        dir = openat(&dir, &name, OFlags::DIRECTORY, Mode::empty()).expect("one folder down");
    }
    let mut shallow = PathBuf::from("corpus");
    (0..size(300, 1500)).for_each(|_| shallow.push("s"));
    sandbox.write(shallow.join("deep.txt"), b"A deep dragonfly.");
    let build = sandbox.build(&["-q"]);
    build.check(1);
    assert!(build.stderr.contains("File name too long"), "{}", build.stderr);
    sandbox.check_rest();
    assert_eq!(sandbox.search(&["-c", "deep"]).stdout, "1\n");
}

#[test]
fn links_that_go_in_circles() {
    let sandbox = Sandbox::with_one_text();
    let corpus = sandbox.path("corpus");
    for (target, name) in
        [(".", "self"), ("..", "up"), ("b", "a"), ("a", "b"), ("nowhere", "dangling"), ("/", "root")]
    {
        symlink(target, corpus.join(name)).expect("a link");
    }
    sandbox.build(&["-q"]).check(0);
    sandbox.check_rest();
    assert_eq!(sandbox.search_index(&["status", "--json"]).json()[0]["files"], 1);
}

#[test]
fn things_that_are_no_files() {
    let sandbox = Sandbox::with_one_text();
    let corpus = sandbox.path("corpus");
    let made = Command::new("mkfifo").arg(corpus.join("pipe.txt")).status();
    assert!(made.is_ok_and(|status| status.success()), "mkfifo is there");
    let _socket = UnixListener::bind(corpus.join("socket.txt")).expect("a socket");
    // Only root may make devices.
    let device = Command::new("mknod").arg(corpus.join("zero.txt")).args(["c", "1", "5"]).output();
    let has_device = device.is_ok_and(|output| output.status.success());
    sandbox.write_sparse("corpus/sparse.txt", 10 << 30);
    sandbox.write_sparse("corpus/zeros.txt", 1 << 20);
    let build = sandbox.build(&["-q"]);
    build.check(1);
    assert_eq!(
        build.stderr,
        "corpus/sparse.txt: has 10737418240 bytes, the limit is 67108864\n"
            .replace("corpus", &corpus.display().to_string())
    );
    sandbox.check_rest();
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
    let sandbox = Sandbox::with_one_text();
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
    let sandbox = Sandbox::with_one_text();
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
    sandbox.build(&["-q"]).check(0);
    sandbox.check_rest();
    let hits = sandbox.search(&["-l", "-n", "50", "nested", "dragonfly"]).stdout;
    assert!(hits.contains("corpus/div.html") && hits.contains("corpus/nested.jsonl"), "{hits}");
    let doubts = sandbox.search_index(&["status", "--json"]).json()[0]["doubts"].to_string();
    assert!(doubts.contains("line 1: not a JSON object"), "{doubts}");
}

#[test]
fn a_broken_line_costs_itself() {
    let sandbox = Sandbox::with_one_text();
    let lines = "{\"id\":\"1\",\"text\":\"a first dragonfly\"}\n{\"id\":\"2\",\"text\":\"cut sho\n\
        {\"id\":\"3\",\"text\":\"a dragonfly below\"}\n{\"id\":\"1\",\"text\":\"a replaced dragonfly\"}\n";
    sandbox.write("corpus/records.jsonl", lines.as_bytes());
    sandbox.build(&["-q"]).check(0);
    sandbox.check_rest();
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
