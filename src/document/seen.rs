//! What the walk would say of single paths, so that few changes need no walk.

use super::ignored::Matcher;
use super::marks::CACHE_MARK;
use super::walk::{Found, IGNORE_FILE, Walker};
use crate::schema::Corpus;
use std::fs;
use std::path::{Path, PathBuf};

/// Names of files that decide about others.
const DECIDING: [&str; 4] = [IGNORE_FILE, ".ignore", ".gitignore", CACHE_MARK];
/// Where git keeps a list of its own.
const GIT_LIST: &str = ".git/info/exclude";

/// What stands at a path.
#[derive(Debug, PartialEq)]
pub enum Seen {
    /// No file of the corpus.
    Nothing,
    /// What the walk would find.
    File(Found),
    /// Something that may decide about other files, such as a folder: only a walk can tell.
    Doubt,
}

/// Looks at single paths of a corpus, by the rules that it finds now.
pub struct Eye<'c> {
    walker: Walker<'c>,
    /// By corpus folder.
    matchers: Vec<(PathBuf, Option<Matcher>)>,
    is_sound: bool,
}

impl<'c> Eye<'c> {
    /// For the corpus of a schema.
    pub fn new(corpus: &'c Corpus) -> Eye<'c> {
        let mut faults = Vec::new();
        let walker = Walker::new(corpus, &mut faults);
        Eye { walker, matchers: Vec::new(), is_sound: faults.is_empty() }
    }

    /// What the walk would find at a path, which is given below a corpus folder.
    pub fn see(&mut self, dir: &Path, relative: &Path) -> Seen {
        let is_plain = relative.components().all(|part| matches!(part, std::path::Component::Normal(_)));
        if !self.is_sound || !is_plain || relative.as_os_str().is_empty() || decides(relative) {
            return Seen::Doubt;
        }
        let path = dir.join(relative);
        if self.is_passed_over(dir, relative) {
            return Seen::Nothing;
        }
        match fs::symlink_metadata(&path).map(|metadata| metadata.file_type()) {
            Ok(kind) if kind.is_dir() => Seen::Doubt,
            Ok(_) if self.ignores(dir, relative, false) => Seen::Nothing,
            Ok(kind) => self.walker.found(&dir.into(), &path, kind).map_or(Seen::Nothing, Seen::File),
            Err(error) if is_away(&error) => Seen::Nothing,
            Err(_) => Seen::Doubt,
        }
    }

    /// Whether the path is a folder that the walk does not enter, or lies in one, or behind a link.
    fn is_passed_over(&mut self, dir: &Path, relative: &Path) -> bool {
        let mut folder = PathBuf::new();
        relative.components().any(|part| {
            folder.push(part);
            let path = dir.join(&folder);
            match fs::symlink_metadata(&path) {
                Ok(metadata) if metadata.is_dir() => {
                    self.ignores(dir, &folder, true)
                        || self.walker.never_enters(dir, &path)
                        || self.asks(dir, |matcher| matcher.finds_mark(dir, &folder))
                }
                Ok(_) => folder != relative,
                Err(_) => false,
            }
        })
    }

    fn ignores(&mut self, dir: &Path, relative: &Path, is_dir: bool) -> bool {
        self.asks(dir, |matcher| matcher.ignores(relative, is_dir))
    }

    fn asks(&mut self, dir: &Path, question: impl FnOnce(&mut Matcher) -> bool) -> bool {
        let known = self.matchers.iter().position(|(of, _)| of == dir);
        let number = known.unwrap_or_else(|| {
            self.matchers.push((dir.to_owned(), Matcher::of(self.walker.corpus, dir)));
            self.matchers.len() - 1
        });
        let matcher = self.matchers[number].1.as_mut();
        matcher.is_some_and(question)
    }
}

/// Whether a file decides about others.
fn decides(relative: &Path) -> bool {
    relative.ends_with(GIT_LIST)
        || relative.file_name().is_some_and(|name| DECIDING.iter().any(|known| name == *known))
}

/// Whether there is nothing at a path, or a file where a folder should be.
fn is_away(error: &std::io::Error) -> bool {
    matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory)
}
