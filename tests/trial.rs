//! Builds of hostile corpora: how they ended, what memory they took, and whether the rest is as it should be.

use crate::sandbox::Sandbox;
use std::fs;
use std::thread;
use std::time::Duration;

/// The size of a trial: small in every run, large where there is a night for it.
pub fn size<T>(small: T, large: T) -> T {
    if std::env::var_os("SOAK").is_some() { large } else { small }
}

/// What a build left: its exit status, its messages, and the most memory it had, in MiB.
pub struct Build {
    pub code: i32,
    pub stderr: String,
    pub peak_mib: u64,
}

impl Build {
    /// Ended well, with or without failures, none of them a fault of ours.
    #[track_caller]
    pub fn check(&self, code: i32) -> &Build {
        assert_eq!(self.code, code, "{}", self.stderr);
        assert!(!self.stderr.contains("please report"), "{}", self.stderr);
        self
    }
}

impl Sandbox {
    /// A folder with the default schema and a text that is well.
    pub fn with_one_text() -> Sandbox {
        let sandbox = Sandbox::empty();
        sandbox.write("index-schema.toml", b"");
        sandbox.write("corpus/well.txt", b"A dragonfly.");
        sandbox
    }

    pub fn build(&self, arguments: &[&str]) -> Build {
        let arguments = [&["build"], arguments].concat();
        let program = env!("CARGO_BIN_EXE_search-index");
        let mut child = self.command(program, &arguments).spawn().expect("it runs");
        let mut peak_mib = 0;
        while child.try_wait().expect("it can be waited for").is_none() {
            peak_mib = peak_mib.max(peak_of(child.id()).unwrap_or(0));
            thread::sleep(Duration::from_millis(2));
        }
        let output = child.wait_with_output().expect("it ends");
        let stderr = String::from_utf8(output.stderr).expect("messages are UTF-8");
        let code = output.status.code().unwrap_or_else(|| panic!("a signal ended it: {stderr}"));
        Build { code, stderr, peak_mib }
    }

    /// The index is sound, the text that was well is found, and nothing is stale.
    #[track_caller]
    pub fn check_rest(&self) {
        self.search(&["-l", "--in", "well.txt", "dragonfly"]).check(0, "corpus/well.txt\n", "");
        let check = self.search_index(&["check"]);
        assert_eq!(check.code, 0, "{}{}", check.stdout, check.stderr);
        let stale = &self.search_index(&["status", "--json"]).json()[0]["stale"];
        assert_eq!((&stale["new"], &stale["changed"], &stale["deleted"]), (&0.into(), &0.into(), &0.into()));
    }
}

/// The most memory that a process had so far, in MiB, where the system tells.
fn peak_of(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    peak.trim().trim_end_matches(" kB").parse::<u64>().ok().map(|kilobytes| kilobytes / 1024)
}
