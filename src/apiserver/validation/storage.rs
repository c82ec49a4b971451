//! Volumes, claims and storage classes.

use super::faults::{Faults, Path};
use super::names::{dns_subdomain, qualified_name};
use super::{containers, diff, meta, pod_volumes};
use crate::api::go::quoted;
use crate::api::quantity::Quantity;
use crate::api::storage::{
    PersistentVolume, PersistentVolumeClaim, PersistentVolumeClaimSpec, PersistentVolumeSpec,
    StorageClass,
};
use serde_json::Value;

const SPEC: Path<'_> = Path::new("spec");
const ACCESS_MODES: [&str; 4] =
    ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];
const VOLUME_MODES: [&str; 2] = ["Block", "Filesystem"];

fn access_modes(faults: &mut Faults, modes: &[String], when_empty: &str) {
    let path = SPEC.child("accessModes");
    if modes.is_empty() {
        faults.required(&path, when_empty);
    }
    for mode in modes {
        faults.one_of(&path, mode, &ACCESS_MODES);
    }
    let is_exclusive = |mode: &String| mode == "ReadWriteOncePod";
    if modes.iter().any(is_exclusive) && !modes.iter().all(is_exclusive) {
        faults.forbidden(&path, "may not use ReadWriteOncePod with other access modes");
    }
}

/// Models pkg/apis/core/validation/validation.go ValidatePositiveQuantityValue.
fn positive(faults: &mut Faults, quantity: &Quantity, path: &Path<'_>) {
    if quantity.is_zero() || quantity.is_negative() {
        faults.invalid(path, quoted(&quantity.to_string()), "must be greater than zero");
    }
}

fn class_name(faults: &mut Faults, name: &str) {
    if !name.is_empty() {
        faults.invalid_text(&SPEC.child("storageClassName"), name, &dns_subdomain(name));
    }
}

fn volume_mode(faults: &mut Faults, mode: Option<&str>) {
    if let Some(mode) = mode {
        faults.one_of(&SPEC.child("volumeMode"), mode, &VOLUME_MODES);
    }
}

/// Models pkg/apis/core/validation/validation.go ValidatePersistentVolumeClaimSpec.
pub(super) fn claim(faults: &mut Faults, spec: &PersistentVolumeClaimSpec) {
    if let Some(selector) = &spec.selector {
        meta::selector(faults, selector, &SPEC.child("selector"));
    }
    access_modes(faults, &spec.access_modes, "at least 1 access mode is required");
    let resources = SPEC.child("resources");
    let path = resources.key("storage");
    match spec.resources.requests.get("storage") {
        None => faults.required(&path, ""),
        Some(size) => positive(faults, size, &path),
    }
    class_name(faults, spec.storage_class_name.as_deref().unwrap_or(""));
    volume_mode(faults, spec.volume_mode.as_deref());
}

/// Models pkg/apis/core/validation/validation.go ValidatePersistentVolumeClaimUpdate.
pub(super) fn claim_update(
    faults: &mut Faults,
    new: &PersistentVolumeClaim,
    before: &PersistentVolumeClaim,
) {
    claim(faults, &new.spec);
    let (mut changed, mut old) = (new.spec.clone(), before.spec.clone());
    // A claim is given its volume once, and its class once if it has none.
    if old.volume_name.is_empty() {
        old.volume_name.clone_from(&changed.volume_name);
    }
    if old.storage_class_name.is_none() {
        old.storage_class_name.clone_from(&changed.storage_class_name);
    }
    if new.status.phase == "Bound" {
        match old.resources.requests.get("storage") {
            Some(size) => changed.resources.requests.insert("storage".to_owned(), *size),
            None => changed.resources.requests.remove("storage"),
        };
        changed.volume_attributes_class_name.clone_from(&old.volume_attributes_class_name);
    }
    if changed != old {
        let detail = format!(
            "spec is immutable after creation except resources.requests and \
             volumeAttributesClassName for bound claims\n{}",
            diff::claim_specs(&old, &changed)
        );
        faults.forbidden(&SPEC, &detail);
    }
    let size = |claim: &PersistentVolumeClaim| {
        claim.spec.resources.requests.get("storage").copied().unwrap_or_default()
    };
    let provided = before.status.capacity.get("storage").copied().unwrap_or_default();
    if size(new) < size(before) && size(new) <= provided {
        let path = SPEC.child("resources");
        let path = path.child("requests");
        faults.forbidden(&path.child("storage"), "field can not be less than status.capacity");
    }
}

