//! The tables of Deployments, ReplicaSets, StatefulSets and their revisions.

use super::super::table::Column;
use super::{Printer, containers, created, selector};
use crate::api::apps::{ControllerRevision, Deployment, ReplicaSet, StatefulSet};
use crate::api::clock::Millis;
use crate::api::{Kind, Object, Resource};

/// Deployments.
pub const DEPLOYMENT: Printer = Printer { columns: DEPLOYMENT_COLUMNS, row: deployment };

const DEPLOYMENT_COLUMNS: &[Column] = &[
    Column::new("NAME"),
    Column::new("READY"),
    Column::new("UP-TO-DATE"),
    Column::new("AVAILABLE"),
    Column::new("AGE"),
    Column::wide("CONTAINERS"),
    Column::wide("IMAGES"),
    Column::wide("SELECTOR"),
];

// Models pkg/printers/internalversion/printers.go printDeployment
fn deployment(object: &Object, now: Millis) -> Vec<String> {
    let Some(it) = Deployment::unwrap(object) else { return Vec::new() };
    let (names, images) = containers(&it.spec.template);
    vec![
        it.metadata.name.clone(),
        format!("{}/{}", it.status.ready_replicas, it.spec.replicas.unwrap_or(0)),
        it.status.updated_replicas.to_string(),
        it.status.available_replicas.to_string(),
        created(object, now),
        names,
        images,
        selector(it.spec.selector.as_ref()),
    ]
}

/// ReplicaSets.
pub const REPLICA_SET: Printer = Printer { columns: REPLICA_SET_COLUMNS, row: replica_set };

const REPLICA_SET_COLUMNS: &[Column] = &[
    Column::new("NAME"),
    Column::new("DESIRED"),
    Column::new("CURRENT"),
    Column::new("READY"),
    Column::new("AGE"),
    Column::wide("CONTAINERS"),
    Column::wide("IMAGES"),
    Column::wide("SELECTOR"),
];

// Models pkg/printers/internalversion/printers.go printReplicaSet
fn replica_set(object: &Object, now: Millis) -> Vec<String> {
    let Some(it) = ReplicaSet::unwrap(object) else { return Vec::new() };
    let (names, images) = containers(&it.spec.template);
    vec![
        it.metadata.name.clone(),
        it.spec.replicas.unwrap_or(0).to_string(),
        it.status.replicas.to_string(),
        it.status.ready_replicas.to_string(),
        created(object, now),
        names,
        images,
        selector(it.spec.selector.as_ref()),
    ]
}

/// StatefulSets.
pub const STATEFUL_SET: Printer = Printer { columns: STATEFUL_SET_COLUMNS, row: stateful_set };

const STATEFUL_SET_COLUMNS: &[Column] = &[
    Column::new("NAME"),
    Column::new("READY"),
    Column::new("AGE"),
    Column::wide("CONTAINERS"),
    Column::wide("IMAGES"),
];

// Models pkg/printers/internalversion/printers.go printStatefulSet
fn stateful_set(object: &Object, now: Millis) -> Vec<String> {
    let Some(it) = StatefulSet::unwrap(object) else { return Vec::new() };
    let (names, images) = containers(&it.spec.template);
    vec![
        it.metadata.name.clone(),
        format!("{}/{}", it.status.ready_replicas, it.spec.replicas.unwrap_or(0)),
        created(object, now),
        names,
        images,
    ]
}

/// Revisions.
pub const CONTROLLER_REVISION: Printer = Printer { columns: REVISION_COLUMNS, row: revision };

const REVISION_COLUMNS: &[Column] =
    &[Column::new("NAME"), Column::new("CONTROLLER"), Column::new("REVISION"), Column::new("AGE")];

// Models pkg/printers/internalversion/printers.go printControllerRevision
fn revision(object: &Object, now: Millis) -> Vec<String> {
    let Some(it) = ControllerRevision::unwrap(object) else { return Vec::new() };
    let controller = it.metadata.controller().map_or("<none>".to_owned(), |owner| {
        let kind = Kind::ALL.iter().find(|kind| kind.info().kind == owner.kind);
        let kind = kind.map_or(owner.kind.clone(), |kind| kind.info().qualified_singular());
        format!("{kind}/{}", owner.name)
    });
    vec![it.metadata.name.clone(), controller, it.revision.to_string(), created(object, now)]
}
