//! Defaulting: what the API server writes into fields that were left out.
//!
//! Each kind's rules are those of upstream's `defaults.go` files; what admission plugins and
//! allocators add (service accounts, tolerations, addresses, finalizers) is not a default.

mod pod;
mod workloads;

use crate::api::Object;
use crate::api::config::{Secret, to_base64};
use crate::api::core::{EndpointSlice, Endpoints, Namespace, Node, Service};
use crate::api::meta::IntOrString;
use crate::api::pod::HostPathVolumeSource;
use crate::api::quantity::Quantity;
use crate::api::sorted::SortedMap;
use crate::api::storage::{
    PersistentVolume, PersistentVolumeClaimSpec, PersistentVolumeClaimStatus, StorageClass,
};
use serde_json::{Map, Value, json};
use std::rc::Rc;

/// Fills in the defaults of an object; what is set already stays.
pub fn apply(object: &mut Object) {
    match object {
        Object::Deployment(object) => workloads::deployment(Rc::make_mut(object)),
        Object::EndpointSlice(object) => endpoint_slice(Rc::make_mut(object)),
        Object::Endpoints(object) => endpoints(Rc::make_mut(object)),
        Object::Namespace(object) => namespace(Rc::make_mut(object)),
        Object::Node(object) => node(Rc::make_mut(object)),
        Object::PersistentVolume(object) => persistent_volume(Rc::make_mut(object)),
        Object::PersistentVolumeClaim(object) => {
            let claim = Rc::make_mut(object);
            persistent_volume_claim(&mut claim.spec, &mut claim.status);
        }
        Object::Pod(object) => pod::pod(Rc::make_mut(object)),
        Object::ReplicaSet(object) => workloads::replica_set(Rc::make_mut(object)),
        Object::Service(object) => service(Rc::make_mut(object)),
        Object::StatefulSet(object) => workloads::stateful_set(Rc::make_mut(object)),
        Object::StorageClass(object) => storage_class(Rc::make_mut(object)),
        Object::Secret(object) => secret(Rc::make_mut(object)),
        Object::ConfigMap(_)
        | Object::ControllerRevision(_)
        | Object::Event(_)
        | Object::ServiceAccount(_)
        | Object::VolumeAttachment(_) => {}
    }
}

/// Writes the default into a text that was left out.
fn text(field: &mut String, default: &str) {
    if field.is_empty() {
        field.push_str(default);
    }
}

/// Writes the default into an optional text that was left out.
fn optional_text(field: &mut Option<String>, default: &str) {
    field.get_or_insert_with(|| default.to_owned());
}

/// Writes the default into a field of plain JSON that was left out.
fn member(object: &mut Map<String, Value>, key: &str, default: impl Into<Value>) {
    let value = object.entry(key).or_insert(Value::Null);
    if value.is_null() || value.as_str() == Some("") {
        *value = default.into();
    }
}

/// Models pkg/apis/core/v1/defaults.go SetDefaults_ResourceList.
fn resource_list(list: &mut SortedMap<String, Quantity>) {
    for quantity in list.values_mut() {
        *quantity = quantity.rounded_up_to_milli();
    }
}

/// Models pkg/apis/core/v1/defaults.go SetDefaults_HostPathVolumeSource.
fn host_path(source: &mut HostPathVolumeSource) {
    optional_text(&mut source.type_, "");
}

/// Models pkg/apis/core/v1/defaults.go SetDefaults_Namespace and SetDefaults_NamespaceStatus, and
/// pkg/registry/core/namespace/strategy.go PrepareForCreate.
fn namespace(namespace: &mut Namespace) {
    let meta = &mut namespace.metadata;
    if !meta.name.is_empty() {
        let name = meta.name.clone();
        meta.labels_mut().insert("kubernetes.io/metadata.name".to_owned(), name);
    }
    if namespace.spec.finalizers.is_empty() && !meta.is_terminating() {
        namespace.spec.finalizers.push("kubernetes".to_owned());
    }
    text(&mut namespace.status.phase, "Active");
}

/// Models pkg/apis/core/v1/defaults.go SetDefaults_Secret and pkg/apis/core/v1/conversion.go
/// Convert_v1_Secret_To_core_Secret.
fn secret(secret: &mut Secret) {
    text(&mut secret.type_, "Opaque");
    for (key, value) in std::mem::take(&mut secret.string_data) {
        secret.data.insert(key, to_base64(value.as_bytes()));
    }
}

