//! The scheduler and claims: what keeps a pod from any node, and from some.
//! Models pkg/scheduler/framework/plugins/volumebinding and volumerestrictions.

use super::affinity;
use crate::api::core::Node;
use crate::api::pod::Pod;
use crate::api::storage::{PersistentVolume, PersistentVolumeClaim, StorageClass};
use crate::apiserver::store::Store;
use std::rc::Rc;

/// What a pod's claims ask of its node.
#[derive(Debug, Default)]
pub struct Claims {
    /// The volumes that its claims are bound to; none for a volume that is gone.
    bound: Vec<Option<Rc<PersistentVolume>>>,
    /// Whether a claim waits for its first consumer, and so for the scheduler to find a volume.
    waits_for_volume: bool,
    /// Whether a claim for a single pod is in use by another.
    in_use: bool,
}

/// Looks at a pod's claims.
///
/// # Errors
/// What keeps it from every node.
pub fn check_claims(pod: &Pod, store: &Store) -> Result<Claims, String> {
    let namespace = &pod.metadata.namespace;
    let mut claims = Claims::default();
    let mut is_unbound = false;
    for name in pod.spec.claim_names() {
        let Some(claim) = store.get::<PersistentVolumeClaim>(namespace, name) else {
            return Err(format!("persistentvolumeclaim \"{name}\" not found"));
        };
        if claim.status.phase == "Lost" {
            let volume = &claim.spec.volume_name;
            return Err(format!(
                "persistentvolumeclaim \"{name}\" bound to non-existent persistentvolume \
                 \"{volume}\""
            ));
        }
        if claim.metadata.is_terminating() {
            return Err(format!("persistentvolumeclaim \"{name}\" is being deleted"));
        }
        claims.in_use |= is_for_one_pod(claim) && is_used_by_another(pod, name, store);
        if is_bound(claim) {
            claims.bound.push(store.get("", &claim.spec.volume_name).cloned());
        } else if waits_for_consumer(claim, store) {
            claims.waits_for_volume = true;
        } else {
            is_unbound = true;
        }
    }
    if is_unbound {
        return Err("pod has unbound immediate PersistentVolumeClaims".to_owned());
    }
    Ok(claims)
}

/// Models pkg/scheduler/framework/plugins/volumebinding/binder.go isPVCFullyBound.
fn is_bound(claim: &PersistentVolumeClaim) -> bool {
    let completed = claim.metadata.annotations.contains_key("pv.kubernetes.io/bind-completed");
    !claim.spec.volume_name.is_empty() && completed
}

fn waits_for_consumer(claim: &PersistentVolumeClaim, store: &Store) -> bool {
    let class = claim.spec.storage_class_name.as_deref().unwrap_or("");
    let class = store.get::<StorageClass>("", class);
    claim.spec.volume_name.is_empty()
        && class.is_some_and(|class| {
            class.volume_binding_mode.as_deref() == Some("WaitForFirstConsumer")
        })
}

fn is_for_one_pod(claim: &PersistentVolumeClaim) -> bool {
    claim.spec.access_modes.iter().any(|mode| mode == "ReadWriteOncePod")
}

fn is_used_by_another(pod: &Pod, claim: &str, store: &Store) -> bool {
    store.pods_using_claim(&pod.metadata.namespace, claim).any(|other| {
        other.metadata.uid != pod.metadata.uid
            && !other.spec.node_name.is_empty()
            && !other.is_finished()
    })
}

impl Claims {
    /// Whether a claim for a single pod is in use by another.
    pub fn are_in_use(&self) -> bool {
        self.in_use
    }

    /// Why a node does not have the volumes that a pod needs.
    pub fn reject(&self, node: &Node) -> Option<&'static str> {
        if self.bound.iter().any(Option::is_none) {
            return Some(
                "node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)",
            );
        }
        let reaches = |volume: &Rc<PersistentVolume>| {
            let required = volume.spec.node_affinity.as_ref().and_then(|it| it.get("required"));
            required.is_none_or(|terms| affinity::selects(terms, node))
        };
        if !self.bound.iter().flatten().all(reaches) {
            return Some("node(s) had volume node affinity conflict");
        }
        // The scheduler does not choose volumes yet, so no volume is found for such a claim.
        self.waits_for_volume.then_some("node(s) didn't find available persistent volumes to bind")
    }
}
