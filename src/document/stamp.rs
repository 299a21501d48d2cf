//! What tells, without reading a file, whether it changed.

use crate::schema::Fnv;
use serde::{Deserialize, Serialize};
use std::fs::Metadata;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Size and times of a file as one number. Two stamps that are equal and settled are of the same content.
///
/// The time of the last change of the file's entry counts where the system has one: it also tells of a file that
/// took another's place, or was given an older time, or may be read since.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Stamp(u64);

/// A file system that counts in parts of a second tells changes apart that are so far from each other.
const FINE: Duration = Duration::from_millis(50);
/// One that counts in seconds, or in pairs of them.
const COARSE: Duration = Duration::from_secs(2);

impl Stamp {
    /// Of a file that has to be looked at again in any case.
    pub const UNSETTLED: Stamp = Stamp(0);

    /// The stamp of a file.
    pub fn of(metadata: &Metadata) -> Stamp {
        let mut hash = Fnv::new();
        hash.add_number(metadata.len());
        for time in [metadata.modified().ok(), entry_changed(metadata)] {
            hash.add_number(nanoseconds(time));
        }
        Stamp(hash.value().max(1))
    }

    /// The stamp of a file that was read at some time: unsettled if it changed so shortly before that another change
    /// might have left the same times.
    pub fn when_read(metadata: &Metadata, now: SystemTime) -> Stamp {
        let Some(changed) = entry_changed(metadata).or_else(|| metadata.modified().ok()) else {
            return Stamp::UNSETTLED;
        };
        let is_coarse = nanoseconds(Some(changed)).is_multiple_of(1_000_000_000);
        let unsure = if is_coarse { COARSE } else { FINE };
        let apart = now.duration_since(changed).unwrap_or_else(|later| later.duration());
        if apart < unsure { Stamp::UNSETTLED } else { Stamp::of(metadata) }
    }

    /// Whether a file with this stamp is as it was when it was read.
    pub fn is_settled(self) -> bool {
        self != Stamp::UNSETTLED
    }

    /// As a number; 0 if unsettled.
    pub(crate) fn to_number(self) -> u64 {
        self.0
    }
}

/// Nanoseconds since 1970; 0 for an unknown or earlier time.
pub(crate) fn nanoseconds(time: Option<SystemTime>) -> u64 {
    let since = time.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    since.map_or(0, |since| u64::try_from(since.as_nanos()).unwrap_or(u64::MAX))
}

/// When what the file system says of the file changed last.
#[cfg(unix)]
fn entry_changed(metadata: &Metadata) -> Option<SystemTime> {
    use std::os::unix::fs::MetadataExt;
    let seconds = u64::try_from(metadata.ctime()).ok()?;
    let nanoseconds = u32::try_from(metadata.ctime_nsec()).ok()?;
    Some(UNIX_EPOCH + Duration::new(seconds, nanoseconds))
}

#[cfg(not(unix))]
fn entry_changed(_: &Metadata) -> Option<SystemTime> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_change_that_leaves_size_and_time_shows() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("a");
        fs::write(&path, "one").expect("a file");
        let time = fs::metadata(&path).expect("metadata").modified().expect("a time");
        let before = Stamp::of(&fs::metadata(&path).expect("metadata"));
        std::thread::sleep(FINE);
        fs::write(&path, "two").expect("a file");
        fs::File::options()
            .write(true)
            .open(&path)
            .and_then(|file| file.set_modified(time))
            .expect("old times");
        let metadata = fs::metadata(&path).expect("metadata");
        assert_eq!(metadata.modified().expect("a time"), time);
        assert!(cfg!(not(unix)) || Stamp::of(&metadata) != before);
    }

    #[test]
    fn what_changed_just_now_may_change_again() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("a");
        fs::write(&path, "one").expect("a file");
        let metadata = fs::metadata(&path).expect("metadata");
        let changed = entry_changed(&metadata).or_else(|| metadata.modified().ok()).expect("a time");
        assert!(!Stamp::when_read(&metadata, changed).is_settled());
        assert!(!Stamp::when_read(&metadata, changed - FINE / 2).is_settled());
        assert_eq!(Stamp::when_read(&metadata, changed + COARSE), Stamp::of(&metadata));
    }
}
