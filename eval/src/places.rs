//! Where things are: the project, the texts, and what the evaluation writes.

use crate::collection::Collection;
use crate::engine::Engine;
use figures::{Fault, project};
use std::fs;
use std::path::PathBuf;

/// Folders of the evaluation.
#[derive(Clone, Debug, clap::Args)]
pub struct Places {
    /// Folder of the evaluation's texts
    #[arg(long, global = true, value_name = "DIR", default_value_os_t = project().join("../shared/eval"))]
    pub texts: PathBuf,
    /// Folder for indexes, test files and scores; may be deleted at any time
    #[arg(long, global = true, value_name = "DIR", default_value_os_t = project().join("target/eval"))]
    pub work: PathBuf,
}

/// The file of the figures that were committed.
pub fn record() -> PathBuf {
    project().join("EVALUATION.md")
}

impl Places {
    /// Indexes the paragraphs of a collection as they are.
    ///
    /// # Errors
    /// If the index cannot be made.
    pub fn engine_of(&self, collection: &Collection) -> Result<Engine, Fault> {
        Engine::of_folder(&collection.corpus_dir(), &self.index_dir(collection.name)?)
    }

    /// Where the index with a name goes.
    ///
    /// # Errors
    /// If the folder around it cannot be made.
    pub fn index_dir(&self, name: &str) -> Result<PathBuf, Fault> {
        fs::create_dir_all(&self.work).map_err(Fault::io(&self.work))?;
        Ok(self.work.join(format!("index-{name}")))
    }
}
