//! What the program accepts.

use crate::places::Places;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// Measure how well Tetraglot finds.
#[derive(Debug, Parser)]
#[command(name = "eval", after_help = AFTER_HELP)]
pub struct Arguments {
    /// What to measure.
    #[command(subcommand)]
    pub command: Command,
    /// Folders.
    #[command(flatten)]
    pub places: Places,
}

/// What can be measured.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Ask all sets of topics, and show the figures beside those of others and the last ones
    Run(RunArguments),
    /// Tell whether the second of two saved runs is better, or it is chance
    Compare {
        /// Folder that `run --save` made
        first: PathBuf,
        /// Another one
        second: PathBuf,
    },
    /// Ask files of several paragraphs: glued ones, books beside single paragraphs, files that repeat themselves
    Files {
        #[command(flatten)]
        recording: Recording,
    },
    /// Tell what it costs when passages are taken for another language's
    Routing {
        /// Passages that are, of a hundred
        #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u8).range(0..=100))]
        percent: u8,
        /// Which ones
        #[arg(long, value_name = "N", default_value_t = 1)]
        seed: u64,
        #[command(flatten)]
        recording: Recording,
    },
    /// Draw queries from what the files of a folder hold, and tell whether these find them
    Drawn(DrawnArguments),
}

/// Which queries are drawn.
#[derive(Debug, Args)]
pub struct DrawnArguments {
    /// Folder with the files
    pub dir: PathBuf,
    /// Number of queries
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    pub queries: usize,
    /// Which ones
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Write them into this file, too, as `search --batch` reads them
    #[arg(long, value_name = "FILE")]
    pub save: Option<PathBuf>,
    /// Ask the index that is there from the last time
    #[arg(long)]
    pub keep: bool,
}

/// How all sets are asked.
#[derive(Debug, Args)]
pub struct RunArguments {
    /// Take parallel paragraphs in other languages than the answer's out of the rankings
    #[arg(long)]
    pub condensed: bool,
    /// Ask queries in other spellings: the other Chinese script, no accents, no umlauts
    #[arg(long, conflicts_with_all = ["condensed", "save"])]
    pub crossed: bool,
    /// Keep the scores of each topic in this folder [default: `last` in the work folder]
    #[arg(long, value_name = "DIR")]
    pub save: Option<PathBuf>,
    #[command(flatten)]
    pub recording: Recording,
}

/// Whether the figures are kept.
#[derive(Clone, Copy, Debug, Args)]
pub struct Recording {
    /// Write the figures into EVALUATION.md, to be committed
    #[arg(long)]
    pub write: bool,
}

const AFTER_HELP: &str = "Figures are nDCG@10 unless they say otherwise. A difference under .002 in a mean is noise; \
`compare` tells more. Exit status: 0, or 2 after an error.";

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_is_sound() {
        Arguments::command().debug_assert();
    }
}
