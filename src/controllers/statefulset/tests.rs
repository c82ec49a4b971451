//! What a set does that a reader can ask for, and that a cluster seldom sees.

use super::reconcile;
use crate::api::clock::Millis;
use crate::api::{Key, Kind, Object};
use crate::apiserver::fixture::World;
use crate::apiserver::request::{Request, Verb};
use serde_json::json;

fn set(policy: &str, start: i32, replicas: i32) -> World {
    let mut world = World::new();
    world.create(json!({
        "apiVersion": "apps/v1", "kind": "StatefulSet",
        "metadata": {"name": "web", "namespace": "default"},
        "spec": {
            "ordinals": {"start": start}, "podManagementPolicy": policy, "replicas": replicas,
            "selector": {"matchLabels": {"app": "web"}}, "serviceName": "web",
            "template": {
                "metadata": {"labels": {"app": "web"}},
                "spec": {"containers": [{"name": "web", "image": "nginx"}]}
            }
        }
    }));
    world
}

/// What a pass asks for; it is done.
fn pass(world: &mut World) -> Vec<Request> {
    let key = Key::new(Kind::StatefulSet, "default", "web");
    let requests = reconcile(&key, world.api.store(), Millis(1_700_000_000_000)).requests;
    world.api.carry_out(requests.clone()).unwrap();
    requests
}

/// The pods that are created.
fn created(requests: &[Request]) -> Vec<String> {
    let pod = |request: &Request| match &request.verb {
        Verb::Create(Object::Pod(pod)) => Some(pod.metadata.name.clone()),
        _ => None,
    };
    requests.iter().filter_map(pod).collect()
}

#[test]
fn a_set_of_a_hundred_million_costs_a_pass_no_more_than_what_it_does() {
    let mut world = set("OrderedReady", 0, 100_000_000);
    assert_eq!(created(&pass(&mut world)), ["web-0"]);
    let mut world = set("Parallel", 0, 100_000_000);
    assert_eq!(created(&pass(&mut world)).len(), 500);
    let second = created(&pass(&mut world));
    assert_eq!((second[0].as_str(), second.len()), ("web-500", 500));
}

#[test]
fn the_last_ordinal_is_the_largest_number() {
    let mut world = set("OrderedReady", i32::MAX - 1, i32::MAX);
    assert_eq!(created(&pass(&mut world)), [format!("web-{}", i32::MAX - 1)]);
    assert!(created(&pass(&mut world)).is_empty(), "it waits for that one");
}

#[test]
fn a_gap_below_a_pod_is_filled() {
    let mut world = set("Parallel", 0, 3);
    assert_eq!(created(&pass(&mut world)), ["web-0", "web-1", "web-2"]);
    let key = Key::new(Kind::Pod, "default", "web-1");
    world.api.delete(&key, &Default::default()).unwrap();
    assert_eq!(created(&pass(&mut world)), ["web-1"]);
}

#[test]
fn a_revision_whose_name_is_taken_gets_another_name() {
    let revision = |requests: &[Request]| {
        let found = requests.iter().find_map(|request| match &request.verb {
            Verb::Create(Object::ControllerRevision(revision)) => Some(revision),
            _ => None,
        });
        found.map(|revision| revision.metadata.name.clone())
    };
    let mut world = set("OrderedReady", 0, 1);
    let name = revision(&pass(&mut world)).unwrap();
    // The same again, while somebody else's revision has the name.
    let taken = |data: serde_json::Value| {
        let mut world = set("OrderedReady", 0, 1);
        world.create(json!({
            "apiVersion": "apps/v1", "kind": "ControllerRevision", "revision": 1, "data": data,
            "metadata": {"name": name, "namespace": "default"}
        }));
        let created = revision(&pass(&mut world));
        let set = world.api.store().object(&Key::new(Kind::StatefulSet, "default", "web")).unwrap();
        (created, set.to_json()["status"].take())
    };
    let (created, status) = taken(json!({"spec": {}}));
    assert_eq!(
        (status["updateRevision"].as_str(), &status["collisionCount"]),
        (created.as_deref(), &json!(1))
    );
    assert_ne!(created.unwrap(), name);
    let same = Key::new(Kind::ControllerRevision, "default", &name);
    let data = world.api.store().object(&same).unwrap().to_json()["data"].take();
    let (created, status) = taken(data);
    assert_eq!((created, &status["updateRevision"]), (None, &json!(name)), "which may stay");
    assert_eq!(status["collisionCount"], 0);
}
