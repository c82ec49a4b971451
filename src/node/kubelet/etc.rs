//! The host name of a pod, and the files that tell of it and of the network.

use crate::api::pod::Pod;
use crate::apiserver::store::Store;
use crate::node::dns;
use serde_json::Value;

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
pub fn files(pod: &Pod, ip: &str, store: &Store) -> [(&'static str, String); 3] {
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
    let resolver = format!(
        "search {namespace}.svc.cluster.local svc.cluster.local cluster.local\nnameserver {}\n\
         options ndots:5\n",
        dns::server(store)
    );
    [("etc/hosts", hosts), ("etc/hostname", format!("{host}\n")), ("etc/resolv.conf", resolver)]
}
