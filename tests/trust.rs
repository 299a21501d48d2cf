//! What a schema, or an index, that somebody else made can do: nothing outside of its folder.

#![cfg(unix)]

use crate::sandbox::Sandbox;
use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::path::Path;

/// A project in `project`, and beside it a folder that is nobody else's business.
fn cloned(schema: &str) -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.write("private/diary.txt", b"a secret dragonfly");
    sandbox.write("project/corpus/a.txt", b"a public dragonfly");
    sandbox.write("project/index-schema.toml", schema.as_bytes());
    sandbox
}

fn run(sandbox: &Sandbox, program: &str, arguments: &[&str]) -> (i32, String, String) {
    let output =
        sandbox.command(program, arguments).current_dir(sandbox.path("project")).output().expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("programs write UTF-8");
    (output.status.code().expect("no signal"), text(output.stdout), text(output.stderr))
}

const SEARCH: &str = env!("CARGO_BIN_EXE_search");
const SEARCH_INDEX: &str = env!("CARGO_BIN_EXE_search-index");

/// Both programs refuse the schema as long as nobody names it, and touch nothing.
#[track_caller]
fn check_refused(sandbox: &Sandbox, folder: &str) {
    let before = listing(&sandbox.path("private"));
    for (program, arguments) in
        [(SEARCH, &["dragonfly"][..]), (SEARCH_INDEX, &["build", "-q"]), (SEARCH_INDEX, &["status"])]
    {
        let (code, stdout, stderr) = run(sandbox, program, arguments);
        assert_eq!((code, stdout.as_str()), (2, ""), "{stderr}");
        let mut lines = stderr.lines();
        let first = lines.next().unwrap_or_default();
        assert!(first.contains("index-schema.toml: names ") && first.contains(folder), "{stderr}");
        assert!(first.ends_with(", which is not below its own folder"), "{stderr}");
        let hint = lines.next().unwrap_or_default();
        assert!(hint.starts_with("hint: if you trust it, name it: --schema /"), "{stderr}");
    }
    assert_eq!(listing(&sandbox.path("private")), before);
}

fn listing(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut names: Vec<String> = entries.map(|path| path.display().to_string()).collect();
    names.sort();
    names
}

#[test]
fn a_schema_that_was_found_stays_in_its_folder() {
    check_refused(&cloned("[corpus]\ndirs = [\"corpus\", \"../private\"]"), "../private");
    check_refused(&cloned("[corpus]\ndirs = [\"/etc\"]"), "/etc");
    check_refused(&cloned("[index]\ndir = \"../private/index\""), "../private/index");
    check_refused(&cloned("[corpus]\ndirs = [\"corpus/../../private\"]"), "private");
    let by_link = cloned("[corpus]\ndirs = [\"link\"]");
    symlink("../private", by_link.path("project/link")).expect("a link");
    check_refused(&by_link, "link");
    let index_by_link = cloned("");
    symlink("../private", index_by_link.path("project/.search-index")).expect("a link");
    check_refused(&index_by_link, ".search-index");
    let to_be_made = cloned("");
    symlink("../private/new", to_be_made.path("project/.search-index")).expect("a link");
    check_refused(&to_be_made, ".search-index");
}

#[test]
fn from_a_folder_below_it_is_the_same() {
    let sandbox = cloned("[corpus]\ndirs = [\"../private\"]");
    let output = sandbox.command(SEARCH, &["dragonfly"]).current_dir(sandbox.path("project/corpus")).output();
    assert_eq!(output.expect("it runs").status.code(), Some(2));
}

#[test]
fn a_schema_that_was_named_is_trusted() {
    let sandbox = cloned("[corpus]\ndirs = [\"corpus\", \"../private\"]\n[index]\ndir = \"../elsewhere\"");
    let (code, stdout, _) = run(&sandbox, SEARCH, &["--schema", "index-schema.toml", "-l", "secret"]);
    assert_eq!(code, 0, "{stdout}");
    assert!(stdout.trim_end().ends_with("private/diary.txt"), "{stdout}");
    assert!(sandbox.path("elsewhere/current").exists());
    let named = sandbox
        .command(SEARCH, &["-c", "dragonfly"])
        .current_dir(sandbox.path("project"))
        .env("SEARCH_SCHEMA", "index-schema.toml")
        .output()
        .expect("it runs");
    assert_eq!(named.stdout, b"2\n");
}

