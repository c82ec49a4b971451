//! What an update goes through besides defaults and validation.

use super::ApiServer;
use super::status::Status;
use crate::api::core::{Service, ServiceSpec};
use crate::api::storage::{PersistentVolumeClaim, StorageClass};
use crate::api::{Kind, Object};
use std::rc::Rc;

/// Takes out of a changed object what its old form needed and its new form does not.
pub(super) fn drop_what_is_needed_no_more(object: &mut Object, before: &Object) {
    if let (Object::Service(new), Object::Service(before)) = (object, before)
        && new.spec.type_ != before.spec.type_
    {
        drop_type_dependent_fields(Rc::make_mut(new), before);
    }
}

/// Models pkg/registry/core/service/strategy.go dropTypeDependentFields.
fn drop_type_dependent_fields(new: &mut Service, before: &Service) {
    let is_external =
        |spec: &ServiceSpec| matches!(spec.type_.as_str(), "NodePort" | "LoadBalancer");
    let (new, old) = (&mut new.spec, &before.spec);
    if is_external(old) && !is_external(new) {
        let node_ports = |spec: &ServiceSpec| -> Vec<i32> {
            spec.ports.iter().map(|port| port.node_port).collect()
        };
        if node_ports(new) == node_ports(old) {
            new.ports.iter_mut().for_each(|port| port.node_port = 0);
        }
        if new.external_traffic_policy == old.external_traffic_policy {
            new.external_traffic_policy.clear();
        }
    }
    if new.type_ == "ExternalName" {
        if new.cluster_ip == old.cluster_ip {
            new.cluster_ip.clear();
            new.cluster_ips.clear();
        }
        new.ip_families.clear();
        new.ip_family_policy = None;
        new.internal_traffic_policy = None;
    }
}

/// Refuses what only admission plugins know to be impossible.
pub(super) fn admit(server: &ApiServer, object: &Object, before: &Object) -> Result<(), Status> {
    match (object, before) {
        (Object::PersistentVolumeClaim(new), Object::PersistentVolumeClaim(before)) => {
            resize(server, new, before)
        }
        _ => Ok(()),
    }
}

/// Models plugin/pkg/admission/storage/persistentvolume/resize/admission.go Validate.
fn resize(
    server: &ApiServer,
    new: &PersistentVolumeClaim,
    before: &PersistentVolumeClaim,
) -> Result<(), Status> {
    let size = |claim: &PersistentVolumeClaim| {
        claim.spec.resources.requests.get("storage").copied().unwrap_or_default()
    };
    if size(new) <= size(before) {
        return Ok(());
    }
    let refuse = |why| Err(Status::forbidden(Kind::PersistentVolumeClaim, &new.metadata.name, why));
    if before.status.phase != "Bound" {
        return refuse("Only bound persistent volume claims can be expanded");
    }
    let class = new.spec.storage_class_name.as_deref().unwrap_or("");
    let same_class = new.spec.storage_class_name == before.spec.storage_class_name;
    let class = server.get::<StorageClass>("", class).filter(|_| same_class);
    if class.is_some_and(|class| class.allow_volume_expansion == Some(true)) {
        return Ok(());
    }
    refuse(
        "only dynamically provisioned pvc can be resized and the storageclass that provisions the \
         pvc must support resize",
    )
}

#[cfg(test)]
mod tests {
    use super::super::patch::PatchType;
    use super::*;
    use crate::api::Key;
    use crate::api::clock::Millis;
    use serde_json::{Value, json};

    fn server(manifests: &[Value]) -> ApiServer {
        let mut server = ApiServer::new(1, Millis(0), "10.96.0.0/12");
        let namespace = json!({
            "apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}
        });
        for manifest in [&namespace].into_iter().chain(manifests) {
            let (object, _) = Object::from_json(manifest.clone()).unwrap();
            server.create(object).unwrap();
        }
        server
    }

    #[test]
    fn a_service_that_needs_no_node_port_any_more_loses_it() {
        let mut server = server(&[json!({
            "apiVersion": "v1", "kind": "Service",
            "metadata": {"name": "s", "namespace": "default"},
            "spec": {"type": "NodePort", "ports": [{"port": 80, "nodePort": 30002}]}
        })]);
        let key = Key::new(Kind::Service, "default", "s");
        let mut patch = |type_: &str| {
            let body = json!({"spec": {"type": type_}});
            let (object, _) = server.patch(&key, PatchType::Strategic, &body).unwrap();
            object.to_json()["spec"].take()
        };
        let spec = patch("ClusterIP");
        assert_eq!(spec["ports"], json!([{"port": 80, "protocol": "TCP", "targetPort": 80}]));
        assert_eq!(spec.get("externalTrafficPolicy"), None);
        assert_eq!(patch("NodePort")["externalTrafficPolicy"], "Cluster");
    }

    #[test]
    fn a_claim_grows_only_if_its_class_lets_it() {
        let class = |name: &str, grows: bool| {
            json!({
                "apiVersion": "storage.k8s.io/v1", "kind": "StorageClass",
                "metadata": {"name": name}, "provisioner": "p", "allowVolumeExpansion": grows
            })
        };
        let claim = |name: &str, class: &str| {
            json!({
                "apiVersion": "v1", "kind": "PersistentVolumeClaim",
                "metadata": {"name": name, "namespace": "default"},
                "spec": {
                    "accessModes": ["ReadWriteOnce"], "storageClassName": class,
                    "resources": {"requests": {"storage": "1Gi"}}
                }
            })
        };
        let mut server = server(&[
            class("fixed", false),
            class("elastic", true),
            claim("a", "fixed"),
            claim("b", "elastic"),
            claim("c", ""),
        ]);
        let mut grow = |name: &str| {
            let key = Key::new(Kind::PersistentVolumeClaim, "default", name);
            let mut claim = server.store().object(&key).unwrap().to_json();
            claim["status"] = json!({"phase": "Bound", "capacity": {"storage": "1Gi"}});
            server.update_status(Object::from_json(claim).unwrap().0).unwrap();
            let body = json!({"spec": {"resources": {"requests": {"storage": "2Gi"}}}});
            server.patch(&key, PatchType::Strategic, &body).map(|_| ()).map_err(|e| e.message)
        };
        let refused = |name: &str| {
            Err(format!(
                "persistentvolumeclaims \"{name}\" is forbidden: only dynamically provisioned pvc \
                 can be resized and the storageclass that provisions the pvc must support resize"
            ))
        };
        assert_eq!(grow("a"), refused("a"));
        assert_eq!(grow("b"), Ok(()));
        assert_eq!(grow("c"), refused("c"));
    }
}
