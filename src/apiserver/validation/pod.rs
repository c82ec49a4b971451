//! Pods and the pods of templates.

use super::faults::{Faults, Path};
use super::names::{dns_label, dns_subdomain, label_value, qualified_name};
use super::{containers, meta, pod_volumes};
use crate::api::go::quoted;
use crate::api::pod::{PodSpec, Toleration};

/// Models pkg/apis/core/validation/validation.go ValidatePodSpec.
pub(super) fn pod_spec(faults: &mut Faults, spec: &PodSpec, path: &Path<'_>) {
    let volumes = pod_volumes::volumes(faults, &spec.volumes, &path.child("volumes"));
    containers::containers(faults, &spec.containers, &volumes, &path.child("containers"));
    containers::init_containers(faults, spec, &volumes, &path.child("initContainers"));
    host_network(faults, spec, &path.child("containers"));
    let policies = ["Always", "OnFailure", "Never"];
    faults.one_of(&path.child("restartPolicy"), &spec.restart_policy, &policies);
    let policies = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];
    faults.one_of(&path.child("dnsPolicy"), &spec.dns_policy, &policies);
    meta::labels(faults, &spec.node_selector, &path.child("nodeSelector"));
    let name = &spec.service_account_name;
    if !name.is_empty() {
        faults.invalid_text(&path.child("serviceAccountName"), name, &dns_subdomain(name));
    }
    if !spec.node_name.is_empty() {
        let name = &spec.node_name;
        faults.invalid_text(&path.child("nodeName"), name, &dns_subdomain(name));
    }
    if let Some(deadline) = spec.active_deadline_seconds
        && !(1..=i64::from(i32::MAX)).contains(&deadline)
    {
        let detail = "must be between 1 and 2147483647, inclusive";
        faults.invalid(&path.child("activeDeadlineSeconds"), deadline, detail);
    }
    for (field, name) in [("hostname", &spec.hostname), ("subdomain", &spec.subdomain)] {
        if !name.is_empty() {
            faults.invalid_text(&path.child(field), name, &dns_label(name));
        }
    }
    for (index, toleration) in spec.tolerations.iter().enumerate() {
        toleration_rules(faults, toleration, &path.child("tolerations").index(index));
    }
    if !spec.priority_class_name.is_empty() {
        let name = &spec.priority_class_name;
        faults.invalid_text(&path.child("priorityClassName"), name, &dns_subdomain(name));
    }
}

/// Models pkg/apis/core/validation/validation.go validateHostNetwork.
fn host_network(faults: &mut Faults, spec: &PodSpec, path: &Path<'_>) {
    if !spec.host_network {
        return;
    }
    for (index, container) in spec.containers.iter().enumerate() {
        let path = path.index(index);
        for port in &container.ports {
            if port.host_port != 0 && port.host_port != port.container_port {
                let detail = "must match `hostPort` when `hostNetwork` is true";
                faults.invalid(&path.child("containerPort"), port.container_port, detail);
            }
        }
    }
}

/// Models pkg/apis/core/validation/validation.go ValidateTolerations.
fn toleration_rules(faults: &mut Faults, toleration: &Toleration, path: &Path<'_>) {
    let operator = toleration.operator.as_str();
    if !toleration.key.is_empty() {
        let faulty = qualified_name(&toleration.key);
        faults.invalid_text(&path.child("key"), &toleration.key, &faulty);
    } else if operator != "Exists" {
        let detail = "operator must be Exists when `key` is empty, which means \"match all values \
                      and all keys\"";
        faults.invalid(&path.child("operator"), quoted(operator), detail);
    }
    if toleration.toleration_seconds.is_some() && toleration.effect != "NoExecute" {
        let detail = "effect must be 'NoExecute' when `tolerationSeconds` is set";
        faults.invalid(&path.child("effect"), quoted(&toleration.effect), detail);
    }
    match operator {
        "Equal" | "" => {
            let faulty = label_value(&toleration.value);
            if !faulty.is_empty() {
                let value = quoted(&toleration.value);
                faults.invalid(&path.child("operator"), value, &faulty.join(";"));
            }
        }
        "Exists" => {
            if !toleration.value.is_empty() {
                let value = format!(
                    "core.Toleration{{Key:{}, Operator:\"Exists\", Value:{}, Effect:{}, \
                     TolerationSeconds:(*int64)(nil)}}",
                    quoted(&toleration.key),
                    quoted(&toleration.value),
                    quoted(&toleration.effect)
                );
                let detail = "value must be empty when `operator` is 'Exists'";
                faults.invalid(&path.child("operator"), value, detail);
            }
        }
        operator => faults.one_of(&path.child("operator"), operator, &["Equal", "Exists"]),
    }
    if !toleration.effect.is_empty() {
        let effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];
        faults.one_of(&path.child("effect"), &toleration.effect, &effects);
    }
}
