//! Who stands where, and that nobody jumps.

use super::super::fixture::{lanes, scene};
use super::super::{Slots, layout};
use super::{STATELESS, VICTIM, WIDTHS, lane, many};
use crate::api::Kind;
use crate::diagram::scene::*;

/// The pods of a lane from left to right, as `tail` or `tail(ghost)`.
fn row(scene: &Scene, id: &str) -> String {
    let mut columns: Vec<String> = Vec::new();
    for shape in &lane(scene, id).shapes {
        match &shape.body {
            Body::Pod(pod) if pod.is_ghost => {
                let column = columns.last_mut().expect("a ghost follows its successor");
                *column = format!("{column}({})", pod.label.tail);
            }
            Body::Pod(pod) => columns.push(pod.label.tail.clone()),
            Body::Vacant(vacant) if vacant.kind == Kind::Pod => columns.push("-".to_owned()),
            Body::More(more) => columns.push(format!("+{}", more.total)),
            _ => {}
        }
    }
    columns.join(" ")
}

#[test]
fn the_part_that_tells_pods_apart_stays_whole() {
    for width in WIDTHS {
        let scene = scene(&many(3), &mut Slots::default(), width);
        assert_eq!(row(&scene, "no-volume"), "b7kqz x2m4t pl9wd", "{width} wide");
        assert_eq!(row(&scene, "volume-per-pod"), "0 1 2", "{width} wide");
    }
}

#[test]
fn the_same_snapshot_and_slots_give_the_same_scene() {
    let world = many(3);
    let (mut slots, mut copy) = (Slots::default(), Slots::default());
    let first = scene(&world, &mut slots, 320.0);
    assert_eq!(first, scene(&world, &mut copy, 320.0));
    assert_eq!(first, scene(&world, &mut slots, 320.0));
}

#[test]
fn a_replacement_takes_the_place_of_the_pod_that_leaves() {
    let (mut world, mut slots) = (many(3), Slots::default());
    let before = scene(&world, &mut slots, 320.0);
    world.delete(VICTIM);
    assert_eq!(row(&scene(&world, &mut slots, 320.0), "no-volume"), "b7kqz x2m4t pl9wd");
    world.replica(STATELESS, "nnnnn", None);
    let during = scene(&world, &mut slots, 320.0);
    assert_eq!(row(&during, "no-volume"), "b7kqz nnnnn(x2m4t) pl9wd");
    world.remove(VICTIM);
    let after = scene(&world, &mut slots, 320.0);
    assert_eq!(row(&after, "no-volume"), "b7kqz nnnnn pl9wd");

    let place = |scene: &Scene, name: &str| {
        let shapes = &lane(scene, "no-volume").shapes;
        let named = |shape: &&Shape| shape.object.as_ref().is_some_and(|it| it.name == name);
        shapes.iter().find(named).expect("the pod is drawn").rect
    };
    let successor = "nodejs-stateless-6d5f9c7b8-nnnnn";
    assert_eq!(place(&before, VICTIM), place(&during, successor));
    assert_eq!(place(&during, successor), place(&after, successor));
}

#[test]
fn the_places_are_the_same_when_moments_in_between_were_not_seen() {
    let (mut world, mut slots) = (many(3), Slots::default());
    scene(&world, &mut slots, 320.0);
    world.remove(VICTIM);
    world.replica(STATELESS, "nnnnn", None);
    assert_eq!(row(&scene(&world, &mut slots, 320.0), "no-volume"), "b7kqz nnnnn pl9wd");
}

#[test]
fn a_moment_seen_first_with_a_pod_that_leaves_shows_it_behind_its_successor() {
    let mut world = many(3);
    world.delete(VICTIM);
    world.replica(STATELESS, "nnnnn", None);
    let scene = scene(&world, &mut Slots::default(), 320.0);
    assert_eq!(row(&scene, "no-volume"), "b7kqz pl9wd nnnnn(x2m4t)");
}

#[test]
fn going_back_in_time_finds_every_pod_where_it_was() {
    let (mut world, mut slots) = (many(3), Slots::default());
    let before = world.snapshot();
    layout(&before, &lanes(), &mut slots, 320.0);
    for (victim, successor) in [("pl9wd", "mmmmm"), ("b7kqz", "nnnnn")] {
        world.remove(&format!("nodejs-stateless-6d5f9c7b8-{victim}"));
        world.replica(STATELESS, successor, None);
        scene(&world, &mut slots, 320.0);
    }
    assert_eq!(row(&scene(&world, &mut slots, 320.0), "no-volume"), "nnnnn x2m4t mmmmm");
    let back = layout(&before, &lanes(), &mut slots, 320.0);
    assert_eq!(row(&back, "no-volume"), "b7kqz x2m4t pl9wd");
}

#[test]
fn scaling_adds_and_removes_columns_and_leaves_the_others_in_order() {
    let (mut world, mut slots) = (many(3), Slots::default());
    scene(&world, &mut slots, 400.0);
    world.scale(Kind::Deployment, STATELESS, 4);
    world.replica(STATELESS, "aaaaa", None);
    assert_eq!(row(&scene(&world, &mut slots, 400.0), "no-volume"), "b7kqz x2m4t pl9wd aaaaa");
    world.scale(Kind::Deployment, STATELESS, 2);
    world.remove("nodejs-stateless-6d5f9c7b8-aaaaa");
    world.delete(VICTIM);
    assert_eq!(row(&scene(&world, &mut slots, 400.0), "no-volume"), "b7kqz x2m4t pl9wd");
    world.remove(VICTIM);
    assert_eq!(row(&scene(&world, &mut slots, 400.0), "no-volume"), "b7kqz pl9wd");
}

