//! All kubelets together, and what others ask of the containers that they run.

use super::container::{Container, Run};
use super::forward::Forwards;
use super::images::{self, Image, Program};
use super::kubelet::etc::Networks;
use super::kubelet::{PodState, Stage, Worker, events};
use super::log::Log;
use super::machine::Machine;
use super::shell::Commands;
use super::volumes::{Disk, Disks, locate, place};
use super::{Durations, HostDisk, nginx, visits};
use crate::api::clock::Millis;
use crate::api::core::Node;
use crate::api::lookup::Lookup;
use crate::api::pod::Pod;
use crate::api::sorted::{SortedMap, SortedSet};
use crate::api::storage::PersistentVolume;
use crate::api::{Key, Kind};
use crate::apiserver::ApiServer;
use crate::apiserver::request::{Action, Reconciled, Request};
use crate::apiserver::snapshot::{ContainerFacts, File};
use crate::apiserver::store::Store;
use std::rc::Rc;

/// All nodes' kubelets with their pods, images and files. A copy shares what neither side changes.
#[derive(Clone, Debug)]
pub struct Runtime {
    /// How the commands of containers are run.
    pub commands: Commands,
    pub(super) durations: Durations,
    host_disk: HostDisk,
    pub(super) nodes: SortedMap<String, NodeState>,
    pub(super) pods: Rc<Pods>,
    pub(super) disks: Disks,
    networks: Networks,
    pub(super) woken: SortedSet<Key>,
    /// Which endpoint a client of a service was sent to, and when: by service uid and client.
    pub(super) affinity: SortedMap<(String, String), (String, Millis)>,
    /// Ports outside of the cluster that lead into it.
    pub forwards: Forwards,
}

/// Pods by their keys: there is one of a name at a time.
pub(super) type Pods = Lookup<Key, Rc<PodState>>;

/// What is known of that very pod.
pub(super) fn find<'a>(pods: &'a mut Rc<Pods>, pod: &Pod) -> Option<&'a mut Rc<PodState>> {
    Rc::make_mut(pods).get_mut(&Key::of(pod)).filter(|state| state.uid == pod.metadata.uid)
}

/// What a node has besides its pods.
#[derive(Clone, Debug, Default)]
pub struct NodeState {
    /// Since when an image is there.
    images: SortedMap<String, Millis>,
    /// Until when an image is being pulled: one is pulled after the other.
    pulls_until: Millis,
    next_address: u32,
    addresses: SortedSet<String>,
    pub(super) machine: Machine,
    /// Pods that were removed from the API while the machine had stopped.
    pub(super) left_behind: Vec<Rc<PodState>>,
    known_images: SortedMap<String, Rc<Image>>,
}

/// An answer to a request.
#[derive(Clone, Debug, PartialEq)]
pub struct Served {
    /// The HTTP status.
    pub status: u16,
    /// The text of the answer.
    pub body: String,
    /// The count that the visit counter reached.
    pub visits: Option<u64>,
    /// The volume that the count was written to; none if it went to the container's own layer.
    pub mount: Option<MountPoint>,
    /// The file with the count, as it is after the request.
    pub file: Option<File>,
}

/// The way from a container's directory to the volume that it is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MountPoint {
    /// The directory in the container.
    pub path: String,
    /// The name of the pod's volume.
    pub name: String,
    /// The claim, if the volume is one.
    pub claim: Option<Key>,
    /// The persistent volume, if the claim leads to one.
    pub volume: Option<Key>,
}

/// Nothing listens there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused;

impl Runtime {
    /// Kubelets without pods.
    pub fn new(commands: Commands, durations: Durations, host_disk: HostDisk) -> Runtime {
        Runtime {
            commands,
            durations,
            host_disk,
            nodes: SortedMap::new(),
            pods: Rc::default(),
            disks: Disks::default(),
            networks: Networks::default(),
            woken: SortedSet::new(),
            affinity: SortedMap::new(),
            forwards: Forwards::default(),
        }
    }

