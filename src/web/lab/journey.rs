//! The way of a visit through the drawing.

use crate::diagram::Scene;
use crate::diagram::geometry::Point;
use crate::diagram::scene::{Edge, EdgeKind};

/// A visit on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Journey {
    /// The lane that it travels in.
    pub lane: usize,
    /// Its number, so that one visit is told from the next.
    pub number: u64,
    /// The way, from the service to where the visit is written down.
    pub points: Vec<Point>,
}

impl Journey {
    /// The way to the pod and on to what it writes; none if the pod is not drawn.
    pub fn to(scene: &Scene, pod: &str, number: u64) -> Option<Journey> {
        let (at, shape) = scene.find(pod)?;
        let lane = &scene.lanes[at];
        let selects = |edge: &&Edge| edge.kind == EdgeKind::Selects && edge.to == pod;
        let service = lane.edges.iter().find(selects)?.from.clone();
        let claim = shape.pod().and_then(|pod| pod.claims.first().cloned());
        let route = scene.route(&service, pod, claim.as_deref())?;
        Some(Journey { lane: at, number, points: route.path.points })
    }
}
