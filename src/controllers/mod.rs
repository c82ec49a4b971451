//! The control loops, one file each; [`CONTROLLERS`] and [`ON_DEMAND`] list them.
//!
//! Each is a function of what is in the store now. It returns requests and never reaches into
//! another: all that they know of each other is what the API server holds.

pub mod hash;
pub mod pods;

pub mod csi;
pub mod deployment;
pub mod endpoint_slice;
pub mod endpoints;
pub mod garbage_collector;
pub mod namespace;
pub mod namespace_defaults;
pub mod node_lifecycle;
pub mod persistent_volume;
pub mod pod_gc;
pub mod pv_protection;
pub mod pvc_protection;
pub mod replicaset;
pub mod statefulset;
pub mod taint_eviction;

use crate::api::clock::Millis;
use crate::api::{Key, Kind, Object};
use crate::apiserver::request::{Change, Reconciled};
use crate::apiserver::store::Store;
use std::rc::Rc;

/// A control loop.
#[derive(Debug)]
pub struct Controller {
    /// Its name, for messages about bugs.
    pub name: &'static str,
    /// Which objects it has to look at after a change.
    pub affected: fn(&Change, &Store, &mut Vec<Key>),
    /// One pass over one object.
    pub reconcile: fn(&Key, &Store, Millis) -> Reconciled,
    /// Milliseconds from a change to the pass that it causes.
    pub latency: i64,
    /// Looks at all objects of some kinds again, every so often.
    pub resync: Option<Resync>,
}

/// A periodic look at everything.
#[derive(Debug)]
pub struct Resync {
    /// Milliseconds between two looks, counted from the start of the cluster.
    pub period: i64,
    /// What is looked at, in this order.
    pub kinds: &'static [Kind],
}

/// The control loops of every cluster; together with [`ON_DEMAND`] those of the model.
pub const CONTROLLERS: &[Controller] = &[
    deployment::CONTROLLER,
    replicaset::CONTROLLER,
    statefulset::CONTROLLER,
    persistent_volume::CONTROLLER,
    pvc_protection::CONTROLLER,
    pv_protection::CONTROLLER,
    endpoint_slice::CONTROLLER,
    endpoints::CONTROLLER,
    garbage_collector::CONTROLLER,
    namespace::CONTROLLER,
    namespace_defaults::CONTROLLER,
    node_lifecycle::MONITOR,
    node_lifecycle::TAINTS,
];

/// Those that find nothing to do until somebody asks for more than the lab's own manifests do.
pub const ON_DEMAND: &[Controller] = &[
    taint_eviction::CONTROLLER,
    pod_gc::CONTROLLER,
    csi::provisioner::CONTROLLER,
    csi::attacher::CONTROLLER,
    csi::resizer::CONTROLLER,
];

/// The changed object itself if it is of that kind, and the controller of the changed object, in
/// its old and its new form, if that is of that kind.
fn owner_or_self(kind: Kind, change: &Change, keys: &mut Vec<Key>) {
    if change.key.kind == kind {
        keys.push(change.key.clone());
        return;
    }
    let owners = |object: &Object| Rc::as_ptr(&object.metadata().owner_references);
    let (before, after) = (change.before.as_ref(), change.after.as_ref());
    // As a rule a change leaves the owners as they are, and shares them.
    let before = before.filter(|before| after.map(owners) != Some(owners(before)));
    for meta in [before, after].into_iter().flatten().map(Object::metadata) {
        if let Some(owner) = meta.controller()
            && owner.kind == kind.info().kind
        {
            keys.push(Key::new(kind, &meta.namespace, &owner.name));
        }
    }
}
