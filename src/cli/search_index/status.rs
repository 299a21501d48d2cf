//! `search-index status`: what is in the index, and what is not and why.

use super::arguments::Form;
use crate::cli::fault::Fault;
use crate::cli::output::write_stdout;
use crate::cli::project::{Places, current_dir};
use crate::cli::quantity::{bytes, counted, duration};
use crate::error::Error;
use crate::index::{
    FileRecord, Index, LanguageCounts, LanguageShare, LastRun, PartSizes, Staleness, staleness,
};
use crate::print::{harmless, shown_path};
use crate::schema::Schema;
use serde::Serialize;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::SystemTime;

/// Prints what the index says of itself, and how far it is behind its corpus.
pub(super) fn run(places: &Places, form: Form) -> Result<ExitCode, Fault> {
    let (dir, wanted) = meant(places)?;
    let index = Index::open(&dir)?;
    let files = index.files()?;
    let is_of_other_rules = wanted.as_ref().is_some_and(|schema| !index.is_of(schema));
    let schema = wanted.map_or_else(|| index.schema_in_place(), Ok)?;
    let stale = Stale::new(staleness(&index, &schema), is_of_other_rules);
    let status = Status::new(&index, &current_dir()?, &files, stale);
    write_stdout(|out| match form {
        Form::Text => status.write_text(out),
        Form::Json => {
            serde_json::to_writer(&mut *out, &status).map_err(Into::into).and_then(|()| writeln!(out))
        }
    })?;
    Ok(ExitCode::SUCCESS)
}

/// The index that is meant, and the schema that it should be of. An index that is named carries its own.
fn meant(places: &Places) -> Result<(PathBuf, Option<Schema>), Fault> {
    match &places.index {
        Some(dir) if places.corpus.is_empty() => Ok((dir.clone(), None)),
        _ => places.schema().map(|schema| (schema.index_dir.clone(), Some(schema))),
    }
}

/// The folder of the index that is meant.
pub(super) fn index_dir(places: &Places) -> Result<PathBuf, Fault> {
    Ok(meant(places)?.0)
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
    sizes: Sizes,
    stale: Stale,
    last_run: Run<'a>,
}

/// Bytes on disk by part.
#[derive(Serialize)]
struct Sizes {
    text: u64,
    terms: u64,
    positions: u64,
    columns: u64,
    rest: u64,
}

/// Files that are not as they were when they were indexed.
#[derive(Default, Serialize)]
struct Stale {
    new: u64,
    changed: u64,
    deleted: u64,
    /// The index is of other folders or rules than the schema.
    rules: bool,
    /// Why it is not known.
    unknown: Option<String>,
}

impl Stale {
    fn new(found: Result<Staleness, Error>, rules: bool) -> Stale {
        match found {
            Ok(Staleness { new, changed, deleted, .. }) => {
                Stale { new, changed, deleted, rules, unknown: None }
            }
            Err(error) => Stale { rules, unknown: Some(error.to_string()), ..Stale::default() },
        }
    }

    /// On one line.
    fn in_words(&self) -> String {
        let rules = if self.rules { "; of other folders or rules than the schema" } else { "" };
        let files = match (self, &self.unknown) {
            (_, Some(why)) => format!("unknown: {why}"),
            (Stale { new: 0, changed: 0, deleted: 0, .. }, _) => "nothing".to_owned(),
            (Stale { new, changed, deleted, .. }, _) => {
                format!("{new} new, {changed} changed, {deleted} deleted")
            }
        };
        files + rules
    }
}

#[derive(Serialize)]
struct Run<'a> {
    command: &'a str,
    seconds: f64,
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
    fn new(index: &'a Index, base: &Path, files: &'a [FileRecord], stale: Stale) -> Status<'a> {
        let languages = LanguageCounts::of(files.iter());
        let sizes @ PartSizes { text, terms, positions, columns, rest } = index.sizes();
        let LastRun { command, seconds } = index.last_run();
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
            disk_bytes: sizes.total(),
            written_by: index.written_by(),
            fingerprint: index.fingerprint(),
            failures: files.iter().filter_map(failed).collect(),
            skipped: files.iter().filter_map(skipped).collect(),
            doubts: doubtful.map(|file| Doubtful { path: &file.path, doubts: &file.doubts }).collect(),
            sizes: Sizes { text, terms, positions, columns, rest },
            stale,
            last_run: Run { command, seconds: (seconds * 1000.0).round() / 1000.0 },
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
        let Run { command, seconds } = self.last_run;
        writeln!(out, "last run     {command}, {seconds:.1} s")?;
        writeln!(out, "stale        {}", harmless(&self.stale.in_words()))?;
        writeln!(out, "on disk      {}", bytes(self.disk_bytes))?;
        for (part, size) in self.sizes.parts() {
            writeln!(out, "  {part:<10} {}", bytes(size))?;
        }
        writeln!(out, "written by   {}, analysers {}", self.written_by, self.fingerprint)?;
        self.write_files(out)
    }

    /// Files that are not in the index, or not as meant, and why.
    fn write_files(&self, out: &mut dyn Write) -> io::Result<()> {
        for (kind, files) in [("failures", &self.failures), ("skipped", &self.skipped)] {
            writeln!(out, "{kind:<12} {}", files.len())?;
            for Failed { path, reason } in files {
                writeln!(out, "  {}: {}", harmless(path), harmless(reason))?;
            }
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

impl Sizes {
    fn parts(&self) -> [(&'static str, u64); 5] {
        let Sizes { text, terms, positions, columns, rest } = *self;
        [("text", text), ("terms", terms), ("positions", positions), ("columns", columns), ("rest", rest)]
    }
}

impl From<&LanguageCounts> for OfLanguage {
    fn from(counts: &LanguageCounts) -> OfLanguage {
        let LanguageShare { documents, passages, bytes } = counts.share;
        OfLanguage { language: counts.language.code, documents, passages, bytes }
    }
}
