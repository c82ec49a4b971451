//! Why something is missing: a pod that is to come or was scaled away, a claim that nobody has
//! created, a volume that a claim has not got.

use super::claim::{PAGE, set_of, users};
use super::pod::{asks_for, ordinal_in, range};
use super::{Subject, Why, claim, last_event, pods_en, told};
use crate::api::apps::{Deployment, StatefulSet};
use crate::api::pod::Pod;
use crate::api::storage::PersistentVolumeClaim;
use crate::api::{Key, Kind};
use crate::apiserver::snapshot::Snapshot;
use std::rc::Rc;

/// The answer about a vacant place. None if it is vacant no longer. The name of a volume's place is
/// that of the claim which has not got it.
pub(super) fn tell(now: &Snapshot, subject: &Subject) -> Option<Why> {
    let (namespace, name) = (subject.key.namespace(), subject.key.name());
    match subject.key.kind {
        Kind::Pod if now.objects.object(&subject.key).is_none() => pod(now, subject),
        Kind::PersistentVolumeClaim if now.objects.object(&subject.key).is_none() => {
            missing_claim(now, subject)
        }
        Kind::PersistentVolume => match now.objects.get(namespace, name) {
            Some(found) => Some(claim::tell(now, found)),
            None => missing_claim(now, subject),
        },
        _ => None,
    }
}

fn pod(now: &Snapshot, subject: &Subject) -> Option<Why> {
    let name = subject.key.name();
    let owner = subject.workload.name();
    let Some(set) = now.objects.at::<StatefulSet>(&subject.workload) else {
        return left(now, subject);
    };
    let (first, end) = range(set);
    if !asks_for(set, name) {
        let sentence = told!(
            en: "The StatefulSet {owner} asks for {pods} now, so {name} is not made, but its \
                 claim is kept for when it is.",
            id: "StatefulSet {owner} kini hanya meminta {count} pod, jadi {name} tidak dibuat, \
                 tetapi claim-nya disimpan untuk saat pod itu diminta lagi.",
            pods = pods_en(end - first), count = end - first,
        );
        return Some(Why::new(set, "StatefulSets", sentence).field(set, "spec.replicas").event(
            now,
            &**set,
            &["SuccessfulDelete"],
            name,
        ));
    }
    let failed = last_event(now, &**set, &["FailedCreate"], name);
    let at = ordinal_in(name, owner)?;
    let ordered = set.spec.pod_management_policy != "Parallel";
    let before = (first..at).map(|at| format!("{owner}-{at}"));
    let waits_for = before.filter(|_| ordered).find(|name| !is_running_and_ready(now, set, name));
    let why = match waits_for {
        Some(other) => {
            let sentence = told!(
                en: "The StatefulSet {owner} makes its pods one after the other, and {name} comes \
                     only when {other} is running and ready.",
                id: "StatefulSet {owner} membuat pod-nya satu per satu, dan {name} baru dibuat \
                     setelah {other} berjalan dan siap.",
            );
            let why = Why::new(set, "StatefulSets", sentence);
            let why = why.field(set, "spec.podManagementPolicy");
            match now.objects.get::<Pod>(set.metadata.namespace.as_str(), &other) {
                Some(other) if other.is_ready() => why.field(other, "metadata.deletionTimestamp"),
                Some(other) => why
                    .field(other, "status.phase")
                    .field(other, "status.conditions[type=Ready].status"),
                None => why,
            }
        }
        None if failed.is_some() => {
            let sentence = told!(
                en: "The StatefulSet {owner} asks for {name} and could not make it when it tried \
                     last; it tries again.",
                id: "StatefulSet {owner} meminta {name}, tetapi percobaan terakhir membuatnya \
                     gagal; percobaan akan diulang.",
            );
            Why::new(set, "StatefulSets", sentence)
                .event(now, &**set, &["FailedCreate"], name)
                .field(set, "spec.replicas")
        }
        None => {
            let sentence = told!(
                en: "The StatefulSet {owner} asks for {name}, which is missing, so it is about to \
                     make it.",
                id: "StatefulSet {owner} meminta {name} yang belum ada, jadi pod itu akan segera \
                     dibuat.",
            );
            Why::new(set, "StatefulSets", sentence).field(set, "spec.replicas")
        }
    };
    Some(why)
}

