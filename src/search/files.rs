//! What the index knows of the files that documents are from, found by the files' keys.

use super::occurrences::Address;
use super::vocabulary::{Entry, Vocabulary};
use crate::error::Error;
use crate::index::{FILE_KEY, FileRecord, Index, file_key};
use std::collections::HashMap;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, TERMINATED};

/// Counts the files that could not be read when the index was made.
///
/// # Errors
/// [`Error::Damaged`] if the index cannot be read.
pub fn failed_files(index: &Index) -> Result<u64, Error> {
    let files = Vocabulary::open(index, index.fields.key)?;
    let mut failed = 0;
    // A file without documents has one record, what the manifest says of it.
    for file in files.beginning_with(FILE_KEY, |_| true).iter().filter(|file| file.documents == 1) {
        let record = record(index, &records(index, &files, file)?)?;
        failed += u64::from(record.is_some_and(|record| record.failure.is_some()));
    }
    Ok(failed)
}

/// Finds the files of some documents.
pub(super) fn files_of(index: &Index, documents: &[Address]) -> Result<HashMap<Address, FileRecord>, Error> {
    let mut wanted: HashMap<Address, Option<FileRecord>> =
        documents.iter().map(|&address| (address, None)).collect();
    let files = Vocabulary::open(index, index.fields.key)?;
    for file in files.beginning_with(FILE_KEY, |_| true) {
        let records = records(index, &files, &file)?;
        let own: Vec<Address> =
            records.iter().copied().filter(|address| wanted.contains_key(address)).collect();
        if let Some((last, others)) = own.split_last()
            && let Some(record) = record(index, &records)?
        {
            others.iter().for_each(|address| {
                wanted.insert(*address, Some(record.clone()));
            });
            wanted.insert(*last, Some(record));
        }
    }
    let known = wanted.into_iter().map(|(address, file)| file.map(|file| (address, file)));
    known.collect::<Option<_>>().ok_or_else(|| index.damaged("a document is of no file".into()))
}

/// What the manifest says of a file, given by the number of its corpus folder and the path in it; None if the index does not
/// know it.
///
/// # Errors
/// [`Error::Damaged`] if the index cannot be read.
pub fn file_of(index: &Index, dir: u64, path: &str) -> Result<Option<FileRecord>, Error> {
    record(index, &records_at(index, dir, path)?)
}

/// The documents of a file, in the order of the index.
pub(super) fn documents_of(index: &Index, dir: u64, path: &str) -> Result<Vec<Address>, Error> {
    let mut documents = Vec::new();
    for (segment, document) in records_at(index, dir, path)? {
        // The further pages of a long text, and what the manifest says, are no documents.
        if index.ties(segment)?.is_some_and(|ties| ties.first(document).is_some()) {
            documents.push((segment, document));
        }
    }
    Ok(documents)
}

fn records_at(index: &Index, dir: u64, path: &str) -> Result<Vec<Address>, Error> {
    let files = Vocabulary::open(index, index.fields.key)?;
    match files.get(&file_key(dir, path)) {
        Some(file) => records(index, &files, &file),
        None => Ok(Vec::new()),
    }
}

/// The records of a file, in the order of the index.
fn records(index: &Index, files: &Vocabulary, file: &Entry) -> Result<Vec<Address>, Error> {
    let mut records = Vec::new();
    for (segment, info) in file.infos.iter().enumerate() {
        let Some(info) = info else { continue };
        let mut postings = files.segments[segment]
            .read_postings_from_terminfo(info, IndexRecordOption::Basic)
            .map_err(|error| index.damaged(error.to_string()))?;
        let reader = &index.searcher.segment_readers()[segment];
        let mut document = postings.doc();
        while document != TERMINATED {
            if !reader.is_deleted(document) {
                records.push((segment, document));
            }
            document = postings.advance();
        }
    }
    Ok(records)
}

/// What the manifest says of a file: as a rule its last record.
fn record(index: &Index, records: &[Address]) -> Result<Option<FileRecord>, Error> {
    for &(segment, document) in records.iter().rev() {
        if let Some(record) = index.file_record(segment, document)? {
            return Ok(Some(record));
        }
    }
    Ok(None)
}
