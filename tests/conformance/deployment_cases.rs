//! Cases of Deployments and ReplicaSets: questions that the controllers ask themselves, single
//! parts of a pass, and whole rollouts.

use crate::given::{NOW, changed_since, events_since, object, restore, same, server};
use serde_json::{Value, json};
use state_lab::api::apps::{Deployment, ReplicaSet};
use state_lab::api::decode::from_value;
use state_lab::api::meta::IntOrString;
use state_lab::api::pod::Pod;
use state_lab::api::{Key, Object, Resource};
use state_lab::apiserver::ApiServer;
use state_lab::controllers::deployment::{self, Step, bounds};
use state_lab::controllers::replicaset;
use std::rc::Rc;

/// Passes after which a rollout that goes on is given up.
const MOST_PASSES: usize = 200;
const ANNOTATION: &str = "deployment.kubernetes.io";

/// Runs one case.
pub fn run(case: &Value) -> Result<(), String> {
    let (given, expect) = (&case["given"], &case["expect"]);
    let number = |field: &str| given[field].as_i64().unwrap_or(0) as i32;
    let answer = match case["when"].as_str().unwrap_or_default() {
        "resolveFenceposts" => {
            let (surge, unavailable) = (bound(&given["maxSurge"]), bound(&given["maxUnavailable"]));
            let replicas = number("replicas");
            match bounds::resolve_fenceposts(surge.as_ref(), unavailable.as_ref(), replicas) {
                Ok((surge, unavailable)) => json!([surge, unavailable]),
                Err(_) => json!("error"),
            }
        }
        "newReplicaSetSize" => {
            let (total, has) = (number("totalReplicas"), number("newReplicas"));
            json!(bounds::new_set_size(&read(&given["deployment"]), total, has))
        }
        "effectiveMaxUnavailable" => json!(bounds::max_unavailable(&read(&given["deployment"]))),
        "replicaSetFraction" => {
            let set = replica_set(&given["replicaSet"], &given["deployment"]);
            let Object::ReplicaSet(set) = object(set) else { unreachable!("it is a set") };
            json!(deployment::replica_set_fraction(&set, &read(&given["deployment"])))
        }
        "reconcileNew" => grow(given),
        "reconcileOld" => {
            let mut world = World::of_step(given);
            let before = world.sizes();
            world.step(Step::Shrink);
            let mut after = world.sizes();
            after.retain(|set| !before.contains(set) && set.0 != "new");
            return same("old sets", expect, &sizes_json(&after, expect));
        }
        "scale" => {
            let mut world = World::new(&given["deployment"], &given["replicaSets"]);
            world.step(Step::Scale);
            sizes_json(&world.sizes(), expect)
        }
        "cleanup" => clean_up(given),
        "deletedFirst" => {
            let (a, b) = (pod(&given["a"]), pod(&given["b"]));
            let rank = |pod: &Value| pod["rank"].as_u64().unwrap_or(0) as usize;
            let (a, b) = ((&*a, rank(&given["a"])), (&*b, rank(&given["b"])));
            json!(replicaset::deletion_order(a, b, NOW).is_lt())
        }
        "podsToDelete" => pods_to_delete(given),
        "rollout" => return rollout(case),
        other => return Err(format!("`{other}` is not driven")),
    };
    same("the answer", expect, &answer)
}

fn bound(value: &Value) -> Option<IntOrString> {
    from_value(value).expect("a number, a percentage or nothing")
}

/// The Deployment as JSON; bounds that are not given are not set.
fn deployment_json(given: &Value) -> Value {
    let kind = given["strategy"].as_str().unwrap_or("RollingUpdate");
    let mut strategy = json!({"type": kind, "rollingUpdate": {}});
    for field in ["maxSurge", "maxUnavailable"] {
        if !given[field].is_null() {
            strategy["rollingUpdate"][field] = given[field].clone();
        }
    }
    json!({
        "apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": {"name": "foo", "namespace": "default", "uid": "d", "generation": 1},
        "spec": {
            "replicas": given["replicas"], "strategy": strategy,
            "selector": {"matchLabels": {"app": "foo"}}, "template": template("new"),
            "revisionHistoryLimit": given["revisionHistoryLimit"]
        }
    })
}

fn read(given: &Value) -> Rc<Deployment> {
    match object(deployment_json(given)) {
        Object::Deployment(deployment) => deployment,
        _ => unreachable!("it is a Deployment"),
    }
}

fn template(version: &str) -> Value {
    json!({
        "metadata": {"labels": {"app": "foo"}},
        "spec": {"containers": [{"name": "c", "image": format!("foo:{version}")}]}
    })
}

