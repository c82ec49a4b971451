//! Which volume fits a claim best.
//! Models pkg/controller/volume/persistentvolume/index.go and
//! k8s.io/component-helpers/storage/volume/pv_helpers.go FindMatchingVolume.

use super::is_bound_to;
use crate::api::quantity::Quantity;
use crate::api::storage::{PersistentVolume, PersistentVolumeClaim};
use crate::apiserver::store::Store;
use std::collections::BTreeMap;
use std::rc::Rc;

const BETA_CLASS: &str = "volume.beta.kubernetes.io/storage-class";

/// The class of a claim; none and the empty one are the same here.
pub fn class_of_claim(claim: &PersistentVolumeClaim) -> &str {
    let beta = claim.metadata.annotations.get(BETA_CLASS);
    beta.or(claim.spec.storage_class_name.as_ref()).map_or("", String::as_str)
}

/// The class of a volume.
pub fn class_of_volume(volume: &PersistentVolume) -> &str {
    let beta = volume.metadata.annotations.get(BETA_CLASS);
    beta.unwrap_or(&volume.spec.storage_class_name)
}

fn mode(mode: Option<&String>) -> &str {
    mode.map_or("Filesystem", String::as_str)
}

/// What a claim asks for.
pub fn requested(claim: &PersistentVolumeClaim) -> Quantity {
    claim.spec.resources.requests.get("storage").cloned().unwrap_or_default()
}

fn capacity(volume: &PersistentVolume) -> Quantity {
    volume.spec.capacity.get("storage").cloned().unwrap_or_default()
}

fn has_modes(volume: &PersistentVolume, claim: &PersistentVolumeClaim) -> bool {
    claim.spec.access_modes.iter().all(|mode| volume.spec.access_modes.contains(mode))
}

/// The best volume for a claim. Volumes with fewer access modes are tried first, and among those
/// with the same modes the smallest wins. With `delayed` only a volume that is reserved for the
/// claim is taken.
pub fn best_match(
    claim: &PersistentVolumeClaim,
    delayed: bool,
    store: &Store,
) -> Option<Rc<PersistentVolume>> {
    let mut groups: BTreeMap<(usize, Vec<String>), Vec<&Rc<PersistentVolume>>> = BTreeMap::new();
    for volume in store.list::<PersistentVolume>().filter(|volume| has_modes(volume, claim)) {
        let mut modes = volume.spec.access_modes.clone();
        modes.sort();
        groups.entry((modes.len(), modes)).or_default().push(volume);
    }
    groups.values().find_map(|group| best_of_group(group, claim, delayed))
}

fn best_of_group(
    group: &[&Rc<PersistentVolume>],
    claim: &PersistentVolumeClaim,
    delayed: bool,
) -> Option<Rc<PersistentVolume>> {
    let wanted = requested(claim);
    let usable = |volume: &&&Rc<PersistentVolume>| {
        let others = volume.spec.claim_ref.is_some() && !is_bound_to(volume, claim);
        !others
            && capacity(volume) >= wanted
            && mode(volume.spec.volume_mode.as_ref()) == mode(claim.spec.volume_mode.as_ref())
            && attributes_class_matches(volume, claim)
            && !volume.metadata.is_terminating()
    };
    let mut usable = group.iter().filter(usable).copied();
    if let Some(reserved) = usable.clone().find(|volume| is_bound_to(volume, claim)) {
        return Some(Rc::clone(reserved));
    }
    if delayed {
        return None;
    }
    let selector = claim.spec.selector.as_ref();
    let free = usable.by_ref().filter(|volume| {
        volume.status.phase == "Available"
            && selector.is_none_or(|selector| selector.matches(&volume.metadata.labels))
            && class_of_volume(volume) == class_of_claim(claim)
    });
    free.min_by_key(|volume| (capacity(volume), lot(volume, claim))).cloned()
}

/// Upstream picks at random among volumes of the same size (it iterates over a map). The uids are
/// random, so a hash of both is a lot that a seed repeats.
fn lot(volume: &PersistentVolume, claim: &PersistentVolumeClaim) -> u32 {
    let bytes = volume.metadata.uid.bytes().chain(claim.metadata.uid.bytes());
    bytes.fold(0x811c_9dc5, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

fn attributes_class_matches(volume: &PersistentVolume, claim: &PersistentVolumeClaim) -> bool {
    let of = |class: &Option<String>| class.clone().unwrap_or_default();
    of(&volume.spec.volume_attributes_class_name) == of(&claim.spec.volume_attributes_class_name)
}

/// Why a volume that a claim names is none for it.
/// Models pv_controller.go checkVolumeSatisfyClaim.
pub fn mismatch(volume: &PersistentVolume, claim: &PersistentVolumeClaim) -> Option<String> {
    let why = if volume.metadata.is_terminating() {
        return Some(format!("the volume is marked for deletion \"{}\"", volume.metadata.name));
    } else if capacity(volume) < requested(claim) {
        "requested PV is too small"
    } else if class_of_volume(volume) != class_of_claim(claim) {
        "storageClassName does not match"
    } else if !attributes_class_matches(volume, claim) {
        "volumeAttributesClassName does not match"
    } else if mode(volume.spec.volume_mode.as_ref()) != mode(claim.spec.volume_mode.as_ref()) {
        "incompatible volumeMode"
    } else if !has_modes(volume, claim) {
        "incompatible accessMode"
    } else {
        return None;
    };
    Some(why.to_owned())
}
