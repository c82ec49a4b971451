//! One pass over a volume: its phase, and what its reclaim policy says.
//! Models pkg/controller/volume/persistentvolume/pv_controller.go syncVolume.

use super::{BOUND_BY_CONTROLLER, COMPONENT};
use crate::api::clock::Millis;
use crate::api::pod::Pod;
use crate::api::storage::{PersistentVolume, PersistentVolumeClaim};
use crate::apiserver::request::{EventDraft, Request};
use crate::apiserver::store::Store;

pub(super) fn sync(volume: &PersistentVolume, store: &Store, now: Millis) -> Vec<Request> {
    let Some(reference) = volume.spec.claim_ref.as_ref().filter(|by| !by.uid.is_empty()) else {
        // Free, or reserved for a claim that has not come yet.
        return set_phase(volume, "Available", "", now).into_iter().collect();
    };
    let claim = store
        .get::<PersistentVolumeClaim>(&reference.namespace, &reference.name)
        .filter(|claim| claim.metadata.uid == reference.uid);
    let Some(claim) = claim else { return release(volume, store, now) };
    if claim.spec.volume_name.is_empty() {
        return Vec::new();
    }
    if claim.spec.volume_name == volume.metadata.name {
        return set_phase(volume, "Bound", "", now).into_iter().collect();
    }
    unbind(volume, now)
}

/// The claim is gone: the volume is released, once, and then reclaimed.
fn release(volume: &PersistentVolume, store: &Store, now: Millis) -> Vec<Request> {
    let mut requests = Vec::new();
    if volume.status.phase != "Failed" {
        requests.extend(set_phase(volume, "Released", "", now));
    }
    match volume.spec.persistent_volume_reclaim_policy.as_str() {
        "Delete" => requests.extend(delete(volume, now)),
        "Recycle" => requests.extend(recycle(volume, store, now)),
        _ => {}
    }
    requests
}

/// The claim took another volume: this one is free again, but for a reservation made by hand.
/// Models unbindVolume.
fn unbind(volume: &PersistentVolume, now: Millis) -> Vec<Request> {
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

/// Models deleteVolumeOperation with the plugins of a plain cluster: directories of a node can be
/// deleted below /tmp, volumes of a driver by their driver, and others by nobody.
fn delete(volume: &PersistentVolume, now: Millis) -> Vec<Request> {
    if volume.spec.csi.is_some() || volume.metadata.is_terminating() {
        return Vec::new();
    }
    let message = match &volume.spec.host_path {
        Some(source) if source.path.starts_with("/tmp/") => return vec![Request::delete(volume)],
        Some(source) => {
            format!("host_path deleter only supports /tmp/.+ but received provided {}", source.path)
        }
        None => format!(
            "error getting deleter volume plugin for volume \"{}\": no deletable volume plugin \
             matched",
            volume.metadata.name
        ),
    };
    fail(volume, "VolumeFailedDelete", message, now)
}

/// Models recycleVolumeOperation.
fn recycle(volume: &PersistentVolume, store: &Store, now: Millis) -> Vec<Request> {
    let claim = volume.spec.claim_ref.as_ref();
    let users: Vec<String> = claim
        .into_iter()
        .flat_map(|claim| store.pods_using_claim(&claim.namespace, &claim.name))
        .filter(|pod: &&std::rc::Rc<Pod>| !pod.is_finished())
        .map(|pod| format!("{}/{}", pod.metadata.namespace, pod.metadata.name))
        .collect();
    if !users.is_empty() {
        let message = format!("Volume is used by pods: {}", users.join(","));
        let draft = EventDraft::normal(COMPONENT, volume, "VolumeFailedRecycle", message);
        return vec![Request::event(draft)];
    }
    if volume.spec.host_path.is_none() && volume.spec.nfs.is_none() {
        let message = "No recycler plugin found for the volume!".to_owned();
        return fail(volume, "VolumeFailedRecycle", message, now);
    }
    let draft = EventDraft::normal(COMPONENT, volume, "VolumeRecycled", "Volume recycled");
    let mut requests = vec![Request::event(draft)];
    requests.extend(unbind(volume, now));
    requests
}

fn fail(
    volume: &PersistentVolume,
    reason: &'static str,
    message: String,
    now: Millis,
) -> Vec<Request> {
    match set_phase(volume, "Failed", &message, now) {
        Some(request) => {
            vec![request.then(EventDraft::warning(COMPONENT, volume, reason, message))]
        }
        None => Vec::new(),
    }
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
