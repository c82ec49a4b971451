use super::{PatchType, json_patch, merge_patch, strategic_merge, three_way};
use crate::api::clock::Millis;
use crate::api::{Key, Kind, Object};
use crate::apiserver::ApiServer;
use serde_json::{Value, json};

fn merged(kind: Kind, live: Value, patch: Value) -> Value {
    strategic_merge(kind, &live, &patch).unwrap()
}

#[test]
fn containers_are_merged_by_name() {
    let live = json!({"spec": {"containers": [
        {"name": "a", "image": "x", "ports": [{"containerPort": 80, "protocol": "TCP"}]},
        {"name": "b", "image": "y"}
    ]}});
    let patch = json!({"spec": {"containers": [{"name": "b", "image": "z"}, {"name": "c"}]}});
    let result = merged(Kind::Pod, live, patch);
    assert_eq!(
        result["spec"]["containers"],
        json!([
            {"name": "a", "image": "x", "ports": [{"containerPort": 80, "protocol": "TCP"}]},
            {"name": "b", "image": "z"},
            {"name": "c"}
        ])
    );
}

#[test]
fn a_directive_deletes_an_item_or_replaces_a_map_or_a_list() {
    let live = json!({"spec": {
        "selector": {"a": "1", "b": "2"},
        "ports": [{"port": 80}, {"port": 81}, {"port": 82}]
    }});
    let patch = json!({"spec": {
        "selector": {"$patch": "replace", "c": "3"},
        "ports": [{"port": 81, "$patch": "delete"}]
    }});
    let result = merged(Kind::Service, live.clone(), patch);
    assert_eq!(result["spec"]["selector"], json!({"c": "3"}));
    assert_eq!(result["spec"]["ports"], json!([{"port": 80}, {"port": 82}]));
    let patch = json!({"spec": {"ports": [{"$patch": "replace"}, {"port": 90}]}});
    assert_eq!(merged(Kind::Service, live, patch)["spec"]["ports"], json!([{"port": 90}]));
}

#[test]
fn null_deletes_and_other_lists_are_replaced() {
    let live = json!({"spec": {"claimRef": {"name": "c"}, "accessModes": ["ReadWriteOnce"]}});
    let patch = json!({"spec": {"claimRef": null, "accessModes": ["ReadWriteMany"], "x": null}});
    let result = merged(Kind::PersistentVolume, live, patch);
    assert_eq!(result, json!({"spec": {"accessModes": ["ReadWriteMany"]}}));
}

#[test]
fn an_item_without_its_key_is_refused() {
    let live = json!({"spec": {"containers": [{"name": "a"}]}});
    let patch = json!({"spec": {"containers": [{"image": "x"}]}});
    let error = strategic_merge(Kind::Pod, &live, &patch).unwrap_err();
    assert_eq!(error.to_string(), "map: map[image:x] does not contain declared merge key: name");
}

#[test]
fn a_merge_patch_replaces_lists_and_deletes_with_null() {
    let live = json!({"a": {"b": 1, "c": [1, 2]}, "d": 2});
    let patch = json!({"a": {"c": [3], "e": {"f": null}}, "d": null});
    assert_eq!(merge_patch(&live, &patch), json!({"a": {"b": 1, "c": [3], "e": {}}}));
}

#[test]
fn a_json_patch_does_all_of_its_operations_or_none() {
    let live = json!({"spec": {"claimRef": {"name": "c"}, "modes": ["a", "b"]}});
    let patch = json!([
        {"op": "test", "path": "/spec/claimRef/name", "value": "c"},
        {"op": "remove", "path": "/spec/claimRef"},
        {"op": "add", "path": "/spec/modes/-", "value": "c"},
        {"op": "add", "path": "/spec/modes/0", "value": "z"},
        {"op": "replace", "path": "/spec/modes/1", "value": "A"},
        {"op": "add", "path": "/spec/a~1b", "value": 1}
    ]);
    let result = json_patch(&live, &patch).unwrap();
    assert_eq!(result, json!({"spec": {"modes": ["z", "A", "b", "c"], "a/b": 1}}));
    let patch = json!([{"op": "remove", "path": "/spec/nothing"}]);
    let error = json_patch(&live, &patch).unwrap_err();
    let message = "the server rejected our request due to an error in our request";
    assert_eq!(error.to_string(), message);
}

fn volume(size: &str) -> Value {
    json!({
        "apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": "v"},
        "spec": {
            "accessModes": ["ReadWriteOnce"], "capacity": {"storage": size},
            "hostPath": {"path": "/mnt"}
        }
    })
}

#[test]
fn applying_the_same_manifest_again_is_an_empty_patch() {
    let mut live = volume("1Gi");
    live["spec"]["volumeMode"] = json!("Filesystem");
    live["spec"]["hostPath"]["type"] = json!("");
    let manifest = volume("1Gi");
    let patch = three_way(Kind::PersistentVolume, Some(&manifest), &manifest, &live);
    assert_eq!(patch, json!({}));
    let patch = three_way(Kind::PersistentVolume, Some(&manifest), &volume("2Gi"), &live);
    assert_eq!(patch, json!({"spec": {"capacity": {"storage": "2Gi"}}}));
}

