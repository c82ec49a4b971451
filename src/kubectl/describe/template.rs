//! Containers and volumes, in pods and in templates of pods.

use super::super::printers::{or_none, port_list};
use super::super::table::Described;
use super::volumes::volumes;
use super::{annotations, field, labels, moment, spreads, tolerations};
use crate::api::container::{
    Container, ContainerPort, EnvVar, Probe, ResourceRequirements, VolumeMount,
};
use crate::api::order;
use crate::api::pod::{ContainerState, ContainerStatus, Pod, PodTemplateSpec};
use crate::api::quantity::Quantity;
use serde_json::Value;

// Models DescribePodTemplate
pub fn pod_template(w: &mut Described, template: &PodTemplateSpec) {
    w.line(0, "Pod Template:");
    labels(w, "  Labels", &template.metadata.labels);
    if !template.metadata.annotations.is_empty() {
        annotations(w, "  Annotations", &template.metadata.annotations);
    }
    let spec = &template.spec;
    if !spec.service_account_name.is_empty() {
        field(w, 0, "  Service Account", &spec.service_account_name);
    }
    if !spec.init_containers.is_empty() {
        containers(w, "Init Containers", &spec.init_containers, None, "  ");
    }
    containers(w, "Containers", &spec.containers, None, "  ");
    volumes(w, &spec.volumes, "  ");
    spreads(w, "  Topology Spread Constraints", spec.topology_spread_constraints.as_ref());
    if !spec.priority_class_name.is_empty() {
        field(w, 0, "  Priority Class Name", &spec.priority_class_name);
    }
    labels(w, "  Node-Selectors", &spec.node_selector);
    tolerations(w, "  Tolerations", &spec.tolerations);
}

/// Containers, with what the pod's status says of them.
// Models describeContainers
pub fn containers(
    w: &mut Described,
    title: &str,
    containers: &[Container],
    of: Option<(&Pod, &[ContainerStatus])>,
    space: &str,
) {
    let none = if containers.is_empty() { " <none>" } else { "" };
    w.line(0, &format!("{space}{title}:{none}"));
    let indent = if space.is_empty() { "" } else { " " };
    for container in containers {
        let status = of
            .and_then(|(_, statuses)| statuses.iter().find(|status| status.name == container.name));
        w.line(1, &format!("{indent}{}:", container.name));
        basics(w, container, status);
        lines(w, "Command", &container.command);
        lines(w, "Args", &container.args);
        if let Some(status) = status {
            state(w, "State", &status.state);
            if status.last_state.terminated.is_some() {
                state(w, "Last State", &status.last_state);
            }
            field(w, 2, "Ready", if status.ready { "True" } else { "False" });
            field(w, 2, "Restart Count", &status.restart_count.to_string());
        }
        resources(w, &container.resources);
        probes(w, container);
        environment_sources(w, container);
        environment(w, container, of.map(|(pod, _)| pod));
        mounts(w, &container.volume_mounts);
    }
}

// Models describeContainerBasicInfo
fn basics(w: &mut Described, container: &Container, status: Option<&ContainerStatus>) {
    if let Some(status) = status {
        field(w, 2, "Container ID", &status.container_id);
    }
    field(w, 2, "Image", &container.image);
    if let Some(status) = status {
        field(w, 2, "Image ID", &status.image_id);
    }
    let ports = |of: fn(&ContainerPort) -> i32| {
        port_list(container.ports.iter().map(|port| (of(port), port.protocol.as_str())))
    };
    let many = if container.ports.len() > 1 { "s" } else { "" };
    field(w, 2, &format!("Port{many}"), &or_none(&ports(|port| port.container_port)));
    field(w, 2, &format!("Host Port{many}"), &or_none(&ports(|port| port.host_port)));
}

fn lines(w: &mut Described, title: &str, words: &[String]) {
    if words.is_empty() {
        return;
    }
    w.line(2, &format!("{title}:"));
    for line in words.iter().flat_map(|word| word.split('\n')) {
        w.line(3, line);
    }
}

