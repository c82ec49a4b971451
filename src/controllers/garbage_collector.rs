//! Deletes what has lost all its owners, and releases what an orphaning deletion leaves behind.
//! Models pkg/controller/garbagecollector/garbagecollector.go attemptToDeleteItem and
//! orphanDependents.

use super::Controller;
use crate::api::clock::Millis;
use crate::api::meta::OwnerReference;
use crate::api::{Key, Kind, Object};
use crate::apiserver::request::{Change, Reconciled, Request, Verb};
use crate::apiserver::store::Store;

const ORPHAN: &str = "orphan";

/// The control loop.
pub const CONTROLLER: Controller =
    Controller { name: "garbage-collector", affected, reconcile, latency: 50, resync: None };

fn affected(change: &Change, store: &Store, keys: &mut Vec<Key>) {
    let object = change.object();
    if change.after.is_none() {
        keys.extend(store.keys_owned_by(&object.metadata().uid).cloned());
        return;
    }
    // An object that changes and keeps its owners has been looked at when it got them.
    let owners = &object.metadata().owner_references;
    let before = change.before.as_ref().map(|before| &before.metadata().owner_references);
    let orphaning = object.metadata().is_terminating()
        && object.metadata().finalizers.iter().any(|finalizer| finalizer == ORPHAN);
    if orphaning || !owners.is_empty() && before != Some(owners) {
        keys.push(change.key.clone());
    }
}

/// One pass over an object.
pub fn reconcile(key: &Key, store: &Store, _now: Millis) -> Reconciled {
    let Some(object) = store.object(key) else { return Reconciled::nothing() };
    let meta = object.metadata();
    if meta.is_terminating() && meta.finalizers.iter().any(|finalizer| finalizer == ORPHAN) {
        return Reconciled::requests(orphan_dependents(object, store));
    }
    if meta.owner_references.is_empty() || meta.is_terminating() {
        return Reconciled::nothing();
    }
    let exists = |owner: &OwnerReference| {
        let kind = Kind::ALL.iter().copied().find(|kind| kind.info().kind == owner.kind);
        let Some(kind) = kind else { return true };
        let namespace = if kind.info().namespaced { meta.namespace.as_str() } else { "" };
        let owner_object = store.object(&Key::new(kind, namespace, &owner.name));
        owner_object.is_some_and(|found| found.metadata().uid == owner.uid)
    };
    if meta.owner_references.iter().any(exists) {
        return Reconciled::nothing();
    }
    let verb = Verb::Delete { key: key.clone(), uid: meta.uid.clone(), grace_period_seconds: None };
    let request = Request { verb, on_success: None, on_failure: None };
    Reconciled::requests(vec![request])
}

/// The dependents lose their owner first; only then may the owner go.
fn orphan_dependents(owner: &Object, store: &Store) -> Vec<Request> {
    let uid = &owner.metadata().uid;
    let mut requests: Vec<Request> = store
        .keys_owned_by(uid)
        .filter_map(|key| store.object(key).cloned())
        .map(|mut dependent| {
            dependent.metadata_mut().owners_mut().retain(|by| by.uid != *uid);
            Request::update(dependent)
        })
        .collect();
    let mut released = owner.clone();
    released.metadata_mut().finalizers.retain(|finalizer| finalizer != ORPHAN);
    requests.push(Request::update(released));
    requests
}
