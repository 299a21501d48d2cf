//! `search-index build`: the whole index anew.

use super::arguments::BuildArguments;
use crate::cli::building::build_aloud;
use crate::cli::fault::Fault;
use std::process::ExitCode;

/// Exit status of a build that left files out.
pub(super) const SOME_FAILED: u8 = 1;

/// Builds the index that the schema describes.
pub(super) fn run(arguments: &BuildArguments) -> Result<ExitCode, Fault> {
    let schema = arguments.places.schema()?;
    let report = build_aloud(&schema, &arguments.options(), arguments.talk())?;
    Ok(if report.failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(SOME_FAILED) })
}