// Models describeStatus
fn state(w: &mut Described, title: &str, state: &ContainerState) {
    if let Some(running) = &state.running {
        field(w, 2, title, "Running");
        field(w, 3, "Started", &moment(running.started_at));
    } else if let Some(ended) = &state.terminated {
        field(w, 2, title, "Terminated");
        if !ended.reason.is_empty() {
            field(w, 3, "Reason", &ended.reason);
        }
        if !ended.message.is_empty() {
            field(w, 3, "Message", &ended.message);
        }
        field(w, 3, "Exit Code", &ended.exit_code.to_string());
        field(w, 3, "Started", &moment(ended.started_at));
        field(w, 3, "Finished", &moment(ended.finished_at));
    } else {
        field(w, 2, title, "Waiting");
        let reason = state.waiting.as_ref().map_or("", |waiting| waiting.reason.as_str());
        if !reason.is_empty() {
            field(w, 3, "Reason", reason);
        }
    }
}

// Models describeResources
fn resources(w: &mut Described, resources: &ResourceRequirements) {
    for (title, amounts) in [("Limits", &resources.limits), ("Requests", &resources.requests)] {
        if amounts.is_empty() {
            continue;
        }
        w.line(2, &format!("{title}:"));
        for (name, amount) in amounts {
            field(w, 3, name, &amount.to_string());
        }
    }
}

fn probes(w: &mut Described, container: &Container) {
    let probes = [
        ("Liveness", &container.liveness_probe),
        ("Readiness", &container.readiness_probe),
        ("Startup", &container.startup_probe),
    ];
    for (title, probe) in probes {
        if let Some(it) = probe {
            field(w, 2, title, &describe_probe(it));
        }
    }
}

// Models DescribeProbe
fn describe_probe(probe: &Probe) -> String {
    let attributes = format!(
        "delay={}s timeout={}s period={}s #success={} #failure={}",
        probe.initial_delay_seconds,
        probe.timeout_seconds,
        probe.period_seconds,
        probe.success_threshold,
        probe.failure_threshold
    );
    if let Some(exec) = &probe.exec {
        let command = exec.get("command").and_then(Value::as_array).cloned().unwrap_or_default();
        let words: Vec<&str> = command.iter().filter_map(Value::as_str).collect();
        return format!("exec [{}] {attributes}", words.join(" "));
    }
    if let Some(get) = &probe.http_get {
        let scheme = if get.scheme.is_empty() { "http" } else { &get.scheme }.to_ascii_lowercase();
        let port = get.port.as_ref().map_or_else(String::new, ToString::to_string);
        let slash = if get.path.starts_with('/') || get.path.is_empty() { "" } else { "/" };
        return format!("http-get {scheme}://{}:{port}{slash}{} {attributes}", get.host, get.path);
    }
    if let Some(socket) = &probe.tcp_socket {
        let host = socket.get("host").and_then(Value::as_str).unwrap_or_default();
        let port = socket.get("port").map_or_else(String::new, plain);
        return format!("tcp-socket {host}:{port} {attributes}");
    }
    format!("unknown {attributes}")
}

/// A JSON value without quotes.
pub fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

// Models describeContainerEnvFrom
fn environment_sources(w: &mut Described, container: &Container) {
    let Some(sources) = container.env_from.as_ref().and_then(Value::as_array) else { return };
    if sources.is_empty() {
        return;
    }
    w.line(2, "Environment Variables from:");
    for source in sources {
        let text = |from: &Value, key: &str| from.get(key).map_or_else(String::new, plain);
        let (kind, from) = match (source.get("configMapRef"), source.get("secretRef")) {
            (Some(from), _) => ("ConfigMap", from),
            (None, Some(from)) => ("Secret", from),
            (None, None) => continue,
        };
        let optional = from.get("optional").and_then(Value::as_bool).unwrap_or(false);
        let prefix = match text(source, "prefix") {
            prefix if prefix.is_empty() => String::new(),
            prefix => format!(" with prefix '{prefix}'"),
        };
        w.line(3, &format!("{}\t{kind}{prefix}\tOptional: {optional}", text(from, "name")));
    }
}

