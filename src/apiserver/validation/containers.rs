//! Containers: names, images, ports, environment, mounts, resources and probes.

use super::faults::{Faults, Path};
use super::names::{dns_label, environment_name, port_name, port_number, qualified_name};
use crate::api::container::{Container, EnvVar, Probe, ResourceRequirements};
use crate::api::go::quoted;
use crate::api::meta::IntOrString;
use crate::api::pod::PodSpec;
use crate::api::quantity::Quantity;
use crate::api::sorted::SortedSet;
use serde_json::Value;

/// The names of the volumes that containers may mount.
pub(super) type VolumeNames<'a> = SortedSet<&'a str>;

/// Models pkg/apis/core/validation/validation.go validateContainers.
pub(super) fn containers(
    faults: &mut Faults,
    containers: &[Container],
    volumes: &VolumeNames<'_>,
    path: &Path<'_>,
) {
    if containers.is_empty() {
        faults.required(path, "");
        return;
    }
    let mut names = SortedSet::new();
    for (index, container) in containers.iter().enumerate() {
        let path = path.index(index);
        common(faults, container, volumes, &path);
        if !names.insert(container.name.as_str()) {
            faults.duplicate(&path.child("name"), quoted(&container.name));
        }
        probes(faults, container, &path);
        if container.restart_policy.is_some() {
            let detail = "may not be set for non-init containers";
            faults.forbidden(&path.child("restartPolicy"), detail);
        }
    }
}

/// Models pkg/apis/core/validation/validation.go validateInitContainers.
pub(super) fn init_containers(
    faults: &mut Faults,
    spec: &PodSpec,
    volumes: &VolumeNames<'_>,
    path: &Path<'_>,
) {
    let mut names: SortedSet<&str> =
        spec.containers.iter().map(|container| container.name.as_str()).collect();
    for (index, container) in spec.init_containers.iter().enumerate() {
        let path = path.index(index);
        common(faults, container, volumes, &path);
        if !names.insert(container.name.as_str()) && !container.name.is_empty() {
            faults.duplicate(&path.child("name"), quoted(&container.name));
        }
        match container.restart_policy.as_deref() {
            None => {
                let detail = "may not be set for init containers without restartPolicy=Always";
                let fields = [
                    ("lifecycle", container.lifecycle.is_some()),
                    ("livenessProbe", container.liveness_probe.is_some()),
                    ("readinessProbe", container.readiness_probe.is_some()),
                    ("startupProbe", container.startup_probe.is_some()),
                ];
                for (field, _) in fields.iter().filter(|(_, is_set)| *is_set) {
                    faults.forbidden(&path.child(field), detail);
                }
            }
            Some("Always") => probes(faults, container, &path),
            Some(policy) => faults.one_of(&path.child("restartPolicy"), policy, &["Always"]),
        }
    }
}

/// Models pkg/apis/core/validation/validation.go validateContainerCommon.
fn common(faults: &mut Faults, container: &Container, volumes: &VolumeNames<'_>, path: &Path<'_>) {
    if container.name.is_empty() {
        faults.required(&path.child("name"), "");
    } else {
        faults.invalid_text(&path.child("name"), &container.name, &dns_label(&container.name));
    }
    if container.image.is_empty() {
        faults.required(&path.child("image"), "");
    }
    let policies = ["File", "FallbackToLogsOnError"];
    let policy = &container.termination_message_policy;
    faults.one_of(&path.child("terminationMessagePolicy"), policy, &policies);
    ports(faults, container, &path.child("ports"));
    for (index, variable) in container.env.iter().enumerate() {
        environment(faults, variable, &path.child("env").index(index));
    }
    mounts(faults, container, volumes, &path.child("volumeMounts"));
    let policies = ["Always", "IfNotPresent", "Never"];
    faults.one_of(&path.child("imagePullPolicy"), &container.image_pull_policy, &policies);
    resources(faults, &container.resources, &path.child("resources"));
}

/// Models pkg/apis/core/validation/validation.go validateContainerPorts.
fn ports(faults: &mut Faults, container: &Container, path: &Path<'_>) {
    let mut names = SortedSet::new();
    for (index, port) in container.ports.iter().enumerate() {
        let path = path.index(index);
        if !port.name.is_empty() {
            let faulty = port_name(&port.name);
            if !faulty.is_empty() {
                faults.invalid_text(&path.child("name"), &port.name, &faulty);
            } else if !names.insert(port.name.as_str()) {
                faults.duplicate(&path.child("name"), quoted(&port.name));
            }
        }
        if port.container_port == 0 {
            faults.required(&path.child("containerPort"), "");
        } else if let Some(detail) = port_number(port.container_port) {
            faults.invalid(&path.child("containerPort"), port.container_port, detail);
        }
        if port.host_port != 0
            && let Some(detail) = port_number(port.host_port)
        {
            faults.invalid(&path.child("hostPort"), port.host_port, detail);
        }
        faults.one_of(&path.child("protocol"), &port.protocol, &["SCTP", "TCP", "UDP"]);
    }
}

