//! Pods: the specification, its template and the status that the kubelet reports.
//!
//! Fields that the model keeps but does not act on are plain JSON ([`Value`]): they are accepted,
//! stored and shown like any other.

use super::container::{Container, VolumeMount};
use super::core::Taint;
use super::fields::fields;
use super::meta::{ObjectMeta, StringMap, Text};
use super::time::Time;
use serde_json::Value;
use std::rc::Rc;

/// Models k8s.io/api/core/v1 Pod.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pod {
    pub metadata: ObjectMeta,
    /// Shared between the versions of a pod, whose status changes much more often.
    pub spec: Rc<PodSpec>,
    /// Shared as well: reporting it copies it from one version to the other.
    pub status: Rc<PodStatus>,
}
fields!(Pod { metadata: Always, spec: Always, status: Always });

/// Models k8s.io/api/core/v1 PodTemplateSpec.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PodTemplateSpec {
    pub metadata: ObjectMeta,
    pub spec: PodSpec,
}
fields!(PodTemplateSpec { metadata: Always, spec: Always });

/// Models k8s.io/api/core/v1 PodSpec.
///
/// The lists are shared: a pod before and after it is bound has them in common.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PodSpec {
    pub active_deadline_seconds: Option<i64>,
    pub affinity: Option<Value>,
    pub automount_service_account_token: Option<bool>,
    pub containers: Rc<Vec<Container>>,
    pub dns_config: Option<Value>,
    pub dns_policy: String,
    pub enable_service_links: Option<bool>,
    pub host_aliases: Option<Value>,
    pub host_ipc: bool,
    pub host_network: bool,
    pub host_pid: bool,
    pub hostname: String,
    pub image_pull_secrets: Option<Value>,
    pub init_containers: Rc<Vec<Container>>,
    pub node_name: String,
    pub node_selector: StringMap,
    pub overhead: Option<Value>,
    pub preemption_policy: String,
    pub priority: Option<i32>,
    pub priority_class_name: String,
    pub readiness_gates: Option<Value>,
    pub restart_policy: String,
    pub runtime_class_name: Option<String>,
    pub scheduler_name: String,
    pub scheduling_gates: Option<Value>,
    pub security_context: Option<Value>,
    pub service_account: String,
    pub service_account_name: String,
    pub set_hostname_as_fqdn: Option<bool>,
    pub share_process_namespace: Option<bool>,
    pub subdomain: String,
    pub termination_grace_period_seconds: Option<i64>,
    pub tolerations: Rc<Vec<Toleration>>,
    pub topology_spread_constraints: Option<Value>,
    pub volumes: Rc<Vec<Volume>>,
}
fields!(PodSpec {
    active_deadline_seconds, affinity, automount_service_account_token, containers: Always,
    dns_config, dns_policy, enable_service_links, host_aliases, host_ipc = "hostIPC", host_network,
    host_pid = "hostPID", hostname, image_pull_secrets, init_containers, node_name, node_selector,
    overhead, preemption_policy, priority, priority_class_name, readiness_gates, restart_policy,
    runtime_class_name, scheduler_name, scheduling_gates, security_context, service_account,
    service_account_name, set_hostname_as_fqdn = "setHostnameAsFQDN", share_process_namespace,
    subdomain, termination_grace_period_seconds, tolerations, topology_spread_constraints, volumes,
});

impl PodSpec {
    /// The names of the claims that the pod's volumes refer to, in the order of the volumes.
    pub fn claim_names(&self) -> impl Iterator<Item = &str> {
        self.volumes.iter().filter_map(Volume::claim_name)
    }

    /// Every container, those that initialise the pod first.
    pub fn every_container(&self) -> impl Iterator<Item = &Container> {
        self.init_containers.iter().chain(self.containers.iter())
    }

    /// As [`PodSpec::every_container`], to change them.
    pub fn every_container_mut(&mut self) -> impl Iterator<Item = &mut Container> {
        let containers = Rc::make_mut(&mut self.containers);
        Rc::make_mut(&mut self.init_containers).iter_mut().chain(containers)
    }
}

/// What a pod puts up with on a node.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Toleration {
    pub effect: String,
    pub key: String,
    pub operator: String,
    pub toleration_seconds: Option<i64>,
    pub value: String,
}
fields!(Toleration { effect, key, operator, toleration_seconds, value });

impl Toleration {
    /// Models k8s.io/api/core/v1 Toleration ToleratesTaint.
    pub fn tolerates(&self, taint: &Taint) -> bool {
        (self.effect.is_empty() || self.effect == taint.effect)
            && (self.key.is_empty() || self.key == taint.key)
            && match self.operator.as_str() {
                "Exists" => true,
                _ => !self.key.is_empty() && self.value == taint.value,
            }
    }
}

/// A volume of a pod. Sources that the model does not mount are kept as they are in `other`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Volume {
    pub config_map: Option<Value>,
    pub csi: Option<Value>,
    pub downward_api: Option<Value>,
    pub empty_dir: Option<Value>,
    pub ephemeral: Option<Value>,
    pub host_path: Option<HostPathVolumeSource>,
    pub name: String,
    pub nfs: Option<Value>,
    pub persistent_volume_claim: Option<PersistentVolumeClaimVolumeSource>,
    /// Shared: what the server gives every pod is the same for all of them.
    pub projected: Option<Rc<Value>>,
    pub secret: Option<Value>,
}
fields!(Volume {
    config_map, csi, downward_api = "downwardAPI", empty_dir, ephemeral, host_path, name: Always,
    nfs, persistent_volume_claim, projected, secret,
});

