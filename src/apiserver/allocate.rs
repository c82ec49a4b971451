//! What the API server allocates for services: cluster addresses and node ports.

use super::ApiServer;
use super::random::Random;
use super::status::{Cause, Status};
use crate::api::core::{Service, ServiceSpec};
use crate::api::sorted::SortedSet;
use crate::api::{Object, Resource};
use std::ops::Range;
use std::rc::Rc;

/// Node ports that a service may ask for. Models pkg/kubeapiserver/options/options.go.
const NODE_PORTS: Range<u32> = 30000..32768;
/// From here on node ports are chosen at random; those below are left to those who ask.
const FIRST_RANDOM_NODE_PORT: u32 = 30086;

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

    /// Which places of the network addresses are chosen from, and which only where those are taken.
    /// Models pkg/registry/core/service/ipallocator/ipallocator.go calculateRangeOffset.
    fn bands(&self) -> (Range<u32>, Range<u32>) {
        let reserved = if self.size <= 16 { 1 } else { (self.size / 16).clamp(16, 256) };
        (reserved..self.size - 1, 1..reserved)
    }

    /// Takes back the address of a service.
    fn release(&mut self, spec: &ServiceSpec) {
        if let Some(address) = parse_ip(&spec.cluster_ip) {
            self.cluster_ips.remove(&address);
        }
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

/// Gives a service its cluster address and node ports; a changed one keeps what it has and still
/// needs. If something cannot be had, nothing is taken.
/// Models pkg/registry/core/service/storage/alloc.go allocateCreate and allocateUpdate.
pub(super) fn assign(
    server: &mut ApiServer,
    object: &mut Object,
    before: Option<&Object>,
) -> Result<(), Status> {
    let Object::Service(service) = object else { return Ok(()) };
    let service = Rc::make_mut(service);
    let old = before.and_then(Service::unwrap).map(|old| &old.spec);
    if let Some(old) = old {
        keep(&mut service.spec, old);
    }
    let addresses = server.addresses.clone();
    let outcome = allocate(server, service, old);
    if outcome.is_err() {
        server.addresses = addresses;
    }
    outcome
}

fn needs_cluster_ip(spec: &ServiceSpec) -> bool {
    spec.type_ != "ExternalName"
}

fn needs_node_ports(spec: &ServiceSpec) -> bool {
    matches!(spec.type_.as_str(), "NodePort" | "LoadBalancer")
}

/// Fills in what a client left out that did not write it in the first place.
/// Models pkg/registry/core/service/storage/storage.go patchAllocatedValues.
fn keep(new: &mut ServiceSpec, old: &ServiceSpec) {
    if needs_cluster_ip(old) && needs_cluster_ip(new) && new.cluster_ip.is_empty() {
        new.cluster_ip.clone_from(&old.cluster_ip);
        new.cluster_ips.clone_from(&old.cluster_ips);
    }
    if !needs_node_ports(old) || !needs_node_ports(new) {
        return;
    }
    for at in 0..new.ports.len() {
        let port = &new.ports[at];
        let same = old.ports.iter().find(|other| other.name == port.name);
        let Some(number) = same.map(|same| same.node_port).filter(|_| port.node_port == 0) else {
            continue;
        };
        if new.ports.iter().all(|port| port.node_port != number) {
            new.ports[at].node_port = number;
        }
    }
}

fn allocate(
    server: &mut ApiServer,
    service: &mut Service,
    old: Option<&ServiceSpec>,
) -> Result<(), Status> {
    for port in old.iter().flat_map(|old| &old.ports) {
        server.addresses.node_ports.remove(&port.node_port);
    }
    check_node_ports(server, service)?;
    match old.filter(|old| needs_cluster_ip(old)) {
        None => assign_cluster_ip(server, service)?,
        Some(old) if !needs_cluster_ip(&service.spec) => server.addresses.release(old),
        Some(_) => {}
    }
    assign_node_ports(server, &mut service.spec)
}

/// Takes back what a removed service had.
pub(super) fn release(server: &mut ApiServer, service: &Service) {
    server.addresses.release(&service.spec);
    for port in &service.spec.ports {
        server.addresses.node_ports.remove(&port.node_port);
    }
}

fn check_node_ports(server: &ApiServer, service: &Service) -> Result<(), Status> {
    let mut causes = Vec::new();
    for (index, port) in service.spec.ports.iter().enumerate() {
        let number = port.node_port;
        let fault = if number == 0 {
            continue;
        } else if !u32::try_from(number).is_ok_and(|number| NODE_PORTS.contains(&number)) {
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
            let (upper, lower) = addresses.bands();
            let is_free = |place: &u32| {
                let address = addresses.network + place;
                !addresses.cluster_ips.contains(&address)
            };
            let place = pick(&mut server.random, upper, lower, is_free);
            addresses.network + place.ok_or_else(|| full("serviceIP"))?
        }
    };
    addresses.cluster_ips.insert(address);
    spec.cluster_ip = format_ip(address);
    spec.cluster_ips = vec![spec.cluster_ip.clone()];
    Ok(())
}

fn assign_node_ports(server: &mut ApiServer, spec: &mut ServiceSpec) -> Result<(), Status> {
    let wants_ports = needs_node_ports(spec);
    // A port that is asked for is not given to another of the same service.
    let asked = spec.ports.iter().map(|port| port.node_port).filter(|number| *number != 0);
    let taken = &mut server.addresses.node_ports;
    taken.extend(asked.filter(|_| wants_ports));
    for port in &mut spec.ports {
        if !wants_ports {
            port.node_port = 0;
        } else if port.node_port == 0 {
            let upper = FIRST_RANDOM_NODE_PORT..NODE_PORTS.end;
            let lower = NODE_PORTS.start..FIRST_RANDOM_NODE_PORT;
            let is_free = |number: &u32| !taken.contains(&(*number as i32));
            let number = pick(&mut server.random, upper, lower, is_free);
            port.node_port = number.ok_or_else(|| full("nodePort"))? as i32;
            taken.insert(port.node_port);
        }
    }
    Ok(())
}

/// The first that is free of the upper band, from a random one on; where that is full, of the lower
/// one, which otherwise is left to those who ask.
/// Models pkg/registry/core/service/allocator/bitmap.go randomScanStrategyWithOffset AllocateBit.
fn pick(
    random: &mut Random,
    upper: Range<u32>,
    lower: Range<u32>,
    is_free: impl Fn(&u32) -> bool,
) -> Option<u32> {
    [upper, lower].into_iter().filter(|band| !band.is_empty()).find_map(|band| {
        let start = band.start + random.below(band.len()) as u32;
        (start..band.end).chain(band.start..start).find(&is_free)
    })
}

fn full(what: &str) -> Status {
    Status::internal_error(format!("failed to allocate a {what}: range is full"))
}

#[cfg(test)]
mod tests;
