//! What is in use on each node, kept up to date with every change of a pod, so that the scheduler
//! need not count. Models pkg/scheduler/framework NodeInfo.

use crate::api::container::Container;
use crate::api::meta::StringMap;
use crate::api::pod::Pod;
use crate::api::sorted::SortedMap;
use std::rc::Rc;

/// What the pods that are bound to a node take. Pods that have ended take nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// How many pods there are.
    pub pods: i64,
    /// What they ask for.
    pub requested: Resources,
    /// The same, with a usual amount for containers that ask for nothing.
    pub assumed: Resources,
    /// Ports of the node that are taken, with their protocols.
    pub ports: SortedMap<(i32, String), i64>,
}

/// Amounts of processor time and memory. Each container may ask for as much as an `i64` holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resources {
    /// Thousandths of a processor.
    pub cpu: i128,
    /// Bytes.
    pub memory: i128,
}

impl Resources {
    fn plus(self, other: Resources) -> Resources {
        Resources { cpu: self.cpu + other.cpu, memory: self.memory + other.memory }
    }

    fn times(self, factor: i128) -> Resources {
        Resources { cpu: self.cpu * factor, memory: self.memory * factor }
    }

    fn max(self, other: Resources) -> Resources {
        Resources { cpu: self.cpu.max(other.cpu), memory: self.memory.max(other.memory) }
    }
}

/// What is assumed of a container that asks for nothing.
/// Models pkg/scheduler/util/pod_resources.go DefaultMilliCPURequest, DefaultMemoryRequest.
const ASSUMED: Resources = Resources { cpu: 100, memory: 200 * 1024 * 1024 };

/// What a pod asks for. Models k8s.io/component-helpers/resource PodRequests.
pub fn requests(pod: &Pod) -> Resources {
    total(pod, Resources::default())
}

/// What a pod is assumed to need.
pub fn assumed(pod: &Pod) -> Resources {
    total(pod, ASSUMED)
}

/// The ports of its node that a pod wants.
pub fn host_ports(pod: &Pod) -> impl Iterator<Item = (i32, String)> {
    let ports = pod.spec.containers.iter().flat_map(|container| &container.ports);
    ports.filter(|port| port.host_port > 0).map(|port| (port.host_port, port.protocol.clone()))
}

/// Init containers run one after the other before all others; those that stay run beside them.
fn total(pod: &Pod, otherwise: Resources) -> Resources {
    let of = |container: &Container| {
        let requests = &container.resources.requests;
        Resources {
            cpu: requests.get("cpu").map_or(otherwise.cpu, |amount| amount.milli_value().into()),
            memory: requests.get("memory").map_or(otherwise.memory, |amount| amount.value().into()),
        }
    };
    let mut sum = pod.spec.containers.iter().map(of).fold(Resources::default(), Resources::plus);
    let (mut stay, mut most) = (Resources::default(), Resources::default());
    for init in pod.spec.init_containers.iter() {
        if init.restart_policy.as_deref() == Some("Always") {
            stay = stay.plus(of(init));
            most = most.max(stay);
        } else {
            most = most.max(stay.plus(of(init)));
        }
    }
    sum = sum.plus(stay);
    sum.max(most)
}

/// How many pods of a ReplicaSet have the same labels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// The labels.
    pub labels: Rc<StringMap>,
    /// How many there are in all.
    pub all: i32,
    /// How many have neither ended nor been asked to.
    pub active: i32,
    /// How many of those are ready.
    pub ready: i32,
}

/// The usage of all nodes, and what pods each controller has.
#[derive(Clone, Debug, Default)]
pub(super) struct Accounts {
    nodes: SortedMap<String, Usage>,
    /// By the uid of the controlling owner: how many pods that are not being deleted each node has.
    peers: SortedMap<String, SortedMap<String, i64>>,
    /// By the uid of the controlling ReplicaSet.
    tallies: SortedMap<String, Vec<Tally>>,
}

impl Accounts {
    /// What is in use on a node.
    pub fn usage(&self, node: &str) -> Option<&Usage> {
        self.nodes.get(node)
    }

    /// How many pods of an owner are on each node.
    pub fn peers(&self, owner: &str) -> Option<&SortedMap<String, i64>> {
        self.peers.get(owner)
    }

    /// How many pods a ReplicaSet controls, by their labels.
    pub fn tallies(&self, owner: &str) -> &[Tally] {
        self.tallies.get(owner).map_or(&[], Vec::as_slice)
    }

