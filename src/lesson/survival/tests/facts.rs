//! Where the facts come from: snapshots, made by hand and by the whole model.

use super::{CAME, RAN};
use crate::api::pod::Pod;
use crate::api::{Key, Kind};
use crate::apiserver::fixture::{World, pod_spec};
use crate::apiserver::snapshot::Snapshot;
use crate::cluster::Scenario;
use crate::kubectl::shell::files::MemoryFiles;
use crate::lesson::session::Session;
use crate::lesson::survival::{PodFacts, Survival, count_in};

#[test]
fn the_facts_of_a_pod_come_from_its_container_its_claim_and_its_volume() {
    let world = World::topologies();
    let uid = world.uid(Kind::Pod, "nodejs-stateful-1");
    let facts = PodFacts::of(&world.snapshot(), &uid).expect("the pod exists");
    assert_eq!((facts.node.as_str(), facts.counter), ("node01", Some(1)));
    assert_eq!(facts.file.as_deref(), Some("{\"visits\":1}"));
    let claim = facts.claim.expect("it has a claim");
    assert_eq!(claim.name, "nodejs-stateful-volume-claim-nodejs-stateful-1");
    assert_eq!(claim.volume, "nodejs-statefulset-volume-2");
    let shared = world.uid(Kind::Pod, "nodejs-shared-6d5f9c7b8-b7kqz");
    let facts = PodFacts::of(&world.snapshot(), &shared).expect("the pod exists");
    assert_eq!(facts.sharers, 3);
}

#[test]
fn the_successor_is_the_first_new_pod_or_the_namesake() {
    let mut world = World::topologies();
    let workload = Key::new(Kind::Deployment, "default", "nodejs-stateless");
    let set = Key::new(Kind::StatefulSet, "default", "nodejs-stateful");
    let before = world.snapshot();
    let (uid, member) = (world.uid(Kind::Pod, RAN), world.uid(Kind::Pod, "nodejs-stateful-1"));
    let of = |world: &World, workload: &Key, uid: &str| {
        let survival = Survival::of(&before, &world.snapshot(), workload, uid);
        survival.expect("the pod was there before")
    };
    world.delete(RAN);
    world.delete("nodejs-stateful-1");
    assert_eq!(of(&world, &workload, &uid).after, None);
    assert!(of(&world, &workload, &uid).ending);
    assert_eq!(of(&world, &set, &member).after, None);

    world.replica("nodejs-stateless", "nnnnn", None);
    world.scale(Kind::Deployment, "nodejs-stateless", 4);
    world.replica("nodejs-stateless", "aaaaa", None);
    world.remove("nodejs-stateful-1");
    world.member("nodejs-stateful", 1);
    let after = of(&world, &workload, &uid).after.expect("it has a successor");
    assert_eq!(after.name, CAME);
    let after = of(&world, &set, &member).after.expect("it has a successor");
    assert_eq!(after.name, "nodejs-stateful-1");
    assert_ne!(after.uid, member);
}

#[test]
fn a_set_that_was_scaled_down_wants_no_successor_beyond_its_end() {
    let mut world = World::topologies();
    let before = world.snapshot();
    let uid = world.uid(Kind::Pod, "nodejs-stateful-2");
    world.scale(Kind::StatefulSet, "nodejs-stateful", 2);
    world.remove("nodejs-stateful-2");
    let set = Key::new(Kind::StatefulSet, "default", "nodejs-stateful");
    let survival = Survival::of(&before, &world.snapshot(), &set, &uid).expect("it was there");
    assert_eq!(survival.owner.desired, Some(2));
    assert!(!survival.owner.wants_successor);
    assert_eq!(survival.remains.file.as_deref(), Some("{\"visits\":3}"));
}

