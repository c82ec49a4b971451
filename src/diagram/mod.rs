//! A snapshot as a drawing: shapes with rectangles and edges with paths, computed as numbers. The
//! page draws them with boxes over an SVG, [`svg`] writes them as a picture of their own.
//!
//! To add an element: a variant of [`scene::Body`], its place in `lane.rs`, its drawing in
//! [`svg`] and in the page, its words in [`outline`].

pub mod animals;
pub mod geometry;
pub mod metrics;
pub mod outline;
pub mod route;
pub mod scene;
pub mod svg;
pub mod text;

mod claims;
mod facts;
mod hanging;
mod lane;
mod parts;
mod place;
mod slots;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;

pub use self::scene::Scene;
pub use self::slots::Slots;

use self::facts::LaneFacts;
use self::geometry::{Size, rect};
use self::lane::Builder;
use crate::api::Key;
use crate::apiserver::snapshot::Snapshot;

/// A lane to draw: a workload and the service in front of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaneSpec {
    /// Names the lane; the same as the chapter's.
    pub id: &'static str,
    /// A Deployment or a StatefulSet.
    pub workload: Key,
    /// The service.
    pub service: Key,
}

/// The room for a lane.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Room {
    /// Its width.
    pub width: f64,
    /// There is little height: small cards, even where there is width for full ones.
    pub low: bool,
    /// An animal stands in every pod's card; see [`animals`].
    pub animals: bool,
}

/// Lays a snapshot out in lanes that are `width` wide each. The same snapshot, lanes, slots and
/// width give the same scene; `slots` carries who stands where from one layout to the next.
pub fn layout(snapshot: &Snapshot, lanes: &[LaneSpec], slots: &mut Slots, width: f64) -> Scene {
    layout_in(snapshot, lanes, slots, Room { width, ..Room::default() })
}

/// As [`layout`], in lanes that have so much room each.
pub fn layout_in(snapshot: &Snapshot, lanes: &[LaneSpec], slots: &mut Slots, room: Room) -> Scene {
    let width = room.width.floor().max(metrics::NARROWEST);
    let room = Room { width, ..room };
    let mut scene = Scene::default();
    let mut height: f64 = 0.0;
    for spec in lanes {
        let facts = LaneFacts::gather(snapshot, spec);
        let columns = slots.columns(spec.id, &facts);
        let (lane, bottom) = Builder::new(spec.id, &facts, slots, room, &columns).build();
        let ids = lane.shapes.iter().filter_map(|shape| shape.object.as_ref());
        slots.remember(spec.id, ids.map(|object| object.uid.clone()).collect());
        height = height.max(bottom);
        scene.lanes.push(lane);
    }
    scene.size = Size { width, height };
    for lane in &mut scene.lanes {
        lane.rect = rect(0.0, 0.0, width, height);
    }
    scene
}
