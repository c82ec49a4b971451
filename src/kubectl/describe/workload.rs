//! `kubectl describe` of StatefulSets, Deployments and ReplicaSets.

use super::super::printers::{or_none, selector};
use super::super::table::Described;
use super::template::pod_template;
use super::{amount, annotations, controlled_by, field, go_list, labels, moment, pods_status};
use crate::api::apps::{Deployment, ReplicaSet, StatefulSet};
use crate::api::meta::{Condition, IntOrString};
use crate::api::order;
use crate::api::storage::PersistentVolumeClaimTemplate;
use crate::apiserver::store::Store;
use std::rc::Rc;

// Models describeStatefulSet
pub fn stateful_set(w: &mut Described, it: &StatefulSet, store: &Store) {
    let meta = &it.metadata;
    field(w, 0, "Name", &meta.name);
    field(w, 0, "Namespace", &meta.namespace);
    field(w, 0, "CreationTimestamp", &moment(meta.creation_timestamp));
    field(w, 0, "Selector", &selector(it.spec.selector.as_ref()));
    labels(w, "Labels", &meta.labels);
    annotations(w, "Annotations", &meta.annotations);
    let desired = it.spec.replicas.unwrap_or(0);
    field(w, 0, "Replicas", &format!("{desired} desired | {} total", it.status.replicas));
    field(w, 0, "Update Strategy", &it.spec.update_strategy.type_);
    if let Some(rolling) = &it.spec.update_strategy.rolling_update
        && let Some(partition) = rolling.partition
    {
        field(w, 1, "Partition", &partition.to_string());
        if let Some(unavailable) = &rolling.max_unavailable {
            field(w, 1, "MaxUnavailable", &unavailable.to_string());
        }
    }
    field(w, 0, "Pods Status", &pods_status(&meta.uid, store));
    pod_template(w, &it.spec.template);
    claim_templates(w, &it.spec.volume_claim_templates);
}

// Models describeVolumeClaimTemplates
fn claim_templates(w: &mut Described, templates: &[PersistentVolumeClaimTemplate]) {
    if templates.is_empty() {
        field(w, 0, "Volume Claims", "<none>");
        return;
    }
    w.line(0, "Volume Claims:");
    for it in templates {
        field(w, 1, "Name", &it.metadata.name);
        field(w, 1, "StorageClass", it.spec.storage_class_name.as_deref().unwrap_or_default());
        labels(w, "  Labels", &it.metadata.labels);
        labels(w, "  Annotations", &it.metadata.annotations);
        let requests = &it.spec.resources.requests;
        let capacity = match requests.get("storage") {
            Some(_) => amount(requests, "storage"),
            None => "<default>".to_owned(),
        };
        field(w, 1, "Capacity", &capacity);
        field(w, 1, "Access Modes", &go_list(&it.spec.access_modes));
    }
}

// Models describeDeployment
pub fn deployment(w: &mut Described, it: &Deployment, store: &Store) {
    let (meta, status) = (&it.metadata, &it.status);
    field(w, 0, "Name", &meta.name);
    field(w, 0, "Namespace", &meta.namespace);
    field(w, 0, "CreationTimestamp", &moment(meta.creation_timestamp));
    labels(w, "Labels", &meta.labels);
    annotations(w, "Annotations", &meta.annotations);
    field(w, 0, "Selector", &selector(it.spec.selector.as_ref()));
    let counts = format!(
        "{} desired | {} updated | {} total | {} available | {} unavailable",
        it.spec.replicas.unwrap_or(0),
        status.updated_replicas,
        status.replicas,
        status.available_replicas,
        status.unavailable_replicas
    );
    field(w, 0, "Replicas", &counts);
    field(w, 0, "StrategyType", &it.spec.strategy.type_);
    field(w, 0, "MinReadySeconds", &it.spec.min_ready_seconds.to_string());
    if let Some(rolling) = &it.spec.strategy.rolling_update {
        let text = |bound: &Option<IntOrString>| {
            bound.as_ref().map_or_else(|| "0".to_owned(), IntOrString::to_string)
        };
        let (unavailable, surge) = (text(&rolling.max_unavailable), text(&rolling.max_surge));
        let bounds = format!("{unavailable} max unavailable, {surge} max surge");
        field(w, 0, "RollingUpdateStrategy", &bounds);
    }
    pod_template(w, &it.spec.template);
    conditions(w, &status.conditions);
    let (old, new) = replica_sets(it, store);
    if new.is_some() || !old.is_empty() {
        field(w, 0, "OldReplicaSets", &sizes(&old));
        field(w, 0, "NewReplicaSet", &sizes(new.as_slice()));
    }
}

fn conditions(w: &mut Described, conditions: &[Condition]) {
    if conditions.is_empty() {
        return;
    }
    w.line(0, "Conditions:");
    w.line(1, "Type\tStatus\tReason");
    w.line(1, "----\t------\t------");
    for it in conditions {
        w.line(1, &format!("{} \t{}\t{}", it.type_, it.status, it.reason));
    }
}

/// The Deployment's ReplicaSets: those of older templates, oldest first, and that of its own.
// Models kubectl/pkg/util/deployment GetAllReplicaSets, FindNewReplicaSet
fn replica_sets(
    deployment: &Deployment,
    store: &Store,
) -> (Vec<Rc<ReplicaSet>>, Option<Rc<ReplicaSet>>) {
    const HASH: &str = "pod-template-hash";
    let uid = &deployment.metadata.uid;
    let mut all: Vec<Rc<ReplicaSet>> = store.owned_by::<ReplicaSet>(uid).cloned().collect();
    order::by_key(&mut all, |set| (set.metadata.creation_timestamp, set.metadata.name.clone()));
    let same_template = |set: &Rc<ReplicaSet>| {
        let mut template = set.spec.template.clone();
        template.metadata.labels_mut().remove(HASH);
        let mut own = deployment.spec.template.clone();
        own.metadata.labels_mut().remove(HASH);
        template == own
    };
    let new = all.iter().position(same_template).map(|at| all.remove(at));
    (all, new)
}

fn sizes(sets: &[Rc<ReplicaSet>]) -> String {
    let size = |set: &Rc<ReplicaSet>| {
        let (name, created) = (&set.metadata.name, set.status.replicas);
        format!("{name} ({created}/{} replicas created)", set.spec.replicas.unwrap_or(0))
    };
    let sizes: Vec<String> = sets.iter().map(size).collect();
    or_none(&sizes.join(", "))
}

// Models describeReplicaSet
pub fn replica_set(w: &mut Described, it: &ReplicaSet, store: &Store) {
    let meta = &it.metadata;
    field(w, 0, "Name", &meta.name);
    field(w, 0, "Namespace", &meta.namespace);
    field(w, 0, "Selector", &selector(it.spec.selector.as_ref()));
    labels(w, "Labels", &meta.labels);
    annotations(w, "Annotations", &meta.annotations);
    controlled_by(w, meta);
    let desired = it.spec.replicas.unwrap_or(0);
    field(w, 0, "Replicas", &format!("{} current / {desired} desired", it.status.replicas));
    field(w, 0, "Pods Status", &pods_status(&meta.uid, store));
    pod_template(w, &it.spec.template);
    conditions(w, &it.status.conditions);
}
