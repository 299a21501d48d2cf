//! Generations: an index lives in a folder of its own, a one-line file names the current one.
//!
//! A build writes a new generation beside the old one and swaps the line by renaming. Whoever reads the old generation
//! finishes undisturbed: its files stay mapped after they are removed.

use crate::error::Error;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

const CURRENT: &str = "current";
const LOCK: &str = "lock";
const PREFIX: &str = "generation-";

/// The folder of the current generation.
///
/// # Errors
/// [`Error::NoIndex`] if there is none; [`Error::Damaged`] if the line names none.
pub(crate) fn current(dir: &Path) -> Result<PathBuf, Error> {
    let path = dir.join(CURRENT);
    let line = match fs::read_to_string(&path) {
        Ok(line) => line,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(Error::NoIndex(dir.into())),
        Err(error) => return Err(Error::io(path)(error)),
    };
    match line.trim_end().strip_prefix(PREFIX) {
        Some(number) if number.parse::<u64>().is_ok() => Ok(dir.join(line.trim_end())),
        _ => {
            Err(Error::Damaged { dir: dir.into(), detail: format!("{} names no generation", path.display()) })
        }
    }
}

/// The right to write to an index. Held by one process at a time; a killed one holds nothing.
pub(crate) struct Writer {
    dir: PathBuf,
    /// Locked as long as it is open.
    _lock: File,
}

/// How often the lock is tried, and how long is waited in between: a quarter of a second in all.
const LOCK_ATTEMPTS: usize = 10;
const LOCK_PAUSE: Duration = Duration::from_millis(25);

impl Writer {
    /// Makes the index folder if need be, private to the user and ignored by git, and takes the lock.
    ///
    /// # Errors
    /// [`Error::NotAnIndex`] if the folder holds something else; [`Error::Locked`] if another process writes;
    /// [`Error::Io`] if the folder cannot be made.
    pub fn lock(dir: &Path) -> Result<Writer, Error> {
        create_private(dir)?;
        let path = dir.join(LOCK);
        if !path.exists() && !is_empty(dir)? {
            return Err(Error::NotAnIndex(dir.into()));
        }
        let lock = File::create(&path).map_err(Error::io(&path))?;
        let mut attempt = 1;
        loop {
            match lock.try_lock() {
                Ok(()) => break,
                // A process that is just being started may hold a copy of a lock that was already given back.
                Err(fs::TryLockError::WouldBlock) if attempt < LOCK_ATTEMPTS => thread::sleep(LOCK_PAUSE),
                Err(fs::TryLockError::WouldBlock) => return Err(Error::Locked(dir.into())),
                Err(fs::TryLockError::Error(error)) => return Err(Error::io(path)(error)),
            }
            attempt += 1;
        }
        hide_from_git(dir)?;
        Ok(Writer { dir: dir.into(), _lock: lock })
    }

    /// Makes the folder of the next generation, and removes what earlier writers left unfinished.
    pub fn begin(&self) -> Result<Draft, Error> {
        match current(&self.dir) {
            Ok(current) => self.remove_all_but(Some(&current))?,
            Err(Error::NoIndex(_)) => self.remove_all_but(None)?,
            // Which generation is the good one cannot be told: all stay until the new one is complete.
            Err(Error::Damaged { .. }) => {}
            Err(error) => return Err(error),
        }
        let last = self.generations()?.iter().filter_map(|path| number(path)).max();
        let number = last.unwrap_or(0) + 1;
        let dir = self.dir.join(format!("{PREFIX}{number}"));
        create_private(&dir)?;
        Ok(Draft { dir, finished: false })
    }

    /// Makes the folder of the next generation, with the files of the current one in it.
    ///
    /// The engine writes a file once and then only removes it, so both generations can share what they have in common.
    pub fn begin_from_current(&self) -> Result<Draft, Error> {
        let generation = &current(&self.dir)?;
        let draft = self.begin()?;
        for entry in fs::read_dir(generation).map_err(Error::io(generation))? {
            let entry = entry.map_err(Error::io(generation))?;
            if !is_lock(&entry.path()) {
                share(&entry.path(), &draft.dir.join(entry.file_name()))?;
            }
        }
        Ok(draft)
    }

