//! How far a schema is trusted that nobody named: as far as its own folder reaches.

use std::path::{Component, Path, PathBuf};

/// Whether a folder lies in `home`, once links are followed. What of it does not exist yet must not lead back up.
pub fn is_below(dir: &Path, home: &Path) -> bool {
    match (resolved(dir), home.canonicalize()) {
        (Some(dir), Ok(home)) => dir.starts_with(home),
        _ => false,
    }
}

/// Follows all links of the part of a path that exists. None for links that lead nowhere, and for steps up from there.
fn resolved(path: &Path) -> Option<PathBuf> {
    if let Ok(path) = path.canonicalize() {
        return Some(path);
    }
    if path.is_symlink() {
        return None;
    }
    let parent = match path.parent()? {
        parent if parent.as_os_str().is_empty() => Path::new("."),
        parent => parent,
    };
    match path.components().next_back()? {
        Component::Normal(name) => Some(resolved(parent)?.join(name)),
        Component::CurDir => resolved(parent),
        _ => None,
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::symlink;

    #[test]
    fn what_lies_below() {
        let dir = tempfile::tempdir().expect("a folder");
        let (home, other) = (dir.path().join("home"), dir.path().join("other"));
        fs::create_dir_all(home.join("texts")).expect("a folder");
        fs::create_dir(&other).expect("a folder");
        symlink(&other, home.join("link")).expect("a link");
        symlink("texts", home.join("inner")).expect("a link");
        symlink(dir.path().join("nowhere"), home.join("dangling")).expect("a link");
        let check =
            |name: &str, expected: bool| assert_eq!(is_below(&home.join(name), &home), expected, "{name}");
        check("", true);
        check(".", true);
        check("texts", true);
        check("texts/../texts", true);
        check("inner", true);
        check("new/newer", true);
        check("./.search-index", true);
        check("..", false);
        check("../home2", false);
        check("../other", false);
        check("link", false);
        check("link/new", false);
        check("dangling", false);
        check("dangling/new", false);
        check("new/../../other", false);
        check("new/..", false);
        assert!(!is_below(Path::new("/"), &home) && !is_below(&other, &home));
    }
}
