//! What a lane is made of, read from a snapshot: its service, pods, claims and volumes.

use super::LaneSpec;
use crate::api::apps::{Deployment, ReplicaSet, StatefulSet};
use crate::api::core::{EndpointSlice, Service};
use crate::api::meta::{LabelSelector, OwnerReference};
use crate::api::pod::{Pod, PodTemplateSpec};
use crate::api::sorted::{SortedMap, SortedSet};
use crate::api::storage::{PersistentVolume, PersistentVolumeClaim};
use crate::api::{Key, Kind};
use crate::apiserver::snapshot::Snapshot;
use std::rc::Rc;

const SERVICE_NAME: &str = "kubernetes.io/service-name";

/// How many pods that are not there yet count as places of their own.
const MOST_MISSING: usize = 100;

/// One lane's objects.
pub(super) struct LaneFacts<'a> {
    pub snapshot: &'a Snapshot,
    pub namespace: &'a str,
    pub service: Option<&'a Rc<Service>>,
    pub pods: Vec<PodFacts<'a>>,
    /// How many pods the workload asks for.
    pub desired: usize,
    /// The first ordinal that a StatefulSet asks for.
    pub start: usize,
    /// The ordinals that a StatefulSet asks for or has something of; none for a Deployment.
    pub ordinals: Option<Vec<usize>>,
    /// A StatefulSet's name and the names of its claim templates.
    pub set: Option<(&'a str, Vec<String>)>,
    /// The claims that a Deployment's template names.
    pub template_claims: Vec<String>,
}

/// A pod of a lane.
#[derive(Clone, Copy)]
pub(super) struct PodFacts<'a> {
    pub pod: &'a Rc<Pod>,
    pub ordinal: Option<usize>,
    pub endpoint: Endpoint,
}

/// How a pod stands to the lane's service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Endpoint {
    /// The selector does not match it.
    None,
    /// It gets no visits yet, or no more.
    NotReady,
    /// It gets visits.
    Ready,
}

impl PodFacts<'_> {
    /// The uid of the pod.
    pub fn uid(&self) -> &str {
        &self.pod.metadata.uid
    }

    /// The uid of the ReplicaSet or StatefulSet that made it.
    pub fn revision(&self) -> &str {
        self.pod.metadata.controller().map_or("", |owner| owner.uid.as_str())
    }
}

