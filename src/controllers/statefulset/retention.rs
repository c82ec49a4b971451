//! Who owns the claims of a StatefulSet: nobody, the set or the pod, by the retention policy.
//! Models pkg/controller/statefulset/stateful_set_utils.go updateClaimOwnerRefForSetAndPod.

use super::identity::{claim_name, in_range, ordinal};
use crate::api::apps::StatefulSet;
use crate::api::meta::OwnerReference;
use crate::api::pod::Pod;
use crate::api::storage::PersistentVolumeClaim;
use crate::apiserver::request::{EventDraft, Request};
use crate::apiserver::store::Store;
use crate::controllers::pods::controller_reference;

fn deletes(set: &StatefulSet) -> (bool, bool) {
    let policy = set.spec.persistent_volume_claim_retention_policy.as_ref();
    let deletes = |word: Option<&str>| word == Some("Delete");
    (
        deletes(policy.map(|policy| policy.when_deleted.as_str())),
        deletes(policy.map(|policy| policy.when_scaled.as_str())),
    )
}

/// The owner that the policy wants a claim to have.
fn wanted_owner(set: &StatefulSet, pod: &Pod) -> Option<OwnerReference> {
    let condemned = !in_range(set, ordinal(pod));
    match deletes(set) {
        (_, true) if condemned => Some(controller_reference(pod)),
        (true, _) => Some(controller_reference(set)),
        _ => None,
    }
}

/// Requests that give the claims of one pod the owner that the policy wants.
pub fn fix_claim_owners(set: &StatefulSet, pod: &Pod, store: &Store) -> Vec<Request> {
    let mut requests = Vec::new();
    for template in &set.spec.volume_claim_templates {
        let name = claim_name(set, template, ordinal(pod));
        let Some(claim) = store.get::<PersistentVolumeClaim>(&set.metadata.namespace, &name) else {
            continue;
        };
        let ours = |owner: &OwnerReference| {
            owner.uid == set.metadata.uid
                || owner.uid == pod.metadata.uid
                || owner.kind == "Pod" && owner.name == pod.metadata.name
        };
        let owners = &claim.metadata.owner_references;
        if owners.iter().any(|owner| owner.controller == Some(true) && !ours(owner)) {
            let message = format!(
                "ConflictingController: PersistentVolumeClaim {name} has a conflicting \
                 controller, so its retention policy is ignored"
            );
            if deletes(set) != (false, false) {
                let (component, reason) = (super::COMPONENT, "ConflictingController");
                let draft = EventDraft::warning(component, set, reason, message);
                requests.push(Request::event(draft));
            }
            continue;
        }
        let mut updated: Vec<OwnerReference> =
            owners.iter().filter(|owner| !ours(owner)).cloned().collect();
        updated.extend(wanted_owner(set, pod));
        if updated != *owners {
            let mut claim = PersistentVolumeClaim::clone(claim);
            claim.metadata.owner_references = updated;
            requests.push(Request::update(claim));
        }
    }
    requests
}

/// Whether a claim still belongs to an older pod of the same name, so that it is about to go.
/// Models PodClaimIsStale.
pub fn claim_is_stale(set: &StatefulSet, pod_name: &str, ordinal: i32, store: &Store) -> bool {
    let (_, when_scaled) = deletes(set);
    when_scaled
        && set.spec.volume_claim_templates.iter().any(|template| {
            let name = claim_name(set, template, ordinal);
            let claim = store.get::<PersistentVolumeClaim>(&set.metadata.namespace, &name);
            let current = store.get::<Pod>(&set.metadata.namespace, pod_name);
            let current = current.map(|pod| pod.metadata.uid.as_str());
            claim.is_some_and(|claim| {
                claim.metadata.owner_references.iter().any(|owner| {
                    owner.kind == "Pod"
                        && owner.name == pod_name
                        && Some(owner.uid.as_str()) != current
                })
            })
        })
}
