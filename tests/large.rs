//! Corpora of many small files and of many documents in one file, made from our own texts: what updates of them cost and leave.
//!
//! With `SOAK=1` in the environment the sizes are those of a large archive; `just soak` sets it and shows the figures.

#![cfg(target_os = "linux")]

use crate::sandbox::Sandbox;
use crate::support::root;
use crate::trial::size;
use std::fs;
use std::path::Path;

/// What the kernel counts processor time in, a second.
const TICKS: f64 = 100.0;
/// What a build takes on top of `--memory`, in MiB: the program, the vocabulary, and the ids of a file.
const ON_TOP_MIB: u64 = 64;

/// The paragraphs of our own corpus.
fn paragraphs() -> Vec<String> {
    let mut files = Vec::new();
    collect(&root().join("corpus"), &mut files);
    files.sort();
    let texts = files.iter().filter_map(|file| fs::read_to_string(file).ok());
    let paragraphs = texts.flat_map(|text| text.split("\n\n").map(str::to_owned).collect::<Vec<_>>());
    paragraphs.filter(|paragraph| paragraph.len() > 200).collect()
}

fn collect(dir: &Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => collect(&path, files),
            false => files.push(path),
        }
    }
}

/// Words that no text has, for what is new and what was edited.
const EDITIONS: [&str; 2] = ["Plumquist", "Vrontask"];

/// A text that says its number and its edition, in words that nothing else says.
fn text(paragraphs: &[String], number: usize, edition: usize) -> String {
    let (first, second) = (number * 7 % paragraphs.len(), number * 13 % paragraphs.len());
    let (first, second) = (&paragraphs[first], &paragraphs[second]);
    format!("{first}\n\n{} {}\n\n{second}\n", numeral(number), EDITIONS[edition])
}

/// A number that no text has.
fn numeral(number: usize) -> String {
    (900_000_000 + number).to_string()
}

fn name(number: usize) -> String {
    format!("corpus/{}/{}/{number}.txt", number % 97, number % 13)
}

/// Runs `search-index` and returns the processor time it took, in seconds.
#[track_caller]
fn timed(sandbox: &Sandbox, arguments: &[&str]) -> f64 {
    let before = processor_time_of_children();
    let outcome = sandbox.search_index(arguments);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    processor_time_of_children() - before
}

/// Of the programs that were waited for.
fn processor_time_of_children() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").expect("the kernel tells");
    let (_, fields) = stat.rsplit_once(')').expect("the name of the program");
    let field =
        |number: usize| fields.split_whitespace().nth(number - 3).and_then(|field| field.parse().ok());
    let ticks: f64 = [16, 17].into_iter().map(|number| field(number).unwrap_or(0.0)).sum();
    ticks / TICKS
}

fn index_bytes(sandbox: &Sandbox) -> u64 {
    let status = &sandbox.search_index(&["status", "--json"]).json()[0];
    let sizes = status["sizes"].as_object().expect("the sizes of the parts");
    sizes.values().filter_map(serde_json::Value::as_u64).sum()
}

/// Some queries and the first hits that each has.
fn answers(sandbox: &Sandbox) -> Vec<String> {
    let queries = ["Zahlung", "window", "abonnement prix", "记忆", "900000017", EDITIONS[1], "satellite"];
    let answer = |query| sandbox.search(&["--json", "-n", "50", query]).stdout;
    queries.into_iter().map(answer).collect()
}

/// What an update left is what a build makes.
#[track_caller]
fn check_like_built(sandbox: &Sandbox) {
    timed(sandbox, &["update", "--compact", "-q"]);
    let updated = answers(sandbox);
    assert!(updated.iter().filter(|answer| !answer.is_empty()).count() > 3);
    assert_eq!(sandbox.search_index(&["check"]).code, 0);
    timed(sandbox, &["build", "-q"]);
    assert_eq!(updated, answers(sandbox));
}

