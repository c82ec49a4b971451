//! Scores: which of the fitting nodes is best. Pods of one controller spread over the nodes; then
//! the least used node is taken; among equals chance decides.

use crate::api::core::{Node, Service};
use crate::api::pod::Pod;
use crate::apiserver::random::Random;
use crate::apiserver::store::Store;
use crate::apiserver::usage::{self, Resources, Usage};
use std::collections::BTreeMap;

/// The best possible score of a plugin.
const MOST: i64 = 100;
/// Weights of the default plugins.
/// Models pkg/scheduler/apis/config/v1/default_plugins.go.
const SPREAD_WEIGHT: i64 = 2;
const TAINT_WEIGHT: i64 = 3;

/// The name of the best node.
pub fn best(pod: &Pod, nodes: &[&Node], store: &Store, random: &mut Random) -> String {
    let spread = spread(pod, nodes, store);
    let taints = taints(pod, nodes);
    let needs = usage::assumed(pod);
    let mut best: Vec<usize> = Vec::new();
    let mut most = i64::MIN;
    for (index, node) in nodes.iter().enumerate() {
        let score =
            SPREAD_WEIGHT * spread[index] + TAINT_WEIGHT * taints[index] + room(needs, node, store);
        if score > most {
            most = score;
            best.clear();
        }
        if score == most {
            best.push(index);
        }
    }
    let chosen = if best.len() == 1 { best[0] } else { best[random.below(best.len())] };
    nodes[chosen].metadata.name.clone()
}

/// How well each node spreads the pods that belong together, over nodes and, where nodes have
/// them, over zones. Models pkg/scheduler/framework/plugins/podtopologyspread with the system's
/// default constraints.
fn spread(pod: &Pod, nodes: &[&Node], store: &Store) -> Vec<i64> {
    let Some(peers) = peers(pod, store) else { return vec![0; nodes.len()] };
    let count = |node: &&Node| peers.get(&node.metadata.name).copied().unwrap_or(0);
    let zone = |node: &&Node| node.metadata.labels.get("topology.kubernetes.io/zone").cloned();
    let mut zones: BTreeMap<String, i64> = BTreeMap::new();
    for node in nodes {
        if let Some(zone) = zone(node) {
            *zones.entry(zone).or_default() += count(node);
        }
    }
    let of_nodes = milli_logarithm(nodes.len() as i64 + 2);
    let of_zones = milli_logarithm(zones.len() as i64 + 2);
    let raw: Vec<i64> = nodes
        .iter()
        .map(|node| {
            // The tolerated skews of the defaults are 3 for nodes and 5 for zones.
            let in_node = count(node) * of_nodes + 2000;
            let in_zone = zone(node).map_or(0, |zone| zones[&zone] * of_zones + 4000);
            (in_node + in_zone + 500) / 1000
        })
        .collect();
    let (least, most) = (raw.iter().min().copied(), raw.iter().max().copied());
    let (least, most) = (least.unwrap_or(0), most.unwrap_or(0));
    raw.iter()
        .map(|raw| if most == 0 { MOST } else { MOST * (most + least - raw) / most })
        .collect()
}

/// Where the pods are that share the pod's controller, or, for a pod without one, the services
/// that select it.
fn peers(pod: &Pod, store: &Store) -> Option<BTreeMap<String, i64>> {
    if let Some(owner) = pod.metadata.controller() {
        return Some(store.peers(&owner.uid).cloned().unwrap_or_default());
    }
    let namespace = &pod.metadata.namespace;
    let mut labels = BTreeMap::new();
    for service in store.list::<Service>() {
        let selector = &service.spec.selector;
        let selects = service.metadata.namespace == *namespace
            && !selector.is_empty()
            && selector.iter().all(|(key, value)| pod.metadata.labels.get(key) == Some(value));
        if selects {
            labels.extend(selector.clone());
        }
    }
    if labels.is_empty() {
        return None;
    }
    let mut counts = BTreeMap::new();
    for peer in store.pods_with_labels(namespace, &labels).filter(|peer| peer.is_active()) {
        if !peer.spec.node_name.is_empty() {
            *counts.entry(peer.spec.node_name.clone()).or_default() += 1;
        }
    }
    Some(counts)
}

/// Nodes with fewer taints that only discourage are better.
fn taints(pod: &Pod, nodes: &[&Node]) -> Vec<i64> {
    let count = |node: &&Node| {
        let taints = node.spec.taints.iter().filter(|taint| taint.effect == "PreferNoSchedule");
        taints.filter(|taint| !super::filter::is_tolerated(taint, &pod.spec.tolerations)).count()
    };
    let counts: Vec<i64> = nodes.iter().map(|node| count(node) as i64).collect();
    let most = counts.iter().max().copied().unwrap_or(0);
    counts.iter().map(|count| if most == 0 { MOST } else { MOST - MOST * count / most }).collect()
}

/// How much room a node has left, and how evenly it is used.
/// Models pkg/scheduler/framework/plugins/noderesources least_allocated.go, balanced_allocation.go.
fn room(needs: Resources, node: &Node, store: &Store) -> i64 {
    let unused = Usage::default();
    let used = store.usage(&node.metadata.name).unwrap_or(&unused);
    let allocatable = &node.status.allocatable;
    let cpu = allocatable.get("cpu").map_or(0, |amount| amount.milli_value());
    let memory = allocatable.get("memory").map_or(0, |amount| amount.value());
    let (used_cpu, used_memory) =
        (used.assumed.cpu + needs.cpu, used.assumed.memory + needs.memory);
    let least = |used: i64, all: i64| {
        if all == 0 || used > all { 0 } else { (all - used) * MOST / all }
    };
    let free = i64::midpoint(least(used_cpu, cpu), least(used_memory, memory));
    let share = |used: i64, all: i64| {
        if all == 0 { 1.0 } else { (used as f64 / all as f64).min(1.0) }
    };
    let skew = (share(used_cpu, cpu) - share(used_memory, memory)).abs() / 2.0;
    free + ((1.0 - skew) * MOST as f64) as i64
}

/// A thousand times the natural logarithm. The library's own may differ from system to system.
fn milli_logarithm(number: i64) -> i64 {
    const LOGARITHM_OF_TWO: f64 = std::f64::consts::LN_2;
    let mut rest = number.max(1) as f64;
    let mut halvings = 0.0;
    while rest > 1.5 {
        rest /= 2.0;
        halvings += 1.0;
    }
    let ratio = (rest - 1.0) / (rest + 1.0);
    let (mut power, mut sum) = (ratio, 0.0);
    for divisor in [1.0, 3.0, 5.0, 7.0, 9.0] {
        sum += power / divisor;
        power *= ratio * ratio;
    }
    ((halvings * LOGARITHM_OF_TWO + 2.0 * sum) * 1000.0) as i64
}
