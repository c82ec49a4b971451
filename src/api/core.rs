//! Namespaces, nodes, services, endpoints and events.

use super::container::ContainerPort;
use super::fields::fields;
use super::meta::{Condition, IntOrString, ObjectMeta, StringMap, Text};
use super::pod::Pod;
use super::quantity::Quantity;
use super::sorted::SortedMap;
use super::storage::ObjectReference;
use super::time::{MicroTime, Time};
use serde_json::Value;

/// Models k8s.io/api/core/v1 Namespace.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Namespace {
    pub metadata: ObjectMeta,
    pub spec: NamespaceSpec,
    pub status: NamespaceStatus,
}
fields!(Namespace { metadata: Always, spec: Always, status: Always });

/// What keeps a namespace from being removed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NamespaceSpec {
    pub finalizers: Vec<String>,
}
fields!(NamespaceSpec { finalizers });

/// `Active` or `Terminating`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NamespaceStatus {
    pub phase: String,
}
fields!(NamespaceStatus { phase });

/// Models k8s.io/api/core/v1 Node.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Node {
    pub metadata: ObjectMeta,
    pub spec: NodeSpec,
    pub status: NodeStatus,
}
fields!(Node { metadata: Always, spec: Always, status: Always });

/// Models k8s.io/api/core/v1 NodeSpec.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NodeSpec {
    pub pod_cidr: String,
    pub pod_cidrs: Vec<String>,
    pub provider_id: String,
    pub taints: Vec<Taint>,
    pub unschedulable: bool,
}
fields!(NodeSpec {
    pod_cidr = "podCIDR", pod_cidrs = "podCIDRs", provider_id = "providerID", taints, unschedulable,
});

/// What a node repels pods with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Taint {
    pub effect: String,
    pub key: String,
    pub time_added: Option<Time>,
    pub value: String,
}
fields!(Taint { effect: Always, key: Always, time_added, value });

/// Models k8s.io/api/core/v1 NodeStatus.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NodeStatus {
    pub addresses: Vec<NodeAddress>,
    pub allocatable: SortedMap<String, Quantity>,
    pub capacity: SortedMap<String, Quantity>,
    pub conditions: Vec<Condition>,
    pub node_info: NodeSystemInfo,
}
fields!(NodeStatus { addresses, allocatable, capacity, conditions, node_info });

/// An address of a node: `InternalIP`, `Hostname`, …
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NodeAddress {
    pub address: String,
    pub type_: String,
}
fields!(NodeAddress { address: Always, type_: Always = "type" });

/// What `kubectl get nodes -o wide` tells of a node's software.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NodeSystemInfo {
    pub architecture: String,
    pub boot_id: String,
    pub container_runtime_version: String,
    pub kernel_version: String,
    pub kube_proxy_version: String,
    pub kubelet_version: String,
    pub machine_id: String,
    pub operating_system: String,
    pub os_image: String,
    pub system_uuid: String,
}
fields!(NodeSystemInfo {
    architecture: Always,
    boot_id: Always = "bootID",
    container_runtime_version: Always,
    kernel_version: Always,
    kube_proxy_version: Always,
    kubelet_version: Always,
    machine_id: Always = "machineID",
    operating_system: Always,
    os_image: Always,
    system_uuid: Always = "systemUUID",
});

/// Models k8s.io/api/core/v1 Service.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Service {
    pub metadata: ObjectMeta,
    pub spec: ServiceSpec,
    pub status: ServiceStatus,
}
fields!(Service { metadata: Always, spec: Always, status: Always });

/// Models k8s.io/api/core/v1 ServiceSpec.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ServiceSpec {
    pub allocate_load_balancer_node_ports: Option<bool>,
    pub cluster_ip: String,
    pub cluster_ips: Vec<String>,
    pub external_ips: Vec<String>,
    pub external_name: String,
    pub external_traffic_policy: String,
    pub internal_traffic_policy: Option<String>,
    pub ip_families: Vec<String>,
    pub ip_family_policy: Option<String>,
    pub ports: Vec<ServicePort>,
    pub publish_not_ready_addresses: bool,
    pub selector: StringMap,
    pub session_affinity: String,
    pub session_affinity_config: Option<Value>,
    /// `ClusterIP`, `NodePort`, `LoadBalancer` or `ExternalName`.
    pub type_: String,
}
fields!(ServiceSpec {
    allocate_load_balancer_node_ports, cluster_ip = "clusterIP", cluster_ips = "clusterIPs",
    external_ips = "externalIPs", external_name, external_traffic_policy, internal_traffic_policy,
    ip_families, ip_family_policy, ports, publish_not_ready_addresses, selector, session_affinity,
    session_affinity_config, type_ = "type",
});

