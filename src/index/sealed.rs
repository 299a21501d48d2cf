//! The engine's folder, with a seal on each file: written with the file, and verified where the file is read.
//!
//! A block is verified when the engine first asks for it. So what an answer is made of is what was written, or there is
//! no answer.

use super::identity::Identity;
use super::paged::PagedFile;
use super::seal::{BLOCK_BYTES, Seal, Sealer, fault_in, sealed_text, unsealed_text};
use super::trouble::{Damage, WriteFailure};
use super::windowed::WindowedFile;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, DirectoryLock, FileHandle, Lock, MmapDirectory, OwnedBytes, TerminatingWrite,
    WatchCallback, WatchHandle, WritePtr,
};
use tantivy::{Directory, HasLen};

/// What is wrong with a link, a folder or a device where a file should be.
pub(super) const NO_FILE: &str = "is no file";

/// How the files of a folder are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// Here and there: from maps, small ranges of postings by pages. Of dictionaries, more than so many bytes that the engine asks
    /// for at once are not verified; all else is.
    Mapped { max_opened: usize },
    /// From front to back, as merging does.
    Windowed,
}

/// A folder of sealed files, each readable for its owner alone.
#[derive(Clone, Debug)]
pub(super) struct SealedDirectory {
    inner: MmapDirectory,
    dir: PathBuf,
    identity: Identity,
    reading: Reading,
    damage: Damage,
    failure: WriteFailure,
}

impl SealedDirectory {
    /// Opens the folder of a generation.
    pub fn open(dir: &Path, reading: Reading) -> tantivy::Result<SealedDirectory> {
        let inner = MmapDirectory::open(dir)?;
        let (damage, failure) = (Damage::new(dir), WriteFailure::default());
        let identity = Identity::of_path(dir)?;
        Ok(SealedDirectory { inner, dir: dir.into(), identity, reading, damage, failure })
    }

    /// What will be known of failures to write.
    pub fn failure(&self) -> WriteFailure {
        self.failure.clone()
    }

    /// What will be known of damage.
    pub fn damage(&self) -> Damage {
        self.damage.clone()
    }

    /// Reads a whole file. Returns its size in bytes; fails, with what is wrong, if it is not as it was written.
    pub fn verify(&self, path: &Path) -> Result<u64, String> {
        let unreadable = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound => "is missing".to_owned(),
            _ => format!("cannot be read: {error}"),
        };
        let metadata = fs::symlink_metadata(self.dir.join(path)).map_err(unreadable)?;
        if !metadata.is_file() {
            return Err(NO_FILE.to_owned());
        }
        if is_text(path) {
            unsealed_text(&fs::read(self.dir.join(path)).map_err(unreadable)?)?;
            return Ok(metadata.len());
        }
        let handle = self.inner.get_file_handle(path).map_err(|error| format!("cannot be read: {error}"))?;
        let bytes = handle.read_bytes(0..handle.len()).map_err(unreadable)?;
        Seal::of(&bytes)?.fault(&bytes).map_or(Ok(metadata.len()), Err)
    }

    /// Where a term's documents are is looked up here and there.
    fn paged(&self, path: &Path, seal: &Seal) -> io::Result<Option<PagedFile>> {
        let is_of_postings = path.extension().is_some_and(|ending| ending == "idx");
        let open = || PagedFile::open(&self.dir.join(path), seal.content_bytes);
        is_of_postings.then(open).transpose()
    }

    /// A link may lead to a device, and reading that may never end. What is mapped has a length, and a seal.
    fn refuse_link(&self, path: &Path) -> io::Result<()> {
        match fs::symlink_metadata(self.dir.join(path)) {
            Ok(metadata) if !metadata.is_file() => Err(self.damage.met(path, NO_FILE)),
            _ => Ok(()),
        }
    }

    /// The folder may have been removed and another writer's have taken its place.
    fn is_still_there(&self) -> io::Result<()> {
        match self.identity.is_at(&self.dir) {
            true => Ok(()),
            false => Err(io::Error::other("the index folder was removed meanwhile")),
        }
    }

    /// Makes a file private, whatever the user's mask says.
    fn hide(&self, path: &Path) {
        // A file system that knows no rights keeps none.
        let _ = make_private(&self.dir.join(path));
    }
}

/// Whether a file is one that the engine replaces as a whole.
fn is_text(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "json")
}

/// Makes a file readable and writable for its owner alone.
pub(super) fn make_private(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(())
}

