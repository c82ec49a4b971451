//! The scheduler and claims: what keeps a pod from any node, and from some.
//! Models pkg/scheduler/framework/plugins/volumebinding and volumerestrictions.

use super::affinity;
use crate::api::binding::{
    BIND_COMPLETED, SELECTED_NODE, bound_to, capacity, class_of_claim, has_modes, is_bound_to,
    is_free_for, is_possible, lot, requested, waits_for_consumer,
};
use crate::api::core::Node;
use crate::api::order;
use crate::api::pod::Pod;
use crate::api::storage::{PersistentVolume, PersistentVolumeClaim, StorageClass};
use crate::apiserver::request::Request;
use crate::apiserver::store::Store;
use std::rc::Rc;

/// What a pod's claims ask of its node.
#[derive(Debug, Default)]
pub struct Claims {
    /// The volumes that its claims are bound to; none for a volume that is gone.
    bound: Vec<Option<Rc<PersistentVolume>>>,
    /// The claims that wait for their first consumer, and so for the scheduler to find a volume;
    /// the smallest first, as upstream does, so that each gets the smallest that fits.
    waiting: Vec<Rc<PersistentVolumeClaim>>,
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
        } else if claim.spec.volume_name.is_empty() && waits_for_consumer(class_of(claim, store)) {
            claims.waiting.push(Rc::clone(claim));
        } else {
            is_unbound = true;
        }
    }
    if is_unbound {
        return Err("pod has unbound immediate PersistentVolumeClaims".to_owned());
    }
    order::by_key(&mut claims.waiting, |claim| requested(claim));
    Ok(claims)
}

/// Whether all claims of a pod are bound, or none is there to wait for.
/// Models pkg/scheduler/framework/plugins/volumebinding/binder.go checkBindings.
pub fn are_bound(pod: &Pod, store: &Store) -> bool {
    let namespace = &pod.metadata.namespace;
    pod.spec.claim_names().all(|name| {
        let claim = store.get::<PersistentVolumeClaim>(namespace, name);
        claim.is_some_and(|claim| is_bound(claim))
    })
}

/// Models pkg/scheduler/framework/plugins/volumebinding/binder.go isPVCFullyBound.
fn is_bound(claim: &PersistentVolumeClaim) -> bool {
    let completed = claim.metadata.annotations.contains_key(BIND_COMPLETED);
    !claim.spec.volume_name.is_empty() && completed
}

fn class_of<'a>(claim: &PersistentVolumeClaim, store: &'a Store) -> Option<&'a StorageClass> {
    store.get::<StorageClass>("", class_of_claim(claim)).map(|class| &**class)
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
    pub fn reject(&self, node: &Node, store: &Store) -> Option<&'static str> {
        if self.bound.iter().any(Option::is_none) {
            return Some(
                "node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)",
            );
        }
        if !self.bound.iter().flatten().all(|volume| reaches(volume, node)) {
            return Some("node(s) had volume node affinity conflict");
        }
        let lacks = !self.waiting.is_empty() && self.bind(node, store).is_none();
        lacks.then_some("node(s) didn't find available persistent volumes to bind")
    }

    /// The requests that get the waiting claims their volumes, if the pod goes to that node: an
    /// existing volume gets the claim written into it, and a claim without one is handed to its
    /// provisioner. The binder does the rest. Nothing if there are no such volumes.
    /// Models binder.go FindPodVolumes, checkVolumeProvisions and bindAPIUpdate.
    pub fn bind(&self, node: &Node, store: &Store) -> Option<Vec<Request>> {
        let (mut requests, mut chosen) = (Vec::new(), Vec::new());
        for claim in &self.waiting {
            let selected = claim.metadata.annotations.get(SELECTED_NODE);
            if selected.is_some_and(|selected| *selected != node.metadata.name) {
                return None;
            }
            let volume = match selected {
                Some(_) => None,
                None => best_match(claim, node, &chosen, store),
            };
            if let Some(volume) = volume {
                requests.extend(bound_to(volume, claim).map(Request::update));
                chosen.push(volume.metadata.name.as_str());
            } else if class_of(claim, store).is_some_and(can_provision) {
                let mut claim = PersistentVolumeClaim::clone(claim);
                let annotations = &mut claim.metadata.annotations;
                annotations.insert(SELECTED_NODE.to_owned(), node.metadata.name.clone());
                requests.push(Request::update(claim));
            } else {
                return None;
            }
        }
        Some(requests)
    }
}

fn can_provision(class: &StorageClass) -> bool {
    !matches!(class.provisioner.as_str(), "" | "kubernetes.io/no-provisioner")
}

fn reaches(volume: &PersistentVolume, node: &Node) -> bool {
    let required = volume.spec.node_affinity.as_ref().and_then(|it| it.get("required"));
    required.is_none_or(|terms| affinity::selects(terms, node))
}

/// The smallest volume for a claim that a node reaches; one that is reserved for it goes first, and
/// nothing else will do then.
/// Models k8s.io/component-helpers/storage/volume/pv_helpers.go FindMatchingVolume.
pub fn best_match<'a>(
    claim: &PersistentVolumeClaim,
    node: &Node,
    chosen: &[&str],
    store: &'a Store,
) -> Option<&'a PersistentVolume> {
    let volumes = store.list::<PersistentVolume>().map(|volume| &**volume).filter(|volume| {
        !chosen.contains(&volume.metadata.name.as_str()) && is_possible(volume, claim)
    });
    let mut best: Option<&PersistentVolume> = None;
    for volume in volumes {
        if is_bound_to(volume, claim) {
            return reaches(volume, node).then_some(volume);
        }
        let fits = is_free_for(volume, claim) && reaches(volume, node) && has_modes(volume, claim);
        let order = |volume: &PersistentVolume| (capacity(volume), lot(volume, claim));
        if fits && best.is_none_or(|best| order(volume) < order(best)) {
            best = Some(volume);
        }
    }
    best
}
