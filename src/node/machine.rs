//! The machines themselves: a kubelet that stops, and what it does when it goes on.

use super::kubelet::events::killed;
use super::runtime::{Runtime, find};
use crate::api::Key;
use crate::api::attachment::VolumeAttachment;
use crate::api::clock::Millis;
use crate::api::core::Node;
use crate::api::meta::Condition;
use crate::api::storage::{ObjectReference, PersistentVolume};
use crate::apiserver::request::{Action, EventDraft, Reconciled, Request};
use crate::apiserver::store::Store;
use std::rc::Rc;

/// How often a kubelet looks whether the status of its node has changed.
/// Models nodeStatusUpdateFrequency.
const REPORT_PERIOD: i64 = 10_000;
/// Until the first report of a kubelet that goes on.
pub const FIRST_REPORT: i64 = 200;
/// How long ago a kubelet may have listed its containers to call its node ready.
/// Models pkg/kubelet/pleg/generic.go relistThreshold.
const RELIST_THRESHOLD: i64 = 180_000;

/// What a kubelet that is well says: type, status, reason, message, and the reason of the event.
/// Models pkg/kubelet/nodestatus/setters.go.
const HEALTHY: [[&str; 5]; 4] = [
    [
        "MemoryPressure",
        "False",
        "KubeletHasSufficientMemory",
        "kubelet has sufficient memory available",
        "NodeHasSufficientMemory",
    ],
    [
        "DiskPressure",
        "False",
        "KubeletHasNoDiskPressure",
        "kubelet has no disk pressure",
        "NodeHasNoDiskPressure",
    ],
    [
        "PIDPressure",
        "False",
        "KubeletHasSufficientPID",
        "kubelet has sufficient PID available",
        "NodeHasSufficientPID",
    ],
    ["Ready", "True", "KubeletReady", "kubelet is posting ready status", "NodeReady"],
];

/// Whether the machine of a node runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Machine {
    /// It runs.
    #[default]
    Up,
    /// It has stopped.
    Down { since: Millis },
    /// It goes on after so many milliseconds, and has not yet reported everything.
    Back { since: Millis, away: i64 },
}

/// The conditions of a node that is well.
pub fn healthy(now: Millis) -> Vec<Condition> {
    let conditions = HEALTHY.iter().map(|[type_, status, reason, message, _]| Condition {
        last_heartbeat_time: Some(now.time()),
        last_transition_time: Some(now.time()),
        message: (*message).to_owned(),
        reason: (*reason).to_owned(),
        status: (*status).to_owned(),
        type_: (*type_).to_owned(),
        ..Condition::default()
    });
    conditions.collect()
}

impl Runtime {
    /// Whether there is a machine of that name, which may have outlived its object.
    pub(super) fn has_node(&self, node: &str, store: &Store) -> bool {
        self.nodes.contains_key(node) || store.get::<Node>("", node).is_some()
    }

    /// Stops a node's kubelet, as when the machine is unreachable, or lets it go on. Its containers
    /// run all the time.
    pub fn set_node_running(&mut self, node: &str, is_running: bool, now: Millis) {
        let state = self.nodes.get_or_default(node);
        state.machine = match (state.machine, is_running) {
            (Machine::Down { since }, true) => Machine::Back { since: now, away: now - since },
            (Machine::Up | Machine::Back { .. }, false) => Machine::Down { since: now },
            (unchanged, _) => unchanged,
        };
        if !is_running {
            return;
        }
        let pods = Rc::make_mut(&mut self.pods).unordered_mut();
        for state in pods.filter(|state| state.node == node) {
            Rc::make_mut(state).wake(now);
            self.woken.insert(state.key.clone());
        }
    }

    /// Whether a node's machine has stopped.
    pub fn is_down(&self, node: &str) -> bool {
        self.nodes.get(node).is_some_and(|node| matches!(node.machine, Machine::Down { .. }))
    }

