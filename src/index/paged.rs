//! Pages of a file, read one by one and kept: for a file of which a query looks at some hundred places of a few bytes each.
//!
//! Of a map, the system puts sixteen pages of its own around each such place into the process: four or five of the twenty megabytes
//! that a query has of 288.

use super::seal::BLOCK_BYTES;
use super::windowed::read;
use rustc_hash::FxHashMap;
use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use tantivy::directory::OwnedBytes;

/// Bytes of a page: one is verified at a time. With four times as many, to read them took longer.
const PAGE_BYTES: usize = BLOCK_BYTES;
/// When so many are kept, they are let go.
const MAX_PAGES: usize = 4096;

/// A file that is read by pages.
#[derive(Debug)]
pub(super) struct PagedFile {
    file: File,
    length: usize,
    pages: Mutex<FxHashMap<usize, OwnedBytes>>,
}

impl PagedFile {
    /// Opens a file, of which so many bytes are to be read.
    ///
    /// # Errors
    /// If it cannot be opened.
    pub fn open(path: &Path, length: usize) -> io::Result<PagedFile> {
        Ok(PagedFile { file: File::open(path)?, length, pages: Mutex::default() })
    }

    /// The page in which a range lies: its first byte, and its bytes; None if the range is empty or lies in several.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn page(&self, range: &Range<usize>) -> io::Result<Option<(usize, OwnedBytes)>> {
        let number = range.start / PAGE_BYTES;
        if range.is_empty() || (range.end - 1) / PAGE_BYTES != number {
            return Ok(None);
        }
        let start = number * PAGE_BYTES;
        // Read within the lock: the place in the file is shared on systems that know no reading at a place.
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(page) = pages.get(&number) {
            return Ok(Some((start, page.clone())));
        }
        let end = (start + PAGE_BYTES).min(self.length);
        let page = OwnedBytes::new(read(&self.file, start as u64..end as u64)?);
        if pages.len() >= MAX_PAGES {
            pages.clear();
        }
        pages.insert(number, page.clone());
        Ok(Some((start, page)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_range_is_found_in_its_page() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("file");
        let content: Vec<u8> = (0..=255).cycle().take((MAX_PAGES + 3) * PAGE_BYTES + 100).collect();
        fs::write(&path, &content).expect("a file is written");
        let file = PagedFile::open(&path, content.len() - 50).expect("a file");
        for start in (0..content.len() - 50).step_by(1_000) {
            let range = start..(start + 40).min(content.len() - 50);
            match file.page(&range).expect("the file can be read") {
                Some((first, page)) => {
                    let own = page.slice(range.start - first..range.end - first);
                    assert_eq!(own.as_slice(), &content[range]);
                }
                None => assert_ne!(range.start / PAGE_BYTES, (range.end - 1) / PAGE_BYTES),
            }
        }
        assert!(file.page(&(7..7)).expect("nothing is read").is_none());
        let (first, last) =
            file.page(&(content.len() - 60..content.len() - 50)).expect("bytes").expect("a page");
        assert_eq!(first + last.len(), content.len() - 50);
        assert!(file.pages.lock().expect("no panic").len() <= MAX_PAGES);
    }
}
