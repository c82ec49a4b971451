//! Cases of the StatefulSet controller: objects in the store, one pass, and what it did.

use serde_json::{Value, json};
use state_lab::api::apps::{ControllerRevision, StatefulSet};
use state_lab::api::clock::Millis;
use state_lab::api::core::{Event, Namespace};
use state_lab::api::pod::Pod;
use state_lab::api::storage::PersistentVolumeClaim;
use state_lab::api::{Key, Kind, Object, Resource};
use state_lab::apiserver::ApiServer;
use state_lab::apiserver::request::{Request, Verb};
use state_lab::controllers::statefulset::{self, identity, revision};

const NOW: Millis = Millis(1_767_600_000_000);

/// Runs one case.
pub fn run(case: &Value) -> Result<(), String> {
    match case["when"].as_str().unwrap_or_default() {
        "sync" if case["given"]["maxUnavailableGate"] == true => {
            Err("the gate MaxUnavailableStatefulSet, off in 1.32, is not modelled".to_owned())
        }
        "sync" => sync(case),
        "parsePodName" => {
            let name = case["given"]["pod"].as_str().unwrap_or_default();
            let (parent, ordinal) = identity::parent_and_ordinal(name);
            same("the name", &case["expect"], &json!([parent, ordinal]))
        }
        other => Err(format!("`{other}` is not driven yet")),
    }
}

fn same(what: &str, expected: &Value, actual: &Value) -> Result<(), String> {
    if expected == actual {
        return Ok(());
    }
    Err(format!("{what}: expected {expected}, got {actual}"))
}

fn object(value: Value) -> Object {
    Object::from_json(value).expect("a case's object").0
}

fn template(revision: &str) -> Value {
    json!({
        "metadata": {"labels": {"app": "web"}},
        "spec": {"containers": [{
            "name": "web", "image": format!("web:{revision}"),
            "volumeMounts": [{"name": "www", "mountPath": "/www"}]
        }]}
    })
}

/// A server that holds the given objects.
struct World {
    api: ApiServer,
    set: Key,
}

