//! Why a pod is Terminating: who asked for it, how long it may take, and what comes then.

use super::pod::{Owner, asks_for};
use super::{Why, last_event, pods_en, silent_node, told};
use crate::api::core::Node;
use crate::api::pod::Pod;
use crate::apiserver::snapshot::Snapshot;
use crate::i18n::Localized;
use std::rc::Rc;

/// The reason of the event with which a controller says that it has deleted a pod.
const DELETED: &[&str] = &["SuccessfulDelete"];

/// The answer about a pod that is being deleted.
pub(super) fn tell(now: &Snapshot, pod: &Rc<Pod>) -> Why {
    if let Some(node) = silent_node(now, &pod.spec.node_name) {
        return silent(now, pod, node);
    }
    let (why, mut sentence) = cause(now, pod);
    for half in [time(now, pod), then(now, pod)] {
        sentence.en.push_str(&half.en);
        sentence.id.push_str(&half.id);
    }
    let why = Why { sentence, ..why };
    why.field(pod, "metadata.deletionTimestamp")
        .field(pod, "metadata.deletionGracePeriodSeconds")
        .event(now, &**pod, &["Killing"], "")
}

/// A pod that nobody can say of whether it has ended.
fn silent(now: &Snapshot, pod: &Rc<Pod>, node: &Rc<Node>) -> Why {
    let (name, node_name) = (&pod.metadata.name, &node.metadata.name);
    let (page, sentence) = match Owner::of(now, pod) {
        Owner::Set(_) => (
            "Force Delete StatefulSet Pods",
            told!(
                en: "{name} was deleted, but its node {node_name} is not heard from, so nobody \
                     knows whether its container has ended, and no pod of the same name is made \
                     until the node is back or somebody deletes this one by force.",
                id: "{name} sudah dihapus, tetapi {node_name} tidak memberi kabar, sehingga tidak \
                     ada yang tahu apakah container-nya sudah berhenti, dan pod bernama sama tidak \
                     dibuat sampai node itu kembali atau pod ini dihapus secara paksa.",
            ),
        ),
        _ => (
            "Nodes",
            told!(
                en: "{name} was deleted, but its node {node_name} is not heard from, so nobody \
                     knows whether its container has ended, and the pod stays until the node is \
                     back or somebody deletes it by force.",
                id: "{name} sudah dihapus, tetapi {node_name} tidak memberi kabar, sehingga tidak \
                     ada yang tahu apakah container-nya sudah berhenti, dan pod ini tetap ada \
                     sampai node itu kembali atau pod ini dihapus secara paksa.",
            ),
        ),
    };
    Why::new(pod, page, sentence)
        .field(pod, "metadata.deletionTimestamp")
        .field(node, "status.conditions[type=Ready].status")
        .field(node, "status.conditions[type=Ready].message")
        .event(now, &**pod, &["TaintManagerEviction"], "")
}

