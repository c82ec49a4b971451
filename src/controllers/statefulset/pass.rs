//! One pass over the pods of a StatefulSet, in upstream's order.
//! Models pkg/controller/statefulset/stateful_set_control.go updateStatefulSet.

use super::identity::{self, ordinal, ordinals};
use super::{COMPONENT, Gates, retention, revision};
use crate::api::apps::{ControllerRevision, StatefulSet, StatefulSetStatus};
use crate::api::clock::Millis;
use crate::api::order;
use crate::api::pod::Pod;
use crate::api::storage::PersistentVolumeClaim;
use crate::apiserver::request::{Action, EventDraft, Reconciled, Request};
use crate::apiserver::store::Store;
use crate::controllers::pods::{Claimed, is_available};
use std::rc::Rc;

/// The most pods that one pass creates; the next one goes on from there. Upstream has no such
/// bound, but its client lets it create twenty a second.
const BURST: usize = 500;

/// One place in the row of replicas: a pod, or none yet.
pub(super) struct Slot {
    ordinal: i32,
    pub(super) pod: Option<Rc<Pod>>,
}

/// Whether the pass goes on after a step.
#[derive(PartialEq)]
enum Flow {
    Continue,
    End,
}

pub(super) struct Pass<'a> {
    pub(super) set: &'a StatefulSet,
    store: &'a Store,
    now: Millis,
    pub(super) gates: Gates,
    pub(super) revisions: revision::Revisions,
    pub(super) status: StatefulSetStatus,
    requests: Vec<Request>,
    /// Whether it met something that it cannot go on with.
    failed: bool,
}

/// Runs the pass and returns what it wants done; the status is written whatever happens to the
/// pods, as upstream does.
pub fn run(
    set: &Rc<StatefulSet>,
    claimed: Claimed,
    store: &Store,
    now: Millis,
    gates: Gates,
) -> Reconciled {
    let revisions = revision::find(set, store);
    let (status, requests) = (StatefulSetStatus::default(), Vec::new());
    let mut pass = Pass { set, store, now, gates, revisions, status, requests, failed: false };
    let pods = claimed.pods;
    pass.status = pass.count(&pods);
    pass.update_pods(&pods);
    pass.complete_rolling_update();

    let mut requests = claimed.requests;
    requests.append(&mut pass.revisions.requests);
    if pass.status != set.status {
        let updated = StatefulSet { status: pass.status.clone(), ..StatefulSet::clone(set) };
        requests.push(Request::update_status(updated));
    }
    requests.append(&mut pass.requests);
    let in_use: Vec<&str> = pods
        .iter()
        .filter_map(|pod| pod.metadata.labels.get(identity::REVISION_LABEL))
        .map(String::as_str)
        .collect();
    requests.extend(revision::truncate_history(set, &pass.revisions, &in_use));
    let ripens = |pod: &Rc<Pod>| is_running_and_ready(pod) && !pass.is_available(pod);
    let action = if pass.failed {
        Action::Retry
    } else if pods.iter().any(ripens) {
        Action::Requeue(i64::from(pass.min_ready()) * 1000)
    } else {
        Action::AwaitChange
    };
    Reconciled { requests, action }
}

