//! Volumes, claims and storage classes.

use super::meta::{Condition, LabelSelector, ObjectMeta, StringMap, is_zero};
use super::pod::HostPathVolumeSource;
use super::quantity::Quantity;
use super::time::Time;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// Models k8s.io/api/core/v1 PersistentVolume.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PersistentVolume {
    pub metadata: ObjectMeta,
    pub spec: PersistentVolumeSpec,
    pub status: PersistentVolumeStatus,
}

/// Models k8s.io/api/core/v1 PersistentVolumeSpec.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PersistentVolumeSpec {
    #[serde(skip_serializing_if = "is_zero")]
    pub access_modes: Vec<String>,
    #[serde(skip_serializing_if = "is_zero")]
    pub capacity: BTreeMap<String, Quantity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claim_ref: Option<ObjectReference>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub csi: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_path: Option<HostPathVolumeSource>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub local: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mount_options: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nfs: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub node_affinity: Option<Value>,
    /// `Retain`, `Delete` or `Recycle`.
    #[serde(skip_serializing_if = "is_zero")]
    pub persistent_volume_reclaim_policy: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub storage_class_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volume_attributes_class_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volume_mode: Option<String>,
}

/// Models k8s.io/api/core/v1 PersistentVolumeStatus.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PersistentVolumeStatus {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_phase_transition_time: Option<Time>,
    #[serde(skip_serializing_if = "is_zero")]
    pub message: String,
    /// `Pending`, `Available`, `Bound`, `Released` or `Failed`.
    #[serde(skip_serializing_if = "is_zero")]
    pub phase: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub reason: String,
}

/// Models k8s.io/api/core/v1 ObjectReference.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ObjectReference {
    #[serde(skip_serializing_if = "is_zero")]
    pub api_version: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub field_path: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub kind: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub name: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub namespace: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub resource_version: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub uid: String,
}

/// Models k8s.io/api/core/v1 PersistentVolumeClaim.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PersistentVolumeClaim {
    pub metadata: ObjectMeta,
    pub spec: PersistentVolumeClaimSpec,
    pub status: PersistentVolumeClaimStatus,
}

/// A claim inside `volumeClaimTemplates`: the API writes its kind again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PersistentVolumeClaimTemplate {
    #[serde(skip_serializing_if = "is_zero")]
    pub api_version: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub kind: String,
    pub metadata: ObjectMeta,
    pub spec: PersistentVolumeClaimSpec,
    pub status: PersistentVolumeClaimStatus,
}

/// Models k8s.io/api/core/v1 PersistentVolumeClaimSpec.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PersistentVolumeClaimSpec {
    #[serde(skip_serializing_if = "is_zero")]
    pub access_modes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_source: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_source_ref: Option<Value>,
    pub resources: VolumeResourceRequirements,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selector: Option<LabelSelector>,
    /// `None` asks for the default class, `Some("")` for no class at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage_class_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volume_attributes_class_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volume_mode: Option<String>,
    #[serde(skip_serializing_if = "is_zero")]
    pub volume_name: String,
}

/// How much storage a claim asks for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct VolumeResourceRequirements {
    #[serde(skip_serializing_if = "is_zero")]
    pub limits: BTreeMap<String, Quantity>,
    #[serde(skip_serializing_if = "is_zero")]
    pub requests: BTreeMap<String, Quantity>,
}

/// Models k8s.io/api/core/v1 PersistentVolumeClaimStatus.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PersistentVolumeClaimStatus {
    #[serde(skip_serializing_if = "is_zero")]
    pub access_modes: Vec<String>,
    #[serde(skip_serializing_if = "is_zero")]
    pub capacity: BTreeMap<String, Quantity>,
    #[serde(skip_serializing_if = "is_zero")]
    pub conditions: Vec<Condition>,
    /// `Pending`, `Bound` or `Lost`.
    #[serde(skip_serializing_if = "is_zero")]
    pub phase: String,
}

/// Models k8s.io/api/storage/v1 StorageClass.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct StorageClass {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_volume_expansion: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_topologies: Option<Value>,
    pub metadata: ObjectMeta,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mount_options: Option<Vec<String>>,
    #[serde(skip_serializing_if = "is_zero")]
    pub parameters: StringMap,
    pub provisioner: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reclaim_policy: Option<String>,
    /// `Immediate` or `WaitForFirstConsumer`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volume_binding_mode: Option<String>,
}
