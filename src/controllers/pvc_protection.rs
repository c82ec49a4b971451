//! Keeps a deleted claim until no pod uses it.
//! Models pkg/controller/volume/pvcprotection/pvc_protection_controller.go.

use super::Controller;
use crate::api::clock::Millis;
use crate::api::storage::PersistentVolumeClaim;
use crate::api::{Key, Kind, Object};
use crate::apiserver::request::{Change, Reconciled, Request};
use crate::apiserver::store::Store;

const FINALIZER: &str = "kubernetes.io/pvc-protection";

/// The control loop.
pub const CONTROLLER: Controller =
    Controller { name: "pvc-protection", affected, reconcile, latency: 20, resync: None };

fn affected(change: &Change, _store: &Store, keys: &mut Vec<Key>) {
    match change.object() {
        Object::PersistentVolumeClaim(claim)
            if claim.metadata.is_terminating() || !claim.metadata.has_finalizer(FINALIZER) =>
        {
            keys.push(change.key.clone());
        }
        Object::Pod(pod) if change.after.is_none() => {
            let namespace = &pod.metadata.namespace;
            let claims = pod.spec.claim_names();
            keys.extend(claims.map(|name| Key::new(Kind::PersistentVolumeClaim, namespace, name)));
        }
        _ => {}
    }
}

/// One pass over a claim: a deleted one is let go when nothing that runs on a node refers to it,
/// and one that was made before there was this protection gets it. Models processPVC.
pub fn reconcile(key: &Key, store: &Store, _now: Millis) -> Reconciled {
    let Some(claim) = store.at::<PersistentVolumeClaim>(key) else {
        return Reconciled::nothing();
    };
    let in_use = store
        .pods_using_claim(key.namespace(), key.name())
        .any(|pod| !pod.spec.node_name.is_empty());
    let protected = claim.metadata.has_finalizer(FINALIZER);
    let mut claim = PersistentVolumeClaim::clone(claim);
    match claim.metadata.is_terminating() {
        true if protected && !in_use => {
            claim.metadata.finalizers.retain(|finalizer| finalizer != FINALIZER);
        }
        false if !protected => claim.metadata.finalizers.push(FINALIZER.to_owned()),
        _ => return Reconciled::nothing(),
    }
    Reconciled::requests(vec![Request::update(claim)])
}
