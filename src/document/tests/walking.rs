//! The walk over a folder of files that one meets.

use std::fs;

use super::super::{Reason, walk};
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