/// Who has asked for the deletion: an answer with its evidence, and the beginning of its sentence.
fn cause(now: &Snapshot, pod: &Rc<Pod>) -> (Why, Localized<String>) {
    let name = &pod.metadata.name;
    let on = |page: &'static str| {
        Why::new(pod, page, Localized { en: String::new(), id: String::new() })
    };
    let evicted = pod.status.condition("DisruptionTarget").filter(|it| it.status == "True");
    if let Some(evicted) = evicted {
        let (page, text) = match &*evicted.reason {
            "DeletionByTaintManager" => (
                "Taints and Tolerations",
                told!(
                    en: "A taint of its node drove out {name}",
                    id: "Taint di node-nya mengusir {name}",
                ),
            ),
            _ => (
                "Disruptions",
                told!(en: "Somebody evicted {name}", id: "Seseorang meng-evict {name}"),
            ),
        };
        return (on(page).field(pod, "status.conditions[type=DisruptionTarget].message"), text);
    }
    match Owner::of(now, pod) {
        Owner::Gone(owner) => (
            on("Garbage Collection").field(pod, "metadata.ownerReferences[0]"),
            told!(
                en: "The {kind} {owner} is gone, so the garbage collector deleted {name}",
                id: "{kind} {owner} sudah tidak ada, jadi garbage collector menghapus {name}",
                kind = owner.kind, owner = owner.name,
            ),
        ),
        Owner::Set(set)
            if last_event(now, &**set, DELETED, name).is_some_and(|event| {
                Some(super::happened(event)) >= pod.metadata.creation_timestamp.map(|time| time.0)
            }) =>
        {
            let why = on("StatefulSets");
            let owner = &set.metadata.name;
            let (why, text) = match asks_for(set, name) {
                false => (
                    why.field(set, "spec.replicas"),
                    told!(
                        en: "The StatefulSet {owner} asks for {pods} now, so it deleted {name}",
                        id: "StatefulSet {owner} kini meminta {count} pod, jadi {name} dihapus",
                        pods = pods_en(set.spec.replicas.unwrap_or(1)),
                        count = set.spec.replicas.unwrap_or(1),
                    ),
                ),
                true => (
                    why.field(pod, "metadata.labels[controller-revision-hash]")
                        .field(set, "status.updateRevision"),
                    told!(
                        en: "To make it anew from its template, the StatefulSet {owner} deleted \
                             {name}",
                        id: "Untuk membuatnya lagi dari template-nya, StatefulSet {owner} \
                             menghapus {name}",
                    ),
                ),
            };
            (why.event(now, &**set, DELETED, name), text)
        }
        Owner::Replicas(set) if last_event(now, &**set, DELETED, name).is_some() => (
            on("ReplicaSet").field(set, "spec.replicas").event(now, &**set, DELETED, name),
            told!(
                en: "The ReplicaSet {owner} asks for {pods} and had more, so it deleted {name}",
                id: "ReplicaSet {owner} meminta {count} pod dan punya lebih, jadi {name} dihapus",
                owner = set.metadata.name,
                pods = pods_en(set.spec.replicas.unwrap_or(1)),
                count = set.spec.replicas.unwrap_or(1),
            ),
        ),
        _ => (
            on("Pod Lifecycle"),
            told!(
                en: "Somebody deleted {name}",
                id: "Seseorang menghapus {name}",
            ),
        ),
    }
}

/// How long its containers may take.
fn time(now: &Snapshot, pod: &Pod) -> Localized<String> {
    let seconds = pod.metadata.deletion_grace_period_seconds.unwrap_or(0);
    let end = pod.metadata.deletion_timestamp.map_or(i64::MAX, |time| time.0);
    match now.now.time().0 > end {
        false => told!(
            en: ", whose container may take {seconds} s to end, its grace period",
            id: ", dan container-nya diberi waktu {seconds} detik untuk berhenti (grace period)",
        ),
        true => told!(
            en: ", whose grace period of {seconds} s is over, but the kubelet has not reported \
                 yet that its container has ended",
            id: ", dan grace period-nya ({seconds} detik) sudah habis, tetapi kubelet belum \
                 melaporkan bahwa container-nya sudah berhenti",
        ),
    }
}

/// What comes after it.
fn then(now: &Snapshot, pod: &Pod) -> Localized<String> {
    match Owner::of(now, pod) {
        Owner::Set(set) if asks_for(set, &pod.metadata.name) => told!(
            en: "; only when it is gone can the StatefulSet make a pod of that name again.",
            id: "; baru setelah pod ini hilang, StatefulSet bisa membuat lagi pod bernama sama.",
        ),
        Owner::Replicas(set) if last_event(now, &**set, DELETED, &pod.metadata.name).is_none() => {
            told!(
                en: "; the ReplicaSet does not wait for that and makes another in its place.",
                id: "; ReplicaSet tidak menunggu itu dan langsung membuat pod lain sebagai ganti.",
            )
        }
        _ => told!(
            en: "; nothing takes its place.",
            id: "; tidak ada yang menggantikannya.",
        ),
    }
}
