//! Cases of binding: volumes, claims and classes in the store, passes of the controllers or a
//! choice of the scheduler, and what is in the store afterwards.
//!
//! The cases are of 1.34. What they tell of VolumeAttributesClass never comes up in 1.32, where its
//! gate is off and the API server drops the field; here it is in the store, and counts.

use crate::given::{NOW, changed_since, events_since, restore, same, server};
use serde_json::{Map, Value, json};
use state_lab::api::binding::{class_of_claim, waits_for_consumer};
use state_lab::api::core::Node;
use state_lab::api::decode::from_value;
use state_lab::api::fields::Field;
use state_lab::api::storage::{PersistentVolume, PersistentVolumeClaim, StorageClass};
use state_lab::api::{Key, Kind, Object};
use state_lab::apiserver::request::{Action, Change, Reconciled};
use state_lab::apiserver::{ApiServer, DeleteOptions};
use state_lab::controllers::persistent_volume::reclaim::{Outcome, Reclaimer};
use state_lab::controllers::persistent_volume::{self, choice};
use state_lab::controllers::{pv_protection, pvc_protection};
use state_lab::node::scheduler::volumes;
use std::cell::Cell;

/// Passes after which a case that still changes is given up.
const MOST_PASSES: usize = 20;

/// Runs one case.
pub fn run(case: &Value) -> Result<(), String> {
    let mut world = World::new(&case["given"]);
    let when = &case["when"];
    let target = when["target"].as_str().unwrap_or_default();
    match when["op"].as_str().unwrap_or_default() {
        "syncClaim" => world.sync(&key(Kind::PersistentVolumeClaim, target)),
        "syncVolume" => world.sync(&key(Kind::PersistentVolume, target)),
        "createClaims" => {
            for name in when["order"].as_array().into_iter().flatten() {
                let name = name.as_str().ok_or("a claim without a name")?;
                world.sync(&key(Kind::PersistentVolumeClaim, name));
            }
        }
        "settle" => world.settle()?,
        "deleteClaim" => world.delete(&key(Kind::PersistentVolumeClaim, target))?,
        "deleteVolume" => world.delete(&key(Kind::PersistentVolume, target))?,
        "syncPvcProtection" => {
            let key = key(Kind::PersistentVolumeClaim, target);
            let wanted = pvc_protection::reconcile(&key, world.api.store(), NOW);
            world.carry_out(wanted);
        }
        "syncPvProtection" => {
            let key = key(Kind::PersistentVolume, target);
            let wanted = pv_protection::reconcile(&key, world.api.store(), NOW);
            world.carry_out(wanted);
        }
        "findMatch" => {
            let found = world.find_match(when, &case["given"]["pvcs"][0])?;
            return same("match", &case["expect"]["match"], &json!(found));
        }
        other => return Err(format!("`{other}` is not driven")),
    }
    world.compare(&case["expect"])
}

fn key(kind: Kind, target: &str) -> Key {
    match target.split_once('/') {
        Some((namespace, name)) => Key::new(kind, namespace, name),
        None => Key::new(kind, "", target),
    }
}

/// The plugins of the case: their successive outcomes, or no plugin at all.
struct Plugins {
    outcomes: Option<Vec<String>>,
    used: Cell<usize>,
}

impl Plugins {
    fn next(&self, operation: &str) -> Outcome {
        let Some(outcomes) = &self.outcomes else { return Outcome::NoPlugin };
        let at = self.used.replace(self.used.get() + 1);
        match outcomes.get(at).map(String::as_str) {
            Some("ok") => Outcome::Done,
            Some(error) => Outcome::Failed(error.to_owned()),
            None => {
                Outcome::NotStarted(format!("Mock plugin error: no {operation}Calls configured"))
            }
        }
    }
}

impl Reclaimer for Plugins {
    fn delete(&self, _: &PersistentVolume) -> Outcome {
        self.next("delete")
    }

    fn recycle(&self, _: &PersistentVolume) -> Outcome {
        self.next("recycle")
    }
}

