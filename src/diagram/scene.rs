//! The drawing as data: shapes with rectangles, edges with paths. Whoever draws it only places it.
//!
//! Coordinates are CSS pixels from the top left of the shape's own lane; all lanes have one size.

use super::geometry::{Path, Rect, Size};
use super::text::Label;
use crate::api::Kind;
use crate::api::sorted::SortedSet;

/// A snapshot, laid out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// The size of every lane.
    pub size: Size,
    /// The lanes, in the order in which they were asked for.
    pub lanes: Vec<LaneScene>,
}

/// One workload with what belongs to it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LaneScene {
    /// The id of the lane that was asked for.
    pub id: &'static str,
    /// The lane's own rectangle, at the origin.
    pub rect: Rect,
    /// What is in it: the service, then column by column the pod with what hangs at it, then claim
    /// by claim, each followed by its volume or the place of it.
    pub shapes: Vec<Shape>,
    /// What connects it.
    pub edges: Vec<Edge>,
    /// The pods of the lane, also those that are not drawn.
    pub pods: Counts,
}

/// How many pods there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All of them.
    pub total: usize,
    /// That the workload asks for.
    pub desired: usize,
    /// Behind the service and ready.
    pub ready: usize,
    /// Being deleted.
    pub leaving: usize,
    /// Drawn, ghosts included.
    pub drawn: usize,
}

/// One thing that is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// Stable for as long as the thing exists: the object's uid, or `mount/<pod's uid>`,
    /// `file/<pod's uid>`, `vacant/<name>`, `more`.
    pub id: String,
    /// The object of the API that this is, if it is one.
    pub object: Option<ObjectData>,
    /// Where it is.
    pub rect: Rect,
    /// Which hue and shape it has, for things that have an identity of their own; the number of a
    /// StatefulSet's pod, and the same for the claim and volume of that pod alone.
    pub identity: Option<usize>,
    /// It has come since [`super::Slots::mark`].
    pub is_new: bool,
    /// The column that it stands in, counted from the left; none for what columns share.
    pub slot: Option<usize>,
    /// A small card: a sign instead of words on its button, no status text.
    pub small: bool,
    /// What it is and what is written on it.
    pub body: Body,
}

/// What every drawn object of the API carries, for `data-` attributes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObjectData {
    /// `Pod`.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// Its namespace; empty for volumes.
    pub namespace: String,
    /// Its uid.
    pub uid: String,
    /// Its phase, `Terminating` while it is being deleted; empty for services.
    pub phase: String,
}

/// What a shape is.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// A service: a pill with a button.
    Service(ServiceBody),
    /// A pod: a card, or a ghost above the card of its successor.
    Pod(Box<PodBody>),
    /// Where a volume is mounted in the pod above it.
    Mount(MountBody),
    /// The application's file where no claim holds it.
    File(FileBody),
    /// A claim.
    Claim(ClaimBody),
    /// A persistent volume: a cylinder.
    Volume(VolumeBody),
    /// The place of something that is not there.
    Vacant(VacantBody),
    /// The pods that are not drawn.
    More(Counts),
}

/// What is written on a service.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ServiceBody {
    /// Its name, shortened.
    pub label: Label,
    /// `NodePort`.
    pub type_: String,
    /// The port to reach it at: the node port if there is one, else its own.
    pub port: i32,
    /// The place of the button *Visit*.
    pub button: Rect,
    /// The place of the name.
    pub text: Rect,
}

/// What is written on a pod.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PodBody {
    /// Its name: the part that it shares with its siblings, and the part that tells it apart.
    pub label: Label,
    /// The column STATUS of kubectl.
    pub status: String,
    /// The same, broken into one or two lines that fit; empty on a small ghost.
    pub status_lines: Vec<String>,
    /// There is room for an icon before them.
    pub has_icon: bool,
    /// `1/1`.
    pub ready: (usize, usize),
    /// It is ready, and not on its way out.
    pub is_ready: bool,
    /// Takes visits: it is ready and behind the service.
    pub is_live: bool,
    /// Marked for deletion.
    pub is_leaving: bool,
    /// Drawn small above its successor.
    pub is_ghost: bool,
    /// Older predecessors in the same slot that are still there but not drawn.
    pub more_leaving: usize,
    /// How often its containers were restarted.
    pub restarts: i32,
    /// The node; empty while it has none.
    pub node: String,
    /// Its address; empty while it has none.
    pub ip: String,
    /// The counter in the memory of its process, while it runs.
    pub counter: Option<u64>,
    /// The uids (or ids) of the claims it refers to, in the order of its volumes.
    pub claims: Vec<String>,
    /// The places of its parts.
    pub parts: PodParts,
}

/// Where the parts of a pod's card are. Parts that are not drawn have no width.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PodParts {
    /// The sign of its identity.
    pub glyph: Rect,
    /// The shared part of the name.
    pub head: Rect,
    /// The telling part of the name.
    pub tail: Rect,
    /// The status, one or two lines.
    pub status: Rect,
    /// The words *in memory*; only if they fit beside the number.
    pub memory_label: Rect,
    /// The counter.
    pub memory: Rect,
    /// The button *Delete pod*.
    pub button: Rect,
}

/// What is written on a mount.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MountBody {
    /// `/app/data`.
    pub path: String,
    /// The same, shortened.
    pub label: String,
    /// The pod that it hangs at.
    pub pod: String,
    /// The claim that is mounted there (uid or id); none for a directory of the pod or the node.
    pub claim: Option<String>,
}

