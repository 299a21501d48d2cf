//! What the real programs show to people: colours, links, snippets, order.

use crate::sandbox::{Outcome, Sandbox};

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
fn links() {
    let sandbox = Sandbox::new().built();
    let link = |arguments: &[&str]| {
        let all = [&["-l", "--in", "en", "mice", "--hyperlink"], arguments].concat();
        sandbox.search(&all).stdout
    };
    assert_eq!(link(&["vscode"]), "corpus/en/mice.md\n", "a pipe has no links");
    assert_eq!(link(&["none", "--color=always"]), "corpus/en/mice.md\n");
    let root = sandbox.path("corpus/en/mice.md").canonicalize().expect("it is there");
    let expected =
        format!("\u{1b}]8;;vscode://file{}:1:1\u{1b}\\corpus/en/mice.md\u{1b}]8;;\u{1b}\\\n", root.display());
    assert_eq!(link(&["vscode", "--color=always"]), expected);
    let auto = link(&["auto", "--color=always"]);
    assert!(auto.starts_with("\u{1b}]8;;file://") && auto.contains("/corpus/en/mice.md\u{1b}"), "{auto:?}");
    sandbox
        .search(&["mice", "--hyperlink", "file://x"])
        .check_error("--hyperlink file://x: it has no {path}", "vscode");
}

#[test]
fn snippets_in_fragments_and_sentences() {
    let sandbox = Sandbox::empty();
    let filler = "Nothing of note was said in this sentence at all. ".repeat(6);
    let text = format!("The quagga came first. {filler}Then came the okapi. {filler}Done.");
    sandbox.write("corpus/animals.txt", text.as_bytes());
    sandbox.write("index-schema.toml", b"");
    let sandbox = sandbox.built();
    let json = &sandbox.search(&["--json", "quagga", "okapi"]).json()[0];
    let snippet = json["snippet"].as_str().expect("a text");
    assert!(snippet.contains(" … ") && snippet.chars().count() <= 200, "{snippet}");
    let place = |found: &serde_json::Value, key: &str| found[key].as_u64().expect("a number") as usize;
    let shown = json["matches"].as_array().expect("a list").iter();
    let shown: Vec<&str> = shown.map(|found| &snippet[place(found, "start")..place(found, "end")]).collect();
    assert_eq!(shown, ["quagga", "okapi"]);
    let context = sandbox.search(&["-C0", "okapi"]);
    context.check(0, "corpus/animals.txt:1:…Then came the okapi.…\n", "");
}

#[test]
fn the_order_of_hits() {
    use std::time::{Duration, SystemTime};
    let sandbox = Sandbox::new();
    for (path, days) in [("de/zahlung.md", 1), ("zh/twitter.md", 2), ("de/musk.md", 3)] {
        let file = std::fs::File::options().write(true).open(sandbox.path(&format!("corpus/{path}")));
        let then = SystemTime::UNIX_EPOCH + Duration::from_secs(days * 86_400);
        file.expect("it is there").set_modified(then).expect("its time can be set");
    }
    let sandbox = sandbox.built();
    let check = |arguments: &[&str], expected: &[&str]| {
        let paths = sandbox.search(&[&["-l", "Twitter"], arguments].concat()).stdout;
        let paths: Vec<&str> = paths.lines().filter_map(|path| path.strip_prefix("corpus/")).collect();
        assert_eq!(paths, expected, "{arguments:?}");
    };
    check(&["--sort", "path"], &["de/musk.md", "de/zahlung.md", "zh/twitter.md"]);
    check(&["--sort", "date"], &["de/musk.md", "zh/twitter.md", "de/zahlung.md"]);
    check(&["--sort", "size"], &["de/musk.md", "de/zahlung.md", "zh/twitter.md"]);
    check(&["--sort", "path", "-n1", "--offset", "1"], &["de/zahlung.md"]);
    check(&["--per-language", "1", "--sort", "path"], &["de/zahlung.md", "zh/twitter.md"]);
    sandbox.search(&["-c", "Twitter", "--sort", "date"]).check(0, "3\n", "");
    sandbox
        .search(&["a", "--sort", "name"])
        .check_error("invalid value 'name' for '--sort <KEY>'", "score, path");
}

