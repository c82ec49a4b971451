//! Deletes what has lost all its owners, or is to go before its owner, and releases what an
//! orphaning deletion leaves behind. Models pkg/controller/garbagecollector/garbagecollector.go
//! attemptToDeleteItem, processDeletingDependentsItem and orphanDependents.

use super::Controller;
use crate::api::clock::Millis;
use crate::api::meta::OwnerReference;
use crate::api::{Key, Kind, Object};
use crate::apiserver::request::{Change, Reconciled, Request};
use crate::apiserver::store::Store;
use crate::apiserver::{FOREGROUND_FINALIZER, ORPHAN_FINALIZER};

/// The control loop.
pub const CONTROLLER: Controller =
    Controller { name: "garbage-collector", affected, reconcile, latency: 50, resync: None };

fn affected(change: &Change, store: &Store, keys: &mut Vec<Key>) {
    let object = change.object();
    if change.after.is_none() {
        keys.extend(store.all_owned_by(&object.metadata().uid).map(Object::key));
        let owners = object.metadata().owner_references.iter();
        let owners = owners.filter_map(|owner| owner_of(object, owner, store));
        keys.extend(owners.filter(|owner| goes_with(owner, FOREGROUND_FINALIZER)).map(Object::key));
        return;
    }
    // An object that changes and keeps its owners has been looked at when it got them.
    let owners = &object.metadata().owner_references;
    let before = change.before.as_ref().map(|before| &before.metadata().owner_references);
    let is_owner = goes_with(object, ORPHAN_FINALIZER) || goes_with(object, FOREGROUND_FINALIZER);
    if is_owner || !owners.is_empty() && before != Some(owners) {
        keys.push(change.key.clone());
    }
}

/// Whether an object is being deleted and has this finalizer.
fn goes_with(object: &Object, finalizer: &str) -> bool {
    let meta = object.metadata();
    meta.is_terminating() && meta.has_finalizer(finalizer)
}

/// The owner that a reference names, if it is that very object.
fn owner_of<'a>(object: &Object, owner: &OwnerReference, store: &'a Store) -> Option<&'a Object> {
    let kind = Kind::ALL.iter().copied().find(|kind| kind.info().kind == owner.kind)?;
    let namespace = if kind.info().namespaced { &*object.metadata().namespace } else { "" };
    let found = store.object(&Key::new(kind, namespace, &owner.name));
    found.filter(|found| found.metadata().uid == owner.uid)
}

/// One pass over an object.
pub fn reconcile(key: &Key, store: &Store, _now: Millis) -> Reconciled {
    let Some(object) = store.object(key) else { return Reconciled::nothing() };
    let meta = object.metadata();
    if goes_with(object, ORPHAN_FINALIZER) {
        return Reconciled::requests(orphan_dependents(object, store));
    }
    if goes_with(object, FOREGROUND_FINALIZER) {
        return Reconciled::requests(delete_dependents(object, store));
    }
    if meta.owner_references.is_empty() || meta.is_terminating() {
        return Reconciled::nothing();
    }
    let exists = |owner: &OwnerReference| {
        let is_known = Kind::ALL.iter().any(|kind| kind.info().kind == owner.kind);
        !is_known || owner_of(object, owner, store).is_some()
    };
    if meta.owner_references.iter().any(exists) {
        return Reconciled::nothing();
    }
    Reconciled::requests(vec![Request::delete_any(object)])
}

/// The dependents that block their owner go first, each after its own; then the owner may go.
fn delete_dependents(owner: &Object, store: &Store) -> Vec<Request> {
    let uid = &owner.metadata().uid;
    let blocks = |object: &&Object| {
        let mut owners = object.metadata().owner_references.iter();
        owners.any(|by| by.uid == *uid && by.block_owner_deletion == Some(true))
    };
    let dependents: Vec<&Object> = store.all_owned_by(uid).filter(blocks).collect();
    if dependents.is_empty() {
        let mut released = owner.clone();
        released.metadata_mut().finalizers.retain(|finalizer| finalizer != FOREGROUND_FINALIZER);
        return vec![Request::update(released)];
    }
    let mut requests = Vec::new();
    for object in dependents.into_iter().filter(|object| !object.metadata().is_terminating()) {
        if store.all_owned_by(&object.metadata().uid).next().is_some() {
            let mut waiting = object.clone();
            waiting.metadata_mut().finalizers.push(FOREGROUND_FINALIZER.to_owned());
            requests.push(Request::update(waiting));
        }
        requests.push(Request::delete_any(object));
    }
    requests
}

/// The dependents lose their owner first; only then may the owner go.
fn orphan_dependents(owner: &Object, store: &Store) -> Vec<Request> {
    let uid = &owner.metadata().uid;
    let mut requests: Vec<Request> = store
        .all_owned_by(uid)
        .cloned()
        .map(|mut dependent| {
            dependent.metadata_mut().owners_mut().retain(|by| by.uid != *uid);
            Request::update(dependent)
        })
        .collect();
    let mut released = owner.clone();
    released.metadata_mut().finalizers.retain(|finalizer| finalizer != ORPHAN_FINALIZER);
    requests.push(Request::update(released));
    requests
}
