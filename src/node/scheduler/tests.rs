//! Where pods go, and what is said when they go nowhere.

use crate::api::binding::BIND_COMPLETED;
use crate::api::pod::Pod;
use crate::api::storage::{PersistentVolume, PersistentVolumeClaim};
use crate::api::{Key, Object};
use crate::node::testing::World;
use serde_json::{Value, json};
use std::rc::Rc;

fn message(world: &World, pod: &str) -> String {
    let condition = world.pod(pod).status.condition("PodScheduled").cloned().unwrap();
    assert_eq!((&*condition.status, &*condition.reason), ("False", "Unschedulable"));
    let events = world.events(pod);
    assert_eq!(events.last().unwrap(), &format!("FailedScheduling {}", condition.message));
    condition.message
}

fn with_claim(claim: &str) -> Value {
    json!({"volumes": [{"name": "d", "persistentVolumeClaim": {"claimName": claim}}]})
}

fn create_claim(world: &mut World, name: &str, spec: Value) {
    let mut spec = spec;
    spec["accessModes"] = json!(["ReadWriteOnce"]);
    spec["resources"] = json!({"requests": {"storage": "1Gi"}});
    world.create(json!({"apiVersion": "v1", "kind": "PersistentVolumeClaim",
        "metadata": {"name": name}, "spec": spec}));
}

#[test]
fn an_unbound_claim_keeps_a_pod_from_every_node() {
    let mut world = World::new(3);
    create_claim(&mut world, "unbound", json!({}));
    world.create_pod("web", "nginx:1.25", with_claim("unbound"));
    world.run(1_000);
    assert_eq!(
        message(&world, "web"),
        "0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. preemption: \
         0/3 nodes are available: 3 Preemption is not helpful for scheduling."
    );
    assert_eq!(world.rows.len(), 2, "created, and the condition");
}

#[test]
fn a_claim_that_is_missing_or_goes_away_is_told_by_name() {
    let mut world = World::new(3);
    world.create_pod("web", "nginx:1.25", with_claim("missing"));
    create_claim(&mut world, "lost", json!({"volumeName": "gone"}));
    world.set_phase("lost", "Lost");
    world.create_pod("lost", "nginx:1.25", with_claim("lost"));
    world.run(1_000);
    let tail = "preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.";
    assert_eq!(
        message(&world, "web"),
        format!("0/3 nodes are available: persistentvolumeclaim \"missing\" not found. {tail}")
    );
    assert_eq!(
        message(&world, "lost"),
        format!(
            "0/3 nodes are available: persistentvolumeclaim \"lost\" bound to non-existent \
             persistentvolume \"gone\". {tail}"
        )
    );
}

#[test]
fn too_large_requests_are_told_resource_by_resource() {
    let mut world = World::new(3);
    let requests = |cpu: &str, memory: &str| {
        json!({"containers": [{"name": "c",
            "resources": {"requests": {"cpu": cpu, "memory": memory}}}]})
    };
    world.create_pod("big", "nginx:1.25", requests("100", "1Mi"));
    world.create_pod("huge", "nginx:1.25", requests("100", "100Gi"));
    world.run(1_000);
    let tail =
        "preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.";
    assert_eq!(
        message(&world, "big"),
        format!("0/3 nodes are available: 3 Insufficient cpu. {tail}")
    );
    assert_eq!(
        message(&world, "huge"),
        format!("0/3 nodes are available: 3 Insufficient cpu, 3 Insufficient memory. {tail}")
    );
}

