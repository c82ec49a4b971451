//! Who owns the claims of a StatefulSet: nobody, the set or the pod, by the retention policy.
//! Models pkg/controller/statefulset/stateful_set_utils.go updateClaimOwnerRefForSetAndPod.

use super::identity::{claim_name, ordinal, ordinals};
use crate::api::Resource;
use crate::api::apps::StatefulSet;
use crate::api::meta::OwnerReference;
use crate::api::pod::Pod;
use crate::api::storage::PersistentVolumeClaim;
use crate::apiserver::request::{EventDraft, Request};
use crate::apiserver::store::Store;
use crate::controllers::pods::controller_reference;
use std::rc::Rc;

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
    let condemned = !ordinals(set).contains(&ordinal(pod));
    match deletes(set) {
        (_, true) if condemned => Some(controller_reference(pod)),
        (true, _) => Some(controller_reference(set)),
        _ => None,
    }
}

/// Requests that give the claims of one pod the owner that the policy wants.
/// Models stateful_pod_control.go UpdatePodClaimForRetentionPolicy.
pub fn fix_claim_owners(set: &StatefulSet, pod: &Pod, store: &Store) -> Vec<Request> {
    let mut requests = Vec::new();
    for template in &set.spec.volume_claim_templates {
        let name = claim_name(set, template, ordinal(pod));
        let Some(claim) = store.get::<PersistentVolumeClaim>(&set.metadata.namespace, &name) else {
            continue;
        };
        if has_unexpected_controller(claim, set, pod) {
            let message = format!(
                "PersistentVolumeClaim {name} has a conflicting OwnerReference that acts as a \
                 manging controller, the retention policy is ignored for this claim"
            );
            let (component, reason) = (super::COMPONENT, "ConflictingController");
            let draft = EventDraft::warning(component, set, reason, message);
            requests.push(Request::event(draft));
        }
        let owners = owners_after(claim, set, pod);
        if owners != claim.metadata.owner_references {
            let mut claim = PersistentVolumeClaim::clone(claim);
            claim.metadata.owner_references = owners;
            requests.push(Request::update(claim));
        }
    }
    requests
}

/// Whether a reference names this object, be it an older one of the same name.
/// Models matchesRef.
fn names<T: Resource>(owner: &OwnerReference, object: &T) -> bool {
    let info = T::KIND.info();
    owner.kind == info.kind
        && owner.api_version == info.api_version()
        && owner.name == object.metadata().name
}

/// Whether a claim belongs to a set or pod of the same name that is gone. Models hasStaleOwnerRef.
fn has_stale_owner(claim: &PersistentVolumeClaim, set: &StatefulSet, pod: &Pod) -> bool {
    claim.metadata.owner_references.iter().any(|owner| {
        names(owner, set) && owner.uid != set.metadata.uid
            || names(owner, pod) && owner.uid != pod.metadata.uid
    })
}

/// Whether somebody else controls a claim that the policy would delete.
/// Models hasUnexpectedController.
fn has_unexpected_controller(claim: &PersistentVolumeClaim, set: &StatefulSet, pod: &Pod) -> bool {
    let is_ours = |owner: &OwnerReference| names(owner, set) || names(owner, pod);
    let mut owners = claim.metadata.owner_references.iter();
    deletes(set) != (false, false)
        && (has_stale_owner(claim, set, pod)
            || owners.any(|owner| owner.controller == Some(true) && !is_ours(owner)))
}

