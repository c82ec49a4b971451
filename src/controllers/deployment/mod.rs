//! Deployments: replica sets, one for each template, scaled against each other.

pub mod bounds;
mod replica_sets;
mod rolling;
mod scale;
mod status;
#[cfg(test)]
mod tests;

pub use self::scale::replica_set_fraction;

use self::replica_sets::ReplicaSets;
use super::{Controller, owner_or_self};
use crate::api::apps::{Deployment, ReplicaSet};
use crate::api::clock::Millis;
use crate::api::{Key, Kind};
use crate::apiserver::request::{Change, EventDraft, Reconciled, Request};
use crate::apiserver::store::Store;
use std::rc::Rc;

const COMPONENT: &str = "deployment-controller";

/// The annotation that counts the templates of a Deployment.
pub const REVISION: &str = "deployment.kubernetes.io/revision";
const REVISION_HISTORY: &str = "deployment.kubernetes.io/revision-history";
const DESIRED_REPLICAS: &str = "deployment.kubernetes.io/desired-replicas";
const MAX_REPLICAS: &str = "deployment.kubernetes.io/max-replicas";
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// The control loop.
pub const CONTROLLER: Controller =
    Controller { name: "deployment", affected, reconcile, latency: 10, resync: None };

fn affected(change: &Change, store: &Store, keys: &mut Vec<Key>) {
    owner_or_self(Kind::Deployment, change, keys);
    // A Recreate rollout waits for the last old pod to go.
    if let (Some(crate::api::Object::Pod(pod)), None) = (&change.before, &change.after)
        && let Some(owner) = pod.metadata.controller()
        && let Some(set) = store.get::<ReplicaSet>(&pod.metadata.namespace, &owner.name)
        && let Some(by) = set.metadata.controller()
    {
        keys.push(Key::new(Kind::Deployment, &pod.metadata.namespace, &by.name));
    }
}

/// One pass over a Deployment.
/// Models pkg/controller/deployment/deployment_controller.go syncDeployment.
pub fn reconcile(key: &Key, store: &Store, now: Millis) -> Reconciled {
    let Some(deployment) = store.at::<Deployment>(key) else {
        return Reconciled::nothing();
    };
    if deployment.spec.selector.as_ref().is_none_or(|selector| selector.is_empty()) {
        return Reconciled::nothing();
    }
    let mut pass = Pass::new(deployment, store, now);
    if deployment.metadata.is_terminating() {
        pass.sync_status_only();
    } else {
        pass.check_paused_conditions();
        if deployment.spec.paused || pass.is_scaling_event() {
            pass.sets.find_new(&deployment.spec.template);
            pass.scale();
            if deployment.spec.paused {
                pass.clean_up();
            }
            pass.sync_status_only();
        } else if deployment.spec.strategy.type_ == "Recreate" {
            pass.recreate();
        } else {
            pass.roll();
        }
    }
    pass.finish()
}

/// A part of a pass that can be looked at alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The new set grows as far as it may.
    Grow,
    /// The old sets shrink as far as they may.
    Shrink,
    /// All sets follow a changed number of replicas.
    Scale,
    /// Old, empty sets are deleted.
    CleanUp,
}

/// What the controller does in one part of a pass, without the status.
pub fn step(step: Step, key: &Key, store: &Store, now: Millis) -> Vec<Request> {
    let Some(deployment) = store.at::<Deployment>(key) else {
        return Vec::new();
    };
    let mut pass = Pass::new(deployment, store, now);
    pass.sets.find_new(&deployment.spec.template);
    match step {
        Step::Grow => drop(pass.grow_new_set()),
        Step::Shrink => drop(pass.shrink_old_sets()),
        Step::Scale => pass.scale(),
        Step::CleanUp => pass.clean_up(),
    }
    pass.requests
}

/// One pass: the Deployment and its replica sets as they are, and as the pass changes them.
struct Pass<'a> {
    stored: &'a Deployment,
    deployment: Deployment,
    store: &'a Store,
    now: Millis,
    sets: ReplicaSets,
    requests: Vec<Request>,
    requeue: Option<i64>,
}

impl<'a> Pass<'a> {
    fn new(stored: &'a Rc<Deployment>, store: &'a Store, now: Millis) -> Pass<'a> {
        let (sets, requests) = ReplicaSets::find(stored, store);
        let deployment = Deployment::clone(stored);
        Pass { stored, deployment, store, now, sets, requests, requeue: None }
    }

    fn replicas(&self) -> i32 {
        self.deployment.spec.replicas.unwrap_or(1)
    }

    /// Whether somebody changed the number of replicas since the sets were scaled last.
    fn is_scaling_event(&self) -> bool {
        let desired = self.replicas().to_string();
        self.sets.all().filter(|set| set.spec.replicas.unwrap_or(0) > 0).any(|set| {
            let seen = set.metadata.annotations.get(DESIRED_REPLICAS);
            seen.is_some_and(|seen| *seen != desired)
        })
    }

    /// The two bounds of a rolling update, in pods.
    fn fenceposts(&self) -> (i32, i32) {
        bounds::fenceposts(&self.deployment)
    }

    fn event(&self, reason: &'static str, message: String) -> EventDraft {
        EventDraft::normal(COMPONENT, &self.deployment, reason, message)
    }
}
