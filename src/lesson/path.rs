//! The way of one visit, station by station: from the browser to the file in which it was counted.
//!
//! What a station says comes from two snapshots, the one just before the visit and the one just
//! after it, so the way ends wherever the data really is. Names in a sentence stand in backquotes,
//! as in the text of a chapter.

mod words;

use super::survival::{PodFacts, STATE_FILE};
use super::{Lane, NAMESPACE};
use crate::api::core::EndpointSlice;
use crate::api::pod::Pod;
use crate::api::storage::{PersistentVolume, PersistentVolumeClaim};
use crate::apiserver::snapshot::Snapshot;
use crate::i18n::Localized;
use words::Facts;

/// What kind of place a visit passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Where it begins.
    Browser,
    /// Which chooses a pod.
    Service,
    /// Which counts it.
    Pod,
    /// Where a volume is mounted in the container.
    Mount,
    /// Which leads to the volume.
    Claim,
    /// Which keeps the file.
    Volume,
    /// Where it is written down.
    File,
}

impl Stop {
    /// Its name, the same in every language.
    pub const fn name(self) -> &'static str {
        match self {
            Stop::Browser => "Browser",
            Stop::Service => "Service",
            Stop::Pod => "Pod",
            Stop::Mount => "Mount",
            Stop::Claim => "Claim",
            Stop::Volume => "Volume",
            Stop::File => "File",
        }
    }
}

/// A place that a visit has passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Station {
    /// What kind of place.
    pub stop: Stop,
    /// The uid of the object that is there: of the service for the browser, of the pod for its
    /// mount, and for the file of the volume or else of the pod that holds it.
    pub uid: String,
    /// What happened there.
    pub sentence: Localized<String>,
}

/// The way of a visit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Way {
    /// The uid of the service that was asked; empty if there is none.
    pub service: String,
    /// The uid of the pod that counted the visit; empty if none did.
    pub pod: String,
    /// The uid of the claim that it was written through; empty if it was written through none.
    pub claim: String,
    /// The places in their order.
    pub stations: Vec<Station>,
}

/// A visit as whoever makes it sees it.
#[derive(Clone, Copy, Debug)]
pub struct Visit<'a> {
    /// The service that was meant.
    pub lane: &'a Lane,
    /// The address that was asked; none if nothing leads to the service.
    pub url: Option<&'a str>,
    /// What came back.
    pub answer: &'a str,
}

impl Way {
    /// The way of a visit between two moments with nothing else between them.
    pub fn of(visit: Visit, before: &Snapshot, after: &Snapshot) -> Way {
        let service = before.objects.object(&visit.lane.service_key());
        let service = service.map_or("", |service| service.metadata().uid.as_str());
        let mut way = Way { service: service.to_owned(), ..Way::default() };
        way.add(Stop::Browser, service, words::browser(visit));
        if visit.url.is_none() {
            return way;
        }
        let ready = ready(before, visit.lane.service);
        let pod = counted(before, after);
        let name = pod.map(|pod| pod.metadata.name.as_str());
        way.add(Stop::Service, service, words::service(visit.lane.service, name, ready));
        if let Some(pod) = pod {
            way.pod = pod.metadata.uid.clone();
            way.through(pod, before, after);
        }
        way
    }

    /// The name of the pod that counted the visit.
    pub fn pod_name(&self, after: &Snapshot) -> Option<String> {
        let mut pods = after.objects.list::<Pod>();
        pods.find(|pod| pod.metadata.uid == self.pod).map(|pod| pod.metadata.name.clone())
    }

    /// Whether the cluster has gone back to before the visit, as after a reset.
    pub fn is_undone(&self, after: &Snapshot, now: &Snapshot) -> bool {
        let count = |then: &Snapshot| then.containers.get(&self.pod).and_then(|it| it.counter);
        now.now < after.now || now.now == after.now && count(now) < count(after)
    }

    /// The stations from the pod on.
    fn through(&mut self, pod: &Pod, before: &Snapshot, after: &Snapshot) {
        let uid = pod.metadata.uid.as_str();
        let was = PodFacts::of(before, uid).unwrap_or_default();
        let is = PodFacts::of(after, uid).unwrap_or_default();
        let container = after.containers.get(uid);
        let directory = container.map_or("", |facts| facts.data_directory.as_str());
        let file = format!("{directory}/{STATE_FILE}");
        let facts = Facts { pod, was: &was, is: &is, file: &file };
        self.add(Stop::Pod, uid, words::pod(&facts));
        if let Some(mounted) = pod.volume_at(directory) {
            self.add(Stop::Mount, uid, words::mount(&facts, mounted));
        }
        let mut holder = uid;
        if let Some(claim) = &is.claim {
            self.claim.clone_from(&claim.uid);
            let objects = &after.objects;
            let object = objects.get::<PersistentVolumeClaim>(NAMESPACE, &claim.name);
            let ends = object.is_some_and(|object| object.metadata.is_terminating());
            self.add(Stop::Claim, &claim.uid, words::claim(claim, is.sharers, ends));
            if let Some(volume) = objects.get::<PersistentVolume>("", &claim.volume) {
                holder = &volume.metadata.uid;
                self.add(Stop::Volume, holder, words::volume(volume));
            }
        }
        self.add(Stop::File, holder, words::file(&facts));
    }

    fn add(&mut self, stop: Stop, uid: &str, sentence: Localized<String>) {
        self.stations.push(Station { stop, uid: uid.to_owned(), sentence });
    }
}

/// The pod whose count has grown.
fn counted<'a>(before: &Snapshot, after: &'a Snapshot) -> Option<&'a Pod> {
    let count = |then: &Snapshot, uid: &str| then.containers.get(uid)?.counter;
    let pods = after.objects.list::<Pod>().map(|pod| &**pod);
    pods.into_iter().find(|pod| {
        let uid = pod.metadata.uid.as_str();
        let then = count(before, uid);
        then.is_some() && count(after, uid) > then
    })
}

/// How many pods a service sends visits to.
fn ready(now: &Snapshot, service: &str) -> usize {
    let of_service = |slice: &&EndpointSlice| {
        slice.metadata.namespace == NAMESPACE
            && slice.metadata.labels.get("kubernetes.io/service-name").map(String::as_str)
                == Some(service)
    };
    let slices = now.objects.list::<EndpointSlice>().map(|slice| &**slice).filter(of_service);
    // Not known means ready. Models k8s.io/api/discovery/v1 EndpointConditions.
    slices
        .flat_map(|slice| &slice.endpoints)
        .filter(|endpoint| endpoint.conditions.ready != Some(false))
        .count()
}

#[cfg(test)]
mod tests;
