//! Tables: for every kind its columns as data and a function that makes a row.
//!
//! A new kind is a file with a [`Printer`] and an arm in [`printer`].

mod cluster;
mod config;
mod event;
mod network;
mod pod;
mod storage;
mod workload;

pub use self::cluster::node_roles;
pub use self::event::{event_age, event_target};
pub use self::network::{endpoint_addresses, port_list, slice_addresses};
pub use self::storage::{access_modes, is_default_class};

use super::age::human_duration;
use super::table::Column;
use crate::api::clock::Millis;
use crate::api::meta::{LabelSelector, LabelSelectorRequirement, StringMap};
use crate::api::order;
use crate::api::pod::PodTemplateSpec;
use crate::api::time::Time;
use crate::api::{Kind, Object};

/// How objects of a kind are printed as rows.
#[derive(Debug)]
pub struct Printer {
    /// The columns.
    pub columns: &'static [Column],
    /// One cell for each column, those of `-o wide` included.
    pub row: fn(&Object, Millis) -> Vec<String>,
}

/// The printer of a kind.
pub fn printer(kind: Kind) -> &'static Printer {
    match kind {
        Kind::ConfigMap => &config::CONFIG_MAP,
        Kind::ControllerRevision => &workload::CONTROLLER_REVISION,
        Kind::Deployment => &workload::DEPLOYMENT,
        Kind::EndpointSlice => &network::ENDPOINT_SLICE,
        Kind::Endpoints => &network::ENDPOINTS,
        Kind::Event => &event::EVENT,
        Kind::Namespace => &cluster::NAMESPACE,
        Kind::Node => &cluster::NODE,
        Kind::PersistentVolume => &storage::PERSISTENT_VOLUME,
        Kind::PersistentVolumeClaim => &storage::PERSISTENT_VOLUME_CLAIM,
        Kind::Pod => &pod::POD,
        Kind::ReplicaSet => &workload::REPLICA_SET,
        Kind::Secret => &config::SECRET,
        Kind::Service => &network::SERVICE,
        Kind::ServiceAccount => &config::SERVICE_ACCOUNT,
        Kind::StatefulSet => &workload::STATEFUL_SET,
        Kind::StorageClass => &storage::STORAGE_CLASS,
        Kind::VolumeAttachment => &storage::VOLUME_ATTACHMENT,
    }
}

/// How long ago a moment was.
// Models pkg/printers/internalversion/printers.go translateTimestampSince
pub fn age(then: Option<Time>, now: Millis) -> String {
    then.map_or_else(|| "<unknown>".to_owned(), |then| human_duration(now.seconds_since(then)))
}

fn created(object: &Object, now: Millis) -> String {
    age(object.metadata().creation_timestamp, now)
}

/// The text, or `<none>` in place of nothing.
pub fn or_none(text: &str) -> String {
    if text.is_empty() { "<none>".to_owned() } else { text.to_owned() }
}

/// `a=b,c=d`, or `<none>`.
// Models k8s.io/apimachinery/pkg/labels FormatLabels
pub fn labels(labels: &StringMap) -> String {
    let pairs: Vec<String> = labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
    or_none(&pairs.join(","))
}

/// A selector in the form that `-l` takes, or `<none>`.
// Models k8s.io/apimachinery/pkg/apis/meta/v1 FormatLabelSelector
pub fn selector(selector: Option<&LabelSelector>) -> String {
    let Some(selector) = selector else { return "<none>".to_owned() };
    let mut parts: Vec<(&str, String)> = Vec::new();
    for (key, value) in &selector.match_labels {
        parts.push((key, format!("{key}={value}")));
    }
    for requirement in &selector.match_expressions {
        parts.push((&requirement.key, expression(requirement)));
    }
    order::all(&mut parts);
    let parts: Vec<String> = parts.into_iter().map(|(_, text)| text).collect();
    or_none(&parts.join(","))
}

fn expression(requirement: &LabelSelectorRequirement) -> String {
    let key = &requirement.key;
    let mut values = requirement.values.clone();
    order::all(&mut values);
    let values = values.join(",");
    match requirement.operator.as_str() {
        "In" => format!("{key} in ({values})"),
        "NotIn" => format!("{key} notin ({values})"),
        "Exists" => key.clone(),
        _ => format!("!{key}"),
    }
}

/// The containers' names and their images, as two cells.
// Models pkg/printers/internalversion/printers.go layoutContainerCells
fn containers(template: &PodTemplateSpec) -> (String, String) {
    let containers = &template.spec.containers;
    let names: Vec<&str> = containers.iter().map(|container| container.name.as_str()).collect();
    let images: Vec<&str> = containers.iter().map(|container| container.image.as_str()).collect();
    (names.join(","), images.join(","))
}
