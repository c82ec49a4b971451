//! `kubectl describe` of services and their endpoints.

use super::super::printers::{endpoint_addresses, labels as inline, or_none, slice_addresses};
use super::super::table::Described;
use super::{annotations, field, labels, named};
use crate::api::core::{
    EndpointAddress, EndpointPort, EndpointSlice, Endpoints, Service, ServicePort,
};
use crate::api::meta::IntOrString;
use crate::apiserver::store::Store;

// Models describeService
pub fn service(w: &mut Described, it: &Service, store: &Store) {
    let (meta, spec) = (&it.metadata, &it.spec);
    field(w, 0, "Name", &meta.name);
    field(w, 0, "Namespace", &meta.namespace);
    labels(w, "Labels", &meta.labels);
    annotations(w, "Annotations", &meta.annotations);
    field(w, 0, "Selector", &inline(&spec.selector));
    field(w, 0, "Type", &spec.type_);
    if let Some(policy) = &spec.ip_family_policy {
        field(w, 0, "IP Family Policy", policy);
    }
    field(w, 0, "IP Families", &or_none(&spec.ip_families.join(",")));
    field(w, 0, "IP", &spec.cluster_ip);
    field(w, 0, "IPs", &or_none(&spec.cluster_ips.join(",")));
    if !spec.external_ips.is_empty() {
        field(w, 0, "External IPs", &spec.external_ips.join(","));
    }
    if !spec.external_name.is_empty() {
        field(w, 0, "External Name", &spec.external_name);
    }
    let of_service = |slice: &&EndpointSlice| {
        slice.metadata.namespace == meta.namespace
            && slice.metadata.labels.get("kubernetes.io/service-name") == Some(&meta.name)
    };
    let slices: Vec<&EndpointSlice> =
        store.list::<EndpointSlice>().map(|slice| &**slice).filter(of_service).collect();
    // Endpoints that are not a controller's are mirrored upstream to slices; here they have none.
    let own = store.get::<Endpoints>(&meta.namespace, &meta.name).filter(|_| slices.is_empty());
    for it in &spec.ports {
        let found = own.map(|own| endpoint_addresses(own));
        port(w, it, &found.unwrap_or_else(|| slice_addresses(&slices, &it.name)));
    }
    field(w, 0, "Session Affinity", &spec.session_affinity);
    if !spec.external_traffic_policy.is_empty() {
        field(w, 0, "External Traffic Policy", &spec.external_traffic_policy);
    }
    if let Some(policy) = &spec.internal_traffic_policy {
        field(w, 0, "Internal Traffic Policy", policy);
    }
}

fn port(w: &mut Described, port: &ServicePort, endpoints: &str) {
    let (name, protocol) = (or_unset(&port.name), &port.protocol);
    w.line(0, &format!("Port:\t{name}\t{}/{protocol}", port.port));
    let target = port.target_port.as_ref();
    let target = target.map_or_else(|| port.port.to_string(), IntOrString::to_string);
    field(w, 0, "TargetPort", &format!("{target}/{protocol}"));
    if port.node_port != 0 {
        w.line(0, &format!("NodePort:\t{name}\t{}/{protocol}", port.node_port));
    }
    field(w, 0, "Endpoints", endpoints);
}

fn or_unset(text: &str) -> &str {
    if text.is_empty() { "<unset>" } else { text }
}

// Models describeEndpoints
pub fn endpoints(w: &mut Described, it: &Endpoints) {
    named(w, &it.metadata);
    w.line(0, "Subsets:");
    for subset in &it.subsets {
        let join = |addresses: &[EndpointAddress]| {
            let ips: Vec<&str> = addresses.iter().map(|address| address.ip.as_str()).collect();
            or_none(&ips.join(","))
        };
        field(w, 1, "Addresses", &join(&subset.addresses));
        field(w, 1, "NotReadyAddresses", &join(&subset.not_ready_addresses));
        if !subset.ports.is_empty() {
            ports(w, 1, &subset.ports);
            w.line(0, "");
        }
    }
}

fn ports(w: &mut Described, level: usize, ports: &[EndpointPort]) {
    w.line(level, "Ports:");
    w.line(level + 1, "Name\tPort\tProtocol");
    w.line(level + 1, "----\t----\t--------");
    for port in ports {
        let (name, number, protocol) = (or_unset(&port.name), port.port, &port.protocol);
        w.line(level + 1, &format!("{name}\t{number}\t{protocol}"));
    }
}

// Models describeEndpointSliceV1
pub fn endpoint_slice(w: &mut Described, it: &EndpointSlice) {
    named(w, &it.metadata);
    field(w, 0, "AddressType", &it.address_type);
    if it.ports.is_empty() {
        field(w, 0, "Ports", "<unset>");
    } else {
        ports(w, 0, &it.ports);
    }
    if it.endpoints.is_empty() {
        field(w, 0, "Endpoints", "<none>");
        return;
    }
    w.line(0, "Endpoints:");
    for endpoint in &it.endpoints {
        w.line(1, &format!("- Addresses:\t{}", endpoint.addresses.join(",")));
        let ready = endpoint.conditions.ready;
        w.line(2, "Conditions:");
        field(w, 3, "Ready", &ready.map_or_else(|| "<unset>".to_owned(), |it| it.to_string()));
        field(w, 2, "Hostname", endpoint.hostname.as_deref().unwrap_or("<unset>"));
        if let Some(target) = &endpoint.target_ref {
            field(w, 2, "TargetRef", &format!("{}/{}", target.kind, target.name));
        }
        field(w, 2, "NodeName", endpoint.node_name.as_deref().unwrap_or("<unset>"));
        field(w, 2, "Zone", "<unset>");
    }
}