#[test]
fn nodes_are_rejected_each_for_its_own_reason() {
    let mut world = World::new(1);
    let node = |name: &str, spec: Value, labels: Value| {
        json!({"apiVersion": "v1", "kind": "Node", "metadata": {"name": name, "labels": labels},
            "spec": spec, "status": {"allocatable": {"cpu": "4", "memory": "8Gi", "pods": "10"}}})
    };
    let taint = json!({"taints": [{"key": "gpu", "value": "yes", "effect": "NoSchedule"}]});
    world.create(node("node02", taint, json!({"disk": "ssd"})));
    world.create(node("node03", json!({"unschedulable": true}), json!({"disk": "ssd"})));
    world.create_pod("web", "nginx:1.25", json!({"nodeSelector": {"disk": "ssd"}}));
    world.run(1_000);
    assert_eq!(
        message(&world, "web"),
        "0/3 nodes are available: 1 node(s) didn't match Pod's node affinity/selector, 1 node(s) \
         had untolerated taint {gpu: yes}, 1 node(s) were unschedulable. preemption: 0/3 nodes are \
         available: 3 Preemption is not helpful for scheduling."
    );
    let tolerant = json!({"nodeSelector": {"disk": "ssd"},
        "tolerations": [{"key": "gpu", "operator": "Exists"}]});
    world.create_pod("tolerant", "nginx:1.25", tolerant);
    world.run(1_000);
    assert_eq!(world.pod("tolerant").spec.node_name, "node02");
}

#[test]
fn a_volume_that_only_some_nodes_reach_decides_the_node() {
    let mut world = World::new(3);
    let terms = json!([{"matchExpressions": [
        {"key": "kubernetes.io/hostname", "operator": "In", "values": ["node02"]}]}]);
    world.create(json!({"apiVersion": "v1", "kind": "PersistentVolume",
        "metadata": {"name": "local"},
        "spec": {"capacity": {"storage": "1Gi"}, "accessModes": ["ReadWriteOnce"],
            "local": {"path": "/mnt/disk"},
            "nodeAffinity": {"required": {"nodeSelectorTerms": terms}}}}));
    world.create(json!({"apiVersion": "v1", "kind": "PersistentVolumeClaim",
        "metadata": {"name": "claim", "annotations": {"pv.kubernetes.io/bind-completed": "yes"}},
        "spec": {"accessModes": ["ReadWriteOnce"], "volumeName": "local",
            "resources": {"requests": {"storage": "1Gi"}}}}));
    world.set_phase("claim", "Bound");
    let mut spec = with_claim("claim");
    world.create_pod("web", "nginx:1.25", spec.clone());
    spec["nodeSelector"] = json!({"kubernetes.io/hostname": "node01"});
    world.create_pod("elsewhere", "nginx:1.25", spec);
    world.run(1_000);
    assert_eq!(world.pod("web").spec.node_name, "node02");
    assert_eq!(
        message(&world, "elsewhere"),
        "0/3 nodes are available: 1 node(s) had volume node affinity conflict, 2 node(s) didn't \
         match Pod's node affinity/selector. preemption: 0/3 nodes are available: 3 Preemption is \
         not helpful for scheduling."
    );
}

#[test]
fn a_claim_for_one_pod_keeps_a_second_from_every_node() {
    let mut world = World::new(3);
    world.create_bound_claim("claim", "volume", "/mnt/x");
    world.create(json!({"apiVersion": "v1", "kind": "PersistentVolumeClaim",
        "metadata": {"name": "one", "annotations": {"pv.kubernetes.io/bind-completed": "yes"}},
        "spec": {"accessModes": ["ReadWriteOncePod"], "volumeName": "volume",
            "resources": {"requests": {"storage": "1Gi"}}}}));
    world.set_phase("one", "Bound");
    world.create_pod("a", "nginx:1.25", with_claim("one"));
    world.run(1_000);
    world.create_pod("b", "nginx:1.25", with_claim("one"));
    world.run(1_000);
    assert_eq!(
        message(&world, "b"),
        "0/3 nodes are available: 3 node has pod using PersistentVolumeClaim with the same name \
         and ReadWriteOncePod access mode. preemption: 0/3 nodes are available: 3 No preemption \
         victims found for incoming pod."
    );
}

