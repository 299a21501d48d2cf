//! `search-index why`: why a file is a hit of a query, or why it is none.

use super::arguments::{Form, WhyArguments};
use crate::cli::fault::Fault;
use crate::cli::output::{terminal_cells, write_stdout};
use crate::cli::project::{Places, current_dir};
use crate::document::{PassedOver, passed_over};
use crate::error::Error;
use crate::index::{FileRecord, Index, path_text};
use crate::print::{Note, Report, write_report, write_report_json};
use crate::query::Query;
use crate::schema::{Corpus, Schema};
use crate::search::{Why, file_of, why};
use std::fs::{self, Metadata};
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Exit status for a file that is no hit.
const NO_HIT: u8 = 1;

/// Prints what keeps a file from being a hit of a query, or its rank and score.
pub(super) fn run(arguments: &WhyArguments) -> Result<ExitCode, Fault> {
    let query = Query::parse(&arguments.query).map_err(Error::from)?;
    let (index, schema) = open(&arguments.places)?;
    let (file, id) = named(&arguments.file, arguments.id.as_deref());
    let sought = Sought::new(&index, schema.as_ref(), &file)?;
    let told = match &sought.place {
        Some(place) => why(&index, &query, (place.number, &place.name()), id.as_deref())?,
        None => None,
    };
    let notes = sought.notes(&index, told.as_ref(), id.as_deref())?;
    let here = current_dir()?;
    let report = Report {
        query: &arguments.query,
        path: &sought.path,
        id: id.as_deref(),
        notes: &notes,
        document: told.as_ref().and_then(|told| told.document.as_ref()),
        base: &here.canonicalize().unwrap_or(here),
    };
    write_stdout(|out| match arguments.json.into() {
        Form::Text => write_report(out, &report, io::stdout().is_terminal().then(terminal_cells)),
        Form::Json => write_report_json(out, &report),
    })?;
    Ok(if report.is_hit() { ExitCode::SUCCESS } else { ExitCode::from(NO_HIT) })
}

/// Opens the index. Without a schema at hand, the index's own tells which files it takes.
fn open(places: &Places) -> Result<(Index, Option<Schema>), Fault> {
    let is_alone = places.schema.is_none() && places.corpus.is_empty();
    match &places.index {
        Some(dir) if is_alone => Ok((Index::open(dir)?, None)),
        _ => {
            let schema = places.schema()?;
            Ok((Index::open(&schema.index_dir)?, Some(schema)))
        }
    }
}

/// Takes `FILE#ID` apart, where there is no file of the whole name.
fn named(file: &Path, id: Option<&str>) -> (PathBuf, Option<String>) {
    let whole = || (file.to_owned(), id.map(str::to_owned));
    if id.is_some() || file.symlink_metadata().is_ok() {
        return whole();
    }
    let parted = file.to_str().and_then(|name| name.split_once('#'));
    match parted {
        Some((name, id)) if Path::new(name).exists() => (name.into(), Some(id.to_owned())),
        _ => whole(),
    }
}

/// A file that is asked about.
struct Sought {
    path: PathBuf,
    /// None if it does not exist.
    metadata: Option<Metadata>,
    /// None if it lies in none of the index's corpus folders.
    place: Option<Place>,
    /// Which files are taken.
    corpus: Corpus,
    /// It lies in a corpus folder of the schema.
    is_in_schema: bool,
}

/// A file's place in a corpus folder.
struct Place {
    number: u64,
    dir: PathBuf,
    relative: PathBuf,
}

impl Place {
    fn name(&self) -> String {
        path_text(&self.relative)
    }
}

impl Sought {
    fn new(index: &Index, schema: Option<&Schema>, file: &Path) -> Result<Sought, Fault> {
        let path = located(file)?;
        let metadata = fs::symlink_metadata(&path).ok();
        if metadata.as_ref().is_some_and(Metadata::is_dir) {
            return Err(Fault::usage(format!("{}: is a folder", file.display()), "name one of its files"));
        }
        let below = |dir: &PathBuf| path.strip_prefix(dir.canonicalize().ok()?).ok().map(Path::to_owned);
        let dirs = index.corpus_dirs();
        let place = (0..)
            .zip(&dirs)
            .find_map(|(number, dir)| Some(Place { number, dir: dir.clone(), relative: below(dir)? }));
        let corpus = schema
            .map_or_else(|| index.schema().map(|own| own.corpus), |schema| Ok(schema.corpus.clone()))?;
        let is_in_schema = schema.is_some() && corpus.dirs.iter().any(|dir| below(dir).is_some());
        Ok(Sought { path, metadata, place, corpus, is_in_schema })
    }

