//! Where things are: the project, the floor, the texts, and what the measuring writes.

use figures::{Fault, fresh_dir, project};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Folders of the measuring.
#[derive(Clone, Debug, clap::Args)]
pub struct Places {
    /// Folder of the bare program to compare with; without it, our figures stand alone
    #[arg(long, global = true, value_name = "DIR", default_value_os_t = project().join("../shared/floor"))]
    pub floor: PathBuf,
    /// Folder of texts to index, or an archive of it
    #[arg(long, global = true, value_name = "PATH", default_value_os_t = project().join("../shared/bench/corpus.tar.zst"))]
    pub corpus: PathBuf,
    /// Folder of the evaluation's texts, whose topics are a batch
    #[arg(long, global = true, value_name = "DIR", default_value_os_t = project().join("../shared/eval"))]
    pub texts: PathBuf,
    /// Folder with `search` and `search-index`; without it, they are built as packagers do
    #[arg(long, global = true, value_name = "DIR")]
    pub programs: Option<PathBuf>,
    /// Folder for programs, corpora and indexes; may be deleted at any time
    #[arg(long, global = true, value_name = "DIR", default_value_os_t = project().join("target/bench"))]
    pub work: PathBuf,
}

/// The programs that are measured.
pub struct Programs {
    dir: PathBuf,
    floor: Option<PathBuf>,
}

/// The file of the figures that were committed.
pub fn record() -> PathBuf {
    project().join("BENCHMARKS.md")
}

impl Places {
    /// Builds the programs that are not there, and the floor beside the project.
    ///
    /// # Errors
    /// If one cannot be built.
    pub fn programs(&self) -> Result<Programs, Fault> {
        let dir = match &self.programs {
            Some(dir) => dir.clone(),
            None => build(project(), &["--release", "--bins", "-p", "tetraglot"], &self.work.join("ours"))?
                .join("release"),
        };
        let floor = self.floor.join("Cargo.toml").is_file().then(|| {
            let dir = build(&self.floor, &["--release", "--locked"], &self.work.join("floor"));
            dir.map(|dir| dir.join("release/floor"))
        });
        Ok(Programs { dir, floor: floor.transpose()? })
    }

    /// The folder of texts, unpacked if need be.
    ///
    /// # Errors
    /// If there is none.
    pub fn corpus_dir(&self) -> Result<PathBuf, Fault> {
        if self.corpus.is_dir() {
            return Ok(self.corpus.clone());
        }
        let dir = self.work.join("corpus");
        if !dir.is_dir() {
            let unpacked = fresh_dir(&self.work, "unpacked")?;
            succeed(Command::new("tar").arg("-xf").arg(&self.corpus).arg("-C").arg(&unpacked))?;
            fs::rename(&unpacked, &dir).map_err(Fault::io(&dir))?;
        }
        Ok(dir)
    }
}

impl Programs {
    /// The program that reads.
    pub fn search(&self) -> Command {
        Command::new(self.dir.join("search"))
    }

    /// The program that writes.
    pub fn search_index(&self) -> Command {
        Command::new(self.dir.join("search-index"))
    }

    /// The bare program, if it is there.
    pub fn floor(&self) -> Option<Command> {
        self.floor.as_ref().map(Command::new)
    }

    /// Size of one of our two programs, in bytes.
    ///
    /// # Errors
    /// If it is not there.
    pub fn bytes(&self, name: &str) -> Result<u64, Fault> {
        let path = self.dir.join(name);
        fs::metadata(&path).map(|metadata| metadata.len()).map_err(Fault::io(&path))
    }

    /// Whether `search-index` has a command.
    pub fn can(&self, command: &str) -> bool {
        self.search_index().args([command, "--help"]).output().is_ok_and(|output| output.status.success())
    }
}

/// Builds a package with its own folder for what is built; returns the folder.
fn build(package: &Path, arguments: &[&str], target: &Path) -> Result<PathBuf, Fault> {
    let mut cargo = Command::new("cargo");
    cargo.arg("build").args(arguments).current_dir(package).env("CARGO_TARGET_DIR", target);
    succeed(&mut cargo)?;
    Ok(target.to_path_buf())
}

/// Runs a program, which may speak to the terminal, to its good end.
///
/// # Errors
/// If it cannot be started, or fails.
pub fn succeed(command: &mut Command) -> Result<(), Fault> {
    let program = PathBuf::from(command.get_program());
    let status = command.status().map_err(Fault::io(&program))?;
    if status.success() { Ok(()) } else { Err(Fault::new(format!("{command:?} ended with {status}"))) }
}

/// Bytes of all files below a folder, and their number.
///
/// # Errors
/// If it cannot be read.
pub fn size_of(dir: &Path) -> Result<(u64, u64), Fault> {
    let (mut bytes, mut count) = (0, 0);
    each_file(dir, |path| {
        bytes += fs::metadata(&path).map_err(Fault::io(&path))?.len();
        count += 1;
        Ok(())
    })?;
    Ok((bytes, count))
}

/// All files below a folder, in order.
///
/// # Errors
/// If it cannot be read.
pub fn files(dir: &Path) -> Result<Vec<PathBuf>, Fault> {
    let mut files = Vec::new();
    each_file(dir, |path| {
        files.push(path);
        Ok(())
    })?;
    files.sort();
    Ok(files)
}

/// Hands over all files below a folder, in no order: a hundred thousand paths together take more memory than what is measured.
fn each_file(dir: &Path, mut take: impl FnMut(PathBuf) -> Result<(), Fault>) -> Result<(), Fault> {
    let mut dirs = vec![dir.to_path_buf()];
    while let Some(dir) = dirs.pop() {
        for entry in fs::read_dir(&dir).map_err(Fault::io(&dir))? {
            let path = entry.map_err(Fault::io(&dir))?.path();
            if path.is_dir() { dirs.push(path) } else { take(path)? }
        }
    }
    Ok(())
}
