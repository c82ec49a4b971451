//! The host name of a pod, and what its containers are told of it and of the network.

use super::environment::services;
use crate::api::Kind;
use crate::api::pod::Pod;
use crate::api::sorted::SortedMap;
use crate::apiserver::store::{Seen, Store};
use crate::node::dns;
use serde_json::Value;
use std::rc::Rc;

/// What all containers that start in a namespace are told of the network, as long as no service
/// changes.
#[derive(Clone, Debug)]
pub struct Network {
    /// The variables that tell of services.
    pub services: Rc<Vec<(String, String)>>,
    /// The text of `/etc/resolv.conf`.
    resolver: Rc<str>,
}

/// The networks of all namespaces, each with and without the links to its services.
#[derive(Clone, Debug, Default)]
pub struct Networks {
    services: Seen,
    known: SortedMap<(String, bool), Network>,
}

impl Networks {
    /// What the containers of a pod that start now are told.
    pub fn of(&mut self, pod: &Pod, store: &Store) -> &Network {
        if !self.services.is_still(store, Kind::Service) {
            *self = Networks { services: store.see(Kind::Service), known: SortedMap::new() };
        }
        let links = pod.spec.enable_service_links != Some(false);
        let place = (pod.metadata.namespace.clone(), links);
        self.known.get_or_insert_with(place, || Network::new(&pod.metadata.namespace, links, store))
    }
}

impl Network {
    fn new(namespace: &str, links: bool, store: &Store) -> Network {
        let resolver = format!(
            "search {namespace}.svc.cluster.local svc.cluster.local cluster.local\nnameserver \
             {}\noptions ndots:5\n",
            dns::server(store)
        );
        let services = Rc::new(services(namespace, links, store));
        Network { services, resolver: resolver.into() }
    }
}

/// The host name that the containers of a pod see.
pub fn hostname(pod: &Pod) -> String {
    match pod.spec.hostname.as_str() {
        "" => pod.metadata.name.clone(),
        hostname => hostname.to_owned(),
    }
}

/// The files below `/etc` that every container of a pod gets, with their paths.
/// Models pkg/kubelet/kubelet_pods.go managedHostsFileContent and GeneratePodHostNameAndDomain,
/// pkg/kubelet/network/dns/dns.go and github.com/containerd/containerd/internal/cri/server
/// parseDNSOptions.
pub fn files(pod: &Pod, ip: &str, network: &Network) -> [(&'static str, Rc<str>); 3] {
    let (host, namespace) = (hostname(pod), &pod.metadata.namespace);
    let domain = match pod.spec.subdomain.as_str() {
        "" => String::new(),
        subdomain => format!("{host}.{subdomain}.{namespace}.svc.cluster.local\t"),
    };
    let mut hosts = format!(
        "# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost \
         ip6-loopback\nfe00::0\tip6-localnet\nfe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\n\
         fe00::2\tip6-allrouters\n{ip}\t{domain}{host}\n"
    );
    if let Some(Value::Array(aliases)) = &pod.spec.host_aliases {
        hosts.push_str("\n# Entries added by HostAliases.\n");
        for alias in aliases {
            let names = alias["hostnames"].as_array().into_iter().flatten();
            let names: Vec<&str> = names.filter_map(Value::as_str).collect();
            let ip = alias["ip"].as_str().unwrap_or_default();
            hosts.push_str(&format!("{ip}\t{}\n", names.join("\t")));
        }
    }
    let (hostname, resolver) = (format!("{host}\n").into(), network.resolver.clone());
    [("etc/hosts", hosts.into()), ("etc/hostname", hostname), ("etc/resolv.conf", resolver)]
}
