//! Large files take turns: their readers together hold no more than one reader would with the largest of them.
//!
//! A file that is read by its lines counts with what of it is in memory at once, once that is known.
//!
//! Turns go by the order of the files, in which the writer takes them: a reader never waits for room that a later file holds.

use std::sync::{Condvar, Mutex, PoisonError};

/// Files of fewer bytes are read whenever a reader is free.
const MIN_BYTES: u64 = 1 << 20;
/// Bytes of large files that are read at once; a larger one goes alone.
const MAX_BYTES: u64 = 64 << 20;

/// A file of so many bytes is out of memory before the next one comes in.
const HUGE_BYTES: u64 = 16 << 20;

/// Whose turn it is.
#[derive(Default)]
pub(super) struct Turns {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// Large files whose turn has come so far.
    taken: usize,
    /// Bytes of those that are being read.
    reading: u64,
    is_over: bool,
}

/// A turn, until it is dropped.
pub(super) struct Turn<'t> {
    turns: &'t Turns,
    bytes: u64,
}

impl Turns {
    /// Numbers the large ones of some files, given by their bytes.
    pub fn numbers(files: impl Iterator<Item = u64>) -> Vec<Option<usize>> {
        let mut count = 0;
        let number = |bytes| {
            (bytes >= MIN_BYTES).then(|| {
                count += 1;
                count - 1
            })
        };
        files.map(number).collect()
    }

    /// Waits for the turn of the large file with a number. Each has to be asked for.
    pub fn take(&self, number: usize, bytes: u64) -> Turn<'_> {
        let must_wait = |state: &mut State| {
            let has_room = state.reading == 0 || state.reading + bytes <= MAX_BYTES;
            !(state.is_over || state.taken == number && has_room)
        };
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let mut state = self.changed.wait_while(state, must_wait).unwrap_or_else(PoisonError::into_inner);
        state.taken += 1;
        state.reading += bytes;
        self.changed.notify_all();
        Turn { turns: self, bytes }
    }

    fn release(&self, bytes: u64) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).reading -= bytes;
        self.changed.notify_all();
    }

    /// Lets all go on that wait: the run ends early, and not every turn will be asked for.
    pub fn end(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).is_over = true;
        self.changed.notify_all();
    }
}

impl Turn<'_> {
    /// Leaves room to others where less of the file is in memory than it has bytes.
    pub fn lower(&mut self, bytes: u64) {
        let spare = self.bytes.saturating_sub(bytes);
        self.bytes -= spare;
        self.turns.release(spare);
    }

    /// Whether what the file has become should be waited for before another turn begins.
    pub fn is_huge(&self) -> bool {
        self.bytes >= HUGE_BYTES
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.turns.release(self.bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::thread;

    #[test]
    fn turns_go_by_order_and_within_the_room() {
        let files = [3 << 20, 10, 60 << 20, 80 << 20, 2 << 20, 1 << 20];
        let numbers = Turns::numbers(files.into_iter());
        assert_eq!(numbers, [Some(0), None, Some(1), Some(2), Some(3), Some(4)]);
        let (turns, held) = (Turns::default(), AtomicU64::new(0));
        thread::scope(|scope| {
            for (number, bytes) in numbers.into_iter().zip(files).rev() {
                let Some(number) = number else { continue };
                let (turns, held) = (&turns, &held);
                scope.spawn(move || {
                    let turn = turns.take(number, bytes);
                    let before = held.fetch_add(bytes, Ordering::SeqCst);
                    assert!(before == 0 || before + bytes <= MAX_BYTES);
                    thread::yield_now();
                    held.fetch_sub(bytes, Ordering::SeqCst);
                    drop(turn);
                });
            }
        });
    }

    #[test]
    fn what_is_not_in_memory_leaves_room() {
        let turns = Turns::default();
        let mut first = turns.take(0, 1 << 30);
        first.lower(MIN_BYTES);
        assert!(!first.is_huge());
        drop(turns.take(1, MAX_BYTES - MIN_BYTES));
        first.lower(MAX_BYTES);
        drop(first);
        drop(turns.take(2, 1 << 30));
    }

    #[test]
    fn nobody_waits_when_it_is_over() {
        let turns = Turns::default();
        thread::scope(|scope| {
            let waiting = scope.spawn(|| drop(turns.take(7, MIN_BYTES)));
            turns.end();
            waiting.join().expect("the wait is over");
        });
    }
}
