//! One lane: shapes and edges from what belongs to a workload.

use super::Room;
use super::claims::{LaneClaim, claims_of};
use super::facts::{Endpoint, LaneFacts, PodFacts};
use super::geometry::{Path, Rect};
use super::hanging::is_stray;
use super::metrics::MOST_PODS;
use super::parts;
use super::place::{Grid, Hanging};
use super::scene::*;
use super::slots::{Column, Slots};
use super::text::{Font, Label, break_status, common_head, inline, keep_end, stacked};
use crate::api::pod::Pod;
use crate::api::{Kind, Resource};
use crate::apiserver::snapshot::ContainerFacts;

/// Builds the scene of one lane.
pub(super) struct Builder<'a> {
    pub(super) facts: &'a LaneFacts<'a>,
    slots: &'a Slots,
    pub(super) columns: &'a [Column],
    hidden: &'a [Column],
    pub(super) claims: Vec<LaneClaim>,
    pub(super) grid: Grid,
    pub(super) lane: LaneScene,
}

impl<'a> Builder<'a> {
    pub fn new(
        id: &'static str,
        facts: &'a LaneFacts<'a>,
        slots: &'a Slots,
        room: Room,
        columns: &'a [Column],
    ) -> Builder<'a> {
        let shown = if columns.len() > MOST_PODS { MOST_PODS - 1 } else { columns.len() };
        let (columns, hidden) = columns.split_at(shown);
        let claims = claims_of(facts, columns);
        let shared = claims.iter().any(|claim| claim.shared || claim.cells.len() > 1);
        let cells = shown + usize::from(!hidden.is_empty());
        let hanging = Hanging {
            shared,
            claims: !claims.is_empty(),
            strays: columns.iter().any(|column| is_stray(facts, column)),
        };
        let grid = Grid::new(cells, room, hanging);
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
            // Places that wait for their pods are not drawn, either.
            let total = counts.total.max(self.hidden.len());
            let counts = Counts { total, drawn: 0, ..counts };
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
        let parts = parts::card(area, &self.grid.metrics, None);
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
            false => parts::card(area, &metrics, counter),
        };
        let head = head_of(&meta.name, head, self.facts, pod);
        let mut label = self.pod_label(&meta.name, head, area);
        if is_ghost {
            let tail = &meta.name[head..];
            label.tail = super::text::keep_both_ends(tail, parts.tail.width, Font::SMALL_TAIL);
            label.head.clear();
        }
        let status = pod.status_text();
        let (status_lines, has_icon) = status_lines(&status, parts.status);
        let restarts = pod.status.container_statuses.iter().map(|status| status.restart_count);
        let claims = self.facts.claims_for(Some(pod), None);
        let body = PodBody {
            label,
            status_lines,
            ready: pod.ready_containers(),
            is_ready: pod.is_ready() && !meta.is_terminating(),
            is_live: of.endpoint == Endpoint::Ready,
            is_leaving: meta.is_terminating(),
            is_ghost,
            more_leaving: ghosts_behind.unwrap_or(0),
            restarts: restarts.sum(),
            node: pod.spec.node_name.clone(),
            ip: pod.status.pod_ip.clone(),
            counter,
            claims: claims.iter().map(|claim| self.claim_id(claim)).collect(),
            has_icon,
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
}

/// A status as it fits into its place, and whether its icon fits before it: where only one of the
/// two has room, the words say more.
fn status_lines(status: &str, place: Rect) -> (Vec<String>, bool) {
    if place.width == 0.0 {
        return (Vec::new(), true);
    }
    let lines = if place.height < 20.0 { 1 } else { 2 };
    let in_width = |width| break_status(status, lines, width, Font::STATUS);
    let beside = in_width(place.width - parts::STATUS_ICON);
    match beside.concat() == status {
        true => (beside, true),
        false => (in_width(place.width), false),
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

pub(super) fn object_data<T: Resource>(object: &T, phase: &str) -> ObjectData {
    let meta = object.metadata();
    ObjectData {
        kind: T::KIND.info().kind,
        name: meta.name.clone(),
        namespace: meta.namespace.clone(),
        uid: meta.uid.clone(),
        phase: phase.to_owned(),
    }
}

/// Paths as they are written on a mount.
pub(super) fn mount_label(path: &str, width: f64) -> String {
    keep_end(path, width, Font::FILE)
}