/// Models pkg/apis/core/validation/validation.go ValidatePersistentVolumeSpec.
pub(super) fn volume(faults: &mut Faults, spec: &PersistentVolumeSpec) {
    access_modes(faults, &spec.access_modes, "");
    let capacity = SPEC.child("capacity");
    if spec.capacity.is_empty() {
        faults.required(&capacity, "");
    }
    if !spec.capacity.contains_key("storage") || spec.capacity.len() > 1 {
        faults.unsupported(&capacity, diff::go_resource_list(&spec.capacity), &["storage"]);
    }
    for (name, size) in &spec.capacity {
        positive(faults, size, &capacity.key(name));
    }
    let policy = &spec.persistent_volume_reclaim_policy;
    let policy_path = SPEC.child("persistentVolumeReclaimPolicy");
    if !policy.is_empty() {
        faults.one_of(&policy_path, policy, &["Delete", "Recycle", "Retain"]);
    }
    let has_affinity = node_affinity(faults, spec.node_affinity.as_ref());
    volume_source(faults, spec, has_affinity);
    if let Some(source) = &spec.host_path
        && policy == "Recycle"
        && !source.path.is_empty()
        && source.path.trim_matches('/').is_empty()
    {
        faults.forbidden(&policy_path, "may not be 'recycle' for a hostPath mount of '/'");
    }
    class_name(faults, &spec.storage_class_name);
    volume_mode(faults, spec.volume_mode.as_deref());
}

/// Models pkg/apis/core/validation/validation.go validateVolumeNodeAffinity.
fn node_affinity(faults: &mut Faults, affinity: Option<&Value>) -> bool {
    let Some(affinity) = affinity else { return false };
    let path = SPEC.child("nodeAffinity");
    let required = path.child("required");
    match affinity.get("required") {
        None | Some(Value::Null) => {
            faults.required(&required, "must specify required node constraints");
        }
        Some(selector) => {
            let terms = selector.get("nodeSelectorTerms").and_then(Value::as_array);
            if terms.is_none_or(Vec::is_empty) {
                let detail = "must have at least one node selector term";
                faults.required(&required.child("nodeSelectorTerms"), detail);
            }
        }
    }
    true
}

fn volume_source(faults: &mut Faults, spec: &PersistentVolumeSpec, has_affinity: bool) {
    let sources = [
        ("hostPath", spec.host_path.is_some()),
        ("nfs", spec.nfs.is_some()),
        ("local", spec.local.is_some()),
        ("csi", spec.csi.is_some()),
    ];
    let mut found = 0;
    for (field, _) in sources.iter().filter(|(_, is_given)| *is_given) {
        let path = SPEC.child(field);
        found += 1;
        if found > 1 {
            faults.forbidden(&path, "may not specify more than 1 volume type");
        } else {
            one_source(faults, spec, field, &path);
        }
        if *field == "local" && !has_affinity {
            let detail = "Local volume requires node affinity";
            faults.required(&SPEC.child("nodeAffinity"), detail);
        }
    }
    if found == 0 {
        faults.required(&SPEC, "must specify a volume type");
    }
}

