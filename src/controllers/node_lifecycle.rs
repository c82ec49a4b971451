//! Finds the nodes whose kubelets are silent, and says so in their conditions and taints and in the
//! conditions of their pods. Models pkg/controller/nodelifecycle/node_lifecycle_controller.go.

use super::{Controller, Resync, owner_or_self};
use crate::api::clock::Millis;
use crate::api::core::{Node, Taint};
use crate::api::pod::Pod;
use crate::api::{Key, Kind};
use crate::apiserver::request::{Action, Change, EventDraft, Reconciled, Request};
use crate::apiserver::store::Store;

/// From the start of one look at all nodes to the next: five seconds, and what a look takes.
/// Models nodeMonitorPeriod.
pub const PERIOD: i64 = 5_025;
/// How long a kubelet may be silent. Models nodeMonitorGracePeriod.
const GRACE: i64 = 50_000;

/// The taint of a node whose kubelet says that it is not ready.
pub const NOT_READY: &str = "node.kubernetes.io/not-ready";
/// The taint of a node whose kubelet says nothing.
pub const UNREACHABLE: &str = "node.kubernetes.io/unreachable";
/// The taint of a node that has been cordoned.
pub const UNSCHEDULABLE: &str = "node.kubernetes.io/unschedulable";

/// What makes a node ready or not, and which taint that gives it.
/// Models nodeConditionToTaintKeyStatusMap.
const CONDITION_TAINTS: [(&str, &str, &str); 5] = [
    ("Ready", "False", NOT_READY),
    ("Ready", "Unknown", UNREACHABLE),
    ("MemoryPressure", "True", "node.kubernetes.io/memory-pressure"),
    ("DiskPressure", "True", "node.kubernetes.io/disk-pressure"),
    ("PIDPressure", "True", "node.kubernetes.io/pid-pressure"),
];

/// The loop that looks whether kubelets are heard of.
pub const MONITOR: Controller = Controller {
    name: "node-monitor",
    affected: |_, _, _| {},
    reconcile: monitor,
    latency: 0,
    resync: Some(Resync { period: PERIOD, kinds: &[Kind::Node] }),
};

/// The loop that keeps new pods from nodes that are in no state to take any.
pub const TAINTS: Controller =
    Controller { name: "node-taints", affected, reconcile: taint, latency: 20, resync: None };

fn affected(change: &Change, _store: &Store, keys: &mut Vec<Key>) {
    if change.object().kind() == Kind::Node {
        owner_or_self(Kind::Node, change, keys);
    }
}

/// When a node is given up whose lease was renewed last at that moment: the controller's clock runs
/// from the look at which it saw the renewal. `look` is the moment of any look.
pub fn lost_at(renewed: Millis, look: Millis) -> Millis {
    let seen = look + -((look - renewed).div_euclid(PERIOD) * PERIOD);
    seen + (GRACE / PERIOD + 1) * PERIOD
}

/// One look at a node. Models monitorNodeHealth.
fn monitor(key: &Key, store: &Store, now: Millis) -> Reconciled {
    let Some(node) = store.at::<Node>(key) else { return Reconciled::nothing() };
    let ready = status_of(node, "Ready");
    // What pods do not put up with depends on what was known before this look.
    let evicting = match ready {
        "Unknown" => Some(UNREACHABLE),
        "False" => Some(NOT_READY),
        _ => None,
    };
    let mut tainted = node.spec.taints.clone();
    tainted.retain(|taint| {
        let ours = taint.key == NOT_READY || taint.key == UNREACHABLE;
        !(ours && taint.effect == "NoExecute" && Some(taint.key.as_str()) != evicting)
    });
    if let Some(key) = evicting {
        add(&mut tainted, key, "NoExecute", now);
    }
    let mut requests: Vec<Request> = with_taints(node, tainted).into_iter().collect();
    let Some(renewed) = store.lapsed_lease(key.name()).filter(|_| ready != "Unknown") else {
        return Reconciled::requests(requests);
    };
    let lost_at = lost_at(renewed, now);
    if now < lost_at {
        return Reconciled { requests, action: Action::Requeue(lost_at - now) };
    }
    requests.extend(lose(node, store, now));
    Reconciled { requests, action: Action::Requeue(PERIOD) }
}

