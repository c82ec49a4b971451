//! One lane: shapes and edges from what belongs to a workload.

use super::facts::{Endpoint, LaneFacts, PodFacts};
use super::geometry::{Path, Rect};
use super::metrics::MOST_PODS;
use super::parts;
use super::place::Grid;
use super::scene::*;
use super::slots::{Column, Slots};
use super::text::{Font, Label, common_head, inline, keep_end, stacked, text_width};
use crate::api::pod::Pod;
use crate::api::storage::{PersistentVolume, PersistentVolumeClaim};
use crate::api::{Key, Kind, Resource};
use crate::apiserver::snapshot::ContainerFacts;

/// Builds the scene of one lane.
pub(super) struct Builder<'a> {
    pub(super) facts: &'a LaneFacts<'a>,
    slots: &'a Slots,
    columns: &'a [Column],
    hidden: &'a [Column],
    claims: Vec<LaneClaim>,
    pub(super) grid: Grid,
    pub(super) lane: LaneScene,
}

/// A claim that the lane's pods name, whether it exists or not.
struct LaneClaim {
    name: String,
    /// The cells whose pods use it.
    cells: Vec<usize>,
    /// Named by a Deployment's template, so that every replica uses it.
    shared: bool,
}

impl<'a> Builder<'a> {
    pub fn new(
        id: &'static str,
        facts: &'a LaneFacts<'a>,
        slots: &'a Slots,
        width: f64,
        columns: &'a [Column],
    ) -> Builder<'a> {
        let shown = if columns.len() > MOST_PODS { MOST_PODS - 1 } else { columns.len() };
        let (columns, hidden) = columns.split_at(shown);
        let claims = claims_of(facts, columns);
        let shared = claims.iter().any(|claim| claim.shared || claim.cells.len() > 1);
        let cells = shown + usize::from(!hidden.is_empty());
        let grid = Grid::new(cells, width, shared);
        let lane = LaneScene { id, ..LaneScene::default() };
        Builder { facts, slots, columns, hidden, claims, grid, lane }
    }

    /// The lane and where it ends.
    pub fn build(mut self) -> (LaneScene, f64) {
        let service = self.add_service();
        let head = common_head(self.columns.iter().filter_map(|column| self.name_of(column)));
        for cell in 0..self.columns.len() {
            self.add_column(cell, service.as_ref(), head);
        }
        for row in 0..if self.grid.banded { self.grid.rows } else { 1 } {
            self.add_claims(row);
        }
        if !self.hidden.is_empty() {
            let area = self.grid.pod(self.columns.len());
            let counts = self.count(self.hidden);
            self.add("more".to_owned(), None, area, None, Body::More(counts));
        }
        self.lane.pods = Counts { desired: self.facts.desired, ..self.count(self.columns) };
        if !self.hidden.is_empty() {
            let (drawn, hidden) = (self.lane.pods, self.count(self.hidden));
            self.lane.pods.total += hidden.total;
            self.lane.pods.ready += hidden.ready;
            self.lane.pods.leaving += hidden.leaving;
            self.lane.pods.drawn = drawn.total;
        }
        let bottom = self.grid.bottom();
        (self.lane, bottom)
    }

    fn name_of(&self, column: &Column) -> Option<&'a str> {
        column.occupant.map(|at| self.facts.pods[at].pod.metadata.name.as_str())
    }

    fn count(&self, columns: &[Column]) -> Counts {
        let mut counts = Counts::default();
        for at in columns.iter().flat_map(|column| column.occupant.iter().chain(&column.leaving)) {
            let pod = &self.facts.pods[*at];
            counts.total += 1;
            counts.ready += usize::from(pod.endpoint == Endpoint::Ready);
            counts.leaving += usize::from(pod.pod.metadata.is_terminating());
        }
        counts.drawn = counts.total;
        counts
    }

    pub(super) fn add(
        &mut self,
        id: String,
        object: Option<ObjectData>,
        area: Rect,
        slot: Option<usize>,
        body: Body,
    ) -> &mut Shape {
        let new = |object: &ObjectData| self.slots.is_new(self.lane.id, &object.uid);
        let is_new = object.as_ref().is_some_and(new);
        let small = self.grid.metrics.small;
        let shape = Shape { id, object, rect: area, identity: None, is_new, slot, small, body };
        self.lane.shapes.push(shape);
        self.lane.shapes.last_mut().expect("a shape was added")
    }

    fn add_service(&mut self) -> Option<(String, Rect)> {
        let service = self.facts.service?;
        let name = &service.metadata.name;
        let lane = self.grid.width();
        let area = self.grid.service(parts::service_width(name, lane, &self.grid.metrics));
        let (text, button) = parts::service(area);
        let ports = service.spec.ports.first();
        let port = ports.map_or(0, |p| if p.node_port > 0 { p.node_port } else { p.port });
        let body = ServiceBody {
            label: inline(name, 0, text.width, Font::NAME),
            type_: service.spec.type_.clone(),
            port,
            button,
            text,
        };
        let object = object_data(&**service, "");
        let id = service.metadata.uid.clone();
        self.add(id.clone(), Some(object), area, None, Body::Service(body));
        Some((id, area))
    }

    fn add_column(&mut self, cell: usize, service: Option<&(String, Rect)>, head: usize) {
        let facts = self.facts;
        let column = &self.columns[cell];
        let Some(occupant) = column.occupant.map(|at| facts.pods[at]) else {
            self.add_vacant_pod(cell);
            return;
        };
        let ghost = column.leaving.last().map(|at| facts.pods[*at]);
        let pod_area = self.grid.pod(cell);
        self.add_pod(occupant, cell, pod_area, head, None);
        if let Some(ghost) = ghost {
            let area = self.grid.ghost(cell);
            self.add_pod(ghost, cell, area, head, Some(column.leaving.len() - 1));
            self.select(service, ghost, cell, area, false);
        }
        self.select(service, occupant, cell, pod_area, ghost.is_some());
        self.add_what_hangs_at(occupant, cell);
    }

    fn select(
        &mut self,
        service: Option<&(String, Rect)>,
        pod: PodFacts,
        cell: usize,
        area: Rect,
        behind: bool,
    ) {
        let Some((from, start)) = service.filter(|_| pod.endpoint != Endpoint::None) else {
            return;
        };
        let path = self.grid.select(*start, cell, area, behind);
        self.edge(EdgeKind::Selects, from, pod.uid(), pod.endpoint == Endpoint::Ready, path);
        self.identify_edge(pod.ordinal);
    }

    pub(super) fn edge(&mut self, kind: EdgeKind, from: &str, to: &str, live: bool, path: Path) {
        let (from, to) = (from.to_owned(), to.to_owned());
        self.lane.edges.push(Edge { kind, from, to, live, identity: None, path });
    }

    pub(super) fn identify_edge(&mut self, identity: Option<usize>) {
        self.lane.edges.last_mut().expect("an edge was added").identity = identity;
    }

    fn add_vacant_pod(&mut self, cell: usize) {
        let Some(ordinal) = self.columns[cell].ordinal else { return };
        let Some((set, _)) = self.facts.set else { return };
        let name = format!("{set}-{ordinal}");
        let area = self.grid.pod(cell);
        let expected = self.facts.expects(ordinal);
        let label = self.pod_label(&name, set.len() + 1, area);
        let body = Body::Vacant(VacantBody { kind: Kind::Pod, label, expected });
        self.add(format!("vacant/{name}"), None, area, Some(cell), body).identity = Some(ordinal);
    }

    fn pod_label(&self, name: &str, head: usize, area: Rect) -> Label {
        let parts = parts::card(area, &self.grid.metrics, true);
        let font = if self.grid.metrics.small { Font::SMALL_TAIL } else { Font::TAIL };
        let mut label = stacked(name, head, parts.head.width, font);
        label.tail = super::text::keep_both_ends(&name[head..], parts.tail.width, font);
        label
    }

    fn add_pod(
        &mut self,
        of: PodFacts<'a>,
        cell: usize,
        area: Rect,
        head: usize,
        ghosts_behind: Option<usize>,
    ) {
        let pod = of.pod;
        let meta = &pod.metadata;
        let metrics = self.grid.metrics;
        let is_ghost = ghosts_behind.is_some();
        let facts = self.container(pod);
        let counter = facts.and_then(|facts| facts.counter);
        let parts = match is_ghost {
            true => parts::ghost(area, &metrics),
            false => parts::card(area, &metrics, counter.is_some()),
        };
        let head = head_of(&meta.name, head, self.facts, pod);
        let mut label = self.pod_label(&meta.name, head, area);
        if is_ghost {
            let tail = &meta.name[head..];
            label.tail = super::text::keep_both_ends(tail, parts.tail.width, Font::SMALL_TAIL);
            label.head.clear();
        }
        let status = pod.status_text();
        let lines = if parts.status.height < 30.0 { 1 } else { 2 };
        let status_lines = match parts.status.width > 0.0 {
            true => super::text::break_status(&status, lines, parts.status.width, Font::LABEL),
            false => Vec::new(),
        };
        let restarts = pod.status.container_statuses.iter().map(|status| status.restart_count);
        let claims = self.facts.claims_for(Some(pod), None);
        let body = PodBody {
            label,
            status_lines,
            ready: pod.ready_containers(),
            is_live: of.endpoint == Endpoint::Ready,
            is_leaving: meta.is_terminating(),
            is_ghost,
            more_leaving: ghosts_behind.unwrap_or(0),
            restarts: restarts.sum(),
            node: pod.spec.node_name.clone(),
            ip: pod.status.pod_ip.clone(),
            counter,
            claims: claims.iter().map(|claim| self.claim_id(claim)).collect(),
            parts,
            status,
        };
        let phase = if meta.is_terminating() { "Terminating" } else { &pod.status.phase };
        let object = object_data(&**pod, phase);
        let body = Body::Pod(Box::new(body));
        self.add(meta.uid.clone(), Some(object), area, Some(cell), body).identity = of.ordinal;
    }

    pub(super) fn container(&self, pod: &Pod) -> Option<&'a ContainerFacts> {
        self.facts.snapshot.containers.get(&pod.metadata.uid)
    }

    /// The id of a claim's shape, or of its vacant place.
    pub(super) fn claim_id(&self, name: &str) -> String {
        match self.facts.claim(name) {
            Some(claim) => claim.metadata.uid.clone(),
            None => format!("vacant/{name}"),
        }
    }

    fn add_claims(&mut self, row: usize) {
        let claims = std::mem::take(&mut self.claims);
        let in_row = |claim: &&LaneClaim| {
            !self.grid.banded
                || claim.cells.first().is_some_and(|cell| cell / self.grid.columns == row)
        };
        let here: Vec<&LaneClaim> = claims.iter().filter(in_row).collect();
        let needed = |name: &str| text_width(name, Font::NAME) + 24.0;
        let wanted: Vec<_> = here
            .iter()
            .map(|claim| self.grid.wanted(&claim.cells, claim.shared, needed(&claim.name)))
            .collect();
        let places = self.grid.claims(&wanted, row);
        let head = common_head(here.iter().map(|claim| claim.name.as_str()));
        let volumes: Vec<_> = here.iter().map(|claim| self.facts.volume_of(&claim.name)).collect();
        let names = volumes.iter().flatten().map(|(volume, _)| volume.metadata.name.as_str());
        let volume_head = common_head(names);
        for ((claim, area), volume) in here.iter().zip(places).zip(volumes) {
            let own = if let [cell] = claim.cells[..] { Some(cell) } else { None };
            let slot = own.filter(|_| !claim.shared);
            let identity = slot.and_then(|cell| self.columns[cell].ordinal);
            self.add_claim(claim, area, head, slot, identity);
            self.add_volume(claim, area, volume_head, volume, slot, identity);
        }
        self.claims = claims;
    }

    fn add_claim(
        &mut self,
        of: &LaneClaim,
        area: Rect,
        head: usize,
        slot: Option<usize>,
        identity: Option<usize>,
    ) {
        let label = inline(&of.name, head.min(of.name.len()), area.width - 12.0, Font::NAME);
        let id = self.claim_id(&of.name);
        let shape = match self.facts.claim(&of.name) {
            Some(claim) => {
                let status = claim_status(claim);
                let request = claim.spec.resources.requests.get("storage");
                let body = ClaimBody {
                    label,
                    request: request.map_or_else(String::new, ToString::to_string),
                    users: self.facts.users_of(&of.name),
                    status: status.to_owned(),
                };
                let object = object_data(&**claim, status);
                self.add(id.clone(), Some(object), area, slot, Body::Claim(body))
            }
            None => {
                let kind = Kind::PersistentVolumeClaim;
                let body = Body::Vacant(VacantBody { kind, label, expected: true });
                self.add(id.clone(), None, area, slot, body)
            }
        };
        shape.identity = identity;
        for cell in &of.cells {
            let Some(pod) = self.columns[*cell].occupant.map(|at| self.facts.pods[at]) else {
                continue;
            };
            let start = self.hanging_at(*cell, pod.uid());
            let path = self.grid.drop(*cell, start, area);
            let mounted = self.container(pod.pod).is_some() && pod.pod.status.phase == "Running";
            self.edge(EdgeKind::Mounts, pod.uid(), &id, mounted, path);
            self.identify_edge(identity);
        }
    }

    fn add_volume(
        &mut self,
        of: &LaneClaim,
        claim_area: Rect,
        head: usize,
        volume: Option<(&'a std::rc::Rc<PersistentVolume>, bool)>,
        slot: Option<usize>,
        identity: Option<usize>,
    ) {
        let area = self.grid.volume(claim_area);
        let Some((volume, bound)) = volume else {
            let named = self.facts.claim(&of.name).map_or("", |claim| &claim.spec.volume_name);
            let label = inline(named, 0, area.width - 12.0, Font::NAME);
            let kind = Kind::PersistentVolume;
            let body = Body::Vacant(VacantBody { kind, label, expected: true });
            let id = format!("vacant/volume/{}", of.name);
            self.add(id, None, area, slot, body).identity = identity;
            return;
        };
        let name = &volume.metadata.name;
        let text = parts::volume_text(area, &self.grid.metrics);
        let files = self.facts.snapshot.volumes.get(name).map(Vec::as_slice);
        let status = volume_status(volume);
        let capacity = volume.spec.capacity.get("storage");
        let body = VolumeBody {
            label: inline(name, head.min(name.len()), area.width - 12.0, Font::NAME),
            status: status.to_owned(),
            capacity: capacity.map_or_else(String::new, ToString::to_string),
            reclaim_policy: volume.spec.persistent_volume_reclaim_policy.clone(),
            file: self.file_view(files.unwrap_or_default(), text),
            text,
        };
        let id = volume.metadata.uid.clone();
        let object = object_data(&**volume, status);
        self.add(id.clone(), Some(object), area, slot, Body::Volume(body)).identity = identity;
        let claim = self.facts.claim(&of.name);
        if let Some(claim) = claim.filter(|_| bound) {
            let path = Path::from(claim_area.bottom_center()).fall_to(area.top_center());
            let live = claim.status.phase == "Bound";
            self.edge(EdgeKind::Bound, &claim.metadata.uid, &id, live, path);
            self.identify_edge(identity);
        }
    }
}

