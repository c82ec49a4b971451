//! The tables of services and their endpoints.

use super::super::table::Column;
use super::{Printer, created, labels, or_none};
use crate::api::clock::Millis;
use crate::api::core::{EndpointSlice, Endpoints, Service, ServicePort};
use crate::api::{Object, Resource};

/// Services.
pub const SERVICE: Printer = Printer { columns: SERVICE_COLUMNS, row: service };

const SERVICE_COLUMNS: &[Column] = &[
    Column::new("NAME"),
    Column::new("TYPE"),
    Column::new("CLUSTER-IP"),
    Column::new("EXTERNAL-IP"),
    Column::new("PORT(S)"),
    Column::new("AGE"),
    Column::wide("SELECTOR"),
];

// Models pkg/printers/internalversion/printers.go printService
fn service(object: &Object, now: Millis) -> Vec<String> {
    let Some(it) = Service::unwrap(object) else { return Vec::new() };
    let spec = &it.spec;
    let external = match spec.type_.as_str() {
        "LoadBalancer" if spec.external_ips.is_empty() => "<pending>".to_owned(),
        "ExternalName" => spec.external_name.clone(),
        _ => or_none(&spec.external_ips.join(",")),
    };
    let ports: Vec<String> = spec.ports.iter().map(port).collect();
    vec![
        it.metadata.name.clone(),
        spec.type_.clone(),
        or_none(&spec.cluster_ip),
        external,
        or_none(&ports.join(",")),
        created(object, now),
        labels(&spec.selector),
    ]
}

fn port(port: &ServicePort) -> String {
    match port.node_port {
        0 => format!("{}/{}", port.port, port.protocol),
        node_port => format!("{}:{node_port}/{}", port.port, port.protocol),
    }
}

/// Endpoints.
pub const ENDPOINTS: Printer = Printer { columns: ENDPOINTS_COLUMNS, row: endpoints };

const ENDPOINTS_COLUMNS: &[Column] =
    &[Column::new("NAME"), Column::new("ENDPOINTS"), Column::new("AGE")];

// Models pkg/printers/internalversion/printers.go printEndpoints
fn endpoints(object: &Object, now: Millis) -> Vec<String> {
    let Some(it) = Endpoints::unwrap(object) else { return Vec::new() };
    vec![it.metadata.name.clone(), endpoint_addresses(it), created(object, now)]
}

/// `10.244.1.2:8080,10.244.2.4:8080`, at most three; blank where no address is ready.
// Models pkg/printers/internalversion/printers.go formatEndpoints
pub fn endpoint_addresses(endpoints: &Endpoints) -> String {
    if endpoints.subsets.is_empty() {
        return "<none>".to_owned();
    }
    let mut addresses = Vec::new();
    for subset in &endpoints.subsets {
        if subset.ports.is_empty() {
            addresses.extend(subset.addresses.iter().map(|address| address.ip.clone()));
        }
        for open in &subset.ports {
            for address in &subset.addresses {
                addresses.push(format!("{}:{}", address.ip, open.port));
            }
        }
    }
    at_most_three(addresses)
}

/// The ready addresses of slices for the port of that name, at most three.
// Models kubectl/pkg/describe/describe.go formatEndpointSlices
pub fn slice_addresses(slices: &[&EndpointSlice], port: &str) -> String {
    if slices.is_empty() {
        return "<none>".to_owned();
    }
    let mut addresses = Vec::new();
    for slice in slices {
        let ready = || {
            let all = slice.endpoints.iter();
            let ready = all.filter(|endpoint| endpoint.conditions.ready != Some(false));
            ready.filter_map(|endpoint| endpoint.addresses.first())
        };
        if slice.ports.is_empty() {
            addresses.extend(ready().cloned());
        }
        for open in slice.ports.iter().filter(|open| open.name == port) {
            addresses.extend(ready().map(|address| format!("{address}:{}", open.port)));
        }
    }
    at_most_three(addresses)
}

/// Endpoint slices.
pub const ENDPOINT_SLICE: Printer = Printer { columns: SLICE_COLUMNS, row: slice };

const SLICE_COLUMNS: &[Column] = &[
    Column::new("NAME"),
    Column::new("ADDRESSTYPE"),
    Column::new("PORTS"),
    Column::new("ENDPOINTS"),
    Column::new("AGE"),
];

// Models pkg/printers/internalversion/printers.go printEndpointSlice
fn slice(object: &Object, now: Millis) -> Vec<String> {
    let Some(it) = EndpointSlice::unwrap(object) else { return Vec::new() };
    let ports = it.ports.iter().map(|port| port.port.to_string()).collect();
    let addresses = it.endpoints.iter().flat_map(|endpoint| endpoint.addresses.clone()).collect();
    let or_unset = |text: String| if text.is_empty() { "<unset>".to_owned() } else { text };
    vec![
        it.metadata.name.clone(),
        it.address_type.clone(),
        or_unset(at_most_three(ports)),
        or_unset(at_most_three(addresses)),
        created(object, now),
    ]
}

fn at_most_three(mut items: Vec<String>) -> String {
    const MOST: usize = 3;
    let more = items.len().saturating_sub(MOST);
    items.truncate(MOST);
    let text = items.join(",");
    if more > 0 { format!("{text} + {more} more...") } else { text }
}

/// `80/TCP,443/TCP`: the ports of a container.
pub fn port_list<'a>(ports: impl Iterator<Item = (i32, &'a str)>) -> String {
    let ports: Vec<String> = ports.map(|(port, protocol)| format!("{port}/{protocol}")).collect();
    ports.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_three_endpoints_are_counted() {
        let items = (1..=5).map(|n| n.to_string()).collect();
        assert_eq!(at_most_three(items), "1,2,3 + 2 more...");
    }
}
