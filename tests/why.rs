//! `search-index why`: each reason for which a file is no hit, and the rank of one that is.

use crate::sandbox::Sandbox;
use serde_json::Value;

#[track_caller]
fn told(sandbox: &Sandbox, query: &str, file: &str, code: i32) -> (String, Value) {
    let text = sandbox.search_index(&["why", query, file]);
    assert_eq!((text.code, text.stderr.as_str()), (code, ""), "{}", text.stdout);
    let json = sandbox.search_index(&["why", query, file, "--json"]);
    assert_eq!((json.code, json.stdout.lines().count()), (code, 1), "{}", json.stderr);
    (text.stdout, json.json().remove(0))
}

/// Checks the first reason, by its name and what the second line of the text says.
#[track_caller]
fn check(sandbox: &Sandbox, query: &str, file: &str, reason: &str, line: &str) {
    let (text, json) = told(sandbox, query, file, 1);
    assert_eq!(
        (json["hit"].as_bool(), json["reasons"][0]["reason"].as_str()),
        (Some(false), Some(reason)),
        "{text}"
    );
    assert!(text.starts_with(&format!("{file}: no hit")), "{text}");
    let second = text.lines().nth(1).unwrap_or_default();
    assert!(second.contains(line), "{text}");
    assert_eq!(json["reasons"][0]["text"].as_str(), second.strip_prefix("  "));
}

#[test]
fn a_hit_has_its_rank_and_score() {
    let sandbox = Sandbox::new().built();
    for (rank, hit) in sandbox.search(&["Twitter", "--json", "--explain"]).json().iter().enumerate() {
        let path = hit["path"].as_str().expect("a path");
        let (text, json) = told(&sandbox, "Twitter", path, 0);
        let expected = format!("{path}: hit {} of 3, score {}\n", rank + 1, hit["score"]);
        assert!(text.starts_with(&expected) && text.contains("\n    score "), "{text}");
        assert_eq!((json["rank"].as_u64(), &json["score"]), (Some(rank as u64 + 1), &hit["score"]));
        assert_eq!((json["total"].as_u64(), &json["explanation"]), (Some(3), &hit["explanation"]));
        assert_eq!(json["reasons"], Value::Array(Vec::new()));
    }
}

#[test]
fn a_rank_beyond_the_hits_that_are_shown() {
    let sandbox = Sandbox::new();
    for number in 0..30 {
        let text = format!("The quagga came.{}", " Nothing else was said of it.".repeat(number));
        sandbox.write(format!("corpus/many/{number:02}.txt"), text.as_bytes());
        sandbox.write(format!("corpus/twins/{number:02}.txt"), b"An okapi came.");
    }
    let sandbox = sandbox.built();
    for query in ["quagga", "okapi"] {
        let paths = sandbox.search(&[query, "-l", "-n", "100"]).stdout;
        for (place, path) in paths.lines().enumerate().step_by(7) {
            assert_eq!(told(&sandbox, query, path, 0).1["rank"].as_u64(), Some(place as u64 + 1), "{path}");
        }
    }
}

#[test]
fn files_that_a_rule_leaves_out() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "index-schema.toml",
        b"[corpus]\nexclude = [\"drafts\", \"*.bak\"]\nmax-file-size = \"1 KB\"\n",
    );
    sandbox.write("corpus/.gitignore", b"# what is not ours\n*.log\n!kept.log\n/en/secret/\n");
    sandbox.write(".ignore", b"*.tmp\n");
    sandbox.write("corpus/de/.searchignore", b"alt.md\n");
    for file in [
        "a.log",
        "kept.log",
        "en/secret/a.md",
        "x.tmp",
        "de/alt.md",
        "drafts/a.md",
        "a.bak",
        ".hidden.md",
        ".dir/a.md",
        "cache/a.md",
    ] {
        sandbox.write(format!("corpus/{file}"), b"mice");
    }
    sandbox.write("corpus/cache/CACHEDIR.TAG", b"");
    sandbox.write("corpus/large.txt", "mice ".repeat(400).as_bytes());
    sandbox.search_index(&["build", "-q"]);
    let check = |file: &str, reason: &str, line: &str| check(&sandbox, "mice", file, reason, line);
    check("corpus/a.log", "ignored", "corpus/.gitignore:2: *.log");
    check("corpus/en/secret/a.md", "ignored", "en/secret is ignored by ");
    check("corpus/en/secret/a.md", "ignored", "corpus/.gitignore:4: /en/secret/");
    check("corpus/x.tmp", "ignored", ".ignore:1: *.tmp");
    check("corpus/de/alt.md", "ignored", "corpus/de/.searchignore:1: alt.md");
    check("corpus/drafts/a.md", "excluded", "excluded by the schema: \"drafts\"");
    check("corpus/a.bak", "excluded", "excluded by the schema: \"*.bak\"");
    check("corpus/.hidden.md", "hidden", ".hidden.md is hidden");
    check("corpus/.dir/a.md", "hidden", ".dir is hidden");
    check("corpus/cache/a.md", "private", "cache is never entered");
    check("corpus/large.txt", "failed", "it has 2000 bytes, the limit is 1000");
    assert_eq!(told(&sandbox, "mice", "corpus/kept.log", 0).1["hit"], true);
}

