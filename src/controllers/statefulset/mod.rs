//! StatefulSets: pods with a stable name, stable claims and an order.

pub mod identity;
mod pass;
mod retention;
pub mod revision;
pub mod rolling;
#[cfg(test)]
mod tests;

use super::pods::claim;
use super::{Controller, owner_or_self};
use crate::api::apps::StatefulSet;
use crate::api::clock::Millis;
use crate::api::pod::Pod;
use crate::api::{Key, Kind, Object};
use crate::apiserver::request::{Change, Reconciled};
use crate::apiserver::store::Store;

const COMPONENT: &str = "statefulset-controller";

/// The control loop.
pub const CONTROLLER: Controller =
    Controller { name: "statefulset", affected, reconcile, latency: 20, resync: None };

fn affected(change: &Change, store: &Store, keys: &mut Vec<Key>) {
    // Revisions are read, but not watched.
    if change.object().kind() != Kind::ControllerRevision {
        owner_or_self(Kind::StatefulSet, change, keys);
    }
    // An orphan may be adopted by the set that its name fits.
    if let Object::Pod(pod) = change.object()
        && pod.metadata.controller().is_none()
    {
        let (parent, _) = identity::parent_and_ordinal(&pod.metadata.name);
        let key = Key::new(Kind::StatefulSet, &pod.metadata.namespace, parent);
        if store.object(&key).is_some() {
            keys.push(key);
        }
    }
}

/// What may be switched on beyond what is on in this version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gates {
    /// MaxUnavailableStatefulSet, off in 1.32: an update may take several pods at once.
    pub max_unavailable: bool,
}

/// One pass over a set.
pub fn reconcile(key: &Key, store: &Store, now: Millis) -> Reconciled {
    reconcile_with(key, store, now, Gates::default())
}

/// One pass over a set, with some gates on.
/// Models pkg/controller/statefulset/stateful_set.go sync.
pub fn reconcile_with(key: &Key, store: &Store, now: Millis, gates: Gates) -> Reconciled {
    let Some(set) = store.at::<StatefulSet>(key) else {
        return Reconciled::nothing();
    };
    let Some(selector) = set.spec.selector.as_ref().filter(|selector| !selector.is_empty()) else {
        return Reconciled::nothing();
    };
    let is_member = |pod: &Pod| identity::is_member(set, pod);
    let claimed = claim(&**set, selector, |_| true, &is_member, store);
    pass::run(set, claimed, store, now, gates)
}
