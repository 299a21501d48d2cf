//! The text of a schema file → [`Schema`].

use std::ops::RangeInclusive;
use std::path::{Component, Path, PathBuf};

use toml::de::DeValue;

use super::fault::{SchemaError, shown};
use super::glob::{GlobError, glob_set};
use super::keys::nearest;
use super::refresh::Refresh;
use super::rule::{Encoding, Format, Rule, RuleValues};
use super::size;
use super::table::{Found, Table, Text};
use super::{Boosts, Corpus, DEFAULT, PassageLimits, Records, Schema};
use crate::language::{LANGUAGES, Language, OTHER};

const PASSAGE_CHARS: RangeInclusive<u64> = 100..=100_000;

/// Parses a schema; `file` names it in messages, and relative folders start from its folder.
pub(super) fn parse(source: &str, file: &Path) -> Result<Schema, SchemaError> {
    let text = Text { source, file };
    let own = text.parse()?;
    let default = Text { source: DEFAULT, file }.parse()?;
    let top = Table::top(&text, &own, &default)?;
    let dir = file.parent().unwrap_or(Path::new(""));
    let languages = languages(&top)?;
    let corpus = corpus(&top.table("corpus")?, dir)?;
    Ok(Schema {
        index_dir: index_dir(&top.table("index")?, dir, &corpus.dirs)?,
        refresh: refresh(&top.table("index")?)?,
        corpus,
        boosts: boosts(&top.table("fields")?)?,
        passages: passages(&top.table("passages")?)?,
        records: records(&top.table("records")?)?,
        rules: top.tables("rule")?.iter().map(|table| rule(table, &languages)).collect::<Result<_, _>>()?,
        languages,
        source: source.to_owned(),
    })
}

