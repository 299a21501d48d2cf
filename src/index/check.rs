//! Whether an index is what was written: each of its files, byte by byte.

use super::generation;
use super::header::{Header, META};
use super::sealed::{Reading, SealedDirectory};
use crate::error::Error;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use tantivy::Directory;

/// The engine's list of its own files.
const MANAGED: &str = ".managed.json";
/// The engine's locks are empty and made anew where they are missing.
const LOCK_ENDING: &str = "lock";

/// A fault of an index: where it is, and what it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct IndexFault {
    /// A file of the index, relative to its folder, or a file of the corpus.
    pub path: PathBuf,
    /// In a few words that follow the path.
    pub what: String,
}

/// What was verified of the files of an index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilesReport {
    /// Files that were verified.
    pub files: u64,
    /// Bytes of these.
    pub bytes: u64,
    /// Files that are missing, or not as they were written.
    pub faults: Vec<IndexFault>,
}

/// Verifies all files of the current generation of an index, and those that lie beside it. Takes a block of a file at a
/// time.
///
/// # Errors
/// [`Error::NoIndex`] if there is none, [`Error::Format`] if another version wrote it, [`Error::Io`] if it
/// may not be read, [`Error::Damaged`] if it cannot be told which generation is the current one.
pub fn check_files(dir: &Path) -> Result<FilesReport, Error> {
    let generation = generation::current(dir)?;
    if let Err(error @ (Error::Format { .. } | Error::Io { .. })) = Header::read(&generation, dir) {
        return Err(error);
    }
    let mut report = FilesReport::default();
    report.add(generation::check_beside(dir));
    let name = PathBuf::from(generation.file_name().unwrap_or_default());
    let folder = SealedDirectory::open(&generation, Reading::Mapped { max_opened: usize::MAX });
    let folder = folder.map_err(|_| generation::lost(dir, &name))?;
    for file in names(&generation, &folder) {
        let outcome = folder.verify(&file);
        report.files += 1;
        report.bytes += outcome.as_ref().copied().unwrap_or_default();
        report.add(outcome.err().map(|what| IndexFault { path: name.join(&file), what }));
    }
    Ok(report)
}

impl FilesReport {
    fn add(&mut self, faults: impl IntoIterator<Item = IndexFault>) {
        self.faults.extend(faults);
    }
}

/// Names the first file of the current generation that is damaged, if one is.
pub(super) fn first_damage(dir: &Path) -> Option<String> {
    let fault = check_files(dir).ok()?.faults.into_iter().next()?;
    Some(format!("{} {}", fault.path.display(), fault.what))
}

/// The files that a generation has and those that it should have, in order.
fn names(generation: &Path, folder: &SealedDirectory) -> BTreeSet<PathBuf> {
    let mut names = files_in_meta(&folder.atomic_read(Path::new(META)).unwrap_or_default());
    names.extend([META, MANAGED].map(PathBuf::from));
    let entries = fs::read_dir(generation).into_iter().flatten().flatten();
    let present = entries.map(|entry| PathBuf::from(entry.file_name()));
    names.extend(present.filter(|name| name.extension().is_none_or(|ending| ending != LOCK_ENDING)));
    names
}

/// The files of the segments that are committed.
fn files_in_meta(meta: &[u8]) -> BTreeSet<PathBuf> {
    /// As the engine writes it: an identity and the number of what was deleted.
    #[derive(serde::Deserialize)]
    struct Meta {
        segments: Vec<Segment>,
    }
    #[derive(serde::Deserialize)]
    struct Segment {
        segment_id: String,
        deletes: Option<Deletes>,
    }
    #[derive(serde::Deserialize)]
    struct Deletes {
        opstamp: u64,
    }
    let segments = serde_json::from_slice(meta).map(|meta: Meta| meta.segments).unwrap_or_default();
    let mut files = BTreeSet::new();
    for Segment { segment_id, deletes } in segments {
        let stem = segment_id.replace('-', "");
        files.extend(PARTS.iter().map(|part| PathBuf::from(format!("{stem}.{part}"))));
        files.extend(deletes.map(|deletes| PathBuf::from(format!("{stem}.{}.del", deletes.opstamp))));
    }
    files
}

/// The endings of a segment's files.
const PARTS: [&str; 6] = ["fast", "fieldnorm", "idx", "pos", "store", "term"];
