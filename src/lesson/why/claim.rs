//! Why a claim is there: who made it, and why it has or has not a volume.

use super::pod::ordinal_in;
use super::{Why, last_event, told};
use crate::api::apps::StatefulSet;
use crate::api::binding::{BOUND_BY_CONTROLLER, class_of_claim, waits_for_consumer};
use crate::api::pod::Pod;
use crate::api::storage::{PersistentVolume, PersistentVolumeClaim, StorageClass};
use crate::apiserver::snapshot::Snapshot;
use std::rc::Rc;

/// On a volume: what made it.
pub(super) const PROVISIONED_BY: &str = "pv.kubernetes.io/provisioned-by";
/// What holds a deleted claim that is in use.
const PROTECTION: &str = "kubernetes.io/pvc-protection";

/// The page about claims and volumes.
pub(super) const PAGE: &str = "Persistent Volumes";

/// The StatefulSet that a claim belongs to by its name, with the place of the claim's template and
/// the name of the pod.
pub(super) fn set_of<'a>(
    now: &'a Snapshot,
    namespace: &str,
    claim: &str,
) -> Option<(&'a Rc<StatefulSet>, usize, String)> {
    let sets = now.objects.list::<StatefulSet>().filter(|set| set.metadata.namespace == namespace);
    let mut found = sets.filter_map(|set| {
        let name = &set.metadata.name;
        let templates = &set.spec.volume_claim_templates;
        let (at, ordinal) = templates.iter().enumerate().find_map(|(at, template)| {
            let parent = format!("{}-{name}", template.metadata.name);
            Some((at, ordinal_in(claim, &parent)?))
        })?;
        Some((set, at, format!("{name}-{ordinal}")))
    });
    found.next()
}

/// The pods that use a claim, and the place of it among their volumes.
pub(super) fn users<'a>(
    now: &'a Snapshot,
    namespace: &'a str,
    claim: &'a str,
) -> impl Iterator<Item = (&'a Rc<Pod>, usize)> {
    now.objects.list::<Pod>().filter_map(move |pod| {
        let mut volumes = pod.spec.volumes.iter();
        let at = volumes.position(|volume| volume.claim_name() == Some(claim))?;
        (pod.metadata.namespace == namespace && !pod.is_finished()).then_some((pod, at))
    })
}

/// The answer about a claim.
pub(super) fn tell(now: &Snapshot, claim: &Rc<PersistentVolumeClaim>) -> Why {
    match claim.status.phase.as_str() {
        _ if claim.metadata.is_terminating() => ending(now, claim),
        "Lost" => lost(now, claim),
        "Bound" => bound(now, claim),
        _ => pending(now, claim),
    }
}

fn ending(now: &Snapshot, claim: &Rc<PersistentVolumeClaim>) -> Why {
    let (namespace, name) = (&claim.metadata.namespace, &claim.metadata.name);
    let held = claim.metadata.finalizers.iter().any(|finalizer| finalizer == PROTECTION);
    let mut users = users(now, namespace, name).filter(|(pod, _)| !pod.spec.node_name.is_empty());
    let why = match users.next().filter(|_| held) {
        Some((pod, at)) => {
            let sentence = told!(
                en: "{name} was deleted, but {pod} uses it, and a finalizer keeps a claim as long \
                     as a pod uses it.",
                id: "{name} sudah dihapus, tetapi {pod} masih memakainya, dan sebuah finalizer \
                     menahan claim selama ada pod yang memakainya.",
                pod = pod.metadata.name,
            );
            let path = format!("spec.volumes[{at}].persistentVolumeClaim.claimName");
            Why::new(claim, PAGE, sentence).field(pod, &path)
        }
        None => {
            let sentence = told!(
                en: "{name} was deleted, and no pod uses it, so it goes as soon as its finalizers \
                     are taken off.",
                id: "{name} sudah dihapus dan tidak ada pod yang memakainya, jadi claim ini hilang \
                     begitu finalizer-nya dilepas.",
            );
            Why::new(claim, PAGE, sentence)
        }
    };
    why.field(claim, "metadata.deletionTimestamp").field(claim, "metadata.finalizers")
}

fn lost(now: &Snapshot, claim: &Rc<PersistentVolumeClaim>) -> Why {
    let name = &claim.metadata.name;
    let volume = now.objects.get::<PersistentVolume>("", &claim.spec.volume_name);
    let sentence = match volume {
        None => told!(
            en: "{name} was bound to the volume {volume}, which is gone, and a claim that has lost \
                 its volume is never given another.",
            id: "{name} dulu terikat ke volume {volume} yang kini sudah tidak ada, dan claim yang \
                 kehilangan volume-nya tidak pernah diberi volume lain.",
            volume = claim.spec.volume_name,
        ),
        Some(_) => told!(
            en: "{name} names the volume {volume}, which belongs to another claim, and binding is \
                 one to one.",
            id: "{name} menyebut volume {volume} yang sudah menjadi milik claim lain, padahal satu \
                 volume hanya terikat ke satu claim.",
            volume = claim.spec.volume_name,
        ),
    };
    let why = Why::new(claim, PAGE, sentence)
        .field(claim, "status.phase")
        .field(claim, "spec.volumeName");
    let why = match volume {
        Some(volume) => why.field(volume, "spec.claimRef.uid"),
        None => why,
    };
    why.event(now, &**claim, &["ClaimLost", "ClaimMisbound"], "")
}

