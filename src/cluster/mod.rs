//! The world: the API server, the nodes and the virtual clock that drives them.
//!
//! Everything happens as work that is due at some moment. A change in the store is routed to the
//! control loops that watch it, each after its latency; asking again for work that is queued
//! already changes nothing, so a burst of changes costs each loop one pass.

mod bootstrap;
mod queue;
mod scenario;
mod visit;

pub use self::scenario::{DEFAULT_SEED, NodeShape, Scenario};
pub use self::visit::Visit;

use self::queue::{Queue, Work};
use crate::api::clock::Millis;
use crate::api::pod::Pod;
use crate::api::{Key, Kind, Object};
use crate::apiserver::ApiServer;
use crate::apiserver::random::Random;
use crate::apiserver::request::{Action, Change, Reconciled};
use crate::apiserver::snapshot::Snapshot;
use crate::apiserver::validation::Rules;
use crate::controllers::{CONTROLLERS, Controller, ON_DEMAND, node_lifecycle};
use crate::kubectl::client::Client;
use crate::node::machine::FIRST_REPORT;
use crate::node::runtime::Runtime;
use crate::node::scheduler::Scheduler;
use crate::node::shell::Commands;

/// Milliseconds until a scheduler or a kubelet sees a change.
const WATCH_LATENCY: i64 = 5;

/// Milliseconds from one renewal of a node's lease to the next.
/// Models pkg/kubelet nodeLeaseRenewIntervalFraction of the lease's 40 seconds.
const RENEWAL_PERIOD: i64 = 10_000;

/// Milliseconds in which all periodic work comes round once.
const LOOK_AHEAD: i64 = 16_000;

/// What a cluster needs only for what somebody asks of it.
#[derive(Clone, Copy, Debug)]
pub struct Parts {
    /// What the API server refuses.
    pub rules: Rules,
    /// How the commands of containers are run.
    pub commands: Commands,
    /// The control loops beside [`CONTROLLERS`].
    pub controllers: &'static [Controller],
}

impl Parts {
    /// Everything.
    pub const ALL: Parts =
        Parts { rules: Rules::ALL, commands: Commands::ALL, controllers: ON_DEMAND };
    /// Nothing: enough for the lab's own manifests, which run images as they are.
    pub const NONE: Parts =
        Parts { rules: Rules::NONE, commands: Commands::NONE, controllers: &[] };
}

/// A cluster at a moment of its life. A copy goes on independently of the original.
#[derive(Clone, Debug)]
pub struct Cluster {
    api: ApiServer,
    runtime: Runtime,
    scheduler: Scheduler,
    /// The control loops beside [`CONTROLLERS`].
    more: &'static [Controller],
    random: Random,
    queue: Queue,
    started: Millis,
    /// Up to where the log of changes has been routed.
    routed: usize,
}

impl Cluster {
    /// A cluster that has been running since `scenario.started` and stands at `scenario.now`.
    pub fn new(scenario: &Scenario, seed: u64) -> Cluster {
        Cluster::with(Parts::ALL, scenario, seed)
    }

    /// As [`Cluster::new`], of these parts.
    pub fn with(parts: Parts, scenario: &Scenario, seed: u64) -> Cluster {
        let Parts { rules, commands, controllers } = parts;
        let mut cluster = Cluster {
            api: ApiServer::with(rules, seed, scenario.started, &scenario.service_cidr),
            runtime: Runtime::new(commands, scenario.durations, scenario.host_disk),
            scheduler: Scheduler::default(),
            more: controllers,
            random: Random::new(seed ^ 0x5eed),
            queue: Queue::default(),
            started: scenario.started,
            routed: 0,
        };
        bootstrap::run(&mut cluster, scenario);
        for (index, controller) in cluster.controllers().enumerate() {
            if let Some(resync) = &controller.resync {
                cluster.queue.add(scenario.started + resync.period, Work::Resync(index));
            }
        }
        cluster.advance_to(scenario.now);
        cluster
    }

    /// Takes other parts from now on.
    pub fn take(&mut self, parts: Parts) {
        self.api.rules = parts.rules;
        self.runtime.commands = parts.commands;
        self.more = parts.controllers;
    }

