//! EVALUATION.md: the figures that were committed, a section for each thing that is measured.

use figures::{Fault, Table};
use std::fs;
use std::io;
use std::path::Path;

/// What stands above the sections.
const PREAMBLE: &str = "# Evaluation

What `just eval` measured when these figures were committed. Each section is rewritten by the command it names, with
`--write`; what is new is shown beside what stands here. How it is measured: `eval/`.
";

/// What stands before the day of a section.
const MEASURED: &str = "Measured on ";

/// The sections, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// No two have the same title.
    pub sections: Vec<Section>,
}

/// The figures of one command.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// The command, as it is typed behind `eval`; behind a comma, which of its tables.
    pub title: String,
    /// The day, `2025-11-20`.
    pub day: String,
    /// One line on how to read the table; may be empty.
    pub note: String,
    /// The figures.
    pub table: Table,
}

impl Record {
    /// Reads the file; no sections if there is none.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn load(path: &Path) -> Result<Record, Fault> {
        match fs::read_to_string(path) {
            Ok(text) => Ok(Record::parse(&text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Record::default()),
            Err(error) => Err(Fault::io(path)(error)),
        }
    }

    /// Writes the file.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn save(&self, path: &Path) -> Result<(), Fault> {
        fs::write(path, self.print()).map_err(Fault::io(path))
    }

    /// The figures of a command.
    pub fn table(&self, title: &str) -> Option<&Table> {
        self.sections.iter().find(|section| section.title == title).map(|section| &section.table)
    }

    /// Puts a section into the place of that with the same title, else at the end.
    pub fn put(&mut self, section: Section) {
        match self.sections.iter_mut().find(|old| old.title == section.title) {
            Some(old) => *old = section,
            None => self.sections.push(section),
        }
    }

    /// Reads Markdown. What is in no section is left out.
    pub fn parse(text: &str) -> Record {
        let sections = text.split("\n## ").skip(1).map(Section::parse).collect();
        Record { sections }
    }

    /// Writes Markdown.
    pub fn print(&self) -> String {
        let sections: String = self.sections.iter().map(Section::print).collect();
        PREAMBLE.to_owned() + &sections
    }
}

impl Section {
    fn parse(text: &str) -> Section {
        let mut section = Section {
            title: text.lines().next().unwrap_or_default().trim_matches('`').to_owned(),
            day: String::new(),
            note: String::new(),
            table: Table::default(),
        };
        for line in text.lines().skip(1).filter(|line| !line.is_empty()) {
            match line.strip_prefix(MEASURED) {
                Some(day) => section.day = day.trim_end_matches('.').to_owned(),
                None if !line.starts_with('|') => section.note = line.to_owned(),
                None if line.starts_with("|:-") => {}
                None if section.table.head.is_empty() => section.table.head = cells(line),
                None => section.table.rows.push(cells(line)),
            }
        }
        section
    }

    fn print(&self) -> String {
        let Section { title, day, note, table } = self;
        let note = if note.is_empty() { String::new() } else { format!("{note}\n\n") };
        format!("\n## `{title}`\n\n{MEASURED}{day}.\n\n{note}{}", table.markdown())
    }
}

fn cells(line: &str) -> Vec<String> {
    let inside = line.trim_end().trim_start_matches('|').strip_suffix('|').unwrap_or(line);
    inside.split('|').map(|cell| cell.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(title: &str, note: &str, value: &str) -> Section {
        let mut table = Table::new(&["set", "nDCG@10", "last"]);
        table.push(vec!["kw-de".into(), value.into(), String::new()]);
        table.push(vec!["mean of 16".into(), value.into(), "0.9".into()]);
        Section { title: title.into(), day: "2025-11-20".into(), note: note.into(), table }
    }

    #[track_caller]
    fn check(sections: &[Section]) {
        let record = Record { sections: sections.to_vec() };
        assert_eq!(Record::parse(&record.print()), record);
        assert_eq!(Record::parse(&record.print()).print(), record.print());
    }

    #[test]
    fn what_is_printed_is_read() {
        check(&[]);
        check(&[section("run", "", "0.5")]);
        check(&[section("run", "A line.", "0.5"), section("run --condensed", "Another.", "0.6")]);
    }

    #[test]
    fn a_section_takes_the_place_of_the_old_one() {
        let mut record = Record { sections: vec![section("run", "", "0.5"), section("files", "", "0.6")] };
        record.put(section("run", "", "0.7"));
        record.put(section("routing", "", "0.8"));
        let titles: Vec<&str> = record.sections.iter().map(|section| section.title.as_str()).collect();
        assert_eq!(titles, ["run", "files", "routing"]);
        assert_eq!(record.table("run").and_then(|table| table.number("kw-de", "nDCG@10")), Some(0.7));
        assert_eq!(record.table("gone"), None);
    }

    #[test]
    fn a_missing_file_has_no_sections() {
        let record = Record::load(Path::new("no/such/EVALUATION.md")).expect("no file is no fault");
        assert_eq!(record, Record::default());
    }
}
