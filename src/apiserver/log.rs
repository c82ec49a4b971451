//! The log of changes, which whoever follows it reads from where they stopped.

use super::request::Change;
use std::collections::VecDeque;
use std::rc::Rc;

/// How many changes are kept for those who have not looked for a while: where time is skipped, a
/// whole rollout passes before a watch looks again.
const LENGTH: usize = 8192;

/// The log. A copy shares what has been written until one of the two goes on.
#[derive(Clone, Debug, Default)]
pub(super) struct Log {
    changes: Rc<VecDeque<Change>>,
    /// How many have been forgotten.
    forgotten: usize,
}

impl Log {
    /// Where it ends.
    pub fn end(&self) -> usize {
        self.forgotten + self.changes.len()
    }

    /// What was written since it ended there, oldest first; the oldest may be forgotten.
    pub fn since(&self, end: usize) -> impl ExactSizeIterator<Item = &Change> {
        let start = end.saturating_sub(self.forgotten).min(self.changes.len());
        self.changes.range(start..)
    }

    /// Writes a change down.
    pub fn push(&mut self, change: Change) {
        Rc::make_mut(&mut self.changes).push_back(change);
    }

    /// Forgets the oldest changes.
    pub fn trim(&mut self) {
        let excess = self.changes.len().saturating_sub(LENGTH);
        if excess > 0 {
            Rc::make_mut(&mut self.changes).drain(..excess);
            self.forgotten += excess;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::clock::Millis;
    use crate::api::{Key, Kind};

    fn logged(at: i64) -> Change {
        let key = Key::new(Kind::Event, "default", "web");
        Change { key, before: None, after: None, at: Millis(at) }
    }

    fn moments<'a>(changes: impl Iterator<Item = &'a Change>) -> Vec<i64> {
        changes.map(|change| change.at.0).collect()
    }

    #[test]
    fn whatever_is_written_before_the_log_is_trimmed_is_read_and_the_newest_afterwards_as_well() {
        let mut log = Log::default();
        for at in 0..20_000 {
            log.push(logged(at));
        }
        let read_to = log.end();
        assert_eq!(moments(log.since(0)), Vec::from_iter(0..20_000));

        let copy = log.clone();
        log.trim();
        assert_eq!(moments(log.since(0)), Vec::from_iter(20_000 - LENGTH as i64..20_000));
        assert_eq!(copy.since(0).len(), 20_000, "a copy keeps what it has");
        assert_eq!(log.since(read_to).len(), 0);

        log.push(logged(20_000));
        assert_eq!(moments(log.since(read_to)), [20_000]);
        assert_eq!(log.end(), read_to + 1);
    }
}
