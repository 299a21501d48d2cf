//! Sorting by small numbers, without comparing (counting sort; Knuth, "The Art of Computer Programming", volume 3, section 5.2).

use std::mem;

/// Sorts items by keys below `keys`; those with the same key stay as they came.
pub(crate) fn sorted<T: Clone>(items: Vec<T>, keys: usize, key: impl Fn(&T) -> usize) -> Vec<T> {
    let mut sorted = items.clone();
    sort_into(&items, &mut sorted, keys, key);
    sorted
}

/// Writes items into `sorted`, which is as long, by keys below `keys`; those with the same key as they came.
pub(crate) fn sort_into<T: Clone>(items: &[T], sorted: &mut [T], keys: usize, key: impl Fn(&T) -> usize) {
    let mut places = vec![0; keys];
    items.iter().for_each(|item| places[key(item)] += 1);
    let mut before = 0;
    for place in &mut places {
        before += mem::replace(place, before);
    }
    for item in items {
        let place = &mut places[key(item)];
        sorted[*place].clone_from(item);
        *place += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_by_key_then_as_they_came() {
        let items = [(2, 'a'), (0, 'b'), (2, 'c'), (1, 'd'), (0, 'e')];
        let mut into = [(9, 'x'); 5];
        sort_into(&items, &mut into, 4, |item| item.0);
        assert_eq!(into, [(0, 'b'), (0, 'e'), (1, 'd'), (2, 'a'), (2, 'c')]);
        assert_eq!(sorted(items.to_vec(), 4, |item| item.0), into);
        sort_into(&items[..0], &mut into[..0], 0, |item| item.0);
    }
}
