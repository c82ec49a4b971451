//! How far a reader is in a chapter, and what has happened that the present does not tell.
//!
//! [`Progress`] learns by looking: whoever drives the cluster shows it each new snapshot, and what
//! the terminal or the files pane has shown the reader. From that come the questions that the
//! goals of the steps ask.

use super::challenge::changes;
use super::prediction::Kept;
use super::session::{Ran, Session};
use super::{Chapter, LONGEST_SETTLING, NAMESPACE};
use crate::api::apps::ReplicaSet;
use crate::api::pod::Pod;
use crate::api::sorted::SortedMap;
use crate::api::storage::PersistentVolumeClaim;
use crate::apiserver::snapshot::Snapshot;
use std::collections::VecDeque;
use std::rc::Rc;

/// How many of the texts that the reader was shown are kept.
const MOST_TEXTS: usize = 200;

/// How far a reader is in a chapter.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    /// Every pod that has been seen, by its uid.
    seen: SortedMap<String, SeenPod>,
    /// What the reader was shown, with the line that was typed for it, if one was.
    texts: VecDeque<(String, String)>,
    /// How many commands that change something were typed or clicked.
    changed: usize,
    /// How many steps are done: steps are done in their order.
    done: usize,
    /// How each step stands by itself, in the order of the steps.
    goals: Vec<Goal>,
    /// The cluster at the start of the chapter.
    pub start: Rc<Snapshot>,
    /// What the reader has predicted, and what came of it.
    pub(super) kept: Vec<Kept>,
}

/// How what a step asks for stands, whichever steps are done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Goal {
    /// It has been so since the chapter began: nobody has done anything for it.
    Given,
    /// It is not so.
    Open,
    /// It was not so and is now.
    Reached,
}

/// What is remembered of a pod.
#[derive(Clone, Debug, Default)]
struct SeenPod {
    workload: String,
    counter: Option<u64>,
    visits: u64,
    /// Whether it came after another pod of its workload had begun to end.
    successor: bool,
    ending: bool,
}

impl Progress {
    /// At the start of a chapter, when its cluster has settled.
    pub fn new(start: &Snapshot) -> Progress {
        let mut progress = Progress { start: Rc::new(start.clone()), ..Progress::default() };
        progress.observe(start);
        progress
    }

