//! Services.

use super::faults::{Faults, Path};
use super::names::{dns_label, dns_subdomain, port_number};
use super::{containers, meta};
use crate::api::core::{Service, ServicePort, ServiceSpec};
use crate::api::go::quoted;
use crate::api::sorted::SortedSet;

const SPEC: Path<'_> = Path::new("spec");

/// Models pkg/apis/core/validation/validation.go ValidateService.
pub(super) fn service(faults: &mut Faults, service: &Service) {
    let spec = &service.spec;
    let is_external_name = spec.type_ == "ExternalName";
    if spec.ports.is_empty() && !spec.is_headless() && !is_external_name {
        faults.required(&SPEC.child("ports"), "");
    }
    type_rules(faults, spec);
    let ports = SPEC.child("ports");
    let mut names = SortedSet::new();
    for (index, port) in spec.ports.iter().enumerate() {
        port_rules(faults, port, spec.ports.len() > 1, &mut names, &ports.index(index));
    }
    meta::labels(faults, &spec.selector, &SPEC.child("selector"));
    let affinities = ["ClientIP", "None"];
    faults.one_of(&SPEC.child("sessionAffinity"), &spec.session_affinity, &affinities);
    addresses(faults, spec);
    let types = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];
    faults.one_of(&SPEC.child("type"), &spec.type_, &types);
    unique_ports(faults, spec);
    let is_external = matches!(spec.type_.as_str(), "NodePort" | "LoadBalancer");
    if !is_external && !spec.external_traffic_policy.is_empty() {
        let value = quoted(&spec.external_traffic_policy);
        let detail = "may only be set for externally-accessible services";
        faults.invalid(&SPEC.child("externalTrafficPolicy"), value, detail);
    }
    for (field, policy) in [
        ("externalTrafficPolicy", spec.external_traffic_policy.as_str()),
        ("internalTrafficPolicy", spec.internal_traffic_policy.as_deref().unwrap_or("")),
    ] {
        if !policy.is_empty() {
            faults.one_of(&SPEC.child(field), policy, &["Cluster", "Local"]);
        }
    }
}

fn type_rules(faults: &mut Faults, spec: &ServiceSpec) {
    let cluster_ips = SPEC.child("clusterIPs");
    match spec.type_.as_str() {
        "NodePort" | "LoadBalancer" if spec.is_headless() => {
            let detail = format!("may not be set to 'None' for {} services", spec.type_);
            faults.invalid(&cluster_ips.index(0), "\"None\"", &detail);
        }
        "ExternalName" => {
            let is_set = [
                ("clusterIPs", !spec.cluster_ips.is_empty()),
                ("ipFamilies", !spec.ip_families.is_empty()),
                ("ipFamilyPolicy", spec.ip_family_policy.is_some()),
            ];
            for (field, _) in is_set.iter().filter(|(_, is_set)| *is_set) {
                faults.forbidden(&SPEC.child(field), "may not be set for ExternalName services");
            }
            let path = SPEC.child("externalName");
            match spec.external_name.trim_end_matches('.') {
                "" => faults.required(&path, ""),
                name => faults.invalid_text(&path, name, &dns_subdomain(name)),
            }
        }
        _ => {}
    }
}

/// Models pkg/apis/core/validation/validation.go validateServicePort.
fn port_rules<'a>(
    faults: &mut Faults,
    port: &'a ServicePort,
    needs_name: bool,
    names: &mut SortedSet<&'a str>,
    path: &Path<'_>,
) {
    let name = &port.name;
    if !name.is_empty() {
        faults.invalid_text(&path.child("name"), name, &dns_label(name));
        if !names.insert(name) {
            faults.duplicate(&path.child("name"), quoted(name));
        }
    } else if needs_name {
        faults.required(&path.child("name"), "");
    }
    if let Some(detail) = port_number(port.port) {
        faults.invalid(&path.child("port"), port.port, detail);
    }
    faults.one_of(&path.child("protocol"), &port.protocol, &["SCTP", "TCP", "UDP"]);
    if let Some(target) = &port.target_port {
        containers::port(faults, target, &path.child("targetPort"));
    }
}

/// Models pkg/apis/core/validation/validation.go validateServiceClusterIPsRelatedFields.
fn addresses(faults: &mut Faults, spec: &ServiceSpec) {
    let path = SPEC.child("clusterIPs");
    let families = SPEC.child("ipFamilies");
    for (index, family) in spec.ip_families.iter().enumerate() {
        faults.one_of(&families.index(index), family, &["IPv4", "IPv6"]);
    }
    if let Some(policy) = &spec.ip_family_policy {
        let policies = ["SingleStack", "PreferDualStack", "RequireDualStack"];
        faults.one_of(&SPEC.child("ipFamilyPolicy"), policy, &policies);
    }
    for (index, address) in spec.cluster_ips.iter().enumerate() {
        let is_none = index == 0 && address == "None";
        if !is_none && !is_address(address) {
            let detail = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
            faults.invalid(&path.index(index), quoted(address), detail);
        }
    }
}

/// Whether a text is an IPv4 address, or could be one of IPv6.
fn is_address(text: &str) -> bool {
    let parts = || text.split('.');
    text.contains(':') || parts().count() == 4 && parts().all(|part| part.parse::<u8>().is_ok())
}

fn unique_ports(faults: &mut Faults, spec: &ServiceSpec) {
    let path = SPEC.child("ports");
    let ports = || spec.ports.iter().enumerate();
    if spec.type_ == "ClusterIP" {
        for (index, _) in ports().filter(|(_, port)| port.node_port != 0) {
            let detail = "may not be used when `type` is 'ClusterIP'";
            faults.forbidden(&path.index(index).child("nodePort"), detail);
        }
    }
    let mut seen = SortedSet::new();
    for (index, port) in ports().filter(|(_, port)| port.node_port != 0) {
        if !seen.insert((&port.protocol, port.node_port)) {
            faults.duplicate(&path.index(index).child("nodePort"), port.node_port);
        }
    }
    seen.clear();
    for (index, port) in ports() {
        if !seen.insert((&port.protocol, port.port)) {
            let value = format!(
                "core.ServicePort{{Name:\"\", Protocol:{}, AppProtocol:(*string)(nil), Port:{}, \
                 TargetPort:intstr.IntOrString{{Type:0, IntVal:0, StrVal:\"\"}}, NodePort:0}}",
                quoted(&port.protocol),
                port.port
            );
            faults.duplicate(&path.index(index), value);
        }
    }
}

/// Models pkg/apis/core/validation/validation.go ValidateServiceUpdate. An address that is left out
/// stays as it is.
pub(super) fn service_update(faults: &mut Faults, new: &Service, before: &Service) {
    let (spec, old) = (&new.spec, &before.spec);
    let keeps_address = [spec, old].iter().all(|spec| spec.type_ != "ExternalName");
    let differs = !spec.cluster_ip.is_empty() && spec.cluster_ip != old.cluster_ip;
    if keeps_address && !old.cluster_ip.is_empty() && differs {
        let value = meta::go_texts(std::slice::from_ref(&spec.cluster_ip));
        let path = SPEC.child("clusterIPs");
        faults.invalid(&path.index(0), value, "may not change once set");
    }
    service(faults, new);
}
