//! Admission: what the API server adds to objects on the way in, and what it does not let others
//! write.

use super::ApiServer;
use super::status::Status;
use crate::api::binding::{default_class, has_class};
use crate::api::clock::Millis;
use crate::api::container::VolumeMount;
use crate::api::core::Namespace;
use crate::api::pod::{Pod, PodStatus, Toleration, Volume};
use crate::api::storage::{PersistentVolumeClaim, PersistentVolumeStatus, StorageClass};
use crate::api::{Kind, Object};
use serde_json::{Value, json};
use std::rc::Rc;

/// Adds what admission plugins add at creation.
pub(super) fn admit(server: &mut ApiServer, object: &mut Object) {
    match object {
        Object::Pod(pod) => admit_pod(server, Rc::make_mut(pod)),
        // Models plugin/pkg/admission/storage/storageobjectinuseprotection.
        // The gate VolumeAttributesClass is off in 1.32, and so its field is dropped.
        // Models pkg/api/persistentvolumeclaim DropDisabledFields.
        Object::PersistentVolumeClaim(claim) => {
            let claim = Rc::make_mut(claim);
            claim.spec.volume_attributes_class_name = None;
            set_default_class(server, claim);
            add_finalizer(object, "kubernetes.io/pvc-protection");
        }
        Object::PersistentVolume(volume) => {
            Rc::make_mut(volume).spec.volume_attributes_class_name = None;
            add_finalizer(object, "kubernetes.io/pv-protection");
        }
        _ => {}
    }
}

/// Models plugin/pkg/admission/storage/storageclass/setdefault.
fn set_default_class(server: &ApiServer, claim: &mut PersistentVolumeClaim) {
    if !has_class(claim)
        && let Some(class) = default_class(server.store.list::<StorageClass>())
    {
        claim.spec.storage_class_name = Some(class.metadata.name.clone());
    }
}

fn add_finalizer(object: &mut Object, finalizer: &str) {
    let meta = object.metadata_mut();
    if !meta.has_finalizer(finalizer) {
        meta.finalizers.push(finalizer.to_owned());
    }
}

fn admit_pod(server: &mut ApiServer, pod: &mut Pod) {
    let spec = Rc::make_mut(&mut pod.spec);
    // Models plugin/pkg/admission/priority.
    spec.priority.get_or_insert(0);
    if spec.preemption_policy.is_empty() {
        spec.preemption_policy = "PreemptLowerPriority".to_owned();
    }
    if spec.service_account_name.is_empty() {
        spec.service_account_name = "default".to_owned();
    }
    spec.service_account.clone_from(&spec.service_account_name);
    // Models plugin/pkg/admission/defaulttolerationseconds.
    for key in ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"] {
        if !spec.tolerations.iter().any(|toleration| toleration.key == key) {
            let tolerations = Rc::make_mut(&mut spec.tolerations);
            tolerations.reserve_exact(1);
            tolerations.push(Toleration {
                effect: "NoExecute".to_owned(),
                key: key.to_owned(),
                operator: "Exists".to_owned(),
                toleration_seconds: Some(300),
                value: String::new(),
            });
        }
    }
    if spec.automount_service_account_token != Some(false) {
        let name = format!("kube-api-access-{}", server.random.suffix(5));
        mount_service_account(pod, name, &server.token);
    }
    let (phase, qos_class) = ("Pending".to_owned(), qos_class(pod).to_owned());
    pod.status = PodStatus { phase, qos_class, ..PodStatus::default() }.into();
}

/// Models plugin/pkg/admission/serviceaccount mountServiceAccountToken.
fn mount_service_account(pod: &mut Pod, name: String, token: &Rc<Value>) {
    const PATH: &str = "/var/run/secrets/kubernetes.io/serviceaccount";
    let mounts_it = |mount: &VolumeMount| mount.mount_path == PATH;
    let spec = Rc::make_mut(&mut pod.spec);
    for container in spec.every_container_mut() {
        if !container.volume_mounts.iter().any(mounts_it) {
            container.volume_mounts.reserve_exact(1);
            container.volume_mounts.push(VolumeMount {
                mount_path: PATH.to_owned(),
                name: name.clone(),
                read_only: true,
                ..VolumeMount::default()
            });
        }
    }
    let volumes = Rc::make_mut(&mut spec.volumes);
    volumes.reserve_exact(1);
    volumes.push(Volume { name, projected: Some(token.clone()), ..Volume::default() });
}

/// What the volume holds that is mounted into every pod.
pub(super) fn token() -> Value {
    json!({
        "defaultMode": 420,
        "sources": [
            {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
            {"configMap": {
                "items": [{"key": "ca.crt", "path": "ca.crt"}],
                "name": "kube-root-ca.crt"
            }},
            {"downwardAPI": {"items": [{
                "fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"},
                "path": "namespace"
            }]}}
        ]
    })
}

