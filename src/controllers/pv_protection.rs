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
        && (volume.metadata.is_terminating() || !volume.metadata.has_finalizer(FINALIZER))
    {
        keys.push(change.key.clone());
    }
}

/// One pass over a volume: a deleted one is let go when it is not bound, and one that was made
/// before there was this protection gets it. Models processPV.
pub fn reconcile(key: &Key, store: &Store, _now: Millis) -> Reconciled {
    let Some(volume) = store.at::<PersistentVolume>(key) else {
        return Reconciled::nothing();
    };
    let protected = volume.metadata.has_finalizer(FINALIZER);
    let mut volume = PersistentVolume::clone(volume);
    match volume.metadata.is_terminating() {
        true if protected && volume.status.phase != "Bound" => {
            volume.metadata.finalizers.retain(|finalizer| finalizer != FINALIZER);
        }
        false if !protected => volume.metadata.finalizers.push(FINALIZER.to_owned()),
        _ => return Reconciled::nothing(),
    }
    Reconciled::requests(vec![Request::update(volume)])
}
