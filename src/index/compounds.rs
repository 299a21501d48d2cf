//! The table of compounds: which words hold a part, by the part's stem.
//!
//! A line of the table is a stem with its compounds, the most frequent first. Lines lie in records by the thousand, stored
//! as text; each stem is a term of its record. So a look-up costs a term and a text, and the dictionary holds stems alone.
//! A query then needs the postings of each compound. The first line of a record names a dictionary, its home, and the
//! compounds that are in it have their ordinals there. A segment never changes, so these hold as long as the index has it.

use super::Index;
use super::alive::Alive;
use super::dictionary::Dictionary;
use super::fields::{Fields, VOCABULARY_KEY};
use super::record::Record;
use super::stream::Stream;
use super::vocabulary::presence;
use crate::error::Error;
use std::ops::Range;
use tantivy::index::SegmentId;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, TERMINATED, TantivyDocument};

/// Of the compounds that hold a part, the most frequent are kept: a query asks for no more.
pub(crate) const MAX_COMPOUNDS: usize = 128;
/// A record holds lines of so many bytes, and the one that goes beyond: about what the engine stores, and reads, at once.
const RECORD_BYTES: usize = 14 << 10;

/// Stands before each compound of a line. No term holds it.
const BEFORE_COMPOUND: char = '\t';
/// Stands between the numbers of a compound and its term.
const BEFORE_TERM: char = ' ';
/// Digits of each end of a part's span: no word that is split is longer.
const SPAN_DIGITS: usize = 2;

/// A compound that holds a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Compound<'t> {
    /// Its index term.
    pub term: &'t str,
    /// Where the part stands, in bytes of the folded compound.
    pub part: Range<usize>,
    /// Its ordinal in the home of its record, if it is there.
    pub ordinal: Option<u64>,
}

/// A compound's ordinal in a segment of the index that is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    pub segment: usize,
    pub ordinal: u64,
}

/// The line that names the dictionary of a field in a segment.
pub(super) fn home(segment: SegmentId, field: Field) -> String {
    format!("{} {}", segment.uuid_string(), field.field_id())
}

/// The line of a stem.
pub(super) fn line<'t>(stem: &str, compounds: impl Iterator<Item = Compound<'t>>) -> String {
    let mut line = stem.to_owned();
    for Compound { term, part: Range { start, end }, ordinal } in compounds.take(MAX_COMPOUNDS) {
        line.push(BEFORE_COMPOUND);
        for byte in [start, end] {
            debug_assert!(byte < 1 << (4 * SPAN_DIGITS));
            line.extend([byte >> 4, byte & 0xf].map(digit));
        }
        if let Some(ordinal) = ordinal {
            line.push_str(&format!("{ordinal:x}"));
        }
        line.push(BEFORE_TERM);
        line.push_str(term);
    }
    line
}

fn digit(value: usize) -> char {
    char::from(b"0123456789abcdef"[value])
}

/// The compounds of the line of a stem; none for the line of another one.
fn compounds_of<'t>(line: &'t str, stem: &str) -> impl Iterator<Item = Compound<'t>> {
    let of_stem = line.strip_prefix(stem).and_then(|rest| rest.strip_prefix(BEFORE_COMPOUND));
    of_stem.into_iter().flat_map(|compounds| compounds.split(BEFORE_COMPOUND)).filter_map(compound)
}

fn compound(entry: &str) -> Option<Compound<'_>> {
    let (numbers, term) = entry.split_once(BEFORE_TERM)?;
    let (span, ordinal) = numbers.split_at_checked(2 * SPAN_DIGITS)?;
    let (start, end) = span.split_at_checked(SPAN_DIGITS)?;
    let number = |digits| usize::from_str_radix(digits, 16).ok();
    let ordinal = u64::from_str_radix(ordinal, 16).ok();
    Some(Compound { term, part: number(start)?..number(end)?, ordinal })
}

/// The records that hold lines, which are sorted, with ordinals in one home.
pub(super) fn records(home: &str, lines: &[String], fields: &Fields) -> Vec<TantivyDocument> {
    let mut records = Vec::new();
    let mut rest = lines;
    while !rest.is_empty() {
        let mut bytes = 0;
        let goes_on = |line: &&String| {
            let has_room = bytes < RECORD_BYTES;
            bytes += line.len();
            has_room
        };
        let (own, later) = rest.split_at(rest.iter().take_while(goes_on).count());
        records.push(record(home, own, fields));
        rest = later;
    }
    records
}

fn record(home: &str, lines: &[String], fields: &Fields) -> TantivyDocument {
    let mut stems = Stream::default();
    for line in lines {
        stems.push(0, line.split(BEFORE_COMPOUND).next().unwrap_or_default());
    }
    let mut record = TantivyDocument::new();
    record.add_text(fields.key, VOCABULARY_KEY);
    record.add_text(fields.parts, stems.into_string());
    record.add_text(fields.compounds, format!("{home}\n{}", lines.join("\n")));
    for &field in fields.bodies.iter().chain([&fields.path, &fields.ends, &fields.breaks]) {
        record.add_text(field, presence());
    }
    record
}

