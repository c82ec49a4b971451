//! What survived: a pod that was deleted, compared with the one that took its place.
//!
//! [`Survival::of`] reads two snapshots: the one just before the deletion and the one now. Its
//! rows and its sentence say only what these facts show, so they are right in whatever cluster the
//! reader has made. `story` finds out what happened, `words` says it.

mod storage_words;
mod story;
mod words;

#[cfg(test)]
mod tests;

use crate::api::apps::{Deployment, ReplicaSet, StatefulSet};
use crate::api::json;
use crate::api::pod::Pod;
use crate::api::sorted::SortedSet;
use crate::api::storage::{PersistentVolume, PersistentVolumeClaim};
use crate::api::{Key, Kind};
use crate::apiserver::snapshot::{File, Snapshot};
use crate::i18n::Localized;
use std::rc::Rc;

/// The directory in which the application keeps its data, where no running container tells.
const DATA_DIRECTORY: &str = "/app/data";
/// The file in it.
pub(super) const STATE_FILE: &str = "state.json";

/// What is known of a pod, or of what is left of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PodFacts {
    /// Its name.
    pub name: String,
    /// Its uid.
    pub uid: String,
    /// Its address; empty while it has none.
    pub ip: String,
    /// Its node; empty while it has none.
    pub node: String,
    /// The column STATUS of kubectl.
    pub status: String,
    /// Its containers run.
    pub runs: bool,
    /// Why it does not run, in Kubernetes' words; empty if nothing is said.
    pub reason: String,
    /// Where its data is.
    pub place: Place,
    /// The claim that its data directory lies in.
    pub claim: Option<ClaimFacts>,
    /// How many active pods use that claim, itself included.
    pub sharers: usize,
    /// The counter in the memory of its process.
    pub counter: Option<u64>,
    /// The contents of the file with its state.
    pub file: Option<String>,
}

/// Where a pod's data is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// In the container's own layer.
    #[default]
    Container,
    /// In an `emptyDir`, which lives as long as the pod.
    EmptyDir,
    /// In a directory of the pod's node.
    NodeDirectory,
    /// Behind a claim.
    Claim,
}

/// A claim with its volume.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimFacts {
    /// The claim's name.
    pub name: String,
    /// The claim's uid; empty if there is no such claim.
    pub uid: String,
    /// The volume that it is bound to; empty if it is bound to none.
    pub volume: String,
}

/// What is left in the cluster of the storage that the deleted pod had.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remains {
    /// The claim of that name as it is now; none if there is none.
    pub claim: Option<ClaimFacts>,
    /// The phase of the volume that the pod's claim was bound to; none if that volume is gone.
    pub volume_phase: Option<String>,
    /// The volume is a directory of whichever node mounts it.
    pub volume_is_node_directory: bool,
    /// The file on that volume now.
    pub file: Option<String>,
}

/// Who is to make a successor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Owner {
    /// A StatefulSet: the successor has the same name. Else a Deployment or a ReplicaSet.
    pub is_set: bool,
    /// The pod had a controller at all.
    pub controlled: bool,
    /// How many pods the workload asks for now; none if the workload is gone.
    pub desired: Option<usize>,
    /// The workload still asks for this pod or for another in its place.
    pub wants_successor: bool,
}

/// A deleted pod, and what came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survival {
    /// The pod just before it was deleted.
    pub before: PodFacts,
    /// The pod that took its place, once there is one; itself, if it was not deleted.
    pub after: Option<PodFacts>,
    /// The deleted pod is still there and is ending.
    pub ending: bool,
    /// Who made it.
    pub owner: Owner,
    /// What is left of its storage.
    pub remains: Remains,
}

/// A line of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What the line compares.
    pub what: Trait,
    /// What the deleted pod had; none if nothing.
    pub before: Option<String>,
    /// What its successor has, or what is left; none if nothing, or nothing yet.
    pub after: Option<String>,
    /// What that means.
    pub verdict: Verdict,
}

/// What a line of the table compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trait {
    /// The pod's name.
    Name,
    /// The pod's uid.
    Uid,
    /// The pod's address.
    Ip,
    /// The node that the pod is on.
    Node,
    /// The claim that holds its data.
    Claim,
    /// The volume behind the claim.
    Volume,
    /// The counter in the memory of its process.
    Counter,
    /// The file with its state.
    File,
}

/// What became of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is the same.
    Kept,
    /// It is another.
    Changed,
    /// It is gone.
    Lost,
    /// Another has read the same from what was kept.
    Reread,
    /// There is nothing to compare, or not yet.
    None,
}

impl PodFacts {
    /// What a snapshot tells of the pod with that uid.
    pub fn of(snapshot: &Snapshot, uid: &str) -> Option<PodFacts> {
        let pod = snapshot.objects.list::<Pod>().find(|pod| pod.metadata.uid == uid)?;
        Some(PodFacts::read(snapshot, pod))
    }

