//! Why a volume is there: who made it, and whose it is.

use super::claim::{PAGE, PROVISIONED_BY};
use super::{Why, told};
use crate::api::binding::BOUND_BY_CONTROLLER;
use crate::api::storage::{ObjectReference, PersistentVolume, PersistentVolumeClaim};
use crate::apiserver::snapshot::Snapshot;
use std::rc::Rc;

/// The answer about a volume.
pub(super) fn tell(now: &Snapshot, volume: &Rc<PersistentVolume>) -> Why {
    let reference = volume.spec.claim_ref.as_ref();
    match (volume.status.phase.as_str(), reference) {
        _ if volume.metadata.is_terminating() => ending(now, volume),
        ("Released", Some(claim)) => released(now, volume, claim),
        ("Failed", _) => failed(now, volume),
        ("Bound", Some(claim)) => bound(now, volume, claim),
        (_, Some(claim)) => reserved(volume, claim),
        _ => free(volume),
    }
}

/// The claim that a reference means: the one of that name with that uid.
fn meant<'a>(
    now: &'a Snapshot,
    reference: &ObjectReference,
) -> Option<&'a Rc<PersistentVolumeClaim>> {
    let claim = namesake(now, reference)?;
    (claim.metadata.uid == reference.uid).then_some(claim)
}

fn namesake<'a>(
    now: &'a Snapshot,
    reference: &ObjectReference,
) -> Option<&'a Rc<PersistentVolumeClaim>> {
    now.objects.get::<PersistentVolumeClaim>(&reference.namespace, &reference.name)
}

fn ending(now: &Snapshot, volume: &Rc<PersistentVolume>) -> Why {
    let name = &volume.metadata.name;
    let reference = volume.spec.claim_ref.as_ref();
    let why = match reference.and_then(|reference| meant(now, reference)) {
        Some(claim) => {
            let sentence = told!(
                en: "{name} was deleted, but the claim {claim} is bound to it, and a finalizer \
                     keeps a volume as long as a claim is.",
                id: "{name} sudah dihapus, tetapi claim {claim} masih terikat ke sana, dan sebuah \
                     finalizer menahan volume selama masih ada claim yang terikat.",
                claim = claim.metadata.name,
            );
            Why::new(volume, PAGE, sentence).field(claim, "spec.volumeName")
        }
        None => {
            let sentence = told!(
                en: "{name} was deleted, and no claim is bound to it, so it goes as soon as its \
                     finalizers are taken off.",
                id: "{name} sudah dihapus dan tidak ada claim yang terikat ke sana, jadi volume \
                     ini hilang begitu finalizer-nya dilepas.",
            );
            Why::new(volume, PAGE, sentence)
        }
    };
    why.field(volume, "metadata.deletionTimestamp").field(volume, "metadata.finalizers")
}

fn bound(now: &Snapshot, volume: &Rc<PersistentVolume>, reference: &ObjectReference) -> Why {
    let (name, claim) = (&volume.metadata.name, &reference.name);
    let annotations = &volume.metadata.annotations;
    let maker = annotations.get(PROVISIONED_BY);
    let chosen = annotations.contains_key(BOUND_BY_CONTROLLER);
    let (page, sentence) = match maker {
        Some(maker) => (
            "Dynamic Volume Provisioning",
            told!(
                en: "The provisioner {maker} made {name} for the claim {claim}, which its \
                     StorageClass allows, and the two are bound one to one.",
                id: "Provisioner {maker} membuat {name} untuk claim {claim}, sesuai \
                     StorageClass-nya, dan keduanya terikat satu-ke-satu.",
            ),
        ),
        None if chosen => (
            PAGE,
            told!(
                en: "Somebody created {name}, and the control plane chose it for the claim \
                     {claim}, which it fits: the two are bound one to one, so no other claim can \
                     have it.",
                id: "Seseorang membuat {name}, lalu control plane memilihnya untuk claim {claim} \
                     karena cocok: keduanya terikat satu-ke-satu, jadi claim lain tidak bisa \
                     memakainya.",
            ),
        ),
        None => (
            PAGE,
            told!(
                en: "Somebody created {name} and kept it for the claim {claim}, and the two are \
                     bound one to one.",
                id: "Seseorang membuat {name} dan mencadangkannya untuk claim {claim}, dan \
                     keduanya terikat satu-ke-satu.",
            ),
        ),
    };
    let why = Why::new(volume, page, sentence)
        .field(volume, "spec.claimRef.name")
        .field(volume, "spec.claimRef.uid");
    let why = match meant(now, reference) {
        Some(claim) => why.field(claim, "metadata.uid").field(claim, "spec.volumeName"),
        None => why,
    };
    match maker {
        Some(_) => why.field(volume, &format!("metadata.annotations[{PROVISIONED_BY}]")),
        None => why,
    }
}