/// A claim without a volume so far.
fn pending(now: &Snapshot, claim: &Rc<PersistentVolumeClaim>) -> Why {
    let name = &claim.metadata.name;
    let class_name = class_of_claim(claim);
    let class = now.objects.get::<StorageClass>("", class_name);
    if !claim.spec.volume_name.is_empty() {
        return named(now, claim);
    }
    if let Some(class) = class.filter(|class| waits_for_consumer(Some(&***class))) {
        let sentence = told!(
            en: "The StorageClass {class_name} binds a claim only when a pod that uses it is given \
                 a node, so {name} waits for such a pod.",
            id: "StorageClass {class_name} baru mengikat claim ketika pod yang memakainya mendapat \
                 node, jadi {name} menunggu pod seperti itu.",
        );
        return Why::new(claim, "Storage Classes", sentence)
            .field(class, "volumeBindingMode")
            .event(now, &**claim, WAITING, "");
    }
    if let Some(class) = class.filter(|class| class.provisioner != NO_PROVISIONER) {
        let sentence = told!(
            en: "No volume that is there fits {name}, so it waits until the provisioner of its \
                 StorageClass {class_name} has made one.",
            id: "Tidak ada volume yang cocok untuk {name}, jadi claim ini menunggu sampai \
                 provisioner StorageClass {class_name} membuatkannya.",
        );
        return Why::new(claim, "Dynamic Volume Provisioning", sentence)
            .field(class, "provisioner")
            .event(now, &**claim, PROVISIONING, "");
    }
    let sentence = told!(
        en: "No free volume fits {name}: it needs one of its class, at least as large as it asks \
             for, with its access modes.",
        id: "Tidak ada volume bebas yang cocok untuk {name}: ia butuh volume dari class-nya, \
             minimal sebesar yang diminta, dengan access mode yang diminta.",
    );
    Why::new(claim, PAGE, sentence)
        .field(claim, "spec.resources.requests.storage")
        .field(claim, "spec.accessModes")
        .field(claim, "spec.storageClassName")
        .event(now, &**claim, &["FailedBinding", "ProvisioningFailed"], "")
}

/// A class whose volumes somebody makes by hand.
const NO_PROVISIONER: &str = "kubernetes.io/no-provisioner";
const WAITING: &[&str] = &["WaitForFirstConsumer", "WaitForPodScheduled"];
const PROVISIONING: &[&str] = &["ExternalProvisioning", "Provisioning", "ProvisioningFailed"];

/// A claim that asks for a certain volume and does not get it.
fn named(now: &Snapshot, claim: &Rc<PersistentVolumeClaim>) -> Why {
    let (name, asked) = (&claim.metadata.name, &claim.spec.volume_name);
    let volume = now.objects.get::<PersistentVolume>("", asked);
    let sentence = match volume {
        None => told!(
            en: "{name} asks for the volume {asked}, which does not exist, and takes no other.",
            id: "{name} meminta volume {asked} yang tidak ada, dan tidak mau volume lain.",
        ),
        Some(_) => told!(
            en: "{name} asks for the volume {asked}, which it cannot have, and takes no other.",
            id: "{name} meminta volume {asked} yang tidak bisa didapatnya, dan tidak mau volume \
                 lain.",
        ),
    };
    let why = Why::new(claim, PAGE, sentence).field(claim, "spec.volumeName");
    let why = match volume {
        Some(volume) => why.field(volume, "spec.claimRef.name"),
        None => why,
    };
    why.event(now, &**claim, &["FailedBinding", "VolumeMismatch"], "")
}

fn bound(now: &Snapshot, claim: &Rc<PersistentVolumeClaim>) -> Why {
    let (namespace, name) = (&claim.metadata.namespace, &claim.metadata.name);
    if let Some((set, at, pod)) = set_of(now, namespace, name)
        && carries_its_labels(claim, set)
    {
        return of_template(now, claim, (set, at, &pod));
    }
    if let Some((set, message)) = left_by(now, claim) {
        let sentence = told!(
            en: "The StatefulSet {set} that made {name} is gone, but its claims do not go with it: \
                 this one stays bound to {volume} for whoever comes with that name.",
            id: "StatefulSet {set} yang membuat {name} sudah tidak ada, tetapi claim-nya tidak \
                 ikut hilang: claim ini tetap terikat ke {volume} untuk pod bernama sama yang \
                 mungkin dibuat kelak.",
            volume = claim.spec.volume_name,
        );
        let mut why = Why::new(claim, "StatefulSets", sentence)
            .field(claim, "metadata.ownerReferences")
            .field(claim, "spec.volumeName");
        why.evidence.push(message);
        return why;
    }
    by_hand(now, claim)
}

