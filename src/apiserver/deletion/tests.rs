//! How objects go: at once, after a while, or when they are let go.

use super::super::fixture::World;
use super::*;
use crate::api::clock::Millis;
use serde_json::{Value, json};

const START: i64 = 1_700_000_000;

fn pod(spec: Value, phase: &str) -> World {
    let mut world = World::new();
    let mut with = json!({"containers": [{"name": "web", "image": "nginx"}], "nodeName": "n"});
    with.as_object_mut().unwrap().extend(spec.as_object().unwrap().clone());
    let mut pod = world
        .create(json!({
            "apiVersion": "v1", "kind": "Pod",
            "metadata": {"name": "it", "namespace": "default"}, "spec": with
        }))
        .to_json();
    pod["status"]["phase"] = json!(phase);
    world.api.update_status(Object::from_json(pod).unwrap().0).unwrap();
    world
}

fn key(kind: Kind) -> Key {
    Key::new(kind, "default", "it")
}

/// When the pod will be gone, in seconds from the start, and its grace period; none if it is gone.
fn delete_pod(world: &mut World, grace: Option<i64>) -> Option<(i64, i64)> {
    let options = DeleteOptions { grace_period_seconds: grace, ..Default::default() };
    delete(&mut world.api, &key(Kind::Pod), &options).unwrap();
    let meta = world.api.store().object(&key(Kind::Pod))?.metadata();
    let until = meta.deletion_timestamp.unwrap().0 - START;
    Some((until, meta.deletion_grace_period_seconds.unwrap()))
}

#[test]
fn a_pod_gets_the_time_that_it_or_the_client_asks_for() {
    let asked =
        |spec: Value, phase: &str, grace: Option<i64>| delete_pod(&mut pod(spec, phase), grace);
    assert_eq!(asked(json!({}), "Running", None), Some((30, 30)));
    assert_eq!(asked(json!({"terminationGracePeriodSeconds": 5}), "Running", None), Some((5, 5)));
    assert_eq!(asked(json!({}), "Running", Some(7)), Some((7, 7)));
    assert_eq!(asked(json!({}), "Running", Some(0)), None);
    assert_eq!(asked(json!({}), "Running", Some(-3)), Some((1, 1)), "a second at least");
    assert_eq!(asked(json!({"nodeName": ""}), "Pending", Some(7)), None, "nobody runs it");
    for phase in ["Succeeded", "Failed"] {
        assert_eq!(asked(json!({}), phase, Some(7)), None, "{phase}");
    }
    let (until, grace) = asked(json!({}), "Running", Some(i64::MAX)).unwrap();
    assert_eq!((until, grace), (LONGEST_GRACE, LONGEST_GRACE));
}

#[test]
fn a_grace_period_that_runs_is_only_shortened_and_from_its_beginning() {
    let mut world = pod(json!({}), "Running");
    delete_pod(&mut world, None);
    let version = |world: &World| {
        let pod = world.api.store().object(&key(Kind::Pod)).unwrap();
        pod.metadata().resource_version.clone()
    };
    let before = version(&world);
    world.api.set_now(Millis((START + 10) * 1000));
    assert_eq!(delete_pod(&mut world, Some(60)), Some((30, 30)));
    assert_eq!(delete_pod(&mut world, None), Some((30, 30)));
    assert_eq!(version(&world), before, "nothing was written");
    assert_eq!(delete_pod(&mut world, Some(15)), Some((15, 15)));
    assert_eq!(delete_pod(&mut world, Some(-1)), Some((1, 1)), "which is over already");
    assert_eq!(delete_pod(&mut world, Some(0)), None);
}

#[test]
fn what_a_finalizer_holds_stays_and_is_marked_once() {
    let mut world = World::new();
    world.create(json!({
        "apiVersion": "v1", "kind": "ConfigMap",
        "metadata": {"name": "it", "namespace": "default", "finalizers": ["example.com/hold"]}
    }));
    let mut delete = |second: i64| {
        world.api.set_now(Millis((START + second) * 1000));
        let gone = world.api.delete(&key(Kind::ConfigMap), &Default::default()).unwrap();
        let meta = gone.metadata().clone();
        (meta.deletion_timestamp.unwrap().0 - START, meta.resource_version)
    };
    assert_eq!(delete(0), delete(9));
    let mut held = world.api.store().object(&key(Kind::ConfigMap)).unwrap().clone();
    held.metadata_mut().finalizers.clear();
    world.api.update(held).unwrap();
    assert!(world.api.store().object(&key(Kind::ConfigMap)).is_none());
}

#[test]
fn the_last_word_about_the_dependents_counts() {
    let mut world = World::new();
    let key = key(Kind::ReplicaSet);
    world.create(json!({
        "apiVersion": "apps/v1", "kind": "ReplicaSet",
        "metadata": {"name": "it", "namespace": "default"},
        "spec": {
            "selector": {"matchLabels": {"app": "it"}},
            "template": {
                "metadata": {"labels": {"app": "it"}},
                "spec": {"containers": [{"name": "web", "image": "nginx"}]}
            }
        }
    }));
    let mut say = |propagation: Option<Propagation>| {
        let options = DeleteOptions { propagation, ..Default::default() };
        world.api.delete(&key, &options).unwrap();
        let object = world.api.store().object(&key)?;
        assert_eq!(object.metadata().generation, 2, "one deletion is one change");
        Some(object.metadata().finalizers.clone())
    };
    let foreground = Some(vec![FOREGROUND_FINALIZER.to_owned()]);
    assert_eq!(say(Some(Propagation::Foreground)), foreground);
    assert_eq!(say(Some(Propagation::Foreground)), foreground, "once is enough");
    assert_eq!(say(None), foreground, "who says nothing changes nothing");
    assert_eq!(say(Some(Propagation::Orphan)), Some(vec![ORPHAN_FINALIZER.to_owned()]));
    assert_eq!(say(Some(Propagation::Background)), None, "nothing holds it any more");
}

#[test]
fn a_namespace_that_goes_says_so_and_three_never_go() {
    let mut world = World::new();
    world.create(json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "it"}}));
    let gone = world.api.delete(&Key::new(Kind::Namespace, "", "it"), &Default::default());
    assert_eq!(gone.unwrap().to_json()["status"]["phase"], "Terminating");
    let refused = world.api.delete(&Key::new(Kind::Namespace, "", "default"), &Default::default());
    assert_eq!(
        refused.unwrap_err().message,
        "namespaces \"default\" is forbidden: this namespace may not be deleted"
    );
}

#[test]
fn a_namesake_of_what_was_to_go_stays() {
    let mut world = pod(json!({}), "Running");
    let options = DeleteOptions { uid: Some("another".to_owned()), ..Default::default() };
    let refused = world.api.delete(&key(Kind::Pod), &options).unwrap_err();
    assert_eq!(refused.message, "pods \"it\" not found");
}
