//! The promises: what is true at any moment, and what is true when the cluster has come to rest.

use crate::deeds::Deed;
use crate::manifests::{SET, TEMPLATE};
use state_lab::api::apps::StatefulSet;
use state_lab::api::core::{EndpointSlice, Endpoints, Service};
use state_lab::api::pod::Pod;
use state_lab::api::storage::{PersistentVolume, PersistentVolumeClaim};
use state_lab::api::{Key, Kind};
use state_lab::apiserver::request::{Action, Change};
use state_lab::apiserver::snapshot::File;
use state_lab::cluster::Cluster;
use state_lab::controllers::{CONTROLLERS, Controller, ON_DEMAND};
use std::collections::{BTreeMap, BTreeSet};

/// What was seen before, to see what has changed.
#[derive(Default)]
pub struct Memory {
    /// The claims, by name, with their uids.
    claims: BTreeMap<String, String>,
    /// The claims that somebody asked to be deleted.
    doomed: BTreeSet<String>,
    /// Whether the set has ever said that its claims go with its pods or with itself.
    policy_deletes: bool,
    /// Whether a volume was taken from its claim by hand: until the controller sees that, another
    /// may have it.
    unbound_by_hand: bool,
    /// Whether a pod was deleted by force or a machine stopped: then the old containers of an
    /// identity may run on beside those of the new.
    forced: bool,
    /// The files on the volumes that are kept, by the volume's uid.
    kept: BTreeMap<String, Vec<File>>,
}

impl Memory {
    /// Remembers what a deed asks for.
    pub fn note(&mut self, deed: &Deed) {
        let line = match deed {
            Deed::Command(line) => line,
            Deed::Machine { .. } => return self.forced = true,
            Deed::Visit(_) => return,
        };
        self.forced |= line.contains("--force");
        self.unbound_by_hand |= line.contains("claimRef");
        if let Some(rest) = line.strip_prefix("kubectl delete pvc ") {
            let name = rest.split(' ').next().unwrap_or_default();
            self.doomed.insert(name.to_owned());
        }
    }

    /// Writing is what a visit is for: what is on the volumes now is what has to stay.
    pub fn writes_are_new(&mut self, cluster: &Cluster) {
        self.kept.clear();
        self.remember_files(cluster);
    }

    fn remember_files(&mut self, cluster: &Cluster) {
        for volume in cluster.api().store().list::<PersistentVolume>() {
            let uid = &volume.metadata.uid;
            if volume.spec.persistent_volume_reclaim_policy == "Retain" {
                let files = cluster.runtime().volume_files(volume);
                self.kept.entry(uid.clone()).or_insert(files);
            } else {
                self.kept.remove(uid);
            }
        }
    }

    /// What is true at any moment.
    pub fn check(&mut self, cluster: &Cluster) -> Result<(), String> {
        self.policy_deletes |= cluster.api().store().list::<StatefulSet>().any(|set| {
            let policy = set.spec.persistent_volume_claim_retention_policy.as_ref();
            policy.is_some_and(|it| it.when_deleted == "Delete" || it.when_scaled == "Delete")
        });
        names_are_of_the_set(cluster)?;
        if !self.forced {
            one_pod_for_each_identity(cluster)?;
        }
        if !self.unbound_by_hand {
            one_claim_for_each_volume(cluster)?;
        }
        self.no_claim_is_lost(cluster)?;
        self.no_byte_is_lost(cluster)
    }

    /// No claim is deleted unless somebody asked, be it by the set's policy.
    fn no_claim_is_lost(&mut self, cluster: &Cluster) -> Result<(), String> {
        let store = cluster.api().store();
        let claims = store.list::<PersistentVolumeClaim>();
        let now: BTreeMap<String, String> =
            claims.map(|claim| (claim.metadata.name.clone(), claim.metadata.uid.clone())).collect();
        for (name, uid) in &self.claims {
            let stays = now.get(name) == Some(uid);
            let by_policy = name.starts_with(&format!("{TEMPLATE}-{SET}-")) && self.policy_deletes;
            if !stays && !by_policy && !self.doomed.contains(name) {
                return Err(format!("the claim {name} is gone, and nobody asked for that"));
            }
        }
        // A claim of the same name that came after it is not doomed.
        self.doomed.retain(|name| now.contains_key(name) && now.get(name) == self.claims.get(name));
        self.claims = now;
        Ok(())
    }

