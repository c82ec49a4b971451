//! Metadata, labels and selectors.

use super::faults::{Faults, Path};
use super::names::{NameCheck, label_value, qualified_name};
use crate::api::Kind;
use crate::api::go::quoted;
use crate::api::meta::{LabelSelector, LabelSelectorRequirement, ObjectMeta, StringMap};

const METADATA: Path<'_> = Path::new("metadata");

/// Models k8s.io/apimachinery/pkg/api/validation/objectmeta.go ValidateObjectMetaAccessor.
pub(super) fn metadata(faults: &mut Faults, meta: &ObjectMeta, kind: Kind, check: NameCheck) {
    if !meta.generate_name.is_empty() {
        // A generated name goes on after the dash.
        let base = match meta.generate_name.strip_suffix('-') {
            Some(base) => format!("{base}a"),
            None => meta.generate_name.clone(),
        };
        faults.invalid_text(&METADATA.child("generateName"), &meta.generate_name, &check(&base));
    }
    if meta.name.is_empty() {
        faults.required(&METADATA.child("name"), "name or generateName is required");
    } else {
        faults.invalid_text(&METADATA.child("name"), &meta.name, &check(&meta.name));
    }
    if kind.info().namespaced && meta.namespace.is_empty() {
        faults.required(&METADATA.child("namespace"), "");
    }
    common(faults, meta);
}

/// What a new object and a changed one have to fulfil alike.
fn common(faults: &mut Faults, meta: &ObjectMeta) {
    faults.nonnegative(&METADATA.child("generation"), meta.generation);
    labels(faults, &meta.labels, &METADATA.child("labels"));
    annotations(faults, &meta.annotations, &METADATA.child("annotations"));
    owner_references(faults, meta);
    for finalizer in &meta.finalizers {
        finalizer_name(faults, finalizer);
    }
}

/// Models k8s.io/apimachinery/pkg/api/validation/objectmeta.go ValidateObjectMetaAccessorUpdate.
/// What identifies an object cannot differ: the server has taken it over from the stored object.
pub(super) fn metadata_update(faults: &mut Faults, meta: &ObjectMeta, before: &ObjectMeta) {
    common(faults, meta);
    if before.is_terminating() {
        let is_new = |finalizer: &&String| !before.finalizers.contains(finalizer);
        let new: Vec<String> = meta.finalizers.iter().filter(is_new).map(|f| quoted(f)).collect();
        if !new.is_empty() {
            let detail = format!(
                "no new finalizers can be added if the object is being deleted, found new \
                 finalizers []string{{{}}}",
                new.join(", ")
            );
            faults.forbidden(&METADATA.child("finalizers"), &detail);
        }
    }
}

/// Models pkg/apis/core/validation/validation.go ValidateFinalizerName.
fn finalizer_name(faults: &mut Faults, name: &str) {
    let path = METADATA.child("finalizers");
    faults.invalid_text(&path, name, &qualified_name(name));
    let is_standard = matches!(name, "kubernetes" | "orphan" | "foregroundDeletion");
    if !name.contains('/') && !is_standard {
        let detail = "name is neither a standard finalizer name nor is it fully qualified";
        faults.invalid(&path, quoted(name), detail);
    }
}

/// Models k8s.io/apimachinery/pkg/api/validation/objectmeta.go ValidateOwnerReferences.
fn owner_references(faults: &mut Faults, meta: &ObjectMeta) {
    let path = METADATA.child("ownerReferences");
    for owner in meta.owner_references.iter() {
        let fields = [
            ("apiVersion", &owner.api_version, "version must not be empty"),
            ("kind", &owner.kind, "must not be empty"),
            ("name", &owner.name, "must not be empty"),
            ("uid", &owner.uid, "must not be empty"),
        ];
        for (field, value, detail) in fields {
            if value.is_empty() {
                faults.invalid(&path.child(field), quoted(value), detail);
            }
        }
    }
    let controllers = || meta.owner_references.iter().filter(|o| o.controller == Some(true));
    if let (Some(first), Some(second)) = (controllers().next(), controllers().nth(1)) {
        let detail = format!(
            "Only one reference can have Controller set to true. Found \"true\" in references for \
             {}/{} and {}/{}",
            first.kind, first.name, second.kind, second.name
        );
        let list: Vec<String> = meta
            .owner_references
            .iter()
            .map(|owner| {
                format!(
                    "v1.OwnerReference{{APIVersion:{}, Kind:{}, Name:{}, UID:{}}}",
                    quoted(&owner.api_version),
                    quoted(&owner.kind),
                    quoted(&owner.name),
                    quoted(&owner.uid)
                )
            })
            .collect();
        let value = format!("[]v1.OwnerReference{{{}}}", list.join(", "));
        faults.invalid(&path, value, &detail);
    }
}