fn languages(top: &Table<'_>) -> Result<Vec<&'static Language>, SchemaError> {
    let list = top.value("languages");
    let mut chosen: Vec<&'static Language> = Vec::new();
    for found in list.strings()? {
        let language = searchable_language(&found)?;
        if chosen.iter().any(|earlier| earlier.code == language.code) {
            let fault = format!("language \"{}\" is listed twice", language.code);
            return Err(found.fault(fault, "remove one of the two"));
        }
        chosen.push(language);
    }
    if chosen.is_empty() {
        return Err(list.fault("`languages` is empty", format!("list one or more of {}", searchable_codes())));
    }
    chosen.sort_by_key(|language| LANGUAGES.iter().position(|known| known.code == language.code));
    Ok(chosen)
}

/// Returns a language that may be recognised, which the other language is not.
fn searchable_language(found: &Found<'_, &str>) -> Result<&'static Language, SchemaError> {
    let language = language(found, &searchable_codes())?;
    if language.code == OTHER.code {
        let fault = format!("language \"{}\" cannot be listed", OTHER.code);
        return Err(found.fault(fault, "remove it: text in none of the languages is indexed in any case"));
    }
    Ok(language)
}

fn language(found: &Found<'_, &str>, known_codes: &str) -> Result<&'static Language, SchemaError> {
    let known = LANGUAGES.iter().copied();
    if let Some(language) = known.clone().find(|language| language.code == found.value) {
        return Ok(language);
    }
    let meant = |language: &&Language| {
        [language.code, language.name].iter().any(|name| name.eq_ignore_ascii_case(found.value))
    };
    let hint = match known.clone().find(meant) {
        Some(language) => format!("did you mean \"{}\"?", language.code),
        None => format!("known languages are {known_codes}"),
    };
    Err(found.fault(format!("unknown language \"{}\"", shown(found.value)), hint))
}

fn searchable_codes() -> String {
    codes(LANGUAGES.iter().filter(|language| language.code != OTHER.code))
}

fn codes<'l>(languages: impl Iterator<Item = &'l &'static Language>) -> String {
    languages.map(|language| language.code).collect::<Vec<_>>().join(", ")
}

fn corpus(table: &Table<'_>, dir: &Path) -> Result<Corpus, SchemaError> {
    let dirs = table.value("dirs");
    let folders = dirs.strings()?;
    if folders.is_empty() {
        return Err(dirs.fault("`corpus.dirs` is empty", "name one folder or more, such as [\"corpus\"]"));
    }
    Ok(Corpus {
        dirs: folders.iter().map(|found| folder(found, dir)).collect::<Result<_, _>>()?,
        include: globs(&table.value("include"))?,
        exclude: globs(&table.value("exclude"))?,
        ignore_files: table.value("ignore-files").boolean()?,
        hidden: table.value("hidden").boolean()?,
        max_file_bytes: max_file_bytes(table)?,
    })
}

fn folder(found: &Found<'_, &str>, dir: &Path) -> Result<PathBuf, SchemaError> {
    if found.value.trim().is_empty() {
        let fault = format!("empty folder name in `{}`", found.key());
        return Err(found.fault(fault, "write \".\" for the folder of the schema file"));
    }
    Ok(dir.join(found.value))
}

/// Returns the folder of the index, which must be its own: an index hides its folder from git.
fn index_dir(table: &Table<'_>, dir: &Path, corpus_dirs: &[PathBuf]) -> Result<PathBuf, SchemaError> {
    let found = table.value("dir").string()?;
    let index_dir = folder(&found, dir)?;
    let holds = if is_same(&index_dir, dir) {
        "the schema file"
    } else if corpus_dirs.iter().any(|corpus_dir| is_same(&index_dir, corpus_dir)) {
        "the corpus"
    } else {
        return Ok(index_dir);
    };
    let fault = format!("index folder \"{}\" holds {holds}", shown(found.value));
    Err(found.fault(fault, "give the index a folder of its own, such as \".search-index\""))
}

fn refresh(table: &Table<'_>) -> Result<Refresh, SchemaError> {
    let found = table.value("refresh").string()?;
    let known = Refresh::ALL.into_iter().find(|refresh| refresh.name() == found.value);
    known.ok_or_else(|| unknown_name(&found, "refresh", &Refresh::ALL.map(Refresh::name)))
}

/// Whether two paths are written alike but for `.` and slashes.
fn is_same(one: &Path, other: &Path) -> bool {
    named_parts(one).eq(named_parts(other))
}

fn named_parts(path: &Path) -> impl Iterator<Item = Component<'_>> {
    path.components().filter(|part| *part != Component::CurDir)
}

fn globs(list: &Found<'_, &DeValue<'_>>) -> Result<Vec<String>, SchemaError> {
    let globs = list.strings()?.iter().map(glob).collect::<Result<Vec<String>, _>>()?;
    glob_set(&globs).map_err(|error| glob_fault(list, &error))?;
    Ok(globs)
}

fn glob(found: &Found<'_, &str>) -> Result<String, SchemaError> {
    glob_set(&[found.value]).map_err(|error| glob_fault(found, &error))?;
    Ok(found.value.to_owned())
}

fn glob_fault<V>(found: &Found<'_, V>, error: &GlobError) -> SchemaError {
    found.fault(error.to_string(), error.hint())
}

fn max_file_bytes(table: &Table<'_>) -> Result<u64, SchemaError> {
    const HINT: &str = "write a number of bytes, or a size such as \"64 MiB\", \"500 KB\" or \"2 GiB\"";
    let found = table.value("max-file-size");
    let bytes = match found.value.as_str() {
        Some(size) => size::bytes(size)
            .ok_or_else(|| found.fault(format!("\"{}\" is not a file size", shown(size)), HINT))?,
        None if found.value.is_integer() => {
            found.integer()?.ok_or_else(|| found.fault("this number is not a file size", HINT))?
        }
        None => return Err(found.wrong_type("a size such as \"64 MiB\", or a number of bytes")),
    };
    if bytes == 0 {
        return Err(found.fault("a file size of zero leaves all files out", HINT));
    }
    Ok(bytes)
}

fn boosts(fields: &Table<'_>) -> Result<Boosts, SchemaError> {
    Ok(Boosts {
        title: boost(&fields.table("fields.title")?)?,
        body: boost(&fields.table("fields.body")?)?,
        path: boost(&fields.table("fields.path")?)?,
    })
}

fn boost(field: &Table<'_>) -> Result<f32, SchemaError> {
    let found = field.value("boost");
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a boost needs few digits; one too large becomes infinite"
    )]
    let boost = found.number()? as f32;
    if !boost.is_finite() || boost < 0.0 {
        let fault = format!("`{}` is not a boost", found.key());
        return Err(found.fault(fault, "write a number that is zero or more, such as 1.5"));
    }
    Ok(boost)
}

