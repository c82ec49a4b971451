//! The scheduler: which node a pod goes to, or why to none.
//! Models pkg/scheduler/schedule_one.go with the default plugins.

mod affinity;
mod filter;
mod score;
mod spread;
pub mod volumes;

use self::filter::Rejection;
use crate::api::clock::Millis;
use crate::api::core::Node;
use crate::api::lookup::Lookup;
use crate::api::order;
use crate::api::pod::{Pod, PodCondition};
use crate::api::sorted::{SortedMap, SortedSet};
use crate::api::{Key, Object};
use crate::apiserver::keys::Keys;
use crate::apiserver::random::Random;
use crate::apiserver::request::{Action, Change, EventDraft, Reconciled, Request};
use crate::apiserver::store::Store;
use std::rc::Rc;

/// The first wait after a failed attempt, and the longest.
/// Models pkg/scheduler/backend/queue DefaultPodInitialBackoffDuration and
/// DefaultPodMaxBackoffDuration.
const FIRST_BACKOFF: i64 = 1_000;
const LONGEST_BACKOFF: i64 = 10_000;
/// How often the scheduler looks whether a pod's volumes are bound, and how long.
/// Models pkg/scheduler/framework/plugins/volumebinding/binder.go BindPodVolumes.
const BINDING_POLL: i64 = 1_000;
const LONGEST_BINDING: i64 = 600_000;
/// How long the back-off queue and the attempt take besides.
const OVERHEAD: i64 = 200;

/// The scheduler's memory: the pods that it could not place.
#[derive(Clone, Debug, Default)]
pub struct Scheduler {
    unschedulable: Lookup<Key, Failure>,
    /// The same pods by what kept them from a node.
    waiting: SortedMap<Cause, Keys>,
    /// The pods that have a node and wait until their volumes are bound.
    binding: Lookup<Key, Binding>,
}

#[derive(Clone, Debug)]
struct Binding {
    uid: String,
    node: String,
    since: Millis,
}

#[derive(Clone, Debug)]
struct Failure {
    uid: String,
    attempts: u32,
    at: Millis,
    /// Where the pod is waiting.
    causes: SortedSet<Cause>,
}

/// What keeps a pod from a node, and so what must change before another attempt makes sense.
/// Models the plugins' EventsToRegister.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Cause {
    /// Its claims are missing or not bound.
    Claims,
    /// Its volumes are out of reach of the node, or there is none for a claim that waits.
    Volumes,
    /// The node's labels and taints.
    Node,
    /// What other pods take.
    Room,
    /// Where other pods are.
    Spread,
}

/// Why a pod could not be placed.
struct Unplaced {
    message: String,
    causes: SortedSet<Cause>,
}

impl Failure {
    fn backoff(&self) -> i64 {
        let doublings = self.attempts.saturating_sub(1).min(10);
        (FIRST_BACKOFF << doublings).min(LONGEST_BACKOFF)
    }
}

impl Scheduler {
    /// The earliest moment at which the back-off lets a pod be tried again.
    pub fn retry_at(&self, key: &Key) -> Option<Millis> {
        let failure = self.unschedulable.get(key)?;
        Some(failure.at + failure.backoff() + OVERHEAD)
    }

    /// One attempt to place a pod.
    pub fn schedule(
        &mut self,
        key: &Key,
        store: &Store,
        random: &mut Random,
        now: Millis,
    ) -> Reconciled {
        let pod = store.at::<Pod>(key);
        self.forget_others(key, pod);
        let Some(pod) = pod.filter(|pod| pod.spec.node_name.is_empty()) else {
            return Reconciled::nothing();
        };
        let is_ours = matches!(pod.spec.scheduler_name.as_str(), "" | "default-scheduler");
        if !is_ours || pod.is_finished() || pod.metadata.is_terminating() {
            return Reconciled::nothing();
        }
        if let Some(outcome) = self.bind_when_ready(key, pod, store, now) {
            return outcome;
        }
        match find(pod, store, random) {
            Ok((node, volumes)) => {
                self.forget(key);
                if volumes::are_bound(pod, store) {
                    return Reconciled::requests(vec![bind(pod, &node)]);
                }
                let binding = Binding { uid: pod.metadata.uid.clone(), node, since: now };
                self.binding.insert(key.clone(), binding);
                Reconciled { requests: volumes, action: Action::Poll(BINDING_POLL) }
            }
            Err(unplaced) => {
                self.remember(key, &pod.metadata.uid, unplaced.causes, now);
                Reconciled::requests(fail(pod, &unplaced.message, now))
            }
        }
    }

