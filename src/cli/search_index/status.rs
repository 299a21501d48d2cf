//! `search-index status`: what is in the index, and what is not and why.

use super::arguments::Form;
use crate::cli::fault::Fault;
use crate::cli::output::write_stdout;
use crate::cli::project::{Places, current_dir};
use crate::cli::quantity::{bytes, counted, duration};
use crate::index::{FileRecord, Index, LanguageCounts, LanguageShare};
use crate::print::{harmless, shown_path};
use serde::Serialize;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::SystemTime;

/// Prints what the index says of itself.
pub(super) fn run(places: &Places, form: Form) -> Result<ExitCode, Fault> {
    let index = Index::open(&index_dir(places)?)?;
    let files = index.files()?;
    let languages = LanguageCounts::of(&files);
    let status = Status::new(&index, &current_dir()?, &files, &languages);
    write_stdout(|out| match form {
        Form::Text => status.write_text(out),
        Form::Json => {
            serde_json::to_writer(&mut *out, &status).map_err(Into::into).and_then(|()| writeln!(out))
        }
    })?;
    Ok(ExitCode::SUCCESS)
}

/// The index that is meant: one that is named needs no schema.
pub(super) fn index_dir(places: &Places) -> Result<PathBuf, Fault> {
    match &places.index {
        Some(dir) => Ok(dir.clone()),
        None => Ok(places.schema()?.index_dir),
    }
}

#[derive(Serialize)]
struct Status<'a> {
    index: String,
    documents: u64,
    files: usize,
    passages: u64,
    /// Of the files that were read.
    bytes: u64,
    languages: Vec<OfLanguage>,
    age_seconds: u64,
    disk_bytes: u64,
    written_by: &'a str,
    fingerprint: &'a str,
    failures: Vec<Failed<'a>>,
    skipped: Vec<Failed<'a>>,
    doubts: Vec<Doubtful<'a>>,
}

#[derive(Serialize)]
struct OfLanguage {
    language: &'static str,
    documents: u64,
    passages: u64,
    /// Of their text, without markup.
    bytes: u64,
}

#[derive(Serialize)]
struct Failed<'a> {
    path: &'a str,
    reason: &'a str,
}

#[derive(Serialize)]
struct Doubtful<'a> {
    path: &'a str,
    doubts: &'a [String],
}

impl<'a> Status<'a> {
    fn new(
        index: &'a Index,
        base: &Path,
        files: &'a [FileRecord],
        languages: &[LanguageCounts],
    ) -> Status<'a> {
        let read = || files.iter().filter(|file| file.failure.is_none() && file.skipped.is_none());
        let skipped =
            |file: &'a FileRecord| file.skipped.as_deref().map(|reason| Failed { path: &file.path, reason });
        let failed =
            |file: &'a FileRecord| file.failure.as_deref().map(|reason| Failed { path: &file.path, reason });
        let doubtful = files.iter().filter(|file| !file.doubts.is_empty());
        Status {
            index: shown_path(index.dir(), base),
            documents: read().map(|file| file.documents).sum(),
            files: read().count(),
            passages: languages.iter().map(|counts| counts.share.passages).sum(),
            bytes: read().map(|file| file.bytes).sum(),
            languages: languages.iter().map(OfLanguage::from).collect(),
            age_seconds: SystemTime::now().duration_since(index.committed()).map_or(0, |age| age.as_secs()),
            disk_bytes: index.bytes(),
            written_by: index.written_by(),
            fingerprint: index.fingerprint(),
            failures: files.iter().filter_map(failed).collect(),
            skipped: files.iter().filter_map(skipped).collect(),
            doubts: doubtful.map(|file| Doubtful { path: &file.path, doubts: &file.doubts }).collect(),
        }
    }

    fn write_text(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "index        {}", self.index)?;
        writeln!(out, "documents    {} in {}", self.documents, counted(self.files as u64, "file"))?;
        writeln!(out, "text         {}", bytes(self.bytes))?;
        writeln!(out, "passages     {}", self.passages)?;
        for OfLanguage { language, documents, passages, bytes: size } in &self.languages {
            let (documents, size) = (counted(*documents, "document"), bytes(*size));
            writeln!(out, "  {language:<10} {passages} in {documents}, {size}")?;
        }
        writeln!(out, "age          {}", duration(self.age_seconds))?;
        writeln!(out, "on disk      {}", bytes(self.disk_bytes))?;
        writeln!(out, "written by   {}, analysers {}", self.written_by, self.fingerprint)?;
        writeln!(out, "failures     {}", self.failures.len())?;
        for Failed { path, reason } in &self.failures {
            writeln!(out, "  {}: {}", harmless(path), harmless(reason))?;
        }
        writeln!(out, "skipped      {}", self.skipped.len())?;
        for Failed { path, reason } in &self.skipped {
            writeln!(out, "  {}: {}", harmless(path), harmless(reason))?;
        }
        writeln!(out, "doubts       {}", self.doubts.iter().map(|file| file.doubts.len()).sum::<usize>())?;
        for Doubtful { path, doubts } in &self.doubts {
            for doubt in *doubts {
                writeln!(out, "  {}: {}", harmless(path), harmless(doubt))?;
            }
        }
        Ok(())
    }
}

impl From<&LanguageCounts> for OfLanguage {
    fn from(counts: &LanguageCounts) -> OfLanguage {
        let LanguageShare { documents, passages, bytes } = counts.share;
        OfLanguage { language: counts.language.code, documents, passages, bytes }
    }
}
