//! What is to be done and when: one entry for each thing, at the earliest moment asked for.

use crate::api::Key;
use crate::api::clock::Millis;
use crate::api::lookup::Lookup;
use crate::api::sorted::SortedMap;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Something to be done.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Work {
    /// A pass of a control loop, by its place in the list, over an object.
    Reconcile(usize, Key),
    /// A pass of the kubelet over a pod.
    Pod(Key),
    /// A pass of the kubelet over the status of its node.
    Node(Key),
    /// An attempt to schedule a pod.
    Schedule(Key),
    /// A control loop looks at everything again.
    Resync(usize),
}

/// How long work waits that has failed once, and at most.
/// Models k8s.io/client-go/util/workqueue DefaultTypedControllerRateLimiter.
const FIRST_RETRY: i64 = 5;
const LAST_RETRY: i64 = 1_000_000;
/// What waits longer than this has failed for minutes, and goes on failing unless something else
/// changes.
const HOPELESS: i64 = 60_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    due: Millis,
    /// The order of asking decides among what is due at the same moment.
    order: u64,
}

/// When work is due, and whether it only repeats itself.
#[derive(Clone, Copy, Debug)]
struct Entry {
    place: Place,
    periodic: bool,
}

/// The queue. Clocks tick for ever, so work that only repeats itself is told apart.
#[derive(Clone, Debug, Default)]
pub(super) struct Queue {
    by_work: Lookup<Work, Entry>,
    /// The earliest first. What has been given another place since is here twice, and counts where
    /// `by_work` has it; the first one always counts.
    by_place: BinaryHeap<Reverse<(Place, Work)>>,
    next_order: u64,
    /// How many entries are not periodic.
    real: usize,
    /// How often in a row work has failed.
    failures: SortedMap<Work, u32>,
}

impl Queue {
    /// Queues work that came from a change; what is queued for an earlier moment stays there.
    pub fn add(&mut self, due: Millis, work: Work) {
        let periodic = matches!(work, Work::Resync(_));
        self.insert(due, work, periodic);
    }

    /// Queues work that happens every so often and by itself changes nothing.
    pub fn add_periodic(&mut self, due: Millis, work: Work) {
        self.insert(due, work, true);
    }

    /// Queues work again that has failed; it waits twice as long each time in a row.
    pub fn retry(&mut self, now: Millis, work: Work) {
        let failures = self.failures.get_or_default(&work);
        let wait = (FIRST_RETRY << (*failures).min(30)).min(LAST_RETRY);
        *failures += 1;
        self.insert(now + wait, work, wait > HOPELESS);
    }

    /// Forgets that work has failed, since now it has not.
    pub fn succeeded(&mut self, work: &Work) {
        if !self.failures.is_empty() {
            self.failures.remove(work);
        }
    }

    fn insert(&mut self, due: Millis, work: Work, periodic: bool) {
        let mut due = due;
        let mut periodic = periodic;
        if let Some(queued) = self.by_work.get(&work).copied() {
            if queued.place.due <= due && (periodic || !queued.periodic) {
                return;
            }
            due = due.min(queued.place.due);
            periodic &= queued.periodic;
            self.forget(&work);
        }
        let place = Place { due, order: self.next_order };
        self.next_order += 1;
        self.real += usize::from(!periodic);
        self.by_work.insert(work.clone(), Entry { place, periodic });
        self.by_place.push(Reverse((place, work)));
        self.drop_moved();
    }

    fn forget(&mut self, work: &Work) {
        if let Some(entry) = self.by_work.remove(work) {
            self.real -= usize::from(!entry.periodic);
        }
    }

    /// Drops what stands first and counts elsewhere.
    fn drop_moved(&mut self) {
        while let Some(Reverse((place, work))) = self.by_place.peek()
            && self.by_work.get(work).is_none_or(|entry| entry.place != *place)
        {
            self.by_place.pop();
        }
    }

    /// When the next work is due.
    pub fn next_due(&self) -> Option<Millis> {
        self.by_place.peek().map(|Reverse((place, _))| place.due)
    }

    /// Takes the first work that is due by then.
    pub fn take_due(&mut self, now: Millis) -> Option<Work> {
        if self.next_due()? > now {
            return None;
        }
        let Reverse((_, work)) = self.by_place.pop()?;
        self.forget(&work);
        self.drop_moved();
        Some(work)
    }

    /// Whether only periodic work is queued.
    pub fn is_quiet(&self) -> bool {
        self.real == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Kind;

    fn pod(name: &str) -> Work {
        Work::Pod(Key::new(Kind::Pod, "default", name))
    }

    #[test]
    fn the_same_work_is_queued_once_at_the_earliest_moment() {
        let mut queue = Queue::default();
        queue.add(Millis(20), pod("a"));
        queue.add(Millis(10), pod("a"));
        queue.add(Millis(30), pod("a"));
        assert_eq!(queue.next_due(), Some(Millis(10)));
        assert_eq!(queue.take_due(Millis(10)), Some(pod("a")));
        assert_eq!(queue.take_due(Millis(99)), None);
        assert!(queue.is_quiet());
    }

    #[test]
    fn what_is_due_at_the_same_moment_is_done_in_the_order_of_asking() {
        let mut queue = Queue::default();
        queue.add(Millis(5), pod("b"));
        queue.add(Millis(5), pod("a"));
        assert_eq!(queue.take_due(Millis(5)), Some(pod("b")));
        assert_eq!(queue.take_due(Millis(5)), Some(pod("a")));
    }

    #[test]
    fn what_fails_waits_longer_each_time_until_it_succeeds() {
        let mut queue = Queue::default();
        let mut now = Millis(0);
        let mut waits = Vec::new();
        for _ in 0..20 {
            queue.retry(now, pod("a"));
            let due = queue.next_due().expect("it is queued");
            waits.push((due - now, queue.is_quiet()));
            queue.take_due(due);
            now = due;
        }
        assert_eq!(waits[..3], [(5, false), (10, false), (20, false)]);
        assert_eq!(waits[19], (LAST_RETRY, true), "it no longer promises a change");
        queue.succeeded(&pod("a"));
        queue.retry(now, pod("a"));
        assert_eq!(queue.next_due(), Some(now + FIRST_RETRY));
    }

    #[test]
    fn periodic_work_leaves_the_queue_quiet_until_a_change_asks_for_it() {
        let mut queue = Queue::default();
        queue.add_periodic(Millis(50), pod("a"));
        assert!(queue.is_quiet());
        queue.add(Millis(60), pod("a"));
        assert!(!queue.is_quiet());
        assert_eq!(queue.next_due(), Some(Millis(50)));
    }
}