/// Models pkg/apis/core/v1/defaults.go SetDefaults_NodeStatus.
fn node(node: &mut Node) {
    let status = &mut node.status;
    resource_list(&mut status.capacity);
    if status.allocatable.is_empty() {
        status.allocatable.clone_from(&status.capacity);
    }
    resource_list(&mut status.allocatable);
}

/// Models pkg/apis/core/v1/defaults.go SetDefaults_PersistentVolume.
fn persistent_volume(volume: &mut PersistentVolume) {
    let spec = &mut volume.spec;
    text(&mut volume.status.phase, "Pending");
    text(&mut spec.persistent_volume_reclaim_policy, "Retain");
    optional_text(&mut spec.volume_mode, "Filesystem");
    resource_list(&mut spec.capacity);
    if let Some(source) = &mut spec.host_path {
        host_path(source);
    }
}

/// Models pkg/apis/core/v1/defaults.go SetDefaults_PersistentVolumeClaim.
fn persistent_volume_claim(
    spec: &mut PersistentVolumeClaimSpec,
    status: &mut PersistentVolumeClaimStatus,
) {
    text(&mut status.phase, "Pending");
    optional_text(&mut spec.volume_mode, "Filesystem");
    resource_list(&mut spec.resources.limits);
    resource_list(&mut spec.resources.requests);
    resource_list(&mut status.capacity);
}

/// Models pkg/apis/storage/v1/defaults.go SetDefaults_StorageClass.
fn storage_class(class: &mut StorageClass) {
    optional_text(&mut class.reclaim_policy, "Delete");
    optional_text(&mut class.volume_binding_mode, "Immediate");
}

/// Models pkg/apis/core/v1/defaults.go SetDefaults_Endpoints.
fn endpoints(endpoints: &mut Endpoints) {
    for port in endpoints.subsets.iter_mut().flat_map(|subset| &mut subset.ports) {
        text(&mut port.protocol, "TCP");
    }
}

/// Models pkg/apis/discovery/v1/defaults.go SetDefaults_EndpointPort.
fn endpoint_slice(slice: &mut EndpointSlice) {
    for port in &mut slice.ports {
        text(&mut port.protocol, "TCP");
    }
}

/// Models pkg/apis/core/v1/defaults.go SetDefaults_Service.
fn service(service: &mut Service) {
    let spec = &mut service.spec;
    text(&mut spec.session_affinity, "None");
    if spec.session_affinity == "None" {
        spec.session_affinity_config = None;
    }
    if spec.session_affinity == "ClientIP" && spec.session_affinity_config.is_none() {
        spec.session_affinity_config = Some(json!({"clientIP": {"timeoutSeconds": 10800}}));
    }
    text(&mut spec.type_, "ClusterIP");
    for port in &mut spec.ports {
        text(&mut port.protocol, "TCP");
        let left_out = match &port.target_port {
            None | Some(IntOrString::Int(0)) => true,
            Some(IntOrString::String(name)) => name.is_empty(),
            Some(IntOrString::Int(_)) => false,
        };
        if left_out {
            port.target_port = Some(IntOrString::Int(port.port));
        }
    }
    let is_external = matches!(spec.type_.as_str(), "NodePort" | "LoadBalancer");
    if is_external {
        text(&mut spec.external_traffic_policy, "Cluster");
    }
    if is_external || spec.type_ == "ClusterIP" {
        optional_text(&mut spec.internal_traffic_policy, "Cluster");
    }
    if spec.type_ == "LoadBalancer" {
        spec.allocate_load_balancer_node_ports.get_or_insert(true);
    }
    service_addresses(service);
}

/// A cluster with one address family, IPv4.
/// Models pkg/registry/core/service/storage/alloc.go initIPFamilyFields, and
/// pkg/registry/core/service/storage/storage.go normalizeClusterIPs for a new service.
fn service_addresses(service: &mut Service) {
    let spec = &mut service.spec;
    if spec.type_ == "ExternalName" {
        return;
    }
    if !spec.cluster_ip.is_empty() && spec.cluster_ips.is_empty() {
        spec.cluster_ips.push(spec.cluster_ip.clone());
    }
    let without_pods = spec.is_headless() && spec.selector.is_empty();
    if spec.ip_families.is_empty() {
        spec.ip_families.push("IPv4".to_owned());
        let single = spec.ip_family_policy.as_deref() == Some("SingleStack");
        if without_pods && !single {
            spec.ip_families.push("IPv6".to_owned());
        }
    }
    let policy = if without_pods { "RequireDualStack" } else { "SingleStack" };
    optional_text(&mut spec.ip_family_policy, policy);
}

#[cfg(test)]
mod tests;