    fn read(snapshot: &Snapshot, pod: &Pod) -> PodFacts {
        let meta = &pod.metadata;
        let container = snapshot.containers.get(&meta.uid);
        let directory = container.map(|facts| facts.data_directory.as_str());
        let mounted = pod.volume_at(directory.unwrap_or(DATA_DIRECTORY));
        let claim_name = mounted.and_then(|mounted| mounted.volume.claim_name());
        let claim = claim_name.map(|name| claim_facts(snapshot, &meta.namespace, name));
        let on_volume = claim.as_ref().and_then(|claim| file_on(snapshot, &claim.volume));
        PodFacts {
            name: meta.name.clone(),
            uid: meta.uid.clone(),
            ip: pod.status.pod_ip.clone(),
            node: pod.spec.node_name.clone(),
            status: pod.status_text(),
            runs: container.is_some() && pod.status.phase == "Running",
            reason: reason(pod),
            place: match mounted.map(|mounted| mounted.volume) {
                Some(volume) if volume.claim_name().is_some() => Place::Claim,
                Some(volume) if volume.empty_dir.is_some() => Place::EmptyDir,
                Some(_) => Place::NodeDirectory,
                None => Place::Container,
            },
            sharers: claim_name.map_or(0, |name| sharers(snapshot, &meta.namespace, name)),
            claim,
            counter: container.and_then(|facts| facts.counter),
            // What the container sees is the truth; before it runs, what lies on the volume.
            file: match container {
                Some(facts) => state_file(&facts.files),
                None => on_volume,
            },
        }
    }
}

impl Survival {
    /// Compares the pod with that uid, as it was in `before`, with what is in `now`: with itself if
    /// nobody has deleted it. None if the pod was not there before.
    pub fn of(before: &Snapshot, now: &Snapshot, workload: &Key, uid: &str) -> Option<Survival> {
        let pod = before.objects.list::<Pod>().find(|pod| pod.metadata.uid == uid)?.clone();
        let facts = PodFacts::read(before, &pod);
        let left = now.objects.list::<Pod>().find(|pod| pod.metadata.uid == uid);
        let ending = left.is_some_and(|left| left.metadata.is_terminating());
        let stays = left.filter(|_| !ending).cloned();
        let after = stays.or_else(|| successor(before, now, workload, &pod));
        Some(Survival {
            ending,
            owner: owner(now, workload, &pod),
            remains: remains(now, &pod.metadata.namespace, &facts),
            after: after.map(|after| PodFacts::read(now, &after)),
            before: facts,
        })
    }

    /// The table: name, uid, IP, node, claim, volume, counter in memory, file on disk.
    pub fn rows(&self) -> Vec<Row> {
        story::rows(self)
    }

    /// What happened and why, in plain words. `visits` is how many visits the lane has answered in
    /// all, if that is known; a shared volume needs it to show what was overwritten.
    pub fn sentence(&self, visits: Option<u64>) -> Localized<String> {
        words::sentence(self, &story::tell(self, visits))
    }
}

/// The pod that took the place of `pod`, which was deleted after `before`: in a StatefulSet the one
/// with its name; else the first active pod of the workload that was not there before. The first
/// and not the newest, because later ones may come from scaling up or from another deletion.
pub fn successor(before: &Snapshot, now: &Snapshot, workload: &Key, pod: &Pod) -> Option<Rc<Pod>> {
    let namespace = pod.metadata.namespace.as_str();
    if workload.kind == Kind::StatefulSet {
        let namesake = now.objects.get::<Pod>(namespace, &pod.metadata.name)?;
        return (namesake.metadata.uid != pod.metadata.uid).then(|| namesake.clone());
    }
    let pods = || before.objects.list::<Pod>();
    let known: SortedSet<&str> = pods().map(|pod| pod.metadata.uid.as_str()).collect();
    let sets = replica_sets(now, workload);
    let new = now.objects.list::<Pod>().filter(|candidate| {
        let owner = candidate.metadata.controller().map(|owner| owner.uid.as_str());
        candidate.is_active()
            && !known.contains(candidate.metadata.uid.as_str())
            && candidate.metadata.namespace == namespace
            && owner.is_some_and(|owner| sets.contains(owner))
    });
    let first = new.min_by_key(|pod| (pod.metadata.creation_timestamp, &pod.metadata.name));
    first.cloned()
}

