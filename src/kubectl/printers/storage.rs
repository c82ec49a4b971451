//! The tables of volumes, claims and storage classes.

use super::super::table::Column;
use super::{Printer, created};
use crate::api::attachment::VolumeAttachment;
use crate::api::clock::Millis;
use crate::api::quantity::Quantity;
use crate::api::sorted::SortedMap;
use crate::api::storage::{PersistentVolume, PersistentVolumeClaim, StorageClass};
use crate::api::{Object, Resource};

/// Claims.
pub const PERSISTENT_VOLUME_CLAIM: Printer = Printer { columns: CLAIM_COLUMNS, row: claim };

const CLAIM_COLUMNS: &[Column] = &[
    Column::new("NAME"),
    Column::new("STATUS"),
    Column::new("VOLUME"),
    Column::new("CAPACITY"),
    Column::new("ACCESS MODES"),
    Column::new("STORAGECLASS"),
    Column::new("VOLUMEATTRIBUTESCLASS"),
    Column::new("AGE"),
    Column::wide("VOLUMEMODE"),
];

// Models pkg/printers/internalversion/printers.go printPersistentVolumeClaim
fn claim(object: &Object, now: Millis) -> Vec<String> {
    let Some(it) = PersistentVolumeClaim::unwrap(object) else { return Vec::new() };
    let terminating = it.metadata.is_terminating();
    let bound = !it.spec.volume_name.is_empty();
    vec![
        it.metadata.name.clone(),
        if terminating { "Terminating".to_owned() } else { it.status.phase.clone() },
        it.spec.volume_name.clone(),
        if bound { storage(&it.status.capacity) } else { String::new() },
        if bound { access_modes(&it.status.access_modes) } else { String::new() },
        it.spec.storage_class_name.clone().unwrap_or_default(),
        or_unset(it.spec.volume_attributes_class_name.as_deref()),
        created(object, now),
        or_unset(it.spec.volume_mode.as_deref()),
    ]
}

/// Volumes.
pub const PERSISTENT_VOLUME: Printer = Printer { columns: VOLUME_COLUMNS, row: volume };

const VOLUME_COLUMNS: &[Column] = &[
    Column::new("NAME"),
    Column::new("CAPACITY"),
    Column::new("ACCESS MODES"),
    Column::new("RECLAIM POLICY"),
    Column::new("STATUS"),
    Column::new("CLAIM"),
    Column::new("STORAGECLASS"),
    Column::new("VOLUMEATTRIBUTESCLASS"),
    Column::new("REASON"),
    Column::new("AGE"),
    Column::wide("VOLUMEMODE"),
];

// Models pkg/printers/internalversion/printers.go printPersistentVolume
fn volume(object: &Object, now: Millis) -> Vec<String> {
    let Some(it) = PersistentVolume::unwrap(object) else { return Vec::new() };
    let terminating = it.metadata.is_terminating();
    let claim = it.spec.claim_ref.as_ref();
    vec![
        it.metadata.name.clone(),
        storage(&it.spec.capacity),
        access_modes(&it.spec.access_modes),
        it.spec.persistent_volume_reclaim_policy.clone(),
        if terminating { "Terminating".to_owned() } else { it.status.phase.clone() },
        claim.map_or_else(String::new, |claim| format!("{}/{}", claim.namespace, claim.name)),
        it.spec.storage_class_name.clone(),
        or_unset(it.spec.volume_attributes_class_name.as_deref()),
        it.status.reason.clone(),
        created(object, now),
        or_unset(it.spec.volume_mode.as_deref()),
    ]
}

/// Storage classes.
pub const STORAGE_CLASS: Printer = Printer { columns: CLASS_COLUMNS, row: class };

const CLASS_COLUMNS: &[Column] = &[
    Column::new("NAME"),
    Column::new("PROVISIONER"),
    Column::new("RECLAIMPOLICY"),
    Column::new("VOLUMEBINDINGMODE"),
    Column::new("ALLOWVOLUMEEXPANSION"),
    Column::new("AGE"),
];

// Models pkg/printers/internalversion/printers.go printStorageClass
fn class(object: &Object, now: Millis) -> Vec<String> {
    let Some(it) = StorageClass::unwrap(object) else { return Vec::new() };
    let default = if is_default_class(it) { " (default)" } else { "" };
    vec![
        format!("{}{default}", it.metadata.name),
        it.provisioner.clone(),
        it.reclaim_policy.clone().unwrap_or_else(|| "Delete".to_owned()),
        it.volume_binding_mode.clone().unwrap_or_else(|| "Immediate".to_owned()),
        (it.allow_volume_expansion == Some(true)).to_string(),
        created(object, now),
    ]
}

/// Attachments of volumes to nodes.
pub const VOLUME_ATTACHMENT: Printer = Printer { columns: ATTACHMENT_COLUMNS, row: attachment };

const ATTACHMENT_COLUMNS: &[Column] = &[
    Column::new("NAME"),
    Column::new("ATTACHER"),
    Column::new("PV"),
    Column::new("NODE"),
    Column::new("ATTACHED"),
    Column::new("AGE"),
];

// Models pkg/printers/internalversion/printers.go printVolumeAttachment
fn attachment(object: &Object, now: Millis) -> Vec<String> {
    let Some(it) = VolumeAttachment::unwrap(object) else { return Vec::new() };
    vec![
        it.metadata.name.clone(),
        it.spec.attacher.clone(),
        it.spec.source.persistent_volume_name.clone().unwrap_or_default(),
        it.spec.node_name.clone(),
        it.status.attached.to_string(),
        created(object, now),
    ]
}

/// Whether claims without a class get this one.
pub fn is_default_class(class: &StorageClass) -> bool {
    const ANNOTATION: &str = "storageclass.kubernetes.io/is-default-class";
    class.metadata.annotations.get(ANNOTATION).is_some_and(|value| value == "true")
}

/// `RWO,RWX`, always in this order and each once.
// Models pkg/apis/core/helper GetAccessModesAsString
pub fn access_modes(modes: &[String]) -> String {
    const ORDER: [(&str, &str); 4] = [
        ("ReadWriteOnce", "RWO"),
        ("ReadOnlyMany", "ROX"),
        ("ReadWriteMany", "RWX"),
        ("ReadWriteOncePod", "RWOP"),
    ];
    let known = ORDER.iter().filter(|(mode, _)| modes.iter().any(|given| given == mode));
    let short: Vec<&str> = known.map(|(_, short)| *short).collect();
    short.join(",")
}

/// A missing amount prints as the zero quantity: a claim shows `0` until its status is written.
fn storage(amounts: &SortedMap<String, Quantity>) -> String {
    amounts.get("storage").map_or_else(|| "0".to_owned(), Quantity::to_string)
}

fn or_unset(text: Option<&str>) -> String {
    text.unwrap_or("<unset>").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn access_modes_have_a_fixed_order() {
        let modes = ["ReadWriteMany".to_owned(), "ReadWriteOnce".to_owned()];
        assert_eq!(access_modes(&modes), "RWO,RWX");
    }

    #[test]
    fn a_claim_shows_no_capacity_before_it_has_a_volume_and_zero_until_it_is_bound() {
        let mut claim = PersistentVolumeClaim::default();
        let cells = |claim: &PersistentVolumeClaim| {
            (PERSISTENT_VOLUME_CLAIM.row)(&claim.clone().into(), Millis(0))
        };
        assert_eq!(cells(&claim)[3], "");
        claim.spec.volume_name = "v".to_owned();
        assert_eq!(cells(&claim)[3], "0");
    }
}
