//! What is in a file at one time: its bytes, or where it is read by lines, what tells whether they are still the same.

use std::fs::{File, Metadata};
use std::io::{self, Read, Seek};
use std::time::SystemTime;

use xxhash_rust::xxh3::xxh3_64;

use super::decode::{PROBE_BYTES, encoding};
use super::failure::{Doubts, Failure, Reason};
use super::open::open;
use super::portion::{PORTION_BYTES, Sum, portions};
use super::stamp::Stamp;
use super::walk::Source;
use crate::schema::{Encoding, Format, RuleValues, Schema};

/// How often a file that changes while it is read is read again.
const ATTEMPTS: usize = 3;

/// What was in a file at one time.
pub struct Contents {
    /// A hash of the bytes: files with the same hash are taken to be equal.
    pub hash: u64,
    /// How many they are, at most `max_file_bytes` of the schema.
    pub bytes: u64,
    /// How many of them are in memory at once when the documents are read.
    pub held_bytes: u64,
    /// What the system said of the file.
    pub metadata: Metadata,
    /// Unsettled if it changed while it was read, or so shortly before that more changes might not show.
    pub stamp: Stamp,
    pub(super) body: Body,
    pub(super) format: Format,
    pub(super) rule: RuleValues,
    pub(super) doubts: Doubts,
}

/// What the documents are read from.
pub(super) enum Body {
    Whole(Vec<u8>),
    /// A JSON Lines file in UTF-8, to be read again.
    Lines(File),
}

/// Reads a file as far as is needed to tell whether it is known. One that changes meanwhile is read again, and is doubtful if it
/// goes on changing.
///
/// JSON Lines files in UTF-8 are not kept in memory but open, all others as a whole.
///
/// # Errors
/// If it cannot be read, or is larger than the schema allows, even if it grew since the walk.
pub fn load(source: &Source, schema: &Schema) -> Result<Contents, Failure> {
    let mut attempt = 1;
    loop {
        let loaded = load_once(source, schema);
        let (mut contents, before) = loaded.map_err(|reason| Failure { path: source.path(), reason })?;
        if Stamp::of(&before) == Stamp::of(&contents.metadata) {
            return Ok(contents);
        } else if attempt == ATTEMPTS {
            contents.stamp = Stamp::UNSETTLED;
            contents.doubts.add_change();
            return Ok(contents);
        }
        attempt += 1;
    }
}

/// Returns also what the system said of the file before it was read.
fn load_once(source: &Source, schema: &Schema) -> Result<(Contents, Metadata), Reason> {
    let now = SystemTime::now();
    let rule = schema.rule_for(&source.relative);
    let format = rule.format.unwrap_or_else(|| Format::from_path(&source.relative));
    let file = open(source)?;
    let before = file.metadata()?;
    if !before.is_file() {
        return Err(Reason::NotAFile);
    }
    let limit = schema.corpus.max_file_bytes;
    let read = match has_lines(&file, format, rule.encoding)? {
        true => Reading::of_lines(&file, limit.saturating_add(1))?,
        false => Reading::of_whole(&file, before.len(), limit.saturating_add(1))?,
    };
    let Reading { sum: Sum { bytes, hash }, held_bytes, whole } = read;
    if bytes > limit {
        return Err(Reason::TooLarge { bytes: before.len().max(bytes), limit });
    }
    let metadata = file.metadata()?;
    let stamp = Stamp::when_read(&metadata, now);
    let body = whole.map_or(Body::Lines(file), Body::Whole);
    let doubts = Doubts::default();
    Ok((Contents { hash, bytes, held_bytes, metadata, stamp, body, format, rule, doubts }, before))
}

/// Whether a file can be read by its lines: where a line ends is seen in its bytes.
fn has_lines(file: &File, format: Format, rule: Option<Encoding>) -> io::Result<bool> {
    Ok(format == Format::JsonLines && encoding(&start_of(file)?, rule).0 == Encoding::Utf8)
}

/// Returns the first bytes of a file, by which it is judged.
pub(super) fn start_of(mut file: &File) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    file.rewind()?;
    file.take(PROBE_BYTES as u64).read_to_end(&mut start)?;
    Ok(start)
}

/// What one reading of a file found.
struct Reading {
    sum: Sum,
    /// Of these many at once.
    held_bytes: u64,
    whole: Option<Vec<u8>>,
}

impl Reading {
    fn of_whole(mut file: &File, expected_bytes: u64, limit: u64) -> io::Result<Reading> {
        let mut whole =
            Vec::with_capacity(usize::try_from(expected_bytes.min(limit)).unwrap_or_default() + 1);
        file.rewind()?;
        file.take(limit).read_to_end(&mut whole)?;
        let bytes = whole.len() as u64;
        Ok(Reading { sum: Sum { bytes, hash: xxh3_64(&whole) }, held_bytes: bytes, whole: Some(whole) })
    }

    fn of_lines(file: &File, limit: u64) -> io::Result<Reading> {
        let mut longest = 0;
        let mut measure = |portion: &[u8]| longest = longest.max(portion.len());
        let sum = portions(file, limit, PORTION_BYTES, &mut measure)?;
        Ok(Reading { sum, held_bytes: longest as u64, whole: None })
    }
}
