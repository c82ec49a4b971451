//! The lost update by hand: two pods each read a count, add one to it and write it back, in
//! whatever order the reader chooses. Reading and writing are commands that run in the pods; what
//! is lost is the difference between what was added and what the files say.

use super::progress::pods;
use super::survival::{PodFacts, count_in};
use crate::api::order;
use crate::api::pod::Pod;
use crate::api::sorted::SortedMap;
use crate::apiserver::snapshot::Snapshot;

/// How many take part.
pub const WRITERS: usize = 2;

/// Something that a pod does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Reads the file.
    Read,
    /// Adds one to what it has read, in its memory.
    Add,
    /// Writes what it has in memory.
    Write,
}

impl Act {
    /// In the order in which one pod does them.
    pub const ALL: [Act; 3] = [Act::Read, Act::Add, Act::Write];
}

/// What one pod has in memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Writer {
    count: Option<u64>,
    has_added: bool,
}

/// What was done so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Interleaving {
    writers: [Writer; WRITERS],
    /// The sum in the files before the first act.
    start: Option<u64>,
    /// What was done: by whom, and the count that it had then.
    acts: Vec<(usize, Act, u64)>,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// How many additions were written.
    pub written: u64,
    /// By how much the sum in the files has grown.
    pub grown: u64,
}

impl Interleaving {
    /// Whether a writer can do that now.
    pub fn may(&self, writer: usize, act: Act) -> bool {
        let Writer { count, has_added } = &self.writers[writer];
        match act {
            Act::Read => !has_added,
            Act::Add => count.is_some() && !has_added,
            Act::Write => *has_added,
        }
    }

    /// What a writer has in memory.
    pub fn held(&self, writer: usize) -> Option<u64> {
        self.writers[writer].count
    }

    /// What a writer has written last.
    pub fn written(&self, writer: usize) -> Option<u64> {
        let mut acts = self.acts.iter().rev();
        let last = acts.find(|(by, act, _)| *by == writer && *act == Act::Write);
        last.map(|(.., count)| *count)
    }

    /// What was done: by whom, and the count that it had then.
    pub fn acts(&self) -> &[(usize, Act, u64)] {
        &self.acts
    }

    /// The command that stands for an act; none if it happens in the memory of the process.
    pub fn command(&self, writer: usize, pod: &str, act: Act) -> Option<String> {
        match act {
            Act::Read => Some(format!("kubectl exec {pod} -- cat data/state.json")),
            Act::Add => None,
            Act::Write => {
                let count = self.held(writer)?;
                let write = format!("echo -n '{{\"visits\":{count}}}' > data/state.json");
                Some(format!("kubectl exec {pod} -- sh -c \"{}\"", write.replace('"', "\\\"")))
            }
        }
    }

    /// A writer has done something: `printed` is what its command printed, and `before` the sum in
    /// the files just before it.
    pub fn did(&mut self, writer: usize, act: Act, printed: &str, before: u64) {
        self.start.get_or_insert(before);
        let state = &mut self.writers[writer];
        let count = match act {
            // Where there is no file the application begins with nothing.
            Act::Read => count_in(printed).unwrap_or(0),
            Act::Add => state.count.unwrap_or(0) + 1,
            Act::Write => state.count.unwrap_or(0),
        };
        *state = match act {
            Act::Write => Writer::default(),
            _ => Writer { count: Some(count), has_added: act == Act::Add },
        };
        self.acts.push((writer, act, count));
    }

    /// What came of it, once every writer has written and none has anything in memory. `now` is the
    /// sum in the files.
    pub fn outcome(&self, now: u64) -> Option<Outcome> {
        let wrote =
            |writer| self.acts.iter().any(|(by, act, _)| *by == writer && *act == Act::Write);
        let is_over = (0..WRITERS).all(|writer| wrote(writer) && self.held(writer).is_none());
        let written = self.acts.iter().filter(|(_, act, _)| *act == Act::Write).count() as u64;
        is_over.then(|| Outcome { written, grown: now.saturating_sub(self.start.unwrap_or(now)) })
    }
}

/// The pods of a workload that take part: the first that run, by name.
pub fn writers(now: &Snapshot, app: &str) -> Vec<String> {
    let mut names: Vec<String> = running(now, app).map(str::to_owned).collect();
    order::all(&mut names);
    names.truncate(WRITERS);
    names
}

/// Whether a pod still takes part: one that is gone can neither read nor write.
pub fn takes_part(now: &Snapshot, app: &str, name: &str) -> bool {
    running(now, app).any(|other| other == name)
}

fn running<'a>(now: &'a Snapshot, app: &'a str) -> impl Iterator<Item = &'a str> {
    let runs = |pod: &&Pod| pod.is_active() && pod.status.phase == "Running";
    pods(now, app).filter(runs).map(|pod| pod.metadata.name.as_str())
}

/// The sum of the counts in the files of these pods; a file that several of them see counts once.
pub fn sum(now: &Snapshot, app: &str, names: &[String]) -> u64 {
    let taking_part = pods(now, app).filter(|pod| names.contains(&pod.metadata.name));
    let mut counts: SortedMap<String, u64> = SortedMap::new();
    for facts in taking_part.filter_map(|pod| PodFacts::of(now, &pod.metadata.uid)) {
        let place = facts.claim.map_or(facts.uid, |claim| claim.volume);
        counts.insert(place, facts.file.as_deref().and_then(count_in).unwrap_or(0));
    }
    counts.values().sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_writes_what_it_has_not_read_and_nothing_is_over_before_both_have_written() {
        let mut hands = Interleaving::default();
        assert!(!hands.may(0, Act::Add) && !hands.may(0, Act::Write));
        hands.did(0, Act::Read, "{\"visits\":4}", 4);
        assert_eq!(hands.held(0), Some(4));
        hands.did(0, Act::Add, "", 4);
        assert!(!hands.may(0, Act::Read) && !hands.may(0, Act::Add) && hands.may(0, Act::Write));
        hands.did(0, Act::Write, "", 4);
        assert_eq!(hands.outcome(5), None);
        assert_eq!((hands.held(0), hands.written(0)), (None, Some(5)));
    }
}