#[test]
fn applying_deletes_what_was_applied_before_and_leaves_what_others_set() {
    let last = json!({"metadata": {"labels": {"a": "1", "b": "2"}}, "spec": {"containers": [
        {"name": "x", "image": "i", "env": [{"name": "A", "value": "1"}]}, {"name": "gone"}
    ]}});
    let live = json!({"metadata": {"labels": {"a": "1", "b": "2", "c": "3"}}, "spec": {
        "containers": [
            {"name": "x", "image": "i", "env": [{"name": "A", "value": "1"}]},
            {"name": "gone"}, {"name": "injected"}
        ]
    }});
    let modified = json!({"metadata": {"labels": {"a": "9"}}, "spec": {"containers": [
        {"name": "x", "image": "i", "env": [{"name": "B", "value": "2"}]}
    ]}});
    let patch = three_way(Kind::Pod, Some(&last), &modified, &live);
    assert_eq!(patch["metadata"], json!({"labels": {"a": "9", "b": null}}));
    let result = merged(Kind::Pod, live, patch);
    assert_eq!(
        result,
        json!({"metadata": {"labels": {"a": "9", "c": "3"}}, "spec": {"containers": [
            {"name": "x", "image": "i", "env": [{"name": "B", "value": "2"}]},
            {"name": "injected"}
        ]}})
    );
}

#[test]
fn applying_another_order_of_containers_reorders_them() {
    let live = json!({"spec": {"containers": [{"name": "a"}, {"name": "b"}, {"name": "c"}]}});
    let modified = json!({"spec": {"containers": [{"name": "c"}, {"name": "a"}]}});
    let patch = three_way(Kind::Pod, None, &modified, &live);
    let result = merged(Kind::Pod, live, patch);
    let names: Vec<&Value> =
        result["spec"]["containers"].as_array().unwrap().iter().map(|c| &c["name"]).collect();
    assert_eq!(names, ["b", "c", "a"]);
}

#[test]
fn applying_another_strategy_takes_the_bounds_of_the_old_one_away() {
    let live = json!({"spec": {"strategy": {
        "type": "RollingUpdate", "rollingUpdate": {"maxSurge": "25%"}
    }}});
    let modified = json!({"spec": {"strategy": {"type": "Recreate"}}});
    let patch = three_way(Kind::Deployment, None, &modified, &live);
    let expected = json!({"spec": {"strategy": {"$retainKeys": ["type"], "type": "Recreate"}}});
    assert_eq!(patch, expected);
    assert_eq!(merged(Kind::Deployment, live, patch), modified);
}

fn server() -> ApiServer {
    let mut server = ApiServer::new(1, Millis(0), "10.96.0.0/12");
    let (object, _) = Object::from_json(volume("1Gi")).unwrap();
    server.create(object).unwrap();
    server
}

#[test]
fn a_patch_that_changes_nothing_says_so() {
    let mut server = server();
    let key = Key::new(Kind::PersistentVolume, "", "v");
    let mut patch =
        |body: Value| server.patch(&key, PatchType::Strategic, &body).map(|(_, changed)| changed);
    assert_eq!(patch(json!({"metadata": {"labels": {"a": "1"}}})), Ok(true));
    assert_eq!(patch(json!({"metadata": {"labels": {"a": "1"}}})), Ok(false));
    let missing = Key::new(Kind::Pod, "default", "p");
    let error = server.patch(&missing, PatchType::Merge, &json!({})).unwrap_err();
    assert_eq!(error.message, "pods \"p\" not found");
}

#[test]
fn applying_a_stateful_set_again_sends_its_claim_templates() {
    let live = include_str!("../../../tests/recordings/sts-basic.1.json");
    let live: Value = serde_json::from_str(live).unwrap();
    let annotation = "kubectl.kubernetes.io/last-applied-configuration";
    let manifest = live["metadata"]["annotations"][annotation].as_str().unwrap();
    let manifest: Value = serde_json::from_str(manifest).unwrap();
    let patch = three_way(Kind::StatefulSet, Some(&manifest), &manifest, &live);
    let templates = &manifest["spec"]["volumeClaimTemplates"];
    assert_eq!(patch, json!({"spec": {"volumeClaimTemplates": templates}}));
}

#[test]
fn a_patch_that_yields_a_wrong_type_is_refused_as_a_request() {
    let mut server = server();
    let key = Key::new(Kind::PersistentVolume, "", "v");
    let patch = json!({"spec": {"accessModes": "ReadWriteOnce"}});
    let error = server.patch(&key, PatchType::Strategic, &patch).unwrap_err();
    assert_eq!(error.subject, None);
    assert_eq!(
        error.causes[0].to_string(),
        "patch: Invalid value: \"map[spec:map[accessModes:ReadWriteOnce]]\": cannot restore slice \
         from string"
    );
    let patch = json!([{"op": "remove", "path": "/spec/nothing"}]);
    let error = server.patch(&key, PatchType::Json, &patch).unwrap_err();
    assert_eq!((error.subject, error.causes.len()), (None, 0));
    assert_eq!(error.message, "the server rejected our request due to an error in our request");
}
