//! Finds the files of the corpus.

use std::fs::{self, FileType, Metadata};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::SystemTime;

use globset::GlobSet;
use ignore::{DirEntry, WalkBuilder, WalkState};

use super::failure::{Failure, Reason};
use super::marks::Marks;
use super::stamp::Stamp;
use crate::schema::{Corpus, glob_set};

/// Our own ignore file, with the syntax of `.gitignore`.
pub(super) const IGNORE_FILE: &str = ".searchignore";

/// Folders that are never entered: an index of ours, and git's own data.
const PRIVATE_DIRS: &[&str] = &[".search-index", ".git"];

/// One file of the corpus as the walk found it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The corpus folder, shared by all that lies in it.
    pub dir: Arc<Path>,
    /// Below the corpus folder.
    pub relative: PathBuf,
    /// Size when the walk came by.
    pub bytes: u64,
    /// Last change; `None` where the system does not tell.
    pub modified: Option<SystemTime>,
    /// Tells whether it changed since.
    pub stamp: Stamp,
}

impl Source {
    /// Puts together where a file is and what the system says of it.
    pub fn new(dir: Arc<Path>, relative: PathBuf, metadata: &Metadata) -> Source {
        let (bytes, modified) = (metadata.len(), metadata.modified().ok());
        Source { dir, relative, bytes, modified, stamp: Stamp::of(metadata) }
    }

    /// Returns where the file is.
    pub fn path(&self) -> PathBuf {
        self.dir.join(&self.relative)
    }
}

/// What the walk finds: a file to be read, or why something cannot be.
pub type Found = Result<Source, Failure>;

/// Walks the folders of the corpus in the order of the schema, each sorted by the bytes of the path's components.
///
/// Files that are ignored, hidden or excluded do not occur; files that cannot be read or are too large do, as failures.
pub fn walk(corpus: &Corpus) -> impl Iterator<Item = Found> {
    walk_folders(corpus).flat_map(|mut found| {
        sort(&mut found);
        found
    })
}

/// The same folder by folder, each in no order, which is faster. Faults of the schema's patterns come first.
pub fn walk_folders(corpus: &Corpus) -> impl Iterator<Item = Vec<Found>> {
    let mut faults = Vec::new();
    let walker = Walker::new(corpus, &mut faults);
    let faults = faults.into_iter().map(Err).collect();
    std::iter::once(faults).chain(corpus.dirs.iter().map(move |dir| walker.folder(dir)))
}

/// Sorts what was found in a folder by the bytes of the path's components.
pub fn sort(found: &mut [Found]) {
    let path = |found: &Found| match found {
        Ok(source) => source.path(),
        Err(failure) => failure.path.clone(),
    };
    // To put all paths together takes as much memory as what is sorted.
    found.sort_unstable_by(|left, right| match (left, right) {
        (Ok(left), Ok(right)) if Arc::ptr_eq(&left.dir, &right.dir) => left.relative.cmp(&right.relative),
        _ => path(left).cmp(&path(right)),
    });
}

/// Tells which files are of the corpus.
pub(super) struct Walker<'c> {
    pub corpus: &'c Corpus,
    include: GlobSet,
    exclude: GlobSet,
    /// The corpus folders without symbolic links.
    roots: Vec<PathBuf>,
}

