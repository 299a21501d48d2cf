//! What `index-schema.toml` says: which files are searched, as which languages, by which fields.
//!
//! [`Schema::load`] reads a schema file; every key that it leaves out has the value of [`DEFAULT`]. A schema
//! holds only values that were checked: a fault is a [`SchemaError`] with file, line, key and hint.

mod fault;
mod fingerprint;
mod glob;
mod keys;
mod parse;
mod refresh;
mod rule;
mod size;
mod table;
mod trust;

use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::language::Language;

pub use fault::SchemaError;
pub(crate) use fingerprint::Fnv;
pub use glob::{GlobError, glob_set};
pub use refresh::Refresh;
pub use rule::{Encoding, Format, Rule, RuleValues};
pub use size::bytes as bytes_of_size;
pub use trust::is_below;

/// The name of the schema file, looked for in the current folder and its parents.
pub const FILE_NAME: &str = "index-schema.toml";

/// The commented default schema: `index-schema.toml` of the repository, compiled in.
pub const DEFAULT: &str = include_str!("../../index-schema.toml");

/// The largest schema file that is read.
const MAX_FILE_BYTES: u64 = 1 << 20;

/// What a schema file says, checked and complete.
#[derive(Clone)]
pub struct Schema {
    /// The files that are searched.
    pub corpus: Corpus,
    /// Folder of the index, resolved against the schema file's folder; not that folder, nor a corpus folder.
    pub index_dir: PathBuf,
    /// What a search does about files that changed.
    pub refresh: Refresh,
    /// Languages that passages may get, in the order of [`crate::language::LANGUAGES`]; never empty, never
    /// [`crate::language::OTHER`].
    pub languages: Vec<&'static Language>,
    /// How much each field counts.
    pub boosts: Boosts,
    /// The limits of passages.
    pub passages: PassageLimits,
    /// The field names of JSON Lines records.
    pub records: Records,
    /// What holds for single files, in file order; see [`Schema::rule_for`].
    pub rules: Vec<Rule>,
    source: String,
}

/// The files that are searched. The globs are compiled with [`glob_set`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corpus {
    /// Corpus folders, resolved against the schema file's folder; never empty.
    pub dirs: Vec<PathBuf>,
    /// Globs of the files to take; empty for all files.
    pub include: Vec<String>,
    /// Globs of the files to leave out, which outweigh `include`.
    pub exclude: Vec<String>,
    /// Whether `.gitignore` and `.ignore` files are heeded.
    pub ignore_files: bool,
    /// Whether files and folders whose names begin with a dot are searched.
    pub hidden: bool,
    /// Size of the largest file to take, above zero.
    pub max_file_bytes: u64,
}

/// Factors for the scores of the fields: finite, zero or more.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Boosts {
    /// Factor for words in the title.
    pub title: f32,
    /// Factor for words in the text.
    pub body: f32,
    /// Factor for words in the names of the file and its folders.
    pub path: f32,
}

/// The limits of passages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PassageLimits {
    /// Longest passage in characters, from 100 to 100000.
    pub max_chars: usize,
}

/// The field names of JSON Lines records, none of them empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Records {
    /// Field of the record's id.
    pub id: String,
    /// Field of the record's title.
    pub title: String,
    /// Field of the record's text.
    pub text: String,
}

impl Schema {
    /// Reads a schema file of at most 1 MiB.
    ///
    /// # Errors
    /// If the file cannot be read, is not UTF-8 or TOML, or says something that a schema cannot say.
    pub fn load(path: &Path) -> Result<Schema, SchemaError> {
        let bytes = read(path).map_err(|error| SchemaError::unreadable(path, error))?;
        match str::from_utf8(&bytes) {
            Ok(source) => Schema::parse(source, path),
            Err(error) => Err(not_utf8(path, &bytes[..error.valid_up_to()])),
        }
    }

    /// Parses the text of a schema file. `path` names the file in messages, and relative folders start from
    /// the folder it is in.
    ///
    /// # Errors
    /// If the text is not TOML or says something that a schema cannot say.
    pub fn parse(source: &str, path: &Path) -> Result<Schema, SchemaError> {
        parse::parse(source, path)
    }

    /// Returns the default schema for a folder.
    pub fn built_in(dir: &Path) -> Schema {
        match Schema::parse(DEFAULT, &dir.join(FILE_NAME)) {
            Ok(schema) => schema,
            Err(error) => unreachable!("the default schema is sound, as the tests show: {error}"),
        }
    }

    /// Returns the absolute path of the nearest schema file, in a folder or one of its parents.
    pub fn find(start: &Path) -> Option<PathBuf> {
        let start = std::path::absolute(start).ok()?;
        start.ancestors().map(|dir| dir.join(FILE_NAME)).find(|path| path.is_file())
    }

    /// Returns what the rules say about a file, given by its path relative to its corpus folder. Of several
    /// rules that match, the last one that has a key decides it.
    pub fn rule_for(&self, relative: &Path) -> RuleValues {
        let matching = self.rules.iter().filter(|rule| rule.matches(relative));
        matching.fold(RuleValues::default(), RuleValues::overridden_by)
    }

    /// Returns a hash of the parts that shape what an index holds: languages, passages, records and rules. It
    /// is the same on every platform, in every order of `languages`, and however the same schema is written.
    pub fn fingerprint(&self) -> u64 {
        fingerprint::fingerprint(self)
    }

    /// Whether files become the same documents by another schema, but for what the rules say of single files.
    pub fn reads_like(&self, other: &Schema) -> bool {
        let without_rules = |schema: &Schema| Schema { rules: Vec::new(), ..schema.clone() }.fingerprint();
        without_rules(self) == without_rules(other)
    }

    /// Returns the text that the schema was parsed from.
    pub fn source(&self) -> &str {
        &self.source
    }
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than 1 MiB"));
    }
    Ok(bytes)
}

fn not_utf8(path: &Path, valid: &[u8]) -> SchemaError {
    let line = valid.split(|&byte| byte == b'\n').count();
    SchemaError::at_line(path, line, "not UTF-8".to_owned(), "save the file as UTF-8".to_owned())
}