impl<'a> LaneFacts<'a> {
    /// Reads a lane from a snapshot, in one pass over the pods.
    pub fn gather(snapshot: &'a Snapshot, spec: &'a LaneSpec) -> LaneFacts<'a> {
        let objects = &snapshot.objects;
        let namespace = spec.workload.namespace();
        let name = spec.workload.name();
        let service = objects.get::<Service>(namespace, spec.service.name());
        let mut facts = LaneFacts {
            snapshot,
            namespace,
            service,
            pods: Vec::new(),
            desired: 0,
            start: 0,
            ordinals: None,
            set: None,
            template_claims: Vec::new(),
        };
        let members = Members::of(snapshot, &spec.workload, service);
        let endpoints = Endpoints::of(snapshot, namespace, service);
        for pod in objects.list::<Pod>().filter(|pod| members.has(pod)) {
            let ordinal = match spec.workload.kind {
                Kind::StatefulSet => ordinal_in(&pod.metadata.name, name),
                _ => None,
            };
            facts.pods.push(PodFacts { pod, ordinal, endpoint: endpoints.of_pod(pod) });
        }
        match spec.workload.kind {
            Kind::StatefulSet => facts.read_set(name, objects.get(namespace, name)),
            _ => facts.read_deployment(objects.get(namespace, name)),
        }
        facts
    }

    fn read_deployment(&mut self, deployment: Option<&'a Rc<Deployment>>) {
        let Some(deployment) = deployment else { return };
        self.desired = replicas(deployment.spec.replicas);
        self.template_claims = claims_of(&deployment.spec.template);
    }

    fn read_set(&mut self, name: &'a str, set: Option<&'a Rc<StatefulSet>>) {
        let mut ordinals: SortedSet<usize> =
            self.pods.iter().filter_map(|pod| pod.ordinal).collect();
        let mut templates = Vec::new();
        if let Some(set) = set {
            let ordinals_start = set.spec.ordinals.as_ref().map_or(0, |ordinals| ordinals.start);
            self.start = replicas(Some(ordinals_start));
            self.desired = replicas(set.spec.replicas);
            // Of what there is nothing of yet, no more than can be drawn.
            let near = self.desired.min(self.pods.len() + MOST_MISSING);
            ordinals.extend(self.start..self.start + near);
            self.template_claims = claims_of(&set.spec.template);
            let names = set.spec.volume_claim_templates.iter();
            templates.extend(names.map(|template| template.metadata.name.clone()));
        }
        if set.is_none() {
            templates = self.templates_left(name);
        }
        let parents = templates.iter().map(|template| format!("{template}-{name}"));
        let parents: Vec<String> = parents.collect();
        let of_claim = |claim: &str| parents.iter().find_map(|parent| ordinal_in(claim, parent));
        ordinals.extend(self.claim_names().filter_map(of_claim));
        self.ordinals = Some(ordinals.into_iter().collect());
        self.set = Some((name, templates));
    }

    /// The claim templates of a StatefulSet that is gone, as the names of its claims tell them.
    fn templates_left(&self, name: &str) -> Vec<String> {
        let templates: SortedSet<&str> = self
            .claim_names()
            .filter_map(|claim| {
                let parent = claim.rsplit_once('-')?.0;
                ordinal_in(claim, parent)?;
                parent.strip_suffix(name)?.strip_suffix('-').filter(|it| !it.is_empty())
            })
            .collect();
        templates.into_iter().map(str::to_owned).collect()
    }

    /// The names of the claims there are, and of those that are gone while their volumes stay.
    fn claim_names(&self) -> impl Iterator<Item = &'a str> {
        let (objects, namespace) = (&self.snapshot.objects, self.namespace);
        let claims = objects.list::<PersistentVolumeClaim>().map(|claim| &claim.metadata);
        let claims = claims.filter(move |claim| claim.namespace == namespace);
        let volumes = objects.list::<PersistentVolume>();
        let left = volumes.filter_map(|volume| volume.spec.claim_ref.as_ref());
        let left = left.filter(move |claim| claim.namespace == namespace);
        claims.map(|claim| claim.name.as_str()).chain(left.map(|claim| claim.name.as_str()))
    }

    /// The names of the claims that belong to a pod, or to an ordinal without a pod.
    pub fn claims_for(&self, pod: Option<&Pod>, ordinal: Option<usize>) -> Vec<String> {
        if let Some(pod) = pod {
            return distinct(pod.spec.claim_names());
        }
        let (Some((set, templates)), Some(ordinal)) = (&self.set, ordinal) else {
            return Vec::new();
        };
        templates.iter().map(|template| format!("{template}-{set}-{ordinal}")).collect()
    }

    /// Whether the StatefulSet asks for the pod with that number.
    pub fn expects(&self, ordinal: usize) -> bool {
        ordinal >= self.start && ordinal < self.start + self.desired
    }

    /// How many of the lane's pods refer to a claim.
    pub fn users_of(&self, claim: &str) -> usize {
        let uses = |pod: &&PodFacts| pod.pod.spec.claim_names().any(|name| name == claim);
        self.pods.iter().filter(uses).count()
    }

    /// The claim of that name.
    pub fn claim(&self, name: &str) -> Option<&'a Rc<PersistentVolumeClaim>> {
        self.snapshot.objects.get(self.namespace, name)
    }

    /// The volume of a claim: the one it is bound to, or the one that still names it although the
    /// claim that it was bound to is gone. The flag tells whether the two are bound.
    pub fn volume_of(&self, claim: &str) -> Option<(&'a Rc<PersistentVolume>, bool)> {
        let objects = &self.snapshot.objects;
        if let Some(found) = self.claim(claim)
            && !found.spec.volume_name.is_empty()
        {
            let volume = objects.get::<PersistentVolume>("", &found.spec.volume_name)?;
            return Some((volume, true));
        }
        let left = objects.list::<PersistentVolume>().find(|volume| {
            let reference = volume.spec.claim_ref.as_ref();
            reference.is_some_and(|reference| {
                reference.name == claim && reference.namespace == self.namespace
            })
        })?;
        Some((left, false))
    }
}

/// The number at the end of a name, if what stands before it is `parent` and a hyphen.
// Models pkg/controller/statefulset/stateful_set_utils.go getParentNameAndOrdinal
pub(super) fn ordinal_in(name: &str, parent: &str) -> Option<usize> {
    let number = name.strip_prefix(parent)?.strip_prefix('-')?;
    let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    if digits { number.parse().ok() } else { None }
}

fn replicas(asked: Option<i32>) -> usize {
    usize::try_from(asked.unwrap_or(1)).unwrap_or(0)
}

