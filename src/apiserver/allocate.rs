//! What the API server allocates for services: cluster addresses and node ports.

use super::ApiServer;
use super::status::{Cause, Status};
use crate::api::Object;
use crate::api::core::{Service, ServiceSpec};
use crate::api::sorted::SortedSet;
use std::rc::Rc;

/// Node ports that a service may ask for. Models pkg/kubeapiserver/options/options.go.
const NODE_PORTS: std::ops::RangeInclusive<i32> = 30000..=32767;
/// From here on node ports are chosen at random; those below are left to those who ask.
const FIRST_RANDOM_NODE_PORT: i32 = 30086;

/// The addresses and ports in use.
#[derive(Clone, Debug)]
pub(super) struct Addresses {
    cidr: String,
    network: u32,
    size: u32,
    cluster_ips: SortedSet<u32>,
    node_ports: SortedSet<i32>,
}

impl Addresses {
    /// Services get addresses of this network, `10.96.0.0/12`.
    pub(super) fn new(cidr: &str) -> Addresses {
        let (address, bits) = cidr.split_once('/').expect("a network has a prefix length");
        let bits: u32 = bits.parse().expect("a prefix length is a number");
        let network = parse_ip(address).expect("a network has an address");
        let (cluster_ips, node_ports) = (SortedSet::new(), SortedSet::new());
        Addresses {
            cidr: cidr.to_owned(),
            network,
            size: 1 << (32 - bits),
            cluster_ips,
            node_ports,
        }
    }

    /// Whether an address is of the network, between its first and its last, and free.
    fn may_give(&self, address: u32) -> bool {
        let place = address.wrapping_sub(self.network);
        (1..self.size - 1).contains(&place) && !self.cluster_ips.contains(&address)
    }

    /// The first address of the network: the `kubernetes` service's.
    pub(super) fn first(&self) -> String {
        format_ip(self.network + 1)
    }
}

fn parse_ip(text: &str) -> Option<u32> {
    let parts: Vec<u8> = text.split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let bytes: [u8; 4] = parts.try_into().ok()?;
    Some(u32::from_be_bytes(bytes))
}

fn format_ip(address: u32) -> String {
    let [a, b, c, d] = address.to_be_bytes();
    format!("{a}.{b}.{c}.{d}")
}

/// Gives a new service its cluster address and node ports.
pub(super) fn assign(server: &mut ApiServer, object: &mut Object) -> Result<(), Status> {
    let Object::Service(service) = object else { return Ok(()) };
    check_node_ports(server, service, &SortedSet::new())?;
    let service = Rc::make_mut(service);
    assign_cluster_ip(server, service)?;
    assign_node_ports(server, &mut service.spec);
    Ok(())
}

/// Does the same for a changed service, which keeps what it has.
pub(super) fn reassign(
    server: &mut ApiServer,
    object: &mut Object,
    before: &Object,
) -> Result<(), Status> {
    let (Object::Service(service), Object::Service(old)) = (object, before) else { return Ok(()) };
    let held: SortedSet<i32> = old.spec.ports.iter().map(|port| port.node_port).collect();
    let service = Rc::make_mut(service);
    if service.spec.cluster_ip.is_empty() {
        service.spec.cluster_ip.clone_from(&old.spec.cluster_ip);
        service.spec.cluster_ips.clone_from(&old.spec.cluster_ips);
    }
    for port in &mut service.spec.ports {
        let same = old.spec.ports.iter().find(|other| other.port == port.port);
        if let Some(same) = same.filter(|_| port.node_port == 0) {
            port.node_port = same.node_port;
        }
    }
    check_node_ports(server, service, &held)?;
    for port in &held {
        server.addresses.node_ports.remove(port);
    }
    assign_node_ports(server, &mut service.spec);
    Ok(())
}

/// Takes back what a removed service had.
pub(super) fn release(server: &mut ApiServer, object: &Object) {
    let Object::Service(service) = object else { return };
    if let Some(address) = parse_ip(&service.spec.cluster_ip) {
        server.addresses.cluster_ips.remove(&address);
    }
    for port in &service.spec.ports {
        server.addresses.node_ports.remove(&port.node_port);
    }
}

fn check_node_ports(
    server: &ApiServer,
    service: &Service,
    held: &SortedSet<i32>,
) -> Result<(), Status> {
    let mut causes = Vec::new();
    for (index, port) in service.spec.ports.iter().enumerate() {
        let number = port.node_port;
        let fault = if number == 0 || held.contains(&number) {
            continue;
        } else if !NODE_PORTS.contains(&number) {
            "provided port is not in the valid range. The range of valid ports is 30000-32767"
        } else if server.addresses.node_ports.contains(&number) {
            "provided port is already allocated"
        } else {
            continue;
        };
        causes.push(Cause {
            field: format!("spec.ports[{index}].nodePort"),
            message: format!("Invalid value: {number}: {fault}"),
        });
    }
    super::invalid(&Object::from(service.clone()), causes)
}

/// Models pkg/registry/core/service/ipallocator: addresses are taken from the part of the network
/// that is not left to those who ask for one.
fn assign_cluster_ip(server: &mut ApiServer, service: &mut Service) -> Result<(), Status> {
    let spec = &mut service.spec;
    if spec.is_headless() || spec.type_ == "ExternalName" {
        if spec.is_headless() {
            spec.cluster_ips = vec!["None".to_owned()];
        }
        return Ok(());
    }
    let addresses = &mut server.addresses;
    let address = match parse_ip(&spec.cluster_ip) {
        Some(asked) if !addresses.may_give(asked) => {
            let (ip, cidr) = (&spec.cluster_ip, &addresses.cidr);
            let why = if addresses.cluster_ips.contains(&asked) {
                "provided IP is already allocated".to_owned()
            } else {
                format!(
                    "the provided IP ({ip}) is not in the valid range. The range of valid IPs is \
                     {cidr}"
                )
            };
            let message =
                format!("Invalid value: []string{{\"{ip}\"}}: failed to allocate IP {ip}: {why}");
            let causes = vec![Cause { field: "spec.clusterIPs".to_owned(), message }];
            let (kind, name) = (crate::api::Kind::Service, &service.metadata.name);
            return Err(Status::invalid(kind, name, causes));
        }
        Some(asked) => asked,
        None => {
            let reserved = (addresses.size / 16).clamp(16, 256);
            loop {
                let span = (addresses.size - reserved - 1) as usize;
                let pick = addresses.network + reserved + server.random.below(span) as u32;
                if !addresses.cluster_ips.contains(&pick) {
                    break pick;
                }
            }
        }
    };
    addresses.cluster_ips.insert(address);
    spec.cluster_ip = format_ip(address);
    spec.cluster_ips = vec![spec.cluster_ip.clone()];
    Ok(())
}

fn assign_node_ports(server: &mut ApiServer, spec: &mut ServiceSpec) {
    let wants_ports = matches!(spec.type_.as_str(), "NodePort" | "LoadBalancer");
    for port in &mut spec.ports {
        if !wants_ports {
            port.node_port = 0;
            continue;
        }
        while port.node_port == 0 {
            let span = (NODE_PORTS.end() - FIRST_RANDOM_NODE_PORT + 1) as usize;
            let pick = FIRST_RANDOM_NODE_PORT + server.random.below(span) as i32;
            if !server.addresses.node_ports.contains(&pick) {
                port.node_port = pick;
            }
        }
        server.addresses.node_ports.insert(port.node_port);
    }
}
