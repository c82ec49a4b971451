mod changes;

use super::create;
use crate::api::Object;
use crate::apiserver::defaults;
use serde_json::{Value, json};

fn object(kind: &str, name: &str, rest: Value) -> Object {
    let api_version = match kind {
        "Deployment" | "ReplicaSet" | "StatefulSet" => "apps/v1",
        "StorageClass" => "storage.k8s.io/v1",
        _ => "v1",
    };
    let namespaced = !matches!(kind, "PersistentVolume" | "StorageClass" | "Namespace" | "Node");
    let mut manifest = rest;
    manifest["apiVersion"] = json!(api_version);
    manifest["kind"] = json!(kind);
    manifest["metadata"]["name"] = json!(name);
    if namespaced {
        manifest["metadata"]["namespace"] = json!("default");
    }
    let (mut object, _) = Object::from_json(manifest).unwrap();
    defaults::apply(&mut object);
    object
}

fn faults(kind: &str, rest: Value) -> Vec<String> {
    create(&object(kind, "x", rest)).iter().map(ToString::to_string).collect()
}

fn pod(spec: Value) -> Vec<String> {
    faults("Pod", json!({"spec": spec}))
}

/// One container with these fields besides its name and image.
fn container(fields: Value) -> Vec<String> {
    let mut container = fields;
    container["name"] = json!("a");
    container["image"] = json!("nginx");
    pod(json!({"containers": [container], "volumes": [{"name": "v"}]}))
}

fn workload(kind: &str, fields: Value) -> Vec<String> {
    let mut spec = json!({
        "selector": {"matchLabels": {"app": "x"}},
        "template": {
            "metadata": {"labels": {"app": "x"}},
            "spec": {"containers": [{"name": "a", "image": "nginx"}]}
        }
    });
    if kind == "StatefulSet" {
        spec["serviceName"] = json!("x");
    }
    spec.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    faults(kind, json!({"spec": spec}))
}

const LABEL: &str = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters \
    or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', \
    regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const SUBDOMAIN: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric \
    characters, '-' or '.', and must start and end with an alphanumeric character (e.g. \
    'example.com', regex used for validation is \
    '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

#[test]
fn names_are_refused_in_the_words_of_a_recorded_server() {
    let pod = object(
        "Pod",
        "Bad_Name",
        json!({"spec": {"containers": [
            {"name": "Bad_Name", "image": "nginx"}
        ]}}),
    );
    let found: Vec<String> = create(&pod).iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            format!("metadata.name: Invalid value: \"Bad_Name\": {SUBDOMAIN}"),
            format!("spec.containers[0].name: Invalid value: \"Bad_Name\": {LABEL}"),
        ]
    );
}

#[test]
fn pods_are_refused_in_the_words_of_a_recorded_server() {
    let ok = json!({"name": "a", "image": "nginx"});
    let node = format!("spec.nodeName: Invalid value: \"nodeXX\": {SUBDOMAIN}");
    for (spec, expected) in [
        (json!({}), vec!["spec.containers: Required value"]),
        (json!({"containers": []}), vec!["spec.containers: Required value"]),
        (json!({"containers": [{"name": "a"}]}), vec!["spec.containers[0].image: Required value"]),
        (json!({"containers": [ok, ok]}), vec!["spec.containers[1].name: Duplicate value: \"a\""]),
        (json!({"containers": [ok], "nodeName": "nodeXX"}), vec![node.as_str()]),
        (
            json!({"containers": [ok], "restartPolicy": "Sometimes"}),
            vec![
                "spec.restartPolicy: Unsupported value: \"Sometimes\": supported values: \
                 \"Always\", \"OnFailure\", \"Never\"",
            ],
        ),
        (
            json!({"containers": [ok], "volumes": [{"name": "v"}, {"name": "v"}]}),
            vec!["spec.volumes[1].name: Duplicate value: \"v\""],
        ),
        (
            json!({"containers": [ok], "volumes": [
                {"name": "v", "emptyDir": {}, "hostPath": {"path": "/x"}}
            ]}),
            vec!["spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type"],
        ),
        (json!({"containers": [ok]}), vec![]),
    ] {
        assert_eq!(pod(spec.clone()), expected, "{spec}");
    }
}