fn status_of<'a>(node: &'a Node, condition: &str) -> &'a str {
    let found = node.status.conditions.iter().find(|found| found.type_ == condition);
    found.map_or("", |found| found.status.as_str())
}

/// Nobody knows any more how the node is, and its pods are not ready.
/// Models tryUpdateNodeHealth and pkg/controller/util/node MarkPodsNotReady.
fn lose(node: &Node, store: &Store, now: Millis) -> Vec<Request> {
    let mut lost = node.clone();
    for condition in &mut lost.status.conditions {
        "Unknown".clone_into(&mut condition.status);
        "NodeStatusUnknown".clone_into(&mut condition.reason);
        "Kubelet stopped posting node status.".clone_into(&mut condition.message);
        condition.last_transition_time = Some(now.time());
    }
    let text = format!("Node {} status is now: NodeNotReady", node.metadata.name);
    let told = EventDraft::normal("node-controller", node, "NodeNotReady", text);
    let mut requests = vec![Request::update_status(lost).then(told)];
    for pod in store.pods_on_node(&node.metadata.name) {
        let mut changed = Pod::clone(pod);
        let conditions = &mut changed.status_mut().conditions;
        let ready = conditions.iter_mut().find(|it| it.type_ == "Ready" && it.status == "True");
        let Some(ready) = ready else { continue };
        ready.status = "False".into();
        ready.last_transition_time = Some(now.time());
        let text = "Node is not ready";
        let told = EventDraft::warning("node-controller", &**pod, "NodeNotReady", text);
        requests.push(Request::update_status(changed).then(told));
    }
    requests
}

/// One pass over a node's conditions. Models doNoScheduleTaintingPass.
fn taint(key: &Key, store: &Store, now: Millis) -> Reconciled {
    let Some(node) = store.at::<Node>(key) else { return Reconciled::nothing() };
    let cordoned = node.spec.unschedulable.then_some(UNSCHEDULABLE);
    let holds =
        |(condition, status, _): &&(&str, &str, &str)| status_of(node, condition) == *status;
    let mut wanted: Vec<&str> =
        CONDITION_TAINTS.iter().filter(holds).map(|(_, _, taint)| *taint).collect();
    wanted.extend(cordoned);
    let mut taints = node.spec.taints.clone();
    for key in &wanted {
        add(&mut taints, key, "NoSchedule", now);
    }
    // What is to be added is added first; the change brings this loop back for what is to go.
    if taints.len() == node.spec.taints.len() {
        let own = |key: &str| {
            key == UNSCHEDULABLE || CONDITION_TAINTS.iter().any(|(_, _, taint)| *taint == key)
        };
        taints.retain(|taint| {
            let key = taint.key.as_str();
            taint.effect != "NoSchedule" || !own(key) || wanted.contains(&key)
        });
    }
    Reconciled::requests(with_taints(node, taints).into_iter().collect())
}

/// Adds a taint at the end, unless it is there. Models AddOrUpdateTaint.
fn add(taints: &mut Vec<Taint>, key: &str, effect: &str, now: Millis) {
    if !taints.iter().any(|taint| taint.key == key && taint.effect == effect) {
        taints.push(Taint {
            effect: effect.to_owned(),
            key: key.to_owned(),
            time_added: Some(now.time()),
            value: String::new(),
        });
    }
}

/// The request that gives a node these taints, if they are not the ones that it has.
fn with_taints(node: &Node, taints: Vec<Taint>) -> Option<Request> {
    if taints == node.spec.taints {
        return None;
    }
    let mut changed = node.clone();
    changed.spec.taints = taints;
    Some(Request::update(changed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_is_lost_at_the_first_look_that_is_more_than_the_grace_period_after_the_last_sign() {
        let looks = |number: i64| Millis(number * PERIOD);
        for (renewed, last_look_with_news) in [(0, 0), (1, 1), (5_025, 1), (5_026, 2)] {
            for look in [last_look_with_news, last_look_with_news + 4, last_look_with_news + 10] {
                let lost = lost_at(Millis(renewed), looks(look));
                assert_eq!(lost, looks(last_look_with_news + 10), "renewed at {renewed}");
            }
        }
    }
}
