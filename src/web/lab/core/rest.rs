//! Whether anything is under way that somebody may be waiting for.

use super::Core;
use crate::lesson::LONGEST_SETTLING;

impl Core {
    /// Whether a command waits, or what was done last has not come to rest. What comes to no rest
    /// is waited for only as long as a cluster may take to settle.
    pub fn is_under_way(&mut self) -> bool {
        if self.jobs.is_waiting() {
            return true;
        }
        // Whoever asks ten times a second is not to look ahead each time.
        let stands = (self.done.len(), self.session.cluster.api().log_end());
        if self.rested == Some(stands) {
            return false;
        }
        let now = self.session.cluster.now() - self.began;
        let lately = self.done.last().is_some_and(|done| now - done.at <= LONGEST_SETTLING);
        let rests = !lately || self.session.cluster.is_settled();
        self.rested = rests.then_some(stands);
        !rests
    }
}
