//! What a container writes, and when.

use crate::api::clock::Millis;

/// The log of one run of a container.
#[derive(Clone, Debug, Default)]
pub struct Log {
    text: String,
    /// From which byte on the text was written at that moment, in order.
    moments: Vec<(usize, Millis)>,
}

impl Log {
    /// The log of a container that starts.
    pub fn new(now: Millis) -> Log {
        Log { text: String::new(), moments: vec![(0, now)] }
    }

    /// What is written from now on is written at that moment.
    pub fn tick(&mut self, now: Millis) {
        match self.moments.last_mut() {
            Some((from, moment)) if *from == self.text.len() => *moment = now,
            Some((_, moment)) if *moment >= now => {}
            _ => self.moments.push((self.text.len(), now)),
        }
    }

    /// Writes.
    pub fn push_str(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// All that was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The lines from a byte on, with the moments at which they were begun.
    pub fn lines(&self, from: usize) -> impl Iterator<Item = (Millis, &str)> {
        let mut at = from;
        self.text.get(from..).unwrap_or_default().split_inclusive('\n').map(move |line| {
            let moment = self.moments.iter().rev().find(|(start, _)| *start <= at);
            at += line.len();
            (moment.map_or(Millis(0), |(_, moment)| *moment), line)
        })
    }
}
