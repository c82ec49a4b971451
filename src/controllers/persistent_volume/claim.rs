//! One pass over a claim. Models pkg/controller/volume/persistentvolume/pv_controller.go syncClaim.

use super::choice::{best_match, mismatch};
use super::{COMPONENT, bind, provision};
use crate::api::binding::{
    BIND_COMPLETED, BOUND_BY_CONTROLLER, SELECTED_NODE, class_of_claim, default_class, has_class,
    is_bound_to, waits_for_consumer,
};
use crate::api::clock::Millis;
use crate::api::storage::{PersistentVolume, PersistentVolumeClaim, StorageClass};
use crate::apiserver::request::{Action, EventDraft, Reconciled, Request};
use crate::apiserver::store::Store;

pub(super) fn sync(claim: &PersistentVolumeClaim, store: &Store, now: Millis) -> Reconciled {
    if claim.metadata.annotations.contains_key(BIND_COMPLETED) {
        Reconciled::requests(sync_bound(claim, store, now))
    } else if claim.spec.volume_name.is_empty() {
        Reconciled::requests(sync_unbound(claim, store, now))
    } else {
        sync_named(claim, store, now)
    }
}

/// A claim that takes any volume. Models the first half of syncUnboundClaim.
fn sync_unbound(claim: &PersistentVolumeClaim, store: &Store, now: Millis) -> Vec<Request> {
    let class = store.get::<StorageClass>("", class_of_claim(claim));
    let delayed = waits_for_consumer(class.map(|class| &**class));
    if let Some(volume) = best_match(claim, delayed, store) {
        return bind(&volume, claim, now);
    }
    if let Some(request) = assign_default_class(claim, store) {
        return vec![request];
    }
    let has_node = claim.metadata.annotations.contains_key(SELECTED_NODE);
    let event = if delayed && !has_node {
        waiting(claim, store)
    } else if !class_of_claim(claim).is_empty() {
        return provision::provision(claim, class);
    } else {
        let message = "no persistent volumes available for this claim and no storage class is set";
        EventDraft::normal(COMPONENT, claim, "FailedBinding", message)
    };
    let mut requests = vec![Request::event(event)];
    requests.extend(set_phase(claim, "Pending"));
    requests
}

/// A claim that was made when there was no default class gets the one that there is now.
/// Models assignDefaultStorageClass.
fn assign_default_class(claim: &PersistentVolumeClaim, store: &Store) -> Option<Request> {
    if has_class(claim) {
        return None;
    }
    let class = default_class(store.list::<StorageClass>())?;
    let mut changed = claim.clone();
    changed.spec.storage_class_name = Some(class.metadata.name.clone());
    Some(Request::update(changed))
}

/// A claim that names its volume. Models the second half of syncUnboundClaim.
fn sync_named(claim: &PersistentVolumeClaim, store: &Store, now: Millis) -> Reconciled {
    let Some(volume) = store.get::<PersistentVolume>("", &claim.spec.volume_name) else {
        return Reconciled::requests(set_phase(claim, "Pending").into_iter().collect());
    };
    let name = &volume.metadata.name;
    let event = if volume.spec.claim_ref.is_none() {
        let Some(why) = mismatch(volume, claim) else {
            return Reconciled::requests(bind(volume, claim, now));
        };
        let message = format!("Cannot bind to requested volume \"{name}\": {why}");
        EventDraft::warning(COMPONENT, claim, "VolumeMismatch", message)
    } else if is_bound_to(volume, claim) {
        return Reconciled::requests(bind(volume, claim, now));
    } else {
        let message = format!("volume \"{name}\" already bound to a different claim.");
        EventDraft::warning(COMPONENT, claim, "FailedBinding", message)
    };
    let mut requests = vec![Request::event(event)];
    if claim.metadata.annotations.contains_key(BOUND_BY_CONTROLLER) {
        // Somebody tampered with what the controller had bound: upstream fails and tries again.
        return Reconciled { requests, action: Action::Retry };
    }
    requests.extend(set_phase(claim, "Pending"));
    Reconciled::requests(requests)
}

/// What a claim waits for whose volume the scheduler chooses.
/// Models emitEventForUnboundDelayBindingClaim.
fn waiting(claim: &PersistentVolumeClaim, store: &Store) -> EventDraft {
    let (namespace, name) = (&claim.metadata.namespace, &claim.metadata.name);
    let pods: Vec<&str> = store
        .pods_using_claim(namespace, name)
        .filter(|pod| pod.spec.node_name.is_empty() && !pod.is_finished())
        .map(|pod| pod.metadata.name.as_str())
        .collect();
    let names = pods.join(",");
    let (reason, message) = match pods.len() {
        0 => (
            "WaitForFirstConsumer",
            "waiting for first consumer to be created before binding".to_owned(),
        ),
        1 => ("WaitForPodScheduled", format!("waiting for pod {names} to be scheduled")),
        _ => ("WaitForPodScheduled", format!("waiting for pods {names} to be scheduled")),
    };
    EventDraft::normal(COMPONENT, claim, reason, message)
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
    let message = "Two claims are bound to the same volume, this one is bound incorrectly";
    lose(claim, "ClaimMisbound", message)
}

/// The claim has no volume any more and never gets one again. Models updateClaimStatusWithEvent.
fn lose(
    claim: &PersistentVolumeClaim,
    reason: &'static str,
    message: &'static str,
) -> Vec<Request> {
    if claim.status.phase == "Lost" {
        return Vec::new();
    }
    let event = EventDraft::warning(COMPONENT, claim, reason, message);
    set_phase(claim, "Lost").into_iter().map(|request| request.then(event.clone())).collect()
}

/// Writes the phase of a claim without a volume; nothing if it is there already.
fn set_phase(claim: &PersistentVolumeClaim, phase: &str) -> Option<Request> {
    let mut changed = claim.clone();
    changed.status.phase = phase.to_owned();
    changed.status.access_modes.clear();
    changed.status.capacity.clear();
    (changed.status != claim.status).then(|| Request::update_status(changed))
}
