//! `kubectl describe` of nodes, namespaces and events.

use super::super::printers::{age, node_roles};
use super::super::table::Described;
use super::{annotations, field, labels, list, moment};
use crate::api::clock::Millis;
use crate::api::core::{Namespace, Node, Taint};
use crate::api::order;
use crate::api::pod::Pod;
use crate::api::quantity::Quantity;
use crate::api::sorted::SortedMap;
use crate::apiserver::store::Store;
use std::rc::Rc;

// Models describeNamespace
pub fn namespace(w: &mut Described, it: &Namespace) {
    field(w, 0, "Name", &it.metadata.name);
    labels(w, "Labels", &it.metadata.labels);
    annotations(w, "Annotations", &it.metadata.annotations);
    field(w, 0, "Status", &it.status.phase);
    w.line(0, "");
    w.line(0, "No resource quota.");
    w.line(0, "");
    w.line(0, "No LimitRange resource.");
}

// Models describeNode
pub fn node(w: &mut Described, it: &Node, store: &Store, now: Millis) {
    let (meta, spec, status) = (&it.metadata, &it.spec, &it.status);
    field(w, 0, "Name", &meta.name);
    field(w, 0, "Roles", &node_roles(it));
    labels(w, "Labels", &meta.labels);
    annotations(w, "Annotations", &meta.annotations);
    field(w, 0, "CreationTimestamp", &moment(meta.creation_timestamp));
    let mut taints: Vec<String> = spec.taints.iter().map(taint).collect();
    order::all(&mut taints);
    list(w, "Taints", taints.into_iter());
    field(w, 0, "Unschedulable", &spec.unschedulable.to_string());
    lease(w, it, store, now);
    if !status.conditions.is_empty() {
        conditions(w, it);
    }
    w.line(0, "Addresses:");
    for address in &status.addresses {
        field(w, 1, &address.type_, &address.address);
    }
    amounts(w, "Capacity", &status.capacity);
    amounts(w, "Allocatable", &status.allocatable);
    system_info(w, it);
    if !spec.pod_cidr.is_empty() {
        field(w, 0, "PodCIDR", &spec.pod_cidr);
    }
    if !spec.pod_cidrs.is_empty() {
        field(w, 0, "PodCIDRs", &spec.pod_cidrs.join(","));
    }
    if !spec.provider_id.is_empty() {
        field(w, 0, "ProviderID", &spec.provider_id);
    }
    pods(w, it, store, now);
}

fn taint(taint: &Taint) -> String {
    match taint.value.as_str() {
        "" => format!("{}:{}", taint.key, taint.effect),
        value => format!("{}={value}:{}", taint.key, taint.effect),
    }
}

/// The lease is not an object of the model: only when it lapsed is known.
fn lease(w: &mut Described, it: &Node, store: &Store, now: Millis) {
    let name = &it.metadata.name;
    w.line(0, "Lease:");
    field(w, 1, "HolderIdentity", name);
    field(w, 1, "AcquireTime", "<unset>");
    field(w, 1, "RenewTime", &moment(Some(store.lapsed_lease(name).unwrap_or(now).time())));
}

fn conditions(w: &mut Described, it: &Node) {
    w.line(0, "Conditions:");
    w.line(1, "Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage");
    w.line(1, "----\t------\t-----------------\t------------------\t------\t-------");
    for it in &it.status.conditions {
        let (beat, change) = (moment(it.last_heartbeat_time), moment(it.last_transition_time));
        let (type_, status, reason, message) = (&it.type_, &it.status, &it.reason, &it.message);
        w.line(1, &format!("{type_} \t{status} \t{beat} \t{change} \t{reason} \t{message}"));
    }
}

fn amounts(w: &mut Described, title: &str, amounts: &SortedMap<String, Quantity>) {
    if amounts.is_empty() {
        return;
    }
    w.line(0, &format!("{title}:"));
    for (name, amount) in amounts {
        field(w, 1, name, &amount.to_string());
    }
}

