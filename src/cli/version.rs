//! What a program says of its version: what decides whether it can read an index, and how it reads text.

use crate::index::FORMAT;
use crate::language;
use unicode_segmentation::UNICODE_VERSION;

/// Name and version, then a line each for what an index depends on.
pub(super) fn long(program: &str) -> String {
    let (year, minor, _) = UNICODE_VERSION;
    format!(
        "{program} {}\nindex format {FORMAT}\nanalysers {}\nUnicode {year}.{minor}\n",
        env!("CARGO_PKG_VERSION"),
        language::fingerprint()
    )
}
