//! What is found by owner, label, claim and node is what a look at every object would find.

use super::*;
use crate::api::meta::OwnerReference;
use crate::apiserver::random::Random;
use serde_json::json;

const NAMESPACES: [&str; 2] = ["default", "other"];

/// A pod that belongs to this and that, as chance has it.
fn pod(random: &mut Random) -> (Key, Object) {
    let namespace = NAMESPACES[random.below(2)];
    let name = format!("p{}", random.below(12));
    let mut pick = |from: &[&str]| from[random.below(from.len())].to_owned();
    let volume = json!({"name": "v", "persistentVolumeClaim": {"claimName": pick(&["c", "d"])}});
    let (node, app, tier) = (pick(&["", "n", "m"]), pick(&["a", "b"]), pick(&["x", "y"]));
    let mut owners = Vec::new();
    for uid in ["u", "w"].iter().take(pick(&["", "-", "--"]).len()) {
        owners.push(json!({"kind": "ReplicaSet", "uid": uid, "controller": *uid == "w"}));
    }
    let pod = json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {
            "name": name, "namespace": namespace, "uid": name,
            "labels": {"app": app, "tier": tier}, "ownerReferences": owners
        },
        "spec": {"nodeName": node, "volumes": [volume]}
    });
    (Key::new(Kind::Pod, namespace, &name), Object::from_json(pod).unwrap().0)
}

fn names<'a>(pods: impl Iterator<Item = &'a Rc<Pod>>) -> Vec<String> {
    pods.map(|pod| format!("{}/{}", pod.metadata.namespace, pod.metadata.name)).collect()
}

/// Compares each index with a look at everything.
fn check(store: &Store) {
    let scan = |wanted: &dyn Fn(&Pod) -> bool| names(store.list::<Pod>().filter(|pod| wanted(pod)));
    let has_owner = |pod: &Pod, wanted: &dyn Fn(&OwnerReference) -> bool| {
        pod.metadata.owner_references.iter().any(wanted)
    };
    for uid in ["u", "w", "nobody"] {
        let owned = scan(&|pod| has_owner(pod, &|owner| owner.uid == uid));
        assert_eq!(names(store.owned_by(uid)), owned);
        assert_eq!(store.all_owned_by(uid).count(), owned.len());
        let all: i32 = store.tallies(uid).iter().map(|tally| tally.all).sum();
        let controlled = scan(&|pod| {
            has_owner(pod, &|owner| owner.uid == uid && owner.controller == Some(true))
        });
        assert_eq!(all as usize, controlled.len());
        let peers = store.peers(uid).map_or(0, |nodes| nodes.values().sum::<i64>());
        let bound = scan(&|pod| {
            has_owner(pod, &|owner| owner.uid == uid && owner.controller == Some(true))
                && !pod.spec.node_name.is_empty()
        });
        assert_eq!(peers as usize, bound.len());
    }
    let free = scan(&|pod| !has_owner(pod, &|owner| owner.controller == Some(true)));
    assert_eq!(names(store.uncontrolled_pods()), free);
    for node in ["n", "m"] {
        let bound = scan(&|pod| pod.spec.node_name == node);
        assert_eq!(store.count_pods_on_node(node), bound.len());
        assert_eq!(store.usage(node).map_or(0, |usage| usage.pods), bound.len() as i64);
        assert_eq!(names(store.pods_on_node(node)), bound);
    }
    for namespace in NAMESPACES {
        let of = |pod: &Pod| pod.metadata.namespace == namespace;
        let users = scan(&|pod| of(pod) && pod.spec.claim_names().any(|name| name == "c"));
        assert_eq!(names(store.pods_using_claim(namespace, "c")), users);
        for labels in [&[][..], &[("app", "a")], &[("app", "b"), ("tier", "x")]] {
            let labels = labels.iter().map(|(key, value)| (key.to_string(), value.to_string()));
            let labels: StringMap = labels.collect();
            let own = |pod: &Pod| {
                labels.iter().all(|(key, value)| pod.metadata.labels.get(key) == Some(value))
            };
            let labelled = scan(&|pod| of(pod) && own(pod));
            assert_eq!(names(store.pods_with_labels(namespace, &labels)), labelled);
        }
    }
}

#[test]
fn an_index_finds_what_a_look_at_everything_finds() {
    let (mut store, mut random) = (Store::default(), Random::new(7));
    for _ in 0..300 {
        let (key, pod) = pod(&mut random);
        let there = store.object(&key).is_some();
        let stays = !there || random.below(3) > 0;
        store.put(&key, stays.then_some(pod));
        check(&store);
    }
    let keys: Vec<Key> = store.list::<Pod>().map(|pod| Key::of(&**pod)).collect();
    for key in &keys {
        store.put(key, None);
        check(&store);
    }
    for index in [&store.by_owner, &store.pods_by_claim, &store.pods_by_label, &store.pods_by_node]
    {
        assert!(index.is_empty(), "what belongs to nothing leaves nothing behind");
    }
}

#[test]
fn objects_are_listed_by_namespace_and_name_and_a_copy_keeps_its_own() {
    let (mut store, mut random) = (Store::default(), Random::new(1));
    for _ in 0..40 {
        let (key, pod) = pod(&mut random);
        store.put(&key, Some(pod));
    }
    let (listed, seen) = (names(store.list::<Pod>()), store.see(Kind::Pod));
    let mut sorted = listed.clone();
    sorted.sort();
    assert_eq!(listed, sorted);
    let copy = store.objects().clone();
    assert!(seen.is_still(&store, Kind::Pod));
    let key = Key::of(&**store.list::<Pod>().next().unwrap());
    store.put(&key, None);
    assert!(!seen.is_still(&store, Kind::Pod));
    assert!(store.object(&key).is_none() && copy.object(&key).is_some());
}
