//! `kubectl describe` of claims, volumes and storage classes.

use super::super::printers::{access_modes, is_default_class, labels as inline};
use super::super::table::Described;
use super::template::plain;
use super::volumes::{host_path, nfs};
use super::{amount, annotations, field, go_list, labels, list, moment, terminating};
use crate::api::attachment::VolumeAttachment;
use crate::api::clock::Millis;
use crate::api::storage::{PersistentVolume, PersistentVolumeClaim, StorageClass};
use crate::apiserver::store::Store;
use serde_json::{Map, Value};

// Models describePVC
pub fn claim(w: &mut Described, it: &PersistentVolumeClaim, store: &Store, now: Millis) {
    let meta = &it.metadata;
    field(w, 0, "Name", &meta.name);
    field(w, 0, "Namespace", &meta.namespace);
    field(w, 0, "StorageClass", it.spec.storage_class_name.as_deref().unwrap_or_default());
    if meta.is_terminating() {
        field(w, 0, "Status", &terminating(meta, now));
    } else {
        field(w, 0, "Status", &it.status.phase);
    }
    field(w, 0, "Volume", &it.spec.volume_name);
    labels(w, "Labels", &meta.labels);
    annotations(w, "Annotations", &meta.annotations);
    field(w, 0, "Finalizers", &go_list(&meta.finalizers));
    let bound = !it.spec.volume_name.is_empty();
    let capacity = if bound { amount(&it.status.capacity, "storage") } else { String::new() };
    let modes = if bound { access_modes(&it.status.access_modes) } else { String::new() };
    field(w, 0, "Capacity", &capacity);
    field(w, 0, "Access Modes", &modes);
    if let Some(mode) = &it.spec.volume_mode {
        field(w, 0, "VolumeMode", mode);
    }
    let users = store.pods_using_claim(&meta.namespace, &meta.name);
    list(w, "Used By", users.map(|pod| pod.metadata.name.clone()));
    if it.status.conditions.is_empty() {
        return;
    }
    w.line(0, "Conditions:");
    w.line(1, "Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage");
    w.line(1, "----\t------\t-----------------\t------------------\t------\t-------");
    for it in &it.status.conditions {
        const NEVER: &str = "Mon, 01 Jan 0001 00:00:00 +0000";
        let transition = moment(it.last_transition_time);
        let (type_, status, reason, message) = (&it.type_, &it.status, &it.reason, &it.message);
        w.line(1, &format!("{type_} \t{status} \t{NEVER} \t{transition} \t{reason} \t{message}"));
    }
}

// Models describePV
pub fn volume(w: &mut Described, it: &PersistentVolume, now: Millis) {
    let meta = &it.metadata;
    field(w, 0, "Name", &meta.name);
    labels(w, "Labels", &meta.labels);
    annotations(w, "Annotations", &meta.annotations);
    field(w, 0, "Finalizers", &go_list(&meta.finalizers));
    field(w, 0, "StorageClass", &it.spec.storage_class_name);
    if meta.is_terminating() {
        field(w, 0, "Status", &terminating(meta, now));
    } else {
        field(w, 0, "Status", &it.status.phase);
    }
    let claim = it.spec.claim_ref.as_ref();
    let claim = claim.map(|claim| format!("{}/{}", claim.namespace, claim.name));
    field(w, 0, "Claim", &claim.unwrap_or_default());
    field(w, 0, "Reclaim Policy", &it.spec.persistent_volume_reclaim_policy);
    field(w, 0, "Access Modes", &access_modes(&it.spec.access_modes));
    if let Some(mode) = &it.spec.volume_mode {
        field(w, 0, "VolumeMode", mode);
    }
    field(w, 0, "Capacity", &amount(&it.spec.capacity, "storage"));
    node_affinity(w, it.spec.node_affinity.as_ref());
    field(w, 0, "Message", &it.status.message);
    w.line(0, "Source:");
    source(w, it);
}

