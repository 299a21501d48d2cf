//! What the figures were measured on.

use std::fs;
use std::process::Command;

/// Says on which day, machine and system figures were measured, and under what load, in one line.
pub fn description() -> String {
    let cpu = value_of("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown processor".to_owned());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let memory =
        value_of("/proc/meminfo", "MemTotal").and_then(|value| gibibytes(&value)).unwrap_or_default();
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("?").to_owned();
    let (day, system, rust) = (figures::today(), said("uname", &["-sr"]), said("rustc", &["--version"]));
    format!("Measured on {day}: {cores} cores of {cpu}, {memory}{system}, {rust}; load before it {load}.")
}

/// What stands behind a colon after a name, in a file of the system.
fn value_of(path: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

fn gibibytes(kibibytes: &str) -> Option<String> {
    let number: f64 = kibibytes.split(' ').next()?.parse().ok()?;
    Some(format!("{:.0} GiB, ", number / 1024.0 / 1024.0))
}

/// The first line that a program says.
fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    text.lines().next().unwrap_or("?").to_owned()
}
