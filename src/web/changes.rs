//! What has changed from one moment to another, in the order in which it is told.

use crate::api::pod::Pod;
use crate::api::sorted::SortedMap;
use crate::apiserver::snapshot::Snapshot;
use crate::i18n::Words;
use std::mem::discriminant;

/// Something that a reader who does not see the picture must hear of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A pod has been asked to end.
    Ending(String),
    /// A pod is gone.
    Gone(String),
    /// A pod has come into being.
    Created(String),
    /// A pod runs and is ready.
    Running(String),
    /// A pod has answered visits; how many its counter says now.
    Visited(String, u64),
    /// The first file of a volume has other contents.
    Written(String, String),
}

/// A pod that has answered, by uid, between two moments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visited {
    /// The pod's uid.
    pub uid: String,
    /// What its counter says now.
    pub count: u64,
    /// How many visits it has answered meanwhile.
    pub times: u64,
}

/// The pods whose counter has grown.
pub fn visited(before: &Snapshot, after: &Snapshot) -> Vec<Visited> {
    let grown = after.containers.iter().filter_map(|(uid, facts)| {
        let (now, then) = (facts.counter?, before.containers.get(uid)?.counter?);
        (now > then).then(|| Visited { uid: uid.clone(), count: now, times: now - then })
    });
    grown.collect()
}

/// The uids of the pods that have begun to end, or have ended without that being seen.
pub fn deleted(before: &Snapshot, after: &Snapshot) -> Vec<String> {
    let (old, new) = (pods(before), pods(after));
    let active = |pod: &&Pod| !pod.metadata.is_terminating();
    let begun = old.iter().filter(|(uid, pod)| {
        active(pod) && new.get(*uid).is_none_or(|pod| pod.metadata.is_terminating())
    });
    begun.map(|(uid, _)| (*uid).to_owned()).collect()
}

/// What has changed: pods first as they went and came, then visits and what they wrote.
pub fn changes(before: &Snapshot, after: &Snapshot) -> Vec<Change> {
    let (old, new) = (pods(before), pods(after));
    let mut changes = Vec::new();
    for (uid, pod) in &old {
        let name = || pod.metadata.name.clone();
        match new.get(uid) {
            None => changes.push(Change::Gone(name())),
            Some(now) if now.metadata.is_terminating() && !pod.metadata.is_terminating() => {
                changes.push(Change::Ending(name()));
            }
            Some(_) => {}
        }
    }
    for (uid, pod) in &new {
        let name = || pod.metadata.name.clone();
        let was_ready = old.get(uid).is_some_and(|before| before.is_ready());
        if pod.is_ready() && !was_ready {
            changes.push(Change::Running(name()));
        } else if !old.contains_key(uid) {
            changes.push(Change::Created(name()));
        }
    }
    for Visited { uid, count, .. } in visited(before, after) {
        if let Some(pod) = new.get(uid.as_str()) {
            changes.push(Change::Visited(pod.metadata.name.clone(), count));
        }
    }
    for (volume, files) in &after.volumes {
        let Some(file) = files.first() else { continue };
        let then = before.volumes.get(volume).and_then(|files| files.first());
        if then != Some(file) {
            changes.push(Change::Written(volume.clone(), file.contents.clone()));
        }
    }
    changes
}

/// The changes as sentences, one after the other.
pub fn sentences(changes: &[Change], words: Words) -> String {
    let mut sentences: Vec<String> = Vec::new();
    let mut rest: Vec<&Change> = changes.iter().collect();
    while let Some(first) = rest.first().map(|first| discriminant(*first)) {
        let (alike, others): (Vec<_>, Vec<_>) =
            rest.into_iter().partition(|it| discriminant(*it) == first);
        match Change::many(&alike, words) {
            Some(sentence) => sentences.push(sentence),
            None => sentences.extend(alike.iter().map(|change| change.sentence(words))),
        }
        rest = others;
    }
    sentences.join(" ")
}

impl Change {
    /// One sentence for changes of one kind, if there are so many that nobody would listen.
    fn many(alike: &[&Change], words: Words) -> Option<String> {
        const MOST: usize = 4;
        let count = alike.len();
        Some(match alike.first().filter(|_| count > MOST)? {
            Change::Ending(_) => words.say_many_terminating(count),
            Change::Gone(_) => words.say_many_gone(count),
            Change::Created(_) => words.say_many_created(count),
            Change::Running(_) => words.say_many_running(count),
            Change::Visited(..) => words.say_many_visited(count),
            Change::Written(..) => words.say_many_written(count),
        })
    }

    fn sentence(&self, words: Words) -> String {
        match self {
            Change::Ending(pod) => words.say_terminating(pod),
            Change::Gone(pod) => words.say_gone(pod),
            Change::Created(pod) => words.say_created(pod),
            Change::Running(pod) => words.say_running(pod),
            Change::Visited(pod, count) => words.say_visit(pod, *count),
            Change::Written(volume, contents) => words.say_volume(volume, contents.trim_end()),
        }
    }
}

fn pods(snapshot: &Snapshot) -> SortedMap<&str, &Pod> {
    let pods = snapshot.objects.list::<Pod>();
    pods.map(|pod| (pod.metadata.uid.as_str(), pod.as_ref())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::apiserver::snapshot::{ContainerFacts, File};
    use crate::i18n::Lang;

    fn counting(counter: u64, contents: &str) -> Snapshot {
        let mut snapshot = Snapshot::default();
        let facts = ContainerFacts { counter: Some(counter), ..ContainerFacts::default() };
        snapshot.containers.insert("u1".to_owned(), facts);
        let file = File { path: "state.json".to_owned(), contents: contents.to_owned() };
        snapshot.volumes.insert("volume-1".to_owned(), vec![file]);
        snapshot
    }

    #[test]
    fn a_visit_is_a_counter_that_has_grown() {
        let (before, after) = (counting(1, "{}"), counting(2, "{}"));
        assert_eq!(
            visited(&before, &after),
            [Visited { uid: "u1".to_owned(), count: 2, times: 1 }]
        );
        assert_eq!(visited(&after, &before), []);
        assert_eq!(visited(&Snapshot::default(), &after), [], "a process has just begun");
    }

    #[test]
    fn a_written_file_is_told_with_what_it_says() {
        let changes = changes(&counting(1, "{\"visits\":1}"), &counting(1, "{\"visits\":2}"));
        assert_eq!(sentences(&changes, Lang::En.words()), "volume-1 now holds {\"visits\":2}.");
    }
    #[test]
    fn what_happens_to_many_at_once_is_told_as_a_number() {
        let words = Lang::En.words();
        let gone = |count: usize| (0..count).map(|at| Change::Gone(format!("web-{at}")));
        let made = |count: usize| (0..count).map(|at| Change::Created(format!("web-{at}")));
        let few: Vec<Change> = gone(1).chain(made(1)).chain(gone(1)).collect();
        let said = "web-0 is gone. web-0 is gone. web-0 has been created.";
        assert_eq!(sentences(&few, words), said);
        let many: Vec<Change> = gone(2).chain(made(5)).collect();
        let said = "web-0 is gone. web-1 is gone. 5 pods have been created.";
        assert_eq!(sentences(&many, words), said);
    }
}
