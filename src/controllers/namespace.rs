//! Empties a namespace that is being deleted, and then lets it go.
//! Models pkg/controller/namespace/deletion/namespaced_resources_deleter.go Delete.

use super::Controller;
use crate::api::clock::Millis;
use crate::api::core::Namespace;
use crate::api::{Key, Object};
use crate::apiserver::request::{Action, Change, Reconciled, Request};
use crate::apiserver::store::Store;

/// Seconds that what has finalizers is expected to take.
const FINALIZERS_ESTIMATE: i64 = 15;

/// The control loop.
pub const CONTROLLER: Controller =
    Controller { name: "namespace", affected, reconcile, latency: 5, resync: None };

fn affected(change: &Change, _store: &Store, keys: &mut Vec<Key>) {
    let object = change.object();
    if matches!(object, Object::Namespace(_)) && object.metadata().is_terminating() {
        keys.push(object.key());
    }
}

/// One pass over a namespace.
pub fn reconcile(key: &Key, store: &Store, _now: Millis) -> Reconciled {
    let Some(namespace) = store.at::<Namespace>(key) else { return Reconciled::nothing() };
    if !namespace.metadata.is_terminating() {
        return Reconciled::nothing();
    }
    let contents = store.objects().all().filter(|object| object.metadata().namespace == key.name());
    let contents: Vec<&Object> = contents.collect();
    if contents.is_empty() {
        let mut finalized = Namespace::clone(namespace);
        finalized.spec.finalizers.clear();
        return Reconciled::requests(vec![Request::update(finalized)]);
    }
    let estimate = contents.iter().map(|object| estimate(object)).max().unwrap_or(0);
    let requests = contents.into_iter().map(Request::delete_any).collect();
    // What goes at once needs no second visit later than now.
    let pause = if estimate == 0 { 0 } else { (estimate / 2 + 1).saturating_mul(1000) };
    Reconciled { requests, action: Action::Requeue(pause) }
}

/// Seconds that an object may take to go.
fn estimate(object: &Object) -> i64 {
    match object {
        Object::Pod(pod) if !pod.spec.node_name.is_empty() && !pod.is_finished() => {
            pod.spec.termination_grace_period_seconds.unwrap_or(0)
        }
        _ if object.metadata().finalizers.is_empty() => 0,
        _ => FINALIZERS_ESTIMATE,
    }
}