#[test]
fn files_that_no_glob_includes() {
    let sandbox = Sandbox::new();
    sandbox.write("index-schema.toml", b"[corpus]\ninclude = [\"*.md\"]\n");
    sandbox.write("corpus/a.txt", b"mice");
    let sandbox = sandbox.built();
    check(&sandbox, "mice", "corpus/a.txt", "not-included", "no glob of `include`");
}

#[test]
fn files_that_the_index_does_not_have() {
    let sandbox = Sandbox::new();
    sandbox.write("corpus/image.png", b"\x89PNG\r\n\x1a\n\x00\x00");
    let sandbox = sandbox.built();
    sandbox.write("elsewhere/a.md", b"mice");
    sandbox.write("corpus/new.md", b"mice");
    check(&sandbox, "mice", "elsewhere/a.md", "outside", "outside of every corpus folder");
    check(&sandbox, "mice", "corpus/none.md", "missing", "there is no such file");
    check(&sandbox, "mice", "none/none.md", "missing", "there is no such file");
    check(&sandbox, "mice", "corpus/new.md", "not-indexed", "it came after the index was made");
    check(&sandbox, "mice", "corpus/image.png", "skipped", "it is a binary file");
    sandbox.search_index(&["why", "mice", "corpus/de"]).check_error("corpus/de: is a folder", "files");
}

#[cfg(unix)]
#[test]
fn links() {
    let sandbox = Sandbox::new();
    std::os::unix::fs::symlink(sandbox.path("corpus/en/mice.md"), sandbox.path("corpus/link.md"))
        .expect("a link");
    let sandbox = sandbox.built();
    check(&sandbox, "mice", "corpus/link.md", "link", "corpus/en/mice.md");
    sandbox.write("elsewhere/a.md", b"mice");
    std::os::unix::fs::symlink(sandbox.path("elsewhere/a.md"), sandbox.path("corpus/out.md"))
        .expect("a link");
    assert_eq!(sandbox.search_index(&["build", "-q"]).code, 1);
    check(&sandbox, "mice", "corpus/out.md", "failed", "it is a symbolic link to a file outside the corpus");
    assert_eq!(told(&sandbox, "mice", "corpus/out.md", 1).0.lines().count(), 2);
}

#[test]
fn files_that_changed_since() {
    let sandbox = Sandbox::new().built();
    sandbox.write("corpus/en/mice.md", b"No rodents.");
    let (text, json) = told(&sandbox, "mice", "corpus/en/mice.md", 0);
    assert_eq!(json["reasons"][0]["reason"], "changed");
    assert!(text.contains("  it changed since the index was made\n"), "{text}");
    std::fs::remove_file(sandbox.path("corpus/de/musk.md")).expect("it is there");
    let (text, json) = told(&sandbox, "Musk", "corpus/de/musk.md", 0);
    assert_eq!(json["reasons"][0]["reason"], "removed", "{text}");
    sandbox.write(".ignore", b"zahlung.md\n");
    let (text, json) = told(&sandbox, "Zahlung", "corpus/de/zahlung.md", 0);
    assert_eq!(json["reasons"][0]["reason"], "stale", "{text}");
}

#[test]
fn queries_that_a_document_does_not_meet() {
    let sandbox = Sandbox::new().built();
    let check = |query: &str, reason: &str, line: &str| {
        check(&sandbox, query, "corpus/de/musk.md", reason, line);
    };
    check("Zirkus", "missing", "it lacks Zirkus");
    check("+Zirkus Twitter", "missing", "it lacks +Zirkus");
    check("Twitter -Musk", "excluded", "it has what must not be there: -Musk");
    check("Twitter AND NOT (Musk OR Zirkus)", "excluded", "it has what must not be there: -(Musk Zirkus)");
    check("Twitter AND (Zirkus OR Manege)", "missing", "it lacks Zirkus");
    check("\"Musk Elon\"", "not-in-row", "the words of \"Musk Elon\", but not in a row");
    check("\"Musk Zirkus\"", "missing", "it lacks \"Musk Zirkus\"");
    check("title:Musk", "not-in-title", "the words of title:Musk, but not in its title");
    check("path:zirkus", "not-in-path", "its path lacks path:zirkus");
    check("Twitter lang:en", "other-language", "it has no text in en, where Twitter is looked for");
    check("=Netzwerke", "missing", "it lacks =Netzwerke");
    check("Zirk*", "missing", "it lacks Zirk*");
    check("Zirkus~1", "missing", "it lacks Zirkus~1");
    check("+und +Zirkus", "missing", "it lacks +Zirkus");
}

