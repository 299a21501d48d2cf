//! A build as it is seen on standard error: a bar on a terminal, the files that failed, one line at the end.

use super::fault::{Fault, note};
use super::quantity::{bytes, counted};
use crate::index::{BuildOptions, ChangeKind, Compaction, Progress, Report, Update, build, update};
use crate::schema::Schema;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::time::Instant;

/// More files than this are not named one by one.
const MAX_NAMED: usize = 20;
/// The bar is drawn at most so often a second.
const DRAWS_PER_SECOND: u8 = 10;

/// What a build says of itself on standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Talk {
    /// Progress on a terminal, failed files, and a line at the end.
    Normal,
    /// Failed files alone.
    Quiet,
}

/// Builds an index, and tells how it goes.
pub(super) fn build_aloud(schema: &Schema, options: &BuildOptions, talk: Talk) -> Result<Report, Fault> {
    heap::give_back_large_blocks();
    let started = Instant::now();
    let bar = Bar::new(talk);
    let mut files = 0;
    let outcome = build(schema, options, &mut |progress| bar.show(progress, &mut files));
    bar.inner.finish_and_clear();
    let report = outcome?;
    name_failures(&report.failures);
    if talk == Talk::Normal {
        note(&summary(&report, started.elapsed().as_secs_f64()));
    }
    Ok(report)
}

/// Brings an index up to date, and tells how it goes.
pub(super) fn update_aloud(
    schema: &Schema,
    options: &BuildOptions,
    compaction: Compaction,
    talk: Talk,
) -> Result<Update, Fault> {
    heap::give_back_large_blocks();
    let started = Instant::now();
    let bar = Bar::new(talk);
    let mut files = 0;
    let outcome = update(schema, options, compaction, &mut |progress| bar.show(progress, &mut files));
    bar.inner.finish_and_clear();
    let update = outcome?;
    tell_update(&update, started.elapsed().as_secs_f64(), talk);
    Ok(update)
}

struct Bar {
    inner: ProgressBar,
}

impl Bar {
    fn new(talk: Talk) -> Bar {
        if talk == Talk::Quiet || !io::stderr().is_terminal() {
            return Bar { inner: ProgressBar::hidden() };
        }
        let target = ProgressDrawTarget::stderr_with_hz(DRAWS_PER_SECOND);
        let template =
            "{msg}, {decimal_bytes} of {decimal_total_bytes}, {decimal_bytes_per_sec}, {eta} {wide_bar}";
        let style = ProgressStyle::with_template(template).expect("the template is sound");
        let inner = ProgressBar::with_draw_target(Some(0), target).with_style(style);
        Bar { inner: inner.with_message(counted(0, "file")) }
    }

    fn show(&self, progress: Progress, files: &mut u64) {
        match progress {
            Progress::Found { bytes, .. } => self.inner.set_length(bytes),
            Progress::File { bytes } => {
                *files += 1;
                self.inner.set_message(counted(*files, "file"));
                self.inner.inc(bytes);
            }
            Progress::Completing => self.inner.set_message("completing the index"),
        }
    }
}

/// Tells what an update did.
pub(super) fn tell_update(update: &Update, seconds: f64, talk: Talk) {
    name_failures(&update.report.failures);
    if talk == Talk::Normal {
        if let Some(rebuild) = &update.rebuilt {
            note(&format!("the index was built anew: {rebuild}"));
        }
        note(&update_summary(update, seconds));
    }
}

fn name_failures(failures: &[(PathBuf, String)]) {
    for (path, reason) in failures.iter().take(MAX_NAMED) {
        note(&format!("{}: {reason}", path.display()));
    }
    if failures.len() > MAX_NAMED {
        note(&format!("and {} more; see `search-index status`", failures.len() - MAX_NAMED));
    }
}

/// One line: `3 files, 4 documents, 20 passages (de 12, fr 8), 1.2 MB, 0.3 s, 1 failure`.
fn summary(report: &Report, seconds: f64) -> String {
    let languages: Vec<String> =
        report.passages.iter().map(|(code, passages)| format!("{code} {passages}")).collect();
    let languages = if languages.is_empty() { String::new() } else { format!(" ({})", languages.join(", ")) };
    let parts = [
        counted(report.files, "file"),
        counted(report.documents, "document"),
        counted(report.total_passages(), "passage") + &languages,
        bytes(report.bytes),
        format!("{seconds:.1} s"),
        counted(report.failures.len() as u64, "failure"),
    ];
    let skipped = match report.skipped {
        0 => String::new(),
        skipped => format!(", {} skipped (no text)", counted(skipped, "file")),
    };
    let doubts = match report.doubts.len() as u64 {
        0 => String::new(),
        doubts => format!(", {}, see `search-index status`", counted(doubts, "doubt")),
    };
    parts.join(", ") + &skipped + &doubts
}

/// One line: `1 new, 2 changed, 1 removed of 81 files; 3 files, …`, or that nothing changed.
fn update_summary(update: &Update, seconds: f64) -> String {
    let read = summary(&update.report, seconds);
    if update.rebuilt.is_some() {
        return read;
    }
    let files = counted(update.files, "file");
    let kinds: Vec<String> = kinds(update).map(|(kind, count)| format!("{count} {kind}")).collect();
    let compacted = update.compacted.map_or_else(String::new, |segments| {
        format!("{} compacted into one; ", counted(segments as u64, "segment"))
    });
    match kinds.is_empty() {
        true => format!("{compacted}nothing changed in {files}, {seconds:.1} s"),
        false => format!("{compacted}{} of {files}; {read}", kinds.join(", ")),
    }
}

/// The kinds of changes, each with the number of files that were changed so, without those that did not occur.
pub(super) fn kinds(update: &Update) -> impl Iterator<Item = (&'static str, u64)> {
    let mut counts = [("new", 0), ("changed", 0), ("moved", 0), ("touched", 0), ("removed", 0)];
    for change in &update.changes {
        let number = match change.kind {
            ChangeKind::New => 0,
            ChangeKind::Changed => 1,
            ChangeKind::Moved { .. } => 2,
            ChangeKind::Touched => 3,
            ChangeKind::Removed => 4,
        };
        counts[number].1 += 1;
    }
    counts.into_iter().filter(|(_, count)| *count > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_is_one_line() {
        let mut report = Report { files: 3, documents: 4, bytes: 1_200_000, ..Report::default() };
        assert_eq!(summary(&report, 0.25), "3 files, 4 documents, 0 passages, 1.2 MB, 0.2 s, 0 failures");
        report.passages = vec![("de", 12), ("fr", 8)];
        report.failures = vec![("a".into(), "cannot be read".into())];
        report.skipped = 2;
        report.doubts = vec![("b".into(), "12 bytes are not UTF-8".into())];
        assert_eq!(
            summary(&report, 10.0),
            "3 files, 4 documents, 20 passages (de 12, fr 8), 1.2 MB, 10.0 s, 1 failure, \
             2 files skipped (no text), 1 doubt, see `search-index status`"
        );
    }
}