    /// Looks at the cluster: to be called after every change.
    pub fn observe(&mut self, snapshot: &Snapshot) {
        let now: SortedMap<&str, &Pod> = snapshot
            .objects
            .list::<Pod>()
            .map(|pod| (pod.metadata.uid.as_str(), pod.as_ref()))
            .collect();
        for (uid, seen) in self.seen.iter_mut() {
            seen.ending |= now.get(uid.as_str()).is_none_or(|pod| pod.metadata.is_terminating());
        }
        for (uid, pod) in now {
            if !self.seen.contains_key(uid) {
                let workload = workload_of(pod, snapshot).to_owned();
                let successor = self.of(&workload).any(|other| other.ending);
                let new = SeenPod { workload, successor, ..SeenPod::default() };
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

    /// Runs a line as a reader would who waits for its effects, and looks. Returns what it came to,
    /// and whether the cluster has come to rest.
    pub fn play(&mut self, session: &mut Session, line: &str) -> (Ran, bool) {
        let ran = self.run(session, line);
        (ran, self.settle(session))
    }

    /// Runs a line to its end, and looks.
    pub fn run(&mut self, session: &mut Session, line: &str) -> Ran {
        let ran = session.run(line);
        self.observe(&session.cluster.snapshot());
        self.ran(line, &ran.output.plain(), ran.code);
        ran
    }

    /// Waits for the effects of what was run, and looks. Whether the cluster has come to rest.
    pub fn settle(&mut self, session: &mut Session) -> bool {
        let is_settled = session.cluster.settle(LONGEST_SETTLING);
        self.observe(&session.cluster.snapshot());
        is_settled
    }

    /// Takes note of a command that has ended: its line, what it has printed, and its exit status.
    /// One that has failed has changed nothing.
    pub fn ran(&mut self, line: &str, text: &str, code: i32) {
        const FAILED: i32 = 1;
        if code != FAILED {
            self.changed += changes(line);
        }
        self.shown(line, text);
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
        self.follow(chapter, snapshot);
        let before = self.done;
        while let Some(step) = chapter.steps.get(self.done) {
            if !(step.goal)(snapshot, self) {
                break;
            }
            self.judge(step, snapshot);
            self.done += 1;
        }
        self.goals.resize(chapter.steps.len(), Goal::Given);
        for (place, step) in chapter.steps.iter().enumerate().skip(self.done) {
            self.goals[place] = match (self.goals[place], (step.goal)(snapshot, self)) {
                (_, false) => Goal::Open,
                (Goal::Given, true) => Goal::Given,
                (_, true) => Goal::Reached,
            };
        }
        before..self.done
    }

    /// How many steps are done.
    pub fn done(&self) -> usize {
        self.done
    }

    /// Whether what a step asks for has come while one before it is still to do.
    pub fn is_early(&self, place: usize) -> bool {
        place > self.done && self.goals.get(place) == Some(&Goal::Reached)
    }

    /// How many visits the pods of a workload have answered since the chapter began.
    pub fn visits(&self, workload: &str) -> u64 {
        self.of(workload).map(|pod| pod.visits).sum()
    }

    /// The count with which a pod began, as far as it was seen: what it had read from a file.
    pub fn first_count(&self, pod: &Pod) -> u64 {
        let seen = self.seen.get(&pod.metadata.uid);
        seen.map_or(0, |pod| pod.counter.unwrap_or(0).saturating_sub(pod.visits))
    }

    /// How many visits were answered by pods that have taken another's place.
    pub fn visits_to_successors(&self, workload: &str) -> u64 {
        self.of(workload).filter(|pod| pod.successor).map(|pod| pod.visits).sum()
    }

    /// Whether a pod of a workload has gone and another has come in its place.
    pub fn replaced(&self, workload: &str) -> bool {
        self.of(workload).any(|pod| pod.successor)
    }

    /// What `kubectl logs` printed last, if that was with a line that has this in it or after it.
    pub fn log_after(&self, part: &str) -> Option<&str> {
        let since = self.texts.iter().skip_while(|(line, _)| !line.contains(part));
        let logs = since.filter(|(line, _)| line.contains("kubectl logs"));
        logs.last().map(|(_, text)| text.as_str())
    }

    /// Whether a line with these words in this order was typed.
    pub fn typed(&self, words: &[&str]) -> bool {
        self.texts.iter().any(|(line, _)| {
            let mut typed = line.split_whitespace();
            words.iter().all(|word| typed.any(|other| other == *word))
        })
    }

    /// How many commands that change something were typed or clicked, however long ago.
    pub fn changed(&self) -> usize {
        self.changed
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

    fn of<'a>(&'a self, workload: &'a str) -> impl Iterator<Item = &'a SeenPod> {
        self.seen.values().filter(move |pod| pod.workload == workload)
    }
}

/// The name of the workload that a pod is of.
fn workload_of<'a>(pod: &'a Pod, snapshot: &'a Snapshot) -> &'a str {
    let Some(owner) = pod.metadata.controller() else { return app_of(pod) };
    let set = snapshot.objects.get::<ReplicaSet>(&pod.metadata.namespace, &owner.name);
    let deployment = set.filter(|_| owner.kind == "ReplicaSet");
    let deployment = deployment.and_then(|set| set.metadata.controller());
    &deployment.unwrap_or(owner).name
}

/// The value of a pod's label `app`: in the chapters, the name of its workload.
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

/// A claim, if it is bound.
pub fn bound_claim<'a>(snapshot: &'a Snapshot, name: &str) -> Option<&'a PersistentVolumeClaim> {
    let claim = snapshot.objects.get::<PersistentVolumeClaim>(NAMESPACE, name)?;
    (claim.status.phase == "Bound").then_some(claim)
}

/// Whether a pod mounts a claim that was there before it: then it is not the first to use it.
pub fn came_back_to_its_claim(snapshot: &Snapshot, pod: &str, claim: &str) -> bool {
    let pod = snapshot.objects.get::<Pod>(NAMESPACE, pod);
    let (Some(pod), Some(claim)) = (pod, bound_claim(snapshot, claim)) else { return false };
    pod.metadata.creation_timestamp > claim.metadata.creation_timestamp
}

/// The number in the file `state.json` on a volume.
pub fn count_on_volume(snapshot: &Snapshot, volume: &str) -> Option<u64> {
    let files = snapshot.volumes.get(volume)?;
    let file = files.iter().find(|file| file.path == "state.json")?;
    let number = file.contents.trim().strip_prefix("{\"visits\":")?.strip_suffix('}')?;
    number.parse().ok()
}

#[cfg(test)]
mod tests;
