//! `search-index`: builds and explains the index.

use std::process::ExitCode;

fn main() -> ExitCode {
    tetraglot::cli::search_index::main()
}