/// Models pkg/apis/core/v1/helper/qos ComputePodQOS.
fn qos_class(pod: &Pod) -> &'static str {
    let containers = || pod.spec.every_container();
    let sets_nothing = |name: &str| {
        containers().all(|container| {
            let resources = &container.resources;
            !resources.requests.contains_key(name) && !resources.limits.contains_key(name)
        })
    };
    let is_guaranteed = |name: &str| {
        containers().all(|container| {
            let resources = &container.resources;
            match (resources.limits.get(name), resources.requests.get(name)) {
                (Some(limit), Some(request)) => limit == request,
                (Some(_), None) => true,
                _ => false,
            }
        })
    };
    if sets_nothing("cpu") && sets_nothing("memory") {
        "BestEffort"
    } else if is_guaranteed("cpu") && is_guaranteed("memory") {
        "Guaranteed"
    } else {
        "Burstable"
    }
}

/// Takes out of a new object what only controllers write: a client that sends a status along, as
/// in the output of `get -o yaml`, has no say in it. A node may bring its own, and a pod gets its
/// first one from [`admit`].
/// Models the PrepareForCreate of each kind's strategy.go.
pub(super) fn drop_status(object: &mut Object, now: Millis) {
    match object {
        Object::Deployment(it) => Rc::make_mut(it).status = Default::default(),
        Object::Namespace(it) => Rc::make_mut(it).status = Default::default(),
        Object::PersistentVolume(it) => {
            let last_phase_transition_time = Some(now.time());
            Rc::make_mut(it).status =
                PersistentVolumeStatus { last_phase_transition_time, ..Default::default() };
        }
        Object::PersistentVolumeClaim(it) => Rc::make_mut(it).status = Default::default(),
        Object::ReplicaSet(it) => Rc::make_mut(it).status = Default::default(),
        Object::Service(it) => Rc::make_mut(it).status = Default::default(),
        Object::StatefulSet(it) => Rc::make_mut(it).status = Default::default(),
        Object::VolumeAttachment(it) => Rc::make_mut(it).status = Default::default(),
        _ => {}
    }
}

/// The object as it was before, with the status of `object` and nothing else of it.
pub(super) fn status_from(object: &Object, before: &Object) -> Object {
    let mut result = before.clone();
    match (&mut result, object) {
        (Object::Pod(to), Object::Pod(from)) => {
            Rc::make_mut(to).status.clone_from(&from.status);
        }
        (Object::Deployment(to), Object::Deployment(from)) => {
            // The revision annotation travels with the status.
            // Models pkg/registry/apps/deployment/strategy.go deploymentStatusStrategy.
            let to = Rc::make_mut(to);
            to.status.clone_from(&from.status);
            to.metadata.annotations.clone_from(&from.metadata.annotations);
        }
        (Object::ReplicaSet(to), Object::ReplicaSet(from)) => {
            Rc::make_mut(to).status.clone_from(&from.status);
        }
        (Object::StatefulSet(to), Object::StatefulSet(from)) => {
            Rc::make_mut(to).status.clone_from(&from.status);
        }
        (Object::PersistentVolume(to), Object::PersistentVolume(from)) => {
            Rc::make_mut(to).status.clone_from(&from.status);
        }
        (Object::PersistentVolumeClaim(to), Object::PersistentVolumeClaim(from)) => {
            Rc::make_mut(to).status.clone_from(&from.status);
        }
        (Object::Node(to), Object::Node(from)) => {
            Rc::make_mut(to).status.clone_from(&from.status);
        }
        (Object::Namespace(to), Object::Namespace(from)) => {
            Rc::make_mut(to).status.clone_from(&from.status);
        }
        (Object::VolumeAttachment(to), Object::VolumeAttachment(from)) => {
            Rc::make_mut(to).status.clone_from(&from.status);
        }
        (Object::Service(to), Object::Service(from)) => {
            Rc::make_mut(to).status.clone_from(&from.status);
        }
        _ => {}
    }
    result
}

/// Whether nothing but metadata and status differ, which is what a generation does not count.
pub(super) fn same_spec(object: &Object, before: &Object) -> bool {
    match (object, before) {
        (Object::Deployment(a), Object::Deployment(b)) => {
            // Annotations of a Deployment reach its replica sets, so they count as well.
            a.spec == b.spec && a.metadata.annotations == b.metadata.annotations
        }
        (Object::ReplicaSet(a), Object::ReplicaSet(b)) => a.spec == b.spec,
        (Object::StatefulSet(a), Object::StatefulSet(b)) => a.spec == b.spec,
        (Object::EndpointSlice(a), Object::EndpointSlice(b)) => {
            a.endpoints == b.endpoints && a.ports == b.ports
        }
        _ => false,
    }
}

