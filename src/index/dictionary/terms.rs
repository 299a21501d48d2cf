//! The terms of a dictionary in their order, from one to another.

use super::Dictionary;
use std::io;
use tantivy_fst::Automaton;
use tantivy_fst::raw::Node;

/// A place among the terms of a dictionary.
pub(crate) struct Terms<'d, A: Automaton> {
    dictionary: &'d Dictionary,
    /// Bytes that all terms of the range begin with.
    common: usize,
    /// What the first and the last term have behind these.
    first: Vec<u8>,
    last: Vec<u8>,
    key: Vec<u8>,
    /// From the node behind the common bytes to the one at hand.
    steps: Vec<Step<'d, A::State>>,
    taker: A,
}

struct Step<'d, S> {
    node: Node<'d>,
    ordinal: u64,
    state: S,
    /// Whether the term that ends here was looked at.
    is_passed: bool,
    /// The transition to be tried next.
    next: usize,
}

impl<'d, A: Automaton<State: Clone>> Terms<'d, A> {
    /// The terms from `first` up to `last`, both included, that `taker` takes.
    pub(super) fn between(dictionary: &'d Dictionary, taker: A, first: &str, last: &str) -> io::Result<Self> {
        let common = first.bytes().zip(last.bytes()).take_while(|(first, last)| first == last).count();
        let (key, first) = first.as_bytes().split_at(common);
        let last = last.as_bytes()[common..].into();
        let mut terms = Terms {
            dictionary,
            common,
            first: first.into(),
            last,
            key: key.into(),
            steps: Vec::new(),
            taker,
        };
        terms.go_down()?;
        Ok(terms)
    }

    /// Goes down to the node behind the common bytes, if there is one.
    fn go_down(&mut self) -> io::Result<()> {
        let mut node = self.dictionary.root()?;
        let (mut ordinal, mut state) = (0, self.taker.start());
        for &byte in &self.key {
            let Some(place) = node.find_input(byte) else { return Ok(()) };
            let transition = node.transition(place);
            ordinal += transition.out.value();
            state = self.taker.accept(&state, byte);
            node = self.dictionary.node(transition.addr)?;
        }
        self.steps.push(Step { node, ordinal, state, is_passed: false, next: 0 });
        Ok(())
    }

    /// The next term and its ordinal.
    ///
    /// # Errors
    /// If what decides it is not as it was written.
    pub fn next(&mut self) -> io::Result<Option<(&[u8], u64)>> {
        while let Some(step) = self.steps.last_mut() {
            if !step.is_passed {
                step.is_passed = true;
                let is_taken = step.node.is_final() && self.taker.is_match(&step.state);
                if is_taken && self.key[self.common..] >= self.first[..] {
                    return Ok(Some((&self.key, step.ordinal + step.node.final_output().value())));
                }
            }
            if step.next < step.node.len() {
                self.go_on()?;
            } else {
                self.steps.pop();
                self.key.pop();
            }
        }
        Ok(None)
    }

    /// Takes the next transition, if terms of the range may lie behind it.
    fn go_on(&mut self) -> io::Result<()> {
        let Some(step) = self.steps.last_mut() else { return Ok(()) };
        let transition = step.node.transition(step.next);
        step.next += 1;
        let state = self.taker.accept(&step.state, transition.inp);
        let ordinal = step.ordinal + transition.out.value();
        self.key.push(transition.inp);
        let key = &self.key[self.common..];
        if key > &self.last[..] {
            self.steps.clear();
        } else if !self.taker.can_match(&state) || key < &self.first[..] && !self.first.starts_with(key) {
            self.key.pop();
        } else {
            let node = self.dictionary.node(transition.addr)?;
            self.steps.push(Step { node, ordinal, state, is_passed: false, next: 0 });
        }
        Ok(())
    }
}