#[test]
fn containers_are_refused_for_ports_mounts_resources_and_probes() {
    for (fields, expected) in [
        (
            json!({"volumeMounts": [{"name": "data", "mountPath": "/d"}]}),
            vec!["spec.containers[0].volumeMounts[0].name: Not found: \"data\""],
        ),
        (
            json!({"volumeMounts": [
                {"name": "v", "mountPath": "/d"}, {"name": "v", "mountPath": "/d"}
            ]}),
            vec![
                "spec.containers[0].volumeMounts[1].mountPath: Invalid value: \"/d\": must be \
                 unique",
            ],
        ),
        (
            json!({"ports": [{"containerPort": 70000}]}),
            vec![
                "spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between \
                 1 and 65535, inclusive",
            ],
        ),
        (
            json!({"resources": {"requests": {"cpu": "2"}, "limits": {"cpu": "1"}}}),
            vec![
                "spec.containers[0].resources.requests: Invalid value: \"2\": must be less than or \
                 equal to cpu limit of 1",
            ],
        ),
        (
            json!({"imagePullPolicy": "Often"}),
            vec![
                "spec.containers[0].imagePullPolicy: Unsupported value: \"Often\": supported \
                 values: \"Always\", \"IfNotPresent\", \"Never\"",
            ],
        ),
        (
            json!({"readinessProbe": {"periodSeconds": -1}}),
            vec![
                "spec.containers[0].readinessProbe: Required value: must specify a handler type",
                "spec.containers[0].readinessProbe.periodSeconds: Invalid value: -1: must be \
                 greater than or equal to 0",
            ],
        ),
    ] {
        assert_eq!(container(fields.clone()), expected, "{fields}");
    }
}

#[test]
fn workloads_are_refused_in_the_words_of_a_recorded_server() {
    let template = json!({
        "metadata": {"labels": {"app": "other"}},
        "spec": {"containers": [{"name": "a", "image": "nginx"}]}
    });
    let mismatch = "`selector` does not match template `labels`";
    let no_selector = vec![
        "spec.selector: Required value".to_owned(),
        format!(
            "spec.template.metadata.labels: Invalid value: map[string]string{{\"app\":\"x\"}}: \
             {mismatch}"
        ),
    ];
    assert_eq!(workload("Deployment", json!({"selector": null})), no_selector);
    assert_eq!(workload("StatefulSet", json!({"selector": null})), no_selector);
    assert_eq!(
        workload("StatefulSet", json!({"template": template})),
        [format!(
            "spec.template.metadata.labels: Invalid value: map[string]string{{\"app\":\
             \"other\"}}: {mismatch}"
        )]
    );
    assert_eq!(
        workload("StatefulSet", json!({"template": {}})),
        [format!(
            "spec.template.metadata.labels: Invalid value: map[string]string(nil): {mismatch}"
        )]
    );
    for kind in ["Deployment", "ReplicaSet", "StatefulSet"] {
        let fault = "spec.replicas: Invalid value: -1: must be greater than or equal to 0";
        assert_eq!(workload(kind, json!({"replicas": -1})), [fault]);
    }
    let template = json!({
        "metadata": {"labels": {"app": "x"}},
        "spec": {"containers": [{"name": "a", "image": "nginx"}], "restartPolicy": "Never"}
    });
    assert_eq!(
        workload("StatefulSet", json!({"podManagementPolicy": "Random", "template": template})),
        [
            "spec.podManagementPolicy: Invalid value: \"Random\": must be 'OrderedReady' or \
             'Parallel'",
            "spec.template.spec.restartPolicy: Unsupported value: \"Never\": supported values: \
             \"Always\"",
        ]
    );
    // What its claims will be mounted at, a stateful set does not check.
    let template = json!({"metadata": {"labels": {"app": "x"}}, "spec": {"containers": [
        {"name": "a", "image": "nginx", "volumeMounts": [{"name": "data", "mountPath": "/d"}]}
    ]}});
    assert_eq!(workload("StatefulSet", json!({"template": template})), [""; 0]);
    assert_eq!(
        workload("Deployment", json!({"template": template})),
        ["spec.template.spec.containers[0].volumeMounts[0].name: Not found: \"data\""]
    );
}

#[test]
fn strategies_are_refused_when_they_cannot_work() {
    for (kind, fields, expected) in [
        (
            "Deployment",
            json!({"strategy": {"type": "Recreate", "rollingUpdate": {"maxSurge": 1}}}),
            "spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is \
             'Recreate'",
        ),
        (
            "Deployment",
            json!({"strategy": {"rollingUpdate": {"maxSurge": 0, "maxUnavailable": 0}}}),
            "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: \
             intstr.IntOrString{Type:0, IntVal:0, StrVal:\"\"}: may not be 0 when `maxSurge` is 0",
        ),
        (
            "Deployment",
            json!({"strategy": {"type": "rolling"}}),
            "spec.strategy: Unsupported value: apps.DeploymentStrategy{Type:\"rolling\", \
             RollingUpdate:(*apps.RollingUpdateDeployment)(nil)}: supported values: \"Recreate\", \
             \"RollingUpdate\"",
        ),
        (
            "StatefulSet",
            json!({"persistentVolumeClaimRetentionPolicy": {"whenDeleted": "Keep"}}),
            "spec.persistentVolumeClaimRetentionPolicy.whenDeleted: Unsupported value: \"Keep\": \
             supported values: \"Retain\", \"Delete\"",
        ),
        (
            "StatefulSet",
            json!({"updateStrategy": {"type": "OnDelete", "rollingUpdate": {"partition": 1}}}),
            "spec.updateStrategy.rollingUpdate: Invalid value: \
             apps.RollingUpdateStatefulSetStrategy{Partition:1, \
             MaxUnavailable:(*intstr.IntOrString)(nil)}: only allowed for updateStrategy \
             'RollingUpdate'",
        ),
    ] {
        assert_eq!(workload(kind, fields), [expected]);
    }
}

