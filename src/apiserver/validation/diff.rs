//! The difference of two values as the API prints it in some of its messages: with Go's names of
//! types and fields, and in the layout of the library that upstream compares them with.

mod compare;
mod layout;
mod read;
mod schema;

use self::schema::Kind;
use crate::api::fields::Field;
use crate::api::pod::PodSpec;
use crate::api::quantity::Quantity;
use crate::api::sorted::SortedMap;
use crate::api::storage::{PersistentVolumeClaimSpec, PersistentVolumeSpec};

/// The difference of two specifications of a pod.
pub(super) fn pod_specs(before: &PodSpec, after: &PodSpec) -> String {
    difference(&Kind::Struct(&schema::POD_SPEC), before, after)
}

/// The difference of two specifications of a claim.
pub(super) fn claim_specs(
    before: &PersistentVolumeClaimSpec,
    after: &PersistentVolumeClaimSpec,
) -> String {
    difference(&Kind::Struct(&schema::CLAIM_SPEC), before, after)
}

/// The difference of the sources of two volumes.
pub(super) fn volume_sources(
    before: &PersistentVolumeSpec,
    after: &PersistentVolumeSpec,
) -> String {
    difference(&Kind::Struct(&schema::PERSISTENT_VOLUME_SOURCE), before, after)
}

fn difference(kind: &Kind, before: &dyn Field, after: &dyn Field) -> String {
    let read = |object: &dyn Field| read::read(kind, Some(&object.encode()));
    let (before, after) = (read(before), read(after));
    layout::print(compare::difference(&before, &after))
}

/// A list of resources as Go prints it with `%#v`.
pub(super) fn go_resource_list(list: &SortedMap<String, Quantity>) -> String {
    if list.is_empty() {
        return "core.ResourceList(nil)".to_owned();
    }
    let quantity = |quantity: &Quantity| {
        let (value, scale, format) = read::amount(&quantity.to_string());
        format!(
            "resource.Quantity{{i:resource.int64Amount{{value:{value}, scale:{scale}}}, \
             d:resource.infDecAmount{{Dec:(*inf.Dec)(nil)}}, s:\"{quantity}\", \
             Format:\"{format}\"}}"
        )
    };
    let entries: Vec<String> =
        list.iter().map(|(name, size)| format!("\"{name}\":{}", quantity(size))).collect();
    format!("core.ResourceList{{{}}}", entries.join(", "))
}

#[cfg(test)]
mod tests;
