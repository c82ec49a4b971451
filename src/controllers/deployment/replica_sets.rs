//! The replica sets of a Deployment: which is the new one, and their book-keeping.
//! Models pkg/controller/deployment/util/deployment_util.go.

use super::{
    COMPONENT, DESIRED_REPLICAS, LAST_APPLIED, MAX_REPLICAS, Pass, REVISION, REVISION_HISTORY,
};
use crate::api::apps::{Deployment, ReplicaSet, ReplicaSetSpec, ReplicaSetStatus};
use crate::api::meta::{ObjectMeta, StringMap};
use crate::api::order;
use crate::api::pod::PodTemplateSpec;
use crate::apiserver::request::{EventDraft, Request};
use crate::apiserver::store::Store;
use crate::controllers::hash::template_hash;
use crate::controllers::pods::controller_reference;
use std::rc::Rc;

/// The label that tells the replica sets of one Deployment apart.
pub const HASH_LABEL: &str = "pod-template-hash";

/// The replica sets, as this pass leaves them: the one with the Deployment's template, and others.
pub(super) struct ReplicaSets {
    pub new: Option<ReplicaSet>,
    /// Oldest first.
    pub old: Vec<ReplicaSet>,
}

impl ReplicaSets {
    /// Lists the sets of a Deployment, adopts those that fit and releases those that do not.
    pub fn find(deployment: &Rc<Deployment>, store: &Store) -> (ReplicaSets, Vec<Request>) {
        let meta = &deployment.metadata;
        let selector = deployment.spec.selector.as_ref();
        let matches = |set: &ReplicaSet| {
            selector.is_some_and(|selector| selector.matches(&set.metadata.labels))
        };
        let mut requests = Vec::new();
        let mut old: Vec<ReplicaSet> = Vec::new();
        for set in store.list::<ReplicaSet>() {
            if set.metadata.namespace != meta.namespace {
                continue;
            }
            let mut set = ReplicaSet::clone(set);
            match set.metadata.controller().map(|owner| owner.uid == meta.uid) {
                Some(true) if matches(&set) => old.push(set),
                Some(true) if !meta.is_terminating() => {
                    set.metadata.owners_mut().retain(|owner| owner.uid != meta.uid);
                    requests.push(Request::update(set));
                }
                None if matches(&set) && !meta.is_terminating() => {
                    let owner = controller_reference(&**deployment);
                    set.metadata.owners_mut().push(owner);
                    requests.push(Request::update(set.clone()));
                    old.push(set);
                }
                _ => {}
            }
        }
        order::by(&mut old, |a, b| {
            let key =
                |set: &ReplicaSet| (set.metadata.creation_timestamp, set.metadata.name.clone());
            key(a).cmp(&key(b))
        });
        (ReplicaSets { new: None, old }, requests)
    }

    /// Takes the set with that template out of the old ones. Models FindNewReplicaSet.
    pub fn find_new(&mut self, template: &PodTemplateSpec) {
        if self.new.is_none()
            && let Some(at) = self.old.iter().position(|set| equal_ignoring_hash(set, template))
        {
            self.new = Some(self.old.remove(at));
        }
    }

    /// Every set, the new one last.
    pub fn all(&self) -> impl Iterator<Item = &ReplicaSet> {
        self.old.iter().chain(&self.new)
    }

    /// The sum of the wanted replicas.
    pub fn wanted(&self) -> i32 {
        wanted(self.all())
    }
}

/// How many pods these sets want. Models GetReplicaCountForReplicaSets.
pub(super) fn wanted<'a>(sets: impl IntoIterator<Item = &'a ReplicaSet>) -> i32 {
    let wanted = sets.into_iter().map(|set| set.spec.replicas.unwrap_or(0));
    wanted.fold(0, i32::saturating_add)
}

/// Models EqualIgnoreHash.
fn equal_ignoring_hash(set: &ReplicaSet, template: &PodTemplateSpec) -> bool {
    let mut own = set.spec.template.clone();
    own.metadata.labels_mut().remove(HASH_LABEL);
    own == *template
}

fn revision_of(annotations: &StringMap) -> i64 {
    annotations.get(REVISION).and_then(|revision| revision.parse().ok()).unwrap_or(0)
}