fn world(given: &Value) -> World {
    let mut api = ApiServer::new(1, Millis(NOW.0 - 7_200_000), "10.96.0.0/12");
    let mut namespace = Namespace::default();
    namespace.metadata.name = "default".to_owned();
    api.create(namespace.into()).expect("a namespace");
    let wanted = &given["statefulset"];
    let spec = &wanted["spec"];
    let claims: Vec<Value> = spec["volumeClaimTemplates"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|name| {
            json!({"metadata": {"name": name}, "spec": {
            "accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}})
        })
        .collect();
    let new = spec["revision"].as_str().unwrap_or_default();
    let mut body = json!({
        "replicas": spec["replicas"], "serviceName": "web",
        "selector": {"matchLabels": {"app": "web"}},
        "template": template(new), "volumeClaimTemplates": claims
    });
    for field in [
        "podManagementPolicy",
        "updateStrategy",
        "minReadySeconds",
        "ordinals",
        "persistentVolumeClaimRetentionPolicy",
    ] {
        if !spec[field].is_null() {
            body[field] = spec[field].clone();
        }
    }
    let set = api
        .create(object(json!({
            "apiVersion": "apps/v1", "kind": "StatefulSet",
            "metadata": {"name": wanted["name"], "namespace": "default"}, "spec": body
        })))
        .expect("a set");
    let mut world = World { set: set.key(), api };
    world.add_revisions(wanted, new);
    world.add_pods(given);
    world.add_claims(given);
    world.set_status(wanted);
    world.api.set_now(NOW);
    world
}

impl World {
    fn stored(&self) -> StatefulSet {
        StatefulSet::clone(self.api.get("default", &self.set.name).expect("the set"))
    }

    /// The revisions carry the case's names; what they hold is found by its contents.
    fn add_revisions(&mut self, wanted: &Value, new: &str) {
        let current = wanted["status"]["currentRevision"].as_str().unwrap_or(new);
        let mut names = vec![current, new];
        names.dedup();
        for (index, name) in names.into_iter().enumerate() {
            let mut set = self.stored();
            let Object::StatefulSet(other) = object(json!({
                "apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "x"},
                "spec": {"template": template(name)}
            })) else {
                unreachable!("it is a set")
            };
            let mut other = Object::from(StatefulSet::clone(&other));
            state_lab::apiserver::defaults::apply(&mut other);
            let other = StatefulSet::unwrap(&other).expect("a set");
            set.spec.template = other.spec.template.clone();
            let found = revision::find(&set, self.api.store());
            let mut made = ControllerRevision::clone(&found.update);
            made.metadata.name = name.to_owned();
            made.revision = index as i64 + 1;
            self.api.create(made.into()).expect("a revision");
        }
    }

    fn add_pods(&mut self, given: &Value) {
        for wanted in given["pods"].as_array().into_iter().flatten() {
            let set = self.stored();
            let name = wanted["name"].as_str().unwrap_or_default();
            let (_, ordinal) = identity::parent_and_ordinal(name);
            let label = wanted["revision"].as_str().unwrap_or_default();
            let pod = identity::new_pod(&set, &set.spec.template, label, ordinal);
            self.api.create(pod.into()).expect("a pod");
            let pod = self.api.get::<Pod>("default", name).expect("the pod").clone();
            self.api.carry_out(vec![Request::bind(&pod, "node01")]).expect("bound");
            let mut pod = Pod::clone(self.api.get("default", name).expect("the pod"));
            pod.status.phase = wanted["phase"].as_str().unwrap_or_default().to_owned();
            let ready = if wanted["ready"] == true { "True" } else { "False" };
            let since = wanted["readyForSeconds"].as_i64().unwrap_or(3_600);
            pod.status.conditions = vec![state_lab::api::pod::PodCondition {
                type_: "Ready".to_owned(),
                status: ready.to_owned(),
                last_transition_time: Some(Millis(NOW.0 - since * 1000).time()),
                ..Default::default()
            }];
            pod.metadata.resource_version.clear();
            self.api.update_status(pod.into()).expect("a status");
            if wanted["terminating"] == true {
                let key = Key::new(Kind::Pod, "default", name);
                let options = state_lab::apiserver::DeleteOptions {
                    grace_period_seconds: Some(30),
                    ..Default::default()
                };
                self.api.delete(&key, &options).expect("a deletion");
            }
        }
    }

    fn add_claims(&mut self, given: &Value) {
        for wanted in given["pvcs"].as_array().into_iter().flatten() {
            let claim = object(json!({
                "apiVersion": "v1", "kind": "PersistentVolumeClaim",
                "metadata": {"name": wanted["name"], "namespace": "default"},
                "spec": {"accessModes": ["ReadWriteOnce"],
                         "resources": {"requests": {"storage": "1Gi"}}}
            }));
            self.api.create(claim).expect("a claim");
        }
    }

    fn set_status(&mut self, wanted: &Value) {
        let mut set = self.stored();
        let status = &wanted["status"];
        let text = status["currentRevision"].as_str().unwrap_or_default();
        set.status.current_revision = text.to_owned();
        set.status.current_replicas = status["currentReplicas"].as_i64().unwrap_or(0) as i32;
        if !wanted["deletionTimestamp"].is_null() {
            set.metadata.finalizers.push("foregroundDeletion".to_owned());
            set.metadata.resource_version.clear();
            self.api.update(set.clone().into()).expect("a finalizer");
            self.api.delete(&self.set, &Default::default()).expect("a deletion");
        }
        set.metadata.resource_version.clear();
        self.api.update_status(set.into()).expect("a status");
    }

    fn claims(&self) -> Vec<String> {
        self.api.store().list::<PersistentVolumeClaim>().map(|c| c.metadata.name.clone()).collect()
    }
}

fn sync(case: &Value) -> Result<(), String> {
    let mut world = world(&case["given"]);
    let before = world.claims();
    let wanted = statefulset::reconcile(&world.set, world.api.store(), NOW);
    let mut actions = Vec::new();
    for request in &wanted.requests {
        match &request.verb {
            Verb::Create(Object::Pod(pod)) => actions.push(json!({
                "create": pod.metadata.name,
                "revision": pod.metadata.labels[identity::REVISION_LABEL]
            })),
            Verb::Delete { key, .. } if key.kind == Kind::Pod => {
                actions.push(json!({"delete": key.name}));
            }
            _ => {}
        }
    }
    world.api.carry_out(wanted.requests).map_err(|status| status.message)?;
    let expect = &case["expect"];
    same("actions", &expect["actions"], &json!(actions))?;
    let after = world.claims();
    let created: Vec<&String> = after.iter().filter(|name| !before.contains(name)).collect();
    same("pvcsCreated", &expect["pvcsCreated"], &json!(created))?;
    same("pvcsAfter", &expect["pvcsAfter"], &json!(after))?;
    let status = world.stored().status;
    same(
        "status",
        &expect["status"],
        &json!({
            "replicas": status.replicas, "readyReplicas": status.ready_replicas,
            "availableReplicas": status.available_replicas,
            "currentReplicas": status.current_replicas,
            "updatedReplicas": status.updated_replicas,
            "currentRevision": status.current_revision, "updateRevision": status.update_revision
        }),
    )?;
    let mut events: Vec<&std::rc::Rc<Event>> = world.api.store().list::<Event>().collect();
    events.sort_by_key(|event| event.metadata.resource_version.parse::<u64>().unwrap_or(0));
    let events: Vec<Value> = events
        .iter()
        .map(|event| json!({"type": event.type_, "reason": event.reason, "message": event.message}))
        .collect();
    same("events", &expect["events"], &json!(events))?;
    owners(&world, &expect["pvcOwners"])
}

/// The owners that each claim is left with, by kind and name.
fn owners(world: &World, expected: &Value) -> Result<(), String> {
    for (name, expected) in expected.as_object().into_iter().flatten() {
        let claim = world.api.get::<PersistentVolumeClaim>("default", name).ok_or("no claim")?;
        let owners = claim.metadata.owner_references.iter();
        let owners: Vec<String> =
            owners.map(|owner| format!("{}/{}", owner.kind, owner.name)).collect();
        same(name, expected, &json!(owners))?;
    }
    Ok(())
}