/// The uids of the ReplicaSets of a Deployment.
fn replica_sets<'a>(snapshot: &'a Snapshot, workload: &Key) -> SortedSet<&'a str> {
    let sets = snapshot.objects.list::<ReplicaSet>().filter(|set| {
        let owned = set.metadata.controller().is_some_and(|owner| {
            owner.kind == workload.kind.info().kind && owner.name == workload.name()
        });
        let itself = workload.kind == Kind::ReplicaSet && set.metadata.name == workload.name();
        set.metadata.namespace == workload.namespace() && (owned || itself)
    });
    sets.map(|set| set.metadata.uid.as_str()).collect()
}

fn owner(now: &Snapshot, workload: &Key, pod: &Pod) -> Owner {
    let (namespace, name) = (workload.namespace(), workload.name());
    let is_set = workload.kind == Kind::StatefulSet;
    let set = now.objects.get::<StatefulSet>(namespace, name).filter(|_| is_set);
    let start = set.and_then(|set| set.spec.ordinals.as_ref()).map_or(0, |ordinals| ordinals.start);
    let desired = match workload.kind {
        Kind::StatefulSet => set.map(|set| set.spec.replicas),
        Kind::ReplicaSet => {
            now.objects.get::<ReplicaSet>(namespace, name).map(|set| set.spec.replicas)
        }
        _ => now.objects.get::<Deployment>(namespace, name).map(|it| it.spec.replicas),
    };
    let desired = desired.map(|replicas| usize::try_from(replicas.unwrap_or(1)).unwrap_or(0));
    let ordinal = pod.metadata.name.rsplit('-').next().and_then(|end| end.parse::<usize>().ok());
    let wants_successor = match (is_set, desired, ordinal) {
        (_, None, _) => false,
        (true, Some(desired), Some(ordinal)) => {
            let start = usize::try_from(start).unwrap_or(0);
            (start..start + desired).contains(&ordinal)
        }
        (_, Some(desired), _) => active_pods(now, workload) < desired,
    };
    let controlled = pod.metadata.controller().is_some();
    Owner { is_set, controlled, desired, wants_successor }
}

fn active_pods(now: &Snapshot, workload: &Key) -> usize {
    let sets = replica_sets(now, workload);
    let ours = |pod: &&Rc<Pod>| {
        pod.is_active()
            && pod.metadata.controller().is_some_and(|owner| sets.contains(owner.uid.as_str()))
    };
    now.objects.list::<Pod>().filter(ours).count()
}

fn remains(now: &Snapshot, namespace: &str, before: &PodFacts) -> Remains {
    let Some(claim) = &before.claim else { return Remains::default() };
    let volume = now.objects.get::<PersistentVolume>("", &claim.volume);
    let claim_now = claim_facts(now, namespace, &claim.name);
    Remains {
        claim: Some(claim_now).filter(|claim| !claim.uid.is_empty()),
        volume_phase: volume.map(|volume| volume.status.phase.clone()),
        volume_is_node_directory: volume.is_some_and(|volume| volume.spec.host_path.is_some()),
        file: file_on(now, &claim.volume).filter(|_| volume.is_some()),
    }
}

fn claim_facts(snapshot: &Snapshot, namespace: &str, name: &str) -> ClaimFacts {
    let claim = snapshot.objects.get::<PersistentVolumeClaim>(namespace, name);
    ClaimFacts {
        name: name.to_owned(),
        uid: claim.map_or_else(String::new, |claim| claim.metadata.uid.clone()),
        volume: claim.map_or_else(String::new, |claim| claim.spec.volume_name.clone()),
    }
}

fn sharers(snapshot: &Snapshot, namespace: &str, claim: &str) -> usize {
    let uses = |pod: &&Rc<Pod>| {
        let mut claims = pod.spec.claim_names();
        let ours = pod.metadata.namespace == namespace && pod.is_active();
        ours && claims.any(|name| name == claim)
    };
    snapshot.objects.list::<Pod>().filter(uses).count()
}

fn file_on(snapshot: &Snapshot, volume: &str) -> Option<String> {
    state_file(snapshot.volumes.get(volume)?)
}

fn state_file(files: &[File]) -> Option<String> {
    let file = files.iter().find(|file| file.path.rsplit('/').next() == Some(STATE_FILE))?;
    Some(file.contents.trim_end().to_owned())
}

/// Why a pod does not run: the scheduler's or the kubelet's message.
fn reason(pod: &Pod) -> String {
    let scheduled = pod.status.condition("PodScheduled");
    if let Some(condition) = scheduled.filter(|condition| condition.status == "False") {
        return condition.message.clone();
    }
    let mut waiting =
        pod.status.container_statuses.iter().filter_map(|it| it.state.waiting.as_ref());
    waiting.next().map_or_else(String::new, |waiting| waiting.message.clone())
}

/// The count in the contents of the application's file.
pub(super) fn count_in(contents: &str) -> Option<u64> {
    let value = json::parse(contents).ok()?;
    value.get("visits")?.as_u64()
}
