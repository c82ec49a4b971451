//! How strategic merge treats each list and map of the API: upstream's `patchStrategy` and
//! `patchMergeKey` struct tags.

use crate::api::Kind;
use serde_json::Value;

/// The field under which a patch says what to do with the map around it.
pub(super) const DIRECTIVE: &str = "$patch";
/// The field that lists the keys which a map keeps.
pub(super) const RETAIN_KEYS: &str = "$retainKeys";
/// The prefix of a field that gives the order of a list.
pub(super) const SET_ELEMENT_ORDER: &str = "$setElementOrder/";
/// The prefix of a field that takes values out of a list of scalars.
pub(super) const DELETE_FROM_PRIMITIVE_LIST: &str = "$deleteFromPrimitiveList/";

/// What becomes of a list when a patch has one of the same name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ListRule {
    /// The patch's list takes its place.
    Replace,
    /// Maps with the same value of this key are merged; others are added.
    MergeBy(&'static str),
    /// Scalars are added unless they are there.
    MergeScalars,
}

/// Where in an object a field is: the object's kind, and the name of the field around it (for an
/// item of a list: of that list). That is enough to tell upstream's types apart.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    pub(super) kind: Kind,
    pub(super) parent: &'a str,
}

impl<'a> Place<'a> {
    /// The object itself.
    pub(super) fn root(kind: Kind) -> Place<'static> {
        Place { kind, parent: "" }
    }

    /// Inside a field of this place.
    pub(super) fn inside(self, field: &'a str) -> Place<'a> {
        Place { kind: self.kind, parent: field }
    }

    /// What becomes of the list in that field.
    pub(super) fn list_rule(self, field: &str) -> ListRule {
        use ListRule::{MergeBy, MergeScalars, Replace};
        let in_container =
            matches!(self.parent, "containers" | "initContainers" | "ephemeralContainers");
        match (self.parent, field) {
            ("metadata", "ownerReferences") => MergeBy("uid"),
            ("metadata", "finalizers") => MergeScalars,
            (_, "ports") if in_container => MergeBy("containerPort"),
            (_, "env") if in_container => MergeBy("name"),
            (_, "volumeMounts") if in_container => MergeBy("mountPath"),
            (_, "volumeDevices") if in_container => MergeBy("devicePath"),
            ("spec", "containers" | "initContainers" | "ephemeralContainers") => MergeBy("name"),
            ("spec", "volumes" | "imagePullSecrets" | "resourceClaims") => MergeBy("name"),
            ("spec", "hostAliases") => MergeBy("ip"),
            ("spec", "topologySpreadConstraints") => MergeBy("topologyKey"),
            ("spec", "ports") if self.kind == Kind::Service => MergeBy("port"),
            ("spec", "podCIDRs") => MergeScalars,
            ("status", "conditions" | "addresses") => MergeBy("type"),
            ("status", "podIPs" | "hostIPs") => MergeBy("ip"),
            _ => Replace,
        }
    }

    /// Whether the map in that field, or each map of the list there, loses what the patch does not
    /// name: alternatives of which only one may be set.
    pub(super) fn retains_keys(self, field: &str) -> bool {
        match (self.parent, field) {
            ("spec", "strategy") => self.kind == Kind::Deployment,
            ("spec", "volumes") => true,
            _ => false,
        }
    }
}

/// What identifies an item of a list: the value of its merge key, or for a scalar the item itself.
pub(super) fn identity(item: &Value, rule: ListRule) -> Option<&Value> {
    match rule {
        ListRule::MergeBy(key) => item.get(key),
        ListRule::MergeScalars | ListRule::Replace => Some(item),
    }
}

/// The position of the item of a list that has the same identity.
pub(super) fn position(list: &[Value], item: &Value, rule: ListRule) -> Option<usize> {
    let wanted = identity(item, rule)?;
    list.iter().position(|other| identity(other, rule) == Some(wanted))
}