    /// Puts an image on a node, so that it need not be pulled.
    pub fn add_image(&mut self, node: &str, image: &str) {
        let node = self.nodes.get_or_default(node);
        node.images.insert(image.to_owned(), Millis(i64::MIN));
    }

    /// The pods that something other than the API has given work: they are to be synced now.
    pub fn take_woken(&mut self) -> SortedSet<Key> {
        std::mem::take(&mut self.woken)
    }

    /// One kubelet's pass over a pod that is bound to a node, or gone.
    pub fn sync_pod(&mut self, key: &Key, api: &mut ApiServer, now: Millis) -> Reconciled {
        let store = api.store();
        let pod = store.at::<Pod>(key);
        let uid = pod.map(|pod| &pod.metadata.uid);
        let is_another = self.pods.get(key).is_some_and(|state| Some(&state.uid) != uid);
        let killed = if is_another { self.forget(key) } else { Vec::new() };
        let Some(pod) = pod.filter(|pod| self.has_node(&pod.spec.node_name, store)) else {
            return Reconciled::requests(killed);
        };
        if pod.is_finished() && self.pods.get(key).is_none() {
            return Reconciled::requests(killed);
        }
        let pods = Rc::make_mut(&mut self.pods);
        let state = pods.get_or_insert_with(key.clone(), || Rc::new(PodState::new(pod, now)));
        let node = self.nodes.get_or_default(&pod.spec.node_name);
        if matches!(node.machine, Machine::Down { .. }) {
            return Reconciled::requests(killed);
        }
        let mut worker = Worker {
            pod: pod.clone(),
            store,
            state: Rc::make_mut(state),
            node,
            disks: &mut self.disks,
            networks: &mut self.networks,
            durations: self.durations,
            host_disk: self.host_disk,
            commands: self.commands,
            requests: killed,
        };
        worker.work(now);
        let requests = worker.requests;
        (self.commands.resume)(self, key, api, now);
        let state = self.pods.get(key);
        let action = match state.and_then(|state| Some((state.due()?, state.is_steady(now)))) {
            Some((moment, true)) => Action::Poll(moment - now),
            Some((moment, false)) => Action::Requeue(moment - now),
            None => Action::AwaitChange,
        };
        Reconciled { requests, action }
    }

    /// Drops the pod that had that name before: its containers and empty directories are gone. What
    /// still ran is killed, which is told.
    /// Models pkg/kubelet/kubelet.go HandlePodRemoves.
    fn forget(&mut self, key: &Key) -> Vec<Request> {
        let Some(state) = Rc::make_mut(&mut self.pods).remove(key) else { return Vec::new() };
        match self.nodes.get_mut(&state.node) {
            Some(node) if matches!(node.machine, Machine::Down { .. }) => {
                node.left_behind.push(state);
                return Vec::new();
            }
            _ => self.drop_pod(&state),
        }
        if state.stage != Stage::Active {
            return Vec::new();
        }
        events::killed(&state).into_iter().map(Request::event).collect()
    }

    /// Nothing is left of a pod on its node.
    pub(super) fn drop_pod(&mut self, state: &PodState) {
        if let Some(node) = self.nodes.get_mut(&state.node) {
            node.addresses.remove(&state.ip);
        }
        self.disks.drop_pod(&state.uid);
    }

    /// What the kubelet knows of a pod.
    pub fn pod(&self, pod: &Pod) -> Option<&PodState> {
        let state = self.pods.get(&Key::of(pod))?;
        (state.uid == pod.metadata.uid).then_some(state)
    }

    /// The pods that have a container running, whatever the API server still knows of them.
    pub fn running_pods(&self) -> impl Iterator<Item = &Key> {
        self.pods.unordered().filter(|pod| pod.running().next().is_some()).map(|pod| &pod.key)
    }

    pub(super) fn pod_mut(&mut self, pod: &Pod) -> Option<&mut PodState> {
        find(&mut self.pods, pod).map(Rc::make_mut)
    }

    /// A container's run and the disks, to change both.
    pub(super) fn run_mut(&mut self, pod: &Pod, container: &str) -> Option<(&mut Run, &mut Disks)> {
        let state = Rc::make_mut(find(&mut self.pods, pod)?);
        let container = state.container_mut(container).filter(|found| found.is_running())?;
        Some((container.run.as_mut()?, &mut self.disks))
    }

