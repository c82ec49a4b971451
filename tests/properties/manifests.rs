//! The files of a play: volumes, a StatefulSet, a Deployment without a volume and one whose pods
//! share one, each with what the dice say.

use crate::dice::Dice;
use serde_json::{Value, json};

/// The name of the StatefulSet, and of its claims' template.
pub const SET: &str = "web";
pub const TEMPLATE: &str = "data";
/// The Deployments.
pub const STATELESS: &str = "api";
pub const SHARED: &str = "shared";
/// The claim that the second Deployment's pods share.
pub const SHARED_CLAIM: &str = "shared-claim";

/// The files, in the order in which they are applied.
pub fn files(dice: &mut Dice) -> Vec<(String, String)> {
    let class = *dice.pick(&["", "", "late"]);
    let mut files = vec![
        ("volumes.json".to_owned(), list(volumes(dice, class))),
        ("set.json".to_owned(), list(vec![set(dice, class), service(SET, true)])),
        ("api.json".to_owned(), list(vec![deployment(dice, STATELESS), service(STATELESS, false)])),
    ];
    if dice.chance(60) {
        let claim = claim(SHARED_CLAIM, class, "1Gi");
        let objects = vec![claim, deployment(dice, SHARED), service(SHARED, false)];
        files.push(("shared.json".to_owned(), list(objects)));
    }
    if dice.chance(30) {
        files.swap(0, 1);
    }
    files
}

fn list(items: Vec<Value>) -> String {
    json!({"apiVersion": "v1", "kind": "List", "items": items}).to_string()
}

fn volumes(dice: &mut Dice, class: &str) -> Vec<Value> {
    let mut objects = vec![json!({
        "apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": "late"},
        "provisioner": "kubernetes.io/no-provisioner",
        "volumeBindingMode": "WaitForFirstConsumer"
    })];
    for number in 1..=3 + dice.below(4) {
        let policy = *dice.pick(&["Retain", "Retain", "Retain", "Delete", "Recycle"]);
        objects.push(json!({
            "apiVersion": "v1", "kind": "PersistentVolume",
            "metadata": {"name": format!("pv-{number}")},
            "spec": {
                "capacity": {"storage": *dice.pick(&["1Gi", "1Gi", "2Gi", "5Gi"])},
                "accessModes": dice.pick(&[
                    vec!["ReadWriteOnce"], vec!["ReadWriteOnce", "ReadWriteMany"]
                ]),
                "persistentVolumeReclaimPolicy": policy,
                "storageClassName": class,
                "hostPath": {"path": format!("/tmp/pv-{number}")}
            }
        }));
    }
    objects
}

fn claim(name: &str, class: &str, size: &str) -> Value {
    json!({
        "apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": name},
        "spec": {
            "accessModes": ["ReadWriteOnce"], "storageClassName": class,
            "resources": {"requests": {"storage": size}}
        }
    })
}

fn service(name: &str, is_headless: bool) -> Value {
    let mut service = json!({
        "apiVersion": "v1", "kind": "Service", "metadata": {"name": name},
        "spec": {"selector": {"app": name}, "ports": [{"port": 8080}]}
    });
    if !is_headless {
        service["spec"]["type"] = json!("NodePort");
    }
    service
}

fn template(app: &str, volume: Option<&str>, dice: &mut Dice) -> Value {
    let mut container = json!({
        "name": "visits", "image": "visits:1.0", "ports": [{"containerPort": 8080}]
    });
    if let Some(volume) = volume {
        container["volumeMounts"] = json!([{"name": volume, "mountPath": "/app/data"}]);
    }
    if dice.chance(30) {
        // A request would count as a visit, which writes.
        container["readinessProbe"] = json!({"tcpSocket": {"port": 8080}, "periodSeconds": 2});
    }
    json!({
        "metadata": {"labels": {"app": app}},
        "spec": {
            "terminationGracePeriodSeconds": *dice.pick(&[0, 1, 5, 30]), "containers": [container]
        }
    })
}

fn set(dice: &mut Dice, class: &str) -> Value {
    let policies = ["Retain", "Retain", "Delete"];
    let strategy = match dice.below(4) {
        0 => json!({"type": "OnDelete"}),
        1 => json!({"type": "RollingUpdate", "rollingUpdate": {"partition": dice.below(3)}}),
        _ => json!({"type": "RollingUpdate"}),
    };
    let (app, volume) = (SET, TEMPLATE);
    json!({
        "apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": SET},
        "spec": {
            "serviceName": SET, "replicas": dice.below(4), "updateStrategy": strategy,
            "minReadySeconds": *dice.pick(&[0, 0, 3]),
            "podManagementPolicy": *dice.pick(&["OrderedReady", "Parallel"]),
            "ordinals": {"start": *dice.pick(&[0, 0, 0, 2])},
            "persistentVolumeClaimRetentionPolicy": {
                "whenDeleted": *dice.pick(&policies), "whenScaled": *dice.pick(&policies)
            },
            "selector": {"matchLabels": {"app": app}},
            "template": template(app, Some(volume), dice),
            "volumeClaimTemplates": [claim(volume, class, "1Gi")]
        }
    })
}

fn deployment(dice: &mut Dice, name: &str) -> Value {
    let volume = (name == SHARED).then_some("data");
    let mut template = template(name, volume, dice);
    if volume.is_some() {
        template["spec"]["volumes"] =
            json!([{"name": "data", "persistentVolumeClaim": {"claimName": SHARED_CLAIM}}]);
    }
    let strategy = match dice.below(3) {
        0 => json!({"type": "Recreate"}),
        1 => json!({"type": "RollingUpdate", "rollingUpdate": {
            "maxSurge": dice.below(3), "maxUnavailable": 1 + dice.below(2)}}),
        _ => json!({"type": "RollingUpdate"}),
    };
    json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name},
        "spec": {
            "replicas": dice.below(5), "strategy": strategy,
            "revisionHistoryLimit": *dice.pick(&[0, 2, 10]),
            "progressDeadlineSeconds": 60,
            "selector": {"matchLabels": {"app": name}}, "template": template
        }
    })
}
