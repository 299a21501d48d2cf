//! The engine as the evaluation asks it: by its public library.

use crate::collection::Topic;
use crate::score::{Ranked, Run};
use figures::Fault;
use std::path::Path;
use tetraglot::index::{BuildOptions, Index, build};
use tetraglot::query::Query;
use tetraglot::schema::Schema;
use tetraglot::search::{Hit, SearchOptions, search};

/// Hits per topic in a run.
pub const RUN_LIMIT: usize = 100;

/// An index that topics are asked of.
pub struct Engine {
    index: Index,
}

impl Engine {
    /// Indexes a folder anew.
    ///
    /// # Errors
    /// If the index cannot be written, or a file of the folder cannot be read.
    pub fn of_folder(corpus_dir: &Path, index_dir: &Path) -> Result<Engine, Fault> {
        let report = build(&schema(corpus_dir, index_dir), &BuildOptions::default(), &mut |_| {})?;
        match report.failures.first() {
            Some((path, reason)) => Err(Fault::new(format!("{}: {reason}", path.display()))),
            None => Engine::open(index_dir),
        }
    }

    /// Opens an index that is there.
    ///
    /// # Errors
    /// If there is none, or it cannot be read.
    pub fn open(index_dir: &Path) -> Result<Engine, Fault> {
        Ok(Engine { index: Index::open(index_dir)? })
    }

    /// Asks all topics. One that is no query finds nothing, as for those who type it.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn run(&self, topics: &[Topic]) -> Result<Run, Fault> {
        let mut run = Run::with_capacity(topics.len());
        for topic in topics {
            let hits = self.hits(&topic.query, RUN_LIMIT, 0)?;
            run.insert(topic.id.clone(), hits.iter().map(ranked).collect());
        }
        Ok(run)
    }

    /// Answers a query with so many hits at most, and so many snippets of each.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn hits(&self, query: &str, limit: usize, snippets: usize) -> Result<Vec<Hit>, Fault> {
        let Ok(query) = Query::parse(query) else { return Ok(Vec::new()) };
        let options = SearchOptions { limit, snippets, ..SearchOptions::default() };
        Ok(search(&self.index, &query, &options)?.hits)
    }
}

/// The default schema for a folder, every file of which is meant.
pub fn schema(corpus_dir: &Path, index_dir: &Path) -> Schema {
    let mut schema = Schema::built_in(Path::new("."));
    schema.corpus.dirs = vec![corpus_dir.to_path_buf()];
    schema.corpus.ignore_files = false;
    schema.index_dir = index_dir.to_path_buf();
    schema
}

/// A hit by the id of its record, or else by the name of its file.
pub fn ranked(hit: &Hit) -> Ranked {
    let name = || hit.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ranked { document: hit.id.clone().unwrap_or_else(name), score: f64::from(hit.score) }
}
