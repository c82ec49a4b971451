//! How far a reader is in a chapter, and what has happened that the present does not tell.
//!
//! [`Progress`] learns by looking: whoever drives the cluster shows it each new snapshot, and what
//! the terminal or the files pane has shown the reader. From that come the questions that the
//! goals of the steps ask.

use super::{Chapter, NAMESPACE};
use crate::api::pod::Pod;
use crate::apiserver::snapshot::Snapshot;
use std::collections::{BTreeMap, VecDeque};

/// How many of the texts that the reader was shown are kept.
const MOST_TEXTS: usize = 200;

/// How far a reader is in a chapter.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    /// Every pod that has been seen, by its uid.
    seen: BTreeMap<String, SeenPod>,
    /// What the reader was shown, with the line that was typed for it, if one was.
    texts: VecDeque<(String, String)>,
    /// How many steps are done: steps are done in their order.
    done: usize,
}

/// What is remembered of a pod.
#[derive(Clone, Debug, Default)]
struct SeenPod {
    app: String,
    counter: Option<u64>,
    visits: u64,
    /// Whether it came after another pod of its workload had begun to end.
    successor: bool,
    ending: bool,
}

impl Progress {
    /// At the start of a chapter, when its cluster has settled.
    pub fn new(start: &Snapshot) -> Progress {
        let mut progress = Progress::default();
        progress.observe(start);
        progress
    }

    /// Looks at the cluster: to be called after every change.
    pub fn observe(&mut self, snapshot: &Snapshot) {
        let now: BTreeMap<&str, &Pod> = snapshot
            .objects
            .list::<Pod>()
            .map(|pod| (pod.metadata.uid.as_str(), pod.as_ref()))
            .collect();
        for (uid, seen) in &mut self.seen {
            seen.ending |= now.get(uid.as_str()).is_none_or(|pod| pod.metadata.is_terminating());
        }
        for (uid, pod) in now {
            let app = app_of(pod);
            if !self.seen.contains_key(uid) {
                let successor = self.seen.values().any(|other| other.app == app && other.ending);
                let new = SeenPod { app: app.to_owned(), successor, ..SeenPod::default() };
                self.seen.insert(uid.to_owned(), new);
            }
            let counter = snapshot.containers.get(uid).and_then(|facts| facts.counter);
            let seen = self.seen.get_mut(uid).expect("it was put there just now");
            // A process that has just begun has what it read from the file: no visits of its own.
            if let (Some(before), Some(after)) = (seen.counter, counter) {
                seen.visits += after.saturating_sub(before);
            }
            seen.counter = counter;
        }
    }

    /// Takes note of what the reader was shown: the line that was typed, or an empty one if it
    /// was not the terminal that showed it, and the text.
    pub fn shown(&mut self, line: &str, text: &str) {
        if self.texts.len() == MOST_TEXTS {
            self.texts.pop_front();
        }
        self.texts.push_back((line.to_owned(), text.to_owned()));
    }

    /// Sees which steps are done now. Returns how many were done before and are done now.
    pub fn check(&mut self, chapter: &Chapter, snapshot: &Snapshot) -> std::ops::Range<usize> {
        let before = self.done;
        while let Some(step) = chapter.steps.get(self.done) {
            if !(step.goal)(snapshot, self) {
                break;
            }
            self.done += 1;
        }
        before..self.done
    }

    /// How many steps are done.
    pub fn done(&self) -> usize {
        self.done
    }

    /// How many visits the pods of a workload have answered since the chapter began.
    pub fn visits(&self, app: &str) -> u64 {
        self.of(app).map(|pod| pod.visits).sum()
    }

    /// How many visits were answered by pods that have taken another's place.
    pub fn visits_to_successors(&self, app: &str) -> u64 {
        self.of(app).filter(|pod| pod.successor).map(|pod| pod.visits).sum()
    }

    /// Whether a pod of a workload has gone and another has come in its place.
    pub fn replaced(&self, app: &str) -> bool {
        self.of(app).any(|pod| pod.successor)
    }

    /// Whether a line with these words in this order was typed.
    pub fn typed(&self, words: &[&str]) -> bool {
        self.texts.iter().any(|(line, _)| {
            let mut typed = line.split_whitespace();
            words.iter().all(|word| typed.any(|other| other == *word))
        })
    }

    /// Whether the reader was shown this text.
    pub fn saw(&self, wanted: &str) -> bool {
        self.texts.iter().any(|(_, text)| text.contains(wanted))
    }

    /// Whether the reader was shown a table with a row for that object: its name alone, or with
    /// its kind before it.
    pub fn saw_row(&self, kind: &str, name: &str) -> bool {
        self.texts.iter().any(|(_, text)| {
            let mut in_table = false;
            text.lines().any(|line| {
                let first = line.split(' ').next().unwrap_or_default();
                in_table = first == "NAME" || (in_table && !first.is_empty());
                let row = match first.split_once('/') {
                    Some((prefix, row)) if prefix.split('.').next() == Some(kind) => row,
                    _ => first,
                };
                in_table && row == name
            })
        })
    }

    fn of<'a>(&'a self, app: &'a str) -> impl Iterator<Item = &'a SeenPod> {
        self.seen.values().filter(move |pod| pod.app == app)
    }
}

/// The value of a pod's label `app`, which names its workload.
fn app_of(pod: &Pod) -> &str {
    pod.metadata.labels.get("app").map_or("", String::as_str)
}

/// The pods of a workload, those that are ending left out.
pub fn pods<'a>(snapshot: &'a Snapshot, app: &'a str) -> impl Iterator<Item = &'a Pod> {
    snapshot
        .objects
        .list::<Pod>()
        .map(|pod| pod.as_ref())
        .filter(move |pod| pod.metadata.namespace == NAMESPACE && app_of(pod) == app)
        .filter(|pod| pod.is_active())
}

/// Whether a workload has so many pods, all of them ready.
pub fn runs(snapshot: &Snapshot, app: &str, replicas: usize) -> bool {
    let (ready, all) = pods(snapshot, app)
        .fold((0, 0), |(ready, all), pod| (ready + usize::from(pod.is_ready()), all + 1));
    ready == replicas && all == replicas
}

/// The count that a pod holds in memory, if it runs.
pub fn counter(snapshot: &Snapshot, name: &str) -> Option<u64> {
    let pod = snapshot.objects.get::<Pod>(NAMESPACE, name)?;
    snapshot.containers.get(&pod.metadata.uid)?.counter
}

/// The counts that the pods of a workload hold in memory; a pod that does not run has none and
/// counts as nothing.
pub fn counters<'a>(snapshot: &'a Snapshot, app: &'a str) -> impl Iterator<Item = u64> + 'a {
    pods(snapshot, app).map(|pod| counter(snapshot, &pod.metadata.name).unwrap_or(0))
}

/// The number in the file `state.json` on a volume.
pub fn count_on_volume(snapshot: &Snapshot, volume: &str) -> Option<u64> {
    let files = snapshot.volumes.get(volume)?;
    let file = files.iter().find(|file| file.path == "state.json")?;
    let number = file.contents.trim().strip_prefix("{\"visits\":")?.strip_suffix('}')?;
    number.parse().ok()
}