    /// Goes on with a pod that has a node already and waits for its volumes; nothing if it has none
    /// or has waited too long.
    /// Models pkg/scheduler/framework/plugins/volumebinding/binder.go BindPodVolumes.
    fn bind_when_ready(
        &mut self,
        key: &Key,
        pod: &Rc<Pod>,
        store: &Store,
        now: Millis,
    ) -> Option<Reconciled> {
        let binding = self.binding.remove(key).filter(|found| found.uid == pod.metadata.uid)?;
        let claims = volumes::check_claims(pod, store);
        if claims.as_ref().is_ok_and(volumes::Claims::are_in_use) {
            // Another pod that waited for the same volume was faster, and it takes only one.
            return None;
        }
        if volumes::are_bound(pod, store) {
            return Some(Reconciled::requests(vec![bind(pod, &binding.node)]));
        }
        if claims.is_err() || now - binding.since > LONGEST_BINDING {
            return None;
        }
        self.binding.insert(key.clone(), binding);
        Some(Reconciled { requests: Vec::new(), action: Action::Poll(BINDING_POLL) })
    }

    /// The pods that a change may have made schedulable. Until they are tried, nothing else wakes
    /// them: they are in the queue.
    /// Models pkg/scheduler/eventhandlers.go and the queueing hints of the plugins.
    pub fn woken_by(&mut self, change: &Change, store: &Store) -> Vec<Key> {
        if self.unschedulable.is_empty() {
            return Vec::new();
        }
        let (before, after) = (change.before.as_ref(), change.after.as_ref());
        match change.object() {
            Object::PersistentVolumeClaim(claim) => {
                self.users(&claim.metadata.namespace, &claim.metadata.name, store)
            }
            // Whatever happens to a volume, it may be the one: there is no hint for volumes.
            Object::PersistentVolume(_) if after.is_some() => {
                self.waiting_for(&[Cause::Claims, Cause::Volumes])
            }
            Object::StorageClass(_) => self.waiting_for(&[Cause::Claims, Cause::Volumes]),
            Object::Node(_) if is_new_to_pods(before, after) => {
                self.waiting_for(&[Cause::Node, Cause::Room, Cause::Volumes, Cause::Spread])
            }
            Object::Pod(_) if gives_room(before, after) => {
                self.waiting_for(&[Cause::Room, Cause::Spread])
            }
            Object::Pod(pod) if is_placed(before, pod) => self.waiting_for(&[Cause::Spread]),
            _ => Vec::new(),
        }
    }

    fn waiting_for(&mut self, causes: &[Cause]) -> Vec<Key> {
        let mut woken = Vec::new();
        self.waiting.retain(|cause, keys| {
            let stays = !causes.contains(cause);
            if !stays {
                for key in keys.sorted().iter() {
                    if let Some(failure) = self.unschedulable.get_mut(key) {
                        failure.causes.remove(cause);
                    }
                    woken.push(key.clone());
                }
            }
            stays
        });
        woken
    }

    /// The unschedulable pods that use a claim.
    fn users(&self, namespace: &str, claim: &str, store: &Store) -> Vec<Key> {
        let users = store.pods_using_claim(namespace, claim).map(|pod| Key::of(&**pod));
        users.filter(|key| self.unschedulable.get(key).is_some()).collect()
    }

    fn remember(&mut self, key: &Key, uid: &str, causes: SortedSet<Cause>, now: Millis) {
        let known = self.unschedulable.get(key).filter(|failure| failure.uid == uid);
        let attempts = known.map_or(0, |failure| failure.attempts) + 1;
        self.forget(key);
        for cause in causes.iter() {
            self.waiting.get_or_default(cause).insert(key.clone());
        }
        let failure = Failure { uid: uid.to_owned(), attempts, at: now, causes };
        self.unschedulable.insert(key.clone(), failure);
    }

    /// Forgets the pod of that name if it is gone, placed, or another one by now.
    fn forget_others(&mut self, key: &Key, pod: Option<&Rc<Pod>>) {
        let Some(known) = self.unschedulable.get(key) else { return };
        let is_it =
            pod.is_some_and(|pod| pod.metadata.uid == known.uid && pod.spec.node_name.is_empty());
        if !is_it {
            self.forget(key);
        }
    }

    fn forget(&mut self, key: &Key) {
        let Some(failure) = self.unschedulable.remove(key) else { return };
        for cause in failure.causes {
            self.waiting.get_or_default(&cause).remove(key);
        }
    }
}

/// Whether something about a node has changed that decides which pods it takes.
fn is_new_to_pods(before: Option<&Object>, after: Option<&Object>) -> bool {
    match (before, after) {
        (Some(Object::Node(before)), Some(Object::Node(after))) => {
            before.spec != after.spec
                || before.metadata.labels != after.metadata.labels
                || before.status.allocatable != after.status.allocatable
        }
        (_, after) => after.is_some(),
    }
}

/// Whether a pod that was bound to a node takes nothing of it any more.
fn gives_room(before: Option<&Object>, after: Option<&Object>) -> bool {
    let takes = |object: Option<&Object>| match object {
        Some(Object::Pod(pod)) => !pod.spec.node_name.is_empty() && !pod.is_finished(),
        _ => false,
    };
    takes(before) && !takes(after)
}

