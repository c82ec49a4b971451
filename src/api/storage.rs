//! Volumes, claims and storage classes.

use super::fields::fields;
use super::meta::{Condition, LabelSelector, ObjectMeta, StringMap, Text};
use super::pod::HostPathVolumeSource;
use super::quantity::Quantity;
use super::sorted::SortedMap;
use super::time::Time;
use serde_json::Value;

/// Models k8s.io/api/core/v1 PersistentVolume.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersistentVolume {
    pub metadata: ObjectMeta,
    pub spec: PersistentVolumeSpec,
    pub status: PersistentVolumeStatus,
}
fields!(PersistentVolume { metadata: Always, spec: Always, status: Always });

/// Models k8s.io/api/core/v1 PersistentVolumeSpec.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersistentVolumeSpec {
    pub access_modes: Vec<String>,
    pub capacity: SortedMap<String, Quantity>,
    pub claim_ref: Option<ObjectReference>,
    pub csi: Option<Value>,
    pub host_path: Option<HostPathVolumeSource>,
    pub local: Option<Value>,
    pub mount_options: Option<Vec<String>>,
    pub nfs: Option<Value>,
    pub node_affinity: Option<Value>,
    /// `Retain`, `Delete` or `Recycle`.
    pub persistent_volume_reclaim_policy: String,
    pub storage_class_name: String,
    pub volume_attributes_class_name: Option<String>,
    pub volume_mode: Option<String>,
}
fields!(PersistentVolumeSpec {
    access_modes,
    capacity,
    claim_ref,
    csi,
    host_path,
    local,
    mount_options,
    nfs,
    node_affinity,
    persistent_volume_reclaim_policy,
    storage_class_name,
    volume_attributes_class_name,
    volume_mode,
});

/// Models k8s.io/api/core/v1 PersistentVolumeStatus.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersistentVolumeStatus {
    pub last_phase_transition_time: Option<Time>,
    pub message: String,
    /// `Pending`, `Available`, `Bound`, `Released` or `Failed`.
    pub phase: String,
    pub reason: String,
}
fields!(PersistentVolumeStatus { last_phase_transition_time, message, phase, reason });

/// Models k8s.io/api/core/v1 ObjectReference.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObjectReference {
    pub api_version: Text,
    pub field_path: String,
    pub kind: Text,
    pub name: String,
    pub namespace: String,
    pub resource_version: String,
    pub uid: String,
}
fields!(ObjectReference { api_version, field_path, kind, name, namespace, resource_version, uid });

/// Models k8s.io/api/core/v1 PersistentVolumeClaim.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersistentVolumeClaim {
    pub metadata: ObjectMeta,
    pub spec: PersistentVolumeClaimSpec,
    pub status: PersistentVolumeClaimStatus,
}
fields!(PersistentVolumeClaim { metadata: Always, spec: Always, status: Always });

/// A claim inside `volumeClaimTemplates`: the API writes its kind again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersistentVolumeClaimTemplate {
    pub api_version: String,
    pub kind: String,
    pub metadata: ObjectMeta,
    pub spec: PersistentVolumeClaimSpec,
    pub status: PersistentVolumeClaimStatus,
}
fields!(PersistentVolumeClaimTemplate {
    api_version,
    kind,
    metadata: Always,
    spec: Always,
    status: Always,
});

/// Models k8s.io/api/core/v1 PersistentVolumeClaimSpec.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersistentVolumeClaimSpec {
    pub access_modes: Vec<String>,
    pub data_source: Option<Value>,
    pub data_source_ref: Option<Value>,
    pub resources: VolumeResourceRequirements,
    pub selector: Option<LabelSelector>,
    /// `None` asks for the default class, `Some("")` for no class at all.
    pub storage_class_name: Option<String>,
    pub volume_attributes_class_name: Option<String>,
    pub volume_mode: Option<String>,
    pub volume_name: String,
}
fields!(PersistentVolumeClaimSpec {
    access_modes,
    data_source,
    data_source_ref,
    resources: Always,
    selector,
    storage_class_name,
    volume_attributes_class_name,
    volume_mode,
    volume_name,
});

/// How much storage a claim asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VolumeResourceRequirements {
    pub limits: SortedMap<String, Quantity>,
    pub requests: SortedMap<String, Quantity>,
}
fields!(VolumeResourceRequirements { limits, requests });

/// Models k8s.io/api/core/v1 PersistentVolumeClaimStatus.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersistentVolumeClaimStatus {
    pub access_modes: Vec<String>,
    pub capacity: SortedMap<String, Quantity>,
    pub conditions: Vec<Condition>,
    /// `Pending`, `Bound` or `Lost`.
    pub phase: String,
}
fields!(PersistentVolumeClaimStatus { access_modes, capacity, conditions, phase });

/// Models k8s.io/api/storage/v1 StorageClass.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StorageClass {
    pub allow_volume_expansion: Option<bool>,
    pub allowed_topologies: Option<Value>,
    pub metadata: ObjectMeta,
    pub mount_options: Option<Vec<String>>,
    pub parameters: StringMap,
    pub provisioner: String,
    pub reclaim_policy: Option<String>,
    /// `Immediate` or `WaitForFirstConsumer`.
    pub volume_binding_mode: Option<String>,
}
fields!(StorageClass {
    allow_volume_expansion,
    allowed_topologies,
    metadata: Always,
    mount_options,
    parameters,
    provisioner: Always,
    reclaim_policy,
    volume_binding_mode,
});
