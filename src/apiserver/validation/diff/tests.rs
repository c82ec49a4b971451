use super::{claim_specs, pod_specs, volume_sources};
use crate::api::Object;
use crate::apiserver::defaults;
use serde_json::{Value, json};

/// The recorded difference after a command, without the line of the error itself.
fn recorded(recording: &str, command: &str) -> String {
    let (_, after) = recording.split_once(command).expect("the command was recorded");
    let lines = after.lines().skip(2).take_while(|line| !line.starts_with('$'));
    let text: Vec<&str> = lines.collect();
    format!("{}\n", text.join("\n").trim_end())
}

fn object(kind: &str, spec: Value) -> Object {
    let manifest = json!({
        "apiVersion": "v1", "kind": kind, "metadata": {"name": "x"}, "spec": spec
    });
    let (mut object, _) = Object::from_json(manifest).unwrap();
    defaults::apply(&mut object);
    object
}

const BINDING: &str = include_str!("../../../../tests/recordings/pv-binding.txt");
const ERRORS: &str = include_str!("../../../../tests/recordings/kubectl-errors.txt");

#[test]
fn the_difference_of_claims_is_printed_as_recorded() {
    let claim = |size: &str, mode: &str| {
        let spec = json!({"accessModes": [mode], "resources": {"requests": {"storage": size}}});
        let Object::PersistentVolumeClaim(claim) = object("PersistentVolumeClaim", spec) else {
            panic!("a claim is a claim")
        };
        claim.spec.clone()
    };
    let before = claim("5Gi", "ReadWriteOnce");
    for (after, patch) in [
        (claim("1Gi", "ReadWriteOnce"), r#"{"spec":{"resources":{"requests":{"storage":"1Gi"}}}}"#),
        (claim("9Gi", "ReadWriteOnce"), r#"{"spec":{"resources":{"requests":{"storage":"9Gi"}}}}"#),
        (claim("5Gi", "ReadWriteMany"), r#"{"spec":{"accessModes":["ReadWriteMany"]}}"#),
    ] {
        let command = format!("$ kubectl patch pvc c-5g -p '{patch}'");
        assert_eq!(claim_specs(&before, &after), recorded(BINDING, &command), "{patch}");
    }
}

#[test]
fn the_difference_of_volume_sources_is_printed_as_recorded() {
    let volume = |path: &str| {
        let Object::PersistentVolume(volume) =
            object("PersistentVolume", json!({"hostPath": {"path": path}}))
        else {
            panic!("a volume is a volume")
        };
        volume.spec.clone()
    };
    let command = r#"$ kubectl patch pv pv-5g-rwo -p '{"spec":{"hostPath":{"path":"/other"}}}'"#;
    let printed = volume_sources(&volume("/mnt/pv-5g-rwo"), &volume("/other"));
    assert_eq!(printed, recorded(BINDING, command));
}

#[test]
fn the_difference_of_pods_is_printed_as_recorded() {
    let pod = |ports: Value| {
        let spec = json!({
            "containers": [{"name": "p1", "image": "nginx", "ports": ports}],
            "volumes": [{"name": "kube-api-access-ntwvh", "projected": {"sources": [
                {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
                {"configMap": {
                    "name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]
                }},
                {"downwardAPI": {"items": [
                    {"path": "namespace", "fieldRef": {"fieldPath": "metadata.namespace"}}
                ]}}
            ]}}]
        });
        let Object::Pod(pod) = object("Pod", spec) else { panic!("a pod is a pod") };
        pod.spec.clone()
    };
    let printed = pod_specs(&pod(json!([])), &pod(json!([{"containerPort": 81}])));
    assert_eq!(printed, recorded(ERRORS, "$ kubectl patch pod p1 -p"));
}
