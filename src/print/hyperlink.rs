//! Paths as links that a terminal opens (OSC 8), by a format that names where the path and the line go.

use std::fmt::Write;
use std::path::{Path, absolute};

/// Formats that have a name. The names are those of ripgrep, so that one habit serves for both.
const NAMED: &[(&str, &str)] = &[
    ("none", ""),
    ("default", "file://{host}{path}"),
    ("file", "file://{host}{path}"),
    ("cursor", "cursor://file{path}:{line}:{column}"),
    ("grep+", "grep+://{path}:{line}"),
    ("kitty", "file://{host}{path}#{line}"),
    ("macvim", "mvim://open?url=file://{path}&line={line}&column={column}"),
    ("textmate", "txmt://open?url=file://{path}&line={line}&column={column}"),
    ("vscode", "vscode://file{path}:{line}:{column}"),
    ("vscode-insiders", "vscode-insiders://file{path}:{line}:{column}"),
    ("vscodium", "vscodium://file{path}:{line}:{column}"),
];

/// How the address of a link is made of a path and a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkFormat {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Path,
    Line,
    Column,
}

/// What a format may name of the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Surrounding {
    /// Its name in the network.
    Host,
    /// `wsl$/` and the distribution's name under the Windows Subsystem for Linux, else nothing.
    WslPrefix,
}

impl LinkFormat {
    /// The names of the formats that have one.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMED.iter().map(|(name, _)| *name)
    }

    /// Reads a format or its name; None if there are to be no links.
    ///
    /// # Errors
    /// What is wrong with the format, in a few words.
    pub fn parse(
        format: &str,
        surrounding: impl Fn(Surrounding) -> String,
    ) -> Result<Option<LinkFormat>, String> {
        let named = NAMED.iter().find(|(name, _)| *name == format).map(|(_, format)| *format);
        let format = named.unwrap_or(format);
        if format.is_empty() {
            return Ok(None);
        }
        let pieces = pieces(format, surrounding)?;
        if !pieces.contains(&Piece::Path) {
            return Err("it has no {path}".to_owned());
        }
        if pieces.contains(&Piece::Column) && !pieces.contains(&Piece::Line) {
            return Err("it has a {column}, but no {line}".to_owned());
        }
        let scheme = format.split_once(':').map_or("", |(scheme, _)| scheme);
        let in_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
        if !scheme.starts_with(|c: char| c.is_ascii_alphabetic()) || !scheme.chars().all(in_scheme) {
            return Err("it does not begin with a scheme such as file:".to_owned());
        }
        Ok(Some(LinkFormat { pieces }))
    }

    /// Whether it names a column.
    pub fn has_column(&self) -> bool {
        self.pieces.contains(&Piece::Column)
    }

    /// The address of a line and column in a file, in ASCII without blanks and control characters.
    pub(super) fn address(&self, path: &Path, (line, column): (u32, u32)) -> String {
        let path = absolute(path).unwrap_or_else(|_| path.to_path_buf());
        let mut address = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => encode(text.as_bytes(), |byte| byte.is_ascii_graphic(), &mut address),
                Piece::Path => encode(path.as_os_str().as_encoded_bytes(), stands_in_path, &mut address),
                Piece::Line => address.push_str(&line.to_string()),
                Piece::Column => address.push_str(&column.to_string()),
            }
        }
        address
    }
}

/// What opens a link to an address, and what closes it.
pub(super) fn linked(text: &str, address: &str) -> String {
    format!("\u{1b}]8;;{address}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\")
}

fn pieces(format: &str, surrounding: impl Fn(Surrounding) -> String) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut rest = format;
    while let Some((text, behind)) = rest.split_once('{') {
        let (name, behind) = behind.split_once('}').ok_or("a { is not closed")?;
        pieces.push(Piece::Text(text.to_owned()));
        pieces.push(match name {
            "path" => Piece::Path,
            "line" => Piece::Line,
            "column" => Piece::Column,
            "host" => Piece::Text(surrounding(Surrounding::Host)),
            "wslprefix" => Piece::Text(surrounding(Surrounding::WslPrefix)),
            _ => return Err(format!("there is no {{{name}}}")),
        });
        rest = behind;
    }
    pieces.push(Piece::Text(rest.to_owned()));
    Ok(pieces)
}

/// Whether a byte of a path stands for itself in an address.
fn stands_in_path(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b':' | b'-' | b'.' | b'_' | b'~')
}

fn encode(bytes: &[u8], stands: impl Fn(u8) -> bool, address: &mut String) {
    for &byte in bytes {
        match stands(byte) {
            true => address.push(char::from(byte)),
            false => write!(address, "%{byte:02X}").expect("a string takes all text"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(format: &str) -> Result<Option<LinkFormat>, String> {
        LinkFormat::parse(format, |surrounding| match surrounding {
            Surrounding::Host => "ada".to_owned(),
            Surrounding::WslPrefix => "wsl$/Debian".to_owned(),
        })
    }

    #[track_caller]
    fn check(format: &str, path: &str, expected: &str) {
        let format = parse(format).expect("the format is sound").expect("there are links");
        assert_eq!(format.address(Path::new(path), (7, 3)), expected);
    }

    #[test]
    fn named_formats() {
        check("default", "/a/b.md", "file://ada/a/b.md");
        check("kitty", "/a/b.md", "file://ada/a/b.md#7");
        check("grep+", "/a/b.md", "grep+:///a/b.md:7");
        check("vscode", "/a/b.md", "vscode://file/a/b.md:7:3");
        check("macvim", "/a/b.md", "mvim://open?url=file:///a/b.md&line=7&column=3");
        assert_eq!((parse("none"), parse("")), (Ok(None), Ok(None)));
        assert!(LinkFormat::names().all(|name| parse(name).is_ok()));
    }

    #[test]
    fn own_formats_and_odd_paths() {
        check("x-ed:{path}?l={line}", "/a b/ü%.md", "x-ed:/a%20b/%C3%BC%25.md?l=7");
        check("file://{wslprefix}{path}", "/a/\u{1b}\\.md", "file://wsl$/Debian/a/%1B%5C.md");
        check("file://{path} ü", "/a", "file:///a%20%C3%BC");
    }

    #[test]
    fn faults() {
        let fault = |format: &str| parse(format).expect_err("a fault");
        assert_eq!(fault("file://{host}"), "it has no {path}");
        assert_eq!(fault("file://{path}:{column}"), "it has a {column}, but no {line}");
        assert_eq!(fault("file://{path"), "a { is not closed");
        assert_eq!(fault("file://{path}{row}"), "there is no {row}");
        assert_eq!(fault("{path}"), "it does not begin with a scheme such as file:");
    }

    #[test]
    fn links() {
        assert_eq!(linked("a", "file:///a"), "\u{1b}]8;;file:///a\u{1b}\\a\u{1b}]8;;\u{1b}\\");
    }
}
