//! The index that a search is over: found, built where there is none, brought up to date where the schema says so.

use super::PROGRAM;
use crate::cli::building::{Talk, build_aloud};
use crate::cli::fault::{Fault, note};
use crate::cli::project::{Places, current_dir};
use crate::cli::quantity::counted;
use crate::error::Error;
use crate::index::{BuildOptions, Compaction, Index, Staleness, staleness, update};
use crate::print::{Completeness, shown_path};
use crate::schema::{Refresh, Schema};

/// An index, and whether it is the one that is meant.
pub(super) struct Opened {
    pub index: Index,
    /// It is of other folders or rules than the schema.
    is_stale: bool,
    /// Files that are known to have changed since.
    changed_files: u64,
}

/// More is not brought up to date before a search: it is to take no longer than a few seconds.
const MAX_REFRESHED_FILES: u64 = 1_000;
const MAX_REFRESHED_BYTES: u64 = 4 << 20;

impl Opened {
    /// Opens the index; where there is none but a corpus, builds it first.
    pub fn find(places: &Places) -> Result<Opened, Fault> {
        // An index that is named and there needs no schema: it carries its own.
        let (dir, schema) = match &places.index {
            Some(dir) => (dir.clone(), None),
            None => {
                let schema = places.schema()?;
                (schema.index_dir.clone(), Some(schema))
            }
        };
        let no_index = match Index::open(&dir) {
            Err(error @ Error::NoIndex(_)) => error,
            Err(error) => return Err(error.into()),
            Ok(index) => {
                let wanted = if places.corpus.is_empty() { schema } else { Some(places.schema()?) };
                let opened = Opened { index, is_stale: false, changed_files: 0 };
                return Ok(match wanted {
                    Some(schema) => opened.compared_with(&schema),
                    None => opened,
                });
            }
        };
        let can_build = !places.corpus.is_empty() || places.schema_if_any()?.is_some();
        let schema = match schema {
            Some(schema) => schema,
            None if can_build => places.schema()?,
            None => return Err(no_index.into()),
        };
        note(&format!("{PROGRAM}: no index yet; building {}", shown_path(&dir, &current_dir()?)));
        build_aloud(&schema, &BuildOptions::default(), Talk::Normal)?;
        Ok(Opened { index: Index::open(&dir)?, is_stale: false, changed_files: 0 })
    }

    /// Whether it holds what it should, as far as is known.
    pub fn completeness(&self) -> Result<Completeness, Fault> {
        Ok(match (self.is_stale, self.changed_files, self.index.failed_files()?) {
            (true, _, _) => Completeness::Stale,
            (false, 0, 0) => Completeness::Complete,
            (false, 0, failed_files) => Completeness::Partial { failed_files },
            (false, changed_files, _) => Completeness::Outdated { changed_files },
        })
    }

    fn compared_with(self, schema: &Schema) -> Opened {
        let opened = match schema.refresh {
            Refresh::Never => self,
            // A search is not to fail because files cannot be looked at: the index still answers.
            Refresh::Check | Refresh::Auto => match staleness(&self.index, schema) {
                Ok(staleness) => self.refreshed(staleness, schema),
                Err(error) => {
                    note(&format!("{PROGRAM}: {error}"));
                    self
                }
            },
        };
        let is_stale = !opened.index.is_of(schema);
        if is_stale {
            note(&format!(
                "{PROGRAM}: the index is of other folders or rules; `search-index update` brings it up to date"
            ));
        } else if opened.changed_files > 0 {
            note(&format!(
                "{PROGRAM}: {} changed since the index was brought up to date; `search-index update` does it",
                counted(opened.changed_files, "file")
            ));
        }
        Opened { is_stale, ..opened }
    }

    /// Itself with what is known of changes, or the index after an update.
    fn refreshed(self, staleness: Staleness, schema: &Schema) -> Opened {
        let changed_files = staleness.files();
        let is_little = changed_files <= MAX_REFRESHED_FILES && staleness.bytes <= MAX_REFRESHED_BYTES;
        let outdated = |opened: Opened| Opened { changed_files, ..opened };
        if changed_files == 0 || schema.refresh != Refresh::Auto || !is_little || !self.index.is_of(schema) {
            return outdated(self);
        }
        let done = update(schema, &BuildOptions::default(), Compaction::InMeasure, &mut |_| {});
        match done.and_then(|_| Index::open(self.index.dir())) {
            Ok(index) => Opened { index, ..self },
            // Somebody else is at it, or may and this user may not.
            Err(error) => {
                note(&format!("{PROGRAM}: {error}"));
                outdated(self)
            }
        }
    }
}
