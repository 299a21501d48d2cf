//! What the system tells of a corpus: at which paths something changed, no more.
//!
//! What changed there is left to an update to find out. So events may come twice, late, in any order or in a heap, and
//! nothing depends on how a system calls a renamed folder or an editor's way to save.

use super::extent::Extent;
use notify::event::{AccessKind, AccessMode, EventKind, ModifyKind, RenameMode};
use notify::{Config, Event, EventKindMask, RecommendedWatcher, RecursiveMode, Watcher};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

/// Watches folders until it is dropped.
pub(super) struct FolderWatcher {
    /// Silent once it is dropped.
    _inner: RecommendedWatcher,
    sights: Receiver<Sight>,
    roots: Vec<Root>,
}

/// What may have been seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sight {
    /// Nothing within the time.
    Nothing,
    /// Something changed, within this.
    Change(Extent),
    /// Events were lost, or a folder is no longer the one that is watched: watching has to begin anew.
    Gap,
    /// The system cannot watch so much; this is its reason.
    TooMuch(String),
}

/// A watched folder, and what tells it from another one that takes its place.
#[derive(PartialEq)]
struct Root {
    dir: PathBuf,
    identity: Option<Identity>,
}

#[cfg(unix)]
type Identity = (u64, u64);
#[cfg(not(unix))]
type Identity = Option<std::time::SystemTime>;

impl FolderWatcher {
    /// Begins to watch folders, but for what happens in one of them.
    ///
    /// # Errors
    /// With the system's reason why it cannot.
    pub fn start(dirs: &[PathBuf], but: &Path) -> Result<FolderWatcher, String> {
        let (sender, sights) = channel();
        let but = but.canonicalize().unwrap_or_else(|_| but.to_path_buf());
        let roots: Vec<Root> = dirs.iter().map(|dir| Root::of(dir)).collect();
        let tell = handler(sender, but, roots.iter().map(|root| root.dir.clone()).collect());
        // Not of files that are opened: each walk would tell of all its folders.
        let wanted = Config::default().with_event_kinds(EventKindMask::CORE);
        let mut inner = RecommendedWatcher::new(tell, wanted).map_err(reason)?;
        for root in &roots {
            inner.watch(&root.dir, RecursiveMode::Recursive).map_err(reason)?;
        }
        Ok(FolderWatcher { _inner: inner, sights, roots })
    }

    /// Waits until something is seen.
    pub fn wait(&self, time: Duration) -> Sight {
        match self.sights.recv_timeout(time) {
            Ok(sight) => sight,
            Err(RecvTimeoutError::Disconnected) => Sight::Gap,
            Err(RecvTimeoutError::Timeout) if self.roots.iter().all(Root::is_there) => Sight::Nothing,
            Err(RecvTimeoutError::Timeout) => Sight::Gap,
        }
    }

    /// Waits until nothing more is seen for a while, within a limit. Returns the gravest of what was seen.
    pub fn wait_for_quiet(&self, first: Sight, quiet: Duration, limit: Duration) -> Sight {
        let (started, mut gravest) = (Instant::now(), first);
        while started.elapsed() < limit {
            match (self.sights.recv_timeout(quiet), &mut gravest) {
                (Err(_), _) => break,
                (Ok(Sight::Change(more)), Sight::Change(extent)) => extent.add(more),
                (Ok(sight @ Sight::TooMuch(_)), _) | (Ok(sight @ Sight::Gap), Sight::Change(_)) => {
                    gravest = sight
                }
                (Ok(_), _) => {}
            }
        }
        gravest
    }
}

impl Root {
    fn of(dir: &Path) -> Root {
        let dir = dir.canonicalize().unwrap_or_else(|_| dir.to_path_buf());
        Root { identity: identity(&dir), dir }
    }

    fn is_there(&self) -> bool {
        identity(&self.dir) == self.identity
    }
}

#[cfg(unix)]
fn identity(dir: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(dir).ok().map(|metadata| (metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn identity(dir: &Path) -> Option<Identity> {
    fs::metadata(dir).ok().map(|metadata| metadata.created().ok())
}

fn handler(
    sender: Sender<Sight>,
    but: PathBuf,
    roots: Vec<PathBuf>,
) -> impl FnMut(notify::Result<Event>) + Send + 'static {
    move |event| {
        let sight = match event {
            Ok(event) if event.need_rescan() || moves_away(&event, &roots) => Sight::Gap,
            Ok(event) if matters(&event, &but) => Sight::Change(extent(event)),
            Ok(_) => return,
            Err(error) if is_too_much(&error) => Sight::TooMuch(reason(error)),
            Err(_) => Sight::Gap,
        };
        // Nobody listens any more where watching begins anew.
        let _ = sender.send(sight);
    }
}

/// Where an event says that something changed.
fn extent(event: Event) -> Extent {
    match event.paths.is_empty() {
        true => Extent::Whole,
        false => Extent::Paths(event.paths.into_iter().collect()),
    }
}

/// Whether an event is of a file that may be of the corpus; that it was read does not matter.
fn matters(event: &Event, but: &Path) -> bool {
    let is_change =
        !matches!(event.kind, EventKind::Access(access) if access != AccessKind::Close(AccessMode::Write));
    is_change && !event.paths.iter().all(|path| path.starts_with(but))
}

/// Whether a watched folder itself goes.
fn moves_away(event: &Event, roots: &[PathBuf]) -> bool {
    let goes = matches!(
        event.kind,
        EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(RenameMode::From | RenameMode::Any))
    );
    goes && event.paths.iter().any(|path| roots.contains(path))
}

fn is_too_much(error: &notify::Error) -> bool {
    matches!(&error.kind, notify::ErrorKind::MaxFilesWatch)
}

fn reason(error: notify::Error) -> String {
    match error.kind {
        notify::ErrorKind::MaxFilesWatch => "the system allows no more watches".to_owned(),
        notify::ErrorKind::Io(error) => error.to_string(),
        _ => error.to_string(),
    }
}
