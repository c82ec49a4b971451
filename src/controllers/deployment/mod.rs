//! Deployments: replica sets, one for each template, scaled against each other.

mod replica_sets;
mod rolling;
mod scale;
mod status;

use self::replica_sets::ReplicaSets;
use super::{Controller, owner_or_self};
use crate::api::apps::{Deployment, ReplicaSet};
use crate::api::clock::Millis;
use crate::api::meta::IntOrString;
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
    let Some(deployment) = store.get::<Deployment>(&key.namespace, &key.name) else {
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

    /// The two bounds of a rolling update, in pods. Models util ResolveFenceposts.
    fn fenceposts(&self) -> (i32, i32) {
        fenceposts(&self.deployment)
    }

    fn event(&self, reason: &'static str, message: String) -> EventDraft {
        EventDraft::normal(COMPONENT, &self.deployment, reason, message)
    }
}

/// How many pods a rolling update may add and how many it may take away:
/// `(max_surge, max_unavailable)`. Models deployment_util.go ResolveFenceposts.
pub fn fenceposts(deployment: &Deployment) -> (i32, i32) {
    let Some(bounds) = deployment.spec.strategy.rolling_update.as_ref() else { return (0, 0) };
    let replicas = deployment.spec.replicas.unwrap_or(1);
    let surge = resolve(bounds.max_surge.as_ref(), replicas, true);
    let unavailable = resolve(bounds.max_unavailable.as_ref(), replicas, false);
    match (surge, unavailable) {
        // Both at 0 after rounding would never get anywhere.
        (0, 0) => (0, 1),
        bounds => bounds,
    }
}

/// A number, or a percentage of `total`.
/// Models k8s.io/apimachinery/pkg/util/intstr GetScaledValueFromIntOrPercent.
fn resolve(bound: Option<&IntOrString>, total: i32, round_up: bool) -> i32 {
    match bound {
        None => 0,
        Some(IntOrString::Int(number)) => *number,
        Some(IntOrString::String(text)) => {
            let percent: i64 = text.trim_end_matches('%').parse().unwrap_or(0);
            let hundredths = percent * i64::from(total);
            let rounded = if round_up { (hundredths + 99) / 100 } else { hundredths / 100 };
            i32::try_from(rounded).unwrap_or(i32::MAX)
        }
    }
}