    /// No byte on a volume with the policy Retain is lost.
    fn no_byte_is_lost(&mut self, cluster: &Cluster) -> Result<(), String> {
        for volume in cluster.api().store().list::<PersistentVolume>() {
            let Some(before) = self.kept.get(&volume.metadata.uid) else { continue };
            if volume.spec.persistent_volume_reclaim_policy != "Retain" {
                continue;
            }
            let now = cluster.runtime().volume_files(volume);
            if let Some(lost) = before.iter().find(|file| !now.contains(file)) {
                let name = &volume.metadata.name;
                return Err(format!("{name}: {} was {:?}", lost.path, lost.contents));
            }
        }
        self.remember_files(cluster);
        Ok(())
    }
}

/// At most one pod for each identity of a StatefulSet.
fn one_pod_for_each_identity(cluster: &Cluster) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    for key in cluster.runtime().running_pods() {
        if !seen.insert(key) {
            return Err(format!("the containers of two pods called {} run", key.name()));
        }
    }
    Ok(())
}

/// The pods of a set have its name and an ordinal.
fn names_are_of_the_set(cluster: &Cluster) -> Result<(), String> {
    for set in cluster.api().store().list::<StatefulSet>() {
        for pod in cluster.api().store().owned_by::<Pod>(&set.metadata.uid) {
            let name = &pod.metadata.name;
            let ordinal = name.strip_prefix(&format!("{}-", set.metadata.name));
            if ordinal.is_none_or(|ordinal| ordinal.parse::<u32>().is_err()) {
                return Err(format!("{name} is no pod of the set {}", set.metadata.name));
            }
        }
    }
    Ok(())
}

/// No two claims are bound to one volume, and no volume to two claims.
fn one_claim_for_each_volume(cluster: &Cluster) -> Result<(), String> {
    let store = cluster.api().store();
    let mut taken: BTreeMap<&str, &str> = BTreeMap::new();
    for claim in store.list::<PersistentVolumeClaim>() {
        if claim.status.phase != "Bound" {
            continue;
        }
        let (name, volume) = (&claim.metadata.name, &claim.spec.volume_name);
        if let Some(other) = taken.insert(volume, name) {
            return Err(format!("{other} and {name} are both bound to {volume}"));
        }
    }
    Ok(())
}

/// Whether a container is waiting to be tried again, and so for ever.
pub fn somebody_tries_again(cluster: &Cluster) -> bool {
    cluster.api().store().list::<Pod>().any(|pod| {
        let mut waiting =
            pod.status.container_statuses.iter().filter_map(|it| it.state.waiting.as_ref());
        waiting
            .any(|waiting| matches!(waiting.reason.as_str(), "ErrImagePull" | "ImagePullBackOff"))
    })
}

/// What is true when the cluster has come to rest.
pub fn at_rest(cluster: &Cluster) -> Result<(), String> {
    one_claim_for_each_volume(cluster)?;
    bound_to_each_other(cluster)?;
    controllers_are_content(cluster)?;
    endpoints_are_the_ready_pods(cluster)
}

/// The kinds of the objects that a control loop looks at, whatever happens to those that there are.
fn kinds_of(controller: &Controller, cluster: &Cluster) -> BTreeSet<Kind> {
    let store = cluster.api().store();
    let mut keys = Vec::new();
    for object in store.objects().all() {
        let (is, at) = (Some(object.clone()), cluster.now());
        for (before, after) in [(None, is.clone()), (is.clone(), is.clone()), (is, None)] {
            (controller.affected)(
                &Change { key: object.key(), before, after, at },
                store,
                &mut keys,
            );
        }
    }
    let again = controller.resync.iter().flat_map(|resync| resync.kinds.iter().copied());
    keys.iter().map(|key| key.kind).chain(again).collect()
}

/// Whether this is a claim of a StatefulSet that it looks at again only when it hears of a pod. Of
/// claims nobody tells it anything, here or upstream, where NewStatefulSetController in
/// stateful_set.go has handlers for pods and sets alone, and processReplica asks for no other try
/// when it meets a stale claim: while a pod waits, or an older claim is still to go with its pod, claims and their owners
/// are put right with the next event of a pod.
fn waits_for_a_pod(cluster: &Cluster, claim: &Key) -> bool {
    let store = cluster.api().store();
    let goes_with_its_pod = |set: &StatefulSet| {
        let policy = set.spec.persistent_volume_claim_retention_policy.as_ref();
        policy.is_some_and(|policy| policy.when_scaled == "Delete")
    };
    let waits = |pod: &Pod| {
        pod.status.phase == "Pending" && pod.spec.claim_names().any(|name| name == claim.name())
    };
    let is_missing = store.object(claim).is_none();
    claim.kind == Kind::PersistentVolumeClaim
        && (store.list::<Pod>().any(|pod| waits(pod))
            || is_missing && store.list::<StatefulSet>().any(|set| goes_with_its_pod(set)))
}

