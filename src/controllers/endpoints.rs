//! Endpoints: the older list of the addresses behind a service.
//! Models pkg/controller/endpoint/endpoints_controller.go.

use super::endpoint_slice::{IS_HEADLESS, backends, target_ports, with_ports};
use super::{Controller, owner_or_self};
use crate::api::clock::Millis;
use crate::api::core::{EndpointAddress, EndpointPort, EndpointSubset, Endpoints, Service};
use crate::api::meta::ObjectMeta;
use crate::api::order;
use crate::api::pod::Pod;
use crate::api::{Key, Kind};
use crate::apiserver::request::{Change, Reconciled, Request, reference};
use crate::apiserver::store::Store;
use std::rc::Rc;

/// Addresses beyond this number are cut. Models maxCapacity.
const MOST_ADDRESSES: usize = 1000;

/// The control loop.
pub const CONTROLLER: Controller =
    Controller { name: "endpoints", affected, reconcile, latency: 30, resync: None };

fn affected(change: &Change, store: &Store, keys: &mut Vec<Key>) {
    owner_or_self(Kind::Service, change, keys);
    super::endpoint_slice::services_of_pod(change, store, keys);
}

/// One pass over a service.
pub fn reconcile(key: &Key, store: &Store, _now: Millis) -> Reconciled {
    let found = store.get::<Endpoints>(key.namespace(), key.name());
    let Some(service) = store.at::<Service>(key) else {
        let requests = found.map(|endpoints| Request::delete(&**endpoints));
        return Reconciled::requests(requests.into_iter().collect());
    };
    if service.spec.selector.is_empty() {
        return Reconciled::nothing();
    }
    let subsets = subsets(service, store);
    let mut wanted = match found {
        Some(endpoints) if endpoints.subsets == subsets => return Reconciled::nothing(),
        Some(endpoints) => Endpoints::clone(endpoints),
        None => Endpoints::default(),
    };
    wanted.subsets = subsets;
    if found.is_some() {
        return Reconciled::requests(vec![Request::update(wanted)]);
    }
    let mut labels = service.metadata.labels.clone();
    if service.spec.is_headless() {
        Rc::make_mut(&mut labels).insert(IS_HEADLESS.to_owned(), String::new());
    }
    wanted.metadata = ObjectMeta {
        labels,
        name: service.metadata.name.clone(),
        namespace: service.metadata.namespace.clone(),
        ..ObjectMeta::default()
    };
    Reconciled::requests(vec![Request::create(wanted)])
}

fn subsets(service: &Service, store: &Store) -> Vec<EndpointSubset> {
    let publish = service.spec.publish_not_ready_addresses;
    let mut subsets: Vec<(Vec<EndpointPort>, EndpointSubset)> = Vec::new();
    let mut backends: Vec<_> =
        backends(service, store).filter(|pod| !pod.metadata.is_terminating()).collect();
    order::by_key(&mut backends, |pod| address_key(&pod.status.pod_ip));
    for pod in backends.into_iter().take(MOST_ADDRESSES) {
        let ports = target_ports(service, pod);
        if ports.is_empty() && !service.spec.ports.is_empty() {
            continue;
        }
        let subset = with_ports(&mut subsets, ports);
        let ready = publish || pod.is_ready();
        let list = if ready { &mut subset.addresses } else { &mut subset.not_ready_addresses };
        list.push(address(service, pod));
    }
    let with = |(ports, mut subset): (Vec<EndpointPort>, EndpointSubset)| {
        subset.ports = ports;
        subset
    };
    subsets.into_iter().map(with).collect()
}

/// Addresses are listed in the order of their numbers.
fn address_key(ip: &str) -> Vec<u32> {
    ip.split('.').filter_map(|part| part.parse().ok()).collect()
}

fn address(service: &Service, pod: &Pod) -> EndpointAddress {
    let mut target = reference(pod);
    target.api_version = "".into();
    target.resource_version.clear();
    let named = !pod.spec.hostname.is_empty() && pod.spec.subdomain == service.metadata.name;
    EndpointAddress {
        hostname: if named { pod.spec.hostname.clone() } else { String::new() },
        ip: pod.status.pod_ip.clone(),
        node_name: Some(pod.spec.node_name.clone()),
        target_ref: Some(target),
    }
}