fn system_info(w: &mut Described, it: &Node) {
    let info = &it.status.node_info;
    w.line(0, "System Info:");
    let facts = [
        ("Machine ID", &info.machine_id),
        ("System UUID", &info.system_uuid),
        ("Boot ID", &info.boot_id),
        ("Kernel Version", &info.kernel_version),
        ("OS Image", &info.os_image),
        ("Operating System", &info.operating_system),
        ("Architecture", &info.architecture),
        ("Container Runtime Version", &info.container_runtime_version),
        ("Kubelet Version", &info.kubelet_version),
        ("Kube-Proxy Version", &info.kube_proxy_version),
    ];
    for (label, value) in facts {
        field(w, 1, label, value);
    }
}

/// What pods ask for of one resource, and what they may use at most.
#[derive(Clone, Copy)]
struct Sums {
    requests: Quantity,
    limits: Quantity,
}

impl Sums {
    const ZERO: Sums = Sums { requests: Quantity::ZERO, limits: Quantity::ZERO };

    fn of(pod: &Pod, resource: &str) -> Sums {
        let mut sums = Sums::ZERO;
        for container in pod.spec.containers.iter() {
            let get = |amounts: &SortedMap<String, Quantity>| {
                amounts.get(resource).copied().unwrap_or(Quantity::ZERO)
            };
            let (requests, limits) = (&container.resources.requests, &container.resources.limits);
            sums.add(Sums { requests: get(requests), limits: get(limits) });
        }
        sums
    }

    fn add(&mut self, other: Sums) {
        self.requests = self.requests.plus(&other.requests);
        self.limits = self.limits.plus(&other.limits);
    }

    /// `250m (6%)` of what the node has, twice.
    fn shares(self, node: &Node, resource: &str) -> (String, String) {
        let measure = if resource == "cpu" { Quantity::milli_value } else { Quantity::value };
        let whole = node.status.allocatable.get(resource).map_or(0, measure);
        let share = |amount: Quantity| {
            let share = measure(&amount) as f64 / whole as f64 * 100.0;
            let percent = if whole == 0 { 0 } else { share as i64 };
            format!("{amount} ({percent}%)")
        };
        (share(self.requests), share(self.limits))
    }
}

// Models describeNodeResource
fn pods(w: &mut Described, node: &Node, store: &Store, now: Millis) {
    let on_node = store.pods_on_node(&node.metadata.name).filter(|pod| !pod.is_finished());
    let pods: Vec<&Rc<Pod>> = on_node.collect();
    let count = pods.len();
    w.line(0, &format!("Non-terminated Pods:\t({count} in total)"));
    let head = "Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge";
    w.line(1, head);
    let rule = "---------\t----\t\t------------\t----------\t---------------\t-------------\t---";
    w.line(1, rule);
    let (mut cpu, mut memory) = (Sums::ZERO, Sums::ZERO);
    for pod in pods {
        let meta = &pod.metadata;
        let (own_cpu, own_memory) = (Sums::of(pod, "cpu"), Sums::of(pod, "memory"));
        cpu.add(own_cpu);
        memory.add(own_memory);
        let (cpu_requests, cpu_limits) = own_cpu.shares(node, "cpu");
        let (memory_requests, memory_limits) = own_memory.shares(node, "memory");
        let age = age(meta.creation_timestamp, now);
        let amounts = format!("{cpu_requests}\t{cpu_limits}\t{memory_requests}\t{memory_limits}");
        w.line(1, &format!("{}\t{}\t\t{amounts}\t{age}", meta.namespace, meta.name));
    }
    w.line(0, "Allocated resources:");
    w.line(1, "(Total limits may be over 100 percent, i.e., overcommitted.)");
    w.line(1, "Resource\tRequests\tLimits");
    w.line(1, "--------\t--------\t------");
    for (name, sums) in [("cpu", cpu), ("memory", memory), ("ephemeral-storage", Sums::ZERO)] {
        let (requests, limits) = sums.shares(node, name);
        w.line(1, &format!("{name}\t{requests}\t{limits}"));
    }
}