fn one_source(faults: &mut Faults, spec: &PersistentVolumeSpec, field: &str, path: &Path<'_>) {
    let text = |source: Option<&Value>, field: &str| {
        source.and_then(|source| source.get(field)).and_then(Value::as_str).unwrap_or("").to_owned()
    };
    match field {
        "hostPath" => {
            if let Some(source) = &spec.host_path {
                pod_volumes::host_path(faults, source, path);
            }
        }
        "nfs" => pod_volumes::nfs(faults, spec.nfs.as_ref(), path),
        "local" => match text(spec.local.as_ref(), "path") {
            directory if directory.is_empty() => faults.required(&path.child("path"), ""),
            directory => containers::no_backsteps(faults, &directory, &path.child("path")),
        },
        _ => {
            for field in ["driver", "volumeHandle"] {
                if text(spec.csi.as_ref(), field).is_empty() {
                    faults.required(&path.child(field), "");
                }
            }
        }
    }
}

/// Models pkg/apis/core/validation/validation.go ValidatePersistentVolumeUpdate.
pub(super) fn volume_update(
    faults: &mut Faults,
    new: &PersistentVolume,
    before: &PersistentVolume,
) {
    volume(faults, &new.spec);
    let (new, old) = (&new.spec, &before.spec);
    let same_source = new.csi == old.csi
        && new.host_path == old.host_path
        && new.local == old.local
        && new.nfs == old.nfs;
    if !same_source {
        let detail = format!(
            "spec.persistentvolumesource is immutable after creation\n{}",
            diff::volume_sources(old, new)
        );
        faults.forbidden(&SPEC.child("persistentvolumesource"), &detail);
    }
    if new.volume_mode != old.volume_mode {
        let value = new.volume_mode.as_deref().map_or("\"null\"".to_owned(), quoted);
        faults.invalid(&Path::new("volumeMode"), value, "field is immutable");
    }
    if old.node_affinity.is_some() && new.node_affinity != old.node_affinity {
        let value = new.node_affinity.as_ref().map_or("\"null\"".to_owned(), Value::to_string);
        let detail = "field is immutable, except for updating from beta label to GA";
        faults.invalid(&Path::new("nodeAffinity"), value, detail);
    }
}

/// Models pkg/apis/storage/validation/validation.go ValidateStorageClass.
pub(super) fn class(faults: &mut Faults, class: &StorageClass) {
    let path = Path::new("provisioner");
    if class.provisioner.is_empty() {
        faults.required(&path, "");
    } else {
        let faulty = qualified_name(&class.provisioner.to_ascii_lowercase());
        faults.invalid_text(&path, &class.provisioner, &faulty);
    }
    if class.parameters.contains_key("") {
        faults.invalid(&Path::new("parameters"), "\"\"", "field can not be empty.");
    }
    if let Some(policy) = class.reclaim_policy.as_deref().filter(|policy| !policy.is_empty()) {
        faults.one_of(&Path::new("reclaimPolicy"), policy, &["Delete", "Retain"]);
    }
    let modes = ["Immediate", "WaitForFirstConsumer"];
    let mode = class.volume_binding_mode.as_deref().unwrap_or("");
    faults.one_of(&Path::new("volumeBindingMode"), mode, &modes);
}

/// Models pkg/apis/storage/validation/validation.go ValidateStorageClassUpdate.
pub(super) fn class_update(faults: &mut Faults, new: &StorageClass, before: &StorageClass) {
    class(faults, new);
    let fields = [
        ("parameters", new.parameters != before.parameters),
        ("provisioner", new.provisioner != before.provisioner),
        ("reclaimPolicy", new.reclaim_policy != before.reclaim_policy),
    ];
    for (field, _) in fields.iter().filter(|(_, changed)| *changed) {
        faults.forbidden(&Path::new(field), &format!("updates to {field} are forbidden."));
    }
    if new.volume_binding_mode != before.volume_binding_mode {
        let value = quoted(new.volume_binding_mode.as_deref().unwrap_or(""));
        faults.invalid(&Path::new("volumeBindingMode"), value, "field is immutable");
    }
}
