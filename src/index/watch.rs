//! An index kept up to date while files change.
//!
//! All work is done by updates, one after the other. Watching only tells when the next one is due, and where to look; where
//! the system does not tell, updates come at intervals and look at everything.

use super::extent::Extent;
use super::merging::Compaction;
use super::report::BuildOptions;
use super::update::{Update, update_within};
use super::watcher::{FolderWatcher, Sight};
use crate::error::Error;
use crate::schema::Schema;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// An update is due when nothing changed for so long,
const QUIET: Duration = Duration::from_millis(150);
/// or so long after the first change.
const LONGEST_GATHERING: Duration = Duration::from_secs(1);
/// How often it is looked whether to stop, and whether the schema and the corpus folders are still the same.
const TICK: Duration = Duration::from_millis(200);
/// After changes, one more update finds what came between the watch on a new folder and what was put into it.
const AFTERTHOUGHT: Duration = Duration::from_secs(2);
/// Between updates where the system does not tell of changes; longer where an update takes long.
const INTERVAL: Duration = Duration::from_secs(1);
/// Of the time without news, updates take at most one part in so many.
const LEISURE: u32 = 4;
/// Until what failed is tried again: a corpus folder may come back, a disk may get room.
const RETRY: Duration = Duration::from_secs(1);

/// What happens while a corpus is watched.
#[derive(Debug)]
pub enum Notice {
    /// The system tells of changes.
    Watching,
    /// It does not, for this reason; it is looked for changes at intervals.
    Polling(String),
    /// The index was brought up to date. It took so long.
    Updated(Box<Update>, Duration),
    /// It could not be; it is tried again until it can.
    Waiting(Error),
}

/// Keeps an index up to date.
pub struct Watch<'w> {
    /// What is to be indexed.
    pub schema: Schema,
    /// Says what is to be indexed now, as a schema may change; None if it cannot be told.
    pub reread: &'w mut dyn FnMut() -> Option<Schema>,
    /// How updates may use the machine.
    pub options: BuildOptions,
    /// Whether to wait for the system's word.
    pub method: Method,
    /// Ends it when true, after the update at hand.
    pub stop: &'w AtomicBool,
    /// Is told what happens.
    pub tell: &'w mut dyn FnMut(Notice),
}

/// How changes are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// By the system's word, where it gives it.
    Events,
    /// By looking at intervals: on network drives, of whose changes the system may not tell.
    Polling,
}

/// What is watched now.
struct State {
    watcher: Option<FolderWatcher>,
    /// When the next update is due if nothing is seen.
    due: Option<Instant>,
    /// What it is to look at.
    again: Extent,
    is_waiting: bool,
}

impl Watch<'_> {
    /// Runs until it is to stop. Everything is committed then.
    ///
    /// # Errors
    /// [`Error::Damaged`] if the index cannot be read.
    pub fn run(mut self) -> Result<(), Error> {
        let mut state = State { watcher: None, due: None, again: Extent::Whole, is_waiting: false };
        self.begin(&mut state);
        self.update(&mut state, Extent::Whole)?;
        while !self.stop.load(Ordering::Relaxed) {
            if let Some(extent) = self.next(&mut state) {
                self.update(&mut state, extent)?;
            }
        }
        Ok(())
    }

    /// Waits a while. Returns what is to be looked at, if anything is.
    fn next(&mut self, state: &mut State) -> Option<Extent> {
        let is_due = |state: &State| state.due.is_some_and(|due| Instant::now() >= due);
        let extent = match self.wait(state) {
            Sight::Nothing if is_due(state) => return Some(state.again.clone()),
            Sight::Nothing if self.has_other_schema(state) => return Some(Extent::Whole),
            Sight::Nothing => return None,
            Sight::Change(extent) => extent,
            Sight::Gap => {
                self.begin(state);
                Extent::Whole
            }
            Sight::TooMuch(reason) => {
                state.watcher = None;
                (self.tell)(Notice::Polling(reason));
                return Some(Extent::Whole);
            }
        };
        state.due = Some(Instant::now() + AFTERTHOUGHT);
        state.again.add(extent.clone());
        Some(extent)
    }

    /// Begins to watch the folders of the schema.
    fn begin(&mut self, state: &mut State) {
        let was_watching = state.watcher.take().is_some();
        if self.method == Method::Polling {
            return;
        }
        match FolderWatcher::start(&self.schema.corpus.dirs, &self.schema.index_dir) {
            Ok(watcher) => {
                state.watcher = Some(watcher);
                if !was_watching {
                    (self.tell)(Notice::Watching);
                }
            }
            // That a folder is away is told by the update.
            Err(_) if self.schema.corpus.dirs.iter().any(|dir| !dir.is_dir()) => {}
            Err(reason) => (self.tell)(Notice::Polling(reason)),
        }
    }

    fn wait(&self, state: &State) -> Sight {
        let Some(watcher) = &state.watcher else {
            thread::sleep(TICK);
            return Sight::Nothing;
        };
        match watcher.wait(TICK) {
            Sight::Nothing => Sight::Nothing,
            first => watcher.wait_for_quiet(first, QUIET, LONGEST_GATHERING),
        }
    }

    /// Takes the schema over if it is another one now. Returns whether it is.
    fn has_other_schema(&mut self, state: &mut State) -> bool {
        let Some(schema) = (self.reread)() else { return false };
        let is_same =
            schema.source() == self.schema.source() && schema.corpus.dirs == self.schema.corpus.dirs;
        if !is_same {
            self.schema = schema;
            self.begin(state);
        }
        !is_same
    }

    fn update(&mut self, state: &mut State, extent: Extent) -> Result<(), Error> {
        let started = Instant::now();
        let was_due = state.due.is_some_and(|due| started >= due);
        match update_within(extent, &self.schema, &self.options, Compaction::InMeasure, &mut |_| {}) {
            Ok((update, looked_at)) => {
                let took = started.elapsed();
                let changed = update.rebuilt.is_some() || !update.changes.is_empty();
                self.plan_next(state, (changed, was_due), took);
                match state.due {
                    None => state.again = Extent::none(),
                    Some(_) => state.again.add(looked_at),
                }
                if changed {
                    (self.tell)(Notice::Updated(Box::new(update), took));
                }
                Ok(())
            }
            Err(error @ Error::Damaged { .. }) => Err(error),
            Err(error) => {
                (state.due, state.again) = (Some(Instant::now() + RETRY), Extent::Whole);
                self.tell_once(state, error);
                Ok(())
            }
        }
    }

    /// Says when the next update is due, after one that worked.
    fn plan_next(&mut self, state: &mut State, (changed, was_due): (bool, bool), took: Duration) {
        // Folders that were away are back, and nobody watches them.
        let is_back = state.is_waiting && state.watcher.is_none();
        if is_back {
            self.begin(state);
        }
        state.is_waiting = false;
        state.due = match &state.watcher {
            Some(_) if changed || is_back => Some(Instant::now() + AFTERTHOUGHT),
            Some(_) if was_due => None,
            Some(_) => state.due,
            None => Some(Instant::now() + INTERVAL.max(took * LEISURE)),
        };
    }

    /// Tells what keeps from updating, when it begins to.
    fn tell_once(&mut self, state: &mut State, error: Error) {
        if !state.is_waiting {
            (self.tell)(Notice::Waiting(error));
        }
        state.is_waiting = true;
    }
}
