//! Attaches volumes to the nodes whose pods need them and detaches them again.
//! Models pkg/controller/volume/attachdetach/reconciler/reconciler.go.

use super::super::Controller;
use super::serves;
use crate::api::attachment::{self, VolumeAttachment, driver, is_exclusive};
use crate::api::clock::Millis;
use crate::api::core::Node;
use crate::api::meta::ObjectMeta;
use crate::api::order;
use crate::api::pod::Pod;
use crate::api::sorted::SortedSet;
use crate::api::storage::{PersistentVolume, PersistentVolumeClaim};
use crate::api::{Key, Kind, Object};
use crate::apiserver::request::{Action, Change, EventDraft, Reconciled, Request};
use crate::apiserver::store::Store;
use std::rc::Rc;

const COMPONENT: &str = "attachdetach-controller";
const OUT_OF_SERVICE: &str = "node.kubernetes.io/out-of-service";
/// How long a volume stays attached to a node that cannot say that it is no longer mounted.
/// Models maxWaitForUnmountDuration.
const LONGEST_UNMOUNT: i64 = 360_000;

/// The control loop. Its latency is what a driver needs to attach a disk.
pub const CONTROLLER: Controller =
    Controller { name: "attach-detach", affected, reconcile, latency: 400, resync: None };

fn affected(change: &Change, store: &Store, keys: &mut Vec<Key>) {
    match change.object() {
        Object::Pod(pod) if !pod.spec.node_name.is_empty() => {
            for claim in pod.spec.claim_names() {
                let claim = store.get::<PersistentVolumeClaim>(&pod.metadata.namespace, claim);
                let volume = claim.map(|claim| claim.spec.volume_name.as_str());
                let volume = volume.and_then(|name| store.get::<PersistentVolume>("", name));
                keys.extend(volume.filter(|it| driver(it).is_some()).map(|it| Key::of(&**it)));
            }
        }
        Object::VolumeAttachment(attachment) => {
            let volume = attachment.spec.source.persistent_volume_name.as_deref();
            keys.extend(volume.map(|name| Key::new(Kind::PersistentVolume, "", name)));
        }
        Object::PersistentVolume(volume) if change.after.is_none() && driver(volume).is_some() => {
            keys.push(change.key.clone());
        }
        Object::Node(node) => {
            let on_node = store
                .list::<VolumeAttachment>()
                .filter(|attachment| attachment.spec.node_name == node.metadata.name)
                .filter_map(|attachment| attachment.spec.source.persistent_volume_name.as_deref());
            keys.extend(on_node.map(|name| Key::new(Kind::PersistentVolume, "", name)));
        }
        _ => {}
    }
}

/// One pass over a volume.
pub fn reconcile(key: &Key, store: &Store, now: Millis) -> Reconciled {
    let attachments: Vec<&Rc<VolumeAttachment>> =
        store.list::<VolumeAttachment>().filter(|it| it.is_of(key.name())).collect();
    let Some(volume) = store.at::<PersistentVolume>(key) else {
        let gone = attachments.into_iter().map(|it| Request::delete(&**it));
        return Reconciled::requests(gone.collect());
    };
    if driver(volume).is_none() {
        return Reconciled::nothing();
    }
    let users = users(volume, store);
    let on = |node: &str| -> Vec<&Rc<Pod>> {
        users.iter().copied().filter(|pod| pod.spec.node_name == node).collect()
    };
    let (mut requests, mut action) = (Vec::new(), Action::AwaitChange);
    let mut held = false;
    for attachment in &attachments {
        let node = &attachment.spec.node_name;
        if on(node).is_empty() {
            match unmounted_in(node, store, now) {
                0 => requests.push(Request::delete(&***attachment)),
                wait => {
                    held = true;
                    action = match action {
                        Action::Requeue(sooner) => Action::Requeue(sooner.min(wait)),
                        _ => Action::Requeue(wait),
                    };
                }
            }
            continue;
        }
        held = true;
        // A driver that is not installed attaches nothing, however long one waits.
        if !attachment.status.attached && driver(volume).is_some_and(serves) {
            let mut attached = VolumeAttachment::clone(attachment);
            attached.status.attached = true;
            let name = &volume.metadata.name;
            let message = format!("AttachVolume.Attach succeeded for volume \"{name}\"");
            let tell = |pod: &Rc<Pod>| {
                let (pod, message) = (&**pod, message.clone());
                Request::event(EventDraft::normal(
                    COMPONENT,
                    pod,
                    "SuccessfulAttachVolume",
                    message,
                ))
            };
            requests.push(Request::update_status(attached));
            requests.extend(on(node).into_iter().map(tell));
        }
    }
    let is_detaching = !requests.is_empty() && !held;
    let exclusive = is_exclusive(volume);
    let mut wanted: Vec<&str> = users.iter().map(|pod| pod.spec.node_name.as_str()).collect();
    wanted.retain(|node| !attachments.iter().any(|it| it.spec.node_name == *node));
    // In the order of the pods' ages, each node once.
    let mut seen = SortedSet::new();
    wanted.retain(|node| seen.insert(*node));
    for node in wanted {
        if exclusive && held {
            let refused = on(node).into_iter().filter(|pod| !was_refused(pod, store));
            requests.extend(refused.map(|pod| Request::event(refusal(volume, pod, &users))));
        } else if !(exclusive && is_detaching) && store.get::<Node>("", node).is_some() {
            requests.push(Request::create(attach(volume, node)));
            held = true;
        }
    }
    Reconciled { requests, action }
}

