//! Endpoint slices: which pods a service sends to, and which of them are ready.
//! Models pkg/controller/endpointslice and k8s.io/endpointslice/reconciler.go.

use super::{Controller, owner_or_self};
use crate::api::clock::Millis;
use crate::api::core::{Endpoint, EndpointConditions, EndpointPort, EndpointSlice, Service};
use crate::api::meta::{ObjectMeta, StringMap};
use crate::api::pod::Pod;
use crate::api::{Key, Kind};
use crate::apiserver::request::{Change, Reconciled, Request, reference};
use crate::apiserver::store::Store;
use crate::controllers::pods::controller_reference;
use std::rc::Rc;

/// The label by which a slice names its service.
pub const SERVICE_NAME: &str = "kubernetes.io/service-name";
/// The label of the endpoints of a service without an address of its own.
pub(super) const IS_HEADLESS: &str = "service.kubernetes.io/headless";
/// The most endpoints in one slice.
const SLICE_LENGTH: usize = 100;

/// The control loop.
pub const CONTROLLER: Controller =
    Controller { name: "endpoint-slice", affected, reconcile, latency: 30, resync: None };

fn affected(change: &Change, store: &Store, keys: &mut Vec<Key>) {
    owner_or_self(Kind::Service, change, keys);
    services_of_pod(change, store, keys);
}

/// The services that select the changed pod, as it is or as it was.
pub(super) fn services_of_pod(change: &Change, store: &Store, keys: &mut Vec<Key>) {
    for object in [&change.before, &change.after].into_iter().flatten() {
        let Some(pod) = <Pod as crate::api::Resource>::unwrap(object) else { continue };
        let selects = |service: &&Rc<Service>| {
            let selector = &service.spec.selector;
            service.metadata.namespace == pod.metadata.namespace
                && !selector.is_empty()
                && selector.iter().all(|(k, v)| pod.metadata.labels.get(k) == Some(v))
        };
        keys.extend(store.list::<Service>().filter(selects).map(|service| Key::of(&**service)));
    }
}

/// The pods behind a service that have an address and have not ended.
pub(super) fn backends<'a>(
    service: &'a Service,
    store: &'a Store,
) -> impl Iterator<Item = &'a Rc<Pod>> {
    store
        .pods_with_labels(&service.metadata.namespace, &service.spec.selector)
        .filter(|pod| !pod.status.pod_ip.is_empty() && !pod.is_finished())
}

/// What a service's ports lead to in a pod.
pub(super) fn target_ports(service: &Service, pod: &Pod) -> Vec<EndpointPort> {
    let ports = service.spec.ports.iter();
    ports
        .filter_map(|port| {
            Some(EndpointPort {
                name: port.name.clone(),
                port: port.target_in(pod)?,
                protocol: port.protocol.clone(),
            })
        })
        .collect()
}

/// The list of the pods with these ports, begun if there is none yet.
pub(super) fn with_ports<T: Default>(
    lists: &mut Vec<(Vec<EndpointPort>, T)>,
    ports: Vec<EndpointPort>,
) -> &mut T {
    let at = lists.iter().position(|(those, _)| *those == ports).unwrap_or(lists.len());
    if at == lists.len() {
        lists.push((ports, T::default()));
    }
    &mut lists[at].1
}

/// One pass over a service.
pub fn reconcile(key: &Key, store: &Store, _now: Millis) -> Reconciled {
    let Some(service) = store.at::<Service>(key) else {
        return Reconciled::nothing();
    };
    if service.spec.selector.is_empty() {
        return Reconciled::nothing();
    }
    let mut lists: Vec<(Vec<EndpointPort>, Vec<Endpoint>)> = Vec::new();
    for pod in backends(service, store) {
        with_ports(&mut lists, target_ports(service, pod)).push(endpoint(service, pod));
    }
    let found: Vec<Rc<EndpointSlice>> =
        store.owned_by::<EndpointSlice>(&service.metadata.uid).cloned().collect();
    let mut wanted: Vec<(&[EndpointPort], &[Endpoint])> = Vec::new();
    for (ports, endpoints) in &lists {
        wanted.extend(endpoints.chunks(SLICE_LENGTH).map(|chunk| (&**ports, chunk)));
    }
    if wanted.is_empty() {
        wanted.push((&[], &[]));
    }
    let mut requests = Vec::new();
    for (index, (ports, chunk)) in wanted.iter().enumerate() {
        match found.get(index) {
            Some(slice) if slice.endpoints == *chunk && slice.ports == *ports => {}
            Some(slice) => {
                let mut slice = EndpointSlice::clone(slice);
                slice.endpoints = chunk.to_vec();
                slice.ports = ports.to_vec();
                requests.push(Request::update(slice));
            }
            None => requests.push(Request::create(new_slice(service, chunk, ports))),
        }
    }
    requests.extend(found.iter().skip(wanted.len()).map(|slice| Request::delete(&**slice)));
    Reconciled::requests(requests)
}

fn new_slice(service: &Service, endpoints: &[Endpoint], ports: &[EndpointPort]) -> EndpointSlice {
    let mut labels = StringMap::clone(&service.metadata.labels);
    let manager = "endpointslice-controller.k8s.io".to_owned();
    labels.insert("endpointslice.kubernetes.io/managed-by".to_owned(), manager);
    labels.insert(SERVICE_NAME.to_owned(), service.metadata.name.clone());
    if service.spec.is_headless() {
        labels.insert(IS_HEADLESS.to_owned(), String::new());
    }
    EndpointSlice {
        address_type: "IPv4".to_owned(),
        endpoints: endpoints.to_vec(),
        metadata: ObjectMeta {
            generate_name: format!("{}-", service.metadata.name),
            labels: labels.into(),
            namespace: service.metadata.namespace.clone(),
            owner_references: vec![controller_reference(service)].into(),
            ..ObjectMeta::default()
        },
        ports: ports.to_vec(),
    }
}

/// Models k8s.io/endpointslice/utils.go podToEndpoint.
fn endpoint(service: &Service, pod: &Pod) -> Endpoint {
    let serving = pod.is_ready();
    let terminating = pod.metadata.is_terminating();
    let ready = service.spec.publish_not_ready_addresses || serving && !terminating;
    let named = !pod.spec.hostname.is_empty() && pod.spec.subdomain == service.metadata.name;
    let mut target = reference(pod);
    target.api_version = "".into();
    target.resource_version.clear();
    Endpoint {
        addresses: vec![pod.status.pod_ip.clone()],
        conditions: EndpointConditions {
            ready: Some(ready),
            serving: Some(serving),
            terminating: Some(terminating),
        },
        hostname: named.then(|| pod.spec.hostname.clone()),
        node_name: Some(pod.spec.node_name.clone()),
        target_ref: Some(target),
    }
}