#[test]
fn a_port_of_the_host_is_given_once() {
    let mut world = World::new(1);
    let spec = json!({"containers": [{"name": "c",
        "ports": [{"containerPort": 80, "hostPort": 8080, "protocol": "TCP"}]}]});
    world.create_pod("a", "nginx:1.25", spec.clone());
    world.run(1_000);
    world.create_pod("b", "nginx:1.25", spec);
    world.run(1_000);
    assert_eq!(
        message(&world, "b"),
        "0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports. \
         preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod."
    );
}

#[test]
fn pods_of_one_controller_spread_over_the_nodes() {
    let mut world = World::new(3);
    for number in 0..9 {
        world.create(json!({"apiVersion": "v1", "kind": "Pod",
            "metadata": {"name": format!("web-{number}"), "ownerReferences": [{
                "apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "web", "uid": "u",
                "controller": true}]},
            "spec": {"containers": [{"name": "c", "image": "nginx:1.25"}]}}));
        world.run(100);
    }
    for node in ["node01", "node02", "node03"] {
        assert_eq!(world.api.store().count_pods_on_node(node), 3);
    }
    world.run(5_000);
    let before = world.pod("web-4").spec.node_name.clone();
    world.delete("web-4");
    world.create(json!({"apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": "web-9", "ownerReferences": [{
            "apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "web", "uid": "u",
            "controller": true}]},
        "spec": {"containers": [{"name": "c", "image": "nginx:1.25"}]}}));
    world.run(100);
    assert_eq!(world.pod("web-9").spec.node_name, before, "a pod that goes away does not count");
}

#[test]
fn a_full_node_takes_no_more_pods() {
    let mut world = World::new(1);
    for number in 0..111 {
        world.create_pod(&format!("p{number:03}"), "nginx:1.25", json!({}));
    }
    world.run(1_000);
    let waiting: Vec<_> = world
        .api
        .store()
        .list::<Pod>()
        .filter(|pod| pod.spec.node_name.is_empty())
        .map(|pod| pod.metadata.name.clone())
        .collect();
    assert_eq!(waiting, ["p110"]);
    assert_eq!(
        message(&world, "p110"),
        "0/1 nodes are available: 1 Too many pods. preemption: 0/1 nodes are available: 1 No \
         preemption victims found for incoming pod."
    );
}

#[test]
fn the_back_off_doubles_from_one_to_ten_seconds() {
    let mut world = World::new(1);
    world.create_pod("web", "nginx:1.25", with_claim("missing"));
    world.run(0);
    let key = Key::of(&world.pod("web"));
    let mut waits = Vec::new();
    for _ in 0..6 {
        let at = world.scheduler.retry_at(&key).unwrap();
        waits.push(at - world.now());
        world.retry();
        world.run(at - world.now());
    }
    assert_eq!(waits, [1_200, 2_200, 4_200, 8_200, 10_200, 10_200]);
    assert_eq!(world.rows.len(), 2, "the condition is written once");
    world.create_bound_claim("missing", "volume", "/mnt/x");
    world.run(20_000);
    assert_eq!(world.pod("web").status.phase, "Running");
    assert_eq!(world.scheduler.retry_at(&key), None);
}

#[test]
fn only_what_kept_a_pod_from_a_node_wakes_it() {
    let mut world = World::new(1);
    let attempts = |world: &World, pod: &str| {
        world.events(pod).iter().filter(|event| event.starts_with("FailedScheduling")).count()
    };
    world.create_pod("claim", "nginx:1.25", with_claim("missing"));
    world.create_pod("selector", "nginx:1.25", json!({"nodeSelector": {"disk": "ssd"}}));
    let requests = json!({"cpu": "3"});
    let big = json!({"containers": [{"name": "c", "resources": {"requests": requests}}]});
    world.create_pod("a", "nginx:1.25", big.clone());
    world.run(5_000);
    world.create_pod("b", "nginx:1.25", big);
    world.run(5_000);
    world.delete("a");
    world.run(5_000);
    assert_eq!(world.pod("b").spec.node_name, "node01");
    assert_eq!((attempts(&world, "claim"), attempts(&world, "selector")), (1, 1));
    let mut node = world.api.store().list::<crate::api::core::Node>().next().unwrap().clone();
    std::rc::Rc::make_mut(&mut node).metadata.labels_mut().insert("disk".into(), "ssd".into());
    world.api.update(crate::api::Object::Node(node)).unwrap();
    world.run(5_000);
    assert_eq!(world.pod("selector").spec.node_name, "node01");
    assert_eq!(attempts(&world, "claim"), 1);
}

