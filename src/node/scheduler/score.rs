//! Scores: which of the fitting nodes is best. Pods of one controller spread over the nodes; then
//! the least used node is taken; among equals chance decides.

use super::spread;
use crate::api::core::Node;
use crate::api::pod::Pod;
use crate::apiserver::random::Random;
use crate::apiserver::store::Store;
use crate::apiserver::usage::{self, Resources, Usage};

/// The best possible score of a plugin.
pub const MOST: i64 = 100;
/// Weights of the default plugins.
/// Models pkg/scheduler/apis/config/v1/default_plugins.go.
const SPREAD_WEIGHT: i64 = 2;
const TAINT_WEIGHT: i64 = 3;

/// The name of the best node.
pub fn best(pod: &Pod, nodes: &[&Node], store: &Store, random: &mut Random) -> String {
    let spread = spread::scores(pod, nodes, store);
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
    let cpu = allocatable.get("cpu").map_or(0, |amount| i128::from(amount.milli_value()));
    let memory = allocatable.get("memory").map_or(0, |amount| i128::from(amount.value()));
    let (used_cpu, used_memory) =
        (used.assumed.cpu + needs.cpu, used.assumed.memory + needs.memory);
    let least = |used: i128, all: i128| -> i64 {
        if all == 0 || used > all { 0 } else { ((all - used) * i128::from(MOST) / all) as i64 }
    };
    let free = i64::midpoint(least(used_cpu, cpu), least(used_memory, memory));
    let share = |used: i128, all: i128| {
        if all == 0 { 1.0 } else { (used as f64 / all as f64).min(1.0) }
    };
    let skew = (share(used_cpu, cpu) - share(used_memory, memory)).abs() / 2.0;
    free + ((1.0 - skew) * MOST as f64) as i64
}
