//! Names of the cluster's DNS and the addresses behind them.

use super::network::endpoints;
use crate::api::core::Service;
use crate::apiserver::store::Store;

/// What the DNS says of a name.
pub struct Answer {
    /// The whole name, with the domain of the cluster.
    pub name: String,
    /// The addresses: a service's own, or those of the pods behind a headless one.
    pub addresses: Vec<String>,
    /// The name that stands for each address.
    pub hosts: Vec<String>,
}

/// The address of the DNS server: the tenth of the service network.
/// Models cmd/kubeadm/app/constants GetDNSIP.
pub fn server(store: &Store) -> String {
    let first = store.get::<Service>("default", "kubernetes");
    let first = first.map_or("10.96.0.1", |service| service.spec.cluster_ip.as_str());
    first.rsplit_once('.').map_or_else(String::new, |(network, _)| format!("{network}.10"))
}

/// The service that a name stands for inside a namespace, and the host name of a pod of it where
/// that stands in front: `service`, `service.namespace`, both also with `.svc.cluster.local`.
/// Models github.com/coredns/coredns/plugin/kubernetes/parse.go parseRequest.
pub fn resolve<'a, 'n>(
    store: &'a Store,
    name: &'n str,
    namespace: &str,
) -> Option<(Option<&'n str>, &'a Service)> {
    let name = name.strip_suffix('.').unwrap_or(name);
    let name = name.strip_suffix(".cluster.local").unwrap_or(name);
    let parts: Vec<&str> = name.strip_suffix(".svc").unwrap_or(name).split('.').collect();
    let service = |namespace: &str, name: &str| {
        store.get::<Service>(namespace, name).map(|service| &**service)
    };
    Some(match parts[..] {
        [name] => (None, service(namespace, name)?),
        [first, second] => match service(second, first) {
            Some(found) => (None, found),
            None => (Some(first), service(namespace, second)?),
        },
        [pod, name, namespace] => (Some(pod), service(namespace, name)?),
        _ => return None,
    })
}

/// `10-244-1-2.default.pod` stands for the address in it, whether a pod has it or not.
/// Models github.com/coredns/coredns/plugin/kubernetes findPods with `pods insecure`.
fn pod_address(name: &str) -> Option<Answer> {
    let name = name.strip_suffix('.').unwrap_or(name);
    let name = name.strip_suffix(".cluster.local").unwrap_or(name);
    let (dashed, namespace) = name.strip_suffix(".pod")?.split_once('.')?;
    let address = dashed.replace('-', ".");
    let is_address = address.split('.').filter(|part| part.parse::<u8>().is_ok()).count() == 4;
    let name = format!("{dashed}.{namespace}.pod.cluster.local");
    let (addresses, hosts) = (vec![address], vec![name.clone()]);
    (is_address && !namespace.contains('.')).then_some(Answer { name, addresses, hosts })
}

/// Asks for a name from inside a namespace, which completes what is not a whole name. Names only
/// the ready endpoints.
/// Models github.com/coredns/coredns/plugin/kubernetes.
pub fn lookup(store: &Store, name: &str, namespace: &str) -> Option<Answer> {
    if let Some(answer) = pod_address(name) {
        return Some(answer);
    }
    let (pod, service) = resolve(store, name, namespace)?;
    let meta = &service.metadata;
    let service_name = format!("{}.{}.svc.cluster.local", meta.name, meta.namespace);
    if !service.spec.is_headless() && pod.is_none() {
        let addresses = vec![service.spec.cluster_ip.clone()];
        let hosts = vec![service_name.clone()];
        return Some(Answer { name: service_name, addresses, hosts });
    }
    let (mut addresses, mut hosts) = (Vec::new(), Vec::new());
    for (_, endpoint) in endpoints(store, service) {
        if pod.is_some_and(|pod| endpoint.hostname.as_deref() != Some(pod)) {
            continue;
        }
        for address in &endpoint.addresses {
            let dashed = || address.replace('.', "-");
            let host = endpoint.hostname.clone().unwrap_or_else(dashed);
            hosts.push(format!("{host}.{service_name}"));
            addresses.push(address.clone());
        }
    }
    let name = pod.map_or(service_name.clone(), |pod| format!("{pod}.{service_name}"));
    (!addresses.is_empty()).then_some(Answer { name, addresses, hosts })
}
