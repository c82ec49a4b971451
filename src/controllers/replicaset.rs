//! ReplicaSets: so many pods of a template, whichever they are.

use super::pods::{available_in, claim, from_template, is_available};
use super::{Controller, owner_or_self};
use crate::api::apps::{ReplicaSet, ReplicaSetStatus};
use crate::api::clock::Millis;
use crate::api::meta::{LabelSelector, StringMap};
use crate::api::order;
use crate::api::pod::Pod;
use crate::api::sorted::SortedMap;
use crate::api::time::Time;
use crate::api::{Key, Kind, Object};
use crate::apiserver::request::{Action, Change, EventDraft, GENERATED_NAME, Reconciled, Request};
use crate::apiserver::store::Store;
use std::cmp::Ordering;
use std::rc::Rc;

const COMPONENT: &str = "replicaset-controller";

/// The most pods that one pass creates or deletes. Models replica_set.go BurstReplicas.
const BURST: usize = 500;

/// The control loop.
pub const CONTROLLER: Controller =
    Controller { name: "replicaset", affected, reconcile, latency: 10, resync: None };

fn affected(change: &Change, store: &Store, keys: &mut Vec<Key>) {
    owner_or_self(Kind::ReplicaSet, change, keys);
    // An orphan may be adopted by any set that selects it.
    if let Object::Pod(pod) = change.object()
        && pod.metadata.controller().is_none()
        && change.after.is_some()
    {
        let selects = |set: &&Rc<ReplicaSet>| {
            set.metadata.namespace == pod.metadata.namespace
                && set.spec.selector.as_ref().is_some_and(|selector| {
                    !selector.is_empty() && selector.matches(&pod.metadata.labels)
                })
        };
        let sets = store.list::<ReplicaSet>().filter(selects);
        keys.extend(sets.map(|set| Key::of(&**set)));
    }
}

/// One pass over a set. Models pkg/controller/replicaset/replica_set.go syncReplicaSet.
pub fn reconcile(key: &Key, store: &Store, now: Millis) -> Reconciled {
    let Some(set) = store.at::<ReplicaSet>(key) else {
        return Reconciled::nothing();
    };
    let Some(selector) = set.spec.selector.as_ref().filter(|selector| !selector.is_empty()) else {
        return Reconciled::nothing();
    };
    if let Some(status) = counted(set, selector, store) {
        debug_assert_eq!(
            status,
            self::status(set, &claim(&**set, selector, Pod::is_active, &|_| true, store).pods, now),
            "the tallies agree with the pods"
        );
        let have = status.replicas as usize;
        let mut requests = Vec::from_iter(write(set, status));
        if !set.metadata.is_terminating() {
            requests.extend(create_missing(set, have));
        }
        return Reconciled { requests, action: Action::AwaitChange };
    }
    // A pod that has ended or is ending does not count: its successor comes at once, beside it.
    let claimed = claim(&**set, selector, Pod::is_active, &|_| true, store);
    let (pods, mut requests) = (claimed.pods, claimed.requests);
    requests.extend(write(set, status(set, &pods, now)));
    if !set.metadata.is_terminating() {
        requests.extend(manage(set, &pods, store, now));
    }
    let min_ready = set.spec.min_ready_seconds;
    let are_all_ready =
        pods.iter().filter(|pod| pod.is_ready()).count() as i32 == set.spec.replicas.unwrap_or(1);
    let waits = pods.iter().filter_map(|pod| available_in(pod, min_ready, now)).min();
    // One look for all of them, counted from the last that became ready.
    let waits = waits.map(|due| if are_all_ready { i64::from(min_ready) * 1000 } else { due });
    Reconciled { requests, action: waits.map_or(Action::AwaitChange, Action::Requeue) }
}

