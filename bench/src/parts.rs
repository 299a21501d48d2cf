//! `bench parts`: what the parts of the engine cost, each by itself. `benches/` measures them; its answer becomes a table.

use figures::{Fault, Table, project};
use std::path::Path;
use std::process::{Command, Stdio};

/// How to read the table.
pub const NOTE: &str = "Texts, and the small index that is searched, are those of `corpus/`. Time that passed; each part was \
repeated for half a second at least, in profile `release`. Throughput is that of the median.";

/// What stands above the first column of times.
const FIRST_COLUMN: &str = "fastest";
/// The branches of the tree that is printed.
const BRANCHES: [char; 5] = ['│', '├', '╰', '─', ' '];

/// Measures the parts.
///
/// # Errors
/// If they cannot be built or measured.
pub fn table() -> Result<Table, Fault> {
    let mut cargo = Command::new("cargo");
    cargo.args([
        "bench",
        "-p",
        "tetraglot",
        "--bench",
        "parts",
        "--",
        "--color",
        "never",
        "--sort",
        "location",
    ]);
    let output = cargo.current_dir(project()).stderr(Stdio::inherit()).output();
    let output = output.map_err(Fault::io(Path::new("cargo")))?;
    if !output.status.success() {
        return Err(Fault::new(format!("{cargo:?} ended with {}", output.status)));
    }
    Ok(parse(&String::from_utf8_lossy(&output.stdout)))
}

/// Reads a tree of groups and parts: a line of times for each part, and below it one of throughput where that is counted.
fn parse(printed: &str) -> Table {
    let mut table = Table::new(&["part", "median", "fastest", "throughput"]);
    let mut lines = printed.lines().skip_while(|line| !line.contains(FIRST_COLUMN));
    let head = lines.next().and_then(|line| line.split(FIRST_COLUMN).next()).unwrap_or_default();
    let name_chars = head.chars().count();
    let mut group = "";
    for line in lines {
        let (branch, columns) = line.split_at(byte_of_char(line, name_chars));
        let cells: Vec<&str> = columns.split('│').map(str::trim).collect();
        let [fastest, _, median, ..] = cells[..] else { continue };
        match (branch.trim_matches(BRANCHES), fastest) {
            ("", _) => table.rows.last_mut().into_iter().for_each(|row| row[3] = median.to_owned()),
            (name, "") => group = name,
            (name, _) => {
                let in_group = branch.starts_with(['│', ' ']);
                let part = if in_group { format!("{group}: {name}") } else { name.to_owned() };
                table.push(vec![part, median.to_owned(), fastest.to_owned(), String::new()]);
            }
        }
    }
    table
}

/// Where the character with a number begins, from 0; the end of a line that has fewer.
fn byte_of_char(line: &str, number: usize) -> usize {
    line.char_indices().nth(number).map_or(line.len(), |(byte, _)| byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRINTED: &str = "\
Timer precision: 17 ns
parts           fastest       │ slowest       │ median        │ mean          │ samples │ iters
├─ analysis                   │               │               │               │         │
│  ├─ German    663 µs        │ 4.866 ms      │ 687.3 µs      │ 789.8 µs      │ 100     │ 100
│  │            58.86 MB/s    │ 8.02 MB/s     │ 56.78 MB/s    │ 49.41 MB/s    │         │
│  ╰─ French    462 µs        │ 4.66 ms       │ 485.6 µs      │ 733.7 µs      │ 100     │ 100
├─ opening      194 µs        │ 4.449 ms      │ 205.5 µs      │ 424.5 µs      │ 100     │ 100
╰─ last group                 │               │               │               │         │
   ╰─ of one    960.4 µs      │ 5.351 ms      │ 1.012 ms      │ 1.405 ms      │ 100     │ 100
                2.431 Mitem/s │ 436.3 Kitem/s │ 2.307 Mitem/s │ 1.661 Mitem/s │         │

";

    #[test]
    fn trees_become_rows() {
        let rows = parse(PRINTED).rows;
        let rows: Vec<String> = rows.iter().map(|row| row.join(" | ")).collect();
        let expected = [
            "analysis: German | 687.3 µs | 663 µs | 56.78 MB/s",
            "analysis: French | 485.6 µs | 462 µs | ",
            "opening | 205.5 µs | 194 µs | ",
            "last group: of one | 1.012 ms | 960.4 µs | 2.307 Mitem/s",
        ];
        assert_eq!(rows, expected);
    }
}