#[test]
fn many_small_files() {
    let (sandbox, paragraphs, files) = (Sandbox::empty(), paragraphs(), size(400, 81_000));
    sandbox.write("index-schema.toml", b"");
    (0..files).for_each(|number| sandbox.write(name(number), text(&paragraphs, number, 0).as_bytes()));
    let build = timed(&sandbox, &["build", "-q"]);
    let unchanged = timed(&sandbox, &["update", "-q"]);
    let whole_bytes = index_bytes(&sandbox);
    for number in (0..files).step_by(100) {
        sandbox.write(name(number), text(&paragraphs, number, 1).as_bytes());
    }
    let edited = timed(&sandbox, &["update", "-q"]);
    sandbox.search(&["-c", EDITIONS[1]]).check(0, &format!("{}\n", files.div_ceil(100)), "");
    let unedited = files - files.div_ceil(100);
    let either = sandbox.search(&["-c", EDITIONS[0], &numeral(100)]);
    either.check(
        0,
        &format!(
            "{}
",
            unedited + 1
        ),
        "",
    );
    check_like_built(&sandbox);
    for number in (0..files).filter(|number| number % 2 == 1) {
        fs::remove_file(sandbox.path(&name(number))).expect("the file is there");
    }
    let halved = timed(&sandbox, &["update", "-q"]);
    let half_bytes = index_bytes(&sandbox);
    eprintln!(
        "{files} files, CPU s: build {build:.2}, no change {unchanged:.2}, 1 % edited {edited:.2}, half deleted {halved:.2}; \
         index {whole_bytes} bytes, then {half_bytes}"
    );
    assert!(half_bytes * 10 < whole_bytes * 7, "{half_bytes} of {whole_bytes} bytes");
    sandbox.search(&["-c", EDITIONS[0], EDITIONS[1]]).check(0, &format!("{}\n", files.div_ceil(2)), "");
    check_like_built(&sandbox);
}

#[test]
fn many_documents_in_one_file() {
    let (sandbox, paragraphs, documents) = (Sandbox::empty(), paragraphs(), size(1_500, 500_000));
    sandbox.write("index-schema.toml", b"[corpus]\nmax-file-size = \"4 GiB\"\n");
    let line = |number: usize, edition: usize| {
        let text = text(&paragraphs, number, edition);
        format!("{}\n", serde_json::json!({ "id": format!("d{number}"), "text": text }))
    };
    let all: String = (0..documents).map(|number| line(number, 0)).collect();
    let file_mib = (all.len() >> 20) as u64;
    sandbox.write("corpus/all.jsonl", all.as_bytes());
    let built = sandbox.build(&["-q"]);
    built.check(0);
    let last = documents - 1;
    let id = |outcome: crate::sandbox::Outcome| outcome.json()[0]["id"].as_str().map(str::to_owned);
    assert_eq!(id(sandbox.search(&["--json", &numeral(last)])), Some(format!("d{last}")));
    sandbox.search(&["-c", EDITIONS[0]]).check(0, &format!("{documents}\n"), "");
    sandbox.write("corpus/all.jsonl", (all + &line(documents, 1)).as_bytes());
    let updated = timed(&sandbox, &["update", "-q"]);
    assert_eq!(id(sandbox.search(&["--json", EDITIONS[1]])), Some(format!("d{documents}")));
    sandbox.search(&["-c", EDITIONS[0], EDITIONS[1]]).check(0, &format!("{}\n", documents + 1), "");
    eprintln!(
        "{documents} documents, {file_mib} MiB: peak of the build {} MiB, update {updated:.2} CPU s",
        built.peak_mib
    );
    assert!(built.peak_mib < 256 + ON_TOP_MIB, "{} MiB", built.peak_mib);
    assert_eq!(sandbox.search_index(&["check"]).code, 0);
}

/// Of a file in lines, no more than a few lines are in memory at once. What its records hold beside text costs no time.
#[test]
fn a_large_file_of_small_documents() {
    let (sandbox, documents) = (Sandbox::with_one_text(), size(960, 16_000));
    sandbox.write("index-schema.toml", b"[corpus]\nmax-file-size = \"4 GiB\"\n");
    let padding = "Nobody reads this. ".repeat(64 * 1024 / 19);
    let line = |number: usize| {
        let record = serde_json::json!({ "id": number, "text": numeral(number), "extra": { "of": padding } });
        format!("{record}\n")
    };
    sandbox.write("corpus/all.jsonl", (0..documents).map(line).collect::<String>().as_bytes());
    let build = sandbox.build(&["-q", "--memory", "32MiB"]);
    build.check(0);
    eprintln!("{documents} lines of 64 KiB: peak {} MiB", build.peak_mib);
    assert!(build.peak_mib < 32 + 40, "{} MiB", build.peak_mib);
    sandbox.search(&["-c", "path:all"]).check(0, &format!("{documents}\n"), "");
    sandbox.check_rest();
}