impl Volume {
    /// The claim that backs this volume, if one does.
    pub fn claim_name(&self) -> Option<&str> {
        self.persistent_volume_claim.as_ref().map(|source| source.claim_name.as_str())
    }
}

/// A reference from a pod to a claim in its namespace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersistentVolumeClaimVolumeSource {
    pub claim_name: String,
    pub read_only: bool,
}
fields!(PersistentVolumeClaimVolumeSource { claim_name: Always, read_only });

/// A directory of the node.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HostPathVolumeSource {
    pub path: String,
    pub type_: Option<String>,
}
fields!(HostPathVolumeSource { path: Always, type_ = "type" });

/// Models k8s.io/api/core/v1 PodStatus.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PodStatus {
    pub conditions: Vec<PodCondition>,
    pub container_statuses: Vec<ContainerStatus>,
    pub host_ip: String,
    pub host_ips: Vec<HostIp>,
    pub init_container_statuses: Vec<ContainerStatus>,
    pub message: String,
    pub nominated_node_name: String,
    /// `Pending`, `Running`, `Succeeded`, `Failed` or `Unknown`.
    pub phase: String,
    pub pod_ip: String,
    pub pod_ips: Vec<HostIp>,
    pub qos_class: String,
    pub reason: String,
    pub start_time: Option<Time>,
}
fields!(PodStatus {
    conditions, container_statuses, host_ip = "hostIP", host_ips = "hostIPs",
    init_container_statuses, message, nominated_node_name, phase, pod_ip = "podIP",
    pod_ips = "podIPs", qos_class, reason, start_time,
});

impl PodStatus {
    /// The condition of that type, if it has been reported.
    pub fn condition(&self, type_: &str) -> Option<&PodCondition> {
        self.conditions.iter().find(|condition| condition.type_ == type_)
    }
}

impl Pod {
    /// The status, to change it.
    pub fn status_mut(&mut self) -> &mut PodStatus {
        Rc::make_mut(&mut self.status)
    }

    /// Whether the `Ready` condition is `True`. Models k8s.io/kubernetes/pkg/api/v1/pod IsPodReady.
    pub fn is_ready(&self) -> bool {
        self.status.condition("Ready").is_some_and(|condition| condition.status == "True")
    }

    /// Whether the pod has ended for good.
    pub fn is_finished(&self) -> bool {
        matches!(self.status.phase.as_str(), "Succeeded" | "Failed")
    }

    /// Neither finished nor being deleted.
    /// Models pkg/controller/controller_utils.go IsPodActive.
    pub fn is_active(&self) -> bool {
        !self.is_finished() && !self.metadata.is_terminating()
    }
}

/// A condition of a pod; `lastProbeTime` is always written, as null.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PodCondition {
    pub last_probe_time: Option<Time>,
    pub last_transition_time: Option<Time>,
    pub message: String,
    pub reason: Text,
    pub status: Text,
    pub type_: Text,
}
fields!(PodCondition {
    last_probe_time: Always,
    last_transition_time: Always,
    message,
    reason,
    status: Always,
    type_: Always = "type",
});

/// An address in a list of addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HostIp {
    pub ip: String,
}
fields!(HostIp { ip: Always });

/// Models k8s.io/api/core/v1 ContainerStatus.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContainerStatus {
    pub container_id: String,
    pub image: String,
    pub image_id: String,
    pub last_state: ContainerState,
    pub name: String,
    pub ready: bool,
    pub restart_count: i32,
    pub started: Option<bool>,
    pub state: ContainerState,
    pub volume_mounts: Vec<VolumeMount>,
}
fields!(ContainerStatus {
    container_id = "containerID", image: Always, image_id: Always = "imageID", last_state: Always,
    name: Always, ready: Always, restart_count: Always, started, state: Always, volume_mounts,
});

/// At most one of the three is set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContainerState {
    pub running: Option<ContainerStateRunning>,
    pub terminated: Option<ContainerStateTerminated>,
    pub waiting: Option<ContainerStateWaiting>,
}
fields!(ContainerState { running, terminated, waiting });

/// A container that runs, since when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContainerStateRunning {
    pub started_at: Option<Time>,
}
fields!(ContainerStateRunning { started_at: Always });

/// A container that does not run yet, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContainerStateWaiting {
    pub message: String,
    pub reason: String,
}
fields!(ContainerStateWaiting { message, reason });

/// A container that has ended, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContainerStateTerminated {
    pub container_id: String,
    pub exit_code: i32,
    pub finished_at: Option<Time>,
    pub message: String,
    pub reason: String,
    pub started_at: Option<Time>,
}
fields!(ContainerStateTerminated {
    container_id = "containerID", exit_code: Always, finished_at: Always, message, reason,
    started_at: Always,
});
