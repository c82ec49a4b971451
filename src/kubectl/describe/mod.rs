//! Descriptions: for every kind the text of `kubectl describe`.
//!
//! Models kubectl/pkg/describe/describe.go. A new kind is a function here or in a file of its own,
//! and an arm in [`describe`].

mod cluster;
mod config;
mod events;
mod generic;
mod network;
mod pod;
mod storage;
mod template;
mod volumes;
mod workload;

use super::printers::age;
use super::table::Described;
use crate::api::Object;
use crate::api::clock::Millis;
use crate::api::decode::from_value;
use crate::api::meta::{LabelSelector, ObjectMeta, StringMap};
use crate::api::order;
use crate::api::pod::{Pod, PodTemplateSpec, Toleration};
use crate::api::quantity::Quantity;
use crate::api::sorted::SortedMap;
use crate::api::time::Time;
use crate::apiserver::store::Store;
use serde_json::Value;

/// Describes an object and its events.
pub fn describe(object: &Object, store: &Store, now: Millis) -> String {
    let mut w = Described::new();
    match object {
        Object::ConfigMap(it) => config::config_map(&mut w, it),
        Object::Deployment(it) => workload::deployment(&mut w, it, store),
        Object::EndpointSlice(it) => network::endpoint_slice(&mut w, it),
        Object::Endpoints(it) => network::endpoints(&mut w, it),
        Object::ControllerRevision(_) | Object::Event(_) => generic::fields(&mut w, object),
        Object::Namespace(it) => cluster::namespace(&mut w, it),
        Object::Node(it) => cluster::node(&mut w, it, store, now),
        Object::PersistentVolume(it) => storage::volume(&mut w, it, now),
        Object::PersistentVolumeClaim(it) => storage::claim(&mut w, it, store, now),
        Object::Pod(it) => pod::pod(&mut w, it, now),
        Object::ReplicaSet(it) => workload::replica_set(&mut w, it, store),
        Object::Secret(it) => config::secret(&mut w, it),
        Object::Service(it) => network::service(&mut w, it, store),
        Object::ServiceAccount(it) => config::service_account(&mut w, it, store),
        Object::StatefulSet(it) => workload::stateful_set(&mut w, it, store),
        Object::StorageClass(it) => storage::class(&mut w, it),
        Object::VolumeAttachment(it) => storage::attachment(&mut w, it),
    }
    events::finish(w, object, store, now)
}

/// A pod template as `rollout history` prints it: with the tabs that nobody has aligned.
pub fn raw_template(template: &PodTemplateSpec) -> String {
    let mut w = Described::new();
    template::pod_template(&mut w, template);
    w.raw()
}

/// The head of a kind that lives in a namespace.
fn named(w: &mut Described, meta: &ObjectMeta) {
    field(w, 0, "Name", &meta.name);
    field(w, 0, "Namespace", &meta.namespace);
    labels(w, "Labels", &meta.labels);
    annotations(w, "Annotations", &meta.annotations);
}

/// A line with a label and a value.
fn field(w: &mut Described, level: usize, label: &str, value: &str) {
    w.line(level, &format!("{label}:\t{value}"));
}

/// A moment as descriptions write it.
fn moment(time: Option<Time>) -> String {
    time.unwrap_or_default().rfc1123z()
}

/// How long ago deletion was due. While the grace period lasts that is `<invalid>`.
fn terminating(meta: &ObjectMeta, now: Millis) -> String {
    format!("Terminating (lasts {})", age(meta.deletion_timestamp, now))
}

/// `Key=value` lines under each other.
// Models printLabelsMultiline
fn labels(w: &mut Described, title: &str, labels: &StringMap) {
    list(w, title, labels.iter().map(|(key, value)| format!("{key}={value}")));
}

/// Lines under each other after a label, or `<none>`.
fn list(w: &mut Described, title: &str, items: impl Iterator<Item = String>) {
    w.begin(0, &format!("{title}:"));
    let mut empty = true;
    for item in items {
        w.line(0, &format!("\t{item}"));
        empty = false;
    }
    if empty {
        w.line(0, "\t<none>");
    }
}

