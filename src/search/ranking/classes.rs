//! Terms that count alike: to a score, it does not matter which of them occurs.

use super::candidates::TermPlace;
use super::plan::Scope;
use super::score::Found;
use crate::analysis::Kind;
use crate::search::forms::group::Term;

/// The terms of a scope by what they count.
pub(crate) struct Classes<'a> {
    pub scope: &'a Scope,
    /// By group and place in it, the number of a term's class.
    numbers: Vec<Vec<u32>>,
    /// A term of each class.
    terms: Vec<TermPlace>,
}

impl<'a> Classes<'a> {
    pub fn of(scope: &'a Scope) -> Classes<'a> {
        let mut classes =
            Classes { scope, numbers: Vec::with_capacity(scope.groups.len()), terms: Vec::new() };
        for (group, own) in scope.groups.iter().enumerate() {
            let of_group = classes.terms.len();
            let mut numbers = Vec::with_capacity(own.terms.len());
            for (place, term) in own.terms.iter().enumerate() {
                let is_its = |known: &TermPlace| count_alike(&own.terms[known.1], term);
                let known = classes.terms[of_group..].iter().position(is_its);
                let number = of_group + known.unwrap_or(classes.terms.len() - of_group);
                if number == classes.terms.len() {
                    classes.terms.push((group, place));
                }
                numbers.push(number as u32);
            }
            classes.numbers.push(numbers);
        }
        classes
    }

    /// The number of a term's class.
    pub fn number(&self, (group, place): TermPlace) -> u32 {
        self.numbers[group][place]
    }

    /// Whether a class finds documents, and does not merely support.
    pub fn is_match(&self, number: u32) -> bool {
        let (group, place) = self.terms[number as usize];
        let group = &self.scope.groups[group];
        !group.is_support && !group.terms[place].is_support
    }

    /// Adds so many occurrences of a class to what there is of each group.
    pub fn add(&self, number: u32, count: u32, found: &mut [Found]) {
        let (group, place) = self.terms[number as usize];
        found[group].add_term(&self.scope.groups[group].terms[place], count);
    }
}

/// Whether two terms of a group count alike.
fn count_alike(left: &Term, right: &Term) -> bool {
    let worth = |term: &Term| (term.alternatives, term.weight, term.kind == Kind::Exact, term.is_support);
    worth(left) == worth(right)
}
