//! The log of changes, of which each reader reads what is new to them.

use super::ApiServer;
use super::request::Change;
use std::cell::Cell;
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

/// Somebody who reads the changes whenever they come to it, however much has happened meanwhile.
#[derive(Debug)]
pub struct Follower {
    /// Up to where they have read.
    position: Rc<Cell<usize>>,
}

/// The log. A copy shares what has been written until one of the two goes on.
#[derive(Clone, Debug, Default)]
pub(super) struct Log {
    changes: Rc<VecDeque<Change>>,
    /// How many have been forgotten.
    forgotten: usize,
    followers: Vec<Weak<Cell<usize>>>,
}

impl Log {
    /// Where it ends.
    pub fn end(&self) -> usize {
        self.forgotten + self.changes.len()
    }

    /// What was written since it ended there and is not forgotten, oldest first.
    pub fn since(&self, end: usize) -> impl ExactSizeIterator<Item = &Change> {
        let start = end.saturating_sub(self.forgotten).min(self.changes.len());
        self.changes.range(start..)
    }

    /// A reader of everything that is written from now on.
    pub fn follow(&mut self) -> Follower {
        let position = Rc::new(Cell::new(self.end()));
        self.followers.push(Rc::downgrade(&position));
        Follower { position }
    }

    /// What this reader has not read yet, oldest first. It counts as read afterwards.
    pub fn unread(&self, follower: &Follower) -> impl ExactSizeIterator<Item = &Change> {
        self.since(follower.position.replace(self.end()))
    }

    /// Writes a change down.
    pub fn push(&mut self, change: Change) {
        Rc::make_mut(&mut self.changes).push_back(change);
    }

    /// Forgets what every follower has read: old objects go while they are still near, and not
    /// when many others have been touched since.
    pub fn trim(&mut self) {
        let mut read = self.end();
        self.followers.retain(|position| {
            let Some(position) = position.upgrade() else { return false };
            read = read.min(position.get());
            true
        });
        let excess = read - self.forgotten;
        if excess > 0 {
            Rc::make_mut(&mut self.changes).drain(..excess);
            self.forgotten = read;
        }
    }
}

impl ApiServer {
    /// Where the log of changes ends now; hand it to [`ApiServer::changes_since`] later.
    pub fn log_end(&self) -> usize {
        self.log.end()
    }

    /// The changes since a position of the log, oldest first, as far as they are not forgotten.
    pub fn changes_since(&self, position: usize) -> impl ExactSizeIterator<Item = &Change> {
        self.log.since(position)
    }

    /// Somebody who misses no change from now on, however late they look.
    pub fn follow(&mut self) -> Follower {
        self.log.follow()
    }

    /// The changes that are new to a follower, oldest first. They count as read afterwards.
    pub fn unread(&self, follower: &Follower) -> impl ExactSizeIterator<Item = &Change> {
        self.log.unread(follower)
    }

    /// Forgets the changes that all followers have read.
    pub fn trim_log(&mut self) {
        self.log.trim();
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
    fn what_every_follower_has_read_is_forgotten_and_nothing_else() {
        let mut log = Log::default();
        log.push(logged(0));
        let (quick, slow) = (log.follow(), log.follow());
        for at in 1..4 {
            log.push(logged(at));
        }
        assert_eq!(moments(log.unread(&quick)), [1, 2, 3]);
        assert_eq!(log.unread(&quick).len(), 0);
        log.trim();
        assert_eq!(moments(log.since(0)), [1, 2, 3]);

        log.push(logged(4));
        assert_eq!(moments(log.unread(&quick)), [4]);
        assert_eq!(moments(log.unread(&slow)), [1, 2, 3, 4]);
        log.trim();
        assert_eq!((log.since(0).len(), log.end()), (0, 5));
    }

    #[test]
    fn a_follower_who_has_gone_holds_nothing_back() {
        let mut log = Log::default();
        let follower = log.follow();
        log.push(logged(0));
        log.trim();
        let copy = log.clone();
        drop(follower);
        log.trim();
        assert_eq!((log.since(0).len(), log.end()), (0, 1));
        assert_eq!(moments(copy.since(0)), [0], "a copy keeps what it has");
        log.push(logged(1));
        assert_eq!(moments(log.since(1)), [1]);
    }
}
