//! Rows that compare what we cost with what something else costs, mostly the floor.

use crate::measure::Cost;
use crate::series::Summary;
use figures::{Table, figure};

/// One number of a cost, and the unit in which it is shown.
#[derive(Clone, Copy)]
pub struct Quantity {
    /// As in the table.
    pub unit: &'static str,
    of: fn(&Cost) -> f64,
}

impl Quantity {
    /// Its median in a series of costs; None for an empty one.
    pub fn median(self, costs: &[Cost]) -> Option<f64> {
        let values: Vec<f64> = costs.iter().map(self.of).collect();
        Summary::of(&values).map(|summary| summary.median)
    }
}

/// Processor time.
pub const CPU: Quantity = Quantity { unit: "CPU s", of: |cost| cost.cpu };
/// The same of what takes milliseconds.
pub const CPU_MS: Quantity = Quantity { unit: "CPU ms", of: |cost| cost.cpu * 1e3 };
/// Time that passed.
pub const WALL: Quantity = Quantity { unit: "wall s", of: |cost| cost.wall };
/// Peak memory.
pub const PEAK: Quantity = Quantity { unit: "peak MiB", of: |cost| cost.peak / 1_048_576.0 };
/// Page faults.
pub const FAULTS: Quantity = Quantity { unit: "page faults", of: |cost| cost.faults };

/// The same work, done by us and by something else, round by round.
pub struct Comparison {
    /// Our costs.
    pub ours: Vec<Cost>,
    /// The other's; none where it is not there or cannot do the work.
    pub other: Vec<Cost>,
}

impl Comparison {
    /// Adds a row for a quantity. `budget` says how far it may go, if there is a limit.
    pub fn add(&self, table: &mut Table, work: &str, quantity: Quantity, budget: &str) {
        let values = |costs: &[Cost]| costs.iter().map(quantity.of).collect::<Vec<f64>>();
        add_row(table, work, quantity.unit, (&values(&self.ours), &values(&self.other)), budget);
    }
}

/// Makes an empty table that compares what is measured with something else.
pub fn table(other: &str) -> Table {
    Table::new(&["work", "unit", "ours", other, "ratio", "quartiles", "budget"])
}

/// Adds a row of figures that were worked out elsewhere: ours, and the other's or none.
pub fn add_row(table: &mut Table, work: &str, unit: &str, (ours, other): (&[f64], &[f64]), budget: &str) {
    let median = |values| Summary::of(values).map_or(String::new(), |summary| figure(summary.median));
    let ratios = Summary::of_ratios(ours, other);
    let ratio = ratios.map_or(String::new(), |ratio| format!("{:.2}", ratio.median));
    let quartiles = ratios.map_or(String::new(), |ratio| format!("{:.2}–{:.2}", ratio.low, ratio.high));
    table.push(vec![work.into(), unit.into(), median(ours), median(other), ratio, quartiles, budget.into()]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(ours: &[f64], floor: &[f64], expected: &str) {
        let mut table = table("floor");
        add_row(&mut table, "build", "s", (ours, floor), "2.5");
        let markdown = table.markdown();
        let row = markdown.lines().last().unwrap_or_default();
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        assert_eq!(cells.join(" "), expected);
    }

    #[test]
    fn rows_tell_medians_and_ratios() {
        check(&[4.0, 6.0, 5.0], &[2.0, 2.0, 2.0], " build s 5.00 2.00 2.50 2.25–2.75 2.5 ");
        check(&[4.0], &[], " build s 4.00    2.5 ");
    }

    #[test]
    fn quantities_are_in_their_units() {
        let cost = Cost { cpu: 0.5, wall: 2.0, peak: 1_048_576.0, faults: 7.0 };
        let values = [CPU, CPU_MS, WALL, PEAK, FAULTS].map(|quantity| (quantity.of)(&cost));
        assert_eq!(values, [0.5, 500.0, 2.0, 1.0, 7.0]);
    }
}