    /// An attachment of a volume to a node has changed: what waits there for it looks again.
    pub fn heed_attachment(&mut self, attachment: &VolumeAttachment, store: &Store, now: Millis) {
        let volume = attachment.spec.source.persistent_volume_name.as_deref();
        let volume = volume.and_then(|volume| store.get::<PersistentVolume>("", volume));
        let Some(claim) = volume.and_then(|volume| volume.spec.claim_ref.as_ref()) else { return };
        for pod in store.pods_using_claim(&claim.namespace, &claim.name) {
            let Some(state) = find(&mut self.pods, pod) else { continue };
            if state.node == attachment.spec.node_name && state.awaits_volumes() {
                Rc::make_mut(state).wake(now);
                self.woken.insert(state.key.clone());
            }
        }
    }

    /// What a kubelet that goes on reports of its node. At first it knows only that it has not
    /// looked at its containers for long; with the next look at the node's status all is well.
    /// Models pkg/kubelet/kubelet_node_status.go tryUpdateNodeStatus.
    pub fn sync_node(&mut self, key: &Key, store: &Store, now: Millis) -> Reconciled {
        let node = store.at::<Node>(key);
        let (Some(state), Some(node)) = (self.nodes.get_mut(key.name()), node) else {
            return Reconciled::nothing();
        };
        let Machine::Back { since, away } = state.machine else { return Reconciled::nothing() };
        if now - since >= REPORT_PERIOD {
            state.machine = Machine::Up;
            return Reconciled::requests(report(node, &healthy(now), now));
        }
        state.machine = Machine::Back { since, away: 0 };
        let left = std::mem::take(&mut state.left_behind);
        let mut requests = Vec::new();
        if away > RELIST_THRESHOLD {
            requests = report(node, &[not_ready(away, now)], now);
        }
        for pod in left {
            requests.extend(killed(&pod).into_iter().map(Request::event));
            self.drop_pod(&pod);
        }
        Reconciled { requests, action: Action::Requeue(REPORT_PERIOD - (now - since)) }
    }
}

/// The condition of a node whose kubelet has not looked at its containers for so long.
fn not_ready(away: i64, now: Millis) -> Condition {
    let ago = super::kubelet::events::go_duration(away);
    Condition {
        last_heartbeat_time: Some(now.time()),
        last_transition_time: Some(now.time()),
        message: format!(
            "PLEG is not healthy: pleg was last seen active {ago} ago; threshold is 3m0s"
        ),
        reason: "KubeletNotReady".to_owned(),
        status: "False".to_owned(),
        type_: "Ready".to_owned(),
        ..Condition::default()
    }
}

/// Writes conditions into a node's status, and tells of those that have changed.
fn report(node: &Rc<Node>, conditions: &[Condition], now: Millis) -> Vec<Request> {
    let mut changed = Node::clone(node);
    let mut told = Vec::new();
    for wanted in conditions {
        let Some(it) = changed.status.conditions.iter_mut().find(|it| it.type_ == wanted.type_)
        else {
            continue;
        };
        let is_news = it.status != wanted.status;
        let since = if is_news { Some(now.time()) } else { it.last_transition_time };
        *it = Condition { last_transition_time: since, ..wanted.clone() };
        if is_news {
            told.push(about_node(node, wanted));
        }
    }
    if told.is_empty() {
        return Vec::new();
    }
    let mut requests = vec![Request::update_status(changed)];
    requests.extend(told.into_iter().map(Request::event));
    requests
}

/// Models pkg/kubelet recordNodeStatusEvent, which gives the node's name where others give its uid.
fn about_node(node: &Node, condition: &Condition) -> EventDraft {
    let name = &node.metadata.name;
    let healthy = HEALTHY.iter().find(|it| it[0] == condition.type_ && it[1] == condition.status);
    let reason = healthy.map_or("NodeNotReady", |it| it[4]);
    let text = format!("Node {name} status is now: {reason}");
    let mut draft = EventDraft::normal("kubelet", node, reason, text);
    draft.regarding = ObjectReference {
        kind: "Node".into(),
        name: name.clone(),
        uid: name.clone(),
        ..ObjectReference::default()
    };
    draft.host.clone_from(name);
    draft
}
