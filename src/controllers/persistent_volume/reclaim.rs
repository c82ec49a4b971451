//! What becomes of a released volume, by its policy.
//! Models pv_controller.go reclaimVolume, deleteVolumeOperation and recycleVolumeOperation.

use super::COMPONENT;
use super::volume::{set_phase, unbind};
use crate::api::binding::PROVISIONED_BY;
use crate::api::clock::Millis;
use crate::api::pod::Pod;
use crate::api::storage::PersistentVolume;
use crate::apiserver::request::{EventDraft, Request};
use crate::apiserver::store::Store;
use std::rc::Rc;

/// Keeps a deleted volume until the controller itself has deleted what is behind it.
const IN_TREE_FINALIZER: &str = "kubernetes.io/pv-controller";

/// What a plugin made of a volume.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It is deleted or emptied.
    Done,
    /// There is no plugin for this kind of volume.
    NoPlugin,
    /// There is one, but that is nothing it can do.
    Unable,
    /// The plugin could not begin.
    NotStarted(String),
    /// The plugin began and failed.
    Failed(String),
}

/// The plugins of a control plane that delete and empty volumes.
pub trait Reclaimer {
    /// Deletes what is behind a volume.
    fn delete(&self, volume: &PersistentVolume) -> Outcome;
    /// Empties a volume.
    fn recycle(&self, volume: &PersistentVolume) -> Outcome;
}

/// The plugins that every control plane has: directories of a node can be deleted below /tmp, and
/// they and NFS shares can be emptied.
pub struct InTree;

impl Reclaimer for InTree {
    /// Models pkg/volume/hostpath/host_path.go hostPathDeleter Delete.
    fn delete(&self, volume: &PersistentVolume) -> Outcome {
        let Some(source) = &volume.spec.host_path else { return Outcome::Unable };
        let path = &source.path;
        match path.find("/tmp/") {
            Some(at) if path.len() > at + "/tmp/".len() => Outcome::Done,
            _ => Outcome::Failed(format!(
                "host_path deleter only supports /tmp/.+ but received provided {path}"
            )),
        }
    }

    fn recycle(&self, volume: &PersistentVolume) -> Outcome {
        let can = volume.spec.host_path.is_some() || volume.spec.nfs.is_some();
        if can { Outcome::Done } else { Outcome::Unable }
    }
}

/// What the policy of a released volume asks for.
pub(super) fn reclaim(
    volume: &PersistentVolume,
    store: &Store,
    now: Millis,
    plugins: &dyn Reclaimer,
) -> Vec<Request> {
    match volume.spec.persistent_volume_reclaim_policy.as_str() {
        "Retain" => Vec::new(),
        "Delete" => delete(volume, now, plugins),
        "Recycle" => recycle(volume, store, now, plugins),
        _ => {
            let message = "Volume has unrecognized PersistentVolumeReclaimPolicy".to_owned();
            fail(volume, "VolumeUnknownReclaimPolicy", message, now)
        }
    }
}

/// Models deleteVolumeOperation.
fn delete(volume: &PersistentVolume, now: Millis, plugins: &dyn Reclaimer) -> Vec<Request> {
    let is_ours = volume.metadata.finalizers.iter().any(|held| held == IN_TREE_FINALIZER);
    if is_deleted_outside(volume) || volume.metadata.is_terminating() && !is_ours {
        return Vec::new();
    }
    let name = &volume.metadata.name;
    let message = match plugins.delete(volume) {
        Outcome::Done => return remove(volume, is_ours),
        Outcome::NoPlugin => no_deleter(name, "no volume plugin matched"),
        Outcome::Unable => no_deleter(name, "no deletable volume plugin matched"),
        Outcome::NotStarted(why) => {
            format!("failed to create deleter for volume \"{name}\": {why}")
        }
        Outcome::Failed(why) => why,
    };
    fail(volume, "VolumeFailedDelete", message, now)
}

/// Models pkg/volume/plugins.go FindDeletablePluginBySpec.
fn no_deleter(volume: &str, why: &str) -> String {
    format!("error getting deleter volume plugin for volume \"{volume}\": {why}")
}