impl Pass<'_> {
    fn min_ready(&self) -> i32 {
        self.set.spec.min_ready_seconds
    }

    fn is_monotonic(&self) -> bool {
        self.set.spec.pod_management_policy != "Parallel"
    }

    /// The partition below which pods keep the current revision, if the strategy has one.
    pub(super) fn partition(&self) -> Option<i32> {
        let rolling = self.set.spec.update_strategy.rolling_update.as_ref()?;
        Some(rolling.partition.unwrap_or(0))
    }

    fn is_on_delete(&self) -> bool {
        self.set.spec.update_strategy.type_ == "OnDelete"
    }

    /// The status as the listed pods give it. Models computeReplicaStatus and updateStatus.
    fn count(&self, pods: &[Rc<Pod>]) -> StatefulSetStatus {
        let mut status = StatefulSetStatus {
            observed_generation: self.set.metadata.generation,
            current_revision: self.revisions.current.metadata.name.clone(),
            update_revision: self.revisions.update.metadata.name.clone(),
            collision_count: Some(self.revisions.collisions),
            ..StatefulSetStatus::default()
        };
        for pod in pods {
            status.replicas += 1;
            if is_running_and_ready(pod) {
                status.ready_replicas += 1;
                if is_available(pod, self.min_ready(), self.now) {
                    status.available_replicas += 1;
                }
            }
            if !pod.metadata.is_terminating() {
                let revision = revision_of(pod);
                status.current_replicas += i32::from(revision == status.current_revision);
                status.updated_replicas += i32::from(revision == status.update_revision);
            }
        }
        status
    }

    fn update_pods(&mut self, pods: &[Rc<Pod>]) {
        let (replicas, condemned) = self.sort(pods);
        let unavailable = |pod: &&Rc<Pod>| pod.metadata.is_terminating() || !self.is_available(pod);
        let of_replicas = replicas.iter().find(unavailable);
        let of_condemned = condemned.iter().rev().find(unavailable);
        let first_unhealthy = of_replicas.or(of_condemned).map(|pod| pod.metadata.name.clone());
        if self.set.metadata.is_terminating() {
            return;
        }
        let Some(slots) = self.process_replicas(replicas) else { return };
        for pod in &condemned {
            self.requests.extend(retention::fix_claim_owners(self.set, pod, self.store));
        }
        for pod in &condemned {
            if self.process_condemned(pod, first_unhealthy.as_deref()) == Flow::End {
                return;
            }
        }
        if !self.is_on_delete() {
            self.roll(&slots);
        }
    }

    pub(super) fn is_available(&self, pod: &Pod) -> bool {
        is_running_and_ready(pod) && is_available(pod, self.min_ready(), self.now)
    }

    /// Splits the pods: replicas from the bottom, and condemned from the top.
    fn sort(&self, pods: &[Rc<Pod>]) -> (Vec<Rc<Pod>>, Vec<Rc<Pod>>) {
        let wanted = ordinals(self.set);
        let numbered = pods.iter().filter(|pod| ordinal(pod) >= 0).cloned();
        let (mut replicas, mut condemned): (Vec<_>, Vec<_>) =
            numbered.partition(|pod| wanted.contains(&ordinal(pod)));
        order::by_key(&mut replicas, |pod| ordinal(pod));
        order::by_key(&mut condemned, |pod| std::cmp::Reverse(ordinal(pod)));
        (replicas, condemned)
    }

    /// Looks at each place in the row, and returns the row if nothing ends the pass before. A row
    /// may be far longer than what there is of it, so it is walked no further than needed.
    fn process_replicas(&mut self, replicas: Vec<Rc<Pod>>) -> Option<Vec<Slot>> {
        let mut slots = Vec::with_capacity(replicas.len());
        let mut pods = replicas.into_iter().peekable();
        let mut created = 0;
        for at in ordinals(self.set) {
            let mut pod = None;
            // Of `web-1` and `web-01` the last one counts.
            while let Some(next) = pods.next_if(|pod| ordinal(pod) == at) {
                pod = Some(next);
            }
            created += usize::from(pod.is_none());
            let slot = Slot { ordinal: at, pod };
            if created > BURST || self.process_replica(&slot) == Flow::End {
                return None;
            }
            slots.push(slot);
        }
        Some(slots)
    }

    /// The revision of a pod created now. Models newVersionedStatefulSetPod.
    fn revision_for(&self, ordinal: i32) -> &Rc<ControllerRevision> {
        let strategy = &self.set.spec.update_strategy;
        let index = ordinal - ordinals(self.set).start;
        let is_rolling = strategy.type_ == "RollingUpdate" || strategy.type_.is_empty();
        let keeps_current = is_rolling
            && match self.partition() {
                None => index < self.set.status.current_replicas,
                Some(partition) => index < partition,
            };
        if keeps_current { &self.revisions.current } else { &self.revisions.update }
    }

    /// Models processReplica.
    fn process_replica(&mut self, slot: &Slot) -> Flow {
        let blocked = if self.is_monotonic() { Flow::End } else { Flow::Continue };
        let Some(pod) = &slot.pod else { return self.create(slot) };
        if pod.is_finished() {
            if !pod.metadata.is_terminating() {
                self.delete(pod);
            }
            return blocked;
        }
        if pod.status.phase == "Pending" {
            // It may have lost its claims before it started.
            // Models createMissingPersistentVolumeClaims.
            if self.create_missing_claims(&pod.metadata.name, slot.ordinal).is_some() {
                self.failed = true;
                return Flow::End;
            }
            self.requests.extend(retention::fix_claim_owners(self.set, pod, self.store));
        }
        let waits =
            pod.metadata.is_terminating() || !is_running_and_ready(pod) || !self.is_available(pod);
        if waits && self.is_monotonic() {
            return Flow::End;
        }
        self.repair(pod);
        Flow::Continue
    }

    fn create(&mut self, slot: &Slot) -> Flow {
        let name = format!("{}-{}", self.set.metadata.name, slot.ordinal);
        if retention::claim_is_stale(self.set, &name, slot.ordinal, self.store) {
            return Flow::End;
        }
        let revision = self.revision_for(slot.ordinal);
        let template = revision::template_of(self.set, revision);
        let pod = identity::new_pod(self.set, &template, &revision.metadata.name, slot.ordinal);
        let set = &self.set.metadata.name;
        let success = format!("create Pod {name} in StatefulSet {set} successful");
        let failure = format!("create Pod {name} in StatefulSet {set} failed error: ");
        let unusable = self.create_missing_claims(&name, slot.ordinal);
        // A pod of that name that is none of the set's is in the way, which nobody is told.
        let is_taken = self.store.get::<Pod>(&self.set.metadata.namespace, &name).is_some();
        if let Some(why) = &unusable {
            let draft = self.failure("FailedCreate", format!("{failure}{why}"));
            self.requests.push(Request::event(draft));
        }
        if unusable.is_some() || is_taken {
            self.failed = true;
            return Flow::End;
        }
        // Claims that were there before the pod get the owner that the policy wants at once.
        let owners = retention::fix_claim_owners(self.set, &pod, self.store);
        let request = Request::create(pod)
            .then(self.event("SuccessfulCreate", success))
            .or_else(self.failure("FailedCreate", failure));
        self.requests.push(request);
        self.requests.extend(owners);
        if self.is_monotonic() { Flow::End } else { Flow::Continue }
    }

    /// Creates the claims of one pod that do not exist. Says which is on its way out, if one is:
    /// the pod has to wait for that. Models createPersistentVolumeClaims.
    fn create_missing_claims(&mut self, pod_name: &str, ordinal: i32) -> Option<String> {
        let set = &self.set.metadata.name;
        let mut unusable = None;
        for claim in identity::claims(self.set, ordinal) {
            let name = claim.metadata.name.clone();
            let found =
                self.store.get::<PersistentVolumeClaim>(&self.set.metadata.namespace, &name);
            if let Some(found) = found {
                if found.metadata.is_terminating() {
                    unusable.get_or_insert_with(|| format!("pvc {name} is being deleted"));
                }
                continue;
            }
            let success =
                format!("create Claim {name} Pod {pod_name} in StatefulSet {set} success");
            let failure = format!(
                "create Claim {name} for Pod {pod_name} in StatefulSet {set} failed error: "
            );
            let request = Request::create(claim)
                .then(self.event("SuccessfulCreate", success))
                .or_else(self.failure("FailedCreate", failure));
            self.requests.push(request);
        }
        unusable
    }

    /// Puts right what was changed of a pod's identity. Models UpdateStatefulPod.
    fn repair(&mut self, pod: &Pod) {
        let owners = retention::fix_claim_owners(self.set, pod, self.store);
        self.requests.extend(owners);
        let identity = identity::identity_matches(self.set, pod);
        let storage = identity::storage_matches(self.set, pod);
        if identity && storage {
            return;
        }
        let mut repaired = pod.clone();
        if !identity {
            identity::update_identity(&mut repaired, ordinal(pod));
        }
        if !storage {
            identity::update_storage(self.set, &mut repaired, ordinal(pod));
            self.create_missing_claims(&pod.metadata.name, ordinal(pod));
        }
        let (name, set) = (&pod.metadata.name, &self.set.metadata.name);
        let success = format!("update Pod {name} in StatefulSet {set} successful");
        let failure = format!("update Pod {name} in StatefulSet {set} failed error: ");
        let request = Request::update(repaired)
            .then(self.event("SuccessfulUpdate", success))
            .or_else(self.failure("FailedUpdate", failure));
        self.requests.push(request);
    }

    /// Models processCondemned.
    fn process_condemned(&mut self, pod: &Rc<Pod>, first_unhealthy: Option<&str>) -> Flow {
        let blocked = if self.is_monotonic() { Flow::End } else { Flow::Continue };
        if pod.metadata.is_terminating() {
            return blocked;
        }
        let is_first_unhealthy = first_unhealthy == Some(pod.metadata.name.as_str());
        if self.is_monotonic() && !self.is_available(pod) && !is_first_unhealthy {
            return Flow::End;
        }
        self.delete(pod);
        blocked
    }

    pub(super) fn delete(&mut self, pod: &Rc<Pod>) {
        let (name, set) = (&pod.metadata.name, &self.set.metadata.name);
        let success = format!("delete Pod {name} in StatefulSet {set} successful");
        let failure = format!("delete Pod {name} in StatefulSet {set} failed error: ");
        let request = Request::delete(&**pod)
            .then(self.event("SuccessfulDelete", success))
            .or_else(self.failure("FailedDelete", failure));
        self.requests.push(request);
    }

    fn event(&self, reason: &'static str, message: String) -> EventDraft {
        EventDraft::normal(COMPONENT, self.set, reason, message)
    }

    fn failure(&self, reason: &'static str, message: String) -> EventDraft {
        EventDraft::warning(COMPONENT, self.set, reason, message)
    }
}

fn is_running_and_ready(pod: &Pod) -> bool {
    pod.status.phase == "Running" && pod.is_ready()
}

pub(super) fn revision_of(pod: &Pod) -> &str {
    pod.metadata.labels.get(identity::REVISION_LABEL).map_or("", String::as_str)
}