impl Directory for SealedDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let failed = |error| OpenReadError::wrap_io_error(error, path.to_path_buf());
        let Reading::Mapped { max_opened } = self.reading else {
            let file = WindowedFile::open(&self.inner, &self.dir, path, self.damage.clone());
            return Ok(Arc::new(file.map_err(failed)?));
        };
        let handle = self.inner.get_file_handle(path).map_err(|error| match error {
            // The engine takes some files for empty where they are missing.
            OpenReadError::FileDoesNotExist(_) => failed(self.damage.met(path, "is missing")),
            error => error,
        })?;
        let bytes = handle.read_bytes(0..handle.len()).map_err(failed)?;
        let seal = Seal::of(&bytes).map_err(|what| failed(self.damage.met(path, &what)))?;
        Ok(Arc::new(SealedFile {
            verified: (0..seal.blocks().div_ceil(64)).map(|_| AtomicU64::new(0)).collect(),
            path: path.into(),
            max_verified: match path.extension().and_then(OsStr::to_str) {
                Some("term") => max_opened,
                _ => usize::MAX,
            },
            paged: self.paged(path, &seal).map_err(failed)?,
            damage: self.damage.clone(),
            bytes,
            seal,
        }))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.inner.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let full_path = self.dir.join(path);
        let failed = |error| OpenWriteError::wrap_io_error(error, path.to_path_buf());
        self.failure.note(&full_path, self.is_still_there()).map_err(failed)?;
        let inner = self.inner.open_write(path).inspect_err(|error| {
            if let OpenWriteError::IoError { io_error, .. } = error {
                let error = io::Error::new(io_error.kind(), io_error.to_string());
                let _ = self.failure.note::<()>(&full_path, Err(error));
            }
        })?;
        self.hide(path);
        let writer = SealingWriter::new(full_path, inner, self.failure.clone());
        Ok(io::BufWriter::new(Box::new(writer)))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.refuse_link(path).map_err(|error| OpenReadError::wrap_io_error(error, path.into()))?;
        let file = self.inner.atomic_read(path)?;
        let text = unsealed_text(&file).map(<[u8]>::to_vec);
        text.map_err(|what| OpenReadError::wrap_io_error(self.damage.met(path, &what), path.into()))
    }

    fn atomic_write(&self, path: &Path, text: &[u8]) -> io::Result<()> {
        let write = |()| self.inner.atomic_write(path, &sealed_text(text));
        let outcome = self.is_still_there().and_then(write);
        self.failure.note(&self.dir.join(path), outcome)?;
        self.hide(path);
        Ok(())
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        let held = self.inner.acquire_lock(lock)?;
        self.hide(&lock.filepath);
        Ok(held)
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.inner.watch(callback)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.inner.sync_directory()
    }
}

/// Bytes that are written at once, at multiples of this many. The system keeps what is written at once in one piece of memory, and
/// maps the pieces around a place that is read: the smaller they are, the longer that takes.
const WRITTEN_BYTES: usize = 64 << 10;

/// A file that gets its seal when it is complete.
struct SealingWriter {
    path: PathBuf,
    /// Until the file is complete.
    inner: Option<WritePtr>,
    sealer: Sealer,
    /// What is to be written next, and how many bytes were.
    pending: Vec<u8>,
    written_bytes: usize,
    failure: WriteFailure,
}

impl SealingWriter {
    fn new(path: PathBuf, inner: WritePtr, failure: WriteFailure) -> SealingWriter {
        let (sealer, pending) = (Sealer::default(), Vec::with_capacity(WRITTEN_BYTES));
        SealingWriter { path, inner: Some(inner), sealer, pending, written_bytes: 0, failure }
    }

    fn inner(&mut self) -> io::Result<&mut WritePtr> {
        self.inner.as_mut().ok_or_else(is_complete)
    }

    fn write_pending(&mut self) -> io::Result<()> {
        let pending = std::mem::take(&mut self.pending);
        let outcome = self.inner()?.write_all(&pending);
        if outcome.is_err() {
            // What is lost would be a hole below a seal.
            self.inner = None;
        }
        self.failure.note(&self.path, outcome)?;
        self.sealer.add(&pending);
        self.written_bytes += pending.len();
        self.pending = pending;
        self.pending.clear();
        Ok(())
    }
}

fn is_complete() -> io::Error {
    io::Error::other("the file is complete")
}

