//! What `search-index` accepts.

use crate::cli::building::Talk;
use crate::cli::generate::Generated;
use crate::cli::language;
use crate::cli::project::Places;
use crate::index::BuildOptions;
use crate::language::Language;
use crate::schema::bytes_of_size;
use clap::{Parser, Subcommand};
use std::path::PathBuf;

/// Make and explain the index that `search` reads.
#[derive(Debug, Parser)]
#[command(name = "search-index", version, arg_required_else_help = true, after_long_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Write a manual page, or completions for a shell, to standard output
    #[arg(long, value_name = "WHAT")]
    pub generate: Option<Generated>,
}

const EXAMPLES: &str = "Examples:
  search-index init                   a commented index-schema.toml for this folder
  search-index build                  build the index that the schema describes
  search-index build --corpus letters --index /tmp/letters-index
  search-index update --dry-run       what changed since the index was built
  search-index update                 bring the index up to date with it
  search-index watch                  the same whenever files change
  search-index status --json          what is in the index, and what is not and why
  search-index check                  whether the index is as it was written
  search-index why 'Miete -Garten' letters/hof.md
                                      why this file is a hit, or why it is none
  search-index analyze Weltraumtechnologie

Exit status: 0 all done, 1 some files could not be read, 2 an error.";

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Write a commented index-schema.toml for a folder
    ///
    /// The folder itself becomes the corpus. A schema that is already there is left alone.
    Init {
        /// The folder
        #[arg(value_name = "DIR", default_value = ".")]
        dir: PathBuf,
    },
    /// Build the whole index anew, beside the old one
    ///
    /// The new index takes the place of the old one when it is complete; until then, and after an error, the old one
    /// answers.
    Build(BuildArguments),
    /// Bring the index up to date with what changed
    ///
    /// Files that are new or changed are read, those that are gone are dropped. Changed are those with another size or
    /// time whose content is another. Where there is no index, or one of another version, it is built.
    Update(UpdateArguments),
    /// Update the index as files change, until stopped
    ///
    /// Ctrl-C ends it when the update at hand is complete; a second one ends it at once. The index is whole either way.
    Watch(WatchArguments),
    /// Tell what is in the index, and which files are not and why
    Status {
        #[command(flatten)]
        places: Places,
        /// One JSON object
        #[arg(long)]
        json: bool,
    },
    /// Verify the index: its files byte by byte, what they say of each other, and that words find their documents
    ///
    /// Exit status 0 if it is sound, 2 if not; each fault is named. What queries read is verified then and there, but for
    /// large dictionaries and columns, of which they look at a few places only: for those there is this command.
    Check {
        #[command(flatten)]
        places: Places,
        /// One JSON object
        #[arg(long)]
        json: bool,
    },
    /// Tell why a file is a hit of a query, or why it is none
    ///
    /// A file that is no hit: which rule leaves it out, whether it could be read, which languages its passages were judged
    /// to be in, which words of the query it lacks, and which clause keeps it out. A hit: its rank and score, and how the
    /// score came about. Exit status: 0 it is a hit, 1 it is none, 2 an error.
    Why(WhyArguments),
    /// Show the passages that a file is cut into
    ///
    /// Line, language, confidence, kind and the first characters, parted by tabs.
    Passages {
        /// The file
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Schema file [default: index-schema.toml here or in the nearest parent folder, else the built-in one]
        #[arg(long, value_name = "FILE")]
        schema: Option<PathBuf>,
        /// One JSON object a line, with the whole text
        #[arg(long)]
        json: bool,
    },
    /// Show the tokens of a text
    ///
    /// Term, kind, position, bytes of the text and language, parted by tabs. Forms of kind stem, and variants that
    /// are other spellings, are what queries look for besides.
    Analyze {
        #[arg(
            long,
            value_name = "CODE",
            value_parser = language::LanguageParser,
            hide_possible_values = true,
            help = format!("Language of the text: {} [default: as detected]", language::codes())
        )]
        lang: Option<&'static Language>,
        /// The text; words are joined by a space
        #[arg(value_name = "TEXT", required = true)]
        text: Vec<String>,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, clap::Args)]
pub(super) struct UpdateArguments {
    #[command(flatten)]
    pub build: BuildArguments,
    /// Write what would be done, a file a line, and do nothing
    ///
    /// + new, ~ changed, > moved, = touched but equal, - gone
    #[arg(short = 'n', long)]
    pub dry_run: bool,
    /// With --dry-run one JSON object a line, else one for what was done
    #[arg(long)]
    pub json: bool,
    /// Merge the whole index into its smallest form
    #[arg(long, conflicts_with = "dry_run")]
    pub compact: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct WatchArguments {
    #[command(flatten)]
    pub build: BuildArguments,
    /// Look for changes every second or so, where the system does not tell of them, as on network drives
    #[arg(long)]
    pub poll: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct WhyArguments {
    /// The query, as one argument
    #[arg(value_name = "QUERY", allow_hyphen_values = true)]
    pub query: String,
    /// The file; FILE#ID for one record of several
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The record that is meant, where a file holds many documents [default: the best ranked]
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
    /// One JSON object
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub places: Places,
}

#[derive(Debug, clap::Args)]
pub(super) struct BuildArguments {
    #[command(flatten)]
    pub places: Places,
    /// Threads that read and analyse [default: the number of processors]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=64), help_heading = "How to build")]
    threads: Option<u16>,
    /// Memory for terms and for text on its way into the index, such as 256MiB; large files other than JSON Lines come on top
    #[arg(long, value_name = "SIZE", value_parser = memory, help_heading = "How to build")]
    memory: Option<usize>,
    /// Say nothing but which files failed
    #[arg(short = 'q', long, help_heading = "How to build")]
    quiet: bool,
}

impl BuildArguments {
    /// How the build may use the machine.
    pub fn options(&self) -> BuildOptions {
        let default = BuildOptions::default();
        BuildOptions {
            threads: self.threads.map_or(default.threads, usize::from),
            memory_bytes: self.memory.unwrap_or(default.memory_bytes),
        }
    }

    /// What it says of itself.
    pub fn talk(&self) -> Talk {
        if self.quiet { Talk::Quiet } else { Talk::Normal }
    }
}

/// Less is not enough for the engine and one file.
const MIN_MEMORY_BYTES: usize = 32 << 20;
/// More is not used.
const MAX_MEMORY_BYTES: usize = 4 << 30;

fn memory(size: &str) -> Result<usize, String> {
    let bytes = size.parse().ok().or_else(|| bytes_of_size(size));
    let bytes = bytes.ok_or("not a size\ntip: write a number and a unit, such as 256MiB")?;
    let bytes = usize::try_from(bytes).unwrap_or(MAX_MEMORY_BYTES).min(MAX_MEMORY_BYTES);
    if bytes < MIN_MEMORY_BYTES { Err("too little\ntip: at least 32MiB".to_owned()) } else { Ok(bytes) }
}

/// How a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// For people.
    Text,
    /// For programs.
    Json,
}

impl From<bool> for Form {
    fn from(json: bool) -> Form {
        if json { Form::Json } else { Form::Text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn sizes_of_memory() {
        assert_eq!(memory("64MiB"), Ok(64 << 20));
        assert_eq!(memory("100000000"), Ok(100_000_000));
        assert_eq!(memory("99 GB"), Ok(MAX_MEMORY_BYTES));
        assert!(memory("1MiB").is_err() && memory("much").is_err() && memory("-1").is_err());
    }
}