    /// A running container's run.
    pub(super) fn run(&self, pod: &Pod, container: &str) -> Option<&Run> {
        let container = self.pod(pod)?.container(container)?;
        container.run.as_ref().filter(|_| container.is_running())
    }

    pub(super) fn wake(&mut self, pod: &Pod, now: Millis) {
        let notice = self.durations.notice();
        if let Some(state) = self.pod_mut(pod) {
            state.wake(now + notice);
            let key = state.key.clone();
            self.woken.insert(key);
        }
    }

    /// What a container has logged in its current or previous run; nothing if it had none.
    pub fn log(&self, pod: &Pod, container: &str, previous: bool) -> Option<&Log> {
        let container = self.pod(pod)?.container(container)?;
        if previous {
            return container.previous_log.as_ref();
        }
        container.run.as_ref().map(|run| &run.log)
    }

    /// The same as text.
    pub fn logs(&self, pod: &Pod, container: &str, previous: bool) -> Option<String> {
        self.log(pod, container, previous).map(|log| log.text().to_owned())
    }

    /// What the first container of a running pod holds.
    pub fn facts(&self, pod: &Pod) -> Option<ContainerFacts> {
        let state = self.pod(pod)?;
        let running = |container: &&Container| container.is_running();
        let counts = state.containers.iter().filter(running).find(|found| counter(found).is_some());
        let container = counts.or_else(|| state.containers.iter().find(running))?;
        let run = container.run.as_ref()?;
        let data_directory = match run.visits {
            Some(_) => visits::data_directory(run),
            None => first_volume(run)?.to_owned(),
        };
        let files = run.files(&self.disks, &data_directory, "");
        Some(ContainerFacts { counter: run.visits, data_directory, files })
    }

    /// The files on a persistent volume. Where each node has its own disk, those of all nodes.
    pub fn volume_files(&self, volume: &PersistentVolume) -> Vec<File> {
        let shared = Disk::Host(String::new());
        match place(volume, &shared) {
            (Disk::Host(_), root) => {
                let hosts = self.disks.hosts();
                hosts.flat_map(|host| self.disks.files(host, &root)).collect()
            }
            (disk, root) => self.disks.files(&disk, &root),
        }
    }

    /// An HTTP GET to a port of a pod.
    ///
    /// # Errors
    /// No running container of the pod listens there.
    pub fn serve_http(
        &mut self,
        pod: &Pod,
        port: i32,
        path: &str,
        now: Millis,
    ) -> Result<Served, Refused> {
        if self.is_down(&pod.spec.node_name) {
            return Err(Refused);
        }
        let state = Rc::make_mut(find(&mut self.pods, pod).ok_or(Refused)?);
        let listening = |container: &&mut Container| {
            container.is_alive(now) && container.run.as_ref().is_some_and(|run| listens(run, port))
        };
        let container = state.containers.iter_mut().find(listening).ok_or(Refused)?;
        let run = container.run.as_mut().ok_or(Refused)?;
        if let Some(page) = nginx::page(run, &self.disks, path) {
            return Ok(page);
        }
        if let Some(status) = visits::not_a_visit(path) {
            let body = String::new();
            return Ok(Served { status, body, visits: None, mount: None, file: None });
        }
        run.log.tick(now);
        let body = visits::visit(run, &mut self.disks);
        let file = visits::state_file(run);
        let mount = locate(&run.mounts, &file).map(|(mount, _)| {
            let namespace = &pod.metadata.namespace;
            let claim = mount.source.claim.as_deref();
            let volume = mount.source.volume.as_deref();
            MountPoint {
                path: mount.path.clone(),
                name: mount.source.name.clone(),
                claim: claim.map(|name| Key::new(Kind::PersistentVolumeClaim, namespace, name)),
                volume: volume.map(|name| Key::new(Kind::PersistentVolume, "", name)),
            }
        });
        let contents = run.read(&self.disks, &file).ok();
        let name = file.rsplit_once('/').map_or("", |(_, name)| name).to_owned();
        let file = contents.map(|contents| File { path: name, contents: contents.to_string() });
        Ok(Served { status: 200, body, visits: run.visits, mount, file })
    }
}

