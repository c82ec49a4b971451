//! The virtual clock's unit.

use super::time::{MicroTime, Time};
use std::ops::{Add, Sub};

/// A moment of virtual time: milliseconds since the Unix epoch. Nothing in the model reads a real
/// clock; the moment is always handed in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Millis(pub i64);

impl Millis {
    /// The moment as the API writes it: whole seconds, cut, not rounded.
    pub fn time(self) -> Time {
        Time(self.0.div_euclid(1000))
    }

    /// The moment as the events API writes it.
    pub fn micro_time(self) -> MicroTime {
        MicroTime(self.0 * 1000)
    }

    /// The age in seconds of something that happened at `then`, as kubectl counts it.
    pub fn seconds_since(self, then: Time) -> i64 {
        self.0.saturating_sub(then.0.saturating_mul(1000)).div_euclid(1000)
    }
}

impl Add<i64> for Millis {
    type Output = Millis;
    /// `milliseconds` later, which may be the end of time.
    fn add(self, milliseconds: i64) -> Millis {
        Millis(self.0.saturating_add(milliseconds))
    }
}

impl Sub for Millis {
    type Output = i64;
    /// The milliseconds from `earlier` to this moment.
    fn sub(self, earlier: Millis) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}
