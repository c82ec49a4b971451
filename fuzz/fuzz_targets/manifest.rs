//! Any text as a manifest: it is refused or read, and what is read means the same when it is
//! written as YAML or JSON and read again; the API server then takes it or says why not.
#![no_main]

use libfuzzer_sys::fuzz_target;
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
            let values: Vec<_> = again.into_iter().map(|document| document.value).collect();
            assert_eq!(values, [document.value.clone()], "{written}");
        }
        let Ok((mut object, _)) = Object::from_json(document.value) else { continue };
        if object.metadata().namespace.is_empty() {
            object.metadata_mut().namespace = "default".to_owned();
        }
        let _ = cluster.client().api.create(object);
    }
    cluster.settle(60_000);
});