/// Models k8s.io/apimachinery/pkg/apis/meta/v1/validation/validation.go ValidateLabels.
pub(super) fn labels(faults: &mut Faults, labels: &StringMap, path: &Path<'_>) {
    for (key, value) in labels {
        faults.invalid_text(path, key, &qualified_name(key));
        faults.invalid_text(path, value, &label_value(value));
    }
}

/// Models k8s.io/apimachinery/pkg/api/validation/objectmeta.go ValidateAnnotations.
pub(super) fn annotations(faults: &mut Faults, annotations: &StringMap, path: &Path<'_>) {
    const MOST_BYTES: usize = 256 * 1024;
    for key in annotations.keys() {
        faults.invalid_text(path, key, &qualified_name(&key.to_ascii_lowercase()));
    }
    let size: usize = annotations.iter().map(|(key, value)| key.len() + value.len()).sum();
    if size > MOST_BYTES {
        faults.too_long(path, MOST_BYTES);
    }
}

/// Models k8s.io/apimachinery/pkg/apis/meta/v1/validation/validation.go ValidateLabelSelector.
pub(super) fn selector(faults: &mut Faults, selector: &LabelSelector, path: &Path<'_>) {
    labels(faults, &selector.match_labels, &path.child("matchLabels"));
    let path = path.child("matchExpressions");
    for (index, requirement) in selector.match_expressions.iter().enumerate() {
        let path = path.index(index);
        let values = &requirement.values;
        match requirement.operator.as_str() {
            "In" | "NotIn" => {
                if values.is_empty() {
                    let detail = "must be specified when `operator` is 'In' or 'NotIn'";
                    faults.required(&path.child("values"), detail);
                }
            }
            "Exists" | "DoesNotExist" => {
                if !values.is_empty() {
                    let detail =
                        "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
                    faults.forbidden(&path.child("values"), detail);
                }
            }
            operator => {
                let detail = "not a valid selector operator";
                faults.invalid(&path.child("operator"), quoted(operator), detail);
            }
        }
        faults.invalid_text(
            &path.child("key"),
            &requirement.key,
            &qualified_name(&requirement.key),
        );
        let path = path.child("values");
        for (index, value) in values.iter().enumerate() {
            faults.invalid_text(&path.index(index), value, &label_value(value));
        }
    }
}

/// A map as Go prints it with `%#v`.
pub(super) fn go_labels(labels: &StringMap) -> String {
    if labels.is_empty() {
        return "map[string]string(nil)".to_owned();
    }
    let entries: Vec<String> =
        labels.iter().map(|(key, value)| format!("{}:{}", quoted(key), quoted(value))).collect();
    format!("map[string]string{{{}}}", entries.join(", "))
}

/// A list of texts as Go prints it with `%#v`.
pub(super) fn go_texts(texts: &[String]) -> String {
    if texts.is_empty() {
        return "[]string(nil)".to_owned();
    }
    let texts: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
    format!("[]string{{{}}}", texts.join(", "))
}

/// A selector as Go prints it with `%#v`.
pub(super) fn go_selector(selector: &LabelSelector) -> String {
    let requirement = |requirement: &LabelSelectorRequirement| {
        format!(
            "v1.LabelSelectorRequirement{{Key:{}, Operator:{}, Values:{}}}",
            quoted(&requirement.key),
            quoted(&requirement.operator),
            go_texts(&requirement.values)
        )
    };
    let expressions = match selector.match_expressions.as_slice() {
        [] => "(nil)".to_owned(),
        list => {
            let list: Vec<String> = list.iter().map(requirement).collect();
            format!("{{{}}}", list.join(", "))
        }
    };
    format!(
        "v1.LabelSelector{{MatchLabels:{}, MatchExpressions:[]v1.LabelSelectorRequirement{}}}",
        go_labels(&selector.match_labels),
        expressions
    )
}
