//! Containers as a pod's specification describes them.

use super::meta::{IntOrString, is_zero};
use super::quantity::Quantity;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// Models k8s.io/api/core/v1 Container.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Container {
    #[serde(skip_serializing_if = "is_zero")]
    pub args: Vec<String>,
    #[serde(skip_serializing_if = "is_zero")]
    pub command: Vec<String>,
    #[serde(skip_serializing_if = "is_zero")]
    pub env: Vec<EnvVar>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub env_from: Option<Value>,
    pub image: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub image_pull_policy: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lifecycle: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub liveness_probe: Option<Probe>,
    pub name: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub ports: Vec<ContainerPort>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub readiness_probe: Option<Probe>,
    pub resources: ResourceRequirements,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restart_policy: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub security_context: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub startup_probe: Option<Probe>,
    #[serde(skip_serializing_if = "is_zero")]
    pub stdin: bool,
    #[serde(skip_serializing_if = "is_zero")]
    pub termination_message_path: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub termination_message_policy: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub tty: bool,
    #[serde(skip_serializing_if = "is_zero")]
    pub volume_mounts: Vec<VolumeMount>,
    #[serde(skip_serializing_if = "is_zero")]
    pub working_dir: String,
}

/// An environment variable: a value, or where to take it from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct EnvVar {
    pub name: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_from: Option<Value>,
}

/// A port that a container listens on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ContainerPort {
    pub container_port: i32,
    #[serde(rename = "hostIP", skip_serializing_if = "is_zero")]
    pub host_ip: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub host_port: i32,
    #[serde(skip_serializing_if = "is_zero")]
    pub name: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub protocol: String,
}

/// What a container asks for and what it may use at most, by resource name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ResourceRequirements {
    #[serde(skip_serializing_if = "is_zero")]
    pub limits: BTreeMap<String, Quantity>,
    #[serde(skip_serializing_if = "is_zero")]
    pub requests: BTreeMap<String, Quantity>,
}

/// Where a volume of the pod appears in a container.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct VolumeMount {
    pub mount_path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mount_propagation: Option<String>,
    pub name: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub read_only: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recursive_read_only: Option<String>,
    #[serde(skip_serializing_if = "is_zero")]
    pub sub_path: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub sub_path_expr: String,
}

/// Models k8s.io/api/core/v1 Probe; times are in seconds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Probe {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exec: Option<Value>,
    #[serde(skip_serializing_if = "is_zero")]
    pub failure_threshold: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grpc: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub http_get: Option<HttpGetAction>,
    #[serde(skip_serializing_if = "is_zero")]
    pub initial_delay_seconds: i32,
    #[serde(skip_serializing_if = "is_zero")]
    pub period_seconds: i32,
    #[serde(skip_serializing_if = "is_zero")]
    pub success_threshold: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tcp_socket: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub termination_grace_period_seconds: Option<i64>,
    #[serde(skip_serializing_if = "is_zero")]
    pub timeout_seconds: i32,
}

/// A probe by HTTP.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct HttpGetAction {
    #[serde(skip_serializing_if = "is_zero")]
    pub host: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub http_headers: Option<Value>,
    #[serde(skip_serializing_if = "is_zero")]
    pub path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<IntOrString>,
    #[serde(skip_serializing_if = "is_zero")]
    pub scheme: String,
}
