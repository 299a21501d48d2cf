//! Corpora made of another: one that is edited, one with a long document, larger ones.

use crate::places::files;
use figures::Fault;
use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// A word that no text has.
pub const RARE_WORD: &str = "quixelplomb";

/// Adds a line with the number of the round to one file of a hundred. Returns how many.
///
/// # Errors
/// If a file cannot be read or written.
pub fn edit(corpus: &Path, round: usize) -> Result<usize, Fault> {
    let edited: Vec<_> = files(corpus)?.into_iter().step_by(100).collect();
    for path in &edited {
        let mut file = fs::OpenOptions::new().append(true).open(path).map_err(Fault::io(path))?;
        write!(file, "\n\nedited in round {round}\n").map_err(Fault::io(path))?;
    }
    Ok(edited.len())
}

/// Writes nine short files and one of so many bytes, all of which have the rare word once.
///
/// # Errors
/// If a file cannot be read or written.
pub fn write_long(corpus: &Path, to: &Path, bytes: usize) -> Result<(), Fault> {
    let texts = files(corpus)?;
    for (number, path) in texts.iter().take(9).enumerate() {
        let text = fs::read_to_string(path).map_err(Fault::io(path))?;
        write(&to.join(format!("short-{number}.md")), &format!("{text}\n\nThe {RARE_WORD} is here.\n"))?;
    }
    let mut long = String::with_capacity(bytes);
    for path in texts.iter().cycle() {
        if long.len() >= bytes {
            break;
        }
        let before = long.len();
        long.push_str(&fs::read_to_string(path).unwrap_or_default());
        long.push_str("\n\n");
        if before < bytes / 2 && long.len() >= bytes / 2 {
            long.push_str(&format!("The {RARE_WORD} is here.\n\n"));
        }
    }
    write(&to.join("long.md"), &long)
}

/// Writes so many times the files of a corpus. A copy of a file takes turns, paragraph by paragraph, with another file.
///
/// # Errors
/// If a file cannot be read or written.
pub fn write_larger(corpus: &Path, to: &Path, times: usize) -> Result<(), Fault> {
    let texts = files(corpus)?;
    for copy in 0..times {
        for (number, path) in texts.iter().enumerate() {
            let name = path.strip_prefix(corpus).unwrap_or(path);
            write(&to.join(copy.to_string()).join(name), &copied(&texts, number, copy)?)?;
        }
    }
    Ok(())
}

/// Writes so many records, made in the same way, into one JSON Lines file of each folder's worth.
///
/// # Errors
/// If a file cannot be read or written.
pub fn write_records(corpus: &Path, to: &Path, records: usize) -> Result<(), Fault> {
    let texts = files(corpus)?;
    let mut written = 0;
    for copy in 0.. {
        let path = to.join(format!("{copy}.jsonl"));
        let mut file = BufWriter::new(fs::File::create(&path).map_err(Fault::io(&path))?);
        for number in 0..texts.len() {
            if written == records {
                return file.flush().map_err(Fault::io(&path));
            }
            let text = json(&copied(&texts, number, copy)?);
            writeln!(file, "{{\"id\":\"{written}\",\"text\":{text}}}").map_err(Fault::io(&path))?;
            written += 1;
        }
        file.flush().map_err(Fault::io(&path))?;
    }
    Ok(())
}

/// The text of a copy of a file: it takes turns with the file itself in the first copy, then with ever farther neighbours. Read anew each
/// time: what this program holds counts as memory of the programs that it starts.
fn copied(texts: &[PathBuf], number: usize, copy: usize) -> Result<String, Fault> {
    let text = |path: &PathBuf| fs::read(path).map_err(Fault::io(path));
    let text = |path| text(path).map(|text| String::from_utf8_lossy(&text).into_owned());
    Ok(mixed(&text(&texts[number])?, &text(&texts[(number + copy * 7) % texts.len()])?))
}

/// The odd paragraphs of one text and the even ones of another.
fn mixed(text: &str, other: &str) -> String {
    let (mut own, mut others) = (text.split("\n\n"), other.split("\n\n"));
    let mut mixed = Vec::new();
    while let Some(paragraph) = own.next() {
        mixed.push(paragraph);
        own.next().into_iter().for_each(|even| mixed.push(others.nth(1).unwrap_or(even)));
    }
    mixed.join("\n\n")
}

fn json(text: &str) -> String {
    let escaped = text.chars().flat_map(|c| match c {
        '"' | '\\' => vec!['\\', c],
        '\n' => vec!['\\', 'n'],
        c if c.is_control() => vec![' '],
        c => vec![c],
    });
    format!("\"{}\"", escaped.collect::<String>())
}

fn write(path: &Path, text: &str) -> Result<(), Fault> {
    make_folder_of(path)?;
    fs::write(path, text).map_err(Fault::io(path))
}

fn make_folder_of(path: &Path) -> Result<(), Fault> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(Fault::io(folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_mixed() {
        assert_eq!(mixed("a\n\nb\n\nc\n\nd", "1\n\n2\n\n3\n\n4"), "a\n\n2\n\nc\n\n4");
        assert_eq!(mixed("a\n\nb\n\nc", "1"), "a\n\nb\n\nc");
        assert_eq!(mixed("a", "1\n\n2"), "a");
        let text = "x\n\ny\n\nz";
        assert_eq!(mixed(text, text), text);
    }

    #[test]
    fn records_are_json() {
        assert_eq!(json("a \"b\"\\\n\tc"), "\"a \\\"b\\\"\\\\\\n c\"");
    }
}
