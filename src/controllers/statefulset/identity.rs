//! The identity of a StatefulSet's pods: name, ordinal, labels, claims.
//! Models pkg/controller/statefulset/stateful_set_utils.go.

use crate::api::apps::StatefulSet;
use crate::api::meta::{ObjectMeta, StringMap};
use crate::api::pod::{PersistentVolumeClaimVolumeSource, Pod, PodTemplateSpec, Volume};
use crate::api::storage::{PersistentVolumeClaim, PersistentVolumeClaimTemplate};
use crate::controllers::pods::from_template;
use std::ops::Range;
use std::rc::Rc;

/// The label that names the pod.
pub const POD_NAME_LABEL: &str = "statefulset.kubernetes.io/pod-name";
/// The label that carries the ordinal.
pub const POD_INDEX_LABEL: &str = "apps.kubernetes.io/pod-index";
/// The label that names the ControllerRevision that the pod was made from.
pub const REVISION_LABEL: &str = "controller-revision-hash";

/// The set's name and the ordinal in a pod's name; no ordinal gives `("", -1)`.
/// Models getParentNameAndOrdinal.
pub fn parent_and_ordinal(pod_name: &str) -> (&str, i32) {
    let parts = pod_name.rsplit_once('-').filter(|(_, digits)| {
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    });
    match parts.and_then(|(parent, digits)| Some((parent, digits.parse().ok()?))) {
        Some((parent, ordinal)) if !parent.is_empty() => (parent, ordinal),
        _ => ("", -1),
    }
}

/// The ordinal of a pod, -1 if its name has none.
pub fn ordinal(pod: &Pod) -> i32 {
    parent_and_ordinal(&pod.metadata.name).1
}

/// Whether the pod's name is one that the set gives.
pub fn is_member(set: &StatefulSet, pod: &Pod) -> bool {
    parent_and_ordinal(&pod.metadata.name).0 == set.metadata.name
}

/// The ordinals of the replicas that the set wants, which may be very many.
/// Models getStartOrdinal and getEndOrdinal.
pub fn ordinals(set: &StatefulSet) -> Range<i32> {
    let start = set.spec.ordinals.as_ref().map_or(0, |ordinals| ordinals.start);
    start..start.saturating_add(set.spec.replicas.unwrap_or(1))
}

/// `www-web-0`. Models getPersistentVolumeClaimName.
pub fn claim_name(
    set: &StatefulSet,
    template: &PersistentVolumeClaimTemplate,
    ordinal: i32,
) -> String {
    format!("{}-{}-{ordinal}", template.metadata.name, set.metadata.name)
}

/// The pod that a claim of the set belongs to: `web-0` for `www-web-0`.
/// Models getClaimPodName.
pub fn pod_of_claim<'a>(set: &str, claim: &'a str) -> Option<&'a str> {
    let (parent, digits) = claim.rsplit_once('-')?;
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let template = parent.strip_suffix(set).filter(|_| is_number)?;
    template.ends_with('-').then(|| &claim[template.len()..])
}

/// The claims of one pod of the set. Models getPersistentVolumeClaims.
pub fn claims(set: &StatefulSet, ordinal: i32) -> Vec<PersistentVolumeClaim> {
    let selected = set.spec.selector.as_ref().map(|selector| &selector.match_labels);
    let claim = |template: &PersistentVolumeClaimTemplate| {
        let mut labels = StringMap::clone(&template.metadata.labels);
        labels.extend(selected.into_iter().flatten().map(|(k, v)| (k.clone(), v.clone())));
        PersistentVolumeClaim {
            metadata: ObjectMeta {
                annotations: template.metadata.annotations.clone(),
                labels: labels.into(),
                name: claim_name(set, template, ordinal),
                namespace: set.metadata.namespace.clone(),
                ..ObjectMeta::default()
            },
            spec: template.spec.clone(),
            ..PersistentVolumeClaim::default()
        }
    };
    let claims: Vec<PersistentVolumeClaim> =
        set.spec.volume_claim_templates.iter().map(claim).collect();
    debug_assert!(
        claims.iter().all(|claim| {
            let pod = pod_of_claim(&set.metadata.name, &claim.metadata.name);
            pod.is_some_and(|pod| parent_and_ordinal(pod) == (set.metadata.name.as_str(), ordinal))
        }),
        "a claim's name leads back to its pod"
    );
    claims
}

/// A new pod of the set. Models newVersionedStatefulSetPod and newStatefulSetPod.
pub fn new_pod(set: &StatefulSet, template: &PodTemplateSpec, revision: &str, ordinal: i32) -> Pod {
    let mut pod = from_template(set, template);
    pod.metadata.name = format!("{}-{ordinal}", set.metadata.name);
    let spec = Rc::make_mut(&mut pod.spec);
    spec.hostname.clone_from(&pod.metadata.name);
    spec.subdomain.clone_from(&set.spec.service_name);
    pod.metadata.labels_mut().insert(REVISION_LABEL.to_owned(), revision.to_owned());
    update_identity(&mut pod, ordinal);
    update_storage(set, &mut pod, ordinal);
    pod
}

/// Writes the labels by which the pod is known. Models updateIdentity.
pub fn update_identity(pod: &mut Pod, ordinal: i32) {
    let name = pod.metadata.name.clone();
    pod.metadata.labels_mut().insert(POD_NAME_LABEL.to_owned(), name);
    pod.metadata.labels_mut().insert(POD_INDEX_LABEL.to_owned(), ordinal.to_string());
}

/// Points the pod's volumes at its claims: claims first, then the volumes that no template
/// replaces. Models updateStorage.
pub fn update_storage(set: &StatefulSet, pod: &mut Pod, ordinal: i32) {
    let templates = &set.spec.volume_claim_templates;
    let mut volumes: Vec<Volume> = templates
        .iter()
        .map(|template| Volume {
            name: template.metadata.name.clone(),
            persistent_volume_claim: Some(PersistentVolumeClaimVolumeSource {
                claim_name: claim_name(set, template, ordinal),
                read_only: false,
            }),
            ..Volume::default()
        })
        .collect();
    let replaced =
        |volume: &Volume| templates.iter().any(|template| template.metadata.name == volume.name);
    volumes.extend(pod.spec.volumes.iter().filter(|volume| !replaced(volume)).cloned());
    Rc::make_mut(&mut pod.spec).volumes = volumes.into();
}

/// Whether the pod carries its labels. Models identityMatches.
pub fn identity_matches(set: &StatefulSet, pod: &Pod) -> bool {
    let label = pod.metadata.labels.get(POD_NAME_LABEL);
    is_member(set, pod) && label == Some(&pod.metadata.name)
}

/// Whether the pod's volumes are its claims. Models storageMatches.
pub fn storage_matches(set: &StatefulSet, pod: &Pod) -> bool {
    let ordinal = ordinal(pod);
    set.spec.volume_claim_templates.iter().all(|template| {
        let wanted = claim_name(set, template, ordinal);
        let mut volumes = pod.spec.volumes.iter();
        volumes
            .find(|volume| volume.name == template.metadata.name)
            .is_some_and(|volume| volume.claim_name() == Some(wanted.as_str()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pod_name_gives_its_parent_and_ordinal() {
        assert_eq!(parent_and_ordinal("web-1"), ("web", 1));
        assert_eq!(parent_and_ordinal("my-web-12"), ("my-web", 12));
        for no_ordinal in ["1-bar", "web", "web-", "web-x", "-1", "web-99999999999"] {
            assert_eq!(parent_and_ordinal(no_ordinal), ("", -1), "{no_ordinal}");
        }
    }
}