    fn controllers(&self) -> impl Iterator<Item = &'static Controller> + use<> {
        CONTROLLERS.iter().chain(self.more)
    }

    fn controller(&self, index: usize) -> &'static Controller {
        CONTROLLERS.get(index).unwrap_or_else(|| &self.more[index - CONTROLLERS.len()])
    }

    /// The moment at which the cluster stands.
    pub fn now(&self) -> Millis {
        self.api.now()
    }

    /// When the cluster was started.
    pub fn started(&self) -> Millis {
        self.started
    }

    /// The API server, to look at.
    pub fn api(&self) -> &ApiServer {
        &self.api
    }

    /// The nodes, to look at.
    pub fn runtime(&self) -> &Runtime {
        &self.runtime
    }

    /// What a client of the cluster may touch: the API server, and containers through it.
    pub fn client(&mut self) -> Client<'_> {
        let now = self.now();
        Client { api: &mut self.api, runtime: &mut self.runtime, now }
    }

    /// When the next work is due, periodic work included.
    pub fn next_due(&mut self) -> Option<Millis> {
        self.route();
        self.queue.next_due()
    }

    /// Whether nothing will change by itself any more: only periodic work is left, and the next
    /// round of it finds nothing to do. A claim that its resync will bind is not settled yet.
    pub fn is_settled(&mut self) -> bool {
        self.route();
        self.queue.is_quiet() && self.clone().idles_for(LOOK_AHEAD)
    }

    /// Whether nothing but events changes within so many milliseconds.
    fn idles_for(mut self, milliseconds: i64) -> bool {
        let (deadline, follower) = (self.now() + milliseconds, self.api.follow());
        while self.next_due().is_some_and(|due| due <= deadline) {
            self.step();
            let mut changes = self.api.unread(&follower);
            if changes.any(|change| change.object().kind() != Kind::Event) {
                return false;
            }
        }
        // A look at everything may have found something that only has to be waited for.
        self.queue.is_quiet()
    }

    /// Stops the machine of a node, or lets it go on.
    pub fn set_node_running(&mut self, node: &str, is_running: bool) {
        if self.runtime.is_down(node) != is_running {
            return;
        }
        let (now, key) = (self.now(), Key::new(Kind::Node, "", node));
        let renewed = renewed_at(self.started, now);
        self.api.set_lapsed_lease(node, (!is_running).then_some(renewed));
        self.runtime.set_node_running(node, is_running, now);
        self.queue.add(now + FIRST_REPORT, Work::Node(key));
    }

    /// Does all work of the next moment at which any is due, and stands at that moment then.
    /// False if nothing is due at all.
    pub fn step(&mut self) -> bool {
        let Some(due) = self.next_due() else { return false };
        let now = due.max(self.now());
        self.api.set_now(now);
        while let Some(work) = self.queue.take_due(now) {
            self.perform(work);
            self.route();
        }
        true
    }

    /// Does all work that is due until a moment, and stands at that moment then.
    pub fn advance_to(&mut self, moment: Millis) {
        while self.next_due().is_some_and(|due| due <= moment) {
            self.step();
        }
        self.api.set_now(moment.max(self.now()));
    }

    /// Lets time pass until nothing changes by itself any more, but no longer than so many
    /// milliseconds. Returns whether the cluster has settled then.
    pub fn settle(&mut self, at_most: i64) -> bool {
        let deadline = self.now() + at_most;
        while !self.is_settled() {
            if self.next_due().is_none_or(|due| due > deadline) {
                return false;
            }
            self.step();
        }
        true
    }

    /// The cluster at this moment, as plain data.
    pub fn snapshot(&self) -> Snapshot {
        let store = self.api.store();
        let containers = store
            .list::<Pod>()
            .filter_map(|pod| Some((pod.metadata.uid.clone(), self.runtime.facts(pod)?)));
        let volumes = store.list::<crate::api::storage::PersistentVolume>();
        let volumes = volumes
            .map(|volume| (volume.metadata.name.clone(), self.runtime.volume_files(volume)))
            .filter(|(_, files)| !files.is_empty());
        Snapshot {
            now: self.now(),
            objects: store.objects().clone(),
            containers: containers.collect(),
            volumes: volumes.collect(),
        }
    }

    fn perform(&mut self, work: Work) {
        let now = self.now();
        match work.clone() {
            Work::Reconcile(index, key) => {
                let wanted = (self.controller(index).reconcile)(&key, self.api.store(), now);
                self.carry_out(wanted, work);
            }
            Work::Pod(key) => {
                let wanted = self.runtime.sync_pod(&key, &mut self.api, now);
                self.carry_out(wanted, work);
            }
            Work::Node(key) => {
                let wanted = self.runtime.sync_node(&key, self.api.store(), now);
                self.carry_out(wanted, work);
            }
            Work::Schedule(key) => {
                let store = self.api.store();
                let wanted = self.scheduler.schedule(&key, store, &mut self.random, now);
                self.carry_out(wanted, work);
            }
            Work::Resync(index) => self.resync(index),
        }
    }

    fn carry_out(&mut self, wanted: Reconciled, work: Work) {
        let outcome = self.api.carry_out(wanted.requests);
        let now = self.now();
        if outcome.is_err() || wanted.action == Action::Retry {
            // Who looks at everything every so often leaves it at that.
            // Models pv_controller_base.go claimWorker.
            if !matches!(work, Work::Reconcile(index, _) if self.controller(index).resync.is_some())
            {
                self.queue.retry(now, work);
            }
            return;
        }
        self.queue.succeeded(&work);
        match wanted.action {
            Action::Requeue(after) => self.queue.add(now + after.max(1), work),
            Action::Poll(after) => self.queue.add_periodic(now + after.max(1), work),
            Action::AwaitChange | Action::Retry => {}
        }
    }

    fn resync(&mut self, index: usize) {
        let Some(resync) = &self.controller(index).resync else { return };
        let now = self.now();
        for kind in resync.kinds {
            for object in self.api.store().objects().list_kind(*kind) {
                self.queue.add_periodic(now, Work::Reconcile(index, object.key()));
            }
        }
        self.queue.add(now + resync.period, Work::Resync(index));
    }

    /// Queues what the changes since the last time concern.
    fn route(&mut self) {
        for key in self.runtime.take_woken() {
            self.queue.add(self.api.now(), Work::Pod(key));
        }
        let end = self.api.log_end();
        if self.routed == end {
            return;
        }
        let now = self.now();
        let mut keys = Vec::new();
        for change in self.api.changes_since(self.routed) {
            for (index, controller) in self.controllers().enumerate() {
                (controller.affected)(change, self.api.store(), &mut keys);
                for key in keys.drain(..) {
                    let due = now + controller.latency;
                    self.queue.add(due, Work::Reconcile(index, key));
                }
            }
            route_to_nodes(change, &mut self.queue, now);
            if let Object::VolumeAttachment(attachment) = change.object() {
                self.runtime.heed_attachment(attachment, self.api.store(), now);
            }
            for key in self.scheduler.woken_by(change, self.api.store()) {
                let allowed = self.scheduler.retry_at(&key).unwrap_or(now);
                self.queue.add(allowed.max(now + WATCH_LATENCY), Work::Schedule(key));
            }
        }
        self.routed = end;
        self.api.trim_log();
    }
}

