//! What others score on the same topics: `baselines.tsv`, which names its sources.

use figures::Table;

const SOURCE: &str = include_str!("../baselines.tsv");

/// Returns the figures of others: a row per set and per mean, in the order in which sets are shown.
pub fn baselines() -> Table {
    let mut rows = SOURCE.lines().filter(|line| !line.starts_with('#')).map(cells);
    Table { head: rows.next().unwrap_or_default(), rows: rows.collect() }
}

/// The place of a set among those that are shown; unknown ones come last.
pub fn place(set: &str) -> usize {
    let rows = baselines().rows;
    rows.iter().position(|row| row[0] == set).unwrap_or(rows.len())
}

fn cells(line: &str) -> Vec<String> {
    line.split('\t').map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_is_whole() {
        let table = baselines();
        assert_eq!(
            table.head,
            ["set", "lucene-mixed", "lucene-oracle", "prototype-f", "prototype-f-all", "condensed-f"]
        );
        for row in &table.rows {
            assert_eq!(row.len(), table.head.len(), "{row:?}");
            assert!(row[1..].iter().all(|cell| cell.is_empty() || cell.parse::<f64>().is_ok()), "{row:?}");
        }
    }

    #[test]
    fn means_are_those_of_the_sets() {
        let table = baselines();
        for column in ["lucene-mixed", "lucene-oracle", "prototype-f"] {
            let sets = table.rows.iter().filter(|row| !row[0].starts_with("mean"));
            let figures: Vec<f64> = sets.filter_map(|row| table.number(&row[0], column)).collect();
            let mean = figures.iter().sum::<f64>() / figures.len() as f64;
            assert!(
                (mean - table.number("mean of 16", column).unwrap_or_default()).abs() < 0.0006,
                "{column}"
            );
        }
    }
}