    /// What is to be said of the file itself, beside what the query finds in it.
    fn notes(&self, index: &Index, told: Option<&Why>, id: Option<&str>) -> Result<Vec<Note>, Fault> {
        let Some(place) = &self.place else { return Ok(vec![self.outside()]) };
        match told {
            Some(told) => Ok(self.of_known(place, told, id)),
            None => Ok(vec![self.of_unknown(index, place)?]),
        }
    }

    fn outside(&self) -> Note {
        match (&self.metadata, self.is_in_schema) {
            (None, _) => missing(),
            (Some(_), true) => not_indexed("its folder is not in the index, but in the schema"),
            (Some(_), false) => Note::new("outside", "it lies outside of every corpus folder"),
        }
    }

    /// What the manifest, and a look at the file, say of one that the index knows.
    fn of_known(&self, place: &Place, told: &Why, id: Option<&str>) -> Vec<Note> {
        let file = &told.file;
        let mut notes: Vec<Note> = left_out(file).into_iter().collect();
        let is_read = notes.is_empty();
        if is_read && told.document.is_none() {
            notes.push(match id {
                Some(id) => Note::new("no-record", format!("it has no record with the id {id}")),
                None => Note::new("empty", "it has no document"),
            });
        }
        match &self.metadata {
            None => notes.push(Note::new("removed", "it is gone since the index was made")),
            // Of a file that the walk could not take, nothing is recorded but that.
            Some(metadata) if (is_read || file.bytes > 0) && !file.is_as_recorded(metadata) => {
                notes.push(Note::new("changed", "it changed since the index was made"));
            }
            Some(_) if is_read => {
                let rule = passed_over(&self.corpus, &place.dir, &place.relative);
                notes.extend(rule.map(|rule| {
                    Note::new("stale", format!("the next update leaves it out: {}", rule.reason()))
                }));
            }
            Some(_) => {}
        }
        notes
    }

    /// Why the index does not know a file of its corpus folders.
    fn of_unknown(&self, index: &Index, place: &Place) -> Result<Note, Fault> {
        let Some(metadata) = &self.metadata else { return Ok(missing()) };
        if let Some(rule) = passed_over(&self.corpus, &place.dir, &place.relative) {
            return Ok(Note::new(kind(&rule), rule.reason()));
        }
        for folder in place.relative.ancestors().skip(1) {
            let folder = file_of(index, place.number, &path_text(folder))?;
            if let Some(note) = folder.as_ref().and_then(left_out) {
                return Ok(Note { text: format!("its folder {}", note.text), ..note });
            }
        }
        let limit = self.corpus.max_file_bytes;
        Ok(match metadata.len() {
            bytes if bytes > limit => {
                Note::new("too-large", format!("it has {bytes} bytes, the limit is {limit}"))
            }
            _ => not_indexed("it came after the index was made"),
        })
    }
}

/// The absolute path of a file. A link is not followed: what it leads to is another file.
fn located(file: &Path) -> Result<PathBuf, Fault> {
    let path = std::path::absolute(file).map_err(Error::io(file))?;
    let parent = path.parent().and_then(|parent| parent.canonicalize().ok());
    Ok(match (parent, path.file_name()) {
        (Some(parent), Some(name)) => parent.join(name),
        _ => path,
    })
}

/// Why a file that the index knows could not be read, or was left out.
fn left_out(file: &FileRecord) -> Option<Note> {
    let failed = file.failure.as_ref().map(|reason| Note::new("failed", format!("it {reason}")));
    failed.or_else(|| file.skipped.as_ref().map(|reason| Note::new("skipped", format!("it {reason}"))))
}

fn missing() -> Note {
    Note::new("missing", "there is no such file, nor one in the index")
}

fn not_indexed(why: &str) -> Note {
    Note::new("not-indexed", format!("it is not indexed yet: {why}; `search-index build` takes it in"))
}

fn kind(rule: &PassedOver) -> &'static str {
    match rule {
        PassedOver::Ignored { .. } => "ignored",
        PassedOver::Hidden(_) => "hidden",
        PassedOver::Private(_) => "private",
        PassedOver::Excluded(_) => "excluded",
        PassedOver::NotIncluded => "not-included",
        PassedOver::Link(_) => "link",
    }
}
