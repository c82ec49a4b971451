//! Makes a volume for a claim that asks for one, and deletes it when it is released.
//! Models sigs.k8s.io/sig-storage-lib-external-provisioner/controller/controller.go.

use super::super::Controller;
use super::serves;
use crate::api::binding::{
    PROVISIONED_BY, SELECTED_NODE, STORAGE_PROVISIONER, class_of_claim, waits_for_consumer,
};
use crate::api::clock::Millis;
use crate::api::meta::ObjectMeta;
use crate::api::storage::{
    PersistentVolume, PersistentVolumeClaim, PersistentVolumeSpec, StorageClass,
};
use crate::api::{Key, Object};
use crate::apiserver::request::{Change, EventDraft, Reconciled, Request, reference};
use crate::apiserver::store::Store;
use serde_json::json;

/// Keeps a volume until the driver has deleted what is behind it.
const FINALIZER: &str = "external-provisioner.volume.kubernetes.io/finalizer";

/// The control loop. Its latency is what a driver needs to make a disk.
pub const CONTROLLER: Controller =
    Controller { name: "csi-provisioner", affected, reconcile, latency: 1_500, resync: None };

fn affected(change: &Change, _store: &Store, keys: &mut Vec<Key>) {
    match &change.after {
        Some(Object::PersistentVolumeClaim(claim)) if is_asked(claim) => {
            keys.push(Key::of(&**claim));
        }
        Some(Object::PersistentVolume(volume)) if is_to_go(volume) => {
            keys.push(Key::of(&**volume));
        }
        _ => {}
    }
}

/// Whether the driver is asked to make a volume for a claim.
fn is_asked(claim: &PersistentVolumeClaim) -> bool {
    let asked = claim.metadata.annotations.get(STORAGE_PROVISIONER);
    claim.spec.volume_name.is_empty() && asked.is_some_and(|name| serves(name))
}

/// Whether a volume is the driver's to delete. Models shouldDelete.
fn is_to_go(volume: &PersistentVolume) -> bool {
    let maker = volume.metadata.annotations.get(PROVISIONED_BY);
    maker.is_some_and(|maker| serves(maker))
        && volume.status.phase == "Released"
        && volume.spec.persistent_volume_reclaim_policy == "Delete"
}

/// One pass over a claim or a volume.
pub fn reconcile(key: &Key, store: &Store, _now: Millis) -> Reconciled {
    match store.object(key) {
        Some(Object::PersistentVolumeClaim(claim)) if is_asked(claim) => {
            Reconciled::requests(provision(claim, store))
        }
        Some(Object::PersistentVolume(volume)) if is_to_go(volume) => {
            Reconciled::requests(delete(volume))
        }
        _ => Reconciled::nothing(),
    }
}

/// Models provisionClaimOperation.
fn provision(claim: &PersistentVolumeClaim, store: &Store) -> Vec<Request> {
    let Some(class) = store.get::<StorageClass>("", class_of_claim(claim)) else {
        return Vec::new();
    };
    let asked = claim.metadata.annotations.get(STORAGE_PROVISIONER);
    let waits =
        waits_for_consumer(Some(class)) && !claim.metadata.annotations.contains_key(SELECTED_NODE);
    let volume = volume_for(claim, class);
    let exists = store.get::<PersistentVolume>("", &volume.metadata.name).is_some();
    if asked != Some(&class.provisioner) || waits || exists || claim.metadata.is_terminating() {
        return Vec::new();
    }
    let told = |reason: &'static str, message: String| {
        let component = format!("{}_csi-provisioner-0", class.provisioner);
        EventDraft { component: component.into(), ..EventDraft::normal("", claim, reason, message) }
    };
    let meta = &claim.metadata;
    let begun = format!(
        "External provisioner is provisioning volume for claim \"{}/{}\"",
        meta.namespace, meta.name
    );
    let done = format!("Successfully provisioned volume {}", volume.metadata.name);
    vec![
        Request::event(told("Provisioning", begun)),
        Request::create(volume).then(told("ProvisioningSucceeded", done)),
    ]
}

/// The volume that a claim of a class asks for.
fn volume_for(claim: &PersistentVolumeClaim, class: &StorageClass) -> PersistentVolume {
    let name = format!("pvc-{}", claim.metadata.uid);
    let policy = class.reclaim_policy.clone().unwrap_or_else(|| "Delete".to_owned());
    let mut metadata = ObjectMeta { name: name.clone(), ..ObjectMeta::default() };
    metadata.annotations.insert(PROVISIONED_BY.to_owned(), class.provisioner.clone());
    for key in ["name", "namespace"] {
        let key = format!("volume.kubernetes.io/provisioner-deletion-secret-{key}");
        metadata.annotations.insert(key, String::new());
    }
    if policy == "Delete" {
        metadata.finalizers.push(FINALIZER.to_owned());
    }
    let mut source = json!({
        "driver": class.provisioner,
        "volumeHandle": name,
        "volumeAttributes": {
            "storage.kubernetes.io/csiProvisionerIdentity":
                format!("1767600000000-8081-{}", class.provisioner)
        },
    });
    if claim.spec.volume_mode.as_deref() != Some("Block") {
        let type_ = class.parameters.get("csi.storage.k8s.io/fstype");
        source["fsType"] = json!(type_.map_or("ext4", String::as_str));
    }
    PersistentVolume {
        metadata,
        spec: PersistentVolumeSpec {
            access_modes: claim.spec.access_modes.clone(),
            capacity: claim.spec.resources.requests.clone(),
            claim_ref: Some(reference(claim)),
            csi: Some(source),
            mount_options: class.mount_options.clone(),
            persistent_volume_reclaim_policy: policy,
            storage_class_name: class.metadata.name.clone(),
            volume_mode: claim.spec.volume_mode.clone(),
            ..PersistentVolumeSpec::default()
        },
        ..PersistentVolume::default()
    }
}

/// Models deleteVolumeOperation.
fn delete(volume: &PersistentVolume) -> Vec<Request> {
    let mut requests = Vec::new();
    let mut released = volume.clone();
    released.metadata.finalizers.retain(|held| held != FINALIZER);
    let others = !released.metadata.finalizers.is_empty();
    if released.metadata.finalizers != volume.metadata.finalizers {
        requests.push(Request::update(released));
    }
    if !volume.metadata.is_terminating() || others && requests.is_empty() {
        requests.push(Request::delete(volume));
    }
    requests
}
