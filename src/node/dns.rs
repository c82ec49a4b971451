//! Names of the cluster's DNS and the addresses behind them.

use crate::api::core::{EndpointSlice, Service};
use crate::apiserver::store::Store;

/// What the DNS says of a name.
pub struct Answer {
    /// The whole name, with the domain of the cluster.
    pub name: String,
    /// The addresses: a service's own, or those of the pods behind a headless one.
    pub addresses: Vec<String>,
}

/// The address of the DNS server: the tenth of the service network.
/// Models cmd/kubeadm/app/constants GetDNSIP.
pub fn server(store: &Store) -> String {
    let first = store.get::<Service>("default", "kubernetes");
    let first = first.map_or("10.96.0.1", |service| service.spec.cluster_ip.as_str());
    first.rsplit_once('.').map_or_else(String::new, |(network, _)| format!("{network}.10"))
}

/// Asks for a name from inside a namespace, which completes what is not a whole name. Names only
/// the ready endpoints, unless the service publishes all.
/// Models github.com/coredns/coredns/plugin/kubernetes.
pub fn lookup(store: &Store, name: &str, namespace: &str) -> Option<Answer> {
    let name = name.strip_suffix('.').unwrap_or(name);
    let name = name.strip_suffix(".cluster.local").unwrap_or(name);
    let parts: Vec<&str> = name.strip_suffix(".svc").unwrap_or(name).split('.').collect();
    let service = |namespace: &str, name: &str| store.get::<Service>(namespace, name);
    let (pod, service) = match parts[..] {
        [name] => (None, service(namespace, name)?),
        [first, second] => match service(second, first) {
            Some(found) => (None, found),
            None => (Some(first), service(namespace, second)?),
        },
        [pod, name, namespace] => (Some(pod), service(namespace, name)?),
        _ => return None,
    };
    let meta = &service.metadata;
    let mut full = format!("{}.{}.svc.cluster.local", meta.name, meta.namespace);
    if !service.spec.is_headless() && pod.is_none() {
        return Some(Answer { name: full, addresses: vec![service.spec.cluster_ip.clone()] });
    }
    let mut addresses = Vec::new();
    for slice in store.list::<EndpointSlice>() {
        let of = slice.metadata.labels.get("kubernetes.io/service-name");
        if slice.metadata.namespace != meta.namespace || of != Some(&meta.name) {
            continue;
        }
        for endpoint in &slice.endpoints {
            let is_meant = pod.is_none_or(|pod| endpoint.hostname.as_deref() == Some(pod));
            if is_meant && endpoint.conditions.ready != Some(false) {
                addresses.extend(endpoint.addresses.iter().cloned());
            }
        }
    }
    if let Some(pod) = pod {
        full = format!("{pod}.{full}");
    }
    (!addresses.is_empty()).then_some(Answer { name: full, addresses })
}
