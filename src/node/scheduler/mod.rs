//! The scheduler: which node a pod goes to, or why to none.
//! Models pkg/scheduler/schedule_one.go with the default plugins.

mod affinity;
mod filter;
mod score;
mod volumes;

use self::filter::Rejection;
use crate::api::clock::Millis;
use crate::api::core::Node;
use crate::api::pod::{Pod, PodCondition};
use crate::api::{Key, Object};
use crate::apiserver::random::Random;
use crate::apiserver::request::{EventDraft, Reconciled, Request};
use crate::apiserver::store::Store;
use std::collections::BTreeMap;
use std::rc::Rc;

/// The first wait after a failed attempt, and the longest.
/// Models pkg/scheduler/backend/queue DefaultPodInitialBackoffDuration, DefaultPodMaxBackoffDuration.
const FIRST_BACKOFF: i64 = 1_000;
const LONGEST_BACKOFF: i64 = 10_000;
/// How long the back-off queue and the attempt take besides.
const OVERHEAD: i64 = 200;

/// The scheduler's memory: the pods that it could not place.
#[derive(Clone, Debug, Default)]
pub struct Scheduler {
    /// By uid.
    failures: BTreeMap<String, Failure>,
    /// The uid of each such pod.
    unschedulable: BTreeMap<Key, String>,
}

#[derive(Clone, Copy, Debug)]
struct Failure {
    attempts: u32,
    at: Millis,
}

impl Failure {
    fn backoff(self) -> i64 {
        let doublings = self.attempts.saturating_sub(1).min(10);
        (FIRST_BACKOFF << doublings).min(LONGEST_BACKOFF)
    }
}

impl Scheduler {
    /// The earliest moment at which the back-off lets a pod be tried again.
    pub fn retry_at(&self, pod_uid: &str) -> Option<Millis> {
        self.failures.get(pod_uid).map(|failure| failure.at + failure.backoff() + OVERHEAD)
    }

    /// The pods that could not be placed.
    pub fn unschedulable(&self) -> impl Iterator<Item = &Key> {
        self.unschedulable.keys()
    }

    /// One attempt to place a pod.
    pub fn schedule(
        &mut self,
        key: &Key,
        store: &Store,
        random: &mut Random,
        now: Millis,
    ) -> Reconciled {
        let pod = store.get::<Pod>(&key.namespace, &key.name);
        self.forget_others(key, pod);
        let Some(pod) = pod.filter(|pod| pod.spec.node_name.is_empty()) else {
            return Reconciled::nothing();
        };
        let is_ours = matches!(pod.spec.scheduler_name.as_str(), "" | "default-scheduler");
        if !is_ours || pod.is_finished() || pod.metadata.is_terminating() {
            return Reconciled::nothing();
        }
        match find(pod, store, random) {
            Ok(node) => {
                self.forget(key);
                Reconciled::requests(vec![bind(pod, &node)])
            }
            Err(message) => {
                let uid = &pod.metadata.uid;
                let failure =
                    self.failures.entry(uid.clone()).or_insert(Failure { attempts: 0, at: now });
                failure.attempts += 1;
                failure.at = now;
                self.unschedulable.insert(key.clone(), uid.clone());
                Reconciled::requests(fail(pod, &message, now))
            }
        }
    }

    /// Forgets the pod of that name if it is gone, placed, or another one by now.
    fn forget_others(&mut self, key: &Key, pod: Option<&Rc<Pod>>) {
        let Some(known) = self.unschedulable.get(key) else { return };
        let is_it =
            pod.is_some_and(|pod| pod.metadata.uid == *known && pod.spec.node_name.is_empty());
        if !is_it {
            self.forget(key);
        }
    }

    fn forget(&mut self, key: &Key) {
        if let Some(uid) = self.unschedulable.remove(key) {
            self.failures.remove(&uid);
        }
    }
}

/// The node for a pod, or the message of the failure.
fn find(pod: &Pod, store: &Store, random: &mut Random) -> Result<String, String> {
    let nodes: Vec<&Rc<Node>> = store.list::<Node>().collect();
    if nodes.is_empty() {
        return Err("no nodes available to schedule pods".to_owned());
    }
    let claims = match volumes::check_claims(pod, store) {
        Ok(claims) => claims,
        Err(reason) => return Err(unplaced(nodes.len(), reason, 0, nodes.len())),
    };
    let wishes = filter::Wishes::new(pod, claims);
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    let (mut fitting, mut helpless) = (Vec::new(), 0);
    for node in &nodes {
        match filter::check(&wishes, node, store) {
            Ok(()) => fitting.push(&***node),
            Err(Rejection { reasons: why, is_final }) => {
                helpless += usize::from(is_final);
                for reason in why {
                    *reasons.entry(reason).or_default() += 1;
                }
            }
        }
    }
    if !fitting.is_empty() {
        return Ok(score::best(pod, &fitting, store, random));
    }
    // Kubernetes sorts the texts with their counts in front.
    let mut texts: Vec<String> =
        reasons.iter().map(|(reason, count)| format!("{count} {reason}")).collect();
    texts.sort();
    Err(unplaced(nodes.len(), texts.join(", "), nodes.len() - helpless, helpless))
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
    why.sort();
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
            reason: "Unschedulable".to_owned(),
            status: "False".to_owned(),
            type_: "PodScheduled".to_owned(),
        };
        let mut pod = pod.clone();
        let changed = Rc::make_mut(&mut pod);
        changed.metadata.resource_version.clear();
        changed.status.conditions.retain(|condition| condition.type_ != "PodScheduled");
        changed.status.conditions.push(condition);
        requests.push(Request::update_status(Object::Pod(pod)));
    }
    requests
}

#[cfg(test)]
mod tests;