/// Models pkg/apis/core/validation/validation.go ValidateEnv and validateEnvVarValueFrom.
fn environment(faults: &mut Faults, variable: &EnvVar, path: &Path<'_>) {
    if variable.name.is_empty() {
        faults.required(&path.child("name"), "");
    } else {
        let faulty = environment_name(&variable.name);
        faults.invalid_text(&path.child("name"), &variable.name, &faulty);
    }
    let Some(source) = &variable.value_from else { return };
    let is_set = |field: &&str| source.get(*field).is_some_and(|source| !source.is_null());
    let sources = ["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef"];
    let detail = match sources.iter().filter(|field| is_set(field)).count() {
        0 => {
            "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or \
             `secretKeyRef`"
        }
        _ if !variable.value.is_empty() => "may not be specified when `value` is not empty",
        1 => return,
        _ => "may not have more than one field specified at a time",
    };
    faults.invalid(&path.child("valueFrom"), "\"\"", detail);
}

/// Models pkg/apis/core/validation/validation.go ValidateVolumeMounts.
fn mounts(faults: &mut Faults, container: &Container, volumes: &VolumeNames<'_>, path: &Path<'_>) {
    let mut mount_points = SortedSet::new();
    for (index, mount) in container.volume_mounts.iter().enumerate() {
        let path = path.index(index);
        if mount.name.is_empty() {
            faults.required(&path.child("name"), "");
        }
        if !volumes.contains(mount.name.as_str()) {
            faults.not_found(&path.child("name"), &mount.name);
        }
        if mount.mount_path.is_empty() {
            faults.required(&path.child("mountPath"), "");
        }
        if !mount_points.insert(mount.mount_path.as_str()) {
            let value = quoted(&mount.mount_path);
            faults.invalid(&path.child("mountPath"), value, "must be unique");
        }
        if !mount.sub_path.is_empty() {
            local_path(faults, &mount.sub_path, &path.child("subPath"));
        }
        if !mount.sub_path_expr.is_empty() {
            let path = path.child("subPathExpr");
            if !mount.sub_path.is_empty() {
                let detail = "subPathExpr and subPath are mutually exclusive";
                faults.invalid(&path, quoted(&mount.sub_path_expr), detail);
            }
            local_path(faults, &mount.sub_path_expr, &path);
        }
    }
}

/// Models pkg/apis/core/validation/validation.go validateLocalDescendingPath.
fn local_path(faults: &mut Faults, text: &str, path: &Path<'_>) {
    if text.starts_with('/') {
        faults.invalid(path, quoted(text), "must be a relative path");
    }
    no_backsteps(faults, text, path);
}

/// Models pkg/apis/core/validation/validation.go validatePathNoBacksteps.
pub(super) fn no_backsteps(faults: &mut Faults, text: &str, path: &Path<'_>) {
    if text.split('/').any(|part| part == "..") {
        faults.invalid(path, quoted(text), "must not contain '..'");
    }
}

/// Models pkg/apis/core/validation/validation.go ValidateContainerResourceRequirements.
fn resources(faults: &mut Faults, resources: &ResourceRequirements, path: &Path<'_>) {
    let (limits, requests) = (path.child("limits"), path.child("requests"));
    for (name, limit) in &resources.limits {
        resource(faults, name, limit, &limits.key(name));
    }
    for (name, request) in &resources.requests {
        resource(faults, name, request, &requests.key(name));
        // Only what is qualified (a device) or a huge page cannot be shared out twice.
        let may_overcommit = !name.contains('/') && !name.starts_with("hugepages-");
        let Some(limit) = resources.limits.get(name) else {
            if !may_overcommit {
                faults.required(&limits, "Limit must be set for non overcommitable resources");
            }
            continue;
        };
        if !may_overcommit && request != limit {
            let detail = format!("must be equal to {name} limit of {limit}");
            faults.invalid(&requests, quoted(&request.to_string()), &detail);
        } else if request > limit {
            let detail = format!("must be less than or equal to {name} limit of {limit}");
            faults.invalid(&requests, quoted(&request.to_string()), &detail);
        }
    }
}

