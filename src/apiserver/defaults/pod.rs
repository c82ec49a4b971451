//! Defaults of pods and of the templates of pods.

use super::{host_path, member, resource_list, text};
use crate::api::container::{Container, Probe};
use crate::api::pod::{Pod, PodSpec, Volume};
use serde_json::{Map, Value};
use std::rc::Rc;

/// What a pod gets and a template does not: requests from limits, service links and host ports.
/// Models pkg/apis/core/v1/defaults.go SetDefaults_Pod.
pub(super) fn pod(pod: &mut Pod) {
    let spec = Rc::make_mut(&mut pod.spec);
    let is_on_host = spec.host_network;
    for container in spec.every_container_mut() {
        for (resource, limit) in &container.resources.limits {
            container.resources.requests.get_or_insert_with(resource.clone(), || *limit);
        }
        if is_on_host {
            for port in &mut container.ports {
                if port.host_port == 0 {
                    port.host_port = port.container_port;
                }
            }
        }
    }
    spec.enable_service_links.get_or_insert(true);
    pod_spec(spec);
}

/// Models pkg/apis/core/v1/defaults.go SetDefaults_PodSpec.
pub(super) fn pod_spec(spec: &mut PodSpec) {
    text(&mut spec.dns_policy, "ClusterFirst");
    text(&mut spec.restart_policy, "Always");
    spec.security_context.get_or_insert_with(|| Value::Object(Map::new()));
    spec.termination_grace_period_seconds.get_or_insert(30);
    text(&mut spec.scheduler_name, "default-scheduler");
    // Models pkg/apis/core/v1/conversion.go Convert_v1_PodSpec_To_core_PodSpec: `serviceAccount`
    // is the old name of `serviceAccountName`.
    if spec.service_account_name.is_empty() {
        spec.service_account_name.clone_from(&spec.service_account);
    } else {
        spec.service_account.clone_from(&spec.service_account_name);
    }
    spec.every_container_mut().for_each(container);
    Rc::make_mut(&mut spec.volumes).iter_mut().for_each(volume);
}

/// Models pkg/apis/core/v1/defaults.go SetDefaults_Container.
fn container(container: &mut Container) {
    let policy = if has_moving_tag(&container.image) { "Always" } else { "IfNotPresent" };
    text(&mut container.image_pull_policy, policy);
    text(&mut container.termination_message_path, "/dev/termination-log");
    text(&mut container.termination_message_policy, "File");
    for port in &mut container.ports {
        text(&mut port.protocol, "TCP");
    }
    for variable in &mut container.env {
        if let Some(Value::Object(source)) = &mut variable.value_from {
            field_ref(source);
        }
    }
    resource_list(&mut container.resources.limits);
    resource_list(&mut container.resources.requests);
    let probes = [
        &mut container.liveness_probe,
        &mut container.readiness_probe,
        &mut container.startup_probe,
    ];
    probes.into_iter().flatten().map(Rc::make_mut).for_each(probe);
    if let Some(Value::Object(hooks)) = &mut container.lifecycle {
        for hook in ["postStart", "preStop"] {
            if let Some(Value::Object(get)) = hooks.get_mut(hook).and_then(|h| h.get_mut("httpGet"))
            {
                member(get, "path", "/");
                member(get, "scheme", "HTTP");
            }
        }
    }
}

/// Whether an image's name ends in `:latest` or has neither tag nor digest.
/// Models pkg/util/parsers/parsers.go ParseImageName.
fn has_moving_tag(image: &str) -> bool {
    let (name, digest) = image.split_once('@').map_or((image, false), |(name, _)| (name, true));
    let last = name.rsplit('/').next().unwrap_or(name);
    match last.split_once(':') {
        Some((_, tag)) => tag == "latest",
        None => !digest,
    }
}

/// Models pkg/apis/core/v1/defaults.go SetDefaults_Probe and SetDefaults_HTTPGetAction.
fn probe(probe: &mut Probe) {
    let fields = [
        (&mut probe.timeout_seconds, 1),
        (&mut probe.period_seconds, 10),
        (&mut probe.success_threshold, 1),
        (&mut probe.failure_threshold, 3),
    ];
    for (field, default) in fields {
        if *field == 0 {
            *field = default;
        }
    }
    if let Some(get) = &mut probe.http_get {
        text(&mut get.path, "/");
        text(&mut get.scheme, "HTTP");
    }
    if let Some(Value::Object(grpc)) = &mut probe.grpc {
        member(grpc, "service", "");
    }
}

/// Models pkg/apis/core/v1/defaults.go SetDefaults_Volume and those of its sources.
fn volume(volume: &mut Volume) {
    if let Some(source) = &mut volume.host_path {
        host_path(source);
    }
    for source in [&mut volume.config_map, &mut volume.secret] {
        default_mode(source.as_mut());
    }
    default_mode(volume.downward_api.as_mut());
    if let Some(source) = &mut volume.downward_api {
        downward_api_items(source);
    }
    let mut projected = volume.projected.as_mut().map(Rc::make_mut);
    default_mode(projected.as_deref_mut());
    let sources = projected.and_then(|projected| projected.get_mut("sources"));
    for source in sources.and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(Value::Object(token)) = source.get_mut("serviceAccountToken") {
            member(token, "expirationSeconds", 3600);
        }
        if let Some(items) = source.get_mut("downwardAPI") {
            downward_api_items(items);
        }
    }
    let claim = volume.ephemeral.as_mut().and_then(|volume| volume.get_mut("volumeClaimTemplate"));
    if let Some(Value::Object(claim)) = claim.and_then(|claim| claim.get_mut("spec")) {
        member(claim, "volumeMode", "Filesystem");
    }
    if !has_source(volume) {
        volume.empty_dir = Some(Value::Object(Map::new()));
    }
}

fn has_source(volume: &Volume) -> bool {
    let others = [
        &volume.config_map,
        &volume.csi,
        &volume.downward_api,
        &volume.empty_dir,
        &volume.ephemeral,
        &volume.nfs,
        &volume.secret,
    ];
    volume.host_path.is_some()
        || volume.projected.is_some()
        || volume.persistent_volume_claim.is_some()
        || others.into_iter().any(Option::is_some)
}

/// Files that come from the API can be read by everyone and written by their owner (octal 644).
fn default_mode(source: Option<&mut Value>) {
    if let Some(Value::Object(source)) = source {
        member(source, "defaultMode", 0o644);
    }
}

fn downward_api_items(source: &mut Value) {
    let items = source.get_mut("items").and_then(Value::as_array_mut);
    for item in items.into_iter().flatten().filter_map(Value::as_object_mut) {
        field_ref(item);
    }
}

/// Models pkg/apis/core/v1/defaults.go SetDefaults_ObjectFieldSelector.
fn field_ref(holder: &mut Map<String, Value>) {
    if let Some(Value::Object(reference)) = holder.get_mut("fieldRef") {
        member(reference, "apiVersion", "v1");
    }
}
