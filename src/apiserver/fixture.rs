//! Clusters for tests, put together by hand: no controller runs, so each moment is as wanted.

use super::snapshot::{ContainerFacts, File, Snapshot};
use super::{ApiServer, DeleteOptions};
use crate::api::clock::Millis;
use crate::api::decode::from_value;
use crate::api::{Key, Kind, Object};

use crate::api::sorted::SortedMap;
use serde_json::{Value, json};

/// A cluster.
pub struct World {
    pub api: ApiServer,
    pub containers: SortedMap<String, ContainerFacts>,
    pub volumes: SortedMap<String, Vec<File>>,
}

fn state(count: u64) -> Vec<File> {
    vec![File { path: "state.json".to_owned(), contents: format!("{{\"visits\":{count}}}") }]
}

impl World {
    pub fn new() -> World {
        let api = ApiServer::new(1, Millis(1_700_000_000_000), "10.96.0.0/12");
        let mut world = World { api, containers: SortedMap::new(), volumes: SortedMap::new() };
        world.create(
            json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}}),
        );
        world
    }

    /// All three lanes with three pods each, which have counted 2, 1 and 3 visits.
    pub fn topologies() -> World {
        let mut world = World::new();
        world.three_lanes(3);
        world
    }

    pub fn three_lanes(&mut self, replicas: usize) {
        const TAILS: [&str; 14] = [
            "b7kqz", "x2m4t", "pl9wd", "hh2vk", "z8d5c", "q6tnm", "k4ltt", "jt6vp", "czcvp",
            "vp5ld", "7wcx9", "mmwwm", "2fdxg", "qqzzv",
        ];
        self.deployment("nodejs-stateless", replicas, None);
        self.deployment("nodejs-shared", replicas, Some("nodejs-shared-claim"));
        self.claim("nodejs-shared-claim", Some("nodejs-shared-volume"));
        self.write("nodejs-shared-volume", 3);
        self.set("nodejs-stateful", replicas);
        for at in 0..replicas {
            let count = [2, 1, 3][at % 3];
            let name = self.replica("nodejs-stateless", TAILS[at], None);
            self.run(&name, count);
            let name = self.replica("nodejs-shared", TAILS[at], Some("nodejs-shared-claim"));
            self.run(&name, count);
            let claim = format!("nodejs-stateful-volume-claim-nodejs-stateful-{at}");
            self.claim(&claim, Some(&format!("nodejs-statefulset-volume-{}", at + 1)));
            self.write(&format!("nodejs-statefulset-volume-{}", at + 1), count);
            let name = self.member("nodejs-stateful", at);
            self.run(&name, count);
        }
    }

    pub fn create(&mut self, object: Value) -> Object {
        let (object, unknown) = Object::from_json(object).expect("the fixture is an object");
        assert!(unknown.is_empty(), "unknown fields {unknown:?}");
        self.api.create(object).expect("the fixture is valid")
    }

    pub fn service(&mut self, app: &str) {
        self.create(json!({
            "apiVersion": "v1", "kind": "Service",
            "metadata": {"name": format!("{app}-service"), "namespace": "default"},
            "spec": {"type": "NodePort", "selector": {"app": app}, "ports": [{"port": 8080}]}
        }));
    }

    pub fn deployment(&mut self, name: &str, replicas: usize, claim: Option<&str>) {
        let spec = json!({
            "replicas": replicas,
            "selector": {"matchLabels": {"app": name}},
            "template": template(name, claim)
        });
        let deployment = self.create(json!({
            "apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": {"name": name, "namespace": "default"}, "spec": spec.clone()
        }));
        self.replica_set(name, "6d5f9c7b8", &deployment, spec);
        self.service(name);
    }

    fn replica_set(&mut self, name: &str, hash: &str, deployment: &Object, spec: Value) {
        self.create(json!({
            "apiVersion": "apps/v1", "kind": "ReplicaSet",
            "metadata": {
                "name": format!("{name}-{hash}"), "namespace": "default",
                "ownerReferences": [owner(deployment)]
            },
            "spec": spec
        }));
    }

    /// Adds the ReplicaSet of a new revision.
    pub fn revision(&mut self, name: &str, hash: &str) {
        let deployment = self.object(Kind::Deployment, name);
        let spec = deployment.to_json()["spec"].clone();
        let keep = ["replicas", "selector", "template"];
        let spec = keep.iter().map(|key| ((*key).to_owned(), spec[*key].clone())).collect();
        self.replica_set(name, hash, &deployment, Value::Object(spec));
    }

    pub fn set(&mut self, name: &str, replicas: usize) {
        self.create(json!({
            "apiVersion": "apps/v1", "kind": "StatefulSet",
            "metadata": {"name": name, "namespace": "default"},
            "spec": {
                "serviceName": format!("{name}-service"),
                "replicas": replicas,
                "selector": {"matchLabels": {"app": name}},
                "template": template(name, None),
                "volumeClaimTemplates": [{
                    "metadata": {"name": format!("{name}-volume-claim")},
                    "spec": {
                        "accessModes": ["ReadWriteOnce"],
                        "resources": {"requests": {"storage": "2Gi"}}
                    }
                }]
            }
        }));
        self.service(name);
    }

    /// A pod of a Deployment, not running yet.
    pub fn replica(&mut self, name: &str, tail: &str, claim: Option<&str>) -> String {
        self.replica_of(name, "6d5f9c7b8", tail, claim)
    }

    pub fn replica_of(
        &mut self,
        name: &str,
        hash: &str,
        tail: &str,
        claim: Option<&str>,
    ) -> String {
        let owner = self.object(Kind::ReplicaSet, &format!("{name}-{hash}"));
        self.pod(&format!("{name}-{hash}-{tail}"), name, &owner, pod_spec(claim, "/app/data"))
    }

    /// A pod of a StatefulSet, not running yet.
    pub fn member(&mut self, name: &str, ordinal: usize) -> String {
        let owner = self.object(Kind::StatefulSet, name);
        let claim = format!("{name}-volume-claim-{name}-{ordinal}");
        let spec = pod_spec(Some(&claim), "/app/data");
        self.pod(&format!("{name}-{ordinal}"), name, &owner, spec)
    }

    pub fn pod(&mut self, name: &str, app: &str, owner_of: &Object, spec: Value) -> String {
        self.later(1000);
        self.create(json!({
            "apiVersion": "v1", "kind": "Pod",
            "metadata": {
                "name": name, "namespace": "default", "labels": {"app": app},
                "ownerReferences": [owner(owner_of)]
            },
            "spec": spec
        }));
        name.to_owned()
    }

    pub fn later(&mut self, ms: i64) {
        self.api.set_now(self.api.now() + ms);
    }

    /// Lets a pod run and be ready, with a count in memory.
    pub fn run(&mut self, pod: &str, count: u64) {
        self.status(pod, "Running", true);
        let uid = self.uid(Kind::Pod, pod);
        let facts = ContainerFacts {
            counter: Some(count),
            data_directory: "/app/data".to_owned(),
            files: state(count),
        };
        self.containers.insert(uid, facts);
    }

    pub fn status(&mut self, pod: &str, phase: &str, ready: bool) {
        let Object::Pod(mut found) = self.object(Kind::Pod, pod) else { unreachable!() };
        let status = std::rc::Rc::make_mut(&mut found).status_mut();
        let ready = if ready { "True" } else { "False" };
        status.phase = phase.to_owned();
        status.pod_ip = "10.244.1.7".to_owned();
        status.conditions = vec![crate::api::pod::PodCondition {
            type_: "Ready".into(),
            status: ready.into(),
            ..Default::default()
        }];
        self.api.update_status(Object::Pod(found)).expect("the pod exists");
    }

    /// A waiting container's reason, as the column STATUS shows it.
    pub fn wait(&mut self, pod: &str, reason: &str) {
        let Object::Pod(mut found) = self.object(Kind::Pod, pod) else { unreachable!() };
        let waiting = json!([{
            "name": "visits", "image": "visits:1.0", "imageID": "", "ready": false,
            "restartCount": 0, "lastState": {}, "state": {"waiting": {"reason": reason}}
        }]);
        let statuses = from_value(&waiting).expect("a list of statuses");
        std::rc::Rc::make_mut(&mut found).status_mut().container_statuses = statuses;
        self.api.update_status(Object::Pod(found)).expect("the pod exists");
    }

    /// Asks for the deletion of a pod; it stays, terminating.
    pub fn delete(&mut self, pod: &str) {
        let key = Key::new(Kind::Pod, "default", pod);
        self.api.delete(&key, &DeleteOptions::default()).expect("the pod exists");
    }

    /// Removes a pod.
    pub fn remove(&mut self, pod: &str) {
        let key = Key::new(Kind::Pod, "default", pod);
        let options = DeleteOptions { grace_period_seconds: Some(0), ..Default::default() };
        self.containers.remove(&self.uid(Kind::Pod, pod));
        self.api.delete(&key, &options).expect("the pod exists");
    }

    pub fn claim(&mut self, name: &str, volume: Option<&str>) {
        self.create(json!({
            "apiVersion": "v1", "kind": "PersistentVolumeClaim",
            "metadata": {"name": name, "namespace": "default"},
            "spec": {
                "accessModes": ["ReadWriteOnce"], "volumeName": volume.unwrap_or_default(),
                "resources": {"requests": {"storage": "2Gi"}}
            }
        }));
        self.phase(
            Kind::PersistentVolumeClaim,
            name,
            if volume.is_some() { "Bound" } else { "Pending" },
        );
        if let Some(volume) = volume {
            let uid = self.uid(Kind::PersistentVolumeClaim, name);
            self.create(json!({
                "apiVersion": "v1", "kind": "PersistentVolume",
                "metadata": {"name": volume},
                "spec": {
                    "accessModes": ["ReadWriteOnce"], "capacity": {"storage": "2Gi"},
                    "hostPath": {"path": "/tmp/data"},
                    "claimRef": {
                        "apiVersion": "v1", "kind": "PersistentVolumeClaim",
                        "name": name, "namespace": "default", "uid": uid
                    }
                }
            }));
            self.phase(Kind::PersistentVolume, volume, "Bound");
        }
    }

    pub fn phase(&mut self, kind: Kind, name: &str, phase: &str) {
        let mut object = self.object(kind, name);
        match &mut object {
            Object::PersistentVolumeClaim(claim) => {
                std::rc::Rc::make_mut(claim).status.phase = phase.to_owned();
            }
            Object::PersistentVolume(volume) => {
                std::rc::Rc::make_mut(volume).status.phase = phase.to_owned();
            }
            _ => unreachable!("only claims and volumes"),
        }
        self.api.update_status(object).expect("the object exists");
    }

    /// Removes an object without its finalizers' leave.
    pub fn drop_object(&mut self, kind: Kind, name: &str) {
        let mut object = self.object(kind, name);
        object.metadata_mut().finalizers.clear();
        let key = object.key();
        self.api.update(object).expect("the object exists");
        self.api.delete(&key, &DeleteOptions::default()).expect("the object exists");
    }

    pub fn scale(&mut self, kind: Kind, name: &str, replicas: i32) {
        let mut object = self.object(kind, name);
        match &mut object {
            Object::Deployment(it) => std::rc::Rc::make_mut(it).spec.replicas = Some(replicas),
            Object::StatefulSet(it) => std::rc::Rc::make_mut(it).spec.replicas = Some(replicas),
            _ => unreachable!("only workloads"),
        }
        self.api.update(object).expect("the object exists");
    }

    pub fn write(&mut self, volume: &str, count: u64) {
        self.volumes.insert(volume.to_owned(), state(count));
    }

    pub fn object(&self, kind: Kind, name: &str) -> Object {
        let namespace = if kind.info().namespaced { "default" } else { "" };
        let key = Key::new(kind, namespace, name);
        self.api.store().object(&key).unwrap_or_else(|| panic!("no {key:?}")).clone()
    }

    pub fn uid(&self, kind: Kind, name: &str) -> String {
        self.object(kind, name).metadata().uid.clone()
    }

    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            now: self.api.now(),
            objects: self.api.store().objects().clone(),
            containers: self.containers.clone(),
            volumes: self.volumes.clone(),
        }
    }
}

fn owner(object: &Object) -> Value {
    let meta = object.metadata();
    json!({
        "apiVersion": "apps/v1", "kind": object.kind().info().kind,
        "name": meta.name, "uid": meta.uid, "controller": true
    })
}

fn template(app: &str, claim: Option<&str>) -> Value {
    json!({"metadata": {"labels": {"app": app}}, "spec": pod_spec(claim, "/app/data")})
}

/// What the pods run.
pub fn pod_spec(claim: Option<&str>, mount_path: &str) -> Value {
    let mut container = json!({
        "name": "visits", "image": "visits:1.0", "ports": [{"containerPort": 8080}]
    });
    let Some(claim) = claim else {
        return json!({"nodeName": "node01", "containers": [container]});
    };
    container["volumeMounts"] = json!([{"name": "data", "mountPath": mount_path}]);
    json!({
        "nodeName": "node01",
        "containers": [container],
        "volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": claim}}]
    })
}
