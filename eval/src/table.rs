//! Rows of figures under a head, aligned for a terminal or in Markdown.

use std::fmt::Write;

/// A table. Each row has as many cells as the head.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// What the columns are.
    pub head: Vec<String>,
    /// The first cell names the row.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// Makes a table without rows.
    pub fn new(head: &[&str]) -> Table {
        Table { head: head.iter().map(|&cell| cell.to_owned()).collect(), rows: Vec::new() }
    }

    /// Adds a row.
    pub fn push(&mut self, row: Vec<String>) {
        debug_assert_eq!(row.len(), self.head.len(), "a cell under each head");
        self.rows.push(row);
    }

    /// Returns the cell of a row and a column, by their names.
    pub fn cell(&self, row: &str, column: &str) -> Option<&str> {
        let column = self.head.iter().position(|cell| cell == column)?;
        let row = self.rows.iter().find(|cells| cells.first().is_some_and(|name| name == row))?;
        row.get(column).map(String::as_str)
    }

    /// Returns the number in a cell; None for an empty one.
    pub fn number(&self, row: &str, column: &str) -> Option<f64> {
        self.cell(row, column)?.parse().ok()
    }

    /// Writes the table for a terminal: names to the left, figures to the right.
    pub fn aligned(&self) -> String {
        let widths = self.widths();
        let line = |cells: &[String]| {
            let cells = cells.iter().zip(&widths).enumerate().map(|(place, (cell, &width))| match place {
                0 => format!("{cell:<width$}"),
                _ => format!("{cell:>width$}"),
            });
            cells.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
        };
        let rows: String = self.rows.iter().map(|row| line(row)).collect();
        line(&self.head) + &rows
    }

    /// Writes the table in Markdown.
    pub fn markdown(&self) -> String {
        let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
        let mut text = line(&self.head);
        text.push_str("|---|");
        text.push_str(&"--:|".repeat(self.head.len().saturating_sub(1)));
        text.push('\n');
        self.rows.iter().for_each(|row| {
            let _ = write!(text, "{}", line(row));
        });
        text
    }

    fn widths(&self) -> Vec<usize> {
        let mut widths: Vec<usize> = self.head.iter().map(|cell| cell.chars().count()).collect();
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        widths
    }
}

/// A measure from 0 to 1, with four decimals.
pub fn share(value: f64) -> String {
    format!("{value:.4}")
}

/// A difference of two measures, with its sign; empty if one of them is missing.
pub fn difference(ours: f64, other: Option<f64>) -> String {
    other.map_or_else(String::new, |other| signed(ours - other))
}

/// A difference with its sign and four decimals.
pub fn signed(value: f64) -> String {
    // A loss that rounds to nothing is none.
    let rounded = (value * 10_000.0).round() / 10_000.0 + 0.0;
    format!("{rounded:+.4}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new(&["set", "nDCG@10", "other"]);
        table.push(vec!["kw-de".into(), share(0.94567), String::new()]);
        table.push(vec!["mean".into(), share(0.9), signed(-0.001)]);
        table
    }

    #[test]
    fn written_for_people() {
        assert_eq!(table().aligned(), "set    nDCG@10    other\nkw-de   0.9457\nmean    0.9000  -0.0010\n");
        assert_eq!(
            table().markdown(),
            "| set | nDCG@10 | other |\n|---|--:|--:|\n| kw-de | 0.9457 |  |\n| mean | 0.9000 | -0.0010 |\n"
        );
    }

    #[test]
    fn cells_by_name() {
        assert_eq!(table().number("kw-de", "nDCG@10"), Some(0.9457));
        assert_eq!(table().number("kw-de", "other"), None);
        assert_eq!(table().number("kw-fr", "nDCG@10"), None);
        assert_eq!(table().cell("mean", "gone"), None);
    }

    #[test]
    fn differences() {
        assert_eq!(difference(0.5, Some(0.4)), "+0.1000");
        assert_eq!(difference(0.5, None), "");
        assert_eq!(signed(-0.000_01), "+0.0000");
    }
}
