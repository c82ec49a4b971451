//! Spreading: which nodes would hold too many of the pods that belong together, and which of the
//! others spread them best. Models pkg/scheduler/framework/plugins/podtopologyspread.

use super::affinity;
use super::score::MOST;
use crate::api::core::{Node, Service};
use crate::api::decode::from_value;
use crate::api::meta::LabelSelector;
use crate::api::pod::Pod;
use crate::api::sorted::SortedMap;
use crate::apiserver::store::Store;
use serde_json::Value;
use std::borrow::Cow;
use std::rc::Rc;

/// One constraint of a pod.
struct Constraint<'a> {
    most_skew: i64,
    /// The label that divides the nodes into domains.
    key: &'a str,
    /// Whether a node is refused, or only worse.
    is_hard: bool,
    fewest_domains: Option<usize>,
    /// None selects no pod.
    selector: Option<LabelSelector>,
}

impl Constraint<'_> {
    fn domain<'a>(&self, node: &'a Node) -> Option<&'a str> {
        node.metadata.labels.get(self.key).map(String::as_str)
    }

    /// Models apimachinery/pkg/apis/meta/v1 LabelSelectorAsSelector: nothing given matches nothing.
    fn selects(&self, pod: &Pod) -> bool {
        self.selector.as_ref().is_some_and(|selector| selector.matches(&pod.metadata.labels))
    }

    /// How many pods of the namespace that are not being deleted a node has for this constraint.
    fn count(&self, namespace: &str, node: &Node, store: &Store) -> i64 {
        let counts = |pod: &&Rc<Pod>| {
            pod.metadata.namespace == namespace
                && !pod.metadata.is_terminating()
                && self.selects(pod)
        };
        store.pods_on_node(&node.metadata.name).filter(counts).count() as i64
    }
}

fn constraints(pod: &Pod) -> Vec<Constraint<'_>> {
    let list = pod.spec.topology_spread_constraints.as_ref().and_then(Value::as_array);
    let read = |it| read(it, pod);
    list.into_iter().flatten().filter_map(read).collect()
}

fn read<'a>(it: &'a Value, pod: &Pod) -> Option<Constraint<'a>> {
    let selector = it.get("labelSelector").unwrap_or(&Value::Null);
    let mut selector: Option<LabelSelector> = from_value(selector).ok()?;
    for key in it.get("matchLabelKeys").and_then(Value::as_array).into_iter().flatten() {
        let key = key.as_str()?;
        if let (Some(selector), Some(value)) = (&mut selector, pod.metadata.labels.get(key)) {
            selector.match_labels.insert(key.to_owned(), value.clone());
        }
    }
    // The API has 32 bits for these.
    let number = |field: &str| {
        let number = it.get(field).and_then(Value::as_i64)?;
        i32::try_from(number).ok().map(i64::from)
    };
    Some(Constraint {
        most_skew: number("maxSkew").unwrap_or(1),
        key: it.get("topologyKey")?.as_str()?,
        is_hard: it.get("whenUnsatisfiable").and_then(Value::as_str) != Some("ScheduleAnyway"),
        fewest_domains: number("minDomains").and_then(|number| usize::try_from(number).ok()),
        selector,
    })
}

/// How many pods each domain has, for every constraint that a node must keep.
pub struct Required<'a> {
    pod: &'a Pod,
    constraints: Vec<(Constraint<'a>, SortedMap<&'a str, i64>)>,
}