impl<'c> Walker<'c> {
    /// Patterns that make no sense are faults, and match nothing.
    pub fn new(corpus: &'c Corpus, faults: &mut Vec<Failure>) -> Walker<'c> {
        let include = patterns(&corpus.include, faults);
        let exclude = patterns(&corpus.exclude, faults);
        let roots = corpus.dirs.iter().filter_map(|dir| fs::canonicalize(dir).ok()).collect();
        Walker { corpus, include, exclude, roots }
    }

    /// Finds the files of a corpus folder, in no order.
    fn folder(&self, dir: &Path) -> Vec<Found> {
        let shared: Arc<Path> = dir.into();
        let (sender, receiver) = channel();
        let (root, exclude) = (dir.to_owned(), self.exclude.clone());
        let marks = Marks::default();
        let noted = marks.clone();
        let mut builder = walk_builder(dir, self.corpus);
        // More threads find nothing sooner: the system does most of the work, in turn.
        builder.threads(1).filter_entry(move |entry| {
            noted.note(entry);
            let is_dir = entry.file_type().is_some_and(|kind| kind.is_dir());
            let is_passed_over =
                || is_never_entered(&root, entry.path(), &exclude) || noted.are_above(entry.path());
            entry.depth() == 0 || !is_dir || !is_passed_over()
        });
        builder.build_parallel().run(|| {
            let (sender, shared) = (sender.clone(), Arc::clone(&shared));
            Box::new(move |entry| {
                // The receiver outlives the walk.
                self.entry(&shared, entry).map(|found| sender.send(found));
                WalkState::Continue
            })
        });
        drop(sender);
        let mut found = receiver.into_iter().collect();
        marks.drop_from(&mut found);
        found
    }

    fn entry(&self, dir: &Arc<Path>, entry: Result<DirEntry, ignore::Error>) -> Option<Found> {
        match entry {
            Ok(entry) => self.found(dir, entry.path(), entry.file_type()?),
            Err(error) => Some(Err(failure(dir, &error))),
        }
    }

    /// What is to be done with something of a corpus folder that no ignore file excludes; None if nothing is.
    pub fn found(&self, dir: &Arc<Path>, path: &Path, kind: FileType) -> Option<Found> {
        if kind.is_dir() || !self.is_wanted(relative(dir, path)) {
            return None;
        }
        match self.check(path, kind) {
            Ok(metadata) => metadata.map(|metadata| Ok(source(dir, path, &metadata))),
            Err(reason) => Some(Err(Failure { path: path.to_owned(), reason })),
        }
    }

    /// Whether a folder is passed over that no ignore file excludes and no mark.
    pub fn never_enters(&self, dir: &Path, path: &Path) -> bool {
        is_never_entered(dir, path, &self.exclude)
    }

    fn is_wanted(&self, relative: &Path) -> bool {
        (self.include.is_empty() || self.include.is_match(relative)) && !self.exclude.is_match(relative)
    }

    /// Returns the metadata of a file to be read; `None` passes over a link in silence.
    fn check(&self, path: &Path, kind: FileType) -> Result<Option<Metadata>, Reason> {
        if kind.is_symlink() {
            return self.check_link(path);
        }
        if !kind.is_file() {
            return Err(Reason::NotAFile);
        }
        let metadata = fs::symlink_metadata(path)?;
        let limit = self.corpus.max_file_bytes;
        match metadata.len() {
            bytes if bytes > limit => Err(Reason::TooLarge { bytes, limit }),
            _ => Ok(Some(metadata)),
        }
    }

    /// A link's target is indexed itself if it lies in the corpus. Only a file outside is worth a word.
    fn check_link(&self, path: &Path) -> Result<Option<Metadata>, Reason> {
        let Ok(target) = fs::canonicalize(path) else { return Ok(None) };
        let is_inside = self.roots.iter().any(|root| target.starts_with(root));
        match !is_inside && target.is_file() {
            true => Err(Reason::OutsideCorpus),
            false => Ok(None),
        }
    }
}

/// Whether a folder is passed over for what it is, or by the schema.
fn is_never_entered(root: &Path, path: &Path, exclude: &GlobSet) -> bool {
    is_private(path) || exclude.is_match(relative(root, path))
}

/// What is hidden and ignored in a corpus folder. Ignore files count whether or not it lies in a git repository.
pub(super) fn walk_builder(dir: &Path, corpus: &Corpus) -> WalkBuilder {
    let mut builder = WalkBuilder::new(dir);
    builder
        .standard_filters(corpus.ignore_files)
        .hidden(!corpus.hidden)
        .require_git(false)
        .follow_links(false);
    if corpus.ignore_files {
        builder.add_custom_ignore_filename(IGNORE_FILE);
    }
    builder
}

/// Whether a folder is never entered, whatever it holds.
pub(super) fn is_private(dir: &Path) -> bool {
    dir.file_name().is_some_and(|name| PRIVATE_DIRS.iter().any(|private| name == *private))
}

/// Returns the path below the corpus folder. A corpus "folder" that is a file itself is its own relative path.
fn relative<'p>(dir: &Path, path: &'p Path) -> &'p Path {
    let below = path.strip_prefix(dir).unwrap_or(path);
    if below.as_os_str().is_empty() { path.file_name().map_or(path, Path::new) } else { below }
}

fn source(dir: &Arc<Path>, path: &Path, metadata: &Metadata) -> Source {
    let above = dir.parent().filter(|_| **dir == *path);
    let dir = above.map_or_else(|| Arc::clone(dir), Arc::from);
    let relative = relative(&dir, path).to_owned();
    Source::new(dir, relative, metadata)
}

/// Compiles patterns of the schema, which has checked them when it was read.
fn patterns(patterns: &[String], faults: &mut Vec<Failure>) -> GlobSet {
    glob_set(patterns).unwrap_or_else(|error| {
        let reason = Reason::Pattern(error.to_string());
        faults.push(Failure { path: PathBuf::from(patterns.join(", ")), reason });
        GlobSet::empty()
    })
}

/// Returns what the walk could not enter, and why.
fn failure(dir: &Path, error: &ignore::Error) -> Failure {
    let path = error_path(error).unwrap_or(dir).to_owned();
    let reason = match error.io_error() {
        Some(io) if io.kind() == std::io::ErrorKind::NotFound => Reason::Vanished,
        Some(io) => Reason::Unreadable(io.to_string()),
        None => Reason::Unreadable(error.to_string()),
    };
    Failure { path, reason }
}

fn error_path(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => error_path(err),
        ignore::Error::Loop { child, .. } => Some(child),
        _ => None,
    }
}
