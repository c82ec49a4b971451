//! Where the stations of a visit are in the drawing, and the way from one to the next.

use crate::diagram::Scene;
use crate::diagram::geometry::{Point, Rect, point, rect};
use crate::diagram::route::Route;
use crate::diagram::scene::{Body, LaneScene};
use crate::lesson::path::{Station, Stop, Way};

/// How far above the service a visit is seen to come from.
const ABOVE: f64 = 26.0;
/// The width of the place where a volume is mounted, where small cards have no label for it.
const MOUNT: f64 = 26.0;
/// From that place to the pod above it and to the claim below it.
const GAP: f64 = 2.0;
/// Where the page has the file in a full volume and in a small one: how far from the top, and how
/// high.
const FILES: [(f64, f64); 2] = [(61.0, 38.0), (36.0, 20.0)];
/// How wide the place of a file is at most.
const FILE: f64 = 98.0;
/// How round the place of a card is.
const ROUND: f64 = 14.0;

/// A place in the drawing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Place {
    /// The index of the lane.
    pub lane: usize,
    /// What is marked.
    pub area: Rect,
    /// The radius of its corners.
    pub round: f64,
}

/// The place of a station; none if it is not drawn.
pub fn place(scene: &Scene, way: &Way, at: usize) -> Option<Place> {
    let station = way.stations.get(at)?;
    let (lane, _) = scene.find(&way.service)?;
    let area = area(&scene.lanes[lane], way, station)?;
    let is_round = matches!(station.stop, Stop::Browser | Stop::Service | Stop::Mount);
    let round = if is_round { area.height } else { ROUND.min(area.height / 2.0) };
    Some(Place { lane, area, round })
}

fn area(lane: &LaneScene, way: &Way, station: &Station) -> Option<Rect> {
    let shape = lane.find(&station.uid);
    match (station.stop, shape.map(|shape| &shape.body)) {
        (Stop::Browser, Some(Body::Service(service))) => Some(service.button),
        (Stop::Mount, _) => mount(lane, way),
        (Stop::File, Some(Body::Volume(_))) => {
            let Rect { x, y, width, .. } = shape?.rect;
            let (top, height) = FILES[usize::from(shape?.small)];
            let wide = FILE.min(width - 8.0);
            Some(rect(x + (width - wide) / 2.0, y + top, wide, height))
        }
        (Stop::File, _) => Some(lane.find(&format!("file/{}", station.uid))?.rect),
        _ => Some(shape?.rect),
    }
}

/// The label of the mount, or the place between pod and claim where small cards have none.
fn mount(lane: &LaneScene, way: &Way) -> Option<Rect> {
    if let Some(label) = lane.find(&format!("mount/{}", way.pod)) {
        return Some(label.rect);
    }
    let pod = lane.find(&way.pod)?.rect;
    let below = lane.find(&way.claim).or_else(|| lane.find(&format!("file/{}", way.pod)))?.rect;
    let top = pod.bottom() + GAP;
    let middle = pod.x + pod.width / 2.0;
    Some(rect(middle - MOUNT / 2.0, top, MOUNT, (below.y - GAP - top).max(0.0)))
}

/// The lane and the way from the station before that one; none where either is not drawn.
pub fn leg(scene: &Scene, way: &Way, at: usize) -> Option<(usize, Vec<Point>)> {
    let (before, station) = (way.stations.get(at.checked_sub(1)?)?, way.stations.get(at)?);
    let (lane, shape) = scene.find(&way.service)?;
    if let (Stop::Service, Body::Service(service)) = (station.stop, &shape.body) {
        let button = service.button;
        let end = point(button.x + button.width / 2.0, button.y + button.height / 2.0);
        return Some((lane, vec![point(end.x, shape.rect.y - ABOVE), end]));
    }
    let claim = Some(way.claim.as_str()).filter(|claim| !claim.is_empty());
    let route = scene.route(&way.service, &way.pod, claim)?;
    let card = scene.find(&way.pod)?.1.rect.height;
    let (from, to) = (share(&route, card, before)?, share(&route, card, station)?);
    Some((lane, route.leg(from, to)))
}

