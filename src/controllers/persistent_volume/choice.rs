//! Which volume fits a claim best.
//! Models pkg/controller/volume/persistentvolume/index.go and
//! k8s.io/component-helpers/storage/volume/pv_helpers.go FindMatchingVolume.

use crate::api::binding::{
    capacity, class_of_claim, class_of_volume, has_modes, is_bound_to, is_free_for, is_possible,
    lot, requested, same_attributes_class, same_volume_mode,
};
use crate::api::order;
use crate::api::sorted::SortedMap;
use crate::api::storage::{PersistentVolume, PersistentVolumeClaim};
use crate::apiserver::store::Store;
use std::rc::Rc;

/// The best volume for a claim. Volumes with fewer access modes are tried first, and among those
/// with the same modes the smallest wins. With `delayed` only a volume that is reserved for the
/// claim is taken.
pub fn best_match(
    claim: &PersistentVolumeClaim,
    delayed: bool,
    store: &Store,
) -> Option<Rc<PersistentVolume>> {
    let mut groups: SortedMap<(usize, Vec<String>), Vec<&Rc<PersistentVolume>>> = SortedMap::new();
    for volume in store.list::<PersistentVolume>().filter(|volume| has_modes(volume, claim)) {
        let mut modes = volume.spec.access_modes.clone();
        order::all(&mut modes);
        groups.get_or_default(&(modes.len(), modes)).push(volume);
    }
    groups.values().find_map(|group| best_of_group(group, claim, delayed))
}

fn best_of_group(
    group: &[&Rc<PersistentVolume>],
    claim: &PersistentVolumeClaim,
    delayed: bool,
) -> Option<Rc<PersistentVolume>> {
    let usable = group.iter().copied().filter(|volume| is_possible(volume, claim));
    if let Some(reserved) = usable.clone().find(|volume| is_bound_to(volume, claim)) {
        return Some(Rc::clone(reserved));
    }
    if delayed {
        return None;
    }
    let free = usable.filter(|volume| is_free_for(volume, claim));
    free.min_by_key(|volume| (capacity(volume), lot(volume, claim))).cloned()
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
    } else if !same_attributes_class(volume, claim) {
        "volumeAttributesClassName does not match"
    } else if !same_volume_mode(volume, claim) {
        "incompatible volumeMode"
    } else if !has_modes(volume, claim) {
        "incompatible accessMode"
    } else {
        return None;
    };
    Some(why.to_owned())
}
