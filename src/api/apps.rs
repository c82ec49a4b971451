//! Workloads: Deployment, ReplicaSet, StatefulSet and ControllerRevision.

use super::fields::fields;
use super::meta::{Condition, IntOrString, LabelSelector, ObjectMeta};
use super::pod::PodTemplateSpec;
use super::storage::PersistentVolumeClaimTemplate;
use serde_json::Value;

/// Models k8s.io/api/apps/v1 Deployment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Deployment {
    pub metadata: ObjectMeta,
    pub spec: DeploymentSpec,
    pub status: DeploymentStatus,
}
fields!(Deployment { metadata: Always, spec: Always, status: Always });

/// Models k8s.io/api/apps/v1 DeploymentSpec.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DeploymentSpec {
    pub min_ready_seconds: i32,
    pub paused: bool,
    pub progress_deadline_seconds: Option<i32>,
    pub replicas: Option<i32>,
    pub revision_history_limit: Option<i32>,
    pub selector: Option<LabelSelector>,
    pub strategy: DeploymentStrategy,
    pub template: PodTemplateSpec,
}
fields!(DeploymentSpec {
    min_ready_seconds,
    paused,
    progress_deadline_seconds,
    replicas,
    revision_history_limit,
    selector,
    strategy: Always,
    template: Always,
});

/// `RollingUpdate` with its two bounds, or `Recreate`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DeploymentStrategy {
    pub rolling_update: Option<RollingUpdateDeployment>,
    pub type_: String,
}
fields!(DeploymentStrategy { rolling_update, type_ = "type" });

/// The bounds of a rolling update: numbers or percentages of the replicas.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RollingUpdateDeployment {
    pub max_surge: Option<IntOrString>,
    pub max_unavailable: Option<IntOrString>,
}
fields!(RollingUpdateDeployment { max_surge, max_unavailable });

/// Models k8s.io/api/apps/v1 DeploymentStatus.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DeploymentStatus {
    pub available_replicas: i32,
    pub collision_count: Option<i32>,
    pub conditions: Vec<Condition>,
    pub observed_generation: i64,
    pub ready_replicas: i32,
    pub replicas: i32,
    pub unavailable_replicas: i32,
    pub updated_replicas: i32,
}
fields!(DeploymentStatus {
    available_replicas,
    collision_count,
    conditions,
    observed_generation,
    ready_replicas,
    replicas,
    unavailable_replicas,
    updated_replicas,
});

/// Models k8s.io/api/apps/v1 ReplicaSet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReplicaSet {
    pub metadata: ObjectMeta,
    pub spec: ReplicaSetSpec,
    pub status: ReplicaSetStatus,
}
fields!(ReplicaSet { metadata: Always, spec: Always, status: Always });

/// Models k8s.io/api/apps/v1 ReplicaSetSpec.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReplicaSetSpec {
    pub min_ready_seconds: i32,
    pub replicas: Option<i32>,
    pub selector: Option<LabelSelector>,
    pub template: PodTemplateSpec,
}
fields!(ReplicaSetSpec { min_ready_seconds, replicas, selector, template: Always });

/// Models k8s.io/api/apps/v1 ReplicaSetStatus.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReplicaSetStatus {
    pub available_replicas: i32,
    pub conditions: Vec<Condition>,
    pub fully_labeled_replicas: i32,
    pub observed_generation: i64,
    pub ready_replicas: i32,
    pub replicas: i32,
}
fields!(ReplicaSetStatus {
    available_replicas,
    conditions,
    fully_labeled_replicas,
    observed_generation,
    ready_replicas,
    replicas: Always,
});

/// Models k8s.io/api/apps/v1 StatefulSet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StatefulSet {
    pub metadata: ObjectMeta,
    pub spec: StatefulSetSpec,
    pub status: StatefulSetStatus,
}
fields!(StatefulSet { metadata: Always, spec: Always, status: Always });

/// Models k8s.io/api/apps/v1 StatefulSetSpec.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StatefulSetSpec {
    pub min_ready_seconds: i32,
    pub ordinals: Option<StatefulSetOrdinals>,
    pub persistent_volume_claim_retention_policy:
        Option<StatefulSetPersistentVolumeClaimRetentionPolicy>,
    /// `OrderedReady` or `Parallel`.
    pub pod_management_policy: String,
    pub replicas: Option<i32>,
    pub revision_history_limit: Option<i32>,
    pub selector: Option<LabelSelector>,
    pub service_name: String,
    pub template: PodTemplateSpec,
    pub update_strategy: StatefulSetUpdateStrategy,
    pub volume_claim_templates: Vec<PersistentVolumeClaimTemplate>,
}
fields!(StatefulSetSpec {
    min_ready_seconds,
    ordinals,
    persistent_volume_claim_retention_policy,
    pod_management_policy,
    replicas,
    revision_history_limit,
    selector,
    service_name: Always,
    template: Always,
    update_strategy,
    volume_claim_templates,
});

/// The number that the first pod gets.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StatefulSetOrdinals {
    pub start: i32,
}
fields!(StatefulSetOrdinals { start: Always });

/// What becomes of the claims: `Retain` or `Delete`, each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StatefulSetPersistentVolumeClaimRetentionPolicy {
    pub when_deleted: String,
    pub when_scaled: String,
}
fields!(StatefulSetPersistentVolumeClaimRetentionPolicy {
    when_deleted: Always,
    when_scaled: Always,
});

/// `RollingUpdate` with its partition, or `OnDelete`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StatefulSetUpdateStrategy {
    pub rolling_update: Option<RollingUpdateStatefulSetStrategy>,
    pub type_: String,
}
fields!(StatefulSetUpdateStrategy { rolling_update, type_ = "type" });

/// Pods below the partition keep the old revision.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RollingUpdateStatefulSetStrategy {
    pub max_unavailable: Option<IntOrString>,
    pub partition: Option<i32>,
}
fields!(RollingUpdateStatefulSetStrategy { max_unavailable, partition });

/// Models k8s.io/api/apps/v1 StatefulSetStatus.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StatefulSetStatus {
    pub available_replicas: i32,
    pub collision_count: Option<i32>,
    pub conditions: Vec<Condition>,
    pub current_replicas: i32,
    pub current_revision: String,
    pub observed_generation: i64,
    pub ready_replicas: i32,
    pub replicas: i32,
    pub update_revision: String,
    pub updated_replicas: i32,
}
fields!(StatefulSetStatus {
    available_replicas: Always,
    collision_count,
    conditions,
    current_replicas,
    current_revision,
    observed_generation,
    ready_replicas,
    replicas: Always,
    update_revision,
    updated_replicas,
});

/// Models k8s.io/api/apps/v1 ControllerRevision: one version of a StatefulSet's template.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ControllerRevision {
    pub data: Value,
    pub metadata: ObjectMeta,
    pub revision: i64,
}
fields!(ControllerRevision { data: Always, metadata: Always, revision: Always });
