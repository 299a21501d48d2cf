//! A batch: one query a line, answered in order.

use super::session::{Question, Session};
use super::{NO_HITS, PROGRAM};
use crate::cli::fault::{FAILED, Fault, say};
use crate::error::Error;
use crate::print::Refusal;
use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal, Read};
use std::path::Path;
use std::process::ExitCode;

/// No query is longer, in bytes, so that a file without line breaks does not fill the memory.
const MAX_LINE_BYTES: usize = 64 * 1024;

/// Answers the queries of a file, or of the standard input for `-`. A line that is none is named, and the rest answered.
pub(super) fn run(session: &mut Session, file: &Path) -> Result<ExitCode, Fault> {
    let mut lines = Lines::open(file)?;
    let (mut found, mut failed) = (false, false);
    while let Some(line) = lines.next().map_err(Error::io(file))? {
        match answer(session, &line, lines.number)? {
            Outcome::Hits => found = true,
            Outcome::Nothing => {}
            Outcome::Refused => failed = true,
        }
        if lines.must_wait() || io::stdout().is_terminal() {
            session.flush()?;
        }
    }
    Ok(match (failed, found) {
        (true, _) => ExitCode::from(FAILED),
        (false, true) => ExitCode::SUCCESS,
        (false, false) => ExitCode::from(NO_HITS),
    })
}

/// What became of a line.
enum Outcome {
    Hits,
    Nothing,
    Refused,
}

/// Answers a line; of one that cannot be answered it says why. Fails where nothing further can be written.
fn answer(session: &mut Session, line: &Line, number: usize) -> Result<Outcome, Fault> {
    let name = number.to_string();
    let (asked, outcome) = match question(line, &name) {
        Ok(Some(question)) => (question, session.answer(&question)),
        Ok(None) => return Ok(Outcome::Nothing),
        Err(fault) => (Question { text: "", id: Some(&name) }, Err(fault)),
    };
    match outcome {
        Ok(true) => Ok(Outcome::Hits),
        Ok(false) => Ok(Outcome::Nothing),
        Err(fault @ (Fault::ClosedPipe | Fault::Output(_))) => Err(fault),
        Err(fault) => {
            let (message, hint) = parts(&fault);
            say(&format!("{PROGRAM}: line {number}: {message}"), hint.as_deref());
            session.refuse(&asked, &Refusal { line: number, message: &message, hint: hint.as_deref() })?;
            Ok(Outcome::Refused)
        }
    }
}

/// The question of a line, named by its number unless it brings a name; None if the line is empty.
fn question<'l>(line: &'l Line, number: &'l str) -> Result<Option<Question<'l>>, Fault> {
    let text = match line {
        Line::Text(text) => text,
        Line::TooLong => {
            return Err(Fault::usage(
                format!("longer than {MAX_LINE_BYTES} bytes"),
                "a query is a few words",
            ));
        }
        Line::NotUtf8 => return Err(Fault::usage("not UTF-8", "save the file as UTF-8")),
    };
    if text.trim().is_empty() {
        return Ok(None);
    }
    let (id, text) = match text.split_once('\t') {
        Some((id, text)) if !id.trim().is_empty() => (id.trim(), text),
        Some((_, text)) => (number, text),
        None => (number, text.as_str()),
    };
    Ok(Some(Question { text: text.trim(), id: Some(id) }))
}

/// The first line of a message, and the way out.
fn parts(fault: &Fault) -> (String, Option<String>) {
    let (message, hint) = fault.parts(PROGRAM);
    (message.lines().next().unwrap_or_default().to_owned(), hint)
}

/// A line of a batch.
#[derive(Debug, PartialEq)]
enum Line {
    Text(String),
    TooLong,
    NotUtf8,
}

struct Lines {
    reader: BufReader<Box<dyn Read>>,
    /// Number of the last line, from 1.
    number: usize,
    is_stream: bool,
}

impl Lines {
    fn open(file: &Path) -> Result<Lines, Fault> {
        let is_stream = file == Path::new("-");
        let inner: Box<dyn Read> = match is_stream {
            true => Box::new(io::stdin()),
            false => Box::new(File::open(file).map_err(Error::io(file))?),
        };
        Ok(Lines { reader: BufReader::new(inner), number: 0, is_stream })
    }

    fn next(&mut self) -> io::Result<Option<Line>> {
        let mut bytes = Vec::new();
        let limit = MAX_LINE_BYTES as u64 + 1;
        if self.reader.by_ref().take(limit).read_until(b'\n', &mut bytes)? == 0 {
            return Ok(None);
        }
        self.number += 1;
        if bytes.len() > MAX_LINE_BYTES && !bytes.ends_with(b"\n") {
            self.reader.skip_until(b'\n')?;
            return Ok(Some(Line::TooLong));
        }
        let Ok(text) = String::from_utf8(bytes) else { return Ok(Some(Line::NotUtf8)) };
        let text = text.trim_end_matches(['\n', '\r']);
        let text = if self.number == 1 { text.trim_start_matches('\u{feff}') } else { text };
        Ok(Some(Line::Text(text.to_owned())))
    }

    /// Whether the next line has yet to come from whoever writes to the standard input: a person, or a program that may
    /// wait for the answers so far.
    fn must_wait(&self) -> bool {
        self.is_stream && self.reader.buffer().is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expected: &[Line]) {
        let inner: Box<dyn Read> = Box::new(io::Cursor::new(bytes.to_vec()));
        let mut lines = Lines { reader: BufReader::new(inner), number: 0, is_stream: false };
        for line in expected {
            assert_eq!(lines.next().expect("memory can be read").as_ref(), Some(line));
        }
        assert_eq!(lines.next().expect("memory can be read"), None);
    }

    #[test]
    fn lines_of_any_kind() {
        let text = |text: &str| Line::Text(text.to_owned());
        check(b"", &[]);
        check(b"\xef\xbb\xbfa\r\nq1\tb\n\nc", &[text("a"), text("q1\tb"), text(""), text("c")]);
        check(b"a\n\xff\nb\n", &[text("a"), Line::NotUtf8, text("b")]);
        let long = [vec![b'x'; MAX_LINE_BYTES + 1], b"\nb\n".to_vec()].concat();
        check(&long, &[Line::TooLong, text("b")]);
    }
}
