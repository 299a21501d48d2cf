//! Opens a file of the corpus as the walk saw it: below its folder, by no link, waiting for nobody.

use std::fs::File;

use super::failure::Reason;
use super::walk::Source;

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
    use std::path::Path;

    let here = |path: &'_ Path| if path.as_os_str().is_empty() { ".".into() } else { path.to_owned() };
    let dir = open(here(&source.dir), OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())?;
    openat2(dir, here(&source.relative), flags, Mode::empty(), ResolveFlags::NO_SYMLINKS)
}

#[cfg(all(unix, not(target_os = "linux")))]
fn without_links(_: &Source, _: rustix::fs::OFlags) -> Result<rustix::fd::OwnedFd, rustix::io::Errno> {
    Err(rustix::io::Errno::NOSYS)
}

#[cfg(not(unix))]
pub(super) fn open(source: &Source) -> Result<File, Reason> {
    Ok(File::open(source.path())?)
}