/// The share of the way at which a station is reached; the way leads through a card of that height.
fn share(route: &Route, card: f64, station: &Station) -> Option<f64> {
    let of = |id: &str| Some(route.stops.iter().find(|stop| stop.id == id)?.at);
    match station.stop {
        Stop::Browser | Stop::Service => Some(0.0),
        Stop::File => Some(1.0),
        Stop::Pod | Stop::Claim | Stop::Volume => of(&station.uid),
        Stop::Mount => of(&format!("mount/{}", station.uid)).or_else(|| {
            let pod = route.stops.iter().position(|stop| stop.id == station.uid)?;
            let next = route.stops.get(pod + 1)?;
            Some((route.stops[pod].at + card / route.length + next.at) / 2.0)
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{Key, Kind};
    use crate::apiserver::fixture::World;
    use crate::diagram::{LaneSpec, Room, Slots, layout_in};
    use crate::i18n::Localized;

    /// The way of a visit through the first pod of a lane, in a drawing with or without height.
    fn walk(name: &str, claim: Option<(&str, &str)>, low: bool) -> (Scene, Way) {
        let world = World::topologies();
        let (kind, pod) = match claim {
            Some(_) => (Kind::StatefulSet, format!("{name}-1")),
            None => (Kind::Deployment, format!("{name}-6d5f9c7b8-x2m4t")),
        };
        let workload = Key::new(kind, "default", name);
        let service = Key::new(Kind::Service, "default", &format!("{name}-service"));
        let lanes = [LaneSpec { id: "lane", workload, service }];
        let room = Room { width: 400.0, low, animals: low };
        let scene = layout_in(&world.snapshot(), &lanes, &mut Slots::default(), room);
        let mut way = Way {
            service: world.uid(Kind::Service, &format!("{name}-service")),
            pod: world.uid(Kind::Pod, &pod),
            ..Way::default()
        };
        let mut stops = vec![
            (Stop::Browser, &way.service),
            (Stop::Service, &way.service),
            (Stop::Pod, &way.pod),
        ];
        let (mut behind, mut volume_uid) = (String::new(), way.pod.clone());
        if let Some((claim, volume)) = claim {
            behind = world.uid(Kind::PersistentVolumeClaim, claim);
            volume_uid = world.uid(Kind::PersistentVolume, volume);
            stops.extend([
                (Stop::Mount, &way.pod),
                (Stop::Claim, &behind),
                (Stop::Volume, &volume_uid),
            ]);
        }
        stops.push((Stop::File, &volume_uid));
        let station = |(stop, uid): (Stop, &String)| Station {
            stop,
            uid: uid.clone(),
            sentence: Localized { en: String::new(), id: String::new() },
        };
        way.stations = stops.into_iter().map(station).collect();
        way.claim = behind;
        (scene, way)
    }

    #[test]
    fn every_leg_begins_where_the_one_before_ended_and_leads_to_its_station() {
        let claim =
            ("nodejs-stateful-volume-claim-nodejs-stateful-1", "nodejs-statefulset-volume-2");
        for low in [true, false] {
            for (name, claim) in [("nodejs-stateful", Some(claim)), ("nodejs-stateless", None)] {
                let (scene, way) = walk(name, claim, low);
                assert_eq!(leg(&scene, &way, 0), None, "nothing comes before the browser");
                let mut end = None;
                for at in 1..way.stations.len() {
                    let what = format!("{name}, low {low}: {:?}", way.stations[at].stop);
                    let (_, points) = leg(&scene, &way, at).expect(&what);
                    let (first, last) = (points[0], points[points.len() - 1]);
                    assert!(end.is_none_or(|end: Point| end.distance(first) < 1.0), "{what}");
                    let area = place(&scene, &way, at).expect(&what).area;
                    let near =
                        rect(area.x - 1.0, area.y - 1.0, area.width + 2.0, area.height + 2.0);
                    assert!(
                        near.contains(&rect(last.x, last.y, 0.0, 0.0)),
                        "{what}: {last:?} {area:?}"
                    );
                    end = Some(last);
                }
            }
        }
    }

    #[test]
    fn what_is_not_drawn_has_no_place() {
        let (mut scene, way) = walk("nodejs-stateless", None, false);
        scene.lanes[0].shapes.retain(|shape| shape.id != way.pod);
        assert_eq!(place(&scene, &way, 2), None);
        assert_eq!(leg(&scene, &way, 2), None);
        assert_eq!(place(&scene, &way, 9), None);
    }
}