#[test]
fn matches_beyond_the_terms_that_are_scored_are_shown() {
    let sandbox = Sandbox::empty();
    // More words with the beginning than are scored one by one, each more often than the last one.
    let common: Vec<String> = (0..300).map(|number| format!("walnut{number}")).collect();
    let common = common.join(" ");
    sandbox.write("corpus/a.txt", format!("Trees here.\n\n{common}\n").as_bytes());
    sandbox.write("corpus/b.txt", format!("Trees there.\n\n{common}\n").as_bytes());
    sandbox.write(
        "corpus/c.txt",
        b"A quiet place.\n\nNothing of note happened on that day.\n\nThen the wallpaper came down.\n",
    );
    sandbox.write("index-schema.toml", b"");
    let sandbox = sandbox.built();
    let shown = |query: &str| {
        let json = sandbox.search(&["--json", "--in", "c.txt", query]).json();
        let text = |key: &str| json[0][key].as_str().expect("a text").to_owned();
        let matches: Vec<String> = json[0]["matches"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|found| found["text"].as_str().expect("a text").to_owned())
            .collect();
        (json[0]["line"].as_u64(), text("snippet"), matches)
    };
    let wallpaper = (Some(5), "Then the wallpaper came down.".to_owned(), vec!["wallpaper".to_owned()]);
    assert_eq!(shown("wal*"), wallpaper);
    assert_eq!(shown("=wal*"), wallpaper);
}

#[test]
fn columns_are_those_of_the_file() {
    let sandbox = Sandbox::empty();
    let text =
        "# Notes\n\nA line before.\n\n- **Über** the _quagga_, and the quagga\n- [okapi](okapi.html)\n";
    sandbox.write("corpus/notes.md", text.as_bytes());
    sandbox.write("corpus/plain.txt", "Erste Zeile hier.\n   Größere Okapis und ein Zebra\n".as_bytes());
    sandbox.write("corpus/records.jsonl", b"{\"id\": \"1\", \"text\": \"A gnu is here.\"}\n");
    sandbox.write("index-schema.toml", b"");
    let sandbox = sandbox.built();
    let place = |query: &str| {
        let shown = sandbox.search(&["--format", "vimgrep", query]).stdout;
        shown.split(':').take(3).collect::<Vec<_>>().join(":")
    };
    assert_eq!(place("quagga"), "corpus/notes.md:5:18");
    assert_eq!(place("Zebra"), "corpus/plain.txt:2:29");
    assert_eq!(place("gnu"), "corpus/records.jsonl:1:24");
    let link = sandbox.search(&["gnu", "--color=always", "--hyperlink", "vscode"]).stdout;
    assert!(link.contains("records.jsonl:1:24\u{1b}\\"), "{link:?}");
    std::fs::remove_file(sandbox.path("corpus/plain.txt")).expect("it was there");
    assert_eq!(place("Zebra"), "corpus/plain.txt:2:29", "without the file, as the text has it");
}

#[test]
fn words_that_are_sought_in_titles_are_shown_there() {
    let sandbox = Sandbox::empty();
    sandbox.write("corpus/a.md", b"# The quagga\n\nA quagga is no zebra.\n\nThe zebra and the quagga.\n");
    sandbox.write("index-schema.toml", b"");
    let sandbox = sandbox.built();
    let shown = |query: &str| {
        let shown = sandbox.search(&["--color=always", query]).stdout.replace('\u{1b}', "␛");
        shown.strip_prefix("␛[35mcorpus/a.md␛[0m:␛[32m").expect("the path").to_owned()
    };
    assert_eq!(shown("title:quagga"), "1␛[0m:The ␛[1m␛[31mquagga␛[0m\n");
    assert_eq!(shown("title:quagga zebra"), "3␛[0m:A quagga is no ␛[1m␛[31mzebra␛[0m.\n");
}
