//! What a Deployment does where its replica sets are not all its own.

use super::reconcile;
use crate::api::clock::Millis;
use crate::api::{Key, Kind, Object};
use crate::apiserver::fixture::World;
use serde_json::{Value, json};

fn deployment() -> Value {
    json!({
        "apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": {"name": "web", "namespace": "default"},
        "spec": {
            "replicas": 1, "selector": {"matchLabels": {"app": "web"}},
            "template": {
                "metadata": {"labels": {"app": "web"}},
                "spec": {"containers": [{"name": "web", "image": "nginx"}]}
            }
        }
    })
}

fn key() -> Key {
    Key::new(Kind::Deployment, "default", "web")
}

/// One pass, and the names of the replica sets after it.
fn pass(world: &mut World) -> Vec<String> {
    let wanted = reconcile(&key(), world.api.store(), Millis(1_700_000_000_000));
    world.api.carry_out(wanted.requests).unwrap();
    let sets = world.api.store().objects().list_kind(Kind::ReplicaSet);
    sets.map(|set| set.metadata().name.clone()).collect()
}

fn collisions(world: &World) -> Value {
    let deployment = world.api.store().object(&key()).unwrap().to_json();
    deployment["status"]["collisionCount"].clone()
}

/// Takes its owner and its label from a replica set, as `delete --cascade=orphan` and
/// `label rs … app-` would.
fn orphan(world: &mut World, name: &str) {
    let set = Key::new(Kind::ReplicaSet, "default", name);
    let mut object = world.api.store().object(&set).unwrap().to_json();
    object["metadata"]["ownerReferences"] = json!([]);
    object["metadata"]["labels"] = json!({});
    world.api.update(Object::from_json(object).unwrap().0).unwrap();
}

#[test]
fn a_name_that_is_taken_is_not_the_end_of_a_rollout() {
    let mut world = World::new();
    world.create(deployment());
    let first = pass(&mut world);
    orphan(&mut world, &first[0]);
    world.api.delete(&key(), &Default::default()).unwrap();
    world.create(deployment());
    assert_eq!(pass(&mut world), first, "the first pass only finds out");
    assert_eq!(collisions(&world), 1);
    let second = pass(&mut world);
    assert_eq!(second.len(), 2, "{second:?}");
    assert_eq!(pass(&mut world), second, "and that is the one");
    assert_eq!(collisions(&world), 1);
}
