//! What the program accepts.

use crate::places::Places;
use clap::{Args, Parser, Subcommand};

/// Measure what Tetraglot costs, beside the least that any program on the same engine costs.
#[derive(Debug, Parser)]
#[command(name = "bench", after_help = AFTER_HELP)]
pub struct Arguments {
    /// What to measure.
    #[command(subcommand)]
    pub command: Command,
    /// How often.
    #[command(flatten)]
    pub rounds: Rounds,
    /// Folders.
    #[command(flatten)]
    pub places: Places,
    /// Write the tables into BENCHMARKS.md, to be committed
    #[arg(long, global = true)]
    pub write: bool,
}

/// What can be measured.
#[derive(Clone, Copy, Debug, Subcommand)]
pub enum Command {
    /// Build, update and size; queries in each language, over larger corpora, too; a batch; snippets of a long document; start-up
    Run,
    /// The same texts and words with other programs, those of them that are installed
    Peers,
    /// Corpora of 13 and 81 thousand documents made of the texts
    Growth {
        /// And one of 500 thousand, which takes long
        #[arg(long)]
        large: bool,
    },
    /// The parts of the engine, each by itself: `benches/`
    Parts,
}

/// How often things are done, one contestant after the other.
#[derive(Clone, Copy, Debug, Args)]
pub struct Rounds {
    /// Builds and updates of each kind
    #[arg(long, global = true, value_name = "N", default_value_t = 5, value_parser = counted())]
    pub builds: usize,
    /// Runs of each query
    #[arg(long, global = true, value_name = "N", default_value_t = 30, value_parser = counted())]
    pub queries: usize,
}

fn counted() -> clap::builder::RangedU64ValueParser<usize> {
    clap::builder::RangedU64ValueParser::new().range(1..=10_000)
}

const AFTER_HELP: &str = "Contestants take turns; a figure is the median of its rounds, a ratio the median of the rounds' \
ratios, with its quartiles. Processor time is that of the whole process, user and system. Exit status: 0, or 2 after an error.";

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_is_sound() {
        Arguments::command().debug_assert();
    }
}
