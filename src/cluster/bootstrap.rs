//! What a cluster contains before its first user comes.

use super::{Cluster, NodeShape, Scenario};
use crate::api::Object;
use crate::api::core::{
    EndpointAddress, EndpointPort, EndpointSubset, Endpoints, Namespace, NamespaceSpec, Node,
    NodeAddress, NodeStatus, NodeSystemInfo, Service, ServicePort,
};
use crate::api::meta::{IntOrString, ObjectMeta};
use crate::api::quantity::Quantity;
use crate::api::sorted::SortedMap;
use crate::apiserver::KUBERNETES_VERSION;
use crate::node::machine::healthy;
use std::rc::Rc;

/// Creates namespaces, nodes and the `kubernetes` service.
pub(super) fn run(cluster: &mut Cluster, scenario: &Scenario) {
    for name in ["default", "kube-node-lease", "kube-public", "kube-system"] {
        create(cluster, namespace(name));
    }
    for (index, shape) in scenario.nodes.iter().enumerate() {
        let node = node(cluster, shape, index);
        create(cluster, node);
        for image in &scenario.images {
            cluster.runtime.add_image(&shape.name, image);
        }
    }
    let address = cluster.api.first_service_ip();
    create(cluster, kubernetes_service(address));
    create(cluster, kubernetes_endpoints(&scenario.nodes));
}

fn create(cluster: &mut Cluster, object: impl Into<Object>) {
    cluster.api.create(object.into()).expect("what a cluster starts with is valid");
}

fn namespace(name: &str) -> Namespace {
    let labels = SortedMap::from([("kubernetes.io/metadata.name".to_owned(), name.to_owned())]);
    let mut namespace = Namespace {
        metadata: ObjectMeta {
            name: name.to_owned(),
            labels: labels.into(),
            ..ObjectMeta::default()
        },
        spec: NamespaceSpec { finalizers: vec!["kubernetes".to_owned()] },
        ..Namespace::default()
    };
    namespace.status.phase = "Active".to_owned();
    namespace
}

fn node(cluster: &Cluster, shape: &NodeShape, index: usize) -> Node {
    let mut labels = SortedMap::new();
    for (key, value) in [
        ("beta.kubernetes.io/arch", "amd64"),
        ("beta.kubernetes.io/os", "linux"),
        ("kubernetes.io/arch", "amd64"),
        ("kubernetes.io/hostname", shape.name.as_str()),
        ("kubernetes.io/os", "linux"),
    ] {
        labels.insert(key.to_owned(), value.to_owned());
    }
    if !shape.role.is_empty() {
        labels.insert(format!("node-role.kubernetes.io/{}", shape.role), String::new());
    }
    let ttl = ("node.alpha.kubernetes.io/ttl".to_owned(), "0".to_owned());
    let mut node = Node {
        metadata: ObjectMeta {
            name: shape.name.clone(),
            labels: labels.into(),
            annotations: SortedMap::from([ttl]),
            ..ObjectMeta::default()
        },
        ..Node::default()
    };
    node.spec.pod_cidr = format!("10.244.{}.0/24", index + 1);
    node.spec.provider_id.clone_from(&shape.provider_id);
    node.spec.pod_cidrs = vec![node.spec.pod_cidr.clone()];
    node.status = status(cluster, shape);
    node
}

fn status(cluster: &Cluster, shape: &NodeShape) -> NodeStatus {
    let pods = shape.pods.to_string();
    let resources: SortedMap<String, Quantity> =
        [("cpu", "4"), ("ephemeral-storage", "0"), ("memory", "7863604Ki"), ("pods", &pods)]
            .into_iter()
            .filter_map(|(name, amount)| Some((name.to_owned(), Quantity::parse(amount).ok()?)))
            .collect();
    let address = |type_: &str, address: &str| NodeAddress {
        address: address.to_owned(),
        type_: type_.to_owned(),
    };
    NodeStatus {
        addresses: vec![address("InternalIP", &shape.address), address("Hostname", &shape.name)],
        allocatable: resources.clone(),
        capacity: resources,
        conditions: healthy(cluster.now()),
        node_info: NodeSystemInfo {
            architecture: "amd64".to_owned(),
            container_runtime_version: "containerd://1.7.24".to_owned(),
            kernel_version: "6.1.0-amd64".to_owned(),
            kube_proxy_version: KUBERNETES_VERSION.to_owned(),
            kubelet_version: KUBERNETES_VERSION.to_owned(),
            operating_system: "linux".to_owned(),
            os_image: "Debian GNU/Linux 12 (bookworm)".to_owned(),
            ..NodeSystemInfo::default()
        },
    }
}

fn kubernetes_metadata() -> ObjectMeta {
    let labels = [("component", "apiserver"), ("provider", "kubernetes")];
    let own = |(key, value): (&str, &str)| (key.to_owned(), value.to_owned());
    ObjectMeta {
        name: "kubernetes".to_owned(),
        namespace: "default".to_owned(),
        labels: Rc::new(labels.into_iter().map(own).collect()),
        ..ObjectMeta::default()
    }
}

fn kubernetes_service(address: String) -> Service {
    let mut service = Service { metadata: kubernetes_metadata(), ..Service::default() };
    service.spec.cluster_ip = address;
    service.spec.ports = vec![ServicePort {
        name: "https".to_owned(),
        port: 443,
        protocol: "TCP".to_owned(),
        target_port: Some(IntOrString::Int(6443)),
        ..ServicePort::default()
    }];
    service
}

fn kubernetes_endpoints(nodes: &[NodeShape]) -> Endpoints {
    let ip = nodes.first().map(|node| node.address.clone()).unwrap_or_default();
    let mut metadata = kubernetes_metadata();
    metadata.labels_mut().clear();
    Endpoints {
        metadata,
        subsets: vec![EndpointSubset {
            addresses: vec![EndpointAddress { ip, ..EndpointAddress::default() }],
            ports: vec![EndpointPort {
                name: "https".to_owned(),
                port: 6443,
                protocol: "TCP".to_owned(),
            }],
            ..EndpointSubset::default()
        }],
    }
}
