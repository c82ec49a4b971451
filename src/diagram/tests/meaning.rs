//! What edges, empty places, paths and the list say.

use super::super::Slots;
use super::super::fixture::scene;
use super::super::outline::{Fact, Item};
use super::{CLAIM, SHARED, VICTIM, WIDTHS, lane, many};
use crate::api::Kind;
use crate::apiserver::fixture::{World, pod_spec};
use crate::diagram::scene::*;

#[test]
fn an_edge_is_solid_only_to_a_pod_that_gets_visits() {
    let mut world = many(3);
    world.status("nodejs-stateless-6d5f9c7b8-b7kqz", "Running", false);
    world.delete(VICTIM);
    let scene = scene(&world, &mut Slots::default(), 320.0);
    let live: Vec<bool> = lane(&scene, "no-volume")
        .edges
        .iter()
        .filter(|edge| edge.kind == EdgeKind::Selects)
        .map(|edge| edge.live)
        .collect();
    assert_eq!(live.iter().filter(|live| **live).count(), 1);
    assert_eq!(live.len(), 3);
}

#[test]
fn a_claim_that_waits_has_an_empty_place_below_it_and_no_edge() {
    let mut world = many(2);
    world.scale(Kind::StatefulSet, "nodejs-stateful", 3);
    world.claim("nodejs-stateful-volume-claim-nodejs-stateful-2", None);
    world.member("nodejs-stateful", 2);
    let scene = scene(&world, &mut Slots::default(), 320.0);
    let volume = "vacant/volume/nodejs-stateful-volume-claim-nodejs-stateful-2";
    assert!(scene.find(volume).is_some());
    let edges = &lane(&scene, "volume-per-pod").edges;
    assert_eq!(edges.iter().filter(|edge| edge.kind == EdgeKind::Bound).count(), 2);
    let waiting = |edge: &&Edge| edge.kind == EdgeKind::Mounts && !edge.live;
    assert_eq!(edges.iter().filter(waiting).count(), 1);
}

#[test]
fn a_released_volume_keeps_its_place_although_its_claim_is_gone() {
    let mut world = many(2);
    world.drop_object(Kind::PersistentVolumeClaim, CLAIM);
    world.phase(Kind::PersistentVolume, "nodejs-shared-volume", "Released");
    let scene = scene(&world, &mut Slots::default(), 320.0);
    assert!(scene.find("vacant/nodejs-shared-claim").is_some());
    let volume = world.uid(Kind::PersistentVolume, "nodejs-shared-volume");
    let Some((_, Shape { body: Body::Volume(body), .. })) = scene.find(&volume) else {
        panic!("the volume is not drawn")
    };
    assert_eq!(body.status, "Released");
    assert!(!lane(&scene, "shared-volume").edges.iter().any(|edge| edge.kind == EdgeKind::Bound));
}

#[test]
fn a_volume_that_a_statefulset_leaves_behind_stays_in_sight() {
    let mut world = many(2);
    let claim = "nodejs-stateful-volume-claim-nodejs-stateful-2";
    world.claim(claim, Some("left"));
    world.drop_object(Kind::PersistentVolumeClaim, claim);
    world.phase(Kind::PersistentVolume, "left", "Released");
    let scene = scene(&world, &mut Slots::default(), 320.0);
    let uid = world.uid(Kind::PersistentVolume, "left");
    let (_, left) = scene.find(&uid).expect("the volume is drawn");
    let others = lane(&scene, "volume-per-pod").shapes.iter().filter(|shape| shape.id != uid);
    assert!(others.filter(|shape| shape.rect.y == left.rect.y).count() == 2, "in the same row");
}

#[test]
fn a_file_outside_of_the_mounted_volume_is_drawn_in_the_container() {
    let mut world = World::new();
    world.deployment(SHARED, 1, Some(CLAIM));
    world.claim(CLAIM, Some("nodejs-shared-volume"));
    let owner = world.object(Kind::ReplicaSet, "nodejs-shared-6d5f9c7b8");
    world.pod("lost", SHARED, &owner, pod_spec(Some(CLAIM), "/data"));
    world.run("lost", 5);
    let scene = scene(&world, &mut Slots::default(), 320.0);
    let file = scene.find(&format!("file/{}", world.uid(Kind::Pod, "lost")));
    let Some((_, Shape { body: Body::File(file), .. })) = file else { panic!("no file") };
    assert_eq!(file.place, Place::Container);
    assert_eq!(file.file.as_ref().map(|file| file.contents.as_str()), Some("{\"visits\":5}"));
}

