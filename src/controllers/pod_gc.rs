//! Removes the pods of nodes that are gone.
//! Models pkg/controller/podgc/gc_controller.go gcOrphaned.

use super::Controller;
use crate::api::clock::Millis;
use crate::api::core::Node;
use crate::api::pod::{Pod, PodCondition};
use crate::api::{Key, Object};
use crate::apiserver::request::{Change, Reconciled, Request};
use crate::apiserver::store::Store;

/// The control loop. A node that has gone gets some time to come back, its quarantine; the
/// collector comes round every twenty seconds, so half of that passes besides.
pub const CONTROLLER: Controller =
    Controller { name: "pod-gc", affected, reconcile, latency: 40_000 + 10_000, resync: None };

fn affected(change: &Change, store: &Store, keys: &mut Vec<Key>) {
    match change.object() {
        Object::Node(node) if change.after.is_none() => {
            keys.extend(store.pods_on_node(&node.metadata.name).map(|pod| Key::of(&**pod)));
        }
        Object::Pod(pod) if change.after.is_some() && is_orphan(pod, store) => {
            keys.push(change.key.clone());
        }
        _ => {}
    }
}

fn is_orphan(pod: &Pod, store: &Store) -> bool {
    let node = &pod.spec.node_name;
    !node.is_empty() && store.get::<Node>("", node).is_none()
}

/// One pass over a pod.
pub fn reconcile(key: &Key, store: &Store, now: Millis) -> Reconciled {
    let pod = store.at::<Pod>(key);
    let Some(pod) = pod.filter(|pod| is_orphan(pod, store)) else { return Reconciled::nothing() };
    let mut marked = Pod::clone(pod);
    let status = marked.status_mut();
    status.conditions.retain(|condition| condition.type_ != "DisruptionTarget");
    status.conditions.push(PodCondition {
        last_probe_time: None,
        last_transition_time: Some(now.time()),
        message: "PodGC: node no longer exists".to_owned(),
        reason: "DeletionByPodGC".into(),
        status: "True".into(),
        type_: "DisruptionTarget".into(),
    });
    if !pod.is_finished() {
        "Failed".clone_into(&mut status.phase);
    }
    Reconciled::requests(vec![Request::update_status(marked), Request::delete_now(&**pod)])
}