impl ServiceSpec {
    /// Whether the service has no address of its own.
    pub fn is_headless(&self) -> bool {
        self.cluster_ip == "None"
    }
}

/// One port of a service.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ServicePort {
    pub app_protocol: Option<String>,
    pub name: String,
    pub node_port: i32,
    pub port: i32,
    pub protocol: String,
    pub target_port: Option<IntOrString>,
}

impl ServicePort {
    /// The number of the port of a pod that this one leads to, if the pod has it.
    // Models pkg/api/v1/pod/util.go FindPort
    pub fn target_in(&self, pod: &Pod) -> Option<i32> {
        match &self.target_port {
            Some(IntOrString::String(name)) => {
                let mut all = pod.spec.containers.iter().flat_map(|container| &container.ports);
                let is_meant =
                    |it: &&ContainerPort| it.name == *name && it.protocol == self.protocol;
                all.find(is_meant).map(|it| it.container_port)
            }
            Some(IntOrString::Int(number)) => Some(*number),
            None => Some(self.port),
        }
    }
}

fields!(ServicePort { app_protocol, name, node_port, port: Always, protocol, target_port });

/// Load balancers are not modelled, so this stays empty.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceStatus {
    pub load_balancer: Value,
}
fields!(ServiceStatus { load_balancer: Always });

impl Default for ServiceStatus {
    fn default() -> Self {
        ServiceStatus { load_balancer: Value::Object(serde_json::Map::new()) }
    }
}

/// Models k8s.io/api/discovery/v1 EndpointSlice.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EndpointSlice {
    pub address_type: String,
    pub endpoints: Vec<Endpoint>,
    pub metadata: ObjectMeta,
    pub ports: Vec<EndpointPort>,
}
fields!(EndpointSlice { address_type: Always, endpoints: Always, metadata: Always, ports: Always });

/// One pod behind a service.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Endpoint {
    pub addresses: Vec<String>,
    pub conditions: EndpointConditions,
    pub hostname: Option<String>,
    pub node_name: Option<String>,
    pub target_ref: Option<ObjectReference>,
}
fields!(Endpoint { addresses: Always, conditions: Always, hostname, node_name, target_ref });

/// Whether an endpoint takes connections.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EndpointConditions {
    pub ready: Option<bool>,
    pub serving: Option<bool>,
    pub terminating: Option<bool>,
}
fields!(EndpointConditions { ready: Always, serving: Always, terminating: Always });

/// A port of the endpoints in a slice.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EndpointPort {
    pub name: String,
    pub port: i32,
    pub protocol: String,
}
fields!(EndpointPort { name: Always, port: Always, protocol: Always });

/// Models k8s.io/api/core/v1 Endpoints, the older form of endpoint slices.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Endpoints {
    pub metadata: ObjectMeta,
    pub subsets: Vec<EndpointSubset>,
}
fields!(Endpoints { metadata: Always, subsets });

/// Addresses that share their ports.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EndpointSubset {
    pub addresses: Vec<EndpointAddress>,
    pub not_ready_addresses: Vec<EndpointAddress>,
    pub ports: Vec<EndpointPort>,
}
fields!(EndpointSubset { addresses, not_ready_addresses, ports });

/// One address of a subset.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EndpointAddress {
    pub hostname: String,
    pub ip: String,
    pub node_name: Option<String>,
    pub target_ref: Option<ObjectReference>,
}
fields!(EndpointAddress { hostname, ip: Always, node_name, target_ref });

/// Models k8s.io/api/core/v1 Event. The scheduler writes events of the newer API: they carry
/// `eventTime` and `reportingComponent` and neither `source` nor `count`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Event {
    pub action: Text,
    pub count: i32,
    pub event_time: Option<MicroTime>,
    pub first_timestamp: Option<Time>,
    pub involved_object: ObjectReference,
    pub last_timestamp: Option<Time>,
    pub message: String,
    pub metadata: ObjectMeta,
    pub reason: Text,
    pub reporting_component: Text,
    pub reporting_instance: String,
    pub series: Option<EventSeries>,
    pub source: EventSource,
    /// `Normal` or `Warning`.
    pub type_: Text,
}
fields!(Event {
    action, count, event_time: Always, first_timestamp: Always, involved_object: Always,
    last_timestamp: Always, message, metadata: Always, reason, reporting_component: Always,
    reporting_instance: Always, series, source: Always, type_ = "type",
});

/// How often an event of the newer API has happened.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventSeries {
    pub count: i32,
    pub last_observed_time: Option<MicroTime>,
}
fields!(EventSeries { count, last_observed_time });

/// Who wrote an event.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventSource {
    pub component: Text,
    pub host: String,
}
fields!(EventSource { component, host });