#[test]
fn languages_and_words_are_named() {
    let sandbox = Sandbox::new().built();
    let (text, json) = told(&sandbox, "Netzwerke -Musk", "corpus/de/musk.md", 1);
    assert!(text.contains("\n  passages by language: de 2\n"), "{text}");
    assert!(text.contains("\n  netzwerke: de stem netzwerk (1)\n"), "{text}");
    assert!(
        text.contains("\n  musk (must not be there): de exact musk (1); path exact musk (1)\n"),
        "{text}"
    );
    assert_eq!(json["languages"][0]["passages"].as_u64(), Some(2));
    let word = &json["words"][0];
    assert_eq!(
        (word["word"].as_str(), word["places"][0]["forms"][0]["kind"].as_str()),
        (Some("netzwerke"), Some("stem"))
    );
    assert_eq!(word["places"][1]["there"], false);
    let (text, _) = told(&sandbox, "Zirkus", "corpus/de/musk.md", 1);
    assert!(text.ends_with("\n  zirkus: no de text has it\n"), "{text}");
}

#[test]
fn records_of_one_file() {
    let sandbox = Sandbox::new();
    let record =
        |id: &str, text: &str| format!("{{\"id\":\"{id}\",\"title\":\"{id}\",\"text\":\"{text}\"}}\n");
    let records = [
        record("a", "The quagga came late to the party of the animals."),
        record("b", "The quagga, the quagga and the okapi came early."),
        record("c", "Nobody came at all, and that was that."),
    ];
    sandbox.write("corpus/records.jsonl", records.concat().as_bytes());
    let sandbox = sandbox.built();
    let why = |arguments: &[&str]| sandbox.search_index(&[&["why", "--json"], arguments].concat());
    let best = why(&["okapi", "corpus/records.jsonl"]);
    assert_eq!((best.code, best.json()[0]["id"].as_str()), (0, Some("b")));
    let named = why(&["okapi", "corpus/records.jsonl#a"]);
    assert_eq!((named.code, named.json()[0]["reasons"][0]["reason"].as_str()), (1, Some("missing")));
    let named = why(&["quagga", "corpus/records.jsonl", "--id", "a"]);
    assert_eq!((named.code, named.json()[0]["rank"].as_u64()), (0, Some(2)));
    let none = why(&["quagga", "corpus/records.jsonl#z"]);
    assert_eq!((none.code, none.json()[0]["reasons"][0]["reason"].as_str()), (1, Some("no-record")));
    let text = sandbox.search_index(&["why", "quagga", "corpus/records.jsonl#a"]).stdout;
    assert!(text.starts_with("corpus/records.jsonl · a: hit 2 of 2, score "), "{text}");
}

#[test]
fn places_and_faults() {
    let sandbox = Sandbox::new().built();
    let (_, told) = told(&sandbox, "mice", "corpus/en/mice.md", 0);
    let by_index = ["why", "mice", "corpus/en/mice.md", "--json", "--index", ".search-index"];
    assert_eq!(sandbox.search_index(&by_index).json()[0], told);
    sandbox.search_index(&["why", "\"open", "corpus/en/mice.md"]).check_error("a quotation mark", "close it");
    let none = ["why", "mice", "corpus/en/mice.md", "--index", "none"];
    sandbox.search_index(&none).check_error("none: no index here", "search-index build");
    sandbox.search_index(&["why", "mice"]).check_error("<FILE>", "--help");
    let barred = sandbox.search_index(&["why", "--json", "-museum mice", "corpus/en/mice.md"]);
    assert_eq!((barred.code, barred.json()[0]["reasons"][0]["clause"].as_str()), (1, Some("-museum")));
}

#[test]
fn keys_are_a_promise() {
    let sandbox = Sandbox::new().built();
    let line = |query: &str| sandbox.search_index(&["why", query, "corpus/en/mice.md", "--json"]).stdout;
    let start = r#"{"query":"mice","path":"corpus/en/mice.md","id":null,"hit":true,"rank":1,"score":"#;
    let hit = line("mice");
    assert!(hit.starts_with(start), "{hit}");
    let keys = r#""total":1,"reasons":[],"title":"Mice in the museum","languages":[{"language":"en","passages":2}],"words":[{"word":"mice","barred":false,"places":[{"language":"en","there":true,"known":true,"forms":[{"form":"mice","kind":"exact","#;
    assert!(hit.contains(keys) && hit.contains("\"explanation\":{\"language\":\"en\","), "{hit}");
    let missed = r#""hit":false,"rank":null,"score":null,"total":1,"reasons":[{"reason":"missing","text":"it lacks dragonfly","clause":"dragonfly"}],"title":"#;
    assert!(line("dragonfly").contains(missed), "{}", line("dragonfly"));
}
