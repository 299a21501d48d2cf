//! Rows of figures under a head, in Markdown that reads well on a terminal, too.

/// A table. Each row has as many cells as the head.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// Makes a table without rows.
    pub fn new(head: &[&str]) -> Table {
        Table { head: head.iter().map(|&cell| cell.to_owned()).collect(), rows: Vec::new() }
    }

    /// Adds a row; its first cell names it.
    pub fn push(&mut self, row: Vec<String>) {
        debug_assert_eq!(row.len(), self.head.len(), "a cell under each head");
        self.rows.push(row);
    }

    /// Writes the table: names to the left, figures to the right.
    pub fn markdown(&self) -> String {
        let widths: Vec<usize> = (0..self.head.len()).map(|column| self.width(column)).collect();
        let rules = widths.iter().enumerate().map(|(column, width)| match column {
            0 => format!("|:{}", "-".repeat(width + 1)),
            _ => format!("|{}:", "-".repeat(width + 1)),
        });
        let rule = rules.collect::<String>() + "|\n";
        let rows: String = self.rows.iter().map(|row| line(row, &widths)).collect();
        line(&self.head, &widths) + &rule + &rows
    }

    fn width(&self, column: usize) -> usize {
        let rows = self.rows.iter().chain([&self.head]);
        rows.map(|row| row[column].chars().count()).max().unwrap_or(0)
    }
}

fn line(cells: &[String], widths: &[usize]) -> String {
    let cells = cells.iter().zip(widths).enumerate().map(|(column, (cell, &width))| match column {
        0 => format!("| {cell:<width$} "),
        _ => format!("| {cell:>width$} "),
    });
    cells.collect::<String>() + "|\n"
}

/// Writes a figure with three digits that count: `0.012`, `1.23`, `45.6`, `789`.
pub fn figure(value: f64) -> String {
    let decimals = match value.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 1.0 => 2,
        _ => 3,
    };
    format!("{value:.decimals$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_aligned() {
        let mut table = Table::new(&["work", "s"]);
        table.push(vec!["größe".into(), "1.5".into()]);
        table.push(vec!["x".into(), "10".into()]);
        assert_eq!(table.markdown(), "| work  |   s |\n|:------|----:|\n| größe | 1.5 |\n| x     |  10 |\n");
    }

    #[test]
    fn figures_have_three_digits() {
        let figures = [0.01234, 1.2345, 45.678, 789.01, 0.0].map(figure);
        assert_eq!(figures, ["0.012", "1.23", "45.7", "789", "0.000"]);
    }
}