// Models describeContainerEnvVars
fn environment(w: &mut Described, container: &Container, pod: Option<&Pod>) {
    if container.env.is_empty() {
        field(w, 2, "Environment", "<none>");
        return;
    }
    w.line(2, "Environment:");
    for variable in &container.env {
        match &variable.value_from {
            None => {
                let mut lines = variable.value.split('\n');
                field(w, 3, &variable.name, lines.next().unwrap_or_default());
                lines.for_each(|line| w.line(3, &format!("\t{line}")));
            }
            Some(source) => from_source(w, variable, source, container, pod),
        }
    }
}

/// What a `resourceFieldRef` of a container refers to.
// Models k8s.io/component-helpers/resource ExtractContainerResourceValue
fn resource_value(container: &Container, from: &Value) -> Option<String> {
    let of_limits = from.get("resource")?.as_str()?.split_once('.')?;
    let amounts = match of_limits.0 {
        "limits" => &container.resources.limits,
        _ => &container.resources.requests,
    };
    let divisor = from.get("divisor").map_or_else(|| "1".to_owned(), plain);
    let divisor = Quantity::parse(&divisor).ok().filter(|divisor| divisor.milli_value() > 0);
    let divisor = divisor.map_or(1000, |divisor| divisor.milli_value());
    let amount = amounts.get(of_limits.1).map_or(0, Quantity::milli_value);
    let value = amount.saturating_add(divisor - 1) / divisor;
    let unlimited = value == 0 && matches!(of_limits, ("limits", "cpu" | "memory"));
    Some(if unlimited { "node allocatable".to_owned() } else { value.to_string() })
}

fn from_source(
    w: &mut Described,
    variable: &EnvVar,
    source: &Value,
    container: &Container,
    pod: Option<&Pod>,
) {
    let name = &variable.name;
    let text = |from: &Value, key: &str| from.get(key).map_or_else(String::new, plain);
    let optional = |from: &Value| from.get("optional").and_then(Value::as_bool).unwrap_or(false);
    if let Some(from) = source.get("fieldRef") {
        let path = text(from, "fieldPath");
        let version = match text(from, "apiVersion") {
            version if version.is_empty() => "v1".to_owned(),
            version => version,
        };
        let value = pod.map_or_else(String::new, |pod| pod_field(pod, &path));
        w.line(3, &format!("{name}:\t{value} ({version}:{path})"));
    } else if let Some(from) = source.get("resourceFieldRef") {
        let value = resource_value(container, from).unwrap_or_default();
        w.line(3, &format!("{name}:\t{value} ({})", text(from, "resource")));
    } else if let Some(from) = source.get("secretKeyRef") {
        let (key, secret, optional) = (text(from, "key"), text(from, "name"), optional(from));
        let set = format!("<set to the key '{key}' in secret '{secret}'>");
        w.line(3, &format!("{name}:\t{set}\tOptional: {optional}"));
    } else if let Some(from) = source.get("configMapKeyRef") {
        let (key, map, optional) = (text(from, "key"), text(from, "name"), optional(from));
        let set = format!("<set to the key '{key}' of config map '{map}'>");
        w.line(3, &format!("{name}:\t{set}\tOptional: {optional}"));
    }
}

/// What a `fieldRef` refers to, as far as a description shows it.
// Models EnvValueRetriever
fn pod_field(pod: &Pod, path: &str) -> String {
    match path {
        "metadata.name" => pod.metadata.name.clone(),
        "metadata.namespace" => pod.metadata.namespace.clone(),
        "metadata.uid" => pod.metadata.uid.clone(),
        _ => String::new(),
    }
}

// Models describeContainerVolumes
fn mounts(w: &mut Described, mounts: &[VolumeMount]) {
    if mounts.is_empty() {
        field(w, 2, "Mounts", "<none>");
        return;
    }
    w.line(2, "Mounts:");
    let mut sorted: Vec<&VolumeMount> = mounts.iter().collect();
    order::by(&mut sorted, |one, other| one.mount_path.cmp(&other.mount_path));
    for mount in sorted {
        let mode = if mount.read_only { "ro" } else { "rw" };
        let sub_path = match mount.sub_path.as_str() {
            "" => String::new(),
            path => format!(",path=\"{path}\""),
        };
        w.line(3, &format!("{} from {} ({mode}{sub_path})", mount.mount_path, mount.name));
    }
}