struct World {
    api: ApiServer,
    plugins: Plugins,
    /// Where the log ended when all was given.
    begin: usize,
    /// The error that a pass met.
    failed: Option<String>,
    claims: Vec<Key>,
    volumes: Vec<Key>,
}

impl World {
    fn new(given: &Value) -> World {
        let mut api = server(NOW);
        let mut keys = |field: &str| -> Vec<Key> {
            let objects = given[field].as_array().into_iter().flatten();
            objects.map(|value| restore(&mut api, value).key()).collect()
        };
        let (volumes, claims) = (keys("pvs"), keys("pvcs"));
        keys("storageClasses");
        keys("pods");
        let outcomes = given.get("reclaimer").map(|reclaimer| {
            let results = reclaimer["results"].as_array().into_iter().flatten();
            results.map(|result| result.as_str().unwrap_or_default().to_owned()).collect()
        });
        let plugins = Plugins { outcomes, used: Cell::new(0) };
        World { begin: api.log_end(), api, plugins, failed: None, claims, volumes }
    }

    /// One pass of the binding controller.
    fn sync(&mut self, key: &Key) {
        let (store, plugins) = (self.api.store(), &self.plugins);
        let wanted = persistent_volume::reconcile_with(key, store, NOW, plugins);
        self.carry_out(wanted);
    }

    fn carry_out(&mut self, wanted: Reconciled) {
        if wanted.action == Action::Retry {
            self.failed = Some("the pass is to be tried again".to_owned());
        }
        if let Err(status) = self.api.carry_out(wanted.requests) {
            self.failed = Some(status.message);
        }
    }

    /// Passes over all claims and then all volumes, until nothing changes.
    fn settle(&mut self) -> Result<(), String> {
        for _ in 0..MOST_PASSES {
            let before = self.api.log_end();
            for key in self.claims.clone().iter().chain(&self.volumes.clone()) {
                self.sync(key);
            }
            if !changed_since(&self.api, before) {
                return Ok(());
            }
        }
        Err(format!("it has not settled after {MOST_PASSES} passes"))
    }

    /// Removes an object; then the controller does what it does when it hears of that.
    fn delete(&mut self, key: &Key) -> Result<(), String> {
        let position = self.api.log_end();
        self.api.delete(key, &DeleteOptions::default()).map_err(|status| status.message)?;
        let changes: Vec<Change> = self.api.changes_since(position).cloned().collect();
        let mut keys = Vec::new();
        for change in &changes {
            (persistent_volume::CONTROLLER.affected)(change, self.api.store(), &mut keys);
        }
        keys.iter().for_each(|key| self.sync(key));
        Ok(())
    }

    /// The choice of the controller, or of the scheduler if there is a node.
    fn find_match(&self, when: &Value, claim: &Value) -> Result<Option<String>, String> {
        let meta = &claim["metadata"];
        let text = |field: &str| meta[field].as_str().unwrap_or_default();
        let claim = self.api.get::<PersistentVolumeClaim>(text("namespace"), text("name"));
        let claim = claim.ok_or("no claim is given")?;
        let store = self.api.store();
        if when["node"].is_null() {
            let class = store.get::<StorageClass>("", class_of_claim(claim));
            let delayed = waits_for_consumer(class.map(|class| &**class));
            let found = choice::best_match(claim, delayed, store);
            return Ok(found.map(|volume| volume.metadata.name.clone()));
        }
        let node: Node = from_value(&when["node"])
            .map_err(|error| format!("the node cannot be read: {error}"))?;
        let excluded = when["excluded"].as_array().into_iter().flatten();
        let excluded: Vec<&str> = excluded.filter_map(Value::as_str).collect();
        let found = volumes::best_match(claim, &node, &excluded, store);
        Ok(found.map(|volume| volume.metadata.name.clone()))
    }

