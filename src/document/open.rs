//! Opens a file of the corpus as the walk saw it: below its folder, by no link, waiting for nobody.

use std::fs::File;
use std::path::Path;

use super::failure::Reason;
use super::stamp::Stamp;
use super::walk::Source;

/// Opens a file to look something up in it; None for what is no file, or a link to one.
pub(crate) fn open_plain(path: &Path) -> Option<File> {
    let (dir, relative) = (path.parent()?.into(), path.file_name()?.into());
    let file = open(&Source { dir, relative, bytes: 0, modified: None, stamp: Stamp::UNSETTLED }).ok()?;
    file.metadata().is_ok_and(|metadata| metadata.is_file()).then_some(file)
}

/// Opens a file for reading. A link that took the place of the file or of a folder since the walk is not followed, and a
/// pipe without a writer does not stop the run.
#[cfg(unix)]
pub(super) fn open(source: &Source) -> Result<File, Reason> {
    use rustix::fs::{Mode, OFlags, open};
    use rustix::io::Errno;

    const FLAGS: OFlags =
        OFlags::RDONLY.union(OFlags::CLOEXEC).union(OFlags::NOFOLLOW).union(OFlags::NONBLOCK);
    let opened = match without_links(source, FLAGS) {
        // Only Linux can refuse links in the folders of a path, and not in every container.
        Err(Errno::NOSYS | Errno::PERM | Errno::INVAL) => open(source.path(), FLAGS, Mode::empty()),
        opened => opened,
    };
    match opened {
        Ok(file) => Ok(File::from(file)),
        Err(Errno::LOOP) => Err(Reason::BecameLink),
        Err(error) => Err(std::io::Error::from(error).into()),
    }
}

#[cfg(target_os = "linux")]
fn without_links(
    source: &Source,
    flags: rustix::fs::OFlags,
) -> Result<rustix::fd::OwnedFd, rustix::io::Errno> {
    use rustix::fs::{Mode, OFlags, ResolveFlags, open, openat2};
    const FOLDER: OFlags = OFlags::PATH.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);
    let dir = open(or_here(&source.dir), FOLDER, Mode::empty())?;
    openat2(dir, or_here(&source.relative), flags, Mode::empty(), ResolveFlags::NO_SYMLINKS)
}

/// A path, where an empty one means the current folder.
#[cfg(target_os = "linux")]
fn or_here(path: &Path) -> &Path {
    if path.as_os_str().is_empty() { Path::new(".") } else { path }
}

#[cfg(all(unix, not(target_os = "linux")))]
fn without_links(_: &Source, _: rustix::fs::OFlags) -> Result<rustix::fd::OwnedFd, rustix::io::Errno> {
    Err(rustix::io::Errno::NOSYS)
}

#[cfg(not(unix))]
pub(super) fn open(source: &Source) -> Result<File, Reason> {
    Ok(File::open(source.path())?)
}
