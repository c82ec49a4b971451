//! The topology as a nested list, for those who do not see it. Data only; the words are added
//! where the language is known.

use super::scene::{Body, Counts, EdgeKind, FileView, LaneScene, Place, Scene, Shape};
use crate::api::Kind;

/// One line of the list and what is below it.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The id of the shape that it speaks of; empty for a lane.
    pub id: String,
    /// What it says.
    pub fact: Fact,
    /// What belongs to it.
    pub items: Vec<Item>,
}

/// What a line says.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact {
    /// A lane with its pods.
    Lane { id: &'static str, pods: Counts },
    /// The lane's service, with how many pods it sends visits to.
    Service { name: String, port: i32, ready: usize },
    /// A pod.
    Pod {
        name: String,
        status: String,
        /// Gets visits.
        live: bool,
        counter: Option<u64>,
        node: String,
        new: bool,
        /// Its successor is there already.
        ghost: bool,
    },
    /// A path of the pod's container where something is mounted.
    Mount { path: String },
    /// A claim, with how many pods refer to it.
    Claim { name: String, status: String, users: usize },
    /// The volume of a claim.
    Volume { name: String, status: String, capacity: String, bound: bool },
    /// The file with the application's state; its contents, or none if it does not exist.
    File { place: Option<Place>, contents: Option<String> },
    /// Something that is not there: a pod that is to come or was scaled away, a claim that does
    /// not exist, a volume that is not bound.
    Missing { kind: Kind, name: String, expected: bool },
    /// Pods that are not listed one by one.
    More(Counts),
}

impl Scene {
    /// The list: lanes, in them the service and its pods, in each pod the way to its data.
    pub fn outline(&self) -> Vec<Item> {
        self.lanes.iter().map(outline_of).collect()
    }
}

fn outline_of(lane: &LaneScene) -> Item {
    let mut items = Vec::new();
    for shape in &lane.shapes {
        let top = match &shape.body {
            Body::Service(_) | Body::Pod(_) | Body::More(_) => true,
            Body::Vacant(vacant) => vacant.kind == Kind::Pod,
            // Claims that no pod uses stand for themselves.
            Body::Claim(_) => !has_user(lane, shape),
            _ => false,
        };
        if top {
            items.push(item(lane, shape));
        }
    }
    Item { id: String::new(), fact: Fact::Lane { id: lane.id, pods: lane.pods }, items }
}

/// Whether a claim is listed below a pod, or below the place of one.
fn has_user(lane: &LaneScene, claim: &Shape) -> bool {
    let vacant = |shape: &Shape| {
        let of_pod = matches!(&shape.body, Body::Vacant(vacant) if vacant.kind == Kind::Pod);
        of_pod && shape.slot == claim.slot
    };
    lane.edges.iter().any(|edge| edge.kind == EdgeKind::Mounts && edge.to == claim.id)
        || lane.shapes.iter().any(vacant)
}

fn item(lane: &LaneScene, shape: &Shape) -> Item {
    let name = || shape.object.as_ref().map_or_else(String::new, |object| object.name.clone());
    let (fact, items) = match &shape.body {
        Body::Service(service) => {
            let ready = lane.pods.ready;
            (Fact::Service { name: name(), port: service.port, ready }, Vec::new())
        }
        Body::Pod(pod) => {
            let fact = Fact::Pod {
                name: name(),
                status: pod.status.clone(),
                live: pod.is_live,
                counter: pod.counter,
                node: pod.node.clone(),
                new: shape.is_new,
                ghost: pod.is_ghost,
            };
            (fact, below_pod(lane, &shape.id))
        }
        Body::Mount(mount) => {
            let to = mount.claim.as_deref().and_then(|claim| lane.find(claim));
            let items = to.map(|claim| item(lane, claim)).into_iter().collect();
            (Fact::Mount { path: mount.path.clone() }, items)
        }
        Body::File(file) => {
            let contents = file.file.as_ref().map(|file| file.contents.clone());
            (Fact::File { place: Some(file.place.clone()), contents }, Vec::new())
        }
        Body::Claim(claim) => {
            let (status, users) = (claim.status.clone(), claim.users);
            (Fact::Claim { name: name(), status, users }, volume_of(lane, shape))
        }
        Body::Volume(volume) => {
            let bound = lane.edges.iter().any(|edge| edge.to == shape.id && edge.live);
            let contents = volume.file.as_ref().map(|file: &FileView| file.contents.clone());
            let (status, capacity) = (volume.status.clone(), volume.capacity.clone());
            let file = Fact::File { place: None, contents };
            let file = Item { id: String::new(), fact: file, items: Vec::new() };
            (Fact::Volume { name: name(), status, capacity, bound }, vec![file])
        }
        Body::Vacant(vacant) => {
            let (kind, expected) = (vacant.kind, vacant.expected);
            let items = match kind {
                Kind::Pod => in_slot(lane, shape.slot),
                Kind::PersistentVolumeClaim => volume_of(lane, shape),
                _ => Vec::new(),
            };
            (Fact::Missing { kind, name: vacant.label.full.clone(), expected }, items)
        }
        Body::More(counts) => (Fact::More(*counts), Vec::new()),
    };
    Item { id: shape.id.clone(), fact, items }
}

/// The mounts of a pod with what is behind them; small drawings have no mounts.
fn below_pod(lane: &LaneScene, pod: &str) -> Vec<Item> {
    let mount = lane.shapes.iter().find(|shape| match &shape.body {
        Body::Mount(mount) => mount.pod == pod,
        _ => false,
    });
    let mounted = mount.and_then(|shape| match &shape.body {
        Body::Mount(mount) => mount.claim.as_deref(),
        _ => None,
    });
    let mut items: Vec<Item> = mount.map(|mount| item(lane, mount)).into_iter().collect();
    for edge in lane.edges.iter().filter(|edge| edge.from == pod) {
        let shape = lane.find(&edge.to).filter(|shape| Some(shape.id.as_str()) != mounted);
        items.extend(shape.map(|shape| item(lane, shape)));
    }
    items
}

/// The volume of a claim, bound or not: it follows its claim in the list of shapes.
fn volume_of(lane: &LaneScene, claim: &Shape) -> Vec<Item> {
    let at = lane.shapes.iter().position(|shape| shape.id == claim.id);
    let next = at.and_then(|at| lane.shapes.get(at + 1));
    next.map(|volume| item(lane, volume)).into_iter().collect()
}

/// The claims that keep the data of a pod that is not there.
fn in_slot(lane: &LaneScene, slot: Option<usize>) -> Vec<Item> {
    let claims = lane.shapes.iter().filter(|shape| {
        slot.is_some() && shape.slot == slot && matches!(shape.body, Body::Claim(_))
    });
    claims.map(|claim| item(lane, claim)).collect()
}