/// The table of an index, as a query looks things up in it.
pub(crate) struct CompoundTable<'i> {
    index: &'i Index,
    /// By segment: the stems, and which records count.
    segments: Vec<(Dictionary, Alive)>,
}

impl CompoundTable<'_> {
    /// Opens the table of an index.
    ///
    /// # Errors
    /// [`Error::Damaged`] if it cannot be read.
    pub fn open(index: &Index) -> Result<CompoundTable<'_>, Error> {
        let alive = index.searcher.segment_readers().iter().map(Alive::of);
        let segments = index.dictionaries(index.fields.parts)?.into_iter().zip(alive).collect();
        Ok(CompoundTable { index, segments })
    }

    /// Hands the most frequent compounds with a part to `take`, given the part's stem, and what is known of each one's
    /// place among a field's terms.
    pub fn each(&self, stem: &str, field: Field, mut take: impl FnMut(Compound, Option<Known>)) {
        for record in self.records(stem) {
            let text = record.text(self.index.fields.compounds).unwrap_or_default();
            let (home, lines) = text.split_once('\n').unwrap_or_default();
            let segment = self.segment(home, field);
            for compound in lines.lines().flat_map(|line| compounds_of(line, stem)) {
                let known =
                    segment.zip(compound.ordinal).map(|(segment, ordinal)| Known { segment, ordinal });
                take(compound, known);
            }
        }
    }

    /// The segment whose dictionary of a field is a home; None if the index does not have it, or the home is another field's.
    fn segment(&self, home: &str, field: Field) -> Option<usize> {
        let mut segments = self.index.searcher.segment_readers().iter();
        segments.position(|segment| self::home(segment.segment_id(), field) == home)
    }

    /// The records that have a stem. One that cannot be read is damaged, which is noted where it is read.
    fn records(&self, stem: &str) -> Vec<Record> {
        let places = self.segments.iter().enumerate().flat_map(|(number, (stems, alive))| {
            let documents = documents(stems, alive, stem).unwrap_or_default();
            documents.into_iter().map(move |document| (number, document))
        });
        places.filter_map(|(segment, document)| self.index.record(segment, document).ok()).collect()
    }
}

/// The records of a segment that have a stem.
fn documents(stems: &Dictionary, alive: &Alive, stem: &str) -> std::io::Result<Vec<u32>> {
    let Some(info) = stems.get(stem.as_bytes())? else { return Ok(Vec::new()) };
    let mut postings = stems.postings.read_postings_from_terminfo(&info, IndexRecordOption::Basic)?;
    let mut documents = Vec::new();
    while postings.doc() != TERMINATED {
        documents.extend(Some(postings.doc()).filter(|&document| alive.holds(document)));
        postings.advance();
    }
    Ok(documents)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tantivy::schema::Value;

    #[test]
    fn lines_say_where_part_and_term_stand() {
        let compounds = [
            Compound { term: "zahlungssystem", part: 0..7, ordinal: None },
            Compound { term: "ruckzahlung\0rückzahlung", part: 4..11, ordinal: Some(0) },
            Compound { term: "abzahlung", part: 2..9, ordinal: Some(u64::MAX) },
            Compound { term: "abzahlung", part: 2..9, ordinal: None },
        ];
        let line = line("zahlung", compounds.clone().into_iter());
        assert_eq!(compounds_of(&line, "zahlung").collect::<Vec<_>>(), compounds);
        assert_eq!(compounds_of(&line, "zahl").count(), 0);
        assert_eq!(compounds_of("", "").count(), 0);
        assert_eq!(compound("00071f abc"), Some(Compound { term: "abc", part: 0..7, ordinal: Some(0x1f) }));
        assert_eq!(compound("0007 "), Some(Compound { term: "", part: 0..7, ordinal: None }));
        assert_eq!(compound("0007"), None);
        assert_eq!(compound("00 abc"), None);
    }

    #[test]
    fn no_more_than_a_query_asks_for() {
        let compounds = vec![Compound { term: "zahlart", part: 0..4, ordinal: Some(7) }; MAX_COMPOUNDS + 1];
        assert_eq!(compounds_of(&line("zahl", compounds.into_iter()), "zahl").count(), MAX_COMPOUNDS);
    }

    #[test]
    fn every_line_is_in_a_record() {
        let (fields, _) = Fields::new();
        let lines: Vec<String> =
            (0..9).map(|number| format!("{number}\t0001 {}", "a".repeat(number * 3_000))).collect();
        let records = records("home", &lines, &fields);
        let text = |record: &TantivyDocument| {
            Some(record.get_first(fields.compounds)?.as_str()?.strip_prefix("home\n")?.to_owned())
        };
        let texts: Vec<String> = records.iter().filter_map(text).collect();
        assert!(texts.len() > 3 && texts.iter().all(|text| text.len() < RECORD_BYTES + 9 * 3_000));
        assert_eq!(texts.join("\n"), lines.join("\n"));
    }
}
