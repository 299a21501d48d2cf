//! Which corpus and which index are meant: as git finds its repository.

use super::fault::Fault;
use crate::error::Error;
use crate::schema::{self, Schema, is_below};
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Names a schema file in place of the nearest one.
const SCHEMA_VARIABLE: &str = "SEARCH_SCHEMA";

/// Where the corpus and its index are.
#[derive(clap::Args, Clone, Debug)]
#[command(next_help_heading = "Where to search")]
pub(super) struct Places {
    /// Schema file [default: index-schema.toml here or in the nearest parent folder]
    ///
    /// The environment variable SEARCH_SCHEMA names one too.
    #[arg(long, value_name = "FILE")]
    pub schema: Option<PathBuf>,
    /// Corpus folder, in place of the schema's; may be repeated
    #[arg(long, value_name = "DIR")]
    pub corpus: Vec<PathBuf>,
    /// Index folder, in place of the schema's
    #[arg(long, value_name = "DIR")]
    pub index: Option<PathBuf>,
}

impl Places {
    /// Finds the schema, and puts the folders of the arguments into it.
    ///
    /// Without a schema file both folders must be given; then the built-in schema holds.
    pub fn schema(&self) -> Result<Schema, Fault> {
        let here = current_dir()?;
        let found = self.schema_file(env::var_os(SCHEMA_VARIABLE), &here);
        let mut schema = match &found {
            Some(found) => Schema::load(found.path()).map_err(Error::from)?,
            None if !self.corpus.is_empty() && self.index.is_some() => Schema::built_in(&here),
            None => return Err(self.no_project(&here)),
        };
        if let Some(SchemaFile::Found(file)) = &found {
            self.refuse_strays(&schema, file)?;
        }
        if !self.corpus.is_empty() {
            schema.corpus.dirs.clone_from(&self.corpus);
        }
        if let Some(index) = &self.index {
            schema.index_dir.clone_from(index);
        }
        refuse_shared_folder(&schema)?;
        Ok(schema)
    }

    /// Finds the schema if there is one.
    pub fn schema_if_any(&self) -> Result<Option<Schema>, Fault> {
        match self.schema_file(env::var_os(SCHEMA_VARIABLE), &current_dir()?) {
            Some(_) => self.schema().map(Some),
            None => Ok(None),
        }
    }

    fn schema_file(&self, variable: Option<OsString>, here: &Path) -> Option<SchemaFile> {
        let variable = variable.filter(|file| !file.is_empty()).map(PathBuf::from);
        let named = self.schema.clone().or(variable).map(SchemaFile::Named);
        named.or_else(|| Schema::find(here).map(SchemaFile::Found))
    }

    /// A schema that nobody named may be another's, as in a cloned repository: it must not lead out of its folder. The
    /// folders of the arguments are the user's own.
    fn refuse_strays(&self, schema: &Schema, file: &Path) -> Result<(), Fault> {
        let home = file.parent().unwrap_or(file);
        let corpus = schema.corpus.dirs.iter().filter(|_| self.corpus.is_empty());
        let index = [&schema.index_dir].into_iter().filter(|_| self.index.is_none());
        match corpus.chain(index).find(|dir| !is_below(dir, home)) {
            Some(dir) => Err(Fault::usage(
                format!("{}: names {}, which is not below its own folder", file.display(), dir.display()),
                format!("if you trust it, name it: --schema {}", file.display()),
            )),
            None => Ok(()),
        }
    }

    fn no_project(&self, here: &Path) -> Fault {
        let name = schema::FILE_NAME;
        let message = format!("{}: no {name} here or in a folder above", here.display());
        let hint = match (self.corpus.is_empty(), &self.index) {
            (true, None) => {
                "`search-index init` writes one; or name the folders with --corpus DIR and --index DIR"
            }
            (false, None) => {
                "`search-index init` writes one; or name the folder of the index too, with --index DIR"
            }
            _ => "`search-index init` writes one; or name the folder of the texts too, with --corpus DIR",
        };
        Fault::usage(message, hint)
    }
}

/// The schema file that is meant.
enum SchemaFile {
    /// By the user.
    Named(PathBuf),
    /// In the current folder or one above.
    Found(PathBuf),
}

impl SchemaFile {
    fn path(&self) -> &Path {
        match self {
            SchemaFile::Named(path) | SchemaFile::Found(path) => path,
        }
    }
}

/// The current folder.
pub(super) fn current_dir() -> Result<PathBuf, Fault> {
    Ok(env::current_dir().map_err(Error::io("."))?)
}

/// An index hides its folder from git and from the walk, so no text can be in it.
fn refuse_shared_folder(schema: &Schema) -> Result<(), Fault> {
    let absolute = |dir: &Path| dir.canonicalize().or_else(|_| std::path::absolute(dir)).unwrap_or_default();
    let index = absolute(&schema.index_dir);
    match schema.corpus.dirs.iter().find(|dir| absolute(dir).starts_with(&index)) {
        Some(dir) => Err(Fault::usage(
            format!("{}: the index folder holds the corpus {}", schema.index_dir.display(), dir.display()),
            "give the index a folder of its own, such as .search-index",
        )),
        None => Ok(()),
    }
}