    fn compare(&self, expect: &Value) -> Result<(), String> {
        let parts = expect.as_object().ok_or("nothing is expected")?;
        if let Some(error) = self.failed.as_ref().filter(|_| !parts.contains_key("error")) {
            return Err(format!("a pass met an error: {error}"));
        }
        for (part, expected) in parts {
            let actual = match part.as_str() {
                "pvs" => self.objects(expected, &self.volumes),
                "pvcs" => self.objects(expected, &self.claims),
                "events" => self.events(),
                "error" => json!(self.failed.is_some()),
                other => return Err(format!("`{other}` is not read back")),
            };
            same(part, expected, &actual)?;
        }
        Ok(())
    }

    /// The objects that are left, in the form of those that are expected: the protection's cases
    /// tell whether they exist, the others leave out what does not.
    fn objects(&self, expected: &Value, keys: &[Key]) -> Value {
        let mut seen = Vec::new();
        for (at, key) in keys.iter().enumerate() {
            let object = self.api.store().object(key);
            let tells_existence = expected[at].get("exists").is_some();
            match object {
                Some(object) if tells_existence => seen.push(protected(object, &expected[at])),
                Some(object) => seen.push(bound(object)),
                None if tells_existence => seen.push(json!({"name": key.name(), "exists": false})),
                None => {}
            }
        }
        Value::Array(seen)
    }

    fn events(&self) -> Value {
        let events = events_since(&self.api, self.begin);
        let told = events.iter().map(|event| {
            let on = match event.involved_object.kind.as_ref() {
                "PersistentVolume" => "pv",
                "PersistentVolumeClaim" => "pvc",
                other => other,
            };
            json!({
                "on": format!("{on}/{}", event.involved_object.name), "type": event.type_,
                "reason": event.reason, "message": event.message
            })
        });
        Value::Array(told.collect())
    }
}

/// What the protection's cases look at. The column STATUS is what kubectl prints.
fn protected(object: &Object, expected: &Value) -> Value {
    let meta = object.metadata();
    let mut seen = json!({"name": meta.name, "exists": true});
    if expected.get("finalizers").is_some() {
        seen["finalizers"] = json!(meta.finalizers);
    }
    if expected.get("statusColumn").is_some() {
        let printer = state_lab::kubectl::printers::printer(object.kind());
        let at = printer.columns.iter().position(|column| column.name == "STATUS");
        let row = (printer.row)(object, NOW);
        seen["statusColumn"] = json!(at.and_then(|at| row.get(at)));
    }
    seen
}

/// What binding's cases look at; what is not set is left out.
fn bound(object: &Object) -> Value {
    let meta = object.metadata();
    let mut seen = Map::new();
    seen.insert("name".to_owned(), json!(meta.name));
    match object {
        Object::PersistentVolume(volume) => {
            let reference = volume.spec.claim_ref.as_ref().map(|reference| {
                let mut to = json!({"namespace": reference.namespace, "name": reference.name});
                if !reference.uid.is_empty() {
                    to["uid"] = json!(reference.uid);
                }
                to
            });
            seen.insert("phase".to_owned(), json!(volume.status.phase));
            seen.insert("claimRef".to_owned(), json!(reference));
            if !volume.status.message.is_empty() {
                seen.insert("message".to_owned(), json!(volume.status.message));
            }
        }
        Object::PersistentVolumeClaim(claim) => {
            let status = &claim.status;
            seen.insert("namespace".to_owned(), json!(meta.namespace));
            seen.insert("phase".to_owned(), json!(status.phase));
            seen.insert("volumeName".to_owned(), json!(claim.spec.volume_name));
            if let Some(capacity) = status.capacity.get("storage") {
                seen.insert("capacity".to_owned(), capacity.encode());
            }
            if !status.access_modes.is_empty() {
                seen.insert("accessModes".to_owned(), json!(status.access_modes));
            }
            if let Some(class) = &claim.spec.storage_class_name {
                seen.insert("storageClassName".to_owned(), json!(class));
            }
        }
        _ => {}
    }
    if !meta.annotations.is_empty() {
        let names: Vec<&String> = meta.annotations.keys().collect();
        seen.insert("annotations".to_owned(), json!(names));
    }
    Value::Object(seen)
}
