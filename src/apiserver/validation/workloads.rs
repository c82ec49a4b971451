//! Deployments, replica sets, stateful sets and their revisions.

use super::faults::{Faults, Path};
use super::{meta, pod};
use crate::api::apps::{
    ControllerRevision, Deployment, DeploymentSpec, DeploymentStrategy, ReplicaSet, ReplicaSetSpec,
    RollingUpdateDeployment, StatefulSet, StatefulSetSpec, StatefulSetUpdateStrategy,
};
use crate::api::go::quoted;
use crate::api::meta::{IntOrString, LabelSelector};
use crate::api::pod::PodTemplateSpec;

const SPEC: Path<'_> = Path::new("spec");

/// Models pkg/apis/apps/validation/validation.go ValidateStatefulSetSpec. The pods of the template
/// are not looked at: what the claim templates will mount is not known there.
pub(super) fn stateful_set(faults: &mut Faults, spec: &StatefulSetSpec) {
    match spec.pod_management_policy.as_str() {
        "OrderedReady" | "Parallel" => {}
        policy => {
            let detail = "must be 'OrderedReady' or 'Parallel'";
            faults.invalid(&SPEC.child("podManagementPolicy"), quoted(policy), detail);
        }
    }
    stateful_set_strategy(faults, &spec.update_strategy);
    if let Some(policy) = &spec.persistent_volume_claim_retention_policy {
        let path = SPEC.child("persistentVolumeClaimRetentionPolicy");
        for (field, value) in
            [("whenDeleted", &policy.when_deleted), ("whenScaled", &policy.when_scaled)]
        {
            faults.one_of(&path.child(field), value, &["Retain", "Delete"]);
        }
    }
    faults.nonnegative(&SPEC.child("replicas"), spec.replicas.unwrap_or(0).into());
    faults.nonnegative(&SPEC.child("minReadySeconds"), spec.min_ready_seconds.into());
    if let Some(ordinals) = &spec.ordinals {
        faults.nonnegative(&SPEC.child("ordinals.start"), ordinals.start.into());
    }
    required_selector(faults, spec.selector.as_ref(), "empty selector is invalid for statefulset");
    let template = &spec.template;
    let path = SPEC.child("template");
    selects_template(faults, spec.selector.as_ref(), template, &path, "");
    meta::labels(faults, &template.metadata.labels, &path.child("labels"));
    meta::annotations(faults, &template.metadata.annotations, &path.child("annotations"));
    always_restarts(faults, template, &path, "StatefulSet");
}

fn stateful_set_strategy(faults: &mut Faults, strategy: &StatefulSetUpdateStrategy) {
    let path = SPEC.child("updateStrategy");
    let bounds = strategy.rolling_update.as_ref();
    let partition = bounds.and_then(|bounds| bounds.partition).unwrap_or(0);
    match strategy.type_.as_str() {
        "RollingUpdate" => {
            let path = path.child("rollingUpdate");
            faults.nonnegative(&path.child("partition"), partition.into());
        }
        "OnDelete" => {
            if bounds.is_some() {
                let value = format!(
                    "apps.RollingUpdateStatefulSetStrategy{{Partition:{partition}, \
                     MaxUnavailable:(*intstr.IntOrString)(nil)}}"
                );
                let detail = "only allowed for updateStrategy 'RollingUpdate'";
                faults.invalid(&path.child("rollingUpdate"), value, detail);
            }
        }
        type_ => {
            let value = format!(
                "apps.StatefulSetUpdateStrategy{{Type:{}, \
                 RollingUpdate:(*apps.RollingUpdateStatefulSetStrategy)(nil)}}",
                quoted(type_)
            );
            faults.invalid(&path, value, "must be 'RollingUpdate' or 'OnDelete'");
        }
    }
}

/// Models pkg/apis/apps/validation/validation.go ValidateStatefulSetUpdate.
pub(super) fn stateful_set_update(faults: &mut Faults, set: &StatefulSet, before: &StatefulSet) {
    stateful_set(faults, &set.spec);
    let (new, old) = (&set.spec, &before.spec);
    // Written out for a new field to be missed by the compiler: fields not named may change.
    let unchanged = new.pod_management_policy == old.pod_management_policy
        && new.revision_history_limit == old.revision_history_limit
        && new.selector == old.selector
        && new.service_name == old.service_name
        && new.volume_claim_templates == old.volume_claim_templates;
    if !unchanged {
        faults.forbidden(
            &SPEC,
            "updates to statefulset spec for fields other than 'replicas', 'ordinals', \
             'template', 'updateStrategy', 'persistentVolumeClaimRetentionPolicy' and \
             'minReadySeconds' are forbidden",
        );
    }
}