/// Where the part that tells a pod apart begins: as its owner made the name, or else where the
/// names of its siblings part.
fn head_of(name: &str, common: usize, facts: &LaneFacts, pod: &Pod) -> usize {
    let owner = pod.metadata.controller().map(|owner| owner.name.len() + 1);
    let set = facts.set.as_ref().map(|(set, _)| set.len() + 1);
    let head = owner.or(set).unwrap_or(common);
    if head < name.len() && name.is_char_boundary(head) { head } else { 0 }
}

fn claims_of(facts: &LaneFacts, columns: &[Column]) -> Vec<LaneClaim> {
    let mut claims: Vec<LaneClaim> = Vec::new();
    for (cell, column) in columns.iter().enumerate() {
        let pod = column.occupant.map(|at| &**facts.pods[at].pod);
        for name in facts.claims_for(pod, column.ordinal) {
            let there = facts.claim(&name).is_some() || pod.is_some();
            match claims.iter_mut().find(|claim| claim.name == name) {
                Some(claim) => claim.cells.push(cell),
                None if there => {
                    let shared = facts.template_claims.contains(&name);
                    claims.push(LaneClaim { name, cells: vec![cell], shared });
                }
                None => {}
            }
        }
    }
    for name in &facts.template_claims {
        if !claims.iter().any(|claim| claim.name == *name) {
            claims.push(LaneClaim { name: name.clone(), cells: Vec::new(), shared: true });
        }
    }
    claims
}

pub(super) fn object_data<T: Resource>(object: &T, phase: &str) -> ObjectData {
    let Key { namespace, name, .. } = Key::of(object);
    let uid = object.metadata().uid.clone();
    ObjectData { kind: T::KIND.info().kind, name, namespace, uid, phase: phase.to_owned() }
}

fn claim_status(claim: &PersistentVolumeClaim) -> &str {
    if claim.metadata.is_terminating() { "Terminating" } else { &claim.status.phase }
}

fn volume_status(volume: &PersistentVolume) -> &str {
    if volume.metadata.is_terminating() { "Terminating" } else { &volume.status.phase }
}

/// Paths as they are written on a mount.
pub(super) fn mount_label(path: &str, width: f64) -> String {
    keep_end(path, width, Font::FILE)
}