    /// Books a pod in or out.
    pub fn book(&mut self, pod: &Pod, present: bool) {
        self.count(pod, if present { 1 } else { -1 });
        let node = &pod.spec.node_name;
        if node.is_empty() || pod.is_finished() {
            return;
        }
        let sign = if present { 1 } else { -1 };
        let usage = self.nodes.get_or_default(node);
        usage.pods += sign;
        usage.requested = usage.requested.plus(requests(pod).times(sign.into()));
        usage.assumed = usage.assumed.plus(assumed(pod).times(sign.into()));
        for port in host_ports(pod) {
            *usage.ports.get_or_default(&port) += sign;
        }
        usage.ports.retain(|_, count| *count != 0);
        let Some(owner) = pod.metadata.controller() else { return };
        if pod.metadata.is_terminating() {
            return;
        }
        let nodes = self.peers.get_or_default(&owner.uid);
        let count = nodes.get_or_default(node);
        *count += sign;
        if *count == 0 {
            nodes.remove(node);
            if nodes.is_empty() {
                self.peers.remove(&owner.uid);
            }
        }
    }

    fn count(&mut self, pod: &Pod, sign: i32) {
        // The pods of a StatefulSet all have labels of their own.
        let owner = pod.metadata.controller().filter(|owner| owner.kind == "ReplicaSet");
        let Some(owner) = owner else { return };
        let tallies = self.tallies.get_or_default(&owner.uid);
        let labels = &pod.metadata.labels;
        let known = tallies.iter().position(|tally| tally.labels == *labels);
        let at = known.unwrap_or_else(|| {
            tallies.push(Tally { labels: labels.clone(), ..Tally::default() });
            tallies.len() - 1
        });
        let tally = &mut tallies[at];
        tally.all += sign;
        if pod.is_active() {
            tally.active += sign;
            tally.ready += if pod.is_ready() { sign } else { 0 };
        }
        if tally.all == 0 {
            tallies.remove(at);
            if tallies.is_empty() {
                self.tallies.remove(&owner.uid);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Object;
    use serde_json::{Value, json};

    fn container(cpu: &str, memory: &str) -> Value {
        json!({"resources": {"requests": {"cpu": cpu, "memory": memory}}})
    }

    fn sidecar(cpu: &str, memory: &str) -> Value {
        let mut sidecar = container(cpu, memory);
        sidecar["restartPolicy"] = json!("Always");
        sidecar
    }

    fn pod(spec: Value) -> Pod {
        let pod = json!({"apiVersion": "v1", "kind": "Pod", "spec": spec});
        let Object::Pod(pod) = Object::from_json(pod).unwrap().0 else { unreachable!() };
        Rc::unwrap_or_clone(pod)
    }

    fn asked(init: Value, main: Value) -> (i128, i128) {
        let wants = requests(&pod(json!({"initContainers": init, "containers": main})));
        (wants.cpu, wants.memory)
    }

    #[test]
    fn a_pod_asks_for_the_most_that_it_needs_at_any_time() {
        let main = || json!([container("100m", "10"), container("1", "20")]);
        assert_eq!(asked(json!([]), main()), (1_100, 30));
        let alone = json!([container("2", "5"), container("500m", "50")]);
        assert_eq!(asked(alone, main()), (2_000, 50), "init containers run alone");
        let stays = json!([sidecar("200m", "7"), container("1", "30")]);
        assert_eq!(asked(stays, main()), (1_300, 37), "a sidecar runs beside all that follow");
        let greedy = json!([container("1", "8Ei"), container("1", "8Ei")]);
        assert_eq!(asked(json!([]), greedy).1, 2 * i128::from(i64::MAX), "and no sum wraps");
    }

    #[test]
    fn what_asks_for_nothing_is_assumed_to_need_something() {
        let wants = assumed(&pod(json!({"containers": [{}, container("1", "1")]})));
        assert_eq!((wants.cpu, wants.memory), (1_100, 200 * 1024 * 1024 + 1));
    }

    #[test]
    fn what_is_booked_out_leaves_nothing_behind() {
        let mut greedy = pod(json!({
            "nodeName": "n",
            "containers": [container("1", "8Ei"), {"ports": [{"hostPort": 80, "protocol": "TCP"}]}]
        }));
        let mut accounts = Accounts::default();
        for _ in 0..3 {
            accounts.book(&greedy, true);
        }
        let usage = accounts.usage("n").unwrap();
        assert_eq!(usage.requested.memory, 3 * i128::from(i64::MAX));
        assert_eq!(usage.ports.get(&(80, "TCP".to_owned())), Some(&3));
        for _ in 0..3 {
            accounts.book(&greedy, false);
        }
        assert_eq!(accounts.usage("n"), Some(&Usage::default()));
        Rc::make_mut(&mut greedy.status).phase = "Succeeded".into();
        accounts.book(&greedy, true);
        assert_eq!(accounts.usage("n"), Some(&Usage::default()), "what has ended takes nothing");
    }
}
