//! How much of a corpus is looked at for changes, and what single paths tell.

use super::Index;
use super::changes::{self, Plan, Rules};
use super::manifest::FileRecord;
use super::path_text::path_text;
use super::task::place_of;
use crate::document::{Eye, Found, Seen};
use crate::error::Error;
use crate::schema::Schema;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// To look at more paths one by one is no better than a walk.
const MAX_PATHS: usize = 1_000;

/// How much of a corpus is looked at for changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// Files or folders, without symbolic links on their way.
    Paths(BTreeSet<PathBuf>),
    /// All of it.
    Whole,
}

impl Extent {
    /// Nothing at all.
    pub fn none() -> Extent {
        Extent::Paths(BTreeSet::new())
    }

    /// Takes another extent in.
    pub fn add(&mut self, other: Extent) {
        match (&mut *self, other) {
            (Extent::Paths(paths), Extent::Paths(more)) => {
                paths.extend(more);
                if paths.len() > MAX_PATHS {
                    *self = Extent::Whole;
                }
            }
            _ => *self = Extent::Whole,
        }
    }
}

/// Compares as much of a corpus with its index as may have changed. Returns also what was looked at, which is all where
/// single paths leave a doubt.
pub(super) fn plan(index: &Index, schema: &Schema, extent: Extent) -> Result<(Plan, Extent), Error> {
    if let Extent::Paths(paths) = &extent
        && let Some(plan) = plan_of_paths(index, schema, paths)?
    {
        return Ok((plan, extent));
    }
    Ok((changes::plan(index, schema)?, Extent::Whole))
}

/// Compares some paths with the index; None if only a walk can tell what became of them.
fn plan_of_paths(index: &Index, schema: &Schema, paths: &BTreeSet<PathBuf>) -> Result<Option<Plan>, Error> {
    if !index.header.says(schema) {
        return Ok(None);
    }
    let index_dir = schema.index_dir.canonicalize().unwrap_or_else(|_| schema.index_dir.clone());
    let mut look = Look { index, schema, eye: Eye::new(&schema.corpus), rules: Rules::of(index, schema)? };
    let mut plan = Plan { tasks: Vec::new(), gone: Vec::new(), files: 0 };
    for (number, dir) in schema.corpus.dirs.iter().enumerate() {
        let is_known = schema.corpus.dirs[..number].contains(dir);
        let Some(real) = dir.canonicalize().ok().filter(|_| !is_known) else { continue };
        let below = paths.iter().filter(|path| !path.starts_with(&index_dir));
        for relative in below.filter_map(|path| path.strip_prefix(&real).ok()) {
            if look.add(number as u64, relative, &mut plan)? == Told::Nothing {
                return Ok(None);
            }
        }
    }
    let new = plan.tasks.iter().filter(|task| task.known.is_none()).count();
    plan.files = (index.count_files()? + new as u64).saturating_sub(plan.gone.len() as u64);
    Ok(Some(plan))
}

/// Looks at single paths.
struct Look<'l> {
    index: &'l Index,
    schema: &'l Schema,
    eye: Eye<'l>,
    rules: Rules<'l>,
}

/// What a look at a path has told.
#[derive(PartialEq)]
enum Told {
    /// What is to be done about the file there.
    All,
    /// Nothing: it is about other files as well, or may be.
    Nothing,
}

impl Look<'_> {
    fn add(&mut self, dir: u64, relative: &Path, plan: &mut Plan) -> Result<Told, Error> {
        let path = path_text(relative);
        // A folder that is gone, or that a file has taken the place of.
        if self.index.knows_below(dir, &path)? {
            return Ok(Told::Nothing);
        }
        match self.eye.see(&self.schema.corpus.dirs[dir as usize], relative) {
            Seen::Doubt => return Ok(Told::Nothing),
            Seen::Nothing => plan.gone.extend(self.index.known_file(dir, &path)?),
            Seen::File(file) => {
                let (dir, path) = place_of(&file, self.schema);
                let record = self.index.known_file(dir, &path)?;
                if !record.as_ref().is_some_and(|record| is_as_known(&file, record)) {
                    plan.tasks.push(self.rules.task(file, record));
                }
            }
        }
        Ok(Told::All)
    }
}