fn source(w: &mut Described, it: &PersistentVolume) {
    let text = |from: &Value, key: &str| from.get(key).map_or_else(String::new, plain);
    if let Some(path) = &it.spec.host_path {
        host_path(w, &path.path, path.type_.as_deref());
    } else if let Some(local) = &it.spec.local {
        let type_ = "LocalVolume (a persistent volume backed by local storage on a node)";
        field(w, 2, "Type", type_);
        field(w, 2, "Path", &text(local, "path"));
    } else if let Some(from) = &it.spec.nfs {
        nfs(w, from);
    } else if let Some(csi) = &it.spec.csi {
        field(w, 2, "Type", "CSI (a Container Storage Interface (CSI) volume source)");
        field(w, 2, "Driver", &text(csi, "driver"));
        field(w, 2, "FSType", &text(csi, "fsType"));
        field(w, 2, "VolumeHandle", &text(csi, "volumeHandle"));
        let read_only = csi.get("readOnly").and_then(Value::as_bool).unwrap_or(false);
        field(w, 2, "ReadOnly", &read_only.to_string());
        attributes(w, csi.get("volumeAttributes").and_then(Value::as_object));
    } else {
        w.line(1, "<unknown>");
    }
}

// Models printCSIPersistentVolumeAttributesMultilineIndent
fn attributes(w: &mut Described, attributes: Option<&Map<String, Value>>) {
    let mut title = "VolumeAttributes:";
    for (key, value) in attributes.into_iter().flatten() {
        w.line(2, &format!("{title}\t    {key}={}", value.as_str().unwrap_or_default()));
        title = "    ";
    }
    if attributes.is_none_or(Map::is_empty) {
        w.line(2, &format!("{title}\t<none>"));
    }
}

// Models printVolumeNodeAffinity
fn node_affinity(w: &mut Described, affinity: Option<&Value>) {
    let Some(required) = affinity.and_then(|affinity| affinity.get("required")) else {
        field(w, 0, "Node Affinity", "<none>");
        return;
    };
    let terms = array(required, "nodeSelectorTerms");
    field(w, 0, "Node Affinity", "");
    field(w, 1, "Required Terms", if terms.is_empty() { "<none>" } else { "" });
    for (index, term) in terms.iter().enumerate() {
        w.begin(2, &format!("Term {index}:\t"));
        let requirements = array(term, "matchExpressions");
        if requirements.is_empty() {
            w.line(0, "<none>");
        }
        for (index, requirement) in requirements.iter().enumerate() {
            if index > 0 {
                w.begin(2, "\t");
            }
            w.line(0, &node_requirement(requirement));
        }
    }
}

fn array<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// `kubernetes.io/hostname in [node01]`
fn node_requirement(requirement: &Value) -> String {
    let text = |key: &str| requirement.get(key).and_then(Value::as_str).unwrap_or_default();
    let values: Vec<&str> = array(requirement, "values").iter().filter_map(Value::as_str).collect();
    let (key, operator) = (text("key"), text("operator").to_ascii_lowercase());
    if values.is_empty() {
        format!("{key} {operator}")
    } else {
        format!("{key} {operator} [{}]", values.join(", "))
    }
}

/// Attachments have no description of their own: what matters is in their fields.
pub fn attachment(w: &mut Described, it: &VolumeAttachment) {
    field(w, 0, "Name", &it.metadata.name);
    labels(w, "Labels", &it.metadata.labels);
    annotations(w, "Annotations", &it.metadata.annotations);
    field(w, 0, "Attacher", &it.spec.attacher);
    field(w, 0, "Node Name", &it.spec.node_name);
    field(w, 0, "Volume", it.spec.source.persistent_volume_name.as_deref().unwrap_or_default());
    field(w, 0, "Attached", &it.status.attached.to_string());
}

// Models describeStorageClass
pub fn class(w: &mut Described, it: &StorageClass) {
    field(w, 0, "Name", &it.metadata.name);
    field(w, 0, "IsDefaultClass", if is_default_class(it) { "Yes" } else { "No" });
    // Here annotations stand in one line, and the one of apply with its line break is not left out.
    field(w, 0, "Annotations", &inline(&it.metadata.annotations));
    field(w, 0, "Provisioner", &it.provisioner);
    field(w, 0, "Parameters", &inline(&it.parameters));
    let expansion = match it.allow_volume_expansion {
        None => "<unset>",
        Some(true) => "True",
        Some(false) => "False",
    };
    field(w, 0, "AllowVolumeExpansion", expansion);
    match it.mount_options.as_deref() {
        None | Some([]) => field(w, 0, "MountOptions", "<none>"),
        Some(options) => {
            w.line(0, "MountOptions:");
            options.iter().for_each(|option| w.line(1, option));
        }
    }
    field(w, 0, "ReclaimPolicy", it.reclaim_policy.as_deref().unwrap_or_default());
    let binding = it.volume_binding_mode.as_deref().unwrap_or("<unset>");
    field(w, 0, "VolumeBindingMode", binding);
}
