//! `search-index check`: whether the index is what was written, and finds what it holds.

use super::arguments::Form;
use super::status::index_dir;
use crate::cli::fault::{FAILED, Fault, say};
use crate::cli::output::write_stdout;
use crate::cli::project::{Places, current_dir};
use crate::cli::quantity::{bytes, counted};
use crate::error::Error;
use crate::index::{Agreement, FilesReport, Index, IndexFault, check_files};
use crate::print::{harmless, shown_path};
use crate::search::{SelfTest, self_test};
use serde::Serialize;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

/// Documents of which a word is searched for.
const SAMPLES: usize = 100;

/// Verifies the index, prints what was verified and each fault.
pub(super) fn run(places: &Places, form: Form) -> Result<ExitCode, Fault> {
    let dir = index_dir(places)?;
    let files = check_files(&dir)?;
    // What is not as it was written is not asked what it says.
    let content = if files.faults.is_empty() { Some(Content::of(&dir)?) } else { None };
    let report = Report::new(&dir, &current_dir()?, &files, content);
    write_stdout(|out| match form {
        Form::Text => report.write_text(out),
        Form::Json => {
            serde_json::to_writer(&mut *out, &report).map_err(Into::into).and_then(|()| writeln!(out))
        }
    })?;
    if report.sound {
        return Ok(ExitCode::SUCCESS);
    }
    let detail = counted(report.faults.len() as u64, "fault");
    let error = Error::Damaged { dir, detail };
    say(&format!("{}: {error}", super::PROGRAM), error.hint().as_deref());
    Ok(ExitCode::from(FAILED))
}

/// What an index says that can be compared.
struct Content {
    agreement: Agreement,
    self_test: SelfTest,
}

impl Content {
    fn of(dir: &Path) -> Result<Content, Error> {
        let index = Index::open(dir)?;
        Ok(Content { agreement: index.agreement()?, self_test: self_test(&index, SAMPLES)? })
    }
}

#[derive(Serialize)]
struct Report {
    index: String,
    sound: bool,
    /// Files of the index, and their size.
    files: u64,
    bytes: u64,
    /// None if the index was not opened, as its files are damaged.
    documents: Option<u64>,
    corpus_files: Option<u64>,
    words: Option<u64>,
    faults: Vec<FaultLine>,
}

#[derive(Serialize)]
struct FaultLine {
    path: String,
    fault: String,
}

impl Report {
    fn new(dir: &Path, base: &Path, files: &FilesReport, content: Option<Content>) -> Report {
        let lines = |faults: &[IndexFault], dir: &Path| -> Vec<FaultLine> {
            let line = |fault: &IndexFault| FaultLine {
                path: shown_path(&dir.join(&fault.path), base),
                fault: fault.what.clone(),
            };
            faults.iter().map(line).collect()
        };
        let mut faults = lines(&files.faults, dir);
        if let Some(Content { agreement, self_test }) = &content {
            faults.extend(lines(&agreement.faults, Path::new("")));
            faults.extend(lines(&self_test.faults, Path::new("")));
        }
        let (agreement, test) = content.map(|content| (content.agreement, content.self_test)).unzip();
        Report {
            index: shown_path(dir, base),
            sound: faults.is_empty(),
            files: files.files,
            bytes: files.bytes,
            documents: agreement.as_ref().map(|agreement| agreement.documents),
            corpus_files: agreement.map(|agreement| agreement.files),
            words: test.map(|test| test.words),
            faults,
        }
    }

    fn write_text(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "index        {}", self.index)?;
        writeln!(out, "verified     {}, {}", counted(self.files, "file"), bytes(self.bytes))?;
        if let (Some(documents), Some(files), Some(words)) = (self.documents, self.corpus_files, self.words) {
            writeln!(out, "read         {} of {}", counted(documents, "document"), counted(files, "file"))?;
            writeln!(out, "searched     {}", counted(words, "word"))?;
        }
        writeln!(out, "faults       {}", self.faults.len())?;
        for FaultLine { path, fault } in &self.faults {
            writeln!(out, "  {} {}", harmless(path), harmless(fault))?;
        }
        Ok(())
    }
}
