//! Files of paragraphs, written as Markdown, and where in them each paragraph is.

use super::plan::Plan;
use crate::collection::Paragraph;
use crate::score::{Grades, Judgements, Ranked};
use figures::Fault;
use std::collections::HashMap;
use std::fs;
use std::ops::RangeInclusive;
use std::path::Path;

/// Where each paragraph is, by id.
pub struct Layout {
    places: HashMap<String, Place>,
}

/// Where a paragraph is.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Name of its file.
    pub file: String,
    /// Paragraphs in that file.
    pub size: usize,
    /// Lines from 1: those of its title and its text.
    pub lines: RangeInclusive<u32>,
}

impl Layout {
    /// Writes the files of a plan into a folder.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn write(plan: &Plan, dir: &Path) -> Result<Layout, Fault> {
        let mut places = HashMap::new();
        for (number, paragraphs) in plan.iter().enumerate() {
            let name = format!("{number:05}.md");
            let (text, lines) = rendered(paragraphs);
            for (paragraph, lines) in paragraphs.iter().zip(lines) {
                let place = Place { file: name.clone(), size: paragraphs.len(), lines };
                places.insert(paragraph.id.clone(), place);
            }
            let path = dir.join(name);
            fs::write(&path, text).map_err(Fault::io(&path))?;
        }
        Ok(Layout { places })
    }

    /// Where a paragraph is.
    pub fn place(&self, id: &str) -> Option<&Place> {
        self.places.get(id)
    }

    /// Turns a ranking of paragraphs into one of files: a file has the score of its best paragraph.
    pub fn files(&self, ranking: &[Ranked]) -> Vec<Ranked> {
        let mut best: HashMap<&str, f64> = HashMap::new();
        for ranked in ranking {
            if let Some(place) = self.place(&ranked.document) {
                let score = best.entry(&place.file).or_insert(ranked.score);
                *score = score.max(ranked.score);
            }
        }
        best.into_iter().map(|(file, score)| Ranked { document: file.to_owned(), score }).collect()
    }

    /// Turns judgements of paragraphs into ones of files: a file answers what one of its paragraphs answers.
    pub fn judged_files(&self, judgements: &Judgements) -> Judgements {
        let files = |grades: &Grades| -> Grades {
            let mut files = Grades::new();
            for (id, grade) in grades {
                if let Some(place) = self.place(id) {
                    let best = files.entry(place.file.clone()).or_insert(*grade);
                    *best = best.max(*grade);
                }
            }
            files
        };
        judgements.iter().map(|(topic, grades)| (topic.clone(), files(grades))).collect()
    }
}

/// Writes paragraphs as Markdown, each title a heading. Returns the lines of each paragraph, too.
fn rendered(paragraphs: &[Paragraph]) -> (String, Vec<RangeInclusive<u32>>) {
    let (mut text, mut line, mut lines) = (String::new(), 1, Vec::new());
    for Paragraph { title, text: body, .. } in paragraphs {
        let first = line;
        if !title.is_empty() {
            text.push_str(&format!("# {}\n\n", escaped(title)));
            line += 2;
        }
        text.push_str(&format!("{}\n\n", escaped(body)));
        lines.push(first..=line);
        line += 2;
    }
    (text, lines)
}

/// Writes text so that Markdown takes no character of it for markup.
fn escaped(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut escaped = String::with_capacity(text.len());
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    for (at, c) in text.char_indices() {
        let begins_list = at == digits && matches!(c, '.' | ')' | '+' | '-' | '=' | ':');
        if begins_list || "\\`*_[]<>#|~&".contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraph(id: &str, title: &str, text: &str) -> Paragraph {
        Paragraph { id: id.into(), title: title.into(), text: text.into() }
    }

    fn layout() -> Layout {
        let place = |file: &str, lines| Place { file: file.into(), size: 2, lines };
        let rows = [("a", place("1", 1..=3)), ("b", place("1", 5..=5)), ("c", place("2", 1..=1))];
        Layout { places: rows.into_iter().map(|(id, place)| (id.to_owned(), place)).collect() }
    }

    #[test]
    fn paragraphs_know_their_lines() {
        let (text, lines) = rendered(&[paragraph("a", "Haus", "Es steht."), paragraph("b", "", "Il dort.")]);
        assert_eq!(text, "# Haus\n\nEs steht.\n\nIl dort.\n\n");
        assert_eq!(lines, [1..=3, 5..=5]);
    }

    #[test]
    fn text_is_no_markup() {
        assert_eq!(escaped("1. a_b <c> [d]\ne"), "1\\. a\\_b \\<c\\> \\[d\\] e");
        assert_eq!(escaped("- 1.5"), "\\- 1.5");
    }

    #[test]
    fn files_have_the_score_of_their_best_paragraph() {
        let ranked = |document: &str, score| Ranked { document: document.into(), score };
        let mut files =
            layout().files(&[ranked("c", 3.0), ranked("b", 2.0), ranked("a", 4.0), ranked("x", 9.0)]);
        files.sort_by(|a, b| a.document.cmp(&b.document));
        assert_eq!(files, [ranked("1", 4.0), ranked("2", 3.0)]);
    }

    #[test]
    fn files_answer_what_their_paragraphs_answer() {
        let grades = |rows: &[(&str, f64)]| -> Grades {
            rows.iter().map(|(name, grade)| ((*name).to_owned(), *grade)).collect()
        };
        let judgements = Judgements::from([("q".to_owned(), grades(&[("a", 1.0), ("b", 2.0), ("c", 0.0)]))]);
        let files = layout().judged_files(&judgements);
        assert_eq!(files["q"], grades(&[("1", 2.0), ("2", 0.0)]));
    }
}