fn is_running_and_ready(now: &Snapshot, set: &StatefulSet, pod: &str) -> bool {
    let pod = now.objects.get::<Pod>(&set.metadata.namespace, pod);
    pod.is_some_and(|pod| pod.is_active() && pod.status.phase == "Running" && pod.is_ready())
}

/// The place of a pod whose StatefulSet is gone: its claim is still there.
fn left(now: &Snapshot, subject: &Subject) -> Option<Why> {
    let name = subject.key.name();
    let end = format!("-{name}");
    let mut claims = now.objects.list::<PersistentVolumeClaim>();
    let claim = claims.find(|claim| claim.metadata.name.ends_with(&end))?;
    let sentence = told!(
        en: "The StatefulSet {owner} is gone, so nobody makes {name}, but its claim {claim} was \
             not deleted with it.",
        id: "StatefulSet {owner} sudah tidak ada, jadi tidak ada yang membuat {name}, tetapi \
             claim-nya, {claim}, tidak ikut terhapus.",
        owner = subject.workload.name(), claim = claim.metadata.name,
    );
    let why = Why::new(claim, "StatefulSets", sentence);
    Some(why.field(claim, "status.phase").field(claim, "metadata.ownerReferences"))
}

/// A claim that somebody names and nobody has created.
fn missing_claim(now: &Snapshot, subject: &Subject) -> Option<Why> {
    let (namespace, name) = (subject.key.namespace(), subject.key.name());
    if let Some((set, at, _)) = set_of(now, namespace, name) {
        let sentence = told!(
            en: "The claim {name} is missing: the StatefulSet {owner} makes it from its \
                 volumeClaimTemplates when it makes the pod that uses it.",
            id: "Claim {name} tidak ada: StatefulSet {owner} membuatnya dari volumeClaimTemplates \
                 ketika membuat pod yang memakainya.",
            owner = set.metadata.name,
        );
        let path = format!("spec.volumeClaimTemplates[{at}].metadata.name");
        return Some(Why::new(set, "StatefulSets", sentence).field(set, &path));
    }
    let user = users(now, namespace, name).next();
    if let Some((pod, at)) = user {
        let sentence = told!(
            en: "{pod} names the claim {name}, which nobody has created: no controller makes a \
                 claim that a pod names.",
            id: "{pod} menyebut claim {name} yang belum dibuat siapa pun: tidak ada controller \
                 yang membuat claim hanya karena disebut pod.",
            pod = pod.metadata.name,
        );
        let path = format!("spec.volumes[{at}].persistentVolumeClaim.claimName");
        return Some(Why::new(pod, PAGE, sentence).field(pod, &path).event(
            now,
            &**pod,
            &["FailedScheduling"],
            "",
        ));
    }
    in_template(now, &subject.workload, name)
}

/// A claim that the template of a Deployment names, while it has no pods.
fn in_template(now: &Snapshot, workload: &Key, name: &str) -> Option<Why> {
    let deployment: &Rc<Deployment> = now.objects.at(workload)?;
    let volumes = &deployment.spec.template.spec.volumes;
    let at = volumes.iter().position(|volume| volume.claim_name() == Some(name))?;
    let sentence = told!(
        en: "The template of the Deployment {owner} names the claim {name}, which nobody has \
             created: no controller makes a claim that a pod names.",
        id: "Template milik Deployment {owner} menyebut claim {name} yang belum dibuat siapa pun: \
             tidak ada controller yang membuat claim hanya karena disebut pod.",
        owner = workload.name(),
    );
    let path = format!("spec.template.spec.volumes[{at}].persistentVolumeClaim.claimName");
    Some(Why::new(deployment, PAGE, sentence).field(deployment, &path))
}