fn is_as_known(file: &Found, record: &FileRecord) -> bool {
    file.as_ref().is_ok_and(|source| record.stamp.is_settled() && source.stamp == record.stamp)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::{BuildOptions, Compaction, build};
    use std::fs;
    use std::time::Duration;
    use tempfile::TempDir;

    /// A folder with a few files, and its index.
    struct Project {
        folder: TempDir,
        schema: Schema,
    }

    fn schema_of(folder: &TempDir, text: &str) -> Schema {
        let at = folder.path().canonicalize().expect("a folder");
        let mut schema = Schema::parse(text, &at.join("index-schema.toml")).expect("a sound schema");
        schema.corpus.dirs = vec![at.join("corpus")];
        schema.index_dir = at.join("corpus/index");
        schema
    }

    impl Project {
        fn new() -> Project {
            let folder = tempfile::tempdir().expect("a folder");
            let project = Project { schema: schema_of(&folder, ""), folder };
            for path in ["a.txt", "b.txt", "d/c.txt", "skip/x.txt"] {
                project.write(path, path);
            }
            project.write(".gitignore", "skip/\n");
            // Long enough for files to be taken for settled.
            std::thread::sleep(Duration::from_millis(60));
            build(&project.schema, &BuildOptions::default(), &mut |_| {}).expect("an index");
            project
        }

        fn path(&self, path: &str) -> PathBuf {
            self.schema.corpus.dirs[0].join(path)
        }

        fn write(&self, path: &str, text: &str) {
            let path = self.path(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is made");
            fs::write(path, text).expect("the file is written");
        }

        /// What would be looked at, what is gone, and how many files there are; None if everything was compared.
        fn plan(&self, paths: &[&str]) -> Option<(Vec<String>, Vec<String>, u64)> {
            let index = Index::open(&self.schema.index_dir).expect("an index");
            let extent = Extent::Paths(paths.iter().map(|path| self.path(path)).collect());
            let (plan, looked_at) = plan(&index, &self.schema, extent).expect("a plan");
            let tasks = plan.tasks.iter().map(|task| place_of(&task.file, &self.schema).1).collect();
            let gone = plan.gone.into_iter().map(|record| record.path).collect();
            (looked_at != Extent::Whole).then_some((tasks, gone, plan.files))
        }
    }

    fn named(tasks: &[&str], gone: &[&str], files: u64) -> Option<(Vec<String>, Vec<String>, u64)> {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Some((owned(tasks), owned(gone), files))
    }

    #[test]
    fn paths_alone_are_looked_at() {
        let project = Project::new();
        ["a.txt", "b.txt", "d/new.txt", "skip/x.txt"].iter().for_each(|path| project.write(path, "other"));
        fs::remove_file(project.path("d/c.txt")).expect("the file goes");
        assert_eq!(project.plan(&[]), named(&[], &[], 3));
        assert_eq!(project.plan(&["a.txt"]), named(&["a.txt"], &[], 3));
        assert_eq!(
            project.plan(&["d/new.txt", "d/c.txt", "b.txt"]),
            named(&["b.txt", "d/new.txt"], &["d/c.txt"], 3)
        );
        assert_eq!(project.plan(&["skip/x.txt", "skip", "never/was.txt"]), named(&[], &[], 3));
        assert_eq!(project.plan(&["index/current"]), named(&[], &[], 3));
        std::thread::sleep(Duration::from_millis(60));
        let (update, _) = crate::index::update::update_within(
            Extent::Paths([project.path("a.txt")].into()),
            &project.schema,
            &BuildOptions::default(),
            Compaction::InMeasure,
            &mut |_| {},
        )
        .expect("an update");
        assert_eq!((update.changes.len(), update.files), (1, 3));
        assert_eq!(project.plan(&["a.txt", "b.txt"]), named(&["b.txt"], &[], 3));
    }

    #[test]
    fn what_may_be_about_other_files_is_looked_for_everywhere() {
        let project = Project::new();
        for path in ["d", ".gitignore", "d/CACHEDIR.TAG", "", "new/.ignore"] {
            assert_eq!(project.plan(&["a.txt", path]), None, "{path}");
        }
        fs::rename(project.path("d"), project.path("e")).expect("the folder moves");
        assert_eq!(project.plan(&["d"]), None, "a folder that is gone");
        assert_eq!(project.plan(&["e"]), None, "a new folder");
        project.write("d", "now a file");
        assert_eq!(project.plan(&["d"]), None, "a file in place of a folder");
        let mut other = Project::new();
        other.schema = schema_of(&other.folder, "[corpus]\nexclude = [\"b.txt\"]");
        assert_eq!(other.plan(&["a.txt"]), None, "another schema");
    }

    #[test]
    fn too_many_paths_are_all() {
        let paths = |range: std::ops::Range<usize>| {
            Extent::Paths(range.map(|number| PathBuf::from(number.to_string())).collect())
        };
        let mut extent = Extent::none();
        extent.add(paths(0..MAX_PATHS));
        extent.add(paths(0..MAX_PATHS));
        assert_eq!(extent, paths(0..MAX_PATHS));
        extent.add(paths(MAX_PATHS..MAX_PATHS + 1));
        assert_eq!(extent, Extent::Whole);
        extent.add(paths(0..1));
        assert_eq!(extent, Extent::Whole);
    }
}
