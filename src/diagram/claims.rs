//! The claims of a lane and their volumes.

use super::facts::LaneFacts;
use super::geometry::{Path, Rect};
use super::lane::{Builder, object_data};
use super::parts;
use super::scene::*;
use super::slots::Column;
use super::text::{Font, common_head, inline, text_width};
use crate::api::Kind;
use crate::api::storage::{PersistentVolume, PersistentVolumeClaim};

/// What the notches of a claim and the curves of a volume take from a line of text.
const INSET: f64 = 16.0;

/// A claim that the lane's pods name, whether it exists or not.
pub(super) struct LaneClaim {
    pub name: String,
    /// The cells whose pods use it.
    pub cells: Vec<usize>,
    /// Named by a Deployment's template, so that every replica uses it.
    pub shared: bool,
}

/// The claims that belong to the columns of a lane.
pub(super) fn claims_of(facts: &LaneFacts, columns: &[Column]) -> Vec<LaneClaim> {
    let mut claims: Vec<LaneClaim> = Vec::new();
    for (cell, column) in columns.iter().enumerate() {
        let pod = column.occupant.map(|at| &**facts.pods[at].pod);
        for name in facts.claims_for(pod, column.ordinal) {
            // Of a claim that nobody will make again, the volume may be left.
            let leaves =
                |ordinal: usize| !facts.expects(ordinal) && facts.volume_of(&name).is_some();
            let there =
                facts.claim(&name).is_some() || pod.is_some() || column.ordinal.is_some_and(leaves);
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

impl<'a> Builder<'a> {
    /// The id of a claim's shape, or of its vacant place.
    pub(super) fn claim_id(&self, name: &str) -> String {
        match self.facts.claim(name) {
            Some(claim) => claim.metadata.uid.clone(),
            None => format!("vacant/{name}"),
        }
    }

    pub(super) fn add_claims(&mut self, row: usize) {
        let claims = std::mem::take(&mut self.claims);
        let in_row = |claim: &&LaneClaim| {
            !self.grid.banded
                || claim.cells.first().is_some_and(|cell| cell / self.grid.columns == row)
        };
        let here: Vec<&LaneClaim> = claims.iter().filter(in_row).collect();
        let volumes: Vec<_> = here.iter().map(|claim| self.facts.volume_of(&claim.name)).collect();
        let wanted: Vec<_> = here
            .iter()
            .zip(&volumes)
            .map(|(claim, volume)| {
                let volume = volume.map_or("", |(volume, _)| &volume.metadata.name);
                let needed = |name| text_width(name, Font::NAME) + INSET + 2.0;
                let needed = needed(&claim.name).max(needed(volume));
                self.grid.wanted(&claim.cells, claim.shared, needed)
            })
            .collect();
        let places = self.grid.claims(&wanted, row);
        let head = common_head(here.iter().map(|claim| claim.name.as_str()));
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
        let label = inline(&of.name, head.min(of.name.len()), area.width - INSET, Font::NAME);
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
            let label = inline(named, 0, area.width - INSET, Font::NAME);
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
            label: inline(name, head.min(name.len()), area.width - INSET, Font::NAME),
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

fn claim_status(claim: &PersistentVolumeClaim) -> &str {
    if claim.metadata.is_terminating() { "Terminating" } else { &claim.status.phase }
}

fn volume_status(volume: &PersistentVolume) -> &str {
    if volume.metadata.is_terminating() { "Terminating" } else { &volume.status.phase }
}
