//! What the model prints is what Kubernetes' own types read: every object that it makes of the
//! recordings' commands, and every manifest that the project hands out, goes through the types that
//! are generated from the OpenAPI specification, and nothing of it is lost on the way.
#![cfg(not(target_arch = "wasm32"))]

#[path = "conformance/recording.rs"]
#[allow(dead_code)]
mod recording;

use k8s_openapi::api::apps::v1::{ControllerRevision, Deployment, ReplicaSet, StatefulSet};
use k8s_openapi::api::core::v1::{
    ConfigMap, Endpoints, Event, Namespace, Node, PersistentVolume, PersistentVolumeClaim, Pod,
    Secret, Service, ServiceAccount,
};
use k8s_openapi::api::discovery::v1::EndpointSlice;
use k8s_openapi::api::storage::v1::{StorageClass, VolumeAttachment};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use state_lab::api::Key;
use state_lab::apiserver::log::Follower;
use state_lab::cluster::Scenario;
use state_lab::kubectl::shell::files::MemoryFiles;
use state_lab::lesson::session::Session;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Every kind that the model knows, as kubectl takes them.
const KINDS: &str = "configmaps,controllerrevisions,deployments,endpointslices,endpoints,events,namespaces,\
                     nodes,pv,pvc,pods,replicasets,secrets,\
                     serviceaccounts,services,statefulsets,storageclasses,volumeattachments";

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// What says nothing: null, and an empty object or list in an object.
fn without_nothing(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| (name.clone(), without_nothing(value)));
            let says_something = |(_, value): &(String, Value)| match value {
                Value::Null => false,
                Value::Object(fields) => !fields.is_empty(),
                Value::Array(items) => !items.is_empty(),
                _ => true,
            };
            Value::Object(fields.filter(says_something).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(without_nothing).collect()),
        other => other.clone(),
    }
}

/// Reads a value as a type and writes it again.
fn through<T: DeserializeOwned + Serialize>(value: &Value) -> Result<Value, String> {
    let read: T = serde_json::from_value(value.clone()).map_err(|error| error.to_string())?;
    serde_json::to_value(&read).map_err(|error| error.to_string())
}

/// Fails unless Kubernetes' type for an object reads it, and knows every field of it.
fn check(value: &Value) -> Result<(), String> {
    let read = match value["kind"].as_str().unwrap_or_default() {
        "ConfigMap" => through::<ConfigMap>(value),
        "ControllerRevision" => through::<ControllerRevision>(value),
        "Deployment" => through::<Deployment>(value),
        "EndpointSlice" => through::<EndpointSlice>(value),
        "Endpoints" => through::<Endpoints>(value),
        "Event" => through::<Event>(value),
        "Namespace" => through::<Namespace>(value),
        "Node" => through::<Node>(value),
        "PersistentVolume" => through::<PersistentVolume>(value),
        "PersistentVolumeClaim" => through::<PersistentVolumeClaim>(value),
        "Pod" => through::<Pod>(value),
        "ReplicaSet" => through::<ReplicaSet>(value),
        "Secret" => through::<Secret>(value),
        "Service" => through::<Service>(value),
        "ServiceAccount" => through::<ServiceAccount>(value),
        "StatefulSet" => through::<StatefulSet>(value),
        "StorageClass" => through::<StorageClass>(value),
        "VolumeAttachment" => through::<VolumeAttachment>(value),
        other => Err(format!("no type is known for the kind `{other}`")),
    };
    let (before, after) = (without_nothing(value), read?);
    if is_within(&before, &after) {
        return Ok(());
    }
    Err(format!("something of it is lost\n--- before\n{before}\n--- after\n{after}"))
}

/// Whether everything that the first value says stands in the second as well. The types add what
/// they know without being told, as the kind of a claim inside a StatefulSet.
fn is_within(value: &Value, whole: &Value) -> bool {
    match (value, whole) {
        (Value::Object(fields), Value::Object(all)) => fields
            .iter()
            .all(|(name, value)| all.get(name).is_some_and(|whole| is_within(value, whole))),
        (Value::Array(items), Value::Array(all)) => {
            items.len() == all.len()
                && items.iter().zip(all).all(|(item, whole)| is_within(item, whole))
        }
        (value, whole) => value == whole,
    }
}

/// Checks the objects that have changed since a follower looked last, as they are now.
fn check_changed(session: &Session, follower: &Follower, when: &str) {
    let api = session.cluster.api();
    let changed: BTreeSet<Key> = api.unread(follower).map(|change| change.object().key()).collect();
    for object in changed.iter().filter_map(|key| api.store().object(key)) {
        if let Err(why) = check(&object.to_json()) {
            panic!("{when}: {:?}: {why}", object.key());
        }
    }
}

/// Checks all objects of a cluster as `kubectl get -o json` prints them.
fn check_all(session: &mut Session, when: &str) {
    let printed = session.run(&format!("kubectl get {KINDS} -A -o json")).output.plain();
    let list: Value = serde_json::from_str(&printed)
        .unwrap_or_else(|error| panic!("{when}: no JSON is printed: {error}\n{printed}"));
    for item in list["items"].as_array().into_iter().flatten() {
        if let Err(why) = check(item) {
            panic!("{when}: {} {}: {why}", item["kind"], item["metadata"]["name"]);
        }
    }
}

fn files(folder: &Path, prefix: &str, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).expect("a folder of manifests").flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        let name = format!("{prefix}{}", name.to_string_lossy());
        if path.is_dir() {
            files(&path, &format!("{name}/"), found);
        } else {
            found.push((name, std::fs::read_to_string(path).expect("a manifest")));
        }
    }
}

#[test]
fn what_the_model_prints_is_what_kubernetes_types_read() {
    /// Commands after which other objects are there.
    const CHANGING: &[&str] = &["apply", "create", "delete", "patch", "scale", "set ", "rollout"];
    let recordings = folder("tests/recordings");
    let mut manifests = Vec::new();
    files(&recordings.join("manifests"), "", &mut manifests);
    let borrowed = || manifests.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    let entries = std::fs::read_dir(&recordings).expect("the recordings");
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    paths.sort();
    assert!(!paths.is_empty(), "there are recordings");
    for path in paths {
        let recording = recording::read(&path);
        let mut session = Session::new(&Scenario::lab(), 1, Box::new(MemoryFiles::new(borrowed())));
        let follower = session.cluster.client().api.follow();
        for step in &recording.steps {
            let is_changing = CHANGING.iter().any(|word| step.command.contains(word));
            if !is_changing || step.command.contains(" -w") {
                continue;
            }
            session.run(&step.command);
            let seconds = step.time.map_or(1.0, |time| time.1) as i64;
            let moment = session.cluster.now() + (seconds + 1) * 1000;
            session.cluster.advance_to(moment);
            check_changed(&session, &follower, &format!("{} {}", recording.name, step.number));
        }
        session.cluster.settle(60_000);
        check_all(&mut session, &format!("{}, at the end", recording.name));
    }
}

#[test]
fn kubernetes_types_read_every_manifest_that_the_project_hands_out() {
    let mut manifests = Vec::new();
    files(&folder("public/manifests"), "", &mut manifests);
    let yaml: Vec<_> = manifests.iter().filter(|(name, _)| name.ends_with(".yaml")).collect();
    assert!(!yaml.is_empty(), "there are manifests");
    for (name, text) in yaml {
        let documents = state_lab::manifest::parse_documents(text)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        for document in documents {
            if let Err(why) = check(&document.value) {
                panic!("{name}, line {}: {why}", document.line);
            }
        }
    }
}