fn passages(table: &Table<'_>) -> Result<PassageLimits, SchemaError> {
    let found = table.value("max-chars");
    let max_chars = found.integer()?.filter(|chars| PASSAGE_CHARS.contains(chars));
    let max_chars = max_chars.and_then(|chars| usize::try_from(chars).ok()).ok_or_else(|| {
        let hint = format!("write a number from {} to {}", PASSAGE_CHARS.start(), PASSAGE_CHARS.end());
        found.fault(format!("`{}` is out of range", found.key()), hint)
    })?;
    Ok(PassageLimits { max_chars })
}

fn records(table: &Table<'_>) -> Result<Records, SchemaError> {
    Ok(Records {
        id: field_name(&table.value("id").string()?)?,
        title: field_name(&table.value("title").string()?)?,
        text: field_name(&table.value("text").string()?)?,
    })
}

fn field_name(found: &Found<'_, &str>) -> Result<String, SchemaError> {
    if found.value.is_empty() {
        let fault = format!("empty field name in `{}`", found.key());
        return Err(found.fault(fault, "name a field of your records"));
    }
    Ok(found.value.to_owned())
}

fn rule(table: &Table<'_>, languages: &[&'static Language]) -> Result<Rule, SchemaError> {
    let Some(found) = table.own_value("glob") else {
        let hint = "say which files it is for, such as glob = \"*.txt\"";
        return Err(table.fault("rule without `glob`".to_owned(), hint.to_owned()));
    };
    let found = found.string()?;
    let glob = glob(&found)?;
    let values = rule_values(table, languages)?;
    if values.is_empty() {
        let fault = format!("rule for \"{}\" says nothing", shown(&glob));
        return Err(table.fault(fault, "give it `language`, `encoding` or `format`".to_owned()));
    }
    Rule::new(&glob, values).map_err(|error| glob_fault(&found, &error))
}

fn rule_values(table: &Table<'_>, languages: &[&'static Language]) -> Result<RuleValues, SchemaError> {
    let string = |key| table.own_value(key).map(|found| found.string()).transpose();
    let language = string("language")?.map(|found| rule_language(&found, languages)).transpose()?;
    let encoding = string("encoding")?.map(|found| encoding(&found)).transpose()?;
    let format = string("format")?.map(|found| format(&found)).transpose()?;
    Ok(RuleValues { language, encoding, format })
}

/// Returns the language of a rule: one that passages may get, or the other language.
fn rule_language(
    found: &Found<'_, &str>,
    languages: &[&'static Language],
) -> Result<&'static Language, SchemaError> {
    let language = language(found, &codes(LANGUAGES.iter()))?;
    if language.code != OTHER.code && languages.iter().all(|chosen| chosen.code != language.code) {
        let fault = format!("language \"{}\" is not one of `languages`", language.code);
        return Err(found.fault(fault, format!("add it there; `languages` has {}", codes(languages.iter()))));
    }
    Ok(language)
}

fn encoding(found: &Found<'_, &str>) -> Result<Encoding, SchemaError> {
    let known = Encoding::ALL.into_iter().find(|encoding| encoding.name() == found.value);
    known.ok_or_else(|| unknown_name(found, "encoding", &Encoding::ALL.map(Encoding::name)))
}

fn format(found: &Found<'_, &str>) -> Result<Format, SchemaError> {
    let known = Format::ALL.into_iter().find(|format| format.name() == found.value);
    known.ok_or_else(|| unknown_name(found, "format", &Format::ALL.map(Format::name)))
}

fn unknown_name(found: &Found<'_, &str>, kind: &str, known: &[&str]) -> SchemaError {
    let hint = match nearest(&found.value.to_lowercase(), known) {
        Some(meant) => format!("did you mean \"{meant}\"?"),
        None => format!("known values are {}", known.join(", ")),
    };
    found.fault(format!("unknown {kind} \"{}\"", shown(found.value)), hint)
}
