//! Keys in order, for those who list them. Names are alike up to their last letters and many keys
//! come before anybody lists them, so that they are put in order then and not one by one.

use crate::api::{Key, order};
use std::cell::RefCell;
use std::rc::Rc;

/// How much of what has come and gone is kept at least until somebody lists the keys.
const MOST_KEPT: usize = 1000;

/// A set of keys. A copy shares what is in order.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    sorted: RefCell<Rc<Vec<Key>>>,
    /// What has come (true) and gone (false) since, oldest first.
    changes: RefCell<Vec<(Key, bool)>>,
    count: usize,
}

impl Keys {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Puts a key in that is not there.
    pub fn insert(&mut self, key: Key) {
        self.changes.get_mut().push((key, true));
        self.count += 1;
    }

    /// Takes a key out that is there.
    pub fn remove(&mut self, key: &Key) {
        self.changes.get_mut().push((key.clone(), false));
        self.count -= 1;
        // Where things come and go and nobody ever lists them, they are not to be kept for that.
        if self.changes.get_mut().len() > MOST_KEPT.max(2 * self.count) {
            self.sorted();
        }
    }

    /// All of them, in order.
    pub fn sorted(&self) -> Rc<Vec<Key>> {
        let mut changes = self.changes.take();
        let mut sorted = self.sorted.borrow_mut();
        if !changes.is_empty() {
            order::by(&mut changes, |(one, _), (other, _)| one.cmp(other));
            merge(Rc::make_mut(&mut sorted), changes);
            debug_assert_eq!(sorted.len(), self.count, "a key comes where it is not yet");
        }
        sorted.clone()
    }
}

/// Carries out changes that are in the order of their keys, and for one key in the order in which
/// they happened.
fn merge(sorted: &mut Vec<Key>, changes: Vec<(Key, bool)>) {
    let mut old = std::mem::replace(sorted, Vec::with_capacity(sorted.len() + changes.len()));
    let mut old = old.drain(..);
    let mut changes = changes.into_iter().peekable();
    while let Some((key, is_there)) = changes.next() {
        if changes.peek().is_some_and(|(next, _)| *next == key) {
            continue;
        }
        let smaller = old.as_slice().partition_point(|other| *other < key);
        sorted.extend(old.by_ref().take(smaller));
        if old.as_slice().first() == Some(&key) {
            old.next();
        }
        if is_there {
            sorted.push(key);
        }
    }
    sorted.extend(old);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Kind;
    use std::collections::BTreeSet;

    #[test]
    fn keys_are_listed_as_an_ordered_set_lists_them_whatever_comes_and_goes() {
        let mut random = crate::apiserver::random::Random::new(7);
        let (mut keys, mut set) = (Keys::default(), BTreeSet::new());
        for _ in 0..3_000 {
            let name = random.below(40).to_string();
            let key = Key::new(Kind::Pod, "default", &name);
            if set.remove(&key) {
                keys.remove(&key);
            } else {
                set.insert(key.clone());
                keys.insert(key);
            }
            assert_eq!(keys.len(), set.len());
            if random.below(5) == 0 {
                let earlier = keys.clone();
                assert!(keys.sorted().iter().eq(&set));
                assert!(earlier.sorted().iter().eq(&set));
            }
        }
    }

    #[test]
    fn what_comes_and_goes_is_not_kept_for_ever_where_nobody_lists_it() {
        let mut keys = Keys::default();
        for number in 0..10 * MOST_KEPT {
            let key = Key::new(Kind::Event, "default", &number.to_string());
            keys.insert(key.clone());
            keys.remove(&key);
            assert!(keys.changes.borrow().len() <= MOST_KEPT);
        }
        assert!(keys.sorted().is_empty());
    }
}
