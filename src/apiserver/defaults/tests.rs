use super::apply;
use crate::api::Object;
use serde_json::{Value, json};

/// What a real API server answered for objects that were applied from manifests.
const RECORDED: &[(&str, &str)] = &[
    ("statefulset", include_str!("../../../tests/recordings/sts-basic.1.json")),
    ("volumes", include_str!("../../../tests/recordings/sts-basic.4.json")),
    ("service", include_str!("../../../tests/recordings/sts-basic.5.json")),
    ("volume", include_str!("../../../tests/recordings/deploy-shared-pvc.1.json")),
    ("claim", include_str!("../../../tests/recordings/deploy-shared-pvc.2.json")),
    ("deployment", include_str!("../../../tests/recordings/deploy-shared-pvc.3.json")),
    ("claims", include_str!("../../../tests/recordings/pv-binding.1.json")),
    ("more volumes", include_str!("../../../tests/recordings/pv-binding.2.json")),
    ("pod 1", include_str!("../../../tests/recordings/pod-problems.1.json")),
    ("pod 4", include_str!("../../../tests/recordings/pod-problems.4.json")),
    ("pod 6", include_str!("../../../tests/recordings/pod-problems.6.json")),
    ("pod 7", include_str!("../../../tests/recordings/pod-problems.7.json")),
];

/// What is not a default: admission, allocation, the scheduler and the binding of claims add it.
const ADDED_LATER: &[&str] = &[
    "clusterIP",
    "clusterIPs",
    "claimRef",
    "nodeName",
    "preemptionPolicy",
    "priority",
    "serviceAccount",
    "serviceAccountName",
    "tolerations",
    "volumeName",
];

fn spec(mut object: Value) -> Value {
    let mut spec = object["spec"].take();
    for field in ADDED_LATER {
        spec.as_object_mut().unwrap().remove(*field);
    }
    let is_token = |item: &Value| {
        item["name"].as_str().is_some_and(|name| name.starts_with("kube-api-access-"))
    };
    if let Some(volumes) = spec.get_mut("volumes").and_then(Value::as_array_mut) {
        volumes.retain(|volume| !is_token(volume));
        if volumes.is_empty() {
            spec.as_object_mut().unwrap().remove("volumes");
        }
    }
    for container in spec.get_mut("containers").and_then(Value::as_array_mut).into_iter().flatten()
    {
        let mounts = container["volumeMounts"].as_array_mut();
        if let Some(mounts) = mounts {
            mounts.retain(|mount| !is_token(mount));
        }
        if container["volumeMounts"].as_array().is_none_or(Vec::is_empty) {
            container.as_object_mut().unwrap().remove("volumeMounts");
        }
    }
    spec
}

#[test]
fn a_manifest_gets_the_defaults_that_a_real_server_gave_it() {
    let annotation = "kubectl.kubernetes.io/last-applied-configuration";
    for (name, text) in RECORDED {
        let recorded: Value = serde_json::from_str(text).unwrap();
        let items = match &recorded["items"] {
            Value::Array(items) => items.clone(),
            _ => vec![recorded],
        };
        for item in items {
            let manifest = item["metadata"]["annotations"][annotation].as_str().unwrap();
            let manifest: Value = serde_json::from_str(manifest).unwrap();
            let (mut object, unknown) = Object::from_json(manifest).unwrap();
            assert_eq!(unknown, [""; 0], "{name}");
            apply(&mut object);
            let what = format!("{name} {}", object.metadata().name);
            assert_eq!(spec(object.to_json()), spec(item), "{what}");
        }
    }
}

#[test]
fn defaults_change_nothing_that_already_has_them() {
    for (name, text) in RECORDED {
        let recorded: Value = serde_json::from_str(text).unwrap();
        if recorded["items"].is_array() {
            continue;
        }
        let (before, _) = Object::from_json(recorded).unwrap();
        let mut after = before.clone();
        apply(&mut after);
        assert_eq!(after, before, "{name}");
    }
}

fn defaulted(manifest: Value) -> Value {
    let (mut object, _) = Object::from_json(manifest).unwrap();
    apply(&mut object);
    object.to_json()
}

fn pod(spec: Value) -> Value {
    let manifest = json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}});
    let mut manifest = manifest;
    manifest["spec"] = spec;
    defaulted(manifest)["spec"].take()
}

#[test]
fn only_a_latest_image_is_always_pulled() {
    for (image, policy) in [
        ("nginx", "Always"),
        ("nginx:latest", "Always"),
        ("registry:5000/team/nginx", "Always"),
        ("nginx:1.25", "IfNotPresent"),
        ("registry:5000/team/nginx:1.25", "IfNotPresent"),
        ("nginx@sha256:0123", "IfNotPresent"),
        ("nginx:latest@sha256:0123", "Always"),
    ] {
        let spec = pod(json!({"containers": [{"name": "c", "image": image}]}));
        assert_eq!(spec["containers"][0]["imagePullPolicy"], policy, "{image}");
    }
}

#[test]
fn a_pod_requests_what_it_is_limited_to() {
    let spec = pod(json!({"containers": [{"name": "c", "image": "i", "resources": {
        "limits": {"cpu": "1", "memory": "1Gi"}, "requests": {"cpu": "0.5"}
    }}]}));
    let requests = json!({"cpu": "500m", "memory": "1Gi"});
    assert_eq!(spec["containers"][0]["resources"]["requests"], requests);
}

#[test]
fn a_probe_gets_its_times_and_a_volume_its_directory() {
    let spec = pod(json!({
        "containers": [{"name": "c", "image": "i", "readinessProbe": {"httpGet": {"port": 80}}}],
        "volumes": [{"name": "tmp"}, {"name": "config", "configMap": {"name": "c"}}]
    }));
    let probe = json!({
        "failureThreshold": 3, "httpGet": {"path": "/", "port": 80, "scheme": "HTTP"},
        "periodSeconds": 10, "successThreshold": 1, "timeoutSeconds": 1
    });
    assert_eq!(spec["containers"][0]["readinessProbe"], probe);
    assert_eq!(spec["volumes"][0], json!({"name": "tmp", "emptyDir": {}}));
    assert_eq!(spec["volumes"][1]["configMap"]["defaultMode"], 420);
}

#[test]
fn a_strategy_given_by_name_alone_gets_no_partition() {
    let set = |strategy: Value| {
        defaulted(json!({
            "apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "s"},
            "spec": {"updateStrategy": strategy}
        }))["spec"]["updateStrategy"]
            .take()
    };
    let named = json!({"type": "RollingUpdate"});
    assert_eq!(set(named.clone()), named);
    assert_eq!(set(json!({"type": "OnDelete"})), json!({"type": "OnDelete"}));
    let complete = json!({"type": "RollingUpdate", "rollingUpdate": {"partition": 0}});
    assert_eq!(set(json!({})), complete);
}

#[test]
fn a_headless_service_without_selector_is_for_both_families() {
    let service = |spec: Value| {
        defaulted(json!({
            "apiVersion": "v1", "kind": "Service", "metadata": {"name": "s"}, "spec": spec
        }))["spec"]
            .take()
    };
    let headless = service(json!({"clusterIP": "None", "selector": {"app": "x"}}));
    assert_eq!(headless["clusterIPs"], json!(["None"]));
    assert_eq!(headless["ipFamilyPolicy"], "SingleStack");
    assert_eq!(headless.get("externalTrafficPolicy"), None);
    let bare = service(json!({"clusterIP": "None"}));
    assert_eq!(bare["ipFamilies"], json!(["IPv4", "IPv6"]));
}
