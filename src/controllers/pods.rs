//! What the workload controllers share: questions about pods, and making one from a template.

use crate::api::Resource;
use crate::api::clock::Millis;
use crate::api::meta::{LabelSelector, ObjectMeta, OwnerReference};
use crate::api::pod::{Pod, PodTemplateSpec};
use crate::apiserver::request::Request;
use crate::apiserver::store::Store;
use std::rc::Rc;

/// Ready for at least that long.
/// Models k8s.io/kubernetes/pkg/api/v1/pod IsPodAvailable.
pub fn is_available(pod: &Pod, min_ready_seconds: i32, now: Millis) -> bool {
    let Some(ready) = pod.status.condition("Ready").filter(|ready| ready.status == "True") else {
        return false;
    };
    let since = ready.last_transition_time.unwrap_or_default();
    min_ready_seconds == 0 || now.seconds_since(since) >= i64::from(min_ready_seconds)
}

/// Milliseconds until it is worth while to look whether a ready pod is available. Upstream looks a
/// second late, counted from the moment itself, of which a pod has only the whole seconds.
/// Models pkg/controller/replicaset/replica_set.go updatePod.
pub fn available_in(pod: &Pod, min_ready_seconds: i32, now: Millis) -> Option<i64> {
    let ready = pod.status.condition("Ready").filter(|ready| ready.status == "True")?;
    let since = ready.last_transition_time?;
    let due = (since.0 + i64::from(min_ready_seconds)) * 1000;
    (due > now.0).then(|| due + 1_500 - now.0)
}

/// A reference that makes `owner` the controller of an object.
/// Models k8s.io/apimachinery/pkg/apis/meta/v1 NewControllerRef.
pub fn controller_reference<T: Resource>(owner: &T) -> OwnerReference {
    OwnerReference {
        api_version: T::KIND.info().api_version().to_owned(),
        block_owner_deletion: Some(true),
        controller: Some(true),
        kind: T::KIND.info().kind.to_owned(),
        name: owner.metadata().name.clone(),
        uid: owner.metadata().uid.clone(),
    }
}

/// A pod from a template, owned by `owner`; the server gives it its name.
/// Models pkg/controller/controller_utils.go GetPodFromTemplate.
pub fn from_template<T: Resource>(owner: &T, template: &PodTemplateSpec) -> Pod {
    Pod {
        metadata: ObjectMeta {
            annotations: template.metadata.annotations.clone(),
            finalizers: template.metadata.finalizers.clone(),
            generate_name: format!("{}-", owner.metadata().name),
            labels: template.metadata.labels.clone(),
            namespace: owner.metadata().namespace.clone(),
            owner_references: vec![controller_reference(owner)].into(),
            ..ObjectMeta::default()
        },
        spec: Rc::new(template.spec.clone()),
        ..Pod::default()
    }
}

/// The pods that a workload has, and the requests that adopt or release some.
pub struct Claimed {
    /// Its pods, in the order of their names.
    pub pods: Vec<Rc<Pod>>,
    /// Ownership to be written.
    pub requests: Vec<Request>,
}

/// Finds the pods of a workload: those that it owns, orphans that fit are adopted, and what it
/// owns and no longer selects is released. Pods that it does not look at stay as they are.
/// Models pkg/controller/controller_ref_manager.go ClaimPods.
pub fn claim<T: Resource>(
    owner: &T,
    selector: &LabelSelector,
    looks_at: fn(&Pod) -> bool,
    fits: &dyn Fn(&Pod) -> bool,
    store: &Store,
) -> Claimed {
    let meta = owner.metadata();
    let mut claimed = Claimed { pods: Vec::new(), requests: Vec::new() };
    for pod in store.owned_by::<Pod>(&meta.uid) {
        let is_controller = pod.metadata.controller().is_some_and(|by| by.uid == meta.uid);
        if !is_controller || !looks_at(pod) {
            continue;
        }
        if selector.matches(&pod.metadata.labels) && fits(pod) {
            claimed.pods.push(Rc::clone(pod));
        } else if !meta.is_terminating() {
            let mut released = Pod::clone(pod);
            released.metadata.owners_mut().retain(|by| by.uid != meta.uid);
            claimed.requests.push(Request::update(released));
        }
    }
    if !meta.is_terminating() {
        for pod in store.uncontrolled_pods() {
            let near = pod.metadata.namespace == meta.namespace;
            let can_be_had = near && looks_at(pod) && !pod.metadata.is_terminating();
            if can_be_had && selector.matches(&pod.metadata.labels) && fits(pod) {
                let mut adopted = Pod::clone(pod);
                adopted.metadata.owners_mut().push(controller_reference(owner));
                claimed.requests.push(Request::update(adopted.clone()));
                let at = claimed.pods.partition_point(|own| own.metadata.name < pod.metadata.name);
                claimed.pods.insert(at, Rc::new(adopted));
            }
        }
    }
    claimed
}
