//! Everything has a place of its own, and every word fits into it.

use super::super::Slots;
use super::super::fixture::{lanes, scene};
use super::super::geometry::Point;
use super::super::parts::STATUS_ICON;
use super::super::text::{Font, Label, text_width};
use super::{CLAIM, SHARED, STATELESS, VICTIM, WIDTHS, many};
use crate::api::Kind;
use crate::apiserver::fixture::{World, pod_spec};
use crate::diagram::scene::*;
use crate::diagram::{Room, layout_in};

/// The moments that the drawing has to cope with, each with a name.
fn moments() -> Vec<(&'static str, World)> {
    let mut moments = vec![("nothing", World::new())];
    for replicas in [1, 2, 3, 4, 5, 7, 12, 13, 14] {
        moments.push(("replicas", many(replicas)));
    }
    for replicas in [3, 5, 12] {
        let mut world = many(replicas);
        world.delete(VICTIM);
        let successor = world.replica(STATELESS, "nnnnn", None);
        world.wait(&successor, "ContainerCreating");
        world.delete("nodejs-stateful-0");
        world.delete("nodejs-shared-6d5f9c7b8-b7kqz");
        world.replica(SHARED, "nnnnn", Some(CLAIM));
        moments.push(("deleted", world));
    }
    let mut world = World::topologies();
    world.remove("nodejs-stateful-1");
    world.drop_object(Kind::PersistentVolumeClaim, CLAIM);
    world.phase(Kind::PersistentVolume, "nodejs-shared-volume", "Released");
    world.claim("nodejs-stateful-volume-claim-nodejs-stateful-3", None);
    moments.push(("claims missing", world));
    let mut world = World::new();
    world.deployment(STATELESS, 2, Some("somewhere-else"));
    world.claim("somewhere-else", Some("a-volume-with-a-name-that-is-far-too-long-for-its-place"));
    let owner = world.object(Kind::ReplicaSet, "nodejs-stateless-6d5f9c7b8");
    for name in ["nodejs-stateless-6d5f9c7b8-aaaaa", "a"] {
        world.pod(name, STATELESS, &owner, pod_spec(Some("somewhere-else"), "/data"));
        world.run(name, 1_234_567);
    }
    moments.push(("wrong path", world));
    moments
}

fn each_lane(check: impl Fn(&str, &LaneScene)) {
    for (name, world) in moments() {
        for (width, animals) in WIDTHS.into_iter().flat_map(|it| [(it, false), (it, true)]) {
            let room = Room { width, animals, low: false };
            let scene = layout_in(&world.snapshot(), &lanes(), &mut Slots::default(), room);
            for lane in &scene.lanes {
                check(&format!("{name}, {}, {width} wide, animals: {animals}", lane.id), lane);
            }
        }
    }
}

#[test]
fn shapes_lie_inside_of_their_lane_and_none_overlaps_another() {
    each_lane(|name, lane| {
        for (at, shape) in lane.shapes.iter().enumerate() {
            assert!(lane.rect.contains(&shape.rect), "{name}: {shape:?} sticks out");
            for other in &lane.shapes[at + 1..] {
                let apart = !shape.rect.overlaps(&other.rect);
                assert!(apart, "{name}: {shape:?} overlaps {other:?}");
            }
        }
    });
}

#[test]
fn no_two_shapes_share_an_id() {
    each_lane(|name, lane| {
        let mut ids: Vec<&str> = lane.shapes.iter().map(|shape| shape.id.as_str()).collect();
        ids.sort_unstable();
        let count = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), count, "{name}");
    });
}

#[test]
fn edges_run_from_border_to_border_and_stay_in_the_lane() {
    each_lane(|name, lane| {
        for edge in &lane.edges {
            let from = lane.find(&edge.from).expect("an edge begins at a shape");
            let to = lane.find(&edge.to).expect("an edge ends at a shape");
            let mount = lane.find(&format!("mount/{}", edge.from));
            let (start, end) = (edge.path.first(), edge.path.last());
            let begins = from.rect.has_on_border(start)
                || mount.is_some_and(|mount| mount.rect.has_on_border(start));
            assert!(begins, "{name}: {edge:?} begins beside {:?}", from.rect);
            assert!(to.rect.has_on_border(end), "{name}: {edge:?} ends beside {:?}", to.rect);
            for at in &edge.path.points {
                let inside = (0.0..=lane.rect.width).contains(&at.x) && at.y <= lane.rect.bottom();
                assert!(inside, "{name}: {edge:?} leaves the lane");
            }
        }
    });
}

#[test]
fn edges_of_pods_run_through_no_other_shape() {
    each_lane(|name, lane| {
        for edge in &lane.edges {
            let mount = format!("mount/{}", edge.from);
            let foreign = |shape: &&Shape| ![&edge.from, &edge.to, &mount].contains(&&shape.id);
            for shape in lane.shapes.iter().filter(foreign) {
                let inner = |at: &&Point| {
                    let rect = &shape.rect;
                    (rect.x + 1.0..rect.right() - 1.0).contains(&at.x)
                        && (rect.y + 1.0..rect.bottom() - 1.0).contains(&at.y)
                };
                let mut points: Vec<_> = edge.path.points.clone();
                for pair in edge.path.points.windows(2) {
                    points.extend((1..20).map(|n| pair[0].towards(pair[1], f64::from(n) / 20.0)));
                }
                let hit = points.iter().find(inner);
                assert!(hit.is_none(), "{name}: {edge:?} runs through {shape:?} at {hit:?}");
            }
        }
    });
}

