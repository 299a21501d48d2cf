//! `search`: answers queries.

use std::process::ExitCode;

fn main() -> ExitCode {
    tetraglot::cli::search::main()
}
