//! What the process asks of its allocator.

/// Blocks of so many bytes or more have memory of their own.
pub const LARGE_BYTES: usize = 1 << 20;

/// Has blocks of [`LARGE_BYTES`] and more given back to the system when they are freed, from now on and in the whole process.
///
/// The GNU C library does so at first, but whenever such a block is freed, those of its size are taken for short-lived, and their
/// memory is kept: after some segments of an index, as much as they ever took. Other allocators are left as they are. To be
/// called before other threads are started.
pub fn give_back_large_blocks() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: `mallopt` takes two numbers and no memory, and answers 0 to a setting that it does not know. Beside other threads it
    // may set what they read meanwhile: a threshold, of which each value is good.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE_BYTES as libc::c_int);
    }
}

#[cfg(all(test, target_os = "linux", target_env = "gnu"))]
mod tests {
    use super::*;
    use std::fs;

    /// Memory of the process, in pages.
    fn resident_pages() -> usize {
        let statm = fs::read_to_string("/proc/self/statm").expect("the system tells of the process");
        statm.split(' ').nth(1).and_then(|pages| pages.parse().ok()).expect("a number")
    }

    #[test]
    fn freed_blocks_are_given_back() {
        give_back_large_blocks();
        // By itself, the library would keep what has the size of this block, or less.
        drop(vec![1u8; 16 * LARGE_BYTES]);
        let before = resident_pages();
        let mut blocks: Vec<Vec<u8>> = (0..64).map(|_| vec![1; 2 * LARGE_BYTES]).collect();
        let held = resident_pages() - before;
        // What lies behind freed memory keeps it.
        blocks.drain(..63);
        let kept = resident_pages().saturating_sub(before);
        assert!(kept * 8 < held, "{kept} of {held} pages are kept");
    }
}
