//! Why a pod is there: who made it, and what holds it up if it does not run.

use super::{Why, pod_end, pods_en, silent_node, told};
use crate::api::apps::{ReplicaSet, StatefulSet};
use crate::api::core::Node;
use crate::api::meta::OwnerReference;
use crate::api::pod::{ContainerStateWaiting, Pod};
use crate::api::storage::PersistentVolumeClaim;
use crate::apiserver::snapshot::Snapshot;
use std::rc::Rc;

/// Who controls a pod.
pub(super) enum Owner<'a> {
    /// Nobody.
    None,
    /// A ReplicaSet.
    Replicas(&'a Rc<ReplicaSet>),
    /// A StatefulSet.
    Set(&'a Rc<StatefulSet>),
    /// Something that is not there any more.
    Gone(&'a OwnerReference),
    /// Something that is not modelled.
    Other(&'a OwnerReference),
}

impl<'a> Owner<'a> {
    /// Who controls a pod.
    pub fn of(now: &'a Snapshot, pod: &'a Pod) -> Owner<'a> {
        let Some(owner) = pod.metadata.controller() else { return Owner::None };
        let (namespace, objects) = (pod.metadata.namespace.as_str(), &now.objects);
        let set = objects.get::<StatefulSet>(namespace, &owner.name);
        let replicas = objects.get::<ReplicaSet>(namespace, &owner.name);
        match owner.kind.as_str() {
            "StatefulSet" => {
                let set = set.filter(|set| set.metadata.uid == owner.uid);
                set.map_or(Owner::Gone(owner), Owner::Set)
            }
            "ReplicaSet" => {
                let set = replicas.filter(|set| set.metadata.uid == owner.uid);
                set.map_or(Owner::Gone(owner), Owner::Replicas)
            }
            _ => Owner::Other(owner),
        }
    }
}

/// The ordinal in the name of a set's pod.
// Models pkg/controller/statefulset/stateful_set_utils.go getParentNameAndOrdinal
pub(super) fn ordinal_in(name: &str, parent: &str) -> Option<i32> {
    let digits = name.strip_prefix(parent)?.strip_prefix('-')?;
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if plain { digits.parse().ok() } else { None }
}

/// The first ordinal that a set asks for, and the one after the last.
pub(super) fn range(set: &StatefulSet) -> (i32, i32) {
    let start = set.spec.ordinals.as_ref().map_or(0, |ordinals| ordinals.start);
    (start, start.saturating_add(set.spec.replicas.unwrap_or(1)))
}

/// Whether a set asks for a pod of that name.
pub(super) fn asks_for(set: &StatefulSet, pod: &str) -> bool {
    let (start, end) = range(set);
    ordinal_in(pod, &set.metadata.name).is_some_and(|at| (start..end).contains(&at))
}

/// The answer about a pod.
pub(super) fn tell(now: &Snapshot, pod: &Rc<Pod>) -> Why {
    let meta = &pod.metadata;
    let why = if meta.is_terminating() {
        return pod_end::tell(now, pod);
    } else if pod.is_finished() {
        finished(pod)
    } else if pod.spec.node_name.is_empty() {
        unscheduled(now, pod)
    } else if pod.is_ready() {
        return origin(now, pod);
    } else if let Some(node) = silent_node(now, &pod.spec.node_name) {
        silent(pod, node)
    } else {
        starting(now, pod)
    };
    match meta.owner_references.is_empty() {
        true => why,
        false => why.field(pod, "metadata.ownerReferences[0]"),
    }
}

fn finished(pod: &Rc<Pod>) -> Why {
    let sentence = told!(
        en: "The containers of {name} have ended ({phase}), and its restartPolicy is {policy}, so \
             the kubelet does not start them again.",
        id: "Container di {name} sudah selesai ({phase}) dan restartPolicy-nya {policy}, jadi \
             kubelet tidak menjalankannya lagi.",
        name = pod.metadata.name, phase = pod.status.phase, policy = pod.spec.restart_policy,
    );
    Why::new(pod, "Pod Lifecycle", sentence)
        .field(pod, "status.phase")
        .field(pod, "spec.restartPolicy")
}

/// A pod that no node has been given for.
fn unscheduled(now: &Snapshot, pod: &Rc<Pod>) -> Why {
    let name = &pod.metadata.name;
    let refused = pod.status.condition("PodScheduled").filter(|it| it.status == "False");
    let Some(refused) = refused else {
        let sentence = told!(
            en: "{name} has just been created, and the scheduler has not chosen a node for it yet.",
            id: "{name} baru saja dibuat, dan scheduler belum memilihkan node untuknya.",
        );
        return Why::new(pod, "Kubernetes Scheduler", sentence).field(pod, "spec.nodeName");
    };
    let because = refused.message.to_ascii_lowercase();
    let claim = unbound_claim(now, pod).filter(|_| because.contains("persistentvolumeclaim"));
    let why = match claim {
        Some((name_of_claim, None)) => {
            let sentence = told!(
                en: "{name} names the claim {claim}, which does not exist, so the scheduler gives \
                     it no node until somebody creates that claim.",
                id: "{name} menyebut claim {claim} yang tidak ada, jadi scheduler tidak memberinya \
                     node sampai claim itu dibuat.",
                claim = name_of_claim,
            );
            Why::new(pod, "Persistent Volumes", sentence)
        }
        Some((name_of_claim, Some(claim))) => {
            let sentence = told!(
                en: "The claim {claim} of {name} is not bound to a volume, so the scheduler gives \
                     the pod no node until it is.",
                id: "Claim {claim} milik {name} belum terikat ke volume, jadi scheduler belum \
                     memberi pod ini node.",
                claim = name_of_claim,
            );
            Why::new(pod, "Persistent Volumes", sentence).field(claim, "status.phase")
        }
        None => {
            let sentence = told!(
                en: "The scheduler finds no node that can take {name}, so the pod waits without \
                     one until that changes.",
                id: "Scheduler tidak menemukan node yang bisa menjalankan {name}, jadi pod ini \
                     menunggu tanpa node sampai keadaannya berubah.",
            );
            Why::new(pod, "Kubernetes Scheduler", sentence)
        }
    };
    let quoted = why.event(now, &**pod, &["FailedScheduling"], "");
    match quoted.evidence.iter().any(|it| matches!(it, super::Evidence::Event { .. })) {
        true => quoted,
        false => quoted.field(pod, "status.conditions[type=PodScheduled].message"),
    }
}

/// The first claim of a pod that is missing or not bound, by its name.
fn unbound_claim<'a>(
    now: &'a Snapshot,
    pod: &'a Pod,
) -> Option<(&'a str, Option<&'a Rc<PersistentVolumeClaim>>)> {
    let claims = pod.spec.claim_names();
    let claims = claims.map(|name| (name, now.objects.get(&pod.metadata.namespace, name)));
    let is_open = |claim: &Option<&Rc<PersistentVolumeClaim>>| {
        claim.is_none_or(|claim| claim.status.phase != "Bound")
    };
    claims.into_iter().find(|(_, claim)| is_open(claim))
}

/// A pod on a node that nobody hears from.
fn silent(pod: &Rc<Pod>, node: &Rc<Node>) -> Why {
    const UNREACHABLE: &str = "node.kubernetes.io/unreachable";
    let toleration = pod.spec.tolerations.iter().find(|it| it.key == UNREACHABLE);
    let seconds = toleration.and_then(|it| it.toleration_seconds).unwrap_or(0);
    let sentence = told!(
        en: "Its node {node} is not heard from, so {name} counts as not ready, and it is deleted \
             once it has tolerated that for {seconds} s.",
        id: "{node} tidak memberi kabar, jadi {name} dianggap tidak siap, dan pod ini dihapus \
             setelah menoleransi keadaan itu selama {seconds} detik.",
        node = node.metadata.name, name = pod.metadata.name,
    );
    Why::new(pod, "Taints and Tolerations", sentence)
        .field(node, "status.conditions[type=Ready].status")
        .field(node, "status.conditions[type=Ready].message")
        .field(pod, &format!("spec.tolerations[key={UNREACHABLE}].tolerationSeconds"))
}

/// A pod that has a node and is not ready.
fn starting(now: &Snapshot, pod: &Rc<Pod>) -> Why {
    let (name, node) = (&pod.metadata.name, &pod.spec.node_name);
    let statuses = &pod.status.container_statuses;
    let waiting = statuses.iter().position(|status| status.state.waiting.is_some());
    let state = |at: usize| statuses[at].state.waiting.as_ref();
    let Some((at, waiting)) = waiting.and_then(|at| Some((at, state(at)?))) else {
        let runs = statuses.iter().any(|status| status.state.running.is_some());
        return if runs { unready(now, pod) } else { begun(now, pod) };
    };
    let path = |field: &str| format!("status.containerStatuses[{at}].state.waiting.{field}");
    let why = match waiting.reason.as_str() {
        "CrashLoopBackOff" => {
            let sentence = told!(
                en: "The container of {name} ends again and again, so the kubelet on {node} waits \
                     longer each time before it starts it anew.",
                id: "Container di {name} terus berhenti, jadi kubelet di {node} menunggu makin \
                     lama sebelum menjalankannya lagi.",
            );
            Why::new(pod, "Pod Lifecycle", sentence)
        }
        "ErrImagePull" | "ImagePullBackOff" | "ErrImageNeverPull" | "InvalidImageName" => {
            let sentence = told!(
                en: "The kubelet on {node} cannot get the image of {name}, so its container does \
                     not start.",
                id: "Kubelet di {node} tidak bisa mengambil image untuk {name}, jadi container-nya \
                     tidak berjalan.",
            );
            Why::new(pod, "Images", sentence)
        }
        _ => return begun(now, pod).field(pod, &path("reason")),
    };
    let ContainerStateWaiting { message, .. } = waiting;
    let why = why.field(pod, &path("reason"));
    if message.is_empty() { why } else { why.field(pod, &path("message")) }
}

fn begun(now: &Snapshot, pod: &Rc<Pod>) -> Why {
    let sentence = told!(
        en: "The scheduler has given {name} the node {node}, where the kubelet is about to start \
             its container.",
        id: "Scheduler sudah memberi {name} node {node}, dan kubelet di sana sedang menyiapkan \
             container-nya.",
        name = pod.metadata.name, node = pod.spec.node_name,
    );
    Why::new(pod, "Pod Lifecycle", sentence).field(pod, "spec.nodeName").event(
        now,
        &**pod,
        &["FailedMount", "FailedAttachVolume", "Failed"],
        "",
    )
}

fn unready(now: &Snapshot, pod: &Rc<Pod>) -> Why {
    let sentence = told!(
        en: "The container of {name} runs, but the pod is not ready, so no Service sends it \
             visits.",
        id: "Container di {name} berjalan, tetapi pod-nya belum siap, jadi tidak ada Service yang \
             mengarahkan kunjungan ke sana.",
        name = pod.metadata.name,
    );
    Why::new(pod, "Pod Lifecycle", sentence)
        .field(pod, "status.conditions[type=Ready].status")
        .event(now, &**pod, &["Unhealthy"], "")
}

/// A pod as its maker wants it.
fn origin(now: &Snapshot, pod: &Rc<Pod>) -> Why {
    match Owner::of(now, pod) {
        Owner::None => bare(pod),
        Owner::Replicas(set) => replica(now, pod, set),
        Owner::Set(set) if asks_for(set, &pod.metadata.name) => member(now, pod, set),
        Owner::Set(set) => condemned(pod, set),
        Owner::Gone(owner) => orphaned(pod, owner),
        Owner::Other(owner) => other(pod, owner),
    }
}

fn bare(pod: &Rc<Pod>) -> Why {
    let sentence = told!(
        en: "{name} has no owner: somebody created it as it is, and no controller makes another \
             when it goes.",
        id: "{name} tidak punya pemilik: seseorang membuatnya langsung, dan tidak ada controller \
             yang membuat gantinya kalau pod ini hilang.",
        name = pod.metadata.name,
    );
    Why::new(pod, "Pods", sentence).field(pod, "metadata.ownerReferences")
}

fn replica(now: &Snapshot, pod: &Rc<Pod>, set: &Rc<ReplicaSet>) -> Why {
    let (name, rs) = (&pod.metadata.name, &set.metadata.name);
    let count = set.spec.replicas.unwrap_or(1);
    let owner = set.metadata.controller().filter(|owner| owner.kind == "Deployment");
    if pod.metadata.generate_name.is_empty() {
        let sentence = told!(
            en: "{name} was made without an owner, but its labels match the selector of the \
                 ReplicaSet {rs}, which took it to keep {pods}.",
            id: "{name} dibuat tanpa pemilik, tetapi label-nya cocok dengan selector ReplicaSet \
                 {rs}, yang lalu mengambilnya untuk menjaga {count} pod.",
            pods = pods_en(count),
        );
        return Why::new(pod, "ReplicaSet", sentence)
            .field(pod, "metadata.ownerReferences[0]")
            .field(pod, "metadata.generateName")
            .field(set, "spec.selector.matchLabels");
    }
    let sentence = match owner {
        Some(owner) => told!(
            en: "The Deployment {deployment} keeps {pods} through the ReplicaSet {rs}, which had \
                 fewer and made {name}: the end of the name is random, so a successor gets \
                 another.",
            id: "Deployment {deployment} menjaga {count} pod lewat ReplicaSet {rs}, yang waktu itu \
                 kekurangan pod lalu membuat {name}: akhiran namanya acak, jadi penggantinya akan \
                 bernama lain.",
            deployment = owner.name, pods = pods_en(count),
        ),
        None => told!(
            en: "The ReplicaSet {rs} keeps {pods}, had fewer and made {name}: the end of the name \
                 is random, so a successor gets another.",
            id: "ReplicaSet {rs} menjaga {count} pod, waktu itu kekurangan, lalu membuat {name}: \
                 akhiran namanya acak, jadi penggantinya akan bernama lain.",
            pods = pods_en(count),
        ),
    };
    Why::new(pod, "ReplicaSet", sentence)
        .field(pod, "metadata.ownerReferences[0]")
        .field(pod, "metadata.generateName")
        .field(set, "spec.replicas")
        .event(now, &**set, &["SuccessfulCreate"], name)
}

/// `the ordinals 0 to 2`.
fn ordinals(set: &StatefulSet) -> (String, String) {
    match range(set) {
        (start, end) if end <= start => ("no ordinal".to_owned(), "tidak satu ordinal pun".into()),
        (start, end) if end == start + 1 => {
            (format!("the ordinal {start}"), format!("ordinal {start}"))
        }
        (start, end) => {
            let last = end - 1;
            (
                format!("each ordinal from {start} to {last}"),
                format!("ordinal {start} sampai {last}"),
            )
        }
    }
}

fn member(now: &Snapshot, pod: &Rc<Pod>, set: &Rc<StatefulSet>) -> Why {
    let (name, owner) = (&pod.metadata.name, &set.metadata.name);
    let (all, semua) = ordinals(set);
    let own = set.spec.volume_claim_templates.first();
    let own = own.map(|template| format!("{}-{name}", template.metadata.name));
    let sentence = match &own {
        Some(claim) => told!(
            en: "The StatefulSet {owner} asks for a pod for {all}, and whenever {name} is missing \
                 it makes it again under the same name, with the same claim {claim}.",
            id: "StatefulSet {owner} meminta satu pod untuk {semua}, dan setiap kali {name} tidak \
                 ada, pod itu dibuat lagi dengan nama yang sama dan claim yang sama, {claim}.",
        ),
        None => told!(
            en: "The StatefulSet {owner} asks for a pod for {all}, and whenever {name} is missing \
                 it makes it again under the same name.",
            id: "StatefulSet {owner} meminta satu pod untuk {semua}, dan setiap kali {name} tidak \
                 ada, pod itu dibuat lagi dengan nama yang sama.",
        ),
    };
    let why = Why::new(pod, "StatefulSets", sentence)
        .field(pod, "metadata.ownerReferences[0]")
        .field(pod, "metadata.labels[apps.kubernetes.io/pod-index]")
        .field(set, "spec.replicas");
    let volumes = &pod.spec.volumes;
    let place = volumes.iter().position(|volume| volume.claim_name() == own.as_deref());
    let why = match place.filter(|_| own.is_some()) {
        Some(at) => why.field(pod, &format!("spec.volumes[{at}].persistentVolumeClaim.claimName")),
        None => why,
    };
    why.event(now, &**set, &["SuccessfulCreate"], name)
}

/// A pod beyond what its set asks for, which has not been deleted yet.
fn condemned(pod: &Rc<Pod>, set: &Rc<StatefulSet>) -> Why {
    let (all, semua) = ordinals(set);
    let sentence = told!(
        en: "The StatefulSet {owner} asks for a pod for {all} now, and deletes {name} when its \
             turn comes, the highest ordinal first.",
        id: "StatefulSet {owner} kini hanya meminta pod untuk {semua}, dan {name} dihapus saat \
             tiba gilirannya, dari ordinal tertinggi.",
        owner = set.metadata.name, name = pod.metadata.name,
    );
    Why::new(pod, "StatefulSets", sentence)
        .field(pod, "metadata.labels[apps.kubernetes.io/pod-index]")
        .field(set, "spec.replicas")
        .field(set, "spec.podManagementPolicy")
}

fn orphaned(pod: &Rc<Pod>, owner: &OwnerReference) -> Why {
    let sentence = told!(
        en: "The {kind} {owner} that made {name} is gone, and the garbage collector deletes what \
             it owned.",
        id: "{kind} {owner} yang membuat {name} sudah tidak ada, dan garbage collector menghapus \
             semua miliknya.",
        kind = owner.kind, owner = owner.name, name = pod.metadata.name,
    );
    Why::new(pod, "Garbage Collection", sentence).field(pod, "metadata.ownerReferences[0]")
}

fn other(pod: &Rc<Pod>, owner: &OwnerReference) -> Why {
    let sentence = told!(
        en: "The {kind} {owner} controls {name}: it made the pod or took it over.",
        id: "{kind} {owner} mengendalikan {name}: pod ini dibuat atau diambil alih olehnya.",
        kind = owner.kind, owner = owner.name, name = pod.metadata.name,
    );
    let page = match owner.kind.as_str() {
        "DaemonSet" => "DaemonSet",
        "Job" => "Jobs",
        _ => "Pods",
    };
    Why::new(pod, page, sentence).field(pod, "metadata.ownerReferences[0]")
}
