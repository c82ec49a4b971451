//! Filters: why a node cannot take a pod. They run in the order of the default plugins, and the
//! first that rejects a node gives its reasons.

use super::spread::Required;
use super::volumes::Claims;
use super::{Cause, affinity};
use crate::api::core::{Node, Taint};
use crate::api::pod::{Pod, Toleration};
use crate::apiserver::request::Request;
use crate::apiserver::store::Store;
use crate::apiserver::usage::{self, Resources, Usage};

/// What a pod asks of a node.
pub struct Wishes<'a> {
    pod: &'a Pod,
    claims: Claims,
    requested: Resources,
    ports: Vec<(i32, String)>,
    spread: Required<'a>,
}

impl<'a> Wishes<'a> {
    /// Works out what a pod asks for.
    pub fn new(pod: &'a Pod, claims: Claims, spread: Required<'a>) -> Wishes<'a> {
        let ports = usage::host_ports(pod).collect();
        Wishes { pod, claims, requested: usage::requests(pod), ports, spread }
    }

    /// The requests that get the pod's claims their volumes on a node that can take it.
    pub fn bind_claims(&self, node: &Node, store: &Store) -> Vec<Request> {
        self.claims.bind(node, store).unwrap_or_default()
    }
}

/// Why a node is not fit.
pub struct Rejection {
    /// The reasons, each of which is counted over all nodes.
    pub reasons: Vec<String>,
    /// What would have to change.
    pub(super) cause: Cause,
}

/// Whether a node can take a pod.
///
/// # Errors
/// Why it cannot.
pub fn check(wishes: &Wishes<'_>, node: &Node, store: &Store) -> Result<(), Rejection> {
    let by =
        |cause: Cause, reason: &str| Err(Rejection { reasons: vec![reason.to_owned()], cause });
    let unschedulable = || Taint {
        effect: "NoSchedule".to_owned(),
        key: "node.kubernetes.io/unschedulable".to_owned(),
        ..Taint::default()
    };
    if node.spec.unschedulable && !is_tolerated(&unschedulable(), &wishes.pod.spec.tolerations) {
        return by(Cause::Node, "node(s) were unschedulable");
    }
    if let Some(taint) = untolerated(node, wishes.pod) {
        let (key, value) = (&taint.key, &taint.value);
        return by(Cause::Node, &format!("node(s) had untolerated taint {{{key}: {value}}}"));
    }
    if !affinity::allows(wishes.pod, node) {
        return by(Cause::Node, "node(s) didn't match Pod's node affinity/selector");
    }
    let unused = Usage::default();
    let used = store.usage(&node.metadata.name).unwrap_or(&unused);
    if wishes.ports.iter().any(|port| used.ports.contains_key(port)) {
        let reason = "node(s) didn't have free ports for the requested pod ports";
        return by(Cause::Room, reason);
    }
    let lacking = lacking(wishes, node, used);
    if !lacking.is_empty() {
        return Err(Rejection { reasons: lacking, cause: Cause::Room });
    }
    if wishes.claims.are_in_use() {
        let reason = "node has pod using PersistentVolumeClaim with the same name and \
                      ReadWriteOncePod access mode";
        return by(Cause::Room, reason);
    }
    if let Some(reason) = wishes.claims.reject(node, store) {
        return by(Cause::Volumes, reason);
    }
    match wishes.spread.reject(node) {
        Some((reason, true)) => by(Cause::Spread, reason),
        Some((reason, false)) => by(Cause::Node, reason),
        None => Ok(()),
    }
}

/// The first taint that keeps the pod away.
/// Models pkg/scheduler/framework/plugins/tainttoleration.
fn untolerated<'a>(node: &'a Node, pod: &Pod) -> Option<&'a Taint> {
    let repels = |taint: &&Taint| matches!(taint.effect.as_str(), "NoSchedule" | "NoExecute");
    let mut taints = node.spec.taints.iter().filter(repels);
    taints.find(|taint| !is_tolerated(taint, &pod.spec.tolerations))
}

/// Whether one of the tolerations tolerates a taint.
pub fn is_tolerated(taint: &Taint, tolerations: &[Toleration]) -> bool {
    tolerations.iter().any(|toleration| toleration.tolerates(taint))
}

/// Models pkg/scheduler/framework/plugins/noderesources/fit.go fitsRequest.
fn lacking(wishes: &Wishes<'_>, node: &Node, used: &Usage) -> Vec<String> {
    let allocatable = &node.status.allocatable;
    let pods = allocatable.get("pods").map_or(0, |amount| amount.value());
    let mut reasons = Vec::new();
    if used.pods + 1 > pods {
        reasons.push("Too many pods".to_owned());
    }
    let wanted = &wishes.requested;
    let cpu = allocatable.get("cpu").map_or(0, |amount| amount.milli_value().into());
    if wanted.cpu > 0 && wanted.cpu > cpu - used.requested.cpu {
        reasons.push("Insufficient cpu".to_owned());
    }
    let memory = allocatable.get("memory").map_or(0, |amount| amount.value().into());
    if wanted.memory > 0 && wanted.memory > memory - used.requested.memory {
        reasons.push("Insufficient memory".to_owned());
    }
    reasons
}
