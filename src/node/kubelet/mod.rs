//! One pod on its node: what the kubelet does with it, and when.
//!
//! The state of a pod has an agenda of tasks with their moments. The worker does those that are
//! due; each plans what follows. Between two tasks nothing happens, so a pod that just runs costs
//! nothing.

pub mod environment;
pub mod etc;
pub mod events;
mod launch;
pub mod probes;
mod start;
pub mod status;
mod stop;

use self::environment::Environment;
use self::etc::Networks;
use self::probes::ProbeKind;
use super::container::{Container, Ended, State};
use super::runtime::NodeState;
use super::shell::Commands;
use super::volumes::{Disks, Source};
use super::{Durations, HostDisk};
use crate::api::clock::Millis;
use crate::api::pod::Pod;
use crate::api::{Key, Object};
use crate::apiserver::request::{EventDraft, Request};
use crate::apiserver::store::Store;
use std::rc::Rc;

/// How long the kubelet waits before it looks again at a pod that it could not bring up.
/// Models pkg/kubelet/pod_workers.go, which adds up to a half to its 10 seconds at random.
const TROUBLE_RETRY: i64 = 13_000;

/// What the kubelet knows of a pod.
#[derive(Clone, Debug)]
pub struct PodState {
    /// Where the pod is in the API.
    pub key: Key,
    /// The pod's uid: a pod of the same name with another uid is another pod.
    pub uid: String,
    /// The node.
    pub node: String,
    /// When the kubelet saw it first.
    pub seen: Millis,
    /// The address, once there is a sandbox.
    pub ip: String,
    /// The init containers, in order.
    pub init: Vec<Container>,
    /// The containers, in the order of the specification.
    pub containers: Vec<Container>,
    /// What backs its volumes, once they are mounted.
    pub sources: Option<Vec<Source>>,
    /// Whether its sandbox is up.
    pub sandbox: bool,
    /// How far it is.
    pub stage: Stage,
    mount_failures: u32,
    /// Since when it waits for volumes to be attached.
    unattached_since: Option<Millis>,
    agenda: Vec<(Millis, Task)>,
}

/// How far a pod is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It is brought up and kept up.
    Active,
    /// Its containers have ended for good.
    Finished,
    /// Its containers are being stopped; with the grace period in seconds.
    Terminating { grace: i64 },
    /// Its containers are stopped for good.
    Terminated,
    /// Nothing is left of it here.
    Removed,
}

/// Which container of a pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Which {
    /// Whether it is an init container.
    pub init: bool,
    /// Its position in the specification.
    pub index: usize,
}

impl Which {
    /// Its specification in the pod.
    fn of(self, pod: &Pod) -> &crate::api::container::Container {
        let spec = &pod.spec;
        if self.init { &spec.init_containers[self.index] } else { &spec.containers[self.index] }
    }
}

/// Something to do at its moment.
#[derive(Clone, Debug, PartialEq)]
enum Task {
    /// Look at the containers, report, and bring up what is missing.
    Sync,
    /// Tell what happened just now.
    Tell(Box<EventDraft>),
    /// The process of a container starts, with these variables.
    Launch(Which, Rc<Environment>),
    /// Try a probe.
    Probe(Which, ProbeKind),
    /// All containers have been stopped.
    Killed,
    /// The sandbox of a pod that has ended is gone.
    Swept,
}

impl PodState {
    /// The state of a pod that the kubelet sees for the first time.
    pub fn new(pod: &Pod, now: Millis) -> PodState {
        let containers = |list: &[crate::api::container::Container]| {
            list.iter().map(|container| Container::new(&container.name, &container.image)).collect()
        };
        PodState {
            key: Key::of(pod),
            uid: pod.metadata.uid.clone(),
            node: pod.spec.node_name.clone(),
            seen: now,
            ip: String::new(),
            init: containers(&pod.spec.init_containers),
            containers: containers(&pod.spec.containers),
            sources: None,
            sandbox: false,
            stage: Stage::Active,
            mount_failures: 0,
            unattached_since: None,
            agenda: vec![(now, Task::Sync)],
        }
    }

    /// When there is something to do next.
    pub fn due(&self) -> Option<Millis> {
        let processes = self.init.iter().chain(&self.containers).filter_map(Container::due);
        self.planned().into_iter().chain(processes).min()
    }

    /// When the kubelet itself has something to do next.
    fn planned(&self) -> Option<Millis> {
        self.agenda.first().map(|(moment, _)| *moment)
    }

    /// Whether all that is left to do soon is to try probes whose outcome so far is known, while
    /// processes go on as they have so far.
    pub fn is_steady(&self, now: Millis) -> bool {
        /// What is to be done later than that is nothing that anybody waits for.
        const FAR: i64 = 600_000;
        let is_far = |moment: Millis| moment - now > FAR;
        let mut containers = self.init.iter().chain(&self.containers);
        containers.all(|container| container.is_steady() || container.due().is_some_and(is_far))
            && self.agenda.iter().all(|(moment, task)| match task {
                Task::Probe(which, kind) => self.at(*which).probes.is_settled(*kind),
                _ => is_far(*moment),
            })
    }

    /// The process of a container has come to its end.
    pub fn process_ended(&mut self, container: &str, code: i32, now: Millis, notice: i64) {
        let Some(container) = self.container_mut(container) else { return };
        container.end_at(now, code);
        match self.stage {
            Stage::Terminating { .. } => self.plan_killed(now),
            _ => self.plan(now + notice, Task::Sync),
        }
    }

