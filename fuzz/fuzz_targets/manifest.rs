//! Any text as a manifest: it is refused or read, and what is read means the same when it is
//! written as YAML or JSON and read again; the API server then takes it or says why not.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use state_lab::api::Object;
use state_lab::cluster::{Cluster, Scenario};
use state_lab::manifest::emit::{to_json, to_yaml};
use state_lab::manifest::parse_documents;

/// Documents that are created in one run.
const DOCUMENTS: usize = 4;

fuzz_target!(|text: &str| {
    let Ok(documents) = parse_documents(text) else { return };
    let mut cluster = Cluster::new(&Scenario::lab(), 1);
    for document in documents.into_iter().take(DOCUMENTS) {
        for written in [to_yaml(&document.value), to_json(&document.value)] {
            let again = parse_documents(&written).expect("what was written can be read");
            let same = again.len() == 1 && again.iter().all(|one| same(&one.value, &document.value));
            assert!(same, "{written}");
        }
        let Ok((mut object, _)) = Object::from_json(document.value) else { continue };
        if object.metadata().namespace.is_empty() {
            object.metadata_mut().namespace = "default".to_owned();
        }
        let _ = cluster.client().api.create(object);
    }
    cluster.settle(60_000);
});

/// Whether two values are the same. The reader of JSON may miss a fraction's last digit, which no
/// field of the API has.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) if one.is_f64() && other.is_f64() => {
            let (one, other) = (one.as_f64().unwrap_or(0.0), other.as_f64().unwrap_or(0.0));
            (one - other).abs() <= one.abs() * f64::EPSILON * 2.0
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let held = |(key, one)| other.get(key).is_some_and(|other| same(one, other));
            one.len() == other.len() && one.iter().all(held)
        }
        _ => one == other,
    }
}
