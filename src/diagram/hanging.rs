//! What hangs at a pod: the label of its mount, and its file where no claim holds it.

use super::facts::{LaneFacts, PodFacts};
use super::geometry::{Path, Rect};
use super::lane::{Builder, mount_label};
use super::parts;
use super::scene::*;
use super::slots::Column;
use super::text::{Font, break_contents};
use crate::api::pod::Pod;
use crate::api::pod_mounts::Mounted;
use crate::apiserver::snapshot::{ContainerFacts, File};

/// The file that the application keeps its state in.
const STATE_FILE: &str = "state.json";

/// The volume that holds the application's data.
fn holding<'p>(pod: &'p Pod, facts: Option<&ContainerFacts>) -> Option<Mounted<'p>> {
    pod.volume_at(&facts?.data_directory)
}

/// Whether the pod in a column mounts a claim and still keeps its file in its container.
pub(super) fn is_stray(facts: &LaneFacts, column: &Column) -> bool {
    column.occupant.is_some_and(|at| {
        let pod = facts.pods[at].pod;
        let container = facts.snapshot.containers.get(&pod.metadata.uid);
        container.is_some()
            && pod.spec.claim_names().next().is_some()
            && holding(pod, container).is_none()
    })
}

/// The application's file among others.
pub(super) fn state_file(files: &[File]) -> Option<&File> {
    let is_state = |file: &&File| file.path.rsplit('/').next() == Some(STATE_FILE);
    files.iter().find(is_state).or_else(|| files.first())
}

impl<'a> Builder<'a> {
    /// Adds the mount's label and the file in the container.
    pub(super) fn add_what_hangs_at(&mut self, of: PodFacts<'a>, cell: usize) {
        let pod = of.pod;
        let facts = self.container(pod);
        let holding = holding(pod, facts);
        let claimed = || pod.mounted().find(|mount| mount.volume.claim_name().is_some());
        let strays = holding.is_none() && facts.is_some();
        let mounted = holding.or_else(claimed);
        let has_claims = pod.spec.claim_names().next().is_some();
        let strays = strays && has_claims && self.grid.has_strays();
        let mut bottom = self.grid.pod(cell);
        if let Some(mounted) = mounted.as_ref().filter(|_| !self.grid.metrics.small) {
            let area = if strays { self.grid.stray(cell).0 } else { self.grid.mount(cell) };
            let claim = mounted.volume.claim_name().map(|claim| self.claim_id(claim));
            let body = MountBody {
                path: mounted.path.to_owned(),
                label: mount_label(mounted.path, area.width - 8.0),
                pod: of.uid().to_owned(),
                claim,
            };
            let id = format!("mount/{}", of.uid());
            self.add(id, None, area, Some(cell), Body::Mount(body)).identity = of.ordinal;
            bottom = area;
        }
        if strays {
            self.add_file(of, cell, self.grid.stray(cell).1, Place::Container);
        } else if !has_claims && !self.grid.below_is_taken(cell) {
            let below = self.grid.file(cell);
            let path = Path::from(bottom.bottom_center()).fall_to(below.top_center());
            self.add_file(of, cell, path, place_of(mounted));
        }
    }

    fn add_file(&mut self, of: PodFacts<'a>, cell: usize, path: Path, place: Place) {
        let area = self.grid.file(cell);
        let text = parts::file_text(area, &self.grid.metrics);
        let facts = self.container(of.pod);
        let files = facts.map_or(&[][..], |facts| facts.files.as_slice());
        let file = self.file_view(files, text);
        let id = format!("file/{}", of.uid());
        self.edge(EdgeKind::Holds, of.uid(), &id, facts.is_some(), path);
        self.identify_edge(of.ordinal);
        let body = FileBody { pod: of.uid().to_owned(), place, file, text };
        self.add(id, None, area, Some(cell), Body::File(body)).identity = of.ordinal;
    }

    /// Where the lines that leave a pod downwards begin: at its mount, if it has one.
    pub(super) fn hanging_at(&self, cell: usize, pod: &str) -> Rect {
        let mount = self.lane.find(&format!("mount/{pod}"));
        mount.map_or_else(|| self.grid.pod(cell), |mount| mount.rect)
    }

    /// The application's file, broken to fit.
    pub(super) fn file_view(&self, files: &[File], text: Rect) -> Option<FileView> {
        let file = state_file(files)?;
        let lines = if self.grid.metrics.small { 1 } else { 2 };
        let width = text.width - 2.0 * parts::FILE_INSET;
        Some(FileView {
            name: file.path.clone(),
            contents: file.contents.clone(),
            lines: break_contents(&file.contents, lines, width, Font::FILE),
        })
    }
}

fn place_of(mounted: Option<Mounted>) -> Place {
    let volume = mounted.map(|mounted| mounted.volume);
    match volume.map(|volume| (&volume.host_path, volume.empty_dir.is_some())) {
        Some((Some(host_path), _)) => Place::HostPath(host_path.path.clone()),
        Some((None, true)) => Place::EmptyDir,
        _ => Place::Container,
    }
}
