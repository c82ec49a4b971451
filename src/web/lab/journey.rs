//! The ways of visits through the drawing.

use crate::diagram::Scene;
use crate::diagram::geometry::Point;
use crate::diagram::scene::{Edge, EdgeKind};
use crate::web::changes::Visited;

/// The most visits that are seen to travel at a time.
const MOST: usize = 24;
/// Milliseconds between one visit's start and the next one's, where there are few.
const APART: u32 = 150;
/// Milliseconds within which the last visit starts.
const SPREAD: u32 = 1500;

/// A visit on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Journey {
    /// The lane that it travels in.
    pub lane: usize,
    /// Its number, so that one visit is told from the next.
    pub number: u64,
    /// Milliseconds until it sets out.
    pub delay: u32,
    /// The way, from the service to where the visit is written down.
    pub points: Vec<Point>,
}

impl Journey {
    /// The ways of all visits, one after the other and the pods in turns; `travelled` is how many
    /// there were before. Pods that are not drawn are left out.
    pub fn all(scene: &Scene, visited: &[Visited], travelled: u64) -> Vec<Journey> {
        let most = visited.iter().map(|visit| visit.times).max().unwrap_or(0);
        let turns = (0..most).flat_map(|turn| visited.iter().filter(move |v| v.times > turn));
        let ways: Vec<_> = turns.take(MOST).filter_map(|visit| way(scene, &visit.uid)).collect();
        let apart = APART.min(SPREAD / ways.len().max(1) as u32);
        let numbered = (travelled + 1..).zip(0_u32..).zip(ways);
        let journeys = numbered.map(|((number, place), (lane, points))| Journey {
            lane,
            number,
            delay: place * apart,
            points,
        });
        journeys.collect()
    }
}

/// The lane and the way to a pod and on to what it writes; none if the pod is not drawn.
fn way(scene: &Scene, pod: &str) -> Option<(usize, Vec<Point>)> {
    let (at, shape) = scene.find(pod)?;
    let lane = &scene.lanes[at];
    let selects = |edge: &&Edge| edge.kind == EdgeKind::Selects && edge.to == pod;
    let service = lane.edges.iter().find(selects)?.from.clone();
    let claim = shape.pod().and_then(|pod| pod.claims.first().cloned());
    let route = scene.route(&service, pod, claim.as_deref())?;
    Some((at, route.path.points))
}