/// A replica set as JSON. One that is said to be new has the Deployment's template; `created`
/// orders them in time; what the controller noted on it is what it wants now, unless it is given.
fn replica_set(set: &Value, deployment: &Value) -> Value {
    let name = set["name"].as_str().unwrap_or("foo");
    let version = if set["new"] == true { "new" } else { name };
    let replicas = &set["replicas"];
    let status = if set["status"].is_null() { replicas } else { &set["status"] };
    let available = if set["available"].is_null() { replicas } else { &set["available"] };
    let created = NOW.time().0 - 3_600 + set["created"].as_i64().unwrap_or(0) * 60;
    let noted =
        |field: &str| if set[field].is_null() { &deployment["replicas"] } else { &set[field] };
    let mut labels = template(version);
    labels["metadata"]["labels"]["pod-template-hash"] = json!(name);
    json!({
        "apiVersion": "apps/v1", "kind": "ReplicaSet",
        "metadata": {
            "name": name, "namespace": "default", "labels": {"app": "foo"}, "generation": 1,
            "creationTimestamp": state_lab::api::time::Time(created).to_string(),
            "annotations": {
                (format!("{ANNOTATION}/desired-replicas")): noted("desiredAnnotation").to_string(),
                (format!("{ANNOTATION}/max-replicas")): noted("maxReplicasAnnotation").to_string()
            },
            "ownerReferences": [{"apiVersion": "apps/v1", "kind": "Deployment", "name": "foo",
                "uid": "d", "controller": true}]
        },
        "spec": {
            "replicas": replicas, "template": labels,
            "selector": {"matchLabels": {"app": "foo", "pod-template-hash": name}}
        },
        "status": {"replicas": status, "readyReplicas": available, "observedGeneration": 1,
            "availableReplicas": available}
    })
}

/// A Deployment and its replica sets in a store.
struct World {
    api: ApiServer,
    key: Key,
}

impl World {
    fn new(deployment: &Value, sets: &Value) -> World {
        let mut api = server(NOW);
        for set in sets.as_array().into_iter().flatten() {
            restore(&mut api, &replica_set(set, deployment));
        }
        // A bound that is not given is not there, so only the template gets its defaults.
        let mut stored = deployment_json(deployment);
        let mut defaulted = object(stored.clone());
        state_lab::apiserver::defaults::apply(&mut defaulted);
        stored["spec"]["template"] = defaulted.to_json()["spec"]["template"].take();
        let key = api.restore(object(stored)).key();
        World { api, key }
    }

    /// A rollout under way: `new` is the size of the new set, and `old` or `olds` are the others.
    fn of_step(given: &Value) -> World {
        let new_available = match &given["newAvailable"] {
            Value::Null => &given["new"],
            available => available,
        };
        let mut sets = vec![json!({
            "name": "new", "new": true, "created": 9, "replicas": given["new"],
            "available": new_available
        })];
        if !given["old"].is_null() {
            sets.push(json!({"name": "old", "replicas": given["old"], "created": 1}));
        }
        for (at, old) in given["olds"].as_array().into_iter().flatten().enumerate() {
            let mut old = old.clone();
            if old["created"].is_null() {
                old["created"] = json!(at + 1);
            }
            sets.push(old);
        }
        World::new(&given["deployment"], &Value::Array(sets))
    }

    fn step(&mut self, step: Step) {
        let requests = deployment::step(step, &self.key, self.api.store(), NOW);
        self.api.carry_out(requests).expect("a pass is carried out");
    }

    /// The names and sizes of the sets.
    fn sizes(&self) -> Vec<(String, i32)> {
        let sets = self.api.store().list::<ReplicaSet>();
        sets.map(|set| (set.metadata.name.clone(), set.spec.replicas.unwrap_or(0))).collect()
    }
}

/// Sizes in the form of what is expected: null if nothing should have changed.
fn sizes_json(sizes: &[(String, i32)], expected: &Value) -> Value {
    if sizes.is_empty() && expected.is_null() {
        return Value::Null;
    }
    Value::Object(sizes.iter().map(|(name, size)| (name.clone(), json!(size))).collect())
}

fn grow(given: &Value) -> Value {
    let mut world = World::of_step(given);
    world.step(Step::Grow);
    let new = world.sizes().into_iter().find(|(name, _)| name == "new").map(|(_, size)| size);
    let changed = new.filter(|size| json!(size) != given["new"]);
    json!(changed)
}

fn clean_up(given: &Value) -> Value {
    let old = given["oldReplicaSets_spec_status"].as_array().into_iter().flatten().enumerate();
    let sets: Vec<Value> = old
        .map(|(at, sizes)| {
            let name = format!("foo-{at}");
            json!({"name": name, "replicas": sizes[0], "status": sizes[1], "created": at})
        })
        .collect();
    let count = sets.len();
    let limit = &given["revisionHistoryLimit"];
    let deployment = json!({"replicas": 1, "revisionHistoryLimit": limit});
    let mut world = World::new(&deployment, &Value::Array(sets));
    world.step(Step::CleanUp);
    json!({"deleted": count - world.sizes().len()})
}

