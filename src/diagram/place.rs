//! Where columns, rows and what hangs below them stand, and the lines between them.

use super::Room;
use super::geometry::{Path, Rect, point, rect, within};
use super::metrics::{FULL, Metrics, SHARED_WIDTH, SMALL, WIDEST_GAP};

/// What hangs below a lane's pods.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Hanging {
    /// There are claims; else there are files in their place.
    pub claims: bool,
    /// A claim is used by several cells.
    pub shared: bool,
    /// Some pod keeps its file outside of the volume that it mounts.
    pub strays: bool,
}

/// The cells in which a lane's pods stand.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Grid {
    pub metrics: Metrics,
    pub columns: usize,
    pub rows: usize,
    /// Every row has its own claims and volumes below it; else all rows share those below the last.
    pub banded: bool,
    hanging: Hanging,
    width: f64,
    column: f64,
    left: f64,
}

impl Grid {
    /// A grid for so many cells in a lane with that room.
    pub fn new(cells: usize, room: Room, hanging: Hanging) -> Grid {
        let cells = cells.max(1);
        let width = room.width;
        let mut metrics = match room.low {
            _ if FULL.columns(width) < cells => SMALL,
            true => Metrics { column_max: FULL.column_max, ..SMALL },
            false => FULL,
        };
        if room.animals {
            metrics = metrics.with_animals();
        }
        let rows = cells.div_ceil(metrics.columns(width));
        let columns = cells.div_ceil(rows);
        let column = metrics.column_width(width, columns);
        let spare = width - 2.0 * metrics.margin - column * columns as f64;
        metrics.gap = within((spare / (columns + 1) as f64).floor(), metrics.gap, WIDEST_GAP);
        let taken = column * columns as f64 + metrics.gap * (columns - 1) as f64;
        let left = ((width - taken) / 2.0).floor();
        let banded = rows > 1 && !hanging.shared;
        Grid { metrics, columns, rows, banded, hanging, width, column, left }
    }

    /// The width of the lane.
    pub fn width(&self) -> f64 {
        self.width
    }

    /// Whether another row of pods stands below a cell's row, instead of claims or files.
    pub fn below_is_taken(&self, cell: usize) -> bool {
        !self.banded && cell / self.columns + 1 < self.rows
    }

    /// The place of the service's row.
    pub fn service(&self, width: f64) -> Rect {
        rect(((self.width - width) / 2.0).floor(), 0.0, width, self.metrics.service)
    }

    /// The place of the pod in a cell.
    pub fn pod(&self, cell: usize) -> Rect {
        let x = self.left + (cell % self.columns) as f64 * (self.column + self.metrics.gap);
        rect(x, self.row_top(cell / self.columns), self.column, self.metrics.pod)
    }

    /// The place of a pod's predecessor, above it.
    pub fn ghost(&self, cell: usize) -> Rect {
        let pod = self.pod(cell);
        let height = self.metrics.ghost - 2.0;
        rect(pod.x, pod.y - self.metrics.ghost, pod.width, height)
    }

    /// The place of a label that hangs at a pod.
    pub fn mount(&self, cell: usize) -> Rect {
        let pod = self.pod(cell);
        rect(pod.x + 2.0, pod.bottom(), pod.width - 4.0, self.metrics.mount)
    }

    /// The place of a file that stands where the claim of a cell would.
    pub fn file(&self, cell: usize) -> Rect {
        let pod = self.pod(cell);
        rect(pod.x, pod.y + self.metrics.pod_to_claim(), pod.width, self.metrics.file)
    }

    /// Whether files that no volume holds stand between the pods and the claims.
    pub fn has_strays(&self) -> bool {
        self.hanging.strays && self.rows == 1 && !self.metrics.small
    }

    /// The place of the label on a pod whose file is beside the volume, and the line to the file.
    pub fn stray(&self, cell: usize) -> (Rect, Path) {
        const ASIDE: f64 = 20.0;
        let (pod, mount, file) = (self.pod(cell), self.mount(cell), self.file(cell));
        let x = pod.x + ASIDE / 2.0;
        let line = Path::from(point(x, pod.bottom())).line_to(point(x, file.y));
        (Rect { x: pod.x + ASIDE, width: mount.right() - pod.x - ASIDE, ..mount }, line)
    }

    /// The upper edge of the claims that belong to the cells of a row.
    pub fn claims_top(&self, row: usize) -> f64 {
        let row = if self.banded { row } else { self.rows - 1 };
        let files = if self.has_strays() { self.metrics.file + self.metrics.row_gap } else { 0.0 };
        self.row_top(row) + self.metrics.pod_to_claim() + files
    }