/// When a node's lease was renewed last, as long as its machine ran.
fn renewed_at(started: Millis, now: Millis) -> Millis {
    Millis(now.0 - (now - started).rem_euclid(RENEWAL_PERIOD))
}

/// When a node is given up whose machine stops, in a cluster that was started at that moment.
pub fn node_lost_at(started: Millis, stopped: Millis) -> Millis {
    node_lifecycle::lost_at(renewed_at(started, stopped), started)
}

/// A pod goes to the scheduler until it has a node, and to its node's kubelet from then on.
fn route_to_nodes(change: &Change, queue: &mut Queue, now: Millis) {
    let Object::Pod(pod) = change.object() else { return };
    let key = change.key.clone();
    let bound = !pod.spec.node_name.is_empty();
    let created = change.before.is_none();
    if bound {
        queue.add(now + WATCH_LATENCY, Work::Pod(key));
    } else if created {
        queue.add(now + WATCH_LATENCY, Work::Schedule(key));
    }
}

/// The kinds that belong to the cluster itself and are not drawn or counted as a reader's work.
pub fn is_system(object: &Object) -> bool {
    let meta = object.metadata();
    let is_of_every_namespace = match object.kind() {
        Kind::ServiceAccount => meta.name == "default",
        Kind::ConfigMap => meta.name == "kube-root-ca.crt",
        kind => {
            let own = [Kind::Namespace, Kind::Node, Kind::Event, Kind::VolumeAttachment];
            own.contains(&kind)
        }
    };
    is_of_every_namespace
        || meta.namespace.starts_with("kube-")
        || meta.name == "kubernetes" && meta.namespace == "default"
}
