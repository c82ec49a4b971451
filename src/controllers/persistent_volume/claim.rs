//! One pass over a claim. Models pkg/controller/volume/persistentvolume/pv_controller.go syncClaim.

use super::choice::{best_match, class_of_claim, mismatch};
use super::{BIND_COMPLETED, BOUND_BY_CONTROLLER, COMPONENT, bind, is_bound_to};
use crate::api::clock::Millis;
use crate::api::storage::{PersistentVolume, PersistentVolumeClaim, StorageClass};
use crate::apiserver::request::{EventDraft, Request};
use crate::apiserver::store::Store;

pub(super) fn sync(claim: &PersistentVolumeClaim, store: &Store, now: Millis) -> Vec<Request> {
    if claim.metadata.annotations.contains_key(BIND_COMPLETED) {
        sync_bound(claim, store, now)
    } else {
        sync_unbound(claim, store, now)
    }
}

/// Models syncUnboundClaim.
fn sync_unbound(claim: &PersistentVolumeClaim, store: &Store, now: Millis) -> Vec<Request> {
    if claim.spec.volume_name.is_empty() {
        let delayed = waits_for_consumer(claim, store);
        if let Some(volume) = best_match(claim, delayed, store) {
            return bind(&volume, claim, now);
        }
        let mut requests = vec![Request::event(why_unbound(claim, delayed, store))];
        requests.extend(set_phase(claim, "Pending"));
        return requests;
    }
    let Some(volume) = store.get::<PersistentVolume>("", &claim.spec.volume_name) else {
        return set_phase(claim, "Pending").into_iter().collect();
    };
    let event = if volume.spec.claim_ref.is_none() {
        match mismatch(volume, claim) {
            None => return bind(volume, claim, now),
            Some(why) => {
                let name = &volume.metadata.name;
                let message = format!("Cannot bind to requested volume \"{name}\": {why}");
                EventDraft::warning(COMPONENT, claim, "VolumeMismatch", message)
            }
        }
    } else if is_bound_to(volume, claim) {
        return bind(volume, claim, now);
    } else if claim.metadata.annotations.contains_key(BOUND_BY_CONTROLLER) {
        // The controller's own half-finished binding lost the race: nothing to tell anybody.
        return Vec::new();
    } else {
        let name = &volume.metadata.name;
        let message = format!("volume \"{name}\" already bound to a different claim.");
        EventDraft::warning(COMPONENT, claim, "FailedBinding", message)
    };
    let mut requests = vec![Request::event(event)];
    requests.extend(set_phase(claim, "Pending"));
    requests
}

fn waits_for_consumer(claim: &PersistentVolumeClaim, store: &Store) -> bool {
    let class = store.get::<StorageClass>("", class_of_claim(claim));
    let mode = class.and_then(|class| class.volume_binding_mode.as_deref());
    mode == Some("WaitForFirstConsumer")
}

/// The event that tells why there is no volume yet. Models the end of syncUnboundClaim,
/// emitEventForUnboundDelayBindingClaim and provisionClaimOperation.
fn why_unbound(claim: &PersistentVolumeClaim, delayed: bool, store: &Store) -> EventDraft {
    let normal = |reason, message: String| EventDraft::normal(COMPONENT, claim, reason, message);
    let class_name = class_of_claim(claim);
    if delayed {
        let (namespace, name) = (&claim.metadata.namespace, &claim.metadata.name);
        let waiting = store
            .pods_using_claim(namespace, name)
            .find(|pod| pod.spec.node_name.is_empty() && pod.is_active());
        return match waiting {
            Some(pod) => {
                let message = format!("waiting for pod {} to be scheduled", pod.metadata.name);
                normal("WaitForPodScheduled", message)
            }
            None => {
                let message = "waiting for first consumer to be created before binding";
                normal("WaitForFirstConsumer", message.to_owned())
            }
        };
    }
    if class_name.is_empty() {
        let message = "no persistent volumes available for this claim and no storage class is set";
        return normal("FailedBinding", message.to_owned());
    }
    let Some(class) = store.get::<StorageClass>("", class_name) else {
        let message = format!("storageclass.storage.k8s.io \"{class_name}\" not found");
        return EventDraft::warning(COMPONENT, claim, "ProvisioningFailed", message);
    };
    let provisioner = &class.provisioner;
    if provisioner.starts_with("kubernetes.io/") {
        let message = format!("no volume plugin matched name: {provisioner}");
        return EventDraft::warning(COMPONENT, claim, "ProvisioningFailed", message);
    }
    let message = format!(
        "Waiting for a volume to be created either by the external provisioner '{provisioner}' or \
         manually by the system administrator. If volume creation is delayed, please verify that \
         the provisioner is running and correctly registered."
    );
    normal("ExternalProvisioning", message)
}

/// Models syncBoundClaim.
fn sync_bound(claim: &PersistentVolumeClaim, store: &Store, now: Millis) -> Vec<Request> {
    if claim.spec.volume_name.is_empty() {
        let message = "Bound claim has lost reference to PersistentVolume. Data on the volume is \
                       lost!";
        return lose(claim, "ClaimLost", message);
    }
    let Some(volume) = store.get::<PersistentVolume>("", &claim.spec.volume_name) else {
        let message = "Bound claim has lost its PersistentVolume. Data on the volume is lost!";
        return lose(claim, "ClaimLost", message);
    };
    let owner = volume.spec.claim_ref.as_ref();
    if owner.is_none_or(|owner| owner.uid == claim.metadata.uid) {
        return bind(volume, claim, now);
    }
    if is_bound_to(volume, claim) {
        return bind(volume, claim, now);
    }
    let message = "Two claims are bound to the same volume, this one is bound incorrectly";
    lose(claim, "ClaimMisbound", message)
}

/// The claim has no volume any more and never gets one again.
fn lose(
    claim: &PersistentVolumeClaim,
    reason: &'static str,
    message: &'static str,
) -> Vec<Request> {
    match set_phase(claim, "Lost") {
        Some(request) => {
            vec![request.then(EventDraft::warning(COMPONENT, claim, reason, message))]
        }
        None => Vec::new(),
    }
}

/// Writes the phase of a claim without a volume; nothing if it is there already.
fn set_phase(claim: &PersistentVolumeClaim, phase: &str) -> Option<Request> {
    let mut changed = claim.clone();
    changed.status.phase = phase.to_owned();
    changed.status.access_modes.clear();
    changed.status.capacity.clear();
    (changed.status != claim.status).then(|| Request::update_status(changed))
}
