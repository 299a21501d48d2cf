//! `search-index init`: a schema for a folder of one's own.

use crate::cli::fault::{Fault, note};
use crate::cli::output::write_stdout;
use crate::error::Error;
use crate::schema::{DEFAULT, FILE_NAME};
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

/// Writes the default schema, with the folder itself as the corpus, and prints where. Overwrites nothing.
pub(super) fn run(dir: &Path) -> Result<ExitCode, Fault> {
    let path = if dir == Path::new(".") { FILE_NAME.into() } else { dir.join(FILE_NAME) };
    let mut file = OpenOptions::new().write(true).create_new(true).open(&path).map_err(|error| {
        if error.kind() == io::ErrorKind::AlreadyExists {
            let message = format!("{}: there is a schema already", path.display());
            return Fault::usage(message, "edit it, or remove it first");
        }
        Error::io(&path)(error).into()
    })?;
    file.write_all(schema_of_own_folder().as_bytes()).map_err(Error::io(&path))?;
    write_stdout(|out| writeln!(out, "{}", path.display()))?;
    note("`search-index build` builds the index, and so does the first search");
    Ok(ExitCode::SUCCESS)
}

/// The default schema for a folder that is the corpus itself; the schema is not part of it.
fn schema_of_own_folder() -> String {
    DEFAULT.replacen("\ndirs = [\"corpus\"]", "\ndirs = [\".\"]", 1).replacen(
        "\nexclude = []",
        &format!("\nexclude = [\"/{FILE_NAME}\"]"),
        1,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Schema;

    #[test]
    fn the_folder_itself_is_the_corpus() {
        let schema = Schema::parse(&schema_of_own_folder(), Path::new("/texts/index-schema.toml"));
        let schema = schema.expect("the schema is sound");
        assert_eq!(schema.corpus.dirs, [Path::new("/texts/.")]);
        assert_eq!(schema.corpus.exclude, ["/index-schema.toml"]);
    }
}