#[test]
fn folders_of_the_arguments_are_the_users_own() {
    let sandbox = cloned("[corpus]\ndirs = [\"../private\"]\n[index]\ndir = \"../elsewhere\"");
    let (code, _, stderr) = run(&sandbox, SEARCH_INDEX, &["build", "-q", "--corpus", "corpus"]);
    assert!(code == 2 && stderr.contains("names ") && stderr.contains("elsewhere"), "{stderr}");
    let (code, _, stderr) =
        run(&sandbox, SEARCH_INDEX, &["build", "-q", "--corpus", "corpus", "--index", "../mine"]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    let (code, stdout, _) = run(&sandbox, SEARCH, &["--index", "../mine", "-c", "dragonfly"]);
    assert_eq!((code, stdout.as_str()), (0, "1\n"));
}

#[test]
fn links_in_an_index_folder_are_not_written_through() {
    let sandbox = cloned("");
    let victims = ["lock", "current.new", ".gitignore", ".gitignore.new", "current"];
    for name in victims {
        let _ = fs::remove_dir_all(sandbox.path("project/.search-index"));
        fs::create_dir(sandbox.path("project/.search-index")).expect("a folder");
        sandbox.write("project/.search-index/lock", b"");
        let link = sandbox.path("project/.search-index").join(name);
        let _ = fs::remove_file(&link);
        for target in ["diary.txt", "missing.txt"] {
            let _ = fs::remove_file(&link);
            symlink(sandbox.path("private").join(target), &link).expect("a link");
            run(&sandbox, SEARCH_INDEX, &["build", "-q"]);
            assert_eq!(
                fs::read(sandbox.path("private/diary.txt")).ok().as_deref(),
                Some(&b"a secret dragonfly"[..]),
                "{name}"
            );
            assert!(!sandbox.path("private/missing.txt").exists(), "{name}");
        }
    }
    let _ = fs::remove_dir_all(sandbox.path("project/.search-index"));
    sandbox.write("project/.search-index/lock", b"");
    symlink(sandbox.path("private"), sandbox.path("project/.search-index/generation-1")).expect("a link");
    let (code, _, stderr) = run(&sandbox, SEARCH_INDEX, &["build", "-q"]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert_eq!(
        listing(&sandbox.path("private")).len(),
        1,
        "what the link led to is still there, and nothing else"
    );
}

#[test]
fn what_is_no_file_is_not_read() {
    let sandbox = cloned("");
    assert_eq!(run(&sandbox, SEARCH_INDEX, &["build", "-q"]).0, 0);
    let index = sandbox.path("project/.search-index");
    let generation = index.join("generation-1");
    let mut paths: Vec<_> = listing(&generation).into_iter().filter(|path| !path.ends_with("lock")).collect();
    paths.push(index.join("current").display().to_string());
    for path in paths {
        let kept = format!("{path}.kept");
        fs::rename(&path, &kept).expect("the file is put away");
        symlink("/dev/zero", &path).expect("a link");
        for (program, arguments) in [(SEARCH, &["dragonfly"][..]), (SEARCH_INDEX, &["check"])] {
            let (code, _, stderr) = run(&sandbox, program, arguments);
            assert!(code == 2 && stderr.contains("the index is damaged"), "{path}: {stderr}");
        }
        fs::rename(&kept, &path).expect("the file is back");
    }
    assert_eq!(run(&sandbox, SEARCH, &["dragonfly"]).0, 0);
}

#[test]
fn a_schema_names_no_program() {
    let sandbox = cloned("pager = \"touch pwned\"");
    let (code, _, stderr) = run(&sandbox, SEARCH, &["dragonfly"]);
    assert!(code == 2 && stderr.contains("unknown key"), "{stderr}");
    assert!(!sandbox.path("project/pwned").exists());
}

/// Every file of an index is its owner's alone, whatever the mask, even where it takes rights from the owner.
#[test]
fn an_index_is_private_whatever_the_mask() {
    for mask in ["000", "022", "777"] {
        let sandbox = cloned("");
        let user = sandbox.give_to_ordinary_user();
        for run in ["a first build", "a second one"] {
            let script = format!("umask {mask}; exec {SEARCH_INDEX} build -q");
            let mut command = sandbox.command("/bin/sh", &["-c", &script]);
            if let Some(id) = user {
                command.uid(id).gid(id);
            }
            let output = command.current_dir(sandbox.path("project")).output().expect("a shell");
            assert!(output.status.success(), "{mask}, {run}: {}", String::from_utf8_lossy(&output.stderr));
            check_private(&sandbox.path("project/.search-index"), mask);
        }
    }
}

#[test]
fn a_folder_that_was_empty_becomes_private() {
    let sandbox = cloned("");
    let index = sandbox.path("project/.search-index");
    fs::create_dir(&index).expect("a folder");
    fs::set_permissions(&index, Permissions::from_mode(0o755)).expect("open to all");
    assert_eq!(run(&sandbox, SEARCH_INDEX, &["build", "-q"]).0, 0);
    check_private(&index, "none");
    // Who shares an index knows why.
    fs::set_permissions(&index, Permissions::from_mode(0o755)).expect("open to all");
    assert_eq!(run(&sandbox, SEARCH_INDEX, &["build", "-q"]).0, 0);
    assert_eq!(fs::metadata(&index).expect("a folder").permissions().mode() & 0o777, 0o755);
}

#[track_caller]
fn check_private(path: &Path, mask: &str) {
    let metadata = fs::metadata(path).expect("a part of the index");
    let expected = if metadata.is_dir() { 0o700 } else { 0o600 };
    assert_eq!(metadata.permissions().mode() & 0o777, expected, "{} under mask {mask}", path.display());
    if metadata.is_dir() {
        listing(path).iter().for_each(|path| check_private(Path::new(path), mask));
    }
}
