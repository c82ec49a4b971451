//! The network: from an address to the container that answers. What kube-proxy and the cluster's
//! DNS do.

use super::dns;
use super::forward::Forward;
use super::runtime::{Runtime, Served};
use crate::api::clock::Millis;
use crate::api::core::{Endpoint, EndpointSlice, Node, Service, ServicePort};
use crate::api::pod::Pod;
use crate::api::{Key, Kind};
use crate::apiserver::ApiServer;
use crate::apiserver::store::Store;
use std::fmt;

/// Where a request comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum From {
    /// From a machine that reaches the nodes and the cluster's addresses, and has not its DNS.
    Outside,
    /// From inside a pod, which knows the names of services.
    Pod(Key),
}

/// An answer and who gave it.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The pod that answered.
    pub pod: Key,
    /// Its uid.
    pub pod_uid: String,
    /// The service that was asked, if one was.
    pub service: Option<Key>,
    /// What it answered.
    pub served: Served,
}

/// Why there is no answer. It reads as `curl` puts it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NetworkError {
    /// The address cannot be read.
    BadAddress(String),
    /// Nobody knows the name.
    UnknownHost(String),
    /// Nothing answers there.
    Refused {
        /// The host as it was written.
        host: String,
        /// The port.
        port: i32,
    },
    /// The connection is accepted, and nobody is at its other end.
    EmptyReply,
}

impl fmt::Display for NetworkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NetworkError::BadAddress(_) => {
                f.write_str("curl: (3) URL using bad/illegal format or missing URL")
            }
            NetworkError::UnknownHost(host) => {
                write!(f, "curl: (6) Could not resolve host: {host}")
            }
            NetworkError::Refused { host, port } => write!(
                f,
                "curl: (7) Failed to connect to {host} port {port} after 0 ms: Couldn't connect to \
                 server"
            ),
            NetworkError::EmptyReply => f.write_str("curl: (52) Empty reply from server"),
        }
    }
}

impl NetworkError {
    /// The exit code of `curl`.
    pub fn code(&self) -> i32 {
        match self {
            NetworkError::BadAddress(_) => 3,
            NetworkError::UnknownHost(_) => 6,
            NetworkError::Refused { .. } => 7,
            NetworkError::EmptyReply => 52,
        }
    }
}

/// Where an address leads.
enum Target {
    /// To a port of a service.
    Service(Key, ServicePort),
    /// To a port of a pod.
    Pod(Key, i32),
    /// Nowhere.
    Nothing,
}

/// Sends a GET request.
///
/// # Errors
/// Why no container answers.
pub fn get(
    api: &mut ApiServer,
    runtime: &mut Runtime,
    url: &str,
    from: From,
    now: Millis,
) -> Result<Response, NetworkError> {
    let (host, port, path) = parse(url)?;
    if from == From::Outside
        && matches!(host.as_str(), "localhost" | "127.0.0.1")
        && let Some(forward) = runtime.forwards.find(port)
    {
        return forwarded(api, runtime, &forward, &path, now);
    }
    let target = find(api.store(), &host, port, &from)?;
    let refused = || NetworkError::Refused { host: host.clone(), port };
    let (service, pod, port) = match target {
        Target::Nothing => return Err(refused()),
        Target::Pod(pod, port) => (None, pod, port),
        Target::Service(service, through) => {
            let (pod, port) =
                choose(api, runtime, &service, &through, &from, now).ok_or_else(refused)?;
            (Some(service), pod, port)
        }
    };
    let pod = api.store().at::<Pod>(&pod).cloned().ok_or_else(refused)?;
    let served = runtime.serve_http(&pod, port, &path, now).map_err(|_| refused())?;
    Ok(Response::of(&pod, service, served))
}

impl Response {
    fn of(pod: &Pod, service: Option<Key>, served: Served) -> Response {
        let (status, pod_uid) = (served.status, pod.metadata.uid.clone());
        Response { status, pod: Key::of(pod), pod_uid, service, served }
    }
}