#[test]
fn the_parts_of_a_pod_lie_inside_of_it_and_none_overlaps_another() {
    each_lane(|name, lane| {
        for shape in &lane.shapes {
            let Some(pod) = shape.pod() else { continue };
            let p = &pod.parts;
            let parts = [p.glyph, p.head, p.tail, p.status, p.memory_label, p.memory, p.button];
            let drawn: Vec<_> = parts.iter().filter(|part| part.width > 0.0).collect();
            for (at, part) in drawn.iter().enumerate() {
                assert!(shape.rect.contains(part), "{name}: {part:?} is outside of {shape:?}");
                for other in &drawn[at + 1..] {
                    assert!(!part.overlaps(other), "{name}: {part:?} and {other:?} in {shape:?}");
                }
            }
        }
    });
}

#[test]
fn every_word_fits_into_its_place() {
    let fits = |name: &str, text: &str, width: f64, font: Font| {
        let needed = text_width(text, font);
        assert!(needed <= width + 0.01, "{name}: {text:?} needs {needed} and has {width}");
    };
    each_lane(|name, lane| {
        for shape in &lane.shapes {
            let width = shape.rect.width;
            let line = |label: &Label| format!("{}{}", label.head, label.tail);
            match &shape.body {
                Body::Service(it) => fits(name, &line(&it.label), it.text.width, Font::NAME),
                Body::Pod(pod) => {
                    let small = pod.is_ghost || shape.small;
                    let tail = if small { Font::SMALL_TAIL } else { Font::TAIL };
                    fits(name, &pod.label.head, pod.parts.head.width, Font::LABEL);
                    fits(name, &pod.label.tail, pod.parts.tail.width, tail);
                    let icon = if pod.has_icon { STATUS_ICON } else { 0.0 };
                    for line in &pod.status_lines {
                        fits(name, line, pod.parts.status.width - icon, Font::STATUS);
                    }
                    if !shape.small {
                        fits(name, "Delete pod", pod.parts.button.width.max(66.0), Font::LABEL);
                    }
                }
                Body::Mount(it) => fits(name, &it.label, width, Font::FILE),
                Body::Claim(it) => fits(name, &line(&it.label), width - 12.0, Font::NAME),
                Body::Volume(it) => {
                    fits(name, &line(&it.label), width - 12.0, Font::NAME);
                    for line in it.file.iter().flat_map(|file| &file.lines) {
                        fits(name, line, it.text.width - 6.0, Font::FILE);
                    }
                }
                Body::File(it) => {
                    for line in it.file.iter().flat_map(|file| &file.lines) {
                        fits(name, line, it.text.width - 6.0, Font::FILE);
                    }
                }
                Body::Vacant(it) => fits(name, &it.label.tail, width, Font::NAME),
                Body::More(_) => {}
            }
        }
    });
}

#[test]
fn the_usual_statuses_are_whole_beside_three_of_their_kind() {
    let statuses = ["Pending", "ContainerCreating", "ImagePullBackOff", "CrashLoopBackOff"];
    for status in statuses.into_iter().chain(["Completed", "Terminating"]) {
        let mut world = many(3);
        if status == "Terminating" {
            world.delete(VICTIM);
        } else {
            world.remove(VICTIM);
            let successor = world.replica(STATELESS, "nnnnn", None);
            world.wait(&successor, status);
        }
        for (width, low) in [(272.0, false), (272.0, true), (312.0, false), (312.0, true)] {
            let room = Room { width, low, animals: false };
            let scene = layout_in(&world.snapshot(), &lanes(), &mut Slots::default(), room);
            let pods = scene.lanes[0].shapes.iter().filter_map(Shape::pod);
            let pod = pods.into_iter().find(|pod| pod.status == status).expect("the pod");
            let shown = pod.status_lines.concat();
            // A small card that counts has its number in that place.
            assert!(shown == status || shown.is_empty() && pod.counter.is_some(), "{shown}");
            assert!(pod.has_icon || width < 300.0, "{status} in {room:?}");
        }
    }
}

#[test]
fn the_lines_of_a_file_stay_as_they_are_while_it_counts_to_hundreds() {
    for width in [272.0, 301.0, 312.0, 400.0] {
        let lines = [1, 15, 314].map(|count| {
            let mut world = many(3);
            world.write("nodejs-statefulset-volume-1", count);
            let scene = scene(&world, &mut Slots::default(), width);
            let volumes = scene.lanes[2].shapes.iter().filter_map(|shape| match &shape.body {
                Body::Volume(volume) => volume.file.clone(),
                _ => None,
            });
            let files: Vec<FileView> = volumes.collect();
            let file = files.iter().find(|file| file.contents.contains(&format!(":{count}}}")));
            file.expect("the file").lines.len()
        });
        assert_eq!(lines, [lines[0]; 3], "{width} wide");
    }
}

#[test]
fn rows_of_all_lanes_align() {
    let tops = |lane: &LaneScene| {
        let top = |wanted: fn(&Body) -> bool| {
            lane.shapes.iter().find(|shape| wanted(&shape.body)).map(|shape| shape.rect.y)
        };
        (
            top(|body| matches!(body, Body::Service(_))),
            top(|body| matches!(body, Body::Pod(_))),
            top(|body| matches!(body, Body::Claim(_) | Body::File(_))),
        )
    };
    for width in WIDTHS {
        let scene = scene(&many(3), &mut Slots::default(), width);
        assert_eq!(tops(&scene.lanes[0]), tops(&scene.lanes[1]));
        assert_eq!(tops(&scene.lanes[1]), tops(&scene.lanes[2]));
    }
}