#[test]
fn data_in_a_directory_of_the_node_waits_for_a_pod_on_that_node() {
    let mut world = World::new();
    world.deployment("nodejs-stateless", 1, None);
    let owner = world.object(Kind::ReplicaSet, "nodejs-stateless-6d5f9c7b8");
    let mut spec = pod_spec(Some("x"), "/app/data");
    spec["volumes"] = serde_json::json!([{"name": "data", "hostPath": {"path": "/tmp/data"}}]);
    world.pod(RAN, "nodejs-stateless", &owner, spec);
    world.run(RAN, 2);
    let before = world.snapshot();
    let uid = world.uid(Kind::Pod, RAN);
    world.delete(RAN);
    let workload = Key::new(Kind::Deployment, "default", "nodejs-stateless");
    let survival = Survival::of(&before, &world.snapshot(), &workload, &uid).expect("it was there");
    let english = survival.sentence(None).en;
    assert!(english.ends_with("only a pod on that node finds it."), "{english}");
}

/// A cluster in which a lane's manifest has been applied and has settled.
fn deployed(file: &str, manifest: &str) -> Session {
    let files = Box::new(MemoryFiles::new([(file, manifest)]));
    let mut session = Session::new(&Scenario::lab(), 7, files);
    assert_eq!(session.run(&format!("kubectl apply -f {file}")).code, 0);
    assert!(session.cluster.settle(120_000), "the workload comes up");
    session
}

/// Visits a port until so many visits have been answered, then deletes the first pod of a
/// workload and lets its successor come.
fn visit_and_delete(session: &mut Session, port: u16, visits: u64, workload: &Key) -> Survival {
    for _ in 0..visits {
        assert_eq!(session.run(&format!("curl http://node01:{port}")).code, 0);
    }
    let before: Snapshot = session.cluster.snapshot();
    let pods = before.objects.list::<Pod>();
    let mut ours = pods.filter(|pod| pod.metadata.name.starts_with(workload.name()));
    let pod = ours.next().expect("the workload has pods").metadata.clone();
    assert_eq!(session.run(&format!("kubectl delete pod {}", pod.name)).code, 0);
    assert!(session.cluster.settle(120_000), "the successor comes up");
    let now = session.cluster.snapshot();
    Survival::of(&before, &now, workload, &pod.uid).expect("the pod was there before")
}

#[test]
fn the_model_itself_shows_what_each_topology_keeps() {
    let lanes = [
        ("no-volume.yaml", 30000, Kind::Deployment, "nodejs-stateless"),
        ("shared-volume.yaml", 30001, Kind::Deployment, "nodejs-shared"),
        ("statefulset.yaml", 30002, Kind::StatefulSet, "nodejs-stateful"),
    ];
    let manifests = [
        include_str!("../../../../public/manifests/no-volume.yaml"),
        include_str!("../../../../public/manifests/shared-volume.yaml"),
        include_str!("../../../../public/manifests/statefulset.yaml"),
    ];
    let survivals: Vec<Survival> = lanes
        .iter()
        .zip(manifests)
        .map(|((file, port, kind, name), manifest)| {
            let workload = Key::new(*kind, "default", name);
            visit_and_delete(&mut deployed(file, manifest), *port, 7, &workload)
        })
        .collect();
    let count = |facts: &PodFacts| facts.counter.expect("it counts");
    let after = |survival: &Survival| survival.after.clone().expect("it has a successor");

    let [alone, shared, own] = &survivals[..] else { unreachable!("three lanes") };
    assert_eq!(count(&after(alone)), 0);
    assert_eq!(after(alone).file, None);
    // Whatever the last writer left is what the successor begins with.
    assert_eq!(after(shared).file, shared.before.file);
    assert_eq!(Some(count(&after(shared))), shared.remains.file.as_deref().and_then(count_in));
    let sentence = shared.sentence(Some(7)).en;
    assert!(sentence.contains("7 visits were answered in this lane in all"), "{sentence}");
    assert_eq!(after(own).name, own.before.name);
    assert_eq!(after(own).claim, own.before.claim);
    assert_eq!(count(&after(own)), count(&own.before));
    let sentence = own.sentence(None).en;
    assert!(sentence.starts_with("Same name, same claim"), "{sentence}");
}