fn claims_of(template: &PodTemplateSpec) -> Vec<String> {
    distinct(template.spec.claim_names())
}

fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut distinct: Vec<String> = Vec::new();
    for name in names {
        if !distinct.iter().any(|known| known == name) {
            distinct.push(name.to_owned());
        }
    }
    distinct
}

/// Which pods belong to a workload.
struct Members<'a> {
    workload: &'a Key,
    /// The uids of a Deployment's ReplicaSets.
    replica_sets: SortedSet<&'a str>,
    /// The uids of everything else that may control pods, to recognise pods whose owner is gone.
    owners: SortedSet<&'a str>,
    selector: Option<LabelSelector>,
}

impl<'a> Members<'a> {
    fn of(snapshot: &'a Snapshot, workload: &'a Key, service: Option<&Rc<Service>>) -> Members<'a> {
        let objects = &snapshot.objects;
        let owns = |owner: &OwnerReference| {
            owner.kind == workload.kind.info().kind && owner.name == workload.name()
        };
        let mut members = Members {
            workload,
            replica_sets: SortedSet::new(),
            owners: SortedSet::new(),
            selector: service.filter(|service| !service.spec.selector.is_empty()).map(|service| {
                let match_labels = service.spec.selector.clone();
                LabelSelector { match_labels, ..LabelSelector::default() }
            }),
        };
        for set in objects.list::<ReplicaSet>() {
            members.owners.insert(&set.metadata.uid);
            let ours = set.metadata.controller().is_some_and(owns);
            if ours && set.metadata.namespace == workload.namespace() {
                members.replica_sets.insert(&set.metadata.uid);
            }
        }
        members.owners.extend(objects.list::<StatefulSet>().map(|set| set.metadata.uid.as_str()));
        members
    }

    fn has(&self, pod: &Pod) -> bool {
        if pod.metadata.namespace != self.workload.namespace() {
            return false;
        }
        let orphan = match pod.metadata.controller() {
            None => true,
            Some(owner)
                if self.workload.kind == Kind::StatefulSet && owner.kind == "StatefulSet" =>
            {
                return owner.name == self.workload.name();
            }
            Some(owner) if self.replica_sets.contains(owner.uid.as_str()) => return true,
            Some(owner) => !self.owners.contains(owner.uid.as_str()),
        };
        // Pods whose owner was deleted stay in the drawing for as long as they exist.
        orphan
            && self.selector.as_ref().is_some_and(|selector| selector.matches(&pod.metadata.labels))
    }
}

/// Which pods a service sends visits to.
struct Endpoints<'a> {
    service: Option<&'a Rc<Service>>,
    listed: bool,
    ready: SortedMap<&'a str, bool>,
}

impl<'a> Endpoints<'a> {
    fn of(
        snapshot: &'a Snapshot,
        namespace: &str,
        service: Option<&'a Rc<Service>>,
    ) -> Endpoints<'a> {
        let (mut listed, mut ready) = (false, Vec::new());
        let name = service.map(|service| &service.metadata.name);
        for slice in snapshot.objects.list::<EndpointSlice>() {
            let of = slice.metadata.labels.get(SERVICE_NAME);
            if slice.metadata.namespace != namespace || name.is_none() || of != name {
                continue;
            }
            listed = true;
            for endpoint in &slice.endpoints {
                if let Some(pod) = &endpoint.target_ref {
                    // Not known means ready. Models k8s.io/api/discovery/v1 EndpointConditions.
                    ready.push((pod.uid.as_str(), endpoint.conditions.ready.unwrap_or(true)));
                }
            }
        }
        Endpoints { service, listed, ready: ready.into_iter().collect() }
    }

    fn of_pod(&self, pod: &Pod) -> Endpoint {
        let Some(service) = self.service else { return Endpoint::None };
        if let Some(ready) = self.ready.get(pod.metadata.uid.as_str()) {
            return if *ready { Endpoint::Ready } else { Endpoint::NotReady };
        }
        let selector = &service.spec.selector;
        let labels = &pod.metadata.labels;
        if selector.is_empty()
            || !selector.iter().all(|(key, value)| labels.get(key) == Some(value))
        {
            return Endpoint::None;
        }
        // A dump of another cluster may come without its endpoint slices.
        let ready = !self.listed && pod.is_ready() && pod.is_active();
        if ready { Endpoint::Ready } else { Endpoint::NotReady }
    }
}
