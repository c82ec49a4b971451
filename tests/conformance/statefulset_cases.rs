//! Cases of the StatefulSet controller: objects in the store, one pass, and what it did.
//!
//! The cases are of 1.34, and come out the same in 1.32, where MaxUnavailableStatefulSet is off: a
//! case that needs the gate says so.

use crate::given::{NOW, events_since, object, restore, same, server};
use serde_json::{Value, json};
use state_lab::api::apps::{ControllerRevision, StatefulSet};
use state_lab::api::clock::Millis;
use state_lab::api::decode::from_value;
use state_lab::api::fields::Field;
use state_lab::api::meta::{IntOrString, OwnerReference};
use state_lab::api::pod::Pod;
use state_lab::api::storage::PersistentVolumeClaim;
use state_lab::api::{Key, Kind, Object, Resource};
use state_lab::apiserver::ApiServer;
use state_lab::apiserver::request::{Request, Verb};
use state_lab::apiserver::status::Status;
use state_lab::controllers::statefulset::{self, Gates, identity, revision, rolling};

/// Runs one case.
pub fn run(case: &Value) -> Result<(), String> {
    let given = &case["given"];
    let text = |field: &str| given[field].as_str().unwrap_or_default();
    let answer = match case["when"].as_str().unwrap_or_default() {
        "sync" => return sync(case),
        "parsePodName" => {
            let (parent, ordinal) = identity::parent_and_ordinal(text("pod"));
            json!([parent, ordinal])
        }
        "claimToPod" => {
            json!(identity::pod_of_claim(text("set"), text("claim")).unwrap_or_default())
        }
        "claimLabels" => claim_labels(given),
        "resolveMaxUnavailable" => {
            let bound: Option<IntOrString> = from_value(&given["maxUnavailable"]).expect("a bound");
            let replicas = given["replicas"].as_i64().unwrap_or(0) as i32;
            match rolling::max_unavailable(bound.as_ref(), replicas) {
                Ok(number) => json!(number),
                Err(_) => json!("error"),
            }
        }
        "computeRevisions" => compute_revisions(given),
        "adopt" => adopt(given),
        other => return Err(format!("`{other}` is not driven")),
    };
    same("the answer", &case["expect"], &answer)
}

/// The labels of a claim, from those of its template and the selector.
fn claim_labels(given: &Value) -> Value {
    let set = object(json!({
        "apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "web"},
        "spec": {
            "selector": {"matchLabels": given["selectorMatchLabels"]},
            "volumeClaimTemplates": [
                {"metadata": {"name": "www", "labels": given["templateLabels"]}}
            ]
        }
    }));
    let set = StatefulSet::unwrap(&set).expect("a set");
    identity::claims(set, 0)[0].metadata.labels.encode()
}

/// The history after a pass, with revisions by the names of the templates that they hold.
fn compute_revisions(given: &Value) -> Value {
    let wanted = json!({
        "name": "web",
        "spec": {"replicas": 1, "revision": given["template"], "volumeClaimTemplates": ["www"]}
    });
    let mut world = World::new(&wanted);
    for existing in given["existing"].as_array().into_iter().flatten() {
        let (template, number) = (existing[0].as_str(), existing[1].as_i64());
        let mut made = world.revision_of(template.unwrap_or_default());
        made.revision = number.unwrap_or(0);
        world.api.create(made.into()).expect("a revision");
    }
    let mut set = world.stored();
    let current = world.revision_of(given["statusCurrent"].as_str().unwrap_or_default());
    set.status.current_revision = current.metadata.name;
    world.api.update_status(set.into()).expect("a status");
    world.pass(Gates::default()).expect("a pass");
    let status = world.stored().status;
    let tell = |name: &str| {
        let found = world.api.get::<ControllerRevision>("default", name);
        found.map(|revision| {
            let image = &revision.data["spec"]["template"]["spec"]["containers"][0]["image"];
            json!([
                image.as_str().unwrap_or_default().trim_start_matches("web:"),
                revision.revision
            ])
        })
    };
    let count = world.api.store().list::<ControllerRevision>().count();
    json!({
        "count": count, "current": tell(&status.current_revision),
        "update": tell(&status.update_revision)
    })
}

/// Whether a pass makes a pod that nobody owns the set's own.
fn adopt(given: &Value) -> Value {
    let wanted = json!({
        "name": given["set"],
        "spec": {"replicas": 2, "revision": "x", "volumeClaimTemplates": ["www"]}
    });
    let mut world = World::new(&wanted);
    let app = if given["labelsMatch"] == true { "web" } else { "other" };
    let pod = restore(
        &mut world.api,
        &json!({
            "apiVersion": "v1", "kind": "Pod",
            "metadata": {"name": given["orphan"], "namespace": "default", "labels": {"app": app}},
            "spec": {"nodeName": "node01", "containers": [{"name": "web", "image": "web:x"}]},
            "status": {"phase": "Running"}
        }),
    );
    world.pass(Gates::default()).expect("a pass");
    let pod = world.api.store().object(&pod.key());
    let owner = pod.and_then(|pod| pod.metadata().controller()).map(|owner| owner.uid.clone());
    json!({"adopted": owner == Some(world.stored().metadata.uid)})
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
    let wanted = &given["statefulset"];
    let mut world = World::new(wanted);
    world.add_revisions(wanted);
    world.add_pods(given);
    world.add_claims(given);
    world.set_status(wanted);
    world.api.set_now(NOW);
    world
}

