//! Stable sorting whose algorithm is compiled once and not once for every type: the standard
//! library's weighs some 4 kB each time, and the model sorts some forty types.

use std::cmp::Ordering;

/// Sorts as [`slice::sort_by`] does.
pub fn by<T>(items: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    let mut order: Vec<usize> = (0..items.len()).collect();
    sort(&mut order, &mut |one, other| compare(&items[one], &items[other]));
    bring(&mut order, &mut |one, other| items.swap(one, other));
}

/// Sorts as [`slice::sort_by_key`] does.
pub fn by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    by(items, |one, other| key(one).cmp(&key(other)));
}

/// Sorts as [`slice::sort`] does.
pub fn all<T: Ord>(items: &mut [T]) {
    by(items, T::cmp);
}

fn sort(order: &mut [usize], compare: &mut dyn FnMut(usize, usize) -> Ordering) {
    order.sort_by(|one, other| compare(*one, *other));
}

/// Swaps until each place holds what was at the place that `order` names for it.
fn bring(order: &mut [usize], swap: &mut dyn FnMut(usize, usize)) {
    for start in 0..order.len() {
        let mut at = start;
        while order[at] != start {
            let from = std::mem::replace(&mut order[at], at);
            swap(at, from);
            at = from;
        }
        order[at] = at;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every order of some items with equal ones among them.
    fn orders(items: Vec<(u8, usize)>) -> Vec<Vec<(u8, usize)>> {
        if items.len() < 2 {
            return vec![items];
        }
        let first = |at: usize| {
            let mut rest = items.clone();
            let first = rest.remove(at);
            orders(rest).into_iter().map(move |rest| [vec![first], rest].concat())
        };
        (0..items.len()).flat_map(first).collect()
    }

    #[test]
    fn it_sorts_as_the_standard_library_does_and_keeps_equal_ones_in_order() {
        for length in 0..7 {
            let items = (0..length).map(|at| ((at % 3) as u8, at)).collect();
            for items in orders(items) {
                let (mut ours, mut expected) = (items.clone(), items);
                by_key(&mut ours, |item| item.0);
                expected.sort_by_key(|item| item.0);
                assert_eq!(ours, expected);
            }
        }
    }
}
