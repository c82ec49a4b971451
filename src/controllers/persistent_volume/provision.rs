//! Asking somebody else for a volume. Models pv_controller.go provisionClaim: no plugin inside the
//! control plane provisions any more, so a provisioner of its own is asked, or there is none.

use super::COMPONENT;
use crate::api::binding::STORAGE_PROVISIONER;
use crate::api::storage::{PersistentVolumeClaim, StorageClass};
use crate::apiserver::request::{EventDraft, Request};
use std::rc::Rc;

/// The older name of [`STORAGE_PROVISIONER`].
const BETA_STORAGE_PROVISIONER: &str = "volume.beta.kubernetes.io/storage-provisioner";

/// What the controller does for a claim that has a class and finds no volume.
pub(super) fn provision(
    claim: &PersistentVolumeClaim,
    class: Option<&Rc<StorageClass>>,
) -> Vec<Request> {
    let failed = |message: String| {
        let event = EventDraft::warning(COMPONENT, claim, "ProvisioningFailed", message);
        vec![Request::event(event)]
    };
    let Some(class) = class else {
        let name = crate::api::binding::class_of_claim(claim);
        return failed(format!("storageclass.storage.k8s.io \"{name}\" not found"));
    };
    let provisioner = &class.provisioner;
    if provisioner.starts_with("kubernetes.io/") {
        return failed(format!("no volume plugin matched name: {provisioner}"));
    }
    let message = format!(
        "Waiting for a volume to be created either by the external provisioner '{provisioner}' or \
         manually by the system administrator. If volume creation is delayed, please verify that \
         the provisioner is running and correctly registered."
    );
    let mut requests = Vec::new();
    let asked = claim.metadata.annotations.get(STORAGE_PROVISIONER);
    if asked != Some(provisioner) {
        // Models setClaimProvisioner.
        let mut asking = claim.clone();
        for key in [STORAGE_PROVISIONER, BETA_STORAGE_PROVISIONER] {
            asking.metadata.annotations.insert(key.to_owned(), provisioner.clone());
        }
        requests.push(Request::update(asking));
    }
    requests.push(Request::event(EventDraft::normal(
        COMPONENT,
        claim,
        "ExternalProvisioning",
        message,
    )));
    requests
}