/// Where a file is that no claim holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the container's own layer.
    Container,
    /// In an `emptyDir`: it lives as long as the pod.
    EmptyDir,
    /// In a directory of the pod's node.
    HostPath(String),
}

/// What is written on the application's file.
#[derive(Clone, Debug, PartialEq)]
pub struct FileBody {
    /// Whose it is.
    pub pod: String,
    /// Where it is.
    pub place: Place,
    /// The file, if there is one.
    pub file: Option<FileView>,
    /// The place of the contents.
    pub text: Rect,
}

/// A file with its contents, broken to fit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileView {
    /// `state.json`.
    pub name: String,
    /// All of its contents.
    pub contents: String,
    /// The contents in one or two lines that fit.
    pub lines: Vec<String>,
}

/// What is written on a claim.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClaimBody {
    /// Its name, shortened to one line.
    pub label: Label,
    /// The column STATUS of kubectl: `Pending`, `Bound`, `Lost`, `Terminating`.
    pub status: String,
    /// How much it asks for.
    pub request: String,
    /// How many of the lane's pods refer to it.
    pub users: usize,
}

/// What is written on a volume.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VolumeBody {
    /// Its name, shortened to one line.
    pub label: Label,
    /// The column STATUS of kubectl: `Available`, `Bound`, `Released`, `Failed`, `Terminating`.
    pub status: String,
    /// `2Gi`.
    pub capacity: String,
    /// `Retain`, `Delete`.
    pub reclaim_policy: String,
    /// The application's file on it.
    pub file: Option<FileView>,
    /// The place of the file's contents.
    pub text: Rect,
}

/// What is missing.
#[derive(Clone, Debug, PartialEq)]
pub struct VacantBody {
    /// A pod that is to come or was scaled away, a claim that does not exist, a volume that is not
    /// bound.
    pub kind: Kind,
    /// The name that it has or would have, shortened; empty for a volume that nothing names.
    pub label: Label,
    /// The workload asks for it.
    pub expected: bool,
}

/// What an edge means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EdgeKind {
    /// From a service to a pod that its selector matches.
    Selects,
    /// From a pod to a claim that it mounts.
    Mounts,
    /// From a claim to its volume.
    Bound,
    /// From a pod to its own file: part of the pod, so no relation of the API.
    Holds,
}

impl EdgeKind {
    /// The value of `data-edge`; none for what is no relation of the API.
    pub fn name(self) -> Option<&'static str> {
        match self {
            EdgeKind::Selects => Some("selects"),
            EdgeKind::Mounts => Some("mounts"),
            EdgeKind::Bound => Some("bound"),
            EdgeKind::Holds => None,
        }
    }
}

/// A connection of two shapes.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    /// What it means.
    pub kind: EdgeKind,
    /// The id of the shape where it begins.
    pub from: String,
    /// The id of the shape where it ends.
    pub to: String,
    /// In use: the endpoint is ready, the volume is mounted, the claim is bound. Else dashed.
    pub live: bool,
    /// Whose it is, if it belongs to one identity.
    pub identity: Option<usize>,
    /// Its line, from border to border.
    pub path: Path,
}

impl Scene {
    /// The shape with that id, and the index of its lane.
    pub fn find(&self, id: &str) -> Option<(usize, &Shape)> {
        self.lanes.iter().enumerate().find_map(|(at, lane)| Some((at, lane.find(id)?)))
    }

    /// The ids of everything on a path through that shape, from the service to the volume: what
    /// leads to it and what it leads to. Contains the shape itself.
    pub fn path_of(&self, id: &str) -> Vec<String> {
        let found = self.lanes.iter().find(|lane| lane.find(id).is_some());
        found.map_or_else(Vec::new, |lane| lane.path_of(id))
    }
}

impl LaneScene {
    /// The shape with that id.
    pub fn find(&self, id: &str) -> Option<&Shape> {
        self.shapes.iter().find(|shape| shape.id == id)
    }

    /// See [`Scene::path_of`].
    pub fn path_of(&self, id: &str) -> Vec<String> {
        let mut on_path = SortedSet::from([id]);
        for forward in [true, false] {
            let mut reached = vec![id];
            while let Some(at) = reached.pop() {
                for (from, to) in self.links() {
                    let (here, there) = if forward { (from, to) } else { (to, from) };
                    if here == at && on_path.insert(there) {
                        reached.push(there);
                    }
                }
            }
        }
        let shapes = self.shapes.iter().map(|shape| shape.id.as_str());
        shapes.filter(|id| on_path.contains(id)).map(str::to_owned).collect()
    }

    /// What leads to what: the edges, the mounts that hang at pods, and the claims of ghosts.
    fn links(&self) -> impl Iterator<Item = (&str, &str)> {
        let edges = self.edges.iter().map(|edge| (edge.from.as_str(), edge.to.as_str()));
        let bodies = self.shapes.iter().flat_map(|shape| {
            let id = shape.id.as_str();
            let links: Vec<(&str, &str)> = match &shape.body {
                Body::Mount(mount) => vec![(mount.pod.as_str(), id)],
                Body::Pod(pod) => pod.claims.iter().map(|claim| (id, claim.as_str())).collect(),
                _ => Vec::new(),
            };
            links
        });
        edges.chain(bodies)
    }
}

impl Shape {
    /// The pod that this is, if it is one.
    pub fn pod(&self) -> Option<&PodBody> {
        match &self.body {
            Body::Pod(pod) => Some(pod),
            _ => None,
        }
    }
}