#[test]
fn a_rolling_update_keeps_its_columns_although_there_is_a_pod_more() {
    let (mut world, mut slots) = (many(3), Slots::default());
    scene(&world, &mut slots, 320.0);
    world.revision(STATELESS, "7fb54cd5f");
    world.replica_of(STATELESS, "7fb54cd5f", "aaaaa", None);
    assert_eq!(row(&scene(&world, &mut slots, 320.0), "no-volume"), "aaaaa(b7kqz) x2m4t pl9wd");
    world.delete("nodejs-stateless-6d5f9c7b8-b7kqz");
    world.replica_of(STATELESS, "7fb54cd5f", "ccccc", None);
    let drawn = scene(&world, &mut slots, 320.0);
    assert_eq!(row(&drawn, "no-volume"), "aaaaa(b7kqz) ccccc(x2m4t) pl9wd");
    // Undone: the new ones go, and those that never left stand in their places again.
    world.remove("nodejs-stateless-7fb54cd5f-ccccc");
    world.remove("nodejs-stateless-6d5f9c7b8-b7kqz");
    assert_eq!(row(&scene(&world, &mut slots, 320.0), "no-volume"), "aaaaa x2m4t pl9wd");
}

#[test]
fn a_statefulsets_place_waits_for_the_pod_with_that_number() {
    let (mut world, mut slots) = (many(3), Slots::default());
    world.remove("nodejs-stateful-1");
    let drawn = scene(&world, &mut slots, 320.0);
    assert_eq!(row(&drawn, "volume-per-pod"), "0 - 2");
    let vacant = drawn.find("vacant/nodejs-stateful-1").expect("its place is drawn").1;
    assert!(matches!(&vacant.body, Body::Vacant(vacant) if vacant.expected));
    world.member("nodejs-stateful", 1);
    assert_eq!(row(&scene(&world, &mut slots, 320.0), "volume-per-pod"), "0 1 2");
}

#[test]
fn claims_stay_in_the_drawing_when_their_pod_was_scaled_away() {
    let mut world = many(3);
    world.scale(Kind::StatefulSet, "nodejs-stateful", 2);
    world.remove("nodejs-stateful-2");
    let scene = scene(&world, &mut Slots::default(), 320.0);
    assert_eq!(row(&scene, "volume-per-pod"), "0 1 -");
    let vacant = scene.find("vacant/nodejs-stateful-2").expect("its place is drawn").1;
    assert!(matches!(&vacant.body, Body::Vacant(vacant) if !vacant.expected));
    let claim =
        world.uid(Kind::PersistentVolumeClaim, "nodejs-stateful-volume-claim-nodejs-stateful-2");
    assert_eq!(scene.find(&claim).map(|(_, shape)| shape.slot), Some(Some(2)));
}

#[test]
fn claims_stay_in_the_drawing_when_their_stateful_set_is_gone() {
    let mut world = many(3);
    world.drop_object(Kind::StatefulSet, "nodejs-stateful");
    for ordinal in 0..3 {
        world.remove(&format!("nodejs-stateful-{ordinal}"));
    }
    let scene = scene(&world, &mut Slots::default(), 320.0);
    assert_eq!(row(&scene, "volume-per-pod"), "- - -");
    for ordinal in 0..3 {
        let claim = format!("nodejs-stateful-volume-claim-nodejs-stateful-{ordinal}");
        let claim = world.uid(Kind::PersistentVolumeClaim, &claim);
        assert_eq!(scene.find(&claim).map(|(_, shape)| shape.slot), Some(Some(ordinal)));
    }
}

#[test]
fn more_pods_than_can_be_told_apart_become_a_number() {
    let scene = scene(&many(14), &mut Slots::default(), 400.0);
    assert_eq!(row(&scene, "volume-per-pod"), "0 1 2 3 4 5 6 7 8 9 10 +3");
    let pods = lane(&scene, "volume-per-pod").pods;
    assert_eq!((pods.total, pods.desired, pods.ready, pods.drawn), (14, 14, 14, 11));

    // So do the places that still wait for their pods.
    let mut world = many(14);
    (11..14).for_each(|ordinal| world.remove(&format!("nodejs-stateful-{ordinal}")));
    let scene = self::scene(&world, &mut Slots::default(), 400.0);
    assert_eq!(row(&scene, "volume-per-pod"), "0 1 2 3 4 5 6 7 8 9 10 +3");
}

#[test]
fn new_is_what_has_come_since_the_mark() {
    let (mut world, mut slots) = (many(3), Slots::default());
    scene(&world, &mut slots, 320.0);
    slots.mark();
    world.remove("nodejs-stateful-1");
    world.member("nodejs-stateful", 1);
    let is_new = |scene: &Scene| -> Vec<String> {
        let shapes = scene.lanes.iter().flat_map(|lane| &lane.shapes);
        let new = shapes.filter(|shape| shape.is_new);
        new.filter_map(|shape| shape.object.as_ref()).map(|object| object.name.clone()).collect()
    };
    assert_eq!(is_new(&scene(&world, &mut slots, 320.0)), ["nodejs-stateful-1"]);
    slots.mark();
    assert!(is_new(&scene(&world, &mut slots, 320.0)).is_empty());
}