/// Restores what a client may not write when it writes metadata and spec: the status and the
/// system's part of the metadata.
pub(super) fn keep_system_fields(object: &mut Object, before: &Object) {
    let mut metadata = object.metadata().clone();
    let kept = before.metadata();
    metadata.uid.clone_from(&kept.uid);
    metadata.creation_timestamp = kept.creation_timestamp;
    metadata.deletion_timestamp = kept.deletion_timestamp;
    metadata.deletion_grace_period_seconds = kept.deletion_grace_period_seconds;
    metadata.generation = kept.generation;
    metadata.generate_name.clone_from(&kept.generate_name);
    if has_status(object.kind()) {
        *object = status_from(before, object);
    }
    *object.metadata_mut() = metadata;
}

/// Kinds that keep their status in a part of its own.
fn has_status(kind: Kind) -> bool {
    !matches!(
        kind,
        Kind::ConfigMap
            | Kind::ControllerRevision
            | Kind::EndpointSlice
            | Kind::Endpoints
            | Kind::Event
            | Kind::Secret
            | Kind::ServiceAccount
            | Kind::StorageClass
    )
}

/// Refuses an object whose namespace is not there or is being deleted.
/// Models k8s.io/apiserver/pkg/admission/plugin/namespace/lifecycle/admission.go Admit.
pub(super) fn in_namespace(server: &ApiServer, object: &Object) -> Result<(), Status> {
    let meta = object.metadata();
    let Some(namespace) = server.get::<Namespace>("", &meta.namespace) else {
        return Err(Status::not_found(Kind::Namespace, &meta.namespace));
    };
    if !namespace.metadata.is_terminating() {
        return Ok(());
    }
    let name = &meta.namespace;
    let why =
        format!("unable to create new content in namespace {name} because it is being terminated");
    Err(Status::forbidden(object.kind(), &meta.name, &why))
}

#[cfg(test)]
mod tests {
    use super::super::ApiServer;
    use super::super::validation::Rules;
    use crate::api::clock::Millis;
    use crate::api::{Kind, Object};
    use serde_json::{Value, json};

    fn create(server: &mut ApiServer, manifest: Value) -> Value {
        server.create(Object::from_json(manifest).unwrap().0).unwrap().to_json()
    }

    #[test]
    fn nobody_is_believed_who_creates_an_object_with_a_status() {
        let created = |kind: Kind, status: Value| {
            let mut server = ApiServer::with(Rules::NONE, 1, Millis(0), "10.96.0.0/12");
            create(
                &mut server,
                json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "x"}}),
            );
            let (version, kind) = (kind.info().api_version(), kind.info().kind);
            let meta = json!({"name": "it", "namespace": "x"});
            create(
                &mut server,
                json!({
                    "apiVersion": version, "kind": kind, "metadata": meta, "status": status
                }),
            )
        };
        let lie = json!({
            "attached": true, "availableReplicas": 2, "capacity": {"storage": "1Gi"},
            "loadBalancer": {"ingress": [{"ip": "192.0.2.1"}]}, "observedGeneration": 7,
            "phase": "Released", "readyReplicas": 2, "replicas": 2, "updatedReplicas": 2
        });
        for kind in Kind::ALL.iter().copied().filter(|kind| *kind != Kind::Node) {
            assert_eq!(created(kind, lie.clone()), created(kind, json!({})), "{kind:?}");
        }
        // A kubelet registers itself with all that it knows.
        assert_eq!(created(Kind::Node, lie)["status"]["capacity"]["storage"], "1Gi");
    }

    #[test]
    fn a_claim_that_says_nothing_of_its_class_gets_the_newest_default() {
        let mut server = ApiServer::new(1, Millis(0), "10.96.0.0/12");
        create(
            &mut server,
            json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}}),
        );
        let claim = |name: &str, class: Option<&str>| {
            json!({
                "apiVersion": "v1", "kind": "PersistentVolumeClaim",
                "metadata": {"name": name, "namespace": "default"},
                "spec": {
                    "accessModes": ["ReadWriteOnce"], "storageClassName": class,
                    "volumeAttributesClassName": "gold",
                    "resources": {"requests": {"storage": "1Gi"}}
                }
            })
        };
        let spec = create(&mut server, claim("early", None))["spec"].take();
        assert_eq!(spec.get("storageClassName"), None, "there is none yet");
        assert_eq!(spec.get("volumeAttributesClassName"), None, "the gate is off");
        for (second, name, is_default) in [(1, "old", "true"), (2, "new", "true"), (3, "no", "")] {
            server.set_now(Millis(second * 1000));
            create(
                &mut server,
                json!({
                    "apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "provisioner": "p",
                    "metadata": {"name": name, "annotations": {
                        "storageclass.kubernetes.io/is-default-class": is_default
                    }}
                }),
            );
        }
        let mut class = |name: &str, class: Option<&str>| {
            create(&mut server, claim(name, class))["spec"]["storageClassName"].take()
        };
        assert_eq!(class("a", None), "new");
        assert_eq!(class("b", Some("")), "", "it wants none");
        assert_eq!(class("c", Some("old")), "old");
    }
}
