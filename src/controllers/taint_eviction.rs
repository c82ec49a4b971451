//! Deletes the pods that do not put up with their node's taints.
//! Models pkg/controller/tainteviction/taint_eviction.go.

use super::Controller;
use crate::api::clock::Millis;
use crate::api::core::{Node, Taint};
use crate::api::pod::{Pod, PodCondition};
use crate::api::{Key, Object};
use crate::apiserver::request::{Action, Change, EventDraft, Reconciled, Request};
use crate::apiserver::store::Store;

/// The control loop.
pub const CONTROLLER: Controller =
    Controller { name: "taint-eviction", affected, reconcile, latency: 10, resync: None };

fn affected(change: &Change, store: &Store, keys: &mut Vec<Key>) {
    // Taints that are gone have to be looked at as well: nobody waits for their end any more.
    let drives_away = |object: &Object| match object {
        Object::Node(node) => evicting(node).next().is_some(),
        _ => false,
    };
    let either = [&change.before, &change.after];
    match change.object() {
        Object::Node(node) if either.into_iter().flatten().any(drives_away) => {
            keys.extend(store.pods_on_node(&node.metadata.name).map(|pod| Key::of(&**pod)));
        }
        Object::Pod(pod) if change.after.is_some() && !pod.spec.node_name.is_empty() => {
            let node = store.get::<Node>("", &pod.spec.node_name);
            if node.is_some_and(|node| evicting(node).next().is_some()) {
                keys.push(change.key.clone());
            }
        }
        _ => {}
    }
}

/// The taints that drive pods away.
fn evicting(node: &Node) -> impl Iterator<Item = &Taint> {
    node.spec.taints.iter().filter(|taint| taint.effect == "NoExecute")
}

/// One pass over a pod. Models processPodOnNode.
pub fn reconcile(key: &Key, store: &Store, now: Millis) -> Reconciled {
    let pod = store.at::<Pod>(key);
    let Some(pod) = pod.filter(|pod| !pod.metadata.is_terminating()) else {
        return Reconciled::nothing();
    };
    let Some(node) = store.get::<Node>("", &pod.spec.node_name) else {
        return Reconciled::nothing();
    };
    let Some(due) = due(pod, node, now) else { return Reconciled::nothing() };
    if due > now {
        return Reconciled { requests: Vec::new(), action: Action::Requeue(due - now) };
    }
    Reconciled::requests(evict(pod, now))
}

/// When a pod has to go, if it has to.
fn due(pod: &Pod, node: &Node, now: Millis) -> Option<Millis> {
    let mut earliest: Option<Millis> = None;
    for taint in evicting(node) {
        let tolerations = &pod.spec.tolerations;
        let Some(toleration) = tolerations.iter().find(|toleration| toleration.tolerates(taint))
        else {
            return Some(now);
        };
        let Some(seconds) = toleration.toleration_seconds else { continue };
        let since = taint.time_added.max(pod.metadata.creation_timestamp).unwrap_or_default();
        let until = Millis(since.0.saturating_add(seconds.max(0)).saturating_mul(1000));
        earliest = Some(earliest.map_or(until, |earliest| earliest.min(until)));
    }
    earliest
}

/// Models deletePodHandler and addConditionAndDeletePod.
fn evict(pod: &Pod, now: Millis) -> Vec<Request> {
    let text = format!("Marking for deletion Pod {}/{}", pod.metadata.namespace, pod.metadata.name);
    let mut told =
        EventDraft::normal("taint-eviction-controller", pod, "TaintManagerEviction", text);
    // The controller names the pod without its uid, so a description of the pod does not show it.
    told.regarding.uid.clear();
    told.regarding.resource_version.clear();
    let mut marked = pod.clone();
    let conditions = &mut marked.status_mut().conditions;
    conditions.retain(|condition| condition.type_ != "DisruptionTarget");
    conditions.push(PodCondition {
        last_probe_time: None,
        last_transition_time: Some(now.time()),
        message: "Taint manager: deleting due to NoExecute taint".to_owned(),
        reason: "DeletionByTaintManager".into(),
        status: "True".into(),
        type_: "DisruptionTarget".into(),
    });
    vec![Request::event(told), Request::update_status(marked), Request::delete(pod)]
}
