//! What a reader would notice of the drawing: nothing overlaps, nothing jumps, every line ends
//! where it should, every word fits.

mod columns;
mod meaning;
mod shapes;

use super::scene::*;
use crate::apiserver::fixture::World;

const WIDTHS: [f64; 4] = [272.0, 320.0, 400.0, 560.0];
const STATELESS: &str = "nodejs-stateless";
const SHARED: &str = "nodejs-shared";
const CLAIM: &str = "nodejs-shared-claim";
const VICTIM: &str = "nodejs-stateless-6d5f9c7b8-x2m4t";

fn many(replicas: usize) -> World {
    let mut world = World::new();
    world.three_lanes(replicas);
    world
}

fn lane<'a>(scene: &'a Scene, id: &str) -> &'a LaneScene {
    scene.lanes.iter().find(|lane| lane.id == id).expect("the lane is drawn")
}
