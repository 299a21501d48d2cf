//! Numbers that are made of numbers: a tree that whoever reads it can work out again.

/// A number, what it is, and what it is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// What it is, in a word or two.
    pub what: String,
    /// The number.
    pub value: f32,
    /// How it follows from its parts.
    pub how: How,
    /// What it is made of; nothing if it is given.
    pub parts: Vec<Part>,
}

/// How a number follows from its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// It has no parts: it is counted, or a constant.
    Given,
    /// All added up; nothing is 0.
    Sum,
    /// All multiplied; nothing is 1.
    Product,
    /// The first divided by the second; 0 if the second is 0.
    Quotient,
    /// The first to the power of the second.
    Power,
    /// The largest.
    Largest,
}

impl How {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            How::Given => "given",
            How::Sum => "sum",
            How::Product => "product",
            How::Quotient => "quotient",
            How::Power => "power",
            How::Largest => "largest",
        }
    }

    fn combine(self, parts: &[Part]) -> f32 {
        let values = parts.iter().map(|part| part.value);
        match (self, parts) {
            (How::Sum, _) => values.sum(),
            (How::Product, _) => values.product(),
            (How::Quotient, [above, below]) if below.value != 0.0 => above.value / below.value,
            (How::Power, [base, exponent]) => base.value.powf(exponent.value),
            (How::Largest, [first, ..]) => values.fold(first.value, f32::max),
            _ => 0.0,
        }
    }
}

impl Part {
    /// A number without parts.
    pub(crate) fn given(what: impl Into<String>, value: f32) -> Part {
        Part { what: what.into(), value, how: How::Given, parts: Vec::new() }
    }

    /// A number made of others.
    pub(crate) fn of(what: impl Into<String>, how: How, parts: Vec<Part>) -> Part {
        Part { what: what.into(), value: how.combine(&parts), how, parts }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(how: How, values: &[f32], expected: f32) {
        let parts = values.iter().map(|&value| Part::given("a", value)).collect();
        assert_eq!(Part::of("b", how, parts).value, expected);
    }

    #[test]
    fn combinations() {
        check(How::Sum, &[1.0, 2.0], 3.0);
        check(How::Sum, &[], 0.0);
        check(How::Product, &[3.0, 2.0], 6.0);
        check(How::Product, &[], 1.0);
        check(How::Quotient, &[3.0, 2.0], 1.5);
        check(How::Quotient, &[3.0, 0.0], 0.0);
        check(How::Power, &[4.0, 0.5], 2.0);
        check(How::Largest, &[-4.0, -5.0], -4.0);
    }
}
