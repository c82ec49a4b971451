//! A small world for tests: nodes, a scheduler and kubelets on a virtual clock, without
//! controllers.

use super::network::{self, From, NetworkError, Response};
use super::runtime::Runtime;
use super::scheduler::Scheduler;
use super::shell::Commands;
use super::{Durations, HostDisk};
use crate::api::clock::Millis;
use crate::api::pod::Pod;
use crate::api::{Key, Kind, Object};
use crate::apiserver::request::{Action, Reconciled};
use crate::apiserver::{ApiServer, DeleteOptions, random::Random};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Monday, 23 November 2026, 19:33:20.
pub const START: Millis = Millis(1_795_462_400_000);

/// Durations that do not change when those of the lab do.
const DURATIONS: Durations =
    Durations { pull: 1200, sandbox: 300, start: 900, stop: 1000, remove: 100, spread: 0 };

/// A cluster without controllers.
pub struct World {
    pub api: ApiServer,
    pub runtime: Runtime,
    pub scheduler: Scheduler,
    random: Random,
    due: BTreeMap<Key, Millis>,
    routed: usize,
    /// Every status of every pod, as a watch would show it, with its moment.
    pub rows: Vec<String>,
}

impl World {
    /// A world with so many nodes `node01`, `node02`, …
    pub fn new(nodes: usize) -> World {
        let mut world = World {
            api: ApiServer::new(1, START, "10.96.0.0/12"),
            runtime: Runtime::new(Commands::ALL, DURATIONS, HostDisk::Shared),
            scheduler: Scheduler::default(),
            random: Random::new(2),
            due: BTreeMap::new(),
            routed: 0,
            rows: Vec::new(),
        };
        world.create(json!({"apiVersion": "v1", "kind": "Namespace",
            "metadata": {"name": "default"}}));
        for number in 1..=nodes {
            world.create(node(number));
        }
        world
    }

    pub fn now(&self) -> Millis {
        self.api.now()
    }

    pub fn create(&mut self, value: Value) -> Object {
        let (mut object, _) = Object::from_json(value).expect("a test writes valid JSON");
        if object.kind().info().namespaced && object.metadata().namespace.is_empty() {
            object.metadata_mut().namespace = "default".to_owned();
        }
        self.api.create(object).expect("a test creates valid objects")
    }

    /// A claim that is bound to a volume on that directory of the host.
    pub fn create_bound_claim(&mut self, claim: &str, volume: &str, path: &str) {
        self.create(json!({"apiVersion": "v1", "kind": "PersistentVolume",
            "metadata": {"name": volume},
            "spec": {"capacity": {"storage": "1Gi"}, "accessModes": ["ReadWriteOnce"],
                "hostPath": {"path": path}}}));
        self.create(json!({"apiVersion": "v1", "kind": "PersistentVolumeClaim",
            "metadata": {"name": claim,
                "annotations": {"pv.kubernetes.io/bind-completed": "yes"}},
            "spec": {"accessModes": ["ReadWriteOnce"], "volumeName": volume,
                "resources": {"requests": {"storage": "1Gi"}}}}));
        self.set_phase(claim, "Bound");
    }

    pub fn set_phase(&mut self, claim: &str, phase: &str) {
        let key = Key::new(Kind::PersistentVolumeClaim, "default", claim);
        let mut object = self.api.store().object(&key).expect("the claim exists").clone();
        if let Object::PersistentVolumeClaim(claim) = &mut object {
            std::rc::Rc::make_mut(claim).status.phase = phase.to_owned();
        }
        self.api.update_status(object).expect("a claim has a status");
    }

