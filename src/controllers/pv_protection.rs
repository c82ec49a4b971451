//! Keeps a deleted volume while it is bound.
//! Models pkg/controller/volume/pvprotection/pv_protection_controller.go.

use super::Controller;
use crate::api::clock::Millis;
use crate::api::storage::PersistentVolume;
use crate::api::{Key, Object};
use crate::apiserver::request::{Change, Reconciled, Request};
use crate::apiserver::store::Store;

const FINALIZER: &str = "kubernetes.io/pv-protection";

/// The control loop.
pub const CONTROLLER: Controller =
    Controller { name: "pv-protection", affected, reconcile, latency: 20, resync: None };

fn affected(change: &Change, _store: &Store, keys: &mut Vec<Key>) {
    if let Object::PersistentVolume(volume) = change.object()
        && volume.metadata.is_terminating()
    {
        keys.push(change.object().key());
    }
}

/// One pass over a volume: a deleted one is let go when it is not bound.
pub fn reconcile(key: &Key, store: &Store, _now: Millis) -> Reconciled {
    let Some(volume) = store.get::<PersistentVolume>("", &key.name) else {
        return Reconciled::nothing();
    };
    let protected = volume.metadata.finalizers.iter().any(|finalizer| finalizer == FINALIZER);
    if !volume.metadata.is_terminating() || !protected || volume.status.phase == "Bound" {
        return Reconciled::nothing();
    }
    let mut volume = PersistentVolume::clone(volume);
    volume.metadata.finalizers.retain(|finalizer| finalizer != FINALIZER);
    Reconciled::requests(vec![Request::update(volume)])
}