/// A pod of the cases: ages in seconds, null for an unknown moment.
fn pod_json(given: &Value) -> Value {
    let moment = |age: &Value| -> Option<String> {
        let seconds = age.as_i64()?;
        Some(state_lab::api::time::Time(NOW.time().0 - seconds).to_string())
    };
    let count = |field: &str| given[field].as_i64().unwrap_or(0);
    let ready = given["ready"] == true;
    let cost = &given["deletionCost"];
    let mut annotations = json!({});
    if !cost.is_null() {
        let cost = cost.as_str().map_or_else(|| cost.to_string(), str::to_owned);
        annotations["controller.kubernetes.io/pod-deletion-cost"] = json!(cost);
    }
    json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {
            "name": given["name"], "namespace": "default", "labels": {"app": "foo"},
            "creationTimestamp": moment(&given["age"]), "annotations": annotations,
            "ownerReferences": [{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "set",
                "uid": "set", "controller": true}]
        },
        "spec": {
            "nodeName": given["node"], "containers": [{"name": "c"}],
            "initContainers": [{"name": "sidecar", "restartPolicy": "Always"}]
        },
        "status": {
            "phase": given["phase"],
            "conditions": [{"type": "Ready", "status": if ready { "True" } else { "False" },
                "lastTransitionTime": moment(&given["readyAge"])}],
            "containerStatuses": [{"name": "c", "restartCount": count("restarts")}],
            "initContainerStatuses": [
                {"name": "sidecar", "restartCount": count("sidecarRestarts")}
            ]
        }
    })
}

fn pod(given: &Value) -> Rc<Pod> {
    match object(pod_json(given)) {
        Object::Pod(pod) => pod,
        _ => unreachable!("it is a pod"),
    }
}

fn pods_to_delete(given: &Value) -> Value {
    let mut api = server(NOW);
    let set = restore(
        &mut api,
        &json!({
            "apiVersion": "apps/v1", "kind": "ReplicaSet",
            "metadata": {"name": "set", "namespace": "default", "uid": "set"},
            "spec": {"selector": {"matchLabels": {"app": "foo"}}}
        }),
    );
    let pods = given["pods"].as_array().into_iter().flatten();
    let pods: Vec<Rc<Pod>> = pods
        .filter_map(|given| Pod::unwrap(&restore(&mut api, &pod_json(given))).cloned())
        .collect();
    let count = given["count"].as_u64().unwrap_or(0) as usize;
    let set = ReplicaSet::unwrap(&set).expect("a set");
    let chosen = replicaset::pods_to_delete(set, &pods, count, api.store(), NOW);
    chosen.iter().map(|pod| json!(pod.metadata.name)).collect()
}

/// A whole rollout: passes of the controller; whenever it waits, the new pods become available,
/// and old ones go at once.
fn rollout(case: &Value) -> Result<(), String> {
    let given = &case["given"];
    let old = json!([{"name": "old", "replicas": given["old"], "created": 1}]);
    let mut world = World::new(&given["deployment"], &old);
    let begin = world.api.log_end();
    let mut steps: Vec<Value> = Vec::new();
    for _ in 0..MOST_PASSES {
        let before = world.sizes();
        let position = world.api.log_end();
        let wanted = deployment::reconcile(&world.key, world.api.store(), NOW);
        world.api.carry_out(wanted.requests).map_err(|status| status.message)?;
        for (name, size) in world.sizes() {
            let was = before.iter().find(|set| set.0 == name).map_or(0, |set| set.1);
            let which = if name == "old" { "old" } else { "new" };
            if was != size {
                steps.push(json!([which, was, size]));
            }
        }
        let moved = world.sizes() != before;
        let available = if moved { follow(&mut world, "old") } else { follow(&mut world, "new") };
        if let Some(available) = available.filter(|_| !moved) {
            steps.push(json!(["available", available]));
        }
        if !changed_since(&world.api, position) {
            break;
        }
    }
    same("steps", &case["expect"], &Value::Array(steps))?;
    let told = events_since(&world.api, begin).into_iter().map(|event| {
        let new = world.sizes().into_iter().map(|set| set.0).find(|name| name != "old");
        let message = event.message.replace("replica set old", "replica set <old>");
        json!(message.replace(new.as_deref().unwrap_or("?"), "<new>"))
    });
    same("events", &case["events"], &Value::Array(told.collect()))
}

/// The pods of the old or the new set are as many as it wants, and available. Returns how many, if
/// that is new.
fn follow(world: &mut World, which: &str) -> Option<i32> {
    let sets: Vec<Rc<ReplicaSet>> = world.api.store().list::<ReplicaSet>().cloned().collect();
    let set = sets.iter().find(|set| (set.metadata.name == "old") == (which == "old"))?;
    let mut changed = ReplicaSet::clone(set);
    let replicas = set.spec.replicas.unwrap_or(0);
    changed.status.replicas = replicas;
    changed.status.ready_replicas = replicas;
    changed.status.available_replicas = replicas;
    changed.status.observed_generation = set.metadata.generation;
    if changed.status == set.status {
        return None;
    }
    let grew = changed.status.available_replicas != set.status.available_replicas;
    world.api.update_status(changed.into()).expect("the set exists");
    grew.then_some(replicas)
}