/// Models pkg/apis/apps/validation/validation.go ValidateDeploymentSpec.
pub(super) fn deployment(faults: &mut Faults, spec: &DeploymentSpec) {
    faults.nonnegative(&SPEC.child("replicas"), spec.replicas.unwrap_or(0).into());
    required_selector(faults, spec.selector.as_ref(), "empty selector is invalid for deployment");
    replicated_template(faults, spec.selector.as_ref(), &spec.template);
    deployment_strategy(faults, &spec.strategy, &SPEC.child("strategy"));
    faults.nonnegative(&SPEC.child("minReadySeconds"), spec.min_ready_seconds.into());
    if let Some(limit) = spec.revision_history_limit {
        faults.nonnegative(&SPEC.child("revisionHistoryLimit"), limit.into());
    }
    if let Some(deadline) = spec.progress_deadline_seconds {
        let path = SPEC.child("progressDeadlineSeconds");
        faults.nonnegative(&path, deadline.into());
        if deadline <= spec.min_ready_seconds {
            faults.invalid(&path, deadline, "must be greater than minReadySeconds");
        }
    }
}

/// Models pkg/apis/apps/validation/validation.go ValidateDeploymentStrategy.
fn deployment_strategy(faults: &mut Faults, strategy: &DeploymentStrategy, path: &Path<'_>) {
    let bounds = strategy.rolling_update.as_ref();
    match (strategy.type_.as_str(), bounds) {
        ("Recreate", None) => {}
        ("Recreate", Some(_)) => faults.forbidden(
            &path.child("rollingUpdate"),
            "may not be specified when strategy `type` is 'Recreate'",
        ),
        ("RollingUpdate", Some(bounds)) => {
            rolling_update(faults, bounds, &path.child("rollingUpdate"));
        }
        ("RollingUpdate", None) => faults
            .required(&path.child("rollingUpdate"), "this should be defaulted and never be nil"),
        (type_, _) => {
            let value = format!(
                "apps.DeploymentStrategy{{Type:{}, \
                 RollingUpdate:(*apps.RollingUpdateDeployment)(nil)}}",
                quoted(type_)
            );
            faults.unsupported(path, value, &["Recreate", "RollingUpdate"]);
        }
    }
}

/// Models pkg/apis/apps/validation/validation.go ValidateRollingUpdateDeployment.
fn rolling_update(faults: &mut Faults, bounds: &RollingUpdateDeployment, path: &Path<'_>) {
    let zero = IntOrString::Int(0);
    let max_unavailable = bounds.max_unavailable.as_ref().unwrap_or(&zero);
    let max_surge = bounds.max_surge.as_ref().unwrap_or(&zero);
    int_or_percent(faults, max_unavailable, &path.child("maxUnavailable"));
    int_or_percent(faults, max_surge, &path.child("maxSurge"));
    let path = path.child("maxUnavailable");
    if amount(max_unavailable) == 0 && amount(max_surge) == 0 {
        let detail = "may not be 0 when `maxSurge` is 0";
        faults.invalid(&path, go_int_or_string(max_unavailable), detail);
    }
    if percent(max_unavailable).is_some_and(|percent| percent > 100) {
        let detail = "must not be greater than 100%";
        faults.invalid(&path, go_int_or_string(max_unavailable), detail);
    }
}

/// Models pkg/apis/apps/validation/validation.go ValidatePositiveIntOrPercent.
fn int_or_percent(faults: &mut Faults, value: &IntOrString, path: &Path<'_>) {
    match value {
        IntOrString::Int(number) => faults.nonnegative(path, (*number).into()),
        IntOrString::String(_) if percent(value).is_some() => {}
        IntOrString::String(_) => faults.invalid(
            path,
            go_int_or_string(value),
            "a valid percent string must be a numeric string followed by an ending '%' (e.g. \
             '1%',  or '93%', regex used for validation is '[0-9]+%')",
        ),
    }
}

fn percent(value: &IntOrString) -> Option<u32> {
    let IntOrString::String(text) = value else { return None };
    let digits = text.strip_suffix('%')?;
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().unwrap_or(u32::MAX))
}

/// Models pkg/apis/apps/validation/validation.go getIntOrPercentValue.
fn amount(value: &IntOrString) -> i64 {
    match value {
        IntOrString::Int(number) => (*number).into(),
        IntOrString::String(_) => percent(value).unwrap_or(0).into(),
    }
}

fn go_int_or_string(value: &IntOrString) -> String {
    match value {
        IntOrString::Int(number) => {
            format!("intstr.IntOrString{{Type:0, IntVal:{number}, StrVal:\"\"}}")
        }
        IntOrString::String(text) => {
            format!("intstr.IntOrString{{Type:1, IntVal:0, StrVal:{}}}", quoted(text))
        }
    }
}

/// Models pkg/apis/apps/validation/validation.go ValidateDeploymentUpdate and
/// pkg/registry/apps/deployment/strategy.go ValidateUpdate.
pub(super) fn deployment_update(faults: &mut Faults, new: &Deployment, before: &Deployment) {
    deployment(faults, &new.spec);
    same_selector(faults, new.spec.selector.as_ref(), before.spec.selector.as_ref());
}

