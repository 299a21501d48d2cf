//! The walk over a folder of files that one meets.

use std::fs;
use std::path::{Path, PathBuf};

use super::super::{Eye, Found, Reason, Seen, walk};
use super::{Folder, schema};
use crate::schema::Corpus;

/// Returns what the walk finds, one file a line; failures with their reason.
fn found(corpus: &Corpus) -> Vec<String> {
    let shown = |file| match file {
        Ok(super::Source { relative, .. }) => relative.display().to_string(),
        Err(super::Failure { path, reason }) => {
            format!("{}: {reason}", path.file_name().unwrap_or_default().display())
        }
    };
    walk(corpus).map(shown).collect()
}

fn corpus(folder: &Folder) -> Corpus {
    let mut corpus = schema().corpus;
    corpus.dirs = vec![folder.path().to_owned()];
    corpus
}

fn files() -> Folder {
    let folder = Folder::new();
    for path in
        ["b/z.txt", "b.txt", "a/b/c.md", "a-b.txt", ".hidden/x.txt", ".dot.txt", "skip/x.txt", "bak/y.bak"]
    {
        folder.write(path, "text");
    }
    folder.write("cache/CACHEDIR.TAG", "");
    folder.write("cache/x.txt", "");
    folder.write(".search-index/x.txt", "");
    folder.write(".gitignore", "skip/\n");
    folder.write("bak/.searchignore", "*.bak\n");
    folder
}

#[test]
fn order_and_ignore_files() {
    let folder = files();
    let mut corpus = corpus(&folder);
    assert_eq!(found(&corpus), ["a/b/c.md", "a-b.txt", "b/z.txt", "b.txt"]);
    corpus.ignore_files = false;
    assert_eq!(found(&corpus), ["a/b/c.md", "a-b.txt", "b/z.txt", "b.txt", "bak/y.bak", "skip/x.txt"]);
    corpus.hidden = true;
    assert!(found(&corpus).contains(&".hidden/x.txt".to_owned()));
    assert!(!found(&corpus).iter().any(|path| path.contains(".search-index") || path.contains("cache")));
}

#[test]
fn include_and_exclude() {
    let folder = files();
    let mut corpus = corpus(&folder);
    corpus.include = vec!["*.md".into(), "b/".into()];
    assert_eq!(found(&corpus), ["a/b/c.md", "b/z.txt"]);
    corpus.exclude = vec!["a".into()];
    assert_eq!(found(&corpus), ["b/z.txt"]);
}

#[test]
fn folders_in_the_order_of_the_schema() {
    let (one, two) = (Folder::new(), Folder::new());
    one.write("a.txt", "");
    two.write("b.txt", "");
    let mut corpus = corpus(&two);
    corpus.dirs.push(one.path().to_owned());
    corpus.dirs.push(one.path().join("a.txt"));
    corpus.dirs.push(one.path().join("missing"));
    assert_eq!(found(&corpus), ["b.txt", "a.txt", "a.txt", "missing: vanished while the corpus was read"]);
}

#[test]
fn large_files_are_named() {
    let folder = Folder::new();
    folder.write("big.txt", "12345");
    folder.write("small.txt", "1234");
    let mut corpus = corpus(&folder);
    corpus.max_file_bytes = 4;
    assert_eq!(found(&corpus), ["big.txt: has 5 bytes, the limit is 4", "small.txt"]);
}

#[cfg(unix)]
#[test]
fn links_pipes_and_odd_names() {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;
    let (folder, outside) = (Folder::new(), Folder::new());
    folder.write("in.txt", "");
    folder.write("sub/x.txt", "");
    outside.write("out.txt", "");
    symlink(folder.path().join("in.txt"), folder.path().join("link-in")).expect("a link");
    symlink(folder.path().join("sub"), folder.path().join("link-sub")).expect("a link");
    symlink(folder.path(), folder.path().join("loop")).expect("a link");
    symlink(outside.path().join("out.txt"), folder.path().join("link-out")).expect("a link");
    symlink(outside.path(), folder.path().join("link-out-dir")).expect("a link");
    symlink("nowhere", folder.path().join("broken")).expect("a link");
    let socket = std::os::unix::net::UnixListener::bind(folder.path().join("socket"));
    let name = std::ffi::OsStr::from_bytes(b"z\xff.txt");
    fs::write(folder.path().join(name), "text").expect("a file");
    let corpus = corpus(&folder);
    let outcome: Vec<_> = walk(&corpus).collect();
    assert!(outcome.iter().flatten().any(|source| source.relative == name && source.path().exists()));
    assert_eq!(
        found(&corpus),
        [
            "in.txt".to_owned(),
            format!("link-out: {}", Reason::OutsideCorpus),
            format!("socket: {}", Reason::NotAFile),
            "sub/x.txt".to_owned(),
            "z\u{fffd}.txt".to_owned(),
        ]
    );
    drop(socket);
}

#[cfg(unix)]
#[test]
fn unreadable_files_and_folders() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    folder.write("a.txt", "");
    folder.write("dir/b.txt", "");
    for path in ["a.txt", "dir"] {
        fs::set_permissions(folder.path().join(path), fs::Permissions::from_mode(0o000))
            .expect("permissions");
    }
    // Nothing is unreadable to root.
    if fs::read(folder.path().join("a.txt")).is_err() {
        let failures: Vec<_> = walk(&corpus(&folder)).filter_map(Result::err).collect();
        assert!(matches!(&failures[..], [failure] if matches!(failure.reason, Reason::Unreadable(_))));
        let reason = folder.read("a.txt", &schema()).expect_err("no permission").reason;
        assert!(matches!(reason, Reason::Unreadable(_)));
    }
    fs::set_permissions(folder.path().join("dir"), fs::Permissions::from_mode(0o700)).expect("permissions");
}

