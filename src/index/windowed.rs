//! A sealed file that is read from front to back, as merging reads it: a window at a time, which is verified and then cut up.
//!
//! A mapped file would do as well, but all of it that was read would count as memory of the process until the merge ends.

use super::seal::{BLOCK_BYTES, Seal, fault_in};
use super::trouble::Damage;
use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use tantivy::directory::{FileHandle, MmapDirectory, OwnedBytes};
use tantivy::{Directory, HasLen};

/// Bytes that are read ahead of what goes on where the last read ended.
const WINDOW_BYTES: usize = 256 * BLOCK_BYTES;
/// What is asked for at once and has more bytes than this is mapped, for as long as it is held.
const MAX_COPIED_BYTES: usize = 4 << 20;

/// A file that is read from front to back.
#[derive(Debug)]
pub(super) struct WindowedFile {
    dir: MmapDirectory,
    /// In the folder.
    path: PathBuf,
    file: File,
    seal: Seal,
    window: Mutex<Window>,
    damage: Damage,
}

/// A part of the file that was read and verified.
#[derive(Debug)]
struct Window {
    start: usize,
    bytes: OwnedBytes,
}

impl WindowedFile {
    /// Opens a file of a folder.
    ///
    /// # Errors
    /// If it cannot be read, or does not end with a seal.
    pub fn open(dir: &MmapDirectory, folder: &Path, path: &Path, damage: Damage) -> io::Result<WindowedFile> {
        let file = File::open(folder.join(path)).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => damage.met(path, "is missing"),
            _ => error,
        })?;
        let length = file.metadata()?.len();
        let seal = Seal::of_end(length, &read(&file, Seal::end(length))?);
        let seal = seal.map_err(|what| damage.met(path, &what))?;
        let window = Mutex::new(Window { start: 0, bytes: OwnedBytes::empty() });
        Ok(WindowedFile { dir: dir.clone(), path: path.into(), file, seal, window, damage })
    }

    /// Reads the window that holds a range, and more behind it if the range goes on where the last window ended.
    fn read_window(&self, range: &Range<usize>, last: &Window) -> io::Result<Window> {
        let start = range.start / BLOCK_BYTES * BLOCK_BYTES;
        let goes_on = (last.start..last.end() + WINDOW_BYTES).contains(&range.start);
        let end = if goes_on { range.end.max(start + WINDOW_BYTES) } else { range.end };
        let end = end.next_multiple_of(BLOCK_BYTES).min(self.seal.content_bytes);
        let bytes = read(&self.file, start as u64..end as u64)?;
        self.verify(start, &bytes)?;
        Ok(Window { start, bytes: OwnedBytes::new(bytes) })
    }

    /// Maps a range.
    fn map(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        let handle = self.dir.get_file_handle(&self.path).map_err(io::Error::other)?;
        let first = range.start / BLOCK_BYTES * BLOCK_BYTES;
        let last = range.end.next_multiple_of(BLOCK_BYTES).min(self.seal.content_bytes);
        let bytes = handle.read_bytes(first..last)?;
        self.verify(first, &bytes)?;
        Ok(bytes.slice(range.start - first..range.end - first))
    }

    /// Verifies whole blocks, of which the first begins at `start`.
    fn verify(&self, start: usize, bytes: &[u8]) -> io::Result<()> {
        let first = start / BLOCK_BYTES;
        let sums = read(&self.file, self.seal.sums(first..first + bytes.len().div_ceil(BLOCK_BYTES)))?;
        match Seal::first_unsound(bytes, &sums) {
            Some(block) => Err(self.damage.met(&self.path, &fault_in(&self.seal.span(first + block)))),
            None => Ok(()),
        }
    }
}

impl Window {
    fn end(&self) -> usize {
        self.start + self.bytes.len()
    }
}

/// Reads a range of a file.
#[cfg(unix)]
pub(super) fn read(file: &File, range: Range<u64>) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; (range.end - range.start) as usize];
    std::os::unix::fs::FileExt::read_exact_at(file, &mut bytes, range.start)?;
    Ok(bytes)
}

#[cfg(not(unix))]
pub(super) fn read(mut file: &File, range: Range<u64>) -> io::Result<Vec<u8>> {
    use std::io::{Read, Seek, SeekFrom};
    let mut bytes = vec![0; (range.end - range.start) as usize];
    file.seek(SeekFrom::Start(range.start))?;
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

impl HasLen for WindowedFile {
    fn len(&self) -> usize {
        self.seal.content_bytes
    }
}

impl FileHandle for WindowedFile {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if range.end > self.seal.content_bytes || range.start > range.end {
            return Err(self.damage.met(&self.path, "is shorter than other files say"));
        }
        // The place in the file is shared on systems that know no reading at a place, and so is the window.
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        if range.len() > MAX_COPIED_BYTES {
            return self.map(range);
        }
        if range.start < window.start || range.end > window.end() {
            *window = self.read_window(&range, &window)?;
        }
        Ok(window.bytes.slice(range.start - window.start..range.end - window.start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::seal::Sealer;
    use std::fs;

    fn content(length: usize) -> Vec<u8> {
        (0..length).map(|at| (at * 7 + at / 251) as u8).collect()
    }

    /// A sealed file of so many bytes in a folder, opened.
    fn file(dir: &Path, length: usize) -> WindowedFile {
        let content = content(length);
        let mut sealer = Sealer::default();
        sealer.add(&content);
        fs::write(dir.join("file"), [content, sealer.finish()].concat()).expect("a file is written");
        open(dir).expect("a sealed file")
    }

    fn open(dir: &Path) -> io::Result<WindowedFile> {
        let folder = MmapDirectory::open(dir).expect("a folder");
        WindowedFile::open(&folder, dir, Path::new("file"), Damage::new(dir))
    }

    #[test]
    fn every_range_is_what_was_written() {
        let dir = tempfile::tempdir().expect("a folder");
        let length = MAX_COPIED_BYTES + 2 * WINDOW_BYTES + 11;
        let (file, content) = (file(dir.path(), length), content(length));
        let places =
            [0, 1, BLOCK_BYTES, WINDOW_BYTES - 3, WINDOW_BYTES + 5, 7, length / 2, length - 1, length];
        for start in places {
            for bytes in [0, 1, BLOCK_BYTES + 1, WINDOW_BYTES + 1, MAX_COPIED_BYTES + 1] {
                let range = start..(start + bytes).min(length);
                assert!(
                    *file.read_bytes(range.clone()).expect("bytes") == content[range.clone()],
                    "{range:?}"
                );
            }
        }
        assert!(file.read_bytes(length..length + 1).is_err());
    }

    #[test]
    fn damage_is_met_where_it_is_read() {
        let dir = tempfile::tempdir().expect("a folder");
        let length = 8 * WINDOW_BYTES;
        drop(file(dir.path(), length));
        let mut bytes = fs::read(dir.path().join("file")).expect("a file");
        bytes[6 * WINDOW_BYTES] ^= 1;
        fs::write(dir.path().join("file"), &bytes).expect("a file is written");
        let file = open(dir.path()).expect("the seal is sound");
        assert!(file.read_bytes(0..9).is_ok() && file.read_bytes(2 * WINDOW_BYTES..3 * WINDOW_BYTES).is_ok());
        let error = file.read_bytes(6 * WINDOW_BYTES + 9..6 * WINDOW_BYTES + 10).expect_err("damage");
        assert!(
            error.to_string().contains("bytes 1572864 to 1573887 are not as they were written"),
            "{error}"
        );
        fs::write(dir.path().join("file"), &bytes[..length]).expect("a file is written");
        assert!(open(dir.path()).is_err());
    }
}
