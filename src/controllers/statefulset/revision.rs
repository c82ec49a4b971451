//! The history of a StatefulSet's template.
//! Models pkg/controller/history and stateful_set_control.go getStatefulSetRevisions.

use crate::api::apps::{ControllerRevision, StatefulSet};
use crate::api::decode::from_value;
use crate::api::fields::Field;
use crate::api::meta::{ObjectMeta, StringMap};
use crate::api::order;
use crate::api::pod::PodTemplateSpec;
use crate::api::{Key, json};
use crate::apiserver::request::Request;
use crate::apiserver::store::Store;
use crate::controllers::hash::revision_hash;
use crate::controllers::pods::controller_reference;
use crate::manifest::emit::to_json_compact;
use serde_json::Value;
use std::rc::Rc;

/// The revision that the pods have and the one that they shall get.
pub struct Revisions {
    /// All revisions of the set, oldest first, with the update revision as it will be.
    pub all: Vec<Rc<ControllerRevision>>,
    /// What the set had before the update.
    pub current: Rc<ControllerRevision>,
    /// What the set's template is now.
    pub update: Rc<ControllerRevision>,
    /// How often the name of a revision was taken already.
    pub collisions: i32,
    /// Creates or renumbers the update revision where that is needed.
    pub requests: Vec<Request>,
}

/// Finds the two revisions; a template that was there before is renumbered, not written again.
pub fn find(set: &StatefulSet, store: &Store) -> Revisions {
    let mut all: Vec<Rc<ControllerRevision>> =
        store.owned_by::<ControllerRevision>(&set.metadata.uid).cloned().collect();
    let mut requests = adopt_orphans(set, store, &mut all);
    order::by(&mut all, |a, b| (a.revision, &a.metadata.name).cmp(&(b.revision, &b.metadata.name)));
    let next = all.last().map_or(1, |newest| newest.revision.saturating_add(1));
    let data = template_patch(&set.spec.template);
    let mut collisions = set.status.collision_count.unwrap_or(0);
    let update = match all.iter().rposition(|revision| revision.data == data) {
        Some(at) if at + 1 == all.len() => Rc::clone(&all[at]),
        Some(at) => {
            let mut renumbered = ControllerRevision::clone(&all.remove(at));
            renumbered.revision = next;
            requests.push(Request::update(renumbered.clone()));
            all.push(Rc::new(renumbered));
            Rc::clone(&all[all.len() - 1])
        }
        None => {
            let (revision, is_there) = create(set, data, next, &mut collisions, store);
            if !is_there {
                requests.push(Request::create(ControllerRevision::clone(&revision)));
            }
            all.push(Rc::clone(&revision));
            revision
        }
    };
    let stored = all.iter().find(|found| found.metadata.name == set.status.current_revision);
    let current = Rc::clone(stored.unwrap_or(&update));
    Revisions { all, current, update, collisions, requests }
}

/// Takes over the revisions that a set of the same selector has left behind.
/// Models stateful_set.go adoptOrphanRevisions and history ListControllerRevisions.
fn adopt_orphans(
    set: &StatefulSet,
    store: &Store,
    all: &mut Vec<Rc<ControllerRevision>>,
) -> Vec<Request> {
    let Some(selector) = &set.spec.selector else { return Vec::new() };
    let mut requests = Vec::new();
    for revision in store.list::<ControllerRevision>() {
        let meta = &revision.metadata;
        let is_orphan = meta.namespace == set.metadata.namespace && meta.controller().is_none();
        if is_orphan && !meta.is_terminating() && selector.matches(&meta.labels) {
            let mut adopted = ControllerRevision::clone(revision);
            adopted.metadata.owners_mut().push(controller_reference(set));
            requests.push(Request::update(adopted.clone()));
            all.push(Rc::new(adopted));
        }
    }
    requests
}

fn template_patch(template: &PodTemplateSpec) -> Value {
    let mut template = template.encode();
    template["$patch"] = Value::String("replace".to_owned());
    json::object([("spec", json::object([("template", template)]))])
}

/// A new revision under a name that nobody has, or one that is there and holds the same.
/// Models pkg/controller/history/controller_history.go CreateControllerRevision.
fn create(
    set: &StatefulSet,
    data: Value,
    revision: i64,
    collisions: &mut i32,
    store: &Store,
) -> (Rc<ControllerRevision>, bool) {
    let mut created = new_revision(set, data, revision, *collisions);
    while let Some(found) = store.at::<ControllerRevision>(&Key::of(&created)) {
        if found.data == created.data {
            return (Rc::clone(found), true);
        }
        *collisions += 1;
        created = new_revision(set, created.data, revision, *collisions);
    }
    (Rc::new(created), false)
}

fn new_revision(
    set: &StatefulSet,
    data: Value,
    revision: i64,
    collisions: i32,
) -> ControllerRevision {
    let hash = revision_hash(&to_json_compact(&data), collisions);
    let mut labels = StringMap::clone(&set.spec.template.metadata.labels);
    labels.insert("controller.kubernetes.io/hash".to_owned(), hash.clone());
    ControllerRevision {
        data,
        metadata: ObjectMeta {
            annotations: set.metadata.annotations.clone(),
            labels: labels.into(),
            name: format!("{}-{hash}", set.metadata.name),
            namespace: set.metadata.namespace.clone(),
            owner_references: vec![controller_reference(set)].into(),
            ..ObjectMeta::default()
        },
        revision,
    }
}

/// The template that a revision holds: the set with the revision's patch applied.
/// Models ApplyRevision.
pub fn template_of(set: &StatefulSet, revision: &ControllerRevision) -> PodTemplateSpec {
    let template = revision.data.get("spec").and_then(|spec| spec.get("template"));
    let template = template.and_then(Value::as_object).and_then(|patch| {
        let mut template = patch.clone();
        template.remove("$patch");
        from_value(&Value::Object(template)).ok()
    });
    template.unwrap_or_else(|| set.spec.template.clone())
}

/// Deletes the oldest revisions that no pod and no status needs, beyond the limit.
/// Models truncateHistory.
pub fn truncate_history(set: &StatefulSet, found: &Revisions, in_use: &[&str]) -> Vec<Request> {
    let live = |revision: &ControllerRevision| {
        let name = revision.metadata.name.as_str();
        name == found.current.metadata.name
            || name == found.update.metadata.name
            || in_use.contains(&name)
    };
    let dead: Vec<_> = found.all.iter().filter(|revision| !live(revision)).collect();
    let limit = set.spec.revision_history_limit.unwrap_or(10).max(0) as usize;
    let excess = dead.len().saturating_sub(limit);
    dead.into_iter().take(excess).map(|revision| Request::delete(&**revision)).collect()
}
