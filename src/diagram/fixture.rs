//! The lanes that the tests of the drawing lay out.

use super::{LaneSpec, Scene, Slots, layout};
use crate::api::{Key, Kind};
use crate::apiserver::fixture::World;

const LANES: [(&str, Kind, &str); 3] = [
    ("no-volume", Kind::Deployment, "nodejs-stateless"),
    ("shared-volume", Kind::Deployment, "nodejs-shared"),
    ("volume-per-pod", Kind::StatefulSet, "nodejs-stateful"),
];

/// The chapters' three lanes.
pub fn lanes() -> Vec<LaneSpec> {
    let spec = |(id, kind, name): (&'static str, Kind, &str)| LaneSpec {
        id,
        workload: Key::new(kind, "default", name),
        service: Key::new(Kind::Service, "default", &format!("{name}-service")),
    };
    LANES.map(spec).to_vec()
}

/// Lays the three lanes out.
pub fn scene(world: &World, slots: &mut Slots, width: f64) -> Scene {
    layout(&world.snapshot(), &lanes(), slots, width)
}