    /// Looks at the pod again at that moment.
    pub fn wake(&mut self, moment: Millis) {
        self.plan(moment, Task::Sync);
    }

    /// Whether it waits for volumes to be attached to its node.
    pub fn awaits_volumes(&self) -> bool {
        self.unattached_since.is_some() && !self.sandbox
    }

    /// The containers that run, without the init containers.
    pub fn running(&self) -> impl Iterator<Item = &Container> {
        self.containers.iter().filter(|container| container.is_running())
    }

    /// The container of that name.
    pub fn container(&self, name: &str) -> Option<&Container> {
        self.containers.iter().chain(&self.init).find(|container| container.name == name)
    }

    /// The container of that name, to change it.
    pub fn container_mut(&mut self, name: &str) -> Option<&mut Container> {
        self.containers.iter_mut().chain(&mut self.init).find(|container| container.name == name)
    }

    fn at(&self, which: Which) -> &Container {
        if which.init { &self.init[which.index] } else { &self.containers[which.index] }
    }

    fn at_mut(&mut self, which: Which) -> &mut Container {
        if which.init { &mut self.init[which.index] } else { &mut self.containers[which.index] }
    }

    /// Puts a task on the agenda, after those of the same moment; a second look at the same moment
    /// is the same look.
    fn plan(&mut self, moment: Millis, task: Task) {
        if self.agenda.iter().any(|(at, planned)| *at == moment && *planned == task) {
            return;
        }
        let place = self.agenda.partition_point(|(at, _)| *at <= moment);
        self.agenda.insert(place, (moment, task));
    }

    /// The id of a container's current run, which is its name in the runtime.
    fn container_id(&self, container: &Container) -> String {
        let (namespace, name) = (self.key.namespace(), self.key.name());
        let (of, restarts) = (&container.name, container.restarts);
        format!("containerd://{name}_{namespace}_{}_0_{of}_{restarts}", self.uid)
    }

    /// Takes note of the processes that have ended by `now`.
    fn observe(&mut self, now: Millis) {
        for init in [true, false] {
            let count = if init { self.init.len() } else { self.containers.len() };
            for index in 0..count {
                let which = Which { init, index };
                let State::Running { started, ends: Some((finished, code)) } = self.at(which).state
                else {
                    continue;
                };
                if finished > now {
                    continue;
                }
                let id = self.container_id(self.at(which));
                let container = self.at_mut(which);
                let (started, finished) = (Some(started), Some(finished));
                container.ready = false;
                container.started = false;
                let (error, mut message) = (None, None);
                if let Some(run) = &mut container.run {
                    run.visits = None;
                    run.process = None;
                    message = run.message.take();
                }
                let ended = Ended { started, finished, code, id, error, message };
                container.state = State::Ended(ended);
            }
        }
    }
}

/// The kubelet at work on one pod.
pub struct Worker<'a> {
    /// The pod as the API has it, with what this pass has reported already.
    pub pod: Rc<Pod>,
    /// What is in the store.
    pub store: &'a Store,
    /// The pod's state.
    pub state: &'a mut PodState,
    /// The node.
    pub node: &'a mut NodeState,
    /// All disks.
    pub disks: &'a mut Disks,
    /// What containers are told of the network.
    pub networks: &'a mut Networks,
    /// How long things take.
    pub durations: Durations,
    /// Whether directories of hosts are shared.
    pub host_disk: HostDisk,
    /// How the commands of containers are run.
    pub commands: Commands,
    /// What to ask of the API server.
    pub requests: Vec<Request>,
}

impl Worker<'_> {
    /// Does all that is due.
    pub fn work(&mut self, now: Millis) {
        self.heed_deletion(now);
        // Tasks only plan later ones, but a fault in that must not hang the page.
        const MOST_TASKS: usize = 10_000;
        for _ in 0..MOST_TASKS {
            match self.state.planned() {
                Some(moment) if moment <= now => {
                    let (moment, task) = self.state.agenda.remove(0);
                    self.carry_out(moment, task);
                }
                _ => return,
            }
        }
        panic!("the kubelet finds no end for pod {}", self.state.key.name());
    }

    fn carry_out(&mut self, moment: Millis, task: Task) {
        match task {
            Task::Sync => self.sync(moment),
            Task::Tell(draft) => self.requests.push(Request::event(draft)),
            Task::Launch(which, variables) => self.launch(which, variables, moment),
            Task::Probe(which, kind) => self.probe(which, kind, moment),
            Task::Killed => self.killed(moment),
            Task::Swept => self.swept(moment),
        }
    }

    /// One pass over the pod. Models pkg/kubelet/kubelet.go SyncPod.
    fn sync(&mut self, now: Millis) {
        if self.state.stage != Stage::Active {
            return;
        }
        self.state.observe(now);
        self.report(now);
        if self.pod.is_finished() {
            self.state.stage = Stage::Finished;
            self.state.plan(now + self.durations.notice(), Task::Swept);
            return;
        }
        self.bring_up(now);
    }

    /// Reports the pod's status if it differs from what the API server has.
    fn report(&mut self, now: Millis) {
        let status = status::generate(self.state, &self.pod, self.store, now);
        if status == *self.pod.status {
            return;
        }
        let pod = Rc::make_mut(&mut self.pod);
        pod.status = status.into();
        // The kubelet patches: what others have written in the meantime is no conflict.
        pod.metadata.resource_version.clear();
        self.requests.push(Request::update_status(Object::Pod(self.pod.clone())));
    }
}

#[cfg(test)]
mod launch_tests;
#[cfg(test)]
mod tests;