/// The set that a case asks for.
fn set_json(wanted: &Value) -> Value {
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
    json!({
        "apiVersion": "apps/v1", "kind": "StatefulSet",
        "metadata": {"name": wanted["name"], "namespace": "default"}, "spec": body
    })
}

impl World {
    /// A world two hours ago, so that everything in it can be of some age.
    fn new(wanted: &Value) -> World {
        let mut api = server(Millis(NOW.0 - 7_200_000));
        let set = api.create(object(set_json(wanted))).expect("a set");
        World { set: set.key(), api }
    }

    /// One pass of the controller.
    fn pass(&mut self, gates: Gates) -> Result<Vec<Request>, Status> {
        let wanted = statefulset::reconcile_with(&self.set, self.api.store(), NOW, gates);
        self.api.carry_out(wanted.requests.clone())?;
        Ok(wanted.requests)
    }

    /// The revision that the controller makes of that template.
    fn revision_of(&self, template_name: &str) -> ControllerRevision {
        let mut other =
            object(set_json(&json!({"name": "x", "spec": {"revision": template_name}})));
        state_lab::apiserver::defaults::apply(&mut other);
        let mut set = self.stored();
        let other = StatefulSet::unwrap(&other).expect("a set");
        set.spec.template = other.spec.template.clone();
        ControllerRevision::clone(&revision::find(&set, self.api.store()).update)
    }

    fn stored(&self) -> StatefulSet {
        StatefulSet::clone(self.api.get("default", self.set.name()).expect("the set"))
    }

    /// The revisions carry the case's names; what they hold is found by its contents.
    fn add_revisions(&mut self, wanted: &Value) {
        let new = wanted["spec"]["revision"].as_str().unwrap_or_default();
        let current = wanted["status"]["currentRevision"].as_str().unwrap_or(new);
        let mut names = vec![current, new];
        names.dedup();
        for (index, name) in names.into_iter().enumerate() {
            let mut made = self.revision_of(name);
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
            pod.status_mut().phase = wanted["phase"].as_str().unwrap_or_default().to_owned();
            let ready = if wanted["ready"] == true { "True" } else { "False" };
            let since = wanted["readyForSeconds"].as_i64().unwrap_or(3_600);
            pod.status_mut().conditions = vec![state_lab::api::pod::PodCondition {
                type_: "Ready".into(),
                status: ready.into(),
                last_transition_time: Some(Millis(NOW.0 - since * 1000).time()),
                ..Default::default()
            }];
            // One that has failed already would be gone at once.
            if wanted["terminating"] == true {
                let key = Key::new(Kind::Pod, "default", name);
                let options = state_lab::apiserver::DeleteOptions {
                    grace_period_seconds: Some(30),
                    ..Default::default()
                };
                self.api.delete(&key, &options).expect("a deletion");
            }
            pod.metadata.resource_version.clear();
            self.api.update_status(pod.into()).expect("a status");
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
            let mut claim = self.api.create(claim).expect("a claim");
            for owner in wanted["owners"].as_array().into_iter().flatten() {
                let owner = self.owner(owner.as_str().unwrap_or_default(), false);
                claim.metadata_mut().owners_mut().push(owner);
            }
            if wanted["staleOwner"] == true {
                let name = wanted["name"].as_str().unwrap_or_default();
                let pod = identity::pod_of_claim(self.set.name(), name).unwrap_or_default();
                let owner = self.owner(&format!("Pod/{pod}"), true);
                claim.metadata_mut().owners_mut().push(owner);
            }
            let key = claim.key();
            self.api.update(claim).expect("owners");
            if wanted["terminating"] == true {
                self.api.delete(&key, &Default::default()).expect("a deletion");
            }
        }
    }

    /// A controlling owner `Kind/name`, the one that is in the store unless it is an older one.
    fn owner(&self, owner: &str, is_stale: bool) -> OwnerReference {
        let (kind, name) = owner.split_once('/').unwrap_or((owner, ""));
        let mut kinds = Kind::ALL.iter().copied();
        let found = kinds.find(|known| known.info().kind == kind);
        let stored = found.map(|kind| Key::new(kind, "default", name));
        let stored = stored.and_then(|key| self.api.store().object(&key)).filter(|_| !is_stale);
        OwnerReference {
            api_version: found.map_or("v1", |kind| kind.info().api_version()).to_owned(),
            block_owner_deletion: Some(true),
            controller: Some(true),
            kind: kind.to_owned(),
            name: name.to_owned(),
            uid: stored.map_or("an-older-one".to_owned(), |found| found.metadata().uid.clone()),
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
    let begin = world.api.log_end();
    let gates = Gates { max_unavailable: case["given"]["maxUnavailableGate"] == true };
    let requests = world.pass(gates).map_err(|status| status.message)?;
    let mut actions = Vec::new();
    for request in &requests {
        match &request.verb {
            Verb::Create(Object::Pod(pod)) => actions.push(json!({
                "create": pod.metadata.name,
                "revision": pod.metadata.labels[identity::REVISION_LABEL]
            })),
            Verb::Delete { key, .. } if key.kind == Kind::Pod => {
                actions.push(json!({"delete": key.name()}));
            }
            _ => {}
        }
    }
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
    let events: Vec<Value> = events_since(&world.api, begin)
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