/// Whether a claim has what a set writes on the claims that it makes.
// Models pkg/controller/statefulset/stateful_set_utils.go getPersistentVolumeClaims
fn carries_its_labels(claim: &PersistentVolumeClaim, set: &StatefulSet) -> bool {
    let labels = set.spec.selector.as_ref().map(|selector| &selector.match_labels);
    labels.is_some_and(|labels| {
        labels.iter().all(|(key, value)| claim.metadata.labels.get(key) == Some(value))
    })
}

fn of_template(
    now: &Snapshot,
    claim: &Rc<PersistentVolumeClaim>,
    (set, at, pod): (&Rc<StatefulSet>, usize, &str),
) -> Why {
    const RETENTION: &str = "spec.persistentVolumeClaimRetentionPolicy";
    let (name, owner) = (&claim.metadata.name, &set.metadata.name);
    let policy = set.spec.persistent_volume_claim_retention_policy.as_ref();
    let deletes = policy
        .is_some_and(|policy| policy.when_deleted == "Delete" || policy.when_scaled == "Delete");
    let volume = &claim.spec.volume_name;
    let sentence = match deletes {
        false => told!(
            en: "The StatefulSet {owner} made {name} from its volumeClaimTemplates for the pod \
                 {pod}, and it stays bound to {volume} when that pod goes, for the next of that \
                 name.",
            id: "StatefulSet {owner} membuat {name} dari volumeClaimTemplates untuk pod {pod}, dan \
                 claim ini tetap terikat ke {volume} meski pod itu hilang, untuk pod berikutnya \
                 dengan nama itu.",
        ),
        true => told!(
            en: "The StatefulSet {owner} made {name} from its volumeClaimTemplates for the pod \
                 {pod}, and its retention policy says when the claim is deleted.",
            id: "StatefulSet {owner} membuat {name} dari volumeClaimTemplates untuk pod {pod}, dan \
                 retention policy-nya menentukan kapan claim ini dihapus.",
        ),
    };
    let template = format!("spec.volumeClaimTemplates[{at}].metadata.name");
    let why = Why::new(claim, "StatefulSets", sentence)
        .field(set, &template)
        .field(claim, "spec.volumeName");
    let why = if policy.is_some() { why.field(set, RETENTION) } else { why };
    why.event(now, &**set, &["SuccessfulCreate"], name)
}

/// The StatefulSet that made a claim and is gone, as the event tells that it wrote.
fn left_by(now: &Snapshot, claim: &PersistentVolumeClaim) -> Option<(String, super::Evidence)> {
    use crate::api::core::Event;
    let name = &claim.metadata.name;
    let made = format!("create Claim {name} Pod ");
    let mut events = now.objects.list::<Event>();
    let event = events.find(|event| event.message.starts_with(&made))?;
    let set = event.involved_object.name.clone();
    let is_there = now.objects.get::<StatefulSet>(&claim.metadata.namespace, &set).is_some();
    let key = crate::api::Key::new(crate::api::Kind::StatefulSet, &claim.metadata.namespace, &set);
    let (reason, message) = (event.reason.to_string(), event.message.clone());
    (!is_there).then_some((set, super::Evidence::Event { object: key, reason, message }))
}

/// A claim that somebody has created.
fn by_hand(now: &Snapshot, claim: &Rc<PersistentVolumeClaim>) -> Why {
    let (name, at) = (&claim.metadata.name, &claim.spec.volume_name);
    let volume = now.objects.get::<PersistentVolume>("", at);
    let maker = volume.and_then(|volume| volume.metadata.annotations.get(PROVISIONED_BY));
    let chosen = claim.metadata.annotations.contains_key(BOUND_BY_CONTROLLER);
    let bound = |why: Why| match volume {
        Some(volume) => why.field(volume, "spec.claimRef.name"),
        None => why,
    };
    let (page, sentence) = match maker {
        Some(maker) => (
            "Dynamic Volume Provisioning",
            told!(
                en: "Somebody created {name}, and the provisioner {maker} made the volume {at} for \
                     it, since none was there for it.",
                id: "Seseorang membuat {name}, lalu provisioner {maker} membuatkan volume {at} \
                     untuknya karena belum ada yang tersedia.",
            ),
        ),
        None if chosen => (
            PAGE,
            told!(
                en: "Somebody created {name}, and the control plane bound it to {at}, a free \
                     volume that fits; no controller would make this claim again.",
                id: "Seseorang membuat {name}, lalu control plane mengikatnya ke {at}, volume \
                     bebas yang cocok; tidak ada controller yang akan membuat claim ini lagi.",
            ),
        ),
        None => (
            PAGE,
            told!(
                en: "Somebody created {name} for the volume {at} by name, and the control plane \
                     completed the binding.",
                id: "Seseorang membuat {name} khusus untuk volume {at}, lalu control plane \
                     menuntaskan pengikatannya.",
            ),
        ),
    };
    let why = Why::new(claim, page, sentence)
        .field(claim, "metadata.ownerReferences")
        .field(claim, "spec.volumeName");
    let told = last_event(now, &**claim, &["ProvisioningSucceeded"], "").is_some();
    let why = bound(why);
    if told { why.event(now, &**claim, &["ProvisioningSucceeded"], "") } else { why }
}
