//! What may not change once it is there.

use super::super::update;
use super::object;
use serde_json::{Value, json};

fn changes(kind: &str, before: Value, after: Value) -> Vec<String> {
    let (before, after) = (object(kind, "x", before), object(kind, "x", after));
    update(&after, &before).iter().map(ToString::to_string).collect()
}

#[test]
fn stateful_sets_keep_their_claims_service_and_selector() {
    let set = |fields: Value| {
        let mut spec = json!({
            "serviceName": "s",
            "selector": {"matchLabels": {"app": "x"}},
            "template": {"metadata": {"labels": {"app": "x", "b": "c"}}},
            "volumeClaimTemplates": [{"metadata": {"name": "c"}, "spec": {
                "accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "2Gi"}}
            }}]
        });
        spec.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        json!({"spec": spec})
    };
    let forbidden = "spec: Forbidden: updates to statefulset spec for fields other than \
        'replicas', 'ordinals', 'template', 'updateStrategy', \
        'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";
    for (fields, allowed) in [
        (json!({"replicas": 3, "minReadySeconds": 1, "ordinals": {"start": 1}}), true),
        (json!({"updateStrategy": {"type": "OnDelete"}}), true),
        (json!({"persistentVolumeClaimRetentionPolicy": {"whenScaled": "Delete"}}), true),
        (json!({"serviceName": "other"}), false),
        (json!({"podManagementPolicy": "Parallel"}), false),
        (json!({"revisionHistoryLimit": 5}), false),
        (json!({"selector": {"matchLabels": {"b": "c"}}}), false),
        (json!({"volumeClaimTemplates": []}), false),
    ] {
        let found = changes("StatefulSet", set(json!({})), set(fields.clone()));
        let expected: &[&str] = if allowed { &[] } else { &[forbidden] };
        assert_eq!(found, expected, "{fields}");
    }
}

#[test]
fn deployments_keep_their_selector() {
    let deployment = |app: &str| {
        json!({"spec": {
            "selector": {"matchLabels": {"app": app}},
            "template": {
                "metadata": {"labels": {"app": app}},
                "spec": {"containers": [{"name": "a", "image": "nginx"}]}
            }
        }})
    };
    assert_eq!(
        changes("Deployment", deployment("nodejs"), deployment("changed")),
        ["spec.selector: Invalid value: v1.LabelSelector{MatchLabels:map[string]string{\"app\":\
             \"changed\"}, MatchExpressions:[]v1.LabelSelectorRequirement(nil)}: field is \
             immutable"]
    );
}

#[test]
fn pods_may_change_their_images_only() {
    let pod = |image: &str, command: &[&str]| {
        let container = json!({"name": "a", "image": image, "command": command});
        json!({"spec": {"containers": [container]}})
    };
    assert_eq!(changes("Pod", pod("a:1", &[]), pod("a:2", &[])), [""; 0]);
    let found = changes("Pod", pod("a:1", &[]), pod("a:1", &["sh"]));
    assert_eq!(found.len(), 1);
    assert!(
        found[0].starts_with(
            "spec: Forbidden: pod updates may not change fields other than \
             `spec.containers[*].image`,`spec.initContainers[*].image`,"
        ),
        "{found:?}"
    );
    let two = json!({"spec": {"containers": [
        {"name": "a", "image": "a:1"}, {"name": "b", "image": "a:1"}
    ]}});
    assert_eq!(
        changes("Pod", pod("a:1", &[]), two),
        ["spec.containers: Forbidden: pod updates may not add or remove containers"]
    );
}

#[test]
fn services_keep_their_address() {
    let service = |address: &str| json!({"spec": {"clusterIP": address, "ports": [{"port": 80}]}});
    assert_eq!(
        changes("Service", service("10.96.0.7"), service("10.96.0.8")),
        ["spec.clusterIPs[0]: Invalid value: []string{\"10.96.0.8\"}: may not change once set"]
    );
    assert_eq!(changes("Service", service("10.96.0.7"), service("")), [""; 0]);
}

#[test]
fn storage_classes_keep_what_volumes_are_made_from() {
    let class = |policy: &str, mode: &str| {
        let mut class = json!({"provisioner": "p", "reclaimPolicy": policy});
        class["volumeBindingMode"] = json!(mode);
        class
    };
    assert_eq!(
        changes("StorageClass", class("Delete", "Immediate"), class("Retain", "Immediate")),
        ["reclaimPolicy: Forbidden: updates to reclaimPolicy are forbidden."]
    );
    assert_eq!(
        changes("StorageClass", class("Delete", "Immediate"), class("Delete", "Never")).len(),
        2
    );
}

#[test]
fn claims_are_given_their_volume_and_class_once_and_grow_when_bound() {
    let claim = |fields: Value, phase: &str| {
        let mut spec = json!({
            "accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "5Gi"}}
        });
        spec.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        json!({"spec": spec, "status": {"phase": phase, "capacity": {"storage": "5Gi"}}})
    };
    let size = |size: &str| json!({"resources": {"requests": {"storage": size}}});
    let fixed = "spec: Forbidden: spec is immutable after creation except resources.requests and \
        volumeAttributesClassName for bound claims\n";
    for (before, after, phase, expected) in [
        (json!({}), json!({"volumeName": "v"}), "Pending", ""),
        (json!({}), json!({"storageClassName": "fast"}), "Bound", ""),
        (json!({}), size("9Gi"), "Bound", ""),
        (json!({"volumeName": "v"}), json!({"volumeName": "w"}), "Bound", fixed),
        (json!({"storageClassName": "a"}), json!({"storageClassName": "b"}), "Pending", fixed),
        (json!({}), size("9Gi"), "Pending", fixed),
        (
            json!({}),
            size("1Gi"),
            "Bound",
            "spec.resources.requests.storage: Forbidden: field can not be less than \
             status.capacity",
        ),
    ] {
        let found =
            changes("PersistentVolumeClaim", claim(before, phase), claim(after.clone(), phase));
        match expected {
            "" => assert_eq!(found, [""; 0], "{after}"),
            _ => assert!(found.len() == 1 && found[0].starts_with(expected), "{after}: {found:?}"),
        }
    }
}

#[test]
fn volumes_keep_their_source_and_nothing_else() {
    let volume = |size: &str, path: &str, policy: &str| {
        json!({"spec": {
            "accessModes": ["ReadWriteOnce"], "capacity": {"storage": size},
            "hostPath": {"path": path}, "persistentVolumeReclaimPolicy": policy
        }})
    };
    let before = volume("1Gi", "/a", "Retain");
    let larger = volume("2Gi", "/a", "Delete");
    assert_eq!(changes("PersistentVolume", before.clone(), larger), [""; 0]);
    let found = changes("PersistentVolume", before, volume("1Gi", "/b", "Retain"));
    let expected = "spec.persistentvolumesource: Forbidden: spec.persistentvolumesource is \
        immutable after creation\n";
    assert!(found.len() == 1 && found[0].starts_with(expected), "{found:?}");
}