/// The status of a set whose pods need not be looked at one by one, because a pass over them would
/// adopt, release, delete and await nothing: most passes are of this kind, and there are many while
/// a large set comes up. None if the pods must be looked at.
fn counted(set: &ReplicaSet, selector: &LabelSelector, store: &Store) -> Option<ReplicaSetStatus> {
    let meta = &set.metadata;
    let tallies = store.tallies(&meta.uid);
    let strays = tallies.iter().any(|tally| tally.active > 0 && !selector.matches(&tally.labels));
    let mut orphans =
        store.uncontrolled_pods().filter(|pod| pod.metadata.namespace == meta.namespace);
    if strays
        || set.spec.min_ready_seconds > 0
        || orphans.any(|pod| selector.matches(&pod.metadata.labels))
    {
        return None;
    }
    let active = tallies.iter().map(|tally| tally.active).sum();
    let ready = tallies.iter().map(|tally| tally.ready).sum();
    let labelled = tallies.iter().filter(|tally| fully_labelled(set, &tally.labels));
    let status = ReplicaSetStatus {
        available_replicas: ready,
        conditions: set.status.conditions.clone(),
        fully_labeled_replicas: labelled.map(|tally| tally.active).sum(),
        observed_generation: meta.generation,
        ready_replicas: ready,
        replicas: active,
    };
    (active <= set.spec.replicas.unwrap_or(1)).then_some(status)
}

/// The status as a request, if it is another than before.
fn write(set: &ReplicaSet, status: ReplicaSetStatus) -> Option<Request> {
    let changed = status != set.status;
    changed.then(|| Request::update_status(ReplicaSet { status, ..ReplicaSet::clone(set) }))
}

fn fully_labelled(set: &ReplicaSet, labels: &StringMap) -> bool {
    let template = &set.spec.template.metadata.labels;
    template.iter().all(|(key, value)| labels.get(key) == Some(value))
}

/// Models pkg/controller/replicaset/replica_set_utils.go calculateStatus.
fn status(set: &ReplicaSet, pods: &[Rc<Pod>], now: Millis) -> ReplicaSetStatus {
    let labelled = |pod: &&Rc<Pod>| fully_labelled(set, &pod.metadata.labels);
    let available = |pod: &&Rc<Pod>| is_available(pod, set.spec.min_ready_seconds, now);
    ReplicaSetStatus {
        available_replicas: pods.iter().filter(available).count() as i32,
        conditions: set.status.conditions.clone(),
        fully_labeled_replicas: pods.iter().filter(labelled).count() as i32,
        observed_generation: set.metadata.generation,
        ready_replicas: pods.iter().filter(|pod| pod.is_ready()).count() as i32,
        replicas: pods.len() as i32,
    }
}

/// Creates what lacks or deletes what is too much. Models manageReplicas.
fn manage(set: &Rc<ReplicaSet>, pods: &[Rc<Pod>], store: &Store, now: Millis) -> Vec<Request> {
    let excess = pods.len().saturating_sub(wanted(set)).min(BURST);
    if excess == 0 {
        return create_missing(set, pods.len());
    }
    let chosen = pods_to_delete(set, pods, excess, store, now);
    chosen.into_iter().map(|pod| delete(set, &pod)).collect()
}

fn wanted(set: &ReplicaSet) -> usize {
    set.spec.replicas.unwrap_or(1).max(0) as usize
}

fn create_missing(set: &ReplicaSet, have: usize) -> Vec<Request> {
    let missing = wanted(set).saturating_sub(have).min(BURST);
    vec![create(set); missing]
}

fn create(set: &ReplicaSet) -> Request {
    let message = format!("Created pod: {GENERATED_NAME}");
    Request::create(from_template(set, &set.spec.template))
        .then(EventDraft::normal(COMPONENT, set, "SuccessfulCreate", message))
        .or_else(EventDraft::warning(COMPONENT, set, "FailedCreate", "Error creating: "))
}

fn delete(set: &ReplicaSet, pod: &Pod) -> Request {
    let message = format!("Deleted pod: {}", pod.metadata.name);
    Request::delete(pod)
        .then(EventDraft::normal(COMPONENT, set, "SuccessfulDelete", message))
        .or_else(EventDraft::warning(COMPONENT, set, "FailedDelete", "Error deleting: "))
}

