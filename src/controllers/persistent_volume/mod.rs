//! Binding: which volume a claim gets, and what becomes of a volume whose claim is gone.

pub mod choice;
mod claim;
mod volume;

use super::{Controller, Resync};
use crate::api::clock::Millis;
use crate::api::storage::{ObjectReference, PersistentVolume, PersistentVolumeClaim};
use crate::api::{Key, Kind, Object};
use crate::apiserver::request::{Change, Reconciled, Request};
use crate::apiserver::store::Store;

const COMPONENT: &str = "persistentvolume-controller";

/// On a claim or a volume: the controller did the binding, so it may undo it.
pub const BOUND_BY_CONTROLLER: &str = "pv.kubernetes.io/bound-by-controller";
/// On a claim: its binding was finished once.
pub const BIND_COMPLETED: &str = "pv.kubernetes.io/bind-completed";

/// The control loop. A claim that waits is looked at again every 15 seconds, and not when a volume
/// is added. Models pkg/controller/volume/persistentvolume/pv_controller_base.go.
pub const CONTROLLER: Controller = Controller {
    name: "persistent-volume",
    affected,
    reconcile,
    latency: 40,
    resync: Some(Resync {
        period: 15_000,
        kinds: &[Kind::PersistentVolume, Kind::PersistentVolumeClaim],
    }),
};

fn affected(change: &Change, store: &Store, keys: &mut Vec<Key>) {
    match change.object() {
        Object::PersistentVolumeClaim(claim) => {
            let name = &claim.spec.volume_name;
            keys.push(change.object().key());
            if change.after.is_none() && !name.is_empty() {
                keys.push(Key::new(Kind::PersistentVolume, "", name));
            }
        }
        Object::PersistentVolume(volume) => {
            keys.push(change.object().key());
            let gone = change.after.is_none();
            if let Some(claim) = volume.spec.claim_ref.as_ref().filter(|_| gone) {
                let key = Key::new(Kind::PersistentVolumeClaim, &claim.namespace, &claim.name);
                if store.object(&key).is_some() {
                    keys.push(key);
                }
            }
        }
        _ => {}
    }
}

/// One pass over a claim or a volume.
pub fn reconcile(key: &Key, store: &Store, now: Millis) -> Reconciled {
    match store.object(key) {
        Some(Object::PersistentVolumeClaim(found)) => {
            Reconciled::requests(claim::sync(found, store, now))
        }
        Some(Object::PersistentVolume(found)) => {
            Reconciled::requests(volume::sync(found, store, now))
        }
        _ => Reconciled::nothing(),
    }
}

/// Whether the volume is bound to that very claim, or reserved for its name.
/// Models k8s.io/component-helpers/storage/volume IsVolumeBoundToClaim.
fn is_bound_to(volume: &PersistentVolume, claim: &PersistentVolumeClaim) -> bool {
    let Some(reference) = &volume.spec.claim_ref else { return false };
    reference.name == claim.metadata.name
        && reference.namespace == claim.metadata.namespace
        && (reference.uid.is_empty() || reference.uid == claim.metadata.uid)
}

/// The four writes that bind, in upstream's order; those that would change nothing are left out.
/// Models bind: bindVolumeToClaim, updateVolumePhase, bindClaimToVolume, updateClaimStatus.
fn bind(volume: &PersistentVolume, claim: &PersistentVolumeClaim, now: Millis) -> Vec<Request> {
    let mut requests = Vec::new();
    let mut bound_volume = volume.clone();
    let reserved = is_bound_to(volume, claim);
    let complete = volume
        .spec
        .claim_ref
        .as_ref()
        .is_some_and(|reference| reserved && reference.uid == claim.metadata.uid);
    if !complete {
        bound_volume.spec.claim_ref = Some(ObjectReference {
            api_version: "v1".to_owned(),
            kind: "PersistentVolumeClaim".to_owned(),
            name: claim.metadata.name.clone(),
            namespace: claim.metadata.namespace.clone(),
            resource_version: claim.metadata.resource_version.clone(),
            uid: claim.metadata.uid.clone(),
            ..ObjectReference::default()
        });
        if !reserved {
            annotate(&mut bound_volume.metadata.annotations, BOUND_BY_CONTROLLER);
        }
        requests.push(Request::update(bound_volume.clone()));
    }
    requests.extend(volume::set_phase(&bound_volume, "Bound", "", now));
    let mut bound_claim = claim.clone();
    if claim.spec.volume_name != volume.metadata.name {
        bound_claim.spec.volume_name.clone_from(&volume.metadata.name);
        annotate(&mut bound_claim.metadata.annotations, BOUND_BY_CONTROLLER);
    }
    annotate(&mut bound_claim.metadata.annotations, BIND_COMPLETED);
    if bound_claim != *claim {
        requests.push(Request::update(bound_claim.clone()));
    }
    bound_claim.status.phase = "Bound".to_owned();
    bound_claim.status.access_modes.clone_from(&volume.spec.access_modes);
    bound_claim.status.capacity.clone_from(&volume.spec.capacity);
    if bound_claim.status != claim.status {
        requests.push(Request::update_status(bound_claim));
    }
    requests
}

fn annotate(annotations: &mut crate::api::meta::StringMap, key: &str) {
    annotations.entry(key.to_owned()).or_insert_with(|| "yes".to_owned());
}
