//! What the cases of all controllers share: objects in a store as they are given, and what is read
//! back from it.

use serde_json::{Value, json};
use state_lab::api::clock::Millis;
use state_lab::api::core::Event;
use state_lab::api::{Kind, Object};
use state_lab::apiserver::ApiServer;

/// The moment at which the cases happen.
pub const NOW: Millis = Millis(1_767_600_000_000);

/// A server at a moment, with nothing but the namespace `default`.
pub fn server(now: Millis) -> ApiServer {
    let mut api = ApiServer::new(1, now, "10.96.0.0/12");
    let namespace = json!({
        "apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"},
        "status": {"phase": "Active"}
    });
    restore(&mut api, &namespace);
    api
}

/// Reads an object.
pub fn object(value: Value) -> Object {
    match Object::from_json(value.clone()) {
        Ok((object, _)) => object,
        Err(error) => panic!("{value} is no object: {error}"),
    }
}

/// Puts an object into the store as it is, with its status. What its specification leaves out has
/// the default, as in whatever an API server reads from its store.
pub fn restore(api: &mut ApiServer, value: &Value) -> Object {
    let mut given = object(value.clone());
    state_lab::apiserver::defaults::apply(&mut given);
    let mut stored = given.to_json();
    stored["status"] = value["status"].clone();
    api.restore(object(stored))
}

/// Compares one part of an outcome.
pub fn same(what: &str, expected: &Value, actual: &Value) -> Result<(), String> {
    if expected == actual {
        return Ok(());
    }
    Err(format!("{what}: expected {expected}, got {actual}"))
}

/// The events that were recorded since a position of the log, each time that they were.
pub fn events_since(api: &ApiServer, position: usize) -> Vec<Event> {
    let changes = api.changes_since(position);
    let written = changes.filter_map(|change| match &change.after {
        Some(Object::Event(event)) => Some(Event::clone(event)),
        _ => None,
    });
    written.collect()
}

/// Whether anything but events was written since a position of the log.
pub fn changed_since(api: &ApiServer, position: usize) -> bool {
    api.changes_since(position).any(|change| change.object().kind() != Kind::Event)
}
