//! Any JSON as a patch of each type: the API server refuses it, or stores an object that it can
//! write and read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use state_lab::api::{Key, Kind, Object, json};
use state_lab::apiserver::patch::PatchType;
use state_lab::cluster::{Cluster, Scenario};
use state_lab::manifest::parse_documents;

fuzz_target!(|text: &str| {
    let Ok(patch) = json::parse(text) else { return };
    let mut cluster = Cluster::new(&Scenario::lab(), 1);
    let manifest = include_str!("../../public/manifests/statefulset.yaml");
    for document in parse_documents(manifest).expect("the project's own manifest") {
        let (mut object, _) = Object::from_json(document.value).expect("an object");
        object.metadata_mut().namespace = "default".to_owned();
        cluster.client().api.create(object).expect("a valid object");
    }
    let set = Key::new(Kind::StatefulSet, "default", "nodejs-stateful");
    let volume = Key::new(Kind::PersistentVolume, "", "nodejs-statefulset-volume-1");
    for key in [set, volume] {
        for kind in [PatchType::Json, PatchType::Merge, PatchType::Strategic] {
            let api = cluster.client().api;
            if let Ok((object, _)) = api.patch(&key, kind, &patch) {
                let (again, unknown) = Object::from_json(object.to_json()).expect("an object");
                assert!(unknown.is_empty() && again == object, "{patch}");
            }
        }
    }
    cluster.settle(60_000);
});