impl Pass<'_> {
    /// Finds or creates the set with the Deployment's template and keeps its revision right. False
    /// if a set that is none of the Deployment's has its name: the pass ends, and the next one
    /// tries another.
    /// Models pkg/controller/deployment/sync.go getNewReplicaSet.
    pub(super) fn ensure_new_set(&mut self) -> bool {
        self.sets.find_new(&self.deployment.spec.template);
        let newest = self.sets.old.iter().map(|set| revision_of(&set.metadata.annotations)).max();
        let revision = newest.unwrap_or(0).saturating_add(1).to_string();
        match self.sets.new.take() {
            Some(set) => self.keep_new_set(set, &revision),
            None => return self.create_new_set(&revision),
        }
        true
    }

    fn keep_new_set(&mut self, mut set: ReplicaSet, revision: &str) {
        let mut changed = self.annotate(&mut set.metadata.annotations, revision, true);
        if set.spec.min_ready_seconds != self.deployment.spec.min_ready_seconds {
            set.spec.min_ready_seconds = self.deployment.spec.min_ready_seconds;
            changed = true;
        }
        if changed {
            self.requests.push(Request::update(set.clone()));
        }
        let own = set.metadata.annotations.get(REVISION).cloned().unwrap_or_default();
        self.deployment.metadata.annotations.insert(REVISION.to_owned(), own);
        if self.condition("Progressing").is_none() && self.has_progress_deadline() {
            let message = format!("Found new replica set \"{}\"", set.metadata.name);
            self.set_condition("Progressing", "True", "FoundNewReplicaSet", message);
        }
        self.sets.new = Some(set);
    }

    fn create_new_set(&mut self, revision: &str) -> bool {
        let deployment = &self.deployment;
        let hash = template_hash(&deployment.spec.template, deployment.status.collision_count);
        let name = format!("{}-{hash}", deployment.metadata.name);
        if self.store.get::<ReplicaSet>(&deployment.metadata.namespace, &name).is_some() {
            *self.deployment.status.collision_count.get_or_insert(0) += 1;
            return false;
        }
        let mut template = deployment.spec.template.clone();
        template.metadata.labels_mut().insert(HASH_LABEL.to_owned(), hash.clone());
        let mut selector = deployment.spec.selector.clone().unwrap_or_default();
        selector.match_labels.insert(HASH_LABEL.to_owned(), hash.clone());
        let mut set = ReplicaSet {
            metadata: ObjectMeta {
                labels: template.metadata.labels.clone(),
                name: name.clone(),
                namespace: deployment.metadata.namespace.clone(),
                owner_references: vec![controller_reference(deployment)].into(),
                ..ObjectMeta::default()
            },
            spec: ReplicaSetSpec {
                min_ready_seconds: deployment.spec.min_ready_seconds,
                replicas: Some(0),
                selector: Some(selector),
                template,
            },
            status: ReplicaSetStatus::default(),
        };
        let replicas = self.new_set_replicas(&set);
        set.spec.replicas = Some(replicas);
        self.annotate(&mut set.metadata.annotations, revision, false);
        self.annotate_replicas(&mut set.metadata.annotations);
        let failure = format!("Failed to create new replica set \"{name}\": ");
        let mut request = Request::create(set.clone()).or_else(EventDraft::warning(
            COMPONENT,
            &self.deployment,
            "ReplicaSetCreateError",
            failure,
        ));
        if replicas > 0 {
            let message = format!("Scaled up replica set {name} from 0 to {replicas}");
            request = request.then(self.event("ScalingReplicaSet", message));
        }
        self.requests.push(request);
        self.deployment.metadata.annotations.insert(REVISION.to_owned(), revision.to_owned());
        if self.has_progress_deadline() {
            let message = format!("Created new replica set \"{name}\"");
            self.set_condition("Progressing", "True", "NewReplicaSetCreated", message);
        }
        self.sets.new = Some(set);
        true
    }

    /// Copies the Deployment's annotations and counts the revision.
    /// Models SetNewReplicaSetAnnotations.
    fn annotate(&self, annotations: &mut StringMap, revision: &str, exists: bool) -> bool {
        let before = annotations.clone();
        let own = [LAST_APPLIED, REVISION, REVISION_HISTORY, DESIRED_REPLICAS, MAX_REPLICAS];
        for (key, value) in &self.deployment.metadata.annotations {
            if !own.contains(&key.as_str()) {
                annotations.insert(key.clone(), value.clone());
            }
        }
        let old = revision_of(annotations);
        if old < revision.parse().unwrap_or(0) {
            annotations.insert(REVISION.to_owned(), revision.to_owned());
            if exists && old > 0 {
                let history = annotations.get_or_default(REVISION_HISTORY);
                if !history.is_empty() {
                    history.push(',');
                }
                history.push_str(&old.to_string());
            }
        }
        if exists {
            self.annotate_replicas(annotations);
        }
        *annotations != before
    }

    /// Notes what the Deployment wants, by which a later pass sees that it was scaled.
    /// Models SetReplicasAnnotations.
    pub(super) fn annotate_replicas(&self, annotations: &mut StringMap) {
        let (surge, _) = self.fenceposts();
        let (desired, most) = (self.replicas(), self.replicas().saturating_add(surge));
        annotations.insert(DESIRED_REPLICAS.to_owned(), desired.to_string());
        annotations.insert(MAX_REPLICAS.to_owned(), most.to_string());
    }

    /// Deletes the oldest empty sets beyond the limit. Models cleanupDeployment.
    pub(super) fn clean_up(&mut self) {
        let Some(limit) = self.deployment.spec.revision_history_limit else { return };
        let is_idle = |set: &&ReplicaSet| {
            set.status.replicas == 0
                && set.spec.replicas.unwrap_or(0) == 0
                && set.metadata.generation <= set.status.observed_generation
        };
        let alive = self.sets.old.iter().filter(|set| !set.metadata.is_terminating());
        let mut by_revision: Vec<&ReplicaSet> = alive.collect();
        let excess = by_revision.len().saturating_sub(limit.max(0) as usize);
        order::by_key(&mut by_revision, |set| revision_of(&set.metadata.annotations));
        let doomed = by_revision.into_iter().take(excess).filter(is_idle);
        self.requests.extend(doomed.map(Request::delete));
    }
}