/// Whether a driver outside the control plane deletes the volume, in its own time.
/// Models findDeletablePlugin.
fn is_deleted_outside(volume: &PersistentVolume) -> bool {
    let maker = volume.metadata.annotations.get(PROVISIONED_BY);
    volume.spec.csi.is_some()
        || maker.is_some_and(|maker| !maker.is_empty() && !maker.starts_with("kubernetes.io/"))
}

/// Lets go of the volume and deletes its object.
fn remove(volume: &PersistentVolume, is_ours: bool) -> Vec<Request> {
    let mut requests = Vec::new();
    if is_ours {
        let mut released = volume.clone();
        released.metadata.finalizers.retain(|held| held != IN_TREE_FINALIZER);
        requests.push(Request::update(released));
    }
    // Without another finalizer a deleted volume is gone by that.
    let stays = volume.metadata.finalizers.iter().any(|held| held != IN_TREE_FINALIZER);
    if !volume.metadata.is_terminating() || stays {
        requests.push(Request::delete(volume));
    }
    requests
}

/// Models recycleVolumeOperation.
fn recycle(
    volume: &PersistentVolume,
    store: &Store,
    now: Millis,
    plugins: &dyn Reclaimer,
) -> Vec<Request> {
    let claim = volume.spec.claim_ref.as_ref();
    let users: Vec<String> = claim
        .into_iter()
        .flat_map(|claim| store.pods_using_claim(&claim.namespace, &claim.name))
        .filter(|pod: &&Rc<Pod>| !pod.is_finished())
        .map(|pod| format!("{}/{}", pod.metadata.namespace, pod.metadata.name))
        .collect();
    if !users.is_empty() {
        let message = format!("Volume is used by pods: {}", users.join(","));
        let draft = EventDraft::normal(COMPONENT, volume, "VolumeFailedRecycle", message);
        return vec![Request::event(draft)];
    }
    let message = match plugins.recycle(volume) {
        Outcome::Done => {
            let draft = EventDraft::normal(COMPONENT, volume, "VolumeRecycled", "Volume recycled");
            let mut requests = vec![Request::event(draft)];
            requests.extend(unbind(volume, now));
            return requests;
        }
        Outcome::NoPlugin | Outcome::Unable => {
            "No recycler plugin found for the volume!".to_owned()
        }
        Outcome::NotStarted(why) | Outcome::Failed(why) => format!("Recycle failed: {why}"),
    };
    fail(volume, "VolumeFailedRecycle", message, now)
}

/// Models updateVolumePhaseWithEvent.
fn fail(
    volume: &PersistentVolume,
    reason: &'static str,
    message: String,
    now: Millis,
) -> Vec<Request> {
    let event = EventDraft::warning(COMPONENT, volume, reason, message.clone());
    let request = set_phase(volume, "Failed", &message, now);
    request.into_iter().map(|request| request.then(event.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::pod::HostPathVolumeSource;

    #[test]
    fn directories_of_a_node_are_deleted_below_tmp_and_nowhere_else() {
        let outcome = |path: &str| {
            let source = HostPathVolumeSource { path: path.to_owned(), ..Default::default() };
            let mut volume = PersistentVolume::default();
            volume.spec.host_path = Some(source);
            InTree.delete(&volume)
        };
        assert_eq!(outcome("/tmp/data"), Outcome::Done);
        assert_eq!(
            outcome("/private/tmp/data"),
            Outcome::Done,
            "upstream's pattern is not anchored"
        );
        for path in ["/tmp/", "/mnt/data", "/tmp"] {
            let why =
                format!("host_path deleter only supports /tmp/.+ but received provided {path}");
            assert_eq!(outcome(path), Outcome::Failed(why));
        }
        assert_eq!(InTree.delete(&PersistentVolume::default()), Outcome::Unable);
        assert_eq!(InTree.recycle(&PersistentVolume::default()), Outcome::Unable);
    }
}