/// Annotations under each other, without the one that apply keeps for itself.
// Models printAnnotationsMultiline
fn annotations(w: &mut Described, title: &str, annotations: &StringMap) {
    const LONGEST: usize = 140;
    const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";
    w.begin(0, &format!("{title}:"));
    let mut empty = true;
    for (key, value) in annotations.iter().filter(|(key, _)| *key != LAST_APPLIED) {
        empty = false;
        let value = value.strip_suffix('\n').unwrap_or(value);
        if key.len() + value.len() + 2 <= LONGEST && !value.contains('\n') {
            w.line(0, &format!("\t{key}: {value}"));
            continue;
        }
        w.line(0, &format!("\t{key}:"));
        for line in value.split('\n') {
            w.line(0, &format!("\t  {}", shorten(line, LONGEST - 2)));
        }
    }
    if empty {
        w.line(0, "\t<none>");
    }
}

/// Models shorten.
fn shorten(text: &str, longest: usize) -> String {
    if text.len() <= longest {
        return text.to_owned();
    }
    let end = (0..=longest).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    format!("{}...", &text[..end])
}

// Models printTolerationsMultiline
fn tolerations(w: &mut Described, title: &str, tolerations: &[Toleration]) {
    let mut sorted: Vec<&Toleration> = tolerations.iter().collect();
    order::by(&mut sorted, |one, other| one.key.cmp(&other.key));
    list(w, title, sorted.into_iter().map(toleration));
}

fn toleration(it: &Toleration) -> String {
    let mut text = it.key.clone();
    if !it.value.is_empty() {
        text.push('=');
        text.push_str(&it.value);
    }
    if !it.effect.is_empty() {
        text.push(':');
        text.push_str(&it.effect);
    }
    if it.operator == "Exists" && it.value.is_empty() {
        text.push_str(if text.is_empty() { "" } else { " " });
        text.push_str("op=Exists");
    }
    if let Some(seconds) = it.toleration_seconds {
        text.push_str(&format!(" for {seconds}s"));
    }
    text
}

/// How a pod wants to be spread, if it cares.
// Models describeTopologySpreadConstraints
fn spreads(w: &mut Described, title: &str, constraints: Option<&Value>) {
    let mut sorted: Vec<&Value> =
        constraints.and_then(Value::as_array).into_iter().flatten().collect();
    let text = |it: &Value, field: &str| {
        it.get(field).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    order::by_key(&mut sorted, |it| text(it, "topologyKey"));
    if sorted.is_empty() {
        return;
    }
    let lines = sorted.into_iter().map(|it| {
        let (key, unless) = (text(it, "topologyKey"), text(it, "whenUnsatisfiable"));
        let skew = it.get("maxSkew").and_then(Value::as_i64).unwrap_or(0);
        let selector: Option<LabelSelector> =
            it.get("labelSelector").and_then(|it| from_value(it).ok());
        let tail = selector.as_ref().map_or_else(String::new, |it| {
            format!(" for selector {}", super::printers::selector(Some(it)))
        });
        format!("{key}:{unless} when max skew {skew} is exceeded{tail}")
    });
    list(w, title, lines);
}

/// `StatefulSet/web`, if the object is managed.
// Models printController
fn controlled_by(w: &mut Described, meta: &ObjectMeta) {
    if let Some(owner) = meta.controller() {
        field(w, 0, "Controlled By", &format!("{}/{}", owner.kind, owner.name));
    }
}

/// How Go prints a list: `[a b]`.
fn go_list(items: &[String]) -> String {
    format!("[{}]", items.join(" "))
}

fn amount(amounts: &SortedMap<String, Quantity>, name: &str) -> String {
    amounts.get(name).map_or_else(|| "0".to_owned(), Quantity::to_string)
}

/// How many of the pods that an object manages are in each phase.
// Models getPodStatusForController
fn pods_status(uid: &str, store: &Store) -> String {
    const PHASES: [&str; 4] = ["Running", "Pending", "Succeeded", "Failed"];
    let mut counts = [0; 4];
    for pod in store.owned_by::<Pod>(uid) {
        let managed = pod.metadata.controller().is_some_and(|owner| owner.uid == uid);
        let phase = PHASES.iter().position(|phase| *phase == pod.status.phase);
        if let (true, Some(phase)) = (managed, phase) {
            counts[phase] += 1;
        }
    }
    let [running, waiting, succeeded, failed] = counts;
    format!("{running} Running / {waiting} Waiting / {succeeded} Succeeded / {failed} Failed")
}
