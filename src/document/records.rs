//! The records of a JSON Lines file as documents: found in a text, or in a file that is never in memory as a whole.

use std::fs::File;
use std::io;

use super::contents::start_of;
use super::decode::{Faults, decode_lines, encoding, is_binary};
use super::failure::{Doubts, Reason};
use super::format::Extract;
use super::format::jsonl::{IdFinder, extract_each};
use super::line_breaks;
use super::portion::{Sum, portions};
use crate::schema::{Encoding, Records};

/// Takes over a record with its id.
pub(super) type Deliver<'d> = dyn FnMut(Option<String>, Extract) + 'd;

/// Hands over the records of a text.
pub(super) fn records_of_text(text: &str, keys: &Records, doubts: &mut Doubts, deliver: &mut Deliver<'_>) {
    let mut ids = IdFinder::default();
    ids.add(text, 1, keys);
    extract_each(text, 1, keys, &ids.finish(), doubts, deliver);
}

/// Hands over the records of a file in UTF-8 as it was when it had a sum; what it has grown by since is left alone. It is read twice,
/// for the ids and for the records. Returns whether it was the same both times.
///
/// # Errors
/// If it cannot be read, or is no text.
pub(super) fn records_of_file(
    file: &File,
    sum: Sum,
    portion_bytes: usize,
    keys: &Records,
    doubts: &mut Doubts,
    deliver: &mut Deliver<'_>,
) -> Result<bool, Reason> {
    if is_binary(&start_of(file)?) {
        return Err(Reason::Binary);
    }
    let (mut ids, mut faults) = (IdFinder::default(), Faults::default());
    let lines = FileLines { file, bytes: sum.bytes, portion_bytes };
    let first = lines.each(&mut faults, &mut |lines, first_line| ids.add(lines, first_line, keys))?;
    faults.report(Encoding::Utf8, doubts);
    let ids = ids.finish();
    let second = lines.each(&mut Faults::default(), &mut |lines, first_line| {
        extract_each(lines, first_line, keys, &ids, doubts, deliver);
    })?;
    Ok(first == sum && second == sum)
}

/// The lines of the first bytes of a file in UTF-8.
struct FileLines<'f> {
    file: &'f File,
    bytes: u64,
    portion_bytes: usize,
}

impl FileLines<'_> {
    /// Hands over the lines in portions, each with the number of its first line.
    fn each(&self, faults: &mut Faults, sink: &mut dyn FnMut(&str, u32)) -> io::Result<Sum> {
        let mut line = 1;
        let mut is_start = true;
        portions(self.file, self.bytes, self.portion_bytes, &mut |portion| {
            let mark_bytes = if is_start { encoding(portion, None).1 } else { 0 };
            is_start = false;
            let lines = decode_lines(&portion[mark_bytes..], line, faults);
            sink(&lines, line);
            line += line_breaks(lines.as_bytes());
        })
    }
}
