//! Validation: what the API server refuses.
//!
//! The rules of each kind and their order are upstream's; the words are what a learner reads and
//! searches for.

mod config;
mod containers;
mod diff;
pub(super) mod faults;
mod meta;
pub mod names;
mod pod;
mod pod_update;
mod pod_volumes;
mod service;
mod storage;
mod workloads;

use self::faults::Faults;
use self::names::NameCheck;
use super::status::Cause;
use crate::api::{Kind, Object};

/// What a server refuses.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// See [`create`].
    pub create: fn(&Object) -> Vec<Cause>,
    /// See [`update`].
    pub update: fn(&Object, &Object) -> Vec<Cause>,
}

impl Rules {
    /// What Kubernetes' API server refuses.
    pub const ALL: Rules = Rules { create, update };
    /// Nothing, as long as nobody writes but who does it rightly: the lab's own controllers.
    pub const NONE: Rules = Rules { create: |_| Vec::new(), update: |_, _| Vec::new() };
}

/// The faults of a new object, in the order in which the API server lists them.
pub fn create(object: &Object) -> Vec<Cause> {
    let mut faults = Faults::default();
    meta::metadata(&mut faults, object.metadata(), object.kind(), name_check(object.kind()));
    match object {
        Object::ConfigMap(new) => config::config_map(&mut faults, new),
        Object::ControllerRevision(new) => workloads::controller_revision(&mut faults, new),
        Object::Deployment(new) => workloads::deployment(&mut faults, &new.spec),
        Object::PersistentVolume(new) => storage::volume(&mut faults, &new.spec),
        Object::PersistentVolumeClaim(new) => storage::claim(&mut faults, &new.spec),
        Object::Pod(new) => pod::pod_spec(&mut faults, &new.spec, &faults::Path::new("spec")),
        Object::ReplicaSet(new) => workloads::replica_set(&mut faults, &new.spec),
        Object::Secret(new) => config::secret(&mut faults, new),
        Object::Service(new) => service::service(&mut faults, new),
        Object::StatefulSet(new) => workloads::stateful_set(&mut faults, &new.spec),
        Object::StorageClass(new) => storage::class(&mut faults, new),
        Object::EndpointSlice(_)
        | Object::Endpoints(_)
        | Object::Event(_)
        | Object::Namespace(_)
        | Object::Node(_)
        | Object::ServiceAccount(_)
        | Object::VolumeAttachment(_) => {}
    }
    faults.0
}

/// The faults of a changed object: invalid as it is now, or changed where it may not change.
pub fn update(object: &Object, before: &Object) -> Vec<Cause> {
    let mut faults = Faults::default();
    meta::metadata_update(&mut faults, object.metadata(), before.metadata());
    match (object, before) {
        (Object::ConfigMap(new), Object::ConfigMap(before)) => {
            config::config_map_update(&mut faults, new, before);
        }
        (Object::ControllerRevision(new), Object::ControllerRevision(before)) => {
            workloads::controller_revision_update(&mut faults, new, before);
        }
        (Object::Deployment(new), Object::Deployment(before)) => {
            workloads::deployment_update(&mut faults, new, before);
        }
        (Object::PersistentVolume(new), Object::PersistentVolume(before)) => {
            storage::volume_update(&mut faults, new, before);
        }
        (Object::PersistentVolumeClaim(new), Object::PersistentVolumeClaim(before)) => {
            storage::claim_update(&mut faults, new, before);
        }
        (Object::Pod(new), Object::Pod(before)) => {
            pod_update::pod_update(&mut faults, new, before);
        }
        (Object::ReplicaSet(new), Object::ReplicaSet(before)) => {
            workloads::replica_set_update(&mut faults, new, before);
        }
        (Object::Secret(new), Object::Secret(before)) => {
            config::secret_update(&mut faults, new, before);
        }
        (Object::Service(new), Object::Service(before)) => {
            service::service_update(&mut faults, new, before);
        }
        (Object::StatefulSet(new), Object::StatefulSet(before)) => {
            workloads::stateful_set_update(&mut faults, new, before);
        }
        (Object::StorageClass(new), Object::StorageClass(before)) => {
            storage::class_update(&mut faults, new, before);
        }
        _ => {}
    }
    faults.0
}

/// What a name of that kind must look like.
fn name_check(kind: Kind) -> NameCheck {
    match kind {
        Kind::Service => names::dns_1035_label,
        Kind::Namespace | Kind::StatefulSet => names::dns_label,
        _ => names::dns_subdomain,
    }
}

#[cfg(test)]
mod tests;
