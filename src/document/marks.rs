//! Folders that hold a file which says that a program made them from other data: no walk reads what lies there.

use super::walk::Found;
use ignore::DirEntry;
use rustc_hash::FxHashSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// The file (Cache Directory Tagging Specification, bford.info/cachedir).
pub(super) const CACHE_MARK: &str = "CACHEDIR.TAG";

/// The marked folders that a walk came by. It meets the marks among all files: to ask for one in each folder would take
/// a tenth of it.
#[derive(Clone, Default)]
pub(super) struct Marks(Arc<Mutex<FxHashSet<PathBuf>>>);

impl Marks {
    /// Takes note of an entry if it is a mark. That of the corpus folder itself does not count: the folder was asked for.
    pub fn note(&self, entry: &DirEntry) {
        let is_file = || entry.file_type().is_some_and(|kind| kind.is_file());
        if entry.depth() > 1 && entry.file_name() == CACHE_MARK && is_file() {
            self.with(|folders| folders.extend(entry.path().parent().map(Path::to_owned)));
        }
    }

    /// Whether a path lies in a folder whose mark the walk came by.
    pub fn are_above(&self, path: &Path) -> bool {
        self.with(|folders| lies_in(folders, path))
    }

    /// Takes away what lies in marked folders and was found before their marks were.
    pub fn drop_from(&self, found: &mut Vec<Found>) {
        self.with(|folders| {
            if !folders.is_empty() {
                found.retain(|found| match found {
                    Ok(source) => !lies_in(folders, &source.path()),
                    Err(failure) => !lies_in(folders, &failure.path),
                });
            }
        });
    }

    fn with<T>(&self, act: impl FnOnce(&mut FxHashSet<PathBuf>) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn lies_in(folders: &FxHashSet<PathBuf>, path: &Path) -> bool {
    !folders.is_empty() && path.ancestors().skip(1).any(|folder| folders.contains(folder))
}
