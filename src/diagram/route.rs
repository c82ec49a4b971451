//! The way of a visit through the drawing, for the dot that travels it.

use super::geometry::{Path, Point, Rect, point, within};
use super::scene::{Body, Edge, EdgeKind, LaneScene, Scene};

/// A way from shape to shape.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Route {
    /// The index of the lane that it runs in.
    pub lane: usize,
    /// The whole line; for `offset-path` or for [`Route::at`].
    pub path: Path,
    /// The shapes on the way, in order, with the share of the way (0 to 1) at which each is
    /// reached: service, pod, mount, claim, volume, as far as they are drawn.
    pub stops: Vec<Stop>,
    /// How long the line is, in CSS pixels.
    pub length: f64,
    /// How far each point of the line is from its start.
    reached: Vec<f64>,
}

/// A shape that a route reaches.
#[derive(Clone, Debug, PartialEq)]
pub struct Stop {
    /// The id of the shape.
    pub id: String,
    /// The share of the way from 0 to 1.
    pub at: f64,
}

impl Route {
    /// The point at a share of the way from 0 to 1.
    pub fn at(&self, share: f64) -> Point {
        let distance = within(share, 0.0, 1.0) * self.length;
        let next = self.reached.partition_point(|reached| *reached < distance);
        if next == 0 {
            return self.path.first();
        }
        let Some(end) = self.path.points.get(next) else { return self.path.last() };
        let start = self.path.points[next - 1];
        let step = self.reached[next] - self.reached[next - 1];
        start.towards(
            *end,
            if step > 0.0 { (distance - self.reached[next - 1]) / step } else { 1.0 },
        )
    }
}

impl Route {
    /// The part of the line between two shares of the way.
    pub fn leg(&self, from: f64, to: f64) -> Vec<Point> {
        let between = |reached: f64| reached > from * self.length && reached < to * self.length;
        let points = self.path.points.iter().zip(&self.reached);
        let inner = points.filter(|(_, reached)| between(**reached)).map(|(point, _)| *point);
        let mut leg = vec![self.at(from)];
        leg.extend(inner);
        leg.push(self.at(to));
        leg
    }
}

impl Scene {
    /// The way of a visit from a service through a pod to where its count is kept: to `target`
    /// (the uid of a claim or of a volume), or without one to the file in the container. None if
    /// the pod is not drawn or the service does not select it. What is not drawn is left out.
    pub fn route(&self, service: &str, pod: &str, target: Option<&str>) -> Option<Route> {
        let lane = self.lanes.iter().position(|lane| lane.find(pod).is_some())?;
        let mut walk = Walk::start(&self.lanes[lane], service)?;
        walk.along(EdgeKind::Selects, |edge| edge.to == pod)?;
        let hanging = walk.lane.shapes.iter().find(|shape| match &shape.body {
            Body::Mount(mount) => mount.pod == pod,
            _ => false,
        });
        if let Some(mount) = hanging {
            walk.through(mount.rect);
            walk.stop(&mount.id);
        }
        let next = if target.is_some() { EdgeKind::Mounts } else { EdgeKind::Holds };
        let lane_scene = walk.lane;
        let leads = |claim: &str| {
            target.is_none_or(|target| {
                let bound = |edge: &Edge| edge.from == claim && edge.to == target;
                claim == target || lane_scene.edges.iter().any(bound)
            })
        };
        if walk.along(next, |edge| edge.from == pod && leads(&edge.to)).is_some() {
            let claim = walk.here.clone();
            let _ = walk.along(EdgeKind::Bound, |edge| edge.from == claim);
        }
        walk.end_inside();
        Some(walk.finish(lane))
    }
}

struct Walk<'a> {
    lane: &'a LaneScene,
    here: String,
    path: Path,
    /// The stops with the number of points before them.
    stops: Vec<(String, usize)>,
}

impl<'a> Walk<'a> {
    fn start(lane: &'a LaneScene, id: &str) -> Option<Walk<'a>> {
        let shape = lane.find(id)?;
        let from = match &shape.body {
            Body::Service(service) => {
                let button = service.button;
                point(button.x + button.width / 2.0, button.y + button.height / 2.0)
            }
            _ => shape.rect.top_center(),
        };
        let path = Path::from(from);
        Some(Walk { lane, here: id.to_owned(), path, stops: vec![(id.to_owned(), 0)] })
    }

    /// Takes the edge that fits, from wherever the way is now.
    fn along(&mut self, kind: EdgeKind, fits: impl Fn(&Edge) -> bool) -> Option<()> {
        let edge = self.lane.edges.iter().find(|edge| edge.kind == kind && fits(edge))?;
        let path = std::mem::take(&mut self.path);
        self.path = path.line_to(edge.path.first()).then(&edge.path);
        self.here = edge.to.clone();
        self.stop(&edge.to);
        Some(())
    }

    /// Passes through a shape that hangs at the last one.
    fn through(&mut self, area: Rect) {
        let path = std::mem::take(&mut self.path);
        self.path = path.line_to(area.top_center());
    }

    fn stop(&mut self, id: &str) {
        self.stops.push((id.to_owned(), self.path.points.len() - 1));
    }

    /// Goes on to the contents of the last shape.
    fn end_inside(&mut self) {
        let Some(shape) = self.lane.find(&self.here) else { return };
        let area = match &shape.body {
            Body::Volume(volume) => volume.text,
            Body::File(file) => file.text,
            _ => return,
        };
        let path = std::mem::take(&mut self.path);
        self.path = path.line_to(point(area.x + area.width / 2.0, area.y + area.height / 2.0));
    }

    fn finish(self, lane: usize) -> Route {
        let mut reached = Vec::with_capacity(self.path.points.len());
        let mut length = 0.0;
        let mut before = self.path.first();
        for at in &self.path.points {
            length += before.distance(*at);
            reached.push(length);
            before = *at;
        }
        let share = |points: usize| if length > 0.0 { reached[points] / length } else { 0.0 };
        let stops = self.stops.into_iter().map(|(id, points)| Stop { id, at: share(points) });
        Route { lane, stops: stops.collect(), path: self.path, length, reached }
    }
}