fn released(now: &Snapshot, volume: &Rc<PersistentVolume>, reference: &ObjectReference) -> Why {
    let (name, claim) = (&volume.metadata.name, &reference.name);
    let successor = namesake(now, reference);
    let retains = volume.spec.persistent_volume_reclaim_policy == "Retain";
    let sentence = match (successor, retains) {
        (Some(_), true) => told!(
            en: "{name} still names the claim {claim} by its old uid, and the claim of that name \
                 now has another: under the policy Retain nobody gets the volume until somebody \
                 clears that reference.",
            id: "{name} masih menyebut claim {claim} dengan uid lamanya, sedangkan claim bernama \
                 sama kini punya uid lain: dengan policy Retain, volume ini tidak diberikan kepada \
                 siapa pun sampai rujukan itu dihapus.",
        ),
        (None, true) => told!(
            en: "The claim {claim} that had {name} is gone, and under the policy Retain the volume \
                 keeps its data and its reference, so no other claim gets it.",
            id: "Claim {claim} yang memakai {name} sudah tidak ada, dan dengan policy Retain \
                 volume ini menyimpan data serta rujukannya, jadi claim lain tidak mendapatkannya.",
        ),
        (_, false) => told!(
            en: "The claim {claim} that had {name} is gone, and the policy {policy} is about to be \
                 applied to the volume.",
            id: "Claim {claim} yang memakai {name} sudah tidak ada, dan policy {policy} akan \
                 segera diterapkan pada volume ini.",
            policy = volume.spec.persistent_volume_reclaim_policy,
        ),
    };
    let why = Why::new(volume, PAGE, sentence)
        .field(volume, "status.phase")
        .field(volume, "spec.persistentVolumeReclaimPolicy")
        .field(volume, "spec.claimRef.uid");
    match successor {
        Some(claim) => why.field(claim, "metadata.uid"),
        None => why,
    }
}

fn failed(now: &Snapshot, volume: &Rc<PersistentVolume>) -> Why {
    let sentence = told!(
        en: "The claim that had {name} is gone, and what the policy {policy} asks for could not be \
             done.",
        id: "Claim yang memakai {name} sudah tidak ada, dan yang diminta policy {policy} tidak \
             bisa dilakukan.",
        name = volume.metadata.name, policy = volume.spec.persistent_volume_reclaim_policy,
    );
    Why::new(volume, PAGE, sentence)
        .field(volume, "status.phase")
        .field(volume, "status.message")
        .event(now, &**volume, &["VolumeFailedDelete", "VolumeFailedRecycle"], "")
}

fn reserved(volume: &Rc<PersistentVolume>, reference: &ObjectReference) -> Why {
    let sentence = told!(
        en: "Somebody created {name} and kept it for the claim {claim}, so it waits for a claim of \
             that name.",
        id: "Seseorang membuat {name} dan mencadangkannya untuk claim {claim}, jadi volume ini \
             menunggu claim dengan nama itu.",
        name = volume.metadata.name, claim = reference.name,
    );
    Why::new(volume, PAGE, sentence)
        .field(volume, "status.phase")
        .field(volume, "spec.claimRef.name")
}

fn free(volume: &Rc<PersistentVolume>) -> Why {
    let sentence = told!(
        en: "Somebody created {name}, and no claim has it so far: it waits for one that it fits in \
             class, size and access modes.",
        id: "Seseorang membuat {name}, dan belum ada claim yang memilikinya: volume ini menunggu \
             claim yang cocok class, ukuran, dan access mode-nya.",
        name = volume.metadata.name,
    );
    Why::new(volume, PAGE, sentence)
        .field(volume, "status.phase")
        .field(volume, "spec.claimRef")
        .field(volume, "spec.capacity.storage")
        .field(volume, "spec.accessModes")
}