/// Sends a request through a port that leads into a pod.
fn forwarded(
    api: &ApiServer,
    runtime: &mut Runtime,
    forward: &Forward,
    path: &str,
    now: Millis,
) -> Result<Response, NetworkError> {
    forward.connect();
    let pod = api.store().at::<Pod>(&forward.pod).cloned();
    let served = pod.filter(|pod| pod.metadata.uid == forward.uid).and_then(|pod| {
        let served = runtime.serve_http(&pod, forward.remote, path, now).ok()?;
        Some(Response::of(&pod, None, served))
    });
    served.ok_or_else(|| {
        forward.lose();
        NetworkError::EmptyReply
    })
}

/// Host, port and path of an address; `http://` may be left out.
fn parse(url: &str) -> Result<(String, i32, String), NetworkError> {
    let bad = || NetworkError::BadAddress(url.to_owned());
    let rest = url.trim().strip_prefix("http://").unwrap_or(url.trim());
    if rest.contains("://") {
        return Err(bad());
    }
    let (address, path) = match rest.find(['/', '?']) {
        Some(place) => rest.split_at(place),
        None => (rest, "/"),
    };
    let (host, port) = match address.rsplit_once(':') {
        Some((host, port)) => (host, port.parse().map_err(|_| bad())?),
        None => (address, 80),
    };
    if host.is_empty() || host.contains(char::is_whitespace) {
        return Err(bad());
    }
    Ok((host.to_owned(), port, path.to_owned()))
}

fn find(store: &Store, host: &str, port: i32, from: &From) -> Result<Target, NetworkError> {
    if is_node(store, host) || host == "localhost" && *from == From::Outside {
        return Ok(node_port(store, port));
    }
    if let From::Pod(pod) = from
        && matches!(host, "localhost" | "127.0.0.1")
    {
        return Ok(Target::Pod(pod.clone(), port));
    }
    if host.split('.').count() == 4 && host.split('.').all(|part| part.parse::<u8>().is_ok()) {
        return Ok(address(store, host, port));
    }
    if let From::Pod(pod) = from {
        return name(store, host, port, pod.namespace())
            .ok_or_else(|| NetworkError::UnknownHost(host.to_owned()));
    }
    Err(NetworkError::UnknownHost(host.to_owned()))
}

/// Whether a node has this name or address.
fn is_node(store: &Store, host: &str) -> bool {
    store.list::<Node>().any(|node| {
        node.metadata.name == host
            || node.status.addresses.iter().any(|address| address.address == host)
    })
}

/// Every node forwards the node ports of all services.
fn node_port(store: &Store, port: i32) -> Target {
    for service in store.list::<Service>() {
        let found = service.spec.ports.iter().find(|of| of.node_port == port && port != 0);
        if let Some(found) = found {
            return Target::Service(Key::of(&**service), found.clone());
        }
    }
    Target::Nothing
}

/// The address of a service or of a pod.
fn address(store: &Store, host: &str, port: i32) -> Target {
    if let Some(service) = store.list::<Service>().find(|service| service.spec.cluster_ip == host) {
        return service_port(service, port);
    }
    let pod = store.list::<Pod>().find(|pod| pod.status.pod_ip == host && !pod.is_finished());
    pod.map_or(Target::Nothing, |pod| Target::Pod(Key::of(&**pod), port))
}

fn service_port(service: &Service, port: i32) -> Target {
    match service.spec.ports.iter().find(|of| of.port == port) {
        Some(found) => Target::Service(Key::of(service), found.clone()),
        None => Target::Nothing,
    }
}

/// What stands behind a name of the cluster's DNS.
fn name(store: &Store, host: &str, port: i32, namespace: &str) -> Option<Target> {
    let (pod, service) = dns::resolve(store, host, namespace)?;
    if let Some(pod) = pod {
        let endpoints = endpoints(store, service);
        let found =
            endpoints.iter().find(|(_, endpoint)| endpoint.hostname.as_deref() == Some(pod))?;
        return Some(Target::Pod(pod_of(found.1)?, port));
    }
    if service.spec.is_headless() {
        let found = endpoints(store, service);
        let (_, endpoint) = found.first()?;
        return Some(Target::Pod(pod_of(endpoint)?, port));
    }
    Some(service_port(service, port))
}

