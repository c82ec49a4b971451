//! Defaults of Deployment, ReplicaSet and StatefulSet.

use super::{persistent_volume_claim, pod, text};
use crate::api::apps::{Deployment, ReplicaSet, StatefulSet};
use crate::api::meta::IntOrString;

/// Models pkg/apis/apps/v1/defaults.go SetDefaults_Deployment.
pub(super) fn deployment(deployment: &mut Deployment) {
    let spec = &mut deployment.spec;
    pod::pod_spec(&mut spec.template.spec);
    spec.replicas.get_or_insert(1);
    text(&mut spec.strategy.type_, "RollingUpdate");
    if spec.strategy.type_ == "RollingUpdate" {
        let quarter = || IntOrString::String("25%".to_owned());
        let bounds = spec.strategy.rolling_update.get_or_insert_default();
        bounds.max_unavailable.get_or_insert_with(quarter);
        bounds.max_surge.get_or_insert_with(quarter);
    }
    spec.revision_history_limit.get_or_insert(10);
    spec.progress_deadline_seconds.get_or_insert(600);
}

/// Models pkg/apis/apps/v1/defaults.go SetDefaults_ReplicaSet.
pub(super) fn replica_set(set: &mut ReplicaSet) {
    pod::pod_spec(&mut set.spec.template.spec);
    set.spec.replicas.get_or_insert(1);
}

/// A strategy without a type also gets a partition; `RollingUpdate` given by name alone does not.
/// Models pkg/apis/apps/v1/defaults.go SetDefaults_StatefulSet.
pub(super) fn stateful_set(set: &mut StatefulSet) {
    let spec = &mut set.spec;
    pod::pod_spec(&mut spec.template.spec);
    text(&mut spec.pod_management_policy, "OrderedReady");
    if spec.update_strategy.type_.is_empty() {
        spec.update_strategy.type_ = "RollingUpdate".to_owned();
        spec.update_strategy.rolling_update.get_or_insert_default();
    }
    if spec.update_strategy.type_ == "RollingUpdate"
        && let Some(bounds) = &mut spec.update_strategy.rolling_update
    {
        bounds.partition.get_or_insert(0);
    }
    let policy = spec.persistent_volume_claim_retention_policy.get_or_insert_default();
    text(&mut policy.when_deleted, "Retain");
    text(&mut policy.when_scaled, "Retain");
    spec.replicas.get_or_insert(1);
    spec.revision_history_limit.get_or_insert(10);
    for claim in &mut spec.volume_claim_templates {
        // Models pkg/apis/apps/v1/conversion.go Convert_apps_StatefulSetSpec_To_v1_StatefulSetSpec.
        claim.api_version = "v1".to_owned();
        claim.kind = "PersistentVolumeClaim".to_owned();
        persistent_volume_claim(&mut claim.spec, &mut claim.status);
    }
}