/// Models pkg/apis/core/validation/validation.go validateContainerResourceName and
/// ValidateResourceQuantityValue.
fn resource(faults: &mut Faults, name: &str, quantity: &Quantity, path: &Path<'_>) {
    let faulty = qualified_name(name);
    faults.invalid_text(path, name, &faulty);
    let is_known = matches!(name, "cpu" | "memory" | "ephemeral-storage")
        || name.starts_with("hugepages-")
        || name.contains('/');
    if faulty.is_empty() && !is_known {
        let is_standard = matches!(
            name,
            "storage" | "pods" | "services" | "secrets" | "configmaps" | "persistentvolumeclaims"
        );
        if !is_standard {
            let detail = "must be a standard resource type or fully qualified";
            faults.invalid(path, quoted(name), detail);
        }
        faults.invalid(path, quoted(name), "must be a standard resource for containers");
    }
    if quantity.is_negative() {
        let value = quoted(&quantity.to_string());
        faults.invalid(path, value, "must be greater than or equal to 0");
    }
}

fn probes(faults: &mut Faults, container: &Container, path: &Path<'_>) {
    if let Some(probe) = &container.liveness_probe {
        probe_rules(faults, probe, true, &path.child("livenessProbe"));
    }
    if let Some(probe) = &container.readiness_probe {
        probe_rules(faults, probe, false, &path.child("readinessProbe"));
    }
    if let Some(probe) = &container.startup_probe {
        probe_rules(faults, probe, true, &path.child("startupProbe"));
    }
}

/// Models pkg/apis/core/validation/validation.go validateProbe.
fn probe_rules(faults: &mut Faults, probe: &Probe, succeeds_once: bool, path: &Path<'_>) {
    handler(faults, probe, path);
    let fields = [
        ("initialDelaySeconds", probe.initial_delay_seconds),
        ("timeoutSeconds", probe.timeout_seconds),
        ("periodSeconds", probe.period_seconds),
        ("successThreshold", probe.success_threshold),
        ("failureThreshold", probe.failure_threshold),
    ];
    for (field, value) in fields {
        faults.nonnegative(&path.child(field), value.into());
    }
    if let Some(seconds) = probe.termination_grace_period_seconds
        && seconds <= 0
    {
        let path = path.child("terminationGracePeriodSeconds");
        faults.invalid(&path, seconds, "must be greater than 0");
    }
    if succeeds_once && probe.success_threshold != 1 {
        faults.invalid(&path.child("successThreshold"), probe.success_threshold, "must be 1");
    }
}

/// Models pkg/apis/core/validation/validation.go validateHandler.
fn handler(faults: &mut Faults, probe: &Probe, path: &Path<'_>) {
    let handlers = [
        ("exec", probe.exec.is_some()),
        ("httpGet", probe.http_get.is_some()),
        ("tcpSocket", probe.tcp_socket.is_some()),
        ("grpc", probe.grpc.is_some()),
    ];
    let mut given = handlers.iter().filter(|(_, is_given)| *is_given).map(|(field, _)| *field);
    let Some(first) = given.next() else {
        faults.required(path, "must specify a handler type");
        return;
    };
    let inner = path.child(first);
    match first {
        "exec" => {
            let command = probe.exec.as_ref().and_then(|exec| exec.get("command"));
            if command.and_then(Value::as_array).is_none_or(Vec::is_empty) {
                faults.required(&inner.child("command"), "");
            }
        }
        "httpGet" => {
            if let Some(get) = &probe.http_get {
                if get.path.is_empty() {
                    faults.required(&inner.child("path"), "");
                }
                let none = IntOrString::Int(0);
                port(faults, get.port.as_ref().unwrap_or(&none), &inner.child("port"));
                faults.one_of(&inner.child("scheme"), &get.scheme, &["HTTP", "HTTPS"]);
            }
        }
        _ => {}
    }
    for field in given {
        faults.forbidden(&path.child(field), "may not specify more than 1 handler type");
    }
}

/// Models pkg/apis/core/validation/validation.go ValidatePortNumOrName.
pub(super) fn port(faults: &mut Faults, port: &IntOrString, path: &Path<'_>) {
    match port {
        IntOrString::Int(number) => {
            if let Some(detail) = port_number(*number) {
                faults.invalid(path, number, detail);
            }
        }
        IntOrString::String(name) => faults.invalid_text(path, name, &port_name(name)),
    }
}