impl<'a> Required<'a> {
    /// Counts. Models filtering.go calPreFilterState.
    pub fn new(pod: &'a Pod, nodes: &[&'a Rc<Node>], store: &Store) -> Required<'a> {
        let hard: Vec<Constraint<'_>> =
            constraints(pod).into_iter().filter(|constraint| constraint.is_hard).collect();
        let counts = |node: &&&'a Rc<Node>| {
            affinity::allows(pod, node) && hard.iter().all(|it| it.domain(node).is_some())
        };
        let eligible: Vec<&'a Node> = match hard.is_empty() {
            true => Vec::new(),
            false => nodes.iter().filter(counts).map(|node| &***node).collect(),
        };
        let constraints = hard.into_iter().map(|constraint| {
            let mut domains = SortedMap::new();
            for node in &eligible {
                let domain = constraint.domain(node).unwrap_or_default();
                let count = constraint.count(&pod.metadata.namespace, node, store);
                *domains.get_or_default(&domain) += count;
            }
            (constraint, domains)
        });
        Required { pod, constraints: constraints.collect() }
    }

    /// Why a node does not keep the constraints, and whether other nodes' pods have a say in that.
    /// Models filtering.go Filter.
    pub fn reject(&self, node: &Node) -> Option<(&'static str, bool)> {
        for (constraint, domains) in &self.constraints {
            let Some(domain) = constraint.domain(node) else {
                let reason = "node(s) didn't match pod topology spread constraints (missing \
                              required label)";
                return Some((reason, false));
            };
            let too_few = constraint.fewest_domains.is_some_and(|least| domains.len() < least);
            let least = if too_few { 0 } else { domains.values().min().copied().unwrap_or(0) };
            let own = i64::from(constraint.selects(self.pod));
            let there = domains.get(domain).copied().unwrap_or(0);
            if there + own - least > constraint.most_skew {
                return Some(("node(s) didn't match pod topology spread constraints", true));
            }
        }
        None
    }
}

/// How well each node spreads the pods that belong together. Models scoring.go.
pub fn scores(pod: &Pod, nodes: &[&Node], store: &Store) -> Vec<i64> {
    let own = constraints(pod);
    if own.is_empty() {
        return by_default(pod, nodes, store);
    }
    let mut raw = vec![0; nodes.len()];
    for constraint in own.iter().filter(|constraint| !constraint.is_hard) {
        let mut domains = SortedMap::new();
        for node in nodes {
            if let Some(domain) = constraint.domain(node) {
                let count = constraint.count(&pod.metadata.namespace, node, store);
                *domains.get_or_default(&domain) += count;
            }
        }
        let weight = milli_logarithm(domains.len() as i64 + 2);
        for (raw, node) in raw.iter_mut().zip(nodes) {
            let count = constraint.domain(node).map_or(0, |domain| domains[domain]);
            *raw += count * weight + (constraint.most_skew - 1) * 1000;
        }
    }
    if own.iter().all(|constraint| constraint.is_hard) {
        return raw;
    }
    normalized(&raw.iter().map(|raw| (raw + 500) / 1000).collect::<Vec<i64>>())
}

/// The fewer, the better.
fn normalized(raw: &[i64]) -> Vec<i64> {
    let (least, most) = (raw.iter().min().copied(), raw.iter().max().copied());
    let (least, most) = (least.unwrap_or(0), most.unwrap_or(0));
    raw.iter()
        .map(|raw| if most == 0 { MOST } else { MOST * (most + least - raw) / most })
        .collect()
}

/// How well each node spreads the pods that belong together, over nodes and, where nodes have
/// them, over zones. Models pkg/scheduler/framework/plugins/podtopologyspread with the system's
/// default constraints.
fn by_default(pod: &Pod, nodes: &[&Node], store: &Store) -> Vec<i64> {
    let Some(peers) = peers(pod, store) else { return vec![0; nodes.len()] };
    let count = |node: &&Node| peers.get(&node.metadata.name).copied().unwrap_or(0);
    let zone = |node: &&Node| node.metadata.labels.get("topology.kubernetes.io/zone").cloned();
    let mut zones: SortedMap<String, i64> = SortedMap::new();
    for node in nodes {
        if let Some(zone) = zone(node) {
            *zones.get_or_default(&zone) += count(node);
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
    normalized(&raw)
}

/// Where the pods are that share the pod's controller, or, for a pod without one, the services
/// that select it.
fn peers<'a>(pod: &Pod, store: &'a Store) -> Option<Cow<'a, SortedMap<String, i64>>> {
    if let Some(owner) = pod.metadata.controller() {
        return Some(store.peers(&owner.uid).map(Cow::Borrowed).unwrap_or_default());
    }
    let namespace = &pod.metadata.namespace;
    let mut labels = SortedMap::new();
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
    let mut counts = SortedMap::new();
    for peer in store.pods_with_labels(namespace, &labels).filter(|peer| peer.is_active()) {
        if !peer.spec.node_name.is_empty() {
            *counts.get_or_default(&peer.spec.node_name) += 1;
        }
    }
    Some(Cow::Owned(counts))
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