impl NodeState {
    /// Whether an image is there at that moment.
    pub(super) fn has_image(&self, image: &str, moment: Millis) -> bool {
        self.images.get(image).is_some_and(|since| *since <= moment)
    }

    /// Pulls an image after those that are being pulled, and returns when it begins and ends. An
    /// image that has arrived by then is only looked up, which holds up nobody.
    pub(super) fn pull(&mut self, image: &str, moment: Millis, takes: i64) -> (Millis, Millis) {
        let arrives = self.images.get(image).copied().unwrap_or(Millis(i64::MAX));
        let begin = moment.max(self.pulls_until.min(arrives));
        if arrives <= begin {
            return (begin, begin + takes / 10);
        }
        let done = begin + takes;
        self.pulls_until = done;
        self.images.get_or_insert_with(image.to_owned(), || done);
        (begin, done)
    }

    /// The image of that name.
    pub(super) fn image(&mut self, image: &str) -> Rc<Image> {
        match self.known_images.get(image) {
            Some(found) => found.clone(),
            None => {
                let found = images::find(image);
                self.known_images.insert(image.to_owned(), found.clone());
                found
            }
        }
    }

    /// The next free address of the node. Addresses are taken in turn, so that one that has just
    /// been given back is not the next to be given out.
    pub(super) fn take_address(&mut self, node: &str, store: &Store) -> String {
        /// Addresses of a block: all but the network's, the gateway's and the broadcast address.
        const BLOCK: u32 = 253;
        let cidr = store.get::<Node>("", node).map(|node| node.spec.pod_cidr.clone());
        let cidr = cidr.filter(|cidr| !cidr.is_empty()).unwrap_or_else(|| "10.244.0.0/24".into());
        let octets: Vec<u32> =
            cidr.split(['.', '/']).filter_map(|octet| octet.parse().ok()).collect();
        let octet = |index: usize| octets.get(index).copied().unwrap_or(0);
        let blocks = 2 * self.addresses.len() as u32 / BLOCK + 1;
        loop {
            let number = self.next_address % (blocks * BLOCK);
            self.next_address = number + 1;
            let (block, host) = (number / BLOCK, number % BLOCK + 2);
            let address = format!("{}.{}.{}.{host}", octet(0), octet(1) + block, octet(2));
            if !self.addresses.contains(&address) {
                self.addresses.insert(address.clone());
                return address;
            }
        }
    }
}

/// Whether the process of a container listens on a port.
pub fn listens(run: &Run, port: i32) -> bool {
    match run.image.program {
        Program::Visits => run.visits.is_some() && port == visits::port(run),
        Program::Nginx => run.is_own && port == 80,
        Program::Hello(_) => run.is_own && port == 8080,
        Program::Forever | Program::Ends { .. } => false,
    }
}

/// The HTTP status that a probe gets; none if nothing listens there. A probe counts as a visit,
/// unless it asks for the path that is made for probes.
pub fn answer_to_probe(run: &mut Run, disks: &mut Disks, port: i32, path: &str) -> Option<u16> {
    if !listens(run, port) {
        return None;
    }
    if let Some(page) = nginx::page(run, disks, path) {
        return Some(page.status);
    }
    if let Some(status) = visits::not_a_visit(path) {
        return Some(status);
    }
    visits::visit(run, disks);
    Some(200)
}

fn counter(container: &Container) -> Option<u64> {
    container.run.as_ref().and_then(|run| run.visits)
}

/// The directory of the first volume that is not the kubelet's own.
fn first_volume(run: &Run) -> Option<&str> {
    let own = |disk: &Disk| matches!(disk, Disk::ServiceAccount(_));
    let mut mounts = run.mounts.iter().filter(|mount| !own(&mount.source.disk));
    mounts.next_back().map(|mount| mount.path.as_str())
}
