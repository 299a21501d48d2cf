//! Generations: an index lives in a folder of its own, a one-line file names the current one.
//!
//! A build writes a new generation beside the old one and swaps the line by renaming. Whoever reads the old generation
//! finishes undisturbed: its files stay mapped after they are removed.

use super::check::IndexFault;
use super::identity::Identity;
use super::sealed::{NO_FILE, make_private};
use crate::error::Error;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

const CURRENT: &str = "current";
const LOCK: &str = "lock";
const PREFIX: &str = "generation-";
const IGNORE: &str = ".gitignore";
const IGNORE_TEXT: &str = "# An index holds the text of its files: not for a repository.\n*\n";

/// The folder of the current generation.
///
/// # Errors
/// [`Error::NoIndex`] if there is none; [`Error::Damaged`] if the line names none.
pub(crate) fn current(dir: &Path) -> Result<PathBuf, Error> {
    let path = dir.join(CURRENT);
    let damaged = |what: &str| Error::Damaged { dir: dir.into(), detail: format!("{CURRENT} {what}") };
    if path.symlink_metadata().is_ok_and(|metadata| !metadata.is_file()) {
        return Err(damaged(NO_FILE));
    }
    let line = match fs::read(&path) {
        Ok(line) => String::from_utf8_lossy(&line).into_owned(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(Error::NoIndex(dir.into())),
        Err(error) => return Err(Error::io(path)(error)),
    };
    let name = line.strip_suffix('\n').filter(|name| number(Path::new(name)).is_some());
    name.map(|name| dir.join(name)).ok_or_else(|| damaged("names no generation"))
}

/// The error that the current generation is not there.
pub(super) fn lost(dir: &Path, generation: &Path) -> Error {
    let detail = format!("{} is missing, which {CURRENT} names", generation.display());
    Error::Damaged { dir: dir.into(), detail }
}

/// What is wrong with the files beside the generations: the index is found by one, and hidden from git by the other.
pub(super) fn check_beside(dir: &Path) -> Option<IndexFault> {
    let text = fs::read(dir.join(IGNORE)).ok();
    let what = match text {
        Some(text) if text == IGNORE_TEXT.as_bytes() => return None,
        Some(_) => "is not as it was written",
        None => "is missing",
    };
    Some(IndexFault { path: IGNORE.into(), what: what.to_owned() })
}

/// The right to write to an index. Held by one process at a time; a killed one holds nothing.
pub(crate) struct Writer {
    dir: PathBuf,
    /// Locked as long as it is open.
    lock: File,
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
        make_index_folder(dir)?;
        let path = dir.join(LOCK);
        let lock = open_lock(&path).map_err(Error::io(&path))?;
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
        Ok(Writer { dir: dir.into(), lock })
    }

    /// Makes sure that the lock is that of the folder: it is not if the folder was removed and another one made.
    ///
    /// # Errors
    /// [`Error::Io`] if the folder is gone.
    fn still_holds(&self) -> Result<(), Error> {
        let path = self.dir.join(LOCK);
        let held = Identity::of_file(&self.lock).map_err(Error::io(&path))?;
        match held.is_at(&path) {
            true => Ok(()),
            false => Err(Error::io(path)(io::Error::other("the index folder was removed meanwhile"))),
        }
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
        let number = last.unwrap_or(0).saturating_add(1);
        let dir = self.dir.join(format!("{PREFIX}{number}"));
        // Not what is there already, which may be a link to elsewhere.
        make_private_folder(&mut fs::DirBuilder::new(), &dir)?;
        let made = Identity::of_path(&dir).map_err(Error::io(&dir))?;
        Ok(Draft { dir, made, finished: false })
    }

    /// Makes the folder of the next generation, with the files of the current one in it.
    ///
    /// The engine writes a file once and then only removes it, so both generations can share what they have in common.
    pub fn begin_from_current(&self) -> Result<Draft, Error> {
        let generation = &current(&self.dir)?;
        let draft = self.begin()?;
        for entry in fs::read_dir(generation).map_err(Error::io(generation))? {
            let entry = entry.map_err(Error::io(generation))?;
            // Whoever gave the index away may have put a link there.
            let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
            if is_file && !is_lock(&entry.path()) {
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
        self.still_holds()?;
        sync_dir(&draft.dir)?;
        let name = draft.dir.file_name().unwrap_or_default().to_string_lossy().into_owned();
        replace(&self.dir, CURRENT, &format!("{name}\n"))?;
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
    /// The folder that was made.
    made: Identity,
    finished: bool,
}

impl Drop for Draft {
    fn drop(&mut self) {
        // Where the index folder was removed, another writer may have made one of the same name.
        if !self.finished && self.made.is_at(&self.dir) {
            // The next writer tidies up what stays.
            let _ = fs::remove_dir_all(&self.dir);
        }
    }
}

fn number(path: &Path) -> Option<u64> {
    path.file_name()?.to_str()?.strip_prefix(PREFIX)?.parse().ok()
}

fn make_private_folder(builder: &mut fs::DirBuilder, dir: &Path) -> Result<(), Error> {
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(builder, 0o700);
    builder.create(dir).map_err(Error::io(dir))?;
    // The user's mask may have taken rights away. A file system that knows no rights keeps none.
    #[cfg(unix)]
    let _ = fs::set_permissions(dir, std::os::unix::fs::PermissionsExt::from_mode(0o700));
    Ok(())
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
    match check_beside(dir) {
        Some(_) => replace(dir, IGNORE, IGNORE_TEXT),
        None => Ok(()),
    }
}

/// Replaces a small file of the index folder at once. What stands in its place is not written to: it may be a link.
fn replace(dir: &Path, name: &str, text: &str) -> Result<(), Error> {
    let staged = dir.join(format!("{name}.new"));
    let _ = fs::remove_file(&staged);
    let write = || {
        let mut file = File::create_new(&staged)?;
        make_private(&staged)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&staged, dir.join(name))
    };
    write().map_err(Error::io(&staged))
}

/// Makes the index folder, or takes one that is empty, and makes it private. One that is an index stays as it is.
fn make_index_folder(dir: &Path) -> Result<(), Error> {
    if [LOCK, CURRENT].iter().any(|name| dir.join(name).exists()) {
        return Ok(());
    }
    if dir.exists() && !is_empty(dir)? {
        return Err(Error::NotAnIndex(dir.into()));
    }
    make_private_folder(fs::DirBuilder::new().recursive(true), dir)
}

fn open_lock(path: &Path) -> io::Result<File> {
    if path.is_symlink() {
        return Err(io::Error::other("is a link, which no index has"));
    }
    let lock = File::options().write(true).create(true).truncate(false).open(path)?;
    make_private(path)?;
    Ok(lock)
}

/// A rename lasts through a power cut only when its folder is on disk.
fn sync_dir(dir: &Path) -> Result<(), Error> {
    if cfg!(unix) {
        File::open(dir).and_then(|dir| dir.sync_all()).map_err(Error::io(dir))?;
    }
    Ok(())
}