    /// Notes that the current generation was found to be up to date.
    pub fn confirm(&self) {
        // The age of an index is told, no more.
        let _ = File::options()
            .append(true)
            .open(self.dir.join(CURRENT))
            .and_then(|file| file.set_modified(SystemTime::now()));
    }

    /// Makes a finished draft the current generation, and removes those before it.
    pub fn swap(&self, mut draft: Draft) -> Result<(), Error> {
        sync_dir(&draft.dir)?;
        let name = draft.dir.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let staged = self.dir.join("current.new");
        let mut file = File::create(&staged).map_err(Error::io(&staged))?;
        writeln!(file, "{name}").and_then(|()| file.sync_all()).map_err(Error::io(&staged))?;
        fs::rename(&staged, self.dir.join(CURRENT)).map_err(Error::io(&staged))?;
        draft.finished = true;
        sync_dir(&self.dir)?;
        // The new generation is in place whether or not the old one can be removed: the next writer tidies up.
        let _ = self.remove_all_but(Some(&draft.dir));
        Ok(())
    }

    fn remove_all_but(&self, keep: Option<&Path>) -> Result<(), Error> {
        for path in self.generations()? {
            if Some(path.as_path()) != keep && path.is_dir() {
                fs::remove_dir_all(&path).map_err(Error::io(&path))?;
            }
        }
        Ok(())
    }

    /// Everything in the index folder that has the name of a generation.
    fn generations(&self) -> Result<Vec<PathBuf>, Error> {
        let entries = fs::read_dir(&self.dir).map_err(Error::io(&self.dir))?;
        let paths: io::Result<Vec<PathBuf>> = entries.map(|entry| Ok(entry?.path())).collect();
        let paths = paths.map_err(Error::io(&self.dir))?;
        Ok(paths.into_iter().filter(|path| number(path).is_some()).collect())
    }
}

/// When the index was last found or brought up to date; None if there is none.
pub(crate) fn confirmed(dir: &Path) -> Option<SystemTime> {
    fs::metadata(dir.join(CURRENT)).and_then(|metadata| metadata.modified()).ok()
}

/// A generation that is being written. Dropped unfinished, it is removed.
pub(crate) struct Draft {
    pub dir: PathBuf,
    finished: bool,
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.finished {
            // The next writer tidies up what stays.
            let _ = fs::remove_dir_all(&self.dir);
        }
    }
}

fn number(path: &Path) -> Option<u64> {
    path.file_name()?.to_str()?.strip_prefix(PREFIX)?.parse().ok()
}

/// Whether a file is one of the engine's locks, which are of one generation.
fn is_lock(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "lock")
}

/// Gives a file another name, or copies it where the file system knows only one.
fn share(from: &Path, to: &Path) -> Result<(), Error> {
    fs::hard_link(from, to).or_else(|_| fs::copy(from, to).map(drop)).map_err(Error::io(from))
}

fn is_empty(dir: &Path) -> Result<bool, Error> {
    Ok(fs::read_dir(dir).map_err(Error::io(dir))?.next().is_none())
}

/// Written after the lock, which marks the folder as ours: in another it would hide all files from git and the walk.
fn hide_from_git(dir: &Path) -> Result<(), Error> {
    let ignore = dir.join(".gitignore");
    if ignore.exists() {
        return Ok(());
    }
    let text = "# An index holds the text of its files: not for a repository.\n*\n";
    fs::write(&ignore, text).map_err(Error::io(ignore))
}

fn create_private(dir: &Path) -> Result<(), Error> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).map_err(Error::io(dir))
}

/// A rename lasts through a power cut only when its folder is on disk.
fn sync_dir(dir: &Path) -> Result<(), Error> {
    if cfg!(unix) {
        File::open(dir).and_then(|dir| dir.sync_all()).map_err(Error::io(dir))?;
    }
    Ok(())
}
