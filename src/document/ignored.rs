//! Why the walk passes over a file: the rule that it follows, found for one path.

use super::marks::CACHE_MARK;
use super::walk::{IGNORE_FILE, is_private, walk_builder};
use crate::schema::{Corpus, glob_set};
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use ignore::{IncrementalIgnore, Match};
use std::fs;
use std::path::{Path, PathBuf};

/// The ignore files of a folder, those that outweigh others first. Git's own list lies in the repository's data.
const IGNORE_FILES: [&str; 4] = [IGNORE_FILE, ".ignore", ".gitignore", ".git/info/exclude"];

/// Why the walk passes over a file without a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PassedOver {
    /// A pattern of an ignore file.
    Ignored {
        /// The ignore file; None if it could not be made out which one it is.
        by: Option<IgnoreRule>,
        /// The file or folder that the pattern matches, below the corpus folder.
        path: PathBuf,
    },
    /// This part of the path begins with a dot.
    Hidden(PathBuf),
    /// A folder that is never entered: of an index, of git, or marked as made from other data.
    Private(PathBuf),
    /// A glob of `exclude` in the schema.
    Excluded(String),
    /// No glob of `include` in the schema matches.
    NotIncluded,
    /// A symbolic link to a file of the corpus, which is read itself, or to nothing.
    Link(Option<PathBuf>),
}

/// A line of an ignore file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IgnoreRule {
    /// The ignore file.
    pub file: PathBuf,
    /// Its line, from 1; None if the file changed meanwhile.
    pub line: Option<usize>,
    /// The pattern as written.
    pub pattern: String,
}

/// What the ignore files of a corpus folder say of single paths, as the walk finds it. Each file is read once.
pub(super) struct Matcher(IncrementalIgnore);

impl Matcher {
    /// Of a corpus folder.
    pub fn of(corpus: &Corpus, dir: &Path) -> Option<Matcher> {
        walk_builder(dir, corpus).build_matchers().pop().map(Matcher)
    }

    /// Whether a path below the folder, which lies in no folder that is ignored, is ignored or hidden.
    pub fn ignores(&mut self, relative: &Path, is_dir: bool) -> bool {
        self.0.matched(relative, is_dir).is_ignore()
    }

    /// Whether a folder below the corpus folder `dir` holds a mark that is not ignored itself.
    pub fn finds_mark(&mut self, dir: &Path, relative: &Path) -> bool {
        let mark = relative.join(CACHE_MARK);
        dir.join(&mark).symlink_metadata().is_ok_and(|mark| mark.is_file()) && !self.ignores(&mark, false)
    }
}

/// Returns why the walk passes over a file of a corpus folder; None if it does not. The file is given below the folder.
pub fn passed_over(corpus: &Corpus, dir: &Path, relative: &Path) -> Option<PassedOver> {
    let mut matcher = Matcher::of(corpus, dir)?;
    let mut path = PathBuf::new();
    for part in relative.components() {
        path.push(part);
        let is_dir = path != relative;
        let found = at(corpus, &mut matcher, dir, &path, is_dir);
        if found.is_some() {
            return found;
        }
    }
    let is_included = |globs: &[String]| glob_set(globs).is_ok_and(|globs| globs.is_match(relative));
    if !corpus.include.is_empty() && !is_included(&corpus.include) {
        return Some(PassedOver::NotIncluded);
    }
    let path = dir.join(relative);
    path.is_symlink().then(|| PassedOver::Link(fs::canonicalize(path).ok()))
}