/// The owners of a claim as they should be: those of others, and ours if nobody else controls it.
/// What an older set or pod of the same name has left is not touched.
/// Models isClaimOwnerUpToDate and updateClaimOwnerRefForSetAndPod.
fn owners_after(
    claim: &PersistentVolumeClaim,
    set: &StatefulSet,
    pod: &Pod,
) -> Rc<Vec<OwnerReference>> {
    let owners = &claim.metadata.owner_references;
    if has_stale_owner(claim, set, pod) {
        return owners.clone();
    }
    let is_ours = |owner: &OwnerReference| names(owner, set) || names(owner, pod);
    let wanted = match has_unexpected_controller(claim, set, pod) {
        true => None,
        false => wanted_owner(set, pod),
    };
    let mut ours = owners.iter().filter(|owner| is_ours(owner));
    if wanted.is_some() && ours.next() == wanted.as_ref() && ours.next().is_none() {
        return owners.clone();
    }
    let others = owners.iter().filter(|owner| !is_ours(owner)).cloned();
    Rc::new(others.chain(wanted).collect())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Object;
    use crate::api::clock::Millis;
    use crate::apiserver::ApiServer;
    use crate::apiserver::request::Verb;
    use serde_json::{Value, json};

    fn read<T: Resource>(value: Value) -> T {
        T::clone(T::unwrap(&Object::from_json(value).unwrap().0).unwrap())
    }

    /// The events and the new owners that a pass wants for a claim with these owners.
    fn pass(owners: Value) -> (Vec<&'static str>, Option<Vec<String>>) {
        let set: StatefulSet = read(json!({
            "apiVersion": "apps/v1", "kind": "StatefulSet",
            "metadata": {"name": "web", "namespace": "default", "uid": "set"},
            "spec": {
                "replicas": 1, "volumeClaimTemplates": [{"metadata": {"name": "www"}}],
                "persistentVolumeClaimRetentionPolicy": {
                    "whenDeleted": "Delete", "whenScaled": "Retain"
                }
            }
        }));
        let pod: Pod = read(json!({
            "apiVersion": "v1", "kind": "Pod",
            "metadata": {"name": "web-0", "namespace": "default", "uid": "pod"}
        }));
        let mut api = ApiServer::new(1, Millis(0), "10.96.0.0/12");
        let claim: PersistentVolumeClaim = read(json!({
            "apiVersion": "v1", "kind": "PersistentVolumeClaim",
            "metadata": {"name": "www-web-0", "namespace": "default", "ownerReferences": owners}
        }));
        api.restore(claim.into());
        let (mut told, mut written) = (Vec::new(), None);
        for request in fix_claim_owners(&set, &pod, api.store()) {
            told.extend(request.on_success.iter().map(|event| event.reason));
            if let Verb::Update(claim) = request.verb {
                let owners = claim.metadata().owner_references.iter();
                written =
                    Some(owners.map(|owner| format!("{} {}", owner.kind, owner.uid)).collect());
            }
        }
        (told, written)
    }

    fn owner(kind: &str, name: &str, uid: &str, controls: bool) -> Value {
        let group = if kind == "Pod" || kind == "ConfigMap" { "v1" } else { "apps/v1" };
        json!({"apiVersion": group, "kind": kind, "name": name, "uid": uid, "controller": controls})
    }

    #[test]
    fn a_claim_that_somebody_else_controls_is_left_to_them() {
        let set = Some(vec!["StatefulSet set".to_owned()]);
        assert_eq!(pass(json!([])), (vec![], set));
        let (told, written) = pass(json!([owner("ConfigMap", "c", "c", false)]));
        let both = vec!["ConfigMap c".to_owned(), "StatefulSet set".to_owned()];
        assert_eq!((told, written), (vec![], Some(both)), "one that does not control may stay");
        let theirs = owner("ReplicaSet", "other", "o", true);
        assert_eq!(pass(json!([theirs])), (vec!["ConflictingController"], None));
        let ours = owner("StatefulSet", "web", "set", true);
        let only_theirs = Some(vec!["ReplicaSet o".to_owned()]);
        assert_eq!(pass(json!([theirs, ours])), (vec!["ConflictingController"], only_theirs));
        let stale = owner("Pod", "web-0", "an older one", true);
        assert_eq!(pass(json!([stale])), (vec!["ConflictingController"], None));
    }
}
