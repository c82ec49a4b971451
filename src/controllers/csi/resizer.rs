//! Grows the volume of a claim that asks for more: the disk first, then, once a pod runs with it,
//! the file system. Models github.com/kubernetes-csi/external-resizer/pkg/controller/controller.go
//! and pkg/volume/util/operationexecutor NodeExpandVolume.

use super::super::Controller;
use super::serves;
use crate::api::attachment::driver;
use crate::api::binding::{capacity, requested};
use crate::api::clock::Millis;
use crate::api::meta::Condition;
use crate::api::storage::{PersistentVolume, PersistentVolumeClaim};
use crate::api::{Key, Kind, Object};
use crate::apiserver::request::{Change, EventDraft, Reconciled, Request};
use crate::apiserver::store::Store;

const PENDING: &str = "FileSystemResizePending";

/// The control loop. Its latency is what a driver needs to grow a disk.
pub const CONTROLLER: Controller =
    Controller { name: "csi-resizer", affected, reconcile, latency: 1_000, resync: None };

fn affected(change: &Change, store: &Store, keys: &mut Vec<Key>) {
    match &change.after {
        Some(Object::PersistentVolumeClaim(claim)) if is_too_small(claim) => {
            keys.push(Key::of(&**claim));
        }
        Some(Object::Pod(pod)) if pod.status.phase == "Running" => {
            let namespace = &pod.metadata.namespace;
            for name in pod.spec.claim_names() {
                let claim = store.get::<PersistentVolumeClaim>(namespace, name);
                if claim.is_some_and(|claim| is_too_small(claim)) {
                    keys.push(Key::new(Kind::PersistentVolumeClaim, namespace, name));
                }
            }
        }
        _ => {}
    }
}

/// Whether a bound claim asks for more than it has.
fn is_too_small(claim: &PersistentVolumeClaim) -> bool {
    let has = claim.status.capacity.get("storage").copied().unwrap_or_default();
    claim.status.phase == "Bound" && requested(claim) > has
}

/// One pass over a claim.
pub fn reconcile(key: &Key, store: &Store, now: Millis) -> Reconciled {
    let claim = store.at::<PersistentVolumeClaim>(key);
    let Some(claim) = claim.filter(|claim| is_too_small(claim)) else {
        return Reconciled::nothing();
    };
    let volume = store.get::<PersistentVolume>("", &claim.spec.volume_name);
    let Some(volume) = volume.filter(|volume| driver(volume).is_some_and(serves)) else {
        return Reconciled::nothing();
    };
    if requested(claim) > capacity(volume) {
        return Reconciled::requests(grow_disk(claim, volume, now));
    }
    let running = store
        .pods_using_claim(key.namespace(), key.name())
        .find(|pod| pod.status.phase == "Running" && !pod.metadata.is_terminating());
    let Some(pod) = running else { return Reconciled::nothing() };
    let mut grown = PersistentVolumeClaim::clone(claim);
    grown.status.conditions.retain(|condition| condition.type_ != PENDING);
    grown.status.capacity.clone_from(&volume.spec.capacity);
    let (name, node) = (&volume.metadata.name, &pod.spec.node_name);
    let message = format!("MountVolume.NodeExpandVolume succeeded for volume \"{name}\" {node}");
    let by = |draft: EventDraft| EventDraft { host: node.clone(), ..draft };
    let reason = "FileSystemResizeSuccessful";
    Reconciled::requests(vec![
        Request::update_status(grown),
        Request::event(by(EventDraft::normal("kubelet", &**pod, reason, message.clone()))),
        Request::event(by(EventDraft::normal("kubelet", &**claim, reason, message))),
    ])
}

/// The first half, which needs no node.
fn grow_disk(
    claim: &PersistentVolumeClaim,
    volume: &PersistentVolume,
    now: Millis,
) -> Vec<Request> {
    let (name, driver) = (&volume.metadata.name, driver(volume).unwrap_or_default());
    let resizer = |reason: &'static str, message: String| EventDraft {
        component: format!("external-resizer {driver}").into(),
        ..EventDraft::normal("", claim, reason, message)
    };
    let waiting = EventDraft::normal(
        "volume_expand",
        claim,
        "ExternalExpanding",
        "waiting for an external controller to expand this PVC",
    );
    let resizing = resizer("Resizing", format!("External resizer is resizing volume {name}"));
    let needs_node = "Require file system resize of volume on node".to_owned();
    let mut grown = volume.clone();
    grown.spec.capacity.insert("storage".to_owned(), requested(claim));
    let mut pending = claim.clone();
    pending.status.conditions.retain(|condition| condition.type_ != PENDING);
    pending.status.conditions.push(Condition {
        last_transition_time: Some(now.time()),
        message: "Waiting for user to (re-)start a pod to finish file system resize of volume on \
                  node."
            .to_owned(),
        status: "True".to_owned(),
        type_: PENDING.to_owned(),
        ..Condition::default()
    });
    vec![
        Request::event(waiting),
        Request::event(resizing),
        Request::update(grown),
        Request::update_status(pending).then(resizer("FileSystemResizeRequired", needs_node)),
    ]
}
