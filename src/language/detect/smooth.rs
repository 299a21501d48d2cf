//! Lets the passages of a document inform each other.

/// The classes that a passage is sorted into, see [`super::CODES`].
pub(super) const CLASSES: usize = 5;
/// One log-odds per class. Only differences count; by habit the best class has 0.
pub(super) type Odds = [f32; CLASSES];

/// What it costs that a passage is in another language than the one before, in log-odds.
const SWITCH_COST: f32 = 4.0;

/// Returns for each passage the log-odds of its classes after a look at the whole document: the value of a
/// class is that of the best assignment of classes to all passages in which this passage has that class
/// (max-product).
///
/// `start` is what is known before the first passage.
pub(super) fn smooth(passages: &[Odds], start: Odds) -> Vec<Odds> {
    let mut marginals = Vec::with_capacity(passages.len());
    let mut before = start;
    for passage in passages {
        let here = sum(&before, passage);
        marginals.push(here);
        before = switch(&here);
    }
    let mut after = [0.0; CLASSES];
    for (marginal, passage) in marginals.iter_mut().zip(passages).rev() {
        *marginal = sum(marginal, &after);
        after = switch(&sum(&after, passage));
    }
    marginals
}

/// The step to a neighbour: each class is reached from itself, or from the best class at a cost.
fn switch(odds: &Odds) -> Odds {
    let best = odds[best(odds)];
    odds.map(|value| (value - best).max(-SWITCH_COST))
}

/// Adds up two independent pieces of evidence.
pub(super) fn sum(one: &Odds, two: &Odds) -> Odds {
    std::array::from_fn(|class| one[class] + two[class])
}

/// The likeliest class, the first where several are.
pub(super) fn best(odds: &Odds) -> usize {
    (1..CLASSES).fold(0, |best, class| if odds[class] > odds[best] { class } else { best })
}

/// How far the best class is ahead of the second, in log-odds.
pub(super) fn margin(odds: &Odds) -> f32 {
    let best = best(odds);
    let rivals = (0..CLASSES).filter(|&class| class != best);
    odds[best] - rivals.map(|class| odds[class]).fold(f32::NEG_INFINITY, f32::max)
}

#[cfg(test)]
mod tests {
    use super::{best, margin, smooth};

    const ZERO: [f32; 5] = [0.0; 5];
    const FIRST: [f32; 5] = [0.0, -16.0, -16.0, -16.0, -16.0];
    const SECOND: [f32; 5] = [-16.0, 0.0, -16.0, -16.0, -16.0];
    const RATHER_SECOND: [f32; 5] = [-3.0, 0.0, -9.0, -16.0, -9.0];

    #[track_caller]
    fn check(passages: &[[f32; 5]], classes: &[usize]) {
        let smoothed = smooth(passages, ZERO);
        assert_eq!(smoothed.iter().map(best).collect::<Vec<_>>(), classes);
    }

    #[test]
    fn neighbours_decide_what_is_open() {
        check(&[], &[]);
        check(&[FIRST, RATHER_SECOND, FIRST], &[0, 0, 0]);
        check(&[FIRST, SECOND, FIRST], &[0, 1, 0]);
        check(&[ZERO, ZERO, SECOND], &[1, 1, 1]);
        check(&[FIRST, RATHER_SECOND, RATHER_SECOND, RATHER_SECOND], &[0, 1, 1, 1]);
    }

    #[test]
    fn the_margin_is_the_lead_over_the_second() {
        assert_eq!(margin(&RATHER_SECOND), 3.0);
        assert_eq!(margin(&ZERO), 0.0);
    }
}