/// The rule that keeps the walk from a folder, or from the file itself.
fn at(corpus: &Corpus, matcher: &mut Matcher, dir: &Path, path: &Path, is_dir: bool) -> Option<PassedOver> {
    let full = dir.join(path);
    if matcher.ignores(path, is_dir) {
        let by = if corpus.ignore_files { ignore_rule(&full, is_dir) } else { None };
        let is_hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        return Some(match by {
            None if is_hidden && !corpus.hidden => PassedOver::Hidden(path.to_owned()),
            by => PassedOver::Ignored { by, path: path.to_owned() },
        });
    }
    if is_dir && (is_private(&full) || matcher.finds_mark(dir, path)) {
        return Some(PassedOver::Private(path.to_owned()));
    }
    let matches = |glob: &&String| glob_set(&[glob]).is_ok_and(|set| set.is_match(path));
    corpus.exclude.iter().find(matches).map(|glob| PassedOver::Excluded(glob.clone()))
}

/// The pattern that ignores a path: of the kinds of ignore files in their order, the one in the nearest folder.
fn ignore_rule(path: &Path, is_dir: bool) -> Option<IgnoreRule> {
    let path = fs::canonicalize(path.parent()?).ok()?.join(path.file_name()?);
    let in_folders = IGNORE_FILES.iter().find_map(|name| nearest_rule(&path, is_dir, name));
    in_folders.unwrap_or_else(|| {
        let (global, _) = Gitignore::global();
        rule_of(&global, &path, is_dir).flatten()
    })
}

/// What the nearest ignore file of a name says that says something; a rule only if it ignores the path.
fn nearest_rule(path: &Path, is_dir: bool, name: &str) -> Option<Option<IgnoreRule>> {
    for folder in path.ancestors().skip(1) {
        let file = folder.join(name);
        if file.is_file() {
            let mut builder = GitignoreBuilder::new(folder);
            // A pattern that cannot be understood is left out, as in the walk.
            let _ = builder.add(&file);
            let said = builder.build().ok().and_then(|patterns| rule_of(&patterns, path, is_dir));
            if said.is_some() {
                return said;
            }
        }
        // Git's files hold in their repository.
        if name.contains("git") && folder.join(".git").exists() {
            return None;
        }
    }
    None
}

fn rule_of(patterns: &Gitignore, path: &Path, is_dir: bool) -> Option<Option<IgnoreRule>> {
    match patterns.matched(path, is_dir) {
        Match::None => None,
        Match::Whitelist(_) => Some(None),
        Match::Ignore(glob) => {
            let file = glob.from().map(Path::to_owned).unwrap_or_default();
            let pattern = glob.original().to_owned();
            Some(Some(IgnoreRule { line: line_of(&file, &pattern), file, pattern }))
        }
    }
}

/// The last line of a file that is a pattern: of two, the last one decides.
fn line_of(file: &Path, pattern: &str) -> Option<usize> {
    let text = fs::read_to_string(file).ok()?;
    let number = text.lines().enumerate().filter(|(_, line)| line.trim_end() == pattern.trim_end()).last();
    number.map(|(number, _)| number + 1)
}

impl PassedOver {
    /// What it says to people, in one line.
    pub fn reason(&self) -> String {
        match self {
            PassedOver::Ignored { by: Some(IgnoreRule { file, line, pattern }), path } => {
                let line = line.map(|line| format!(":{line}")).unwrap_or_default();
                format!("{} is ignored by {}{line}: {pattern}", path.display(), file.display())
            }
            PassedOver::Ignored { by: None, path } => format!("{} is ignored", path.display()),
            PassedOver::Hidden(path) => format!("{} is hidden: its name begins with a dot", path.display()),
            PassedOver::Private(path) => format!(
                "{} is never entered: it is of an index or of git, or has a {CACHE_MARK}",
                path.display()
            ),
            PassedOver::Excluded(glob) => format!("excluded by the schema: \"{glob}\""),
            PassedOver::NotIncluded => "not included by the schema: no glob of `include` matches".to_owned(),
            PassedOver::Link(Some(target)) => {
                format!("a symbolic link; what counts is {}", target.display())
            }
            PassedOver::Link(None) => "a symbolic link that leads nowhere".to_owned(),
        }
    }
}
