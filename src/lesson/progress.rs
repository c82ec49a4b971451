//! How far a reader is in a chapter, and what has happened that the present does not tell.
//!
//! [`Progress`] learns by looking: whoever drives the cluster shows it each new snapshot, and what
//! the terminal or the files pane has shown the reader. From that come the questions that the
//! goals of the steps ask.

use super::challenge::changes;
use super::prediction::Kept;
use super::session::{Ran, Session};
use super::{Chapter, NAMESPACE};
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

    /// Runs a line as a reader would who waits for its effects, and looks. Returns what it came to,
    /// and whether the cluster has come to rest.
    pub fn play(&mut self, session: &mut Session, line: &str) -> (Ran, bool) {
        const PATIENCE: i64 = 120_000;
        let ran = session.run(line);
        self.observe(&session.cluster.snapshot());
        let is_settled = session.cluster.settle(PATIENCE);
        self.observe(&session.cluster.snapshot());
        self.shown(line, &ran.output.plain());
        (ran, is_settled)
    }

    /// Takes note of what the reader was shown: the line that was typed, or an empty one if it
    /// was not the terminal that showed it, and the text.
    pub fn shown(&mut self, line: &str, text: &str) {
        self.changed += changes(line);
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
    pub fn visits(&self, app: &str) -> u64 {
        self.of(app).map(|pod| pod.visits).sum()
    }

    /// The count with which a pod began, as far as it was seen: what it had read from a file.
    pub fn first_count(&self, pod: &Pod) -> u64 {
        let seen = self.seen.get(&pod.metadata.uid);
        seen.map_or(0, |pod| pod.counter.unwrap_or(0).saturating_sub(pod.visits))
    }

    /// How many visits were answered by pods that have taken another's place.
    pub fn visits_to_successors(&self, app: &str) -> u64 {
        self.of(app).filter(|pod| pod.successor).map(|pod| pod.visits).sum()
    }

    /// Whether a pod of a workload has gone and another has come in its place.
    pub fn replaced(&self, app: &str) -> bool {
        self.of(app).any(|pod| pod.successor)
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
mod tests {
    use super::*;
    use crate::api::clock::Millis;
    use crate::api::container::Container;
    use crate::api::core::Namespace;
    use crate::api::{Key, Kind, Object};
    use crate::apiserver::snapshot::{ContainerFacts, File};
    use crate::apiserver::{ApiServer, DeleteOptions};
    use crate::lesson::resolve;

    fn server() -> ApiServer {
        let mut api = ApiServer::new(1, Millis(0), "10.96.0.0/12");
        let mut namespace = Namespace::default();
        namespace.metadata.name = NAMESPACE.to_owned();
        api.create(Object::from(namespace)).expect("a valid namespace");
        api
    }

    fn add(api: &mut ApiServer, app: &str, name: &str) -> String {
        let mut pod = Pod::default();
        (pod.metadata.name, pod.metadata.namespace) = (name.to_owned(), NAMESPACE.to_owned());
        pod.metadata.labels_mut().insert("app".to_owned(), app.to_owned());
        let container = Container { name: "c".into(), image: "i".into(), ..Container::default() };
        std::rc::Rc::make_mut(&mut pod.spec).containers = vec![container].into();
        api.create(Object::from(pod)).expect("a valid pod").metadata().uid.clone()
    }

    fn remove(api: &mut ApiServer, name: &str) {
        let key = Key::new(Kind::Pod, NAMESPACE, name);
        api.delete(&key, &DeleteOptions::default()).expect("the pod is there");
    }

    fn look(api: &ApiServer, counters: &[(&str, u64)]) -> Snapshot {
        let facts = |count: u64| ContainerFacts { counter: Some(count), ..Default::default() };
        let facts = counters.iter().map(|(uid, count)| ((*uid).to_owned(), facts(*count)));
        Snapshot {
            objects: api.store().objects().clone(),
            containers: facts.collect(),
            ..Snapshot::default()
        }
    }

    #[test]
    fn visits_are_counted_from_where_a_process_began_and_told_apart_by_generation() {
        let mut api = server();
        let first = add(&mut api, "web", "web-a");
        let other = add(&mut api, "db", "db-0");
        let mut progress = Progress::new(&look(&api, &[(&first, 5)]));
        progress.observe(&look(&api, &[(&first, 7), (&other, 1)]));
        assert_eq!((progress.visits("web"), progress.visits("db")), (2, 0));
        assert!(!progress.replaced("web"));

        // Another pod while none has gone is no successor.
        add(&mut api, "web", "web-b");
        progress.observe(&look(&api, &[(&first, 7)]));
        assert!(!progress.replaced("web"));

        remove(&mut api, "web-a");
        let successor = add(&mut api, "web", "web-a");
        progress.observe(&look(&api, &[(&successor, 7)]));
        assert!(progress.replaced("web") && !progress.replaced("db"));
        assert_eq!(progress.visits_to_successors("web"), 0);
        progress.observe(&look(&api, &[(&successor, 8)]));
        assert_eq!((progress.visits("web"), progress.visits_to_successors("web")), (3, 1));
    }

    #[test]
    fn a_row_is_seen_in_a_table_alone_and_with_its_kind() {
        let mut progress = Progress::default();
        progress.shown("kubectl apply -f a.yaml", "service/web created\npod/web-0 created\n");
        assert!(!progress.saw_row("service", "web") && progress.saw("service/web created"));
        progress.shown(
            "kubectl get all",
            "NAME        READY\npod/web-0   1/1\n\nNAME          TYPE\nservice/web   NodePort\n",
        );
        assert!(progress.saw_row("service", "web") && progress.saw_row("pod", "web-0"));
        assert!(!progress.saw_row("pod", "web") && !progress.saw_row("pod", "web-1"));
        progress.shown("kubectl get pods", "NAME    READY\nweb-1   1/1\n");
        assert!(progress.saw_row("pod", "web-1"));
    }

    #[test]
    fn a_typed_line_is_known_by_its_words_in_their_order() {
        let mut progress = Progress::default();
        progress.shown("kubectl  get pv -o wide", "");
        progress.shown("", "kubectl logs");
        assert!(progress.typed(&["kubectl", "get", "pv"]));
        assert!(!progress.typed(&["get", "kubectl"]) && !progress.typed(&["kubectl", "logs"]));
        for _ in 0..MOST_TEXTS {
            progress.shown("ls", "");
        }
        assert!(!progress.typed(&["kubectl"]), "old texts are forgotten");
    }

    #[test]
    fn commands_that_change_something_count_however_many_texts_were_shown_since() {
        let mut progress = Progress::default();
        progress.shown("kubectl delete pod web-0", "");
        progress.shown("", "kubectl delete pod web-1");
        for _ in 0..=MOST_TEXTS {
            progress.shown("kubectl get pods", "");
        }
        progress.shown("kubectl scale sts web --replicas=0; kubectl delete pvc --all", "");
        assert_eq!(progress.changed(), 3);
    }

    #[test]
    fn placeholders_of_a_command_are_the_names_of_pods_by_age() {
        let mut api = server();
        add(&mut api, "web", "web-b");
        api.set_now(Millis(5_000));
        add(&mut api, "web", "web-a");
        let now = look(&api, &[]);
        let resolved = resolve("kubectl delete pod {web:1} {web:0} --wait=false", &now);
        assert_eq!(resolved.as_deref(), Some("kubectl delete pod web-a web-b --wait=false"));
        assert_eq!(resolve("kubectl get pods", &now).as_deref(), Some("kubectl get pods"));
        assert_eq!(resolve("kubectl delete pod {web:2}", &now), None);
        let patch = resolve("kubectl patch pod {web:0} -p '{\"spec\":{\"a\":1}}'", &now);
        assert_eq!(patch.as_deref(), Some("kubectl patch pod web-b -p '{\"spec\":{\"a\":1}}'"));
    }

    #[test]
    fn the_count_on_a_volume_is_what_its_file_says() {
        let mut now = Snapshot::default();
        let file = |contents: &str| File { path: "state.json".into(), contents: contents.into() };
        now.volumes.insert("one".into(), vec![file("{\"visits\":12}")]);
        now.volumes.insert("two".into(), vec![file("nonsense")]);
        assert_eq!(count_on_volume(&now, "one"), Some(12));
        assert_eq!(count_on_volume(&now, "two"), None);
        assert_eq!(count_on_volume(&now, "three"), None);
    }
}
