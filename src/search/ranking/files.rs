//! What the index knows of the files that documents are from, found by the files' keys.

use super::occurrences::Address;
use crate::error::Error;
use crate::index::{FILE_KEY, FileRecord, Index, RECORD_KEY, file_key, record_key};
use crate::search::forms::vocabulary::{Entry, Vocabulary};
use std::collections::HashMap;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, TERMINATED};

/// Finds the files of some documents.
pub(crate) fn files_of(index: &Index, documents: &[Address]) -> Result<HashMap<Address, FileRecord>, Error> {
    let mut wanted: HashMap<Address, Option<FileRecord>> =
        documents.iter().map(|&address| (address, None)).collect();
    let files = Vocabulary::of_files(index)?;
    for file in files.beginning_with(FILE_KEY, |_| true) {
        let records = records(index, &files, &file)?;
        let own: Vec<Address> =
            records.iter().copied().filter(|address| wanted.contains_key(address)).collect();
        if let Some((last, others)) = own.split_last()
            && let Some(record) = record(index, &files, &file)?
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
    record_at(index, &Vocabulary::of_files(index)?, &record_key(dir, path))
}

/// The documents of a file, in the order of the index.
pub(crate) fn documents_of(index: &Index, dir: u64, path: &str) -> Result<Vec<Address>, Error> {
    let files = Vocabulary::of_files(index)?;
    let Some(file) = files.get(&file_key(dir, path)) else { return Ok(Vec::new()) };
    let mut documents = Vec::new();
    for (segment, document) in records(index, &files, &file)? {
        // The further pages of a long text are no documents.
        if index.ties(segment)?.is_some_and(|ties| ties.first(document).is_some()) {
            documents.push((segment, document));
        }
    }
    Ok(documents)
}

/// The records of a file, in the order of the index.
fn records(index: &Index, files: &Vocabulary, file: &Entry) -> Result<Vec<Address>, Error> {
    let mut records = Vec::new();
    for (segment, info) in file.infos.iter().enumerate() {
        let Some(info) = info else { continue };
        let mut postings = files.segments[segment]
            .postings
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

/// What the manifest says of a file, given the key of its documents.
fn record(index: &Index, files: &Vocabulary, file: &Entry) -> Result<Option<FileRecord>, Error> {
    match file.key.strip_prefix(FILE_KEY) {
        Some(place) => record_at(index, files, &format!("{RECORD_KEY}{place}")),
        None => Ok(None),
    }
}

/// The record with a key.
fn record_at(index: &Index, files: &Vocabulary, key: &str) -> Result<Option<FileRecord>, Error> {
    let Some(entry) = files.get(key) else { return Ok(None) };
    match records(index, files, &entry)?.first() {
        Some(&(segment, document)) => index.file_record(segment, document),
        None => Ok(None),
    }
}