    /// A pod with one container.
    pub fn create_pod(&mut self, name: &str, image: &str, mut spec: Value) {
        if spec.get("containers").is_none() {
            spec["containers"] = json!([{"name": "c", "image": image}]);
        }
        for container in spec["containers"].as_array_mut().into_iter().flatten() {
            if container.get("image").is_none() {
                container["image"] = json!(image);
            }
        }
        self.create(json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name},
            "spec": spec}));
    }

    pub fn pod(&self, name: &str) -> Pod {
        Pod::clone(self.api.get::<Pod>("default", name).expect("the pod exists"))
    }

    pub fn has_pod(&self, name: &str) -> bool {
        self.api.get::<Pod>("default", name).is_some()
    }

    pub fn delete(&mut self, name: &str) {
        let key = Key::new(Kind::Pod, "default", name);
        self.api.delete(&key, &DeleteOptions::default()).expect("the pod exists");
    }

    /// Lets time pass.
    pub fn run(&mut self, milliseconds: i64) {
        let end = self.now() + milliseconds;
        loop {
            self.route();
            for key in self.runtime.take_woken() {
                self.due.insert(key, self.now());
            }
            let next = self.due.iter().min_by_key(|(_, due)| **due);
            let Some((key, due)) = next.map(|(key, due)| (key.clone(), *due)) else { break };
            if due > end {
                break;
            }
            self.due.remove(&key);
            self.api.set_now(due.max(self.now()));
            self.step(&key);
        }
        self.api.set_now(end);
    }

    fn step(&mut self, key: &Key) {
        let now = self.now();
        let pod = self.api.get::<Pod>(key.namespace(), key.name());
        let bound = pod.is_none_or(|pod| !pod.spec.node_name.is_empty());
        let Reconciled { requests, action } = if bound {
            self.runtime.sync_pod(key, &mut self.api, now)
        } else {
            self.scheduler.schedule(key, self.api.store(), &mut self.random, now)
        };
        self.api.carry_out(requests).expect("requests are valid");
        if let Action::Requeue(after) | Action::Poll(after) = action {
            self.due.insert(key.clone(), now + after);
        }
    }

    fn route(&mut self) {
        let changes = self.api.changes_since(self.routed).cloned().collect::<Vec<_>>();
        self.routed = self.api.log_end();
        for change in changes {
            for key in self.scheduler.woken_by(&change, self.api.store()) {
                let at = self.scheduler.retry_at(&key).expect("it has failed before");
                self.due.insert(key, at.max(self.now()));
            }
            if let Object::Pod(pod) = change.object() {
                let key = Key::of(&**pod);
                let waits =
                    self.scheduler.retry_at(&key).is_some() && pod.spec.node_name.is_empty();
                if !waits {
                    self.due.insert(key, self.now());
                }
                self.rows.push(row(pod, change.at, change.after.is_none()));
            }
        }
    }

    /// Tries the unschedulable pods again.
    pub fn retry(&mut self) {
        for pod in self.api.store().list::<Pod>() {
            if let Some(at) = self.scheduler.retry_at(&Key::of(&**pod)) {
                self.due.insert(Key::of(&**pod), at.max(self.now()));
            }
        }
    }

    pub fn get(&mut self, url: &str) -> Result<Response, NetworkError> {
        let now = self.now();
        network::get(&mut self.api, &mut self.runtime, url, From::Outside, now)
    }

    /// Runs a command line in a pod's first container.
    pub fn sh(&mut self, pod: &str, line: &str) -> (String, i32) {
        let (pod, now) = (self.pod(pod), self.now());
        let argv = ["/bin/sh", "-c", line].map(str::to_owned);
        let container = pod.spec.containers[0].name.clone();
        let output = self.runtime.exec(Some(&mut self.api), &pod, &container, &argv, now);
        let output = output.expect("the container runs");
        (output.text, output.code)
    }

    /// The events about an object: reason, count and message.
    pub fn events(&self, name: &str) -> Vec<String> {
        let mut events: Vec<_> = self
            .api
            .store()
            .list::<crate::api::core::Event>()
            .filter(|event| event.involved_object.name == name)
            .collect();
        events.sort_by_key(|event| event.metadata.resource_version.parse::<u64>().unwrap_or(0));
        events.iter().map(|event| format!("{} {}", event.reason, event.message)).collect()
    }
}

/// `2.1s  web-0  1/1 Running 0`: what a watch would show, nearly.
fn row(pod: &Pod, at: Millis, is_gone: bool) -> String {
    let seconds = at - START;
    let ready = pod.status.container_statuses.iter().filter(|status| status.ready).count();
    let mut state = pod.status.phase.clone();
    let mut restarts = 0;
    let init = pod.status.init_container_statuses.iter().filter(|status| !status.ready);
    for status in init.chain(&pod.status.container_statuses) {
        restarts += status.restart_count;
        if let Some(waiting) = &status.state.waiting {
            state.clone_from(&waiting.reason);
        } else if let Some(terminated) = &status.state.terminated {
            state.clone_from(&terminated.reason);
        }
    }
    if pod.metadata.is_terminating() && !pod.is_finished() {
        state = "Terminating".to_owned();
    }
    let (name, count) = (&pod.metadata.name, pod.spec.containers.len());
    let gone = if is_gone { " gone" } else { "" };
    format!("{seconds} {name} {ready}/{count} {state} {restarts}{gone}")
}

fn node(number: usize) -> Value {
    let name = format!("node{number:02}");
    let resources = json!({"cpu": "4", "memory": "7863604Ki", "pods": "110"});
    json!({"apiVersion": "v1", "kind": "Node",
        "metadata": {"name": name, "labels": {"kubernetes.io/hostname": name}},
        "spec": {"podCIDR": format!("10.244.{number}.0/24")},
        "status": {"allocatable": resources, "capacity": resources,
            "addresses": [{"type": "InternalIP", "address": format!("192.0.2.{number}")}]}})
}
