//! Whether anything is under way that somebody may be waiting for.

use super::Core;
use crate::lesson::LONGEST_SETTLING;

impl Core {
    /// Whether a command waits, or what was done last has not come to rest. What comes to no rest
    /// is waited for only as long as a cluster may take to settle.
    pub fn is_under_way(&mut self) -> bool {
        let now = self.session.cluster.now() - self.began;
        let lately = self.done.last().is_some_and(|done| now - done.at <= LONGEST_SETTLING);
        self.jobs.is_waiting() || lately && !self.session.cluster.is_settled()
    }
}
