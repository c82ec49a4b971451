//! When a volume suits a claim; the binder and the scheduler ask the same questions.
//! Models k8s.io/component-helpers/storage/volume/pv_helpers.go.

use super::meta::StringMap;
use super::quantity::Quantity;
use super::storage::{ObjectReference, PersistentVolume, PersistentVolumeClaim, StorageClass};
use std::rc::Rc;

const DEFAULT_CLASS: [&str; 2] = [
    "storageclass.kubernetes.io/is-default-class",
    "storageclass.beta.kubernetes.io/is-default-class",
];
const BETA_CLASS: &str = "volume.beta.kubernetes.io/storage-class";

/// On a claim or a volume: the controller did the binding, so it may undo it.
pub const BOUND_BY_CONTROLLER: &str = "pv.kubernetes.io/bound-by-controller";
/// On a claim: its binding was finished once.
pub const BIND_COMPLETED: &str = "pv.kubernetes.io/bind-completed";
/// On a volume: who made it, if it was not made by hand.
pub const PROVISIONED_BY: &str = "pv.kubernetes.io/provisioned-by";
/// On a claim: who is to make a volume for it.
pub const STORAGE_PROVISIONER: &str = "volume.kubernetes.io/storage-provisioner";
/// On a claim: where the pod will run for which a volume is to be provisioned.
pub const SELECTED_NODE: &str = "volume.kubernetes.io/selected-node";

/// The class of a claim; none and the empty one are the same here.
pub fn class_of_claim(claim: &PersistentVolumeClaim) -> &str {
    let beta = claim.metadata.annotations.get(BETA_CLASS);
    beta.or(claim.spec.storage_class_name.as_ref()).map_or("", String::as_str)
}

/// Whether the claim says anything about its class, be it that it wants none.
/// Models PersistentVolumeClaimHasClass.
pub fn has_class(claim: &PersistentVolumeClaim) -> bool {
    claim.spec.storage_class_name.is_some() || claim.metadata.annotations.contains_key(BETA_CLASS)
}

/// The class that claims without one get: the newest of several, then the first by name.
/// Models pkg/volume/util/storageclass.go GetDefaultClass.
pub fn default_class<'a>(
    classes: impl Iterator<Item = &'a Rc<StorageClass>>,
) -> Option<&'a Rc<StorageClass>> {
    let is_default = |class: &&Rc<StorageClass>| {
        let said = |key: &&str| class.metadata.annotations.get(*key).map(String::as_str);
        DEFAULT_CLASS.iter().any(|key| said(key) == Some("true"))
    };
    // They come in the order of their names, and the first of the smallest is kept.
    classes
        .filter(is_default)
        .min_by_key(|class| std::cmp::Reverse(class.metadata.creation_timestamp))
}

/// The class of a volume.
pub fn class_of_volume(volume: &PersistentVolume) -> &str {
    let beta = volume.metadata.annotations.get(BETA_CLASS);
    beta.unwrap_or(&volume.spec.storage_class_name)
}

/// Whether claims of a class wait for a pod. Models IsDelayBindingMode.
pub fn waits_for_consumer(class: Option<&StorageClass>) -> bool {
    let mode = class.and_then(|class| class.volume_binding_mode.as_deref());
    mode == Some("WaitForFirstConsumer")
}

/// What a claim asks for.
pub fn requested(claim: &PersistentVolumeClaim) -> Quantity {
    claim.spec.resources.requests.get("storage").cloned().unwrap_or_default()
}

/// What a volume has.
pub fn capacity(volume: &PersistentVolume) -> Quantity {
    volume.spec.capacity.get("storage").cloned().unwrap_or_default()
}

/// Whether a volume has all access modes that a claim asks for.
pub fn has_modes(volume: &PersistentVolume, claim: &PersistentVolumeClaim) -> bool {
    claim.spec.access_modes.iter().all(|mode| volume.spec.access_modes.contains(mode))
}

/// Whether both are file systems or both are block devices.
pub fn same_volume_mode(volume: &PersistentVolume, claim: &PersistentVolumeClaim) -> bool {
    let mode = |mode: &Option<String>| mode.clone().unwrap_or_else(|| "Filesystem".to_owned());
    mode(&volume.spec.volume_mode) == mode(&claim.spec.volume_mode)
}

/// Whether both name the same VolumeAttributesClass, or none.
pub fn same_attributes_class(volume: &PersistentVolume, claim: &PersistentVolumeClaim) -> bool {
    let of = |class: &Option<String>| class.clone().unwrap_or_default();
    of(&volume.spec.volume_attributes_class_name) == of(&claim.spec.volume_attributes_class_name)
}

/// Whether the volume is bound to that very claim, or reserved for its name.
/// Models IsVolumeBoundToClaim.
pub fn is_bound_to(volume: &PersistentVolume, claim: &PersistentVolumeClaim) -> bool {
    let Some(reference) = &volume.spec.claim_ref else { return false };
    reference.name == claim.metadata.name
        && reference.namespace == claim.metadata.namespace
        && (reference.uid.is_empty() || reference.uid == claim.metadata.uid)
}

/// What a volume needs at least, even one that is reserved for the claim.
/// Models the first part of FindMatchingVolume.
pub fn is_possible(volume: &PersistentVolume, claim: &PersistentVolumeClaim) -> bool {
    let of_another = volume.spec.claim_ref.is_some() && !is_bound_to(volume, claim);
    !of_another
        && capacity(volume) >= requested(claim)
        && same_volume_mode(volume, claim)
        && same_attributes_class(volume, claim)
        && !volume.metadata.is_terminating()
}

/// What a volume needs besides if it is reserved for nobody.
/// Models the second part of FindMatchingVolume.
pub fn is_free_for(volume: &PersistentVolume, claim: &PersistentVolumeClaim) -> bool {
    let selector = claim.spec.selector.as_ref();
    volume.status.phase == "Available"
        && selector.is_none_or(|selector| selector.matches(&volume.metadata.labels))
        && class_of_volume(volume) == class_of_claim(claim)
}

/// Upstream picks at random among volumes of the same size (it iterates over a map). The uids are
/// random, so a hash of both is a lot that a seed repeats.
pub fn lot(volume: &PersistentVolume, claim: &PersistentVolumeClaim) -> u32 {
    let bytes = volume.metadata.uid.bytes().chain(claim.metadata.uid.bytes());
    bytes.fold(0x811c_9dc5, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// The volume with the claim written into it; nothing if it is there already.
/// Models GetBindVolumeToClaim.
pub fn bound_to(
    volume: &PersistentVolume,
    claim: &PersistentVolumeClaim,
) -> Option<PersistentVolume> {
    let reserved = is_bound_to(volume, claim);
    let owner = volume.spec.claim_ref.as_ref();
    if reserved && owner.is_some_and(|owner| owner.uid == claim.metadata.uid) {
        return None;
    }
    let mut bound = volume.clone();
    bound.spec.claim_ref = Some(ObjectReference {
        api_version: "v1".into(),
        kind: "PersistentVolumeClaim".into(),
        name: claim.metadata.name.clone(),
        namespace: claim.metadata.namespace.clone(),
        resource_version: claim.metadata.resource_version.clone(),
        uid: claim.metadata.uid.clone(),
        ..ObjectReference::default()
    });
    if !reserved {
        annotate(&mut bound.metadata.annotations, BOUND_BY_CONTROLLER);
    }
    Some(bound)
}

/// Writes an annotation that says yes.
pub fn annotate(annotations: &mut StringMap, key: &str) {
    annotations.get_or_insert_with(key.to_owned(), || "yes".to_owned());
}