/// The pods of a set that go first, if so many go.
/// Models getPodsToDelete and getPodsRankedByRelatedPodsOnSameNode.
pub fn pods_to_delete(
    set: &ReplicaSet,
    pods: &[Rc<Pod>],
    count: usize,
    store: &Store,
    now: Millis,
) -> Vec<Rc<Pod>> {
    let mut sorted = pods.to_vec();
    if count < pods.len() {
        let ranks = related_on_node(set, store);
        let rank = |pod: &Pod| ranks.get(&pod.spec.node_name).copied().unwrap_or(0);
        order::by(&mut sorted, |a, b| deletion_order((a, rank(a)), (b, rank(b)), now));
    }
    sorted.truncate(count);
    sorted
}

/// How many active pods of the same Deployment each node has.
fn related_on_node(set: &ReplicaSet, store: &Store) -> SortedMap<String, usize> {
    let mut uids = vec![set.metadata.uid.as_str()];
    if let Some(owner) = set.metadata.controller() {
        let siblings = store.owned_by::<ReplicaSet>(&owner.uid);
        uids.extend(siblings.map(|sibling| sibling.metadata.uid.as_str()));
        order::all(&mut uids);
        uids.dedup();
    }
    let mut ranks = SortedMap::new();
    for uid in uids {
        for pod in store.owned_by::<Pod>(uid).filter(|pod| pod.is_active()) {
            *ranks.get_or_default(&pod.spec.node_name) += 1;
        }
    }
    ranks
}

/// Which of two pods is deleted first; the rank is the number of related pods on its node.
/// Models pkg/controller/controller_utils.go ActivePodsWithRanks Less.
pub fn deletion_order(a: (&Pod, usize), b: (&Pod, usize), now: Millis) -> Ordering {
    let ((a, a_rank), (b, b_rank)) = (a, b);
    let phase = |pod: &Pod| match pod.status.phase.as_str() {
        "Pending" => 0,
        "Unknown" => 1,
        _ => 2,
    };
    let cost = |pod: &Pod| -> i32 {
        let cost = pod.metadata.annotations.get("controller.kubernetes.io/pod-deletion-cost");
        cost.and_then(|cost| cost.parse().ok()).unwrap_or(0)
    };
    let ready_since = |pod: &Pod| {
        let ready = pod.status.condition("Ready").filter(|ready| ready.status == "True");
        ready.and_then(|ready| ready.last_transition_time)
    };
    // An unknown age counts as the youngest. Of two about equal ages upstream lets the uid decide
    // at once, which is no order: three pods can beat each other in a circle. Here it is last.
    let age = |since: Option<Time>| since.map(|since| logarithmic(now, since.0));
    let assigned = |pod: &Pod| !pod.spec.node_name.is_empty();
    assigned(a)
        .cmp(&assigned(b))
        .then_with(|| phase(a).cmp(&phase(b)))
        .then_with(|| a.is_ready().cmp(&b.is_ready()))
        .then_with(|| cost(a).cmp(&cost(b)))
        .then_with(|| b_rank.cmp(&a_rank))
        .then_with(|| age(ready_since(a)).cmp(&age(ready_since(b))))
        .then_with(|| restarts(b).cmp(&restarts(a)))
        .then_with(|| age(a.metadata.creation_timestamp).cmp(&age(b.metadata.creation_timestamp)))
        .then_with(|| a.metadata.uid.cmp(&b.metadata.uid))
}

/// The most restarts of a container and of a sidecar. Models maxContainerRestarts.
fn restarts(pod: &Pod) -> (i32, i32) {
    let most = |counts: &mut dyn Iterator<Item = i32>| counts.max().unwrap_or(0);
    let is_sidecar = |name: &str| {
        let mut containers = pod.spec.init_containers.iter();
        containers.any(|it| it.name == name && it.restart_policy.as_deref() == Some("Always"))
    };
    let status = &pod.status;
    let sidecars = status.init_container_statuses.iter().filter(|status| is_sidecar(&status.name));
    (
        most(&mut status.container_statuses.iter().map(|status| status.restart_count)),
        most(&mut sidecars.map(|status| status.restart_count)),
    )
}

/// The age as a power of two of nanoseconds, so that pods of about the same age count as equal.
/// Models logarithmicRankDiff.
fn logarithmic(now: Millis, then: i64) -> u32 {
    let nanoseconds = u128::from((now.0 - then * 1000).max(0) as u64) * 1_000_000;
    nanoseconds.checked_ilog2().map_or(0, |log| log + 1)
}
