//! BENCHMARKS.md: a section for each thing that is measured, and sections that people write.

use figures::Fault;
use std::fs;
use std::io;
use std::path::Path;

/// What stands above the sections.
const PREAMBLE: &str = "# Benchmarks

What `just bench` measured when these figures were committed; each section whose title is a command is rewritten by it, with
`--write`. How it is measured: `bench/`, and `benches/` for the parts.
";

/// Puts a section into the file in place of that with the same title, else at its end. Other sections stay as they are.
///
/// # Errors
/// If the file cannot be read or written.
pub fn write(path: &Path, title: &str, body: &str) -> Result<(), Fault> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => PREAMBLE.to_owned(),
        Err(error) => return Err(Fault::io(path)(error)),
    };
    fs::write(path, with_section(&text, title, body)).map_err(Fault::io(path))
}

fn with_section(text: &str, title: &str, body: &str) -> String {
    let mut sections: Vec<&str> = text.trim_end().split("\n## ").map(str::trim_end).collect();
    let section = format!("{title}\n\n{}", body.trim_end());
    let has_title = |section: &&str| section.lines().next() == Some(title);
    match sections.iter().skip(1).position(has_title) {
        Some(place) => sections[place + 1] = &section,
        None => sections.push(&section),
    }
    sections.join("\n\n## ") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_takes_the_place_of_the_old_one() {
        let first = with_section(PREAMBLE, "`run`", "1\n");
        let written = first.clone() + "\n## By hand\n\nWords.\n";
        let second = with_section(&written, "`run`", "2");
        assert!(first.ends_with("for the parts.\n\n## `run`\n\n1\n"), "{first}");
        assert!(second.ends_with("## `run`\n\n2\n\n## By hand\n\nWords.\n"), "{second}");
        assert_eq!(with_section(&second, "`run`", "1"), written);
    }
}
