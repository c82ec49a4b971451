//! Containers as a pod's specification describes them.

use super::fields::fields;
use super::meta::IntOrString;
use super::quantity::Quantity;
use super::sorted::SortedMap;
use serde_json::Value;
use std::rc::Rc;

/// Models k8s.io/api/core/v1 Container.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Container {
    pub args: Vec<String>,
    pub command: Vec<String>,
    pub env: Vec<EnvVar>,
    pub env_from: Option<Value>,
    pub image: String,
    pub image_pull_policy: String,
    pub lifecycle: Option<Value>,
    pub liveness_probe: Option<Rc<Probe>>,
    pub name: String,
    pub ports: Vec<ContainerPort>,
    pub readiness_probe: Option<Rc<Probe>>,
    pub resources: ResourceRequirements,
    pub restart_policy: Option<String>,
    pub security_context: Option<Value>,
    pub startup_probe: Option<Rc<Probe>>,
    pub stdin: bool,
    pub stdin_once: bool,
    pub termination_message_path: String,
    pub termination_message_policy: String,
    pub tty: bool,
    pub volume_mounts: Vec<VolumeMount>,
    pub working_dir: String,
}
fields!(Container {
    args,
    command,
    env,
    env_from,
    image: Always,
    image_pull_policy,
    lifecycle,
    liveness_probe,
    name: Always,
    ports,
    readiness_probe,
    resources: Always,
    restart_policy,
    security_context,
    startup_probe,
    stdin,
    stdin_once,
    termination_message_path,
    termination_message_policy,
    tty,
    volume_mounts,
    working_dir,
});

/// An environment variable: a value, or where to take it from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EnvVar {
    pub name: String,
    pub value: String,
    pub value_from: Option<Value>,
}
fields!(EnvVar { name: Always, value, value_from });

/// A port that a container listens on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContainerPort {
    pub container_port: i32,
    pub host_ip: String,
    pub host_port: i32,
    pub name: String,
    pub protocol: String,
}
fields!(ContainerPort { container_port: Always, host_ip = "hostIP", host_port, name, protocol });

/// What a container asks for and what it may use at most, by resource name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResourceRequirements {
    pub limits: SortedMap<String, Quantity>,
    pub requests: SortedMap<String, Quantity>,
}
fields!(ResourceRequirements { limits, requests });

/// Where a volume of the pod appears in a container.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VolumeMount {
    pub mount_path: String,
    pub mount_propagation: Option<String>,
    pub name: String,
    pub read_only: bool,
    pub recursive_read_only: Option<String>,
    pub sub_path: String,
    pub sub_path_expr: String,
}
fields!(VolumeMount {
    mount_path: Always,
    mount_propagation,
    name: Always,
    read_only,
    recursive_read_only,
    sub_path,
    sub_path_expr,
});

/// Models k8s.io/api/core/v1 Probe; times are in seconds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Probe {
    pub exec: Option<Value>,
    pub failure_threshold: i32,
    pub grpc: Option<Value>,
    pub http_get: Option<HttpGetAction>,
    pub initial_delay_seconds: i32,
    pub period_seconds: i32,
    pub success_threshold: i32,
    pub tcp_socket: Option<Value>,
    pub termination_grace_period_seconds: Option<i64>,
    pub timeout_seconds: i32,
}
fields!(Probe {
    exec,
    failure_threshold,
    grpc,
    http_get,
    initial_delay_seconds,
    period_seconds,
    success_threshold,
    tcp_socket,
    termination_grace_period_seconds,
    timeout_seconds,
});

/// A probe by HTTP.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HttpGetAction {
    pub host: String,
    pub http_headers: Option<Value>,
    pub path: String,
    pub port: Option<IntOrString>,
    pub scheme: String,
}
fields!(HttpGetAction { host, http_headers, path, port, scheme });