/// Everything in a folder, as paths below it.
fn everything(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let below = |path: PathBuf| match path.is_dir() && !path.is_symlink() {
        true => everything(&path).into_iter().chain([path]).collect(),
        false => vec![path],
    };
    entries.flat_map(below).collect()
}

/// Sees each path of a folder by itself: what the walk would find there, and nothing else.
#[track_caller]
fn check_seen(corpus: &Corpus) {
    let dir = &corpus.dirs[0];
    let mut eye = Eye::new(corpus);
    let (mut seen, mut doubted) = (Vec::new(), Vec::new());
    for path in everything(dir) {
        let relative = path.strip_prefix(dir).expect("a path below the folder");
        match eye.see(dir, relative) {
            Seen::File(file) => seen.push(file),
            Seen::Nothing => {}
            Seen::Doubt => doubted.push(relative.to_owned()),
        }
    }
    let rules = [".gitignore", ".searchignore", "CACHEDIR.TAG", ".git/info/exclude"];
    let may_be_doubted =
        |path: &PathBuf| dir.join(path).is_dir() || rules.iter().any(|rule| path.ends_with(rule));
    assert!(doubted.iter().all(may_be_doubted), "{doubted:?}");
    super::super::sort(&mut seen);
    let is_doubted = |file: &Found| file.as_ref().is_ok_and(|source| doubted.contains(&source.relative));
    assert_eq!(seen, walk(corpus).filter(|file| !is_doubted(file)).collect::<Vec<_>>());
}

#[test]
fn single_paths_are_seen_as_in_the_walk() {
    let folder = files();
    folder.write("a/.gitignore", "*.tmp\n!wanted.tmp\nb/deep/\n");
    for path in ["a/b/x.tmp", "a/b/wanted.tmp", "a/b/deep/y.txt", "a/b/deeper/z.txt", "bak/sub/y.bak"] {
        folder.write(path, "text");
    }
    folder.write(".git/info/exclude", "secret.txt\n");
    folder.write("b/secret.txt", "text");
    let mut corpus = corpus(&folder);
    assert!(found(&corpus).contains(&"a/b/wanted.tmp".to_owned()));
    assert!(!found(&corpus).contains(&"b/secret.txt".to_owned()));
    check_seen(&corpus);
    corpus.ignore_files = false;
    check_seen(&corpus);
    corpus.hidden = true;
    check_seen(&corpus);
    (corpus.include, corpus.exclude) = (vec!["*.txt".into()], vec!["a/b/deeper".into()]);
    check_seen(&corpus);
    corpus.max_file_bytes = 3;
    check_seen(&corpus);
}

#[test]
fn what_lies_below_a_mark_is_not_found() {
    let folder = Folder::new();
    let marked = ["CACHEDIR.TAG", "a.txt", "deep/b.txt", "deep/deeper/c.txt", "z/d.txt"];
    marked.iter().for_each(|path| folder.write(&format!("made/of/others/{path}"), "text"));
    // That of the corpus folder does not count: it was asked for. Neither do one that is ignored, and a folder of the name.
    for path in ["CACHEDIR.TAG", "made/e.txt", "ours/CACHEDIR.TAG", "ours/f.txt", "odd/CACHEDIR.TAG/g.txt"] {
        folder.write(path, "text");
    }
    folder.write("ours/.gitignore", "*.TAG\n");
    let mut corpus = corpus(&folder);
    assert_eq!(found(&corpus), ["CACHEDIR.TAG", "made/e.txt", "odd/CACHEDIR.TAG/g.txt", "ours/f.txt"]);
    check_seen(&corpus);
    corpus.ignore_files = false;
    assert_eq!(found(&corpus), ["CACHEDIR.TAG", "made/e.txt", "odd/CACHEDIR.TAG/g.txt"]);
    check_seen(&corpus);
}

#[cfg(unix)]
#[test]
fn nothing_is_seen_through_a_link() {
    let folder = files();
    std::os::unix::fs::symlink(folder.path().join("a"), folder.path().join("link")).expect("a link");
    let corpus = corpus(&folder);
    check_seen(&corpus);
    let mut eye = Eye::new(&corpus);
    let mut see = |path: &str| eye.see(&corpus.dirs[0], Path::new(path));
    assert_eq!(see("link/b/c.md"), Seen::Nothing);
    assert_eq!(see("link"), Seen::Nothing);
    assert_eq!(see("missing.txt"), Seen::Nothing);
    assert_eq!(see("missing/missing.txt"), Seen::Nothing);
    assert_eq!(see("b.txt/below.txt"), Seen::Nothing);
    assert_eq!(see("a/b"), Seen::Doubt);
    assert_eq!(see("skip"), Seen::Nothing);
    assert_eq!(see("missing/.gitignore"), Seen::Doubt);
    assert_eq!(see(".git/info/exclude"), Seen::Doubt);
    assert_eq!(see(""), Seen::Doubt);
    assert_eq!(see("../b.txt"), Seen::Doubt);
}
