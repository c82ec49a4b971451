//! Binding: which volume a claim gets, and what becomes of a volume whose claim is gone.

pub mod choice;
mod claim;
mod provision;
pub mod reclaim;
mod volume;

use self::reclaim::{InTree, Reclaimer};
use super::{Controller, Resync};
use crate::api::binding::{
    BIND_COMPLETED, BOUND_BY_CONTROLLER, annotate, bound_to, same_volume_mode,
};
use crate::api::clock::Millis;
use crate::api::quantity::Quantity;
use crate::api::storage::{PersistentVolume, PersistentVolumeClaim, PersistentVolumeClaimStatus};
use crate::api::{Key, Kind, Object};
use crate::apiserver::request::{Action, Change, Reconciled, Request, Verb};
use crate::apiserver::store::Store;

const COMPONENT: &str = "persistentvolume-controller";

/// On a volume that has grown before its claim was bound: what it had at first.
const PRE_RESIZE_CAPACITY: &str = "volume.alpha.kubernetes.io/pre-resize-capacity";

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
            keys.push(change.key.clone());
            if change.after.is_none() && !name.is_empty() {
                keys.push(Key::new(Kind::PersistentVolume, "", name));
            }
        }
        Object::PersistentVolume(volume) => {
            keys.push(change.key.clone());
            let gone = change.after.is_none();
            if let Some(reference) = &volume.spec.claim_ref
                && let Some(claim) =
                    store.get::<PersistentVolumeClaim>(&reference.namespace, &reference.name)
                && (gone || wants_claim_looked_at(volume, claim))
            {
                keys.push(Key::of(&**claim));
            }
        }
        _ => {}
    }
}

/// Whether a claim can be bound now because a volume was given to it, by the scheduler or by a
/// provisioner. Models the end of syncVolume, which queues such a claim.
fn wants_claim_looked_at(volume: &PersistentVolume, claim: &PersistentVolumeClaim) -> bool {
    let reference = volume.spec.claim_ref.as_ref();
    reference.is_some_and(|reference| reference.uid == claim.metadata.uid)
        && claim.spec.volume_name.is_empty()
        && same_volume_mode(volume, claim)
}

/// How long the binder's writes to a volume take, which come before those to its claim.
const WRITES: i64 = 10;

/// One pass over a claim or a volume. Between what it writes to a volume and what it writes to
/// the claim others see the volume change and the claim not yet bound: a pod that waits for it may
/// be tried then, in vain.
fn reconcile(key: &Key, store: &Store, now: Millis) -> Reconciled {
    let mut wanted = reconcile_with(key, store, now, &InTree);
    let first = wanted.requests.iter().take_while(|request| writes_volume(request)).count();
    if key.kind == Kind::PersistentVolumeClaim && (1..wanted.requests.len()).contains(&first) {
        wanted.requests.truncate(first);
        wanted.action = Action::Requeue(WRITES);
    }
    wanted
}

fn writes_volume(request: &Request) -> bool {
    use Verb::{Update, UpdateStatus};
    matches!(&request.verb, Update(object) | UpdateStatus(object)
        if object.kind() == Kind::PersistentVolume)
}

/// One pass over a claim or a volume in a cluster with these plugins.
pub fn reconcile_with(
    key: &Key,
    store: &Store,
    now: Millis,
    plugins: &dyn Reclaimer,
) -> Reconciled {
    match store.object(key) {
        Some(Object::PersistentVolumeClaim(found)) => claim::sync(found, store, now),
        Some(Object::PersistentVolume(found)) => {
            Reconciled::requests(volume::sync(found, store, now, plugins))
        }
        _ => Reconciled::nothing(),
    }
}

/// The four writes that bind, in upstream's order; those that would change nothing are left out.
/// Models bind: bindVolumeToClaim, updateVolumePhase, bindClaimToVolume, updateClaimStatus.
fn bind(volume: &PersistentVolume, claim: &PersistentVolumeClaim, now: Millis) -> Vec<Request> {
    let mut requests = Vec::new();
    let bound_volume = bound_to(volume, claim);
    requests.extend(bound_volume.clone().map(Request::update));
    let bound_volume = bound_volume.as_ref().unwrap_or(volume);
    requests.extend(volume::set_phase(bound_volume, "Bound", "", now));
    let mut bound_claim = claim.clone();
    if claim.spec.volume_name != volume.metadata.name {
        bound_claim.spec.volume_name.clone_from(&volume.metadata.name);
        annotate(&mut bound_claim.metadata.annotations, BOUND_BY_CONTROLLER);
    }
    annotate(&mut bound_claim.metadata.annotations, BIND_COMPLETED);
    if bound_claim != *claim {
        requests.push(Request::update(bound_claim.clone()));
    }
    bound_claim.status = bound_status(volume, &claim.status);
    if bound_claim.status != claim.status {
        requests.push(Request::update_status(bound_claim));
    }
    requests
}

/// The status of a claim that has its volume. The capacity is written when the claim becomes bound
/// and not again: a file system may be smaller than its device. Models updateClaimStatus.
fn bound_status(
    volume: &PersistentVolume,
    before: &PersistentVolumeClaimStatus,
) -> PersistentVolumeClaimStatus {
    let mut status = before.clone();
    status.access_modes.clone_from(&volume.spec.access_modes);
    if before.phase != "Bound" {
        status.capacity.clone_from(&volume.spec.capacity);
        let before_growth = volume.metadata.annotations.get(PRE_RESIZE_CAPACITY);
        if let Some(capacity) = before_growth.and_then(|text| Quantity::parse(text).ok()) {
            status.capacity.insert("storage".to_owned(), capacity);
        }
    }
    status.phase = "Bound".to_owned();
    status
}