impl Write for SealingWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = WRITTEN_BYTES - self.written_bytes % WRITTEN_BYTES - self.pending.len();
        let taken = &bytes[..bytes.len().min(room)];
        self.pending.extend_from_slice(taken);
        if taken.len() == room {
            self.write_pending()?;
        }
        Ok(taken.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.write_pending()?;
        let outcome = self.inner()?.flush();
        self.failure.note(&self.path, outcome)
    }
}

impl TerminatingWrite for SealingWriter {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        self.write_pending()?;
        let seal = std::mem::take(&mut self.sealer).finish();
        let mut inner = self.inner.take().ok_or_else(is_complete)?;
        let outcome = inner.write_all(&seal).and_then(|()| inner.terminate());
        self.failure.note(&self.path, outcome)
    }
}

/// A mapped file whose blocks are verified when they are first asked for.
#[derive(Debug)]
struct SealedFile {
    path: PathBuf,
    bytes: OwnedBytes,
    seal: Seal,
    /// A bit for each block.
    verified: Box<[AtomicU64]>,
    max_verified: usize,
    /// The file by pages, if small ranges of it are read that way.
    paged: Option<PagedFile>,
    damage: Damage,
}

impl SealedFile {
    /// Verifies the blocks of a range, given bytes of the file from `start` on that hold all of them.
    fn verify(&self, range: &Range<usize>, (start, bytes): (usize, &[u8])) -> io::Result<()> {
        let mut blocks = range.start / BLOCK_BYTES..range.end.div_ceil(BLOCK_BYTES);
        blocks.try_for_each(|block| self.verify_block(block, start, bytes))
    }

    fn verify_block(&self, block: usize, start: usize, bytes: &[u8]) -> io::Result<()> {
        let (word, bit) = (&self.verified[block / 64], 1 << (block % 64));
        if word.load(Ordering::Relaxed) & bit != 0 {
            return Ok(());
        }
        let span = self.seal.span(block);
        if !self.seal.is_sound(&bytes[span.start - start..span.end - start], &self.bytes, block) {
            return Err(self.damage.met(&self.path, &fault_in(&self.seal.span(block))));
        }
        word.fetch_or(bit, Ordering::Relaxed);
        Ok(())
    }
}

impl HasLen for SealedFile {
    fn len(&self) -> usize {
        self.seal.content_bytes
    }
}

impl FileHandle for SealedFile {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if range.end > self.seal.content_bytes || range.start > range.end {
            return Err(self.damage.met(&self.path, "is shorter than other files say"));
        }
        let page = self.paged.as_ref().map_or(Ok(None), |paged| paged.page(&range))?;
        if let Some((start, page)) = page {
            self.verify(&range, (start, &page))?;
            return Ok(page.slice(range.start - start..range.end - start));
        }
        if range.len() <= self.max_verified {
            self.verify(&range, (0, &self.bytes))?;
        }
        Ok(self.bytes.slice(range))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    /// Keeps each write by itself.
    struct Writes(Arc<Mutex<Vec<Vec<u8>>>>);

    impl Write for Writes {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("no panic").push(bytes.to_vec());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl TerminatingWrite for Writes {
        fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn writes_end_at_multiples_whatever_they_came_in() {
        let content: Vec<u8> = (0..=255).cycle().take(5 * WRITTEN_BYTES / 2).collect();
        let writes = Arc::new(Mutex::new(Vec::new()));
        let inner: WritePtr = io::BufWriter::new(Box::new(Writes(writes.clone())));
        let mut writer = SealingWriter::new("file".into(), inner, WriteFailure::default());
        let (early, late) = content.split_at(10_000);
        writer.write_all(early).expect("no failure");
        writer.flush().expect("no failure");
        for part in late.chunks(4_321) {
            writer.write_all(part).expect("no failure");
        }
        writer.terminate().expect("no failure");
        let writes = writes.lock().expect("no panic");
        let file = writes.concat();
        let lengths: Vec<usize> = writes.iter().map(Vec::len).collect();
        let of_seal = file.len() - content.len();
        let expected =
            [10_000, WRITTEN_BYTES - 10_000, WRITTEN_BYTES, content.len() - 2 * WRITTEN_BYTES, of_seal];
        assert_eq!(lengths, expected);
        assert_eq!(&file[..content.len()], content);
        assert_eq!(Seal::of(&file).map(|seal| seal.fault(&file)), Ok(None));
    }
}