/// The endpoints of a service that take connections, each with its slice.
pub(super) fn endpoints<'a>(
    store: &'a Store,
    service: &Service,
) -> Vec<(&'a EndpointSlice, &'a Endpoint)> {
    let meta = &service.metadata;
    let of_service = |slice: &&EndpointSlice| {
        slice.metadata.namespace == meta.namespace
            && slice.metadata.labels.get("kubernetes.io/service-name") == Some(&meta.name)
    };
    let slices = store.list::<EndpointSlice>().map(|slice| &**slice).filter(of_service);
    slices
        .flat_map(|slice| slice.endpoints.iter().map(move |endpoint| (slice, endpoint)))
        .filter(|(_, endpoint)| endpoint.conditions.ready != Some(false))
        .collect()
}

fn pod_of(endpoint: &Endpoint) -> Option<Key> {
    let target = endpoint.target_ref.as_ref()?;
    Some(Key::new(Kind::Pod, &target.namespace, &target.name))
}

/// Picks one of the ready endpoints of a service at random, as kube-proxy does for each connection,
/// or the one that the client had before if the service asks for that.
fn choose(
    api: &mut ApiServer,
    runtime: &mut Runtime,
    service: &Key,
    through: &ServicePort,
    from: &From,
    now: Millis,
) -> Option<(Key, i32)> {
    /// Models pkg/apis/core/v1 DefaultClientIPServiceAffinitySeconds.
    const AFFINITY: i64 = 10_800_000;
    let object = api.store().at::<Service>(service)?.clone();
    let found: Vec<(Key, i32, String)> = endpoints(api.store(), &object)
        .into_iter()
        .filter_map(|(slice, endpoint)| {
            let port = slice.ports.iter().find(|port| port.name == through.name)?.port;
            Some((pod_of(endpoint)?, port, endpoint.addresses.first()?.clone()))
        })
        .collect();
    if found.is_empty() {
        return None;
    }
    let client = match from {
        From::Outside => "outside".to_owned(),
        From::Pod(key) => format!("{}/{}", key.namespace(), key.name()),
    };
    let of_client = (object.metadata.uid.clone(), client);
    if object.spec.session_affinity == "ClientIP"
        && let Some((address, since)) = runtime.affinity.get(&of_client)
        && now - *since <= AFFINITY
        && let Some((pod, port, address)) = found.iter().find(|(.., of)| of == address).cloned()
    {
        runtime.affinity.insert(of_client, (address, now));
        return Some((pod, port));
    }
    let (pod, port, address) = found[api.random().below(found.len())].clone();
    if object.spec.session_affinity == "ClientIP" {
        runtime.affinity.insert(of_client, (address, now));
    }
    Some((pod, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_may_leave_out_what_is_usual() {
        let parsed = |url: &str| parse(url).unwrap();
        assert_eq!(parsed("http://node01:30002"), ("node01".to_owned(), 30002, "/".to_owned()));
        assert_eq!(parsed("web/x?y"), ("web".to_owned(), 80, "/x?y".to_owned()));
        assert!(parse("http://").is_err());
        assert!(parse("https://node01").is_err());
    }

    #[test]
    fn errors_read_as_curl_writes_them() {
        let refused = NetworkError::Refused { host: "node01".to_owned(), port: 30002 };
        assert_eq!(
            refused.to_string(),
            "curl: (7) Failed to connect to node01 port 30002 after 0 ms: Couldn't connect to \
             server"
        );
        let unknown = NetworkError::UnknownHost("x".to_owned());
        assert_eq!(unknown.to_string(), "curl: (6) Could not resolve host: x");
    }
}
