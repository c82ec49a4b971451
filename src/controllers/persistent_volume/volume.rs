//! One pass over a volume.
//! Models pkg/controller/volume/persistentvolume/pv_controller.go syncVolume.

use super::COMPONENT;
use super::reclaim::{Reclaimer, reclaim};
use crate::api::binding::{BOUND_BY_CONTROLLER, PROVISIONED_BY, same_volume_mode};
use crate::api::clock::Millis;
use crate::api::storage::{PersistentVolume, PersistentVolumeClaim};
use crate::apiserver::request::{EventDraft, Request};
use crate::apiserver::store::Store;

pub(super) fn sync(
    volume: &PersistentVolume,
    store: &Store,
    now: Millis,
    plugins: &dyn Reclaimer,
) -> Vec<Request> {
    let Some(reference) = volume.spec.claim_ref.as_ref().filter(|by| !by.uid.is_empty()) else {
        // Free, or reserved for a claim that has not come yet.
        return set_phase(volume, "Available", "", now).into_iter().collect();
    };
    let claim = store
        .get::<PersistentVolumeClaim>(&reference.namespace, &reference.name)
        .filter(|claim| claim.metadata.uid == reference.uid);
    let Some(claim) = claim else { return release(volume, store, now, plugins) };
    if claim.spec.volume_name.is_empty() {
        // The claim's own pass goes on from here, unless it can never take this volume.
        return if same_volume_mode(volume, claim) { Vec::new() } else { clash(volume, claim) };
    }
    if claim.spec.volume_name == volume.metadata.name {
        return set_phase(volume, "Bound", "", now).into_iter().collect();
    }
    let was_provisioned = volume.metadata.annotations.contains_key(PROVISIONED_BY);
    if was_provisioned && volume.spec.persistent_volume_reclaim_policy == "Delete" {
        // It was made for this claim, which took another: nobody needs it.
        return release(volume, store, now, plugins);
    }
    unbind(volume, now)
}

/// Both are told that the volume is a file system and the claim wants a device, or the reverse.
fn clash(volume: &PersistentVolume, claim: &PersistentVolumeClaim) -> Vec<Request> {
    let for_volume = format!(
        "Cannot bind PersistentVolume to requested PersistentVolumeClaim \"{}\" due to \
         incompatible volumeMode.",
        claim.metadata.name
    );
    let for_claim = format!(
        "Cannot bind PersistentVolume \"{}\" to requested PersistentVolumeClaim due to \
         incompatible volumeMode.",
        volume.metadata.name
    );
    vec![
        Request::event(EventDraft::warning(COMPONENT, volume, "VolumeMismatch", for_volume)),
        Request::event(EventDraft::warning(COMPONENT, claim, "VolumeMismatch", for_claim)),
    ]
}

/// The claim is gone: the volume is released, once, and then reclaimed.
fn release(
    volume: &PersistentVolume,
    store: &Store,
    now: Millis,
    plugins: &dyn Reclaimer,
) -> Vec<Request> {
    let mut requests = Vec::new();
    if volume.status.phase != "Failed" {
        requests.extend(set_phase(volume, "Released", "", now));
    }
    requests.extend(reclaim(volume, store, now, plugins));
    requests
}

/// The claim took another volume: this one is free again, but for a reservation made by hand.
/// Models unbindVolume.
pub(super) fn unbind(volume: &PersistentVolume, now: Millis) -> Vec<Request> {
    let mut free = volume.clone();
    if free.metadata.annotations.remove(BOUND_BY_CONTROLLER).is_some() {
        free.spec.claim_ref = None;
    } else if let Some(reference) = &mut free.spec.claim_ref {
        reference.uid.clear();
    }
    let mut requests = vec![Request::update(free.clone())];
    requests.extend(set_phase(&free, "Available", "", now));
    requests
}

/// Writes the phase of a volume; nothing if it is there already. Models updateVolumePhase.
pub(super) fn set_phase(
    volume: &PersistentVolume,
    phase: &str,
    message: &str,
    now: Millis,
) -> Option<Request> {
    if volume.status.phase == phase {
        return None;
    }
    let mut changed = volume.clone();
    changed.status.phase = phase.to_owned();
    changed.status.message = message.to_owned();
    changed.status.last_phase_transition_time = Some(now.time());
    Some(Request::update_status(changed))
}