/// The pods on nodes that a volume is to be attached for.
fn users<'a>(volume: &PersistentVolume, store: &'a Store) -> Vec<&'a Rc<Pod>> {
    let Some(claim) = &volume.spec.claim_ref else { return Vec::new() };
    let bound = store.get::<PersistentVolumeClaim>(&claim.namespace, &claim.name);
    if bound.is_none_or(|bound| bound.spec.volume_name != volume.metadata.name) {
        return Vec::new();
    }
    let pods = store.pods_using_claim(&claim.namespace, &claim.name);
    let mut users: Vec<&Rc<Pod>> =
        pods.filter(|pod| !pod.spec.node_name.is_empty() && !pod.is_finished()).collect();
    order::by_key(&mut users, |pod| pod.metadata.creation_timestamp);
    users
}

fn attach(volume: &PersistentVolume, node: &str) -> VolumeAttachment {
    let name = attachment::name(volume, node);
    let metadata = ObjectMeta { name, ..ObjectMeta::default() };
    let mut it = VolumeAttachment { metadata, ..VolumeAttachment::default() };
    it.spec.attacher = driver(volume).unwrap_or_default().to_owned();
    it.spec.node_name = node.to_owned();
    it.spec.source.persistent_volume_name = Some(volume.metadata.name.clone());
    it
}

/// Milliseconds until a volume without users may be detached from a node: none if the node tells
/// that it is unmounted, or is known to be out of service.
fn unmounted_in(node: &str, store: &Store, now: Millis) -> i64 {
    let Some(node) = store.get::<Node>("", node) else { return 0 };
    let ready = node.status.conditions.iter().find(|condition| condition.type_ == "Ready");
    let lost = ready.filter(|ready| ready.status != "True");
    let Some(since) = lost.and_then(|lost| lost.last_transition_time) else { return 0 };
    if node.spec.taints.iter().any(|taint| taint.key == OUT_OF_SERVICE) {
        return 0;
    }
    (LONGEST_UNMOUNT - (now.0 - since.0 * 1000)).max(0)
}

/// A pod is told once. Models MultiAttachErrorReported.
fn was_refused(pod: &Pod, store: &Store) -> bool {
    store.list::<crate::api::core::Event>().any(|event| {
        event.reason == "FailedAttachVolume" && event.involved_object.uid == pod.metadata.uid
    })
}

/// Models reportMultiAttachError.
fn refusal(volume: &PersistentVolume, pod: &Pod, users: &[&Rc<Pod>]) -> EventDraft {
    let others: Vec<&str> = users
        .iter()
        .filter(|other| other.spec.node_name != pod.spec.node_name)
        .map(|other| other.metadata.name.as_str())
        .collect();
    let why = match others.is_empty() {
        true => "Volume is already exclusively attached to one node and can't be attached to \
                 another"
            .to_owned(),
        false => format!("Volume is already used by pod(s) {}", others.join(", ")),
    };
    let name = &volume.metadata.name;
    let message = format!("Multi-Attach error for volume \"{name}\" {why}");
    EventDraft::warning(COMPONENT, pod, "FailedAttachVolume", message)
}