    /// Where the drawing ends.
    pub fn bottom(&self) -> f64 {
        let metrics = &self.metrics;
        // One row always takes what claims and volumes take, so that lanes align.
        let below = if self.rows == 1 { metrics.claims() } else { self.below() };
        self.claims_top(self.rows - 1) + below + metrics.bottom
    }

    /// The height of what stands in the place of claims.
    fn below(&self) -> f64 {
        if self.hanging.claims { self.metrics.claims() } else { self.metrics.file }
    }

    fn row_top(&self, row: usize) -> f64 {
        let metrics = &self.metrics;
        let below = match self.banded {
            true => metrics.pod_to_claim() + self.below(),
            false => metrics.pod + metrics.mount,
        };
        let stride = metrics.ghost + below + metrics.row_gap;
        metrics.service + metrics.fan + metrics.ghost + row as f64 * stride
    }

    /// The places of claims next to each other, each below those who use it if there is room.
    /// Those for whom there is no room at all are left out.
    pub fn claims(&self, wanted: &[Wanted], row: usize) -> Vec<Rect> {
        let metrics = &self.metrics;
        let most = metrics.columns(self.width);
        let wanted = &wanted[..wanted.len().min(most)];
        let gaps = metrics.gap * wanted.len().saturating_sub(1) as f64;
        let widest =
            ((self.width - 2.0 * metrics.margin - gaps) / wanted.len().max(1) as f64).floor();
        let mut places: Vec<Rect> = Vec::new();
        let mut left = metrics.margin;
        for want in wanted {
            let width = want.width.min(widest);
            let x = (want.center - width / 2.0).floor().max(left);
            places.push(rect(x, self.claims_top(row), width, metrics.claim));
            left = x + width + metrics.gap;
        }
        let mut right = self.width - metrics.margin;
        for place in places.iter_mut().rev() {
            place.x = place.x.min(right - place.width);
            right = place.x - metrics.gap;
        }
        places
    }

    /// The place of a claim's volume.
    pub fn volume(&self, claim: Rect) -> Rect {
        let top = claim.bottom() + self.metrics.bind;
        rect(claim.x, top, claim.width, self.metrics.volume)
    }

    /// How wide a claim should be and where: of one cell alone, or shared by several.
    pub fn wanted(&self, cells: &[usize], shared: bool, needed: f64) -> Wanted {
        match cells {
            [cell] if !shared => {
                let pod = self.pod(*cell);
                Wanted { center: pod.x + pod.width / 2.0, width: pod.width }
            }
            _ => Wanted {
                center: self.width / 2.0,
                width: within(needed.ceil(), SHARED_WIDTH.min(self.width / 2.0), self.width),
            },
        }
    }

    /// The line from the service to a pod or a ghost in a cell. It bends only between rows, where
    /// nothing stands, and goes around what stands above its end: `behind` means a ghost does.
    pub fn select(&self, service: Rect, cell: usize, end: Rect, behind: bool) -> Path {
        let path = Path::from(service.bottom_center());
        let row = cell / self.columns;
        let strip = |row: usize| self.row_top(row) - self.metrics.ghost;
        let top = end.top_center();
        let lane = end.x - self.metrics.gap / 2.0;
        if behind {
            let entry = point(end.x, end.y + 14.0);
            let corner = point(lane, entry.y);
            let path = path.fall_to(point(lane, strip(0))).line_to(point(lane, end.y + 4.0));
            return path.curve_to(corner, corner, entry);
        }
        if row == 0 {
            return path.fall_to(point(top.x, strip(0))).line_to(top);
        }
        let path = path.fall_to(point(lane, strip(0)));
        let path = path.line_to(point(lane, strip(row) - self.metrics.row_gap));
        path.fall_to(point(top.x, strip(row))).line_to(top)
    }

    /// The line from the lower edge of a pod or of its mount to a claim.
    pub fn drop(&self, cell: usize, start: Rect, claim: Rect) -> Path {
        let path = Path::from(start.bottom_center());
        let row = cell / self.columns;
        if (self.banded || row + 1 == self.rows) && !self.has_strays() {
            return path.fall_to(claim.top_center());
        }
        let lane = self.pod(cell).right() + self.metrics.gap / 2.0;
        let beside = point(lane, start.bottom() + self.metrics.row_gap);
        let room = if self.has_strays() { self.metrics.row_gap } else { self.metrics.drop };
        let below = point(lane, self.claims_top(row) - room);
        path.fall_to(beside).line_to(below).fall_to(claim.top_center())
    }
}

/// A wish for a place in a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Wanted {
    pub center: f64,
    pub width: f64,
}
