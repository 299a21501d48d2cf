//! A sealed sandbox for the real programs: a folder of its own for each test, and a cleared environment.

use serde_json::Value;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A folder with a schema and a few texts, where the programs run.
pub struct Sandbox {
    pub dir: TempDir,
}

/// What a program left behind.
pub struct Outcome {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

const TEXTS: &[(&str, &str)] = &[
    (
        "de/musk.md",
        "# Übernahme\n\nElon Musk kaufte das Netzwerk Twitter, und Binance half ihm dabei mit Geld.\n",
    ),
    (
        "de/zahlung.md",
        "# Zahlungen im Netzwerk\n\nEine Zahlung auf Twitter dauert zwei Sekunden, sagen die Leute.\n",
    ),
    ("en/mice.md", "# Mice in the museum\n\nThe mice have been living behind the paintings for years.\n"),
    ("zh/twitter.md", "# 推特\n\n马斯克收购了推特，币安也参与了这次交易。\n"),
    ("notes.jsonl", "{\"id\":\"n 1\",\"title\":\"Wallet\",\"text\":\"A wallet for the dragonfly pond.\"}\n"),
];

impl Sandbox {
    /// Makes the folder with all texts and the default schema.
    pub fn new() -> Sandbox {
        let sandbox = Sandbox::empty();
        for (path, text) in TEXTS {
            sandbox.write(format!("corpus/{path}"), text.as_bytes());
        }
        sandbox.write("index-schema.toml", b"");
        sandbox
    }

    pub fn empty() -> Sandbox {
        Sandbox { dir: tempfile::tempdir().expect("a folder for the test") }
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    pub fn write(&self, path: impl AsRef<Path>, bytes: &[u8]) {
        let path = self.dir.path().join(path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("the folder is made");
        fs::write(path, bytes).expect("the file is written");
    }

    /// A file of so many bytes that takes no room.
    pub fn write_sparse(&self, path: &str, bytes: u64) {
        self.write(path, b"");
        let file = File::options().write(true).open(self.dir.path().join(path)).expect("the file is there");
        file.set_len(bytes).expect("the file grows");
    }

    pub fn search(&self, arguments: &[&str]) -> Outcome {
        Outcome::from(self.command(env!("CARGO_BIN_EXE_search"), arguments).output().expect("search runs"))
    }

    pub fn search_index(&self, arguments: &[&str]) -> Outcome {
        let command = self.command(env!("CARGO_BIN_EXE_search-index"), arguments).output();
        Outcome::from(command.expect("search-index runs"))
    }

    /// Runs `search` with text on its standard input.
    pub fn search_with(&self, arguments: &[&str], input: &[u8]) -> Outcome {
        let mut child = self.command(env!("CARGO_BIN_EXE_search"), arguments).spawn().expect("search runs");
        child.stdin.take().expect("a pipe").write_all(input).expect("search reads its input");
        Outcome::from(child.wait_with_output().expect("search ends"))
    }

    pub fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(self.dir.path()).env_clear();
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Gives all files to someone without special rights, if we have them, and returns who that is: rights mean nothing to
    /// root. None if we are ordinary ourselves, or nobody else may run the programs.
    #[cfg(unix)]
    pub fn give_to_ordinary_user(&self) -> Option<u32> {
        use std::os::unix::fs::{MetadataExt, PermissionsExt};
        const NOBODY: u32 = 65534;
        let metadata = |path: &Path| fs::metadata(path).expect("it is there");
        if metadata(self.dir.path()).uid() != 0 {
            return None;
        }
        let program = Path::new(env!("CARGO_BIN_EXE_search-index"));
        if !program.ancestors().all(|path| metadata(path).permissions().mode() & 0o001 != 0) {
            eprintln!("not run as an ordinary user: {} is root's alone", program.display());
            return None;
        }
        give(self.dir.path(), NOBODY);
        Some(NOBODY)
    }

    /// Runs a build of which nothing is expected but success.
    pub fn built(self) -> Sandbox {
        self.search_index(&["build", "--quiet"]).check(0, "", "");
        self
    }
}

#[cfg(unix)]
fn give(path: &Path, user: u32) {
    std::os::unix::fs::lchown(path, Some(user), Some(user)).expect("a file changes hands");
    if path.is_dir() && !path.is_symlink() {
        let entries = fs::read_dir(path).expect("a folder");
        entries.for_each(|entry| give(&entry.expect("an entry").path(), user));
    }
}

impl From<Output> for Outcome {
    fn from(output: Output) -> Outcome {
        let text = |bytes| String::from_utf8(bytes).expect("programs write UTF-8");
        Outcome {
            code: output.status.code().expect("no signal ended the program"),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }
}

impl Outcome {
    #[track_caller]
    pub fn check(&self, code: i32, stdout: &str, stderr: &str) -> &Outcome {
        assert_eq!((self.stdout.as_str(), self.stderr.as_str(), self.code), (stdout, stderr, code));
        self
    }

    /// An error: nothing on stdout, the first line of stderr, and the hint.
    #[track_caller]
    pub fn check_error(&self, message: &str, hint: &str) {
        assert_eq!((self.stdout.as_str(), self.code), ("", 2), "{}", self.stderr);
        let first = self.stderr.lines().next().unwrap_or_default();
        assert!(first.contains(message), "{first}");
        let last = self.stderr.lines().last().unwrap_or_default();
        assert!(last.starts_with("hint: ") && last.contains(hint), "{last}");
    }

    #[track_caller]
    pub fn json(&self) -> Vec<Value> {
        let parse = |line| serde_json::from_str(line).expect("each line is JSON");
        self.stdout.lines().map(parse).collect()
    }
}