/// Models pkg/apis/apps/validation/validation.go ValidateReplicaSetSpec.
pub(super) fn replica_set(faults: &mut Faults, spec: &ReplicaSetSpec) {
    faults.nonnegative(&SPEC.child("replicas"), spec.replicas.unwrap_or(0).into());
    faults.nonnegative(&SPEC.child("minReadySeconds"), spec.min_ready_seconds.into());
    required_selector(faults, spec.selector.as_ref(), "empty selector is invalid for deployment");
    replicated_template(faults, spec.selector.as_ref(), &spec.template);
}

/// Models pkg/apis/apps/validation/validation.go ValidateReplicaSetUpdate and
/// pkg/registry/apps/replicaset/strategy.go ValidateUpdate.
pub(super) fn replica_set_update(faults: &mut Faults, new: &ReplicaSet, before: &ReplicaSet) {
    replica_set(faults, &new.spec);
    same_selector(faults, new.spec.selector.as_ref(), before.spec.selector.as_ref());
}

fn same_selector(faults: &mut Faults, new: Option<&LabelSelector>, before: Option<&LabelSelector>) {
    if new != before {
        let value = new.map_or("\"null\"".to_owned(), meta::go_selector);
        faults.invalid(&SPEC.child("selector"), value, "field is immutable");
    }
}

fn required_selector(faults: &mut Faults, selector: Option<&LabelSelector>, when_empty: &str) {
    let path = SPEC.child("selector");
    let Some(selector) = selector else {
        faults.required(&path, "");
        return;
    };
    meta::selector(faults, selector, &path);
    if selector.is_empty() {
        faults.invalid(&path, meta::go_selector(selector), when_empty);
    }
}

/// A selector that is left out matches nothing, one that is empty everything. Says whether the
/// selector can be used at all.
fn selects_template(
    faults: &mut Faults,
    selector: Option<&LabelSelector>,
    template: &PodTemplateSpec,
    path: &Path<'_>,
    when_unusable: &str,
) -> bool {
    let labels = &template.metadata.labels;
    let is_usable = selector.is_none_or(|selector| {
        selector.match_expressions.iter().all(|requirement| match requirement.operator.as_str() {
            "In" | "NotIn" => !requirement.values.is_empty(),
            "Exists" | "DoesNotExist" => requirement.values.is_empty(),
            _ => false,
        })
    });
    if !is_usable {
        let value = selector.map_or("\"null\"".to_owned(), meta::go_selector);
        faults.invalid(&SPEC.child("selector"), value, when_unusable);
    } else if !selector.is_some_and(|selector| selector.matches(labels)) {
        let path = path.child("metadata");
        let detail = "`selector` does not match template `labels`";
        faults.invalid(&path.child("labels"), meta::go_labels(labels), detail);
    }
    is_usable
}

/// Models pkg/apis/apps/validation/validation.go ValidatePodTemplateSpecForReplicaSet.
fn replicated_template(
    faults: &mut Faults,
    selector: Option<&LabelSelector>,
    template: &PodTemplateSpec,
) {
    let path = SPEC.child("template");
    if !selects_template(faults, selector, template, &path, "invalid label selector") {
        return;
    }
    meta::labels(faults, &template.metadata.labels, &path.child("labels"));
    meta::annotations(faults, &template.metadata.annotations, &path.child("annotations"));
    pod::pod_spec(faults, &template.spec, &path.child("spec"));
    always_restarts(faults, template, &path, "ReplicaSet");
}

fn always_restarts(faults: &mut Faults, template: &PodTemplateSpec, path: &Path<'_>, kind: &str) {
    let path = path.child("spec");
    faults.one_of(&path.child("restartPolicy"), &template.spec.restart_policy, &["Always"]);
    if template.spec.active_deadline_seconds.is_some() {
        let detail = format!("activeDeadlineSeconds in {kind} is not Supported");
        faults.forbidden(&path.child("activeDeadlineSeconds"), &detail);
    }
}

/// Models pkg/apis/apps/validation/validation.go ValidateControllerRevision.
pub(super) fn controller_revision(faults: &mut Faults, revision: &ControllerRevision) {
    if revision.data.is_null() {
        faults.required(&Path::new("data"), "data is mandatory");
    }
    faults.nonnegative(&Path::new("revision"), revision.revision);
}

/// Models pkg/apis/apps/validation/validation.go ValidateControllerRevisionUpdate.
pub(super) fn controller_revision_update(
    faults: &mut Faults,
    new: &ControllerRevision,
    before: &ControllerRevision,
) {
    controller_revision(faults, new);
    if new.data != before.data {
        faults.invalid(&Path::new("data"), &new.data, "field is immutable");
    }
}
