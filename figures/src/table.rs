//! Rows of figures under a head, aligned for a terminal or in Markdown.

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
        self.lines().map(|cells| cells.join("  ").trim_end().to_owned() + "\n").collect()
    }

    /// Writes the table in Markdown that reads well on a terminal, too.
    pub fn markdown(&self) -> String {
        let mut lines: Vec<String> =
            self.lines().map(|cells| format!("| {} |\n", cells.join(" | "))).collect();
        let rules = self.widths().into_iter().enumerate().map(|(column, width)| match column {
            0 => format!("|:{}", "-".repeat(width + 1)),
            _ => format!("|{}:", "-".repeat(width + 1)),
        });
        lines.insert(1, rules.collect::<String>() + "|\n");
        lines.concat()
    }

    /// The cells of the head and of each row, as wide as their columns.
    fn lines(&self) -> impl Iterator<Item = Vec<String>> {
        let widths = self.widths();
        [&self.head].into_iter().chain(&self.rows).map(move |cells| {
            let cells = cells.iter().zip(&widths).enumerate().map(|(column, (cell, &width))| match column {
                0 => format!("{cell:<width$}"),
                _ => format!("{cell:>width$}"),
            });
            cells.collect()
        })
    }

    fn widths(&self) -> Vec<usize> {
        let width = |column: usize| {
            let cells = [&self.head].into_iter().chain(&self.rows).map(|cells| cells[column].chars().count());
            cells.max().unwrap_or_default()
        };
        (0..self.head.len()).map(width).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new(&["set", "nDCG@10", "other"]);
        table.push(vec!["größe".into(), "0.9457".into(), String::new()]);
        table.push(vec!["mean".into(), "0.9000".into(), "-0.0010".into()]);
        table
    }

    #[test]
    fn written_for_people() {
        assert_eq!(table().aligned(), "set    nDCG@10    other\ngröße   0.9457\nmean    0.9000  -0.0010\n");
        assert_eq!(
            table().markdown(),
            "| set   | nDCG@10 |   other |\n|:------|--------:|--------:|\n\
             | größe |  0.9457 |         |\n| mean  |  0.9000 | -0.0010 |\n"
        );
    }

    #[test]
    fn cells_by_name() {
        assert_eq!(table().number("größe", "nDCG@10"), Some(0.9457));
        assert_eq!(table().number("größe", "other"), None);
        assert_eq!(table().number("kw-fr", "nDCG@10"), None);
        assert_eq!(table().cell("mean", "gone"), None);
    }
}