#[test]
fn any_news_of_a_volume_wakes_a_pod_whose_claim_is_not_bound_and_may_cost_it_a_longer_wait() {
    let mut world = World::new(1);
    create_claim(&mut world, "data", json!({"storageClassName": ""}));
    world.create_pod("web", "nginx:1.25", with_claim("data"));
    world.run(60_000);
    let key = Key::of(&world.pod("web"));
    let wait = |world: &World| world.scheduler.retry_at(&key).unwrap() - world.now();
    let mut volume = world.create(json!({"apiVersion": "v1", "kind": "PersistentVolume",
        "metadata": {"name": "pv"},
        "spec": {"capacity": {"storage": "2Gi"}, "accessModes": ["ReadWriteOnce"],
            "hostPath": {"path": "/tmp/v"}}}));
    world.run(0);
    assert_eq!(wait(&world), 2_200, "tried at once when the volume was added");
    if let Object::PersistentVolume(volume) = &mut volume {
        Rc::make_mut(volume).metadata.annotations.insert("seen".into(), "yes".into());
        Rc::make_mut(volume).metadata.resource_version.clear();
    }
    world.api.update(volume.clone()).unwrap();
    world.run(10_000);
    assert_eq!(wait(&world), 2_200 + 4_200 - 10_000, "and again after the change");
}

#[test]
fn a_claim_that_waits_gets_the_smallest_volume_and_the_pod_waits_for_the_binder() {
    let mut world = World::new(3);
    world.create(json!({"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass",
        "metadata": {"name": "late"}, "provisioner": "kubernetes.io/no-provisioner",
        "volumeBindingMode": "WaitForFirstConsumer"}));
    create_claim(&mut world, "data", json!({"storageClassName": "late"}));
    world.create_pod("web", "nginx:1.25", with_claim("data"));
    world.run(1_000);
    assert_eq!(
        message(&world, "web"),
        "0/3 nodes are available: 3 node(s) didn't find available persistent volumes to bind. \
         preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling."
    );
    for (name, size, mode) in [
        ("large", "5Gi", "ReadWriteOnce"),
        ("small", "2Gi", "ReadWriteOnce"),
        ("other", "1Gi", "ReadOnlyMany"),
    ] {
        let volume = world.create(json!({"apiVersion": "v1", "kind": "PersistentVolume",
            "metadata": {"name": name},
            "spec": {"capacity": {"storage": size}, "accessModes": [mode],
                "storageClassName": "late", "hostPath": {"path": "/tmp/v"}}}));
        let mut volume = volume;
        if let Object::PersistentVolume(volume) = &mut volume {
            Rc::make_mut(volume).status.phase = "Available".to_owned();
        }
        world.api.update_status(volume).unwrap();
    }
    world.run(5_000);
    let owner = |world: &World, name: &str| {
        let volume = world.api.get::<PersistentVolume>("", name).unwrap();
        volume.spec.claim_ref.as_ref().map(|claim| claim.name.clone())
    };
    assert_eq!(owner(&world, "small").as_deref(), Some("data"));
    assert_eq!((owner(&world, "large"), owner(&world, "other")), (None, None));
    assert_eq!(world.pod("web").spec.node_name, "");

    let mut claim =
        world.api.get::<PersistentVolumeClaim>("default", "data").unwrap().as_ref().clone();
    claim.spec.volume_name = "small".to_owned();
    claim.metadata.annotations.insert(BIND_COMPLETED.to_owned(), "yes".to_owned());
    world.api.update(claim.into()).unwrap();
    world.run(1_500);
    assert_ne!(world.pod("web").spec.node_name, "");
}