#[test]
fn the_path_of_an_object_runs_from_the_service_to_the_volume() {
    let world = many(3);
    let scene = scene(&world, &mut Slots::default(), 320.0);
    let names = |id: &str| -> Vec<String> {
        let on_path = scene.path_of(id);
        let found = on_path.iter().filter_map(|id| scene.find(id));
        let objects = found.filter_map(|(_, shape)| shape.object.as_ref());
        objects.map(|object| object.name.clone()).collect()
    };
    let one = [
        "nodejs-stateful-service",
        "nodejs-stateful-1",
        "nodejs-stateful-volume-claim-nodejs-stateful-1",
        "nodejs-statefulset-volume-2",
    ];
    assert_eq!(names(&world.uid(Kind::Pod, "nodejs-stateful-1")), one);
    assert_eq!(names(&world.uid(Kind::PersistentVolume, "nodejs-statefulset-volume-2")), one);
    let claim = world.uid(Kind::PersistentVolumeClaim, CLAIM);
    assert_eq!(names(&claim).len(), 6, "everyone leads to the shared claim");
    let pod = world.uid(Kind::Pod, "nodejs-shared-6d5f9c7b8-x2m4t");
    assert_eq!(names(&pod).len(), 4, "but a pod does not lead to its siblings");
}

#[test]
fn a_visit_travels_from_the_button_to_the_file() {
    let world = many(3);
    for width in WIDTHS {
        let scene = scene(&world, &mut Slots::default(), width);
        let service = world.uid(Kind::Service, "nodejs-shared-service");
        let pod = world.uid(Kind::Pod, "nodejs-shared-6d5f9c7b8-pl9wd");
        let volume = world.uid(Kind::PersistentVolume, "nodejs-shared-volume");
        let route = scene.route(&service, &pod, Some(&volume)).expect("the service selects it");
        let claim = world.uid(Kind::PersistentVolumeClaim, CLAIM);
        let mount = format!("mount/{pod}");
        let stops: Vec<&str> = route.stops.iter().map(|stop| stop.id.as_str()).collect();
        assert_eq!(stops, [&service, &pod, &mount, &claim, &volume], "{width} wide");
        assert!(route.stops.is_sorted_by(|a, b| a.at < b.at));
        for stop in &route.stops {
            let area = scene.find(&stop.id).expect("stops are drawn").1.rect;
            let at = route.at(stop.at);
            let close = area.x - 1.0 <= at.x && at.x <= area.right() + 1.0;
            assert!(
                close && area.y - 1.0 <= at.y && at.y <= area.bottom() + 1.0,
                "{stop:?} {at:?}"
            );
        }
        assert_eq!(route.at(1.0), route.path.last());
    }
    let scene = scene(&world, &mut Slots::default(), 320.0);
    let service = world.uid(Kind::Service, "nodejs-stateless-service");
    let pod = world.uid(Kind::Pod, VICTIM);
    let route = scene.route(&service, &pod, None).expect("the service selects it");
    assert_eq!(route.stops.last().map(|stop| stop.id.clone()), Some(format!("file/{pod}")));
}

fn write(items: &[Item], depth: usize, out: &mut String) {
    for item in items {
        let line = match &item.fact {
            Fact::Lane { id, pods } => format!("{id}: {} of {}", pods.ready, pods.desired),
            Fact::Service { name, ready, .. } => format!("service {name} -> {ready}"),
            Fact::Pod { name, status, counter, .. } => format!("{name} {status} {counter:?}"),
            Fact::Mount { path } => path.clone(),
            Fact::Claim { name, status, users } => format!("claim {name} {status} by {users}"),
            Fact::Volume { name, status, capacity, .. } => format!("{name} {status} {capacity}"),
            Fact::File { contents, .. } => format!("file {}", contents.as_deref().unwrap_or("-")),
            Fact::Missing { kind, name, .. } => format!("no {kind:?} {name}"),
            Fact::More(counts) => format!("+{}", counts.total),
        };
        out.push_str(&format!("{}{line}\n", "  ".repeat(depth)));
        write(&item.items, depth + 1, out);
    }
}

#[test]
fn the_topology_reads_as_a_nested_list() {
    let mut world = many(1);
    world.remove("nodejs-stateful-0");
    let mut out = String::new();
    write(&scene(&world, &mut Slots::default(), 320.0).outline(), 0, &mut out);
    let expected = "\
no-volume: 1 of 1
  service nodejs-stateless-service -> 1
  nodejs-stateless-6d5f9c7b8-b7kqz Running Some(2)
    file {\"visits\":2}
shared-volume: 1 of 1
  service nodejs-shared-service -> 1
  nodejs-shared-6d5f9c7b8-b7kqz Running Some(2)
    /app/data
      claim nodejs-shared-claim Bound by 1
        nodejs-shared-volume Bound 2Gi
          file {\"visits\":3}
volume-per-pod: 0 of 1
  service nodejs-stateful-service -> 0
  no Pod nodejs-stateful-0
    claim nodejs-stateful-volume-claim-nodejs-stateful-0 Bound by 0
      nodejs-statefulset-volume-1 Bound 2Gi
        file {\"visits\":2}
";
    assert_eq!(out, expected);
}