/// Whether a pod has just been bound to a node.
fn is_placed(before: Option<&Object>, pod: &Pod) -> bool {
    let waited = |before: &Object| match before {
        Object::Pod(before) => before.spec.node_name.is_empty(),
        _ => false,
    };
    !pod.spec.node_name.is_empty() && before.is_some_and(waited)
}

/// The node for a pod and what gets its claims their volumes there, or why there is none.
fn find(pod: &Pod, store: &Store, random: &mut Random) -> Result<(String, Vec<Request>), Unplaced> {
    let nodes: Vec<&Rc<Node>> = store.list::<Node>().collect();
    if nodes.is_empty() {
        let message = "no nodes available to schedule pods".to_owned();
        return Err(Unplaced { message, causes: SortedSet::from([Cause::Node]) });
    }
    let claims = volumes::check_claims(pod, store).map_err(|reason| Unplaced {
        message: unplaced(nodes.len(), reason, 0, nodes.len()),
        causes: SortedSet::from([Cause::Claims]),
    })?;
    let spread = spread::Required::new(pod, &nodes, store);
    let wishes = filter::Wishes::new(pod, claims, spread);
    let (mut reasons, mut causes) = (SortedMap::<String, usize>::new(), SortedSet::new());
    let (mut fitting, mut helpless) = (Vec::new(), 0);
    for node in &nodes {
        match filter::check(&wishes, node, store) {
            Ok(()) => fitting.push(&***node),
            Err(Rejection { reasons: why, cause }) => {
                // Removing other pods helps only where they are what hinders.
                let helps = matches!(cause, Cause::Room | Cause::Spread);
                helpless += usize::from(!helps);
                causes.insert(cause);
                for reason in why {
                    *reasons.get_or_default(&reason) += 1;
                }
            }
        }
    }
    if !fitting.is_empty() {
        let best = score::best(pod, &fitting, store, random);
        let node = fitting.iter().find(|node| node.metadata.name == best);
        let volumes = node.map(|node| wishes.bind_claims(node, store)).unwrap_or_default();
        return Ok((best, volumes));
    }
    // Kubernetes sorts the texts with their counts in front.
    let mut texts: Vec<String> =
        reasons.iter().map(|(reason, count)| format!("{count} {reason}")).collect();
    order::all(&mut texts);
    let message = unplaced(nodes.len(), texts.join(", "), nodes.len() - helpless, helpless);
    Err(Unplaced { message, causes })
}

/// Why a pod is not placed and why removing others does not help.
/// Models pkg/scheduler/framework FitError and plugins/defaultpreemption.
fn unplaced(nodes: usize, reason: String, victims: usize, helpless: usize) -> String {
    let mut why = Vec::new();
    if victims > 0 {
        why.push(format!("{victims} No preemption victims found for incoming pod"));
    }
    if helpless > 0 {
        why.push(format!("{helpless} Preemption is not helpful for scheduling"));
    }
    order::all(&mut why);
    let why = why.join(", ");
    format!(
        "0/{nodes} nodes are available: {reason}. preemption: 0/{nodes} nodes are available: {why}."
    )
}

fn bind(pod: &Rc<Pod>, node: &str) -> Request {
    let (namespace, name) = (&pod.metadata.namespace, &pod.metadata.name);
    let text = format!("Successfully assigned {namespace}/{name} to {node}");
    let mut scheduled = EventDraft::normal("default-scheduler", &**pod, "Scheduled", text);
    scheduled.series = true;
    Request::bind(pod, node).then(scheduled)
}

/// Tells of a failed attempt, in an event and in the pod's condition.
fn fail(pod: &Rc<Pod>, message: &str, now: Millis) -> Vec<Request> {
    let mut event = EventDraft::warning("default-scheduler", &**pod, "FailedScheduling", message);
    event.series = true;
    let mut requests = vec![Request::event(event)];
    let before = pod.status.condition("PodScheduled");
    let is_told = before.is_some_and(|condition| {
        condition.status == "False"
            && condition.reason == "Unschedulable"
            && condition.message == message
    });
    if !is_told {
        let since = before.filter(|condition| condition.status == "False");
        let condition = PodCondition {
            last_probe_time: None,
            last_transition_time: since
                .map_or(Some(now.time()), |condition| condition.last_transition_time),
            message: message.to_owned(),
            reason: "Unschedulable".into(),
            status: "False".into(),
            type_: "PodScheduled".into(),
        };
        let mut pod = pod.clone();
        let changed = Rc::make_mut(&mut pod);
        changed.metadata.resource_version.clear();
        let conditions = &mut changed.status_mut().conditions;
        conditions.retain(|condition| condition.type_ != "PodScheduled");
        conditions.push(condition);
        requests.push(Request::update_status(Object::Pod(pod)));
    }
    requests
}

#[cfg(test)]
mod tests;
