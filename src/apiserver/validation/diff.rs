//! The difference of two values as the API prints it in some of its messages.

use crate::api::pod::PodSpec;
use crate::api::quantity::Quantity;
use crate::api::storage::{PersistentVolumeClaimSpec, PersistentVolumeSpec};
use std::collections::BTreeMap;

/// The difference of two specifications of a pod.
pub(super) fn pod_specs(_before: &PodSpec, _after: &PodSpec) -> String {
    String::new()
}

/// The difference of two specifications of a claim.
pub(super) fn claim_specs(
    _before: &PersistentVolumeClaimSpec,
    _after: &PersistentVolumeClaimSpec,
) -> String {
    String::new()
}

/// The difference of the sources of two volumes.
pub(super) fn volume_sources(
    _before: &PersistentVolumeSpec,
    _after: &PersistentVolumeSpec,
) -> String {
    String::new()
}

/// A list of resources as Go prints it with `%#v`.
pub(super) fn go_resource_list(list: &BTreeMap<String, Quantity>) -> String {
    if list.is_empty() {
        return "core.ResourceList(nil)".to_owned();
    }
    let entries: Vec<String> =
        list.iter().map(|(name, size)| format!("\"{name}\":{size}")).collect();
    format!("core.ResourceList{{{}}}", entries.join(", "))
}