/// No control loop wants to change anything, whichever object it looks at: none was forgotten.
fn controllers_are_content(cluster: &Cluster) -> Result<(), String> {
    let mut api = cluster.api().clone();
    let keys: Vec<Key> = api.store().objects().all().map(|object| object.key()).collect();
    for controller in CONTROLLERS.iter().chain(ON_DEMAND) {
        let kinds = kinds_of(controller, cluster);
        for key in keys.iter().filter(|key| kinds.contains(&key.kind)) {
            let position = api.log_end();
            let wanted = (controller.reconcile)(key, api.store(), cluster.now());
            if wanted.action == Action::Retry {
                // What cannot be done is tried again, after minutes at last.
                continue;
            }
            // A request that the server refuses changes nothing either.
            let _ = api.carry_out(wanted.requests);
            let mut changes = api.changes_since(position).map(|change| change.object());
            if let Some(object) = changes.find(|object| object.kind() != Kind::Event) {
                if waits_for_a_pod(cluster, &object.key()) {
                    continue;
                }
                let (name, changed) = (controller.name, object.key());
                return Err(format!("{name} at {key:?} still wants to change {changed:?}"));
            }
        }
    }
    Ok(())
}

/// A bound volume and its claim point at each other and at nobody else.
fn bound_to_each_other(cluster: &Cluster) -> Result<(), String> {
    let store = cluster.api().store();
    for volume in store.list::<PersistentVolume>() {
        if volume.status.phase != "Bound" {
            continue;
        }
        let name = &volume.metadata.name;
        let Some(reference) = &volume.spec.claim_ref else {
            return Err(format!("{name} is bound to nobody"));
        };
        let claim = store.get::<PersistentVolumeClaim>(&reference.namespace, &reference.name);
        let fits = claim.is_some_and(|claim| {
            claim.metadata.uid == reference.uid && claim.spec.volume_name == *name
        });
        if !fits {
            return Err(format!("{name} is bound to {}, which is not so", reference.name));
        }
    }
    for claim in store.list::<PersistentVolumeClaim>() {
        if claim.status.phase != "Bound" {
            continue;
        }
        let (name, uid) = (&claim.metadata.name, &claim.metadata.uid);
        let volume = store.get::<PersistentVolume>("", &claim.spec.volume_name);
        let reference = volume.and_then(|volume| volume.spec.claim_ref.as_ref());
        if reference.is_none_or(|reference| reference.uid != *uid) {
            let volume = &claim.spec.volume_name;
            return Err(format!("{name} is bound to {volume}, which is not so"));
        }
    }
    Ok(())
}

/// The endpoints of a service are exactly its ready pods.
fn endpoints_are_the_ready_pods(cluster: &Cluster) -> Result<(), String> {
    let store = cluster.api().store();
    for service in store.list::<Service>() {
        let (namespace, name) = (&service.metadata.namespace, &service.metadata.name);
        let selector = &service.spec.selector;
        if selector.is_empty() {
            continue;
        }
        let ready: BTreeSet<String> = store
            .pods_with_labels(namespace, selector)
            .filter(|pod| pod.is_ready() && pod.is_active())
            .map(|pod| pod.status.pod_ip.clone())
            .collect();
        let slices = store.list::<EndpointSlice>().filter(|slice| {
            slice.metadata.namespace == *namespace
                && slice.metadata.labels.get("kubernetes.io/service-name") == Some(name)
        });
        let listed: BTreeSet<String> = slices
            .flat_map(|slice| &slice.endpoints)
            .filter(|endpoint| endpoint.conditions.ready == Some(true))
            .flat_map(|endpoint| endpoint.addresses.clone())
            .collect();
        let endpoints = store.get::<Endpoints>(namespace, name);
        let older: BTreeSet<String> = endpoints
            .iter()
            .flat_map(|endpoints| &endpoints.subsets)
            .flat_map(|subset| subset.addresses.iter().map(|address| address.ip.clone()))
            .collect();
        if listed != ready || older != ready {
            return Err(format!("{name}: ready {ready:?}, slices {listed:?}, endpoints {older:?}"));
        }
    }
    Ok(())
}