#[test]
fn storage_is_refused_in_the_words_of_a_recorded_server() {
    let volume = |spec: Value| faults("PersistentVolume", json!({"spec": spec}));
    let claim = |spec: Value| faults("PersistentVolumeClaim", json!({"spec": spec}));
    let rwo = json!(["ReadWriteOnce"]);
    let size = json!({"storage": "1Gi"});
    let path = json!({"path": "/x"});
    assert_eq!(
        volume(json!({"accessModes": rwo, "hostPath": path})),
        [
            "spec.capacity: Required value",
            "spec.capacity: Unsupported value: core.ResourceList(nil): supported values: \
             \"storage\"",
        ]
    );
    assert_eq!(
        volume(json!({"accessModes": rwo, "capacity": size, "hostPath": path,
            "nfs": {"server": "a", "path": "/b"}})),
        ["spec.nfs: Forbidden: may not specify more than 1 volume type"]
    );
    assert_eq!(
        volume(json!({"accessModes": rwo, "capacity": size, "hostPath": path,
            "persistentVolumeReclaimPolicy": "Keep"})),
        ["spec.persistentVolumeReclaimPolicy: Unsupported value: \"Keep\": supported values: \
             \"Delete\", \"Recycle\", \"Retain\"",]
    );
    assert_eq!(
        volume(json!({"accessModes": rwo, "capacity": size, "local": path})),
        ["spec.nodeAffinity: Required value: Local volume requires node affinity"]
    );
    let requests = json!({"requests": size});
    assert_eq!(claim(json!({"accessModes": rwo})), ["spec.resources[storage]: Required value"]);
    assert_eq!(
        claim(json!({"resources": requests})),
        ["spec.accessModes: Required value: at least 1 access mode is required"]
    );
    assert_eq!(
        claim(json!({"accessModes": ["RWO"], "resources": requests})),
        ["spec.accessModes: Unsupported value: \"RWO\": supported values: \"ReadOnlyMany\", \
             \"ReadWriteMany\", \"ReadWriteOnce\", \"ReadWriteOncePod\"",]
    );
    assert_eq!(faults("StorageClass", json!({})), ["provisioner: Required value"]);
}

#[test]
fn services_are_refused_in_the_words_of_a_recorded_server() {
    let service = |spec: Value| faults("Service", json!({"spec": spec}));
    for (spec, expected) in [
        (json!({"selector": {"a": "b"}}), "spec.ports: Required value"),
        (
            json!({"type": "NodePort", "clusterIP": "None", "ports": [{"port": 80}]}),
            "spec.clusterIPs[0]: Invalid value: \"None\": may not be set to 'None' for NodePort \
             services",
        ),
        (
            json!({"ports": [{"name": "a", "port": 80}, {"port": 81}]}),
            "spec.ports[1].name: Required value",
        ),
        (
            json!({"ports": [{"port": 80, "nodePort": 30000}]}),
            "spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'",
        ),
        (
            json!({"type": "Node", "ports": [{"port": 80}]}),
            "spec.type: Unsupported value: \"Node\": supported values: \"ClusterIP\", \
             \"ExternalName\", \"LoadBalancer\", \"NodePort\"",
        ),
    ] {
        assert_eq!(service(spec), [expected]);
    }
    assert_eq!(service(json!({"clusterIP": "None"})), [""; 0]);
    let names = object("Service", "1x", json!({"spec": {"ports": [{"port": 80}]}}));
    let found = create(&names);
    assert!(found[0].message.contains("a DNS-1035 label must consist of"), "{found:?}");
}

#[test]
fn labels_are_refused_key_by_key_and_value_by_value() {
    let found = faults("Namespace", json!({"metadata": {"labels": {"a b": "c/d"}}}));
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found[0].starts_with("metadata.labels: Invalid value: \"a b\": name part must consist")
    );
    assert!(found[1].starts_with("metadata.labels: Invalid value: \"c/d\": a valid label must be"));
}
